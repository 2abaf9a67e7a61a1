use super::*;

mod nested;

use super::consistency;
use crate::framework::{
    cell::{
        Cell, OneBlock, SetBlock, SingleBlock, Tf,
        model::Model,
        text::{Json, Timestamp},
    },
    diagnostics::Diagnostics,
    schema::{
        Schema,
        spec::{computed, optional, required},
    },
    value::path::Path,
};

model! {
    /// A pump.
    struct Pump {
        /// Where it draws from.
        fixed well: Tf<String> = required().because("a pump is bound to its well");
        /// When it was first started.
        fixed since: Tf<Timestamp> = optional().only_if_known().because("it is the past");
        /// How fast it runs.
        mutable speed: Tf<i64> = optional().default_to(7);
        /// How often it runs; it depends on the well.
        mutable period: Tf<i64> = optional().default_by(|config| match config.attribute("well") {
            Value::String(well) if well == "deep" => Value::from(60),
            Value::String(_) => Value::Null,
            _ => Value::UNKNOWN,
        });
        /// What it says.
        mutable label: Tf<String> = optional();
        /// What it is watered with.
        mutable hose: OneBlock<Hose> = optional();
        /// What is attached.
        mutable part: SetBlock<Part> = optional();
        /// Who looks after it.
        beside keeper: Tf<String> = optional();
        /// How long to wait.
        beside times: SingleBlock<Times> = optional();
        /// A secret.
        mutable key: Tf<String> = optional().write_only();
        /// Its number.
        assigned number: Tf<String> = computed().never_null();
        /// What it does.
        reported status: Tf<String> = computed();
        /// How deep it hangs.
        reported depth: Tf<i64> = computed().only_if(|config| {
            Some(*config.attribute("well") != Value::from("shallow"))
        });
        /// What its label came to.
        reported sign: Tf<String> = computed().follows(&["label"]);
    }
}
model! {
    /// A hose.
    struct Hose {
        /// How long it is.
        mutable length: Tf<i64> = required();
        /// What it is made of.
        fixed stuff: Tf<String> = optional().because("a hose is cast in one piece");
        /// Its colour.
        assigned colour: Tf<String> = optional().or_computed();
    }
}
model! {
    /// A part.
    struct Part {
        /// What it is, as JSON.
        mutable spec: Tf<Json> = optional();
    }
}
model! {
    /// Times.
    struct Times {
        /// To start.
        beside start: Tf<String> = optional();
    }
}

fn schema() -> Schema {
    Schema::of::<Pump>(0, "A pump.")
}

fn text(it: &str) -> Tf<String> {
    Tf::Known(it.to_owned())
}

/// What the user wrote.
fn config() -> Pump {
    Pump {
        well: text("deep"),
        label: text("hello"),
        ..Pump::default()
    }
}

/// What is, once `config` has been applied.
fn prior() -> Pump {
    Pump {
        speed: Tf::Known(7),
        period: Tf::Known(60),
        part: SetBlock(Tf::Known(Vec::new())),
        number: text("1"),
        status: text("running"),
        depth: Tf::Known(3),
        sign: text("HELLO"),
        ..config()
    }
}

/// Plans, and checks that Terraform would accept it.
fn planned(config: &Pump, prior: Option<&Pump>) -> (Outcome, Pump) {
    let (schema, config) = (schema(), config.encode());
    let prior = prior.map_or(Value::Null, Model::encode);
    let outcome = plan(&schema, &config, &prior);
    assert_eq!(
        consistency::of_plan(&schema, &config, &prior, &outcome.planned),
        []
    );
    let mut found = Diagnostics::new();
    let pump = Pump::decode(outcome.planned.clone(), &Path::root(), &mut found);
    assert!(found.is_empty());
    (outcome, pump)
}

fn reasons(outcome: &Outcome) -> Vec<String> {
    let reason = |it: &Replace| format!("{}: {}", it.path, it.because);
    outcome.replace.iter().map(reason).collect()
}

#[test]
fn a_new_object_has_its_defaults_and_the_rest_is_unknown() {
    let (outcome, pump) = planned(&config(), None);
    assert_eq!(outcome.action, Action::Create);
    let expected = Pump {
        number: Tf::Unknown,
        status: Tf::Unknown,
        depth: Tf::Unknown,
        sign: Tf::Unknown,
        ..prior()
    };
    assert_eq!(pump, expected);
    let number = outcome.planned.attribute("number");
    assert_eq!(*number, Value::unknown_not_null());
}

#[test]
fn nothing_changed_is_nothing_to_do() {
    let (outcome, pump) = planned(&config(), Some(&prior()));
    assert_eq!(outcome.action, Action::Keep);
    assert_eq!(pump, prior());
}

