//! HTTPS without a look at the server's certificate, for `insecure`. The SDK's HTTP client cannot do
//! that, so its parts are put together here with a verifier that agrees to everything.

use std::{
    fmt,
    sync::{Arc, OnceLock},
    time::Duration,
};

use aws_smithy_runtime_api::client::{
    http::{
        HttpClient, HttpConnector as Connect, HttpConnectorFuture, HttpConnectorSettings,
        SharedHttpClient, SharedHttpConnector,
    },
    orchestrator::{HttpRequest, HttpResponse},
    result::ConnectorError,
    runtime_components::RuntimeComponents,
};
use aws_smithy_types::body::SdkBody;
use base64::Engine as _;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{
        Client,
        connect::{Connect as Reach, HttpConnector, proxy::Tunnel},
    },
    rt::{TokioExecutor, TokioTimer},
};
use rustls::{
    ClientConfig, DigitallySignedStruct, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, ServerName, UnixTime},
};

use super::proxy::Proxy;

/// A client that trusts every server, and reaches it by `proxy` if there is one.
pub(super) fn client(proxy: Option<&Proxy>) -> SharedHttpClient {
    SharedHttpClient::new(Insecure {
        way: proxy.map(ProxyRoute::of),
        made: OnceLock::new(),
    })
}

/// A proxy, taken apart.
#[derive(Clone)]
struct ProxyRoute {
    uri: http::Uri,
    authorization: Option<http::HeaderValue>,
}

#[derive(Debug)]
struct Insecure {
    way: Option<ProxyRoute>,
    /// All calls have the same limits, so one pool serves them.
    made: OnceLock<SharedHttpConnector>,
}

#[derive(Debug)]
struct Pool<C> {
    client: Client<HttpsConnector<C>, SdkBody>,
    /// From a request to the beginning of its answer.
    read: Option<Duration>,
}

/// Agrees to every certificate. The server still has to prove that it holds the certificate's key.
#[derive(Debug)]
struct AnyServer(Arc<CryptoProvider>);

// === impl ProxyRoute ===

impl ProxyRoute {
    fn of(proxy: &Proxy) -> Self {
        let authorization = proxy.user().and_then(|user| {
            let basic = base64::engine::general_purpose::STANDARD.encode(user);
            // The letters of Base64 always fit into a header.
            let mut header = http::HeaderValue::from_str(&format!("Basic {basic}")).ok()?;
            header.set_sensitive(true);
            Some(header)
        });
        Self {
            uri: proxy.shown().clone(),
            authorization,
        }
    }
}

impl fmt::Debug for ProxyRoute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Way").field(&self.uri).finish()
    }
}

// === impl Insecure ===

impl HttpClient for Insecure {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        _: &RuntimeComponents,
    ) -> SharedHttpConnector {
        self.made.get_or_init(|| self.connector(settings)).clone()
    }
}

impl Insecure {
    fn connector(&self, settings: &HttpConnectorSettings) -> SharedHttpConnector {
        let mut tcp = HttpConnector::new();
        tcp.set_connect_timeout(settings.connect_timeout());
        tcp.set_nodelay(true);
        tcp.enforce_http(false);
        let read = settings.read_timeout();
        let Some(config) = tls() else {
            return SharedHttpConnector::new(Unable);
        };
        match &self.way {
            None => SharedHttpConnector::new(Pool::new(tcp, config, read)),
            Some(way) => {
                let mut tunnel = Tunnel::new(way.uri.clone(), tcp);
                if let Some(header) = &way.authorization {
                    tunnel = tunnel.with_auth(header.clone());
                }
                SharedHttpConnector::new(Pool::new(tunnel, config, read))
            }
        }
    }
}

/// The SDK's TLS, with another verifier.
fn tls() -> Option<ClientConfig> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .ok()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(AnyServer(provider)))
        .with_no_client_auth();
    Some(config)
}

/// The connector of a machine that cannot speak TLS at all: it fails.
#[derive(Debug)]
struct Unable;

impl Connect for Unable {
    fn call(&self, _: HttpRequest) -> HttpConnectorFuture {
        let why = "TLS is not available";
        HttpConnectorFuture::ready(Err(ConnectorError::user(why.into())))
    }
}

// === impl Pool ===

impl<C> Pool<C>
where
    HttpsConnector<C>: Reach + Clone,
{
    fn new(inner: C, config: ClientConfig, read: Option<Duration>) -> Self {
        let https = HttpsConnectorBuilder::new()
            .with_tls_config(config)
            .https_or_http()
            .enable_http1()
            .wrap_connector(inner);
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .build(https);
        Self { client, read }
    }
}

impl<C> Connect for Pool<C>
where
    C: fmt::Debug + Send + Sync + 'static,
    HttpsConnector<C>: Reach + Clone + Send + Sync + 'static,
{
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let request = match request.try_into_http1x() {
            Ok(request) => request,
            Err(error) => {
                return HttpConnectorFuture::ready(Err(ConnectorError::user(error.into())));
            }
        };
        let answer = self.client.request(request);
        let read = self.read;
        HttpConnectorFuture::new(async move {
            let answer = match read {
                Some(limit) => tokio::time::timeout(limit, answer)
                    .await
                    .map_err(|late| ConnectorError::timeout(late.into()))?,
                None => answer.await,
            };
            let answer = answer.map_err(|error| ConnectorError::io(error.into()))?;
            HttpResponse::try_from(answer.map(SdkBody::from_body_1_x))
                .map_err(|error| ConnectorError::other(error.into(), None))
        })
    }
}

// === impl AnyServer ===

impl ServerCertVerifier for AnyServer {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
