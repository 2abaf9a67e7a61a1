//! The cases: a file for each file of the rules.

use super::*;

mod access;
mod batches;
mod filters;
mod kafka;
mod pollers;
mod position;
mod source;
mod targets;
mod upkeep;

pub(crate) fn all() -> Vec<Case> {
    let parts: [fn() -> Vec<Case>; 9] = [
        source::all,
        position::all,
        batches::all,
        filters::all,
        targets::all,
        pollers::all,
        kafka::all,
        access::all,
        upkeep::all,
    ];
    parts.iter().flat_map(|it| it()).collect()
}
