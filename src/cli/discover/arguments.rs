//! Arguments of `discover`.

use std::{path::PathBuf, str::FromStr};

use super::{
    config::References,
    findings::{Error, Found, Query},
};
use crate::cli::{
    address,
    migrate::By,
    program,
    state::{self, Managed},
};

/// Arguments of `discover`.
#[derive(clap::Args, Debug, Clone)]
pub struct Arguments {
    /// Region to read; may be given several times, and `all` reads every one of the partition [default:
    /// that of the environment or the profile].
    #[arg(long, value_name = "REGION", value_delimiter = ',')]
    pub region: Vec<String>,
    /// Profile with the credentials [default: `AWS_PROFILE`].
    #[arg(long)]
    pub profile: Option<String>,
    /// Only mappings of this function: its name or ARN; `*` stands for any text.
    #[arg(long, value_name = "NAME")]
    pub function: Option<String>,
    /// Only mappings of this event source.
    #[arg(long, value_name = "ARN")]
    pub event_source_arn: Option<String>,
    /// Only mappings of this kind of source, for example SQS, Kinesis or MSK.
    #[arg(long, value_name = "KIND")]
    pub source_kind: Option<String>,
    /// Only mappings in this state of Lambda, for example Enabled or Disabled.
    #[arg(long, value_name = "STATE")]
    pub in_state: Option<String>,
    /// Only mappings with this tag; may be given several times.
    #[arg(long, value_name = "KEY=VALUE")]
    pub tag: Vec<Tag>,
    /// State whose mappings are left out, as `state pull` or `show -json` prints it: a file, or `-` for
    /// standard input; may be given several times.
    #[arg(long, value_name = "FILE")]
    pub state: Vec<PathBuf>,
    /// Bring in mappings that a state has as another provider's, too.
    #[arg(long, requires = "state")]
    pub moved: bool,
    /// How `--moved` does it: by `moved` blocks, or by `removed` and `import` blocks.
    #[arg(long, value_name = "moved|import", default_value = "moved")]
    pub by: By,
    /// Folder to write to [default: standard output].
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// How import blocks name a mapping. An identity takes Terraform or OpenTofu 1.12.
    #[arg(long, value_name = "identity|id|none", default_value = "id")]
    pub import: Import,
    /// Whether to write resources.
    #[arg(long, value_name = "yes|no", default_value = "yes")]
    pub config: Config,
    /// Format of the output.
    #[arg(long, value_name = "hcl|json|csv|table", default_value = "hcl")]
    pub format: Format,
    /// File of names, `uuid,name` a line: those in it are used, and the others are added to it.
    #[arg(long, value_name = "FILE")]
    pub names: Option<PathBuf>,
    /// Plan what was written with the CLI, and fail if anything would change.
    #[arg(long)]
    pub check: bool,
    /// State, or folder whose state is pulled, that declares functions, queues and streams: references to
    /// them are written instead of literals; may be given several times.
    #[arg(long, value_name = "STATE")]
    pub link: Vec<PathBuf>,
    /// Address of this provider in `required_providers`.
    #[arg(long, value_name = "ADDRESS", default_value = address::SOURCE)]
    pub source: address::Address,
    /// The Terraform or OpenTofu for `--check` and `--link` [default: terraform, else tofu].
    #[arg(long, value_name = "PATH")]
    pub cli: Option<PathBuf>,
}

/// How import blocks name a mapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Import {
    /// By account, Region and UUID.
    Identity,
    /// By the UUID, with its Region where that is not the provider's.
    Id,
    /// Not at all.
    None,
}

/// Whether resources are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Config {
    /// They are.
    Yes,
    /// They are not.
    No,
}

/// The output format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Configuration.
    Hcl,
    /// A JSON array.
    Json,
    /// Comma-separated values.
    Csv,
    /// A table for people.
    Table,
}

/// A tag that a mapping must have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    key: String,
    value: String,
}

// === impl Arguments ===

impl Arguments {
    /// The query for the lister.
    pub(super) fn query(&self) -> Query {
        let all_regions = self.region.iter().any(|it| it == "all");
        Query {
            profile: self.profile.clone(),
            regions: if all_regions {
                Vec::new()
            } else {
                self.region.clone()
            },
            all_regions,
            function: self.function.clone().filter(|it| !it.contains('*')),
            source: self.event_source_arn.clone(),
        }
    }

