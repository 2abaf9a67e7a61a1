//! The specification of an attribute in plain Rust: presence, default, limits.

use std::{fmt, sync::Arc};

use super::evidence::Evidence;
use crate::framework::{diagnostics::Severity, value::Value};

/// Presence, default and limits of an [`Attribute`](super::Attribute).
#[derive(Debug, Clone, Default)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "they are the protocol's flags of an attribute"
)]
pub struct Spec {
    /// The configuration must set it.
    pub required: bool,
    /// The configuration may set it.
    pub optional: bool,
    /// The provider may set it when the configuration does not.
    pub computed: bool,
    /// Terraform hides it in its output.
    pub sensitive: bool,
    /// It is never stored in a plan or state.
    pub write_only: bool,
    /// Why not to use it any more.
    pub deprecated: Option<&'static str>,
    /// Its value when the configuration does not set it.
    pub default: Option<Default>,
    /// The rules for its value.
    pub rules: Vec<Rule>,
    /// Rules that apply while the attribute is unset.
    pub absence: Vec<Rule>,
    /// Why a change replaces the object: whose rule it is.
    pub because: Option<&'static str>,
    /// The number 0 counts as not set: the default takes its place.
    pub zero_is_unset: bool,
    /// A change counts only from a value that is known: the API may not report it.
    pub only_if_known: bool,
    /// When the object has such an attribute at all; it is null otherwise.
    pub applies: Option<Condition>,
    /// The attributes on which a reported one depends; all when empty.
    pub follows: &'static [&'static str],
    /// Once the object exists it is never null.
    pub never_null: bool,
    /// For a core that sends empty maps for null ones, an empty one stands for none.
    pub empty_for_none: bool,
    /// Fewest blocks.
    pub min: usize,
    /// Most blocks; 0 for no bound.
    pub max: usize,
}

/// A value made of the whole configuration; unknown when it depends on what is not known yet.
#[derive(Clone)]
pub struct Default(Arc<dyn Fn(&Value) -> Value + Send + Sync>);

/// A question about the whole configuration; no answer while that is not known.
#[derive(Clone)]
pub struct Condition(Arc<Ask>);

type Ask = dyn Fn(&Value) -> Option<bool> + Send + Sync;

/// A rule for a value.
#[derive(Clone)]
pub struct Rule {
    /// The rule in words, for the documentation.
    pub says: String,
    /// Its source.
    pub evidence: Evidence,
    check: Arc<Check>,
}

/// A value and the whole configuration in; what is wrong out.
type Check = dyn Fn(&Value, &Value) -> Vec<Complaint> + Send + Sync;

/// A complaint of a [`Rule`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// The problem, in one line; the path of the attribute precedes it.
    pub summary: String,
    /// Why, and what to do.
    pub detail: String,
    /// Whether the value is certainly wrong, or only probably.
    pub severity: Severity,
    /// Its source, if it is another than that of the rule.
    pub evidence: Evidence,
}

/// A required attribute.
pub fn required() -> Spec {
    Spec {
        required: true,
        ..Spec::default()
    }
}

/// An optional attribute.
pub fn optional() -> Spec {
    Spec {
        optional: true,
        ..Spec::default()
    }
}

/// An attribute that only the provider sets.
pub fn computed() -> Spec {
    Spec {
        computed: true,
        ..Spec::default()
    }
}

// === impl Spec ===

impl Spec {
    /// The provider keeps whatever value there is when the configuration sets none.
    #[must_use]
    pub fn or_computed(self) -> Self {
        Self {
            computed: true,
            ..self
        }
    }

    /// The value when the configuration sets none.
    #[must_use]
    pub fn default_to(self, value: impl Into<Value>) -> Self {
        let value = value.into();
        self.default_by(move |_| value.clone())
    }

    /// The value when the configuration sets none, made of the whole configuration.
    #[must_use]
    pub fn default_by(self, make: impl Fn(&Value) -> Value + Send + Sync + 'static) -> Self {
        Self {
            computed: true,
            default: Some(Default(Arc::new(make))),
            ..self
        }
    }

    /// The number 0 counts as not set.
    #[must_use]
    pub fn zero_is_unset(self) -> Self {
        Self {
            zero_is_unset: true,
            ..self
        }
    }

    /// Whether a value is set and counts as not set.
    pub fn counts_as_unset(&self, value: &Value) -> bool {
        self.zero_is_unset && *value == Value::from(0)
    }

    /// Terraform hides the value in its output.
    #[must_use]
    pub fn sensitive(self) -> Self {
        Self {
            sensitive: true,
            ..self
        }
    }

    /// The value is never stored in a plan or state.
    #[must_use]
    pub fn write_only(self) -> Self {
        Self {
            write_only: true,
            ..self
        }
    }

    /// Terraform warns with `instead` when the configuration sets it.
    #[must_use]
    pub fn deprecated(self, instead: &'static str) -> Self {
        Self {
            deprecated: Some(instead),
            ..self
        }
    }

    /// Adds a rule.
    #[must_use]
    pub fn rule(mut self, rule: Rule) -> Self {
        self.rules.push(rule);
        self
    }

