//! The one line on standard output by which a plugin says where it is.
//!
//! `1|6|unix|/tmp/…|grpc|CERTIFICATE`: the version of the line, the version of the protocol, the network, the address,
//! the kind of protocol, and the certificate, which is empty without TLS.

use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};

/// The variable by which Terraform makes itself known.
pub const COOKIE_NAME: &str = "TF_PLUGIN_MAGIC_COOKIE";
/// The value that Terraform and OpenTofu put into [`COOKIE_NAME`]. Not a secret: it distinguishes a plugin's host from
/// a person.
pub const COOKIE: &str = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";
/// The version of the provider protocol that we speak.
pub const VERSION: u32 = 6;

/// Writes the line, with its end.
///
/// `certificate` is the DER of ours. A padded base64 would be refused. With `multiplex`, which says that the host
/// asked, a seventh part answers that we do not join connections; hosts that do not ask would take it for a part of the
/// certificate.
pub fn line(network: &str, address: &str, certificate: Option<&[u8]>, multiplex: bool) -> String {
    let certificate = certificate
        .map(|der| STANDARD_NO_PAD.encode(der))
        .unwrap_or_default();
    let multiplex = if multiplex { "|false" } else { "" };
    format!("1|{VERSION}|{network}|{address}|grpc|{certificate}{multiplex}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_tls_the_line_ends_with_a_bare_bar() {
        assert_eq!(
            line("unix", "/tmp/x", None, false),
            "1|6|unix|/tmp/x|grpc|\n"
        );
    }

    #[test]
    fn the_certificate_has_no_padding() {
        // One, two and three bytes: padded, the first two would end with an equals sign.
        assert_eq!(
            line("tcp", "127.0.0.1:1", Some(&[0xfb]), false),
            "1|6|tcp|127.0.0.1:1|grpc|+w\n"
        );
        assert_eq!(
            line("tcp", "127.0.0.1:1", Some(&[0xfb, 0xff]), false),
            "1|6|tcp|127.0.0.1:1|grpc|+/8\n"
        );
        assert_eq!(
            line("tcp", "127.0.0.1:1", Some(&[0, 0, 0]), false),
            "1|6|tcp|127.0.0.1:1|grpc|AAAA\n"
        );
    }

    #[test]
    fn a_seventh_part_is_only_for_hosts_that_ask() {
        assert_eq!(
            line("unix", "/tmp/x", Some(&[0, 0, 0]), true),
            "1|6|unix|/tmp/x|grpc|AAAA|false\n"
        );
    }
}
