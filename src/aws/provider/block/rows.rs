//! The rows of the provider block: names, types and nesting of `hashicorp/aws`, so that a block can be
//! copied from it unchanged. Where this one differs is said in `differences.rs`.

use super::{
    rules::{
        account_ids, arn_of_role, duration, json, known_arns, match_or_empty, proxy, region,
        seconds, session_name, url, worded_bool,
    },
    services::Endpoints,
};
use crate::{
    aws::model::tags,
    framework::{
        cell::{Block, List, Map, Ordered, Set, Tf, plain::Secret},
        schema::{rules::between, spec::optional},
    },
};

model! {
    /// The provider block.
    pub struct Config {
        /// AWS Region, such as `eu-west-1`. Default: `AWS_REGION`, `AWS_DEFAULT_REGION`, the Region of
        /// the profile, or that of the machine. A resource may name another one.
        mutable region: Tf<String> = optional().rule(region());
        /// Access key. Default: `AWS_ACCESS_KEY_ID`, or as described under Credentials.
        mutable access_key: Tf<String> = optional();
        /// Secret key that belongs to `access_key`. Default: `AWS_SECRET_ACCESS_KEY`.
        mutable secret_key: Tf<Secret> = optional().sensitive();
        /// Session token of temporary credentials. Default: `AWS_SESSION_TOKEN`.
        mutable token: Tf<Secret> = optional().sensitive();
        /// Profile of the shared configuration files. Default: `AWS_PROFILE`, `AWS_DEFAULT_PROFILE`, or
        /// `default`. A profile that is named here comes before keys in the environment.
        mutable profile: Tf<String> = optional();
        /// Shared configuration files. Default: `AWS_CONFIG_FILE`, or `~/.aws/config`.
        mutable shared_config_files: List<String> = optional();
        /// Shared credentials files. Default: `AWS_SHARED_CREDENTIALS_FILE`, or
        /// `~/.aws/credentials`.
        mutable shared_credentials_files: List<String> = optional();
        /// A role to assume. Of several blocks each role is assumed with the credentials of the one
        /// before it.
        mutable assume_role: Ordered<AssumeRole> = optional();
        /// A role to assume with a token of another identity provider, such as that of a CI system. It
        /// takes the place of all other credentials; roles of `assume_role` follow it.
        mutable assume_role_with_web_identity: Block<WebIdentity> = optional();
        /// Accounts in which this provider may work; it fails in any other before it reads or changes
        /// anything. Not together with `forbidden_account_ids`.
        mutable allowed_account_ids: Set<String> = optional().rule(account_ids());
        /// Accounts in which this provider must not work.
        mutable forbidden_account_ids: Set<String> = optional().rule(account_ids());
        /// Tags of all resources of this provider.
        mutable default_tags: Block<DefaultTags> = optional();
        /// Tags that this provider neither sees nor touches.
        mutable ignore_tags: Block<IgnoreTags> = optional();
        /// Whether resources take over a mapping of their event source and function that is there
        /// already, where they do not say so themselves. Default: `false`.
        mutable adopt_existing: Tf<bool> = optional();
        /// Which warnings to give.
        mutable warnings: Block<Warnings> = optional();
        /// Endpoints to use instead of those of the Region.
        mutable endpoints: Endpoints = optional();
        /// Whether to call the endpoints that are validated for FIPS 140. Default:
        /// `AWS_USE_FIPS_ENDPOINT`, or `use_fips_endpoint` of the profile.
        mutable use_fips_endpoint: Tf<bool> = optional();
        /// Whether to call the endpoints that have IPv6 addresses, too. Default:
        /// `AWS_USE_DUALSTACK_ENDPOINT`, or `use_dualstack_endpoint` of the profile.
        mutable use_dualstack_endpoint: Tf<bool> = optional();
        /// Region of the Security Token Service. Default: the Region of the provider.
        mutable sts_region: Tf<String> = optional().rule(region());
        /// File with the certificates of authorities to trust, in PEM, instead of those of the system.
        /// Default: `AWS_CA_BUNDLE`.
        mutable custom_ca_bundle: Tf<String> = optional();
        /// Whether to accept any certificate of a server. Whoever is on the way can then read and change
        /// everything.
        mutable insecure: Tf<bool> = optional();
        /// URL of the proxy for calls over HTTP, and over HTTPS while `https_proxy` is not set. It may
        /// hold a user name and a password. Default: `HTTP_PROXY`.
        mutable http_proxy: Tf<Secret> = optional().sensitive().rule(proxy());
        /// URL of the proxy for calls over HTTPS; an empty text means none. Default: `HTTPS_PROXY`.
        mutable https_proxy: Tf<Secret> = optional().sensitive().rule(proxy());
        /// Hosts to call without a proxy, with commas between them: a domain with all below it,
        /// `.domain` for only those below it, an address, a range such as `10.0.0.0/8`, each with or
        /// without a port, or `*` for all. Default: `NO_PROXY`.
        mutable no_proxy: Tf<String> = optional();
        /// Longest time to make a connection, in seconds. Default: 3.
        mutable http_connect_timeout: Tf<i64> = optional().rule(seconds());
        /// Longest time from a request to the beginning of its answer, in seconds. Default: as long as an
        /// attempt may take.
        mutable http_read_timeout: Tf<i64> = optional().rule(seconds());
        /// Longest time for one attempt of a call, in seconds; never longer than
        /// `http_operation_timeout`. Default: 10.
        mutable http_attempt_timeout: Tf<i64> = optional().rule(seconds());
        /// Longest time for a call with all its retries, in seconds. To give one attempt more time than
        /// this, raise both. Default: 30.
        mutable http_operation_timeout: Tf<i64> = optional().rule(seconds());
        /// How calls are retried: `standard`, or `adaptive` to slow all calls down while AWS refuses
        /// some. Default: `AWS_RETRY_MODE`, `retry_mode` of the profile, or `standard`.
        mutable retry_mode: Tf<String> = optional().rule(match_or_empty(&["standard", "adaptive"]));
        /// How often to retry a call that failed for a passing reason, within
        /// `http_operation_timeout`. Default: `AWS_MAX_ATTEMPTS` or `max_attempts` of the profile, each
        /// less one, or 25.
        mutable max_retries: Tf<i64> = optional().rule(between(0, 1000));
        /// Number of tokens in the bucket that pays for retries, as the AWS SDKs count them: a retry
        /// costs some of them, and a success brings them back. Default: retries are free.
        mutable token_bucket_rate_limiter_capacity: Tf<i64> = optional().rule(between(0, 1_000_000));
        /// Most calls a second to Lambda in one Region, retries included; `0` sets no limit. Default: 14,
        /// because AWS allows 15 to an account in a Region, for everybody together; the rate falls when
        /// AWS refuses calls, and rises again.
        mutable max_requests_per_second: Tf<i64> = optional().rule(between(0, 10_000));
        /// Address of the metadata service of EC2. Default: `AWS_EC2_METADATA_SERVICE_ENDPOINT`, or
        /// `ec2_metadata_service_endpoint` of the profile.
        mutable ec2_metadata_service_endpoint: Tf<String> = optional().rule(url());
        /// Protocol of the metadata service of EC2. Default:
        /// `AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE`, `ec2_metadata_service_endpoint_mode` of the profile,
        /// or `IPv4`.
        mutable ec2_metadata_service_endpoint_mode: Tf<String> =
            optional().rule(match_or_empty(&["IPv4", "IPv6"]));
        /// `true` looks for credentials and Region everywhere but in the metadata service of EC2, `false`
        /// there, too, whatever `AWS_EC2_METADATA_DISABLED` says. Default: `AWS_EC2_METADATA_DISABLED`.
        mutable skip_metadata_api_check: Tf<String> = optional().rule(worded_bool());
        /// When credentials are looked at. Without it they are fetched when the provider is configured,
        /// and the first call of Lambda shows whether AWS accepts them. `false` asks the Security Token
        /// Service at once whose they are; `true` does not fetch them before they are needed.
        mutable skip_credentials_validation: Tf<bool> = optional();
        /// Whether to accept any name as that of a Region.
        mutable skip_region_validation: Tf<bool> = optional();
        /// Whether to never ask the Security Token Service for the account. It is asked only for
        /// `allowed_account_ids` and `forbidden_account_ids`, and only if the credentials do not tell.
        mutable skip_requesting_account_id: Tf<bool> = optional();
        /// Products to name in the header `User-Agent`, such as `example/1.0 (a comment)`. What
        /// `TF_APPEND_USER_AGENT` holds follows them.
        mutable user_agent: List<String> = optional();
        /// It is accepted, so that the block of `hashicorp/aws` works unchanged, and has no effect.
        mutable s3_use_path_style: Tf<bool> = optional();
        /// It is accepted, so that the block of `hashicorp/aws` works unchanged, and has no effect.
        mutable s3_us_east_1_regional_endpoint: Tf<String> = optional();
        /// It is accepted, so that the block of `hashicorp/aws` works unchanged, and has no effect.
        mutable tag_policy_compliance: Tf<String> =
            optional().rule(match_or_empty(&["error", "warning", "disabled"]));
    }
}

