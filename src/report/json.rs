//! What does a program read of a result: `summary.json`, which `--json` prints too.

use super::{FORMAT_VERSION, Report, Subject, answer, figure, happened};
use crate::engine::Span;
use crate::experiment::aggregate::{Estimate, Judged, Verdict};
use crate::experiment::budget::{Budget, Group, One, Spread};
use crate::simulation::outcome::{Drain, Parts};
use serde_json::{Value, json};

/// The summary as JSON, with a line end.
pub fn summary(report: &Report<'_>) -> String {
    let (subject, all) = (report.subject, report.aggregates);
    let spans: Vec<Value> = report
        .bad_spans()
        .iter()
        .map(|span| json!({"from": subject.zone.iso(span.from), "until": subject.zone.iso(span.until)}))
        .collect();
    let assumptions: serde_json::Map<String, Value> =
        subject.assumptions.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str()))).collect();
    let value = json!({
        "format_version": FORMAT_VERSION,
        "dryscale_version": subject.version,
        "name": subject.name,
        "title": subject.title,
        "answer": answer::sentence(report),
        "finding": answer::finding(report),
        "endpoint": subject.endpoint,
        "variant": subject.variant,
        "instance_type": subject.instance_type,
        "policies": subject.policies,
        "start": subject.zone.iso(subject.start),
        "end": subject.zone.iso(subject.end),
        "time_zone": subject.zone.name(),
        "seed": subject.seed,
        "runs": all.runs,
        "runs_asked": all.asked,
        "complete": all.runs == all.asked,
        "scenario_hash": subject.scenario_hash,
        "metrics": all.metrics.iter().map(|row| metric(report, row)).collect::<Vec<_>>(),
        "reaction": budget(subject, &all.budget),
        "objectives": all.objectives.iter().map(objective).collect::<Vec<_>>(),
        "slo_missed": spans,
        "history": happened::json(report),
        "shown_runs": all.shown.iter().map(|run| run.run).collect::<Vec<_>>(),
        "median_cost_run": all.shown.get(all.median).map(|run| run.run),
        "remarks": all.remarks,
        "notes": subject.notes,
        "assumed": subject.assumed,
        "assumptions": assumptions,
    });
    let mut text = serde_json::to_string_pretty(&value).expect("a JSON value can be written");
    text.push('\n');
    text
}

fn metric(report: &Report<'_>, row: &Estimate) -> Value {
    let number = |value: Option<f64>| figure::json(value, &row.unit);
    json!({
        "scope": row.scope,
        "metric": row.metric,
        "unit": row.unit,
        "mean": number(row.mean),
        "ci95_low": number(row.low),
        "ci95_high": number(row.high),
        "min": number(row.min),
        "p50": number(row.p50),
        "max": number(row.max),
        "note": report.note(row),
    })
}

/// Where the time of scale-outs goes: all runs pooled, and two reactions whole.
fn budget(subject: &Subject, budget: &Budget) -> Value {
    json!({
        "scale_outs": group(subject, &budget.scale_outs),
        "escalations": group(subject, &budget.escalations),
        "open_reactions": budget.open_reactions,
    })
}

fn group(subject: &Subject, group: &Group) -> Value {
    let spread = |of: &Spread| {
        let number = |value: Option<f64>| figure::json(value, "s");
        json!({"mean": number(of.mean), "p50": number(of.p50), "p95": number(of.p95)})
    };
    let mut lengths = serde_json::Map::new();
    lengths.insert("reaction_s".to_owned(), spread(&group.reaction));
    lengths.extend(Parts::NAMES.iter().zip(&group.parts).map(|(name, part)| ((*name).to_owned(), spread(part))));
    lengths.insert("drain_s".to_owned(), spread(&group.drain));
    json!({
        "count": group.count,
        "backlogs": group.backlogs,
        "backlogs_left": group.backlogs_left,
        "lengths": lengths,
        "median": group.median.as_ref().map(|one| whole(subject, one)),
        "p95": group.p95.as_ref().map(|one| whole(subject, one)),
    })
}

/// One reaction: its parts add up to it.
fn whole(subject: &Subject, one: &One) -> Value {
    let of = &one.reaction;
    let secs = |length: Span| figure::json(Some(length.secs()), "s");
    let mut all = serde_json::Map::new();
    all.insert("run".to_owned(), Value::from(one.run));
    all.insert("activity".to_owned(), Value::from(subject.zone.iso(of.activity)));
    all.insert("reaction_s".to_owned(), secs(of.length()));
    all.extend(Parts::NAMES.iter().zip(of.parts.in_order()).map(|(name, part)| ((*name).to_owned(), secs(part))));
    let drain = if let Drain::Over(length) = of.drain { secs(length) } else { Value::Null };
    all.insert("drain_s".to_owned(), drain);
    Value::Object(all)
}

fn objective(judged: &Judged) -> Value {
    let verdict = match judged.verdict {
        Verdict::Met => "met",
        Verdict::Missed => "missed",
        Verdict::Undecided => "undecided",
    };
    json!({"objective": judged.text, "verdict": verdict, "value": figure::json(judged.value, "")})
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn the_summary_reads_back_with_its_figures() {
        let made = fixture::flash_sale();
        let text = summary(&made.report());
        let read: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(read["format_version"], 1);
        assert_eq!(read["metrics"].as_array().unwrap().len(), made.aggregates.metrics.len());
        assert_eq!(read["metrics"][0]["metric"], "requests");
        assert_eq!(read["objectives"][0]["verdict"], "missed");
        assert_eq!(read["objectives"][1]["verdict"], "met");
        assert_eq!(read["start"], "2026-11-27T00:00:00-05:00");
        assert_eq!(read["assumptions"]["metric_value"], "newest");
        assert!(read["complete"].as_bool().unwrap());
        let reaction = &read["reaction"];
        assert_eq!(reaction["scale_outs"]["count"], made.aggregates.budget.scale_outs.count);
        assert_eq!(reaction["scale_outs"]["lengths"].as_object().unwrap().len(), 11);
        assert!(reaction["escalations"]["median"].is_null() && reaction["escalations"]["count"] == 0);
        let median = &reaction["scale_outs"]["median"];
        let sum: f64 = Parts::NAMES.iter().map(|name| median[name].as_f64().unwrap()).sum();
        assert!((sum - median["reaction_s"].as_f64().unwrap()).abs() < 1e-6, "{median}");
        let recovery =
            read["metrics"].as_array().unwrap().iter().find(|row| row["metric"] == "recovery_p95_s").unwrap();
        assert!(recovery["mean"].is_null());
    }
}
