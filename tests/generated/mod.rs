//! What is made of the code and the examples, and committed: the schema, the documentation, the
//! tables of arguments. Each test makes its file anew, and fails when that changed it: the change is there
//! to be looked at and committed.

mod checks;
mod differences;
mod documentation;
mod emulated;
mod failures;
mod glance;
mod groups;
mod links;
mod manual;
pub(crate) mod messages;
mod page;
mod rows;
mod schema;
mod signature;

use std::sync::LazyLock;

use terraform_provider_awslambda::aws::Aws;
use terraform_provider_awslambda::framework::diagnostics::Diagnostics;
use terraform_provider_awslambda::framework::server::Server;

/// The provider, with its schemas, which are made once for all tests.
fn server() -> &'static Server<Aws> {
    static SERVER: LazyLock<Server<Aws>> = LazyLock::new(|| Server::new(Aws));
    &SERVER
}

#[test]
fn no_core_would_refuse_the_schemas() {
    assert_eq!(server().problems(), Diagnostics::new());
}
