//! What one target tracking policy wants when an alarm has invoked it, before other policies have their say.

use super::cooldown::Cooldowns;
use super::formula::Reading;
use super::managed::LOW_SHARE;
use super::{
    AlarmRef, Arithmetic, Bounds, Capacity, CooldownRule, Direction, Flapping, OutsideBounds, Reason, Rules,
    ScaleInDuringScaleOutCooldown, Suspended, TargetTracking,
};
use crate::engine::{Span, Time};

/// What the policies of a target have in common at one instant.
#[derive(Clone, Copy, Debug)]
pub(super) struct Situation<'a> {
    pub(super) now: Time,
    pub(super) bounds: Bounds,
    pub(super) suspended: Suspended,
    pub(super) capacity: Capacity,
    pub(super) cooldowns: &'a Cooldowns,
    pub(super) rules: &'a Rules,
}

/// What one policy wants.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Proposal {
    pub(super) policy: usize,
    pub(super) alarm: AlarmRef,
    /// Start of the alarm's present run of breaching datapoints.
    pub(super) breach: Option<Time>,
    /// By target tracking: vetoed by others of its kind.
    pub(super) is_tracking: bool,
    /// The capacity it computed, within the bounds: what it sets against the others'.
    pub(super) computed: u32,
    /// A capacity, or why it stays.
    pub(super) answer: Result<u32, Reason>,
    /// Only the bounds want it: no other policy is asked.
    pub(super) forced: bool,
    pub(super) arithmetic: Arithmetic,
}

