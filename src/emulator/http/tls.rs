//! The certificate with which the emulator serves HTTPS.

use std::{fmt, sync::Arc};

use rustls::{
    ServerConfig,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
};

/// A certificate with its key.
#[derive(Clone)]
pub struct Certificate(pub(crate) Arc<ServerConfig>);

// === impl Certificate ===

impl Certificate {
    /// Reads a chain, the server's own certificate first, and its key, both PEM. The error is a
    /// sentence for the person.
    pub fn read(chain: &[u8], key: &[u8]) -> Result<Self, String> {
        let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(chain)
            .collect::<Result<_, _>>()
            .map_err(|error| format!("the certificate is no PEM: {error}"))?;
        if chain.is_empty() {
            return Err("the file of the certificate holds no certificate".to_owned());
        }
        let key = PrivateKeyDer::from_pem_slice(key)
            .map_err(|error| format!("the key is no PEM of a private key: {error}"))?;
        let wrong = |error: rustls::Error| format!("certificate and key cannot be used: {error}");
        let mut config =
            ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
                .with_safe_default_protocol_versions()
                .map_err(wrong)?
                .with_no_client_auth()
                .with_single_cert(chain, key)
                .map_err(wrong)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self(Arc::new(config)))
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Certificate")
    }
}
