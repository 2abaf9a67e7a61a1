//! Actions: what can be done with a mapping beside its configuration. The commands of the same names do the
//! same.

mod drain;

use std::time::Duration;

use self::drain::drain;
use super::named::{Named, contradiction, find};
use crate::{
    aws::{
        api::client::Client,
        event_source_mapping::{
            checks::upkeep,
            operate::{
                Run, at,
                next::{Asker, Tries},
                patience::Patience,
                switch::{Say, found, switch},
            },
            table::EventSourceMapping,
            tell::switched::Target,
        },
        names::duration::parse_duration,
    },
    called,
    framework::{
        author::{Action, Call, Progress},
        cell::{SingleBlock, Tf, model::Model},
        diagnostics::{Diagnostic, Diagnostics},
        schema::spec::optional,
    },
};

/// How long a pause or a resumption may take by default.
const SHORT: Duration = Duration::from_mins(10);
/// The time limit of a drain: 35 minutes is the longest wait by its rule.
const LONG: Duration = Duration::from_mins(45);

/// The action that pauses a mapping.
#[derive(Debug)]
pub(crate) struct Pause;
/// The action that resumes a mapping.
#[derive(Debug)]
pub(crate) struct Resume;
/// The action that drains a mapping.
#[derive(Debug)]
pub(crate) struct Drain;

/// The order of an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    Pause,
    Resume,
    /// Without a time: by the rule.
    Drain(Option<Duration>),
}

model! {
    /// How long to wait.
    pub(crate) struct LimitsOfAction {
        /// Longest times.
        beside timeouts: SingleBlock<Times> = optional();
    }
}
model! {
    /// Longest times.
    pub(crate) struct Times {
        /// Longest time for the whole action. Default: `10m`.
        beside invoke: Tf<String> = optional().rule(upkeep::duration());
    }
}
model! {
    /// How long to wait.
    pub(crate) struct LimitsOfDrain {
        /// How long to wait for in-flight batches once the state is `Disabled`. Default: the batching window plus
        /// the timeout of the function, and 15 minutes more for Kafka, Amazon MQ and DocumentDB.
        mutable grace_period: Tf<String> = optional().rule(upkeep::duration());
        /// Longest times.
        beside timeouts: SingleBlock<TimesOfDrain> = optional();
    }
}
model! {
    /// Longest times.
    pub(crate) struct TimesOfDrain {
        /// Longest time for the whole action. Default: `45m`.
        beside invoke: Tf<String> = optional().rule(upkeep::duration());
    }
}

/// Does what `order` says with the mapping that `prior` identifies.
pub(crate) async fn carry_out(
    call: Run,
    prior: EventSourceMapping,
    order: Order,
    asker: Asker,
    limit: Option<Duration>,
    say: &Say<'_>,
) -> Result<(), Diagnostic> {
    let run = at(call, &prior)?;
    let mapping = found(&run, prior).await?;
    let default = match order {
        Order::Drain(_) => LONG,
        Order::Pause | Order::Resume => SHORT,
    };
    let mut tries = Tries::new(Patience::new(&mapping, limit.unwrap_or(default)));
    tries.asker = asker;
    let target = match order {
        Order::Pause => Target::Paused,
        Order::Resume => Target::Resumed,
        Order::Drain(grace) => return Box::pin(drain(&run, mapping, &mut tries, grace, say)).await,
    };
    let enough = run.client.accepted_is_enough();
    let switched = Box::pin(switch(&run, mapping, target, &mut tries, enough, say)).await;
    switched.map(|_| ())
}

/// Does what `order` says with the mapping that a configuration names.
async fn invoke<C: Model>(
    call: Call<Client, C>,
    named: &Named,
    order: Order,
    limit: &Tf<String>,
    progress: &Progress,
) -> Diagnostics {
    let say = |text: String| progress.say(text);
    let call = call.about(EventSourceMapping::default());
    let work = async {
        let prior = find(&call, named).await?;
        let limit = limit.known().and_then(|it| parse_duration(it));
        Box::pin(carry_out(call, prior, order, Asker::Terraform, limit, &say)).await
    };
    work.await
        .map_or_else(Diagnostics::from, |()| Diagnostics::new())
}

impl Action<Client> for Pause {
    type Config = (Named, LimitsOfAction);

    called!(
        "awslambda_event_source_mapping_pause",
        "Pauses an event source mapping: Lambda disables it, and reads no more records. The records stay in \
         their source, and so does the position in a stream.\n\nThe action ends when the state is `Disabled`. A \
         mapping that is paused already stays as it is. Batches that Lambda has read before are processed to \
         their end: to wait for them, use `awslambda_event_source_mapping_drain`."
    );

    fn validate(&self, (named, _): &Self::Config, found: &mut Diagnostics) {
        found.extend(contradiction(named));
    }

    async fn invoke(&self, call: Call<Client, Self::Config>, progress: Progress) -> Diagnostics {
        let (named, limits) = call.config.clone();
        let limit = of(&limits.timeouts, |it| &it.invoke);
        invoke(call, &named, Order::Pause, &limit, &progress).await
    }
}

impl Action<Client> for Resume {
    type Config = (Named, LimitsOfAction);

    called!(
        "awslambda_event_source_mapping_resume",
        "Resumes an event source mapping: Lambda enables it, and reads on where it stopped.\n\nThe action ends \
         when the state is `Enabled`. A mapping that is enabled already stays as it is. If Lambda disables the \
         mapping again, the error has the reason."
    );

    fn validate(&self, (named, _): &Self::Config, found: &mut Diagnostics) {
        found.extend(contradiction(named));
    }

    async fn invoke(&self, call: Call<Client, Self::Config>, progress: Progress) -> Diagnostics {
        let (named, limits) = call.config.clone();
        let limit = of(&limits.timeouts, |it| &it.invoke);
        invoke(call, &named, Order::Resume, &limit, &progress).await
    }
}

impl Action<Client> for Drain {
    type Config = (Named, LimitsOfDrain);

    called!(
        "awslambda_event_source_mapping_drain",
        "Drains an event source mapping: pauses it, and waits until in-flight batches are over.\n\nLambda does \
         not report which batches are in flight, so the action waits by a rule. Once the state is `Disabled`, \
         Lambda starts no more batches. One that it has started ends within the batching window of the mapping \
         and the timeout of the function: the action waits for the sum of both. With MSK, self-managed Kafka, \
         Amazon MQ and DocumentDB it waits 15 minutes more, because there a change may take so long to take \
         effect. If the timeout of the function cannot be read (`lambda:GetFunctionConfiguration`), 15 minutes \
         count for it, the longest that Lambda allows. A mapping that was paused earlier needs only the rest \
         of the wait, counted from its last change. `grace_period` replaces the rule.\n\nThe mapping stays \
         paused afterwards."
    );

    fn validate(&self, (named, _): &Self::Config, found: &mut Diagnostics) {
        found.extend(contradiction(named));
    }

    async fn invoke(&self, call: Call<Client, Self::Config>, progress: Progress) -> Diagnostics {
        let (named, limits) = call.config.clone();
        let limit = of(&limits.timeouts, |it| &it.invoke);
        let grace = limits.grace_period.known();
        let order = Order::Drain(grace.and_then(|it| parse_duration(it)));
        invoke(call, &named, order, &limit, &progress).await
    }
}

/// The time limit of a block, if there is one.
fn of<B>(block: &SingleBlock<B>, limit: fn(&B) -> &Tf<String>) -> Tf<String> {
    block.0.known().map_or(Tf::Null, |it| limit(it).clone())
}