#[test]
fn a_changed_argument_is_changed_in_place_and_unsettles_what_is_reported() {
    let config = Pump {
        speed: Tf::Known(9),
        ..config()
    };
    let (outcome, pump) = planned(&config, Some(&prior()));
    assert_eq!(outcome.action, Action::InPlace);
    assert_eq!(reasons(&outcome), [""; 0]);
    let expected = Pump {
        speed: Tf::Known(9),
        status: Tf::Unknown,
        depth: Tf::Unknown,
        ..prior()
    };
    assert_eq!(pump, expected);
}

#[test]
fn what_follows_an_argument_is_unknown_only_when_that_one_changes() {
    let config = Pump {
        label: text("goodbye"),
        ..config()
    };
    let (_, pump) = planned(&config, Some(&prior()));
    assert_eq!(pump.sign, Tf::Unknown);
}

#[test]
fn a_changed_fixed_argument_replaces_for_its_reason() {
    let config = Pump {
        well: text("shallow"),
        ..config()
    };
    let (outcome, pump) = planned(&config, Some(&prior()));
    assert_eq!(outcome.action, Action::Replace);
    assert_eq!(reasons(&outcome), ["well: a pump is bound to its well"]);
    assert_eq!(pump.number, Tf::Unknown);
    assert_eq!(pump.sign, Tf::Unknown);
    assert_eq!(pump.period, Tf::Null);
}

#[test]
fn what_does_not_apply_is_null_and_stays_so() {
    let shallow = Pump {
        well: text("shallow"),
        ..config()
    };
    assert_eq!(planned(&shallow, None).1.depth, Tf::Null);
    let before = Pump {
        well: text("shallow"),
        period: Tf::Null,
        depth: Tf::Null,
        ..prior()
    };
    let faster = Pump {
        speed: Tf::Known(9),
        ..shallow
    };
    let (outcome, pump) = planned(&faster, Some(&before));
    assert_eq!(outcome.action, Action::InPlace);
    assert_eq!((pump.status, pump.depth), (Tf::Unknown, Tf::Null));
}

#[test]
fn an_unknown_fixed_argument_replaces_because_it_may_differ() {
    let config = Pump {
        well: Tf::Unknown,
        ..config()
    };
    let (outcome, pump) = planned(&config, Some(&prior()));
    assert_eq!(outcome.action, Action::Replace);
    assert_eq!(pump.period, Tf::Unknown);
}

#[test]
fn a_fixed_argument_that_was_never_reported_is_adopted() {
    let since = Tf::Known(Timestamp("2026-01-01T00:00:00Z".to_owned()));
    let config = Pump {
        since: since.clone(),
        ..config()
    };
    let (outcome, pump) = planned(&config, Some(&prior()));
    assert_eq!(outcome.action, Action::InPlace);
    assert_eq!(pump.since, since);
}

#[test]
fn a_removed_argument_goes_back_to_its_default() {
    let before = Pump {
        speed: Tf::Known(9),
        label: text("old"),
        ..prior()
    };
    let config = Pump {
        label: Tf::Null,
        ..config()
    };
    let (outcome, pump) = planned(&config, Some(&before));
    assert_eq!(outcome.action, Action::InPlace);
    assert_eq!((pump.speed, pump.label), (Tf::Known(7), Tf::Null));
}

