//! A provider that a person has started, for a debugger.

use std::process::Stdio;

use serde_json::Value as Json;
use terraform_provider_awslambda::protocol::tfplugin6::get_metadata;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};
use tokio::net::UnixStream;
use tokio::process::Command;
use tokio::time::timeout;

use crate::support::connection::{Connection, PATIENCE};
use crate::support::host::rpc;
use crate::support::plugin::signal;
use crate::support::terraform::PROGRAM;

#[tokio::test]
async fn a_provider_for_a_debugger_serves_who_is_told_and_logs_for_a_person() {
    let mut child = Command::new(PROGRAM)
        .arg("debug")
        .env("TF_LOG_PROVIDER", "TRACE")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    let said = timeout(PATIENCE, stdout.read_line(&mut line)).await;
    said.expect("no line").unwrap();
    let (_, attach) = line.trim().split_once('=').unwrap();
    let attach: Json = serde_json::from_str(attach.trim_matches('\'')).unwrap();
    let reattached = &attach["terraform.local/lambda/awslambda"];
    assert_eq!(reattached["Pid"], child.id().unwrap());
    let place = reattached["Addr"]["String"].as_str().unwrap();
    let connection = Connection::over(UnixStream::connect(place).await.unwrap());
    let response: get_metadata::Response = connection
        .await
        .unwrap()
        .call(rpc!("GetMetadata"), get_metadata::Request {})
        .await
        .unwrap();
    assert!(!response.resources.is_empty());
    signal(child.id().unwrap(), "INT");
    let status = timeout(PATIENCE, child.wait()).await.expect("it ends");
    assert!(status.unwrap().success());
    let mut log = String::new();
    let mut stderr = child.stderr.take().unwrap();
    stderr.read_to_string(&mut log).await.unwrap();
    let served = log.lines().find(|it| it.contains("served request"));
    let served = served.unwrap_or_else(|| panic!("{log}"));
    assert!(served.contains(" [TRACE] provider"), "{served}");
    assert!(served.contains("tf_rpc=\"GetMetadata\""), "{served}");
}
