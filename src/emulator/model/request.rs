//! A call as the core sees it: who, where, which path, and what.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The account of callers whose access key does not name one.
pub(crate) const DEFAULT_ACCOUNT: &str = "000000000000";

/// An account in a Region. Mappings of one are not visible from another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Place {
    /// Twelve digits.
    pub(crate) account: String,
    /// For example `eu-west-1`.
    pub(crate) region: String,
}

/// One call, taken apart far enough that no rule needs to know HTTP.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) place: Place,
    pub(crate) operation: Operation,
    /// The UUID or the ARN in the path; empty for the calls that have none.
    pub(crate) subject: String,
    pub(crate) query: Query,
    pub(crate) body: Vec<u8>,
}

/// The calls that are emulated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
pub enum Operation {
    /// `POST /2015-03-31/event-source-mappings`
    CreateEventSourceMapping,
    /// `GET /2015-03-31/event-source-mappings/{UUID}`
    GetEventSourceMapping,
    /// `PUT /2015-03-31/event-source-mappings/{UUID}`
    UpdateEventSourceMapping,
    /// `DELETE /2015-03-31/event-source-mappings/{UUID}`
    DeleteEventSourceMapping,
    /// `GET /2015-03-31/event-source-mappings`
    ListEventSourceMappings,
    /// `GET /2017-03-31/tags/{ARN}`
    ListTags,
    /// `POST /2017-03-31/tags/{ARN}`
    TagResource,
    /// `DELETE /2017-03-31/tags/{ARN}`
    UntagResource,
    /// `GET /2015-03-31/functions/{FunctionName}/configuration`
    GetFunctionConfiguration,
    /// `POST /`, of the Resource Groups Tagging API
    GetResources,
    /// `POST /`, of STS
    GetCallerIdentity,
}

/// The parameters behind the question mark; a name may come more than once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Query(BTreeMap<String, Vec<String>>);

// === impl Place ===

impl Place {
    /// The first part of the ARNs of this Region.
    pub(crate) fn partition(&self) -> &'static str {
        const PARTITIONS: [(&str, &str); 7] = [
            ("cn-", "aws-cn"),
            ("us-gov-", "aws-us-gov"),
            ("us-iso-", "aws-iso"),
            ("us-isob-", "aws-iso-b"),
            ("eu-isoe-", "aws-iso-e"),
            ("us-isof-", "aws-iso-f"),
            ("eusc-", "aws-eusc"),
        ];
        PARTITIONS
            .iter()
            .find(|(prefix, _)| self.region.starts_with(prefix))
            .map_or("aws", |(_, partition)| partition)
    }

    /// The ARN of a mapping that lives here.
    pub(crate) fn mapping_arn(&self, uuid: &str) -> String {
        format!(
            "arn:{}:lambda:{}:{}:event-source-mapping:{uuid}",
            self.partition(),
            self.region,
            self.account
        )
    }
}

// === impl Request ===

impl Request {
    /// The body as a JSON object, or nothing when there is none.
    pub(crate) fn json(&self) -> Result<Value, serde_json::Error> {
        if self.body.iter().all(u8::is_ascii_whitespace) {
            return Ok(Value::Object(serde_json::Map::new()));
        }
        serde_json::from_slice(&self.body)
    }
}

// === impl Operation ===

impl Operation {
    /// Which call a method and an undecoded path are, and the UUID or ARN in the path.
    pub(crate) fn of(method: &str, path: &str) -> Option<(Self, String)> {
        if let Some(rest) = path.strip_prefix("/2015-03-31/event-source-mappings") {
            let subject = match rest.strip_prefix('/') {
                Some(subject) => decode(subject.trim_end_matches('/')),
                None if rest.is_empty() => String::new(),
                None => return None,
            };
            let operation = match (method, subject.is_empty()) {
                ("POST", true) => Self::CreateEventSourceMapping,
                ("GET", true) => Self::ListEventSourceMappings,
                ("GET", false) => Self::GetEventSourceMapping,
                ("PUT", false) => Self::UpdateEventSourceMapping,
                ("DELETE", false) => Self::DeleteEventSourceMapping,
                _ => return None,
            };
            return Some((operation, subject));
        }
        if let Some(rest) = path.strip_prefix("/2015-03-31/functions/") {
            let subject = decode(rest.strip_suffix("/configuration")?);
            return (method == "GET").then_some((Self::GetFunctionConfiguration, subject));
        }
        let subject = decode(path.strip_prefix("/2017-03-31/tags/")?);
        let operation = match method {
            "GET" => Self::ListTags,
            "POST" => Self::TagResource,
            "DELETE" => Self::UntagResource,
            _ => return None,
        };
        Some((operation, subject))
    }

