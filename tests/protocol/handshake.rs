//! From the start of the process to its line on standard output.

use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;

use terraform_provider_awslambda::plugin::handshake::COOKIE_NAME;

use super::services::check_health;
use crate::support::plugin::{Refusal, Settings};

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// The plugin told why in one sentence, and left standard output alone.
fn assert_refused(refusal: &Refusal, sentence: &str) {
    assert_eq!(refusal.status.code(), Some(1), "{refusal:?}");
    assert_eq!(refusal.stdout, "");
    assert!(refusal.stderr.contains(sentence), "{refusal:?}");
    assert_eq!(refusal.stderr.lines().count(), 1, "{refusal:?}");
}

#[tokio::test]
async fn the_line_says_version_place_kind_and_certificate() {
    let plugin = Settings::new().start().await;
    let parts: Vec<_> = plugin.line.split('|').collect();
    assert_eq!(parts.len(), 6, "{}", plugin.line);
    assert_eq!(
        [parts[0], parts[1], parts[2], parts[4]],
        ["1", "6", "unix", "grpc"]
    );
    assert!(Path::new(parts[3]).starts_with(plugin.temporary.path()));
    assert!(parts[5].len() > 50 && !parts[5].contains('='));
    check_health(&plugin.connect().await).await;
}

#[tokio::test]
async fn without_a_certificate_of_the_host_the_line_ends_with_a_bare_bar_and_calls_are_plain() {
    let plugin = Settings::without_tls().start().await;
    assert!(plugin.line.ends_with("|grpc|"), "{}", plugin.line);
    check_health(&plugin.connect().await).await;
}

#[tokio::test]
async fn a_seventh_part_answers_only_a_host_that_asks() {
    let plugin = Settings::new()
        .with("PLUGIN_MULTIPLEX_GRPC", "true")
        .start()
        .await;
    assert_eq!(
        plugin.line.split('|').skip(6).collect::<Vec<_>>(),
        ["false"]
    );
    check_health(&plugin.connect().await).await;

    let plugin = Settings::new()
        .with("PLUGIN_MULTIPLEX_GRPC", "")
        .start()
        .await;
    assert_eq!(plugin.line.split('|').count(), 6);
}

#[tokio::test]
async fn a_host_that_names_no_versions_gets_version_6() {
    let plugin = Settings::new()
        .without("PLUGIN_PROTOCOL_VERSIONS")
        .start()
        .await;
    assert_eq!(plugin.part(1), "6");
}

#[tokio::test]
async fn a_host_without_version_6_is_told_which_hosts_have_it() {
    let refusal = Settings::new()
        .with("PLUGIN_PROTOCOL_VERSIONS", "4,5")
        .refused()
        .await;
    assert_refused(
        &refusal,
        "it offers version 4,5 of the provider protocol and this provider speaks version 6",
    );
    assert!(refusal.stderr.contains("Terraform 1.0 and OpenTofu 1.6"));
}

#[tokio::test]
async fn a_wrong_cookie_is_refused() {
    let refusal = Settings::new()
        .with(COOKIE_NAME, "chocolate")
        .refused()
        .await;
    assert_refused(
        &refusal,
        "TF_PLUGIN_MAGIC_COOKIE holds a value that Terraform does not send",
    );
}

#[tokio::test]
async fn without_a_cookie_a_person_gets_an_answer_and_no_trace() {
    let refusal = Settings::new().without(COOKIE_NAME).refused().await;
    // 101 is the status of a panic.
    assert!(
        refusal.status.code().is_some_and(|code| code != 101),
        "{refusal:?}"
    );
    let said = format!("{}{}", refusal.stdout, refusal.stderr);
    assert!(said.contains("Terraform"), "{said}");
    for trace in ["panic", "RUST_BACKTRACE", "|grpc|"] {
        assert!(!said.contains(trace), "{said}");
    }
}

#[tokio::test]
async fn a_certificate_that_is_none_is_refused() {
    let refusal = Settings::new()
        .with("PLUGIN_CLIENT_CERT", "not a certificate")
        .refused()
        .await;
    assert_refused(
        &refusal,
        "PLUGIN_CLIENT_CERT does not hold a certificate in PEM form",
    );
}

#[tokio::test]
async fn the_socket_is_open_to_its_user_alone() {
    let plugin = Settings::new().start().await;
    let socket = Path::new(plugin.part(3));
    assert_eq!(mode(socket), 0o600);
    assert_eq!(mode(socket.parent().unwrap()), 0o700);
}

#[tokio::test]
async fn the_socket_is_open_to_a_group_that_the_host_names() {
    let group = std::fs::metadata(tempfile::tempdir().unwrap().path())
        .unwrap()
        .gid();
    let plugin = Settings::new()
        .with("PLUGIN_UNIX_SOCKET_GROUP", &group.to_string())
        .start()
        .await;
    let socket = Path::new(plugin.part(3));
    assert_eq!(mode(socket), 0o660);
    assert_eq!(mode(socket.parent().unwrap()), 0o710);
    assert_eq!(std::fs::metadata(socket).unwrap().gid(), group);

    let refusal = Settings::new()
        .with("PLUGIN_UNIX_SOCKET_GROUP", "staff")
        .refused()
        .await;
    assert_refused(&refusal, "takes a group by its number only");
}

#[tokio::test]
async fn the_socket_is_in_the_directory_that_the_host_names() {
    let directory = tempfile::tempdir().unwrap();
    let mut plugin = Settings::new()
        .with("PLUGIN_UNIX_SOCKET_DIR", directory.path().to_str().unwrap())
        .start()
        .await;
    assert!(Path::new(plugin.part(3)).starts_with(directory.path()));
    plugin.shutdown().await;
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);

    let missing = directory.path().join("missing");
    let refusal = Settings::new()
        .with("PLUGIN_UNIX_SOCKET_DIR", missing.to_str().unwrap())
        .refused()
        .await;
    assert_refused(&refusal, "cannot listen on a socket in");
}

#[tokio::test]
async fn a_temporary_directory_with_too_long_a_name_is_not_used() {
    let directory = tempfile::tempdir().unwrap();
    let long = directory.path().join("x".repeat(120));
    std::fs::create_dir(&long).unwrap();
    let mut plugin = Settings::new()
        .with("TMPDIR", long.to_str().unwrap())
        .start()
        .await;
    assert!(!plugin.part(3).contains("xxx"), "{}", plugin.line);
    check_health(&plugin.connect().await).await;
    plugin.shutdown().await;
    assert_eq!(std::fs::read_dir(&long).unwrap().count(), 0);
}

#[tokio::test]
async fn a_port_is_taken_from_the_range_of_the_host() {
    let settings = || {
        let settings = Settings::new().with("PLUGIN_NETWORK", "tcp");
        settings
            .with("PLUGIN_MIN_PORT", "23100")
            .with("PLUGIN_MAX_PORT", "23199")
    };
    let (first, second) = (settings().start().await, settings().start().await);
    for plugin in [&first, &second] {
        assert_eq!(plugin.part(2), "tcp");
        let port = plugin.part(3).strip_prefix("127.0.0.1:").unwrap();
        assert!(
            (23100..=23199).contains(&port.parse::<u16>().unwrap()),
            "{port}"
        );
        check_health(&plugin.connect().await).await;
    }
    assert_ne!(first.part(3), second.part(3));
}
