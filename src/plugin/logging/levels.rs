//! How much is written, as the variables of Terraform say it.

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;

/// The prefix of this crate's targets.
const OURS: &str = "terraform_provider_awslambda";
/// The variables for this crate, the most particular first.
const VARIABLES: [&str; 3] = ["TF_LOG_PROVIDER_AWSLAMBDA", "TF_LOG_PROVIDER", "TF_LOG"];
/// The variable for the crates below.
const SDK: &str = "TF_LOG_PROVIDER_AWSLAMBDA_SDK";

/// Up to which level this crate, and all others, are heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Levels {
    /// This crate.
    pub ours: LevelFilter,
    /// All others, among them the AWS SDK. Never below debug: the SDK's trace lines hold what its debug lines keep back,
    /// such as the command of a credential process with all its arguments.
    pub others: LevelFilter,
}

// === impl Levels ===

impl Levels {
    /// Reads the environment of this process.
    pub fn from_process() -> Self {
        Self::from_lookup(|name| {
            std::env::var_os(name).map(|value| value.to_string_lossy().into_owned())
        })
    }

    /// Reads an environment in which `lookup` finds the value of a name. Without any of the variables nothing is heard.
    pub fn from_lookup(lookup: impl Fn(&str) -> Option<String>) -> Self {
        let read = |name: &str| {
            lookup(name)
                .filter(|value| !value.is_empty())
                .map(|value| level(&value))
        };
        let ours = VARIABLES
            .into_iter()
            .find_map(read)
            .unwrap_or(LevelFilter::OFF);
        let others = match read(SDK) {
            Some(level) => level.min(LevelFilter::DEBUG),
            None => ours.min(LevelFilter::WARN),
        };
        Self { ours, others }
    }

    pub(super) fn targets(&self) -> Targets {
        Targets::new()
            .with_target(OURS, self.ours)
            .with_default(self.others)
    }
}

/// A level by its name. `JSON`, and what nobody knows, are all there is, as for Terraform itself.
fn level(name: &str) -> LevelFilter {
    match name.trim().to_ascii_uppercase().as_str() {
        "OFF" => LevelFilter::OFF,
        "ERROR" => LevelFilter::ERROR,
        "WARN" => LevelFilter::WARN,
        "INFO" => LevelFilter::INFO,
        "DEBUG" => LevelFilter::DEBUG,
        _ => LevelFilter::TRACE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(pairs: &[(&str, &str)]) -> Levels {
        Levels::from_lookup(|name| {
            pairs
                .iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn nothing_is_heard_unless_asked_for() {
        assert_eq!(
            with(&[]),
            Levels {
                ours: LevelFilter::OFF,
                others: LevelFilter::OFF
            }
        );
        assert_eq!(with(&[("TF_LOG", "")]), with(&[]));
        assert_eq!(with(&[("TF_LOG", "off")]), with(&[]));
    }

    #[test]
    fn the_more_particular_variable_wins() {
        let all = [
            ("TF_LOG", "error"),
            ("TF_LOG_PROVIDER", "INFO"),
            ("TF_LOG_PROVIDER_AWSLAMBDA", "debug"),
        ];
        assert_eq!(with(&all[..1]).ours, LevelFilter::ERROR);
        assert_eq!(with(&all[..2]).ours, LevelFilter::INFO);
        assert_eq!(with(&all).ours, LevelFilter::DEBUG);
        assert_eq!(
            with(&[("TF_LOG", "TRACE"), ("TF_LOG_PROVIDER", "OFF")]).ours,
            LevelFilter::OFF
        );
    }

    #[test]
    fn json_and_what_nobody_knows_are_everything() {
        for value in ["JSON", "json", "TRACE", "verbose", "warning", "1"] {
            assert_eq!(
                with(&[("TF_LOG", value)]).ours,
                LevelFilter::TRACE,
                "{value}"
            );
        }
    }

    #[test]
    fn other_crates_stay_at_warnings_until_their_own_variable_asks_and_never_trace() {
        assert_eq!(with(&[("TF_LOG", "TRACE")]).others, LevelFilter::WARN);
        assert_eq!(with(&[("TF_LOG", "ERROR")]).others, LevelFilter::ERROR);
        for (level, heard) in [
            ("off", LevelFilter::OFF),
            ("INFO", LevelFilter::INFO),
            ("debug", LevelFilter::DEBUG),
            ("TRACE", LevelFilter::DEBUG),
            ("JSON", LevelFilter::DEBUG),
        ] {
            let levels = with(&[(SDK, level)]);
            assert_eq!(levels.ours, LevelFilter::OFF);
            assert_eq!(levels.others, heard, "{level}");
        }
        let targets = with(&[("TF_LOG", "TRACE")]).targets();
        assert!(targets.would_enable("terraform_provider_awslambda::aws", &tracing::Level::TRACE));
        for target in [
            "aws_smithy_runtime::client",
            "hyper_util::client",
            "h2::codec",
            "aws_sigv4",
            "aws_config",
        ] {
            assert!(
                targets.would_enable(target, &tracing::Level::WARN),
                "{target}"
            );
            assert!(
                !targets.would_enable(target, &tracing::Level::INFO),
                "{target}"
            );
        }
    }
}
