//! Credentials: where they come from, and how they stay fresh.
//!
//! [`chain`] decides of the provider block, the environment and the profiles which source there is and
//! which roles are assumed with it; no call is made for that. [`fetch`] and [`role`] fetch, [`cache`]
//! keeps what they fetch until shortly before it expires, and [`accounts`] says whether they may.

pub(crate) mod accounts;
mod cache;
mod chain;
mod fetch;
mod origin;
mod profiles;
mod reach;
mod role;

use aws_credential_types::provider::SharedCredentialsProvider;

use self::{cache::Cached, fetch::Fetched, origin::Plan, role::Assumed};

pub(super) use self::{chain::plan, origin::Facts, reach::Reach};

/// Makes a provider of credentials that does what `plan` says when it is first asked. Each step keeps
/// what it fetched, so that a role that is renewed does not renew what it was assumed with.
pub(super) fn provider(plan: Plan, reach: &Reach) -> SharedCredentialsProvider {
    let Plan { source, roles } = plan;
    let mut provider =
        SharedCredentialsProvider::new(Cached::new(Fetched::new(source, reach.clone())));
    for role in roles {
        let assumed = Assumed::new(role, provider, reach.clone());
        provider = SharedCredentialsProvider::new(Cached::new(assumed));
    }
    provider
}
