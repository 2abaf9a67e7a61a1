//! The settings that the host of a plugin writes into the environment of the process.

use std::{ffi::OsString, path::PathBuf};

use super::{
    error::Error,
    handshake::{COOKIE, COOKIE_NAME, VERSION},
};

/// The settings of a host, as it wrote them. A variable that is empty counts as absent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Environment {
    /// `TF_PLUGIN_MAGIC_COOKIE`.
    pub cookie: Option<OsString>,
    /// `PLUGIN_PROTOCOL_VERSIONS`: the versions that the host speaks, with commas between, in no order.
    pub versions: Option<OsString>,
    /// `PLUGIN_CLIENT_CERT`: the PEM of the only certificate that may connect. If unset,
    /// connections are plain.
    pub client_certificate: Option<OsString>,
    /// `PLUGIN_MULTIPLEX_GRPC`: the host wants to hear whether we join connections.
    pub multiplex: Option<OsString>,
    /// `PLUGIN_UNIX_SOCKET_DIR`: where the socket has to be; the temporary directory by default.
    pub socket_directory: Option<OsString>,
    /// `PLUGIN_UNIX_SOCKET_GROUP`: the number of the group that may connect beside the user.
    pub socket_group: Option<OsString>,
    /// `PLUGIN_NETWORK`: `unix` or `tcp`; by default `tcp` on Windows, and `unix` elsewhere. The only variable here
    /// that go-plugin does not know.
    pub network: Option<OsString>,
    /// `PLUGIN_MIN_PORT`: the first port to try with `tcp`.
    pub min_port: Option<OsString>,
    /// `PLUGIN_MAX_PORT`: the last port to try with `tcp`.
    pub max_port: Option<OsString>,
}

/// How the host reaches us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Network {
    /// A socket in the file system.
    Unix,
    /// A port of 127.0.0.1.
    Tcp,
}

// === impl Environment ===

impl Environment {
    /// Reads the environment of this process.
    pub fn from_process() -> Self {
        Self::from_lookup(|name| std::env::var_os(name))
    }

    /// Reads an environment in which `lookup` finds the value of a name.
    pub fn from_lookup(lookup: impl Fn(&str) -> Option<OsString>) -> Self {
        let read = |name| lookup(name).filter(|value| !value.is_empty());
        Self {
            cookie: read(COOKIE_NAME),
            versions: read("PLUGIN_PROTOCOL_VERSIONS"),
            client_certificate: read("PLUGIN_CLIENT_CERT"),
            multiplex: read("PLUGIN_MULTIPLEX_GRPC"),
            socket_directory: read("PLUGIN_UNIX_SOCKET_DIR"),
            socket_group: read("PLUGIN_UNIX_SOCKET_GROUP"),
            network: read("PLUGIN_NETWORK"),
            min_port: read("PLUGIN_MIN_PORT"),
            max_port: read("PLUGIN_MAX_PORT"),
        }
    }

    /// Fails unless the cookie is Terraform's.
    pub fn check_cookie(&self) -> Result<(), Error> {
        match &self.cookie {
            Some(cookie) if cookie == COOKIE => Ok(()),
            _ => Err(Error::Cookie),
        }
    }

    /// Fails when the host says which versions it speaks and ours is not among them.
    pub fn check_version(&self) -> Result<(), Error> {
        let Some(offered) = &self.versions else {
            return Ok(());
        };
        let offered = offered.to_string_lossy();
        let speaks = |version: &str| version.trim().parse() == Ok(VERSION);
        if offered.split(',').any(speaks) {
            return Ok(());
        }
        Err(Error::Versions {
            offered: offered.into_owned(),
        })
    }

    /// The network to listen on.
    pub fn network(&self) -> Result<Network, Error> {
        let default = if cfg!(unix) {
            Network::Unix
        } else {
            Network::Tcp
        };
        match self
            .network
            .as_ref()
            .map(|network| network.to_string_lossy())
            .as_deref()
        {
            None => Ok(default),
            Some("tcp") => Ok(Network::Tcp),
            Some("unix") if cfg!(unix) => Ok(Network::Unix),
            Some(other) => Err(Error::Variable {
                name: "PLUGIN_NETWORK",
                problem: format!("is \"{other}\"; it may be \"tcp\" and, but on Windows, \"unix\""),
            }),
        }
    }

