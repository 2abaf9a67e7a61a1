//! Mutual TLS: the host trusts the certificate that we print, and we trust the one that it put into the environment.
//!
//! That certificate is self-signed with a P-521 key and marked as an authority, which the usual verifiers of chains
//! refuse for a client. There is no chain to verify: it is the one certificate, byte for byte, or it is not.

use std::{ffi::OsStr, sync::Arc};

use rcgen::{
    CertificateParams, ExtendedKeyUsagePurpose, KeyPair, KeyUsagePurpose, PKCS_ECDSA_P256_SHA256,
};
use rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, ServerConfig, SignatureScheme,
    client::danger::HandshakeSignatureValid,
    crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, PrivatePkcs8KeyDer, UnixTime, pem::PemObject as _},
    server::{
        NoServerSessionStorage, ParsedCertificate,
        danger::{ClientCertVerified, ClientCertVerifier},
    },
};
use time::{Duration, OffsetDateTime};

use crate::plugin::error::Error;

/// Our side of the connection, for one process.
#[derive(Debug)]
pub(crate) struct Identity {
    /// The certificate that the host must be told.
    pub(crate) certificate: CertificateDer<'static>,
    /// The settings with which a connection is accepted.
    pub(crate) config: Arc<ServerConfig>,
}

/// Accepts one certificate and nothing else.
#[derive(Debug)]
struct Pinned {
    certificate: CertificateDer<'static>,
    crypto: Arc<CryptoProvider>,
}

// === impl Identity ===

impl Identity {
    /// Makes a certificate for a process that serves the owner of `client_certificate`, a PEM.
    pub(crate) fn new(client_certificate: &OsStr) -> Result<Self, Error> {
        let crypto = Arc::new(aws_lc_rs::default_provider());
        let pinned = Pinned {
            certificate: read(client_certificate)?,
            crypto: Arc::clone(&crypto),
        };
        let (certificate, key) = generate()?;

        let mut config = ServerConfig::builder_with_provider(crypto)
            .with_safe_default_protocol_versions()?
            .with_client_cert_verifier(Arc::new(pinned))
            .with_single_cert(vec![certificate.clone()], key.into())?;
        config.alpn_protocols = vec![b"h2".to_vec()];
        // A resumed session would skip the check of the certificate, and nobody resumes one over a socket.
        config.session_storage = Arc::new(NoServerSessionStorage {});
        config.send_tls13_tickets = 0;
        Ok(Self {
            certificate,
            config: Arc::new(config),
        })
    }
}

/// The host looks for `localhost`, whatever the address, and for a certificate that is good for a server. It is valid
/// from yesterday, for clocks that differ.
fn generate() -> Result<(CertificateDer<'static>, PrivatePkcs8KeyDer<'static>), Error> {
    let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
    let mut params = CertificateParams::new(["localhost".to_owned()])?;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.not_before = OffsetDateTime::now_utc() - Duration::DAY;
    params.not_after = rcgen::date_time_ymd(params.not_before.year() + 30, 1, 1);
    let certificate = params.self_signed(&key)?;
    Ok((
        certificate.der().clone(),
        PrivatePkcs8KeyDer::from(key.serialize_der()),
    ))
}

fn read(pem: &OsStr) -> Result<CertificateDer<'static>, Error> {
    let certificate = CertificateDer::from_pem_slice(pem.as_encoded_bytes()).ok();
    certificate.filter(|der| ParsedCertificate::try_from(der).is_ok()).ok_or_else(|| Error::Variable {
        name: "PLUGIN_CLIENT_CERT",
        problem: "does not hold a certificate in PEM form. Terraform sets it itself; set TF_DISABLE_PLUGIN_TLS=1 to \
                  do without it"
            .to_owned(),
    })
}

// === impl Pinned ===

impl ClientCertVerifier for Pinned {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _now: UnixTime,
    ) -> Result<ClientCertVerified, rustls::Error> {
        if *end_entity != self.certificate {
            return Err(CertificateError::ApplicationVerificationFailure.into());
        }
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(
            message,
            cert,
            dss,
            &self.crypto.signature_verification_algorithms,
        )
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(
            message,
            cert,
            dss,
            &self.crypto.signature_verification_algorithms,
        )
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.crypto
            .signature_verification_algorithms
            .supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use base64::prelude::{BASE64_STANDARD, Engine as _};

    use super::*;

    #[test]
    fn what_is_not_a_certificate_is_refused_in_a_sentence() {
        let garbage = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        for wrong in [
            "x",
            garbage,
            "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
        ] {
            let error = Identity::new(OsStr::new(wrong)).unwrap_err();
            assert!(
                error
                    .to_string()
                    .contains("PLUGIN_CLIENT_CERT does not hold a certificate"),
                "{error}"
            );
        }
    }

    #[test]
    fn no_session_is_resumed_past_the_check_of_the_certificate() {
        let (certificate, _) = generate().unwrap();
        let pem = format!(
            "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
            BASE64_STANDARD.encode(&certificate)
        );
        let config = Identity::new(OsStr::new(&pem)).unwrap().config;
        assert!(!config.session_storage.can_cache());
        assert_eq!(config.send_tls13_tickets, 0);
        assert!(!config.ticketer.enabled());
    }
}
