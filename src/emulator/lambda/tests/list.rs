//! Pages and filters.

use super::*;

const PATH: &str = "/2015-03-31/event-source-mappings";

fn list(bench: &mut Bench, query: &str) -> (Vec<Value>, Option<String>) {
    let (status, answer) = bench.call("GET", &format!("{PATH}/?{query}"), &Value::Null);
    assert_eq!(status, 200, "{answer}");
    let marker = answer.get("NextMarker").and_then(Value::as_str);
    (
        answer["EventSourceMappings"].as_array().unwrap().clone(),
        marker.map(|marker| marker.replace('=', "%3D")),
    )
}

#[test]
fn a_page_has_at_most_a_hundred_mappings_and_all_pages_have_all() {
    let mut bench = Bench::new();
    for number in 0..250 {
        let name = json!({ "FunctionName": format!("f{number}") });
        assert_eq!(bench.try_create(&with(queue(), &name)).0, 202);
    }
    let mut seen = std::collections::BTreeSet::new();
    let mut sizes = Vec::new();
    let mut query = "MaxItems=10000".to_owned();
    loop {
        let (page, marker) = list(&mut bench, &query);
        sizes.push(page.len());
        seen.extend(page.iter().map(|it| it["UUID"].to_string()));
        let Some(marker) = marker else { break };
        query = format!("MaxItems=10000&Marker={marker}");
    }
    assert_eq!(sizes, [100, 100, 50]);
    assert_eq!(seen.len(), 250);
}

#[test]
fn the_last_full_page_has_no_marker() {
    let mut bench = Bench::new();
    for name in ["f", "g"] {
        bench.create(&with(queue(), &json!({ "FunctionName": name })));
    }
    let (page, marker) = list(&mut bench, "MaxItems=1");
    assert_eq!(page.len(), 1);
    let (page, marker) = list(
        &mut bench,
        &format!("MaxItems=1&Marker={}", marker.unwrap()),
    );
    assert_eq!((page.len(), marker), (1, None));
}

#[test]
fn a_filter_by_function_knows_names_arns_and_qualifiers() {
    let mut bench = Bench::new();
    for name in ["f", "f:live", "ff"] {
        bench.create(&with(queue(), &json!({ "FunctionName": name })));
    }
    let arn = "arn:aws:lambda:eu-west-1:111111111111:function:f";
    for (query, shown) in [
        ("FunctionName=f".to_owned(), arn.to_owned()),
        (format!("FunctionName={arn}"), arn.to_owned()),
        ("FunctionName=function%3Af".to_owned(), arn.to_owned()),
        ("FunctionName=111111111111%3Af".to_owned(), arn.to_owned()),
        (
            "FunctionName=111111111111%3Afunction%3Af%3Alive".to_owned(),
            format!("{arn}:live"),
        ),
        (format!("FunctionName={arn}%3Alive"), format!("{arn}:live")),
        ("FunctionName=f%3Alive".to_owned(), format!("{arn}:live")),
    ] {
        let (page, _) = list(&mut bench, &query);
        assert_eq!(page.len(), 1, "{query}");
        assert_eq!(page[0]["FunctionArn"], json!(shown), "{query}");
    }
    assert!(list(&mut bench, "FunctionName=other").0.is_empty());
}

#[test]
fn a_filter_by_source_is_exact() {
    let mut bench = Bench::new();
    bench.create(&queue());
    bench.create(&stream());
    let (page, _) = list(&mut bench, &format!("EventSourceArn={STREAM}"));
    assert_eq!(page.len(), 1);
    assert_eq!(page[0]["EventSourceArn"], STREAM);
}

#[test]
fn encrypted_filters_are_shown_by_get_alone() {
    let mut bench = Bench::new();
    let mapping = bench.create(&with(
        queue(),
        &json!({
            "FilterCriteria": { "Filters": [{ "Pattern": "{\"body\":[1]}" }] },
            "KMSKeyArn": "arn:aws:kms:eu-west-1:111111111111:key/k",
        }),
    ));
    assert_eq!(list(&mut bench, "").0[0]["FilterCriteria"], Value::Null);
    assert!(bench.get(&mapping).1.get("FilterCriteria").is_some());
}

#[test]
fn the_size_of_a_page_has_a_range() {
    let mut bench = Bench::new();
    assert_eq!(
        bench.refused("GET", &format!("{PATH}?MaxItems=0"), ""),
        constraint(
            "Value '0' at 'maxItems' failed to satisfy constraint: Member must have value greater than or equal to 1"
        )
    );
    assert_eq!(
        bench.refused("GET", &format!("{PATH}?Marker=%25"), "").0,
        400
    );
}

#[test]
fn a_lagging_list_shows_a_new_mapping_later_than_get() {
    let mut bench = Bench::new();
    bench.lambda = service(Duration::from_secs(5), false);
    let (_, mapping) = bench.try_create(&queue());
    bench.wait(4);
    assert_eq!(bench.get(&mapping).0, 200);
    assert!(list(&mut bench, "").0.is_empty());
    bench.wait(1);
    assert_eq!(list(&mut bench, "").0.len(), 1);
}