    /// First and last port to try; 0 and 0 to leave the choice to the system.
    pub fn ports(&self) -> Result<(u16, u16), Error> {
        let first = port("PLUGIN_MIN_PORT", self.min_port.as_ref())?;
        let last = port("PLUGIN_MAX_PORT", self.max_port.as_ref())?;
        match (first, last) {
            (None, None) => Ok((0, 0)),
            (first, last) => {
                let ports = (first.unwrap_or(1), last.unwrap_or(u16::MAX));
                if ports.0 <= ports.1 {
                    return Ok(ports);
                }
                Err(Error::Variable {
                    name: "PLUGIN_MIN_PORT",
                    problem: format!(
                        "is {}, which is more than PLUGIN_MAX_PORT, {}",
                        ports.0, ports.1
                    ),
                })
            }
        }
    }

    /// The directory in which the socket has to be.
    pub fn socket_directory(&self) -> Option<PathBuf> {
        self.socket_directory.as_ref().map(PathBuf::from)
    }

    /// The number of the group that may connect.
    pub fn socket_group(&self) -> Result<Option<u32>, Error> {
        let Some(group) = &self.socket_group else {
            return Ok(None);
        };
        group.to_str().and_then(|group| group.parse().ok()).map(Some).ok_or_else(|| Error::Variable {
            name: "PLUGIN_UNIX_SOCKET_GROUP",
            problem: format!(
                "is \"{}\"; this provider takes a group by its number only, which `getent group` shows",
                group.to_string_lossy()
            ),
        })
    }
}

fn port(name: &'static str, value: Option<&OsString>) -> Result<Option<u16>, Error> {
    let Some(value) = value else {
        return Ok(None);
    };
    value
        .to_str()
        .and_then(|value| value.parse().ok())
        .map(Some)
        .ok_or_else(|| Error::Variable {
            name,
            problem: format!(
                "is \"{}\", which is not a port: a number from 0 to 65535",
                value.to_string_lossy()
            ),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(pairs: &[(&str, &str)]) -> Environment {
        Environment::from_lookup(|name| {
            pairs
                .iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| OsString::from(value))
        })
    }

    #[test]
    fn only_the_cookie_of_terraform_is_taken() {
        assert!(with(&[(COOKIE_NAME, COOKIE)]).check_cookie().is_ok());
        for wrong in ["", "1", &COOKIE[1..], &COOKIE.to_uppercase()] {
            assert!(
                matches!(
                    with(&[(COOKIE_NAME, wrong)]).check_cookie(),
                    Err(Error::Cookie)
                ),
                "{wrong}"
            );
        }
        assert!(matches!(with(&[]).check_cookie(), Err(Error::Cookie)));
    }

    #[test]
    fn version_6_is_found_in_any_order_and_assumed_without_a_list() {
        for offered in ["5,6", "6,5", "6", " 4 , 6 ", "7,6", ""] {
            assert!(
                with(&[("PLUGIN_PROTOCOL_VERSIONS", offered)])
                    .check_version()
                    .is_ok(),
                "{offered}"
            );
        }
        assert!(with(&[]).check_version().is_ok());
    }

    #[test]
    fn a_list_without_version_6_is_refused_and_repeated() {
        for offered in ["5", "4,5", "60", "5.6", ","] {
            let error = with(&[("PLUGIN_PROTOCOL_VERSIONS", offered)])
                .check_version()
                .unwrap_err();
            let text = error.to_string();
            assert!(
                text.contains(&format!("offers version {offered} ")),
                "{text}"
            );
            assert!(
                text.contains("version 6")
                    && text.contains("Terraform 1.0")
                    && text.contains("OpenTofu 1.6")
            );
        }
    }

    #[test]
    fn ports_are_a_range_or_left_to_the_system() {
        let ports =
            |first, last| with(&[("PLUGIN_MIN_PORT", first), ("PLUGIN_MAX_PORT", last)]).ports();
        assert_eq!(ports("10000", "25000").unwrap(), (10000, 25000));
        assert_eq!(ports("", "").unwrap(), (0, 0));
        assert_eq!(ports("10000", "").unwrap(), (10000, u16::MAX));
        assert!(ports("2", "1").is_err());
        assert!(ports("65536", "").is_err());
        assert!(ports("", "x").is_err());
    }

    #[test]
    fn a_group_is_taken_by_its_number_only() {
        assert_eq!(with(&[]).socket_group().unwrap(), None);
        assert_eq!(
            with(&[("PLUGIN_UNIX_SOCKET_GROUP", "27")])
                .socket_group()
                .unwrap(),
            Some(27)
        );
        let error = with(&[("PLUGIN_UNIX_SOCKET_GROUP", "staff")])
            .socket_group()
            .unwrap_err();
        assert!(error.to_string().contains("by its number only"));
    }

    #[test]
    fn a_network_that_nobody_knows_is_refused() {
        assert_eq!(
            with(&[("PLUGIN_NETWORK", "tcp")]).network().unwrap(),
            Network::Tcp
        );
        assert!(with(&[("PLUGIN_NETWORK", "udp")]).network().is_err());
    }
}