impl Situation<'_> {
    /// What `policy` wants, invoked by its `AlarmHigh` (`Out`) or `AlarmLow` (`In`).
    pub(super) fn propose(
        &self,
        number: usize,
        policy: &TargetTracking,
        invoked: Direction,
        reading: Reading,
        breach: Option<Time>,
    ) -> Proposal {
        let wanted = reading.wanted(policy.target_value, self.rules);
        let computed = self.bounds.clamp(wanted);
        let desired = self.capacity.desired;
        let forced = self.is_clamped();
        let answer = if forced {
            self.back_within_bounds(policy, invoked, reading, computed)
        } else {
            match invoked {
                Direction::Out => self.out(number, policy, reading, wanted),
                Direction::In => self.inward(number, policy, reading, wanted),
            }
        };
        let cooling = answer == Err(Reason::CooldownActive);
        let left = if cooling { self.cooldown_left(number, invoked) } else { None };
        let arithmetic = Arithmetic::Tracking {
            metric: reading.metric,
            units: reading.units,
            target: policy.target_value,
            wanted,
            bounds: self.bounds,
            desired,
            cooldown_left_secs: left.map(Span::secs),
        };
        let alarm = match invoked {
            Direction::Out => AlarmRef::High,
            Direction::In => AlarmRef::Low,
        };
        Proposal { policy: number, alarm, breach, is_tracking: true, computed, answer, forced, arithmetic }
    }

    /// A capacity that the bounds have left outside comes back with the next action, whatever its alarm; no cooldown
    /// applies to that.
    ///
    /// Ref: `RegisterScalableTarget` (policies never leave the range).
    /// Assumes: `outside_bounds`.
    fn back_within_bounds(
        &self,
        policy: &TargetTracking,
        invoked: Direction,
        reading: Reading,
        computed: u32,
    ) -> Result<u32, Reason> {
        let desired = self.capacity.desired;
        let bound = self.bounds.clamp(desired);
        if self.is_suspended(desired, bound) {
            return Err(Reason::Suspended);
        }
        let more_is_wanted = invoked == Direction::Out && reading.metric > policy.target_value;
        Ok(if bound > desired && more_is_wanted { computed } else { bound })
    }

    /// Ref: "How target tracking scaling for Application Auto Scaling works": a metric below its target never scales
    /// out. At the bound itself the bound is the reason, whatever the formula gives.
    fn out(&self, number: usize, policy: &TargetTracking, reading: Reading, wanted: u32) -> Result<u32, Reason> {
        let desired = self.capacity.desired;
        let computed = self.bounds.clamp(wanted);
        if reading.metric <= policy.target_value {
            return Err(Reason::AlarmNotBreaching);
        }
        if computed <= desired {
            return Err(if desired >= self.bounds.max {
                Reason::AlreadyAtMaxCapacity(self.bounds.max)
            } else {
                Reason::AlreadyAtDesiredCapacity(desired)
            });
        }
        if self.is_suspended(desired, computed) {
            return Err(Reason::Suspended);
        }
        self.out_within_cooldown(number, computed)
    }

    /// Assumes: `target_tracking_cooldown_rule`; a scale-out that is not complete counts as its cooldown running.
    fn out_within_cooldown(&self, number: usize, computed: u32) -> Result<u32, Reason> {
        let in_flight = !self.capacity.updating && self.cooldowns.under_way(Direction::Out);
        let running = self.cooldowns.left(self.now, number, Direction::Out).is_some();
        if !(in_flight || running) {
            return Ok(computed);
        }
        let reason = if running { Reason::CooldownActive } else { Reason::LaunchInFlight };
        let desired = self.capacity.desired;
        match self.rules.cooldown_rule {
            CooldownRule::Absolute => Ok(computed),
            CooldownRule::Block => Err(reason),
            CooldownRule::Excess => {
                let excess = (computed - desired).saturating_sub(self.cooldowns.last_increment(number));
                if excess == 0 { Err(reason) } else { Ok(desired + excess) }
            }
        }
    }

    /// Ref: as above: a scale-in that would lift the metric over its target is not made; `ScaleInCooldown` blocks.
    /// Assumes: `flapping`.
    fn inward(&self, number: usize, policy: &TargetTracking, reading: Reading, wanted: u32) -> Result<u32, Reason> {
        let desired = self.capacity.desired;
        let computed = self.bounds.clamp(wanted);
        if reading.metric >= LOW_SHARE * policy.target_value {
            return Err(Reason::AlarmNotBreaching);
        }
        if computed >= desired {
            return Err(if desired <= self.bounds.min {
                Reason::AlreadyAtMinCapacity(self.bounds.min)
            } else {
                Reason::AutoScalingAnticipatedFlapping
            });
        }
        let predicts = self.rules.flapping == Flapping::Predict;
        if predicts && computed > 0 && reading.with(computed) > policy.target_value {
            return Err(Reason::AutoScalingAnticipatedFlapping);
        }
        if self.is_suspended(desired, computed) {
            return Err(Reason::Suspended);
        }
        match self.scale_in_waits(number) {
            Some(reason) => Err(reason),
            None => Ok(computed),
        }
    }

    /// Why a scale-in of this policy has to wait.
    ///
    /// Assumes: `scale_in_during_scale_out_cooldown`.
    pub(super) fn scale_in_waits(&self, number: usize) -> Option<Reason> {
        let removing = !self.capacity.updating && self.cooldowns.under_way(Direction::In);
        if removing || self.cooldown_left(number, Direction::In).is_some() {
            return Some(Reason::CooldownActive);
        }
        let launching = self.cooldowns.under_way(Direction::Out) || self.capacity.in_service < self.capacity.desired;
        (launching && !self.capacity.updating).then_some(Reason::LaunchInFlight)
    }

    /// What is left of the cooldown that holds a change in this direction back.
    pub(super) fn cooldown_left(&self, number: usize, direction: Direction) -> Option<Span> {
        let own = self.cooldowns.left(self.now, number, direction);
        let blocked = self.rules.scale_in_during_scale_out_cooldown == ScaleInDuringScaleOutCooldown::Blocked;
        match direction {
            Direction::In if blocked => own.max(self.cooldowns.longest_out(self.now)),
            _ => own,
        }
    }

    /// A bound has left the capacity outside, and the next action brings it back.
    pub(super) fn is_clamped(&self) -> bool {
        let desired = self.capacity.desired;
        self.rules.outside_bounds == OutsideBounds::ClampOnNextAction && self.bounds.clamp(desired) != desired
    }

    /// Ref: "Suspending and resuming scaling".
    pub(super) fn is_suspended(&self, from: u32, to: u32) -> bool {
        if to > from { self.suspended.dynamic_out } else { self.suspended.dynamic_in }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Span;
    use crate::model::metrics::{Metric, Query, Sample, Statistic};
    use crate::model::scaling::{CapacityBasis, MetricValue};

    const BOUNDS: Bounds = Bounds { min: 2, max: 150 };

    fn policy() -> TargetTracking {
        TargetTracking {
            name: "keep-busy".to_owned(),
            target_value: 100.0,
            metric: Query::simple(Metric::InvocationsPerInstance, Statistic::Sum),
            scale_out_cooldown: Span::ZERO,
            scale_in_cooldown: Span::ZERO,
            disable_scale_in: false,
        }
    }

    fn proposed(current: u32, percent: u32, invoked: Direction) -> Result<u32, Reason> {
        at_bounds(BOUNDS, current, percent, invoked)
    }

    fn at_bounds(bounds: Bounds, current: u32, percent: u32, invoked: Direction) -> Result<u32, Reason> {
        let value = f64::from(percent);
        let units = f64::from(current);
        let point = Sample { start: Time::from_secs(60), value, sample_count: value * units, units };
        let (value, basis) = (MetricValue::Newest, CapacityBasis::Measured);
        let reading = Reading::of(&[point], value, basis, current).unwrap();
        let rules = Rules::DEFAULT;
        let capacity = Capacity { desired: current, in_service: current, updating: false };
        let (now, suspended) = (Time::from_secs(120), Suspended::default());
        let situation = Situation {
            now,
            bounds,
            suspended,
            capacity,
            cooldowns: &Cooldowns::new(1, rules.cooldown_scope),
            rules: &rules,
        };
        situation.propose(0, &policy(), invoked, reading, None).answer
    }

    /// The rules in whole numbers: target 100, so that the metric is a percentage.
    fn plain(current: u32, percent: u32, invoked: Direction) -> Option<u32> {
        let needed = (current * percent).div_ceil(100).clamp(BOUNDS.min, BOUNDS.max);
        if current < BOUNDS.min {
            return Some(if invoked == Direction::Out && percent > 100 { needed } else { BOUNDS.min });
        }
        if current > BOUNDS.max {
            return Some(BOUNDS.max);
        }
        let acts = match invoked {
            Direction::Out => percent > 100 && needed > current,
            Direction::In => percent < 90 && needed < current,
        };
        acts.then_some(needed)
    }

    #[test]
    fn every_capacity_and_every_metric_against_the_rules_in_whole_numbers() {
        let mut changes = 0;
        for current in 1..=200 {
            for percent in 0..=200 {
                for invoked in [Direction::Out, Direction::In] {
                    let found = proposed(current, percent, invoked).ok();
                    assert_eq!(found, plain(current, percent, invoked), "{current} at {percent} %, {invoked:?}");
                    changes += u32::from(found.is_some());
                }
            }
        }
        assert!((30_000..80_000).contains(&changes), "{changes} changes");
    }

    #[test]
    fn why_it_stays() {
        let reason = |current, percent, invoked| proposed(current, percent, invoked).unwrap_err().code();
        assert_eq!(reason(150, 120, Direction::Out), "AlreadyAtMaxCapacity");
        assert_eq!(reason(2, 10, Direction::In), "AlreadyAtMinCapacity");
        // What is wanted is the bound itself: there is no change that could flap.
        assert_eq!(reason(2, 89, Direction::In), "AlreadyAtMinCapacity");
        assert_eq!(
            at_bounds(Bounds { min: 0, max: 9 }, 0, 10, Direction::In).unwrap_err().code(),
            "AlreadyAtMinCapacity"
        );
        assert_eq!(reason(5, 89, Direction::In), "AutoScalingAnticipatedFlapping");
        assert_eq!(reason(5, 95, Direction::In), "sim.alarm_not_breaching");
        assert_eq!(reason(5, 100, Direction::Out), "sim.alarm_not_breaching");
    }
}
