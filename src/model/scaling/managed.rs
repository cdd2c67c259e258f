//! The two alarms that a target tracking policy makes for itself.

use super::{AlarmRef, TargetTracking};
use crate::engine::{Span, Time};
use crate::model::alarms::{
    Alarm, AlarmConfig, ByHand, Comparison, Evaluation, OnlyBreaching, State, TreatMissingData,
};
use crate::model::metrics::Sample;

/// `AlarmLow`'s threshold, as a share of the target.
///
/// Ref: real alarms (targets 70, 50 and 60 have 63, 45 and 54).
pub(super) const LOW_SHARE: f64 = 0.9;

/// What AWS does not let one configure in them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ManagedRules {
    /// Datapoints of 60 s that `AlarmHigh` needs, in a row.
    pub high_datapoints: u32,
    /// Datapoints of 60 s that `AlarmLow` needs, in a row.
    pub low_datapoints: u32,
    /// `assumptions.high_resolution_datapoints`.
    pub high_resolution_datapoints: u32,
    /// `assumptions.evaluation_range`: datapoints beyond N.
    pub evaluation_range_extra: u32,
    /// `assumptions.action_repeat` for periods under 60 s.
    pub action_repeat_high_resolution: Span,
    /// `assumptions.missing_only_breaching`.
    pub only_breaching: OnlyBreaching,
}

impl ManagedRules {
    /// Datapoints of 60 s that `AlarmHigh` and `AlarmLow` need in AWS.
    ///
    /// Ref: real alarms.
    pub const STANDARD_DATAPOINTS: (u32, u32) = (3, 15);

    /// What is taken where nobody says otherwise.
    pub const DEFAULT: Self = Self {
        high_datapoints: Self::STANDARD_DATAPOINTS.0,
        low_datapoints: Self::STANDARD_DATAPOINTS.1,
        high_resolution_datapoints: 3,
        evaluation_range_extra: 2,
        action_repeat_high_resolution: Span::MINUTE,
        only_breaching: OnlyBreaching::Keep,
    };

    /// Periods that the alarms of a policy look at.
    pub fn periods_read(&self, policy: &TargetTracking) -> usize {
        Managed::new("", policy, self, || 0).periods_read()
    }
}

/// `AlarmHigh` and `AlarmLow`.
#[derive(Clone, Debug)]
pub struct Managed {
    /// `AlarmHigh`.
    pub high: Alarm,
    /// `AlarmLow`; `None`: `DisableScaleIn`.
    pub low: Option<Alarm>,
    /// What `AlarmLow` would be, had `DisableScaleIn` not done without it: to tell that it was the reason.
    would_be_low: Option<Alarm>,
}

/// What the evaluation of both found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evaluations {
    /// `AlarmHigh`.
    pub high: Evaluation,
    /// `AlarmLow`.
    pub low: Option<Evaluation>,
    /// Without an `AlarmLow`: what it would have found.
    pub(super) would_be_low: Option<Evaluation>,
}

impl Managed {
    /// The alarms that `PutScalingPolicy` makes. `draw` gives the bits of their identifiers.
    ///
    /// Ref: "Create a target tracking scaling policy" (names); real alarms (periods, thresholds, missing data).
    /// Assumes: `high_resolution_datapoints`, `evaluation_range`, `action_repeat`.
    pub fn new(
        resource_id: &str,
        policy: &TargetTracking,
        rules: &ManagedRules,
        mut draw: impl FnMut() -> u64,
    ) -> Self {
        let mut alarm = |which: &str, evaluation_periods: u32, comparison: Comparison, threshold: f64| {
            let period = policy.metric.period();
            let high_resolution = period < Span::MINUTE;
            Alarm::new(AlarmConfig {
                name: format!("TargetTracking-{resource_id}-Alarm{which}-{}", uuid(draw(), draw())),
                period,
                evaluation_periods,
                datapoints_to_alarm: None,
                threshold,
                comparison,
                treat_missing_data: TreatMissingData::Missing,
                evaluation_range: evaluation_periods + rules.evaluation_range_extra,
                few_samples: None,
                actions_enabled: true,
                only_breaching: rules.only_breaching,
                action_repeat: if high_resolution { rules.action_repeat_high_resolution } else { Span::ZERO },
            })
        };
        let (high_periods, low_periods) = if policy.metric.period() < Span::MINUTE {
            (rules.high_resolution_datapoints, 90)
        } else {
            (rules.high_datapoints, rules.low_datapoints)
        };
        let high = alarm("High", high_periods, Comparison::Greater, policy.target_value);
        let low = alarm("Low", low_periods, Comparison::Less, LOW_SHARE * policy.target_value);
        let (low, would_be_low) = if policy.disable_scale_in { (None, Some(low)) } else { (Some(low), None) };
        Self { high, low, would_be_low }
    }

    /// `AlarmLow`, or `AlarmHigh` (also where there is no `AlarmLow`).
    pub fn of(&self, alarm: AlarmRef) -> &Alarm {
        match (alarm, &self.low) {
            (AlarmRef::Low, Some(low)) => low,
            _ => &self.high,
        }
    }

    /// Evaluates both, `AlarmHigh` first.
    pub(super) fn evaluate(
        &mut self,
        now: Time,
        end: Time,
        look: &mut dyn FnMut(Time, Span) -> Option<Sample>,
    ) -> Evaluations {
        let mut judge = |alarm: &mut Alarm| alarm.evaluate(now, end, look);
        Evaluations {
            high: judge(&mut self.high),
            low: self.low.as_mut().map(&mut judge),
            would_be_low: self.would_be_low.as_mut().map(&mut judge),
        }
    }

