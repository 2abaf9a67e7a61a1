//! The services of every plugin: the end, the broker, the output, the health.

use std::future::Future;

use futures_util::{StreamExt as _, stream};
use tonic::{Request, Response, Status, Streaming, async_trait, codegen::BoxStream};

use super::{
    stop::Stop,
    wire::{
        health::{
            HealthCheckRequest, HealthCheckResponse, health_check_response::ServingStatus,
            health_server::Health,
        },
        plugin::{
            ConnInfo, Empty, StdioData, grpc_broker_server::GrpcBroker,
            grpc_controller_server::GrpcController, grpc_stdio_server::GrpcStdio,
        },
    },
};

/// Ends the process when the host says so.
pub(super) struct Controller(pub(super) Stop);

/// Would tell the host of further connections; there are none.
pub(super) struct Broker(pub(super) Stop);

/// Would carry our output; the host logs all that comes as unexpected, so nothing does.
pub(super) struct Stdio(pub(super) Stop);

/// Answers that the plugin serves, while it does.
pub(super) struct Alive(pub(super) Stop);

/// A stream without items that ends with `end`.
fn silent<T: Send + 'static>(end: impl Future<Output = ()> + Send + 'static) -> BoxStream<T> {
    Box::pin(stream::once(end).filter_map(|()| async { None }))
}

// === impl Controller ===

#[async_trait]
impl GrpcController for Controller {
    async fn shutdown(&self, _: Request<Empty>) -> Result<Response<Empty>, Status> {
        self.0.now();
        Ok(Response::new(Empty {}))
    }
}

// === impl Broker ===

#[async_trait]
impl GrpcBroker for Broker {
    async fn start_stream(
        &self,
        request: Request<Streaming<ConnInfo>>,
    ) -> Result<Response<BoxStream<ConnInfo>>, Status> {
        let stop = self.0.clone();
        let mut offers = request.into_inner();
        Ok(Response::new(silent(async move {
            let client_is_gone = async { while let Ok(Some(_)) = offers.message().await {} };
            tokio::select! {
                () = client_is_gone => {}
                () = stop.stopped() => {}
            }
        })))
    }
}

// === impl Stdio ===

#[async_trait]
impl GrpcStdio for Stdio {
    async fn stream_stdio(&self, _: Request<()>) -> Result<Response<BoxStream<StdioData>>, Status> {
        let stop = self.0.clone();
        Ok(Response::new(silent(async move { stop.stopped().await })))
    }
}

// === impl Alive ===

impl Alive {
    fn status(request: &HealthCheckRequest) -> Option<HealthCheckResponse> {
        let known = matches!(
            request.service.as_str(),
            "" | "plugin" | "tfplugin6.Provider"
        );
        known.then_some(HealthCheckResponse {
            status: ServingStatus::Serving.into(),
        })
    }
}

#[async_trait]
impl Health for Alive {
    async fn check(
        &self,
        request: Request<HealthCheckRequest>,
    ) -> Result<Response<HealthCheckResponse>, Status> {
        match Self::status(request.get_ref()) {
            Some(status) => Ok(Response::new(status)),
            None => Err(Status::not_found(
                "no such service: this process serves \"plugin\"",
            )),
        }
    }

    async fn watch(
        &self,
        request: Request<HealthCheckRequest>,
    ) -> Result<Response<BoxStream<HealthCheckResponse>>, Status> {
        let unknown = HealthCheckResponse {
            status: ServingStatus::ServiceUnknown.into(),
        };
        let status = Self::status(request.get_ref()).unwrap_or(unknown);
        let stop = self.0.clone();
        let rest = silent(async move { stop.stopped().await });
        Ok(Response::new(Box::pin(
            stream::iter([Ok(status)]).chain(rest),
        )))
    }
}
