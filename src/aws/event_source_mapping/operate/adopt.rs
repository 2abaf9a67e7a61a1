//! Adopts a mapping that is there instead of creating another.

use aws_sdk_lambda::operation::get_event_source_mapping::GetEventSourceMappingOutput;

use super::{
    Run,
    find::{SharedTags, Tagged, Tags},
    next::{Tries, persist},
    settle::complete,
    update,
};
use crate::{
    aws::{
        api::claims::Claim,
        event_source_mapping::{
            table::EventSourceMapping,
            tell::conflict::{self, Differences},
            wire,
        },
    },
    framework::diagnostics::Diagnostic,
};

type Mapping = EventSourceMapping;

/// A mapping that is there, and AWS's refusal of another.
pub(crate) struct There {
    pub(crate) output: GetEventSourceMappingOutput,
    pub(crate) refusal: String,
}

/// Whether to adopt what is there: as the resource says, or else the provider.
pub(crate) fn is_wanted(run: &Run, planned: &Mapping) -> bool {
    let own = planned.adopt_existing.known();
    own.copied().unwrap_or(run.client.adopts_existing())
}

/// Adopts a mapping that is there and changes it to what is planned, with a warning that says what was
/// changed.
///
/// 1. Read its tags.
/// 2. Compare: what cannot be changed in place is an error.
/// 3. Persist: change its tags, then its settings, as an update does.
/// 4. Say what was changed.
///
/// Guarantees: it belongs to no resource until all of that is done, so that a failure never makes
/// Terraform replace it. Limits: two configurations that adopt the same mapping are not noticed.
pub(crate) async fn adopt(
    run: &Run,
    planned: &Mapping,
    there: &There,
    tries: &mut Tries,
) -> Result<(Mapping, Vec<Diagnostic>), Diagnostic> {
    let mut found = wire::read(&there.output, planned);
    complete(run, &mut found);
    let uuid = found.uuid.known().cloned().unwrap_or_default();
    let tagging = run.client.tagging();
    if let Some(arn) = found.arn.known()
        && wire::manages_tags(planned, tagging)
    {
        // Without the right to look at tags, those that are wanted are set.
        let mut look = Tags {
            run,
            arn,
            shared: SharedTags::Nothing,
            may_be_denied: true,
            unread: 0,
        };
        let tags = Box::pin(persist(run, tries, &mut look)).await;
        let what = format!("adopt the event source mapping {uuid}");
        let tags = match tags.map_err(|it| it.diagnostic(&what, &uuid, tries))? {
            Tagged::Read(tags) => tags,
            Tagged::Closed | Tagged::Hidden(_) | Tagged::Missing(_) => [].into(),
        };
        wire::read_tags(&mut found, tags, tagging);
    }
    let differences = Differences::from_planned(&run.config, planned, &found);
    let held = run.client.held();
    if !differences.fixed.is_empty() || !held.take(&uuid, Claim::Adopted) {
        return Err(conflict::taken(
            &run.config,
            planned,
            &found,
            held.claim(&uuid).is_some(),
            run.client.home(),
            &there.refusal,
        ));
    }
    let work = async {
        let untagged = update::retag(run, &found, planned, tries).await?;
        let changed = update::change(run, &found, planned, tries).await?;
        Ok::<_, update::FailedChange>((changed, untagged))
    };
    match work.await {
        Ok((changed, untagged)) => {
            let mapping = Mapping {
                tags: planned.tags.clone(),
                tags_all: planned.tags_all.clone(),
                ..changed.unwrap_or(found)
            };
            let said = run.client.warnings().adopted;
            let said = said.then(|| conflict::adopted(&uuid, &differences.mutable));
            Ok((mapping, said.into_iter().chain(untagged).collect()))
        }
        Err(failure) => {
            run.client.held().release(&uuid);
            Err(conflict::not_adopted(&uuid, failure.diagnostic))
        }
    }
}