    /// Whether a mapping passes the filters.
    pub(super) fn wants(&self, found: &Found) -> bool {
        let function = self.function.as_deref().is_none_or(|it| {
            // The API has chosen those of one function.
            !it.contains('*') || matches(it, &found.function)
        });
        let same = |wanted: &Option<String>, it: &str| {
            wanted
                .as_deref()
                .is_none_or(|wanted| plain(wanted) == plain(it))
        };
        let source = self.event_source_arn.as_deref();
        let tagged = |tag: &Tag| {
            found
                .tags
                .iter()
                .any(|(key, it)| *key == tag.key && *it == tag.value)
        };
        function
            && source.is_none_or(|it| it == found.source)
            && same(&self.source_kind, &found.kind)
            && same(&self.in_state, &found.state)
            && self.tag.iter().all(tagged)
    }

    /// The mappings of the states.
    pub(super) fn managed(&self) -> Result<Vec<Managed>, Error> {
        let mut all = Vec::new();
        for path in &self.state {
            let read =
                state::text(path).and_then(|text| state::parse(&path.display().to_string(), &text));
            let state = read.map_err(|it| Error(it.to_string()))?;
            all.extend(state::mappings(&state));
        }
        // A mapping that this provider manages is managed, also if another provider has it, too.
        all.sort_by_key(|it| it.kind == state::OURS);
        Ok(all)
    }

    /// The resources that can be referred to, by value.
    pub(super) fn references(&self) -> Result<References, Error> {
        let mut references = References::new();
        for path in &self.link {
            let text = if path.is_dir() {
                let cli = program::find(self.cli.as_deref()).ok_or(program::Error::Missing);
                let pulled = cli.and_then(|it| program::output(&it, path, &["state", "pull"]));
                pulled.map_err(|it| Error(format!("--link: {it}")))?
            } else {
                state::text(path).map_err(|it| Error(it.to_string()))?
            };
            let state = state::parse(&path.display().to_string(), &text);
            for known in state::known(&state.map_err(|it| Error(it.to_string()))?) {
                references.entry(known.value).or_insert(known.reference);
            }
        }
        Ok(references)
    }
}

/// A word without its case, spaces and marks: `SQS FIFO` is `sqs-fifo`.
fn plain(word: &str) -> String {
    let letters = word.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|it| it.to_ascii_lowercase()).collect()
}

/// Whether a text is as a pattern says, in which `*` stands for any text.
fn matches(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(text) = text.strip_prefix(first) else {
        return false;
    };
    let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    let mut ends = ends;
    ends.any(|at| matches(rest, &text[at..]))
}

/// A word of a list of words.
fn word<T: Copy>(text: &str, words: &[(&str, T)]) -> Result<T, String> {
    let found = words.iter().find(|(word, _)| *word == text);
    found.map(|(_, it)| *it).ok_or_else(|| {
        let names: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        format!("use one of {}", names.join(", "))
    })
}

// === impl Import ===

impl FromStr for Import {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let words = [
            ("identity", Self::Identity),
            ("id", Self::Id),
            ("none", Self::None),
        ];
        word(text, &words)
    }
}

// === impl Config ===

impl FromStr for Config {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        word(text, &[("yes", Self::Yes), ("no", Self::No)])
    }
}

// === impl Format ===

impl FromStr for Format {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let words = [
            ("hcl", Self::Hcl),
            ("json", Self::Json),
            ("csv", Self::Csv),
            ("table", Self::Table),
        ];
        word(text, &words)
    }
}

// === impl Tag ===

impl FromStr for Tag {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (key, value) = text.split_once('=').ok_or("a tag is KEY=VALUE")?;
        Ok(Self {
            key: key.to_owned(),
            value: value.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_text() {
        for (pattern, text, expected) in [
            ("orders", "orders", true),
            ("orders", "orders-2", false),
            ("orders*", "orders-2", true),
            ("*-é*", "a-é", true),
            ("a*b*c", "aXbYc", true),
            ("a*b*c", "aXcYb", false),
            ("*", "", true),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn a_kind_is_found_in_any_spelling() {
        assert_eq!(plain("SQS FIFO"), plain("sqs-fifo"));
        assert_eq!(plain("self-managed Kafka"), plain("SelfManagedKafka"));
    }
}
