//! Lists: pages become events, the next page only when a core wants more.

use std::{
    collections::{BTreeMap, VecDeque},
    pin::pin,
    sync::Arc,
};

use futures_util::{
    Stream,
    future::{Either, select},
    stream,
};

use crate::framework::{
    author::{
        list_resource::{Found, Listing},
        provider::Provider,
        resource::Kept,
    },
    diagnostics::{Diagnostic, Diagnostics, Severity},
    schema::validate::{Capabilities, validate},
    server::{
        Encoded, Server,
        configure::{flatten, object},
        encode, guarded, guarded_now,
    },
    value::Value,
};

/// One event of a list.
#[derive(Debug, Default)]
pub struct Event {
    /// The identity of an object, in MessagePack; empty if the event is only about diagnostics.
    pub identity: Vec<u8>,
    /// The name of the object for a person.
    pub name: String,
    /// The object, in MessagePack; empty unless it was asked for.
    pub object: Vec<u8>,
    /// Warnings and errors for the user.
    pub diagnostics: Diagnostics,
}

/// The request of a core for a list.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted {
    /// Whether the objects are to be sent, and not only identities and names.
    pub whole: bool,
    /// Most objects to send; no bound below 1.
    pub limit: i64,
}

/// A list on its way.
struct Walk<P: Provider> {
    server: Arc<Server<P>>,
    name: String,
    call: Result<Listing<P::Client, Value>, Diagnostic>,
    limit: Option<usize>,
    given: usize,
    /// Objects of the pages that were fetched, in order.
    waiting: VecDeque<Found<Value>>,
    next: Next,
    /// Whether the next page certainly holds an object.
    more: bool,
    /// How many were left out, and why.
    left_out: BTreeMap<&'static str, usize>,
    /// Diagnostics for the next event.
    unsaid: Diagnostics,
}

/// Where a list goes on.
enum Next {
    First,
    After(String),
    Nowhere,
}

impl<P: Provider> Server<P> {
    /// `ValidateListResourceConfig`.
    pub fn validate_list(&self, name: &str, config: Encoded<'_>) -> Diagnostics {
        let check = || -> Result<Diagnostics, Diagnostic> {
            let (list, schema) = self.schemas().list_entry(name)?;
            let ty = schema.ty();
            let config = object(config.decode(&ty, "configuration")?, &ty)?;
            let mut found = validate(schema, &config, Capabilities::default());
            if !found.has_errors() {
                found.extend(list.validate(config));
            }
            Ok(found)
        };
        flatten(guarded_now(check))
    }

    /// `ListResource`: the objects one by one. Dropped, the list ends.
    pub fn list(
        self: Arc<Self>,
        name: &str,
        config: Encoded<'_>,
        wanted: Wanted,
    ) -> impl Stream<Item = Event> + Send + 'static {
        let walk = Walk {
            call: self.listing(name, config, wanted.whole),
            server: self,
            name: name.to_owned(),
            limit: usize::try_from(wanted.limit).ok().filter(|it| *it > 0),
            given: 0,
            waiting: VecDeque::new(),
            next: Next::First,
            more: false,
            left_out: BTreeMap::new(),
            unsaid: Diagnostics::new(),
        };
        stream::unfold(walk, |mut walk| async move {
            let event = walk.event().await?;
            Some((event, walk))
        })
    }

    fn listing(
        &self,
        name: &str,
        config: Encoded<'_>,
        whole: bool,
    ) -> Result<Listing<P::Client, Value>, Diagnostic> {
        let (_, schema) = self.schemas().list_entry(name)?;
        let ty = schema.ty();
        let config = object(config.decode_state(&ty, "configuration")?, &ty)?;
        let context = self.context(Value::Null, Kept::default())?;
        Ok(Listing {
            client: context.client,
            stop: context.stop,
            config,
            whole,
        })
    }
}

// === impl Walk ===

