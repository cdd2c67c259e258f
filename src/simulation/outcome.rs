//! What one run leaves behind: plain data, serialisable, mergeable, the unit of resume and of shards.

use super::following::Following;
use super::latency_grid::LatencyGrid;
use crate::aws::activity::{self, StatusCode};
use crate::engine::{Span, Time};
use crate::stats::Histogram;
use serde::{Deserialize, Serialize};

/// Everything a run leaves behind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunOutcome {
    /// From 1.
    pub run: u32,
    /// `endpoint` first, then each `variant/V`.
    pub scopes: Vec<ScopeOutcome>,
    /// On the step grid: the endpoint.
    pub timeline: Timeline,
    /// The same of each `variant/V`, in file order; empty where there is one, whose figures are the endpoint's.
    pub variants: Vec<Timeline>,
    /// As DescribeScalingActivities would list them, oldest first.
    pub activities: Vec<Activity>,
    /// Every change of an alarm's state.
    pub transitions: Vec<Transition>,
    /// Stretches of equal verdicts, oldest first.
    pub decisions: Vec<Stretch>,
    /// When a cooldown ran.
    pub cooldowns: Vec<CooldownSpan>,
}

/// The figures of one scope, over the counted window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScopeOutcome {
    /// `endpoint` or `variant/V`.
    pub scope: String,
    /// Sums.
    pub totals: Totals,
    /// Latencies of admitted primary requests.
    pub latency: Histogram,
    /// Their latencies over time, in coarse cells; empty for a scope of which no picture is made.
    #[serde(default)]
    pub latency_grid: LatencyGrid,
    /// Largest p50, p95, p99 of a clock hour [s]; hours under 1,000 admitted requests are joined with the following.
    pub worst_hour_secs: Option<[f64; 3]>,
    /// Every scale-out that brought capacity.
    pub reactions: Vec<Reaction>,
    /// Every episode of bad minutes.
    pub episodes: Vec<Episode>,
    /// How closely the fleet followed the demand.
    pub following: Following,
}

/// Sums over the counted window of one run. Requests are those that arrived in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Totals {
    /// Primary requests.
    pub requests: u64,
    /// Ok within the SLO.
    pub good: u64,
    /// Ok.
    pub ok: u64,
    /// Refused.
    pub refused: u64,
    /// Timed out.
    pub timed_out: u64,
    /// Failed.
    pub failed: u64,
    /// Of the failed: nothing was in service.
    pub no_capacity: u64,
    /// Still open an hour after the horizon.
    pub in_flight_at_end: u64,
    /// Requests that reached the container, first tries and retries.
    pub attempts: u64,
    /// Longest stretch of minutes in which retries kept an overload up that first attempts would not make.
    pub storm_longest_minutes: u64,
    /// The same, of the stretch that the end of the run cut off.
    pub storm_open_minutes: u64,
    /// Sum of latencies of admitted requests [s].
    pub latency_secs: f64,
    /// Sum of waits of ok requests [s].
    pub wait_secs: f64,
    /// Ok requests that waited at all.
    pub waited: u64,
    /// Minutes with arrivals whose attainment missed `slo.attainment`.
    pub bad_minutes: u64,
    /// Local days with requests.
    pub days: u32,
    /// Of these: their attainment reached `slo.attainment`.
    pub days_meeting_slo: u32,
    /// Largest share of requests of one minute that failed, were refused or timed out.
    pub failed_worst_minute: f64,
    /// Busy slot time [s].
    pub busy_secs: f64,
    /// Slot time in service [s].
    pub slot_secs: f64,
    /// Instance time in service [s].
    pub in_service_secs: f64,
    /// Instance time paid [s].
    pub paid_secs: f64,
    /// Most instances in service.
    pub in_service_peak: u32,
    /// Most instances paid at once.
    pub paid_peak: u32,
    /// Largest number of waiting requests.
    pub queue_max: u64,
    /// Cost of instances, in billionths of a dollar.
    pub cost_nano_usd: u64,
    /// What a perfect scaler would have paid, in billionths of a dollar (metrics.md, floor).
    pub floor_nano_usd: u64,
    /// What a fleet for the highest minute would have paid, in billionths of a dollar (metrics.md, ceiling).
    pub ceiling_nano_usd: u64,
    /// Activities that raised desired capacity.
    pub actions_out: u64,
    /// Activities that lowered desired capacity.
    pub actions_in: u64,
    /// Pairs of opposite actions less than 30 min apart that the demand did not ask for.
    pub reversals: u64,
    /// Stretches of equal decisions that changed nothing and of which AWS writes activities.
    pub not_scaled: u64,
    /// Scale-outs by alarm whose first new instance was not in service by the end.
    pub open_reactions: u64,
    /// Time at MaxCapacity [s].
    pub at_max_secs: f64,
    /// Most instances wanted beyond MaxCapacity.
    pub unmet_at_max: u32,
    /// Smallest (in service - demanded) / in service of the minute with the most arrivals; NaN never.
    pub headroom_at_peak: f64,
}

