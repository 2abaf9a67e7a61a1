//! Actions: checked and planned by their rows, invoked, and completed exactly once.

use std::{
    fmt,
    pin::{Pin, pin},
    sync::Arc,
    task,
};

use futures_channel::mpsc::UnboundedReceiver;
use futures_util::{
    FutureExt as _, Stream, StreamExt as _,
    future::{BoxFuture, Either, select},
    stream::{self, BoxStream},
};

use super::{
    Encoded, Server,
    configure::{flatten, object},
    guarded, guarded_now,
};
use crate::framework::{
    author::{
        action::Progress,
        provider::Provider,
        resource::{Kept, erased::Context},
        stop::Stopper,
    },
    diagnostics::{Diagnostic, Diagnostics},
    schema::validate::{Capabilities, validate},
    value::Value,
};

/// One event of an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// It goes on.
    Progress(String),
    /// It has ended; the last event, and the only one of its kind.
    Completed(Diagnostics),
}

/// An action that has been invoked. It goes on only while its events are taken.
pub struct Invocation {
    events: BoxStream<'static, Event>,
    stopper: Arc<Stopper>,
}

/// An action on its way.
struct Going {
    said: UnboundedReceiver<String>,
    work: Option<BoxFuture<'static, Diagnostics>>,
    /// How it ended, while not all has been told that it said before.
    ended: Option<Diagnostics>,
}

impl<P: Provider> Server<P> {
    /// `ValidateActionConfig`.
    pub fn validate_action(&self, name: &str, config: Encoded<'_>) -> Diagnostics {
        let check = || {
            let config = self.config_of(name, config)?;
            self.checked(name, config)
        };
        flatten(guarded_now(check))
    }

    /// `PlanAction`: the same checks with what is known by now, and whether the action is put off. Nothing is
    /// called, so that a plan needs no client.
    pub fn plan_action(
        &self,
        name: &str,
        config: Encoded<'_>,
        may_defer: bool,
    ) -> (Diagnostics, bool) {
        let found = self.validate_action(name, config);
        let deferred = may_defer && self.unknown_arguments().is_some() && !found.has_errors();
        (found, deferred)
    }

    /// `InvokeAction`.
    pub fn invoke(self: Arc<Self>, name: &str, config: Encoded<'_>) -> Invocation {
        let stopper = Arc::new(Stopper::default());
        let (progress, said) = Progress::new();
        let ready = self.ready(name, config, &stopper);
        let (stop, own) = (self.stopper.stop(), Arc::clone(&stopper));
        let name = name.to_owned();
        let work = async move {
            let entry = self.schemas().action_entry(&name);
            let (action, context) = match entry.and_then(|(it, _)| Ok((it, ready?))) {
                Ok(both) => both,
                Err(diagnostic) => return diagnostic.into(),
            };
            let work = pin!(guarded(action.invoke(context, progress)));
            let ended = match select(work, pin!(stop.requested())).await {
                Either::Left((ended, _)) => ended,
                Either::Right((_, work)) => {
                    own.request();
                    work.await
                }
            };
            ended.unwrap_or_else(Diagnostics::from)
        };
        let going = Going {
            said,
            work: Some(work.boxed()),
            ended: None,
        };
        let events = stream::unfold(going, |mut going| async move {
            let event = going.event().await?;
            Some((event, going))
        });
        Invocation {
            events: events.boxed(),
            stopper,
        }
    }

    /// The input of an invocation, if its configuration is known and valid.
    fn ready(
        &self,
        name: &str,
        config: Encoded<'_>,
        stopper: &Stopper,
    ) -> Result<Context<P::Client>, Diagnostic> {
        let config = self.config_of(name, config)?;
        if !config.is_wholly_known() {
            return Err(Diagnostic::error(
                format!("Cannot invoke \"{name}\" yet"),
                "A part of its configuration is known only after apply. Apply what it depends on first.",
            ));
        }
        let found = guarded_now(|| self.checked(name, config.clone())).and_then(|it| it)?;
        if let Some(error) = found.first_error() {
            return Err(error);
        }
        let mut context = self.context(config, Kept::default())?;
        context.stop = stopper.stop();
        Ok(context)
    }

    /// The configuration of an action, decoded by its schema.
    fn config_of(&self, name: &str, config: Encoded<'_>) -> Result<Value, Diagnostic> {
        let ty = self.schemas().action_entry(name)?.1.ty();
        object(config.decode(&ty, "configuration")?, &ty)
    }

    fn checked(&self, name: &str, config: Value) -> Result<Diagnostics, Diagnostic> {
        let (action, schema) = self.schemas().action_entry(name)?;
        let mut found = validate(schema, &config, Capabilities::default());
        if !found.has_errors() {
            found.extend(action.validate(config));
        }
        Ok(found)
    }
}

// === impl Invocation ===

impl Invocation {
    /// Asks the action to stop, because nobody waits for it any more.
    pub fn abandon(&self) {
        self.stopper.request();
    }
}

impl Stream for Invocation {
    type Item = Event;

    fn poll_next(
        mut self: Pin<&mut Self>,
        cx: &mut task::Context<'_>,
    ) -> task::Poll<Option<Event>> {
        self.events.poll_next_unpin(cx)
    }
}

impl fmt::Debug for Invocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Invocation")
    }
}

// === impl Going ===

impl Going {
    /// The next event: all that was said, then the end.
    async fn event(&mut self) -> Option<Event> {
        if let Some(work) = &mut self.work {
            match select(self.said.next(), work).await {
                Either::Left((Some(text), _)) => return Some(Event::Progress(text)),
                // Nothing more is said.
                Either::Left((None, work)) => self.ended = Some(work.await),
                Either::Right((ended, _)) => self.ended = Some(ended),
            }
            self.work = None;
        }
        if let Some(Some(text)) = self.said.next().now_or_never() {
            return Some(Event::Progress(text));
        }
        self.ended.take().map(Event::Completed)
    }
}
