//! The arguments by purpose, as the pages show them.

use super::page::Group;

const fn group(heading: &'static str, names: &'static [&'static str]) -> Group<'static> {
    Group { heading, names }
}

/// Those of the mapping.
pub(super) const OF_MAPPING: &[Group<'_>] = &[
    group(
        "Function and event source",
        &[
            "function_name",
            "event_source_arn",
            "queues",
            "source_access_configuration",
            "document_db_event_source_config",
            "enabled",
        ],
    ),
    group(
        "Starting position",
        &["starting_position", "starting_position_timestamp"],
    ),
    group(
        "Kafka",
        &[
            "topics",
            "self_managed_event_source",
            "amazon_managed_kafka_event_source_config",
            "self_managed_kafka_event_source_config",
        ],
    ),
    group(
        "Batching",
        &[
            "batch_size",
            "maximum_batching_window_in_seconds",
            "tumbling_window_in_seconds",
        ],
    ),
    group("Filters", &["filter_criteria", "kms_key_arn"]),
    group(
        "Error handling",
        &[
            "function_response_types",
            "bisect_batch_on_function_error",
            "maximum_retry_attempts",
            "maximum_record_age_in_seconds",
            "destination_config",
        ],
    ),
    group(
        "Scaling",
        &[
            "scaling_config",
            "provisioned_poller_config",
            "parallelization_factor",
        ],
    ),
    group("Observability", &["metrics_config", "logging_config"]),
    group(
        "Region, tags and provider behavior",
        &[
            "region",
            "tags",
            "adopt_existing",
            "use_resource_timeout_for_propagation",
            "timeouts",
        ],
    ),
];

/// Those of the provider block.
pub(super) const OF_PROVIDER: &[Group<'_>] = &[
    group(
        "Region and credentials",
        &[
            "region",
            "access_key",
            "secret_key",
            "token",
            "profile",
            "shared_config_files",
            "shared_credentials_files",
            "assume_role",
            "assume_role_with_web_identity",
        ],
    ),
    group(
        "Accounts",
        &["allowed_account_ids", "forbidden_account_ids"],
    ),
    group("Tags", &["default_tags", "ignore_tags"]),
    group(
        "Existing mappings and warnings",
        &["adopt_existing", "warnings"],
    ),
    group(
        "Endpoints",
        &[
            "endpoints",
            "use_fips_endpoint",
            "use_dualstack_endpoint",
            "sts_region",
        ],
    ),
    group(
        "TLS and proxies",
        &[
            "custom_ca_bundle",
            "insecure",
            "http_proxy",
            "https_proxy",
            "no_proxy",
        ],
    ),
    group(
        "Requests: timeouts, retries, rate",
        &[
            "http_connect_timeout",
            "http_read_timeout",
            "http_attempt_timeout",
            "http_operation_timeout",
            "retry_mode",
            "max_retries",
            "token_bucket_rate_limiter_capacity",
            "max_requests_per_second",
            "read_strategy",
            "wait_for",
            "user_agent",
        ],
    ),
    group(
        "EC2 metadata service",
        &[
            "ec2_metadata_service_endpoint",
            "ec2_metadata_service_endpoint_mode",
            "skip_metadata_api_check",
        ],
    ),
    group(
        "Checks at start",
        &[
            "skip_credentials_validation",
            "skip_region_validation",
            "skip_requesting_account_id",
        ],
    ),
    group(
        "Compatibility",
        &[
            "s3_use_path_style",
            "s3_us_east_1_regional_endpoint",
            "tag_policy_compliance",
        ],
    ),
];
