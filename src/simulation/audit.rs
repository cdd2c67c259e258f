//! Closing the books of a run: its outcome, and the invariants that every run must hold.
//!
//! Each invariant compares two figures that come about in different places; a difference is our mistake, never the
//! user's, and fails the run.

use super::journal::cooldown_of;
use super::outcome::{RunOutcome, ScopeOutcome};
use super::recorder::nano_usd_of;
use super::{Halt, Simulation};
use crate::engine::{Span, Time};

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
        let cooldowns = match (&self.control, &setup.target) {
            (Some(control), Some(target)) => {
                self.journal.finish(target);
                control.scaler.cooldowns().iter().map(|ran| cooldown_of(target, ran)).collect()
            }
            _ => Vec::new(),
        };
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
    }

    /// The invariants.
    fn check(&mut self, until: Time) -> Result<(), String> {
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
        equal("busy slot time = time in service", audit.busy_integral_ns, audit.service_sum_ns)?;
        let ledger = self.fleet.ledger();
        if self.setup.assumptions.billing_minimum.is_zero() {
            equal("paid time = sum over instances", ledger.paid_ns, self.fleet.billed_ns(self.setup.window.end))?;
        }
        self.check_capacity()
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

fn equal<T: Copy + PartialEq + std::fmt::Display>(what: &str, left: T, right: T) -> Result<(), String> {
    if left == right { Ok(()) } else { Err(format!("{what}: {left} is not {right}")) }
}
