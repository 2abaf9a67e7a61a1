//! What arguments of the provider block do to requests, where no other file shows it; and the list that
//! says of each argument and each variable of the environment which test shows it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::json;
use terraform_provider_awslambda::aws::Aws;
use terraform_provider_awslambda::emulator::{Options, Report};
use terraform_provider_awslambda::framework::schema::{Attribute, Shape};
use terraform_provider_awslambda::framework::server::Server;
use terraform_provider_awslambda::framework::value::Value;
use terraform_provider_awslambda::protocol::tfplugin6::Diagnostic;
use terraform_provider_awslambda::protocol::tfplugin6::diagnostic::Severity;

use super::credentials::{alone, nested, texts};
use crate::support::differences::{DIFFERENCES, How};
use crate::support::host::{Host, QUEUE, STREAM, errors, with};
use crate::support::plugin::Settings;
use crate::support::sts;

const NONE: [Diagnostic; 0] = [];
const ROLE: &str = "arn:aws:iam::123456789012:role/deploy";

#[tokio::test]
async fn the_secret_key_signs() {
    let host = Host::start().await;
    let sts = sts::sts(Duration::from_hours(1)).await;
    // A signature holds the second in which it was made.
    let signed = async |secret: &str| {
        let set = [("secret_key", secret.into())];
        assert_eq!(host.configure(&host.asking(&sts.url(), &set)).await, NONE);
        let seen = sts.seen().pop().unwrap();
        let part = |name: &str| seen.headers[name].clone();
        (part("x-amz-date"), part("authorization"))
    };
    for _ in 0..20 {
        let [first, again, other] = [
            signed("one").await,
            signed("one").await,
            signed("two").await,
        ];
        if first.0 == other.0 {
            assert_eq!(first, again);
            assert_ne!(first.1, other.1);
            return;
        }
    }
    panic!("no three calls within one second");
}

#[tokio::test]
async fn a_web_identity_is_asked_for_with_all_that_the_block_says() {
    let home = tempfile::tempdir().unwrap();
    let host = Host::in_environment(alone(home.path()), Options::default()).await;
    let sts = sts::sts(Duration::from_hours(1)).await;
    let set = [
        ("role_arn", ROLE.into()),
        ("session_name", "ci-run".into()),
        ("duration", "45m".into()),
        ("policy", "{\"Version\":\"2012-10-17\"}".into()),
        (
            "policy_arns",
            Value::set(texts(&["arn:aws:iam::aws:policy/ReadOnlyAccess"])),
        ),
        ("web_identity_token", "hidden-token".into()),
    ];
    let web = nested(&host, "assume_role_with_web_identity", &set);
    let set = [("assume_role_with_web_identity", Value::List(vec![web]))];
    assert_eq!(host.configure(&host.asking(&sts.url(), &set)).await, NONE);
    let seen = &sts.seen()[0];
    for (name, value) in [
        ("Action", "AssumeRoleWithWebIdentity"),
        ("RoleArn", ROLE),
        ("RoleSessionName", "ci-run"),
        ("DurationSeconds", "2700"),
        ("Policy", "{\"Version\":\"2012-10-17\"}"),
        (
            "PolicyArns.member.1.arn",
            "arn:aws:iam::aws:policy/ReadOnlyAccess",
        ),
        ("WebIdentityToken", "hidden-token"),
    ] {
        assert_eq!(seen.parameter(name).as_deref(), Some(value), "{name}");
    }
}

