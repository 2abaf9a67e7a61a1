//! Terraform's side of a plugin: starts the real binary, shakes hands, calls.
//!
//! A failure to do so is a failure of the test, so these functions panic and say what happened.

use std::ffi::OsStr;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use hyper_util::rt::{TokioExecutor, TokioIo};
use rcgen::{
    BasicConstraints, CertificateParams, ExtendedKeyUsagePurpose, IsCa, KeyPair, KeyUsagePurpose,
};
use rustls::client::{ResolvesClientCert, WantsClientCert};
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer, ServerName};
use rustls::sign::CertifiedKey;
use rustls::{
    ClientConfig, ConfigBuilder, RootCertStore, SignatureScheme, SupportedProtocolVersion,
};
use terraform_provider_awslambda::plugin::handshake::{COOKIE, COOKIE_NAME};
use terraform_provider_awslambda::plugin::wire::plugin::Empty;
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, AsyncWrite, BufReader};
use tokio::net::{TcpStream, UnixStream};
use tokio::process::{Child, ChildStdout, Command};
use tokio::task::JoinHandle;
use tokio_rustls::TlsConnector;
use tonic::body::Body;
use tonic::client::Grpc;
use tonic::{Request, Status, Streaming};
use tonic_prost::ProstCodec;

/// What the tests allow for anything that ought to happen at once.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// What they allow for an RPC, which may have to wait for AWS.
const LONGEST_RPC: Duration = Duration::from_secs(90);

/// A self-signed certificate as Terraform makes one for each plugin, with its key.
#[derive(Clone)]
pub(crate) struct Certificate {
    pub pem: String,
    pub der: CertificateDer<'static>,
    key: Arc<Vec<u8>>,
}

/// How a plugin is started.
pub(crate) struct Settings {
    program: PathBuf,
    environment: Vec<(String, Option<String>)>,
    certificate: Option<Certificate>,
}

/// A plugin that runs and has said where. Dropped, it is killed.
pub(crate) struct Plugin {
    pub child: Child,
    /// The handshake line without its end.
    pub line: String,
    certificate: Option<Certificate>,
    stdout: BufReader<ChildStdout>,
    stderr: Arc<Mutex<String>>,
    stderr_reader: JoinHandle<()>,
    /// The only temporary directory that the plugin knows.
    pub temporary: tempfile::TempDir,
}

/// What a plugin that did not want to serve left behind.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub status: ExitStatus,
    pub stdout: String,
    pub stderr: String,
}

/// A connection over which calls can be made, many at a time.
#[derive(Clone)]
pub(crate) struct Connection {
    sender: hyper::client::conn::http2::SendRequest<Body>,
}

/// A stream of bytes of any kind.
pub(crate) trait Duplex: AsyncRead + AsyncWrite + Send + Unpin {}

/// Presents one certificate and signs with the key of another.
#[derive(Debug)]
struct Impostor(Arc<CertifiedKey>);

// === impl Certificate ===

impl Certificate {
    /// P-521, an authority, for `localhost`.
    pub(crate) fn new() -> Self {
        let key = KeyPair::generate_for(&rcgen::PKCS_ECDSA_P521_SHA512).unwrap();
        let mut params = CertificateParams::new(["localhost".to_owned()]).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![
            KeyUsagePurpose::DigitalSignature,
            KeyUsagePurpose::KeyEncipherment,
            KeyUsagePurpose::KeyAgreement,
            KeyUsagePurpose::KeyCertSign,
        ];
        params.extended_key_usages = vec![
            ExtendedKeyUsagePurpose::ClientAuth,
            ExtendedKeyUsagePurpose::ServerAuth,
        ];
        let der = params.self_signed(&key).unwrap().der().clone();
        let body = base64::engine::general_purpose::STANDARD.encode(&der);
        let lines: Vec<&str> = body
            .as_bytes()
            .chunks(64)
            .map(|line| std::str::from_utf8(line).unwrap())
            .collect();
        let pem = format!(
            "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
            lines.join("\n")
        );
        Self {
            pem,
            der,
            key: Arc::new(key.serialize_der()),
        }
    }

