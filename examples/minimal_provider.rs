//! A whole provider in one file, without an API behind it: one thing of each kind.
//!
//! `cargo build --example minimal_provider`, link the program as `terraform-provider-greeter` into a
//! folder, and name that folder in `dev_overrides` for the address `example.com/demo/greeter`.

use terraform_provider_awslambda::framework::prelude::*;
use terraform_provider_awslambda::{called, model, plugin, protocol::Service};

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
    /// What a greeting is known by, and what all but the resource are asked.
    struct Person {
        /// Whom to greet.
        mutable whom: Tf<String> = required();
    }
}

struct Greeter;

impl Provider for Greeter {
    type Config = (); // the provider block takes no arguments,
    type Client = (); // and there is nothing to call
    fn doc(&self) -> &'static str {
        "Greets people."
    }
    fn things(&self) -> Things<()> {
        let things = Things::new().identified(Self).data_source(Self);
        things.list_resource(Self).action(Self).function(Self)
    }
    async fn configure(&self, (): ()) -> (Option<()>, Diagnostics) {
        (Some(()), Diagnostics::new())
    }
}

impl Resource<()> for Greeter {
    type Model = Greeting;
    called!("greeter_greeting", "A greeting.");
    async fn create(&self, _: Call<(), Greeting>, planned: Greeting) -> Outcome<Greeting> {
        Outcome::done(said(planned.whom, planned.words))
    }
    async fn read(&self, _: Call<(), Greeting>, prior: Greeting) -> Outcome<Greeting> {
        Outcome::done(prior) // Terraform's memory is the only one
    }
    async fn update(&self, _: Call<(), Greeting>, _: Greeting, new: Greeting) -> Outcome<Greeting> {
        Outcome::done(said(new.whom, new.words))
    }
    async fn delete(&self, _: Call<(), Greeting>, _: Greeting) -> Outcome<Greeting> {
        Outcome::gone()
    }
}

impl Identified<()> for Greeter {
    type Identity = Person;
    fn identity(&self, of: &Greeting, _: Option<&()>) -> Option<Person> {
        let whom = of.whom.clone();
        Some(Person { whom })
    }
    fn import_identity(&self, of: Person) -> Result<Greeting, Diagnostic> {
        Ok(said(of.whom, "Hello".into()))
    }
}

impl DataSource<()> for Greeter {
    type Config = Person;
    type Found = Greeting; // what the user does not write is found
    called!("greeter_advice", "How to greet a person.");
    async fn read(&self, call: Call<(), Person>) -> Outcome<Greeting> {
        Outcome::done(said(call.config.whom, "Good day".into()))
    }
}

impl ListResource<()> for Greeter {
    type Config = Person;
    type Object = Greeting;
    called!("greeter_greeting", "The greetings that a person may get.");
    async fn page(&self, of: Listing<(), Person>, _: Option<String>) -> Paged<Greeting> {
        let greeting = said(of.config.whom, "Hello".into());
        Ok(Page::last(vec![Found::new(greeting, "hello")]))
    }
}

impl Action<()> for Greeter {
    type Config = Person;
    called!("greeter_greet", "Greets a person, and keeps nothing.");
    async fn invoke(&self, call: Call<(), Person>, progress: Progress) -> Diagnostics {
        progress.say(said(call.config.whom, "Hello".into()).text.text());
        Diagnostics::new()
    }
}

impl Function for Greeter {
    type Arguments = Person;
    type Result = Tf<String>;
    called!("shout", "Makes a name loud.");
    fn call(&self, of: Person) -> Result<Tf<String>, Diagnostic> {
        Ok(Tf::Known(of.whom.text().to_uppercase()))
    }
}

fn said(whom: Tf<String>, words: Tf<String>) -> Greeting {
    let text = Tf::Known(format!("{}, {}!", words.text(), whom.text()));
    Greeting { whom, words, text }
}

fn main() -> std::process::ExitCode {
    plugin::run(Service::new(Greeter))
}
