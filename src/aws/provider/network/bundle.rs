//! A file of authorities to trust. The SDK's HTTP client gives up the whole process when such a file
//! cannot be read, so it is looked at first.

use rustls::{
    RootCertStore,
    pki_types::{CertificateDer, pem::PemObject as _},
};

use crate::{
    aws::provider::lookup::files,
    framework::diagnostics::{Diagnostic, shown},
};

/// The content of the file at `path`, which is known to hold certificates and nothing that is none.
pub(super) fn read(path: &str) -> Result<Vec<u8>, Diagnostic> {
    let wrong = |why: String, what: &str| {
        Diagnostic::error(
            "Cannot use the file of certificate authorities",
            format!(
                "{why} The path is that of custom_ca_bundle in the provider block, or of AWS_CA_BUNDLE in the \
                 environment. {what}"
            ),
        )
        .at("custom_ca_bundle")
    };
    let bytes = std::fs::read(files::home(path)).map_err(|error| {
        wrong(
            format!("Cannot read \"{}\": {error}.", shown(path)),
            "Correct the path, or make the file readable.",
        )
    })?;
    check(&bytes).map_err(|why| {
        wrong(
            format!("The file \"{}\" {why}.", shown(path)),
            "Use a file of certificates in PEM.",
        )
    })?;
    Ok(bytes)
}

/// Checks the file by the steps of the HTTP client.
fn check(pem: &[u8]) -> Result<(), String> {
    let mut roots = RootCertStore::empty();
    for (index, certificate) in CertificateDer::pem_slice_iter(pem).enumerate() {
        let number = index + 1;
        let certificate =
            certificate.map_err(|error| format!("is not PEM at certificate {number}: {error}"))?;
        roots
            .add(certificate)
            .map_err(|error| format!("has no certificate at number {number}: {error}"))?;
    }
    if roots.is_empty() {
        return Err("has no certificate".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_certificate_is_said_before_it_is_used() {
        let certificate = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let good = certificate.cert.der().clone();
        let body = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, &good);
        let pem = |body: &str| {
            format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n")
        };
        assert_eq!(check(pem(&body).as_bytes()), Ok(()));
        for (text, expected) in [
            (String::new(), "has no certificate"),
            ("hello".to_owned(), "has no certificate"),
            (pem("AAAA"), "has no certificate at number 1"),
            (pem("!!!!"), "is not PEM at certificate 1"),
            (format!("{}{}", pem(&body), pem("AAAA")), "at number 2"),
            (pem(&body).replace("-----END", "-----EN"), "PEM"),
        ] {
            let why = check(text.as_bytes()).unwrap_err();
            assert!(why.contains(expected), "{why}");
        }
    }

    #[test]
    fn a_file_that_is_not_there_is_named() {
        let diagnostic = read("/nowhere/at/all.pem").unwrap_err();
        assert!(
            diagnostic.detail.contains("/nowhere/at/all.pem"),
            "{diagnostic:?}"
        );
        assert_eq!(diagnostic.path.to_string(), "custom_ca_bundle");
    }
}
