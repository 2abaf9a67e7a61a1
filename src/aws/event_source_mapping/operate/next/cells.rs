//! The table: a decision for each operation and each kind of failure, with its reason. Pure.

use std::fmt;

use self::Operation::{Create, Delete, Look, Meet, Read, Retag, Settle, Update};
use crate::aws::api::error::Kind;

/// The request or look that failed.
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

/// The step of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Send the request again.
    Again(While),
    /// Look at what the request has done, or look again.
    Look(While),
    /// Look at the mapping that AWS names.
    Meet,
    /// The mapping is gone.
    Gone,
    /// The mapping is gone, unless it may be too new to be seen.
    GoneLater,
    /// Report the failure.
    GiveUp,
}

/// How long a step is believed to help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum While {
    /// As long as the user's limit allows.
    Limit,
    /// While the account may still catch up.
    Propagation,
    /// While an outage may pass, or when the server says until when.
    Outage,
    /// As `Outage`, but only once a request may have taken effect.
    Unclear,
    /// Only if the server says until when.
    Asked,
    /// For a few tries.
    Unread,
}

/// A decision with its reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) step: Step,
    pub(super) why: &'static str,
}

/// The kinds of failure, with the words that the guide has for them.
pub(super) const KINDS: [(Kind, &str); 16] = [
    (Kind::NotFound, "AWS does not find it"),
    (Kind::Conflict, "conflict (409)"),
    (Kind::InUse, "another change is in progress"),
    (Kind::Throttled, "throttled (429)"),
    (Kind::Propagating, "role, function or key not seen yet"),
    (Kind::Timeout, "no response in time"),
    (Kind::Unclear, "connection broken, or 5xx"),
    (Kind::Garbled, "success without a readable response"),
    (Kind::OperationTimeout, "`http_operation_timeout` reached"),
    (Kind::Foreign, "response is not AWS's"),
    (Kind::Unreachable, "no connection"),
    (Kind::Credentials, "credentials rejected"),
    (Kind::NoCredentials, "no credentials"),
    (Kind::Denied, "permission missing"),
    (Kind::Invalid, "request rejected"),
    (Kind::Other, "anything else"),
];

/// The operations, in the order of the guide.
pub(super) const OPERATIONS: [Operation; 8] =
    [Create, Read, Update, Retag, Delete, Look, Meet, Settle];

const PASSES: &str = "it passes once the other change has ended";
const RETRIED: &str = "the SDK has retried it as often as `max_retries` allows";
const TWICE: &str = "sent twice, it has the same effect";
const NO_HEALING: &str = "another try gets the same response";
const ELSEWHERE: &str = "no retry changes who responds; in an outage it may";
const NO_ROLE: &str = "this call needs no role";
const BOUNDED: &str = "the user's limit for one call is reached";
const WAITS: &str = "a wait outlasts an outage";

/// The decision for a failure of this `kind`.
pub(super) fn cell(operation: Operation, kind: Kind) -> Cell {
    let (step, why) = match (kind, operation) {
        (Kind::NotFound, Create) => (
            Step::Again(While::Propagation),
            "a new function may not be visible yet",
        ),
        (Kind::NotFound, Settle) => (
            Step::GoneLater,
            "a new mapping may not be visible yet; later it was deleted",
        ),
        (Kind::NotFound, Retag) => (
            Step::GiveUp,
            "only the mapping's own calls show whether it exists",
        ),
        (Kind::NotFound, Meet) => (Step::Again(While::Limit), "the other mapping is gone"),
        (Kind::NotFound, Look | Read | Update | Delete) => (Step::Gone, "the mapping was deleted"),

        (Kind::Conflict, Create | Update) => (
            Step::Meet,
            "AWS names the mapping that has the source and function",
        ),
        (Kind::Conflict | Kind::InUse, Retag) | (Kind::Conflict, Delete) => {
            (Step::Again(While::Limit), PASSES)
        }
        (Kind::InUse, Create) => (Step::Again(While::Limit), PASSES),
        (Kind::InUse, Update | Delete) => (
            Step::Look(While::Limit),
            "the change in progress may be this one, after a lost response",
        ),
        (Kind::Conflict | Kind::InUse, Look | Meet | Settle | Read) => {
            (Step::GiveUp, "a call that only reads has no conflict")
        }

        (Kind::Throttled, Look | Meet) => (
            Step::Look(While::Limit),
            "the look comes before another request",
        ),
        (Kind::Throttled, Settle) => (Step::Look(While::Outage), "it passes"),
        (Kind::Throttled, _) => (Step::Again(While::Limit), "it passes"),

        (Kind::Propagating, Create | Update) => (
            Step::Again(While::Propagation),
            "a new function, role or policy may not be visible yet",
        ),
        (Kind::Propagating, _) => (Step::GiveUp, NO_ROLE),

        (Kind::Denied, Look) => (
            Step::Again(While::Limit),
            "without the right to look, the next response tells",
        ),
        (
            Kind::Credentials | Kind::NoCredentials | Kind::Denied | Kind::Invalid | Kind::Other,
            _,
        ) => (Step::GiveUp, NO_HEALING),
        (
            Kind::Timeout
            | Kind::Unclear
            | Kind::Garbled
            | Kind::OperationTimeout
            | Kind::Foreign
            | Kind::Unreachable,
            _,
        ) => of_outage(operation, kind),
    };
    Cell { step, why }
}

