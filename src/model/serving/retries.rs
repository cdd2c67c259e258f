//! Who tries again, and when? What clients do about an attempt that failed, and the attempts that are still to come.
//!
//! Attempts after the first touch no stream: what they bring is drawn by (request, attempt), so that a policy under which
//! more of them happen moves no arrival and no first requirement.

use super::again::Again;
use super::budget::{Buckets, Budget};
use super::patience::GivingUp;
use super::slab::{Request, Slab, Tries};
use crate::engine::math::pow;
use crate::engine::random::{below, mix, unit_of};
use crate::engine::{Law, Span, Stream};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

/// Most attempts of one request.
pub const MOST_ATTEMPTS: u32 = 100;

/// What the clients of a service do about an attempt that failed.
///
/// Ref: AWS SDKs and Tools reference guide, "Retry behavior".
#[derive(Clone, Debug, PartialEq)]
pub struct Retries {
    /// Attempts of one request, the first included; at most [`MOST_ATTEMPTS`].
    pub attempts: u32,
    /// After which failures.
    pub after: After,
    /// How long a client waits before it tries again.
    pub backoff: Backoff,
    /// Probability that a client tries again where all else allows it.
    pub persistence: f64,
    /// What keeps clients from trying again too often.
    pub budget: Option<Budget>,
    /// Clients that share the requests alike, each with a budget of its own; at least 1.
    pub clients: u32,
}

/// The failures after which a client tries again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct After {
    /// A full queue, or a wait in it that the container gave up.
    pub refused: bool,
    /// A time-out.
    pub timed_out: bool,
    /// No instance in service, or one that was lost.
    pub failed: bool,
}

/// How long a client waits before it tries again.
#[derive(Clone, Debug, PartialEq)]
pub enum Backoff {
    /// Twice as long after every failure: base x 2^(failures - 1), at most the cap, spread by jitter.
    Exponential {
        /// After the first failure.
        base: Span,
        /// At most.
        cap: Span,
        /// The part of it that is left to chance.
        jitter: Jitter,
    },
    /// Drawn anew each time.
    Drawn(Law),
}

/// The part of a backoff that is left to chance.
///
/// Ref: AWS Architecture Blog, "Exponential Backoff And Jitter".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Jitter {
    /// All of it: uniform from nothing to the whole.
    Full,
    /// Half of it.
    Equal,
    /// None.
    None,
}

/// How an attempt failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    Refused,
    /// Given up in the queue, before any time-out.
    LeftQueue,
    TimedOut,
    Failed,
}

/// An attempt to come. Sorts by time, then request, then attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Pending {
    /// [ns]
    at: u64,
    number: u64,
    attempt: u32,
    /// When the request arrived [ns].
    first: u64,
    minute: u32,
    after_timeout: bool,
}

impl Pending {
    fn request(self) -> Request {
        let tries = Tries::again(self.at - self.first, self.attempt, self.after_timeout);
        let mut request = Request::new(self.number, self.at, 0);
        (request.tries, request.minute) = (tries, self.minute);
        request
    }
}

/// The clients' side of a plane whose clients try again.
#[derive(Debug)]
pub(super) struct Retrying {
    policy: Retries,
    /// Of whatever is drawn for attempts after the first.
    key: u64,
    pending: BinaryHeap<Reverse<Pending>>,
    /// When clients give up attempts that their container goes on with; equally long after each attempt, so in order.
    deadlines: VecDeque<GivingUp>,
    buckets: Option<Buckets>,
    made: u64,
    retried: [u64; 2],
    /// Attempts at units whose client has gone on.
    pub(super) abandoned: u64,
}

/// What a draw of an attempt is for.
#[derive(Clone, Copy)]
pub(super) enum Draw {
    Need = 1,
    Overhead = 2,
    Patience = 3,
    Backoff = 4,
    Persistence = 5,
    Client = 6,
}

impl Retrying {
    pub(super) fn new(policy: Retries, key: u64) -> Self {
        let buckets = policy.budget.map(|budget| Buckets::new(budget, policy.clients));
        let (pending, deadlines) = (BinaryHeap::new(), VecDeque::new());
        Self { policy, key, pending, deadlines, buckets, made: 0, retried: [0; 2], abandoned: 0 }
    }

    pub(super) fn keyed_by(&mut self, key: u64) {
        self.key = key;
    }

    /// When the next attempt is made [ns]; `u64::MAX`: none is to come.
    #[inline]
    pub(super) fn next(&self) -> u64 {
        self.pending.peek().map_or(u64::MAX, |Reverse(first)| first.at)
    }

    /// When the next client may give up an attempt [ns].
    #[inline]
    pub(super) fn next_deadline(&self) -> u64 {
        self.deadlines.front().map_or(u64::MAX, |first| first.at)
    }

    /// Whether a client's time-out leads to another attempt.
    pub(super) fn after_timeouts(&self) -> bool {
        self.policy.after.timed_out
    }

