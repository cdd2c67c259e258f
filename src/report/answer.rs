//! What is the answer, in a sentence, and what is the finding, in a title: said only as far as the figures go.

use super::words::{self, Measure};
use super::{Report, clock};
use crate::engine::Span;
use crate::experiment::aggregate::{Estimate, Verdict};
use crate::report::findings::{BadSpan, step_of};

/// The finding as a chart's title.
pub fn finding(report: &Report<'_>) -> String {
    let subject = report.subject;
    if report.mean("requests") == Some(0.0) {
        return "No requests arrive".to_owned();
    }
    if ends_in_two_ways(report) {
        return "Runs end in two ways: no mean describes them".to_owned();
    }
    match report.mean("ok_percent") {
        Some(0.0) => return "Every request fails".to_owned(),
        Some(ok) if ok < 50.0 => return format!("{} of requests are not answered", words::percent(100.0 - ok)),
        _ => {}
    }
    let (spans, unmet) = (report.bad_spans(), report.unmet());
    let bad_secs: f64 = spans.iter().map(|span| span.until.since(span.from).secs()).sum();
    let target = subject.target_words();
    if bad_secs > 0.0 {
        let length = words::length_in_words(bad_secs);
        return if unmet.in_bad_span {
            format!("Capacity trails load: {target} is missed for {length}")
        } else {
            format!("With capacity to spare, {target} is missed for {length}")
        };
    }
    match report.mean("attainment_percent") {
        Some(share) if share < subject.slo_attainment * 100.0 => {
            format!("{} of requests miss {target}", words::percent(100.0 - share))
        }
        _ if unmet.secs > 0.0 => {
            let length = words::length_in_words(unmet.secs);
            format!("{} holds, though load exceeds the safe capacity for {length}", capitalised(&target))
        }
        _ => format!("Capacity keeps ahead of load {}", throughout(report)),
    }
}

/// The answer in a sentence; where a question asks why or how much, that comes first, in a sentence of its own.
pub fn sentence(report: &Report<'_>) -> String {
    if report.mean("requests") == Some(0.0) {
        let mut parts = vec!["no requests arrived, so none was served badly".to_owned()];
        parts.extend(missed_objectives(report));
        parts.extend(tail(report));
        parts.extend(partial(report));
        return capitalised(&format!("{}.", parts.join("; ")));
    }
    let lead = lead(report);
    let mut parts = vec![service(report)];
    if lead.is_none() && asks_about_reaction(report) {
        parts.extend(reaction(report));
    }
    let missed = missed_objectives(report);
    // What the opening rests on comes first.
    let place = if slo_met(report) == Some(true) && met(report) != Some(true) { 0 } else { parts.len() };
    parts.splice(place..place, missed);
    // After a lead the figures that the summary shows below it are left to it.
    if lead.is_none() {
        parts.extend(refusals(report));
        parts.extend(tail(report));
    }
    parts.extend(partial(report));
    let lead = lead.map_or(String::new(), |lead| format!("{}. ", capitalised(&lead)));
    let kinds = if ends_in_two_ways(report) { "Runs end in two ways, so no mean describes them. " } else { "" };
    format!("{kinds}{lead}{}{}.", opening(report), parts.join("; "))
}

/// Whether the runs fall into two kinds (said in a remark).
fn ends_in_two_ways(report: &Report<'_>) -> bool {
    report.aggregates.remarks.iter().any(|remark| remark.starts_with("Two kinds of run"))
}

/// What a question with why, how or what asks for, if it is a delay or a price.
fn lead(report: &Report<'_>) -> Option<String> {
    if !is_open(&report.subject.title) {
        return None;
    }
    if asks_about_reaction(report) {
        let scale_in = if says_any(report, &["scaling in", "scale in", "scale-in"]) { scale_in(report) } else { None };
        return Some([reaction(report)?].into_iter().chain(scale_in).collect::<Vec<_>>().join("; "));
    }
    if says_any(report, &["cost", "price", "spend"]) { prices(report) } else { None }
}

