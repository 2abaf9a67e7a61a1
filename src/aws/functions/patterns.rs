//! `filter_matches`, `filter_explain` and `filter_problems`: filter patterns, tried without AWS.

use crate::{
    aws::{
        filter::{self, Finding, MatchError, Reason},
        names::source_kind::SourceKind,
    },
    framework::{
        author::function::Function,
        cell::{Objects, Tf},
        diagnostics::{Diagnostic, Severity, shown},
        json::syntax::{self, Json},
        schema::spec::{computed, optional, required},
    },
};

/// Whether an event matches a pattern.
pub(super) struct FilterMatches;

/// Why an event does not match a pattern.
pub(super) struct FilterExplain;

/// The function `filter_problems`: lists what is wrong with a pattern.
pub(super) struct FilterProblems;

model! {
    /// The arguments of `filter_matches` and `filter_explain`.
    pub(super) struct Tried {
        /// A filter pattern, as JSON.
        mutable pattern: Tf<String> = required();
        /// One record, as JSON, as the function gets it or with its payload decoded: one element of
        /// `Records`, not the whole batch.
        mutable event: Tf<String> = required();
    }
}

model! {
    /// The arguments of `filter_problems`.
    pub(super) struct Checked {
        /// A filter pattern, as JSON.
        mutable pattern: Tf<String> = required();
        /// ARN of the event source, whose records the pattern must fit. Null: the shape of the records is
        /// not checked.
        mutable source_arn: Tf<String> = optional();
    }
}

model! {
    /// A field that does not match.
    pub(super) struct Mismatch {
        /// The field, with dots: `body.kind`.
        reported path: Tf<String> = computed();
        /// Value in the event, as JSON; `nothing` if the event has no such field.
        reported found: Tf<String> = computed();
        /// Values and operators that the pattern has there, as JSON.
        reported asked: Tf<String> = computed();
    }
}

model! {
    /// A problem of a pattern.
    pub(super) struct Remark {
        /// `error`: Lambda rejects the pattern. `warning`: Lambda accepts it, but it matches nothing, or
        /// everything.
        reported severity: Tf<String> = computed();
        /// Place in the pattern: `body.kind[0]`; empty for the whole.
        reported path: Tf<String> = computed();
        /// The problem.
        reported problem: Tf<String> = computed();
        /// The reason, and how to fix it.
        reported advice: Tf<String> = computed();
    }
}

// === impl FilterMatches ===

impl Function for FilterMatches {
    type Arguments = Tried;
    type Result = Tf<bool>;

    fn name(&self) -> &'static str {
        "filter_matches"
    }

    fn summary(&self) -> &'static str {
        "Whether Lambda passes an event to the function for a filter pattern."
    }

    fn doc(&self) -> &'static str {
        "Tries a filter pattern on one event, by the rules of Lambda's documentation. `true`: Lambda \
         passes the event to the function. `false`: Lambda discards it.\n\nA payload that is JSON is read, \
         also in Base64, as Lambda reads it. A field `eventSource` or `eventSourceARN` of the event names the \
         kind of source. A pattern that Lambda rejects is an error.\n\n\
         AWS's documentation decides where its published matcher, Event Ruler, differs: numbers in a list are \
         compared as they are written, so `300` and `300.0` differ, and a field that is tested both in a \
         branch of `$or` and beside it must pass both tests. `filter_problems` warns of both."
    }

    fn call(&self, arguments: Tried) -> Result<Tf<bool>, Diagnostic> {
        let (pattern, event, kind) = arguments.read()?;
        filter::matches(pattern, event, kind)
            .map_or_else(|it| Err(refused(it)), |it| Ok(Tf::Known(it)))
    }
}

// === impl FilterExplain ===

impl Function for FilterExplain {
    type Arguments = Tried;
    type Result = Objects<Mismatch>;

