//! Actions: their checks, their plans, and the events of an invocation.

use std::sync::Arc;

use futures_util::{StreamExt as _, stream};
use tokio::sync::mpsc;
use tonic::codegen::BoxStream;
use tracing::Instrument as _;

use crate::{
    framework::{
        author::provider::Provider,
        server::{
            Server,
            act::{Event, Invocation},
        },
    },
    protocol::{
        messages::{deferred, diagnostics, encoded, may_defer, reported},
        tfplugin6::{
            invoke_action::{
                self,
                event::{Completed, Progress, Type},
            },
            plan_action, validate_action_config,
        },
    },
};

/// How many events wait for a core that is slow to take them.
const EVENTS: usize = 16;

pub(super) fn validate_action_config<P: Provider>(
    server: &Server<P>,
    request: validate_action_config::Request,
) -> validate_action_config::Response {
    let found = server.validate_action(&request.type_name, encoded(request.config.as_ref()));
    validate_action_config::Response {
        diagnostics: reported(diagnostics(found)),
    }
}

pub(super) fn plan_action<P: Provider>(
    server: &Server<P>,
    request: plan_action::Request,
) -> plan_action::Response {
    let config = encoded(request.config.as_ref());
    let defer = may_defer(request.client_capabilities.as_ref());
    let (found, is_deferred) = server.plan_action(&request.action_type, config, defer);
    plan_action::Response {
        diagnostics: reported(diagnostics(found)),
        deferred: deferred(is_deferred),
    }
}

/// The events of an action. It is a task of its own: a core that goes away asks it to stop, and it comes to
/// its end all the same.
pub(super) fn invoke_action<P: Provider>(
    server: Arc<Server<P>>,
    request: &invoke_action::Request,
) -> BoxStream<invoke_action::Event> {
    let config = encoded(request.config.as_ref());
    let invocation = server.invoke(&request.action_type, config);
    let (sender, receiver) = mpsc::channel(EVENTS);
    let work = passed_on(invocation, sender);
    tokio::spawn(work.instrument(tracing::Span::current()));
    let events = stream::unfold(receiver, |mut receiver| async move {
        Some((receiver.recv().await?, receiver))
    });
    Box::pin(events.map(Ok))
}

async fn passed_on(mut invocation: Invocation, sender: mpsc::Sender<invoke_action::Event>) {
    loop {
        tokio::select! {
            event = invocation.next() => {
                let Some(event) = event else { return };
                // Nobody may be listening any more.
                let _ = sender.send(message(event)).await;
            }
            () = sender.closed() => break,
        }
    }
    tracing::debug!("the core no longer waits for the action");
    invocation.abandon();
    while invocation.next().await.is_some() {}
}

fn message(event: Event) -> invoke_action::Event {
    let kind = match event {
        Event::Progress(message) => Type::Progress(Progress { message }),
        Event::Completed(found) => Type::Completed(Completed {
            diagnostics: reported(diagnostics(found)),
        }),
    };
    invoke_action::Event { r#type: Some(kind) }
}
