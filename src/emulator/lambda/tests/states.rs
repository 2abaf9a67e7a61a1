//! States, and what time does to them.

use super::*;

fn state(bench: &mut Bench, mapping: &Value) -> String {
    let (_, answer) = bench.get(mapping);
    answer["State"].as_str().unwrap_or("gone").to_owned()
}

#[test]
fn a_created_mapping_becomes_enabled_when_it_has_settled() {
    let mut bench = Bench::new();
    let (_, mapping) = bench.try_create(&queue());
    assert_eq!(mapping["State"], "Creating");
    bench.wait(9);
    assert_eq!(state(&mut bench, &mapping), "Creating");
    bench.wait(1);
    assert_eq!(state(&mut bench, &mapping), "Enabled");
}

#[test]
fn a_queue_created_disabled_is_disabled_at_once_and_a_stream_later() {
    let mut bench = Bench::new();
    let disabled = json!({ "Enabled": false });
    let (_, mapping) = bench.try_create(&with(queue(), &disabled));
    assert_eq!(mapping["State"], "Disabled");
    let (_, mapping) = bench.try_create(&with(stream(), &disabled));
    assert_eq!(mapping["State"], "Creating");
    bench.wait(10);
    assert_eq!(state(&mut bench, &mapping), "Disabled");
}

#[test]
fn each_change_passes_through_its_own_state() {
    let mut bench = Bench::new();
    let mapping = bench.create(&queue());
    for (body, passing, resting) in [
        (json!({ "BatchSize": 5 }), "Updating", "Enabled"),
        (json!({ "Enabled": false }), "Disabling", "Disabled"),
        (json!({ "BatchSize": 6 }), "Updating", "Disabled"),
        (json!({ "Enabled": false }), "Updating", "Disabled"),
        (
            json!({ "Enabled": true, "BatchSize": 7 }),
            "Enabling",
            "Enabled",
        ),
        (json!({}), "Updating", "Enabled"),
    ] {
        let (status, answer) = bench.update(&mapping, &body);
        assert_eq!(
            (status, answer["State"].as_str()),
            (202, Some(passing)),
            "{body}"
        );
        bench.wait(10);
        assert_eq!(state(&mut bench, &mapping), resting, "{body}");
    }
}

#[test]
fn a_mapping_on_the_move_cannot_be_changed() {
    let mut bench = Bench::new();
    let (_, mapping) = bench.try_create(&queue());
    assert_eq!(
        bench.refuse_update(&mapping, &json!({ "BatchSize": 1 })),
        (
            400,
            "ResourceInUseException".into(),
            "Cannot update the event source mapping because it is in use.".into()
        )
    );
    assert_eq!(bench.delete(&mapping).0, 400);
    bench.wait(10);
    assert_eq!(bench.update(&mapping, &json!({ "BatchSize": 1 })).0, 202);
    assert_eq!(bench.delete(&mapping).0, 400);
    bench.wait(10);
    assert_eq!(bench.delete(&mapping).0, 202);
    assert_eq!(bench.delete(&mapping).0, 400);
}

#[test]
fn a_deleted_mapping_is_still_seen_until_it_is_gone() {
    let mut bench = Bench::new();
    let mapping = bench.create(&queue());
    let (status, answer) = bench.delete(&mapping);
    assert_eq!((status, answer["State"].as_str()), (202, Some("Deleting")));
    assert_eq!(answer["UUID"], mapping["UUID"]);
    bench.wait(9);
    assert_eq!(state(&mut bench, &mapping), "Deleting");
    bench.wait(1);
    let gone = (
        404,
        "ResourceNotFoundException".to_owned(),
        "The resource you requested does not exist.".to_owned(),
    );
    assert_eq!(bench.refused("GET", &path(&mapping), ""), gone);
    assert_eq!(bench.refused("DELETE", &path(&mapping), ""), gone);
    assert_eq!(bench.refused("PUT", &path(&mapping), "{}"), gone);
}

#[test]
fn without_a_pace_the_first_answer_still_shows_the_passing_state() {
    let mut bench = Bench::new();
    bench.lambda = Lambda::new(Duration::ZERO, Duration::ZERO, World::new(false), 1);
    let (_, mapping) = bench.try_create(&queue());
    assert_eq!(mapping["State"], "Creating");
    assert_eq!(state(&mut bench, &mapping), "Enabled");
    assert_eq!(bench.delete(&mapping).1["State"], "Deleting");
    assert_eq!(bench.get(&mapping).0, 404);
}

#[test]
fn a_change_sets_the_time_of_the_last_modification() {
    let mut bench = Bench::new();
    let mapping = bench.create(&queue());
    bench.update(&mapping, &json!({ "BatchSize": 5 }));
    let (_, answer) = bench.get(&mapping);
    assert_eq!(answer["LastModified"], json!(1_800_000_010.25));
}