    fn private_key(&self) -> PrivatePkcs8KeyDer<'static> {
        PrivatePkcs8KeyDer::from(self.key.to_vec())
    }

    /// A client that presents this certificate and trusts `server` alone.
    pub(crate) fn client(&self, server: &CertificateDer<'static>) -> ClientConfig {
        let key = self.private_key().into();
        trusting(server, rustls::ALL_VERSIONS)
            .with_client_auth_cert(vec![self.der.clone()], key)
            .unwrap()
    }

    /// A client that presents this certificate but holds the key of `other`.
    pub(crate) fn stolen_by(
        &self,
        other: &Self,
        server: &CertificateDer<'static>,
        version: &'static SupportedProtocolVersion,
    ) -> ClientConfig {
        let key = aws_lc_rs::sign::any_ecdsa_type(&other.private_key().into()).unwrap();
        let certified = CertifiedKey::new(vec![self.der.clone()], key);
        trusting(server, &[version])
            .with_client_cert_resolver(Arc::new(Impostor(Arc::new(certified))))
    }
}

/// A client that trusts `server` alone and is still to be told what to present.
pub(crate) fn trusting(
    server: &CertificateDer<'static>,
    versions: &[&'static SupportedProtocolVersion],
) -> ConfigBuilder<ClientConfig, WantsClientCert> {
    let mut roots = RootCertStore::empty();
    roots.add(server.clone()).unwrap();
    ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_protocol_versions(versions)
        .unwrap()
        .with_root_certificates(roots)
}

impl ResolvesClientCert for Impostor {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0))
    }

    fn has_certs(&self) -> bool {
        true
    }
}

// === impl Settings ===

impl Settings {
    /// As Terraform starts a provider.
    pub(crate) fn new() -> Self {
        let certificate = Certificate::new();
        Self {
            program: PathBuf::from(env!("CARGO_BIN_EXE_terraform-provider-awslambda")),
            environment: Vec::new(),
            certificate: None,
        }
        .with(COOKIE_NAME, COOKIE)
        .with("PLUGIN_MIN_PORT", "10000")
        .with("PLUGIN_MAX_PORT", "25000")
        .with("PLUGIN_PROTOCOL_VERSIONS", "6,5")
        .with("PLUGIN_CLIENT_CERT", &certificate.pem)
        .with_certificate(certificate)
    }

    /// As Terraform starts a provider when `TF_DISABLE_PLUGIN_TLS` is set.
    pub(crate) fn without_tls() -> Self {
        let mut settings = Self::new().without("PLUGIN_CLIENT_CERT");
        settings.certificate = None;
        settings
    }

    fn with_certificate(mut self, certificate: Certificate) -> Self {
        self.certificate = Some(certificate);
        self
    }

