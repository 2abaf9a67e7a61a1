//! Planning as a function: what is and what shall be go in, "in place" or "replace, because …" comes
//! out. No server, no runtime, no AWS: the rows of the resource are enough.

use terraform_provider_awslambda::{
    aws::event_source_mapping::table::EventSourceMapping,
    framework::{
        cell::{Set, Tf, model::Model},
        plan::{Action, plan},
        schema::Schema,
    },
};

/// What becomes of `prior` when the configuration says `config`.
fn verdict(config: &EventSourceMapping, prior: &EventSourceMapping) -> String {
    let schema = Schema::of::<EventSourceMapping>(0, "An event source mapping.");
    let outcome = plan(&schema, &config.encode(), &prior.encode());
    match outcome.action {
        Action::Create => "create".to_owned(),
        Action::Keep => "nothing to do".to_owned(),
        Action::InPlace => "in place".to_owned(),
        Action::Replace => {
            let reasons = outcome.replace.iter();
            let reasons = reasons.map(|it| format!("{} ({})", it.because, it.path));
            format!(
                "replace, because {}",
                reasons.collect::<Vec<_>>().join("; ")
            )
        }
    }
}

#[allow(clippy::print_stdout, reason = "an example talks to a person")]
fn main() {
    let text = |it: &str| Tf::Known(it.to_owned());
    let config = EventSourceMapping {
        function_name: text("count-clicks"),
        event_source_arn: text("arn:aws:kinesis:eu-west-1:123456789012:stream/clicks"),
        starting_position: text("LATEST"),
        batch_size: Tf::Known(200),
        ..EventSourceMapping::default()
    };
    // What Terraform has in its state once that is applied: AWS's defaults beside it.
    let prior = EventSourceMapping {
        enabled: Tf::Known(true),
        maximum_batching_window_in_seconds: Tf::Known(0),
        parallelization_factor: Tf::Known(1),
        tumbling_window_in_seconds: Tf::Known(0),
        bisect_batch_on_function_error: Tf::Known(false),
        maximum_record_age_in_seconds: Tf::Known(-1),
        maximum_retry_attempts: Tf::Known(-1),
        function_response_types: Set(Tf::Known(Vec::new())),
        uuid: text("14e0db71-5d35-4eb5-b481-8945cf9d10c2"),
        ..config.clone()
    };

    let show = |what: &str, change: &dyn Fn(&mut EventSourceMapping)| {
        let mut config = config.clone();
        change(&mut config);
        println!("{what}: {}", verdict(&config, &prior));
    };
    show("the same", &|_| {});
    show("larger batches", &|it| it.batch_size = Tf::Known(500));
    show("batches of the default size", &|it| {
        it.batch_size = Tf::Null;
    });
    show("another function", &|it| it.function_name = text("count"));
    show("from the beginning", &|it| {
        it.starting_position = text("TRIM_HORIZON");
    });
    show("another stream, not known yet", &|it| {
        it.event_source_arn = Tf::Unknown;
    });
}
