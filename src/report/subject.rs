//! What must the report know of the scenario: names, captions and the few numbers that the charts draw.

use super::words;
use crate::engine::{Span, Time, Zone};
use crate::model::metrics::{Metric, Query};
use crate::model::scaling::{AdjustmentType, Dst, Policy, Scheduled, StepScaling, Target, TargetTracking};
use crate::scenario::history::History;
use crate::scenario::setup::{Fidelity, Setup, Variant, Window};
use serde::{Deserialize, Serialize};

/// What was asked, as the report shows it. [`Subject::of`] fills what the set-up knows; the caller adds the texts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subject {
    /// The question, as the scenario's `title` has it; may be empty.
    pub title: String,
    /// The file's stem, which names the result folder.
    pub name: String,
    /// Requests one by one, or a flow: then no latency has a percentile.
    #[serde(with = "super::kept::Plane")]
    pub fidelity: Fidelity,
    /// Clock times are shown in this zone.
    #[serde(with = "super::kept::zone")]
    pub zone: Zone,
    /// The simulation begins here.
    pub begin: Time,
    /// Counting begins here.
    pub start: Time,
    /// Counting ends here.
    pub end: Time,
    /// `EndpointName`.
    pub endpoint: String,
    /// `VariantName`; of several all their names.
    pub variant: String,
    /// `InstanceType`; of several variants each type once.
    pub instance_type: String,
    /// Requests served at once by one instance; 0 where variants differ.
    pub slots: u32,
    /// Mean time in a slot [s]; 0 where variants differ.
    pub mean_service_secs: f64,
    /// Price of an instance, in millionths of a dollar an hour; 0 where variants differ.
    pub price_micro_usd_per_hour: u64,
    /// What really happened to the capacity shown, where a record says so.
    pub history: Option<History>,
    /// Where there are several variants: what is shown of each of them alone, in file order.
    pub variants: Vec<Subject>,
    /// The variant that is shown alone, of several.
    pub part: Option<String>,
    /// `MinCapacity` and `MaxCapacity` at the begin; `None`: a fleet that nobody scales, or several.
    pub bounds: Option<(u32, u32)>,
    /// When scheduled actions fall due in the counted window, ascending.
    pub schedule: Vec<Due>,
    /// A caption a policy: `keep-busy: 600 invocations a minute per instance (10/s), cooldowns 1 m out, 5 m in`.
    pub policies: Vec<String>,
    /// `slo.latency`.
    pub slo_latency: Option<Span>,
    /// `slo.attainment`, a share.
    pub slo_attainment: f64,
    /// Inputs that the scenario does not give and that were assumed: `models.ranker.queue: 100`.
    pub assumed: Vec<String>,
    /// Every assumption on undocumented behaviour, with its value.
    pub assumptions: Vec<(String, String)>,
    /// What the reader must know of the inputs: `trace ends at …`, `not modelled: …`.
    pub notes: Vec<String>,
    /// `seed`.
    pub seed: u64,
    /// dryscale's version.
    pub version: String,
    /// The text of `scenario.lock.yaml`; empty: none is written.
    pub lock: String,
    /// [`scenario_hash`](crate::experiment::sweep::scenario_hash) of the scenario and its inputs (hexadecimal); may be empty.
    pub scenario_hash: String,
}

/// A scheduled action that falls due.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Due {
    /// `ScheduledActionName`.
    pub name: String,
    /// When.
    pub at: Time,
    /// `MinCapacity` that it sets.
    pub min: Option<u32>,
    /// `MaxCapacity` that it sets.
    pub max: Option<u32>,
}

/// The share of its slots that an instance may use for long and still answer in time; with it the floor of the cost is
/// defined (metrics.md) and the capacity drawn.
pub const SAFE_UTILIZATION: f64 = 0.8;

/// The bounds that hold from a moment on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// From when.
    pub from: Time,
    /// `MinCapacity`.
    pub min: u32,
    /// `MaxCapacity`.
    pub max: u32,
}

