//! HTTPS.

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use rcgen::{CertificateParams, KeyPair};
use rustls::{ClientConfig, RootCertStore, pki_types::ServerName};
use tokio_rustls::TlsConnector;

use super::*;
use crate::emulator::Certificate;

fn pem(name: &str, der: &[u8]) -> Vec<u8> {
    let text = STANDARD.encode(der);
    format!("-----BEGIN {name}-----\n{text}\n-----END {name}-----\n").into_bytes()
}

#[tokio::test]
async fn a_given_certificate_is_served_and_strangers_do_not_block_it() {
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(["localhost".to_owned()]).unwrap();
    let issued = params.self_signed(&key).unwrap();
    let chain = pem("CERTIFICATE", issued.der());
    let certificate = Certificate::read(&chain, &pem("PRIVATE KEY", key.serialized_der()));
    let options = Options {
        certificate: Some(certificate.unwrap()),
        ..Options::default()
    };
    let emulator = Emulator::start(options).await.unwrap();
    let endpoint = emulator.endpoint();
    let address = endpoint.strip_prefix("https://").unwrap();

    // Neither one who says nothing nor one who speaks plainly keeps others waiting.
    let _silent = TcpStream::connect(address).await.unwrap();
    let mut plain = TcpStream::connect(address).await.unwrap();
    plain.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();

    let mut roots = RootCertStore::empty();
    roots.add(issued.der().clone()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(address).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    let connector = TlsConnector::from(Arc::new(config));
    let mut stream = connector.connect(name, stream).await.unwrap();
    let headers = authorization("test", "eu-west-1", "lambda");
    let request =
        format!("GET {MAPPINGS} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    let answer = String::from_utf8(answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(
        answer.ends_with(r#"{"EventSourceMappings":[]}"#),
        "{answer}"
    );
}

#[test]
fn a_wrong_certificate_is_a_sentence() {
    let key = pem("PRIVATE KEY", KeyPair::generate().unwrap().serialized_der());
    let nonsense = pem("CERTIFICATE", &[0, 0, 0]);
    for (chain, key, sentence) in [
        (&[][..], &key[..], "holds no certificate"),
        (&nonsense, &key, "cannot be used"),
        (&nonsense, &[], "the key is no PEM"),
    ] {
        let error = Certificate::read(chain, key).unwrap_err();
        assert!(error.contains(sentence), "{error}");
    }
}
