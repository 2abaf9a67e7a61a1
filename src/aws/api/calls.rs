//! The calls of Lambda's API that a mapping needs. Each returns its error as an [`Error`] with a [`Kind`]. A
//! success without the UUID that it must have is an error: nobody knows what the call has done. The SDK's
//! futures are large, so they are boxed.

use std::{
    collections::BTreeMap,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use aws_sdk_lambda::{
    operation::{
        create_event_source_mapping::{
            CreateEventSourceMappingOutput, builders::CreateEventSourceMappingInputBuilder,
        },
        delete_event_source_mapping::DeleteEventSourceMappingOutput,
        get_event_source_mapping::GetEventSourceMappingOutput,
        get_function_configuration::GetFunctionConfigurationOutput,
        update_event_source_mapping::{
            UpdateEventSourceMappingOutput, builders::UpdateEventSourceMappingInputBuilder,
        },
    },
    types::EventSourceMappingConfiguration,
};

use tokio::time::timeout;

use super::{
    error::{Error, Kind},
    pace::budget::Priority,
    region_client::RegionClient,
    shared::looked::Looked,
};
use crate::framework::cell::text::Timestamp;

/// Mappings of a page, at most.
const PAGE: i32 = 100;
/// How long a page that others wait for may take, with its retries.
const SOON: Duration = Duration::from_secs(4);
/// Most bytes of all texts of a request that its URL holds: each may become three characters in the URL,
/// which has at most 65,534.
const URL: usize = 20_000;

/// Whether a URL can hold these texts.
fn fit_a_url(texts: &[&str]) -> bool {
    texts.iter().map(|it| it.len()).sum::<usize>() <= URL
}

impl RegionClient {
    /// Why a call is not sent whose texts do not fit into a URL: the SDK would panic.
    fn unfit(&self, operation: &'static str, texts: &[&str]) -> Option<Error> {
        if fit_a_url(texts) {
            return None;
        }
        let longest = texts.iter().max_by_key(|it| it.len());
        let longest = longest.copied().unwrap_or_default();
        Some(Error::too_long(operation, &self.service, longest))
    }

    /// Waits for the budget before a call is sent, if its texts fit into a URL.
    async fn turn(
        &self,
        priority: Priority,
        operation: &'static str,
        texts: &[&str],
    ) -> Result<(), Error> {
        if let Some(error) = self.unfit(operation, texts) {
            return Err(error);
        }
        self.budgets.lambda.pass(priority).await;
        Ok(())
    }

    /// `CreateEventSourceMapping`, which may have taken effect once at most: the caller looks before it
    /// makes another.
    pub(crate) async fn create(
        &self,
        request: CreateEventSourceMappingInputBuilder,
    ) -> Result<CreateEventSourceMappingOutput, Error> {
        self.turn(Priority::Write, "CreateEventSourceMapping", &[])
            .await?;
        let output = Box::pin(request.send_with(&self.once))
            .await
            .map_err(|it| Error::new("CreateEventSourceMapping", &self.service, &it))?;
        if output.uuid().is_none() {
            return Err(Error::garbled("CreateEventSourceMapping", &self.service));
        }
        Ok(output)
    }

    /// `GetEventSourceMapping`.
    pub(crate) async fn get(&self, uuid: &str) -> Result<GetEventSourceMappingOutput, Error> {
        self.turn(Priority::Read, "GetEventSourceMapping", &[uuid])
            .await?;
        self.get_now(uuid).await
    }

    /// `GetEventSourceMapping` of one whose turn has come.
    pub(crate) async fn get_now(&self, uuid: &str) -> Result<GetEventSourceMappingOutput, Error> {
        if let Some(error) = self.unfit("GetEventSourceMapping", &[uuid]) {
            return Err(error);
        }
        let call = self.lambda.get_event_source_mapping().uuid(uuid);
        let output = Box::pin(call.send())
            .await
            .map_err(|it| Error::new("GetEventSourceMapping", &self.service, &it))?;
        if output.uuid().is_none() {
            return Err(Error::garbled("GetEventSourceMapping", &self.service));
        }
        Ok(output)
    }

    /// A page of `ListEventSourceMappings`, and the marker of the next page. The caller has waited for the
    /// budget already. A page that takes too long returns nothing: single reads can replace it.
    pub(crate) async fn page_now(
        &self,
        marker: Option<String>,
    ) -> Option<Result<(Vec<Looked>, Option<String>), Error>> {
        let texts = [marker.as_deref().unwrap_or_default()];
        if let Some(error) = self.unfit("ListEventSourceMappings", &texts) {
            return Some(Err(error));
        }
        let call = self.lambda.list_event_source_mappings();
        let call = call.max_items(PAGE).set_marker(marker);
        let page = timeout(SOON, Box::pin(call.send())).await.ok()?;
        Some(
            page.map_err(|it| Error::new("ListEventSourceMappings", &self.service, &it))
                .map(|page| {
                    let all = page.event_source_mappings.unwrap_or_default();
                    let next = page.next_marker.filter(|it| !it.is_empty());
                    let all = all.into_iter().map(|it| Looked::Listed(Box::new(it)));
                    (all.collect(), next)
                }),
        )
    }

    /// `ListEventSourceMappings`: all pages of a function, of a source, or of both.
    pub(crate) async fn find(
        &self,
        function: Option<&str>,
        source: Option<&str>,
    ) -> Result<Vec<EventSourceMappingConfiguration>, Error> {
        let mut found = Vec::new();
        let mut after = None;
        loop {
            let (page, next) = self.page(function, source, after).await?;
            found.extend(page);
            after = next;
            if after.is_none() {
                return Ok(found);
            }
        }
    }

    /// `ListEventSourceMappings`: a page, and the marker of the next one if there is one.
    pub(crate) async fn page(
        &self,
        function: Option<&str>,
        source: Option<&str>,
        marker: Option<String>,
    ) -> Result<(Vec<EventSourceMappingConfiguration>, Option<String>), Error> {
        let texts = [function, source, marker.as_deref()].map(Option::unwrap_or_default);
        self.turn(Priority::Read, "ListEventSourceMappings", &texts)
            .await?;
        let call = self.lambda.list_event_source_mappings().max_items(PAGE);
        let call = call.set_function_name(function.map(str::to_owned));
        let call = call.set_event_source_arn(source.map(str::to_owned));
        let page = Box::pin(call.set_marker(marker).send())
            .await
            .map_err(|it| Error::new("ListEventSourceMappings", &self.service, &it))?;
        let listed = page.event_source_mappings.as_ref();
        let named = listed.is_some_and(|it| it.iter().all(|it| it.uuid().is_some()));
        if !named {
            return Err(Error::garbled("ListEventSourceMappings", &self.service));
        }
        let next = page.next_marker.filter(|it| !it.is_empty());
        Ok((page.event_source_mappings.unwrap_or_default(), next))
    }

    /// `UpdateEventSourceMapping`.
    pub(crate) async fn update(
        &self,
        request: UpdateEventSourceMappingInputBuilder,
    ) -> Result<UpdateEventSourceMappingOutput, Error> {
        let uuid = request.get_uuid().clone().unwrap_or_default();
        self.turn(Priority::Write, "UpdateEventSourceMapping", &[&uuid])
            .await?;
        let output = Box::pin(request.send_with(&self.lambda))
            .await
            .map_err(|it| Error::new("UpdateEventSourceMapping", &self.service, &it))?;
        if output.uuid().is_none() {
            return Err(Error::garbled("UpdateEventSourceMapping", &self.service));
        }
        Ok(output)
    }

    /// `DeleteEventSourceMapping`.
    pub(crate) async fn delete(&self, uuid: &str) -> Result<DeleteEventSourceMappingOutput, Error> {
        self.turn(Priority::Write, "DeleteEventSourceMapping", &[uuid])
            .await?;
        let call = self.lambda.delete_event_source_mapping().uuid(uuid);
        let output = Box::pin(call.send())
            .await
            .map_err(|it| Error::new("DeleteEventSourceMapping", &self.service, &it))?;
        if output.uuid().is_none() {
            return Err(Error::garbled("DeleteEventSourceMapping", &self.service));
        }
        Ok(output)
    }

    /// How long ago a function was changed; nothing if that is not known. A function that does not exist is
    /// not new.
    pub(crate) async fn age_of_function(&self, function: &str) -> Option<Duration> {
        let output = match self.function(function).await {
            Ok(output) => output,
            Err(error) => return (error.kind == Kind::NotFound).then_some(Duration::MAX),
        };
        // Lambda writes `+0000` where RFC 3339 has `Z`.
        let modified = output.last_modified()?.replace("+0000", "Z");
        let modified = u64::try_from(Timestamp(modified).seconds()?).ok()?;
        let modified = UNIX_EPOCH + Duration::from_secs(modified);
        // If the clock of this machine is behind, the function counts as new.
        Some(
            SystemTime::now()
                .duration_since(modified)
                .unwrap_or_default(),
        )
    }

    /// How long an invocation of a function may take; nothing if the response does not say.
    pub(crate) async fn timeout_of_function(
        &self,
        function: &str,
    ) -> Result<Option<Duration>, Error> {
        let output = self.function(function).await?;
        let seconds = output.timeout().and_then(|it| u64::try_from(it).ok());
        Ok(seconds.map(Duration::from_secs))
    }

    /// `GetFunctionConfiguration`.
    async fn function(&self, function: &str) -> Result<GetFunctionConfigurationOutput, Error> {
        self.turn(Priority::Read, "GetFunctionConfiguration", &[function])
            .await?;
        let call = self.lambda.get_function_configuration();
        Box::pin(call.function_name(function).send())
            .await
            .map_err(|it| Error::new("GetFunctionConfiguration", &self.service, &it))
    }

    /// `ListTags`.
    pub(crate) async fn tags(&self, arn: &str) -> Result<BTreeMap<String, String>, Error> {
        self.turn(Priority::Read, "ListTags", &[arn]).await?;
        let call = self.lambda.list_tags().resource(arn);
        let output = Box::pin(call.send())
            .await
            .map_err(|it| Error::new("ListTags", &self.service, &it))?;
        if output.tags().is_none() {
            return Err(Error::garbled("ListTags", &self.service));
        }
        Ok(output.tags.unwrap_or_default().into_iter().collect())
    }

    /// `UntagResource`.
    pub(crate) async fn untag(&self, arn: &str, keys: &[String]) -> Result<(), Error> {
        let mut texts = vec![arn];
        texts.extend(keys.iter().map(String::as_str));
        self.turn(Priority::Write, "UntagResource", &texts).await?;
        let call = self.lambda.untag_resource().resource(arn);
        Box::pin(call.set_tag_keys(Some(keys.to_vec())).send())
            .await
            .map(|_| ())
            .map_err(|it| Error::new("UntagResource", &self.service, &it))
    }

    /// `TagResource`.
    pub(crate) async fn tag(
        &self,
        arn: &str,
        tags: &BTreeMap<String, String>,
    ) -> Result<(), Error> {
        self.turn(Priority::Write, "TagResource", &[arn]).await?;
        let call = self.lambda.tag_resource().resource(arn);
        let tags = tags.clone().into_iter().collect();
        Box::pin(call.set_tags(Some(tags)).send())
            .await
            .map(|_| ())
            .map_err(|it| Error::new("TagResource", &self.service, &it))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::api::{client::Client, error::Kind};

    #[tokio::test]
    async fn a_text_that_no_url_can_hold_is_refused_before_the_sdk_sees_it() {
        let client = Client::for_tests("eu-west-1", None);
        let long = "é".repeat(70_000);
        let keys = vec![long.clone()];
        let update = UpdateEventSourceMappingInputBuilder::default().uuid(&long);
        for error in [
            client.get(&long).await.unwrap_err(),
            client.delete(&long).await.unwrap_err(),
            client.update(update).await.unwrap_err(),
            client.find(Some(&long), None).await.unwrap_err(),
            client.find(Some("worker"), Some(&long)).await.unwrap_err(),
            client.tags(&long).await.unwrap_err(),
            client.untag("arn", &keys).await.unwrap_err(),
            client.tag(&long, &BTreeMap::new()).await.unwrap_err(),
        ] {
            assert_eq!(error.kind, Kind::Invalid);
            let said = error.diagnostic("read the event source mapping").detail;
            assert!(said.contains("has 70000 characters"), "{said}");
            assert!(said.chars().count() < 400, "{said}");
        }
        assert_eq!(client.age_of_function(&long).await, None);
    }
}