    fn name(&self) -> &'static str {
        "filter_explain"
    }

    fn summary(&self) -> &'static str {
        "Why an event does not match a filter pattern."
    }

    fn doc(&self) -> &'static str {
        "Tries a filter pattern on one event, as `filter_matches` does, and lists the fields that do not \
         match: where, what the event has, what the pattern requires. The list is empty if the event \
         matches. If no branch of an `$or` matches, the fields of all its branches are listed."
    }

    fn call(&self, arguments: Tried) -> Result<Objects<Mismatch>, Diagnostic> {
        let (pattern, event, kind) = arguments.read()?;
        let reasons = filter::explain(pattern, event, kind).map_err(refused)?;
        let mismatch = |it: Reason| Mismatch {
            path: Tf::Known(it.path),
            found: Tf::Known(it.found),
            asked: Tf::Known(it.asked),
        };
        Ok(Objects(Tf::Known(
            reasons.into_iter().map(mismatch).collect(),
        )))
    }
}

// === impl FilterProblems ===

impl Function for FilterProblems {
    type Arguments = Checked;
    type Result = Objects<Remark>;

    fn name(&self) -> &'static str {
        "filter_problems"
    }

    fn summary(&self) -> &'static str {
        "What is wrong with a filter pattern."
    }

    fn doc(&self) -> &'static str {
        "Checks a filter pattern as `terraform validate` checks those of the resource: what Lambda \
         rejects, and what it accepts although no record of the source can match, or each does. The list is \
         empty for a sound pattern; errors come first."
    }

    fn call(&self, arguments: Checked) -> Result<Objects<Remark>, Diagnostic> {
        let pattern = arguments.pattern.text();
        let kind = match arguments.source_arn.known() {
            None => None,
            Some(arn) => Some(SourceKind::of(arn).ok_or_else(|| {
                Diagnostic::error(
                    format!("\"{}\" is not the ARN of an event source", shown(arn)),
                    "Use the ARN of a queue, stream, cluster or broker, or null.",
                )
                .at("source_arn")
            })?),
        };
        let problem = |it: Finding| Remark {
            severity: Tf::Known(severity(it.severity).to_owned()),
            path: Tf::Known(it.place),
            problem: Tf::Known(it.problem),
            advice: Tf::Known(it.advice),
        };
        let found = filter::lint(pattern, kind).into_iter().map(problem);
        Ok(Objects(Tf::Known(found.collect())))
    }
}

// === impl Tried ===

impl Tried {
    /// Pattern, event, and the kind of source that the event names.
    fn read(&self) -> Result<(&str, &str, Option<SourceKind>), Diagnostic> {
        let pattern = self.pattern.text();
        let event = self.event.text();
        let Ok(Json::Object(fields)) = syntax::read(event.as_bytes()) else {
            // The evaluator says what is wrong with it.
            return Ok((pattern, event, None));
        };
        if let Some(name) = batch(&fields) {
            return Err(Diagnostic::error(
                "The event is a batch of records",
                format!("A pattern is tried on one record: use one element of its \"{name}\"."),
            )
            .at("event"));
        }
        Ok((pattern, event, kind(&fields)))
    }
}

