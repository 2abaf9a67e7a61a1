//! The identity of a mapping: its UUID, and the account and Region that it is in.
//!
//! `hashicorp/aws` has the same three attributes, which matters to `OpenTofu`: after a move it keeps the
//! identity of the source. [`VERSION`] is one higher than theirs, so that a core hands such an identity to
//! [`upgrade`] first.

use crate::{
    aws::{
        api::client::Client,
        event_source_mapping::table::EventSourceMapping,
        names::{arn::Arn, region::RegionName, uuid::is_uuid},
    },
    framework::{
        cell::Tf,
        diagnostics::{Diagnostic, shown},
        schema::spec::{optional, required},
    },
};

/// Version of the form of an identity.
pub(crate) const VERSION: i64 = 1;

model! {
    /// The identity of a mapping.
    pub struct Identity {
        /// UUID of the mapping.
        mutable uuid: Tf<String> = required();
        /// Account of the mapping. Default: that of the credentials.
        mutable account_id: Tf<String> = optional();
        /// Region of the mapping. Default: that of the provider.
        mutable region: Tf<String> = optional();
    }
}

/// The identity of the mapping with this state. Account and Region are those of its ARN, or of its
/// function; what neither tells is the client's.
pub(crate) fn of(state: &EventSourceMapping, client: Option<&Client>) -> Option<Identity> {
    let uuid = state.uuid.known()?;
    let arns = [&state.arn, &state.function_arn];
    let arn = arns
        .into_iter()
        .find_map(|it| Arn::parse(it.known()?.as_str()));
    let account = arn.map(|it| it.account);
    let account = account.or_else(|| client.and_then(Client::account));
    let region = arn.map(|it| it.region);
    let region = region.or_else(|| state.region.known().map(String::as_str));
    let region = region.or_else(|| client.map(Client::home));
    Some(Identity {
        uuid: Tf::Known(uuid.clone()),
        account_id: account.map(str::to_owned).into(),
        region: region.map(str::to_owned).into(),
    })
}

/// The part of a mapping that its identity holds. If all three parts are set, they make the ARN. By the ARN
/// a read notices credentials of another account.
pub(crate) fn import(identity: Identity) -> Result<EventSourceMapping, Diagnostic> {
    let uuid = identity.uuid.into_known().unwrap_or_default();
    if !is_uuid(&uuid) {
        return Err(Diagnostic::error(
            format!("\"{}\" is not the UUID of a mapping", shown(&uuid)),
            "The attribute uuid of an identity is such as \"91eaeb7e-c976-1234-9451-8709db01f137\".",
        )
        .at("uuid"));
    }
    let uuid = uuid.to_ascii_lowercase();
    let arn = match (&identity.region, &identity.account_id) {
        (Tf::Known(region), Tf::Known(account)) => RegionName(region)
            .partition()
            .map(|partition| arn(partition, region, account, &uuid)),
        _ => None,
    };
    Ok(EventSourceMapping {
        id: Tf::Known(uuid.clone()),
        uuid: Tf::Known(uuid),
        arn: arn.into(),
        region: identity.region,
        ..EventSourceMapping::default()
    })
}

/// The ARN of a mapping.
pub(crate) fn arn(partition: &str, region: &str, account: &str, uuid: &str) -> String {
    format!("arn:{partition}:lambda:{region}:{account}:event-source-mapping:{uuid}")
}

