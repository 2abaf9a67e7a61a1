//! A whole provider in one file: a resource, a data source and a function, without an API behind them.
//!
//! `cargo build --example minimal_provider`, link the program as `terraform-provider-greeter` into a
//! folder, and name that folder in `dev_overrides` for the address `example.com/demo/greeter`.

use std::process::ExitCode;

use terraform_provider_awslambda::framework::{
    author::{
        AnyData, AnyFunction, AnyResource, Call, DataSource, Function, Outcome, Provider, Resource,
    },
    cell::Tf,
    diagnostics::{Diagnostic, Diagnostics},
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
        /// The greeting in full.
        reported text: Tf<String> = computed().never_null();
    }
}

model! {
    /// What the data source and the function are asked.
    struct Person {
        /// Whom to greet.
        mutable whom: Tf<String> = required();
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
    fn data_sources(&self) -> Vec<AnyData<()>> {
        vec![AnyData::new(Greetings)]
    }
    fn functions(&self) -> Vec<AnyFunction> {
        vec![AnyFunction::new(Self)]
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
    async fn create(&self, _: Call<(), Greeting>, planned: Greeting) -> Outcome<Greeting> {
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

impl DataSource<()> for Greetings {
    type Config = Person;
    type Found = Greeting; // what the user does not write is found
    fn name(&self) -> &'static str {
        "greeter_advice"
    }
    fn doc(&self) -> &'static str {
        "How to greet a person."
    }
    async fn read(&self, call: Call<(), Person>) -> Outcome<Greeting> {
        let mut found = Greeting::default();
        (found.whom, found.words) = (call.config.whom, Tf::Known("Good day".to_owned()));
        Outcome::done(said(found))
    }
}

impl Function for Greeter {
    type Arguments = Person;
    type Result = Tf<String>;
    fn name(&self) -> &'static str {
        "shout"
    }
    fn summary(&self) -> &'static str {
        "Makes a name loud."
    }
    fn call(&self, of: Person) -> Result<Tf<String>, Diagnostic> {
        Ok(Tf::Known(of.whom.text().to_uppercase()))
    }
}

fn said(mut it: Greeting) -> Greeting {
    it.text = Tf::Known(format!("{}, {}!", it.words.text(), it.whom.text()));
    it
}

fn main() -> ExitCode {
    plugin::run(Service::new(Greeter))
}
