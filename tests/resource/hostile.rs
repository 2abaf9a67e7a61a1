//! Configurations that make no sense: they are refused or planned, but nothing breaks.

use futures_util::future::join_all;
use terraform_provider_awslambda::framework::diagnostics::Diagnostics;
use terraform_provider_awslambda::framework::plan::consistency;
use terraform_provider_awslambda::framework::schema::{Attribute, Nesting, Shape};
use terraform_provider_awslambda::framework::value::Value;
use terraform_provider_awslambda::framework::value::number::Number;
use terraform_provider_awslambda::framework::value::types::Type;

use crate::resource::world::World;
use crate::support::choices::{Chance, config};
use crate::support::configs::Base;
use crate::support::extent;

/// How many senseless configurations there are, and how many of them are tried by default.
const CONFIGURATIONS: u64 = 10_000;
const BY_DEFAULT: u64 = 500;
/// How many are made to see whether Lambda takes those that pass, and how many by default.
const MADE: u64 = 800;
const MADE_BY_DEFAULT: u64 = 200;
/// How many of these at once.
const AT_ONCE: u64 = 20;

const TEXTS: &[&str] = &[
    "",
    " ",
    "x",
    "worker",
    "a:b:c:d:e:f:g:h:i:j",
    "arn:",
    "arn:aws:sqs:eu-west-1:123456789012:orders",
    "arn:aws:sqs:eu-west-1:123456789012:orders.fifo",
    "arn:aws:sqs:us-east-1::",
    "arn:aws:kinesis:eu-west-1:123456789012:stream/clicks/consumer/c:1",
    "arn:aws:dynamodb:eu-west-1:123456789012:table/t",
    "arn:aws:kafka:eu-west-1:123456789012:cluster/c/1234-5",
    "arn:aws:s3:::bucket",
    "arn:aws:lambda:eu-west-1:123456789012:function:",
    "arn:aws:lambda:eu-west-1:123456789012:function:f:$LATEST.PUBLISHED",
    "LATEST",
    "AT_TIMESTAMP",
    "2026-01-02T03:04:05Z",
    "9999-12-31T23:59:60.999999999999+23:59",
    "-0001-01-01T00:00:00Z",
    "eu-west-1",
    "Queue",
    "BASIC_AUTH",
    "VIRTUAL_HOST",
    "IAM_OAUTHBEARER_AUTH",
    "b-1.example.com:9092,,b-1.example.com:9092",
    "[::1]:9092",
    "{}",
    "{\"body\":{\"a\":[{\"numeric\":[\">\",1e400]}]}}",
    "{\"body\":[1,",
    "[[[[[[[[[[[[[[[[[[[[",
    "\"\\ud800\"",
    "\u{feff}\u{202e}\u{1f600}e\u{301}",
    "\0",
    "10h",
    "-5m",
    "99999999999999999999999h",
    "kafka://",
    "https://registry.example.com",
];
const NUMBERS: &[&str] = &[
    "0",
    "1",
    "-1",
    "2",
    "10",
    "11",
    "100",
    "59",
    "60",
    "301",
    "10001",
    "604801",
    "0.5",
    "-0.1",
    "9223372036854775807",
    "9223372036854775808",
    "1e40",
    "-1e300",
    "1e-9",
];

fn junk(ty: &Type, chance: &mut Chance) -> Value {
    match chance.below(10) {
        0 | 1 => return Value::Null,
        2 => return Value::UNKNOWN,
        3 => return Value::unknown_not_null(),
        _ => {}
    }
    let many = |of: &Type, chance: &mut Chance| -> Vec<Value> {
        (0..chance.below(4)).map(|_| junk(of, chance)).collect()
    };
    match ty {
        Type::Bool => Value::Bool(chance.one_in(2)),
        Type::Number => Value::Number(Number::parse(chance.of(NUMBERS)).unwrap()),
        Type::List(of) => Value::List(many(of, chance)),
        Type::Set(of) => Value::set(many(of, chance)),
        Type::Map(of) => {
            let items = many(of, chance).into_iter();
            let keys = ["KAFKA_BOOTSTRAP_SERVERS", "", "aws:x", "k"];
            Value::Map(items.map(|it| (chance.of(&keys).to_owned(), it)).collect())
        }
        Type::Tuple(all) => Value::List(all.iter().map(|it| junk(it, chance)).collect()),
        Type::Object(all) => {
            let all = all.iter();
            Value::Object(
                all.map(|(name, it)| (name.clone(), junk(it, chance)))
                    .collect(),
            )
        }
        _ if chance.one_in(8) => Value::from(chance.of(&["a", "ü", "{"]).repeat(5000)),
        _ => Value::from(chance.of(TEXTS)),
    }
}