impl Subject {
    /// What the set-up knows; texts (`title`, `name`, `assumed`, `notes`, `lock`, `scenario_hash`) are empty.
    pub fn of(setup: &Setup) -> Self {
        if let [only] = &setup.variants[..] {
            return Self::of_variant(setup, only);
        }
        let part = |variant: &Variant| Self { part: Some(variant.name.clone()), ..Self::of_variant(setup, variant) };
        let variants: Vec<Self> = setup.variants.iter().map(part).collect();
        let first = variants[0].clone();
        let mut types: Vec<&str> = Vec::new();
        for variant in &variants {
            if !types.contains(&variant.instance_type.as_str()) {
                types.push(&variant.instance_type);
            }
        }
        let names: Vec<&str> = variants.iter().map(|variant| variant.variant.as_str()).collect();
        let named = |variant: &Self| {
            let caption = |policy: &String| format!("{}: {policy}", variant.variant);
            variant.policies.iter().map(caption).collect::<Vec<_>>()
        };
        let mut schedule: Vec<Due> = variants.iter().flat_map(|variant| variant.schedule.clone()).collect();
        schedule.sort_by(|a, b| (a.at, &a.name).cmp(&(b.at, &b.name)));
        let (variant, policies) = (names.join(", "), variants.iter().flat_map(named).collect());
        Self {
            variant,
            instance_type: types.join(", "),
            slots: 0,
            mean_service_secs: 0.0,
            price_micro_usd_per_hour: 0,
            bounds: None,
            schedule,
            policies,
            part: None,
            ..Self { variants, ..first }
        }
    }

    /// The variant at `place` alone, with the texts of the whole.
    pub fn of_part(&self, place: usize) -> Option<Self> {
        let part = self.variants.get(place)?.clone();
        let (title, name) = (self.title.clone(), self.name.clone());
        let (assumed, notes) = (self.assumed.clone(), self.notes.clone());
        Some(Self { title, name, assumed, notes, ..part })
    }

    /// With what really happened to each variant, by its place; of all together where it is known of each.
    #[must_use]
    pub fn with_history(mut self, history: &[Option<History>]) -> Self {
        for (variant, own) in self.variants.iter_mut().zip(history) {
            variant.history.clone_from(own);
        }
        let all: Option<Vec<&History>> = history.iter().map(Option::as_ref).collect();
        self.history = all.and_then(|all| History::together(&all));
        self
    }

    fn of_variant(setup: &Setup, variant: &Variant) -> Self {
        let (window, target) = (&setup.window, variant.target.as_ref());
        Self {
            title: String::new(),
            name: String::new(),
            fidelity: setup.fidelity,
            zone: window.zone.clone(),
            begin: window.begin,
            start: window.start,
            end: window.end,
            endpoint: setup.endpoint.clone(),
            variant: variant.name.clone(),
            instance_type: variant.instance_type.clone(),
            slots: variant.service.slots,
            mean_service_secs: variant.service.need.mean_secs(),
            price_micro_usd_per_hour: variant.price_micro_usd_per_hour,
            history: None,
            variants: Vec::new(),
            part: None,
            bounds: target.map(|target| (target.min, target.max)),
            schedule: target.map_or_else(Vec::new, |target| due(target, window, setup.assumptions.rules.dst)),
            policies: target.map_or_else(Vec::new, |target| target.policies.iter().map(caption).collect()),
            slo_latency: setup.slo.latency,
            slo_attainment: setup.slo.attainment,
            assumed: Vec::new(),
            assumptions: setup.assumptions.listed.clone(),
            notes: Vec::new(),
            seed: setup.seed,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            lock: String::new(),
            scenario_hash: String::new(),
        }
    }

