//! Advice for failures whose cause only the words show: certificates, proxies, clocks, DNS.

use std::time::{Duration, SystemTime};

use crate::aws::{api::service::Service, names::region::RegionName};

/// AWS rejects calls with another time than its own. Below this difference something else is wrong.
const SKEWED: Duration = Duration::from_mins(4);

/// The times of two clocks at the same moment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Skew {
    /// The time of this machine.
    pub(crate) here: SystemTime,
    /// The time of the service.
    pub(crate) there: SystemTime,
}

/// Why a call failed and what to do, if its words tell; `code` is AWS's name of the error.
pub(crate) fn advice(
    words: &str,
    code: &str,
    service: &Service,
    skew: Option<&Skew>,
) -> Option<String> {
    let says = |it: &str| words.contains(it);
    if says("invalid peer certificate") {
        return Some(format!(
            "The certificate of {service} is not trusted{}. A proxy or an endpoint of your own may use a \
             private authority: set custom_ca_bundle or AWS_CA_BUNDLE to a file with the certificate of \
             that authority.",
            certificate(words)
        ));
    }
    if says("proxy authorization required") {
        return Some(format!(
            "The proxy for {service} requires a user and a password, or rejects those that it got. Write \
             them into its URL, such as http://user:password@proxy.example.com:3128, in https_proxy of the \
             provider block or in HTTPS_PROXY."
        ));
    }
    if says("tunnel error: failed to create underlying connection") {
        return Some(format!(
            "Cannot connect to the proxy for {service}. Check https_proxy of the provider block and \
             HTTPS_PROXY in the environment, or add the host to no_proxy or NO_PROXY."
        ));
    }
    if says("tunnel error") {
        return Some(format!(
            "The proxy refused to connect to {service}. Allow the host there, or add it to no_proxy of the \
             provider block or to NO_PROXY."
        ));
    }
    if let Some(clock) = of_clock(words, code, skew) {
        return Some(clock);
    }
    if says("dns error") {
        let near = RegionName(&service.region).near();
        let near = near.filter(|_| service.endpoint.is_none());
        let near = near.map_or_else(String::new, |it| {
            format!(" Did you mean region = \"{it}\"?")
        });
        let name = service.name.to_ascii_lowercase();
        return Some(format!(
            "Cannot resolve {}.{near} Check the Region, DNS, the network and proxies, or set endpoints {{ \
             {name} }} in the provider block.",
            service.host()
        ));
    }
    None
}

/// Advice if AWS rejected the time or the signature of a request.
fn of_clock(words: &str, code: &str, skew: Option<&Skew>) -> Option<String> {
    let skewed = [
        "RequestTimeTooSkewed",
        "RequestExpired",
        "RequestInTheFuture",
    ]
    .contains(&code)
        || ["Signature expired", "Signature not yet current"]
            .iter()
            .any(|it| words.contains(it));
    let signature = ["InvalidSignatureException", "SignatureDoesNotMatch"].contains(&code);
    let differs = skew.and_then(Skew::says);
    if signature && let Some(differs) = &differs {
        return Some(format!(
            "AWS does not accept the signature. The clock of this machine {differs}. If max_retries is not \
             0, the request was signed again with the time of AWS, so the secret key is wrong, too. Check \
             the credentials, and set the clock, for example with \"timedatectl set-ntp true\"."
        ));
    }
    if skewed {
        return Some(format!(
            "AWS rejected the time of the request. The clock of this machine {}. Set the clock, for example \
             with \"timedatectl set-ntp true\".",
            differs
                .as_deref()
                .unwrap_or("differs from AWS's by more than AWS allows")
        ));
    }
    None
}

// === impl Skew ===

impl Skew {
    /// How much the clock of this machine is wrong, if AWS minds.
    fn says(&self) -> Option<String> {
        let (how, by) = match self.there.duration_since(self.here) {
            Ok(behind) => ("behind", behind),
            Err(ahead) => ("ahead of", ahead.duration()),
        };
        if by <= SKEWED {
            return None;
        }
        let minutes = by.as_secs() / 60;
        let by = match (minutes / (24 * 60), minutes / 60 % 24, minutes % 60) {
            (0, 0, minutes) => format!("{minutes} min"),
            (0, hours, minutes) => format!("{hours} h {minutes} min"),
            (days, hours, _) => format!("{days} d {hours} h"),
        };
        Some(format!("is {by} {how} AWS's"))
    }
}

/// Explains what is wrong with a certificate.
fn certificate(words: &str) -> &'static str {
    for (word, meaning) in [
        ("UnknownIssuer", ": its authority is unknown"),
        (
            "BadSignature",
            ": another authority of the same name signed it",
        ),
        ("NotValidForName", ": it is for another host"),
        (
            "CaUsedAsEndEntity",
            ": it is the certificate of an authority",
        ),
        ("Expired", ": it has expired"),
        (
            "NotValidYet",
            ": it is not valid yet; check the clock of this machine",
        ),
        ("Revoked", ": it was revoked"),
    ] {
        if words.contains(word) {
            return meaning;
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    fn service(region: &str) -> Service {
        Service {
            name: "Lambda",
            region: region.into(),
            endpoint: None,
            limit: std::time::Duration::from_secs(30),
        }
    }

    #[test]
    fn the_words_of_a_failure_tell_what_to_do() {
        for (words, code, expected) in [
            (
                "TLS handshake failed: invalid peer certificate: UnknownIssuer",
                "",
                "custom_ca_bundle",
            ),
            (
                "invalid peer certificate: NotValidYet",
                "",
                "check the clock",
            ),
            (
                "tunnel error: proxy authorization required",
                "",
                "user:password@",
            ),
            ("tunnel error: unsuccessful", "", "refused to connect"),
            (
                "tunnel error: failed to create underlying connection",
                "",
                "HTTPS_PROXY",
            ),
            (
                "Signature expired: 20260101T000000Z is now earlier than …",
                "InvalidSignatureException",
                "clock",
            ),
            ("", "RequestTimeTooSkewed", "clock"),
            (
                "dns error: failed to lookup",
                "",
                "Cannot resolve lambda.eu-wset-1.amazonaws.com. Did you mean region = \"eu-west-1\"?",
            ),
        ] {
            let advice = advice(words, code, &service("eu-wset-1"), None).unwrap();
            assert!(advice.contains(expected), "{words}: {advice}");
        }
        assert_eq!(
            advice("connection refused", "", &service("eu-west-1"), None),
            None
        );
    }

    #[test]
    fn a_clock_that_is_wrong_is_told_by_how_much() {
        let here = SystemTime::UNIX_EPOCH + Duration::from_hours(24 * 365);
        let minutes = Duration::from_mins;
        for (there, expected) in [
            (here, None),
            (here + minutes(4), None),
            (here + minutes(7), Some("is 7 min behind AWS's")),
            (here - minutes(7), Some("is 7 min ahead of AWS's")),
            (here + minutes(65), Some("is 1 h 5 min behind AWS's")),
            (
                here - minutes(60 * 24 * 365),
                Some("is 365 d 0 h ahead of AWS's"),
            ),
        ] {
            let skew = Skew { here, there };
            let said = advice(
                "",
                "SignatureDoesNotMatch",
                &service("eu-west-1"),
                Some(&skew),
            );
            assert_eq!(skew.says().as_deref(), expected);
            assert_eq!(said.is_some(), expected.is_some());
            assert!(advice("", "AccessDenied", &service("eu-west-1"), Some(&skew)).is_none());
        }
    }
}
