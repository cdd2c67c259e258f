//! What was done, decided and left undone, in AWS's words: activities, transitions, stretches of verdicts, reactions.

use super::backlog::Backlog;
use super::outcome::{Activity, CooldownSpan, Reaction, Stretch};
use super::reaction::parts;
use super::sightings::Sighting;
use crate::aws::activity::{self, StatusCode};
use crate::engine::{Span, Time};
use crate::model::launch::Stages;
use crate::model::scaling::{
    self, Action, AlarmRef, Bounds, CooldownRan, Direction, Due, Judged, Scheduled, Target, Verdict, VerdictLog,
};
use std::collections::{BTreeMap, BTreeSet};

/// Who asked for a change.
#[derive(Clone, Copy, Debug)]
pub(super) enum Author {
    /// A policy, and what its alarm knew of the breach.
    Policy(Action, Option<Sighting>),
    /// MinCapacity or MaxCapacity.
    Bound,
}

impl Author {
    /// The policy whose scale-out answers a breach, and the breach.
    ///
    /// `AlarmLow` can bring capacity up to a bound only: nothing of that is a reaction to load, nor is a schedule.
    fn reacts(self) -> Option<(usize, Sighting)> {
        let Self::Policy(action, sighting) = self else { return None };
        let out = action.alarm != AlarmRef::Low && action.direction() == Direction::Out;
        sighting.filter(|seen| out && action.breach == Some(seen.breach)).map(|seen| (action.policy, seen))
    }
}

/// A change under way.
#[derive(Clone, Copy, Debug)]
struct Open {
    activity: usize,
    author: Author,
    first_in_service: bool,
}

/// The log of one variant in one run.
#[derive(Debug, Default)]
pub(super) struct Journal {
    /// `variant/V`
    scope: String,
    pub(super) activities: Vec<Activity>,
    pub(super) decisions: Vec<Stretch>,
    pub(super) reactions: Vec<Reaction>,
    /// (when, from, to) of every granted change, in order.
    pub(super) granted: Vec<(Time, u32, u32)>,
    /// `PolicyName` of every policy there ever is.
    policies: Vec<String>,
    verdicts: VerdictLog,
    /// The last verdict on each policy.
    last: BTreeMap<usize, Judged>,
    authors: Vec<Author>,
    /// By number of the change.
    open: BTreeMap<u32, Open>,
    /// The last not-scaled verdict of each policy, so that a stretch of them is one activity.
    not_scaled: BTreeMap<usize, (Verdict, Option<AlarmRef>)>,
    /// By policy: the begin of the breach that its last scale-out answered.
    last_breach: BTreeMap<usize, Time>,
    /// When a policy's change was refused.
    refused_at: BTreeSet<Time>,
    backlog: Backlog,
}

impl Journal {
    /// Nothing has happened to `scope`, whose policies have these names.
    pub(super) fn new(scope: String, policies: Vec<String>) -> Self {
        Self { scope, policies, ..Self::default() }
    }

    /// `variant/V`
    pub(super) fn scope(&self) -> &str {
        &self.scope
    }

    /// `PolicyName`.
    pub(super) fn policy(&self, number: usize) -> &str {
        &self.policies[number]
    }

    /// A change that is asked for; gives its place in the list of activities.
    pub(super) fn change(
        &mut self,
        now: Time,
        resource_id: &str,
        cause: String,
        from: u32,
        to: u32,
        author: Author,
    ) -> usize {
        self.activities.push(Activity {
            resource_id: resource_id.to_owned(),
            start: now,
            end: None,
            status_code: StatusCode::InProgress.name().to_owned(),
            description: activity::setting_instance_count(to),
            cause,
            status_message: activity::instance_count_in_progress(to),
            not_scaled_reasons: String::new(),
            from,
            to,
        });
        self.authors.resize(self.activities.len(), Author::Bound);
        let number = self.activities.len() - 1;
        self.authors[number] = author;
        number
    }

    /// The service carries the change out.
    pub(super) fn granted(&mut self, activity: usize, change: u32) {
        let Activity { start, from, to, .. } = self.activities[activity];
        if from != to {
            self.granted.push((start, from, to));
        }
        let author = self.authors[activity];
        self.open.insert(change, Open { activity, author, first_in_service: false });
    }

    /// The service refuses the change. Gives the policy's action, if a policy asked.
    pub(super) fn refused(&mut self, now: Time, activity: usize, message: String) -> Option<Action> {
        let entry = &mut self.activities[activity];
        entry.status_code = StatusCode::Failed.name().to_owned();
        entry.status_message = message;
        entry.end = Some(now);
        match self.authors[activity] {
            Author::Policy(action, _) => {
                self.refused_at.insert(now);
                Some(action)
            }
            Author::Bound => None,
        }
    }

