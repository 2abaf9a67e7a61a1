//! The service that Terraform calls: takes each message apart, asks the server, and answers.
//!
//! An RPC that is not here answers UNIMPLEMENTED, which no core calls in a normal run.

use std::{future::Future, sync::Arc, time::Instant};

use bytes::Bytes;
use tonic::{Request, Response, Status};
use tracing::{Instrument, field::Empty};

use super::{
    messages::{client, deferred, diagnostics, dynamic, encoded, may_defer, path, schema},
    tfplugin6 as wire,
    tfplugin6::{
        apply_resource_change, configure_provider, get_functions, get_metadata,
        get_provider_schema, get_resource_identity_schemas, import_resource_state,
        move_resource_state, plan_resource_change, provider_server, read_resource, stop_provider,
        upgrade_resource_state, validate_provider_config, validate_resource_config,
    },
};
use crate::framework::{
    author::provider::Provider,
    diagnostics::shown,
    diagnostics::{Diagnostic, Diagnostics},
    server::Server,
};

/// Serves a provider.
#[derive(Debug)]
pub struct Service<P: Provider> {
    server: Arc<Server<P>>,
}

type Answer<T> = Result<Response<T>, Status>;

impl<P: Provider> Service<P> {
    /// Serves `provider`.
    pub fn new(provider: P) -> Self {
        Self {
            server: Arc::new(Server::new(provider)),
        }
    }
}

/// Runs an RPC in a span of its own, with the keys that Terraform's logs use.
///
/// It is a task of its own, so that it comes to its end when the core goes away: what an apply has
/// begun must not be left half done.
async fn traced<T: Send + 'static>(
    rpc: &'static str,
    resource: &str,
    work: impl Future<Output = T> + Send + 'static,
) -> Answer<T> {
    let span = tracing::info_span!(
        "rpc",
        tf_rpc = rpc,
        tf_req_id = Empty,
        tf_resource_type = Empty,
        tf_proto_version = "6.11",
    );
    if !span.is_disabled() {
        span.record("tf_req_id", tracing::field::display(uuid::Uuid::new_v4()));
        if !resource.is_empty() {
            span.record("tf_resource_type", resource);
        }
    }
    let work = async move {
        let start = Instant::now();
        tracing::trace!("received request");
        let answer = work.await;
        let milliseconds = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
        tracing::trace!(tf_req_duration_ms = milliseconds, "served request");
        answer
    };
    match tokio::spawn(work.instrument(span)).await {
        Ok(answer) => Ok(Response::new(answer)),
        Err(_) => Err(Status::internal("the handler of the request crashed")),
    }
}

/// Logs how an RPC went, for those with diagnostics.
fn reported(found: Vec<wire::Diagnostic>) -> Vec<wire::Diagnostic> {
    let error = i32::from(wire::diagnostic::Severity::Error);
    let errors = found.iter().filter(|it| it.severity == error).count();
    if !found.is_empty() {
        tracing::debug!(
            diagnostic_error_count = errors,
            diagnostic_warning_count = found.len() - errors,
            "answered with diagnostics"
        );
    }
    found
}

const CAPABILITIES: wire::ServerCapabilities = wire::ServerCapabilities {
    plan_destroy: true,
    get_provider_schema_optional: true,
    move_resource_state: false,
    generate_resource_config: false,
};

#[tonic::async_trait]
impl<P: Provider> provider_server::Provider for Service<P> {
    async fn get_metadata(
        &self,
        _: Request<get_metadata::Request>,
    ) -> Answer<get_metadata::Response> {
        let server = self.server.clone();
        traced("GetMetadata", "", async move {
            let resources = &server.schemas().resources;
            get_metadata::Response {
                server_capabilities: Some(CAPABILITIES),
                resources: resources
                    .iter()
                    .map(|it| get_metadata::ResourceMetadata {
                        type_name: it.resource.name().to_owned(),
                    })
                    .collect(),
                ..Default::default()
            }
        })
        .await
    }

