//! The way of a call: whom the provider trusts, which proxy it takes, and how long it waits.

use std::time::{Duration, Instant};

use terraform_provider_awslambda::emulator::{Effect, Fault, Operation};
use terraform_provider_awslambda::framework::value::Value;
use terraform_provider_awslambda::protocol::tfplugin6::Diagnostic;
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;

use crate::support::host::{Host, assert_error, with};
use crate::support::plugin::Settings;
use crate::support::sts::answer;
use crate::support::web::{Authority, Reply, Seen, Web};

const NONE: [Diagnostic; 0] = [];
const HOUR: Duration = Duration::from_hours(1);

async fn host(settings: Settings) -> Host {
    Host::unconfigured(settings, Duration::ZERO).await
}

fn service(seen: &Seen) -> Reply {
    answer(seen, &0.into(), HOUR)
}

#[tokio::test]
async fn a_private_authority_is_trusted_by_either_way_and_no_other_is() {
    let (ours, other) = (Authority::new(), Authority::new());
    let web = Web::over_tls(&ours, service).await;
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let good = file("good.pem", &ours.pem);
    let wrong = file("wrong.pem", &other.pem);
    let broken = file("broken.pem", &ours.pem.replace('M', "!"));
    let empty = file("empty.pem", "");

    let host = host(Settings::new().with("AWS_CA_BUNDLE", &good)).await;
    let url = web.secure_url();
    let with_bundle = |path: &str| host.asking(&url, &[("custom_ca_bundle", path.into())]);
    assert_eq!(host.configure(&host.asking(&url, &[])).await, NONE);
    assert_eq!(host.configure(&with_bundle(&good)).await, NONE);
    assert_eq!(web.seen().len(), 2);
    let found = host.configure(&with_bundle(&wrong)).await;
    assert_error(&found, "custom_ca_bundle");
    assert_error(&found, "certificate");
    for path in [&broken, &empty, "/nowhere/at.all"] {
        let found = host.configure(&with_bundle(path)).await;
        assert_error(&found, "Cannot use the file of certificate authorities");
        assert_error(&found, path);
    }
    assert_eq!(web.seen().len(), 2);
    // Nothing is checked on demand only.
    let set = [
        ("insecure", true.into()),
        ("custom_ca_bundle", wrong.as_str().into()),
    ];
    assert_eq!(host.configure(&host.asking(&url, &set)).await, NONE);
    assert_eq!(web.seen().len(), 3);
}

#[tokio::test]
async fn a_proxy_is_taken_with_its_password_and_not_for_its_exceptions() {
    let authority = Authority::new();
    let web = Web::over_tls(&authority, service).await;
    // user:p@ss, in Base64.
    let proxy = Web::proxy(Some("dXNlcjpwQHNz"), web.address).await;
    let folder = tempfile::tempdir().unwrap();
    let pem = folder.path().join("ca.pem");
    std::fs::write(&pem, &authority.pem).unwrap();
    let bundle = ("custom_ca_bundle", Value::from(pem.to_str().unwrap()));
    let place = proxy.address;
    let host = host(Settings::new()).await;
    let url = web.secure_url();

    let named = format!("http://user:p%40ss@{place}");
    for insecure in [false, true] {
        let before = proxy.seen().len();
        let set = [
            bundle.clone(),
            ("https_proxy", named.as_str().into()),
            ("insecure", insecure.into()),
        ];
        assert_eq!(host.configure(&host.asking(&url, &set)).await, NONE);
        let seen = proxy.seen();
        let tunnel = &seen[before];
        assert_eq!(seen.len(), before + 1);
        assert_eq!(
            (tunnel.method.as_str(), tunnel.target.as_str()),
            ("CONNECT", &url[8..])
        );
    }
    let before = proxy.seen().len();
    let spared = [
        bundle.clone(),
        ("https_proxy", named.as_str().into()),
        ("no_proxy", "example.com,localhost".into()),
    ];
    assert_eq!(host.configure(&host.asking(&url, &spared)).await, NONE);
    assert_eq!(proxy.seen().len(), before);

    for user in ["", "user:hidden@"] {
        let wrong = format!("http://{user}{place}");
        let set = [bundle.clone(), ("https_proxy", wrong.as_str().into())];
        let found = host.configure(&host.asking(&url, &set)).await;
        assert_error(&found, "proxy");
        assert!(!format!("{found:?}").contains("hidden"), "{found:?}");
    }
}

