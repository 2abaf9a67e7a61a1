//! Connections, plain or encrypted, that can be cut or reset in the middle of a call.

use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    extract::connect_info::Connected,
    serve::{IncomingStream, Listener},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
    task::JoinSet,
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};

use super::tls::Certificate;

/// Handshakes under way at once; what comes then waits until one is over.
const MOST_HANDSHAKES: usize = 1000;
/// A handshake that takes longer is given up.
const HANDSHAKE: Duration = Duration::from_secs(10);

const OPEN: u8 = 0;
const CUT: u8 = 1;
const RESET: u8 = 2;

/// A listener whose connections are [`Line`]s.
#[derive(Debug)]
pub(crate) struct Lines {
    listener: TcpListener,
    certificate: Option<Certificate>,
    handshakes: JoinSet<Option<(Line, SocketAddr)>>,
}

/// A connection.
#[derive(Debug)]
pub(crate) struct Line {
    stream: Stream,
    cut: Cut,
}

#[derive(Debug)]
enum Stream {
    Plain(TcpStream),
    Encrypted(Box<TlsStream<TcpStream>>),
}

/// The handle by which a call cuts the connection on which it came.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cut(Arc<AtomicU8>);

// === impl Cut ===

impl Cut {
    /// Lets nothing more through; the server then drops the connection.
    pub(crate) fn cut(&self) {
        self.0.store(CUT, Ordering::Release);
    }

    /// As [`Cut::cut`], and the peer sees a reset instead of an end.
    pub(crate) fn reset(&self) {
        self.0.store(RESET, Ordering::Release);
    }

    fn check(&self) -> io::Result<()> {
        if self.0.load(Ordering::Acquire) != OPEN {
            return Err(io::ErrorKind::ConnectionAborted.into());
        }
        Ok(())
    }
}

impl Connected<IncomingStream<'_, Lines>> for Cut {
    fn connect_info(stream: IncomingStream<'_, Lines>) -> Self {
        stream.io().cut.clone()
    }
}

// === impl Lines ===

impl Lines {
    pub(crate) fn new(listener: TcpListener, certificate: Option<Certificate>) -> Self {
        Self {
            listener,
            certificate,
            handshakes: JoinSet::new(),
        }
    }
}

impl Listener for Lines {
    type Io = Line;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            tokio::select! {
                done = self.handshakes.join_next(), if !self.handshakes.is_empty() => {
                    if let Some(Ok(Some(line))) = done {
                        return line;
                    }
                }
                (stream, address) = Listener::accept(&mut self.listener),
                    if self.handshakes.len() < MOST_HANDSHAKES =>
                {
                    // Small answers must not wait for the peer's acknowledgement.
                    let _ = stream.set_nodelay(true);
                    let Some(certificate) = &self.certificate else {
                        return (Line::new(Stream::Plain(stream)), address);
                    };
                    let acceptor = TlsAcceptor::from(Arc::clone(&certificate.0));
                    self.handshakes.spawn(async move {
                        let shaken = tokio::time::timeout(HANDSHAKE, acceptor.accept(stream)).await;
                        let stream = Stream::Encrypted(Box::new(shaken.ok()?.ok()?));
                        Some((Line::new(stream), address))
                    });
                }
            }
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.listener.local_addr()
    }
}

// === impl Line ===

impl Line {
    fn new(stream: Stream) -> Self {
        Self {
            stream,
            cut: Cut::default(),
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        if self.cut.0.load(Ordering::Acquire) == RESET {
            // Without lingering, closing is a reset.
            let _ = self.stream.socket().set_zero_linger();
        }
    }
}

impl AsyncRead for Line {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.cut.check()?;
        match &mut self.stream {
            Stream::Plain(stream) => Pin::new(stream).poll_read(context, buffer),
            Stream::Encrypted(stream) => Pin::new(stream).poll_read(context, buffer),
        }
    }
}

impl AsyncWrite for Line {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.cut.check()?;
        match &mut self.stream {
            Stream::Plain(stream) => Pin::new(stream).poll_write(context, bytes),
            Stream::Encrypted(stream) => Pin::new(stream).poll_write(context, bytes),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.stream {
            Stream::Plain(stream) => Pin::new(stream).poll_flush(context),
            Stream::Encrypted(stream) => Pin::new(stream).poll_flush(context),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.stream {
            Stream::Plain(stream) => Pin::new(stream).poll_shutdown(context),
            Stream::Encrypted(stream) => Pin::new(stream).poll_shutdown(context),
        }
    }
}

// === impl Stream ===

impl Stream {
    fn socket(&self) -> &TcpStream {
        match self {
            Self::Plain(stream) => stream,
            Self::Encrypted(stream) => stream.get_ref().0,
        }
    }
}
