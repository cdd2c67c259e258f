//! What one step policy wants when an alarm has invoked it, before other policies have their say.

use super::{Adjusted, AlarmFound, Step, StepScaling};
use crate::engine::Span;
use crate::model::alarms::Comparison;
use crate::model::scaling::proposal::{Proposal, Situation};
use crate::model::scaling::{AlarmRef, Arithmetic, Direction, PercentBase, Reason, StepAtThreshold};

impl Situation<'_> {
    /// What `policy` wants, invoked by an alarm that names it.
    pub(in crate::model::scaling) fn propose_steps(
        &self,
        number: usize,
        policy: &StepScaling,
        found: &AlarmFound,
    ) -> Proposal {
        let hold = |reason, arithmetic| Proposal {
            policy: number,
            alarm: AlarmRef::Named(found.alarm),
            breach: found.breach_since,
            is_tracking: false,
            computed: self.capacity.desired,
            answer: Err(reason),
            forced: false,
            arithmetic,
        };
        let Some(metric) = found.metric(policy.aggregation, self.rules.metric_value) else {
            return hold(Reason::InsufficientData, found.arithmetic());
        };
        let threshold = found.threshold;
        let comparison = self.side(found.comparison, metric - threshold);
        let Some(step) = policy.step_at(comparison, metric - threshold) else {
            return hold(Reason::NoStepMatches, Arithmetic::NoStep { metric, threshold });
        };
        let decided = self.decide_step(number, policy, &step);
        let arithmetic = Arithmetic::Step {
            metric,
            threshold,
            comparison,
            step,
            adjustment: policy.adjustment,
            adjusted: decided.adjusted,
            bounds: self.bounds,
            desired: self.capacity.desired,
            cooldown_left_secs: decided.cooldown_left.map(Span::secs),
        };
        let computed = self.bounds.clamp(decided.adjusted.wanted);
        Proposal { computed, answer: decided.answer, forced: decided.forced, ..hold(Reason::NoStepMatches, arithmetic) }
    }

    fn decide_step(&self, number: usize, policy: &StepScaling, step: &Step) -> Decided {
        let desired = self.capacity.desired;
        let zero = self.rules.zero_percent_step;
        let fresh = policy.adjusted(step, desired, self.percent_base(desired), zero);
        let computed = self.bounds.clamp(fresh.wanted);
        let bound = self.bounds.clamp(desired);
        if self.is_clamped() {
            // Assumes: `outside_bounds`; no cooldown applies to that.
            let to = if bound > desired { computed } else { bound };
            let answer = if self.is_suspended(desired, to) { Err(Reason::Suspended) } else { Ok(to) };
            return Decided { adjusted: fresh, answer, forced: true, cooldown_left: None };
        }
        let credit =
            if fresh.wanted > desired { self.cooldowns.credit(self.now, number, self.capacity.updating) } else { 0 };
        let from = desired.saturating_sub(credit);
        let adjusted =
            if credit == 0 { fresh } else { policy.adjusted(step, from, self.percent_base(desired).min(from), zero) };
        let answer = self.step_answer(number, fresh.wanted, self.bounds.clamp(adjusted.wanted));
        let direction = if fresh.wanted > desired { Direction::Out } else { Direction::In };
        let cooldown_left = match answer {
            Err(Reason::CooldownActive) => self.cooldown_left(number, direction),
            _ => None,
        };
        Decided { adjusted, answer, forced: false, cooldown_left }
    }

    /// `fresh`: what the step wants without a cooldown; `computed`: with it, within the bounds.
    ///
    /// Ref: "Step scaling policies for Application Auto Scaling", cooldown period: what an earlier step has added counts
    /// as part of the capacity for the next one, so that only a larger step acts, by its excess; scale-in is blocked
    /// until the cooldown is over.
    fn step_answer(&self, number: usize, fresh: u32, computed: u32) -> Result<u32, Reason> {
        let desired = self.capacity.desired;
        if fresh == desired {
            return Err(Reason::AlreadyAtDesiredCapacity(desired));
        }
        let stays = if fresh > desired { desired >= self.bounds.max } else { desired <= self.bounds.min };
        if stays {
            return Err(if fresh > desired {
                Reason::AlreadyAtMaxCapacity(self.bounds.max)
            } else {
                Reason::AlreadyAtMinCapacity(self.bounds.min)
            });
        }
        if self.is_suspended(desired, fresh) {
            return Err(Reason::Suspended);
        }
        if fresh > desired && computed <= desired {
            let running = self.cooldowns.left(self.now, number, Direction::Out).is_some();
            return Err(if running { Reason::CooldownActive } else { Reason::LaunchInFlight });
        }
        match self.scale_in_waits(number) {
            Some(reason) if fresh < desired => Err(reason),
            _ => Ok(computed),
        }
    }

    /// The rule by which a step holds the metric. Off the threshold the alarm's operator tells the side.
    ///
    /// Assumes: `step_at_threshold`.
    fn side(&self, comparison: Comparison, distance: f64) -> Comparison {
        match self.rules.step_at_threshold {
            StepAtThreshold::LowerInclusive if distance == 0.0 => Comparison::GreaterOrEqual,
            _ => comparison,
        }
    }

    /// Ref: as above (a percentage is one of the current capacity).
    /// Assumes: `percent_base`.
    fn percent_base(&self, desired: u32) -> u32 {
        match self.rules.percent_base {
            PercentBase::Desired => desired,
            PercentBase::InService => self.capacity.in_service,
        }
    }
}

struct Decided {
    adjusted: Adjusted,
    answer: Result<u32, Reason>,
    forced: bool,
    cooldown_left: Option<Span>,
}

impl AlarmFound {
    /// What the alarm saw, where no step was asked for.
    pub(in crate::model::scaling) fn arithmetic(&self) -> Arithmetic {
        Arithmetic::Alarm {
            metric: self.values.first().copied(),
            comparison: self.comparison,
            threshold: self.threshold,
            breaching: self.breaching,
            needed: self.needed,
        }
    }
}