#[tokio::test]
async fn a_proxy_of_the_environment_serves_aws_and_not_this_machine() {
    let authority = Authority::new();
    let web = Web::over_tls(&authority, service).await;
    let proxy = Web::proxy(None, web.address).await;
    let settings = Settings::new()
        .with("HTTPS_PROXY", &proxy.url())
        .with("HTTP_PROXY", &proxy.url())
        .without("NO_PROXY")
        .without("no_proxy");
    let host = host(settings).await;
    let block = with(
        host.block_for("eu-west-1"),
        &[
            ("endpoints", Value::Set(Vec::new())),
            ("use_fips_endpoint", true.into()),
            ("skip_credentials_validation", false.into()),
        ],
    );
    // What answers is not AWS, but the proxy was told where AWS is.
    let found = host.configure(&block).await;
    assert_error(&found, "certificate");
    let tunnels: Vec<_> = proxy.seen().into_iter().map(|it| it.target).collect();
    assert_eq!(tunnels, ["sts-fips.eu-west-1.amazonaws.com:443"]);
    let read = with(block, &[("skip_credentials_validation", Value::Null)]);
    assert_eq!(host.configure(&read).await, NONE);
    let planned = host.plan(&host.queue(), &Value::Null).await.state;
    host.try_apply(&host.queue(), &Value::Null, &planned).await;
    let last = proxy.seen().pop().unwrap();
    assert_eq!(last.target, "lambda-fips.eu-west-1.amazonaws.com:443");
    // This machine is not.
    let before = proxy.seen().len();
    host.configure_for("eu-west-1").await;
    host.create(&host.queue()).await;
    assert_eq!(proxy.seen().len(), before);
}

#[tokio::test]
async fn a_proxy_of_the_environment_is_not_taken_for_its_exceptions() {
    let web = Web::start(service).await;
    for (exceptions, set, tunnels) in [
        ("example.com", &[][..], 1),
        ("127.0.0.0/8", &[], 0),
        (
            "127.0.0.0/8",
            &[("no_proxy", Value::from("example.com"))],
            1,
        ),
    ] {
        let proxy = Web::proxy(None, web.address).await;
        let settings = Settings::new()
            .without("no_proxy")
            .with("NO_PROXY", exceptions);
        let host = host(settings).await;
        let way = [("http_proxy", proxy.url().into())];
        let block = with(host.asking(&web.url(), &way), set);
        assert_eq!(host.configure(&block).await, NONE);
        assert_eq!(proxy.seen().len(), tunnels, "{exceptions}");
    }
}

#[tokio::test]
async fn a_proxy_of_the_environment_that_is_no_url_is_not_passed_over() {
    let settings = Settings::new().with("HTTPS_PROXY", "http://user:hidden@proxy:x");
    let host = host(settings).await;
    let found = host.configure(&host.block_for("eu-west-1")).await;
    assert_error(&found, "HTTPS_PROXY");
    assert!(!format!("{found:?}").contains("hidden"), "{found:?}");
    // The block comes before it.
    let set = [("https_proxy", Value::from(""))];
    let block = with(host.block_for("eu-west-1"), &set);
    assert_eq!(host.configure(&block).await, NONE);
}

#[tokio::test]
async fn plain_calls_take_a_proxy_that_the_block_names() {
    let host = host(Settings::new()).await;
    let emulator = host.emulator.endpoint();
    let target = emulator.trim_start_matches("http://").parse().unwrap();
    let proxy = Web::proxy(None, target).await;
    let set = [("http_proxy", Value::from(proxy.url()))];
    let block = with(host.block_for("eu-west-1"), &set);
    assert_eq!(host.configure(&block).await, NONE);
    host.create(&host.queue()).await;
    assert!(
        proxy.seen()[0].target.starts_with(&emulator),
        "{:?}",
        proxy.seen()[0]
    );
}

#[tokio::test]
async fn nobody_waits_longer_than_was_said() {
    let host = host(Settings::new()).await;
    for (web, argument, seconds) in [
        (Web::silent().await, "http_operation_timeout", 2_i64),
        (Web::dripping().await, "http_operation_timeout", 2),
        (Web::silent().await, "http_attempt_timeout", 2),
        (Web::silent().await, "http_read_timeout", 2),
        (Web::dripping().await, "http_attempt_timeout", 3),
    ] {
        let set = [
            (argument, Value::from(seconds)),
            ("max_retries", Value::from(0)),
        ];
        let block = host.asking(&web.url(), &set);
        let said = Duration::from_secs(seconds.unsigned_abs());
        let tries = gives_up_in_time(&host, &block, said, "validate").await;
        assert_eq!(web.seen().len(), tries, "{argument}");
    }
}

/// A call that nobody answers ends within a fifth of the time that was said, and never before it. A busy
/// machine may be late, so the best of some tries counts. Tells how many it took.
async fn gives_up_in_time(host: &Host, block: &Value, said: Duration, why: &str) -> usize {
    let mut all = Vec::new();
    for _ in 0..5 {
        let start = Instant::now();
        assert_error(&host.configure(block).await, why);
        let took = start.elapsed();
        assert!(took >= said, "{took:?}");
        all.push(took);
        if took <= said * 6 / 5 {
            return all.len();
        }
    }
    panic!("{all:?} instead of {said:?}");
}

