//! The one binary: a plugin when Terraform starts it, a command when a person does.

use std::process::ExitCode;

use terraform_provider_awslambda::plugin::{self, logging};
use terraform_provider_awslambda::protocol::tfplugin6::provider_server::Provider;
use terraform_provider_awslambda::protocol::tfplugin6::{Schema, get_provider_schema, schema};
use tonic::{Request, Response, Status};

/// A provider of nothing.
struct Empty;

#[tonic::async_trait]
impl Provider for Empty {
    async fn get_provider_schema(
        &self,
        _: Request<get_provider_schema::Request>,
    ) -> Result<Response<get_provider_schema::Response>, Status> {
        let provider = Schema {
            block: Some(schema::Block::default()),
            ..Schema::default()
        };
        Ok(Response::new(get_provider_schema::Response {
            provider: Some(provider),
            ..get_provider_schema::Response::default()
        }))
    }
}

fn main() -> ExitCode {
    if plugin::is_plugin() {
        return plugin::run(Empty);
    }
    logging::say("This is a provider for Terraform and OpenTofu, which start it themselves.");
    ExitCode::FAILURE
}
