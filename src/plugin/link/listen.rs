//! Where the host finds us: a socket that only its user can open, or a port of the loopback address.

#[cfg(unix)]
use std::os::unix::fs::PermissionsExt as _;
#[cfg(unix)]
use std::path::{Path, PathBuf};
use std::{io, net::Ipv4Addr, sync::Arc, time::Duration};

use tokio::net::TcpListener;
#[cfg(unix)]
use tokio::net::UnixListener;
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;

use super::connection::Connection;
#[cfg(unix)]
use crate::plugin::environment::Network;
use crate::plugin::{environment::Environment, error::Error};

/// A TLS handshake that takes longer is given up.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);
/// After a failed accept, for example for want of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// A socket or a port on which we listen. Dropped, it leaves nothing in the file system.
#[derive(Debug)]
pub(crate) struct Listener {
    kind: Kind,
    address: String,
    #[cfg(unix)]
    _directory: Option<tempfile::TempDir>,
}

#[derive(Debug)]
enum Kind {
    Tcp(TcpListener),
    #[cfg(unix)]
    Unix(UnixListener),
}

// === impl Listener ===

impl Listener {
    /// Listens where the environment says, or in a place that suits.
    #[cfg(unix)]
    pub(crate) async fn bind(environment: &Environment) -> Result<Self, Error> {
        // A long TMPDIR, as macOS has it, leaves no room for a name: a path has 104 to 108 bytes at most.
        Self::bind_among(environment, [std::env::temp_dir(), PathBuf::from("/tmp")]).await
    }

    /// Listens where the environment says, or on a port.
    #[cfg(not(unix))]
    pub(crate) async fn bind(environment: &Environment) -> Result<Self, Error> {
        environment.network()?;
        Self::on_port(environment.ports()?).await
    }

    /// Listens where the environment says, else in the first of `directories` that will do, else on a port.
    #[cfg(unix)]
    async fn bind_among(
        environment: &Environment,
        directories: [PathBuf; 2],
    ) -> Result<Self, Error> {
        if environment.network()? == Network::Tcp {
            return Self::on_port(environment.ports()?).await;
        }
        let group = environment.socket_group()?;
        if let Some(directory) = environment.socket_directory() {
            return Self::in_directory(&directory, group)
                .map_err(|source| Error::Socket { directory, source });
        }
        let mut failure = None;
        for directory in directories {
            match Self::in_directory(&directory, group) {
                Ok(listener) => return Ok(listener),
                Err(source) => failure = Some(Error::Socket { directory, source }),
            }
        }
        match failure {
            // Every user of the machine can reach a port, so without TLS it is no way out.
            Some(failure) if environment.client_certificate.is_none() => Err(failure),
            _ => Self::on_port(environment.ports()?).await,
        }
    }

