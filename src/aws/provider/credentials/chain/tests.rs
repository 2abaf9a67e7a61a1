use super::*;
use crate::{
    aws::provider::{
        block::rows::Config,
        credentials::origin::Command,
        lookup::{environment::Environment, files::Files},
        settings::Metadata,
    },
    framework::cell::{ListBlock, Map, OneBlock, plain::Secret},
};

fn text(it: &str) -> Tf<String> {
    Tf::Known(it.to_owned())
}

/// What is planned, in one line: the source, and the roles after it.
async fn planned(
    config: &Config,
    variables: &[(&str, &str)],
    file: &str,
) -> Result<String, Failure> {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("config");
    std::fs::write(&path, file).unwrap();
    let path = path.to_str().unwrap().to_owned();
    let none = directory.path().join("none").to_str().unwrap().to_owned();
    std::fs::write(&none, "").unwrap();
    let config = Config {
        shared_config_files: crate::framework::cell::List(Tf::Known(vec![path])),
        shared_credentials_files: crate::framework::cell::List(Tf::Known(vec![none])),
        ..config.clone()
    };
    let pairs = variables.iter();
    let environment: Environment = pairs
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let files = Files::read(&config, &environment)
        .await
        .map_err(|it| Failure::new(it.summary, it.detail))?;
    let metadata = Metadata {
        disabled: environment.is_true("AWS_EC2_METADATA_DISABLED"),
        ..Metadata::default()
    };
    let plan = plan(Facts {
        config: &config,
        environment: &environment,
        files: &files,
        metadata: &metadata,
    })?;
    let source = match plan.source {
        Source::Keys(keys) => format!("keys {}", keys.access_key_id()),
        Source::Token(role, token) => format!("token {token:?} for {}", role.arn),
        Source::Process { command, .. } => format!("process {}", command.0),
        Source::Sso(sso) => format!("sso {} {} {}", sso.start_url, sso.account, sso.role),
        Source::Container => "container".to_owned(),
        Source::Machine { .. } => "machine".to_owned(),
    };
    let roles = plan.roles.iter().map(|it| format!(" > {}", it.arn));
    Ok(format!("{source}{}", roles.collect::<String>()))
}

const KEYS: [(&str, &str); 2] = [("AWS_ACCESS_KEY_ID", "env"), ("AWS_SECRET_ACCESS_KEY", "s")];

const FILE: &str = "
[default]
aws_access_key_id = default
aws_secret_access_key = s
[profile keys]
aws_access_key_id = keys
aws_secret_access_key = s
[profile chain]
role_arn = two
source_profile = one
[profile one]
role_arn = one
source_profile = keys
[profile itself]
role_arn = itself
source_profile = itself
aws_access_key_id = itself
aws_secret_access_key = s
[profile process]
credential_process = print them
[profile sso]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = reader
[sso-session corp]
sso_region = eu-west-1
sso_start_url = https://corp.example
[profile legacy]
sso_start_url = https://old.example
sso_region = eu-west-1
sso_account_id = 123456789012
sso_role_name = reader
[profile web]
role_arn = web
web_identity_token_file = /token
[profile of-env]
role_arn = of-env
credential_source = Environment
[profile of-container]
role_arn = of-container
credential_source = EcsContainer
[profile of-machine]
role_arn = of-machine
credential_source = Ec2InstanceMetadata
[profile mfa]
role_arn = mfa
source_profile = keys
mfa_serial = arn:aws:iam::123456789012:mfa/me
[profile circle]
role_arn = circle
source_profile = circle2
[profile circle2]
role_arn = circle2
source_profile = circle
[profile astray]
role_arn = astray
source_profile = nobody
[profile alone]
role_arn = alone
[profile odd]
role_arn = odd
credential_source = Moon
[profile empty]
region = eu-west-1
[profile half]
sso_session = nobody
[profile login]
login_session = arn:aws:iam::123456789012:user/me
";

fn profile(name: &str) -> Config {
    Config {
        profile: text(name),
        ..Config::default()
    }
}

#[tokio::test]
async fn the_places_are_looked_at_in_the_order_of_hashicorp_aws() {
    let nothing = Config::default();
    let token = [
        ("AWS_WEB_IDENTITY_TOKEN_FILE", "/token"),
        ("AWS_ROLE_ARN", "role"),
    ];
    let container = [("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1")];
    let all = [&KEYS[..], &token[..], &container[..]].concat();
    let block = Config {
        access_key: text("block"),
        secret_key: Tf::Known(Secret("s".to_owned())),
        ..profile("keys")
    };
    let web = Config {
        assume_role_with_web_identity: OneBlock(Tf::Known(WebIdentity {
            role_arn: text("mine"),
            web_identity_token: Tf::Known(Secret("t".to_owned())),
            ..WebIdentity::default()
        })),
        ..block.clone()
    };
    for (config, variables, file, expected) in [
        (&web, &all[..], FILE, "token Text for mine"),
        (&block, &all[..], FILE, "keys block"),
        (&profile("keys"), &all[..], FILE, "keys keys"),
        (&nothing, &all[..], FILE, "keys env"),
        (&nothing, &all[2..], FILE, "token File(\"/token\") for role"),
        (&nothing, &all[4..], FILE, "keys default"),
        (&nothing, &all[4..], "", "container"),
        (&nothing, &[], "", "machine"),
        (&nothing, &[("AWS_PROFILE", "keys")], FILE, "keys keys"),
        (
            &nothing,
            &[("AWS_DEFAULT_PROFILE", "keys")],
            FILE,
            "keys keys",
        ),
    ] {
        assert_eq!(planned(config, variables, file).await.unwrap(), expected);
    }
}

