//! Settings from the provider block, the environment and the profile together. Pure: the block comes before
//! the environment, and that before the profile.

use std::{collections::BTreeMap, time::Duration};

use aws_config::profile::{Profile, ProfileSet};
use aws_runtime::env_config::property::PropertiesKey;

use super::{
    block::rows::{Config, DefaultTags, IgnoreTags},
    lookup::environment::Environment,
    network::proxy::Proxies,
};
use crate::{
    aws::model::tags::Tagging,
    framework::{
        cell::{List, OneBlock, Set, Tf},
        diagnostics::Diagnostic,
    },
};

/// The settings of all calls, whatever the credentials.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    /// The Region. If it is not set, the metadata service may know it.
    pub(crate) region: Option<String>,
    /// The Region of the Security Token Service, if it is another one.
    pub(crate) sts_region: Option<String>,
    pub(crate) use_fips: bool,
    pub(crate) use_dualstack: bool,
    /// URL of Lambda's API, if it is not AWS's own.
    pub(crate) lambda: Option<String>,
    /// URL of the Resource Groups Tagging API, if it is not AWS's own.
    pub(crate) tagging_api: Option<String>,
    /// URL of the Security Token Service, if it is not AWS's own.
    pub(crate) sts: Option<String>,
    /// URL of IAM Identity Center's portal, if it is not AWS's own.
    pub(crate) sso: Option<String>,
    pub(crate) retries: RetrySettings,
    pub(crate) limits: Limits,
    pub(crate) metadata: Metadata,
    /// Path of a file with the authorities to trust.
    pub(crate) ca_bundle: Option<String>,
    pub(crate) insecure: bool,
    pub(crate) proxies: Proxies,
    /// Text after the SDK's own in the header `User-Agent`.
    pub(crate) user_agent: String,
    pub(crate) tagging: Tagging,
    pub(crate) accounts: Accounts,
    pub(crate) validation: Validation,
}

/// How often and how eagerly calls are retried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RetrySettings {
    pub(crate) adaptive: bool,
    /// Retries after the first attempt.
    pub(crate) most: u32,
    /// Tokens in the SDK's bucket; without a number retries cost none.
    pub(crate) capacity: Option<usize>,
    /// Calls a second, if they were set; 0 is no limit.
    pub(crate) calls_a_second: Option<u32>,
}

/// How long a call may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limits {
    /// To make a connection.
    pub(crate) connect: Duration,
    /// From a request to the beginning of its answer.
    pub(crate) read: Duration,
    /// For one attempt; no longer than the operation.
    pub(crate) attempt: Duration,
    /// With all retries.
    pub(crate) operation: Duration,
}

/// The metadata service of EC2.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Metadata {
    pub(crate) disabled: bool,
    /// Its address.
    pub(crate) url: String,
}

/// In which accounts the provider may work.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Accounts {
    pub(crate) allowed: Vec<String>,
    pub(crate) forbidden: Vec<String>,
    /// Whether the Security Token Service must not be asked.
    pub(crate) unasked: bool,
}

/// When credentials are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Validation {
    /// They are fetched at once.
    Fetch,
    /// They are fetched at once, and the Security Token Service confirms them.
    Ask,
    /// They are fetched when they are needed.
    Never,
}

/// Where the metadata service is on every machine.
const BY_IPV4: &str = "http://169.254.169.254";
const BY_IPV6: &str = "http://[fd00:ec2::254]";

/// How often `hashicorp/aws` retries, which users expect.
const MAX_RETRIES: u32 = 25;

// === impl Settings ===

