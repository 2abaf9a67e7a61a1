//! What follows a failure: one pure function, [`next`], and one loop that obeys it, `persist`.
//!
//! A cell of the table is an operation and a [`Kind`] of failure. It holds a [`Step`], how long that step
//! is believed to help ([`While`]), and why. Three rules hold for all cells:
//!
//! 1. Nothing is sent or looked at after the user's limit (`timeouts`), nor before the time that the
//!    server named.
//! 2. A call that the SDK has retried is not retried by another loop around it, unless the server says
//!    when: `max_retries` bounds the attempts. Only a creation is sent once by the SDK.
//! 3. After a request that may have taken effect, the mapping is looked at before it is sent again, and
//!    once more before an error is reported.

mod cells;
mod persist;
mod tries;

use std::{fmt, time::Duration};

use self::cells::cell;
pub(crate) use self::cells::in_words;
pub(crate) use self::{
    persist::{Failed, Found, LAST_LOOK, Over, Work, persist, within},
    tries::Tries,
};
use crate::aws::api::error::Kind;

/// How long to retry when a server fails without saying why.
const OUTAGE: Duration = Duration::from_secs(30);
/// How long Lambda may not see a mapping that it has just made.
const UNSEEN: Duration = Duration::from_secs(30);
/// How often a response that nobody can read is asked for.
const UNREAD: u32 = 3;

/// What was sent or looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operation {
    /// `CreateEventSourceMapping`.
    Create,
    /// The look for what a request has done.
    Look,
    /// The look at the mapping that a request met.
    Meet,
    /// The wait for a mapping to settle.
    Settle,
    /// The refresh, and the read of tags.
    Read,
    /// `UpdateEventSourceMapping`.
    Update,
    /// `TagResource` and `UntagResource`.
    Retag,
    /// `DeleteEventSourceMapping`.
    Delete,
}

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// Pause, then send the request again.
    Again(Duration),
    /// Pause, then look at what the request has done; send it again if it has done nothing.
    Look(Duration),
    /// Look at the mapping that AWS names in its refusal.
    Adopt,
    /// There is no such mapping.
    Gone,
    /// Report the failure.
    GiveUp(Ended),
}

/// Why the tries ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    /// The user asked to stop.
    Stopped,
    /// The user's limit is reached.
    TimedOut,
    /// Another try would not help.
    Hopeless,
}

/// What the tries have shown so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Seen {
    /// Whether a request may have taken effect although no response came.
    pub(crate) unclear: bool,
    /// How many responses in a row nobody could read, this one included.
    pub(crate) unread: u32,
    /// How long ago this class of failure began.
    pub(crate) lasted: Duration,
    /// How long the server asked to wait.
    pub(crate) wait: Option<Duration>,
    /// What is left of the user's limit.
    pub(crate) left: Duration,
    /// How long a refusal is believed that passes once the account has caught up.
    pub(crate) belief: Duration,
    /// The usual pause.
    pub(crate) pause: Duration,
}

/// What a cell says to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Again,
    Look,
    Adopt,
    Gone,
    GiveUp,
}

/// How long a step is believed to help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum While {
    /// As long as the user's limit allows.
    Limit,
    /// While the account may still catch up.
    Belief,
    /// While an outage may pass, or when the server says until when.
    Outage,
    /// The same, but only once a request may have taken effect.
    Unclear,
    /// Only if the server says until when.
    Asked,
    /// For a few tries.
    Unread,
    /// While a new mapping may not be seen yet.
    Unseen,
}

/// A decision with its reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cell {
    step: Step,
    during: While,
    why: &'static str,
}

/// What follows a failure of this `kind`. Pure.
pub(crate) fn next(operation: Operation, kind: Kind, seen: &Seen) -> Next {
    let Cell { step, during, .. } = cell(operation, kind);
    let again: fn(Duration) -> Next = match step {
        Step::Again => Next::Again,
        Step::Look => Next::Look,
        Step::Adopt => return Next::Adopt,
        Step::Gone if during == While::Unseen && seen.lasted < UNSEEN => Next::Look,
        Step::Gone => return Next::Gone,
        Step::GiveUp => return Next::GiveUp(Ended::Hopeless),
    };
    let helps = match during {
        While::Limit | While::Unseen => true,
        While::Belief => seen.lasted < seen.belief,
        While::Outage => seen.wait.is_some() || seen.lasted < OUTAGE,
        While::Unclear => seen.unclear && (seen.wait.is_some() || seen.lasted < OUTAGE),
        While::Asked => seen.wait.is_some(),
        While::Unread => seen.wait.is_some() || seen.unread < UNREAD,
    };
    let wait = seen.wait.unwrap_or_default();
    if !helps {
        Next::GiveUp(Ended::Hopeless)
    } else if seen.left.is_zero() || wait > seen.left {
        Next::GiveUp(Ended::TimedOut)
    } else {
        again(seen.pause.max(wait).min(seen.left))
    }
}

// === impl Operation ===

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Create => "create",
            Self::Look => "look for it",
            Self::Meet => "look at the other",
            Self::Settle => "wait",
            Self::Read => "read",
            Self::Update => "update",
            Self::Retag => "tag",
            Self::Delete => "delete",
        })
    }
}

#[cfg(test)]
mod tests;
