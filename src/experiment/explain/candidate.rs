//! Which edits could have made a difference at a moment? Chosen from what binds there, what binds most first.

use super::documents::Documents;
use crate::engine::{Span, Time};
use crate::experiment::scaled::scaled;
use crate::model::scaling::{Direction, Reason, Verdict};
use crate::scenario::Scenario;
use crate::scenario::edit::Edit;
use crate::scenario::setup::Variant;
use crate::scenario::tree::{Kind, Node};
use crate::simulation::outcome::RunOutcome;
use crate::simulation::standing::{AlarmStanding, PolicyStanding, Scaling, Side, Standing};

/// Counterfactuals that are run, at most.
const MOST: usize = 8;
/// So long after a moment a peak could have been provided for at it, and a scheduled action matters to it.
const AHEAD: Span = Span::HOUR;
/// The metric of a standard policy, and the one of high resolution that could take its place.
const STANDARD: &str = "SageMakerVariantInvocationsPerInstance";
const HIGH_RESOLUTION: &str = "SageMakerVariantConcurrentRequestsPerModelHighResolution";

/// One change of the scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// `ScaleOutCooldown 0`.
    pub what: String,
    /// The same as edits.
    pub edits: Vec<Edit>,
}

/// What a moment leans to.
pub(super) fn leaning(scaling: &Scaling) -> Direction {
    let last = scaling.policies.iter().filter_map(|policy| policy.last);
    let newest = last.max_by_key(|judged| judged.at);
    if let Some(Verdict::Scale { direction, .. }) = newest.map(|judged| judged.verdict) {
        return direction;
    }
    let stirs = |alarm: &AlarmStanding| alarm.state == "ALARM" || alarm.breaching() > 0;
    if scaling.alarms.iter().any(|alarm| is_high(alarm) && stirs(alarm)) {
        return Direction::Out;
    }
    let nearly = |alarm: &AlarmStanding| alarm.state == "ALARM" || 2 * alarm.breaching() > alarm.needed;
    if scaling.alarms.iter().any(|alarm| !is_high(alarm) && nearly(alarm)) { Direction::In } else { Direction::Out }
}

fn is_high(alarm: &AlarmStanding) -> bool {
    match alarm.side {
        Side::High(_) => true,
        Side::Low(_) => false,
        Side::Named(_) => alarm.comparison.starts_with("greater"),
    }
}

/// The counterfactuals of a moment, at most eight.
pub(super) fn candidates(scenario: &Scenario, place: usize, standing: &Standing, base: &RunOutcome) -> Vec<Candidate> {
    let Some(scaling) = &standing.scaling else { return Vec::new() };
    let documents = Documents::new(scenario, place, standing.at);
    let variant = &scenario.setup().variants[place];
    let choice =
        Choice { scenario, variant, documents, standing, scaling, base, leaning: leaning(scaling), all: Vec::new() };
    choice.made()
}

struct Choice<'a> {
    scenario: &'a Scenario,
    variant: &'a Variant,
    documents: Documents<'a>,
    standing: &'a Standing,
    scaling: &'a Scaling,
    base: &'a RunOutcome,
    leaning: Direction,
    all: Vec<Candidate>,
}