    /// A socket in a directory of its own, which keeps others out from the first moment.
    #[cfg(unix)]
    fn in_directory(parent: &Path, group: Option<u32>) -> io::Result<Self> {
        let private = std::fs::Permissions::from_mode(0o700);
        let directory = tempfile::Builder::new()
            .prefix("awslambda-")
            .permissions(private)
            .tempdir_in(std::path::absolute(parent)?)?;
        let path = directory.path().join("plugin");
        // A bar or a line break would end a field of the handshake line.
        let address = path
            .to_str()
            .filter(|path| !path.contains(['|', '\n', '\r']))
            .map(str::to_owned);
        let address = address
            .ok_or_else(|| io::Error::other("its name has a bar, a line break or is not UTF-8"))?;

        let listener = UnixListener::bind(&path)?;
        let (socket_mode, directory_mode) = if group.is_some() {
            (0o660, 0o710)
        } else {
            (0o600, 0o700)
        };
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(socket_mode))?;
        if group.is_some() {
            std::os::unix::fs::chown(&path, None, group)?;
            std::os::unix::fs::chown(directory.path(), None, group)?;
        }
        std::fs::set_permissions(
            directory.path(),
            std::fs::Permissions::from_mode(directory_mode),
        )?;
        Ok(Self {
            kind: Kind::Unix(listener),
            address,
            _directory: Some(directory),
        })
    }

    /// The first free port of a range.
    async fn on_port(ports: (u16, u16)) -> Result<Self, Error> {
        let mut failure = io::Error::from(io::ErrorKind::AddrNotAvailable);
        for port in ports.0..=ports.1 {
            match TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await {
                Ok(listener) => {
                    let address = listener
                        .local_addr()
                        .map_err(|source| Error::Port { ports, source })?
                        .to_string();
                    return Ok(Self {
                        kind: Kind::Tcp(listener),
                        address,
                        #[cfg(unix)]
                        _directory: None,
                    });
                }
                Err(error) => failure = error,
            }
        }
        Err(Error::Port {
            ports,
            source: failure,
        })
    }

    /// The name of the network: `unix` or `tcp`.
    pub(crate) fn network(&self) -> &'static str {
        match self.kind {
            Kind::Tcp(_) => "tcp",
            #[cfg(unix)]
            Kind::Unix(_) => "unix",
        }
    }

    /// The path of the socket, or host and port.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Sends each connection, when its handshake is over, to `connections`, until nobody receives any more.
    ///
    /// One that fails, or that says nothing at all, does not hold up the others.
    pub(crate) async fn accept_all(
        self,
        tls: Option<Arc<rustls::ServerConfig>>,
        connections: mpsc::Sender<Connection>,
    ) {
        let tls = tls.map(TlsAcceptor::from);
        loop {
            let accepted = tokio::select! {
                accepted = self.accept() => accepted,
                () = connections.closed() => return,
            };
            match accepted {
                Ok(stream) => {
                    tokio::spawn(prepare(stream, tls.clone(), connections.clone()));
                }
                Err(error) => {
                    tracing::warn!(%error, "cannot accept a connection");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            }
        }
    }

    async fn accept(&self) -> io::Result<Connection> {
        match &self.kind {
            Kind::Tcp(listener) => {
                let (stream, _) = listener.accept().await?;
                stream.set_nodelay(true)?;
                Ok(Connection::new(stream))
            }
            #[cfg(unix)]
            Kind::Unix(listener) => Ok(Connection::new(listener.accept().await?.0)),
        }
    }
}

async fn prepare(
    stream: Connection,
    tls: Option<TlsAcceptor>,
    connections: mpsc::Sender<Connection>,
) {
    let stream = match tls {
        None => stream,
        Some(tls) => match tokio::time::timeout(HANDSHAKE_TIMEOUT, tls.accept(stream)).await {
            Ok(Ok(stream)) if stream.get_ref().1.alpn_protocol() == Some(b"h2") => {
                Connection::new(stream)
            }
            Ok(Ok(_)) => {
                return tracing::warn!(
                    "refused a connection: it does not say that it speaks HTTP/2"
                );
            }
            Ok(Err(error)) => return tracing::warn!(%error, "refused a connection: TLS failed"),
            Err(_) => return tracing::warn!("refused a connection: TLS took too long"),
        },
    };
    // Nobody receives any more: the process is about to end.
    drop(connections.send(stream).await);
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;

    /// One that is missing and one whose name leaves no room.
    fn useless() -> (tempfile::TempDir, [PathBuf; 2]) {
        let directory = tempfile::tempdir().unwrap();
        let long = directory.path().join("x".repeat(110));
        std::fs::create_dir(&long).unwrap();
        let missing = directory.path().join("missing");
        (directory, [missing, long])
    }

    #[tokio::test]
    async fn where_no_socket_can_be_a_port_serves_with_tls() {
        let environment = Environment {
            client_certificate: Some("any".into()),
            ..Environment::default()
        };
        let (_directory, directories) = useless();
        let listener = Listener::bind_among(&environment, directories.clone())
            .await
            .unwrap();
        assert_eq!(listener.network(), "tcp");
        assert!(listener.address().starts_with("127.0.0.1:"));
        assert_eq!(std::fs::read_dir(&directories[1]).unwrap().count(), 0);
    }

    #[tokio::test]
    async fn a_port_without_tls_is_no_way_out() {
        let (_directory, directories) = useless();
        let refused = Listener::bind_among(&Environment::default(), directories.clone()).await;
        let Err(Error::Socket { directory, .. }) = refused else {
            panic!("{refused:?}");
        };
        assert_eq!(directory, directories[1]);
    }
}
