//! Names for what is found: of function, source and topic, in snake case, unique, and the same in each
//! run.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use super::findings::Found;
use crate::hcl::write::is_identifier;

/// The first line of a file of names.
const HEAD: &str = "uuid,name";

/// Names by UUID.
pub(super) type Names = BTreeMap<String, String>;

/// Names for all of `found`. Those that are given stay; two that would be alike get their Region, or else
/// the beginning of their UUID, whatever the order in which they were found.
pub(super) fn names(found: &[&Found], given: &Names) -> Names {
    let mut names = given.clone();
    let mut taken: BTreeSet<String> = given.values().cloned().collect();
    let open = found.iter().filter(|it| !given.contains_key(&it.uuid));
    let mut open: Vec<(&Found, String)> = open.map(|it| (*it, base(it))).collect();
    let several = found
        .iter()
        .map(|it| &it.region)
        .collect::<BTreeSet<_>>()
        .len()
        > 1;
    let lengthen: [fn(&Found) -> String; 3] = [
        |_| String::new(),
        |it| format!("_{}", snake(&it.region)),
        |it| format!("_{}", snake(it.uuid.get(..8).unwrap_or(&it.uuid))),
    ];
    for (step, more) in lengthen.into_iter().enumerate() {
        if step == 1 && !several {
            continue;
        }
        let tried: Vec<String> = open
            .iter()
            .map(|(it, base)| base.clone() + &more(it))
            .collect();
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for name in &tried {
            *counts.entry(name).or_default() += 1;
        }
        let unique: Vec<bool> = tried
            .iter()
            .map(|it| counts[it.as_str()] == 1 && !taken.contains(it))
            .collect();
        let mut rest = Vec::new();
        for (((it, base), name), unique) in open.into_iter().zip(tried).zip(unique) {
            if unique {
                taken.insert(name.clone());
                names.insert(it.uuid.clone(), name);
            } else {
                rest.push((it, if step == 0 { base } else { name }));
            }
        }
        open = rest;
    }
    // Two UUIDs begin alike, or a given name is used already.
    for (it, base) in open {
        names.insert(it.uuid.clone(), format!("{base}_{}", snake(&it.uuid)));
    }
    names
}

fn base(found: &Found) -> String {
    let source = match found.source.strip_prefix("arn:") {
        Some(arn) => of_arn(arn),
        None => "kafka".to_owned(),
    };
    let mut parts = vec![snake(&function(&found.function)), snake(&source)];
    parts.extend(found.topic.as_deref().map(snake));
    let name = parts.join("_");
    if name.starts_with(|it: char| it.is_ascii_digit()) {
        format!("m_{name}")
    } else {
        name
    }
}

/// The name of a function and its qualifier.
fn function(name: &str) -> String {
    let name = name.split_once(":function:").map_or(name, |(_, it)| it);
    name.replace("$LATEST", "latest")
}

/// The name of a source in its ARN: the queue, stream, table, cluster or broker.
fn of_arn(arn: &str) -> String {
    let resource = arn.splitn(5, ':').nth(4).unwrap_or(arn);
    let parts: Vec<&str> = resource.split(['/', ':']).collect();
    match parts[..] {
        [one] => one.to_owned(),
        // stream/NAME/consumer/CONSUMER:TIME
        ["stream", name, "consumer", consumer, ..] => format!("{name}_{consumer}"),
        [_, name, ..] => name.to_owned(),
        [] => String::new(),
    }
}

/// Lower-case letters and digits, with one `_` for all that is between them.
fn snake(text: &str) -> String {
    let mut out = String::new();
    let mut before = ' ';
    for character in text.chars() {
        if character.is_ascii_alphanumeric() {
            let begins = character.is_ascii_uppercase()
                && (before.is_ascii_lowercase() || before.is_ascii_digit());
            if begins && !out.is_empty() && !out.ends_with('_') {
                out.push('_');
            }
            out.push(character.to_ascii_lowercase());
        } else if !out.is_empty() && !out.ends_with('_') {
            out.push('_');
        }
        before = character;
    }
    out.trim_end_matches('_').to_owned()
}

/// Reads a file of names.
///
/// # Errors
/// The problem, with its line.
pub(super) fn read(text: &str) -> Result<Names, String> {
    let mut names = Names::new();
    let mut lines: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        let line = line.trim().trim_start_matches('\u{feff}');
        if line.is_empty() || line.starts_with('#') || line == HEAD {
            continue;
        }
        let (uuid, name) = line
            .split_once(',')
            .ok_or_else(|| format!("line {number}: \"{line}\" is not \"uuid,name\""))?;
        let (uuid, name) = (uuid.trim(), name.trim());
        if !is_identifier(name) {
            return Err(format!(
                "line {number}: \"{name}\" cannot name a resource. Use letters, digits and _, and begin \
                 with a letter or _."
            ));
        }
        if let Some(other) = lines.insert(name, number) {
            return Err(format!(
                "line {number}: line {other} has the name {name}, too"
            ));
        }
        if names
            .insert(uuid.to_ascii_lowercase(), name.to_owned())
            .is_some()
        {
            return Err(format!("line {number}: {uuid} has a name already"));
        }
    }
    Ok(names)
}

