//! Changes that AWS refuses or answers badly: what exists stays in the state, and nothing else comes into it.

use terraform_provider_awslambda::emulator::{Effect, Fault, Operation};
use terraform_provider_awslambda::framework::plan::consistency;
use terraform_provider_awslambda::framework::value::Value;

use crate::support::host::{Host, PRIVATE, assert_error, with};

fn refused(operation: Operation) -> Fault {
    let effect = Effect::error(400, "InvalidParameterValueException", "Not today.");
    Fault::next(operation, effect)
}

#[tokio::test]
async fn a_refused_creation_leaves_nothing() {
    let host = Host::start().await;
    let config = host.queue();
    let planned = host.plan(&config, &Value::Null).await.state;
    host.emulator
        .fail_next(refused(Operation::CreateEventSourceMapping));
    let response = host.try_apply(&config, &Value::Null, &planned).await;
    assert_error(&response.diagnostics, "Not today.");
    assert!(host.value(response.new_state.as_ref()).is_null());
    host.create(&config).await;
}

#[tokio::test]
async fn a_refused_change_leaves_what_was_and_its_private_data() {
    let host = Host::start().await;
    let config = host.queue();
    let state = host.create(&config).await;
    let changed = with(config, &[("batch_size", 3.into())]);
    let planned = host.plan(&changed, &state).await.state;
    host.emulator
        .fail_next(refused(Operation::UpdateEventSourceMapping));
    let response = host.try_apply(&changed, &state, &planned).await;
    assert_error(&response.diagnostics, "Not today.");
    assert_eq!(host.value(response.new_state.as_ref()), state);
    assert_eq!(response.private, PRIVATE);

    host.emulator
        .fail_next(refused(Operation::DeleteEventSourceMapping));
    let response = host.try_apply(&Value::Null, &state, &Value::Null).await;
    assert_error(&response.diagnostics, "Not today.");
    assert_eq!(host.value(response.new_state.as_ref()), state);
    assert_eq!(response.private, PRIVATE);

    // The same again, without the fault.
    host.apply(&changed, &state, &planned).await;
}

#[tokio::test]
async fn a_change_of_which_a_part_was_made_says_which() {
    let host = Host::start().await;
    let config = host.queue();
    let state = host.create(&config).await;
    let tags = Value::Map([("team".to_owned(), "a".into())].into());
    let changed = with(config, &[("batch_size", 3.into()), ("tags", tags.clone())]);
    let planned = host.plan(&changed, &state).await.state;
    host.emulator
        .fail_next(refused(Operation::UpdateEventSourceMapping));
    let response = host.try_apply(&changed, &state, &planned).await;
    assert_error(&response.diagnostics, "Not today.");
    let half = host.value(response.new_state.as_ref());
    assert!(half.is_wholly_known());
    assert_eq!(*half.attribute("tags"), tags);
    assert_eq!(*half.attribute("batch_size"), 10.into());
    assert_eq!(host.read(&half).await, half, "it is what is there");
    let rest = host.plan(&changed, &half).await.state;
    host.apply(&changed, &half, &rest).await;
}

#[tokio::test]
async fn a_read_that_fails_leaves_what_was() {
    let host = Host::start().await;
    let tags = Value::Map([("own".to_owned(), "1".into())].into());
    let state = host.create(&with(host.queue(), &[("tags", tags)])).await;
    for operation in [Operation::GetEventSourceMapping, Operation::ListTags] {
        let denied = Effect::error(403, "AccessDeniedException", "Not you.");
        host.emulator.fail_next(Fault::next(operation, denied));
        let response = host.try_read(&state).await;
        assert_error(&response.diagnostics, "Not you.");
        assert_eq!(host.value(response.new_state.as_ref()), state);
        assert_eq!(response.private, PRIVATE);
    }
    assert_eq!(host.read(&state).await, state);
}

#[tokio::test]
async fn a_creation_whose_answer_is_lost_is_found_again() {
    let host = Host::start().await;
    let config = host.queue();
    for effect in [
        Effect::AnswerLost,
        Effect::Malformed,
        Effect::EmptyBody,
        Effect::EmptyObject,
    ] {
        let fault = Fault::next(Operation::CreateEventSourceMapping, effect);
        host.emulator.fail_next(fault);
        let planned = host.plan(&config, &Value::Null).await.state;
        let response = host.try_apply(&config, &Value::Null, &planned).await;
        assert_eq!(response.diagnostics, []);
        let state = host.value(response.new_state.as_ref());
        assert_eq!(consistency::of_apply(&planned, &state), []);
        assert_eq!(host.emulator.mappings().len(), 1);
        assert_eq!(
            *state.attribute("uuid"),
            host.emulator.mappings()[0]["UUID"].as_str().unwrap().into()
        );
        host.apply(&Value::Null, &state, &Value::Null).await;
    }
}
