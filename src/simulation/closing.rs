//! Closing the books of a run: what each variant leaves behind, and what they leave behind together.

use super::following::Following;
use super::latency_grid::LatencyGrid;
use super::levels::{self, Levels, covered_secs, peaks};
use super::outcome::{Activity, CooldownSpan, Reaction, RunOutcome, ScopeOutcome, Stretch, Timeline, Totals};
use super::recorder::{Recorder, nano_usd_of};
use super::{Halt, Pool, Simulation};
use crate::engine::{Span, Time};
use crate::scenario::setup::Setup;

/// Opposite actions closer than this may be a reversal (metrics.md, `reversals_per_day`).
const REVERSAL: Span = Span::from_secs(1_800);

/// What one variant leaves behind.
struct Closed {
    scope: ScopeOutcome,
    timeline: Timeline,
    activities: Vec<Activity>,
    decisions: Vec<Stretch>,
    cooldowns: Vec<CooldownSpan>,
    recorder: Recorder,
    levels: Levels,
}

impl Simulation<'_> {
    pub(super) fn close(self, until: Time) -> Result<RunOutcome, Halt> {
        let setup = self.setup;
        for pool in &self.pools {
            pool.checked(setup, until, self.seed)?;
        }
        self.check_together()
            .map_err(|what| Halt::Broken(format!("{what} (seed {}, run {})", setup.seed, self.seed.run)))?;
        let Self { pools, endpoint, seed, .. } = self;
        let mut all: Vec<Closed> = pools.into_iter().map(|pool| pool.close(setup)).collect();
        let activities = one_after_the_other(&mut all);
        let (whole, timeline) = if let Some(joint) = endpoint.joint {
            together(joint.recorder, &all, setup)
        } else {
            let latency_grid = std::mem::take(&mut all[0].recorder.latency_grid);
            (ScopeOutcome { latency_grid, ..all[0].scope.clone() }, std::mem::take(&mut all[0].timeline))
        };
        let mut outcome = RunOutcome {
            run: seed.run,
            scopes: vec![ScopeOutcome { scope: "endpoint".to_owned(), ..whole }],
            timeline,
            variants: Vec::new(),
            activities,
            transitions: endpoint.log.transitions,
            decisions: Vec::new(),
            cooldowns: Vec::new(),
        };
        let several = all.len() > 1;
        for Closed { scope, timeline, decisions, cooldowns, .. } in all {
            outcome.scopes.push(scope);
            outcome.decisions.extend(decisions);
            outcome.cooldowns.extend(cooldowns);
            outcome.variants.extend(several.then_some(timeline));
        }
        if several {
            outcome.decisions.sort_by_key(|stretch| stretch.from);
            outcome.cooldowns.sort_by_key(|span| span.from);
        }
        Ok(outcome)
    }
}

impl Pool<'_> {
    fn close(mut self, setup: &Setup) -> Closed {
        let (worst_hour_secs, episodes, timeline) = self.recorder.finish();
        self.count_actions(setup);
        let mut totals = self.recorder.totals;
        let (ledger, end) = (self.fleet.ledger(), setup.window.end);
        totals.in_service_secs = ledger.in_service_ns as f64 / 1e9;
        totals.paid_secs = self.fleet.billed_ns(end) as f64 / 1e9;
        totals.in_service_peak = ledger.in_service_peak;
        totals.paid_peak = ledger.paid_peak;
        totals.cost_nano_usd = nano_usd_of(self.fleet.billed_ns(end), self.variant.price_micro_usd_per_hour);
        self.journal.finish(end);
        let ran = self.control.iter().flat_map(|control| control.scaler.cooldowns());
        let cooldowns = ran.map(|ran| self.journal.cooldown_of(ran)).collect();
        let counted = |at: Time| at >= setup.window.start && at < end;
        let window = (setup.window.start, end);
        let steps = levels::together(&[&self.levels], window);
        let following = Following::of(&self.recorder, &steps, self.variant.initial, window);
        let scope = ScopeOutcome {
            scope: self.journal.scope().to_owned(),
            totals,
            latency: std::mem::take(&mut self.recorder.latency),
            latency_grid: LatencyGrid::default(),
            worst_hour_secs,
            reactions: self.journal.reactions.iter().copied().filter(|r| counted(r.activity)).collect(),
            episodes,
            following,
        };
        let (activities, decisions) = (self.journal.activities, self.journal.decisions);
        Closed { scope, timeline, activities, decisions, cooldowns, recorder: self.recorder, levels: self.levels }
    }

    fn count_actions(&mut self, setup: &Setup) {
        let (start, end) = (setup.window.start, setup.window.end);
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
}