    /// Sets a variable of the environment.
    #[must_use]
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.environment
            .push((name.to_owned(), Some(value.to_owned())));
        self
    }

    /// Leaves a variable out of the environment.
    #[must_use]
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.environment.push((name.to_owned(), None));
        self
    }

    /// The command that starts the plugin, with `temporary` for its files and without settings of the test's own host.
    pub(crate) fn command(&self, program: &OsStr, temporary: &Path) -> Command {
        let mut command = Command::new(program);
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy();
            if ["TF_", "PLUGIN_", "AWS_"]
                .iter()
                .any(|prefix| name.starts_with(prefix))
            {
                command.env_remove(name.as_ref());
            }
        }
        command
            .env("TMPDIR", temporary)
            .env_remove("RUST_BACKTRACE");
        for (name, value) in &self.environment {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        command
    }

    /// Starts the plugin and waits for its line.
    pub(crate) async fn start(self) -> Plugin {
        let temporary = tempfile::tempdir().unwrap();
        let child = self
            .command(self.program.as_os_str(), temporary.path())
            .spawn()
            .unwrap();
        Plugin::over(child, self.certificate, temporary).await
    }

    /// Starts the plugin and waits for its end.
    pub(crate) async fn refused(self) -> Refusal {
        let temporary = tempfile::tempdir().unwrap();
        let mut command = self.command(self.program.as_os_str(), temporary.path());
        let output = tokio::time::timeout(PATIENCE, command.output())
            .await
            .expect("the plugin goes on")
            .unwrap();
        Refusal {
            status: output.status,
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

// === impl Plugin ===

impl Plugin {
    /// The plugin whose output `child` has, once it has said where it is.
    pub(crate) async fn over(
        mut child: Child,
        certificate: Option<Certificate>,
        temporary: tempfile::TempDir,
    ) -> Self {
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let stderr = Arc::new(Mutex::new(String::new()));
        let stderr_reader =
            tokio::spawn(collect(child.stderr.take().unwrap(), Arc::clone(&stderr)));
        let mut line = String::new();
        tokio::time::timeout(PATIENCE, stdout.read_line(&mut line))
            .await
            .expect("no handshake line")
            .unwrap();
        assert!(
            line.ends_with('\n'),
            "no handshake line but {line:?} and {:?}",
            stderr.lock().unwrap()
        );
        line.pop();
        Self {
            child,
            line,
            certificate,
            stdout,
            stderr,
            stderr_reader,
            temporary,
        }
    }

    /// A part of the handshake line, from 0.
    pub(crate) fn part(&self, index: usize) -> &str {
        self.line.split('|').nth(index).unwrap()
    }

    /// The certificate in the handshake line.
    pub(crate) fn server_certificate(&self) -> CertificateDer<'static> {
        CertificateDer::from(STANDARD_NO_PAD.decode(self.part(5)).unwrap())
    }

    /// The certificate that the plugin was told of.
    pub(crate) fn certificate(&self) -> &Certificate {
        self.certificate.as_ref().expect("a plugin with TLS")
    }

    /// The bare stream to the address in the line.
    pub(crate) async fn stream(&self) -> Box<dyn Duplex> {
        match self.part(2) {
            "unix" => Box::new(UnixStream::connect(self.part(3)).await.unwrap()),
            "tcp" => Box::new(TcpStream::connect(self.part(3)).await.unwrap()),
            other => panic!("no such network: {other}"),
        }
    }

    /// Connects as Terraform does.
    pub(crate) async fn connect(&self) -> Connection {
        match &self.certificate {
            None => Connection::over(self.stream().await).await.unwrap(),
            Some(certificate) => {
                let config = certificate.client(&self.server_certificate());
                self.connect_with(config, &[b"h2"]).await.unwrap()
            }
        }
    }

    /// Connects by TLS as `config` and `alpn` say. With TLS 1.3 a client learns that it was refused only when it makes
    /// its first call.
    pub(crate) async fn connect_with(
        &self,
        mut config: ClientConfig,
        alpn: &[&[u8]],
    ) -> Result<Connection, String> {
        config.alpn_protocols = alpn.iter().map(|protocol| protocol.to_vec()).collect();
        let name = ServerName::try_from("localhost").unwrap();
        let handshake = TlsConnector::from(Arc::new(config)).connect(name, self.stream().await);
        let stream = tokio::time::timeout(PATIENCE, handshake)
            .await
            .expect("the TLS handshake does not end")
            .map_err(|error| error.to_string())?;
        Connection::over(stream).await
    }

    /// Ends the plugin as Terraform does.
    pub(crate) async fn shutdown(&mut self) -> ExitStatus {
        let connection = self.connect().await;
        let _: Empty = connection
            .call("/plugin.GRPCController/Shutdown", Empty {})
            .await
            .unwrap();
        self.wait().await
    }

    /// Waits for the end of the plugin.
    pub(crate) async fn wait(&mut self) -> ExitStatus {
        tokio::time::timeout(PATIENCE, self.child.wait())
            .await
            .expect("the plugin goes on")
            .unwrap()
    }

    /// Sends a signal by its name, such as `INT`.
    pub(crate) fn signal(&self, name: &str) {
        signal(self.child.id().unwrap(), name);
    }

    /// What was written to standard error so far.
    pub(crate) fn stderr(&self) -> String {
        self.stderr.lock().unwrap().clone()
    }

    /// All that came on standard output after the line. Waits for the end of the plugin.
    pub(crate) async fn rest_of_stdout(&mut self) -> String {
        let mut rest = String::new();
        tokio::time::timeout(PATIENCE, self.stdout.read_to_string(&mut rest))
            .await
            .expect("stdout is open")
            .unwrap();
        rest
    }

    /// All of standard error. Waits for the end of the plugin.
    pub(crate) async fn all_of_stderr(&mut self) -> String {
        tokio::time::timeout(PATIENCE, &mut self.stderr_reader)
            .await
            .expect("stderr is open")
            .unwrap();
        self.stderr()
    }

    /// The most memory that the plugin has held at once, in MiB. Only Linux tells.
    #[cfg(target_os = "linux")]
    pub(crate) fn peak_memory(&self) -> u64 {
        let path = format!("/proc/{}/status", self.child.id().unwrap());
        let status = std::fs::read_to_string(path).unwrap();
        let peak = status
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"));
        peak.unwrap().parse::<u64>().unwrap() >> 10
    }

    /// What is left in the temporary directory.
    pub(crate) fn left_behind(&self) -> Vec<PathBuf> {
        std::fs::read_dir(self.temporary.path())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect()
    }
}

/// Sends a signal to a process that the test started.
pub(crate) fn signal(pid: u32, name: &str) {
    let status = std::process::Command::new("kill")
        .arg(format!("-{name}"))
        .arg(pid.to_string())
        .status()
        .unwrap();
    assert!(status.success(), "kill -{name} {pid}: {status}");
}

async fn collect(mut from: impl AsyncRead + Unpin, to: Arc<Mutex<String>>) {
    let mut buffer = vec![0; 64 << 10];
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        to.lock()
            .unwrap()
            .push_str(&String::from_utf8_lossy(&buffer[..read]));
    }
}