impl Choice<'_> {
    fn made(mut self) -> Vec<Candidate> {
        let policies = &self.scaling.policies;
        let (cooling, others): (Vec<_>, Vec<_>) = policies.iter().partition(|policy| self.cools(policy));
        for policy in cooling {
            self.no_cooldown(policy);
        }
        for policy in policies {
            self.what_forbids(policy);
        }
        self.no_lock();
        self.bounds();
        let out = self.leaning == Direction::Out;
        if out && !self.standing.launches.is_empty() {
            self.faster_launch();
        }
        self.alarms();
        for policy in policies {
            self.another_target(policy);
        }
        self.no_schedule();
        for policy in others {
            self.no_cooldown(policy);
        }
        self.all.truncate(MOST);
        self.all
    }

    fn add(&mut self, what: impl Into<String>, edits: Vec<(String, String)>) {
        let edits: Vec<Edit> = edits.into_iter().map(|(path, value)| Edit::new("--set", path, value)).collect();
        if !edits.is_empty() {
            self.all.push(Candidate { what: what.into(), edits });
        }
    }

    fn place(&self) -> usize {
        usize::from(self.leaning == Direction::In)
    }

    /// Whether a cooldown of the policy runs, or has just held it back.
    fn cools(&self, policy: &PolicyStanding) -> bool {
        policy.left[self.place()].is_some() || is_held(policy, Reason::CooldownActive)
    }

    fn no_cooldown(&mut self, policy: &PolicyStanding) {
        if policy.cooldowns[self.place()].is_zero() {
            return;
        }
        let key = match (policy.target, self.leaning) {
            (None, _) => "Cooldown",
            (Some(_), Direction::Out) => "ScaleOutCooldown",
            (Some(_), Direction::In) => "ScaleInCooldown",
        };
        let what = self.of_policy(&format!("{key} 0"), policy);
        self.add(what, vec![(self.path_of(policy, key), "0".to_owned())]);
    }

    /// `DisableScaleIn` and suspension.
    fn what_forbids(&mut self, policy: &PolicyStanding) {
        if is_held(policy, Reason::ScaleInDisabled) {
            let what = self.of_policy("DisableScaleIn false", policy);
            self.add(what, vec![(self.path_of(policy, "DisableScaleIn"), "false".to_owned())]);
        }
        if is_held(policy, Reason::Suspended) {
            let flags = ["DynamicScalingInSuspended", "DynamicScalingOutSuspended"];
            let target = self.documents.target();
            let path = |flag: &str| (format!("{target}.SuspendedState.{flag}"), "false".to_owned());
            self.add("nothing suspended", flags.map(path).to_vec());
        }
    }

    fn no_lock(&mut self) {
        if self.standing.updating {
            self.add("update_lock false", vec![("assumptions.update_lock".to_owned(), "false".to_owned())]);
        }
    }

    fn bounds(&mut self) {
        let bounds = self.scaling.bounds;
        let wanted = self.scaling.policies.iter().filter_map(|policy| policy.last?.arithmetic.wanted());
        let wanted = wanted.map(|(wanted, _)| wanted);
        match self.leaning {
            Direction::Out => {
                if self.standing.desired >= bounds.max || wanted.clone().any(|wanted| wanted > bounds.max) {
                    let max = bounds.max.saturating_mul(2);
                    self.add(format!("MaxCapacity {max}"), self.documents.everywhere("MaxCapacity", max));
                }
                let ahead = self.standing.at + AHEAD;
                let soon = self.base.activities.iter().filter(|a| a.start > self.standing.at && a.start <= ahead);
                let peak = soon.filter(|a| a.changed_capacity()).map(|a| a.to).max().unwrap_or(0);
                let min = peak.max(self.standing.desired + 1);
                if min <= bounds.max {
                    self.minimum(min);
                }
            }
            Direction::In => {
                let least = wanted.max().unwrap_or(0).max(1);
                if least < bounds.min && self.standing.desired <= bounds.min {
                    self.minimum(least);
                }
            }
        }
    }

    /// `MinCapacity` where it came from.
    fn minimum(&mut self, min: u32) {
        let (by, path) = self.documents.minimum(self.scaling.bounds.min, self.base);
        let what = by.map_or_else(|| format!("MinCapacity {min}"), |by| format!("MinCapacity {min} by {by}"));
        self.add(what, vec![(format!("{path}.MinCapacity"), min.to_string())]);
    }

    /// Every stage of a launch in half the time, as far as it is written as a length of time.
    fn faster_launch(&mut self) {
        let root = self.scenario.tree().root();
        let mut edits = Vec::new();
        let mut stages = |path: String, node: Option<&Node>| {
            let Some(Node { kind: Kind::Map(entries), .. }) = node else { return };
            let halves =
                entries.iter().filter_map(|entry| Some((format!("{path}.{}", entry.key), scaled(&entry.value, 1, 2)?)));
            edits.extend(halves);
        };
        stages("launch.start_up".to_owned(), root.get("launch").and_then(|launch| launch.get("start_up")));
        if let Some(Node { kind: Kind::Map(models), .. }) = root.get("models") {
            for model in models {
                stages(format!("models.{}.start_up", model.key), model.value.get("start_up"));
            }
        }
        let kind = &self.variant.instance_type;
        let provision = root.get("instances").and_then(|all| all.get(kind)?.get("provision"));
        edits.extend(provision.and_then(|node| Some((format!("instances.{kind}.provision"), scaled(node, 1, 2)?))));
        self.add("launches in half the time", edits);
    }

    /// Alarms that are on their way: judged sooner, by fewer datapoints.
    fn alarms(&mut self) {
        let toward = |alarm: &&AlarmStanding| is_high(alarm) == (self.leaning == Direction::Out);
        let waits = |alarm: &&AlarmStanding| alarm.state != "ALARM" && alarm.breaching() > 0;
        let waiting: Vec<&AlarmStanding> = self.scaling.alarms.iter().filter(toward).filter(waits).collect();
        if waiting.is_empty() {
            return;
        }
        let high_resolution = waiting.iter().all(|alarm| alarm.period < Span::MINUTE);
        let kind = if high_resolution { "high_resolution" } else { "standard" };
        let lags = self.scenario.tree().root().get("assumptions").and_then(|all| all.get("alarm_lag")?.get(kind));
        if let Some(text) = lags.and_then(Node::text) {
            let least = text.split_once("..").map_or("0s", |(least, _)| least);
            if least != text {
                let path = format!("assumptions.alarm_lag.{kind}");
                self.add(format!("alarm_lag {least}"), vec![(path, least.to_owned())]);
            }
        }
        for alarm in waiting {
            if matches!(alarm.side, Side::Named(_)) && alarm.needed > 1 {
                let (name, fewer) = (&alarm.name, alarm.needed - 1);
                let path = format!("{}.DatapointsToAlarm", self.documents.alarm(name));
                self.add(format!("{name} {fewer} of {}", alarm.of), vec![(path, fewer.to_string())]);
            }
        }
    }

    /// A target a tenth nearer, and the metric of high resolution for a scale-out.
    fn another_target(&mut self, policy: &PolicyStanding) {
        let Some(target) = policy.target else { return };
        let out = self.leaning == Direction::Out;
        let nearer = short(if out { target * 0.9 } else { target * 1.1 });
        let what = self.of_policy(&format!("TargetValue {nearer}"), policy);
        self.add(what, vec![(self.path_of(policy, "TargetValue"), nearer.to_string())]);
        let (_, node) = self.documents.policy(&policy.name);
        let metric = node.and_then(|node| {
            let tracking = node.get("TargetTrackingScalingPolicyConfiguration")?;
            tracking.get("PredefinedMetricSpecification")?.get("PredefinedMetricType")?.text()
        });
        if out && metric == Some(STANDARD) {
            // Little's law: so many requests are at an instance that gets the target's requests a minute.
            let at_once = short(target / 60.0 * self.variant.service.need.mean_secs());
            let what = self.of_policy(&format!("high-resolution metric at {at_once}"), policy);
            let metric = self.path_of(policy, "PredefinedMetricSpecification.PredefinedMetricType");
            let edits =
                vec![(metric, HIGH_RESOLUTION.to_owned()), (self.path_of(policy, "TargetValue"), at_once.to_string())];
            self.add(what, edits);
        }
    }

    /// Scheduled actions that have set the bounds of the last day, or will soon.
    fn no_schedule(&mut self) {
        let at = self.standing.at;
        let recent = |from: Time| from <= at && from + Span::DAY > at;
        let acted = self.base.decisions.iter().any(|stretch| stretch.verdict == "bounds" && recent(stretch.from));
        let soon = self.scaling.scheduled.iter().any(|coming| coming.at <= at + AHEAD);
        if acted || soon {
            self.add("no scheduled action", vec![("scaling.scheduled_actions".to_owned(), "[]".to_owned())]);
        }
    }

    fn path_of(&self, policy: &PolicyStanding, key: &str) -> String {
        let (path, _) = self.documents.policy(&policy.name);
        let kind = if policy.target.is_some() { "TargetTracking" } else { "Step" };
        format!("{path}.{kind}ScalingPolicyConfiguration.{key}")
    }

    /// The policy is named where there are several.
    fn of_policy(&self, what: &str, policy: &PolicyStanding) -> String {
        if self.scaling.policies.len() > 1 { format!("{what} of {}", policy.name) } else { what.to_owned() }
    }
}

fn is_held(policy: &PolicyStanding, by: Reason) -> bool {
    policy.last.is_some_and(|judged| judged.verdict == Verdict::Hold(by))
}

/// A number of six significant digits.
fn short(x: f64) -> f64 {
    format!("{x:.5e}").parse().expect("a number just written")
}
