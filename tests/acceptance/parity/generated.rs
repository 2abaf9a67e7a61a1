//! The configuration that Terraform writes for imported mappings, of each kind of source: as small
//! as it can be, and with all that it may have.

use std::fs;

use serde_json::{Map, Value, json};

use super::{TYPE, imports};
use crate::acceptance::places::everywhere;
use crate::support::account::Account;
use crate::support::choices::{Chance, full};
use crate::support::configs::Base;
use crate::support::terraform::{Installation, Terraform, actions};

fn generated_configuration_of_each_kind_is_valid_and_changes_nothing(account: &Account) {
    let terraform = Terraform::new(&account.endpoint(), Installation::Override);
    let bases = if account.is_in_moto() {
        &Base::IN_MOTO[..]
    } else {
        &Base::ALL
    };
    let mut mappings = Map::new();
    for base in bases {
        for (number, mut config) in [
            base.config(),
            full(*base, &mut Chance::of_seed(1)),
            full(*base, &mut Chance::of_seed(2)),
        ]
        .into_iter()
        .enumerate()
        {
            let name = format!("{base:?}{number}").to_lowercase();
            config["function_name"] = json!(name);
            config.as_object_mut().unwrap().remove("timeouts");
            // `differences.py` says that moto does not answer a timestamp.
            if account.is_in_moto() && config["starting_position"] == "AT_TIMESTAMP" {
                config["starting_position"] = json!("LATEST");
                config
                    .as_object_mut()
                    .unwrap()
                    .remove("starting_position_timestamp");
            }
            mappings.insert(name, config);
        }
    }
    terraform.configure("");
    let text = format!("{:#}", json!({"resource": {TYPE: mappings}}));
    terraform.write("mappings.tf.json", &text);
    terraform.apply();
    terraform.two_empty_plans();
    let before = account.mappings();
    let state = terraform.mappings();
    assert_eq!(state.len(), 3 * bases.len());

    let other = Terraform::new(&account.endpoint(), Installation::Override);
    other.configure(&imports(&state));
    let plan = other.plan_json(&["-generate-config-out=generated.tf"]);
    let text = fs::read_to_string(other.folder().join("generated.tf")).unwrap();
    let changed: Vec<_> = actions(&plan)
        .into_iter()
        .filter(|(_, actions)| actions != &["no-op"])
        .collect();
    assert!(changed.is_empty(), "{changed:?}\n{text}");
    assert!(
        other.validate().iter().all(|it| !it.is_error()),
        "{:#?}",
        other.validate()
    );
    other.apply();
    assert_eq!(account.mappings(), before);
    other.two_empty_plans();
    let imported = other.mappings();
    let of = |all: &Value, name: &str| all[name].clone();
    for (address, values) in &state {
        for name in values.as_object().unwrap().keys() {
            // A shell of a block says nothing, and is not there.
            let shell = of(values, name) == json!([{"on_failure": []}])
                || of(values, name) == json!([{"filter": []}])
                || of(values, name) == json!([{"maximum_concurrency": null}]);
            // A group of Lambda's own is nothing in the state as long as it was nothing.
            let group = name.ends_with("_kafka_event_source_config");
            let spelt = ["function_name", "starting_position_timestamp"].contains(&name.as_str());
            if !spelt && !shell && !group {
                assert_eq!(
                    of(&imported[address], name),
                    of(values, name),
                    "{address}.{name}"
                );
            }
        }
    }
}

everywhere! {
    generated_configuration_of_each_kind_is_valid_and_changes_nothing;
}
