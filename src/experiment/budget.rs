//! Where does the time of scale-outs go, over all runs: the parts of reactions, and the reactions in the middle and in
//! the tail, whole.

use crate::simulation::outcome::{Drain, Parts, Reaction, RunOutcome, ScopeOutcome};
use crate::stats::nearest_rank;
use serde::{Deserialize, Serialize};

/// The reaction budget of one scenario: all runs pooled.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Budget {
    /// Scale-outs that answered a breach.
    pub scale_outs: Group,
    /// Later ones while the same breach lasted.
    pub escalations: Group,
    /// Scale-outs whose first new instance was not in service by the end of their run: in none of the figures.
    pub open_reactions: u64,
}

/// Reactions of one kind.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// How many.
    pub count: u64,
    /// The whole, from the breach to the first new instance in service.
    pub reaction: Spread,
    /// By part, in the order of [`Parts::NAMES`].
    pub parts: Vec<Spread>,
    /// Of those that had a backlog: from the first new instance until it was gone.
    pub drain: Spread,
    /// How many had a backlog.
    pub backlogs: u64,
    /// Of these, how many still had it at the end of their run.
    pub backlogs_left: u64,
    /// The median reaction itself: its parts add up to it.
    pub median: Option<One>,
    /// The reaction at the 95th percentile.
    pub p95: Option<One>,
}

/// Mean and percentiles (nearest rank) of one length [s]; blank if there was none, or if it lies among those still open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// Mean; of drains, only if all are over.
    pub mean: Option<f64>,
    /// Median.
    pub p50: Option<f64>,
    /// 95th percentile.
    pub p95: Option<f64>,
}

/// One reaction of one run.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct One {
    /// The run's number.
    pub run: u32,
    /// What happened in it.
    pub reaction: Reaction,
}

impl Budget {
    /// The budget of these runs, from their first scope, the endpoint.
    pub fn of<'a>(runs: impl IntoIterator<Item = &'a RunOutcome>) -> Self {
        let mut pool = Pool::default();
        for run in runs {
            if let Some(endpoint) = run.scopes.first() {
                pool.add(run.run, endpoint);
            }
        }
        pool.budget()
    }
}

/// The reactions of the runs so far.
#[derive(Debug, Default)]
pub(super) struct Pool {
    all: Vec<One>,
    open: u64,
}

impl Pool {
    pub(super) fn add(&mut self, run: u32, scope: &ScopeOutcome) {
        self.all.extend(scope.reactions.iter().map(|&reaction| One { run, reaction }));
        self.open += scope.totals.open_reactions;
    }

    pub(super) fn budget(&self) -> Budget {
        let kind = |escalation: bool| {
            let of_kind = self.all.iter().filter(|one| one.reaction.escalation == escalation);
            Group::of(of_kind.copied().collect())
        };
        Budget { scale_outs: kind(false), escalations: kind(true), open_reactions: self.open }
    }
}

impl Group {
    fn of(mut all: Vec<One>) -> Self {
        all.sort_by_key(|one| (one.reaction.length(), one.run, one.reaction.activity));
        let part = |index: usize| all.iter().map(|one| one.reaction.parts.in_order()[index].secs()).collect();
        let drains: Vec<f64> = all.iter().filter_map(|one| at_most(one.reaction.drain)).collect();
        let at = |share: f64| {
            let ranks: Vec<f64> = (0..all.len()).map(|rank| rank as f64).collect();
            nearest_rank(&ranks, share).map(|rank| all[rank as usize])
        };
        Self {
            count: all.len() as u64,
            reaction: Spread::of(all.iter().map(|one| one.reaction.length().secs()).collect()),
            parts: (0..Parts::NAMES.len()).map(|index| Spread::of(part(index))).collect(),
            backlogs: drains.len() as u64,
            backlogs_left: drains.iter().filter(|secs| secs.is_infinite()).count() as u64,
            drain: Spread::of(drains),
            median: at(0.5),
            p95: at(0.95),
        }
    }
}

