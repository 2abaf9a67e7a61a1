//! The scene of a move from hashicorp/aws.

use std::fs;

use serde_json::{Value, json};

use super::{
    super::{
        configuration::{self, REPLACE, STATE_OF_AWS},
        fault::{Fault, expect, unexpected},
        version,
    },
    stage::{Stage, TYPE},
};
use crate::cli::migrate;

/// The type in hashicorp/aws.
const THEIRS: &str = "aws_lambda_event_source_mapping";
/// The resources, their functions, and the UUIDs that stand for theirs in the file of the state.
const TWO: [(&str, &str, &str); 2] = [
    (
        "orders",
        "process-orders",
        "00000000-0000-4000-8000-00000000000a",
    ),
    (
        "clicks",
        "count-clicks",
        "00000000-0000-4000-8000-00000000000b",
    ),
];

// === impl Stage ===

impl Stage<'_> {
    /// 1. Writes configuration and state of the two mappings as hashicorp/aws has them.
    /// 2. Runs `migrate`, and installs what the state asks for.
    /// 3. Plans and applies: the two move, and no request writes.
    pub(super) async fn move_here(&self) -> Result<(), Fault> {
        let theirs = configuration::of_aws(REPLACE);
        self.write("main.tf", &theirs)?;
        self.write("terraform.tfstate", &self.state_of_aws()?)?;
        self.screen.line(
            "The same two mappings, as if hashicorp/aws managed them: the demo wrote its state, and main.tf:\n",
        );
        self.screen.line(theirs.trim_end());
        self.screen
            .command(&format!("{} migrate", env!("CARGO_PKG_NAME")));
        let arguments = migrate::Arguments::of(&self.folder);
        arguments
            .and_then(|it| migrate::run(&it).map_err(|error| error.to_string()))
            .map_err(|error| unexpected("`migrate` rewrites main.tf", error))?;
        let ours = fs::read_to_string(self.folder.join("main.tf"))?;
        expect(
            ours == REPLACE,
            "main.tf with the types of this provider",
            &ours,
        )?;
        self.terraform.quiet(&["init", "-input=false"]).await?;
        self.screen.line(
            "The state still names hashicorp/aws, so that provider is loaded, although nothing is asked of it.\n\
             The demo uses no network: this program takes the place of hashicorp/aws.",
        );
        let before = self.requests().len();
        let plan = self
            .plan(&[("orders", &["no-op"]), ("clicks", &["no-op"])])
            .await?;
        for (name, ..) in TWO {
            let is_it = |it: &&Value| it["address"] == format!("{TYPE}{name}");
            let changes = plan["resource_changes"].as_array();
            let change = changes.into_iter().flatten().find(is_it);
            let from = change.map_or(&Value::Null, |it| &it["previous_address"]);
            expect(
                *from == format!("{THEIRS}.{name}"),
                &format!("a move from {THEIRS}.{name}"),
                from,
            )?;
        }
        self.apply().await?;
        let requests = self.requests();
        let writes: Vec<&str> = requests[before..]
            .iter()
            .filter(|it| it.method != "GET")
            .map(|it| it.path.as_str())
            .collect();
        expect(writes.is_empty(), "no request that writes", &json!(writes))?;
        fs::remove_file(self.folder.join("moved.tf"))?;
        self.empty_plan(&[]).await
    }

    /// The state of both mappings as hashicorp/aws writes it.
    fn state_of_aws(&self) -> Result<String, Fault> {
        let mut state = STATE_OF_AWS.replace(version::AWS[0], self.version.aws());
        for (_, function, uuid) in TWO {
            state = state.replace(uuid, &self.uuid(function)?);
        }
        Ok(state)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_state_has_the_two_mappings_under_the_address_and_the_uuids_that_are_replaced() {
        assert_eq!(STATE_OF_AWS.matches(version::AWS[0]).count(), TWO.len());
        let state: Value = serde_json::from_str(STATE_OF_AWS).unwrap();
        for (index, (name, function, uuid)) in TWO.into_iter().enumerate() {
            let resource = &state["resources"][index];
            assert_eq!(
                (&resource["type"], &resource["name"]),
                (&THEIRS.into(), &name.into())
            );
            let attributes = &resource["instances"][0]["attributes"];
            assert_eq!(attributes["uuid"], uuid);
            let arn = attributes["function_arn"].as_str().unwrap();
            assert!(arn.ends_with(&format!(":{function}")), "{arn}");
        }
    }
}
