//! A server on loopback that records what it is asked and answers as it is told: a service, an identity
//! provider, a machine's metadata, or a proxy.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

/// A request as it came.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) method: String,
    pub(crate) target: String,
    /// By name in small letters.
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

/// What to answer: a status, a type of content, and the content.
#[derive(Debug, Clone)]
pub(crate) struct Reply(pub(crate) u16, pub(crate) &'static str, pub(crate) String);

type Answer = Arc<dyn Fn(&Seen) -> Reply + Send + Sync>;

/// The server. It ends when it is dropped.
pub(crate) struct Web {
    pub(crate) address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
    task: JoinHandle<()>,
}

/// An authority, and a certificate for `localhost` that it issued.
pub(crate) struct Authority {
    /// The authority's certificate.
    pub(crate) pem: String,
    chain: Vec<CertificateDer<'static>>,
    key: Vec<u8>,
}

/// How a connection is treated.
#[derive(Clone)]
enum Manner {
    Plain(Answer),
    /// Takes the connection and says nothing.
    Silent,
    /// A byte of an answer each second.
    Dripping,
    /// Leads every tunnel to one place, for those who know the password.
    Proxy(Option<String>, SocketAddr),
}

// === impl Web ===

impl Web {
    pub(crate) async fn start(answer: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> Self {
        Self::serve(Manner::Plain(Arc::new(answer)), None).await
    }

    pub(crate) async fn over_tls(
        authority: &Authority,
        answer: impl Fn(&Seen) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let acceptor = authority.acceptor();
        Self::serve(Manner::Plain(Arc::new(answer)), Some(acceptor)).await
    }

    pub(crate) async fn silent() -> Self {
        Self::serve(Manner::Silent, None).await
    }

    pub(crate) async fn dripping() -> Self {
        Self::serve(Manner::Dripping, None).await
    }

    /// A proxy to `target`, whatever is asked for. `user` is the user and the password in Base64.
    pub(crate) async fn proxy(user: Option<&str>, target: SocketAddr) -> Self {
        Self::serve(Manner::Proxy(user.map(str::to_owned), target), None).await
    }

    async fn serve(manner: Manner, tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let record = Arc::clone(&seen);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (manner, tls, record) = (manner.clone(), tls.clone(), Arc::clone(&record));
                tokio::spawn(async move {
                    match tls {
                        Some(tls) => {
                            if let Ok(stream) = tls.accept(stream).await {
                                converse(stream, manner, record).await;
                            }
                        }
                        None => converse(stream, manner, record).await,
                    }
                });
            }
        });
        Self {
            address,
            seen,
            task,
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Its URL over TLS, by the name in the certificate.
    pub(crate) fn secure_url(&self) -> String {
        format!("https://localhost:{}", self.address.port())
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }
}

impl Drop for Web {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn converse(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    manner: Manner,
    record: Arc<Mutex<Vec<Seen>>>,
) {
    while let Some(seen) = request(&mut stream).await {
        record.lock().unwrap().push(seen.clone());
        match &manner {
            Manner::Plain(answer) => {
                if write(&mut stream, &answer(&seen)).await.is_err() {
                    return;
                }
            }
            Manner::Silent => std::future::pending().await,
            Manner::Dripping => {
                let head = "HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n";
                stream.write_all(head.as_bytes()).await.ok();
                loop {
                    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
                    if stream.write_all(b" ").await.is_err() || stream.flush().await.is_err() {
                        return;
                    }
                }
            }
            Manner::Proxy(user, target) => {
                let given = seen.headers.get("proxy-authorization");
                let expected = user.as_ref().map(|it| format!("Basic {it}"));
                if given != expected.as_ref() {
                    let refusal = Reply(407, "text/plain", "who are you?".to_owned());
                    write(&mut stream, &refusal).await.ok();
                    return;
                }
                let mut target = TcpStream::connect(target).await.unwrap();
                if seen.method == "CONNECT" {
                    let agreed = b"HTTP/1.1 200 OK\r\n\r\n";
                    stream.write_all(agreed).await.ok();
                } else {
                    let mut headers = String::new();
                    for (name, value) in &seen.headers {
                        if name != "proxy-authorization" {
                            headers.extend([name, ": ", value, "\r\n"]);
                        }
                    }
                    let path = seen.target.splitn(4, '/').nth(3).unwrap_or_default();
                    let Seen { method, body, .. } = &seen;
                    let again = format!("{method} /{path} HTTP/1.1\r\n{headers}\r\n{body}");
                    target.write_all(again.as_bytes()).await.ok();
                }
                tokio::io::copy_bidirectional(&mut stream, &mut target)
                    .await
                    .ok();
                return;
            }
        }
    }
}

async fn write(stream: &mut (impl AsyncWrite + Unpin), reply: &Reply) -> std::io::Result<()> {
    let Reply(status, kind, body) = reply;
    let head = format!(
        "HTTP/1.1 {status} said\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body.as_bytes()).await?;
    stream.flush().await
}

/// The next request of a connection; none when there is none any more.
pub(crate) async fn request(stream: &mut (impl AsyncRead + Unpin)) -> Option<Seen> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|it| it == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.lines();
    let mut words = lines.next()?.split(' ').map(str::to_owned);
    let (method, target) = (words.next()?, words.next()?);
    let headers: BTreeMap<String, String> = lines
        .filter_map(|it| it.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let length = headers.get("content-length").and_then(|it| it.parse().ok());
    let mut body = bytes.split_off(end + 4);
    while body.len() < length.unwrap_or(0) {
        if stream.read_buf(&mut body).await.ok()? == 0 {
            return None;
        }
    }
    Some(Seen {
        method,
        target,
        headers,
        body: String::from_utf8_lossy(&body).into_owned(),
    })
}

// === impl Seen ===

impl Seen {
    /// A parameter of a form.
    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        let pairs = self.body.split('&').filter_map(|it| it.split_once('='));
        let (_, value) = pairs.into_iter().find(|(key, _)| *key == name)?;
        let mut text = Vec::new();
        let mut bytes = value.bytes();
        while let Some(byte) = bytes.next() {
            match byte {
                b'%' => {
                    let code = [bytes.next()?, bytes.next()?];
                    let code = std::str::from_utf8(&code).ok()?.to_owned();
                    text.push(u8::from_str_radix(&code, 16).ok()?);
                }
                b'+' => text.push(b' '),
                byte => text.push(byte),
            }
        }
        String::from_utf8(text).ok()
    }

    /// The key and the Region of the signature.
    pub(crate) fn signer(&self) -> (String, String) {
        let header = self
            .headers
            .get("authorization")
            .cloned()
            .unwrap_or_default();
        let scope = header.split_once("Credential=").map_or("", |(_, it)| it);
        let mut parts = scope.split('/');
        let key = parts.next().unwrap_or_default().to_owned();
        (key, parts.nth(1).unwrap_or_default().to_owned())
    }
}

// === impl Authority ===

impl Authority {
    pub(crate) fn new() -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let root = params.self_signed(&key).unwrap();
        let pem = pem(root.der());
        let issuer = Issuer::new(params, key);
        let own = KeyPair::generate().unwrap();
        let leaf = CertificateParams::new(["localhost".to_owned()]).unwrap();
        let leaf = leaf.signed_by(&own, &issuer).unwrap();
        Self {
            pem,
            chain: vec![leaf.der().clone()],
            key: own.serialize_der(),
        }
    }

    fn acceptor(&self) -> TlsAcceptor {
        let key = PrivatePkcs8KeyDer::from(self.key.clone()).into();
        let provider = Arc::new(aws_lc_rs::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(self.chain.clone(), key)
            .unwrap();
        TlsAcceptor::from(Arc::new(config))
    }
}

fn pem(der: &[u8]) -> String {
    use base64::Engine as _;
    let body = base64::engine::general_purpose::STANDARD.encode(der);
    let lines: Vec<&str> = body
        .as_bytes()
        .chunks(64)
        .map(|line| std::str::from_utf8(line).unwrap())
        .collect();
    format!(
        "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
        lines.join("\n")
    )
}
