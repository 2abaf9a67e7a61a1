//! Who is let in: the one certificate that the host announced, by those who hold its key.

use rustls::ClientConfig;
use rustls::version::{TLS12, TLS13};

use super::services::{check_health, health};
use crate::support::certificate::{Certificate, trusting};
use crate::support::connection::Connection;
use crate::support::plugin::{Plugin, Settings};

/// Whether a client with this configuration can make a call. Whoever else was refused, Terraform still can.
async fn is_let_in(plugin: &Plugin, config: ClientConfig, alpn: &[&[u8]]) -> bool {
    let let_in = match plugin.connect_with(config, alpn).await {
        Ok(connection) => health(&connection, "plugin").await.is_ok(),
        Err(_) => false,
    };
    check_health(&plugin.connect().await).await;
    let_in
}

async fn start() -> Plugin {
    Settings::new().with("TF_LOG", "WARN").start().await
}

#[tokio::test]
async fn the_certificate_of_the_host_is_let_in() {
    let plugin = start().await;
    let (server, ours) = (plugin.server_certificate(), plugin.certificate());
    assert!(is_let_in(&plugin, ours.client(&server), &[b"h2"]).await);
    for version in [&TLS12, &TLS13] {
        // The holder of the right key "steals" from itself: the same path as the refusals below.
        let config = ours.stolen_by(ours, &server, version);
        assert!(is_let_in(&plugin, config, &[b"h2"]).await, "{version:?}");
    }
    assert_eq!(plugin.stderr(), "");
}

#[tokio::test]
async fn another_certificate_is_refused() {
    let plugin = start().await;
    // Made in the same way, for the same name.
    let config = Certificate::new().client(&plugin.server_certificate());
    assert!(!is_let_in(&plugin, config, &[b"h2"]).await);
    assert!(
        plugin.stderr().contains("refused a connection"),
        "{}",
        plugin.stderr()
    );
}

#[tokio::test]
async fn no_certificate_is_refused() {
    let plugin = start().await;
    for version in [&TLS12, &TLS13] {
        let config = trusting(&plugin.server_certificate(), &[version]).with_no_client_auth();
        assert!(!is_let_in(&plugin, config, &[b"h2"]).await, "{version:?}");
    }
    assert!(
        plugin.stderr().contains("peer sent no certificates"),
        "{}",
        plugin.stderr()
    );
}

#[tokio::test]
async fn the_certificate_of_the_host_without_its_key_is_refused() {
    let plugin = start().await;
    let thief = Certificate::new();
    for version in [&TLS12, &TLS13] {
        let config = plugin
            .certificate()
            .stolen_by(&thief, &plugin.server_certificate(), version);
        assert!(!is_let_in(&plugin, config, &[b"h2"]).await, "{version:?}");
    }
}

#[tokio::test]
async fn a_client_that_does_not_say_http_2_is_refused() {
    let plugin = start().await;
    for alpn in [&[b"http/1.1".as_slice()] as &[&[u8]], &[]] {
        let config = plugin.certificate().client(&plugin.server_certificate());
        assert!(!is_let_in(&plugin, config, alpn).await, "{alpn:?}");
    }
}

#[tokio::test]
async fn a_plain_connection_is_refused() {
    let plugin = start().await;
    let connection = Connection::over(plugin.stream().await).await.unwrap();
    assert!(health(&connection, "plugin").await.is_err());
    check_health(&plugin.connect().await).await;
}

#[tokio::test]
async fn connections_that_say_nothing_hold_up_nobody() {
    let plugin = start().await;
    let mut silent = Vec::new();
    for _ in 0..20 {
        silent.push(plugin.stream().await);
    }
    check_health(&plugin.connect().await).await;
    drop(silent);
    check_health(&plugin.connect().await).await;
}

#[tokio::test]
async fn each_process_has_a_certificate_of_its_own() {
    let (one, other) = (start().await, start().await);
    assert_ne!(one.server_certificate(), other.server_certificate());
}