#[tokio::test]
async fn a_connection_that_is_never_made_is_told_from_an_answer_that_never_comes() {
    let host = host(Settings::new()).await;
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let place = listener.local_addr().unwrap();
    // Nobody accepts, and the queue is short: once it is full, a connection hangs.
    let mut queue = Vec::new();
    let next = || timeout(Duration::from_millis(200), TcpStream::connect(place));
    while let Ok(Ok(connection)) = next().await {
        queue.push(connection);
    }
    let set = [
        ("http_connect_timeout", Value::from(1_i64)),
        ("max_retries", Value::from(0_i64)),
    ];
    let sts = format!("http://{place}");
    let second = Duration::from_secs(1);
    let nowhere = host.asking(&sts, &set);
    gives_up_in_time(&host, &nowhere, second, "Cannot connect to").await;
    let silent = Web::silent().await;
    let set = [("http_read_timeout", 1_i64.into()), set[1].clone()];
    let quiet = host.asking(&silent.url(), &set);
    gives_up_in_time(&host, &quiet, second, "did not respond in time").await;
}

#[tokio::test]
async fn a_mapping_whose_creation_nobody_answers_is_looked_for() {
    let create = Operation::CreateEventSourceMapping;
    for argument in [
        "http_read_timeout",
        "http_attempt_timeout",
        "http_operation_timeout",
    ] {
        let host = host(Settings::new()).await;
        let block = with(
            host.block_for("eu-west-1"),
            &[(argument, Value::from(2_i64))],
        );
        assert_eq!(host.configure(&block).await, NONE);
        host.emulator
            .fail_next(Fault::next(create, Effect::Silence));
        host.create(&host.queue()).await;
        let calls = host.emulator.requests();
        let calls: Vec<_> = calls.iter().filter_map(|it| it.operation).collect();
        let expected = [create, Operation::ListEventSourceMappings, create];
        assert_eq!(calls[..3], expected, "{argument}");
    }
}

#[tokio::test]
async fn a_server_that_asks_to_wait_for_ever_is_waited_for_as_long_as_timeouts_say() {
    let host = Host::start().await;
    let throttled = Effect::Throttled {
        retry_after: u64::MAX,
    };
    let create = Operation::CreateEventSourceMapping;
    host.emulator
        .fail_next(Fault::next(create, throttled).times(9));
    let timeouts = ["create", "update", "delete", "read"].map(|it| (it, "1s".into()));
    let config = with(host.queue(), &[("timeouts", Value::object(timeouts))]);
    let planned = host.plan(&config, &Value::Null).await.state;
    let response = host.try_apply(&config, &Value::Null, &planned).await;
    assert_error(&response.diagnostics, "AWS allows 15 requests");
}

#[tokio::test]
async fn calls_are_retried_as_often_as_was_said_and_as_the_bucket_pays() {
    let host = host(Settings::new()).await;
    for (set, expected) in [
        (vec![("max_retries", Value::from(2))], 3),
        (vec![("max_retries", Value::from(0))], 1),
        (
            vec![("max_retries", 2.into()), ("retry_mode", "adaptive".into())],
            3,
        ),
        (
            vec![
                ("max_retries", 9.into()),
                ("token_bucket_rate_limiter_capacity", 10.into()),
            ],
            2,
        ),
    ] {
        let failing = |_: &Seen| Reply(503, "text/plain", String::new());
        let web = Web::start(failing).await;
        let found = host.configure(&host.asking(&web.url(), &set)).await;
        assert_error(&found, "Cannot validate the AWS credentials");
        assert_eq!(web.seen().len(), expected, "{set:?}");
    }
}

#[tokio::test]
async fn the_environment_says_as_much_as_the_block() {
    let authority = Authority::new();
    let web = Web::over_tls(&authority, service).await;
    let proxy = Web::proxy(None, web.address).await;
    let settings = Settings::new()
        .with("https_proxy", &proxy.url())
        .without("NO_PROXY")
        .with("no_proxy", "sts.eu-north-1.amazonaws.com")
        .with("AWS_REGION", "eu-west-2")
        .with("AWS_USE_DUALSTACK_ENDPOINT", "true")
        .with("AWS_ACCESS_KEY_ID", "AKIDENV")
        .with("AWS_SECRET_ACCESS_KEY", "s")
        .with("AWS_MAX_ATTEMPTS", "1");
    let host = host(settings).await;
    let ask = [("skip_credentials_validation", true.into())];
    let block = host.block(&ask);
    assert_eq!(host.configure(&block).await, NONE);
    let set = [(
        "event_source_arn",
        "arn:aws:sqs:eu-west-2:000000000000:orders".into(),
    )];
    let config = with(host.queue(), &set);
    let planned = host.plan(&config, &Value::Null).await.state;
    assert_eq!(planned.attribute("region"), &Value::from("eu-west-2"));
    host.try_apply(&config, &Value::Null, &planned).await;
    let tunnels: Vec<_> = proxy.seen().into_iter().map(|it| it.target).collect();
    assert_eq!(tunnels[0], "lambda.eu-west-2.api.aws:443", "{tunnels:?}");
}
