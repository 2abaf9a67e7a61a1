//! The messages and the service of Terraform's provider protocol 6, as `proto/tfplugin6.proto` has them.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::all,
    clippy::pedantic,
    clippy::allow_attributes_without_reason,
    reason = "generated from proto/tfplugin6.proto, where the comments are"
)]

tonic::include_proto!("tfplugin6");