    async fn get_provider_schema(
        &self,
        _: Request<get_provider_schema::Request>,
    ) -> Answer<get_provider_schema::Response> {
        let server = self.server.clone();
        traced("GetProviderSchema", "", async move {
            let schemas = server.schemas();
            get_provider_schema::Response {
                provider: Some(schema(&schemas.provider)),
                resource_schemas: schemas
                    .resources
                    .iter()
                    .map(|it| (it.resource.name().to_owned(), schema(&it.schema)))
                    .collect(),
                diagnostics: if cfg!(debug_assertions) {
                    reported(diagnostics(server.problems()))
                } else {
                    Vec::new()
                },
                server_capabilities: Some(CAPABILITIES),
                ..Default::default()
            }
        })
        .await
    }

    async fn get_resource_identity_schemas(
        &self,
        _: Request<get_resource_identity_schemas::Request>,
    ) -> Answer<get_resource_identity_schemas::Response> {
        traced("GetResourceIdentitySchemas", "", async {
            get_resource_identity_schemas::Response::default()
        })
        .await
    }

    async fn get_functions(
        &self,
        _: Request<get_functions::Request>,
    ) -> Answer<get_functions::Response> {
        traced("GetFunctions", "", async {
            get_functions::Response::default()
        })
        .await
    }

    async fn validate_provider_config(
        &self,
        request: Request<validate_provider_config::Request>,
    ) -> Answer<validate_provider_config::Response> {
        let (server, request) = (self.server.clone(), request.into_inner());
        traced("ValidateProviderConfig", "", async move {
            let found = server.validate_provider(encoded(request.config.as_ref()));
            validate_provider_config::Response {
                diagnostics: reported(diagnostics(found)),
            }
        })
        .await
    }

    async fn validate_resource_config(
        &self,
        request: Request<validate_resource_config::Request>,
    ) -> Answer<validate_resource_config::Response> {
        let (server, request) = (self.server.clone(), request.into_inner());
        traced(
            "ValidateResourceConfig",
            &request.type_name.clone(),
            async move {
                let found = server.validate_resource(
                    &request.type_name,
                    encoded(request.config.as_ref()),
                    client(request.client_capabilities.as_ref()),
                );
                validate_resource_config::Response {
                    diagnostics: reported(diagnostics(found)),
                }
            },
        )
        .await
    }

    async fn configure_provider(
        &self,
        request: Request<configure_provider::Request>,
    ) -> Answer<configure_provider::Response> {
        let (server, request) = (self.server.clone(), request.into_inner());
        traced("ConfigureProvider", "", async move {
            let found = server.configure(encoded(request.config.as_ref())).await;
            configure_provider::Response {
                diagnostics: reported(diagnostics(found)),
            }
        })
        .await
    }

    async fn upgrade_resource_state(
        &self,
        request: Request<upgrade_resource_state::Request>,
    ) -> Answer<upgrade_resource_state::Response> {
        let (server, request) = (self.server.clone(), request.into_inner());
        traced(
            "UpgradeResourceState",
            &request.type_name.clone(),
            async move {
                let json = request.raw_state.unwrap_or_default().json;
                let answer = server.upgrade(&request.type_name, request.version, &json);
                upgrade_resource_state::Response {
                    upgraded_state: dynamic(answer.state),
                    diagnostics: reported(diagnostics(answer.diagnostics)),
                }
            },
        )
        .await
    }

    async fn read_resource(
        &self,
        request: Request<read_resource::Request>,
    ) -> Answer<read_resource::Response> {
        let (server, request) = (self.server.clone(), request.into_inner());
        traced("ReadResource", &request.type_name.clone(), async move {
            let current = encoded(request.current_state.as_ref());
            let defer = may_defer(request.client_capabilities.as_ref());
            let read = server.read(&request.type_name, current, defer).await;
            read_resource::Response {
                new_state: dynamic(read.state),
                diagnostics: reported(diagnostics(read.diagnostics)),
                private: request.private,
                deferred: deferred(read.deferred),
                new_identity: request.current_identity,
            }
        })
        .await
    }

    async fn plan_resource_change(
        &self,
        request: Request<plan_resource_change::Request>,
    ) -> Answer<plan_resource_change::Response> {
        let (server, request) = (self.server.clone(), request.into_inner());
        traced(
            "PlanResourceChange",
            &request.type_name.clone(),
            async move {
                let plan = server.plan(
                    &request.type_name,
                    encoded(request.config.as_ref()),
                    encoded(request.prior_state.as_ref()),
                    encoded(request.proposed_new_state.as_ref()),
                    may_defer(request.client_capabilities.as_ref()),
                );
                plan_resource_change::Response {
                    planned_state: dynamic(plan.planned),
                    requires_replace: plan.requires_replace.iter().map(path).collect(),
                    planned_private: request.prior_private,
                    diagnostics: reported(diagnostics(plan.diagnostics)),
                    legacy_type_system: false,
                    deferred: deferred(plan.deferred),
                    planned_identity: request.prior_identity,
                }
            },
        )
        .await
    }

