//! Every verdict, kept as stretches of equal ones.

use super::{Arithmetic, Judged, Verdict};
use crate::engine::Time;

/// Evaluations in a row that came to the same verdict for the same reason. A change of capacity is a stretch of its own.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretch {
    /// Index of the policy in its target.
    pub policy: usize,
    /// The verdict of all of them.
    pub verdict: Verdict,
    /// First evaluation.
    pub from: Time,
    /// Last evaluation.
    pub until: Time,
    /// How many.
    pub evaluations: u64,
    /// The arithmetic of the first.
    pub first: Arithmetic,
    /// The arithmetic of the last.
    pub last: Arithmetic,
}

/// Builds stretches from verdicts: one open stretch a policy, no text before it closes.
#[derive(Clone, Debug, Default)]
pub struct VerdictLog {
    /// By policy.
    open: Vec<Option<Stretch>>,
}

impl VerdictLog {
    /// Takes the next verdict; gives the stretch of the same policy that it ends, if it ends one.
    pub fn record(&mut self, judged: &Judged) -> Option<Stretch> {
        if self.open.len() <= judged.policy {
            self.open.resize(judged.policy + 1, None);
        }
        let open = &mut self.open[judged.policy];
        if let Some(stretch) = open
            && stretch.verdict == judged.verdict
            && matches!(judged.verdict, Verdict::Hold(_))
        {
            stretch.until = judged.at;
            stretch.evaluations += 1;
            stretch.last = judged.arithmetic;
            return None;
        }
        open.replace(Stretch {
            policy: judged.policy,
            verdict: judged.verdict,
            from: judged.at,
            until: judged.at,
            evaluations: 1,
            first: judged.arithmetic,
            last: judged.arithmetic,
        })
    }

    /// The stretches still open, in order of policies.
    pub fn finish(&mut self) -> impl Iterator<Item = Stretch> + '_ {
        self.open.iter_mut().filter_map(Option::take)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Direction, Reason};
    use super::*;

    fn judged(policy: usize, minute: u64, verdict: Verdict) -> Judged {
        let arithmetic = Arithmetic::Watching {
            metric: Some(minute as f64),
            target: 10.0,
            low_threshold: 9.0,
            high: (0, 3),
            low: (0, 15),
        };
        Judged { policy, at: Time::from_secs(60 * minute), alarm: None, verdict, arithmetic }
    }

    #[test]
    fn equal_verdicts_of_a_policy_are_one_stretch() {
        let quiet = Verdict::Hold(Reason::AlarmNotBreaching);
        let full = |max| Verdict::Hold(Reason::AlreadyAtMaxCapacity(max));
        let mut log = VerdictLog::default();
        let history = [(0, quiet), (1, quiet), (0, quiet), (0, full(4)), (1, quiet), (0, full(4)), (0, full(5))];
        let mut closed: Vec<Stretch> = (1..)
            .zip(history)
            .filter_map(|(minute, (policy, verdict))| log.record(&judged(policy, minute, verdict)))
            .collect();
        closed.extend(log.finish());
        let told: Vec<_> = closed.iter().map(|s| (s.policy, s.verdict, s.evaluations)).collect();
        assert_eq!(told, [(0, quiet, 2), (0, full(4), 2), (0, full(5), 1), (1, quiet, 2)]);
        assert_eq!((closed[0].from, closed[0].until), (Time::from_secs(60), Time::from_secs(180)));
        assert!(
            closed[0].first.to_string().starts_with("metric 1:") && closed[0].last.to_string().starts_with("metric 3:")
        );
        assert_eq!(log.finish().count(), 0);
    }

    #[test]
    fn each_change_of_capacity_stands_alone() {
        let out = Verdict::Scale { to: 4, direction: Direction::Out };
        let mut log = VerdictLog::default();
        assert_eq!(log.record(&judged(0, 1, out)), None);
        assert!(log.record(&judged(0, 2, out)).is_some());
    }
}