/// The decision for a failure that says nothing of the request, as they come in an outage.
fn of_outage(operation: Operation, kind: Kind) -> (Step, &'static str) {
    match (kind, operation) {
        (Kind::Timeout | Kind::Unclear, Create) => (
            Step::Look(While::Outage),
            "the SDK sends a creation once: the request may have taken effect",
        ),
        (Kind::Timeout | Kind::Unclear | Kind::Garbled, Look) => (
            Step::Look(While::Outage),
            "the first request may have taken effect",
        ),
        (Kind::Timeout | Kind::Unclear | Kind::Garbled, Meet) => (
            Step::Look(While::Outage),
            "only the look shows whether the other mapping stays",
        ),
        (
            Kind::Timeout
            | Kind::Unclear
            | Kind::Garbled
            | Kind::OperationTimeout
            | Kind::Unreachable,
            Settle,
        ) => (Step::Look(While::Outage), WAITS),
        (Kind::Timeout | Kind::Unclear, Read | Retag) => (Step::Again(While::Asked), RETRIED),
        (Kind::Timeout | Kind::Unclear, Update | Delete) => (Step::Look(While::Asked), RETRIED),

        (Kind::Garbled, Create) => (
            Step::Look(While::Outage),
            "the request has taken effect, as a rule",
        ),
        (Kind::Garbled, Read | Retag) => (Step::Again(While::Unread), TWICE),
        (Kind::Garbled, Update | Delete) => (
            Step::Look(While::Unread),
            "the request has taken effect, as a rule",
        ),

        (Kind::Foreign | Kind::Unreachable, Create | Look) => {
            (Step::Look(While::Unclear), ELSEWHERE)
        }
        (Kind::Foreign, Settle)
        | (Kind::Foreign | Kind::Unreachable, Meet | Read | Update | Retag | Delete) => {
            (Step::GiveUp, "no retry changes who responds")
        }

        _ => (Step::GiveUp, BOUNDED),
    }
}

/// The table in words, as rows of Markdown: for the guide.
pub(crate) fn in_words() -> String {
    let mut text = String::from("| failure |");
    let names = OPERATIONS.map(|it| format!(" {it} |"));
    text.push_str(&names.concat());
    text.push_str("\n|");
    text.push_str(&" --- |".repeat(OPERATIONS.len() + 1));
    for (kind, name) in KINDS {
        text.push_str("\n| ");
        text.push_str(name);
        text.push_str(" |");
        let cells = OPERATIONS.map(|it| format!(" {} |", cell(it, kind).in_words()));
        text.push_str(&cells.concat());
    }
    text.push('\n');
    text
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

// === impl Cell ===

impl Cell {
    /// The step and how long it is believed to help.
    pub(super) fn in_words(&self) -> String {
        let (step, during) = match self.step {
            Step::Again(during) => ("retry", during),
            Step::Look(during) => ("look, retry", during),
            Step::Meet => return "look at the other mapping".to_owned(),
            Step::GoneLater => return "gone after 30 s".to_owned(),
            Step::Gone => return "gone".to_owned(),
            Step::GiveUp => return "error".to_owned(),
        };
        let during = match during {
            While::Limit => "within `timeouts`",
            While::Propagation => "while it may be new",
            While::Outage => "for 30 s, or as asked",
            While::Unclear => "only in an outage",
            While::Asked => "only as asked",
            While::Unread => "up to 3 times",
        };
        format!("{step} {during}")
    }
}
