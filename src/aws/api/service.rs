//! A service that is called.

use std::{fmt, sync::Arc, time::Duration};

use crate::framework::diagnostics::shown;

/// A service that is called, as errors name it.
#[derive(Debug, Clone)]
pub(crate) struct Service {
    /// AWS's name of it.
    pub(crate) name: &'static str,
    /// The Region that is called.
    pub(crate) region: Arc<str>,
    /// Where it is, if not at AWS's own place.
    pub(crate) endpoint: Option<Arc<str>>,
    /// Longest time for a call with all its retries.
    pub(crate) limit: Duration,
}

// === impl Service ===

impl Service {
    /// The host that is called, without FIPS or dual-stack.
    pub(crate) fn host(&self) -> String {
        if let Some(endpoint) = &self.endpoint {
            let host = endpoint.split("://").last().unwrap_or(endpoint);
            let host = host.split(['/', ':']).next().unwrap_or(host);
            return shown(host);
        }
        let suffix = if self.region.starts_with("cn-") {
            "amazonaws.com.cn"
        } else {
            "amazonaws.com"
        };
        let name = self.name.to_ascii_lowercase();
        format!("{name}.{}.{suffix}", shown(&self.region))
    }
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} in {}", self.name, shown(&self.region))?;
        match &self.endpoint {
            Some(endpoint) => write!(f, " at {}", shown(endpoint)),
            None => Ok(()),
        }
    }
}
