//! Many calls at once, as Terraform makes them.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use terraform_provider_awslambda::protocol::tfplugin6::{
    get_metadata, get_provider_schema, import_resource_state,
};

use crate::support::host::{Host, QUEUE, TYPE, rpc, with};
use crate::support::plugin::Settings;

/// Creates ten mappings at once, reads them and plans them again.
async fn ten(host: &Host, first: usize) {
    let one = async |number: usize| {
        let source = format!("{QUEUE}-{number}");
        let config = with(host.queue(), &[("event_source_arn", source.into())]);
        let state = host.create(&config).await;
        assert_eq!(host.read(&state).await, state);
        assert_eq!(host.plan(&config, &state).await.state, state);
        let _: get_provider_schema::Response = host
            .call(rpc!("GetProviderSchema"), get_provider_schema::Request {})
            .await;
    };
    join_all((first..first + 10).map(one)).await;
}

#[tokio::test]
async fn ten_changes_at_once_wait_together() {
    let settle = Duration::from_secs(1);
    let host = Host::unconfigured(Settings::new(), settle).await;
    host.configure_for("eu-west-1").await;
    let start = Instant::now();
    ten(&host, 0).await;
    assert_eq!(host.emulator.mappings().len(), 10);
    let took = start.elapsed();
    assert!(took < 5 * settle, "one after the other: {took:?}");
}

#[tokio::test]
async fn two_connections_are_served_at_once() {
    let one = Host::start().await;
    // A second view of the same process and account.
    let mut two = Host::unconfigured(Settings::new(), Duration::ZERO).await;
    two.connection = one.plugin.connect().await;
    tokio::join!(ten(&one, 0), ten(&two, 10));
    assert_eq!(one.emulator.mappings().len(), 20);
    assert_eq!(two.emulator.requests().len(), 0);
}

#[tokio::test]
async fn a_thousand_calls_at_once_are_all_answered() {
    let host = Arc::new(Host::start().await);
    let calls = (0..1_000).map(|number| {
        let host = Arc::clone(&host);
        tokio::spawn(async move {
            if number % 2 == 0 {
                let response: get_metadata::Response = host
                    .call(rpc!("GetMetadata"), get_metadata::Request {})
                    .await;
                response.resources.len()
            } else {
                let request = import_resource_state::Request {
                    type_name: TYPE.to_owned(),
                    id: format!("91eaeb7e-c976-1234-9451-{number:012}"),
                    ..Default::default()
                };
                let response: import_resource_state::Response =
                    host.call(rpc!("ImportResourceState"), request).await;
                let imported = host.value(response.imported_resources[0].state.as_ref());
                assert_eq!(
                    *imported.attribute("uuid"),
                    format!("91eaeb7e-c976-1234-9451-{number:012}").into()
                );
                response.imported_resources.len()
            }
        })
    });
    for answered in join_all(calls).await {
        assert_eq!(answered.unwrap(), 1);
    }
}
