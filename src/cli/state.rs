//! The event source mappings in a state, by any provider.
//!
//! Reads both forms: that of `state pull` (and of state files), and that of `show -json`.

use std::{collections::BTreeSet, fs, io::Read as _, path::Path};

use serde_json::Value;

/// Our type.
pub(super) const OURS: &str = "awslambda_event_source_mapping";
/// The type of hashicorp/aws.
pub(super) const AWS: &str = "aws_lambda_event_source_mapping";
/// The type of hashicorp/awscc.
pub(super) const AWSCC: &str = "awscc_lambda_event_source_mapping";

/// A mapping in a state.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Managed {
    /// The modules around it, such as `module.a["x"]`; empty for the root.
    pub(super) module: String,
    /// Its type.
    pub(super) kind: String,
    /// Its name in the configuration.
    pub(super) name: String,
    /// Its index as it is written, such as `["x"]`; empty if it has none.
    pub(super) index: String,
    /// Its UUID; empty if the state has none.
    pub(super) uuid: String,
}

/// A resource or an output that a state knows, by the value that others refer to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Known {
    /// The value, such as an ARN.
    pub(super) value: String,
    /// The reference to it, such as `aws_sqs_queue.orders.arn`.
    pub(super) reference: String,
}

/// Why a state cannot be read.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    #[error("cannot read the state {name}: {cause}")]
    Read { name: String, cause: std::io::Error },
    #[error("{name} is no state: {cause}")]
    NotJson {
        name: String,
        cause: serde_json::Error,
    },
    #[error(
        "{name} is no state: it has neither \"resources\" nor \"values\". Use the output of \
         `terraform state pull` or `terraform show -json`."
    )]
    NoState { name: String },
}

/// The text of a state file, or of standard input for `-`.
pub(super) fn text(path: &Path) -> Result<String, Error> {
    let mut text = String::new();
    let read = if path == Path::new("-") {
        std::io::stdin().lock().read_to_string(&mut text)
    } else {
        fs::read_to_string(path).map(|it| {
            text = it;
            text.len()
        })
    };
    read.map_err(|cause| Error::Read {
        name: path.display().to_string(),
        cause,
    })?;
    Ok(text)
}

/// A state as JSON. An empty one is that of a folder in which nothing was applied yet.
pub(super) fn parse(name: &str, text: &str) -> Result<Value, Error> {
    if text.trim().is_empty() {
        return Ok(Value::Null);
    }
    let state: Value = serde_json::from_str(text).map_err(|cause| Error::NotJson {
        name: name.to_owned(),
        cause,
    })?;
    // `show -json` of an empty state has a version alone.
    let is_state = ["resources", "values", "format_version"];
    if !is_state.iter().any(|it| state.get(it).is_some()) {
        return Err(Error::NoState {
            name: name.to_owned(),
        });
    }
    Ok(state)
}

/// The mappings in a state, sorted.
pub(super) fn mappings(state: &Value) -> Vec<Managed> {
    let mut found: BTreeSet<Managed> = BTreeSet::new();
    each(state, &mut |module, kind, name, index, values| {
        if [OURS, AWS, AWSCC].contains(&kind) {
            found.insert(Managed {
                module: module.to_owned(),
                kind: kind.to_owned(),
                name: name.to_owned(),
                index: index.to_owned(),
                uuid: uuid(kind, values).to_owned(),
            });
        }
    });
    found.into_iter().collect()
}

/// The resources of the root module of a state that a mapping can refer to, sorted by value.
pub(super) fn known(state: &Value) -> Vec<Known> {
    let mut found: BTreeSet<Known> = BTreeSet::new();
    each(state, &mut |module, kind, name, index, values| {
        let is_mapping = [OURS, AWS, AWSCC].contains(&kind);
        if !module.is_empty() || is_mapping {
            return;
        }
        // A mapping names the functions of its account by their names.
        let name_of_function: &[&str] = match kind {
            "aws_lambda_function" => &["function_name"],
            _ => &[],
        };
        for attribute in ["arn", "qualified_arn", "stream_arn"]
            .iter()
            .chain(name_of_function)
        {
            if let Some(value) = values[*attribute].as_str().filter(|it| !it.is_empty()) {
                found.insert(Known {
                    value: value.to_owned(),
                    reference: format!("{kind}.{name}{index}.{attribute}"),
                });
            }
        }
    });
    found.into_iter().collect()
}

fn uuid<'a>(kind: &str, values: &'a Value) -> &'a str {
    let names: &[&str] = if kind == AWSCC {
        &["event_source_mapping_id", "id"]
    } else {
        &["uuid", "id"]
    };
    let found = names.iter().find_map(|it| values[it].as_str());
    found.unwrap_or_default()
}

/// Calls `each` with module, type, name, index and values of every managed resource that is there.
fn each(state: &Value, each: &mut dyn FnMut(&str, &str, &str, &str, &Value)) {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    for resource in array(&state["resources"]) {
        if resource["mode"] != "managed" {
            continue;
        }
        for instance in array(&resource["instances"]) {
            // A deposed object is on its way out.
            if instance.get("deposed").is_none() {
                let (module, kind) = (text(&resource["module"]), text(&resource["type"]));
                let index = index(&instance["index_key"]);
                each(
                    &module,
                    &kind,
                    &text(&resource["name"]),
                    &index,
                    &instance["attributes"],
                );
            }
        }
    }
    let mut modules = vec![&state["values"]["root_module"]];
    while let Some(module) = modules.pop() {
        modules.extend(array(&module["child_modules"]));
        for resource in array(&module["resources"]) {
            if resource["mode"] == "managed" && resource.get("deposed_key").is_none() {
                let (address, kind) = (text(&module["address"]), text(&resource["type"]));
                let index = index(&resource["index"]);
                each(
                    &address,
                    &kind,
                    &text(&resource["name"]),
                    &index,
                    &resource["values"],
                );
            }
        }
    }
}

