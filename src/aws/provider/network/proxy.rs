//! Which proxy a call takes, by the rules of Go's programs, which users of Terraform know. Pure.

use std::{fmt, net::IpAddr};

use http::Uri;
use ipnet::IpNet;
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use crate::framework::diagnostics::Diagnostic;

/// The proxies, and the hosts that are called without one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::aws) struct Proxies {
    http: Option<Proxy>,
    https: Option<Proxy>,
    none: Vec<Exception>,
}

/// The URL of a proxy. It may hold a password, which is never printed.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::aws) struct Proxy {
    url: Uri,
    /// Without user and password.
    shown: Uri,
    /// User and password as they are meant.
    user: Option<Vec<u8>>,
    /// Whether the provider block names it: it then applies to this machine, too. One of the
    /// environment does not, or else nothing could be tried out behind a proxy.
    explicit: bool,
}

/// A part of `no_proxy`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Exception {
    host: Host,
    port: Option<u16>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Host {
    All,
    /// A domain with all below it.
    Domain(String),
    /// All below a domain, which begins with a dot.
    Below(String),
    Address(IpAddr),
    Range(IpNet),
}

// === impl Proxies ===

impl Proxies {
    /// The arguments of the block, and the environment for what they leave open: `variable` gives the
    /// value of a variable. As for `hashicorp/aws`, `http_proxy` serves both schemes until
    /// `https_proxy` or `HTTPS_PROXY` says otherwise, and an empty text means no proxy.
    ///
    /// # Errors
    ///
    /// Names the argument or the variable that holds no URL of a proxy, without its value: a call must
    /// not go another way than it was told.
    pub(in crate::aws) fn resolve<'a>(
        http: Option<&str>,
        https: Option<&str>,
        none: Option<&str>,
        variable: impl Fn(&str) -> Option<&'a str>,
    ) -> Result<Self, Diagnostic> {
        let of_block = |argument, url: &str| match Proxy::parse(url) {
            Ok(proxy) => Ok(proxy.map(Proxy::explicit)),
            Err(why) => Err(unusable(argument, &why).at(argument)),
        };
        let of_environment = |names: [&str; 2]| {
            let mut set = names.into_iter().filter_map(|it| Some((it, variable(it)?)));
            set.next().map_or(Ok(None), |(name, url)| {
                let named = format!("the variable {name} of the environment");
                Proxy::parse(url).map_err(|why| unusable(&named, &why))
            })
        };
        let https_variable = || of_environment(["HTTPS_PROXY", "https_proxy"]);
        Ok(Self {
            http: match http {
                Some(url) => of_block("http_proxy", url)?,
                None => of_environment(["HTTP_PROXY", "http_proxy"])?,
            },
            https: match (https, http) {
                (Some(url), _) => of_block("https_proxy", url)?,
                (None, Some(url)) => match https_variable()? {
                    None => of_block("http_proxy", url)?,
                    proxy => proxy,
                },
                (None, None) => https_variable()?,
            },
            none: none
                .or_else(|| variable("NO_PROXY"))
                .or_else(|| variable("no_proxy"))
                .map(exceptions)
                .unwrap_or_default(),
        })
    }

    /// The proxy for a URL of this scheme, host and port.
    pub(super) fn of(&self, scheme: &str, host: &str, port: Option<u16>) -> Option<&Proxy> {
        let secure = scheme.eq_ignore_ascii_case("https");
        let proxy = self.of_scheme(scheme)?;
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        let address: Option<IpAddr> = host.parse().ok();
        let port = port.unwrap_or(if secure { 443 } else { 80 });
        let here = host == "localhost" || address.is_some_and(|it| it.is_loopback());
        let direct = (here && !proxy.explicit)
            || address.is_some_and(is_of_this_link)
            || self.none.iter().any(|it| it.covers(&host, address, port));
        (!direct).then_some(proxy)
    }

    /// The proxy for a scheme, whatever the host.
    pub(super) fn of_scheme(&self, scheme: &str) -> Option<&Proxy> {
        let secure = scheme.eq_ignore_ascii_case("https");
        if secure { &self.https } else { &self.http }.as_ref()
    }
}