/// The field of a batch that holds its records, if the event is such a batch.
fn batch(fields: &[(std::borrow::Cow<'_, str>, Json<'_>)]) -> Option<&'static str> {
    let holds = |name: &str, held: fn(&Json<'_>) -> bool| {
        fields.iter().any(|(field, it)| field == name && held(it))
    };
    let has = |it: &Json<'_>, name: &str| match it {
        Json::Object(fields) => fields.iter().any(|(field, _)| field == name),
        _ => false,
    };
    if let Some((_, Json::Array(items))) = fields.iter().find(|(name, _)| name == "Records")
        && items.iter().any(|it| has(it, "eventSource"))
    {
        return Some("Records");
    }
    let by_name = |it: &Json<'_>| matches!(it, Json::Object(_));
    let in_order = |it: &Json<'_>| matches!(it, Json::Array(_));
    if !holds("eventSource", |it| matches!(it, Json::Text(_))) {
        return None;
    }
    [
        ("records", by_name as fn(&Json<'_>) -> bool),
        ("rmqMessagesByQueue", by_name),
        ("messages", in_order),
        ("events", in_order),
    ]
    .into_iter()
    .find_map(|(name, held)| holds(name, held).then_some(name))
}

/// The kind of source that an event names.
fn kind(fields: &[(std::borrow::Cow<'_, str>, Json<'_>)]) -> Option<SourceKind> {
    let text = |name: &str| {
        fields.iter().find_map(|(field, it)| match it {
            Json::Text(text) if field.eq_ignore_ascii_case(name) => Some(text.as_ref()),
            _ => None,
        })
    };
    if let Some(kind) = text("eventSourceARN").and_then(SourceKind::of) {
        return Some(kind);
    }
    match text("eventSource")? {
        "aws:sqs" => Some(SourceKind::Sqs),
        "aws:kinesis" => Some(SourceKind::Kinesis),
        "aws:dynamodb" => Some(SourceKind::DynamoDb),
        "aws:kafka" => Some(SourceKind::Msk),
        "SelfManagedKafka" => Some(SourceKind::Kafka),
        "aws:mq" | "aws:amq" | "aws:rmq" => Some(SourceKind::Mq),
        "aws:docdb" => Some(SourceKind::DocumentDb),
        _ => None,
    }
}

fn severity(it: Severity) -> &'static str {
    match it {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// Why a pattern cannot be tried on an event.
fn refused(error: MatchError) -> Diagnostic {
    match error {
        MatchError::Pattern(it) => {
            Diagnostic::error(format!("Lambda rejects the pattern: {it}"), it.advice).at("pattern")
        }
        MatchError::Record(why) => Diagnostic::error(
            format!("The event is not a JSON object{why}"),
            "Pass one record as JSON, such as jsonencode({ body = \"…\" }).",
        )
        .at("event"),
        MatchError::TooMany => Diagnostic::error(
            "The event has too many lists",
            "The pattern has many fields within lists, and trying all elements would take too long.",
        )
        .at("event"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tried(pattern: &str, event: &str) -> Tried {
        Tried {
            pattern: Tf::Known(pattern.to_owned()),
            event: Tf::Known(event.to_owned()),
        }
    }

    fn matches(pattern: &str, event: &str) -> Result<bool, Diagnostic> {
        let it = FilterMatches.call(tried(pattern, event))?;
        Ok(it.into_known().unwrap())
    }

    fn explain(pattern: &str, event: &str) -> Vec<[String; 3]> {
        let found = FilterExplain.call(tried(pattern, event)).unwrap();
        let text = |it: Tf<String>| it.into_known().unwrap();
        let found = found.0.into_known().unwrap().into_iter();
        found
            .map(|it| [text(it.path), text(it.found), text(it.asked)])
            .collect()
    }

    fn problems(pattern: &str, arn: Option<&str>) -> Result<Vec<Remark>, Diagnostic> {
        let found = FilterProblems.call(Checked {
            pattern: Tf::Known(pattern.to_owned()),
            source_arn: arn.map(str::to_owned).into(),
        })?;
        Ok(found.0.into_known().unwrap())
    }

    #[test]
    fn the_event_names_the_kind_of_its_source() {
        let stream = r#"{"data":{"size":[6]}}"#;
        // Records of Kinesis, as a function gets them, have the payload one level deeper.
        for (event, expected) in [
            (
                r#"{"eventSource":"aws:kinesis","kinesis":{"data":"eyJzaXplIjo2fQ=="}}"#,
                true,
            ),
            (
                r#"{"eventSourceARN":"arn:aws:kinesis:eu-west-1:123456789012:stream/s","kinesis":{"data":"eyJzaXplIjo2fQ=="}}"#,
                true,
            ),
            (r#"{"data":"eyJzaXplIjo2fQ=="}"#, true),
            (r#"{"kinesis":{"data":"eyJzaXplIjo2fQ=="}}"#, false),
        ] {
            assert_eq!(matches(stream, event), Ok(expected), "{event}");
        }
        // The messages of a queue are never in Base64.
        let queue = r#"{"body":["dGVzdA=="]}"#;
        assert_eq!(
            matches(queue, r#"{"eventSource":"aws:sqs","body":"dGVzdA=="}"#),
            Ok(true)
        );
    }

    #[test]
    fn each_field_that_does_not_match_is_told() {
        let pattern =
            r#"{"body":{"kind":["order","refund"],"size":[{"numeric":[">",5]}],"open":[true]}}"#;
        let event = r#"{"body":"{\"kind\":\"quote\",\"open\":true}"}"#;
        assert_eq!(
            explain(pattern, event),
            [
                ["body.kind", r#""quote""#, r#"["order","refund"]"#],
                ["body.size", "nothing", r#"[{"numeric":[">",5]}]"#],
            ]
        );
        let event = r#"{"body":{"kind":"order","size":6,"open":true}}"#;
        assert_eq!(explain(pattern, event), [] as [[String; 3]; 0]);
    }

    #[test]
    fn lists_objects_and_plain_texts_are_told_as_they_are() {
        for (pattern, event, expected) in [
            (
                r#"{"a":{"b":[1]}}"#,
                r#"{"a":{"b":[2,3]}}"#,
                ["a.b", "[2,3]", "[1]"],
            ),
            (
                r#"{"a":[1]}"#,
                r#"{"a":{"b":1}}"#,
                ["a", "an object", "[1]"],
            ),
            (
                r#"{"a":[{"exists":false}]}"#,
                r#"{"a":null}"#,
                ["a", "null", r#"[{"exists":false}]"#],
            ),
            // Both values are there, but in no single element: of that which has the first.
            (
                r#"{"a":{"x":[1],"y":[2]}}"#,
                r#"{"a":[{"x":1,"y":3},{"x":3,"y":2}]}"#,
                ["a.y", "3", "[2]"],
            ),
            (
                r#"{"body":{"kind":["order"]}}"#,
                r#"{"body":"plain"}"#,
                ["body", r#""plain""#, "JSON with kind"],
            ),
            (
                r#"{"body":["plain"]}"#,
                r#"{"body":"{\"kind\":1}"}"#,
                ["body", "JSON", r#"["plain"]"#],
            ),
        ] {
            assert_eq!(explain(pattern, event), [expected], "{pattern} {event}");
        }
    }

    #[test]
    fn of_alternatives_all_are_told_if_none_matches() {
        let pattern = r#"{"$or":[{"a":[1]},{"b":[2]}],"c":[3]}"#;
        assert_eq!(
            explain(pattern, r#"{"a":2,"b":3,"c":3}"#),
            [["a", "2", "[1]"], ["b", "3", "[2]"]]
        );
        assert_eq!(
            explain(pattern, r#"{"a":1,"b":3,"c":4}"#),
            [["c", "4", "[3]"]]
        );
    }

    #[test]
    fn what_cannot_be_tried_is_refused_at_its_argument() {
        for (pattern, event, at, said) in [
            ("{}", "{}", "pattern", "Lambda rejects the pattern"),
            ("[", "{}", "pattern", "is not JSON"),
            (r#"{"a":[1]}"#, "[]", "event", "is not a JSON object"),
            (r#"{"a":[1]}"#, "", "event", "is not a JSON object"),
            (
                r#"{"a":[1]}"#,
                r#"{"Records":[{"eventSource":"aws:sqs","body":"a"}]}"#,
                "event",
                "a batch",
            ),
            (
                r#"{"value":[1]}"#,
                r#"{"eventSource":"aws:kafka","records":{"t-0":[{"value":"MQ=="}]}}"#,
                "event",
                "a batch",
            ),
        ] {
            let error = matches(pattern, event).unwrap_err();
            assert_eq!(error.path, at.into(), "{pattern} {event}");
            assert!(error.summary.contains(said), "{error:?}");
        }
        // An event that only looks like one is a record like any other.
        assert_eq!(
            matches(r#"{"Records":[1]}"#, r#"{"Records":[1,2]}"#),
            Ok(true)
        );
    }

    #[test]
    fn the_problems_of_a_pattern_are_those_of_validate() {
        let queue = Some("arn:aws:sqs:eu-west-1:123456789012:orders");
        let pattern = r#"{"kind":["order"],"body":{"size":[{"numeric":[">","5"]}]}}"#;
        let found = problems(pattern, queue).unwrap();
        let lint = filter::lint(pattern, Some(SourceKind::Sqs));
        assert_eq!(found.len(), lint.len());
        assert_eq!(found[0].severity, Tf::Known("error".to_owned()));
        assert_eq!(found[0].path, Tf::Known("body.size[0]".to_owned()));
        assert_eq!(found[1].severity, Tf::Known("warning".to_owned()));
        // Without a source nothing is said of the shape of its records.
        assert_eq!(problems(r#"{"kind":["order"]}"#, None), Ok(Vec::new()));
        let error = problems(pattern, Some("orders")).unwrap_err();
        assert_eq!(error.path, "source_arn".into());
    }
}
