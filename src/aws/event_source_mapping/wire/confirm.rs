//! Whether what was read is what the state has: what of it is noise, and whether a list shows enough, so that a
//! mapping need not be read by itself. Pure.

use aws_sdk_lambda::primitives::{DateTime, DateTimeFormat};

use super::{read, reported::Reported};
use crate::aws::{
    api::shared::{
        looked::{Looked, hides_filters},
        sight::Sight as _,
    },
    event_source_mapping::{facts::is_at_rest, table::EventSourceMapping},
    model::Report,
};

impl Report<EventSourceMapping> for Looked {
    fn merge(&self, prior: &EventSourceMapping) -> EventSourceMapping {
        match self {
            Self::Got(it) => it.merge(prior),
            Self::Listed(it) => it.merge(prior),
        }
    }
}

impl Reported for Looked {
    fn function_arn(&self) -> Option<&str> {
        match self {
            Self::Got(it) => Reported::function_arn(&**it),
            Self::Listed(it) => Reported::function_arn(&**it),
        }
    }

    fn state(&self) -> Option<&str> {
        self.state()
    }

    fn group(&self) -> Option<&str> {
        match self {
            Self::Got(it) => it.group(),
            Self::Listed(it) => it.group(),
        }
    }
}

/// The mapping as it is now, without the noise of attributes that change by themselves: they keep
/// the values of the last change, unless something else differs or the mapping was on its way then.
pub(crate) fn quiet(now: EventSourceMapping, prior: EventSourceMapping) -> EventSourceMapping {
    let calm = EventSourceMapping {
        state: prior.state.clone(),
        state_transition_reason: prior.state_transition_reason.clone(),
        last_modified: prior.last_modified.clone(),
        last_processing_result: prior.last_processing_result.clone(),
        ..now.clone()
    };
    if calm == prior && is_at_rest(&prior.state) {
        prior
    } else {
        now
    }
}

/// Whether a list could confirm that a mapping is as the state has it: the state has all of it, and nothing
/// was going on. A list does not show filters that a customer's key encrypts.
pub(crate) fn can_be_confirmed(prior: &EventSourceMapping) -> bool {
    prior.function_arn.known().is_some()
        && prior.kms_key_arn.0.known().is_none_or(String::is_empty)
        && prior.last_modified.known().is_some()
        && is_at_rest(&prior.state)
}

/// Whether a list shows all that there is of a mapping, which rests.
pub(crate) fn is_whole(listed: &Looked) -> bool {
    !listed.moves() && !hides_filters(listed.kms_key_arn())
}

/// Whether a list shows the mapping as the state has it, and no older. Anything else is for
/// `GetEventSourceMapping` to decide.
pub(crate) fn confirms(listed: &Looked, prior: &EventSourceMapping) -> bool {
    let now = read(listed, prior);
    let modified = listed.last_modified().copied();
    let known = modified_at(prior);
    can_be_confirmed(prior)
        && !hides_filters(listed.kms_key_arn())
        && is_at_rest(&now.state)
        && known.is_some_and(|it| modified.is_some_and(|now| now >= it))
        && quiet(now, prior.clone()) == *prior
}

/// Whether a list shows that an accepted change has settled, and nothing else but that: the mapping is as the
/// response to the change said, and rests. Anything else is for `GetEventSourceMapping` to decide.
pub(crate) fn confirms_rest(listed: &Looked, accepted: &EventSourceMapping) -> bool {
    let now = read(listed, accepted);
    let modified = listed.last_modified().copied();
    let settled = EventSourceMapping {
        state: now.state.clone(),
        ..accepted.clone()
    };
    listed.state().is_some()
        && is_at_rest(&now.state)
        && !hides_filters(listed.kms_key_arn())
        && accepted.kms_key_arn.0.known().is_none_or(String::is_empty)
        && modified_at(accepted).is_none_or(|it| modified.is_some_and(|now| now >= it))
        && quiet(now, settled.clone()) == settled
}

/// When the state says that the mapping was changed last.
pub(crate) fn modified_at(mapping: &EventSourceMapping) -> Option<DateTime> {
    let text = mapping.last_modified.known()?;
    DateTime::from_str(text, DateTimeFormat::DateTime).ok()
}
