//! The way of a request out of this machine: whom to trust, and which proxy to take.
//!
//! The SDK's own HTTP client does the work. This file adds what it lacks: proxies for each scheme with
//! exceptions for ports, authorities out of a file that is looked at before it is used, and, on demand,
//! no check of certificates at all.

mod bundle;
mod insecure;
pub(super) mod proxy;

use std::{fmt, sync::Arc};

use aws_smithy_http_client::{
    Builder, Connector,
    proxy::ProxyConfig,
    tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode},
};
use aws_smithy_runtime_api::client::{
    http::{
        HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
        SharedHttpConnector, http_client_fn,
    },
    orchestrator::HttpRequest,
    result::ConnectorError,
    runtime_components::RuntimeComponents,
};

use self::proxy::{Proxies, Proxy};
use super::settings::Settings;
use crate::framework::diagnostics::Diagnostic;

/// The HTTP client of all calls, also of those for credentials: one pool of connections.
pub(super) fn client(settings: &Settings) -> Result<SharedHttpClient, Diagnostic> {
    let trust = match &settings.ca_bundle {
        Some(path) if !settings.insecure => Some(bundle::read(path)?),
        _ => None,
    };
    let make = |proxy: Option<&Proxy>, secure: bool| -> Result<SharedHttpClient, Diagnostic> {
        if settings.insecure && secure {
            return Ok(insecure::client(proxy));
        }
        over_tls(trust.clone(), proxy)
    };
    let pair = |secure: bool| -> Result<Pair, Diagnostic> {
        let scheme = if secure { "https" } else { "http" };
        let proxy = settings.proxies.of_scheme(scheme);
        Ok(Pair {
            direct: make(None, secure)?,
            proxied: proxy.map(|it| make(Some(it), secure)).transpose()?,
        })
    };
    let routes = Routes {
        proxies: settings.proxies.clone(),
        http: pair(false)?,
        https: pair(true)?,
    };
    Ok(SharedHttpClient::new(Router(Arc::new(routes))))
}

/// The same client, but what is asked of the portal of IAM Identity Center is asked of the one at `url`:
/// the SDK's source of these credentials takes its address from the environment alone. Such a call has
/// no signature, which another address would break.
pub(super) fn to_portal(http: SharedHttpClient, url: String) -> SharedHttpClient {
    let url = Arc::new(url);
    http_client_fn(move |settings, components| {
        SharedHttpConnector::new(Portal {
            url: Arc::clone(&url),
            way: http.http_connector(settings, components),
        })
    })
}

/// The SDK's client. Its certificates are read when the first connection is made.
fn over_tls(trust: Option<Vec<u8>>, proxy: Option<&Proxy>) -> Result<SharedHttpClient, Diagnostic> {
    let proxy = match proxy {
        Some(proxy) => ProxyConfig::all(proxy.url().clone()).map_err(|_| {
            let shown = proxy.shown();
            let detail = format!("The HTTP client does not accept {shown} as the URL of a proxy.");
            Diagnostic::error("Cannot use the proxy", detail)
        })?,
        None => ProxyConfig::disabled(),
    };
    let store = match trust {
        Some(pem) => TrustStore::empty().with_pem_certificate(pem),
        None => TrustStore::default(),
    };
    let context = TlsContext::builder().with_trust_store(store).build();
    let client = Builder::new().build_with_connector_fn(move |settings, components| {
        let mut connector = Connector::builder();
        connector.set_connector_settings(settings.cloned());
        if let Some(sleep) = components.and_then(RuntimeComponents::sleep_impl) {
            connector.set_sleep_impl(Some(sleep));
        }
        let mut connector = connector
            .proxy_config(proxy.clone())
            .tls_provider(Provider::Rustls(CryptoMode::AwsLc));
        if let Ok(context) = &context {
            connector.set_tls_context(context.clone());
        }
        connector.build()
    });
    Ok(client)
}

/// Chooses a client for each request by its URL.
#[derive(Debug, Clone)]
struct Router(Arc<Routes>);

#[derive(Debug)]
struct Routes {
    proxies: Proxies,
    http: Pair,
    https: Pair,
}

/// The clients of a scheme.
#[derive(Debug)]
struct Pair {
    direct: SharedHttpClient,
    proxied: Option<SharedHttpClient>,
}

/// A [`Router`] with the limits of one operation.
struct Route {
    routes: Arc<Routes>,
    settings: HttpConnectorSettings,
    components: RuntimeComponents,
}

/// A connector whose calls for credentials go to another portal.
#[derive(Debug)]
struct Portal {
    url: Arc<String>,
    way: SharedHttpConnector,
}

// === impl Portal ===

impl HttpConnector for Portal {
    fn call(&self, mut request: HttpRequest) -> HttpConnectorFuture {
        // The other call of this source renews a login, which is another service's business.
        const CREDENTIALS: &str = "/federation/credentials";
        if let Some(at) = request.uri().find(CREDENTIALS) {
            let there = format!("{}{}", self.url.trim_end_matches('/'), &request.uri()[at..]);
            if let Err(error) = request.set_uri(there) {
                return HttpConnectorFuture::ready(Err(ConnectorError::user(error.into())));
            }
        }
        self.way.call(request)
    }
}

// === impl Router ===

impl HttpClient for Router {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(Route {
            routes: Arc::clone(&self.0),
            settings: settings.clone(),
            components: components.clone(),
        })
    }
}

// === impl Route ===

impl HttpConnector for Route {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let Ok(uri) = request.uri().parse::<http::Uri>() else {
            let why = format!("\"{}\" is not a URL", request.uri());
            return HttpConnectorFuture::ready(Err(ConnectorError::user(why.into())));
        };
        let scheme = uri.scheme_str().unwrap_or("http");
        let pair = match scheme {
            "https" => &self.routes.https,
            _ => &self.routes.http,
        };
        let host = uri.host().unwrap_or_default();
        let proxy = self.routes.proxies.of(scheme, host, uri.port_u16());
        let client = match (proxy, &pair.proxied) {
            (Some(_), Some(proxied)) => proxied,
            _ => &pair.direct,
        };
        client
            .http_connector(&self.settings, &self.components)
            .call(request)
    }
}

impl fmt::Debug for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Route").finish_non_exhaustive()
    }
}
