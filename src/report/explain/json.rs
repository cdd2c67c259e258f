//! The same for a program: what `explain --json` prints.

use super::{Told, otherwise, sentence};
use crate::engine::{Span, Time};
use crate::experiment::explain::{Change, Counterfactual, Told as Came, Traffic};
use crate::model::scaling::Verdict;
use crate::report::FORMAT_VERSION;
use crate::simulation::standing::{AlarmStanding, Point, PolicyStanding};
use serde_json::{Value, json};

/// Everything as JSON, with a line end.
pub fn json(told: &Told<'_>) -> String {
    let explanation = told.explanation;
    let standing = &explanation.standing;
    let iso = |at: Time| told.zone.iso(at);
    let scaling = standing.scaling.as_ref();
    let value = json!({
        "format_version": FORMAT_VERSION,
        "dryscale_version": env!("CARGO_PKG_VERSION"),
        "name": told.name,
        "run": explanation.run,
        "variant": standing.variant,
        "at": iso(standing.at),
        "why": sentence::sentence(told),
        "desired": standing.desired,
        "in_service": standing.in_service,
        "draining": standing.draining,
        "launches_due": standing.launches.iter().map(|at| iso(*at)).collect::<Vec<_>>(),
        "updating": standing.updating,
        "min_capacity": scaling.map(|scaling| scaling.bounds.min),
        "max_capacity": scaling.map(|scaling| scaling.bounds.max),
        "traffic": explanation.traffic.iter().map(|row| traffic(told, row)).collect::<Vec<_>>(),
        "alarms": scaling.map(|s| s.alarms.iter().map(|one| alarm(told, one)).collect::<Vec<_>>()),
        "policies": scaling.map(|s| s.policies.iter().map(|one| policy(told, one)).collect::<Vec<_>>()),
        "last_change": explanation.last.as_ref().map(|change| changed(told, change)),
        "next_change": explanation.next.as_ref().map(|change| changed(told, change)),
        "counterfactuals": explanation.counterfactuals.iter().map(|one| other(told, one)).collect::<Vec<_>>(),
    });
    let mut text = serde_json::to_string_pretty(&value).expect("a JSON value can be written");
    text.push('\n');
    text
}

fn traffic(told: &Told<'_>, row: &Traffic) -> Value {
    json!({
        "from": told.zone.iso(row.from),
        "offered_per_s": row.offered_per_s,
        "in_service": row.in_service,
        "queue": row.queue,
        "p95_ms": row.p95_ms,
        "lost": row.lost,
    })
}

fn alarm(told: &Told<'_>, alarm: &AlarmStanding) -> Value {
    let iso = |at: Time| told.zone.iso(at);
    json!({
        "alarm": alarm.name,
        "state": alarm.state,
        "since": alarm.since.map(iso),
        "reason": alarm.reason,
        "comparison": alarm.comparison,
        "threshold": alarm.threshold,
        "period_s": alarm.period.secs(),
        "datapoints_to_alarm": alarm.needed,
        "evaluation_periods": alarm.of,
        "breaching": alarm.breaching(),
        "actions_enabled": alarm.actions_enabled,
        "judged_at": alarm.judged_at.map(iso),
        "next_at": iso(alarm.next_at),
        "datapoints": alarm.points.iter().map(|one| point(told, one)).collect::<Vec<_>>(),
    })
}

fn point(told: &Told<'_>, point: &Point) -> Value {
    json!({
        "start": told.zone.iso(point.start),
        "value": point.value,
        "breaching": point.breaching,
        "visible": point.visible.map(|at| told.zone.iso(at)),
        "judged": point.judged,
    })
}

fn policy(told: &Told<'_>, policy: &PolicyStanding) -> Value {
    let to = |verdict: Verdict| match verdict {
        Verdict::Scale { to, .. } => Some(to),
        Verdict::Hold(_) => None,
    };
    json!({
        "policy": policy.name,
        "target": policy.target,
        "judged_at": policy.last.map(|judged| told.zone.iso(judged.at)),
        "verdict": policy.last.map(|judged| judged.verdict.word()),
        "reason": policy.last.map(|judged| judged.verdict.code()),
        "to": policy.last.and_then(|judged| to(judged.verdict)),
        "wanted": policy.last.and_then(|judged| judged.arithmetic.wanted()).map(|(wanted, _)| wanted),
        "arithmetic": policy.last.map(|judged| judged.arithmetic.to_string()),
        "refused": policy.refused,
        "scale_out_cooldown_left_s": policy.left[0].map(Span::secs),
        "scale_in_cooldown_left_s": policy.left[1].map(Span::secs),
    })
}

fn changed(told: &Told<'_>, change: &Change) -> Value {
    json!({
        "at": told.zone.iso(change.at),
        "from": change.from,
        "to": change.to,
        "cause": change.cause,
        "completed": change.completed.map(|at| told.zone.iso(at)),
    })
}

fn other(told: &Told<'_>, one: &Counterfactual) -> Value {
    let edits = one.candidate.edits.iter().map(|edit| format!("{}={}", edit.path, edit.value));
    let (differs, at) = match &one.told {
        Came::Same => ("nothing", None),
        Came::Refused(_) => ("refused", None),
        Came::Control(difference) => ("alarms", Some(difference.at())),
        Came::Capacity(difference) => ("capacity", Some(difference.at())),
    };
    json!({
        "what": one.candidate.what,
        "set": edits.collect::<Vec<_>>(),
        "differs": differs,
        "first_difference_at": at.map(|at| told.zone.iso(at)),
        "told": otherwise::came(told, one),
    })
}
