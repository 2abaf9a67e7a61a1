//! The end of a plugin while a call is at work: a provider of the test's own, within this process.

use std::io::{BufRead as _, BufReader};
use std::sync::Arc;
use std::time::{Duration, Instant};

use terraform_provider_awslambda::plugin::wire::plugin::Empty;
use terraform_provider_awslambda::plugin::{End, Error, serve};
use terraform_provider_awslambda::plugin::{environment::Environment, handshake::COOKIE};
use terraform_provider_awslambda::protocol::tfplugin6::apply_resource_change::{Request, Response};
use terraform_provider_awslambda::protocol::tfplugin6::provider_server::Provider;
use tokio::net::UnixStream;
use tokio::sync::{Mutex, Semaphore};
use tokio::task::JoinHandle;
use tonic::Status;

use crate::support::connection::{Connection, PATIENCE};
use crate::support::plugin::signal;

/// A signal reaches every plugin of this process, so there is one at a time.
static ONE_PLUGIN: Mutex<()> = Mutex::const_new(());

/// Applies when the test lets it.
struct Slow {
    started: Arc<Semaphore>,
    may_answer: Arc<Semaphore>,
}

/// A plugin within this process, with an apply at work.
struct Plugin {
    started_by: Connection,
    ended: JoinHandle<Result<End, Error>>,
    applied: JoinHandle<Result<Response, Status>>,
    may_answer: Arc<Semaphore>,
    _directory: tempfile::TempDir,
}

#[tonic::async_trait]
impl Provider for Slow {
    async fn apply_resource_change(
        &self,
        _: tonic::Request<Request>,
    ) -> Result<tonic::Response<Response>, Status> {
        self.started.add_permits(1);
        let _permit = self.may_answer.acquire().await.unwrap();
        let private = bytes::Bytes::from_static(b"applied");
        Ok(tonic::Response::new(Response {
            private,
            ..Response::default()
        }))
    }
}

impl Plugin {
    async fn start() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let environment = Environment {
            cookie: Some(COOKIE.into()),
            socket_directory: Some(directory.path().into()),
            ..Environment::default()
        };
        let (started, may_answer) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
        let provider = Slow {
            started: Arc::clone(&started),
            may_answer: Arc::clone(&may_answer),
        };
        let (reader, writer) = std::io::pipe().unwrap();
        let ended = tokio::spawn(serve(environment, provider, writer));
        let mut line = String::new();
        let line = tokio::task::spawn_blocking(move || {
            BufReader::new(reader).read_line(&mut line).map(|_| line)
        });
        let line = line.await.unwrap().unwrap();

        let socket = UnixStream::connect(line.split('|').nth(3).unwrap())
            .await
            .unwrap();
        let started_by = Connection::over(socket).await.unwrap();
        let connection = started_by.clone();
        let applied = tokio::spawn(async move {
            connection
                .call(
                    "/tfplugin6.Provider/ApplyResourceChange",
                    Request::default(),
                )
                .await
        });
        started.acquire().await.unwrap().forget();
        Self {
            started_by,
            ended,
            applied,
            may_answer,
            _directory: directory,
        }
    }
}

#[tokio::test]
async fn a_request_to_terminate_lets_a_call_finish() {
    let _only = ONE_PLUGIN.lock().await;
    let plugin = Plugin::start().await;
    signal(std::process::id(), "TERM");
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!plugin.ended.is_finished());

    plugin.may_answer.add_permits(1);
    assert_eq!(plugin.applied.await.unwrap().unwrap().private, "applied");
    let end = tokio::time::timeout(PATIENCE, plugin.ended)
        .await
        .expect("the plugin goes on")
        .unwrap()
        .unwrap();
    assert_eq!(end, End::Terminated);
}

#[tokio::test]
async fn a_second_request_to_terminate_waits_for_nothing() {
    let _only = ONE_PLUGIN.lock().await;
    let plugin = Plugin::start().await;
    signal(std::process::id(), "TERM");
    tokio::time::sleep(Duration::from_millis(100)).await;
    signal(std::process::id(), "TERM");
    let end = tokio::time::timeout(PATIENCE, plugin.ended)
        .await
        .expect("the plugin goes on")
        .unwrap()
        .unwrap();
    assert_eq!(end, End::Terminated);
    assert!(!plugin.applied.is_finished());
}

#[tokio::test]
async fn a_call_that_hangs_does_not_hold_up_shutdown() {
    let _only = ONE_PLUGIN.lock().await;
    let plugin = Plugin::start().await;
    let start = Instant::now();
    let _: Empty = plugin
        .started_by
        .call("/plugin.GRPCController/Shutdown", Empty {})
        .await
        .unwrap();
    let end = tokio::time::timeout(PATIENCE, plugin.ended)
        .await
        .expect("the plugin goes on")
        .unwrap()
        .unwrap();
    assert_eq!(end, End::Shutdown);
    assert!(
        start.elapsed() < Duration::from_secs(1),
        "{:?}",
        start.elapsed()
    );
    assert!(!plugin.applied.is_finished());
}