    /// Why there are no latencies, if there cannot be any.
    pub fn no_percentiles(&self) -> Option<&'static str> {
        (self.fidelity == Fidelity::Fluid).then_some("fluid: no percentiles")
    }

    /// What one instance serves for long and still in time [1/s]; `None` if service takes no time.
    pub fn safe_rate_per_sec(&self) -> Option<f64> {
        let rate = f64::from(self.slots) * SAFE_UTILIZATION / self.mean_service_secs;
        (rate.is_finite() && rate > 0.0).then_some(rate)
    }

    /// The bounds over time, ascending; the first holds from the begin. Empty for a fleet that nobody scales.
    pub fn bounds_over_time(&self) -> Vec<Bounds> {
        let Some((min, max)) = self.bounds else { return Vec::new() };
        let mut all = vec![Bounds { from: self.begin, min, max }];
        for due in &self.schedule {
            let last = all[all.len() - 1];
            let (min, max) = (due.min.unwrap_or(last.min), due.max.unwrap_or(last.max));
            // Where one bound would cross the other, nothing is set.
            if min <= max {
                all.push(Bounds { from: due.at, min, max });
            }
        }
        all
    }

    /// `endpoint`, or the variant that is shown alone.
    pub fn scope(&self) -> String {
        self.part.as_ref().map_or_else(|| "endpoint".to_owned(), |part| format!("variant/{part}"))
    }

    /// What is shown, by name: the scenario's, and the variant's where it is shown alone.
    pub fn shown_name(&self) -> String {
        self.part.as_ref().map_or_else(|| self.name.clone(), |part| format!("{} · {part}", self.name))
    }

    /// The stem of a chart's files: `capacity`, of one of several variants `capacity-V`.
    pub fn stem(&self, chart: &str) -> String {
        self.part.as_ref().map_or_else(|| chart.to_owned(), |part| format!("{chart}-{part}"))
    }

    /// The counted window.
    pub fn window(&self) -> (Time, Time) {
        (self.start, self.end)
    }

    /// Length of the counted window [s].
    pub fn duration_secs(&self) -> f64 {
        self.end.since_or_zero(self.start).secs()
    }
}

/// Every moment of the run at which a scheduled action falls due, ascending, then by name.
fn due(target: &Target, window: &Window, dst: Dst) -> Vec<Due> {
    let mut all: Vec<Due> = target.scheduled.iter().flat_map(|action| falls_due(action, window, dst)).collect();
    all.sort_by(|a, b| (a.at, &a.name).cmp(&(b.at, &b.name)));
    all
}

fn falls_due(action: &Scheduled, window: &Window, dst: Dst) -> impl Iterator<Item = Due> {
    let next = move |from: Time| action.schedule.next_from(from, dst).filter(|&at| at < window.end);
    std::iter::successors(next(window.begin), move |&last| next(last + Span::from_nanos(1))).map(|at| Due {
        name: action.name.clone(),
        at,
        min: action.min,
        max: action.max,
    })
}

/// A policy in a line.
fn caption(policy: &Policy) -> String {
    match policy {
        Policy::TargetTracking(policy) => caption_of_tracking(policy),
        Policy::Step(policy) => caption_of_steps(policy),
    }
}

/// Its adjustments in order of their steps, its cooldown.
fn caption_of_steps(policy: &StepScaling) -> String {
    let told = |adjustment: i32| match policy.adjustment {
        AdjustmentType::ChangeInCapacity => format!("{adjustment:+}"),
        AdjustmentType::PercentChangeInCapacity => format!("{adjustment:+} %"),
        AdjustmentType::ExactCapacity => format!("to {adjustment}"),
    };
    let steps: Vec<String> = policy.steps.iter().map(|step| told(step.adjustment)).collect();
    format!("{}: steps {}, cooldown {}", policy.name, steps.join(", "), words::length(policy.cooldown.secs()))
}