/// The activities of all variants in one list, by their start; reactions find theirs in it.
fn one_after_the_other(all: &mut [Closed]) -> Vec<Activity> {
    let mut listed: Vec<(usize, usize, Activity)> = Vec::new();
    for (place, closed) in all.iter_mut().enumerate() {
        let activities = std::mem::take(&mut closed.activities).into_iter().enumerate();
        listed.extend(activities.map(|(number, activity)| (place, number, activity)));
    }
    listed.sort_by_key(|(_, _, activity)| activity.start);
    for (place, closed) in all.iter_mut().enumerate() {
        let own = |number: usize| listed.iter().position(|(of, was, _)| (*of, *was) == (place, number));
        for reaction in &mut closed.scope.reactions {
            reaction.number = own(reaction.number).expect("a reaction has an activity");
        }
    }
    listed.into_iter().map(|(_, _, activity)| activity).collect()
}

/// The endpoint: its requests as they were counted together, its instances and money as sums over variants.
fn together(mut requests: Recorder, all: &[Closed], setup: &Setup) -> (ScopeOutcome, Timeline) {
    for closed in all {
        requests.add_instances(&closed.recorder);
    }
    let (worst_hour_secs, episodes, mut timeline) = requests.finish();
    let mut totals = requests.totals;
    for Closed { scope, timeline: line, .. } in all {
        add_totals(&mut totals, &scope.totals);
        add_lines(&mut timeline, line);
    }
    let levels: Vec<&Levels> = all.iter().map(|closed| &closed.levels).collect();
    let window = (setup.window.start, setup.window.end);
    let steps = levels::together(&levels, window);
    [totals.in_service_peak, totals.paid_peak] = peaks(&steps);
    let initial = setup.variants.iter().map(|variant| variant.initial).sum();
    let following = Following::of(&requests, &steps, initial, window);
    totals.at_max_secs = covered_secs(all.iter().flat_map(|closed| &closed.recorder.at_max));
    let mut reactions: Vec<Reaction> = all.iter().flat_map(|closed| closed.scope.reactions.iter().copied()).collect();
    reactions.sort_by_key(|reaction| (reaction.in_service, reaction.number));
    let latency = std::mem::take(&mut requests.latency);
    let latency_grid = std::mem::take(&mut requests.latency_grid);
    let scope = String::new();
    let scope = ScopeOutcome { scope, totals, latency, latency_grid, worst_hour_secs, reactions, episodes, following };
    (scope, timeline)
}

/// What of a variant's figures is part of the endpoint's. Requests are counted already; of the waiting requests and of
/// what was wanted beyond MaxCapacity the endpoint has the most that one moment and one variant had.
fn add_totals(sum: &mut Totals, part: &Totals) {
    sum.busy_secs += part.busy_secs;
    sum.slot_secs += part.slot_secs;
    sum.in_service_secs += part.in_service_secs;
    sum.paid_secs += part.paid_secs;
    sum.cost_nano_usd += part.cost_nano_usd;
    sum.floor_nano_usd += part.floor_nano_usd;
    sum.ceiling_nano_usd += part.ceiling_nano_usd;
    sum.actions_out += part.actions_out;
    sum.actions_in += part.actions_in;
    sum.reversals += part.reversals;
    sum.not_scaled += part.not_scaled;
    sum.open_reactions += part.open_reactions;
    sum.queue_max = sum.queue_max.max(part.queue_max);
    sum.unmet_at_max = sum.unmet_at_max.max(part.unmet_at_max);
}

fn add_lines(sum: &mut Timeline, part: &Timeline) {
    let columns = [
        (&mut sum.desired, &part.desired),
        (&mut sum.in_service, &part.in_service),
        (&mut sum.launching, &part.launching),
        (&mut sum.draining, &part.draining),
        (&mut sum.queue, &part.queue),
        (&mut sum.cost_usd, &part.cost_usd),
    ];
    for (sum, part) in columns {
        sum.iter_mut().zip(part).for_each(|(sum, part)| *sum += part);
    }
}
