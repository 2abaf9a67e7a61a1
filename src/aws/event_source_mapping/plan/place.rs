//! Where a mapping is: its Region, and the accounts and Regions of what it connects.

use crate::{
    aws::{
        event_source_mapping::table::{EventSourceMapping, rows},
        model::tags::Tagging,
        names::{arn::Arn, function_name::Home, region::RegionName},
    },
    framework::{
        author::Change,
        cell::Tf,
        diagnostics::{Diagnostic, shown},
        plan::Replace,
    },
};

const REGION: &str = "region";

/// The input of a plan besides the resource: the facts of the provider that need no call.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scope<'a> {
    /// The Region of the provider block.
    pub(crate) home: &'a str,
    /// The account of the credentials.
    pub(crate) account: Option<&'a str>,
    /// The arguments of the provider block about tags.
    pub(crate) tagging: &'a Tagging,
}

/// The Region of a mapping, if it is known: the one that it names, or else that of its ARN. Older states
/// have only the ARN.
pub(crate) fn region(mapping: &EventSourceMapping) -> Tf<String> {
    if mapping.region != Tf::Null {
        return mapping.region.clone();
    }
    let arn = mapping.arn.known().and_then(|it| Arn::parse(it));
    arn.map(|it| it.region.to_owned()).into()
}

/// An error for a mapping of another account than `account`, that of the credentials. With these
/// credentials the mapping would seem gone: Terraform would drop it, or create it again.
pub(crate) fn foreign(account: Option<&str>, mapping: &EventSourceMapping) -> Option<Diagnostic> {
    let arn = mapping.arn.known()?;
    let (there, here) = (Arn::parse(arn)?.account, account?);
    (there != here).then(|| {
        Diagnostic::error(
            format!(
                "The event source mapping is in the account {}, and the credentials are of {}",
                shown(there),
                shown(here)
            ),
            format!(
                "These credentials cannot read {}. Use credentials of its account: profile or assume_role in \
                 the provider block, or another provider block. To stop managing the mapping, remove it from \
                 the state.",
                shown(arn)
            ),
        )
    })
}

/// The mapping with the Region in which it was found.
pub(crate) fn found(mapping: EventSourceMapping, region: &str) -> EventSourceMapping {
    EventSourceMapping {
        region: Tf::Known(region.to_owned()),
        ..mapping
    }
}

/// Plans the Region: the one that the user wrote, or the provider's. Another one is another mapping.
pub(crate) fn plan(change: &mut Change<'_, EventSourceMapping>, scope: Option<Scope<'_>>) {
    let before = change.prior.map_or(Tf::Null, region);
    change.planned.region = match (&change.config.region, scope) {
        (Tf::Null, Some(scope)) => Tf::Known(scope.home.to_owned()),
        (Tf::Null, None) if before != Tf::Null => before.clone(),
        (Tf::Null, None) => Tf::Unknown,
        (written, _) => written.clone(),
    };
    let moves = match (&before, &change.planned.region) {
        (Tf::Known(before), Tf::Known(planned)) => before != planned,
        // One that is written and not known yet may be another.
        (Tf::Known(_), planned) => planned.is_unknown() && change.config.region.is_unknown(),
        _ => false,
    };
    if moves {
        let row = rows().iter().find(|it| it.name == REGION);
        change.replace.push(Replace {
            path: REGION.into(),
            because: row.and_then(|it| it.spec.because).unwrap_or_default(),
        });
    }
    let prior = change.prior.and_then(|it| it.arn.known());
    let prior = prior.and_then(|it| Home::of(it)).map(|it| it.account);
    let account = scope.and_then(|it| it.account).or(prior);
    let astray: Vec<_> = astray(&change.planned, account).collect();
    change.diagnostics.extend(astray);
}

/// Errors for a function or source that cannot be reached from the Region and the account of a mapping.
fn astray(planned: &EventSourceMapping, account: Option<&str>) -> impl Iterator<Item = Diagnostic> {
    let here = planned.region.known();
    [
        ("function_name", planned.function_name.known()),
        ("event_source_arn", planned.event_source_arn.known()),
    ]
    .into_iter()
    .filter_map(move |(name, value)| {
        let arn = Arn::parse(value?)?;
        if let Some(here) = here
            && arn.region != here
        {
            let (there, here) = (shown(arn.region), shown(here));
            return Some(
                Diagnostic::error(
                    format!("{name}: it is in {there}, and the mapping is in {here}"),
                    format!(
                        "A mapping, its function and its source are in one Region. Set region = \"{there}\" \
                         in the resource, or use a function and a source in {here}."
                    ),
                )
                .at(name),
            );
        }
        if let Some(partition) = here.and_then(|it| RegionName(it).partition())
            && arn.partition != partition
        {
            let (there, here) = (shown(arn.partition), shown(arn.region));
            return Some(
                Diagnostic::error(
                    format!("{name}: its partition is {there}, and that of {here} is {partition}"),
                    format!(
                        "ARNs of {here} begin with \"arn:{partition}:\". In a module, use the attribute arn \
                         of the source instead of a text."
                    ),
                )
                .at(name),
            );
        }
        // A source may belong to another account that allows it; a function may not.
        let account = account.filter(|it| name == "function_name" && *it != arn.account)?;
        Some(
            Diagnostic::warning(
                format!(
                    "{name}: its account is {}, and that of the credentials is {}",
                    shown(arn.account),
                    shown(account)
                ),
                "Lambda creates a mapping only in the account of its function. Use credentials of that \
                 account: profile or assume_role in the provider block, or another provider block.",
            )
            .at(name),
        )
    })
}