// === impl Connection ===

impl Connection {
    /// Speaks HTTP/2 over a stream.
    pub(crate) async fn over(stream: impl Duplex + 'static) -> Result<Self, String> {
        let (sender, connection) = hyper::client::conn::http2::Builder::new(TokioExecutor::new())
            .initial_stream_window_size(8 << 20)
            .initial_connection_window_size(8 << 20)
            .handshake(TokioIo::new(stream))
            .await
            .map_err(|error| error.to_string())?;
        tokio::spawn(connection);
        Ok(Self { sender })
    }

    async fn client(&self) -> Result<Grpc<Self>, Status> {
        let origin = "http://localhost".parse().unwrap();
        let mut client =
            Grpc::with_origin(self.clone(), origin).max_decoding_message_size(usize::MAX);
        client
            .ready()
            .await
            .map_err(|error| Status::unavailable(format!("the connection is closed: {error}")))?;
        Ok(client)
    }

    /// Sends an HTTP request as it is.
    pub(crate) async fn send(
        &self,
        request: hyper::Request<Body>,
    ) -> hyper::Response<hyper::body::Incoming> {
        let mut sender = self.sender.clone();
        sender.ready().await.unwrap();
        tokio::time::timeout(PATIENCE, sender.send_request(request))
            .await
            .expect("no answer")
            .unwrap()
    }

    /// Calls an RPC by its path, such as `/tfplugin6.Provider/GetProviderSchema`.
    pub(crate) async fn call<Req, Res>(
        &self,
        path: &'static str,
        request: Req,
    ) -> Result<Res, Status>
    where
        Req: prost::Message + 'static,
        Res: prost::Message + Default + 'static,
    {
        let mut client = self.client().await?;
        let codec = ProstCodec::<Req, Res>::default();
        let call = client.unary(Request::new(request), path.parse().unwrap(), codec);
        let response = tokio::time::timeout(LONGEST_RPC, call)
            .await
            .expect("no answer");
        Ok(response?.into_inner())
    }

    /// Calls an RPC that answers with a stream.
    pub(crate) async fn stream<Req, Res>(
        &self,
        path: &'static str,
        request: Req,
    ) -> Result<Streaming<Res>, Status>
    where
        Req: prost::Message + 'static,
        Res: prost::Message + Default + 'static,
    {
        let mut client = self.client().await?;
        let codec = ProstCodec::<Req, Res>::default();
        Ok(client
            .server_streaming(Request::new(request), path.parse().unwrap(), codec)
            .await?
            .into_inner())
    }

    /// Calls an RPC that takes a stream and answers with one.
    pub(crate) async fn exchange<Req, Res>(
        &self,
        path: &'static str,
        requests: impl futures_util::Stream<Item = Req> + Send + 'static,
    ) -> Result<Streaming<Res>, Status>
    where
        Req: prost::Message + 'static,
        Res: prost::Message + Default + 'static,
    {
        let mut client = self.client().await?;
        let codec = ProstCodec::<Req, Res>::default();
        Ok(client
            .streaming(Request::new(requests), path.parse().unwrap(), codec)
            .await?
            .into_inner())
    }
}

impl tonic::client::GrpcService<Body> for Connection {
    type ResponseBody = hyper::body::Incoming;
    type Error = hyper::Error;
    type Future = Pin<
        Box<dyn Future<Output = Result<hyper::Response<Self::ResponseBody>, Self::Error>> + Send>,
    >;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.sender.poll_ready(cx)
    }

    fn call(&mut self, request: hyper::Request<Body>) -> Self::Future {
        Box::pin(self.sender.send_request(request))
    }
}

// === impl Duplex ===

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Duplex for T {}
