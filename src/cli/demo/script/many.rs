//! The scene of a thousand mappings.

use std::{collections::BTreeMap, fs};

use serde_json::{Value, json};

use super::{
    super::{
        configuration::MANY,
        fault::{Fault, expect, unexpected},
    },
    stage::{MAPPINGS, REGION, Stage},
};
use crate::emulator::{Operation, Recorded, Seed};

/// The mappings that come to the two that are there.
const MORE: usize = 998;
/// The function that they invoke.
const FUNCTION: &str = "process-jobs";
const FILE: &str = "many.tf";
const STATE: &str = "terraform.tfstate";
/// Pages of 100 that hold them all.
const PAGES: usize = 10;
/// Up to seven mappings are read one by one, before it is known that they are many. On a machine that is
/// so slow that the pages grow old, they are read again.
const FEW: usize = 40;
/// Requests a second that Lambda allows for an account in a Region.
const QUOTA: usize = 15;

// === impl Stage ===

impl Stage<'_> {
    /// 1. Puts the mappings into the emulated account, into a file and into the state.
    /// 2. Plans, and counts the requests.
    /// 3. Takes all of it away again.
    pub(super) async fn read_a_thousand(&self) -> Result<(), Fault> {
        let state = self.folder.join(STATE);
        let two = fs::read_to_string(&state)?;
        let uuids = self.seed()?;
        self.write(FILE, MANY)?;
        self.write(STATE, &with_many(&two, &uuids)?)?;
        self.screen.line("A new file, many.tf:\n");
        self.screen.line(MANY.trim_end());
        self.screen.line(&format!(
            "\nThe demo put the {MORE} mappings into the emulated account and into the state."
        ));
        let before = self.requests().len();
        let arguments = ["plan", "-input=false", "-detailed-exitcode"];
        // A line for each mapping, and each the same.
        let hidden = "Refreshing state...";
        let code = self.terraform.show_without(&arguments, hidden).await?;
        let requests = self.requests();
        let requests = &requests[before..];
        let is_page = |it: &&Recorded| it.operation == Some(Operation::ListEventSourceMappings);
        let pages = requests.iter().filter(is_page).count();
        let all = requests.len();
        expect(code == 0, "an empty plan (exit code 0)", &code)?;
        expect(
            pages >= PAGES && all <= FEW,
            &format!("{PAGES} pages of ListEventSourceMappings, and at most {FEW} requests in all"),
            &format!("{all} requests, {pages} of them pages"),
        )?;
        let total = MORE + 2;
        self.screen.line(&format!(
            "The plan read {total} mappings with {all} requests. Lambda allows {QUOTA} requests per second, so\n\
             one request per mapping would take {} seconds.",
            total.div_ceil(QUOTA)
        ));
        fs::remove_file(self.folder.join(FILE))?;
        fs::write(state, two)?;
        for uuid in uuids.values() {
            let path = format!("{MAPPINGS}{uuid}");
            let (status, answer) = self.emulator.call("DELETE", &path, Value::Null);
            expect(status == 202, "the emulator deletes a mapping", &answer)?;
        }
        Ok(())
    }

    /// Puts the mappings into the emulated account: their UUIDs by their queues' names.
    fn seed(&self) -> Result<BTreeMap<String, String>, Fault> {
        let mappings: Vec<Value> = (0..MORE)
            .map(|index| {
                let arn = format!("arn:aws:sqs:{REGION}:000000000000:{}", queue(index));
                json!({"FunctionName": FUNCTION, "EventSourceArn": arn, "BatchSize": 5})
            })
            .collect();
        let seed = json!({"region": REGION, "mappings": mappings}).to_string();
        let taken = |error| unexpected("the emulator takes the mappings", error);
        let seed = Seed::read(&seed).map_err(taken)?;
        self.emulator.seed(&seed).map_err(taken)?;
        let end = format!(":function:{FUNCTION}");
        let text = |mapping: &Value, name: &str| mapping[name].as_str().map(str::to_owned);
        let uuids: BTreeMap<String, String> = self
            .emulator
            .mappings()
            .iter()
            .filter(|it| text(it, "FunctionArn").is_some_and(|arn| arn.ends_with(&end)))
            .filter_map(|it| {
                let arn = text(it, "EventSourceArn")?;
                Some((arn.rsplit(':').next()?.to_owned(), text(it, "UUID")?))
            })
            .collect();
        expect(
            uuids.len() == MORE,
            &format!("{MORE} more mappings"),
            &uuids.len(),
        )?;
        Ok(uuids)
    }
}

fn queue(index: usize) -> String {
    format!("jobs-{index}")
}

/// A state in which the mapping of `process-orders` has as many brothers as there are UUIDs. Terraform
/// itself wrote that mapping, so the brothers are what an apply would have written.
fn with_many(state: &str, uuids: &BTreeMap<String, String>) -> Result<String, Fault> {
    let unlike = || unexpected("a state with the mapping orders", state.to_owned());
    let mut state: Value = serde_json::from_str(state).map_err(|_| unlike())?;
    let resources = state["resources"].as_array_mut().ok_or_else(unlike)?;
    let pattern = resources.iter().find(|it| it["name"] == "orders");
    let mut many = pattern.cloned().ok_or_else(unlike)?;
    let one = many["instances"][0].clone();
    let of_one = one["attributes"]["uuid"].as_str().ok_or_else(unlike)?;
    let text = one.to_string();
    let mut instances = Vec::new();
    for index in 0..uuids.len() {
        let queue = queue(index);
        let text = text
            .replace(of_one, uuids.get(&queue).ok_or_else(unlike)?)
            .replace("process-orders", FUNCTION)
            .replace(":orders\"", &format!(":{queue}\""));
        let mut instance: Value = serde_json::from_str(&text).map_err(|_| unlike())?;
        instance["index_key"] = index.into();
        instances.push(instance);
    }
    many["name"] = "many".into();
    many["each"] = "list".into();
    many["instances"] = instances.into();
    resources.push(many);
    Ok(state.to_string())
}
