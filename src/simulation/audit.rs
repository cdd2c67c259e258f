//! The invariants that every run must hold.
//!
//! Each compares two figures that come about in different places; a difference is our mistake, never the user's, and
//! fails the run.

use super::outcome::Parts;
use super::{Pool, Simulation};
use crate::engine::{Span, Time};
use crate::model::serving::Flows;
use crate::scenario::setup::Setup;

impl Simulation<'_> {
    /// What the variants promise together: every request of the endpoint goes to one of them.
    pub(super) fn check_together(&self) -> Result<(), String> {
        let flows: Option<Vec<Flows>> = self.pools.iter().map(|pool| pool.plane.flows()).collect();
        if let Some(flows) = flows {
            self.check_flow(flows.iter().map(|flows| flows.arrived).sum())?;
        }
        let Some(joint) = &self.endpoint.joint else { return Ok(()) };
        for (which, &together) in joint.recorder.everything.iter().enumerate() {
            let sum: u64 = self.pools.iter().map(|pool| pool.recorder.everything[which]).sum();
            equal("the minutes of all variants = the minutes of the endpoint", together, sum)?;
        }
        Ok(())
    }

    /// A flow is what the traffic promises.
    fn check_flow(&self, arrived: f64) -> Result<(), String> {
        let window = &self.setup.window;
        let expected = self.setup.traffic.expected(window.begin, window.end);
        // A minute of stamps counts as level: where the run begins or ends within one, some of it lies outside.
        let cut = |at: Time| self.setup.traffic.expected(at.floor(Span::MINUTE), at.next_multiple_of(Span::MINUTE));
        let slack = 1e-3 + cut(window.begin) + cut(window.end);
        near("the flow that arrived = the requests expected", arrived, expected, slack)
    }
}

impl Pool<'_> {
    /// The invariants of one variant.
    pub(super) fn check(&self, setup: &Setup, until: Time) -> Result<(), String> {
        match self.plane.flows() {
            Some(flows) => self.check_flows(&flows)?,
            None => self.check_requests(until)?,
        }
        let ledger = self.fleet.ledger();
        if setup.assumptions.billing_minimum.is_zero() {
            equal("paid time = sum over instances", ledger.paid_ns, self.fleet.billed_ns(setup.window.end))?;
        }
        self.check_reactions()?;
        self.check_capacity()
    }

    /// The parts of every scale-out are all of it, and follow one another: to the activity, from the activity.
    fn check_reactions(&self) -> Result<(), String> {
        for reaction in &self.journal.reactions {
            let Parts { period_end, lag, datapoints, decision, .. } = reaction.parts;
            let detection = (period_end + lag + datapoints + decision).nanos();
            let until = reaction.activity.since_or_zero(reaction.breach).nanos();
            equal("the parts of a scale-out up to its activity", detection, until)?;
            equal("the parts of a scale-out", reaction.parts.total().nanos(), reaction.length().nanos())?;
        }
        Ok(())
    }

    fn check_requests(&self, until: Time) -> Result<(), String> {
        let audit = self.plane.audit(until);
        let ends = [audit.ok, audit.refused, audit.timed_out, audit.failed, audit.in_flight];
        equal("arrivals = ok + refused + timed out + failed + in flight", audit.arrived, ends.iter().sum::<u64>())?;
        let minutes = self.recorder.everything;
        equal("arrivals by minute = arrivals", minutes[0], audit.arrived)?;
        equal("ok by minute = ok", minutes[1], audit.ok)?;
        equal("refused by minute = refused", minutes[2], audit.refused)?;
        equal("timed out by minute = timed out", minutes[3], audit.timed_out)?;
        equal("failed by minute = failed", minutes[4], audit.failed)?;
        equal("open by minute = in flight at the end", minutes[5], audit.in_flight)?;
        equal("attempts by minute = attempts", minutes[0] + minutes[6], audit.arrived + audit.retries)?;
        equal("Little's law for the queue", audit.queue_integral_ns, audit.queue_sum_ns)?;
        equal("busy slot time = time in service", audit.busy_integral_ns, audit.service_sum_ns)
    }

    /// A flow is conserved, and its whole minutes are right to a request or two an outcome.
    fn check_flows(&self, flows: &Flows) -> Result<(), String> {
        let ends = [flows.served, flows.refused, flows.gave_up, flows.no_capacity, flows.lost, flows.waiting];
        near("flow = served + turned away + lost + waiting", flows.arrived, ends.iter().sum(), 1e-3)?;
        let [arrived, ok, refused, timed_out, failed, open, _] = self.recorder.everything.map(|count| count as f64);
        let through = flows.served + flows.gave_up + flows.waiting;
        near("arrivals by minute = flow", arrived, flows.arrived, 1.0)?;
        near("refused by minute = refused", refused, flows.refused, 2.0)?;
        near("failed by minute = no capacity + lost", failed, flows.no_capacity + flows.lost, 4.0)?;
        near("ok, timed out and open by minute = let in", ok + timed_out + open, through, 6.0)
    }

    /// Every change of capacity has its activity, and they follow one another from the first capacity to the last.
    fn check_capacity(&self) -> Result<(), String> {
        let mut desired = self.variant.initial;
        for &(_, from, to) in &self.journal.granted {
            equal("an activity begins at the capacity that stands", from, desired)?;
            desired = to;
        }
        let counts = self.fleet.counts();
        equal("the last activity's capacity = desired capacity", desired, counts.desired)?;
        let there = counts.in_service + counts.launching;
        equal("in service + launching = desired + to be replaced", there, counts.desired + counts.leaving)
    }
}

/// To a millionth, and `slack` beyond that.
fn near(what: &str, left: f64, right: f64, slack: f64) -> Result<(), String> {
    let is_near = (left - right).abs() <= slack + 1e-6 * left.abs().max(right.abs());
    if is_near { Ok(()) } else { Err(format!("{what}: {left} is not {right}")) }
}

fn equal<T: Copy + PartialEq + std::fmt::Display>(what: &str, left: T, right: T) -> Result<(), String> {
    if left == right { Ok(()) } else { Err(format!("{what}: {left} is not {right}")) }
}
