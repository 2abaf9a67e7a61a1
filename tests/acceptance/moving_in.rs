//! What is there already comes to Terraform: identities, moves and lists, by cores that know them.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::support::account::Account;
use crate::support::terraform::{
    Installation, PROGRAM, Run, Terraform, cli, cli_at_least, example, registry, stores_identity,
    terraform_at_least,
};

const ADDRESS: &str = "awslambda_event_source_mapping.it";
const MAPPINGS: &str = "/2015-03-31/event-source-mappings/";
const QUEUE: &str = r#"resource "awslambda_event_source_mapping" "it" {
  function_name    = "work"
  event_source_arn = "arn:aws:sqs:eu-west-1:123456789012:jobs"
}
"#;

fn with_batches_of(size: u32) -> String {
    QUEUE.replace("jobs\"", &format!("jobs\"\n  batch_size = {size}"))
}

fn stored(terraform: &Terraform) -> Value {
    let text = fs::read_to_string(terraform.folder().join("terraform.tfstate")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn identity(terraform: &Terraform) -> Value {
    stored(terraform)["resources"][0]["instances"][0]["identity"].clone()
}

// --- Identity

/// A state that an older Terraform has written has no identity: every way on from there works, and the
/// next apply stores one.
#[test]
fn a_state_without_identity_goes_on_in_every_way() {
    goes_on_without_identity(&terraform_at_least(1, 12));
}

/// Cores that know no identities send none and store none.
#[test]
fn a_core_of_any_age_goes_on_in_every_way() {
    goes_on_without_identity(&cli());
}

fn goes_on_without_identity(core: &Path) {
    let account = Account::new();
    let stores = stores_identity(core);
    let prepared = |settings: &str| {
        let terraform = Terraform::new(&account.endpoint(), Installation::Override);
        let terraform = terraform.driven_by(core.to_owned());
        terraform.configure(&QUEUE.replace("jobs", settings));
        terraform.apply();
        let expected = identity(&terraform);
        let mut state = stored(&terraform);
        let uuid = &state["resources"][0]["instances"][0]["attributes"]["uuid"];
        let uuid = uuid.as_str().unwrap().to_owned();
        let whole = json!({ "uuid": uuid, "account_id": "123456789012", "region": "eu-west-1" });
        assert_eq!(expected, if stores { whole } else { Value::Null });
        let instance = state["resources"][0]["instances"][0]
            .as_object_mut()
            .unwrap();
        instance.remove("identity");
        instance.remove("identity_schema_version");
        terraform.write("terraform.tfstate", &state.to_string());
        (terraform, expected, uuid)
    };
    let change = |terraform: &Terraform, name: &str| {
        terraform.configure(&with_batches_of(7).replace("jobs", name));
    };
    // Nothing changes; a change; one without a refresh.
    let (terraform, ..) = prepared("one");
    terraform.two_empty_plans();
    let (terraform, expected, _) = prepared("two");
    change(&terraform, "two");
    terraform.apply();
    assert_eq!(identity(&terraform), expected);
    let (terraform, expected, _) = prepared("three");
    change(&terraform, "three");
    terraform.succeed(&["apply", "-auto-approve", "-refresh=false", "-no-color"]);
    assert_eq!(identity(&terraform), expected);
    // A change that fails, without a refresh.
    let (terraform, expected, _) = prepared("four");
    terraform.configure(&QUEUE.replace("jobs\"", "four\"\n  function_response_types = [\"Odd\"]"));
    let run = terraform.run(&["apply", "-auto-approve", "-refresh=false", "-no-color"]);
    assert_ne!(run.code, Some(0), "{run}");
    assert_eq!(identity(&terraform), expected, "{run}");
    change(&terraform, "four");
    terraform.apply();
    terraform.two_empty_plans();
    // The mapping is gone.
    let (terraform, expected, uuid) = prepared("five");
    account.call("DELETE", &format!("{MAPPINGS}{uuid}"), json!(null));
    account.wait_until("the mapping is gone", |account| {
        account.mappings().iter().all(|it| it["UUID"] != *uuid)
    });
    assert_eq!(terraform.actions()[ADDRESS], ["create"]);
    terraform.apply();
    assert_eq!(identity(&terraform) != expected, stores);
    terraform.destroy();
}

#[test]
fn a_mapping_is_imported_by_identity() {
    let account = Account::new();
    let terraform = Terraform::new(&account.endpoint(), Installation::Override);
    let terraform = terraform.driven_by(terraform_at_least(1, 12));
    terraform.configure(&example(
        "resources/awslambda_event_source_mapping/resource.tf",
    ));
    terraform.apply();
    let uuid = account.uuid();
    fs::remove_file(terraform.folder().join("terraform.tfstate")).unwrap();
    let import = example("resources/awslambda_event_source_mapping/import-by-identity.tf");
    terraform.write(
        "import.tf",
        &import.replace("14e0db71-5d35-4eb5-b481-8945cf9d10c2", &uuid),
    );
    let plan = terraform.plan_json(&[]);
    let change = &plan["resource_changes"][0]["change"];
    assert_eq!(change["actions"], json!(["no-op"]), "{change}");
    assert_eq!(change["importing"]["identity"]["uuid"], *uuid, "{change}");
    terraform.apply();
    terraform.two_empty_plans();
}

// --- Moves

/// Mappings of several kinds: a name, and the arguments beside the function.
const KINDS: [(&str, &str); 3] = [
    (
        "queue",
        r#"event_source_arn = "arn:aws:sqs:eu-west-1:123456789012:queue""#,
    ),
    (
        "stream",
        r#"event_source_arn               = "arn:aws:kinesis:eu-west-1:123456789012:stream/stream"
  starting_position              = "LATEST"
  bisect_batch_on_function_error = true"#,
    ),
    (
        "filtered",
        r#"event_source_arn = "arn:aws:sqs:eu-west-1:123456789012:filtered"
  enabled          = false
  filter_criteria {
    filter {
      pattern = jsonencode({ body = { a = [1] } })
    }
  }
  scaling_config {
    maximum_concurrency = 5
  }"#,
    ),
];

/// A resource for each of these, with more arguments.
fn resources(more: impl Fn(&str) -> String) -> String {
    let mut text = String::new();
    for (name, arguments) in KINDS {
        write!(
            text,
            "resource \"awslambda_event_source_mapping\" \"{name}\" {{\n  {}\n  {arguments}\n}}\n\n",
            more(name)
        )
        .unwrap();
    }
    text
}

/// The same mappings, which nobody manages any more: what the API shows of them, by name.
fn forgotten(
    account: &Account,
    terraform: &Terraform,
    configuration: &str,
) -> Vec<(String, Value)> {
    terraform.configure(configuration);
    terraform.apply();
    let mappings = terraform.mappings();
    fs::remove_file(terraform.folder().join("terraform.tfstate")).unwrap();
    mappings
        .into_iter()
        .map(|(address, values)| {
            let name = address.rsplit('.').next().unwrap().to_owned();
            let path = format!("{MAPPINGS}{}", values["uuid"].as_str().unwrap());
            (name, account.call("GET", &path, json!(null)))
        })
        .collect()
}

/// What `hashicorp/aws` 5 stores of a mapping that the API shows so.
fn as_stored_by_aws(it: &Value) -> Value {
    let text = |name: &str| it[name].as_str().unwrap_or_default().to_owned();
    let number = |name: &str| it[name].as_i64().unwrap_or_default();
    let filters: Vec<Value> = it["FilterCriteria"]["Filters"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|it| json!({ "pattern": it["Pattern"] }))
        .collect();
    let one = |block: Value, is: bool| if is { json!([block]) } else { json!([]) };
    let most = number("MaximumConcurrency").max(
        it["ScalingConfig"]["MaximumConcurrency"]
            .as_i64()
            .unwrap_or_default(),
    );
    json!({
        "amazon_managed_kafka_event_source_config": [],
        "arn": text("EventSourceMappingArn"),
        "batch_size": number("BatchSize"),
        "bisect_batch_on_function_error": it["BisectBatchOnFunctionError"] == true,
        "destination_config": [],
        "document_db_event_source_config": [],
        "enabled": it["State"] == "Enabled",
        "event_source_arn": text("EventSourceArn"),
        "filter_criteria": one(json!({ "filter": filters }), !filters.is_empty()),
        "function_arn": text("FunctionArn"),
        "function_name": text("FunctionArn"),
        "function_response_types": [],
        "id": text("UUID"),
        "kms_key_arn": "",
        "last_modified": "2025-03-04T05:06:07Z",
        "last_processing_result": text("LastProcessingResult"),
        "maximum_batching_window_in_seconds": number("MaximumBatchingWindowInSeconds"),
        "maximum_record_age_in_seconds": number("MaximumRecordAgeInSeconds"),
        "maximum_retry_attempts": number("MaximumRetryAttempts"),
        "metrics_config": [],
        "parallelization_factor": number("ParallelizationFactor"),
        "provisioned_poller_config": [],
        "queues": [],
        "scaling_config": one(json!({ "maximum_concurrency": most }), most > 0),
        "self_managed_event_source": [],
        "self_managed_kafka_event_source_config": [],
        "source_access_configuration": [],
        "starting_position": text("StartingPosition"),
        "starting_position_timestamp": "",
        "state": text("State"),
        "state_transition_reason": text("StateTransitionReason"),
        "tags": {},
        "tags_all": {},
        "topics": [],
        "tumbling_window_in_seconds": number("TumblingWindowInSeconds"),
        "uuid": text("UUID"),
    })
}

/// What `hashicorp/awscc` stores of it.
fn as_stored_by_awscc(it: &Value) -> Value {
    let filters: Vec<Value> = it["FilterCriteria"]["Filters"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|it| json!({ "pattern": it["Pattern"] }))
        .collect();
    let filters = (!filters.is_empty()).then(|| json!({ "filters": filters }));
    let scaling = it["ScalingConfig"]["MaximumConcurrency"]
        .as_i64()
        .map(|it| json!({ "maximum_concurrency": it }));
    json!({
        "batch_size": it["BatchSize"],
        "bisect_batch_on_function_error": it["BisectBatchOnFunctionError"],
        "enabled": it["State"] == "Enabled",
        "event_source_arn": it["EventSourceArn"],
        "event_source_mapping_arn": it["EventSourceMappingArn"],
        "event_source_mapping_id": it["UUID"],
        "filter_criteria": filters,
        "function_name": "work",
        "function_response_types": [],
        "id": it["UUID"],
        "maximum_batching_window_in_seconds": it["MaximumBatchingWindowInSeconds"],
        "maximum_record_age_in_seconds": it["MaximumRecordAgeInSeconds"],
        "maximum_retry_attempts": it["MaximumRetryAttempts"],
        "parallelization_factor": it["ParallelizationFactor"],
        "scaling_config": scaling,
        "starting_position": it["StartingPosition"],
        "tags": null,
        "tumbling_window_in_seconds": it["TumblingWindowInSeconds"],
    })
}

/// A core loads the provider of a moved state, and asks it nothing: ours stands for it.
fn stand_in(terraform: &Terraform, address: &str) {
    let folder = terraform.folder();
    let root = folder.parent().unwrap();
    let name = address.rsplit('/').next().unwrap();
    let theirs = root.join(name);
    fs::create_dir(&theirs).unwrap();
    let suffix = std::env::consts::EXE_SUFFIX;
    let program = theirs.join(format!("terraform-provider-{name}{suffix}"));
    fs::copy(Path::new(PROGRAM), program).unwrap();
    let path = root.join("cli.tfrc");
    let text = fs::read_to_string(&path).unwrap();
    let theirs = format!(
        "dev_overrides {{\n    {address:?} = {:?}",
        theirs.display().to_string()
    );
    let text = text.replacen("dev_overrides {", &theirs, 1);
    assert!(text.contains(address), "{text}");
    fs::write(path, text).unwrap();
}

/// Moves mappings of all kinds from the states of `kind`: the plan shows moves and nothing else, and an
/// apply writes nothing.
fn moves_in(cli: &Path, name: &str, kind: &str, store: fn(&Value) -> Value) {
    let address = &format!("{}/hashicorp/{name}", registry(cli));
    let account = Account::new();
    let terraform = Terraform::new(&account.endpoint(), Installation::Override);
    let terraform = terraform.driven_by(cli.to_owned());
    stand_in(&terraform, address);
    let configuration = resources(|_| "function_name = \"work\"".to_owned());
    let mut moved = String::new();
    let mut held = Vec::new();
    for (name, shown) in forgotten(&account, &terraform, &configuration) {
        held.push(json!({
            "mode": "managed",
            "type": kind,
            "name": name,
            "provider": format!("provider[\"{address}\"]"),
            "instances": [{ "schema_version": 0, "attributes": store(&shown) }],
        }));
        write!(
            moved,
            "moved {{\n  from = {kind}.{name}\n  to   = awslambda_event_source_mapping.{name}\n}}\n\n"
        )
        .unwrap();
    }
    let state = json!({
        "version": 4,
        "terraform_version": "1.8.0",
        "serial": 1,
        "lineage": "0b2f1e3c-7d5a-4c6e-9f80-1a2b3c4d5e6f",
        "outputs": {},
        "resources": held,
    });
    terraform.write("terraform.tfstate", &state.to_string());
    terraform.configure(&(moved + &configuration));

    let before = account.requests().len();
    let plan = terraform.plan_json(&[]);
    for change in plan["resource_changes"].as_array().unwrap() {
        assert_eq!(change["change"]["actions"], json!(["no-op"]), "{change:#}");
        let name = change["name"].as_str().unwrap();
        assert_eq!(change["previous_address"], format!("{kind}.{name}"));
    }
    assert_eq!(
        plan["resource_changes"].as_array().unwrap().len(),
        KINDS.len()
    );
    terraform.apply();
    assert_eq!(account.writes_since(before), []);
    assert_eq!(terraform.mappings().len(), KINDS.len());
    terraform.two_empty_plans();
}

#[test]
fn mappings_of_hashicorp_aws_move_here_without_a_change() {
    let name = "aws";
    let kind = "aws_lambda_event_source_mapping";
    let cli = cli_at_least((1, 8), (1, 10));
    moves_in(&cli, name, kind, as_stored_by_aws);
    moves_in(&terraform_at_least(1, 15), name, kind, as_stored_by_aws);
}

#[test]
fn mappings_of_hashicorp_awscc_move_here_without_a_change() {
    let name = "awscc";
    let kind = "awscc_lambda_event_source_mapping";
    let cli = cli_at_least((1, 8), (1, 10));
    moves_in(&cli, name, kind, as_stored_by_awscc);
}

// --- Query

fn queried(run: &Run) -> Vec<Value> {
    let lines = run.stdout.lines();
    lines
        .filter_map(|it| serde_json::from_str::<Value>(it).ok())
        .collect()
}

#[test]
fn a_query_lists_mappings_and_writes_a_configuration_that_changes_nothing() {
    let account = Account::new();
    let terraform = Terraform::new(&account.endpoint(), Installation::Override);
    let terraform = terraform.driven_by(terraform_at_least(1, 14));
    let configuration = resources(|name| {
        format!("function_name = \"orders-{name}\"\n  tags = {{ name = \"{name}\" }}")
    });
    let made = forgotten(&account, &terraform, &configuration);
    assert_eq!(made.len(), KINDS.len());
    terraform.configure("");
    let folder = "list-resources/awslambda_event_source_mapping";
    for (file, expected) in [
        ("list-resource.tfquery.hcl", 3),
        ("list-resource_filtered.tfquery.hcl", 1),
    ] {
        terraform.write("list.tfquery.hcl", &example(&format!("{folder}/{file}")));
        let run = terraform.succeed(&["query", "-json", "-no-color"]);
        let found = queried(&run);
        let number = found
            .iter()
            .filter(|it| it["type"] == "list_resource_found")
            .count();
        assert_eq!(number, expected, "{run}");
    }
    terraform.write(
        "list.tfquery.hcl",
        &example(&format!("{folder}/list-resource.tfquery.hcl")),
    );
    let run = terraform.succeed(&["query", "-no-color", "-generate-config-out=generated.tf"]);
    assert!(
        run.stdout.contains("orders-queue <- queue, Enabled"),
        "{run}"
    );
    fs::remove_file(terraform.folder().join("list.tfquery.hcl")).unwrap();
    let plan = terraform.plan_json(&[]);
    let changes = plan["resource_changes"].as_array().unwrap();
    assert_eq!(changes.len(), 3);
    for change in changes {
        assert_eq!(change["change"]["actions"], json!(["no-op"]), "{change:#}");
    }
    let before = account.requests().len();
    terraform.apply();
    assert_eq!(account.writes_since(before), []);
    terraform.two_empty_plans();
}
