//! What became of the flow of a minute? First come, first served, minute by minute, and in whole requests when a
//! minute is handed over.

use crate::engine::{Span, Time};
use crate::model::serving::Minute;
use crate::model::serving::minutes::empty;
use std::collections::VecDeque;

const MINUTE_NS: u64 = Span::MINUTE.nanos();

/// The flow that arrived in one minute.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Arrived {
    /// Turned away: the queue was full.
    pub(super) refused: f64,
    /// Turned away: the wait was longer than they wait in a queue.
    pub(super) gave_up: f64,
    /// No unit was in service.
    pub(super) no_capacity: f64,
    /// Let in.
    pub(super) accepted: f64,
    /// Of these, answered after the client's time-out.
    pub(super) late: f64,
    /// Of these, answered in time, and slower than the SLO.
    pub(super) slow: f64,
    /// Waits of the queue in this minute [request-s].
    pub(super) queued_secs: f64,
}

#[derive(Clone, Copy, Debug)]
struct Flow {
    index: u64,
    of: Arrived,
    /// Let in and gone with their unit.
    lost: f64,
    /// Let in and still waiting.
    waiting: f64,
}

/// The minutes whose flow has not all been served.
#[derive(Debug)]
pub(super) struct Minutes {
    open: VecDeque<Flow>,
    /// The next minute to be handed over, since 1970.
    next: Option<u64>,
    whole: Whole,
    blank: Minute,
}

impl Minutes {
    pub(super) fn new() -> Self {
        Self { open: VecDeque::new(), next: None, whole: Whole::default(), blank: empty() }
    }

    /// The run begins at `now`, if it has not yet.
    pub(super) fn begin(&mut self, now: Time) {
        self.next.get_or_insert(now.nanos() / MINUTE_NS);
    }

    /// Adds what arrived in the minute of `now`; what was let in waits until it is served.
    pub(super) fn arrive(&mut self, now: Time, arrived: &Arrived) {
        let index = now.nanos() / MINUTE_NS;
        if self.open.back().is_none_or(|last| last.index != index) {
            self.open.push_back(Flow { index, of: Arrived::default(), lost: 0.0, waiting: 0.0 });
        }
        let flow = self.open.back_mut().expect("just made sure of");
        flow.waiting += arrived.accepted;
        let Arrived { refused, gave_up, no_capacity, accepted, late, slow, queued_secs } = &mut flow.of;
        *refused += arrived.refused;
        *gave_up += arrived.gave_up;
        *no_capacity += arrived.no_capacity;
        *accepted += arrived.accepted;
        *late += arrived.late;
        *slow += arrived.slow;
        *queued_secs += arrived.queued_secs;
    }

    /// Who has waited longest is served.
    pub(super) fn serve(&mut self, requests: f64) {
        self.take(requests, |_, _| ());
    }

    /// Requests go with their unit.
    pub(super) fn lose(&mut self, requests: f64) {
        self.take(requests, |flow, taken| flow.lost += taken);
    }

    fn take(&mut self, mut requests: f64, then: impl Fn(&mut Flow, f64)) {
        for flow in self.open.iter_mut().filter(|flow| flow.waiting > 0.0) {
            let taken = flow.waiting.min(requests);
            flow.waiting -= taken;
            requests -= taken;
            then(flow, taken);
            if requests <= 0.0 {
                return;
            }
        }
    }

    /// Nobody waits anywhere: what rounding has left over is gone.
    pub(super) fn settle(&mut self) {
        self.open.iter_mut().for_each(|flow| flow.waiting = 0.0);
    }

    /// Hands over, in order, every minute that ends by `until` and whose flow has all been served.
    pub(super) fn close(&mut self, until: Time, is_last: bool, each: &mut dyn FnMut(&Minute)) {
        self.begin(until);
        while let Some(index) = self.next
            && (index + 1) * MINUTE_NS <= until.nanos()
        {
            let front = self.open.front().filter(|flow| flow.index == index).copied();
            if front.is_some_and(|flow| flow.waiting > 0.0) && !is_last {
                return;
            }
            self.blank.index = index;
            match front {
                Some(flow) => {
                    self.open.pop_front();
                    self.whole.count(&flow, &mut self.blank);
                }
                None => self.blank = Minute { index, ..empty() },
            }
            each(&self.blank);
            self.next = Some(index + 1);
        }
    }
}

/// Requests so far by outcome, so that whole counts can be handed over.
#[derive(Clone, Copy, Debug, Default)]
struct Whole {
    so_far: [f64; FATES],
    told: [u64; FATES],
    waits_ns: f64,
}

/// Refused, timed out, no capacity, lost, open, slow, good.
const FATES: usize = 7;

impl Whole {
    /// Arrivals are right to 1 over any run of minutes, whatever became of them, and the outcomes of a minute add up to
    /// its arrivals: those of which most is missing so far come first.
    fn count(&mut self, flow: &Flow, minute: &mut Minute) {
        let of = &flow.of;
        let answered = (of.accepted - flow.lost - flow.waiting).max(0.0);
        let late = of.late.min(answered);
        let slow = of.slow.min(answered - late);
        let good = answered - late - slow;
        let fates = [of.refused, of.gave_up + late, of.no_capacity, flow.lost, flow.waiting, slow, good];
        self.so_far.iter_mut().zip(fates).for_each(|(sum, requests)| *sum += requests);
        let arrived = whole(self.so_far.iter().sum()).saturating_sub(self.told.iter().sum());
        let [refused, timed_out, no_capacity, lost, open, slow, good] = self.deal(arrived);
        (minute.arrived, minute.refused, minute.timed_out) = (arrived, refused, timed_out);
        (minute.no_capacity, minute.failed, minute.open) = (no_capacity, no_capacity + lost, open);
        (minute.slow, minute.ok) = (slow, slow + good);
        let waits_ns = whole(self.waits_ns);
        self.waits_ns += of.queued_secs * 1e9;
        minute.wait_ns = whole(self.waits_ns) - waits_ns;
    }

    /// Gives each of `arrived` requests its outcome.
    fn deal(&mut self, arrived: u64) -> [u64; FATES] {
        let missing: [f64; FATES] = std::array::from_fn(|fate| self.so_far[fate] - self.told[fate] as f64);
        let mut counts = missing.map(whole);
        let left = |counts: &[u64; FATES], fate: usize| missing[fate] - counts[fate] as f64;
        while counts.iter().sum::<u64>() < arrived {
            let most = (0..FATES).max_by(|&a, &b| left(&counts, a).total_cmp(&left(&counts, b)));
            counts[most.expect("there are outcomes")] += 1;
        }
        while counts.iter().sum::<u64>() > arrived {
            let given = (0..FATES).filter(|&fate| counts[fate] > 0);
            let least = given.min_by(|&a, &b| left(&counts, a).total_cmp(&left(&counts, b)));
            counts[least.expect("more than none were given")] -= 1;
        }
        self.told.iter_mut().zip(counts).for_each(|(told, count)| *told += count);
        counts
    }
}

/// Rounded down (nothing below zero), but not to 599 because a sum is 599.9999999.
fn whole(requests: f64) -> u64 {
    (requests + 1e-6) as u64
}