/// What it watches, its target (a minute's and a second's), its cooldowns.
fn caption_of_tracking(policy: &TargetTracking) -> String {
    let value = words::number(policy.target_value);
    let watched = match policy.metric.metrics().next() {
        Some(Metric::InvocationsPerInstance) if matches!(policy.metric, Query::Stat(_)) => {
            format!("{value} invocations a minute per instance ({}/s)", words::rate(policy.target_value / 60.0))
        }
        Some(Metric::ConcurrentRequestsPerModel) if matches!(policy.metric, Query::Stat(_)) => {
            format!("{value} concurrent requests per instance")
        }
        Some(metric) if matches!(policy.metric, Query::Stat(_)) && !metric.name().1.is_empty() => {
            format!("{} at {value}", metric.name().1)
        }
        _ => format!("a metric of its own at {value}"),
    };
    let cooldown = |span: Span| words::length(span.secs());
    let in_part = if policy.disable_scale_in {
        "no scale-in".to_owned()
    } else {
        format!("{} in", cooldown(policy.scale_in_cooldown))
    };
    format!("{}: {watched}, cooldowns {} out, {in_part}", policy.name, cooldown(policy.scale_out_cooldown))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::metrics::Statistic;
    use crate::model::scaling::{Calendar, Days, Schedule};
    use std::collections::BTreeSet;

    fn action(name: &str, (hour, minute): (i16, i16), zone: &str, min: u32) -> Scheduled {
        let calendar = Calendar {
            minutes: BTreeSet::from([minute]),
            hours: BTreeSet::from([hour]),
            days: Days::OfMonth((1..=31).collect()),
            months: (1..=12).collect(),
            years: (1970..=2199).collect(),
        };
        let schedule = Schedule::Cron { calendar, zone: Zone::named(zone).unwrap(), start: None, end: None };
        Scheduled { name: name.to_owned(), schedule, min: Some(min), max: None }
    }

    #[test]
    fn a_daily_action_falls_due_by_its_own_clock_once_a_day() {
        let zone = Zone::named("America/New_York").unwrap();
        // The clocks go forward on 8 March 2026 at 02:00.
        let start = zone.moment(jiff::civil::date(2026, 3, 7).at(0, 0, 0, 0)).unwrap();
        let window = Window { begin: start, start, end: start + Span::HOUR * 71, zone: zone.clone() };
        let target = Target {
            resource_id: String::new(),
            min: 1,
            max: 4,
            policies: vec![],
            scheduled: vec![
                action("skipped-once", (2, 30), "America/New_York", 2),
                action("noon-utc", (12, 0), "UTC", 3),
            ],
        };
        let seen: Vec<String> = due(&target, &window, Dst::SkipGapOnceOverlap)
            .iter()
            .map(|due| format!("{} {}", due.name, zone.iso(due.at)))
            .collect();
        assert_eq!(
            seen,
            [
                "skipped-once 2026-03-07T02:30:00-05:00",
                "noon-utc 2026-03-07T07:00:00-05:00",
                "noon-utc 2026-03-08T08:00:00-04:00",
                "skipped-once 2026-03-09T02:30:00-04:00",
                "noon-utc 2026-03-09T08:00:00-04:00",
            ]
        );
    }

    fn query(metric: Metric) -> Query {
        Query::simple(metric, Statistic::Sum)
    }

    #[test]
    fn a_caption_says_the_target_by_minute_and_by_second() {
        let policy = TargetTracking {
            name: "keep-busy".to_owned(),
            target_value: 600.0,
            metric: query(Metric::InvocationsPerInstance),
            scale_out_cooldown: Span::MINUTE,
            scale_in_cooldown: Span::from_secs(300),
            disable_scale_in: false,
        };
        assert_eq!(
            caption_of_tracking(&policy),
            "keep-busy: 600 invocations a minute per instance (10/s), cooldowns 1 m out, 5 m in"
        );
        let policy =
            TargetTracking { metric: query(Metric::ConcurrentRequestsPerModel), disable_scale_in: true, ..policy };
        assert_eq!(
            caption_of_tracking(&policy),
            "keep-busy: 600 concurrent requests per instance, cooldowns 1 m out, no scale-in"
        );
    }

    #[test]
    fn a_caption_of_steps_says_what_they_add_and_how_long_they_wait() {
        use crate::model::scaling::{Aggregation, Step};
        let policy = |adjustment, numbers: &[i32]| {
            let steps = numbers.iter().map(|&adjustment| Step { lower: Some(0.0), upper: None, adjustment }).collect();
            let (name, cooldown, aggregation) = ("out".to_owned(), Span::MINUTE, Aggregation::Average);
            caption(&StepScaling { name, adjustment, steps, min_magnitude: None, cooldown, aggregation }.into())
        };
        assert_eq!(policy(AdjustmentType::ChangeInCapacity, &[1, -3]), "out: steps +1, -3, cooldown 1 m");
        assert_eq!(policy(AdjustmentType::PercentChangeInCapacity, &[10, 30]), "out: steps +10 %, +30 %, cooldown 1 m");
        assert_eq!(policy(AdjustmentType::ExactCapacity, &[5]), "out: steps to 5, cooldown 1 m");
    }
}
