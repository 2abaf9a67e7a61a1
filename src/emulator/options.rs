//! How an emulator is to be.

use std::{
    net::{Ipv4Addr, SocketAddr},
    num::NonZeroU32,
    path::PathBuf,
    time::Duration,
};

use super::http::tls::Certificate;

/// How an emulator is to be.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where it listens; port 0 takes a free one. Default: a free port on loopback.
    pub address: SocketAddr,
    /// How long a mapping passes through `Creating`, `Updating` and the like. Default: 500 ms.
    pub settle: Duration,
    /// Calls a second for each account in each Region, with as many at once; more are answered 429.
    /// AWS has 15. Default: no limit.
    pub rate: Option<NonZeroU32>,
    /// How long List does not yet show a new mapping. Default: no time.
    pub list_lag: Duration,
    /// How long each call of Lambda takes. Default: no time.
    pub latency: Duration,
    /// Whether only those functions and sources exist that were seeded. Default: all exist.
    pub strict: bool,
    /// Members of mappings that no response has, as of other servers. Default: none.
    pub omit: Vec<String>,
    /// The file in which all mappings, functions and sources outlive the emulator. Default: none.
    pub state: Option<PathBuf>,
    /// Serves HTTPS with it. Default: plain HTTP.
    pub certificate: Option<Certificate>,
}

// === impl Options ===

impl Default for Options {
    fn default() -> Self {
        Self {
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            settle: Duration::from_millis(500),
            rate: None,
            list_lag: Duration::ZERO,
            latency: Duration::ZERO,
            strict: false,
            omit: Vec::new(),
            state: None,
            certificate: None,
        }
    }
}
