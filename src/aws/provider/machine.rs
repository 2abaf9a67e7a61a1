//! The metadata service of EC2: credentials of the machine's role, and its Region.

use std::time::Duration;

use aws_config::{
    imds::{Client, client::EndpointMode, region::ImdsRegionProvider},
    provider_config::ProviderConfig,
};

use super::settings::Metadata;

/// Outside of EC2 nothing answers there, and nobody wants to wait for it long.
const LIMIT: Duration = Duration::from_secs(1);
/// One lost packet is no reason to give up.
const ATTEMPTS: u32 = 2;

/// A client of the service.
pub(super) fn client(metadata: &Metadata, sdk: &ProviderConfig) -> Client {
    let mut client = Client::builder()
        .configure(sdk)
        .connect_timeout(LIMIT)
        .read_timeout(LIMIT)
        .max_attempts(ATTEMPTS);
    if metadata.ipv6 {
        client = client.endpoint_mode(EndpointMode::IpV6);
    }
    if let Some(url) = &metadata.endpoint {
        // A URL that the SDK does not understand is no place to ask; its own place answers instead.
        client = client.clone().endpoint(url).unwrap_or(client);
    }
    client.build()
}

/// The Region of this machine, if it is one of EC2.
pub(super) async fn region(metadata: &Metadata, sdk: &ProviderConfig) -> Option<String> {
    if metadata.disabled {
        return None;
    }
    let provider = ImdsRegionProvider::builder()
        .configure(sdk)
        .imds_client(client(metadata, sdk))
        .build();
    let region = provider.region().await?;
    Some(region.as_ref().to_owned())
}