    async fn apply_resource_change(
        &self,
        request: Request<apply_resource_change::Request>,
    ) -> Answer<apply_resource_change::Response> {
        let (server, request) = (self.server.clone(), request.into_inner());
        traced(
            "ApplyResourceChange",
            &request.type_name.clone(),
            async move {
                let prior = encoded(request.prior_state.as_ref());
                let planned = encoded(request.planned_state.as_ref());
                let config = encoded(request.config.as_ref());
                let name = &request.type_name;
                let answer = server.apply(name, prior, planned, config).await;
                apply_resource_change::Response {
                    new_state: dynamic(answer.state),
                    private: request.planned_private,
                    diagnostics: reported(diagnostics(answer.diagnostics)),
                    legacy_type_system: false,
                    new_identity: request.planned_identity,
                }
            },
        )
        .await
    }

    async fn import_resource_state(
        &self,
        request: Request<import_resource_state::Request>,
    ) -> Answer<import_resource_state::Response> {
        let (server, request) = (self.server.clone(), request.into_inner());
        traced(
            "ImportResourceState",
            &request.type_name.clone(),
            async move {
                let answer = server.import(&request.type_name, &request.id);
                let imported =
                    dynamic(answer.state).map(|state| import_resource_state::ImportedResource {
                        type_name: request.type_name,
                        state: Some(state),
                        private: Bytes::new(),
                        identity: None,
                    });
                import_resource_state::Response {
                    imported_resources: imported.into_iter().collect(),
                    diagnostics: reported(diagnostics(answer.diagnostics)),
                    deferred: None,
                }
            },
        )
        .await
    }

    /// No state of another type can be taken over yet. `OpenTofu` asks all the same, whatever the
    /// capabilities say, and shows the user what it gets.
    async fn move_resource_state(
        &self,
        request: Request<move_resource_state::Request>,
    ) -> Answer<move_resource_state::Response> {
        let request = request.into_inner();
        let target = request.target_type_name;
        traced("MoveResourceState", &target.clone(), async move {
            let found = Diagnostic::error(
                format!(
                    "Cannot move \"{}\" to \"{}\"",
                    shown(&request.source_type_name),
                    shown(&target)
                ),
                "This version of the provider takes over no state of another resource type. Remove \
                 the moved block, forget the old resource (removed block) and import the same object \
                 as the new one (import block): that changes nothing in AWS.",
            );
            move_resource_state::Response {
                diagnostics: reported(diagnostics(Diagnostics::from(found))),
                ..Default::default()
            }
        })
        .await
    }

    async fn stop_provider(
        &self,
        _: Request<stop_provider::Request>,
    ) -> Answer<stop_provider::Response> {
        let server = self.server.clone();
        traced("StopProvider", "", async move {
            server.stop();
            stop_provider::Response::default()
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::framework::{
        author::erased::AnyResource, cell::Tf, diagnostics::Diagnostics, schema::spec::optional,
    };

    model! {
        /// A provider block with a name that Terraform keeps for itself.
        struct Config {
            /// A name.
            mutable alias: Tf<String> = optional();
        }
    }

    struct Broken;

    impl Provider for Broken {
        type Config = Config;
        type Client = ();
        fn doc(&self) -> &'static str {
            "Nothing."
        }
        fn resources(&self) -> Vec<AnyResource<()>> {
            Vec::new()
        }
        async fn configure(&self, _: Config) -> (Option<()>, Diagnostics) {
            (None, Diagnostics::new())
        }
    }

    #[test]
    fn a_debug_build_says_what_is_wrong_with_its_schemas() {
        use provider_server::Provider as _;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        let service = Service::new(Broken);
        let request = Request::new(get_provider_schema::Request {});
        let answer = runtime.block_on(service.get_provider_schema(request));
        let found = answer.unwrap().into_inner().diagnostics;
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].detail.contains("\"alias\""), "{found:?}");
    }
}
