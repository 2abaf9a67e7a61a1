//! The service that Terraform calls: takes each message apart, asks the server, and answers.
//!
//! Each RPC is one line of the table below and one function: here those of an object's life, the others in
//! the file of their family. An RPC that is not in the table answers UNIMPLEMENTED; no core calls one in a
//! normal run.

#![allow(
    clippy::needless_pass_by_value,
    reason = "the table hands each function the request that came, whether it keeps parts of it or not"
)]

mod actions;
mod data;
mod functions;
mod lists;
mod settings;
mod states;

use std::{future::Future, sync::Arc, time::Instant};

use tonic::{Request, Response, Status, codegen::BoxStream};
use tracing::{Instrument, field::Empty};

use super::{
    messages::{
        capabilities, deferred, diagnostics, dynamic, encoded, identified, identity, may_defer,
        path, reported,
    },
    tfplugin6::{
        apply_resource_change, call_function, configure_provider, generate_resource_config,
        get_functions, get_metadata, get_provider_schema, get_resource_identity_schemas,
        import_resource_state, invoke_action, list_resource, move_resource_state, plan_action,
        plan_resource_change, provider_server, read_data_source, read_resource, stop_provider,
        upgrade_resource_identity, upgrade_resource_state, validate_action_config,
        validate_data_resource_config, validate_list_resource_config, validate_provider_config,
        validate_resource_config,
    },
};
use crate::framework::{
    author::provider::Provider,
    server::{Server, Stored},
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

/// The RPCs, a line for each: its name, its method, the field of the request that names the type of
/// resource if there is one, and the family of the function that answers it. Those that answer with a
/// stream are written out.
macro_rules! rpcs {
    (
        $( $rpc:ident $method:ident $([$field:ident])? $family:ident $(.$wait:ident)?; )*
        { $($streams:tt)* }
    ) => {
        #[tonic::async_trait]
        impl<P: Provider> provider_server::Provider for Service<P> {
            $(
                async fn $method(
                    &self,
                    request: Request<$method::Request>,
                ) -> Answer<$method::Response> {
                    let (server, request) = (self.server.clone(), request.into_inner());
                    let resource = String::new() $( + request.$field.as_str() )?;
                    traced(stringify!($rpc), &resource, async move {
                        $family::$method(&server, request) $(.$wait)?
                    })
                    .await
                }
            )*
            $($streams)*
        }
    };
}

rpcs! {
    GetMetadata get_metadata settings;
    GetProviderSchema get_provider_schema settings;
    GetResourceIdentitySchemas get_resource_identity_schemas settings;
    ValidateProviderConfig validate_provider_config settings;
    ConfigureProvider configure_provider settings.await;
    StopProvider stop_provider settings;

    ValidateResourceConfig validate_resource_config [type_name] self;
    ReadResource read_resource [type_name] self.await;
    PlanResourceChange plan_resource_change [type_name] self;
    ApplyResourceChange apply_resource_change [type_name] self.await;

    UpgradeResourceState upgrade_resource_state [type_name] states;
    UpgradeResourceIdentity upgrade_resource_identity [type_name] states;
    ImportResourceState import_resource_state [type_name] states.await;
    MoveResourceState move_resource_state [target_type_name] states;

    ValidateListResourceConfig validate_list_resource_config [type_name] lists;
    GenerateResourceConfig generate_resource_config [type_name] lists;

    ValidateDataResourceConfig validate_data_resource_config [type_name] data;
    ReadDataSource read_data_source [type_name] data.await;

    ValidateActionConfig validate_action_config [type_name] actions;
    PlanAction plan_action [action_type] actions;

    GetFunctions get_functions functions;
    CallFunction call_function functions;

    {
        async fn list_resource(
            &self,
            request: Request<list_resource::Request>,
        ) -> Answer<BoxStream<list_resource::Event>> {
            let (server, request) = (self.server.clone(), request.into_inner());
            traced("ListResource", &request.type_name.clone(), async move {
                lists::list_resource(server, &request)
            })
            .await
        }

        async fn invoke_action(
            &self,
            request: Request<invoke_action::Request>,
        ) -> Answer<BoxStream<invoke_action::Event>> {
            let (server, request) = (self.server.clone(), request.into_inner());
            traced("InvokeAction", &request.action_type.clone(), async move {
                actions::invoke_action(server, &request)
            })
            .await
        }
    }
}

// === an object as it is, as it shall be, and the way from the one to the other ===

fn validate_resource_config<P: Provider>(
    server: &Server<P>,
    request: validate_resource_config::Request,
) -> validate_resource_config::Response {
    let found = server.validate_resource(
        &request.type_name,
        encoded(request.config.as_ref()),
        capabilities(request.client_capabilities.as_ref()),
    );
    validate_resource_config::Response {
        diagnostics: reported(diagnostics(found)),
    }
}

async fn read_resource<P: Provider>(
    server: &Server<P>,
    request: read_resource::Request,
) -> read_resource::Response {
    let current = Stored {
        state: encoded(request.current_state.as_ref()),
        private: &request.private,
    };
    let defer = may_defer(request.client_capabilities.as_ref());
    let name = &request.type_name;
    let mut read = server.read(name, current, defer).await;
    let stored = identified(request.current_identity.as_ref());
    let new_identity = server.identity(name, read.identity, stored, &mut read.diagnostics);
    read_resource::Response {
        new_state: dynamic(read.state),
        diagnostics: reported(diagnostics(read.diagnostics)),
        private: read.private.map_or(request.private, Into::into),
        deferred: deferred(read.deferred),
        new_identity: identity(new_identity),
    }
}

fn plan_resource_change<P: Provider>(
    server: &Server<P>,
    request: plan_resource_change::Request,
) -> plan_resource_change::Response {
    let name = &request.type_name;
    let mut plan = server.plan(
        name,
        encoded(request.config.as_ref()),
        encoded(request.prior_state.as_ref()),
        encoded(request.proposed_new_state.as_ref()),
        may_defer(request.client_capabilities.as_ref()),
    );
    // A replacement gets its identity when it is created.
    let stays = plan.identity.is_some();
    let stored = stays.then_some(request.prior_identity.as_ref()).flatten();
    let stored = identified(stored);
    let planned_identity = server.identity(name, plan.identity, stored, &mut plan.diagnostics);
    plan_resource_change::Response {
        planned_state: dynamic(plan.planned),
        requires_replace: plan.requires_replace.iter().map(path).collect(),
        planned_private: request.prior_private,
        diagnostics: reported(diagnostics(plan.diagnostics)),
        legacy_type_system: false,
        deferred: deferred(plan.deferred),
        planned_identity: identity(planned_identity),
    }
}

async fn apply_resource_change<P: Provider>(
    server: &Server<P>,
    request: apply_resource_change::Request,
) -> apply_resource_change::Response {
    let prior = Stored {
        state: encoded(request.prior_state.as_ref()),
        private: &request.planned_private,
    };
    let planned = encoded(request.planned_state.as_ref());
    let config = encoded(request.config.as_ref());
    let name = &request.type_name;
    let mut answer = server.apply(name, prior, planned, config).await;
    let stored = identified(request.planned_identity.as_ref());
    let new_identity = server.identity(name, answer.identity, stored, &mut answer.diagnostics);
    apply_resource_change::Response {
        new_state: dynamic(answer.state),
        private: answer.private.map_or(request.planned_private, Into::into),
        diagnostics: reported(diagnostics(answer.diagnostics)),
        legacy_type_system: false,
        new_identity: identity(new_identity),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::framework::{
        author::provider::Things, cell::Tf, diagnostics::Diagnostics, schema::spec::optional,
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
        fn things(&self) -> Things<()> {
            Things::new()
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
