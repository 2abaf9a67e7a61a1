//! The life of two mappings: what most scenes are about.

use std::fs;

use serde_json::{Value, json};

use super::{
    super::{
        configuration::{self, CHANGE, CREATE, Change, MARK, MISTAKE, PROVIDER, REPLACE},
        fault::{Fault, expect},
    },
    stage::{MAPPINGS, Stage, TYPE},
};

// === impl Stage ===

impl Stage<'_> {
    pub(super) async fn prepare(&self) -> Result<(), Fault> {
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

    pub(super) async fn create(&self) -> Result<(), Fault> {
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

    pub(super) async fn nothing_to_do(&self) -> Result<(), Fault> {
        self.empty_plan(&[]).await?;
        self.empty_plan(&["-refresh=false"]).await
    }

    pub(super) async fn change_in_place(&self) -> Result<(), Fault> {
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

    pub(super) async fn replace(&self) -> Result<(), Fault> {
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

    pub(super) async fn repair_drift(&self) -> Result<(), Fault> {
        let path = format!("{MAPPINGS}{}", self.uuid("process-orders")?);
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

    pub(super) async fn catch_mistake(&self) -> Result<(), Fault> {
        self.write("mistake.tf", MISTAKE)?;
        self.screen.line("A new file, mistake.tf:\n");
        self.screen.line(MISTAKE.trim_end());
        let before = self.requests().len();
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
        let sent = self.requests().len() - before;
        expect(sent == 0, "no request for a mistake", &sent)?;
        fs::remove_file(self.folder.join("mistake.tf"))?;
        expect(
            self.emulator.mappings().len() == 2,
            "the two mappings as before",
            &self.found(),
        )
    }

    pub(super) async fn import(&self) -> Result<(), Fault> {
        let orders = format!("{TYPE}orders");
        let uuid = self.uuid("process-orders")?;
        self.run(&["state", "rm", &orders]).await?;
        self.run(&["import", "-input=false", &orders, &uuid])
            .await?;
        self.empty_plan(&[]).await
    }

    pub(super) async fn destroy(&self) -> Result<(), Fault> {
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