impl Settings {
    /// Combines `config`, `environment` and the selected profile of `profiles`.
    ///
    /// # Errors
    ///
    /// Says which proxy cannot be used.
    pub(crate) fn resolve(
        config: &Config,
        environment: &Environment,
        profiles: &ProfileSet,
    ) -> Result<Self, Diagnostic> {
        let profile = profiles.get_profile(profiles.selected_profile());
        let from = Sources {
            environment,
            profiles,
            profile,
        };
        Ok(Self {
            region: text(&config.region)
                .or_else(|| from.text(&["AWS_REGION", "AWS_DEFAULT_REGION"], "region")),
            sts_region: text(&config.sts_region),
            use_fips: from.flag(
                &config.use_fips_endpoint,
                "AWS_USE_FIPS_ENDPOINT",
                "use_fips_endpoint",
            ),
            use_dualstack: from.flag(
                &config.use_dualstack_endpoint,
                "AWS_USE_DUALSTACK_ENDPOINT",
                "use_dualstack_endpoint",
            ),
            lambda: from.endpoint(
                config.endpoints.lambda(),
                &["AWS_ENDPOINT_URL_LAMBDA"],
                "lambda",
            ),
            tagging_api: from.endpoint(
                config.endpoints.tagging_api(),
                &["AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API"],
                "resource_groups_tagging_api",
            ),
            sts: from.endpoint(
                config.endpoints.sts(),
                // The last two are older names of `hashicorp/aws`.
                &[
                    "AWS_ENDPOINT_URL_STS",
                    "TF_AWS_STS_ENDPOINT",
                    "AWS_STS_ENDPOINT",
                ],
                "sts",
            ),
            sso: from.endpoint(config.endpoints.sso(), &["AWS_ENDPOINT_URL_SSO"], "sso"),
            retries: RetrySettings::resolve(config, &from),
            limits: Limits::resolve(config),
            metadata: Metadata::resolve(config, &from),
            ca_bundle: text(&config.custom_ca_bundle)
                .or_else(|| environment.get("AWS_CA_BUNDLE").map(str::to_owned)),
            insecure: config.insecure == Tf::Known(true),
            proxies: Proxies::resolve(
                config.http_proxy.known().map(|it| it.0.as_str()),
                config.https_proxy.known().map(|it| it.0.as_str()),
                text(&config.no_proxy).as_deref(),
                |name| environment.get(name),
            )?,
            user_agent: user_agent(&config.user_agent, environment),
            tagging: tagging(&config.default_tags, &config.ignore_tags, environment),
            accounts: Accounts {
                allowed: all(&config.allowed_account_ids),
                forbidden: all(&config.forbidden_account_ids),
                unasked: config.skip_requesting_account_id == Tf::Known(true),
            },
            validation: match config.skip_credentials_validation {
                Tf::Known(true) => Validation::Never,
                Tf::Known(false) => Validation::Ask,
                Tf::Null | Tf::Unknown => Validation::Fetch,
            },
        })
    }
}

/// Where settings come from that the block leaves open.
struct Sources<'a> {
    environment: &'a Environment,
    profiles: &'a ProfileSet,
    profile: Option<&'a Profile>,
}

impl Sources<'_> {
    fn text(&self, variables: &[&str], property: &str) -> Option<String> {
        let of_profile = || self.profile?.get(property);
        let found = self.environment.first(variables).or_else(of_profile);
        found.map(str::to_owned)
    }

    fn flag(&self, set: &Tf<bool>, variable: &str, property: &str) -> bool {
        match set {
            Tf::Known(set) => *set,
            Tf::Null | Tf::Unknown => self
                .text(&[variable], property)
                .is_some_and(|it| it.eq_ignore_ascii_case("true")),
        }
    }

    /// The URL of a service: the one that is `set` in the block, or else in the order of the AWS tools.
    fn endpoint(&self, set: Option<&str>, variables: &[&str], service: &str) -> Option<String> {
        if let Some(set) = set {
            return Some(set.to_owned());
        }
        let ignored = self.text(
            &["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"],
            "ignore_configured_endpoint_urls",
        );
        if ignored.is_some_and(|it| it.eq_ignore_ascii_case("true")) {
            return None;
        }
        let of_environment = self.environment.first(variables);
        let for_all = || self.environment.get("AWS_ENDPOINT_URL");
        let of_section = || {
            let key = PropertiesKey::builder()
                .section_key("services")
                .section_name(self.profile?.get("services")?)
                .property_name(service)
                .sub_property_name("endpoint_url")
                .build()
                .ok()?;
            let url = self.profiles.other_sections().get(&key)?;
            Some(url.as_str())
        };
        let of_profile = || self.profile?.get("endpoint_url");
        let url = of_environment
            .or_else(for_all)
            .or_else(of_section)
            .or_else(of_profile);
        url.map(str::to_owned)
    }
}

fn text(set: &Tf<String>) -> Option<String> {
    set.known().filter(|it| !it.is_empty()).cloned()
}

fn all(set: &Set<String>) -> Vec<String> {
    set.0.known().cloned().unwrap_or_default()
}

fn user_agent(set: &List<String>, environment: &Environment) -> String {
    let own = set.0.known().into_iter().flatten().map(String::as_str);
    let appended = environment.get("TF_APPEND_USER_AGENT");
    let ours = concat!("terraform-provider-awslambda/", env!("CARGO_PKG_VERSION"));
    let words: Vec<&str> = [ours].into_iter().chain(own).chain(appended).collect();
    // A header has one line of printable letters.
    let printable = |it: &char| it.is_ascii_graphic() || *it == ' ';
    words.join(" ").chars().filter(printable).collect()
}