#[test]
fn an_equal_meaning_keeps_the_words_of_the_state() {
    let at = |it: &str| Tf::Known(Timestamp(it.to_owned()));
    let part = |it: &str| {
        SetBlock(Tf::Known(vec![Part {
            spec: Tf::Known(Json(it.to_owned())),
        }]))
    };
    let before = Pump {
        since: at("2026-01-01T00:00:00Z"),
        part: part(r#"{"a":1}"#),
        ..prior()
    };
    let config = Pump {
        since: at("2026-01-01T01:00:00+01:00"),
        part: part(r#"{ "a": 1 }"#),
        ..config()
    };
    let (outcome, pump) = planned(&config, Some(&before));
    assert_eq!(outcome.action, Action::Keep);
    assert_eq!(pump, before);
}

#[test]
fn what_is_beside_the_object_changes_without_touching_it() {
    let config = Pump {
        keeper: text("me"),
        times: SingleBlock(Tf::Known(Times { start: text("1m") })),
        ..config()
    };
    let (outcome, pump) = planned(&config, Some(&prior()));
    assert_eq!(outcome.action, Action::InPlace);
    assert_eq!(pump.status, prior().status);
}

#[test]
fn a_block_keeps_what_it_was_assigned_and_is_replaced_inside() {
    let hose = |length, stuff: &str, colour| {
        OneBlock(Tf::Known(Hose {
            length: Tf::Known(length),
            stuff: text(stuff),
            colour,
        }))
    };
    let before = Pump {
        hose: hose(1, "rubber", text("red")),
        ..prior()
    };
    let longer = Pump {
        hose: hose(2, "rubber", Tf::Null),
        ..config()
    };
    let (outcome, pump) = planned(&longer, Some(&before));
    assert_eq!(outcome.action, Action::InPlace);
    assert_eq!(pump.hose, hose(2, "rubber", text("red")));

    let other = Pump {
        hose: hose(1, "steel", Tf::Null),
        ..config()
    };
    let (outcome, pump) = planned(&other, Some(&before));
    assert_eq!(
        reasons(&outcome),
        ["hose[0].stuff: a hose is cast in one piece"]
    );
    assert_eq!(pump.hose, hose(1, "steel", Tf::Unknown));

    let (outcome, pump) = planned(&config(), Some(&before));
    assert_eq!(reasons(&outcome).len(), 1);
    assert_eq!(pump.hose, OneBlock(Tf::Null));
}

#[test]
fn blocks_that_are_not_known_yet_stay_so() {
    let config = Pump {
        hose: OneBlock(Tf::Unknown),
        part: SetBlock(Tf::Unknown),
        ..config()
    };
    let (_, pump) = planned(&config, None);
    assert_eq!((pump.hose, pump.part), (config.hose, config.part));
}

#[test]
fn a_write_only_value_is_never_planned() {
    let config = Pump {
        key: text("secret"),
        ..config()
    };
    let (outcome, pump) = planned(&config, Some(&prior()));
    assert_eq!(outcome.action, Action::Keep);
    assert_eq!(pump.key, Tf::Null);
}

#[test]
fn a_map_with_an_unknown_element_reads_as_unknown() {
    let map = Value::Map([("a".to_owned(), Value::UNKNOWN)].into());
    let mut found = Diagnostics::new();
    let read = crate::framework::cell::Map::<String>::decode(map, &Path::root(), &mut found);
    assert_eq!(read.0, Tf::Unknown);
}

#[test]
fn the_model_of_these_tests_is_sound() {
    assert_eq!(schema().problems(), [] as [String; 0]);
}

#[test]
fn of_what_the_provider_gives_only_that_is_promised_which_is_never_null() {
    let moved = Pump {
        well: text("shallow"),
        ..config()
    };
    for outcome in [
        planned(&config(), None).0,
        planned(&moved, Some(&prior())).0,
    ] {
        let of = |name| outcome.planned.attribute(name).clone();
        assert_eq!(of("number"), Value::unknown_not_null());
        assert_eq!(of("status"), Value::UNKNOWN);
    }
}

#[test]
fn a_fixed_argument_that_was_not_set_replaces_when_it_is() {
    let hose = |stuff, colour| {
        OneBlock(Tf::Known(Hose {
            length: Tf::Known(1),
            stuff,
            colour,
        }))
    };
    let before = Pump {
        hose: hose(Tf::Null, text("red")),
        ..prior()
    };
    let config = Pump {
        hose: hose(text("steel"), text("blue")),
        ..config()
    };
    let (outcome, pump) = planned(&config, Some(&before));
    assert_eq!(
        reasons(&outcome),
        ["hose[0].stuff: a hose is cast in one piece"]
    );
    // What the user sets is never made unknown.
    assert_eq!(pump.hose, config.hose);
}

#[test]
fn a_block_that_the_configuration_leaves_out_is_planned_empty() {
    let config = Value::object([("well", Value::from("deep"))]);
    let planned = propose(&schema(), &config, &Value::Null);
    assert_eq!(*planned.attribute("hose"), Value::List(Vec::new()));
    assert_eq!(*planned.attribute("part"), Value::Set(Vec::new()));
    assert_eq!(*planned.attribute("times"), Value::Null);
}

#[test]
fn null_and_a_value_never_mean_the_same() {
    let mut attributes = vec![crate::framework::tests::shelf::text(
        "tone",
        crate::framework::schema::Life::Mutable,
        optional().default_by(|_| Value::Null),
    )];
    attributes[0].same = |_, _| true;
    let schema = crate::framework::tests::shelf::schema(attributes);
    let tone = |it| Value::object([("tone", it)]);
    let (null, low) = (tone(Value::Null), tone("low".into()));
    assert_eq!(propose(&schema, &null, &low), null);
    assert_eq!(propose(&schema, &low, &null), low);
    assert_eq!(propose(&schema, &tone("high".into()), &low), low);
}

#[test]
fn a_default_stays_what_it_is_in_another_object() {
    use crate::framework::{schema::Life, tests::shelf};
    let schema = shelf::schema(vec![
        shelf::text("place", Life::Fixed, required()),
        shelf::text("tone", Life::Reported, optional().default_to("low")),
    ]);
    let object = |place: &str, tone| Value::object([("place", place.into()), ("tone", tone)]);
    let outcome = plan(
        &schema,
        &object("there", Value::Null),
        &object("here", "low".into()),
    );
    assert_eq!(outcome.action, Action::Replace);
    assert_eq!(outcome.planned, object("there", "low".into()));
}