/// Metadata and container services answer on this link only; no proxy leads there.
fn is_of_this_link(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(it) => it.is_link_local(),
        IpAddr::V6(it) => it.segments()[..2] == [0xfd00, 0x0ec2],
    }
}

// === impl Proxy ===

/// Advice on the form of a proxy's URL.
pub(in crate::aws) const FORM: &str = "Use a URL such as \"http://proxy.example.com:3128\" or \
     \"http://user:password@proxy.example.com:3128\". In a user or password write %40 for @, %3A for : and \
     %2F for /.";

fn unusable(place: &str, why: &str) -> Diagnostic {
    Diagnostic::error(
        "Cannot use the proxy",
        format!("Set by {place}: {why}. {FORM}"),
    )
}

impl Proxy {
    /// Reads a URL; one without a scheme is one over HTTP, and an empty one is none. The error says what
    /// is wrong without repeating the URL.
    pub(in crate::aws) fn parse(url: &str) -> Result<Option<Self>, String> {
        let url = url.trim();
        if url.is_empty() {
            return Ok(None);
        }
        let (scheme, rest) = url.split_once("://").unwrap_or(("http", url));
        if !matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https") {
            return Err("it is of a scheme other than http and https".to_owned());
        }
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        if path.contains('@') {
            return Err("its user or password holds one of the letters / ? #".to_owned());
        }
        let (user, place) = match authority.rsplit_once('@') {
            Some((user, place)) => (user, place),
            None => ("", authority),
        };
        let (host, port) = match place.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => (host, Some(port)),
            _ => (place, None),
        };
        if host.is_empty() {
            return Err("it names no host".to_owned());
        }
        if port.is_some_and(|it| it.parse::<u16>().is_err()) {
            return Err("its port is no number from 0 to 65535".to_owned());
        }
        let printable = |it: u8| it.is_ascii_graphic();
        if !rest.bytes().all(printable) {
            return Err("it holds a blank or a letter that a URL cannot hold".to_owned());
        }
        let read = |authority: &str| {
            let url = format!("{scheme}://{authority}").parse::<Uri>();
            url.map_err(|_| "it holds a letter that a URL cannot hold there".to_owned())
        };
        let shown = read(place)?;
        let url = match user {
            "" => shown.clone(),
            user => read(&format!("{}@{place}", utf8_percent_encode(user, ENCODED)))?,
        };
        Ok(Some(Self {
            url,
            shown,
            user: (!user.is_empty()).then(|| percent_decode_str(user).collect()),
            explicit: false,
        }))
    }

    fn explicit(self) -> Self {
        Self {
            explicit: true,
            ..self
        }
    }

    /// The URL, with the password if there is one.
    pub(super) fn url(&self) -> &Uri {
        &self.url
    }

    /// The URL without user and password.
    pub(super) fn shown(&self) -> &Uri {
        &self.shown
    }

    /// User and password, with a colon between them, as they are meant.
    pub(super) fn user(&self) -> Option<&[u8]> {
        self.user.as_deref()
    }
}

/// Characters that are encoded in a user or password. A `%` stays, because it may begin an encoded character.
const ENCODED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'/')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'@')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.shown, f)
    }
}

// === impl Exception ===

fn exceptions(text: &str) -> Vec<Exception> {
    text.split(',').filter_map(Exception::parse).collect()
}

