//! How did the requests of an endpoint with several variants fare, all together? The minutes of the variants, added up.

use super::recorder::Recorder;
use crate::model::serving::Minute;
use std::collections::VecDeque;

/// Minutes of which some variants have yet to tell.
#[derive(Debug)]
pub(super) struct Joint {
    variants: usize,
    /// In order of time, without a gap.
    waiting: VecDeque<Waiting>,
    /// What the endpoint looked like.
    pub(super) recorder: Recorder,
}

#[derive(Debug)]
struct Waiting {
    minute: Minute,
    /// Instances demanded, all variants together, whole and as a fraction.
    demand: (u32, f64),
    /// Variants that have told theirs.
    told: usize,
}

impl Joint {
    pub(super) fn new(variants: usize, recorder: Recorder) -> Self {
        Self { variants, waiting: VecDeque::new(), recorder }
    }

    /// One variant's minute, every request of it ended; each variant tells all of its minutes in order.
    pub(super) fn minute(&mut self, minute: &Minute, demand: (u32, f64)) {
        let first = self.waiting.front().map_or(minute.index, |waiting| waiting.minute.index);
        let place = (minute.index - first) as usize;
        if let Some(waiting) = self.waiting.get_mut(place) {
            add(&mut waiting.minute, minute);
            waiting.demand = (waiting.demand.0 + demand.0, waiting.demand.1 + demand.1);
            waiting.told += 1;
        } else {
            debug_assert!(place == self.waiting.len(), "a variant has left out a minute");
            self.waiting.push_back(Waiting { minute: minute.clone(), demand, told: 1 });
        }
        while self.waiting.front().is_some_and(|waiting| waiting.told == self.variants)
            && let Some(whole) = self.waiting.pop_front()
        {
            self.recorder.minute(&whole.minute, Some(whole.demand));
        }
    }
}

fn add(sum: &mut Minute, part: &Minute) {
    let Minute { index: _, arrived, ok, slow, refused, timed_out, failed, no_capacity, open, retries, .. } = part;
    sum.arrived += arrived;
    sum.ok += ok;
    sum.slow += slow;
    sum.refused += refused;
    sum.timed_out += timed_out;
    sum.failed += failed;
    sum.no_capacity += no_capacity;
    sum.open += open;
    sum.retries += retries;
    sum.latency_ns += part.latency_ns;
    sum.wait_ns += part.wait_ns;
    sum.waited += part.waited;
    for (sum, count) in sum.latency.iter_mut().zip(part.latency.iter()) {
        *sum += count;
    }
}
