//! Why the plugin could not serve.

use std::{io, path::PathBuf};

use super::handshake::{COOKIE_NAME, VERSION};

/// Why the plugin could not serve. The text is a sentence for the person who reads Terraform's log.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no cookie: a person started a program that is nothing but a plugin.
    #[error(
        "this program is a plugin, which Terraform and OpenTofu start by themselves: name its folder in dev_overrides of \
         their CLI configuration, and run them"
    )]
    Alone,
    /// The cookie is there, but it is not Terraform's.
    #[error(
        "cannot serve as a plugin: {} holds a value that Terraform does not send. Run this program without that \
         variable to use its commands, or let Terraform start it",
        COOKIE_NAME
    )]
    Cookie,
    /// The host speaks other versions of the protocol only.
    #[error(
        "cannot serve this Terraform: it offers version {offered} of the provider protocol and this provider speaks \
         version {VERSION}, as do Terraform 1.0 and OpenTofu 1.6 and all that came after them"
    )]
    Versions {
        /// The versions as the host wrote them.
        offered: String,
    },
    /// A variable holds something else than it should.
    #[error("cannot serve as a plugin: {name} {problem}")]
    Variable {
        /// The name of the variable.
        name: &'static str,
        /// The problem of its value, and the allowed values.
        problem: String,
    },
    /// No certificate could be made.
    #[error("cannot make the certificate of the plugin: {0}")]
    Certificate(#[from] rcgen::Error),
    /// The certificate was refused by our own side of TLS.
    #[error("cannot set up TLS for the plugin: {0}")]
    Tls(#[from] rustls::Error),
    /// No socket in a directory that the environment names.
    #[error(
        "cannot listen on a socket in {}: {source}. The directory comes from PLUGIN_UNIX_SOCKET_DIR or TMPDIR; it must \
         exist, be open to this user, and have a name of less than 80 bytes",
        directory.display()
    )]
    Socket {
        /// The directory.
        directory: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// No port on the loopback address.
    #[error("cannot listen on 127.0.0.1, ports {} to {}: {source}", ports.0, ports.1)]
    Port {
        /// First and last port that were tried.
        ports: (u16, u16),
        /// The system's error for the last one.
        source: io::Error,
    },
    /// Nobody reads what we print.
    #[error("cannot tell Terraform where the plugin listens: {0}")]
    Output(#[source] io::Error),
    /// The runtime or a signal handler could not be set up.
    #[error("cannot start the plugin: {0}")]
    Start(#[source] io::Error),
    /// The server gave up.
    #[error("cannot go on serving: {0}")]
    Server(#[from] tonic::transport::Error),
}
