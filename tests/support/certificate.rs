//! The certificates of both sides: those that Terraform makes, and stolen ones.

use std::sync::Arc;

use base64::Engine as _;
use rcgen::{
    BasicConstraints, CertificateParams, ExtendedKeyUsagePurpose, IsCa, KeyPair, KeyUsagePurpose,
};
use rustls::client::{ResolvesClientCert, WantsClientCert};
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use rustls::sign::CertifiedKey;
use rustls::{
    ClientConfig, ConfigBuilder, RootCertStore, SignatureScheme, SupportedProtocolVersion,
};

/// A self-signed certificate as Terraform makes one for each plugin, with its key.
#[derive(Clone)]
pub(crate) struct Certificate {
    pub pem: String,
    pub der: CertificateDer<'static>,
    key: Arc<Vec<u8>>,
}

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