    /// Adds a rule for its absence: it is checked when the attribute is null, or when there is no block.
    #[must_use]
    pub fn absence(mut self, rule: Rule) -> Self {
        self.absence.push(rule);
        self
    }

    /// Why a change replaces the object.
    #[must_use]
    pub fn because(self, reason: &'static str) -> Self {
        Self {
            because: Some(reason),
            ..self
        }
    }

    /// A change counts only from a value that is known.
    #[must_use]
    pub fn only_if_known(self) -> Self {
        Self {
            only_if_known: true,
            ..self
        }
    }

    /// Whether the attribute applies, by the whole configuration. If it does not apply and is not set, it is
    /// planned as null. If that is not known yet, it is planned as unknown. All of several conditions must
    /// hold.
    #[must_use]
    pub fn only_if(self, applies: impl Fn(&Value) -> Option<bool> + Send + Sync + 'static) -> Self {
        let before = self.applies.clone();
        let both = move |config: &Value| {
            let before = before.as_ref().map_or(Some(true), |it| it.holds(config));
            match (before, applies(config)) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            }
        };
        Self {
            applies: Some(Condition(Arc::new(both))),
            ..self
        }
    }

    /// The attributes on which a reported one depends.
    #[must_use]
    pub fn follows(self, names: &'static [&'static str]) -> Self {
        Self {
            follows: names,
            ..self
        }
    }

    /// Once the object exists it is never null.
    #[must_use]
    pub fn never_null(self) -> Self {
        Self {
            never_null: true,
            ..self
        }
    }

    /// An empty map stands for none where a core cannot tell them apart, as Terraform 1.0.
    #[must_use]
    pub fn empty_for_none(mut self) -> Self {
        self.empty_for_none = true;
        self
    }

    /// At least `min` blocks.
    #[must_use]
    pub fn at_least(self, min: usize) -> Self {
        Self { min, ..self }
    }

    /// At most `max` blocks.
    #[must_use]
    pub fn at_most(self, max: usize) -> Self {
        Self { max, ..self }
    }
}

// === impl Default ===

impl Default {
    /// The value for `config`, the whole configuration.
    pub fn value(&self, config: &Value) -> Value {
        (self.0)(config)
    }
}

impl fmt::Debug for Default {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Default")
    }
}

// === impl Condition ===

impl Condition {
    /// Whether it holds for `config`, the whole configuration.
    pub fn holds(&self, config: &Value) -> Option<bool> {
        (self.0)(config)
    }
}

impl fmt::Debug for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Condition")
    }
}

// === impl Rule ===

impl Rule {
    /// A rule that `says` something in words, and a check of a known value in a whole configuration.
    pub fn new<C>(says: impl Into<String>, check: C) -> Self
    where
        C: Fn(&Value, &Value) -> Result<(), Complaint> + Send + Sync + 'static,
    {
        Self::several(says, move |value, config| {
            check(value, config).err().into_iter().collect()
        })
    }

    /// A rule that may find several things wrong with one value.
    pub fn several<C>(says: impl Into<String>, check: C) -> Self
    where
        C: Fn(&Value, &Value) -> Vec<Complaint> + Send + Sync + 'static,
    {
        Self {
            says: says.into(),
            evidence: Evidence::Own,
            check: Arc::new(check),
        }
    }

    /// This rule with a source.
    #[must_use]
    pub fn with(self, evidence: Evidence) -> Self {
        Self { evidence, ..self }
    }

    /// A real response of the service shows the refusal: where it was seen.
    #[must_use]
    pub fn recorded(self, at: &'static str) -> Self {
        self.with(Evidence::Recorded(at))
    }

    /// The documentation or the API model of the service excludes the value: where it says so.
    #[must_use]
    pub fn documented(self, at: &'static str) -> Self {
        self.with(Evidence::Documented(at))
    }

    /// Nothing says that the service refuses the value: every complaint is a warning.
    #[must_use]
    pub fn assumed(self, why: &'static str) -> Self {
        self.with(Evidence::Assumed(why))
    }

    /// The complaints about a known value, each with its source.
    pub fn check(&self, value: &Value, config: &Value) -> Vec<Complaint> {
        let mut found = (self.check)(value, config);
        for it in &mut found {
            if it.evidence == Evidence::Own {
                it.evidence = self.evidence;
            }
            if !it.evidence.allows_an_error() {
                it.severity = Severity::Warning;
            }
        }
        found
    }
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Rule").field(&self.says).finish()
    }
}

// === impl Complaint ===

impl Complaint {
    /// A complaint: the problem, its reason, and advice.
    pub fn new(summary: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            summary: summary.into(),
            detail: detail.into(),
            severity: Severity::Error,
            evidence: Evidence::Own,
        }
    }

    /// This complaint as a warning: the service accepts the value, or may accept it by now.
    #[must_use]
    pub fn advice(self) -> Self {
        Self {
            severity: Severity::Warning,
            ..self
        }
    }

    /// This complaint with this evidence instead of the rule's.
    #[must_use]
    pub fn by(self, evidence: Evidence) -> Self {
        Self { evidence, ..self }
    }
}
