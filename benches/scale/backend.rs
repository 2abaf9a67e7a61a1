//! A state over HTTP, in memory.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::StatusCode,
    routing::get,
};
use tokio::{net::TcpListener, task::JoinHandle};

/// Serves one state until it is dropped.
pub(crate) struct Backend {
    address: SocketAddr,
    server: JoinHandle<()>,
}

type Stored = Arc<Mutex<Option<Bytes>>>;

impl Backend {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new()
            .route("/state", get(read).post(write))
            .layer(DefaultBodyLimit::disable())
            .with_state(Stored::default());
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { address, server }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/state", self.address)
    }
}

impl Drop for Backend {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn read(State(state): State<Stored>) -> (StatusCode, Bytes) {
    match state.lock().unwrap().clone() {
        Some(state) => (StatusCode::OK, state),
        None => (StatusCode::NOT_FOUND, Bytes::new()),
    }
}

async fn write(State(state): State<Stored>, body: Bytes) -> StatusCode {
    *state.lock().unwrap() = Some(body);
    StatusCode::OK
}