/// One scale-out that an alarm brought about, and where its time went.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reaction {
    /// Place of its activity among the run's.
    pub number: usize,
    /// Start of the first breaching datapoint of the alarm run that led to it.
    pub breach: Time,
    /// Start of the activity.
    pub activity: Time,
    /// First new instance in service.
    pub in_service: Time,
    /// A later one while the alarm was still in ALARM.
    pub escalation: bool,
    /// From the breach to the first new instance in service, without a rest.
    pub parts: Parts,
    /// What follows: the queue that had built up.
    pub drain: Drain,
}

impl Reaction {
    /// From the breach to the first new instance in service (metrics.md, `reaction_s`).
    pub fn length(&self) -> Span {
        self.in_service.since_or_zero(self.breach)
    }
}

/// The parts of a scale-out, in the order in which they follow one another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parts {
    /// From the start of the first breaching datapoint to the end of its period.
    pub period_end: Span,
    /// From there until an evaluation counted it: publication, and the evaluation's own delay.
    pub lag: Span,
    /// From there to the transition to ALARM: the further datapoints that M of N needs.
    pub datapoints: Span,
    /// From there to the activity: repeats that a cooldown, the Updating lock, a bound or another policy held back.
    pub decision: Span,
    /// Until the first new instance was obtained.
    pub provision: Span,
    /// Its image and model.
    pub fetch: Span,
    /// Its container's start.
    pub start: Span,
    /// Its health checks.
    pub health: Span,
    /// Its warm-up.
    pub warm: Span,
}

impl Parts {
    /// Their names in files.
    pub const NAMES: [&'static str; 9] = [
        "period_end_s",
        "lag_s",
        "datapoints_s",
        "decision_s",
        "provision_s",
        "fetch_s",
        "start_s",
        "health_s",
        "warm_s",
    ];

    /// Their lengths, in the order of [`Self::NAMES`].
    pub fn in_order(&self) -> [Span; 9] {
        let Self { period_end, lag, datapoints, decision, provision, fetch, start, health, warm } = *self;
        [period_end, lag, datapoints, decision, provision, fetch, start, health, warm]
    }

    /// Their sum.
    pub fn total(&self) -> Span {
        self.in_order().into_iter().fold(Span::ZERO, |sum, part| sum + part)
    }
}

/// What became of the queue after the first new instance of a scale-out came into service.
///
/// A backlog stands while more requests wait than at the last end of a clock minute not after the breach, and more than
/// one an instance in service; it is over at the first end of a clock minute at which it does not stand. Drains of
/// scale-outs that follow one another overlap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Drain {
    /// There was no backlog.
    Nothing,
    /// It was gone after this long.
    Over(Span),
    /// It still stood at the end, after this long.
    Left(Span),
}

/// Bad minutes until three good ones in a row.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Episode {
    /// First bad minute.
    pub from: Time,
    /// First of three good minutes; `None`: still open at the end (then `length` is a lower limit).
    pub until: Option<Time>,
    /// Length so far.
    pub length: Span,
}

