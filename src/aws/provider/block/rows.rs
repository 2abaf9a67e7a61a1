//! The rows of the provider block: names, types and nesting of `hashicorp/aws`, so that a block can be
//! copied from it unchanged. The guide `provider-block-differences.md` says where this one differs.

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
        cell::{List, ListBlock, Map, OneBlock, Set, Tf, plain::Secret},
        schema::{rules::between, spec::optional},
    },
};

model! {
    /// The provider block.
    pub struct Config {
        /// AWS Region, such as `eu-west-1`. Default: `AWS_REGION`, `AWS_DEFAULT_REGION`, the Region of
        /// the profile, or that of the machine. A resource can set another Region.
        mutable region: Tf<String> = optional().rule(region());
        /// Access key. Default: `AWS_ACCESS_KEY_ID`, or the next source of credentials.
        mutable access_key: Tf<String> = optional();
        /// Secret key that belongs to `access_key`. Default: `AWS_SECRET_ACCESS_KEY`.
        mutable secret_key: Tf<Secret> = optional().sensitive();
        /// Session token of temporary credentials. Default: `AWS_SESSION_TOKEN`.
        mutable token: Tf<Secret> = optional().sensitive();
        /// Profile of the shared configuration files. Default: `AWS_PROFILE`, `AWS_DEFAULT_PROFILE`, or
        /// `default`. A profile that is set here wins over keys in the environment.
        mutable profile: Tf<String> = optional();
        /// Shared configuration files. Default: `AWS_CONFIG_FILE`, or `~/.aws/config`.
        mutable shared_config_files: List<String> = optional();
        /// Shared credentials files. Default: `AWS_SHARED_CREDENTIALS_FILE`, or
        /// `~/.aws/credentials`.
        mutable shared_credentials_files: List<String> = optional();
        /// A role to assume. With several blocks, each role is assumed with the credentials of the role
        /// before it.
        mutable assume_role: ListBlock<AssumeRole> = optional();
        /// A role to assume with a token of another identity provider, such as that of a CI system. It
        /// replaces all other credentials. Roles of `assume_role` follow it.
        mutable assume_role_with_web_identity: OneBlock<WebIdentity> = optional();
        /// Accounts in which this provider can work. In any other account it fails before it reads or
        /// changes anything. Excludes `forbidden_account_ids`.
        mutable allowed_account_ids: Set<String> = optional().rule(account_ids());
        /// Accounts in which this provider cannot work. Excludes `allowed_account_ids`.
        mutable forbidden_account_ids: Set<String> = optional().rule(account_ids());
        /// Tags of all resources of this provider.
        mutable default_tags: OneBlock<DefaultTags> = optional();
        /// Tags that this provider does not read or change.
        mutable ignore_tags: OneBlock<IgnoreTags> = optional();
        /// `true`: resources adopt an existing mapping of their event source and function, unless they set
        /// `adopt_existing` themselves. Default: `false`.
        mutable adopt_existing: Tf<bool> = optional();
        /// Which warnings to give.
        mutable warnings: OneBlock<Warnings> = optional();
        /// Endpoints to use instead of those of the Region.
        mutable endpoints: Endpoints = optional();
        /// `true`: use the endpoints that are validated for FIPS 140. Default:
        /// `AWS_USE_FIPS_ENDPOINT`, or `use_fips_endpoint` of the profile.
        mutable use_fips_endpoint: Tf<bool> = optional();
        /// `true`: use the endpoints that have IPv4 and IPv6 addresses. Default:
        /// `AWS_USE_DUALSTACK_ENDPOINT`, or `use_dualstack_endpoint` of the profile.
        mutable use_dualstack_endpoint: Tf<bool> = optional();
        /// Region of the Security Token Service. Default: the Region of the provider.
        mutable sts_region: Tf<String> = optional().rule(region());
        /// File with the certificates of the authorities to trust, in PEM. It replaces those of the system.
        /// Default: `AWS_CA_BUNDLE`.
        mutable custom_ca_bundle: Tf<String> = optional();
        /// `true`: disables the verification of certificates. Traffic can be intercepted and modified.
        mutable insecure: Tf<bool> = optional();
        /// URL of the proxy for HTTP, and for HTTPS if `https_proxy` is not set. It can contain a user name
        /// and a password. Default: `HTTP_PROXY`.
        mutable http_proxy: Tf<Secret> = optional().sensitive().rule(proxy());
        /// URL of the proxy for HTTPS. An empty text means no proxy. Default: `HTTPS_PROXY`.
        mutable https_proxy: Tf<Secret> = optional().sensitive().rule(proxy());
        /// Hosts without a proxy, separated by commas: a domain with its subdomains, `.domain` for only the
        /// subdomains, an address, a range such as `10.0.0.0/8`, or `*` for all. Each can have a port.
        /// Default: `NO_PROXY`.
        mutable no_proxy: Tf<String> = optional();
        /// Longest time to connect, in seconds. Default: 3.
        mutable http_connect_timeout: Tf<i64> = optional().rule(seconds());
        /// Longest time from a request to the beginning of its response, in seconds. Default: the value of
        /// `http_attempt_timeout`.
        mutable http_read_timeout: Tf<i64> = optional().rule(seconds());
        /// Longest time for one attempt of a request, in seconds. At most `http_operation_timeout`.
        /// Default: 10.
        mutable http_attempt_timeout: Tf<i64> = optional().rule(seconds());
        /// Longest time for a request with all its retries, in seconds. Default: 30.
        mutable http_operation_timeout: Tf<i64> = optional().rule(seconds());
        /// `standard`, or `adaptive` to slow down all requests while AWS throttles. Default:
        /// `AWS_RETRY_MODE`, `retry_mode` of the profile, or `standard`.
        mutable retry_mode: Tf<String> = optional().rule(match_or_empty(&["standard", "adaptive"]));
        /// Most retries of a request that failed for a transient reason, within `http_operation_timeout`.
        /// Default: `AWS_MAX_ATTEMPTS` or `max_attempts` of the profile, each minus 1, or 25.
        mutable max_retries: Tf<i64> = optional().rule(between(0, 1000));
        /// Number of tokens in the retry bucket of the AWS SDK. Each retry uses tokens, each success returns
        /// them. Default: no bucket.
        mutable token_bucket_rate_limiter_capacity: Tf<i64> = optional().rule(between(0, 1_000_000));
        /// Most requests per second to Lambda in one Region, retries included. `0` sets no limit. Default: 14, because
        /// AWS allows 15 for each account and Region, for all clients together. The rate falls when AWS throttles
        /// requests, and rises again.
        mutable max_requests_per_second: Tf<i64> = optional().rule(between(0, 10_000));
        /// How mappings are read. `auto`: a few with `GetEventSourceMapping`, many with pages of
        /// `ListEventSourceMappings`; a mapping that differs from the state is read again with
        /// `GetEventSourceMapping`. Tags are read in the same way, with `ListTags` and `GetResources`. `get`: each mapping
        /// with `GetEventSourceMapping` and `ListTags`. Default: `auto`.
        mutable read_strategy: Tf<String> = optional().rule(match_or_empty(&["auto", "get"]));
        /// When a change ends. `stable`: when its state is final. `accepted`: when Lambda has accepted it; a
        /// mapping may still be `Creating` then, and a change that Lambda cannot apply shows in a later plan. A
        /// deletion ends when the mapping is deleted. Default: `stable`.
        mutable wait_for: Tf<String> = optional().rule(match_or_empty(&["stable", "accepted"]));
        /// Address of the metadata service of EC2. Default: `AWS_EC2_METADATA_SERVICE_ENDPOINT`, or
        /// `ec2_metadata_service_endpoint` of the profile.
        mutable ec2_metadata_service_endpoint: Tf<String> = optional().rule(url());
        /// Protocol of the metadata service of EC2. Default:
        /// `AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE`, `ec2_metadata_service_endpoint_mode` of the profile,
        /// or `IPv4`.
        mutable ec2_metadata_service_endpoint_mode: Tf<String> =
            optional().rule(match_or_empty(&["IPv4", "IPv6"]));
        /// `true`: do not use the metadata service of EC2. `false`: use it, even if
        /// `AWS_EC2_METADATA_DISABLED` is set. Default: `AWS_EC2_METADATA_DISABLED`.
        mutable skip_metadata_api_check: Tf<String> = optional().rule(worded_bool());
        /// `true`: fetch credentials when first needed. `false`: verify them with STS at start. Unset: fetch
        /// them at start, and verify keys that have a session token.
        mutable skip_credentials_validation: Tf<bool> = optional();
        /// `true`: accept any name of a Region.
        mutable skip_region_validation: Tf<bool> = optional();
        /// `true`: never request the account ID from STS. It is requested only for `allowed_account_ids` and
        /// `forbidden_account_ids`, and only if the credentials do not contain it.
        mutable skip_requesting_account_id: Tf<bool> = optional();
        /// Products for the header `User-Agent`, such as `example/1.0 (a comment)`. The value of
        /// `TF_APPEND_USER_AGENT` follows them.
        mutable user_agent: List<String> = optional();
        /// Accepted for compatibility with `hashicorp/aws`. It has no effect.
        mutable s3_use_path_style: Tf<bool> = optional();
        /// Accepted for compatibility with `hashicorp/aws`. It has no effect.
        mutable s3_us_east_1_regional_endpoint: Tf<String> = optional();
        /// Accepted for compatibility with `hashicorp/aws`. It has no effect.
        mutable tag_policy_compliance: Tf<String> =
            optional().rule(match_or_empty(&["error", "warning", "disabled"]));
    }
}