#[tokio::test]
async fn profiles_lead_to_all_kinds_of_sources() {
    for (name, expected) in [
        ("chain", "keys keys > one > two"),
        ("itself", "keys itself > itself"),
        ("process", "process print them"),
        ("sso", "sso https://corp.example 123456789012 reader"),
        ("legacy", "sso https://old.example 123456789012 reader"),
        ("web", "token File(\"/token\") for web"),
        ("of-env", "keys env > of-env"),
        ("of-container", "container > of-container"),
        ("of-machine", "machine > of-machine"),
    ] {
        assert_eq!(
            planned(&profile(name), &KEYS, FILE).await.unwrap(),
            expected,
            "{name}"
        );
    }
}

#[tokio::test]
async fn a_profile_that_leads_nowhere_is_refused_with_a_way_out() {
    for (name, expected) in [
        ("nobody", "Profiles there: alone, astray, chain, circle"),
        ("mfa", "aws configure export-credentials --profile mfa"),
        ("circle", "circle → circle2 → circle"),
        ("astray", "source_profile of \"astray\" names it"),
        ("alone", "no credentials to assume the role"),
        ("odd", "credential_source is \"Moon\""),
        ("empty", "It has neither keys nor role_arn"),
        ("half", "The sso-session \"nobody\" does not exist"),
        ("login", "aws configure export-credentials --profile login"),
    ] {
        let failure = planned(&profile(name), &KEYS, FILE).await.unwrap_err();
        assert!(failure.to_string().contains(expected), "{name}: {failure}");
    }
    let variables = [("AWS_PROFILE", "nobody")];
    let failure = planned(&Config::default(), &variables, FILE)
        .await
        .unwrap_err();
    assert!(
        failure.detail.starts_with("AWS_PROFILE in the environment"),
        "{failure}"
    );
}

#[tokio::test]
async fn roles_of_the_block_follow_whatever_was_found() {
    let role = |arn: &str| AssumeRole {
        role_arn: text(arn),
        ..AssumeRole::default()
    };
    let roles = vec![role("a"), AssumeRole::default(), role("b")];
    let config = Config {
        assume_role: ListBlock(Tf::Known(roles)),
        ..profile("chain")
    };
    let expected = "keys keys > one > two > a > b";
    assert_eq!(planned(&config, &[], FILE).await.unwrap(), expected);
}

#[test]
fn a_role_is_taken_over_with_all_that_is_said_of_it() {
    let set = |it: &str| Set(Tf::Known(vec![it.to_owned()]));
    let block = AssumeRole {
        role_arn: text("arn"),
        duration: text("1h30m"),
        external_id: text("external"),
        policy: text("{}"),
        policy_arns: set("policy"),
        session_name: text("session"),
        source_identity: text("me"),
        tags: Map(Tf::Known([("k".to_owned(), "v".to_owned())].into())),
        transitive_tag_keys: set("k"),
    };
    let role = Role::of_block(&block, 1).unwrap();
    assert_eq!(role.path.to_string(), "assume_role[1].role_arn");
    assert_eq!(role.duration, Some(std::time::Duration::from_mins(90)));
    assert_eq!(role.external_id.as_deref(), Some("external"));
    assert_eq!(role.policy.as_deref(), Some("{}"));
    assert_eq!(role.policy_arns, ["policy"]);
    assert_eq!(role.session_name.as_deref(), Some("session"));
    assert_eq!(role.source_identity.as_deref(), Some("me"));
    assert_eq!(role.tags["k"], "v");
    assert_eq!(role.transitive_tag_keys, ["k"]);
    assert_eq!(Role::of_block(&AssumeRole::default(), 0), None);
}

#[tokio::test]
async fn a_web_identity_needs_a_role_and_a_token_from_the_block_or_the_environment() {
    let block = |block: WebIdentity| Config {
        assume_role_with_web_identity: OneBlock(Tf::Known(block)),
        ..Config::default()
    };
    let role = WebIdentity {
        role_arn: text("mine"),
        ..WebIdentity::default()
    };
    let failure = planned(&block(role.clone()), &[], "").await.unwrap_err();
    assert!(failure.summary.contains("needs a token"), "{failure}");
    let variables = [("TF_AWS_WEB_IDENTITY_TOKEN", "hidden")];
    let found = planned(&block(role.clone()), &variables, "").await.unwrap();
    assert_eq!(found, "token Text for mine");
    let empty = block(WebIdentity::default());
    let failure = planned(&empty, &variables, "").await.unwrap_err();
    assert!(failure.summary.contains("needs a role"), "{failure}");
    // An empty block is none.
    assert_eq!(planned(&empty, &KEYS, "").await.unwrap(), "keys env");
}

#[tokio::test]
async fn who_finds_nothing_says_where_it_looked_and_in_which_order() {
    let variables = [("AWS_EC2_METADATA_DISABLED", "true")];
    let failure = planned(&Config::default(), &variables, "")
        .await
        .unwrap_err();
    let places = [
        "access_key",
        "AWS_ACCESS_KEY_ID",
        "\"default\"",
        "AWS_CONTAINER",
        "switched off",
    ];
    let found: Vec<usize> = places.map(|it| failure.detail.find(it).unwrap()).to_vec();
    assert!(found.is_sorted(), "{failure}");
}

#[test]
fn no_part_of_a_plan_prints_what_is_secret() {
    let sources = [
        Source::Process {
            profile: "p".to_owned(),
            command: Command("vault --password hidden".to_owned()),
        },
        Source::Token(Role::default(), Token::Text("hidden".to_owned())),
        keys("access", "hidden", Some("hidden".to_owned()), "a test").source,
    ];
    for source in sources {
        let text = format!("{:?}", Plan::from(source));
        assert!(!text.contains("hidden"), "{text}");
    }
}
