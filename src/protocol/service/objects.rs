//! An object as it is, as it shall be, and the way from the one to the other.

use crate::{
    framework::{author::provider::Provider, server::Server},
    protocol::{
        messages::{
            capabilities, deferred, diagnostics, dynamic, encoded, identified, identity, may_defer,
            path, reported,
        },
        tfplugin6::{
            apply_resource_change, plan_resource_change, read_resource, validate_resource_config,
        },
    },
};

pub(super) fn validate_resource_config<P: Provider>(
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

pub(super) async fn read_resource<P: Provider>(
    server: &Server<P>,
    request: read_resource::Request,
) -> read_resource::Response {
    let current = encoded(request.current_state.as_ref());
    let defer = may_defer(request.client_capabilities.as_ref());
    let name = &request.type_name;
    let mut read = server.read(name, current, defer).await;
    let stored = identified(request.current_identity.as_ref());
    let new_identity = server.identity(name, read.identity, stored, &mut read.diagnostics);
    read_resource::Response {
        new_state: dynamic(read.state),
        diagnostics: reported(diagnostics(read.diagnostics)),
        private: request.private,
        deferred: deferred(read.deferred),
        new_identity: identity(new_identity),
    }
}

pub(super) fn plan_resource_change<P: Provider>(
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
    // What is made anew gets its identity when it is made.
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

pub(super) async fn apply_resource_change<P: Provider>(
    server: &Server<P>,
    request: apply_resource_change::Request,
) -> apply_resource_change::Response {
    let prior = encoded(request.prior_state.as_ref());
    let planned = encoded(request.planned_state.as_ref());
    let config = encoded(request.config.as_ref());
    let name = &request.type_name;
    let mut answer = server.apply(name, prior, planned, config).await;
    let stored = identified(request.planned_identity.as_ref());
    let new_identity = server.identity(name, answer.identity, stored, &mut answer.diagnostics);
    apply_resource_change::Response {
        new_state: dynamic(answer.state),
        private: request.planned_private,
        diagnostics: reported(diagnostics(answer.diagnostics)),
        legacy_type_system: false,
        new_identity: identity(new_identity),
    }
}
