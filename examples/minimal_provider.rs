//! A whole provider in one file: one resource, kept in memory, and no API behind it.
//!
//! `cargo build --example minimal_provider`, link the program as `terraform-provider-greeter` into a
//! folder, and name that folder in `dev_overrides` for the address `example.com/demo/greeter`.

use std::process::ExitCode;

use terraform_provider_awslambda::framework::{
    author::{AnyResource, Call, Outcome, Provider, Resource},
    cell::Tf,
    diagnostics::Diagnostics,
    schema::spec::{computed, optional, required},
};
use terraform_provider_awslambda::{model, plugin, protocol::Service};

model! {
    /// A greeting: one row for each attribute.
    struct Greeting {
        /// Whom to greet.
        fixed whom: Tf<String> = required().because("a greeting belongs to the one who got it");
        /// How to greet.
        mutable words: Tf<String> = optional().default_to("Hello");
        /// Number of the greeting.
        assigned id: Tf<String> = computed().never_null();
        /// The greeting in full.
        reported text: Tf<String> = computed().never_null();
    }
}

struct Greeter;
struct Greetings;

impl Provider for Greeter {
    type Config = (); // the provider block takes no arguments,
    type Client = (); // and there is nothing to call
    fn doc(&self) -> &'static str {
        "Greets people."
    }
    fn resources(&self) -> Vec<AnyResource<()>> {
        vec![AnyResource::new(Greetings)]
    }
    async fn configure(&self, (): ()) -> (Option<()>, Diagnostics) {
        (Some(()), Diagnostics::new())
    }
}

impl Resource<()> for Greetings {
    type Model = Greeting;
    fn name(&self) -> &'static str {
        "greeter_greeting"
    }
    fn doc(&self) -> &'static str {
        "A greeting."
    }
    async fn create(&self, _: Call<(), Greeting>, mut planned: Greeting) -> Outcome<Greeting> {
        planned.id = Tf::Known(std::process::id().to_string());
        Outcome::done(said(planned))
    }
    async fn read(&self, _: Call<(), Greeting>, prior: Greeting) -> Outcome<Greeting> {
        Outcome::done(prior) // Terraform's memory is the only one
    }
    async fn update(&self, _: Call<(), Greeting>, _: Greeting, new: Greeting) -> Outcome<Greeting> {
        Outcome::done(said(new))
    }
    async fn delete(&self, _: Call<(), Greeting>, _: Greeting) -> Outcome<Greeting> {
        Outcome::gone()
    }
}

fn said(mut it: Greeting) -> Greeting {
    let word = |it: &Tf<String>| it.known().cloned().unwrap_or_default();
    it.text = Tf::Known(format!("{}, {}!", word(&it.words), word(&it.whom)));
    it
}

fn main() -> ExitCode {
    plugin::run(Service::new(Greeter))
}
