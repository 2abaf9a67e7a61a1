//! The block that brings a mapping into the state.

use crate::{
    aws::event_source_mapping::{plan::place, table::EventSourceMapping},
    framework::cell::Tf,
};

/// The `import` block for a mapping; `home` is the Region of the provider block. Terraform does not tell
/// a provider the address of a resource, but prints it above the message.
pub(crate) fn import_block(mapping: &EventSourceMapping, home: &str) -> String {
    let uuid = mapping.uuid.text();
    let id = match place::region(mapping) {
        Tf::Known(region) if region != home => format!("{uuid}@{region}"),
        _ => uuid.to_owned(),
    };
    format!(
        "    import {{\n      to = awslambda_event_source_mapping.NAME\n      id = \"{id}\"\n    }}\n\n\
         Replace NAME: the line that begins with \"with\" above this text shows the address of the resource."
    )
}
