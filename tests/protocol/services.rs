//! The services beside the provider, and the frame in which the provider is called.

use std::time::Duration;

use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use http_body_util::{BodyExt as _, Full};
use terraform_provider_awslambda::plugin::wire::health::health_check_response::ServingStatus;
use terraform_provider_awslambda::plugin::wire::health::{HealthCheckRequest, HealthCheckResponse};
use terraform_provider_awslambda::plugin::wire::plugin::{ConnInfo, StdioData};
use terraform_provider_awslambda::protocol::tfplugin6::{
    DynamicValue, get_provider_schema, lock_state, validate_provider_config,
};
use tonic::body::Body;
use tonic::{Code, Status, Streaming};

use crate::support::connection::Connection;
use crate::support::plugin::Settings;

const SCHEMA: &str = "/tfplugin6.Provider/GetProviderSchema";

pub(crate) async fn health(
    connection: &Connection,
    service: &str,
) -> Result<ServingStatus, Status> {
    let request = HealthCheckRequest {
        service: service.to_owned(),
    };
    let response: HealthCheckResponse = connection
        .call("/grpc.health.v1.Health/Check", request)
        .await?;
    Ok(response.status())
}

/// The plugin answers.
pub(crate) async fn check_health(connection: &Connection) {
    assert_eq!(
        health(connection, "plugin").await.unwrap(),
        ServingStatus::Serving
    );
}

/// Opens the streams that Terraform opens as soon as it is connected.
pub(crate) async fn open_streams(
    connection: &Connection,
) -> (Streaming<StdioData>, Streaming<ConnInfo>) {
    let stdio = connection
        .stream("/plugin.GRPCStdio/StreamStdio", ())
        .await
        .unwrap();
    let broker = connection
        .exchange(
            "/plugin.GRPCBroker/StartStream",
            stream::pending::<ConnInfo>(),
        )
        .await
        .unwrap();
    (stdio, broker)
}

async fn is_silent<T>(stream: &mut Streaming<T>) -> bool {
    tokio::time::timeout(Duration::from_millis(300), stream.next())
        .await
        .is_err()
}

#[tokio::test]
async fn the_provider_has_a_schema_even_if_there_is_nothing_to_configure() {
    let plugin = Settings::new().start().await;
    let request = get_provider_schema::Request {};
    let response: get_provider_schema::Response =
        plugin.connect().await.call(SCHEMA, request).await.unwrap();
    assert!(response.provider.unwrap().block.is_some());
    assert_eq!(response.diagnostics, []);
}

#[tokio::test]
async fn health_is_told_for_what_is_served() {
    let plugin = Settings::new().start().await;
    let connection = plugin.connect().await;
    assert_eq!(
        health(&connection, "").await.unwrap(),
        ServingStatus::Serving
    );
    assert_eq!(
        health(&connection, "other").await.unwrap_err().code(),
        Code::NotFound
    );

    for (service, status) in [
        ("plugin", ServingStatus::Serving),
        ("other", ServingStatus::ServiceUnknown),
    ] {
        let request = HealthCheckRequest {
            service: service.to_owned(),
        };
        let mut watch: Streaming<HealthCheckResponse> = connection
            .stream("/grpc.health.v1.Health/Watch", request)
            .await
            .unwrap();
        assert_eq!(watch.message().await.unwrap().unwrap().status(), status);
        assert!(is_silent(&mut watch).await);
    }
}

#[tokio::test]
async fn the_streams_of_the_host_stay_open_and_silent() {
    let plugin = Settings::new().start().await;
    let connection = plugin.connect().await;
    let (mut stdio, mut broker) = open_streams(&connection).await;
    check_health(&connection).await;
    assert!(is_silent(&mut stdio).await);
    assert!(is_silent(&mut broker).await);
}

#[tokio::test]
async fn the_broker_ends_with_the_client() {
    let plugin = Settings::new().start().await;
    let connection = plugin.connect().await;
    let offers = stream::iter([ConnInfo::default()]);
    let mut broker: Streaming<ConnInfo> = connection
        .exchange("/plugin.GRPCBroker/StartStream", offers)
        .await
        .unwrap();
    assert_eq!(broker.message().await.unwrap(), None);
}

#[tokio::test]
async fn an_rpc_that_is_not_served_is_unimplemented() {
    let plugin = Settings::new().start().await;
    let connection = plugin.connect().await;
    for path in [
        "/tfplugin6.Provider/LockState",
        "/tfplugin6.Provider/Unheard",
        "/tfplugin5.Provider/GetSchema",
    ] {
        let answer: Result<lock_state::Response, _> =
            connection.call(path, lock_state::Request::default()).await;
        assert_eq!(answer.unwrap_err().code(), Code::Unimplemented, "{path}");
    }
}

#[tokio::test]
async fn a_message_of_five_mebibytes_passes() {
    let plugin = Settings::new().start().await;
    let connection = plugin.connect().await;
    // Its field is unknown to the schema's request, and skipped; what counts is its size.
    let msgpack = Bytes::from(vec![0xc0; 5 << 20]);
    let config = Some(DynamicValue {
        msgpack,
        json: Bytes::new(),
    });
    let request = validate_provider_config::Request { config };
    let response: Result<get_provider_schema::Response, _> = connection.call(SCHEMA, request).await;
    assert!(response.unwrap().provider.is_some());
}

#[tokio::test]
async fn a_message_over_256_mebibytes_is_refused_from_its_header_on() {
    let plugin = Settings::new().start().await;
    let connection = plugin.connect().await;
    // A frame begins with its compression and its length.
    let mut frame = vec![0];
    frame.extend(((256_u32 << 20) + 1).to_be_bytes());
    frame.extend([0; 1_000]);
    let request = hyper::Request::post(format!("http://localhost{SCHEMA}"))
        .header("content-type", "application/grpc")
        .header("te", "trailers")
        .body(Body::new(Full::new(Bytes::from(frame))))
        .unwrap();
    let response = connection.send(request).await;
    let (head, body) = response.into_parts();
    let collected = body.collect().await.unwrap();
    let status = head
        .headers
        .get("grpc-status")
        .or_else(|| collected.trailers()?.get("grpc-status"));
    assert_eq!(
        status.unwrap(),
        (Code::OutOfRange as i32).to_string().as_str()
    );

    #[cfg(target_os = "linux")]
    {
        let peak = plugin.peak_memory();
        assert!(peak < 128, "{peak} MiB");
    }
    check_health(&connection).await;
}

#[tokio::test]
async fn many_connections_come_and_go() {
    let plugin = Settings::new().start().await;
    for _ in 0..5 {
        // A bare connect and close, as a probe does it.
        drop(plugin.stream().await);
        check_health(&plugin.connect().await).await;
    }
}
