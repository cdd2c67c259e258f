//! What happened in a run, and the first event in which two runs of one day part.

use super::Told;
use crate::engine::Time;
use crate::simulation::outcome::RunOutcome;

/// A change of desired capacity that was carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// When it was asked for.
    pub at: Time,
    /// Capacity before.
    pub from: u32,
    /// Capacity after.
    pub to: u32,
    /// Cause, as DescribeScalingActivities has it.
    pub cause: String,
    /// When it was complete; `None`: not by the end of the run.
    pub completed: Option<Time>,
}

/// An event with its moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happened {
    /// When.
    pub at: Time,
    /// What.
    pub event: Event,
}

/// What can happen in a run's control plane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A change of capacity is over: complete, or overridden by another.
    Over {
        /// Capacity before.
        from: u32,
        /// Capacity after.
        to: u32,
    },
    /// A change of capacity begins.
    Changes {
        /// Capacity before.
        from: u32,
        /// Capacity after.
        to: u32,
    },
    /// An alarm changes its state.
    Transition {
        /// `AlarmName`.
        alarm: String,
        /// OK, ALARM, `INSUFFICIENT_DATA`.
        to: String,
    },
    /// The verdict on a policy or a scheduled action becomes another.
    Verdict {
        /// `PolicyName` or `ScheduledActionName`.
        policy: String,
        /// `scale_out`, `scale_in`, `hold`, `bounds`.
        verdict: String,
        /// AWS's code, or `sim.…`.
        reason: String,
    },
}

/// Where two runs part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What happens with the edit; `None`: nothing more.
    pub now: Option<Happened>,
    /// What happened without it; `None`: nothing more.
    pub as_it_was: Option<Happened>,
}

impl Difference {
    /// The moment from which on the runs differ.
    pub fn at(&self) -> Time {
        let moments = [&self.now, &self.as_it_was].into_iter().flatten().map(|happened| happened.at);
        moments.min().unwrap_or(Time::NEVER)
    }
}

/// Every change of capacity that was carried out, in order.
pub(super) fn changes(of: &RunOutcome) -> Vec<Change> {
    let carried_out = of.activities.iter().filter(|activity| activity.changed_capacity());
    carried_out
        .map(|activity| Change {
            at: activity.start,
            from: activity.from,
            to: activity.to,
            cause: activity.cause.clone(),
            completed: activity.end,
        })
        .collect()
}

/// How a run differs from `base`: in its capacity, else in its alarms and verdicts, else not at all.
pub(super) fn difference(base: &RunOutcome, now: &RunOutcome) -> Told {
    if let Some(parting) = first_parting(capacity(base), capacity(now)) {
        return Told::Capacity(parting);
    }
    first_parting(control(base), control(now)).map_or(Told::Same, Told::Control)
}

fn first_parting(base: Vec<Happened>, now: Vec<Happened>) -> Option<Difference> {
    let same = base.iter().zip(&now).take_while(|(one, other)| one == other).count();
    let (as_it_was, now) = (base.into_iter().nth(same), now.into_iter().nth(same));
    (as_it_was.is_some() || now.is_some()).then_some(Difference { now, as_it_was })
}

/// Begin and end of every change; of one instant ends come first.
fn capacity(of: &RunOutcome) -> Vec<Happened> {
    let mut all = Vec::new();
    for Change { at, from, to, completed, .. } in changes(of) {
        all.push(Happened { at, event: Event::Changes { from, to } });
        all.extend(completed.map(|at| Happened { at, event: Event::Over { from, to } }));
    }
    all.sort_by_key(|happened| (happened.at, matches!(happened.event, Event::Changes { .. })));
    all
}

/// Every change of an alarm's state and of a verdict; of one instant alarms come first.
fn control(of: &RunOutcome) -> Vec<Happened> {
    let transitions = of
        .transitions
        .iter()
        .map(|t| Happened { at: t.at, event: Event::Transition { alarm: t.alarm.clone(), to: t.to.clone() } });
    let verdicts = of.decisions.iter().map(|d| {
        let (policy, verdict, reason) = (d.policy.clone(), d.verdict.clone(), d.reason.clone());
        Happened { at: d.from, event: Event::Verdict { policy, verdict, reason } }
    });
    let mut all: Vec<Happened> = transitions.chain(verdicts).collect();
    all.sort_by_key(|happened| happened.at);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changes(at: u64, from: u32, to: u32) -> Happened {
        Happened { at: Time::from_secs(at), event: Event::Changes { from, to } }
    }

    #[test]
    fn runs_part_at_the_first_event_that_is_not_the_same() {
        let base = vec![changes(10, 2, 4), changes(20, 4, 3)];
        let parting = |now: &[Happened]| first_parting(base.clone(), now.to_vec());
        assert_eq!(parting(&base), None);
        let later = parting(&[changes(10, 2, 4), changes(30, 4, 3)]).unwrap();
        assert_eq!(
            (later.at(), later.now, later.as_it_was),
            (Time::from_secs(20), Some(changes(30, 4, 3)), Some(base[1].clone()))
        );
        let more = parting(&[changes(10, 2, 4), changes(20, 4, 3), changes(40, 3, 2)]).unwrap();
        assert_eq!((more.at(), more.now, more.as_it_was), (Time::from_secs(40), Some(changes(40, 3, 2)), None));
        let fewer = parting(&base[..1]).unwrap();
        assert_eq!((fewer.at(), fewer.now), (Time::from_secs(20), None));
    }
}