impl Exception {
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        if text.is_empty() {
            return None;
        }
        let whole = |host| Some(Self { host, port: None });
        if text == "*" {
            return whole(Host::All);
        }
        if text.contains('/') {
            return whole(Host::Range(text.parse().ok()?));
        }
        let bare = text.trim_start_matches('[').trim_end_matches(']');
        if let Ok(address) = bare.parse() {
            return whole(Host::Address(address));
        }
        let (host, port) = match text.rsplit_once(':') {
            Some((host, port)) => (host, Some(port.parse().ok()?)),
            None => (text.as_str(), None),
        };
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let host = host.strip_prefix('*').unwrap_or(host);
        let host = match (host.parse(), host.starts_with('.')) {
            (Ok(address), _) => Host::Address(address),
            (Err(_), true) => Host::Below(host.to_owned()),
            (Err(_), false) => Host::Domain(host.to_owned()),
        };
        Some(Self { host, port })
    }

    fn covers(&self, host: &str, address: Option<IpAddr>, port: u16) -> bool {
        let fits = match &self.host {
            Host::All => true,
            Host::Domain(domain) => {
                let before = host.strip_suffix(domain.as_str());
                before.is_some_and(|it| it.is_empty() || it.ends_with('.'))
            }
            Host::Below(domain) => host.ends_with(domain.as_str()),
            Host::Address(it) => address == Some(*it),
            Host::Range(it) => address.is_some_and(|address| it.contains(&address)),
        };
        fits && self.port.is_none_or(|it| it == port)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn none<'a>(_: &str) -> Option<&'a str> {
        None
    }

    fn proxy(proxies: &Proxies, url: &str) -> Option<String> {
        let (scheme, place) = url.split_once("://").unwrap();
        let (host, port) = match place.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => (host, port.parse().ok()),
            _ => (place, None),
        };
        let proxy = proxies.of(scheme, host, port)?;
        Some(proxy.url().to_string().trim_end_matches('/').to_owned())
    }

    #[test]
    fn one_proxy_serves_both_schemes_until_the_other_is_set() {
        let both = Proxies::resolve(Some("p:1"), None, None, none).unwrap();
        assert_eq!(proxy(&both, "http://a").as_deref(), Some("http://p:1"));
        assert_eq!(proxy(&both, "https://a").as_deref(), Some("http://p:1"));
        let two = Proxies::resolve(Some("p:1"), Some("https://q"), None, none).unwrap();
        assert_eq!(proxy(&two, "https://a").as_deref(), Some("https://q"));
        let one = Proxies::resolve(Some("p:1"), Some(""), None, none).unwrap();
        assert_eq!(proxy(&one, "https://a"), None);
        assert_eq!(proxy(&one, "http://a").as_deref(), Some("http://p:1"));
    }

    #[test]
    fn the_block_comes_before_the_environment() {
        let environment = |name: &str| match name {
            "HTTP_PROXY" => Some("e:1"),
            "HTTPS_PROXY" => Some("e:2"),
            "NO_PROXY" => Some("x.example"),
            _ => None,
        };
        let proxies = Proxies::resolve(None, None, None, environment).unwrap();
        assert_eq!(proxy(&proxies, "http://a").as_deref(), Some("http://e:1"));
        assert_eq!(proxy(&proxies, "https://a").as_deref(), Some("http://e:2"));
        assert_eq!(proxy(&proxies, "https://x.example"), None);
        let proxies = Proxies::resolve(Some("b:1"), None, Some("y.example"), environment).unwrap();
        assert_eq!(proxy(&proxies, "http://a").as_deref(), Some("http://b:1"));
        assert_eq!(proxy(&proxies, "https://a").as_deref(), Some("http://e:2"));
        assert_eq!(
            proxy(&proxies, "https://x.example").as_deref(),
            Some("http://e:2")
        );
        assert_eq!(proxy(&proxies, "https://y.example"), None);
        // This machine is spared by the environment only, and the metadata service always.
        assert_eq!(
            proxy(&proxies, "http://127.0.0.1:4599").as_deref(),
            Some("http://b:1")
        );
        assert_eq!(proxy(&proxies, "https://localhost:4599"), None);
        assert_eq!(proxy(&proxies, "http://169.254.169.254"), None);
        assert_eq!(proxy(&proxies, "http://[fd00:ec2::254]"), None);
    }

    #[test]
    fn exceptions_are_domains_addresses_and_ranges_with_or_without_a_port() {
        for (exceptions, spared, others) in [
            (
                "example.com",
                &["https://example.com", "https://a.Example.com."][..],
                &["https://anexample.com", "https://example.com.org"][..],
            ),
            (
                ".example.com",
                &["https://a.example.com"],
                &["https://example.com"],
            ),
            (
                "*.example.com",
                &["https://a.example.com"],
                &["https://example.com"],
            ),
            (
                " a , b:8443 ",
                &["https://a", "https://b:8443"],
                &["https://b", "https://c"],
            ),
            ("b:443", &["https://b"], &["http://b"]),
            (
                "10.0.0.0/8,192.0.2.1",
                &["https://10.255.0.1", "http://192.0.2.1:80"],
                &["https://11.0.0.1", "https://192.0.2.2"],
            ),
            (
                "2001:db8::/32,[2001:db9::1]:8443",
                &["https://[2001:db8::5]", "https://[2001:db9::1]:8443"],
                &["https://[2001:db9::1]"],
            ),
            ("0.0.0.0/0", &["https://198.51.100.7"], &["https://a"]),
            ("*", &["https://a", "http://10.0.0.1"], &[]),
            ("", &[], &["https://a"]),
            (",/,:x,10.0.0.0/x", &[], &["https://a"]),
        ] {
            let proxies = Proxies::resolve(Some("p"), None, Some(exceptions), none).unwrap();
            for url in spared {
                assert_eq!(proxy(&proxies, url), None, "{exceptions} {url}");
            }
            for url in others {
                assert_eq!(
                    proxy(&proxies, url).as_deref(),
                    Some("http://p"),
                    "{exceptions} {url}"
                );
            }
        }
    }

    #[test]
    fn a_password_is_neither_printed_nor_repeated_in_a_complaint() {
        let proxy = Proxy::parse("http://user:hidden@p:3128/x")
            .unwrap()
            .unwrap();
        assert_eq!(proxy.url(), "http://user:hidden@p:3128/");
        assert_eq!(format!("{proxy:?}"), "http://p:3128/");
        for url in [
            "ftp://u:hidden@p",
            "http://u:hidden@",
            "http://u:hidden@p:x",
            "http://u:hid den@p",
            "http://u:1/hidden@p",
            "http://u:1#hidden@p",
            "http://u:hidden@p{}",
            "http://u:hidden@[::1",
        ] {
            let complaint = Proxy::parse(url).unwrap_err();
            assert!(!complaint.contains("hid"), "{complaint}");
        }
        assert_eq!(Proxy::parse(" "), Ok(None));
    }

    #[test]
    fn every_letter_of_a_password_arrives_as_it_was_meant() {
        let letters = "^|{}<>\"\\`[]@:;%,%5E";
        let proxy = Proxy::parse(&format!("http://user:{letters}@p:3128"));
        let proxy = proxy.unwrap().unwrap();
        assert_eq!(
            proxy.user().unwrap(),
            b"user:^|{}<>\"\\`[]@:;%,^",
            "{}",
            proxy.url()
        );
        assert_eq!(proxy.url().host(), Some("p"));
        assert_eq!(proxy.url().port_u16(), Some(3128));
        let (user, _) = proxy
            .url()
            .authority()
            .unwrap()
            .as_str()
            .split_once('@')
            .unwrap();
        let decoded: Vec<u8> = percent_decode_str(user).collect();
        assert_eq!(decoded, proxy.user().unwrap());
    }

    #[test]
    fn what_is_no_url_is_said_with_its_place_and_not_passed_over() {
        const WRONG: &str = "http://u:hidden@p:x";
        let secure = |name: &str| (name == "https_proxy").then_some(WRONG);
        let plain = |name: &str| (name == "HTTP_PROXY").then_some(WRONG);
        for (found, place) in [
            (
                Proxies::resolve(Some(WRONG), None, None, none),
                "http_proxy",
            ),
            (
                Proxies::resolve(None, Some(WRONG), None, none),
                "https_proxy",
            ),
            (Proxies::resolve(None, None, None, secure), "https_proxy"),
            (
                Proxies::resolve(Some("p"), None, None, secure),
                "https_proxy",
            ),
            (Proxies::resolve(None, None, None, plain), "HTTP_PROXY"),
        ] {
            let found = found.unwrap_err();
            assert!(found.detail.contains(place), "{found:?}");
            assert!(found.detail.contains("port is no number"), "{found:?}");
            assert!(!format!("{found:?}").contains("hidden"), "{found:?}");
        }
    }
}
