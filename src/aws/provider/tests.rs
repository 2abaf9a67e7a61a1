use super::{
    block::rows::{AssumeRole, WebIdentity},
    *,
};
use crate::framework::{
    cell::{ListBlock, OneBlock, Set, model::Model, plain::Secret},
    diagnostics::Severity,
    schema::{
        Schema,
        validate::{Capabilities, validate},
    },
    value::{Value, path::Path},
};

fn text(it: &str) -> Tf<String> {
    Tf::Known(it.to_owned())
}

fn secret(it: &str) -> Tf<Secret> {
    Tf::Known(Secret(it.to_owned()))
}

fn set(items: &[&str]) -> Set<String> {
    Set(Tf::Known(items.iter().map(|&it| it.to_owned()).collect()))
}

fn found(config: &Config) -> Diagnostics {
    let schema = Schema::of::<Config>(0, "");
    let mut found = validate(&schema, &config.encode(), Capabilities::default());
    Provider::validate(&Aws, config, &mut found);
    found
}

/// The arguments with which something is wrong.
fn wrong(config: &Config) -> Vec<String> {
    places(config, Severity::Error)
}

fn places(config: &Config, severity: Severity) -> Vec<String> {
    let all = found(config);
    let these = all.iter().filter(|it| it.severity == severity);
    these.map(|it| it.path.to_string()).collect()
}

#[test]
fn a_region_is_no_availability_zone_unless_nobody_is_to_look() {
    let config = |region: &str| Config {
        region: text(region),
        ..Config::default()
    };
    assert_eq!(wrong(&config("eu-west-1")), [""; 0]);
    assert_eq!(wrong(&config("eu-west-1a")), ["region"]);
    let any = Config {
        skip_region_validation: Tf::Known(true),
        ..config("mars")
    };
    assert_eq!(wrong(&any), [""; 0]);
}

#[test]
fn a_key_has_two_halves_and_a_token_belongs_to_a_key() {
    let nothing = Config::default();
    let access = Config {
        access_key: text("a"),
        ..nothing.clone()
    };
    let half = Config {
        secret_key: secret("s"),
        ..nothing.clone()
    };
    let whole = Config {
        secret_key: secret("s"),
        token: secret("t"),
        ..access.clone()
    };
    let bare = Config {
        token: secret("t"),
        ..nothing
    };
    assert_eq!(wrong(&whole), [""; 0]);
    assert_eq!(wrong(&access), ["access_key"]);
    assert_eq!(wrong(&half), ["secret_key"]);
    assert_eq!(wrong(&bare), ["token"]);
    let unknown = Config {
        secret_key: Tf::Unknown,
        ..access
    };
    assert_eq!(wrong(&unknown), [""; 0]);
}

#[test]
fn each_argument_is_checked_where_it_stands() {
    let nothing = Config::default();
    let role = |role: AssumeRole| Config {
        assume_role: ListBlock(Tf::Known(vec![role])),
        ..Config::default()
    };
    for (config, place) in [
        (
            Config {
                http_proxy: secret("ftp://user:hidden@p"),
                ..nothing.clone()
            },
            "http_proxy",
        ),
        (
            Config {
                retry_mode: text("eager"),
                ..nothing.clone()
            },
            "retry_mode",
        ),
        (
            Config {
                http_operation_timeout: Tf::Known(0),
                ..nothing.clone()
            },
            "http_operation_timeout",
        ),
        (
            Config {
                allowed_account_ids: set(&["123456789012", "12"]),
                ..nothing.clone()
            },
            "allowed_account_ids",
        ),
        (
            Config {
                ec2_metadata_service_endpoint_mode: text("IPv5"),
                ..nothing.clone()
            },
            "ec2_metadata_service_endpoint_mode",
        ),
        (
            role(AssumeRole {
                role_arn: text("deploy"),
                ..AssumeRole::default()
            }),
            "assume_role[0].role_arn",
        ),
        (
            role(AssumeRole {
                role_arn: text("arn:aws:iam::123456789012:role/deploy"),
                duration: text("5m"),
                ..AssumeRole::default()
            }),
            "assume_role[0].duration",
        ),
        (
            role(AssumeRole {
                role_arn: text("arn:aws:iam::123456789012:role/deploy"),
                session_name: text("a b"),
                ..AssumeRole::default()
            }),
            "assume_role[0].session_name",
        ),
        (
            Config {
                assume_role_with_web_identity: OneBlock(Tf::Known(WebIdentity {
                    policy: text("{"),
                    ..WebIdentity::default()
                })),
                ..nothing.clone()
            },
            "assume_role_with_web_identity[0].policy",
        ),
    ] {
        assert_eq!(wrong(&config), [place]);
        assert!(!format!("{:?}", found(&config)).contains("hidden"));
    }
    let both = Config {
        allowed_account_ids: set(&["111111111111"]),
        forbidden_account_ids: set(&["222222222222"]),
        ..nothing
    };
    assert_eq!(wrong(&both), ["forbidden_account_ids"]);
}

#[test]
fn what_cannot_be_meant_or_is_dangerous_is_said_and_stops_nothing() {
    let config = Config {
        insecure: Tf::Known(true),
        assume_role: ListBlock(Tf::Known(vec![AssumeRole::default()])),
        ..Config::default()
    };
    assert_eq!(wrong(&config), [""; 0]);
    assert_eq!(
        places(&config, Severity::Warning),
        ["insecure", "assume_role[0]"]
    );
    let quiet = Config {
        insecure: Tf::Known(false),
        ..Config::default()
    };
    assert_eq!(places(&quiet, Severity::Warning), [""; 0]);
}

#[test]
fn an_endpoint_is_a_url_and_those_of_other_services_are_accepted() {
    for (url, problems) in [
        ("http://127.0.0.1:4599", 0),
        ("https://lambda.example.com/path", 0),
        ("", 0),
        ("127.0.0.1:4599", 1),
        ("https://", 1),
        ("http://a b", 1),
    ] {
        let empty = Schema::of::<Config>(0, "").empty();
        let Value::Object(mut block) = empty else {
            panic!("no object");
        };
        let endpoints = Value::object([
            ("lambda", Value::from(url)),
            ("s3", "http://127.0.0.1:1".into()),
        ]);
        block.insert("endpoints".to_owned(), Value::set(vec![endpoints]));
        let mut all = Diagnostics::new();
        let config = Config::decode(Value::Object(block), &Path::root(), &mut all);
        assert_eq!(wrong(&config).len(), problems, "{url}");
        assert_eq!(places(&config, Severity::Warning), [""; 0]);
    }
}
