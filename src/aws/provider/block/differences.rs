//! How the provider block differs from the one of `hashicorp/aws`, and why. A test compares the two, so
//! that nothing differs without a reason.

/// Where the block differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Difference {
    /// The argument, with dots between the blocks and it.
    pub argument: &'static str,
    /// What is different.
    pub how: How,
    /// Why.
    pub why: &'static str,
}

/// What is different.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
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

const SECRET: &str = "Nothing secret is to be seen in a plan.";
const LIMITS: &str = "`hashicorp/aws` has no limit in time for a call; here every call has one, and a slow \
                      network may need longer ones.";

const WARNINGS: &str = "`hashicorp/aws` does not warn of these.";

/// All differences, in the order of the arguments.
pub const DIFFERENCES: &[Difference] = &[
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
        "The URL may hold a password. A proxy of the block applies to this machine, too; one of the \
         environment does not.",
    ),
    row("https_proxy", Hidden, "The URL may hold a password."),
    row("http_connect_timeout", Added, LIMITS),
    row("http_read_timeout", Added, LIMITS),
    row("http_attempt_timeout", Added, LIMITS),
    row("http_operation_timeout", Added, LIMITS),
    row(
        "max_requests_per_second",
        Added,
        "`hashicorp/aws` sends as fast as it can and retries what AWS refuses, at the cost of everybody in \
         the account.",
    ),
    row(
        "read_strategy",
        Added,
        "`hashicorp/aws` reads each mapping by a call of its own.",
    ),
    row(
        "wait_for",
        Added,
        "`hashicorp/aws` always waits until a change is applied.",
    ),
    row(
        "adopt_existing",
        Added,
        "`hashicorp/aws` fails on a mapping that is there already.",
    ),
    row("warnings", Added, WARNINGS),
    row("warnings.failed_batches", Added, WARNINGS),
    row("warnings.adopted", Added, WARNINGS),
    row(
        "endpoints",
        Partial,
        "This provider calls Lambda, the Security Token Service and the portal of IAM Identity Center. The \
         names of all other services are accepted.",
    ),
    row(
        "skip_credentials_validation",
        Meaning,
        "Without it `hashicorp/aws` asks the Security Token Service at each start whose the credentials \
         are. Here the first call of Lambda shows whether they are good, and nobody is asked; `false` \
         asks.",
    ),
    row(
        "skip_requesting_account_id",
        Meaning,
        "`hashicorp/aws` asks for the account at each start. Here it is asked for only when \
         `allowed_account_ids` or `forbidden_account_ids` needs it and the credentials do not tell.",
    ),
    row(
        "skip_region_validation",
        Meaning,
        "A name that has the form of a Region's name and is not known is a warning and no error: AWS opens \
         Regions more often than this provider is released.",
    ),
    row(
        "max_retries",
        Meaning,
        "The retries also end with `http_operation_timeout`.",
    ),
    row("s3_use_path_style", Idle, "S3 is not called."),
    row("s3_us_east_1_regional_endpoint", Idle, "S3 is not called."),
    row(
        "tag_policy_compliance",
        Idle,
        "The tag policies of the organization are not read. AWS enforces them all the same.",
    ),
];

const fn row(argument: &'static str, how: How, why: &'static str) -> Difference {
    Difference { argument, how, why }
}
