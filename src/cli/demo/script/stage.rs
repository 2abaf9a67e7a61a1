//! All that the scenes share. A scene believes no text: it reads plans and state as JSON, and asks
//! the emulator what is really there.

use std::{
    collections::BTreeMap,
    fs,
    io::{self, BufRead as _},
    path::PathBuf,
    time::Duration,
};

use serde_json::{Value, json};
use tokio::sync::oneshot;

use super::super::{
    configuration::{self, Change},
    fault::{Fault, expect, unexpected},
    stop::Stop,
    terraform::{self, Terraform},
    version::Version,
};
use crate::{
    cli::screen::Screen,
    emulator::{Emulator, Recorded},
};

/// The type of the resource, with the dot that begins a name.
pub(super) const TYPE: &str = "awslambda_event_source_mapping.";
/// The Region of the provider block.
pub(super) const REGION: &str = "eu-west-1";
/// Where Lambda keeps mappings.
pub(super) const MAPPINGS: &str = "/2015-03-31/event-source-mappings/";

const PLAN: &str = "next.tfplan";
/// How long a change made behind Terraform's back may take to settle in the emulator.
const SETTLED_WITHIN: Duration = Duration::from_secs(5);

/// All that a scene works with.
#[derive(Debug)]
pub(in crate::cli::demo) struct Stage<'a> {
    pub(in crate::cli::demo) terraform: &'a Terraform,
    pub(in crate::cli::demo) version: Version,
    pub(in crate::cli::demo) emulator: &'a Emulator,
    pub(in crate::cli::demo) folder: PathBuf,
    pub(in crate::cli::demo) screen: Screen,
    pub(in crate::cli::demo) stop: Stop,
    /// Whether to wait for a key before each scene.
    pub(in crate::cli::demo) step: bool,
}

// === impl Stage ===

impl Stage<'_> {
    /// Waits for Enter, or for the end of what is typed.
    pub(super) async fn key(&self) -> Result<(), Fault> {
        self.screen.line("\nEnter goes on, Ctrl-C ends.");
        let (pressed, waiting) = oneshot::channel();
        // A thread of its own: the runtime would wait for one of its threads at the end.
        std::thread::spawn(move || {
            let read = io::stdin().lock().read_line(&mut String::new());
            // Nobody waits after Ctrl-C.
            let _ = pressed.send(read);
        });
        tokio::select! {
            () = self.stop.asked() => Err(terraform::Error::Stopped.into()),
            _ = waiting => Ok(()),
        }
    }

    /// A command that must succeed.
    pub(super) async fn run(&self, arguments: &[&str]) -> Result<(), Fault> {
        let code = self.terraform.show(arguments).await?;
        expect(
            code == 0,
            &format!("`{}` ends with exit code 0", arguments.join(" ")),
            &code,
        )
    }

    /// Plans into a file, and holds the plan against the actions expected of each resource.
    pub(super) async fn plan(&self, expected: &[(&str, &[&str])]) -> Result<Value, Fault> {
        self.run(&["plan", "-input=false", &format!("-out={PLAN}")])
            .await?;
        let plan = self.terraform.json(&["show", "-json", PLAN]).await?;
        let expected: BTreeMap<String, Vec<String>> = expected
            .iter()
            .map(|(name, actions)| {
                (
                    format!("{TYPE}{name}"),
                    actions.iter().map(ToString::to_string).collect(),
                )
            })
            .collect();
        let seen = terraform::actions(&plan);
        expect(
            seen == expected,
            &format!("a plan of {}", json!(expected)),
            &json!(seen),
        )?;
        Ok(plan)
    }

    pub(super) async fn apply(&self) -> Result<(), Fault> {
        self.run(&["apply", "-input=false", PLAN]).await
    }

    pub(super) async fn empty_plan(&self, more: &[&str]) -> Result<(), Fault> {
        let arguments = [&["plan", "-input=false", "-detailed-exitcode"], more].concat();
        let code = self.terraform.show(&arguments).await?;
        expect(
            code == 0,
            "an empty plan (exit code 0; 2 means that there are changes)",
            &code,
        )
    }

    pub(super) fn write(&self, file: &str, text: &str) -> Result<(), Fault> {
        Ok(fs::write(self.folder.join(file), text)?)
    }

    /// Puts another `main.tf` in the place of the one `before`, and shows what changes.
    pub(super) fn change(
        &self,
        before: &'static str,
        after: &'static str,
    ) -> Result<Vec<Change>, Fault> {
        self.write("main.tf", after)?;
        self.screen.line("In main.tf:");
        let changes = configuration::changes(before, after);
        for change in &changes {
            self.screen.line(&format!("-{}", change.before));
            self.screen.line(&format!("+{}", change.after));
        }
        Ok(changes)
    }

    /// The mapping of a function in the emulator, which must be the only one.
    pub(super) fn mapping(&self, function: &str) -> Result<Value, Fault> {
        let end = format!(":function:{function}");
        let mut found: Vec<Value> = self
            .emulator
            .mappings()
            .into_iter()
            .filter(|mapping| {
                mapping["FunctionArn"]
                    .as_str()
                    .is_some_and(|arn| arn.ends_with(&end))
            })
            .collect();
        match (found.pop(), found.is_empty()) {
            (Some(mapping), true) => Ok(mapping),
            _ => Err(unexpected(
                format!("one mapping for {function} in the emulator"),
                self.found().to_string(),
            )),
        }
    }

    pub(super) fn uuid(&self, function: &str) -> Result<String, Fault> {
        let mapping = self.mapping(function)?;
        mapping["UUID"]
            .as_str()
            .map(str::to_owned)
            .ok_or_else(|| unexpected("a mapping with a UUID", mapping.to_string()))
    }

    pub(super) fn field(&self, function: &str, field: &str, value: &Value) -> Result<(), Fault> {
        let mapping = self.mapping(function)?;
        expect(
            mapping[field] == *value,
            &format!("{field} {value} for {function} in the emulator"),
            &mapping[field],
        )
    }

    /// Waits until a change made by hand has settled in the emulator.
    pub(super) async fn settle(
        &self,
        function: &str,
        field: &str,
        value: &Value,
    ) -> Result<(), Fault> {
        let settled = async {
            while self.mapping(function)?["State"] != "Enabled" {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            self.field(function, field, value)
        };
        tokio::select! {
            () = self.stop.asked() => Err(terraform::Error::Stopped.into()),
            outcome = tokio::time::timeout(SETTLED_WITHIN, settled) => match outcome {
                Ok(outcome) => outcome,
                Err(_) => Err(unexpected(
                    format!("{function} is enabled again soon"),
                    self.mapping(function)?["State"].to_string(),
                )),
            },
        }
    }

    /// The requests that came so far.
    pub(super) fn requests(&self) -> Vec<Recorded> {
        self.emulator.requests()
    }

    pub(super) fn found(&self) -> Value {
        Value::Array(self.emulator.mappings())
    }
}
