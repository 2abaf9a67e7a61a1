//! The block that brings a mapping into the state.

use crate::aws::api::client::Client;

/// The `import` block for the mapping `uuid` of the client's Region. Terraform does not tell a provider
/// what a resource is called, but writes it itself above the message.
pub(crate) fn import_block(client: &Client, uuid: &str) -> String {
    let region = &client.service.region;
    let id = if **region == *client.home() {
        uuid.to_owned()
    } else {
        format!("{uuid}@{region}")
    };
    format!(
        "    import {{\n      to = awslambda_event_source_mapping.NAME\n      id = \"{id}\"\n    }}\n\n\
         Replace NAME: the line that begins with \"with\" above this text shows the address of the resource."
    )
}
