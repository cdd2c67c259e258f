//! How long a policy waits after it has acted.

use crate::engine::{Span, Time};

/// Out or in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// More capacity.
    Out,
    /// Less capacity.
    In,
}

impl Direction {
    /// `scale_out` or `scale_in`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Out => "scale_out",
            Self::In => "scale_in",
        }
    }
}

/// A cooldown that ran (or runs: `until` may lie in the future).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CooldownRan {
    /// Index of the policy in its target.
    pub policy: usize,
    /// Which of its two.
    pub direction: Direction,
    /// Completion of the activity.
    pub from: Time,
    /// Expiry, or the scale-out that ended it.
    pub until: Time,
}

/// The cooldowns of a target: two clocks a policy, and the activities whose completion will start one.
///
/// Ref: "How target tracking scaling for Application Auto Scaling works", cooldown period: it starts when the activity
/// completes successfully; a scale-out by any alarm ends scale-in cooldowns.
/// Assumes: `cooldown_scope: policy`.
#[derive(Clone, Debug)]
pub(super) struct Cooldowns {
    policies: Vec<Clocks>,
    ran: Vec<CooldownRan>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Clocks {
    out: Clock,
    inward: Clock,
    /// Capacity that the last scale-out added.
    last_increment: u32,
}

#[derive(Clone, Copy, Debug, Default)]
struct Clock {
    /// Activities begun and not complete.
    under_way: u32,
    /// Index of the last cooldown among those that ran.
    last: Option<usize>,
}

impl Cooldowns {
    pub(super) fn new(policies: usize) -> Self {
        Self { policies: vec![Clocks::default(); policies], ran: Vec::new() }
    }

    /// An activity begins.
    pub(super) fn begin(&mut self, now: Time, policy: usize, direction: Direction, size: u32) {
        self.clock(policy, direction).under_way += 1;
        if direction == Direction::Out {
            self.policies[policy].last_increment = size;
            self.end_scale_in_cooldowns(now);
        }
    }

    /// An activity is complete: its cooldown starts (again).
    pub(super) fn complete(&mut self, now: Time, policy: usize, direction: Direction, length: Span) {
        self.give_up(policy, direction);
        if length.is_zero() {
            return;
        }
        if let Some(running) = self.clock(policy, direction).last {
            self.ran[running].until = self.ran[running].until.min(now);
        }
        self.ran.push(CooldownRan { policy, direction, from: now, until: now + length });
        self.clock(policy, direction).last = Some(self.ran.len() - 1);
    }

    /// An activity ends without success.
    pub(super) fn give_up(&mut self, policy: usize, direction: Direction) {
        let clock = self.clock(policy, direction);
        clock.under_way = clock.under_way.checked_sub(1).expect("an activity ends once, after it began");
    }

    /// What is left of a cooldown; `None`: over, or never begun. At exactly its end it is over.
    pub(super) fn left(&self, now: Time, policy: usize, direction: Direction) -> Option<Span> {
        let last = self.peek(policy, direction).last?;
        let left = self.ran[last].until.since_or_zero(now);
        (!left.is_zero()).then_some(left)
    }

    /// Whether an activity of any policy is under way in this direction.
    pub(super) fn under_way(&self, direction: Direction) -> bool {
        (0..self.policies.len()).any(|policy| self.peek(policy, direction).under_way > 0)
    }

    /// Capacity that the policy's last scale-out added.
    pub(super) fn last_increment(&self, policy: usize) -> u32 {
        self.policies[policy].last_increment
    }

    /// In order of their starts.
    pub(super) fn ran(&self) -> &[CooldownRan] {
        &self.ran
    }

    fn end_scale_in_cooldowns(&mut self, now: Time) {
        for clocks in &self.policies {
            if let Some(last) = clocks.inward.last {
                self.ran[last].until = self.ran[last].until.min(now);
            }
        }
    }

    fn clock(&mut self, policy: usize, direction: Direction) -> &mut Clock {
        match direction {
            Direction::Out => &mut self.policies[policy].out,
            Direction::In => &mut self.policies[policy].inward,
        }
    }

    fn peek(&self, policy: usize, direction: Direction) -> Clock {
        match direction {
            Direction::Out => self.policies[policy].out,
            Direction::In => self.policies[policy].inward,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Direction::{In, Out};

    fn at(secs: u64) -> Time {
        Time::from_secs(secs)
    }

    #[test]
    fn c9_a_cooldown_starts_with_the_completion_and_is_over_at_its_end() {
        let mut cooldowns = Cooldowns::new(1);
        cooldowns.begin(at(100), 0, Out, 4);
        assert_eq!(cooldowns.left(at(200), 0, Out), None);
        assert!(cooldowns.under_way(Out));
        cooldowns.complete(at(340), 0, Out, Span::from_secs(300));
        assert!(!cooldowns.under_way(Out));
        assert_eq!(cooldowns.left(at(639), 0, Out), Some(Span::SECOND));
        assert_eq!(cooldowns.left(at(640), 0, Out), None);
        assert_eq!(cooldowns.left(at(400), 0, In), None);
    }

    #[test]
    fn c4_a_scale_out_of_any_policy_ends_every_scale_in_cooldown() {
        let mut cooldowns = Cooldowns::new(2);
        cooldowns.begin(at(0), 0, In, 1);
        cooldowns.complete(at(10), 0, In, Span::from_secs(300));
        cooldowns.begin(at(100), 1, Out, 2);
        assert_eq!(cooldowns.left(at(100), 0, In), None);
        assert_eq!(cooldowns.ran(), [CooldownRan { policy: 0, direction: In, from: at(10), until: at(100) }]);
    }

    #[test]
    fn a_second_scale_out_starts_the_clock_again() {
        let mut cooldowns = Cooldowns::new(1);
        for begin in [0, 50] {
            cooldowns.begin(at(begin), 0, Out, 2);
            cooldowns.complete(at(begin + 10), 0, Out, Span::from_secs(100));
        }
        let spans: Vec<_> = cooldowns.ran().iter().map(|ran| (ran.from, ran.until)).collect();
        assert_eq!(spans, [(at(10), at(60)), (at(60), at(160))]);
    }

    #[test]
    fn c8_no_cooldown_and_a_failed_activity_start_no_clock() {
        let mut cooldowns = Cooldowns::new(1);
        cooldowns.begin(at(0), 0, In, 1);
        cooldowns.complete(at(10), 0, In, Span::ZERO);
        cooldowns.begin(at(20), 0, Out, 1);
        cooldowns.give_up(0, Out);
        assert!(cooldowns.ran().is_empty() && !cooldowns.under_way(Out));
    }
}
