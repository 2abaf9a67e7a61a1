//! Rooms that other branches bring; this file goes when they are joined.
#![allow(
    missing_docs,
    clippy::unused_async,
    clippy::missing_panics_doc,
    reason = "replaced by the real rooms when the branches are joined"
)]

pub mod aws {
    #[derive(Clone, Copy, Debug, Default)]
    pub struct Provider;
}

pub mod plugin {
    use std::io;

    pub fn is_plugin() -> bool {
        false
    }
    pub fn runtime() -> io::Result<tokio::runtime::Runtime> {
        tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
    }
    pub async fn serve<P>(_: P) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
    pub async fn debug<P>(_: P) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

pub mod emulator {
    use std::io;
    use std::time::Duration;

    use serde_json::Value;

    #[derive(Clone, Debug, Default)]
    pub struct Options {
        pub address: Option<std::net::SocketAddr>,
        pub settle: Duration,
    }
    #[derive(Debug)]
    pub struct Emulator;

    impl Emulator {
        pub async fn start(_: Options) -> io::Result<Self> {
            Err(io::ErrorKind::Unsupported.into())
        }
        pub fn endpoint(&self) -> String {
            String::new()
        }
        pub fn mappings(&self) -> Vec<Value> {
            Vec::new()
        }
        pub async fn call(&self, _: &str, _: &str, _: Value) -> (u16, Value) {
            (500, Value::Null)
        }
        pub async fn stop(self) {}
    }
}
