//! How long a policy waits after it has acted.

use super::{CooldownScope, StepCreditClock};
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

/// The cooldowns of a target: two clocks a policy (or two for all), and the activities whose completion will start one.
///
/// Ref: "How target tracking scaling for Application Auto Scaling works", cooldown period: it starts when the activity
/// completes successfully; a scale-out by any alarm ends scale-in cooldowns.
/// Assumes: `cooldown_scope`.
#[derive(Clone, Debug)]
pub(super) struct Cooldowns {
    scope: CooldownScope,
    policies: Vec<Clocks>,
    ran: Vec<CooldownRan>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Clocks {
    out: Clock,
    inward: Clock,
    /// Capacity that the last scale-out added.
    last_increment: u32,
    /// Capacity added since the scale-out cooldown period began: by the scale-out that began it and those within it.
    credit: u32,
}

#[derive(Clone, Copy, Debug, Default)]
struct Clock {
    /// Activities begun and not complete.
    under_way: u32,
    /// Index of the last cooldown among those that ran.
    last: Option<usize>,
}

impl Cooldowns {
    pub(super) fn new(policies: usize, scope: CooldownScope) -> Self {
        Self { scope, policies: vec![Clocks::default(); policies], ran: Vec::new() }
    }

    /// Room for so many policies.
    pub(super) fn make_room(&mut self, policies: usize) {
        if self.policies.len() < policies {
            self.policies.resize(policies, Clocks::default());
        }
    }

    /// A policy is gone: nobody waits for its clocks any more. Clocks of the target stay.
    pub(super) fn forget(&mut self, now: Time, policy: usize) {
        if self.scope == CooldownScope::Target {
            return;
        }
        for direction in [Direction::Out, Direction::In] {
            if let Some(last) = self.clock(policy, direction).last.take() {
                self.ran[last].until = self.ran[last].until.min(now);
            }
        }
        let clocks = self.clocks(policy);
        (clocks.last_increment, clocks.credit) = (0, 0);
    }

    /// An activity begins. What a scale-in removes was not added.
    pub(super) fn begin(&mut self, now: Time, policy: usize, direction: Direction, size: u32) {
        if direction == Direction::Out {
            let credit = self.credit(now, policy, false);
            let clocks = self.clocks(policy);
            clocks.last_increment = size;
            clocks.credit = credit.saturating_add(size);
            self.end_scale_in_cooldowns(now);
        } else {
            for clocks in &mut self.policies {
                clocks.credit = clocks.credit.saturating_sub(size);
            }
        }
        self.clock(policy, direction).under_way += 1;
    }

    /// An activity is complete: its cooldown starts, again if one runs (`keeps`: unless one runs).
    pub(super) fn complete(
        &mut self,
        now: Time,
        policy: usize,
        direction: Direction,
        length: Span,
        keeps: StepCreditClock,
    ) {
        self.end(policy, direction);
        let kept = keeps == StepCreditClock::Keep && self.left(now, policy, direction).is_some();
        if length.is_zero() || kept {
            return;
        }
        if let Some(running) = self.clock(policy, direction).last {
            self.ran[running].until = self.ran[running].until.min(now);
        }
        self.ran.push(CooldownRan { policy, direction, from: now, until: now + length });
        self.clock(policy, direction).last = Some(self.ran.len() - 1);
    }

    /// An activity ends without success: what it was to add is not there.
    pub(super) fn give_up(&mut self, policy: usize, direction: Direction, size: u32) {
        self.end(policy, direction);
        if direction == Direction::Out {
            let clocks = self.clocks(policy);
            clocks.credit = clocks.credit.saturating_sub(size);
        }
    }

    fn end(&mut self, policy: usize, direction: Direction) {
        let clock = self.clock(policy, direction);
        clock.under_way = clock.under_way.checked_sub(1).expect("an activity ends once, after it began");
    }

    /// Capacity that the policy has added since its scale-out cooldown period began; 0 outside one. A scale-out that is
    /// not complete counts as its cooldown running, save on an endpoint that is Updating and refuses every change.
    ///
    /// Ref: "Step scaling policies for Application Auto Scaling", cooldown period.
    pub(super) fn credit(&self, now: Time, policy: usize, updating: bool) -> u32 {
        let under_way = !updating && self.peek(policy, Direction::Out).under_way > 0;
        let counts = under_way || self.left(now, policy, Direction::Out).is_some();
        if counts { self.policies[self.slot(policy)].credit } else { 0 }
    }

    /// What is left of a cooldown; `None`: over, or never begun. At exactly its end it is over.
    pub(super) fn left(&self, now: Time, policy: usize, direction: Direction) -> Option<Span> {
        let last = self.peek(policy, direction).last?;
        let left = self.ran[last].until.since_or_zero(now);
        (!left.is_zero()).then_some(left)
    }

    /// What is left of the longest scale-out cooldown of the target.
    pub(super) fn longest_out(&self, now: Time) -> Option<Span> {
        (0..self.policies.len()).filter_map(|policy| self.left(now, policy, Direction::Out)).max()
    }

    /// Whether an activity of any policy is under way in this direction.
    pub(super) fn under_way(&self, direction: Direction) -> bool {
        (0..self.policies.len()).any(|policy| self.peek(policy, direction).under_way > 0)
    }