/// What a core may send for this row instead of `value`.
fn spoil(row: &Attribute, value: &Value, chance: &mut Chance) -> Value {
    let Some(inner) = row.inner() else {
        return junk(&row.ty(), chance);
    };
    let (is_block, nesting) = match &row.shape {
        Shape::Block(nesting, _) => (true, *nesting),
        Shape::Nested(nesting, _) => (false, *nesting),
        Shape::Plain(_) => return junk(&row.ty(), chance),
    };
    let object = |chance: &mut Chance| {
        let of = |it: &Attribute| (it.name, spoil(it, &it.absent(), chance));
        Value::object(inner.iter().map(of).collect::<Vec<_>>())
    };
    // An attribute can be all that its type can; a block is never null, nor are its elements.
    if !is_block && chance.one_in(3) {
        return junk(&row.ty(), chance);
    }
    if chance.one_in(6) {
        return Value::UNKNOWN;
    }
    match value {
        Value::List(items) | Value::Set(items) if !items.is_empty() && chance.one_in(2) => {
            let mut items = items.clone();
            let at = chance.index(items.len());
            items[at] = spoil_object(inner, &items[at], chance);
            if matches!(value, Value::Set(_)) {
                Value::set(items)
            } else {
                Value::List(items)
            }
        }
        _ => match nesting {
            Nesting::Single => object(chance),
            Nesting::List => Value::List((0..chance.below(3)).map(|_| object(chance)).collect()),
            Nesting::Set => Value::set((0..chance.below(3)).map(|_| object(chance)).collect()),
            Nesting::Map => junk(&row.ty(), chance),
        },
    }
}

/// The object with one of its attributes spoilt.
fn spoil_object(rows: &[Attribute], object: &Value, chance: &mut Chance) -> Value {
    let Value::Object(all) = object else {
        return object.clone();
    };
    let mut all = all.clone();
    let row = &rows[chance.index(rows.len())];
    let value = spoil(row, object.attribute(row.name), chance);
    all.insert(row.name.to_owned(), value);
    Value::Object(all)
}

fn assert_no_bug(found: &Diagnostics, what: &str, config: &Value) {
    for it in found {
        let text = format!("{} {}", it.summary, it.detail);
        let internal = [
            "bug",
            "panic",
            "Cannot read the",
            "Wrong type of value",
            "Some(",
            "Known(",
        ];
        let said = internal.iter().find(|it| text.contains(**it));
        assert!(said.is_none(), "{what}: {text}\n{config:?}");
        assert!(
            !it.summary.is_empty() && it.summary.chars().count() < 400,
            "{what}: {text}"
        );
        assert!(it.detail.len() < 4000, "{what}: {text}");
    }
}

#[tokio::test]
async fn many_senseless_configurations_break_nothing() {
    let configurations = if extent::all() {
        CONFIGURATIONS
    } else {
        BY_DEFAULT
    };
    let world = World::new().await;
    let mut states = vec![Value::Null];
    for base in Base::ALL {
        let function = serde_json::json!({"function_name": format!("{base:?}")});
        let config = world.config(&base.with(&function));
        states.push(world.apply(&config, &Value::Null).await);
    }
    let mut sound = 0;
    for seed in 0..configurations {
        let mut chance = Chance::of_seed(seed);
        let base = chance.of(&Base::ALL);
        let mut value = world.config(&config(base, &mut chance));
        for _ in 0..=chance.below(4) {
            value = spoil_object(&world.schema.attributes, &value, &mut chance);
        }
        let what = format!("seed {seed}");
        let found = world.validate(&value);
        assert_no_bug(&found, &what, &value);
        // A core plans only what is valid; a provider must bear the rest as well.
        let prior = chance.of(&states);
        let (planned, said) = world.try_plan(&value, &prior);
        if !found.has_errors() {
            sound += 1;
            assert_no_bug(&said, &what, &value);
            if let Some(planned) = planned {
                let problems = consistency::of_plan(&world.schema, &value, &prior, &planned);
                assert_eq!(problems, [], "{what}: {value:?}");
            }
        }
    }
    assert!(sound * 7 > configurations, "{sound} of them are valid");
}

#[tokio::test]
async fn what_passes_the_checks_is_taken_by_lambda() {
    let tries = (0..AT_ONCE).map(|first| Box::pin(try_each(first)));
    let (taken, refused): (Vec<_>, Vec<_>) = join_all(tries).await.into_iter().unzip();
    let refused = refused.concat();
    assert!(refused.is_empty(), "{refused:#?}");
    let taken: usize = taken.iter().sum();
    assert!(taken > 15, "{taken} are taken");
}

/// Makes every configuration of its share that passes: how many are taken, and what is said of the
/// others.
async fn try_each(first: u64) -> (usize, Vec<String>) {
    let world = World::new().await;
    let (mut taken, mut refused) = (0, Vec::new());
    let made = if extent::all() { MADE } else { MADE_BY_DEFAULT };
    for seed in (first..made).step_by(usize::try_from(AT_ONCE).unwrap()) {
        let mut chance = Chance::of_seed(seed);
        let base = chance.of(&Base::ALL);
        let mut value = world.config(&config(base, &mut chance));
        for _ in 0..=chance.below(2) {
            value = spoil_object(&world.schema.attributes, &value, &mut chance);
        }
        // What is warned of may be refused.
        if !value.is_wholly_known() || !world.validate(&value).is_empty() {
            continue;
        }
        let (planned, said) = world.try_plan(&value, &Value::Null);
        let Some(planned) = planned.filter(|_| !said.has_errors()) else {
            continue;
        };
        match world.try_change(&value, &Value::Null, &planned).await {
            Ok(state) => {
                taken += 1;
                world.assert_nothing_to_do(&value, &state).await;
                world.change(&Value::Null, &state, &Value::Null).await;
            }
            Err(errors) => refused.push(format!("seed {seed}: {errors:?}")),
        }
    }
    (taken, refused)
}