    /// The first new instance of a change takes requests, after these stages.
    pub(super) fn first_in_service(&mut self, now: Time, change: u32, stages: Stages) {
        let Some(open) = self.open.get_mut(&change) else { return };
        if std::mem::replace(&mut open.first_in_service, true) {
            return;
        }
        let (number, author) = (open.activity, open.author);
        let Some((policy, sighting)) = author.reacts() else { return };
        let breach = sighting.breach;
        let escalation = self.last_breach.insert(policy, breach) == Some(breach);
        let activity = self.activities[number].start;
        let parts = parts(&sighting, activity, stages);
        let drain = self.backlog.first_in_service(now, self.reactions.len(), breach);
        self.reactions.push(Reaction { number, breach, activity, in_service: now, escalation, parts, drain });
    }

    /// What stands at `now`: requests that wait, instances in service.
    pub(super) fn measured(&mut self, now: Time, waiting: u64, in_service: u32) {
        for (reaction, drain) in self.backlog.measured(now, waiting, in_service) {
            self.reactions[reaction].drain = drain;
        }
    }

    /// Scale-outs by alarm that are under way and have brought no instance yet, by the start of their activity.
    pub(super) fn open_reactions(&self) -> impl Iterator<Item = Time> {
        let open = self.open.values().filter(|open| !open.first_in_service && open.author.reacts().is_some());
        open.map(|open| self.activities[open.activity].start)
    }

    /// A change is complete. Gives the policy's action, if a policy asked.
    pub(super) fn completed(&mut self, now: Time, change: u32) -> Option<Action> {
        let open = self.open.remove(&change)?;
        let entry = &mut self.activities[open.activity];
        entry.end = Some(now);
        entry.status_code = StatusCode::Successful.name().to_owned();
        entry.status_message = activity::instance_count_set(entry.to);
        match open.author {
            Author::Policy(action, _) => Some(action),
            Author::Bound => None,
        }
    }

    /// A change is over because a later one has called off what was left of it. Gives the policy's action, if a policy
    /// asked.
    ///
    /// Ref: API reference, ScalingActivity (StatusCode `Overridden`: a newer event replaced the desired value).
    pub(super) fn overridden(&mut self, now: Time, change: u32, by: u32) -> Option<Action> {
        let open = self.open.remove(&change)?;
        let entry = &mut self.activities[open.activity];
        entry.end = Some(now);
        entry.status_code = StatusCode::Overridden.name().to_owned();
        entry.status_message = activity::instance_count_overridden(entry.to, by);
        match open.author {
            Author::Policy(action, _) => Some(action),
            Author::Bound => None,
        }
    }

    /// The verdict on one policy.
    pub(super) fn judged(&mut self, target: &Target, alarm: &str, judged: &Judged, desired: u32) {
        self.last.insert(judged.policy, *judged);
        let before = self.not_scaled.get(&judged.policy).copied();
        match judged.verdict {
            Verdict::Hold(reason) if reason.is_recorded() => {
                let present = (judged.verdict, judged.alarm);
                if before != Some(present) {
                    self.not_scaled.insert(judged.policy, present);
                    self.not_scaled_activity(target, alarm, judged, reason, desired);
                }
            }
            _ => {
                self.not_scaled.remove(&judged.policy);
            }
        }
        if let Some(stretch) = self.verdicts.record(judged) {
            self.decisions.push(self.stretch_of(&stretch));
        }
    }

    /// The last verdict on a policy, and whether the service refused the change that it asked for.
    pub(super) fn last_verdict(&self, policy: usize) -> Option<(Judged, bool)> {
        let judged = self.last.get(&policy)?;
        let is_change = matches!(judged.verdict, Verdict::Scale { .. });
        Some((*judged, is_change && self.refused_at.contains(&judged.at)))
    }

    /// Changes that are under way, in order of their begin.
    pub(super) fn under_way(&self) -> impl Iterator<Item = &Activity> {
        self.open.values().map(|open| &self.activities[open.activity])
    }

    /// AWS's record of a decision that changed nothing: one for each stretch of equal decisions.
    ///
    /// Differs: AWS may write one at every invocation of the policy.
    fn not_scaled_activity(
        &mut self,
        target: &Target,
        alarm: &str,
        judged: &Judged,
        reason: scaling::Reason,
        desired: u32,
    ) {
        self.activities.push(Activity {
            resource_id: target.resource_id.clone(),
            start: judged.at,
            end: None,
            status_code: StatusCode::Failed.name().to_owned(),
            description: activity::ATTEMPTING.to_owned(),
            cause: activity::caused_by_alarm(alarm, self.policy(judged.policy)),
            status_message: String::new(),
            not_scaled_reasons: activity::not_scaled_reason(reason.code(), reason.capacity()),
            from: desired,
            to: desired,
        });
        self.authors.resize(self.activities.len(), Author::Bound);
    }

    /// A call of `RegisterScalableTarget` whose one bound would cross the other: `ValidationException`, nothing changed.
    pub(super) fn bounds_refused(&mut self, now: Time, crossing: Bounds) {
        let told = activity::bounds_cross(crossing.min, crossing.max);
        self.at_once(now, "RegisterScalableTarget", "bounds", "sim.bounds_cross", told);
    }

