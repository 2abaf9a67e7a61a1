//! The end of the process: by the host, by signals, without the host.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use terraform_provider_awslambda::plugin::wire::plugin::Empty;

use super::services::{check_health, open_streams};
use crate::support::plugin::{Plugin, Settings, signal};

/// After two seconds Terraform kills.
const GRACE: Duration = Duration::from_secs(2);

#[tokio::test]
async fn shutdown_is_answered_and_ends_the_process_though_streams_are_open() {
    for settings in [Settings::new(), Settings::without_tls()] {
        let mut plugin = settings.start().await;
        let connection = plugin.connect().await;
        let streams = open_streams(&connection).await;
        let another = plugin.connect().await;
        check_health(&another).await;

        let start = Instant::now();
        let answer: Result<Empty, _> = connection
            .call("/plugin.GRPCController/Shutdown", Empty {})
            .await;
        assert!(answer.is_ok(), "{answer:?}");
        let status = plugin.wait().await;
        assert!(start.elapsed() < GRACE, "{:?}", start.elapsed());
        assert_eq!(status.code(), Some(0));
        assert_eq!(plugin.left_behind(), Vec::<PathBuf>::new());
        assert_eq!(
            plugin.rest_of_stdout().await,
            "",
            "only the handshake line belongs there"
        );
        assert_eq!(plugin.all_of_stderr().await, "", "nothing was to be logged");
        drop((streams, another));
    }
}

#[tokio::test]
async fn the_signals_of_a_terminal_are_left_to_terraform() {
    let mut plugin = Settings::new().start().await;
    let connection = plugin.connect().await;
    for signal in ["INT", "INT", "HUP", "QUIT"] {
        plugin.signal(signal);
        tokio::time::sleep(Duration::from_millis(100)).await;
        check_health(&connection).await;
    }
    assert_eq!(plugin.shutdown().await.code(), Some(0));
}

#[tokio::test]
async fn a_request_to_terminate_ends_the_process_and_clears_up() {
    let mut plugin = Settings::new().start().await;
    let connection = plugin.connect().await;
    let streams = open_streams(&connection).await;
    plugin.signal("TERM");
    assert_eq!(plugin.wait().await.code(), Some(128 + 15));
    assert_eq!(plugin.left_behind(), Vec::<PathBuf>::new());
    drop(streams);
}

#[tokio::test]
async fn the_plugin_ends_when_its_host_is_gone() {
    let temporary = tempfile::tempdir().unwrap();
    // The shell is the host here.
    let mut host = Settings::without_tls().command("/bin/sh".as_ref(), temporary.path());
    host.args([
        "-c",
        "\"$0\" & wait",
        env!("CARGO_BIN_EXE_terraform-provider-awslambda"),
    ]);
    let mut plugin = Plugin::over(host.spawn().unwrap(), None, temporary).await;
    let connection = plugin.connect().await;
    let streams = open_streams(&connection).await;
    check_health(&connection).await;

    signal(plugin.child.id().unwrap(), "KILL");
    // The plugin holds the pipe, so its end is the end of the plugin.
    assert_eq!(plugin.rest_of_stdout().await, "");
    assert_eq!(plugin.left_behind(), Vec::<PathBuf>::new());
    drop(streams);
}
