//! A service that is called.

use std::{fmt, sync::Arc, time::Duration};

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

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} in {}", self.name, self.region)?;
        match &self.endpoint {
            Some(endpoint) => write!(f, " at {endpoint}"),
            None => Ok(()),
        }
    }
}
