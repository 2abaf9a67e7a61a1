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

/// The domains of AWS's hosts.
const DOMAINS: [&str; 9] = [
    "amazonaws.com",
    "amazonaws.com.cn",
    "amazonaws.eu",
    "api.aws",
    "api.amazonwebservices.com.cn",
    "c2s.ic.gov",
    "sc2s.sgov.gov",
    "cloud.adc-e.uk",
    "csp.hci.ic.gov",
];

/// The host of a URL.
fn host(url: &str) -> &str {
    let rest = url.split("://").last().unwrap_or(url);
    rest.split(['/', ':']).next().unwrap_or(rest)
}

// === impl Service ===

impl Service {
    /// Whether the host of a URL is one of AWS, in whichever partition.
    pub(crate) fn is_of_aws(url: &str) -> bool {
        let host = host(url).trim_end_matches('.').to_ascii_lowercase();
        DOMAINS.iter().any(|it| {
            let rest = host.strip_suffix(it);
            rest.is_some_and(|it| it.ends_with('.'))
        })
    }

    /// The host that is called, without FIPS or dual-stack.
    pub(crate) fn host(&self) -> String {
        if let Some(endpoint) = &self.endpoint {
            return shown(host(endpoint));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_of_aws_is_known_by_its_domain() {
        for (url, expected) in [
            ("https://lambda.eu-west-1.amazonaws.com", true),
            (
                "https://vpce-0a1b-2c3d.lambda.eu-west-1.vpce.amazonaws.com/",
                true,
            ),
            ("https://LAMBDA.cn-north-1.AmazonAWS.com.cn:443/x", true),
            ("https://lambda-fips.us-east-1.api.aws", true),
            ("https://lambda.us-iso-east-1.c2s.ic.gov.", true),
            ("http://127.0.0.1:4566", false),
            ("http://localhost.localstack.cloud:4566", false),
            ("https://amazonaws.com.example.org", false),
            ("https://notamazonaws.com", false),
            ("https://example.org/amazonaws.com", false),
        ] {
            assert_eq!(Service::is_of_aws(url), expected, "{url}");
        }
    }
}
