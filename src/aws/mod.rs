//! The provider: all that this program knows of AWS.
//!
//! The only room that names the AWS SDK. It knows nothing of the wire: the server calls it through
//! the framework's traits.
//!
//! Its floors, each of which knows only those before it:
//!
//! 1. [`names`]: what AWS calls things;
//! 2. `model`: rows on one side, the SDK's fields on the other; [`api`]: the one door to AWS;
//! 3. [`filter`]: the patterns that say which records a function gets;
//! 4. [`event_source_mapping`]: the resource;
//! 5. `functions`: the functions of the provider; `policy`: the permissions that a mapping needs;
//! 6. [`provider`]: the provider block, and the client that is made of it;
//! 7. [`discover`]: all that is there, for the command of that name; [`steer`]: pauses and resumes, for theirs.

pub mod names;
#[macro_use]
mod model;

pub mod api;

pub mod filter;

pub mod event_source_mapping;

mod functions;

mod policy;

pub mod provider;

pub mod discover;

pub mod steer;

pub use self::provider::Aws;
