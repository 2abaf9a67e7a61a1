//! Standard error, as Terraform reads it.

use serde_json::Value;

use crate::support::plugin::Settings;

async fn log(name: &str, level: &str) -> Vec<Value> {
    let mut plugin = Settings::new().with(name, level).start().await;
    // Not a TLS handshake: worth a warning.
    drop(plugin.stream().await);
    plugin.shutdown().await;
    let text = plugin.all_of_stderr().await;
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("not JSON: {line}")))
        .collect()
}

fn texts(lines: &[Value]) -> Vec<&str> {
    lines
        .iter()
        .map(|line| line["@message"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn every_line_is_an_object_that_terraform_takes_for_its_own() {
    for level in ["TRACE", "debug", "JSON"] {
        let lines = log("TF_LOG", level).await;
        assert!(lines.len() >= 2, "{lines:?}");
        for line in &lines {
            assert!(
                ["trace", "debug", "info", "warn", "error"]
                    .contains(&line["@level"].as_str().unwrap())
            );
            assert_eq!(
                line["@timestamp"].as_str().unwrap().len(),
                "2026-01-02T03:04:05.000006Z".len()
            );
            assert_eq!(line["@module"], "provider.awslambda");
        }
        assert!(texts(&lines).contains(&"the plugin listens"), "{lines:?}");
        assert!(texts(&lines).contains(&"the plugin ends"), "{lines:?}");
    }
}

#[tokio::test]
async fn the_level_is_taken_from_the_most_particular_variable() {
    assert!(texts(&log("TF_LOG_PROVIDER", "DEBUG").await).contains(&"the plugin listens"));
    assert!(
        texts(&log("TF_LOG_PROVIDER_AWSLAMBDA", "DEBUG").await).contains(&"the plugin listens")
    );
    assert!(!texts(&log("TF_LOG", "WARN").await).contains(&"the plugin listens"));
    assert_eq!(log("TF_LOG", "OFF").await, [0; 0]);
    assert_eq!(log("TF_LOG_CORE", "TRACE").await, [0; 0]);
}