impl<P: Provider> Walk<P> {
    /// The next event; nothing at the end, or when the core has as many objects as it wants.
    async fn event(&mut self) -> Option<Event> {
        if self.limit == Some(self.given) {
            return None;
        }
        loop {
            while self.waiting.is_empty() {
                if !self.turn_page().await {
                    return self.farewell();
                }
            }
            let found = self.waiting.pop_front()?;
            let Some(mut event) = self.shown(&found) else {
                *self.left_out.entry("without an identity").or_default() += 1;
                continue;
            };
            self.given += 1;
            // Nothing can be said after the last event.
            if self.limit == Some(self.given) {
                while self.waiting.is_empty() && !self.more && self.turn_page().await {}
                if self.more || !self.waiting.is_empty() {
                    self.unsaid.push(hidden(&self.name, self.given));
                }
                self.count_left_out();
            }
            event.diagnostics.extend(std::mem::take(&mut self.unsaid));
            return Some(event);
        }
    }

    /// Fetches the next page; whether there was one.
    async fn turn_page(&mut self) -> bool {
        let (after, is_first) = match std::mem::replace(&mut self.next, Next::Nowhere) {
            Next::First => (None, true),
            Next::After(marker) => (Some(marker), false),
            Next::Nowhere => return false,
        };
        let page = match &self.call {
            Ok(call) => {
                let (call, stop) = (call.clone(), call.stop.clone());
                let page = async {
                    let (list, _) = self.server.schemas().list_entry(&self.name)?;
                    let page = pin!(list.page(call, after));
                    match select(page, pin!(stop.requested())).await {
                        Either::Left((page, _)) => page,
                        Either::Right(_) => Err(Diagnostic::error(
                            "The list was interrupted",
                            "Terraform asked the provider to stop.",
                        )),
                    }
                };
                guarded(page).await.and_then(|it| it)
            }
            Err(diagnostic) => Err(diagnostic.clone()),
        };
        match page {
            Ok(page) => {
                self.more = page.more && page.next.is_some();
                if let Some(next) = page.next {
                    self.next = Next::After(next);
                }
                self.waiting.extend(page.objects);
                self.unsaid.extend(page.warnings);
                for (why, number) in page.left_out {
                    *self.left_out.entry(why).or_default() += number;
                }
                true
            }
            Err(diagnostic) => {
                self.more = false;
                self.unsaid.push(if is_first {
                    diagnostic
                } else {
                    // An error would throw away what came so far.
                    Diagnostic {
                        severity: Severity::Warning,
                        summary: format!(
                            "The list of \"{}\" ends early: {}",
                            self.name, diagnostic.summary
                        ),
                        ..diagnostic
                    }
                });
                false
            }
        }
    }

    /// The event of an object, if it has an identity.
    fn shown(&self, found: &Found<Value>) -> Option<Event> {
        let entry = self.server.entry(&self.name).ok()?;
        let client = self.call.as_ref().ok().map(|it| &it.client);
        let identity = entry.identity_of([&found.state, &Value::Null], client)?;
        let whole = self.call.as_ref().is_ok_and(|it| it.whole);
        let mut diagnostics = Diagnostics::new();
        let identity = self.server.identity(
            &self.name,
            Some(identity),
            Encoded::default(),
            &mut diagnostics,
        );
        let object = if whole {
            encode(&found.state, &entry.ty, &mut diagnostics)
        } else {
            Vec::new()
        };
        Some(Event {
            identity,
            name: found.name.clone(),
            object,
            diagnostics,
        })
    }

    /// The last event, if there is something left to report.
    fn farewell(&mut self) -> Option<Event> {
        self.count_left_out();
        let diagnostics = std::mem::take(&mut self.unsaid);
        (!diagnostics.is_empty()).then(|| Event {
            diagnostics,
            ..Event::default()
        })
    }

    fn count_left_out(&mut self) {
        let left_out = std::mem::take(&mut self.left_out);
        let total: usize = left_out.values().sum();
        if total > 0 {
            let reasons: Vec<_> = left_out
                .iter()
                .map(|(why, number)| format!("{number} {why}"))
                .collect();
            self.unsaid.push(Diagnostic::warning(
                format!("{total} of \"{}\" left out of the list", self.name),
                format!("Left out: {}.", reasons.join(", ")),
            ));
        }
    }
}

/// A warning that a core's limit hides objects.
fn hidden(name: &str, limit: usize) -> Diagnostic {
    Diagnostic::warning(
        format!("There are more than {limit} of \"{name}\""),
        format!(
            "The list ends at its limit of {limit}. Set a higher limit in the list block to see the rest."
        ),
    )
}
