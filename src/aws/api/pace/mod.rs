//! How many calls a second are made: a budget for each service, account and Region, shared by all that this
//! process does there.
//!
//! `budget` decides, `gate` waits, `meter` tells the budget what became of each attempt, and `retries` says
//! when there is another one.

pub(crate) mod budget;
pub(crate) mod gate;
pub(crate) mod meter;
pub(crate) mod retries;
pub(crate) mod trail;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use self::{budget::Limit, gate::Gate};

/// Calls a second of Lambda's control plane to begin with: AWS allows 15 to everybody together.
const LAMBDA: f64 = 14.0;
/// The most of them, for one that was never refused.
const LAMBDA_MOST: f64 = 14.85;

/// The owner of a budget's quota: account, Region, endpoint.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct BudgetOwner {
    /// The account, or the access key if the account is not known.
    pub(crate) name: String,
    pub(crate) region: String,
    /// Where the service is, if not at AWS's own place.
    pub(crate) endpoint: Option<String>,
}

/// The services that count calls apart from each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Counted {
    Lambda,
    Tagging,
}

/// The budgets of an account in a Region.
#[derive(Debug, Clone)]
pub(crate) struct Budgets {
    /// Lambda's control plane.
    pub(crate) lambda: Arc<Gate>,
    /// The Resource Groups Tagging API.
    pub(crate) tagging: Arc<Gate>,
}

/// Budgets by what they count and for whom.
type Gates = BTreeMap<(Counted, BudgetOwner), Arc<Gate>>;

/// All budgets of this process.
static GATES: OnceLock<Mutex<Gates>> = OnceLock::new();

// === impl Budgets ===

impl Budgets {
    /// The budgets of `account`, with so many calls a second if that was set; 0 is no limit.
    pub(crate) fn of(account: &BudgetOwner, set: Option<u32>) -> Self {
        let gate = |counted: Counted| {
            let all = GATES.get_or_init(Mutex::default);
            let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
            let gate = all.entry((counted, account.clone())).or_default();
            gate.limit(counted.limit(set));
            Arc::clone(gate)
        };
        Self {
            lambda: gate(Counted::Lambda),
            tagging: gate(Counted::Tagging),
        }
    }

    /// The budget of an operation. AWS counts `GetFunction` apart, which allows 100 calls a second, but not
    /// `GetFunctionConfiguration`.
    pub(crate) fn of_operation(&self, operation: &str) -> &Arc<Gate> {
        match operation {
            "GetResources" => &self.tagging,
            _ => &self.lambda,
        }
    }
}

// === impl Counted ===

impl Counted {
    fn limit(self, set: Option<u32>) -> Limit {
        match (set.map(f64::from), self) {
            (Some(0.0), _) => Limit::None,
            // A set rate below Lambda's quota limits these calls in the same way.
            (Some(set), Self::Tagging) => Limit::Between(set.min(LAMBDA), set.min(LAMBDA)),
            (Some(set), _) => Limit::Between(set, set),
            // The tagging API allows 15, too.
            (None, _) => Limit::Between(LAMBDA, LAMBDA_MOST),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(name: &str, region: &str) -> BudgetOwner {
        BudgetOwner {
            name: name.to_owned(),
            region: region.to_owned(),
            endpoint: None,
        }
    }

    #[test]
    fn all_of_one_account_and_region_share_a_budget() {
        let here = Budgets::of(&account("shared", "eu-west-1"), None);
        let again = Budgets::of(&account("shared", "eu-west-1"), None);
        let there = Budgets::of(&account("shared", "eu-west-2"), None);
        let other = Budgets::of(&account("other", "eu-west-1"), None);
        assert!(Arc::ptr_eq(&here.lambda, &again.lambda));
        assert!(!Arc::ptr_eq(&here.lambda, &there.lambda));
        assert!(!Arc::ptr_eq(&here.lambda, &other.lambda));
        assert!(Arc::ptr_eq(here.of_operation("ListTags"), &here.lambda));
        assert!(Arc::ptr_eq(
            here.of_operation("GetFunctionConfiguration"),
            &here.lambda
        ));
        assert!(Arc::ptr_eq(
            here.of_operation("GetResources"),
            &here.tagging
        ));
        assert!(!Arc::ptr_eq(&here.tagging, &here.lambda));
    }

    #[test]
    fn the_limit_is_aws_s_or_the_one_that_was_set() {
        assert_eq!(Counted::Lambda.limit(None), Limit::Between(14.0, 14.85));
        assert_eq!(Counted::Lambda.limit(Some(5)), Limit::Between(5.0, 5.0));
        assert_eq!(Counted::Tagging.limit(None), Limit::Between(14.0, 14.85));
        assert_eq!(Counted::Tagging.limit(Some(5)), Limit::Between(5.0, 5.0));
        assert_eq!(Counted::Tagging.limit(Some(50)), Limit::Between(14.0, 14.0));
        for counted in [Counted::Lambda, Counted::Tagging] {
            assert_eq!(counted.limit(Some(0)), Limit::None);
        }
    }
}