/// Takes the Region off an id to import: `uuid@region`.
pub(crate) fn split(id: &str) -> (&str, Tf<String>) {
    match id.rsplit_once('@') {
        Some((id, region)) => (id, Tf::Known(region.to_owned())),
        None => (id, Tf::Null),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::framework::diagnostics::Diagnostics;

    const UUID: &str = "91eaeb7e-c976-1234-9451-8709db01f137";

    fn text(it: &str) -> Tf<String> {
        Tf::Known(it.to_owned())
    }

    fn mapping(region: Tf<String>) -> EventSourceMapping {
        EventSourceMapping {
            region,
            ..EventSourceMapping::default()
        }
    }

    fn scope<'a>(home: &'a str, account: Option<&'a str>, tagging: &'a Tagging) -> Scope<'a> {
        Scope {
            home,
            account,
            tagging,
        }
    }

    /// The planned Region, the reasons to replace and the errors.
    fn planned(
        config: &EventSourceMapping,
        prior: Option<&EventSourceMapping>,
        scope: Option<Scope<'_>>,
    ) -> (Tf<String>, usize, Vec<String>) {
        let mut change = Change {
            config,
            prior,
            unknown: &[],
            planned: config.clone(),
            replace: Vec::new(),
            diagnostics: Diagnostics::new(),
        };
        plan(&mut change, scope);
        let places = change.diagnostics.iter().map(|it| it.path.to_string());
        (
            change.planned.region.clone(),
            change.replace.len(),
            places.collect(),
        )
    }

    #[test]
    fn the_region_is_the_written_one_or_that_of_the_provider() {
        let tagging = Tagging::default();
        let scope = Some(scope("eu-west-1", None, &tagging));
        let (none, other) = (mapping(Tf::Null), mapping(text("us-east-1")));
        let region = |config, scope| planned(config, None, scope).0;
        assert_eq!(region(&none, scope), text("eu-west-1"));
        assert_eq!(region(&other, scope), text("us-east-1"));
        assert_eq!(region(&none, None), Tf::Unknown);
        assert_eq!(region(&mapping(Tf::Unknown), scope), Tf::Unknown);
    }

    #[test]
    fn another_region_is_another_mapping() {
        let tagging = Tagging::default();
        let scope = Some(scope("eu-west-1", None, &tagging));
        let none = mapping(Tf::Null);
        let here = mapping(text("eu-west-1"));
        let there = mapping(text("us-east-1"));
        let of_arn = EventSourceMapping {
            arn: text("arn:aws:lambda:us-east-1:123456789012:event-source-mapping:x"),
            ..mapping(Tf::Null)
        };
        for (config, prior, scope, replaced) in [
            (&none, &here, scope, 0),
            (&here, &here, scope, 0),
            (&there, &here, scope, 1),
            (&none, &there, scope, 1),
            (&none, &of_arn, scope, 1),
            (&there, &of_arn, scope, 0),
            // Nothing is known of the provider, so nothing is said of its Region.
            (&none, &there, None, 0),
        ] {
            assert_eq!(planned(config, Some(prior), scope).1, replaced);
        }
    }

    #[test]
    fn what_is_elsewhere_is_said_before_aws_refuses_it() {
        let tagging = Tagging::default();
        let scope = Some(scope("eu-west-1", Some("123456789012"), &tagging));
        let function = |it: &str| format!("arn:aws:lambda:{it}:function:worker");
        let queue = |it: &str| format!("arn:aws:sqs:{it}:orders");
        for (of_function, of_queue, wrong) in [
            ("eu-west-1:123456789012", "eu-west-1:123456789012", &[][..]),
            ("eu-west-1:123456789012", "eu-west-1:999999999999", &[]),
            (
                "us-east-1:123456789012",
                "eu-west-1:123456789012",
                &["function_name"],
            ),
            (
                "eu-west-1:123456789012",
                "us-east-1:123456789012",
                &["event_source_arn"],
            ),
            (
                "eu-west-1:999999999999",
                "eu-west-1:123456789012",
                &["function_name"],
            ),
        ] {
            let config = EventSourceMapping {
                function_name: text(&function(of_function)),
                event_source_arn: text(&queue(of_queue)),
                ..mapping(Tf::Null)
            };
            assert_eq!(planned(&config, None, scope).2, wrong);
            assert_eq!(planned(&config, None, None).2, [""; 0]);
        }
    }

    #[test]
    fn an_arn_of_another_partition_is_said_before_aws_refuses_it() {
        let tagging = Tagging::default();
        let scope = Some(scope("cn-north-1", None, &tagging));
        for (partition, wrong) in [("aws-cn", &[][..]), ("aws", &["event_source_arn"])] {
            let arn = format!("arn:{partition}:sqs:cn-north-1:123456789012:orders");
            let config = EventSourceMapping {
                event_source_arn: text(&arn),
                ..mapping(Tf::Null)
            };
            assert_eq!(planned(&config, None, scope).2, wrong);
        }
    }

    #[test]
    fn an_id_may_name_its_region() {
        assert_eq!(split(UUID), (UUID, Tf::Null));
        assert_eq!(
            split(&format!("{UUID}@us-east-1")),
            (UUID, text("us-east-1"))
        );
    }
}