/// The text of a file of names, sorted by name.
pub(super) fn written(names: &Names) -> String {
    let mut all: Vec<(&String, &String)> = names.iter().map(|(uuid, name)| (name, uuid)).collect();
    all.sort();
    let mut out = format!("{HEAD}\n");
    for (name, uuid) in all {
        let _ = writeln!(out, "{uuid},{name}");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(uuid: &str, region: &str, function: &str, source: &str, topic: &str) -> Found {
        Found {
            uuid: uuid.to_owned(),
            region: region.to_owned(),
            function: function.to_owned(),
            source: source.to_owned(),
            topic: Some(topic.to_owned()).filter(|it| !it.is_empty()),
            ..Found::default()
        }
    }

    #[test]
    fn a_name_is_made_of_function_source_and_topic() {
        for (function, source, topic, expected) in [
            (
                "OrderHandler",
                "arn:aws:sqs:r:a:new-orders.fifo",
                "",
                "order_handler_new_orders_fifo",
            ),
            (
                "f:live",
                "arn:aws:kinesis:r:a:stream/Clicks",
                "",
                "f_live_clicks",
            ),
            (
                "f:$LATEST",
                "arn:aws:kinesis:r:a:stream/s/consumer/c:1",
                "",
                "f_latest_s_c",
            ),
            (
                "arn:aws:lambda:r:b:function:f",
                "arn:aws:dynamodb:r:a:table/T1/stream/2026",
                "",
                "f_t1",
            ),
            (
                "f",
                "arn:aws:kafka:r:a:cluster/main/uuid",
                "topic.one",
                "f_main_topic_one",
            ),
            ("f", "arn:aws:mq:r:a:broker:rabbit:b-1", "q", "f_rabbit_q"),
            ("f", "b1.example.com:9092", "T", "f_kafka_t"),
            ("1st", "arn:aws:rds:r:a:cluster:docs", "", "m_1st_docs"),
        ] {
            let found = found("u", "r", function, source, topic);
            assert_eq!(names(&[&found], &Names::new())["u"], expected);
        }
    }

    #[test]
    fn names_are_unique_and_do_not_depend_on_the_order() {
        let all = [
            found("aaaaaaaa-1", "eu-west-1", "f", "b:1", "t"),
            found("bbbbbbbb-2", "eu-west-1", "f", "c:1", "t"),
            found("cccccccc-3", "us-east-1", "f", "b:1", "t"),
            found("dddddddd-4", "us-east-1", "g", "b:1", "t"),
        ];
        let mut order: Vec<&Found> = all.iter().collect();
        let given = Names::from([("eeeeeeee-5".to_owned(), "g_kafka_t".to_owned())]);
        let first = names(&order, &given);
        assert_eq!(first["aaaaaaaa-1"], "f_kafka_t_eu_west_1_aaaaaaaa");
        assert_eq!(first["cccccccc-3"], "f_kafka_t_us_east_1");
        assert_eq!(first["dddddddd-4"], "g_kafka_t_us_east_1");
        let unique: BTreeSet<&String> = first.values().collect();
        assert_eq!(unique.len(), first.len());
        order.reverse();
        assert_eq!(names(&order, &given), first);
        // Fed back, they stay, also where something new would take them.
        let new = found("00000000-0", "us-east-1", "f", "b:1", "t");
        order.push(&new);
        let second = names(&order, &first);
        assert!(first.iter().all(|(uuid, name)| second[uuid] == *name));
    }

    #[test]
    fn a_file_of_names_comes_back_as_it_was() {
        let names = Names::from([("u1".into(), "b".into()), ("u2".into(), "a".into())]);
        let text = written(&names);
        assert_eq!(text, "uuid,name\nu2,a\nu1,b\n");
        assert_eq!(read(&text).unwrap(), names);
        assert_eq!(
            read("\u{feff}uuid,name\r\n# x\r\nU1 , b\r\n").unwrap()["u1"],
            "b"
        );
    }

    #[test]
    fn what_is_wrong_in_a_file_of_names_is_told_with_its_line() {
        for (text, expected) in [
            ("uuid,name\nx", "line 2: \"x\" is not"),
            ("u,a-b", "line 1: \"a-b\" cannot"),
            ("u,a\nv,a", "line 2: line 1 has"),
            ("u,a\nu,b", "line 2: u has"),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.starts_with(expected), "{error}");
        }
    }
}