/// The tags of the block, and those of the environment where it says nothing of their key.
fn tagging(
    default: &OneBlock<DefaultTags>,
    ignore: &OneBlock<IgnoreTags>,
    environment: &Environment,
) -> Tagging {
    let set = default.0.known().and_then(|it| it.tags.0.known());
    let mut tags: BTreeMap<String, String> = environment
        .after("TF_AWS_DEFAULT_TAGS_")
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .collect();
    tags.extend(
        set.into_iter()
            .flatten()
            .map(|(key, value)| (key.clone(), value.clone())),
    );
    let ignored = |of: fn(&IgnoreTags) -> &Set<String>, variable: &str| {
        let set = ignore.0.known().map(of).map(all).unwrap_or_default();
        let more = environment.get(variable).unwrap_or_default();
        let more = more.split(',').map(str::trim).filter(|it| !it.is_empty());
        set.into_iter().chain(more.map(str::to_owned)).collect()
    };
    Tagging {
        default: tags,
        ignored_keys: ignored(|it| &it.keys, "TF_AWS_IGNORE_TAGS_KEYS"),
        ignored_prefixes: ignored(|it| &it.key_prefixes, "TF_AWS_IGNORE_TAGS_KEY_PREFIXES"),
    }
}

// === impl RetrySettings ===

impl RetrySettings {
    fn resolve(config: &Config, from: &Sources<'_>) -> Self {
        let attempts = || -> Option<u32> {
            let set = from.text(&["AWS_MAX_ATTEMPTS"], "max_attempts")?;
            let attempts: u32 = set.parse().ok()?;
            Some(attempts.saturating_sub(1))
        };
        let set = config.max_retries.known();
        let mode =
            text(&config.retry_mode).or_else(|| from.text(&["AWS_RETRY_MODE"], "retry_mode"));
        let capacity = config.token_bucket_rate_limiter_capacity.known();
        Self {
            adaptive: mode.is_some_and(|it| it.eq_ignore_ascii_case("adaptive")),
            most: set
                .and_then(|it| u32::try_from(*it).ok())
                .or_else(attempts)
                .unwrap_or(MAX_RETRIES),
            // As for `hashicorp/aws`, 0 means no bucket.
            capacity: capacity
                .and_then(|it| usize::try_from(*it).ok())
                .filter(|it| *it > 0),
            calls_a_second: config
                .max_requests_per_second
                .known()
                .and_then(|it| u32::try_from(*it).ok()),
        }
    }
}

// === impl Limits ===

impl Limits {
    fn resolve(config: &Config) -> Self {
        let default = Self::default();
        let seconds = |set: &Tf<i64>, default| {
            let set = set.known().and_then(|it| u64::try_from(*it).ok());
            set.map_or(default, Duration::from_secs)
        };
        let operation = seconds(&config.http_operation_timeout, default.operation);
        // An attempt that outlived the operation would never be seen to end by itself.
        let attempt = seconds(&config.http_attempt_timeout, default.attempt).min(operation);
        Self {
            connect: seconds(&config.http_connect_timeout, default.connect),
            read: seconds(&config.http_read_timeout, attempt),
            attempt,
            operation,
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(3),
            read: Duration::from_secs(10),
            attempt: Duration::from_secs(10),
            operation: Duration::from_secs(30),
        }
    }
}

// === impl Metadata ===

impl Metadata {
    fn resolve(config: &Config, from: &Sources<'_>) -> Self {
        let mode = text(&config.ec2_metadata_service_endpoint_mode).or_else(|| {
            let variable = "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE";
            from.text(&[variable], "ec2_metadata_service_endpoint_mode")
        });
        let usual = match mode {
            Some(mode) if mode.eq_ignore_ascii_case("IPv6") => BY_IPV6,
            _ => BY_IPV4,
        };
        let endpoint = text(&config.ec2_metadata_service_endpoint).or_else(|| {
            let variable = "AWS_EC2_METADATA_SERVICE_ENDPOINT";
            from.text(&[variable], "ec2_metadata_service_endpoint")
        });
        Self {
            disabled: text(&config.skip_metadata_api_check).map_or_else(
                || from.environment.is_true("AWS_EC2_METADATA_DISABLED"),
                |it| it == "true" || it == "1",
            ),
            url: endpoint.unwrap_or_else(|| usual.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests;