    /// Capacity that the policy's last scale-out added.
    pub(super) fn last_increment(&self, policy: usize) -> u32 {
        self.policies[self.slot(policy)].last_increment
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

    /// Where the clocks of a policy are.
    fn slot(&self, policy: usize) -> usize {
        match self.scope {
            CooldownScope::Policy => policy,
            CooldownScope::Target => 0,
        }
    }

    fn clocks(&mut self, policy: usize) -> &mut Clocks {
        let slot = self.slot(policy);
        &mut self.policies[slot]
    }

    fn clock(&mut self, policy: usize, direction: Direction) -> &mut Clock {
        match direction {
            Direction::Out => &mut self.clocks(policy).out,
            Direction::In => &mut self.clocks(policy).inward,
        }
    }

    fn peek(&self, policy: usize, direction: Direction) -> Clock {
        let clocks = self.policies[self.slot(policy)];
        match direction {
            Direction::Out => clocks.out,
            Direction::In => clocks.inward,
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
        let mut cooldowns = Cooldowns::new(1, CooldownScope::Policy);
        cooldowns.begin(at(100), 0, Out, 4);
        assert_eq!(cooldowns.left(at(200), 0, Out), None);
        assert!(cooldowns.under_way(Out));
        cooldowns.complete(at(340), 0, Out, Span::from_secs(300), StepCreditClock::Restart);
        assert!(!cooldowns.under_way(Out));
        assert_eq!(cooldowns.left(at(639), 0, Out), Some(Span::SECOND));
        assert_eq!(cooldowns.left(at(640), 0, Out), None);
        assert_eq!(cooldowns.left(at(400), 0, In), None);
    }

    #[test]
    fn c4_a_scale_out_of_any_policy_ends_every_scale_in_cooldown() {
        let mut cooldowns = Cooldowns::new(2, CooldownScope::Policy);
        cooldowns.begin(at(0), 0, In, 1);
        cooldowns.complete(at(10), 0, In, Span::from_secs(300), StepCreditClock::Restart);
        cooldowns.begin(at(100), 1, Out, 2);
        assert_eq!(cooldowns.left(at(100), 0, In), None);
        assert_eq!(cooldowns.ran(), [CooldownRan { policy: 0, direction: In, from: at(10), until: at(100) }]);
    }

    #[test]
    fn a_second_scale_out_starts_the_clock_again() {
        let mut cooldowns = Cooldowns::new(1, CooldownScope::Policy);
        for begin in [0, 50] {
            cooldowns.begin(at(begin), 0, Out, 2);
            cooldowns.complete(at(begin + 10), 0, Out, Span::from_secs(100), StepCreditClock::Restart);
        }
        let spans: Vec<_> = cooldowns.ran().iter().map(|ran| (ran.from, ran.until)).collect();
        assert_eq!(spans, [(at(10), at(60)), (at(60), at(160))]);
    }

    #[test]
    fn c8_no_cooldown_and_a_failed_activity_start_no_clock() {
        let mut cooldowns = Cooldowns::new(1, CooldownScope::Policy);
        cooldowns.begin(at(0), 0, In, 1);
        cooldowns.complete(at(10), 0, In, Span::ZERO, StepCreditClock::Restart);
        cooldowns.begin(at(20), 0, Out, 1);
        cooldowns.give_up(0, Out, 1);
        assert!(cooldowns.ran().is_empty() && !cooldowns.under_way(Out));
    }

    #[test]
    fn c1_escalations_add_up_and_the_first_scale_out_after_a_cooldown_counts_anew() {
        for (clock, end) in [(StepCreditClock::Restart, 190), (StepCreditClock::Keep, 110)] {
            let mut cooldowns = Cooldowns::new(1, CooldownScope::Policy);
            let mut added = |begin, size| {
                cooldowns.begin(at(begin), 0, Out, size);
                let credit = cooldowns.credit(at(begin), 0, false);
                cooldowns.complete(at(begin + 10), 0, Out, Span::from_secs(100), clock);
                credit
            };
            assert_eq!([added(0, 2), added(50, 1), added(80, 4)], [2, 3, 7]);
            assert_eq!(cooldowns.ran().last().unwrap().until, at(end));
            assert_eq!(cooldowns.credit(at(end - 1), 0, false), 7);
            assert_eq!(cooldowns.credit(at(end), 0, false), 0);
            cooldowns.begin(at(end), 0, Out, 1);
            assert_eq!(cooldowns.credit(at(end), 0, false), 1);
        }
    }

    #[test]
    fn what_was_removed_or_never_came_is_no_credit() {
        let mut cooldowns = Cooldowns::new(2, CooldownScope::Policy);
        for (size, comes) in [(4, true), (3, false)] {
            cooldowns.begin(at(0), 0, Out, size);
            if comes {
                cooldowns.complete(at(0), 0, Out, Span::HOUR, StepCreditClock::Restart);
            } else {
                cooldowns.give_up(0, Out, size);
            }
        }
        assert_eq!(cooldowns.credit(at(1), 0, false), 4);
        cooldowns.begin(at(2), 1, In, 3);
        assert_eq!((cooldowns.credit(at(2), 0, false), cooldowns.credit(at(2), 1, false)), (1, 0));
    }

    #[test]
    fn clocks_of_the_target_are_those_of_every_policy() {
        let mut cooldowns = Cooldowns::new(2, CooldownScope::Target);
        cooldowns.begin(at(0), 1, Out, 2);
        cooldowns.complete(at(0), 1, Out, Span::MINUTE, StepCreditClock::Restart);
        assert_eq!((cooldowns.left(at(0), 0, Out), cooldowns.credit(at(0), 0, false)), (Some(Span::MINUTE), 2));
        assert_eq!(cooldowns.ran()[0].policy, 1);
    }
}
