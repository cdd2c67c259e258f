//! What became of the requests of a minute? A ring of open minutes; a request is booked to the minute of its arrival.

use super::Minute;
use crate::engine::{Span, Time};
use crate::stats::{BUCKETS, bucket};
use std::collections::VecDeque;

const MINUTE_NS: u64 = Span::MINUTE.nanos();

/// Outcomes, summed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) ok: u64,
    pub(super) refused: u64,
    pub(super) timed_out: u64,
    pub(super) failed: u64,
}

impl Tally {
    fn add(&mut self, minute: &Minute) {
        self.ok += minute.ok;
        self.refused += minute.refused;
        self.timed_out += minute.timed_out;
        self.failed += minute.failed;
    }
}

/// The open minutes. Those without arrivals are made up when their turn comes.
#[derive(Debug)]
pub(super) struct Minutes {
    /// Reused; a request holds its minute's place here.
    pool: Vec<Minute>,
    unused: Vec<u32>,
    /// Places of open minutes with arrivals, in order of time.
    open: VecDeque<u32>,
    /// The minute in which requests arrive now.
    current: u32,
    /// Its end [ns].
    end: u64,
    /// Number of the first request in it.
    first: u64,
    /// The next minute to be handed over, since 1970.
    next: Option<u64>,
    closed: Tally,
    blank: Minute,
    slow_ns: u64,
}

impl Minutes {
    /// `slow_ns`: an ok request that takes longer is slow.
    pub(super) fn new(slow_ns: u64) -> Self {
        Self {
            pool: Vec::new(),
            unused: Vec::new(),
            open: VecDeque::new(),
            current: 0,
            end: 0,
            first: 0,
            next: None,
            closed: Tally::default(),
            blank: empty(),
            slow_ns,
        }
    }

    /// The run begins at `now`, if it has not yet.
    pub(super) fn begin(&mut self, now: Time) {
        self.next.get_or_insert(now.nanos() / MINUTE_NS);
    }

    /// The place of the minute in which request `number` arrives at `now`.
    #[inline]
    pub(super) fn of_arrival(&mut self, now: u64, number: u64) -> u32 {
        if now >= self.end {
            self.turn(now, number);
        }
        self.current
    }

    #[cold]
    #[inline(never)]
    fn turn(&mut self, now: u64, number: u64) {
        self.count_arrivals(number);
        let index = now / MINUTE_NS;
        self.begin(Time::from_nanos(now));
        (self.end, self.first) = ((index + 1) * MINUTE_NS, number);
        self.current = self.unused.pop().unwrap_or_else(|| {
            self.pool.push(empty());
            self.pool.len() as u32 - 1
        });
        self.pool[self.current as usize].index = index;
        self.open.push_back(self.current);
    }

    /// Before request `number` arrives, the current minute has had this many.
    fn count_arrivals(&mut self, number: u64) {
        if let Some(current) = self.open.back() {
            self.pool[*current as usize].arrived = number - self.first;
        }
    }

    #[inline]
    pub(super) fn ok(&mut self, minute: u32, latency_ns: u64, wait_ns: u64) {
        let minute = &mut self.pool[minute as usize];
        minute.ok += 1;
        minute.slow += u64::from(latency_ns > self.slow_ns);
        minute.wait_ns += wait_ns;
        minute.waited += u64::from(wait_ns > 0);
        minute.latency_ns += latency_ns;
        minute.latency[bucket(latency_ns)] += 1;
    }

    pub(super) fn timed_out(&mut self, minute: u32, latency_ns: u64) {
        let minute = &mut self.pool[minute as usize];
        minute.timed_out += 1;
        minute.latency_ns += latency_ns;
        minute.latency[bucket(latency_ns)] += 1;
    }

    pub(super) fn refused(&mut self, minute: u32) {
        self.pool[minute as usize].refused += 1;
    }

    pub(super) fn failed(&mut self, minute: u32) {
        self.pool[minute as usize].failed += 1;
    }

    pub(super) fn no_capacity(&mut self, minute: u32) {
        let minute = &mut self.pool[minute as usize];
        minute.failed += 1;
        minute.no_capacity += 1;
    }

    pub(super) fn tried_again(&mut self, minute: u32) {
        self.pool[minute as usize].retries += 1;
    }

    pub(super) fn left_open(&mut self, minute: u32) {
        self.pool[minute as usize].open += 1;
    }

    /// Minutes in the pool, open or not.
    #[cfg(test)]
    pub(super) fn entries(&self) -> usize {
        self.pool.len()
    }

    /// All outcomes so far.
    pub(super) fn tally(&self) -> Tally {
        let mut all = self.closed;
        self.open.iter().for_each(|place| all.add(&self.pool[*place as usize]));
        all
    }

    /// Hands over, in order, every minute that ends by `until` and whose requests all have their outcome.
    pub(super) fn close(&mut self, until: Time, arrived: u64, each: &mut dyn FnMut(&Minute)) {
        self.begin(until);
        self.count_arrivals(arrived);
        while let Some(index) = self.next
            && (index + 1) * MINUTE_NS <= until.nanos()
        {
            let Some(place) = self.place_of(index) else {
                self.hand_over_blank(index, each);
                continue;
            };
            let minute = &self.pool[place as usize];
            let ended = minute.ok + minute.refused + minute.timed_out + minute.failed + minute.open;
            if ended < minute.arrived {
                return;
            }
            self.hand_over(place, each);
        }
    }

    fn place_of(&self, index: u64) -> Option<u32> {
        self.open.front().copied().filter(|place| self.pool[*place as usize].index == index)
    }

    fn hand_over_blank(&mut self, index: u64, each: &mut dyn FnMut(&Minute)) {
        self.blank.index = index;
        each(&self.blank);
        self.next = Some(index + 1);
    }

    fn hand_over(&mut self, place: u32, each: &mut dyn FnMut(&Minute)) {
        let minute = &mut self.pool[place as usize];
        each(minute);
        self.closed.add(minute);
        self.next = Some(minute.index + 1);
        clear(minute);
        self.open.pop_front();
        self.unused.push(place);
    }
}

pub(super) fn empty() -> Minute {
    Minute {
        index: 0,
        arrived: 0,
        ok: 0,
        slow: 0,
        refused: 0,
        timed_out: 0,
        failed: 0,
        no_capacity: 0,
        open: 0,
        retries: 0,
        latency_ns: 0,
        wait_ns: 0,
        waited: 0,
        latency: vec![0; BUCKETS].try_into().expect("a histogram has this many buckets"),
    }
}

fn clear(minute: &mut Minute) {
    let Minute { index: _, arrived, ok, slow, refused, timed_out, failed, .. } = minute;
    for count in [arrived, ok, slow, refused, timed_out, failed] {
        *count = 0;
    }
    let Minute { no_capacity, open, retries, latency_ns, wait_ns, waited, latency, .. } = minute;
    for count in [no_capacity, open, retries, latency_ns, wait_ns, waited] {
        *count = 0;
    }
    latency.fill(0);
}