    /// AWS refuses a call, with an exception and its message.
    ///
    /// `scope`: whom it concerns, if not this variant.
    pub(super) fn call_refused(
        &mut self,
        now: Time,
        scope: Option<&str>,
        (call, error): (&str, &str),
        message: String,
    ) {
        self.at_once(now, call, "refused", error, message);
        if let (Some(scope), Some(refused)) = (scope, self.decisions.last_mut()) {
            scope.clone_into(&mut refused.scope);
        }
    }

    /// A call of that name sets the weight of the variant; `refused`: what the service said.
    pub(super) fn weighed(&mut self, now: Time, call: &str, (from, to): (f64, f64), refused: Option<String>) {
        let reason = refused.as_ref().map_or("", |_| "sim.change_refused");
        let told = refused.unwrap_or_else(|| format!("weight {from} → {to}"));
        self.at_once(now, call, "weight", reason, told);
    }

    /// A scheduled action fell due.
    pub(super) fn scheduled(
        &mut self,
        now: Time,
        target: &Target,
        scheduled: &Scheduled,
        endpoint: &str,
        due: Due,
        desired: u32,
    ) {
        let (status, message, reason) = match due {
            Due::Set { .. } => (StatusCode::Successful, activity::bounds_set(scheduled.min, scheduled.max), ""),
            Due::BoundsOnly { .. } | Due::NotScalable => {
                let message = activity::not_scalable(&target.resource_id, endpoint);
                (StatusCode::Failed, message, "TargetServicePutResourceAsUnscalable")
            }
            Due::Crossing { min, max } => (StatusCode::Failed, activity::bounds_cross(min, max), "sim.bounds_cross"),
            Due::Suspended => (StatusCode::Failed, String::new(), "sim.suspended"),
        };
        let description = activity::setting_bounds(scheduled.min, scheduled.max);
        if due != Due::Suspended {
            self.activities.push(Activity {
                resource_id: target.resource_id.clone(),
                start: now,
                end: None,
                status_code: status.name().to_owned(),
                description: description.clone(),
                cause: activity::caused_by_scheduled_action(&scheduled.name),
                status_message: message,
                not_scaled_reasons: String::new(),
                from: desired,
                to: desired,
            });
            self.authors.resize(self.activities.len(), Author::Bound);
        }
        self.at_once(now, &scheduled.name, "bounds", reason, description);
    }

    /// A decision of one moment.
    fn at_once(&mut self, now: Time, who: &str, verdict: &str, reason: &str, told: String) {
        self.decisions.push(Stretch {
            scope: self.scope.clone(),
            policy: who.to_owned(),
            verdict: verdict.to_owned(),
            reason: reason.to_owned(),
            from: now,
            until: now,
            evaluations: 1,
            first: told.clone(),
            last: told,
        });
    }

    /// Closes what is open at `end`; decisions in order of their begin.
    pub(super) fn finish(&mut self, end: Time) {
        for (reaction, drain) in self.backlog.left(end) {
            self.reactions[reaction].drain = drain;
        }
        let open: Vec<_> = self.verdicts.finish().collect();
        let rest: Vec<_> = open.iter().map(|stretch| self.stretch_of(stretch)).collect();
        self.decisions.extend(rest);
        self.decisions.sort_by(|a, b| (a.from, &a.policy).cmp(&(b.from, &b.policy)));
    }

    /// A stretch in words. A change that the service refused is no change.
    fn stretch_of(&self, stretch: &scaling::Stretch) -> Stretch {
        let is_change = matches!(stretch.verdict, Verdict::Scale { .. });
        let (verdict, reason) = if is_change && self.refused_at.contains(&stretch.from) {
            ("hold", "sim.change_refused")
        } else {
            (stretch.verdict.word(), stretch.verdict.code())
        };
        Stretch {
            scope: self.scope.clone(),
            policy: self.policy(stretch.policy).to_owned(),
            verdict: verdict.to_owned(),
            reason: reason.to_owned(),
            from: stretch.from,
            until: stretch.until,
            evaluations: stretch.evaluations,
            first: stretch.first.to_string(),
            last: stretch.last.to_string(),
        }
    }

    /// A cooldown that ran, with its policy's name.
    pub(super) fn cooldown_of(&self, ran: &CooldownRan) -> CooldownSpan {
        CooldownSpan {
            scope: self.scope.clone(),
            policy: self.policy(ran.policy).to_owned(),
            direction: ran.direction.word().to_owned(),
            from: ran.from,
            until: ran.until,
        }
    }

    /// Pairs of opposite changes less than `within` apart although `demand` did not turn in the direction of the second.
    pub(super) fn reversals(&self, within: Span, start: Time, demand: impl Fn(Time) -> u32) -> u64 {
        let is_reversal = |pair: &[(Time, u32, u32)]| {
            let ((t1, a1, b1), (t2, a2, b2)) = (pair[0], pair[1]);
            let (out1, out2) = (b1 > a1, b2 > a2);
            let turned = if out2 { demand(t2) > demand(t1) } else { demand(t2) < demand(t1) };
            t1 >= start && out1 != out2 && t2.since(t1) < within && !turned
        };
        self.granted.windows(2).filter(|pair| is_reversal(pair)).count() as u64
    }
}
