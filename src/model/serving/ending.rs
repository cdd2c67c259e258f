//! How does an attempt end, and who is told? Its client, who may try again; the minute of its request; the recorder.

use super::flow::Has;
use super::requests::{Arriving, Requests};
use super::retries::Failure;
use super::slab::{NONE, Request, WAITS};
use super::{Outcome, Watched};
use crate::engine::{Span, Time};

impl<A: Arriving> Requests<A> {
    #[cold]
    #[inline(never)]
    pub(super) fn turn_away<H: Has>(&mut self, request: &Request, outcome: Outcome) {
        let is_refused = outcome == Outcome::Refused;
        self.refused += u64::from(is_refused);
        let failure = if is_refused { Failure::Refused } else { Failure::Failed };
        if H::EVERYTHING && self.tries_again(request, failure, request.arrival) {
            return;
        }
        if is_refused {
            self.minutes.refused(request.minute);
        } else {
            self.minutes.no_capacity(request.minute);
        }
        if H::RECORD {
            let mut nowhere = *request;
            nowhere.unit = NONE;
            self.record(&nowhere, request.arrival, outcome);
        }
    }

    /// The outcome of a request that leaves its slot.
    ///
    /// A client's time-out under a container that works on is booked here, when the work is done: its minute and its
    /// latency are the same as at the time-out.
    #[inline]
    pub(super) fn answer<H: Has>(&mut self, request: &Request, now: u64) {
        let elapsed = now - request.arrival;
        let overhead = if H::EVERYTHING { request.overhead } else { self.terms.overhead_ns };
        let is_cancelled = H::EVERYTHING && now - request.start < request.need;
        let served = if is_cancelled { now - request.start } else { request.need };
        self.service_sum_ns += u128::from(served);
        // SageMaker times the answer whether or not a client still waits for it.
        let is_told = elapsed <= self.terms.timeout_ns || self.terms.is_clients;
        if H::EVERYTHING
            && !is_cancelled
            && is_told
            && let Some(latencies) = &mut self.latencies
        {
            latencies.add(elapsed, overhead);
        }
        if H::EVERYTHING && request.is_abandoned() {
            return self.forget();
        }
        let age = if H::EVERYTHING { request.tries.age() } else { 0 };
        let (end, outcome) = if is_cancelled || elapsed > self.terms.timeout_ns {
            self.hung_up += u64::from(self.terms.is_clients);
            if H::EVERYTHING && self.tries_again(request, Failure::TimedOut, now) {
                return;
            }
            self.minutes.timed_out(request.minute, age + self.terms.timeout_ns + overhead);
            (request.arrival + self.terms.timeout_ns, Outcome::TimedOut)
        } else {
            self.minutes.ok(request.minute, age + elapsed + overhead, request.start - request.arrival);
            if H::EVERYTHING
                && let Some(retrying) = &mut self.retrying
            {
                retrying.answered(request);
            }
            (now, Outcome::Ok)
        };
        if H::RECORD {
            self.record(request, end, outcome);
        }
    }

    /// A request has left a queue without an answer, for good.
    pub(super) fn book_waiting<H: Has>(&mut self, request: &Request, now: u64) {
        let waited = now - request.arrival;
        let has_timed_out = waited >= self.terms.timeout_ns;
        let (latency_ns, end) = if has_timed_out {
            (self.terms.timeout_ns + request.overhead, request.arrival + self.terms.timeout_ns)
        } else {
            (waited, now)
        };
        self.minutes.timed_out(request.minute, request.tries.age() + latency_ns);
        if H::RECORD {
            self.record(request, end, Outcome::TimedOut);
        }
    }

    #[cold]
    #[inline(never)]
    pub(super) fn record(&mut self, request: &Request, end: u64, outcome: Outcome) {
        self.records.push(Watched {
            number: request.number,
            arrival: Time::from_nanos(request.first()),
            attempts: request.tries.attempt(),
            need: Span::from_nanos(request.need),
            start: (request.start != WAITS).then_some(Time::from_nanos(request.start)),
            end: Time::from_nanos(end),
            unit: (request.unit != NONE).then(|| self.units.get(request.unit).id),
            outcome,
        });
    }
}
