//! How the provider block differs from the one of `hashicorp/aws`, and why. A test compares the two, so
//! that nothing differs without a reason.

/// Where the block differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Difference {
    /// The argument, with dots between the blocks and it.
    pub(crate) argument: &'static str,
    /// What is different.
    pub(crate) how: How,
    /// Why.
    pub(crate) why: &'static str,
}

/// What is different.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum How {
    /// Only this block has it.
    Added,
    /// It is hidden in Terraform's output.
    Hidden,
    /// It is accepted, and does nothing.
    Idle,
    /// Its type is the same, and it means something else.
    Meaning,
    /// A part of it is accepted, and does nothing.
    Partial,
}

use How::{Added, Hidden, Idle, Meaning, Partial};

const SECRET: &str = "A plan shows no secrets.";
const LIMITS: &str = "`hashicorp/aws` has no time limit for a request. This provider has one, and a slow network \
                      can need a longer one.";

const WARNINGS: &str = "`hashicorp/aws` does not give these warnings.";

/// All differences, in the order of the arguments.
pub(crate) const DIFFERENCES: &[Difference] = &[
    row("secret_key", Hidden, SECRET),
    row("token", Hidden, SECRET),
    row(
        "assume_role_with_web_identity.web_identity_token",
        Hidden,
        SECRET,
    ),
    row(
        "http_proxy",
        Hidden,
        "The URL can contain a password. A proxy from the provider block is also used for addresses of this \
         machine. A proxy from the environment is not.",
    ),
    row("https_proxy", Hidden, "The URL can contain a password."),
    row("http_connect_timeout", Added, LIMITS),
    row("http_read_timeout", Added, LIMITS),
    row("http_attempt_timeout", Added, LIMITS),
    row("http_operation_timeout", Added, LIMITS),
    row(
        "max_requests_per_second",
        Added,
        "`hashicorp/aws` has no rate limit. It uses the quota of the whole account, and AWS throttles it and \
         other clients.",
    ),
    row(
        "read_strategy",
        Added,
        "`hashicorp/aws` reads each mapping with its own request.",
    ),
    row(
        "wait_for",
        Added,
        "`hashicorp/aws` always waits until the state is final.",
    ),
    row(
        "adopt_existing",
        Added,
        "`hashicorp/aws` fails if the mapping already exists.",
    ),
    row("warnings", Added, WARNINGS),
    row("warnings.failed_batches", Added, WARNINGS),
    row("warnings.adopted", Added, WARNINGS),
    row(
        "endpoints",
        Partial,
        "`lambda`, `sts`, `sso` and `resourcegroupstaggingapi` are used. The names of all other services are accepted and have no effect.",
    ),
    row(
        "skip_credentials_validation",
        Meaning,
        "Unset, `hashicorp/aws` verifies the credentials with the Security Token Service at each start. This \
         provider then verifies only keys with a session token. `false` verifies all.",
    ),
    row(
        "skip_requesting_account_id",
        Meaning,
        "`hashicorp/aws` requests the account ID at each start. This provider requests it only for \
         `allowed_account_ids` and `forbidden_account_ids`, if the credentials do not contain it.",
    ),
    row(
        "skip_region_validation",
        Meaning,
        "An unknown name in the form of a Region is a warning, not an error. AWS can add Regions after this \
         version of the provider.",
    ),
    row(
        "max_retries",
        Meaning,
        "Retries also end after `http_operation_timeout`.",
    ),
    row("s3_use_path_style", Idle, "S3 is not called."),
    row("s3_us_east_1_regional_endpoint", Idle, "S3 is not called."),
    row(
        "tag_policy_compliance",
        Idle,
        "The provider does not read the tag policies of the organization. AWS enforces them.",
    ),
];

const fn row(argument: &'static str, how: How, why: &'static str) -> Difference {
    Difference { argument, how, why }
}