/// One row a step: columns of equal length, one value a step. A blank is NaN in memory and empty in files.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Timeline {
    /// Begin of the first step.
    pub start: Time,
    /// Length of a step.
    pub step: Span,
    /// Requests that arrived [1/s].
    #[serde(with = "super::bits")]
    pub offered_per_s: Vec<f32>,
    /// Attempts that were made [1/s]; the same, where nobody tries again.
    #[serde(with = "super::bits")]
    pub attempts_per_s: Vec<f32>,
    /// Of these, ended ok [1/s].
    #[serde(with = "super::bits")]
    pub served_per_s: Vec<f32>,
    /// Of these, refused.
    #[serde(with = "super::bits")]
    pub refused: Vec<f32>,
    /// Of these, timed out.
    #[serde(with = "super::bits")]
    pub timed_out: Vec<f32>,
    /// Of these, failed.
    #[serde(with = "super::bits")]
    pub failed: Vec<f32>,
    /// Of these, good, as a share of all (NaN without arrivals).
    #[serde(with = "super::bits")]
    pub good_share: Vec<f32>,
    /// Desired capacity at the end of the step.
    #[serde(with = "super::bits")]
    pub desired: Vec<f32>,
    /// In service, time average.
    #[serde(with = "super::bits")]
    pub in_service: Vec<f32>,
    /// Launched, not yet in service, at the end of the step.
    #[serde(with = "super::bits")]
    pub launching: Vec<f32>,
    /// Draining or being removed, at the end of the step.
    #[serde(with = "super::bits")]
    pub draining: Vec<f32>,
    /// Waiting requests, time average.
    #[serde(with = "super::bits")]
    pub queue: Vec<f32>,
    /// Latency of the admitted requests that arrived in the step [ms].
    #[serde(with = "super::bits")]
    pub p50_ms: Vec<f32>,
    /// As above.
    #[serde(with = "super::bits")]
    pub p95_ms: Vec<f32>,
    /// As above.
    #[serde(with = "super::bits")]
    pub p99_ms: Vec<f32>,
    /// Cost of the step [$].
    #[serde(with = "super::bits")]
    pub cost_usd: Vec<f32>,
    /// Instances demanded (metrics.md, floor).
    #[serde(with = "super::bits")]
    pub demand: Vec<f32>,
}

/// A ScalingActivity, or a decision that AWS would record as not scaled.
///
/// Ref: API reference, ScalingActivity; user guide, "Scaling activities for Application Auto Scaling".
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Activity {
    /// ResourceId of the target.
    pub resource_id: String,
    /// StartTime.
    pub start: Time,
    /// EndTime.
    pub end: Option<Time>,
    /// StatusCode: Successful, InProgress, Failed, Unfulfilled, Overridden.
    pub status_code: String,
    /// Description.
    pub description: String,
    /// Cause.
    pub cause: String,
    /// StatusMessage.
    pub status_message: String,
    /// NotScaledReasons: codes with their capacity, `AlreadyAtMaxCapacity(MaxCapacity=4)`.
    pub not_scaled_reasons: String,
    /// Desired capacity before.
    pub from: u32,
    /// Desired capacity asked for.
    pub to: u32,
}

impl Activity {
    /// Whether an alarm's policy asked for it, not a bound or a schedule.
    pub fn is_by_policy(&self) -> bool {
        self.cause.starts_with(activity::ALARM_CAUSE)
    }

    /// Whose capacity it is about: `variant/V`.
    pub fn scope(&self) -> &str {
        let parts = self.resource_id.splitn(3, '/');
        parts.last().unwrap_or_default()
    }

    /// Whether desired capacity changed; a change that the service refused did not happen.
    pub fn changed_capacity(&self) -> bool {
        self.from != self.to && self.status_code != StatusCode::Failed.name()
    }
}

/// A change of an alarm's state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Transition {
    /// When it was judged.
    pub at: Time,
    /// `variant/V` whose figures it reads; `endpoint`: those of several.
    pub scope: String,
    /// AlarmName.
    pub alarm: String,
    /// OK, ALARM, INSUFFICIENT_DATA.
    pub from: String,
    /// OK, ALARM, INSUFFICIENT_DATA.
    pub to: String,
    /// StateReason in CloudWatch's words.
    pub reason: String,
}

/// A stretch of equal verdicts of one policy or scheduled action.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stretch {
    /// `variant/V`
    pub scope: String,
    /// PolicyName or ScheduledActionName.
    pub policy: String,
    /// `scale_out`, `scale_in`, `hold`, `bounds`.
    pub verdict: String,
    /// AWS's code, or `sim.…` where AWS would write nothing.
    pub reason: String,
    /// First evaluation.
    pub from: Time,
    /// Last evaluation.
    pub until: Time,
    /// How many.
    pub evaluations: u64,
    /// The arithmetic of the first: `3600 / 600 = 6 > 2`.
    pub first: String,
    /// The arithmetic of the last.
    pub last: String,
}

/// A cooldown that ran.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CooldownSpan {
    /// `variant/V`
    pub scope: String,
    /// PolicyName.
    pub policy: String,
    /// `scale_out` or `scale_in`.
    pub direction: String,
    /// Completion of the activity.
    pub from: Time,
    /// Expiry, or the scale-out that ended it.
    pub until: Time,
}
