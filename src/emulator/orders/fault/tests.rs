use super::*;

#[test]
fn a_fault_is_for_its_operation_and_its_number_of_calls() {
    let mut faults = Faults::default();
    faults.push(Fault::next(Operation::ListTags, Effect::Silence).times(2));
    assert_eq!(faults.take(Operation::GetEventSourceMapping), None);
    assert_eq!(faults.take(Operation::ListTags), Some(Effect::Silence));
    assert_eq!(faults.take(Operation::ListTags), Some(Effect::Silence));
    assert_eq!(faults.take(Operation::ListTags), None);
}

#[test]
fn faults_come_in_the_order_in_which_they_were_asked_for() {
    let mut faults = Faults::default();
    faults.push(Fault::any(Effect::RequestLost));
    faults.push(Fault::next(Operation::ListTags, Effect::AnswerLost));
    assert_eq!(faults.take(Operation::ListTags), Some(Effect::RequestLost));
    assert_eq!(faults.take(Operation::ListTags), Some(Effect::AnswerLost));
}

#[test]
fn a_fault_of_no_calls_is_none() {
    let mut faults = Faults::default();
    faults.push(Fault::any(Effect::Silence).times(0));
    assert_eq!(faults.take(Operation::ListTags), None);
}

#[test]
fn throttling_says_how_long_to_wait_and_why() {
    let answer = Effect::Throttled { retry_after: 3 }.answer().unwrap();
    assert_eq!((answer.status, answer.retry_after), (429, Some(3)));
}

#[test]
fn a_fault_waits_for_its_turn() {
    let mut faults = Faults::default();
    faults.push(Fault::next(Operation::ListTags, Effect::Reset).after(2));
    let seen: Vec<_> = (0..4).map(|_| faults.take(Operation::ListTags)).collect();
    assert_eq!(seen, [None, None, Some(Effect::Reset), None]);
}

#[test]
fn a_script_orders_every_effect_by_count_or_by_chance() {
    let script = Script::read(
        r#"{
            "seed": 7,
            "faults": [
                { "operation": "CreateEventSourceMapping", "effect": "answer_lost", "after": 1, "times": 3 },
                { "effect": { "error": { "status": 503 } } },
                { "effect": { "throttled": { "retry_after": 2 } }, "probability": 0.25 },
                { "effect": { "delayed": "20ms" }, "probability": 1, "times": 5 },
                { "effect": { "slow": "1s" } },
                { "effect": "bad_gateway" }, { "effect": "malformed" }, { "effect": "empty_body" }, { "effect": "empty_object" }, { "effect": "request_lost" },
                { "effect": "reset" }, { "effect": "silence" }
            ]
        }"#,
    );
    let faults: Vec<Fault> = script
        .unwrap()
        .faults
        .into_iter()
        .map(Fault::from)
        .collect();
    let create = Operation::CreateEventSourceMapping;
    assert_eq!(
        faults[0],
        Fault::next(create, Effect::AnswerLost).after(1).times(3)
    );
    let overloaded = Effect::error(503, "ServiceException", "Service encountered an error.");
    assert_eq!(faults[1], Fault::any(overloaded));
    let throttled = Fault {
        chance: Chance::of(0.25),
        ..Fault::any(Effect::Throttled { retry_after: 2 }).times(u32::MAX)
    };
    assert_eq!(faults[2], throttled);
    let delayed = Fault::any(Effect::Delayed(Duration::from_millis(20)));
    assert_eq!(faults[3], delayed.times(5));
    assert_eq!(faults.len(), 12);
}

#[test]
fn a_script_that_cannot_be_meant_is_a_sentence() {
    for (text, sentence) in [
        (
            r#"{"faults":[{"effect":"explode"}]}"#,
            "unknown variant `explode`",
        ),
        (
            r#"{"faults":[{"effect":"reset","probability":2}]}"#,
            "from 0 to 1",
        ),
        (
            r#"{"faults":[{"effect":"reset","operation":"Invoke"}]}"#,
            "unknown variant `Invoke`",
        ),
        (
            r#"{"faults":[{"effect":{"slow":"long"}}]}"#,
            "for example 500ms",
        ),
        (r#"{"fault":[]}"#, "unknown field `fault`"),
    ] {
        let error = Script::read(text).unwrap_err();
        assert!(error.contains(sentence), "{error}");
    }
}

#[test]
fn the_same_seed_gives_the_same_faults_and_about_as_many_as_the_chance_says() {
    let script = Script::read(r#"{"seed":3,"faults":[{"effect":"reset","probability":0.25}]}"#);
    let script = script.unwrap();
    let drawn = || {
        let mut faults = Faults::default();
        faults.order(&script);
        (0..1000)
            .map(|_| faults.take(Operation::ListTags).is_some())
            .collect::<Vec<_>>()
    };
    let first = drawn();
    assert_eq!(first, drawn());
    let struck = first.iter().filter(|struck| **struck).count();
    assert!((200..300).contains(&struck), "{struck}");
}