fn array(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn index(key: &Value) -> String {
    match key {
        Value::String(key) => format!("[{}]", crate::hcl::write::quoted(key)),
        Value::Number(key) => format!("[{key}]"),
        _ => String::new(),
    }
}

/// The address of a module without its indexes.
pub(super) fn without_indexes(address: &str) -> String {
    let mut module = String::new();
    let mut depth = 0_u32;
    let mut quoted = false;
    let mut escaped = false;
    for character in address.chars() {
        match character {
            '"' if !escaped => quoted = !quoted,
            '[' if !quoted => depth += 1,
            _ => {}
        }
        if depth == 0 {
            module.push(character);
        }
        if character == ']' && !quoted {
            depth = depth.saturating_sub(1);
        }
        escaped = quoted && character == '\\' && !escaped;
    }
    module
}

// === impl Managed ===

impl Managed {
    /// The address of the whole resource, as `moved` and `removed` take it: without any index.
    pub(super) fn resource(&self) -> String {
        let module = without_indexes(&self.module);
        let dot = if module.is_empty() { "" } else { "." };
        format!("{module}{dot}{}.{}", self.kind, self.name)
    }

    /// The address of this instance with another type.
    pub(super) fn instance_of(&self, kind: &str) -> String {
        let dot = if self.module.is_empty() { "" } else { "." };
        format!("{}{dot}{kind}.{}{}", self.module, self.name, self.index)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn managed(module: &str, kind: &str, name: &str, index: &str, uuid: &str) -> Managed {
        let [module, kind, name, index, uuid] =
            [module, kind, name, index, uuid].map(str::to_owned);
        Managed {
            module,
            kind,
            name,
            index,
            uuid,
        }
    }

    #[test]
    fn both_forms_of_a_state_say_the_same() {
        let pulled = json!({"version": 4, "resources": [
            {"mode": "managed", "type": AWS, "name": "a", "instances": [
                {"attributes": {"uuid": "u1", "id": "u1"}},
                {"deposed": "00", "attributes": {"uuid": "u9"}},
            ]},
            {"mode": "managed", "type": OURS, "name": "b", "module": "module.m[\"x.y\"].module.n",
             "instances": [{"index_key": "k\"", "attributes": {"uuid": "u2"}}]},
            {"mode": "managed", "type": AWSCC, "name": "c", "instances": [
                {"index_key": 0, "attributes": {"event_source_mapping_id": "u3", "id": "u3"}}]},
            {"mode": "data", "type": OURS, "name": "d", "instances": [{"attributes": {}}]},
        ]});
        let shown = json!({"format_version": "1.0", "values": {"root_module": {
            "resources": [
                {"mode": "managed", "type": AWS, "name": "a", "values": {"uuid": "u1"}},
                {"mode": "managed", "type": AWS, "name": "a", "deposed_key": "00", "values": {}},
                {"mode": "managed", "type": AWSCC, "name": "c", "index": 0, "values": {"id": "u3"}},
            ],
            "child_modules": [{"address": "module.m[\"x.y\"]", "child_modules": [{
                "address": "module.m[\"x.y\"].module.n",
                "resources": [{"mode": "managed", "type": OURS, "name": "b", "index": "k\"",
                               "values": {"uuid": "u2"}}],
            }]}],
        }}});
        let expected = [
            managed("", AWS, "a", "", "u1"),
            managed("", AWSCC, "c", "[0]", "u3"),
            managed("module.m[\"x.y\"].module.n", OURS, "b", "[\"k\\\"\"]", "u2"),
        ];
        assert_eq!(mappings(&pulled), expected);
        assert_eq!(mappings(&shown), expected);
        assert_eq!(
            expected[2].resource(),
            "module.m.module.n.awslambda_event_source_mapping.b"
        );
        assert_eq!(
            expected[2].instance_of("t"),
            "module.m[\"x.y\"].module.n.t.b[\"k\\\"\"]"
        );
    }

    #[test]
    fn what_is_no_state_is_told() {
        assert!(
            parse("s", "{")
                .unwrap_err()
                .to_string()
                .starts_with("s is no state")
        );
        assert!(
            parse("s", "[]")
                .unwrap_err()
                .to_string()
                .contains("state pull")
        );
        assert_eq!(parse("s", " \n").unwrap(), Value::Null);
        assert!(mappings(&parse("s", "{\"format_version\":\"1.0\"}").unwrap()).is_empty());
    }

    #[test]
    fn a_state_knows_the_arns_of_its_root_module() {
        let state = json!({"resources": [
            {"mode": "managed", "type": "aws_sqs_queue", "name": "q", "instances": [
                {"index_key": "k", "attributes": {"arn": "arn:q"}}]},
            {"mode": "managed", "type": "aws_dynamodb_table", "name": "t", "instances": [
                {"attributes": {"arn": "arn:t", "stream_arn": "arn:t/stream", "qualified_arn": ""}}]},
            {"mode": "managed", "type": "aws_sqs_queue", "name": "m", "module": "module.x",
             "instances": [{"attributes": {"arn": "arn:m"}}]},
            {"mode": "managed", "type": OURS, "name": "o", "instances": [
                {"attributes": {"arn": "arn:o"}}]},
        ]});
        let found = known(&state);
        let references: Vec<&str> = found.iter().map(|it| it.reference.as_str()).collect();
        assert_eq!(
            references,
            [
                "aws_sqs_queue.q[\"k\"].arn",
                "aws_dynamodb_table.t.arn",
                "aws_dynamodb_table.t.stream_arn"
            ]
        );
    }
}
