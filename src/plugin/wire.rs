//! The messages and services that every plugin has, whatever it provides.

/// The controller, the broker and the carrier of output, as `proto/grpc_*.proto` have them.
#[allow(
    missing_docs,
    unreachable_pub,
    clippy::all,
    clippy::pedantic,
    clippy::allow_attributes_without_reason,
    reason = "generated from proto/grpc_*.proto, where the comments are"
)]
pub mod plugin {
    tonic::include_proto!("plugin");
}

/// gRPC's health check, as `proto/health.proto` has it.
#[allow(
    missing_docs,
    unreachable_pub,
    clippy::all,
    clippy::pedantic,
    clippy::allow_attributes_without_reason,
    reason = "generated from proto/health.proto, where the comments are"
)]
pub mod health {
    tonic::include_proto!("grpc.health.v1");
}