model! {
    /// A role to assume.
    pub struct AssumeRole {
        /// ARN of the role.
        mutable role_arn: Tf<String> = optional().rule(arn_of_role());
        /// Duration of the session, such as `1h`, from 15 minutes to 12 hours. The provider renews the
        /// session before it ends. Default: 1 hour.
        mutable duration: Tf<String> = optional().rule(duration());
        /// External ID, if the trust policy of the role requires one.
        mutable external_id: Tf<String> = optional();
        /// IAM policy in JSON that restricts the session.
        mutable policy: Tf<String> = optional().rule(json());
        /// ARNs of IAM policies that restrict the session.
        mutable policy_arns: Set<String> = optional().rule(known_arns());
        /// Name of the session, as CloudTrail shows it. Default: `terraform-provider-awslambda`.
        mutable session_name: Tf<String> = optional().rule(session_name());
        /// Source identity of the session, as CloudTrail shows it.
        mutable source_identity: Tf<String> = optional().rule(session_name());
        /// Tags of the session.
        mutable tags: Map<String> = optional();
        /// Keys of session tags that are passed on when this session assumes another role.
        mutable transitive_tag_keys: Set<String> = optional();
    }
}

model! {
    /// A role to assume with a token of another identity provider.
    pub struct WebIdentity {
        /// ARN of the role. Default: `AWS_ROLE_ARN`.
        mutable role_arn: Tf<String> = optional().rule(arn_of_role());
        /// Duration of the session, such as `1h`, from 15 minutes to 12 hours. The provider renews the
        /// session before it ends. Default: 1 hour.
        mutable duration: Tf<String> = optional().rule(duration());
        /// IAM policy in JSON that restricts the session.
        mutable policy: Tf<String> = optional().rule(json());
        /// ARNs of IAM policies that restrict the session.
        mutable policy_arns: Set<String> = optional().rule(known_arns());
        /// Name of the session, as CloudTrail shows it. Default: `AWS_ROLE_SESSION_NAME`, or
        /// `terraform-provider-awslambda`.
        mutable session_name: Tf<String> = optional().rule(session_name());
        /// The token. Default: `TF_AWS_WEB_IDENTITY_TOKEN`.
        mutable web_identity_token: Tf<Secret> = optional().sensitive();
        /// File with the token. The provider reads it again for each renewal. Default:
        /// `AWS_WEB_IDENTITY_TOKEN_FILE`.
        mutable web_identity_token_file: Tf<String> = optional();
    }
}

model! {
    /// Tags of all resources of this provider.
    pub struct DefaultTags {
        /// The tags. A resource can set another value for a key, but cannot remove it. The environment
        /// variable `TF_AWS_DEFAULT_TAGS_name` adds the tag `name`.
        mutable tags: Map<String> = optional().rule(tags::rule());
    }
}

model! {
    /// Tags that this provider does not read or change.
    pub struct IgnoreTags {
        /// Keys of the tags. The environment variable `TF_AWS_IGNORE_TAGS_KEYS` adds more, separated by
        /// commas.
        mutable keys: Set<String> = optional();
        /// Prefixes of the keys. `TF_AWS_IGNORE_TAGS_KEY_PREFIXES` adds more.
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
