//! Serves a provider until the process has to end.

use std::{
    future::Future,
    io::{self, Write},
    sync::Arc,
    time::Duration,
};

use futures_util::stream;
use tokio::sync::mpsc;
use tonic::transport::Server;

use super::{
    environment::Environment,
    error::Error,
    handshake,
    link::{connection::Connection, listen::Listener, tls::Identity},
    services::{Alive, Broker, Controller, Stdio},
    stop::{self, End, Parent, Signals, Stop},
    wire::{
        health::health_server::HealthServer,
        plugin::{
            grpc_broker_server::GrpcBrokerServer, grpc_controller_server::GrpcControllerServer,
            grpc_stdio_server::GrpcStdioServer,
        },
    },
};
use crate::protocol::tfplugin6::provider_server::{Provider, ProviderServer};

/// The largest message in either direction, in bytes: what Terraform's own library allows.
const MESSAGE_LIMIT: usize = 256 << 20;
/// How long the last answers may take after the end was decided. Terraform kills the process after two seconds.
const LAST_ANSWERS: Duration = Duration::from_millis(200);

/// Serves `provider` to the host whose settings `environment` holds, until the host, a signal or the end of the host
/// says that it is over.
///
/// Writes the handshake line to `output`, which is standard output for a host that started this process. The socket is
/// gone when this returns; calls that are still at work go on until the runtime ends.
pub async fn serve<P: Provider>(
    environment: Environment,
    provider: P,
    output: impl Write,
) -> Result<End, Error> {
    let parent = Parent::new();
    environment.check_cookie()?;
    environment.check_version()?;
    let tls = environment
        .client_certificate
        .as_deref()
        .map(Identity::new)
        .transpose()?;
    let mut signals = Signals::install().map_err(Error::Start)?;
    let listener = Listener::bind(&environment).await?;

    let certificate = tls.as_ref().map(|tls| tls.certificate.as_ref());
    let multiplex = environment.multiplex.is_some();
    tracing::debug!(
        network = listener.network(),
        address = listener.address(),
        tls = tls.is_some(),
        "the plugin listens"
    );
    print(
        output,
        &handshake::line(
            listener.network(),
            listener.address(),
            certificate,
            multiplex,
        ),
    )?;

    let stop = Stop::new();
    let server = server(provider, listener, tls.map(|tls| tls.config), stop.clone());
    tokio::pin!(server);
    let end = tokio::select! {
        // Every call has been answered.
        result = &mut server => return result.map(|()| ending(End::Shutdown)),
        () = stop.stopped() => ending(End::Shutdown),
        () = signals.terminated() => ending(End::Terminated),
        () = parent.gone() => ending(End::Abandoned),
    };
    stop.now();
    match end {
        // Calls that are at work may finish: their answers are the only record of what they did.
        End::Terminated => tokio::select! {
            result = &mut server => result?,
            () = signals.terminated() => {}
            () = parent.gone() => {}
        },
        // The answer to the host is on its way; what is still open after it is of no interest to anybody.
        End::Shutdown => drop(tokio::time::timeout(LAST_ANSWERS, &mut server).await),
        End::Abandoned => {}
    }
    Ok(end)
}

/// Logs why the process ends.
fn ending(end: End) -> End {
    tracing::debug!(reason = ?end, "the plugin ends");
    end
}

/// Serves `provider` on `listener` until `stop`, then until the open calls are answered.
pub(super) fn server<P: Provider>(
    provider: P,
    listener: Listener,
    tls: Option<Arc<rustls::ServerConfig>>,
    stop: stop::Stop,
) -> impl Future<Output = Result<(), Error>> {
    let (sender, mut connections) = mpsc::channel::<Connection>(1);
    let incoming = stream::poll_fn(move |cx| {
        connections
            .poll_recv(cx)
            .map(|next| next.map(Ok::<_, io::Error>))
    });
    let provider = ProviderServer::new(provider)
        .max_decoding_message_size(MESSAGE_LIMIT)
        .max_encoding_message_size(MESSAGE_LIMIT);
    let router = Server::builder()
        .add_service(provider)
        .add_service(GrpcControllerServer::new(Controller(stop.clone())))
        .add_service(GrpcBrokerServer::new(Broker(stop.clone())))
        .add_service(GrpcStdioServer::new(Stdio(stop.clone())))
        .add_service(HealthServer::new(Alive(stop.clone())));
    async move {
        let serving =
            router.serve_with_incoming_shutdown(incoming, async move { stop.stopped().await });
        // Told to stop, the server takes no more connections; with that, `accept_all` ends and the socket goes.
        let (result, ()) = tokio::join!(serving, listener.accept_all(tls, sender));
        result.map_err(Error::from)
    }
}

/// Writes a line of ours and makes sure that it has left the process.
pub(super) fn print(mut output: impl Write, text: &str) -> Result<(), Error> {
    output
        .write_all(text.as_bytes())
        .and_then(|()| output.flush())
        .map_err(Error::Output)
}