    /// Somebody sets the state of one of them; `seen`: what the evaluations of this instant have found. `None`: there is
    /// none of that side.
    pub(super) fn set_state(
        &mut self,
        now: Time,
        which: AlarmRef,
        (by_hand, units): (&ByHand, f64),
        seen: Option<Evaluations>,
    ) -> Option<(Evaluation, Evaluations)> {
        let mut all = seen.unwrap_or_else(|| Evaluations {
            high: self.high.standing(now),
            low: self.low.as_ref().map(|low| low.standing(now)),
            would_be_low: self.would_be_low.as_ref().map(|low| low.standing(now)),
        });
        let found = if which == AlarmRef::Low {
            *all.low.insert(self.low.as_mut()?.set_state(now, by_hand, units))
        } else {
            all.high = self.high.set_state(now, by_hand, units);
            all.high
        };
        Some((found, all))
    }

    /// Periods that the longest of them looks at.
    pub(super) fn periods_read(&self) -> usize {
        let alarms = [Some(&self.high), self.low.as_ref(), self.would_be_low.as_ref()];
        alarms.into_iter().flatten().map(|alarm| alarm.config().evaluation_range as usize).max().unwrap_or(0)
    }

    /// Neither has data.
    pub(super) fn lack_data(&self) -> bool {
        let lacks = |alarm: &Alarm| alarm.state() == State::InsufficientData;
        lacks(&self.high) && self.low.as_ref().is_none_or(lacks)
    }

    /// Datapoints that `AlarmLow` needs.
    pub(super) fn low_needed(&self) -> u32 {
        self.low.as_ref().or(self.would_be_low.as_ref()).map_or(0, |low| low.config().needed())
    }

    /// `AlarmLow` is in ALARM: one half of being ready to scale in.
    pub(super) fn low_in_alarm(&self) -> bool {
        self.low.as_ref().is_some_and(|low| low.state() == State::InAlarm)
    }
}

/// A version 4 UUID from 128 random bits.
pub fn uuid(high: u64, low: u64) -> String {
    let (high, low) = ((high & !0xF000) | 0x4000, (low & !(0b11 << 62)) | (0b10 << 62));
    let digits = format!("{high:016x}{low:016x}");
    [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]].join("-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::metrics::{Metric, Query, Statistic};

    const RULES: ManagedRules = ManagedRules::DEFAULT;

    fn query(metric: Metric) -> Query {
        Query::simple(metric, Statistic::Sum)
    }

    fn managed(target_value: f64, metric: Metric, disable_scale_in: bool) -> Managed {
        let policy = TargetTracking {
            name: "keep-busy".to_owned(),
            target_value,
            metric: query(metric),
            scale_out_cooldown: Span::from_secs(300),
            scale_in_cooldown: Span::from_secs(300),
            disable_scale_in,
        };
        let mut bits = 0_u64;
        Managed::new("endpoint/shop/variant/AllTraffic", &policy, &RULES, || {
            bits += 1;
            bits
        })
    }

    fn shape(alarm: &Alarm) -> (Comparison, f64, u32, u64, Option<u32>, TreatMissingData) {
        let config = alarm.config();
        let secs = config.period.whole(Span::SECOND);
        let (periods, needed) = (config.evaluation_periods, config.datapoints_to_alarm);
        (config.comparison, config.threshold, periods, secs, needed, config.treat_missing_data)
    }

    #[test]
    fn e5_e6_thresholds_and_periods_of_the_standard_metric() {
        for (target, low) in [(70.0, 63.0), (50.0, 45.0), (60.0, 54.0)] {
            let alarms = managed(target, Metric::InvocationsPerInstance, false);
            let missing = TreatMissingData::Missing;
            assert_eq!(shape(&alarms.high), (Comparison::Greater, target, 3, 60, None, missing));
            assert_eq!(shape(alarms.low.as_ref().unwrap()), (Comparison::Less, low, 15, 60, None, missing));
            assert!(alarms.high.config().action_repeat.is_zero());
            assert_eq!(alarms.periods_read(), 17);
        }
    }

    #[test]
    fn e8_the_high_resolution_metric_has_datapoints_of_ten_seconds() {
        let alarms = managed(5.0, Metric::ConcurrentRequestsPerModel, false);
        let missing = TreatMissingData::Missing;
        assert_eq!(shape(&alarms.high), (Comparison::Greater, 5.0, 3, 10, None, missing));
        assert_eq!(shape(alarms.low.as_ref().unwrap()), (Comparison::Less, 4.5, 90, 10, None, missing));
        assert_eq!(alarms.high.config().action_repeat, Span::MINUTE);
    }

    #[test]
    fn e9_names_say_resource_and_side_and_end_in_a_uuid() {
        let alarms = managed(70.0, Metric::InvocationsPerInstance, false);
        assert_eq!(
            alarms.high.config().name,
            "TargetTracking-endpoint/shop/variant/AllTraffic-AlarmHigh-00000000-0000-4001-8000-000000000002"
        );
        let low = &alarms.low.as_ref().unwrap().config().name;
        assert!(low.starts_with("TargetTracking-endpoint/shop/variant/AllTraffic-AlarmLow-"), "{low}");
        assert_eq!(uuid(u64::MAX, u64::MAX), "ffffffff-ffff-4fff-bfff-ffffffffffff");
    }

    #[test]
    fn disable_scale_in_makes_one_alarm_only() {
        assert!(managed(70.0, Metric::InvocationsPerInstance, true).low.is_none());
    }
}