model! {
    /// A role to assume.
    pub struct AssumeRole {
        /// ARN of the role.
        mutable role_arn: Tf<String> = optional().rule(arn_of_role());
        /// How long the session lasts, such as `1h`; it is renewed before it ends. From 15 minutes to 12
        /// hours. Default: one hour.
        mutable duration: Tf<String> = optional().rule(duration());
        /// Identifier that the role's owner may require.
        mutable external_id: Tf<String> = optional();
        /// IAM policy, in JSON, that narrows what the session may do.
        mutable policy: Tf<String> = optional().rule(json());
        /// ARNs of IAM policies that narrow what the session may do.
        mutable policy_arns: Set<String> = optional().rule(known_arns());
        /// Name of the session, as `CloudTrail` shows it. Default: `terraform-provider-awslambda`.
        mutable session_name: Tf<String> = optional().rule(session_name());
        /// Who assumes the role, as `CloudTrail` shows it.
        mutable source_identity: Tf<String> = optional().rule(session_name());
        /// Tags of the session.
        mutable tags: Map<String> = optional();
        /// Keys of the tags that sessions made of this one have, too.
        mutable transitive_tag_keys: Set<String> = optional();
    }
}

model! {
    /// A role to assume with a token of another identity provider.
    pub struct WebIdentity {
        /// ARN of the role. Default: `AWS_ROLE_ARN`.
        mutable role_arn: Tf<String> = optional().rule(arn_of_role());
        /// How long the session lasts, such as `1h`; it is renewed before it ends. From 15 minutes to 12
        /// hours. Default: one hour.
        mutable duration: Tf<String> = optional().rule(duration());
        /// IAM policy, in JSON, that narrows what the session may do.
        mutable policy: Tf<String> = optional().rule(json());
        /// ARNs of IAM policies that narrow what the session may do.
        mutable policy_arns: Set<String> = optional().rule(known_arns());
        /// Name of the session, as `CloudTrail` shows it. Default: `AWS_ROLE_SESSION_NAME`, or
        /// `terraform-provider-awslambda`.
        mutable session_name: Tf<String> = optional().rule(session_name());
        /// The token. Default: `TF_AWS_WEB_IDENTITY_TOKEN`.
        mutable web_identity_token: Tf<Secret> = optional().sensitive();
        /// File that holds the token; it is read again for each renewal. Default:
        /// `AWS_WEB_IDENTITY_TOKEN_FILE`.
        mutable web_identity_token_file: Tf<String> = optional();
    }
}

model! {
    /// Tags of all resources of this provider.
    pub struct DefaultTags {
        /// The tags. A resource may give a key another value, but cannot be without it. A variable of the
        /// environment `TF_AWS_DEFAULT_TAGS_name` adds the tag `name`.
        mutable tags: Map<String> = optional().rule(tags::rule());
    }
}

model! {
    /// Tags that this provider neither sees nor touches.
    pub struct IgnoreTags {
        /// Their keys, besides those in `TF_AWS_IGNORE_TAGS_KEYS`, with commas between them.
        mutable keys: Set<String> = optional();
        /// Beginnings of their keys, besides those in `TF_AWS_IGNORE_TAGS_KEY_PREFIXES`.
        mutable key_prefixes: Set<String> = optional();
    }
}

model! {
    /// Which warnings to give.
    pub struct Warnings {
        /// Whether to warn of a mapping whose last batch failed. Default: `true`.
        mutable failed_batches: Tf<bool> = optional();
        /// Whether to warn of a mapping that existed and was adopted, with `adopt_existing`. Default:
        /// `true`.
        mutable adopted: Tf<bool> = optional();
    }
}
