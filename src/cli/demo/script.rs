//! What the demo shows, step by step. A step believes no text: it reads plans and state as JSON
//! and asks the emulator what is really there.

use std::{
    collections::BTreeMap,
    fs,
    io::{self, BufRead as _},
    path::PathBuf,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tokio::sync::oneshot;

use super::{
    configuration::{self, CHANGE, CREATE, Change, MARK, MISTAKE, PROVIDER, REPLACE},
    fault::{Failed, Fault, expect, unexpected},
    scenes::{self, Played, SCENES},
    stop::Stop,
    terraform::{self, Terraform},
};
use crate::{cli::screen::Screen, emulator::Emulator};

const PLAN: &str = "next.tfplan";
/// How long a change made behind Terraform's back may take to settle in the emulator.
const SETTLED_WITHIN: Duration = Duration::from_secs(5);

/// All that a step works with.
#[derive(Debug)]
pub(super) struct Script<'a> {
    pub(super) terraform: &'a Terraform,
    pub(super) emulator: &'a Emulator,
    pub(super) folder: PathBuf,
    pub(super) screen: Screen,
    pub(super) stop: Stop,
    /// Whether to wait for a key before each scene.
    pub(super) step: bool,
}

// === impl Script ===

impl Script<'_> {
    /// Plays all scenes, each on what the one before left, and shows what they have shown.
    pub(super) async fn play(&self) -> Result<(), Failed> {
        self.screen.line(&scenes::listed());
        let mut played = Vec::new();
        self.scene(&mut played, self.prepare()).await?;
        self.scene(&mut played, self.create()).await?;
        self.scene(&mut played, self.nothing_to_do()).await?;
        self.scene(&mut played, self.change_in_place()).await?;
        self.scene(&mut played, self.replace()).await?;
        self.scene(&mut played, self.repair_drift()).await?;
        self.scene(&mut played, self.catch_mistake()).await?;
        self.scene(&mut played, self.import()).await?;
        self.scene(&mut played, self.destroy()).await?;
        self.screen.headline("What was shown");
        self.screen.line(&scenes::table(&played));
        Ok(())
    }

    /// Plays the next scene of the list.
    async fn scene(
        &self,
        played: &mut Vec<Played>,
        work: impl Future<Output = Result<(), Fault>>,
    ) -> Result<(), Failed> {
        let Some(&scene) = SCENES.get(played.len()) else {
            return Ok(());
        };
        let failed = |fault| Failed::new(scene.title, fault);
        if self.step && !played.is_empty() {
            self.key().await.map_err(failed)?;
        }
        self.screen.headline(scene.title);
        let (before, started) = (self.emulator.requests().len(), Instant::now());
        work.await.map_err(failed)?;
        let done = Played {
            scene,
            calls: self.emulator.requests().len() - before,
            took: started.elapsed(),
        };
        self.screen.line(&done.line());
        played.push(done);
        Ok(())
    }

    /// Waits for Enter, or for the end of what is typed.
    async fn key(&self) -> Result<(), Fault> {
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

    async fn prepare(&self) -> Result<(), Fault> {
        self.write("provider.tf", PROVIDER)?;
        self.write("main.tf", CREATE)?;
        let variables = configuration::variables(&self.emulator.endpoint());
        self.write("terraform.tfvars", &variables)?;
        self.screen
            .line("Besides a provider block that points at the emulator, this is main.tf:\n");
        self.screen.line(CREATE.trim_end());
        // Its words are many and of no interest here, unless it fails.
        self.terraform.quiet(&["init", "-input=false"]).await?;
        self.screen
            .line("The provider is installed, from a mirror in the folder.");
        Ok(())
    }

    async fn create(&self) -> Result<(), Fault> {
        self.plan(&[("orders", &["create"]), ("clicks", &["create"])])
            .await?;
        self.apply().await?;
        expect(
            self.emulator.mappings().len() == 2,
            "two mappings in the emulator",
            &self.found(),
        )?;
        self.field("process-orders", "BatchSize", &json!(10))?;
        self.field("count-clicks", "StartingPosition", &json!("LATEST"))
    }

    async fn nothing_to_do(&self) -> Result<(), Fault> {
        self.empty_plan(&[]).await?;
        self.empty_plan(&["-refresh=false"]).await
    }

    async fn change_in_place(&self) -> Result<(), Fault> {
        let before = self.uuid("process-orders")?;
        self.change(CREATE, CHANGE)?;
        self.plan(&[("orders", &["update"]), ("clicks", &["no-op"])])
            .await?;
        self.apply().await?;
        self.field("process-orders", "BatchSize", &json!(5))?;
        let after = self.uuid("process-orders")?;
        expect(
            before == after,
            &format!("still the mapping {before}"),
            &after,
        )
    }

    async fn replace(&self) -> Result<(), Fault> {
        let before = self.uuid("count-clicks")?;
        let changed: Vec<&str> = self
            .change(CHANGE, REPLACE)?
            .into_iter()
            .map(Change::argument)
            .collect();
        let plan = self
            .plan(&[("orders", &["no-op"]), ("clicks", &["delete", "create"])])
            .await?;
        let reasons: Vec<&Value> = plan["resource_changes"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|change| change["change"].get("replace_paths"))
            .collect();
        expect(
            reasons == [&json!([changed])],
            &format!("a replacement because of {} alone", json!([changed])),
            &json!(reasons),
        )?;
        self.apply().await?;
        self.field("count-clicks", "StartingPosition", &json!("TRIM_HORIZON"))?;
        let after = self.uuid("count-clicks")?;
        expect(
            before != after,
            &format!("another mapping than {before}"),
            &after,
        )
    }

    async fn repair_drift(&self) -> Result<(), Fault> {
        let path = format!(
            "/2015-03-31/event-source-mappings/{}",
            self.uuid("process-orders")?
        );
        let (status, answer) = self.emulator.call("PUT", &path, json!({"BatchSize": 7}));
        expect(
            status == 202,
            "the emulator accepts a change made by hand",
            &answer,
        )?;
        self.settle("process-orders", "BatchSize", &json!(7))
            .await?;
        self.screen
            .line("Someone set the batch size of process-orders to 7 without Terraform.");
        self.plan(&[("orders", &["update"]), ("clicks", &["no-op"])])
            .await?;
        self.apply().await?;
        self.field("process-orders", "BatchSize", &json!(5))
    }

    async fn catch_mistake(&self) -> Result<(), Fault> {
        self.write("mistake.tf", MISTAKE)?;
        self.screen.line("A new file, mistake.tf:\n");
        self.screen.line(MISTAKE.trim_end());
        let code = self.terraform.show(&["plan", "-input=false"]).await?;
        expect(code == 1, "a plan that fails with exit code 1", &code)?;
        let lines = self
            .terraform
            .json_lines(&["plan", "-input=false", "-json"])
            .await?;
        let blamed: Vec<&str> = lines
            .iter()
            .map(|line| &line["diagnostic"])
            .filter(|diagnostic| diagnostic["severity"] == "error")
            .map(blamed_line)
            .collect();
        expect(
            matches!(blamed[..], [line] if line.contains(MARK)),
            &format!("one error, at the line of mistake.tf that says \"{MARK}\""),
            &json!(blamed),
        )?;
        fs::remove_file(self.folder.join("mistake.tf"))?;
        expect(
            self.emulator.mappings().len() == 2,
            "the two mappings as before",
            &self.found(),
        )
    }

    async fn import(&self) -> Result<(), Fault> {
        const ORDERS: &str = "awslambda_event_source_mapping.orders";
        let uuid = self.uuid("process-orders")?;
        self.run(&["state", "rm", ORDERS]).await?;
        self.run(&["import", "-input=false", ORDERS, &uuid]).await?;
        self.empty_plan(&[]).await
    }

    async fn destroy(&self) -> Result<(), Fault> {
        self.run(&["destroy", "-input=false", "-auto-approve"])
            .await?;
        let state = self.terraform.json(&["show", "-json"]).await?;
        expect(
            state["values"]["root_module"]["resources"].is_null(),
            "an empty state",
            &state["values"],
        )?;
        expect(
            self.emulator.mappings().is_empty(),
            "no mapping in the emulator",
            &self.found(),
        )
    }

    /// A command that must succeed.
    async fn run(&self, arguments: &[&str]) -> Result<(), Fault> {
        let code = self.terraform.show(arguments).await?;
        expect(
            code == 0,
            &format!("`{}` ends with exit code 0", arguments.join(" ")),
            &code,
        )
    }

    /// Plans into a file, and holds the plan against the actions expected of each resource.
    async fn plan(&self, expected: &[(&str, &[&str])]) -> Result<Value, Fault> {
        self.run(&["plan", "-input=false", &format!("-out={PLAN}")])
            .await?;
        let plan = self.terraform.json(&["show", "-json", PLAN]).await?;
        let expected: BTreeMap<String, Vec<String>> = expected
            .iter()
            .map(|(name, actions)| {
                (
                    format!("awslambda_event_source_mapping.{name}"),
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

    async fn apply(&self) -> Result<(), Fault> {
        self.run(&["apply", "-input=false", PLAN]).await
    }

    async fn empty_plan(&self, more: &[&str]) -> Result<(), Fault> {
        let arguments = [&["plan", "-input=false", "-detailed-exitcode"], more].concat();
        let code = self.terraform.show(&arguments).await?;
        expect(
            code == 0,
            "an empty plan (exit code 0; 2 means that there are changes)",
            &code,
        )
    }

    fn write(&self, file: &str, text: &str) -> Result<(), Fault> {
        Ok(fs::write(self.folder.join(file), text)?)
    }

    /// Puts another `main.tf` in the place of the one `before`, and shows what changes.
    fn change(&self, before: &'static str, after: &'static str) -> Result<Vec<Change>, Fault> {
        self.write("main.tf", after)?;
        self.screen.line("In main.tf:");
        let changes = configuration::changes(before, after);
        for change in &changes {
            self.screen.line(&format!("-{}", change.before));
            self.screen.line(&format!("+{}", change.after));
        }
        Ok(changes)
    }

    /// What the emulator holds for a function, which must be one mapping.
    fn mapping(&self, function: &str) -> Result<Value, Fault> {
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

    fn uuid(&self, function: &str) -> Result<String, Fault> {
        let mapping = self.mapping(function)?;
        mapping["UUID"]
            .as_str()
            .map(str::to_owned)
            .ok_or_else(|| unexpected("a mapping with a UUID", mapping.to_string()))
    }

    fn field(&self, function: &str, field: &str, value: &Value) -> Result<(), Fault> {
        let mapping = self.mapping(function)?;
        expect(
            mapping[field] == *value,
            &format!("{field} {value} for {function} in the emulator"),
            &mapping[field],
        )
    }

    /// Waits until a change made by hand has settled in the emulator.
    async fn settle(&self, function: &str, field: &str, value: &Value) -> Result<(), Fault> {
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

    fn found(&self) -> Value {
        Value::Array(self.emulator.mappings())
    }
}

/// The line of `mistake.tf` that a diagnostic is about; empty when it is about something else.
fn blamed_line(diagnostic: &Value) -> &'static str {
    let line = diagnostic["range"]["start"]["line"]
        .as_u64()
        .and_then(|line| usize::try_from(line).ok()?.checked_sub(1));
    match (diagnostic["range"]["filename"].as_str(), line) {
        (Some("mistake.tf"), Some(line)) => MISTAKE.lines().nth(line).unwrap_or_default(),
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diagnostic_is_traced_to_its_line() {
        let at = |file: &str, line: u64| {
            blamed_line(&json!({"range": {"filename": file, "start": {"line": line}}}))
        };
        let line = 1 + MISTAKE
            .lines()
            .position(|line| line.contains(MARK))
            .unwrap() as u64;
        assert!(at("mistake.tf", line).contains(MARK));
        assert_eq!(at("main.tf", line), "");
        assert_eq!(at("mistake.tf", 0), "");
        assert_eq!(blamed_line(&json!({})), "");
    }
}