    /// Which call a header `X-Amz-Target` names, of the services that have one path for all.
    pub(crate) fn of_target(target: &str) -> Option<Self> {
        (target == "ResourceGroupsTaggingAPI_20170126.GetResources").then_some(Self::GetResources)
    }

    /// The service for which it is signed.
    pub(crate) fn service(self) -> &'static str {
        match self {
            Self::GetResources => "tagging",
            Self::GetCallerIdentity => "sts",
            _ => "lambda",
        }
    }

    /// Whether it may change something.
    pub(crate) fn changes(self) -> bool {
        !matches!(
            self,
            Self::GetEventSourceMapping
                | Self::ListEventSourceMappings
                | Self::ListTags
                | Self::GetFunctionConfiguration
                | Self::GetResources
                | Self::GetCallerIdentity
        )
    }

    /// The name that AWS gives the call.
    pub fn name(self) -> &'static str {
        match self {
            Self::CreateEventSourceMapping => "CreateEventSourceMapping",
            Self::GetEventSourceMapping => "GetEventSourceMapping",
            Self::UpdateEventSourceMapping => "UpdateEventSourceMapping",
            Self::DeleteEventSourceMapping => "DeleteEventSourceMapping",
            Self::ListEventSourceMappings => "ListEventSourceMappings",
            Self::ListTags => "ListTags",
            Self::TagResource => "TagResource",
            Self::UntagResource => "UntagResource",
            Self::GetFunctionConfiguration => "GetFunctionConfiguration",
            Self::GetResources => "GetResources",
            Self::GetCallerIdentity => "GetCallerIdentity",
        }
    }
}

// === impl Query ===

impl Query {
    pub(crate) fn parse(text: &str) -> Self {
        let mut query: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (name, value) = (name.replace('+', " "), value.replace('+', " "));
            query.entry(decode(&name)).or_default().push(decode(&value));
        }
        Self(query)
    }

    /// The first value of a parameter; none when it is absent or empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let value = self.0.get(name)?.first()?;
        (!value.is_empty()).then_some(value)
    }

    /// Every value of a parameter.
    pub(crate) fn all(&self, name: &str) -> &[String] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }
}

/// Undoes percent-encoding. Text that is not properly encoded stays as it is.
fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let hex = |offset: usize| {
            let digit = char::from(*bytes.get(at + offset)?).to_digit(16)?;
            u8::try_from(digit).ok()
        };
        if let (b'%', Some(high), Some(low)) = (byte, hex(1), hex(2)) {
            decoded.push(high * 16 + low);
            at += 3;
        } else {
            decoded.push(byte);
            at += 1;
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_of_create_may_end_in_a_slash() {
        for path in [
            "/2015-03-31/event-source-mappings",
            "/2015-03-31/event-source-mappings/",
        ] {
            let (operation, subject) = Operation::of("POST", path).unwrap();
            assert_eq!(operation, Operation::CreateEventSourceMapping);
            assert_eq!(subject, "");
        }
    }

    #[test]
    fn an_arn_in_the_path_is_decoded() {
        let (operation, subject) = Operation::of("GET", "/2017-03-31/tags/arn%3Aaws%3ax").unwrap();
        assert_eq!(operation, Operation::ListTags);
        assert_eq!(subject, "arn:aws:x");
    }

    #[test]
    fn a_path_of_another_service_is_no_operation() {
        assert_eq!(Operation::of("GET", "/2015-03-31/functions/"), None);
        assert_eq!(
            Operation::of("GET", "/2015-03-31/event-source-mappingsX"),
            None
        );
        assert_eq!(
            Operation::of("PATCH", "/2015-03-31/event-source-mappings"),
            None
        );
    }

    #[test]
    fn a_repeated_parameter_keeps_all_its_values() {
        let query = Query::parse("tagKeys=a&tagKeys=b%20c&tagKeys=d+e&x");
        assert_eq!(query.all("tagKeys"), ["a", "b c", "d e"]);
        assert_eq!(query.get("x"), None);
    }

    #[test]
    fn broken_percent_encoding_stays_as_it_is() {
        assert_eq!(decode("100%"), "100%");
        assert_eq!(decode("%zz%4"), "%zz%4");
    }

    #[test]
    fn each_region_belongs_to_its_partition() {
        let partition = |region: &str| {
            Place {
                account: String::new(),
                region: region.into(),
            }
            .partition()
        };
        assert_eq!(partition("eu-west-1"), "aws");
        assert_eq!(partition("cn-north-1"), "aws-cn");
        assert_eq!(partition("us-gov-west-1"), "aws-us-gov");
        assert_eq!(partition("eusc-de-east-1"), "aws-eusc");
        assert_eq!(partition("us-isob-east-1"), "aws-iso-b");
    }
}