    pub(super) fn numbers(&self) -> Again {
        let Self { made, retried, abandoned, .. } = *self;
        Again { made, retried, abandoned, pending: self.pending.len() as u64 }
    }

    /// The requests whose next attempt is to come, in order of arrival; each as its last attempt.
    pub(super) fn waiting(&self) -> Vec<Request> {
        let mut waiting: Vec<Pending> = self.pending.iter().map(|Reverse(pending)| *pending).collect();
        waiting.sort_unstable_by_key(|pending| pending.number);
        waiting.into_iter().map(|pending| Pending { attempt: pending.attempt - 1, ..pending }.request()).collect()
    }

    /// Takes the next attempt, as a request that has just arrived; its draws are still to be made.
    pub(super) fn take(&mut self) -> Option<Request> {
        self.made += 1;
        self.pending.pop().map(|Reverse(pending)| pending.request())
    }

    /// An attempt at a unit is given up at `deadline.at`, if it is still there.
    pub(super) fn watch(&mut self, deadline: GivingUp, slab: &Slab) {
        while self.deadlines.front().is_some_and(|first| !first.is_there(slab)) {
            self.deadlines.pop_front();
        }
        self.deadlines.push_back(deadline);
    }

    /// Takes the next deadline, unless its attempt has ended.
    pub(super) fn pop_deadline(&mut self, slab: &Slab) -> Option<GivingUp> {
        self.deadlines.pop_front().filter(|deadline| deadline.is_there(slab))
    }

    /// An attempt has failed at `now`. Whether its client tries again; if so, the attempt is to come.
    pub(super) fn failed(&mut self, request: &Request, failure: Failure, now: u64) -> bool {
        let attempt = request.tries.attempt();
        let After { refused, timed_out, failed } = self.policy.after;
        let is_among = match failure {
            Failure::Refused | Failure::LeftQueue => refused,
            Failure::TimedOut => timed_out,
            Failure::Failed => failed,
        };
        if !is_among || attempt >= self.policy.attempts || !self.persists(request) {
            return false;
        }
        let after_timeout = failure == Failure::TimedOut;
        if !self.takes_tokens(request, after_timeout) {
            return false;
        }
        match failure {
            Failure::Refused => {}
            Failure::TimedOut | Failure::LeftQueue => self.retried[0] += 1,
            Failure::Failed => self.retried[1] += 1,
        }
        self.pending.push(Reverse(Pending {
            // The failure reaches the client after the time outside the container.
            at: now.saturating_add(request.overhead).saturating_add(self.backoff_ns(request)),
            number: request.number,
            attempt: attempt + 1,
            first: request.first(),
            minute: request.minute,
            after_timeout,
        }));
        true
    }

    /// An attempt was answered in time.
    #[inline]
    pub(super) fn answered(&mut self, request: &Request) {
        let client = self.client_of(request);
        if let Some(buckets) = &mut self.buckets {
            buckets.give_back(client, request.tries);
        }
    }

    fn takes_tokens(&mut self, request: &Request, after_timeout: bool) -> bool {
        let client = self.client_of(request);
        self.buckets.as_mut().is_none_or(|buckets| buckets.take(client, after_timeout))
    }

    fn client_of(&self, request: &Request) -> usize {
        // One client for all attempts of a request.
        below(mix(self.key ^ mix(request.number << 8 | Draw::Client as u64)), self.policy.clients) as usize
    }

    fn persists(&self, request: &Request) -> bool {
        self.policy.persistence >= 1.0 || unit_of(self.bits(request, Draw::Persistence)) < self.policy.persistence
    }

    fn backoff_ns(&self, request: &Request) -> u64 {
        let (base, cap, jitter) = match &self.policy.backoff {
            Backoff::Drawn(law) => return self.draw(law, request, Draw::Backoff),
            Backoff::Exponential { base, cap, jitter } => (base, cap, jitter),
        };
        let failures = request.tries.attempt();
        let whole_secs = (base.secs() * pow(2.0, f64::from(failures - 1))).min(cap.secs());
        let chance = || unit_of(self.bits(request, Draw::Backoff));
        let secs = match jitter {
            Jitter::Full => whole_secs * chance(),
            Jitter::Equal => whole_secs * 0.5 * (1.0 + chance()),
            Jitter::None => whole_secs,
        };
        (secs * 1e9) as u64
    }

    /// A length of time of this attempt [ns].
    pub(super) fn draw(&self, law: &Law, request: &Request, what: Draw) -> u64 {
        let mut drawn = [0];
        law.fill(&mut Stream::from_key(self.bits(request, what)), &mut drawn);
        drawn[0]
    }

    fn bits(&self, request: &Request, what: Draw) -> u64 {
        mix(self.key ^ mix(request.id() ^ ((what as u64) << 60)))
    }
}
