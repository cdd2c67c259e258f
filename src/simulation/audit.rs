//! Closing the books of a run: its outcome, and the invariants that every run must hold.
//!
//! Each invariant compares two figures that come about in different places; a difference is our mistake, never the
//! user's, and fails the run.

use super::outcome::{Parts, RunOutcome, ScopeOutcome};
use super::recorder::nano_usd_of;
use super::{Halt, Simulation};
use crate::engine::{Span, Time};
use crate::model::serving::Flows;

/// Opposite actions closer than this may be a reversal (metrics.md, `reversals_per_day`).
const REVERSAL: Span = Span::from_secs(1_800);

impl Simulation<'_> {
    pub(super) fn close(mut self, until: Time) -> Result<RunOutcome, Halt> {
        let setup = self.setup;
        self.check(until)
            .map_err(|what| Halt::Broken(format!("{what} (seed {}, run {})", setup.seed, self.seed.run)))?;
        let (worst_hour_secs, episodes, timeline) = self.recorder.finish();
        self.count_actions();
        let mut totals = self.recorder.totals;
        let ledger = self.fleet.ledger();
        let end = setup.window.end;
        totals.in_service_secs = ledger.in_service_ns as f64 / 1e9;
        totals.paid_secs = self.fleet.billed_ns(end) as f64 / 1e9;
        totals.in_service_peak = ledger.in_service_peak;
        totals.paid_peak = ledger.paid_peak;
        totals.cost_nano_usd = nano_usd_of(self.fleet.billed_ns(end), setup.variant.price_micro_usd_per_hour);
        let cooldowns = match &self.control {
            Some(control) => {
                self.journal.finish(end);
                control.scaler.cooldowns().iter().map(|ran| self.journal.cooldown_of(ran)).collect()
            }
            None => Vec::new(),
        };
        let start = setup.window.start;
        let counted = |at: Time| at >= start && at < end;
        let endpoint = ScopeOutcome {
            scope: "endpoint".to_owned(),
            totals,
            latency: std::mem::take(&mut self.recorder.latency),
            worst_hour_secs,
            reactions: self.journal.reactions.iter().copied().filter(|r| counted(r.activity)).collect(),
            episodes,
        };
        let variant = ScopeOutcome { scope: format!("variant/{}", setup.variant.name), ..endpoint.clone() };
        Ok(RunOutcome {
            run: self.seed.run,
            scopes: vec![endpoint, variant],
            timeline,
            activities: self.journal.activities,
            transitions: self.journal.transitions,
            decisions: self.journal.decisions,
            cooldowns,
        })
    }

    fn count_actions(&mut self) {
        let (start, end) = (self.setup.window.start, self.setup.window.end);
        let recorder = &self.recorder;
        let reversals = self.journal.reversals(REVERSAL, start, |at| recorder.demand_at(at));
        let inside = |at: Time| at >= start && at < end;
        let counted = || self.journal.granted.iter().filter(|(at, _, _)| inside(*at));
        let out = counted().filter(|(_, from, to)| to > from).count() as u64;
        let not_scaled =
            self.journal.activities.iter().filter(|a| inside(a.start) && !a.not_scaled_reasons.is_empty()).count();
        let actions_in = counted().count() as u64 - out;
        let totals = &mut self.recorder.totals;
        totals.actions_out = out;
        totals.actions_in = actions_in;
        totals.reversals = reversals;
        totals.not_scaled = not_scaled as u64;
        totals.open_reactions = self.journal.open_reactions().filter(|at| inside(*at)).count() as u64;
    }

    /// The invariants.
    fn check(&mut self, until: Time) -> Result<(), String> {
        match self.plane.flows() {
            Some(flows) => self.check_flows(&flows)?,
            None => self.check_requests(until)?,
        }
        let ledger = self.fleet.ledger();
        if self.setup.assumptions.billing_minimum.is_zero() {
            equal("paid time = sum over instances", ledger.paid_ns, self.fleet.billed_ns(self.setup.window.end))?;
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
        equal("Little's law for the queue", audit.queue_integral_ns, audit.queue_sum_ns)?;
        equal("busy slot time = time in service", audit.busy_integral_ns, audit.service_sum_ns)
    }

    /// A flow is conserved, is what the traffic promises, and its whole minutes are right to a request or two an outcome.
    fn check_flows(&self, flows: &Flows) -> Result<(), String> {
        let window = &self.setup.window;
        let expected = self.setup.traffic.expected(window.begin, window.end);
        let ends = [flows.served, flows.refused, flows.gave_up, flows.no_capacity, flows.lost, flows.waiting];
        // A minute of stamps counts as level: where the run begins or ends within one, some of it lies outside.
        let cut = |at: Time| self.setup.traffic.expected(at.floor(Span::MINUTE), at.next_multiple_of(Span::MINUTE));
        let slack = 1e-3 + cut(window.begin) + cut(window.end);
        near("the flow that arrived = the requests expected", flows.arrived, expected, slack)?;
        near("flow = served + turned away + lost + waiting", flows.arrived, ends.iter().sum(), 1e-3)?;
        let [arrived, ok, refused, timed_out, failed, open] = self.recorder.everything.map(|count| count as f64);
        let through = flows.served + flows.gave_up + flows.waiting;
        near("arrivals by minute = flow", arrived, flows.arrived, 1.0)?;
        near("refused by minute = refused", refused, flows.refused, 2.0)?;
        near("failed by minute = no capacity + lost", failed, flows.no_capacity + flows.lost, 4.0)?;
        near("ok, timed out and open by minute = let in", ok + timed_out + open, through, 6.0)
    }

    /// Every change of capacity has its activity, and they follow one another from the first capacity to the last.
    fn check_capacity(&self) -> Result<(), String> {
        let mut desired = self.setup.variant.initial;
        for &(_, from, to) in &self.journal.granted {
            equal("an activity begins at the capacity that stands", from, desired)?;
            desired = to;
        }
        let counts = self.fleet.counts();
        equal("the last activity's capacity = desired capacity", desired, counts.desired)?;
        equal("in service + launching = desired", counts.in_service + counts.launching, counts.desired)
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