/// An upper limit of a drain [s]: infinite while the backlog stands.
fn at_most(drain: Drain) -> Option<f64> {
    match drain {
        Drain::Nothing => None,
        Drain::Over(length) => Some(length.secs()),
        Drain::Left(_) => Some(f64::INFINITY),
    }
}

impl Spread {
    fn of(mut secs: Vec<f64>) -> Self {
        secs.sort_by(f64::total_cmp);
        let finite = |x: f64| x.is_finite().then_some(x);
        let at = |share: f64| nearest_rank(&secs, share).and_then(finite);
        let mean = (!secs.is_empty()).then(|| secs.iter().sum::<f64>() / secs.len() as f64);
        Self { mean: mean.and_then(finite), p50: at(0.5), p95: at(0.95) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Span;
    use crate::experiment::fixture::{outcome, reaction};

    fn pooled(reactions: Vec<Reaction>) -> Budget {
        let mut scope = outcome(1).scopes.swap_remove(0);
        scope.reactions = reactions;
        let mut pool = Pool::default();
        pool.add(1, &scope);
        pool.budget()
    }

    #[test]
    fn two_runs_by_hand() {
        let mut pool = Pool::default();
        for run in [1, 2] {
            pool.add(run, &outcome(run).scopes[0]);
        }
        let budget = pool.budget();
        // In each run: 420 s (60 30 15 15, 250 50), 600 s (60 30 5 5, 450 50) and an escalation of 930 s.
        let all = &budget.scale_outs;
        assert_eq!((all.count, budget.escalations.count, budget.open_reactions), (4, 2, 2));
        assert_eq!(all.reaction, Spread { mean: Some(510.0), p50: Some(420.0), p95: Some(600.0) });
        let mean = |name: &str| all.parts[Parts::NAMES.iter().position(|n| *n == name).unwrap()].mean;
        assert_eq!((mean("period_end_s"), mean("lag_s")), (Some(60.0), Some(30.0)));
        assert_eq!((mean("datapoints_s"), mean("decision_s")), (Some(10.0), Some(10.0)));
        assert_eq!((mean("provision_s"), mean("fetch_s"), mean("warm_s")), (Some(350.0), Some(50.0), Some(0.0)));
        assert_eq!(all.drain, Spread { mean: Some(200.0), p50: Some(150.0), p95: Some(250.0) });
        assert_eq!((all.backlogs, all.backlogs_left, budget.escalations.backlogs), (4, 0, 0));
        assert_eq!(budget.escalations.reaction.p95, Some(930.0));
        let (median, p95) = (all.median.unwrap(), all.p95.unwrap());
        assert_eq!((median.run, median.reaction.length()), (2, Span::from_secs(420)));
        assert_eq!((p95.run, p95.reaction.length()), (2, Span::from_secs(600)));
    }

    #[test]
    fn means_of_parts_add_up_to_the_mean_of_the_whole() {
        let all = pooled((1..40).map(|n| reaction(60, 200 + n * n, 500 + 3 * n * n, false)).collect()).scale_outs;
        let sum: f64 = all.parts.iter().filter_map(|part| part.mean).sum();
        assert!((sum - all.reaction.mean.unwrap()).abs() < 1e-9);
        assert_eq!(all.median.unwrap().reaction.length().secs(), all.reaction.p50.unwrap());
        assert_eq!(all.p95.unwrap().reaction.length().secs(), all.reaction.p95.unwrap());
    }

    #[test]
    fn a_backlog_that_stands_has_no_length_and_none_at_all_is_blank() {
        let mut some: Vec<Reaction> = (0..4).map(|n| reaction(60, 200 + n, 500, false)).collect();
        some[0].drain = Drain::Left(Span::HOUR);
        let all = pooled(some.clone()).scale_outs;
        assert_eq!((all.drain.mean, all.drain.p50, all.drain.p95), (None, Some(149.0), None));
        assert_eq!((all.backlogs, all.backlogs_left), (4, 1));
        for reaction in &mut some {
            reaction.drain = Drain::Nothing;
        }
        assert_eq!(pooled(some).scale_outs.drain, Spread::default());
        let none = pooled(vec![]).scale_outs;
        assert_eq!((none.count, none.reaction, none.median), (0, Spread::default(), None));
    }
}
