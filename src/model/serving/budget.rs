//! May a client try again, or has it done so too often? A bucket of tokens for each client.

use super::slab::Tries;

/// A bucket of tokens: trying again takes some, an answer puts some back.
///
/// Ref: botocore, `retries/standard.py`, `RetryQuotaChecker`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Tokens in a full bucket; it begins full.
    pub capacity: u32,
    /// Tokens that a retry takes.
    pub retry_cost: u32,
    /// Tokens that a retry after a time-out takes.
    pub timeout_cost: u32,
    /// Tokens that an answer to a first attempt puts back; an answer to a later one puts back what that one took.
    pub per_success: u32,
}

/// A bucket for each client.
#[derive(Debug)]
pub(super) struct Buckets {
    budget: Budget,
    tokens: Vec<u32>,
}

impl Buckets {
    pub(super) fn new(budget: Budget, clients: u32) -> Self {
        Self { budget, tokens: vec![budget.capacity; clients as usize] }
    }

    /// Takes the tokens of one retry; `false`: there are too few.
    pub(super) fn take(&mut self, client: usize, after_timeout: bool) -> bool {
        let tokens = &mut self.tokens[client];
        let left = tokens.checked_sub(self.budget.cost(after_timeout));
        *tokens = left.unwrap_or(*tokens);
        left.is_some()
    }

    /// An attempt was answered.
    pub(super) fn give_back(&mut self, client: usize, tries: Tries) {
        let back = match tries.attempt() {
            1 => self.budget.per_success,
            _ => self.budget.cost(tries.after_timeout()),
        };
        let tokens = &mut self.tokens[client];
        *tokens = tokens.saturating_add(back).min(self.budget.capacity);
    }
}

impl Budget {
    fn cost(self, after_timeout: bool) -> u32 {
        if after_timeout { self.timeout_cost } else { self.retry_cost }
    }
}