#[tokio::test]
async fn a_web_identity_of_the_environment_completes_a_block_or_stands_for_one() {
    let home = tempfile::tempdir().unwrap();
    let file = |name: &str| {
        let path = home.path().join(name);
        fs::write(&path, format!("hidden-{name}")).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let settings = || {
        alone(home.path())
            .with(
                "AWS_ROLE_ARN",
                "arn:aws:iam::123456789012:role/of-environment",
            )
            .with("AWS_ROLE_SESSION_NAME", "of-environment")
            .with("AWS_WEB_IDENTITY_TOKEN_FILE", &file("of-environment"))
    };
    let text = || settings().with("TF_AWS_WEB_IDENTITY_TOKEN", "hidden-text");
    let (role, name) = ("of-environment", "of-environment");
    let all: &[(&str, Value)] = &[
        ("role_arn", ROLE.into()),
        ("session_name", "of-block".into()),
        ("web_identity_token_file", file("of-block").into()),
    ];
    for (settings, set, expected) in [
        // The variable with the text is one of the block's.
        (text(), None, [role, name, "hidden-of-environment"]),
        (
            settings(),
            Some(&all[..0]),
            [role, name, "hidden-of-environment"],
        ),
        (text(), Some(&all[..0]), [role, name, "hidden-text"]),
        (text(), Some(all), ["deploy", "of-block", "hidden-of-block"]),
    ] {
        let host = Host::in_environment(settings, Options::default()).await;
        let sts = sts::sts(Duration::from_hours(1)).await;
        let mut own = vec![("access_key", Value::Null), ("secret_key", Value::Null)];
        if let Some(set) = set {
            let web = nested(&host, "assume_role_with_web_identity", set);
            own.push(("assume_role_with_web_identity", Value::List(vec![web])));
        }
        assert_eq!(host.configure(&host.asking(&sts.url(), &own)).await, NONE);
        let seen = &sts.seen()[0];
        let said = ["RoleArn", "RoleSessionName", "WebIdentityToken"];
        let said = said.map(|it| seen.parameter(it).unwrap());
        let said = said.each_ref().map(|it| it.rsplit('/').next().unwrap());
        assert_eq!(said, expected);
    }
}

#[tokio::test]
async fn the_products_of_the_block_and_the_environment_are_named_to_aws() {
    let settings = Settings::new().with("TF_APPEND_USER_AGENT", "Jenkins/2 (nightly)");
    let host = Host::unconfigured(settings, Duration::ZERO).await;
    let sts = sts::sts(Duration::from_hours(1)).await;
    let set = [("user_agent", Value::List(texts(&["one/1", "two/2 (x)"])))];
    assert_eq!(host.configure(&host.asking(&sts.url(), &set)).await, NONE);
    let agent = sts.seen()[0].headers["user-agent"].clone();
    assert!(
        agent.ends_with(" one/1 two/2 (x) Jenkins/2 (nightly)"),
        "{agent}"
    );
}

#[tokio::test]
async fn a_provider_that_adopts_takes_over_what_is_there() {
    let host = Host::start().await;
    let there = json!({"FunctionName": "worker", "EventSourceArn": QUEUE, "BatchSize": 3});
    let path = "/2015-03-31/event-source-mappings/";
    let (status, made) = host.emulator.call_in("eu-west-1", "POST", path, there);
    assert_eq!(status, 202, "{made}");
    let config = host.queue();
    let planned = host.plan(&config, &Value::Null).await.state;
    let refused = host.try_apply(&config, &Value::Null, &planned).await;
    assert_eq!(errors(&refused.diagnostics).len(), 1);
    let adopting = [("adopt_existing", true.into())];
    let block = with(host.block_for("eu-west-1"), &adopting);
    assert_eq!(host.configure(&block).await, NONE);
    let planned = host.plan(&config, &Value::Null).await.state;
    let taken = host.try_apply(&config, &Value::Null, &planned).await;
    assert_eq!(errors(&taken.diagnostics), [""; 0]);
    assert_eq!(host.emulator.mappings().len(), 1);
    let mapping = host.emulator.mappings()[0].clone();
    assert_eq!(
        (&mapping["UUID"], &mapping["BatchSize"]),
        (&made["UUID"], &json!(10))
    );
}

#[tokio::test]
async fn warnings_come_unless_the_block_says_otherwise() {
    for wanted in [true, false] {
        let host = Host::start().await;
        let there = json!({"FunctionName": "worker", "EventSourceArn": STREAM, "StartingPosition": "LATEST"});
        let path = "/2015-03-31/event-source-mappings/";
        host.emulator.call_in("eu-west-1", "POST", path, there);
        let warnings = Value::object([
            ("adopted", Value::from(wanted)),
            ("failed_batches", wanted.into()),
        ]);
        let more = [
            ("adopt_existing", true.into()),
            ("warnings", Value::List(vec![warnings])),
        ];
        let block = with(host.block_for("eu-west-1"), &more);
        assert_eq!(host.configure(&block).await, NONE);
        let config = host.config(&[
            ("function_name", "worker".into()),
            ("event_source_arn", STREAM.into()),
            ("starting_position", "LATEST".into()),
        ]);
        let planned = host.plan(&config, &Value::Null).await.state;
        let adopted = host.try_apply(&config, &Value::Null, &planned).await;
        assert_eq!(adopted.diagnostics.len(), usize::from(wanted));

        let state = host.value(adopted.new_state.as_ref());
        let uuid = host.emulator.mappings()[0]["UUID"].clone();
        let report = Report {
            last_processing_result: Some("PROBLEM: Function call failed".to_owned()),
            ..Report::default()
        };
        host.emulator
            .report(uuid.as_str().unwrap(), report)
            .unwrap();
        let read = host.try_read(&state).await;
        assert_eq!(read.diagnostics.len(), usize::from(wanted));
    }
}

#[tokio::test]
async fn a_region_that_nobody_knows_is_called_if_nobody_is_to_look() {
    let host = Host::start().await;
    let sts = sts::sts(Duration::from_hours(1)).await;
    let there = [("region", "mars".into()), ("sts_region", "moon".into())];
    let skip = [("skip_region_validation", true.into())];
    let looked = host
        .validate_provider(&host.asking(&sts.url(), &there))
        .await;
    assert!(
        looked.iter().any(|it| it.severity() == Severity::Error),
        "{looked:?}"
    );
    let unseen = with(host.asking(&sts.url(), &there), &skip);
    assert_eq!(host.validate_provider(&unseen).await, NONE);
    assert_eq!(host.configure(&unseen).await, NONE);
    assert_eq!(sts.seen()[0].signer().1, "moon");
}

/// Each argument of the provider block that has an effect, and each variable of the environment, with
/// the file and the test that shows its effect on a request.
const SHOWN: &str = "
    access_key                           credentials chained_roles_are_assumed_one_with_the_other_and_the_last_calls_lambda
    adopt_existing                       arguments   a_provider_that_adopts_takes_over_what_is_there
    allowed_account_ids                  credentials the_account_is_asked_for_once_and_only_if_somebody_wants_to_know
    assume_role.duration                 credentials chained_roles_are_assumed_one_with_the_other_and_the_last_calls_lambda
    assume_role.external_id              credentials chained_roles_are_assumed_one_with_the_other_and_the_last_calls_lambda
    assume_role.policy                   credentials chained_roles_are_assumed_one_with_the_other_and_the_last_calls_lambda
    assume_role.policy_arns              credentials chained_roles_are_assumed_one_with_the_other_and_the_last_calls_lambda
    assume_role.role_arn                 credentials chained_roles_are_assumed_one_with_the_other_and_the_last_calls_lambda
    assume_role.session_name             credentials chained_roles_are_assumed_one_with_the_other_and_the_last_calls_lambda
    assume_role.source_identity          credentials chained_roles_are_assumed_one_with_the_other_and_the_last_calls_lambda
    assume_role.tags                     credentials chained_roles_are_assumed_one_with_the_other_and_the_last_calls_lambda
    assume_role.transitive_tag_keys      credentials chained_roles_are_assumed_one_with_the_other_and_the_last_calls_lambda
    assume_role_with_web_identity.duration                arguments   a_web_identity_is_asked_for_with_all_that_the_block_says
    assume_role_with_web_identity.policy                  arguments   a_web_identity_is_asked_for_with_all_that_the_block_says
    assume_role_with_web_identity.policy_arns             arguments   a_web_identity_is_asked_for_with_all_that_the_block_says
    assume_role_with_web_identity.role_arn                arguments   a_web_identity_is_asked_for_with_all_that_the_block_says
    assume_role_with_web_identity.session_name            arguments   a_web_identity_is_asked_for_with_all_that_the_block_says
    assume_role_with_web_identity.web_identity_token      arguments   a_web_identity_is_asked_for_with_all_that_the_block_says
    assume_role_with_web_identity.web_identity_token_file credentials a_web_identity_is_read_from_its_file_and_sent_without_a_signature
    custom_ca_bundle                     network     a_private_authority_is_trusted_by_either_way_and_no_other_is
    default_tags.tags                    tagging     tags_of_the_provider_come_with_every_mapping_and_change_without_an_update
    ec2_metadata_service_endpoint        precedence  the_machine_is_asked_where_the_strongest_place_says
    ec2_metadata_service_endpoint_mode   precedence  the_machine_is_asked_by_the_protocol_that_is_wanted
    endpoints.lambda                     precedence  an_endpoint_is_that_of_the_strongest_place
    endpoints.resourcegroupstagging      tagging     tags_of_many_are_read_where_the_block_or_the_environment_says
    endpoints.resourcegroupstaggingapi   tagging     tags_of_many_are_read_where_the_block_or_the_environment_says
    endpoints.sso                        credentials identity_center_gives_credentials_for_a_login_and_the_command_for_a_new_one
    endpoints.sts                        precedence  an_endpoint_is_that_of_the_strongest_place
    forbidden_account_ids                credentials the_account_is_asked_for_once_and_only_if_somebody_wants_to_know
    http_attempt_timeout                 network     nobody_waits_longer_than_was_said
    http_connect_timeout                 network     a_connection_that_is_never_made_is_told_from_an_answer_that_never_comes
    http_operation_timeout               network     nobody_waits_longer_than_was_said
    http_proxy                           network     plain_calls_take_a_proxy_that_the_block_names
    http_read_timeout                    network     nobody_waits_longer_than_was_said
    https_proxy                          network     a_proxy_is_taken_with_its_password_and_not_for_its_exceptions
    ignore_tags.key_prefixes             tagging     drift_in_tags_is_seen_and_put_right_but_for_those_that_are_ignored
    ignore_tags.keys                     tagging     drift_in_tags_is_seen_and_put_right_but_for_those_that_are_ignored
    insecure                             network     a_private_authority_is_trusted_by_either_way_and_no_other_is
    max_requests_per_second              retries     calls_are_sent_no_faster_than_the_block_allows
    max_retries                          network     calls_are_retried_as_often_as_was_said_and_as_the_bucket_pays
    no_proxy                             network     a_proxy_is_taken_with_its_password_and_not_for_its_exceptions
    profile                              precedence  keys_profiles_and_regions_are_those_of_the_strongest_place
    read_strategy                        retries     every_mapping_is_read_by_itself_if_the_block_says_so
    region                               precedence  keys_profiles_and_regions_are_those_of_the_strongest_place
    retry_mode                           retries     the_adaptive_mode_slows_the_calls_after_a_refused_one_too
    secret_key                           arguments   the_secret_key_signs
    shared_config_files                  precedence  shared_files_are_those_that_the_block_names_or_the_environment_or_the_usual_ones
    shared_credentials_files             precedence  shared_files_are_those_that_the_block_names_or_the_environment_or_the_usual_ones
    skip_credentials_validation          credentials the_account_is_asked_for_once_and_only_if_somebody_wants_to_know
    skip_metadata_api_check              precedence  the_machine_is_asked_if_the_strongest_place_allows_it
    skip_region_validation               arguments   a_region_that_nobody_knows_is_called_if_nobody_is_to_look
    skip_requesting_account_id           credentials the_account_is_asked_for_once_and_only_if_somebody_wants_to_know
    sts_region                           credentials chained_roles_are_assumed_one_with_the_other_and_the_last_calls_lambda
    token                                credentials chained_roles_are_assumed_one_with_the_other_and_the_last_calls_lambda
    token_bucket_rate_limiter_capacity   network     calls_are_retried_as_often_as_was_said_and_as_the_bucket_pays
    use_dualstack_endpoint               precedence  the_hosts_that_are_called_are_those_of_the_strongest_place
    use_fips_endpoint                    precedence  the_hosts_that_are_called_are_those_of_the_strongest_place
    user_agent                           arguments   the_products_of_the_block_and_the_environment_are_named_to_aws
    warnings.adopted                     arguments   warnings_come_unless_the_block_says_otherwise
    warnings.failed_batches              arguments   warnings_come_unless_the_block_says_otherwise
    wait_for                             retries     a_change_ends_when_it_is_accepted_if_the_block_says_so

    AWS_ACCESS_KEY                       precedence  keys_profiles_and_regions_are_those_of_the_strongest_place
    AWS_ACCESS_KEY_ID                    precedence  keys_profiles_and_regions_are_those_of_the_strongest_place
    AWS_CA_BUNDLE                        network     a_private_authority_is_trusted_by_either_way_and_no_other_is
    AWS_CONFIG_FILE                      precedence  shared_files_are_those_that_the_block_names_or_the_environment_or_the_usual_ones
    AWS_CONTAINER_CREDENTIALS_FULL_URI   credentials a_container_gives_credentials_to_who_shows_its_token
    AWS_CONTAINER_CREDENTIALS_RELATIVE_URI precedence a_container_is_asked_when_its_path_is_known
    AWS_DEFAULT_PROFILE                  precedence  keys_profiles_and_regions_are_those_of_the_strongest_place
    AWS_DEFAULT_REGION                   precedence  keys_profiles_and_regions_are_those_of_the_strongest_place
    AWS_EC2_METADATA_DISABLED            precedence  the_machine_is_asked_if_the_strongest_place_allows_it
    AWS_EC2_METADATA_SERVICE_ENDPOINT    precedence  the_machine_is_asked_where_the_strongest_place_says
    AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE precedence the_machine_is_asked_by_the_protocol_that_is_wanted
    AWS_ENDPOINT_URL                     precedence  an_endpoint_is_that_of_the_strongest_place
    AWS_ENDPOINT_URL_LAMBDA              precedence  an_endpoint_is_that_of_the_strongest_place
    AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API tagging tags_of_many_are_read_where_the_block_or_the_environment_says
    AWS_ENDPOINT_URL_SSO                 credentials identity_center_gives_credentials_for_a_login_and_the_command_for_a_new_one
    AWS_ENDPOINT_URL_STS                 precedence  an_endpoint_is_that_of_the_strongest_place
    AWS_IGNORE_CONFIGURED_ENDPOINT_URLS  precedence  configured_endpoints_are_not_called_when_they_are_to_be_ignored
    AWS_MAX_ATTEMPTS                     precedence  calls_are_retried_as_often_as_the_strongest_place_says
    AWS_PROFILE                          precedence  keys_profiles_and_regions_are_those_of_the_strongest_place
    AWS_REGION                           precedence  keys_profiles_and_regions_are_those_of_the_strongest_place
    AWS_RETRY_MODE                       retries     the_adaptive_mode_is_slower_after_a_refusal_wherever_it_is_set
    AWS_ROLE_ARN                         arguments   a_web_identity_of_the_environment_completes_a_block_or_stands_for_one
    AWS_ROLE_SESSION_NAME                arguments   a_web_identity_of_the_environment_completes_a_block_or_stands_for_one
    AWS_SECRET_ACCESS_KEY                precedence  keys_profiles_and_regions_are_those_of_the_strongest_place
    AWS_SECRET_KEY                       precedence  keys_profiles_and_regions_are_those_of_the_strongest_place
    AWS_SESSION_TOKEN                    precedence  keys_profiles_and_regions_are_those_of_the_strongest_place
    AWS_SHARED_CREDENTIALS_FILE          precedence  shared_files_are_those_that_the_block_names_or_the_environment_or_the_usual_ones
    AWS_STS_ENDPOINT                     precedence  an_endpoint_is_that_of_the_strongest_place
    AWS_USE_DUALSTACK_ENDPOINT           precedence  the_hosts_that_are_called_are_those_of_the_strongest_place
    AWS_USE_FIPS_ENDPOINT                precedence  the_hosts_that_are_called_are_those_of_the_strongest_place
    AWS_WEB_IDENTITY_TOKEN_FILE          arguments   a_web_identity_of_the_environment_completes_a_block_or_stands_for_one
    HTTPS_PROXY                          network     a_proxy_of_the_environment_serves_aws_and_not_this_machine
    HTTP_PROXY                           network     a_proxy_of_the_environment_serves_aws_and_not_this_machine
    NO_PROXY                             network     a_proxy_of_the_environment_is_not_taken_for_its_exceptions
    TF_APPEND_USER_AGENT                 arguments   the_products_of_the_block_and_the_environment_are_named_to_aws
    TF_AWS_DEFAULT_TAGS_                 tagging     tags_of_the_environment_are_those_of_the_block_but_for_keys_that_it_has
    TF_AWS_IGNORE_TAGS_KEYS              tagging     tags_of_the_environment_are_those_of_the_block_but_for_keys_that_it_has
    TF_AWS_IGNORE_TAGS_KEY_PREFIXES      tagging     tags_of_the_environment_are_those_of_the_block_but_for_keys_that_it_has
    TF_AWS_STS_ENDPOINT                  precedence  an_endpoint_is_that_of_the_strongest_place
    TF_AWS_WEB_IDENTITY_TOKEN            arguments   a_web_identity_of_the_environment_completes_a_block_or_stands_for_one
";

/// Whether an argument is accepted, and does nothing.
fn idle(argument: &str) -> bool {
    let row = DIFFERENCES.iter().find(|it| it.argument == argument);
    row.is_some_and(|it| it.how == How::Idle)
}

/// The arguments that do something, with dots between the blocks and them.
fn arguments(rows: &[Attribute], within: &str, all: &mut BTreeSet<String>) {
    for row in rows {
        let name = format!("{within}{}", row.name);
        match &row.shape {
            Shape::Block(_, inner) => arguments(inner, &format!("{name}."), all),
            // Those of services that are not called, and those that are said to do nothing.
            _ if within == "endpoints." && row.doc.contains("has no effect") => {}
            _ if idle(&name) => {}
            _ => drop(all.insert(name)),
        }
    }
}

/// The variables of the environment that the provider's documentation or code names.
fn variables(rows: &[Attribute]) -> BTreeSet<String> {
    let mut texts = Vec::new();
    let mut rows: Vec<&Attribute> = rows.iter().collect();
    while let Some(row) = rows.pop() {
        texts.push(row.doc.clone().replace('`', "\""));
        rows.extend(row.inner().into_iter().flatten());
    }
    let mut folders = vec![root().join("src/aws/provider")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if !path.ends_with("tests.rs") {
                let code = fs::read_to_string(path).unwrap();
                let code = code.split("#[cfg(test)]").next().unwrap();
                texts.push(code.to_owned());
            }
        }
    }
    let quoted = texts.iter().flat_map(|it| it.split('"'));
    let is_variable = |it: &&str| {
        let begins = it.starts_with("AWS_") || it.starts_with("TF_") || it.ends_with("_PROXY");
        begins
            && it
                .bytes()
                .all(|it| it.is_ascii_uppercase() || it.is_ascii_digit() || it == b'_')
    };
    quoted.filter(is_variable).map(str::to_owned).collect()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

#[test]
fn every_argument_and_every_variable_has_a_test_of_what_it_does_to_a_request() {
    let server = Server::new(Aws);
    let rows = &server.schemas().provider.attributes;
    let mut expected = BTreeSet::new();
    arguments(rows, "", &mut expected);
    expected.extend(variables(rows));
    let lines = SHOWN.lines().filter(|it| !it.trim().is_empty());
    let shown: BTreeMap<&str, [&str; 2]> = lines
        .map(|line| {
            let mut words = line.split_whitespace();
            let [name, file, test] = std::array::from_fn(|_| words.next().unwrap());
            (name, [file, test])
        })
        .collect();
    let listed: BTreeSet<String> = shown.keys().map(|it| (*it).to_owned()).collect();
    let unshown: Vec<_> = expected.difference(&listed).collect();
    let unheard: Vec<_> = listed.difference(&expected).collect();
    assert!(unshown.is_empty(), "without a test: {unshown:?}");
    assert!(unheard.is_empty(), "not there any more: {unheard:?}");
    for (name, [file, test]) in shown {
        let code = fs::read_to_string(root().join(format!("tests/protocol/{file}.rs"))).unwrap();
        let (_, body) = code
            .split_once(&format!("#[tokio::test]\nasync fn {test}() {{\n"))
            .unwrap_or_else(|| panic!("there is no test {file}::{test}, which is to show {name}"));
        let body = body.split("\n}\n").next().unwrap();
        // What several tests share stands outside of them.
        let parts = code.split("#[tokio::test]\n").enumerate();
        let shared = parts.map(|(part, it)| match part {
            0 => it,
            _ => it.split_once("\n}\n").map_or("", |(_, after)| after),
        });
        let word = format!("\"{}", name.rsplit('.').next().unwrap());
        let named = shared.chain([body]).any(|it| it.contains(&word));
        assert!(named, "{file}::{test} does not name {name}");
    }
}
