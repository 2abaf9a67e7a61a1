//! The log, on standard error: JSON lines for Terraform, plain ones for a person.
//!
//! How much is written is set by `TF_LOG_PROVIDER_AWSLAMBDA`, else `TF_LOG_PROVIDER`, else `TF_LOG`, and decided where a
//! line arises, so that nothing is built that nobody reads. Other crates write warnings and errors only: the AWS SDK has
//! hundreds of lines to say about a handful of calls. `TF_LOG_PROVIDER_AWSLAMBDA_SDK` asks for them, down to debug.

mod fields;
mod levels;
mod line;
pub(crate) mod panic;

use std::io::{self, Write as _};

use tracing::{
    Event, Subscriber,
    span::{Attributes, Id, Record},
};
use tracing_subscriber::{
    Registry,
    layer::{Context, Layer, SubscriberExt as _},
    registry::LookupSpan,
};

use self::fields::Fields;

pub use self::levels::Levels;

/// The reader of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Terraform, which takes one JSON object a line apart and shows it as its own.
    Hclog,
    /// A person.
    Plain,
}

/// Writes each event as one line, with the fields of the spans around it.
struct Lines<W> {
    form: Form,
    write: W,
}

/// Starts the log of this process. A second call changes nothing.
pub fn install(form: Form, levels: &Levels) {
    // One write a line, so that lines of several threads do not mix. A closed log is no reason to stop.
    let write = |text: &str| {
        let _ = io::stderr().lock().write_all(text.as_bytes());
    };
    let _ = tracing::subscriber::set_global_default(subscriber(form, levels, write));
}

/// Tells a person something on standard error, whatever the levels.
pub fn say(text: &str) {
    let _ = io::stderr()
        .lock()
        .write_all(format!("{text}\n").as_bytes());
}

fn subscriber(
    form: Form,
    levels: &Levels,
    write: impl Fn(&str) + Send + Sync + 'static,
) -> impl Subscriber {
    Registry::default()
        .with(levels.targets())
        .with(Lines { form, write })
}

// === impl Lines ===

impl<S, W> Layer<S> for Lines<W>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    W: Fn(&str) + Send + Sync + 'static,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        if let Some(span) = context.span(id) {
            let mut fields = Fields::default();
            attributes.record(&mut fields);
            span.extensions_mut().replace(fields);
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        if let Some(span) = context.span(id)
            && let Some(fields) = span.extensions_mut().get_mut::<Fields>()
        {
            values.record(fields);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut fields = Fields::default();
        for span in context
            .event_scope(event)
            .into_iter()
            .flat_map(tracing_subscriber::registry::Scope::from_root)
        {
            if let Some(of_span) = span.extensions().get::<Fields>() {
                fields.extend(of_span);
            }
        }
        event.record(&mut fields);
        let text = match self.form {
            Form::Hclog => line::hclog(event.metadata(), fields),
            Form::Plain => line::plain(event.metadata(), fields),
        };
        (self.write)(&text);
    }
}

#[cfg(test)]
mod tests;
