//! An account that outlives the emulator.

use std::path::Path;

use super::*;
use crate::emulator::Seed;

async fn keeping(file: &Path, settle: Duration) -> Emulator {
    let options = Options {
        settle,
        strict: true,
        state: Some(file.to_owned()),
        ..Options::default()
    };
    Emulator::start(options).await.unwrap()
}

fn seed() -> Seed {
    Seed::read(
        r#"{
            "region": "eu-west-1",
            "functions": [{ "name": "f" }],
            "sources": [{ "arn": "arn:aws:sqs:eu-west-1:000000000000:q" }]
        }"#,
    )
    .unwrap()
}

#[tokio::test]
async fn mappings_functions_and_tags_survive_a_restart_even_a_sudden_one() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state");
    let emulator = keeping(&file, Duration::ZERO).await;
    emulator.seed(&seed()).unwrap();
    let mapping = call(&emulator, "POST", MAPPINGS, &valid_queue())
        .await
        .json();
    let path = format!("{MAPPINGS}/{}", mapping["UUID"].as_str().unwrap());
    call(&emulator, "PUT", &path, &json!({ "BatchSize": 4 })).await;
    let tags = format!(
        "/2017-03-31/tags/{}",
        mapping["EventSourceMappingArn"].as_str().unwrap()
    );
    call(&emulator, "POST", &tags, &json!({ "Tags": { "a": "b" } })).await;
    let before = emulator.mappings();
    drop(emulator);
    // As a process leaves it that was killed while it wrote.
    let mut text = std::fs::read_to_string(&file).unwrap();
    text.push_str("{\"mapping\":{\"pla");
    std::fs::write(&file, text).unwrap();

    let emulator = keeping(&file, Duration::ZERO).await;
    assert_eq!(emulator.mappings(), before);
    assert_eq!(before[0]["BatchSize"], 4);
    assert_eq!(before[0]["Tags"], json!({ "a": "b" }));
    // The source is still taken and the function still known.
    let reply = call(&emulator, "POST", MAPPINGS, &valid_queue()).await;
    assert_eq!(reply.status, 409, "{}", reply.body);
    // What was seeded with the same file before is left as it is.
    emulator.seed(&seed()).unwrap();
    assert_eq!(
        call(&emulator, "DELETE", &path, &Value::Null).await.status,
        202
    );
    drop(emulator);
    let emulator = keeping(&file, Duration::ZERO).await;
    assert_eq!(emulator.mappings(), Vec::<Value>::new());
    let reply = call(&emulator, "POST", MAPPINGS, &valid_queue()).await;
    assert_eq!(reply.status, 202, "{}", reply.body);
}

#[tokio::test]
async fn a_mapping_on_its_way_arrives_after_the_restart() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state");
    let settle = Duration::from_hours(1);
    let emulator = keeping(&file, settle).await;
    emulator.seed(&seed()).unwrap();
    call(&emulator, "POST", MAPPINGS, &valid_queue()).await;
    drop(emulator);
    let emulator = keeping(&file, settle).await;
    assert_eq!(emulator.mappings()[0]["State"], "Creating");
}

#[tokio::test]
async fn the_file_does_not_grow_without_end() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state");
    let emulator = keeping(&file, Duration::ZERO).await;
    emulator.seed(&seed()).unwrap();
    let (_, mapping) = emulator.call_in("eu-west-1", "POST", MAPPINGS, valid_queue());
    let path = format!("{MAPPINGS}/{}", mapping["UUID"].as_str().unwrap());
    for _ in 0..1500 {
        assert_eq!(
            emulator.call("PUT", &path, json!({ "BatchSize": 3 })).0,
            202
        );
    }
    let lines = std::fs::read_to_string(&file).unwrap().lines().count();
    assert!(lines < 1100, "{lines}");
}

#[tokio::test]
async fn a_file_that_is_no_state_is_left_alone_and_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("letter.txt");
    std::fs::write(&file, "Dear Sir,\nsincerely\n").unwrap();
    let options = Options {
        state: Some(file.clone()),
        ..Options::default()
    };
    let error = Emulator::start(options).await.unwrap_err().to_string();
    assert!(error.contains("letter.txt: line 1: "), "{error}");
    assert!(std::fs::read_to_string(&file).unwrap().starts_with("Dear"));
}