/// Tail latency and cost.
fn tail(report: &Report<'_>) -> Option<String> {
    let parts: Vec<String> = [latency(report), cost(report)].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn partial(report: &Report<'_>) -> Option<String> {
    let all = report.aggregates;
    (all.runs < all.asked).then(|| format!("only {} of {} runs finished", all.runs, all.asked))
}

fn slo_met(report: &Report<'_>) -> Option<bool> {
    report.mean("attainment_percent").map(|share| share >= report.subject.slo_attainment * 100.0)
}

/// Whether the SLO and every objective are met; `None`: a figure is missing or an interval holds both sides.
fn met(report: &Report<'_>) -> Option<bool> {
    let slo = slo_met(report);
    let verdicts = || report.aggregates.objectives.iter().map(|objective| objective.verdict);
    if slo == Some(false) || verdicts().any(|verdict| verdict == Verdict::Missed) {
        return Some(false);
    }
    if slo.is_none() || verdicts().any(|verdict| verdict == Verdict::Undecided) {
        return None;
    }
    Some(true)
}

/// Whether a title asks what yes and no do not answer: its last clause begins with why, how, what …
fn is_open(title: &str) -> bool {
    let title = title.trim().to_lowercase();
    let clause = title.rsplit(['.', ':', ';', '!']).next().unwrap_or_default().trim_start();
    let first = clause.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    ["how", "what", "when", "where", "which", "who", "why"].contains(&first) || title.contains(" or what ")
}

/// `Yes: `, `No: ` where the question can be answered so, else what was judged.
fn opening(report: &Report<'_>) -> &'static str {
    let title = &report.subject.title;
    let closed = title.trim().ends_with('?') && !is_open(title);
    match (met(report), closed) {
        (Some(true), true) => "Yes: ",
        (Some(false), true) => "No: ",
        (Some(true), false) => "Targets met: ",
        (Some(false), false) => "Targets missed: ",
        (None, _) => "Undecided: ",
    }
}

/// How many requests met or missed the target, and when.
fn service(report: &Report<'_>) -> String {
    let subject = report.subject;
    let Some(row) = report.estimate("attainment_percent").filter(|row| row.mean.is_some()) else {
        return "no request was judged".to_owned();
    };
    let share = row.mean.expect("a row without a mean was left out");
    let target = subject.target_words();
    let what = |verb: &str| match subject.slo_latency {
        Some(_) => format!("{verb} {target}"),
        None if verb == "met" => "were answered".to_owned(),
        None => "were not answered".to_owned(),
    };
    let spans = report.bad_spans();
    if slo_met(report) == Some(true) {
        let said = words::with_interval(share, limits(row), Measure::of_percent(share));
        let bad = report.mean("bad_minutes_per_day").filter(|minutes| *minutes >= 0.5 && share < 100.0);
        let though = bad.map_or(String::new(), |minutes| {
            format!(
                ", all but {} minutes a day at {} or better",
                words::number(minutes.round()),
                words::set_share(subject.slo_attainment)
            )
        });
        return format!("{said} of requests {}{though}", what("met"));
    }
    let missed = words::percent(100.0 - share);
    format!("{missed} of requests {}{}{}", what("missed"), when(report, &spans), although(report, &spans))
}

/// When most of it happened, if that can be said in a word.
fn when(report: &Report<'_>, spans: &[BadSpan]) -> String {
    let subject = report.subject;
    let Some(worst) = worst(spans) else { return String::new() };
    let all: f64 = spans.iter().map(|span| span.missed).sum();
    let stretch = clock::stretch(&subject.zone, worst.from, worst.until, subject.window());
    if worst.from == subject.start && worst.until == subject.end {
        return " all the time".to_owned();
    }
    match (spans.len(), worst.missed / all) {
        (1, _) => format!(" at {stretch}"),
        (_, 0.5..) => format!(", mostly at {stretch}"),
        (count, _) => {
            let secs: f64 = spans.iter().map(|span| span.until.since(span.from).secs()).sum();
            format!(", in {count} spans of {} together", words::length_in_words(secs))
        }
    }
}

/// The span that missed most requests.
pub(super) fn worst(spans: &[BadSpan]) -> Option<&BadSpan> {
    spans.iter().max_by(|a, b| a.missed.total_cmp(&b.missed))
}

/// A schedule that was carried out in time and was not enough.
fn although(report: &Report<'_>, spans: &[BadSpan]) -> String {
    let (subject, line) = (report.subject, &report.aggregates.mean);
    let Some(worst) = worst(spans) else { return String::new() };
    let Some(step) = step_of(line, worst.from) else { return String::new() };
    let due = subject.schedule.iter().rfind(|due| due.at < worst.from && due.at + Span::HOUR * 6 > worst.from);
    let ready = f64::from(line.in_service[step]);
    match due.and_then(|due| due.min) {
        Some(min) if ready >= f64::from(min) - 0.05 => {
            format!(" although the schedule had {} ready", words::counted(u64::from(min), "instance"))
        }
        Some(min) if ready > 0.0 => {
            format!(" with {} of the scheduled {min} instances ready", words::number(ready))
        }
        _ => String::new(),
    }
}

fn limits(row: &Estimate) -> Option<(f64, f64)> {
    row.low.zip(row.high)
}

/// The objectives that were missed, or that have no figure.
fn missed_objectives(report: &Report<'_>) -> Vec<String> {
    let all = &report.aggregates.objectives;
    let said = |objective: &crate::experiment::aggregate::Judged| match (objective.verdict, objective.value) {
        (Verdict::Missed, Some(value)) => Some(format!("{} missed at {}", objective.text, words::number(value))),
        (Verdict::Missed, None) => Some(format!("{} missed", objective.text)),
        (Verdict::Undecided, _) => Some(format!("{} undecided", objective.text)),
        (Verdict::Met, _) => None,
    };
    let mut all: Vec<String> = all.iter().filter_map(said).collect();
    if all.len() > 2 {
        let more = all.split_off(2).len();
        all.push(format!("{more} more objectives missed or undecided"));
    }
    all
}

/// Requests that got no answer, where they are worth a word.
fn refusals(report: &Report<'_>) -> Option<String> {
    let kinds = [("refused_percent", "refused"), ("timed_out_percent", "timed out"), ("failed_percent", "failed")];
    let said: Vec<String> = kinds
        .into_iter()
        .filter_map(|(metric, word)| {
            let share = report.mean(metric).filter(|share| *share >= 0.1)?;
            Some(format!("{} {word}", words::percent(share)))
        })
        .collect();
    (!said.is_empty()).then(|| said.join(", "))
}

fn latency(report: &Report<'_>) -> Option<String> {
    let row = report.estimate("latency_p95_ms")?;
    let mean = row.mean?;
    Some(format!("p95 {}", words::with_interval(mean, limits(row), Measure::of_latency(mean))))
}

/// Dollars a day; for less than a day, dollars for what was simulated.
fn cost(report: &Report<'_>) -> Option<String> {
    let secs = report.subject.duration_secs();
    if secs < 86_400.0 {
        let usd = report.mean("cost_usd")?;
        Some(format!("{} in {}", words::dollars(usd), words::length_in_words(secs)))
    } else {
        Some(format!("{} a day", words::dollars(report.mean("cost_usd_per_day")?)))
    }
}

/// What it costs, beside a perfect scaler and a fleet for the peak (metrics.md, "Floor and ceiling").
fn prices(report: &Report<'_>) -> Option<String> {
    let dollars = |metric: &str| report.mean(metric).map(words::dollars);
    let (floor, ceiling) = (dollars("cost_floor_usd_per_day")?, dollars("cost_ceiling_usd_per_day")?);
    let days = report.subject.duration_secs() / 86_400.0;
    let whole = match dollars("cost_usd") {
        Some(usd) if days > 1.0 => format!(" ({usd} in {})", words::length_in_words(days * 86_400.0)),
        _ => String::new(),
    };
    let cost = dollars("cost_usd_per_day")?;
    Some(format!(
        "{cost} a day{whole}; following the load perfectly would cost {floor}, a fleet for the peak {ceiling}"
    ))
}

fn says_any(report: &Report<'_>, words: &[&str]) -> bool {
    let title = report.subject.title.to_lowercase();
    words.iter().any(|word| title.contains(word))
}

fn asks_about_reaction(report: &Report<'_>) -> bool {
    says_any(report, &["scal", "react", "delay", "how long", "how fast", "metric", "alarm", "cooldown"])
}

/// From the first breaching datapoint to the first new instance. The parts are percentiles of their own: they do not
/// add up.
fn reaction(report: &Report<'_>) -> Option<String> {
    let secs = |metric: &str| report.mean(metric).map(words::length);
    let (all, detection, launch) = (secs("reaction_p95_s")?, secs("detection_p95_s"), secs("launch_p95_s"));
    let parts = match detection.zip(launch) {
        Some((detection, launch)) => format!(
            ": up to {detection} until the activity{}, up to {launch} until an instance serves",
            needs(report, "AlarmHigh")
        ),
        None => String::new(),
    };
    Some(format!("scaling out takes up to {all} from the first breaching datapoint{parts}"))
}

/// How late the largest scale-in of the run of median cost came, after fewer instances would have carried the load.
fn scale_in(report: &Report<'_>) -> Option<String> {
    let smaller =
        |activity: &&&crate::simulation::outcome::Activity| activity.to < activity.from && activity.is_by_policy();
    let run = report.aggregates.shown.get(report.aggregates.median)?.run;
    let changes = report.changes();
    let largest = changes.iter().filter(smaller).max_by_key(|activity| activity.from - activity.to)?;
    let line = &report.aggregates.mean;
    let before = step_of(line, largest.start)?;
    let busy = (0..=before).rev().find(|step| line.demand[*step] > largest.to as f32 + 0.5)?;
    let since = line.start + line.step * (busy as u64 + 1);
    let late = words::length(largest.start.since_or_zero(since).secs());
    let enough = words::counted(u64::from(largest.to), "instance");
    let (from, to) = (largest.from, largest.to);
    Some(format!(
        "in run {run} scaling in {from} → {to} comes {late} after {enough} would do{}",
        needs(report, "AlarmLow")
    ))
}

/// ` (AlarmHigh needs 3 datapoints)`, as the alarm itself said in the run of median cost.
fn needs(report: &Report<'_>, alarm: &str) -> String {
    let all = report.aggregates;
    let Some(run) = all.shown.get(all.median) else { return String::new() };
    let mut fired = run.transitions.iter().filter(|change| change.to == "ALARM" && change.alarm.contains(alarm));
    let count = fired.find_map(|change| {
        let (_, rest) = change.reason.split_once("Threshold Crossed: ")?;
        rest.split(' ').next()?.parse::<u64>().ok()
    });
    count.map_or(String::new(), |count| format!(" ({alarm} needs {})", words::counted(count, "datapoint")))
}

/// `all day`, `all 35 days`, `for 5 minutes`.
fn throughout(report: &Report<'_>) -> String {
    let secs = report.subject.duration_secs();
    match secs {
        86_400.0 => "all day".to_owned(),
        172_800.0.. => format!("all {}", words::length_in_words((secs / 86_400.0).round() * 86_400.0)),
        _ => format!("for {}", words::length_in_words(secs)),
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests;
