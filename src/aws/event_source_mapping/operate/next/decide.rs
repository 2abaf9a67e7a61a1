//! The decision after a failure, by its cell and by what the tries have shown.

use std::time::Duration;

use super::cells::{Cell, Operation, Step, While, cell};
use crate::aws::api::error::Kind;

/// How long to retry when a server fails without saying why.
const OUTAGE: Duration = Duration::from_secs(30);
/// How long Lambda may not see a mapping that it has just made.
const UNSEEN: Duration = Duration::from_secs(30);
/// How often a response that nobody can read is asked for.
const UNREAD: u32 = 3;

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
