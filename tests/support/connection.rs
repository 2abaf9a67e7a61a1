//! Calls to a plugin over a stream.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::{AsyncRead, AsyncWrite};
use tonic::body::Body;
use tonic::client::Grpc;
use tonic::{Request, Status, Streaming};
use tonic_prost::ProstCodec;

/// What the tests allow for anything that ought to happen at once.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// What they allow for an RPC, which may have to wait for AWS.
const LONGEST_RPC: Duration = Duration::from_secs(90);

/// A connection over which calls can be made, many at a time.
#[derive(Clone)]
pub(crate) struct Connection {
    sender: hyper::client::conn::http2::SendRequest<Body>,
}

/// A stream of bytes of any kind.
pub(crate) trait Duplex: AsyncRead + AsyncWrite + Send + Unpin {}

// === impl Connection ===

impl Connection {
    /// Speaks HTTP/2 over a stream.
    pub(crate) async fn over(stream: impl Duplex + 'static) -> Result<Self, String> {
        let (sender, connection) = hyper::client::conn::http2::Builder::new(TokioExecutor::new())
            .initial_stream_window_size(8 << 20)
            .initial_connection_window_size(8 << 20)
            .handshake(TokioIo::new(stream))
            .await
            .map_err(|error| error.to_string())?;
        tokio::spawn(connection);
        Ok(Self { sender })
    }

    async fn client(&self) -> Result<Grpc<Self>, Status> {
        let origin = "http://localhost".parse().unwrap();
        let mut client =
            Grpc::with_origin(self.clone(), origin).max_decoding_message_size(usize::MAX);
        client
            .ready()
            .await
            .map_err(|error| Status::unavailable(format!("the connection is closed: {error}")))?;
        Ok(client)
    }

    /// Sends an HTTP request as it is.
    pub(crate) async fn send(
        &self,
        request: hyper::Request<Body>,
    ) -> hyper::Response<hyper::body::Incoming> {
        let mut sender = self.sender.clone();
        sender.ready().await.unwrap();
        tokio::time::timeout(PATIENCE, sender.send_request(request))
            .await
            .expect("no answer")
            .unwrap()
    }

    /// Calls an RPC by its path, such as `/tfplugin6.Provider/GetProviderSchema`.
    pub(crate) async fn call<Req, Res>(
        &self,
        path: &'static str,
        request: Req,
    ) -> Result<Res, Status>
    where
        Req: prost::Message + 'static,
        Res: prost::Message + Default + 'static,
    {
        let mut client = self.client().await?;
        let codec = ProstCodec::<Req, Res>::default();
        let call = client.unary(Request::new(request), path.parse().unwrap(), codec);
        let response = tokio::time::timeout(LONGEST_RPC, call)
            .await
            .expect("no answer");
        Ok(response?.into_inner())
    }

    /// Calls an RPC that answers with a stream.
    pub(crate) async fn stream<Req, Res>(
        &self,
        path: &'static str,
        request: Req,
    ) -> Result<Streaming<Res>, Status>
    where
        Req: prost::Message + 'static,
        Res: prost::Message + Default + 'static,
    {
        let mut client = self.client().await?;
        let codec = ProstCodec::<Req, Res>::default();
        Ok(client
            .server_streaming(Request::new(request), path.parse().unwrap(), codec)
            .await?
            .into_inner())
    }

    /// Calls an RPC that takes a stream and answers with one.
    pub(crate) async fn exchange<Req, Res>(
        &self,
        path: &'static str,
        requests: impl futures_util::Stream<Item = Req> + Send + 'static,
    ) -> Result<Streaming<Res>, Status>
    where
        Req: prost::Message + 'static,
        Res: prost::Message + Default + 'static,
    {
        let mut client = self.client().await?;
        let codec = ProstCodec::<Req, Res>::default();
        Ok(client
            .streaming(Request::new(requests), path.parse().unwrap(), codec)
            .await?
            .into_inner())
    }
}

impl tonic::client::GrpcService<Body> for Connection {
    type ResponseBody = hyper::body::Incoming;
    type Error = hyper::Error;
    type Future = Pin<
        Box<dyn Future<Output = Result<hyper::Response<Self::ResponseBody>, Self::Error>> + Send>,
    >;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.sender.poll_ready(cx)
    }

    fn call(&mut self, request: hyper::Request<Body>) -> Self::Future {
        Box::pin(self.sender.send_request(request))
    }
}

// === impl Duplex ===

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Duplex for T {}