/// An identity of version 0: of `hashicorp/aws` with `uuid`, of `hashicorp/awscc` with `id`.
pub(crate) fn upgrade(identity: &serde_json::Value) -> Result<serde_json::Value, Diagnostic> {
    use serde_json::Value::{Null, String};
    let part = |name: &str| identity.get(name).filter(|it| it.is_string()).cloned();
    let uuid = part("uuid").or_else(|| part("id"));
    let Some(String(uuid)) = uuid.filter(|it| it.as_str().is_some_and(is_uuid)) else {
        return Err(Diagnostic::error(
            "Cannot upgrade the identity of an event source mapping",
            "It has no UUID, neither as uuid nor as id.",
        ));
    };
    Ok(serde_json::json!({
        "uuid": uuid.to_ascii_lowercase(),
        "account_id": part("account_id").unwrap_or(Null),
        "region": part("region").unwrap_or(Null),
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const UUID: &str = "91eaeb7e-c976-1234-9451-8709db01f137";
    const ARN: &str = "arn:aws:lambda:eu-west-1:123456789012:event-source-mapping:\
                       91eaeb7e-c976-1234-9451-8709db01f137";

    fn text(it: &str) -> Tf<String> {
        Tf::Known(it.to_owned())
    }

    fn parts(identity: Option<Identity>) -> Option<[Option<String>; 3]> {
        let it = identity?;
        Some([it.uuid, it.account_id, it.region].map(Tf::into_known))
    }

    fn three(uuid: &str, account: Option<&str>, region: Option<&str>) -> [Option<String>; 3] {
        [Some(uuid), account, region].map(|it| it.map(str::to_owned))
    }

    #[tokio::test]
    async fn the_identity_is_computed_from_whatever_the_state_tells() {
        let empty = EventSourceMapping::default;
        let known = || EventSourceMapping {
            uuid: text(UUID),
            ..empty()
        };
        let client = Client::for_tests("us-east-1", Some("999999999999"));
        let unsure = Client::for_tests("us-east-1", None);
        for (state, client, expected) in [
            (empty(), Some(&client), None),
            (known(), None, Some(three(UUID, None, None))),
            (
                known(),
                Some(&unsure),
                Some(three(UUID, None, Some("us-east-1"))),
            ),
            (
                known(),
                Some(&client),
                Some(three(UUID, Some("999999999999"), Some("us-east-1"))),
            ),
            (
                EventSourceMapping {
                    region: text("eu-central-1"),
                    ..known()
                },
                Some(&client),
                Some(three(UUID, Some("999999999999"), Some("eu-central-1"))),
            ),
            // A state of before ARNs of mappings has that of the function.
            (
                EventSourceMapping {
                    function_arn: text("arn:aws:lambda:eu-west-1:123456789012:function:f:live"),
                    ..known()
                },
                Some(&client),
                Some(three(UUID, Some("123456789012"), Some("eu-west-1"))),
            ),
            (
                EventSourceMapping {
                    arn: text(ARN),
                    ..known()
                },
                Some(&client),
                Some(three(UUID, Some("123456789012"), Some("eu-west-1"))),
            ),
        ] {
            assert_eq!(parts(of(&state, client)), expected, "{state:?}");
        }
    }

    #[test]
    fn an_identity_tells_where_the_mapping_is() {
        let identity = |uuid: &str, account: Tf<String>, region: Tf<String>| Identity {
            uuid: text(uuid),
            account_id: account,
            region,
        };
        let whole = identity(
            &UUID.to_ascii_uppercase(),
            text("123456789012"),
            text("eu-west-1"),
        );
        let found = import(whole).unwrap();
        assert_eq!(found.uuid, text(UUID));
        assert_eq!(found.id, text(UUID));
        assert_eq!(found.arn, text(ARN));
        assert_eq!(found.region, text("eu-west-1"));
        let bare = import(identity(UUID, Tf::Null, Tf::Null)).unwrap();
        assert_eq!((bare.arn, bare.region), (Tf::Null, Tf::Null));
        // The partition of an unknown Region is not known.
        let new = import(identity(UUID, text("123456789012"), text("local-1"))).unwrap();
        assert_eq!((new.arn, new.region), (Tf::Null, text("local-1")));
        let wrong = import(identity("orders", Tf::Null, Tf::Null)).unwrap_err();
        assert_eq!(wrong.path.to_string(), "uuid");
    }

    #[test]
    fn the_identities_of_both_other_providers_are_understood() {
        let present = json!({ "uuid": UUID, "account_id": "123456789012", "region": "eu-west-1" });
        let bare = json!({ "uuid": UUID, "account_id": null, "region": null });
        for (old, expected) in [
            (present.clone(), &present),
            (
                json!({ "id": UUID, "account_id": "123456789012", "region": "eu-west-1" }),
                &present,
            ),
            (json!({ "id": UUID.to_ascii_uppercase() }), &bare),
            (
                json!({ "uuid": UUID, "account_id": null, "more": [1] }),
                &bare,
            ),
        ] {
            assert_eq!(&upgrade(&old).unwrap(), expected, "{old}");
        }
        for old in [
            json!(null),
            json!({}),
            json!([]),
            json!({ "uuid": 7 }),
            json!({ "id": "orders" }),
        ] {
            assert!(upgrade(&old).is_err(), "{old}");
        }
    }
}
