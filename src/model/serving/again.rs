//! What happens to attempts after the first: they are made, and those that failed may be followed by another.

use super::flow::Has;
use super::patience::GivingUp;
use super::requests::{Arriving, Requests};
use super::retries::{Draw, Failure};
use super::slab::Request;
use super::{Outcome, Service};
use crate::engine::Law;

/// What the requests of a service bring with them, to be drawn for attempts after the first.
#[derive(Debug)]
pub(super) struct Laws {
    pub(super) need: Law,
    pub(super) overhead: Law,
    pub(super) patience: Option<Law>,
}

impl Laws {
    pub(super) fn of(service: &Service) -> Self {
        let (need, overhead) = (service.need.clone(), service.overhead.clone());
        Self { need, overhead, patience: service.queue_timeout.clone() }
    }
}

/// What has become of attempts after the first, in numbers.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Again {
    /// Made so far.
    pub(super) made: u64,
    /// Attempts that timed out or failed, and were followed by another.
    pub(super) retried: [u64; 2],
    /// Attempts at units whose client has gone on.
    pub(super) abandoned: u64,
    /// To come.
    pub(super) pending: u64,
}

impl<A: Arriving> Requests<A> {
    /// Attempts after the first, in numbers.
    pub(super) fn again(&self) -> Again {
        self.retrying.as_ref().map(|retrying| retrying.numbers()).unwrap_or_default()
    }

    /// When the next attempt after a first one is made, or the next client gives one up [ns].
    #[inline]
    pub(super) fn next_of_clients(&self) -> (u64, u64) {
        self.retrying.as_ref().map_or((u64::MAX, u64::MAX), |retrying| (retrying.next(), retrying.next_deadline()))
    }

    /// An attempt after the first one arrives.
    #[cold]
    #[inline(never)]
    pub(super) fn try_again<H: Has>(&mut self) {
        let Some((retrying, laws)) = self.retrying.as_deref_mut().zip(self.laws.as_deref()) else { return };
        let Some(mut request) = retrying.take() else { return };
        request.need = retrying.draw(&laws.need, &request, Draw::Need);
        request.overhead = retrying.draw(&laws.overhead, &request, Draw::Overhead);
        let drawn = laws.patience.as_ref().map(|law| retrying.draw(law, &request, Draw::Patience));
        let patience_ns = drawn.unwrap_or(u64::MAX).min(self.terms.patience_ns);
        let made_in = self.minutes.of_arrival(request.arrival, self.arrived);
        self.minutes.tried_again(made_in);
        self.admit::<H>(request, patience_ns);
    }

    /// An attempt has come to a unit: its client will give it up one day, whatever the container does.
    pub(super) fn watch(&mut self, request: &Request, entry: u32) {
        if let Some(retrying) = &mut self.retrying
            && self.terms.timeout_ns < u64::MAX
            && !self.terms.cancels
            && retrying.after_timeouts()
        {
            let at = request.arrival.saturating_add(self.terms.timeout_ns);
            retrying.watch(GivingUp { at, id: request.id(), entry }, &self.slab);
        }
    }

    /// A client gives up an attempt that its container goes on with, and may make another.
    #[cold]
    #[inline(never)]
    pub(super) fn abandon<H: Has>(&mut self, now: u64) {
        let Some(retrying) = &mut self.retrying else { return };
        let Some(deadline) = retrying.pop_deadline(&self.slab) else { return };
        let request = *self.slab.get(deadline.entry).expect("an attempt at a unit");
        retrying.abandoned += 1;
        self.hung_up += u64::from(self.terms.is_clients);
        self.slab.abandon(deadline.entry);
        if self.tries_again(&request, Failure::TimedOut, now) {
            return;
        }
        self.minutes.timed_out(request.minute, request.tries.age() + self.terms.timeout_ns + request.overhead);
        if H::RECORD {
            self.record(&request, now, Outcome::TimedOut);
        }
    }

    /// An attempt has failed: whether another will follow.
    pub(super) fn tries_again(&mut self, request: &Request, failure: Failure, now: u64) -> bool {
        self.retrying.as_mut().is_some_and(|retrying| retrying.failed(request, failure, now))
    }

    /// The container is done with an attempt whose client has gone on.
    pub(super) fn forget(&mut self) {
        if let Some(retrying) = &mut self.retrying {
            retrying.abandoned -= 1;
        }
    }
}
