//! Which words stand around the charts of a report: the setting below the title, what must be known at the foot.

use super::fonts::{Weight, ended, width};
use super::frame::Caption;
use super::plot::joined;
use super::style::{EDGE, TEXT, WIDTH};
use crate::report::{Report, SAFE_UTILIZATION, clock, words};
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

/// Scenario, day, policy, seed, runs, version: the subtitle of every chart.
pub(super) fn subtitle(report: &Report<'_>) -> String {
    let (subject, all) = (report.subject, report.aggregates);
    let policy = match subject.policies.as_slice() {
        [] if subject.bounds.is_none() => "no scaling".to_owned(),
        [] => "no policy".to_owned(),
        [one] => one.clone(),
        [first, _] => format!("{first} and one more policy"),
        [first, rest @ ..] => format!("{first} and {} more policies", rest.len()),
    };
    let runs = if all.runs == all.asked {
        words::counted(u64::from(all.runs), "run")
    } else {
        format!("{} of {}", all.runs, words::counted(u64::from(all.asked), "run"))
    };
    let fluid = subject.no_percentiles().map_or_else(String::new, |words| format!("{words} · "));
    let date = clock::date(&subject.zone, subject.start);
    let end = format!(" · {fluid}seed {} · {runs} · dryscale {}", subject.seed, subject.version);
    // Long names give way, so that seed, runs and version are always read.
    let wide = |text: &str| width(text, TEXT, Weight::Regular);
    let room = WIDTH - 2.0 * EDGE - wide(&end) - wide(&format!(" · {date} · "));
    let name = ended(&subject.shown_name(), TEXT, Weight::Regular, room / 2.0);
    let policy = ended(&policy, TEXT, Weight::Regular, room - wide(&name));
    format!("{name} · {date} · {policy}{end}")
}

/// Words around a chart of these runs.
pub(super) fn of(report: &Report<'_>, title: String, footer: String) -> Caption {
    Caption { title, subtitle: subtitle(report), footer }
}

/// What must be known to read a chart over time: what the runs do not agree on, the clock, joined steps, the
/// assumptions' hash.
pub(super) fn footer(report: &Report<'_>) -> String {
    // A remark's first clause says it; there is one line.
    let clause = |remark: &String| remark.split(';').next().unwrap_or_default().trim_end_matches('.').to_owned();
    let line = |remark: String| ended(&remark, TEXT, Weight::Regular, WIDTH - 2.0 * EDGE);
    let mut parts: Vec<String> = report.aggregates.remarks.iter().take(1).map(clause).map(line).collect();
    let line = &report.aggregates.mean;
    let (steps, step) = (joined(line), words::length(line.step.secs()));
    let subject = report.subject;
    match clock::offsets(&subject.zone, subject.window()) {
        utc if utc == subject.zone.name() => parts.push(format!("clock: {utc}")),
        offset => parts.push(format!("clock: {} ({offset})", subject.zone.name())),
    }
    if steps == 1 {
        parts.push(format!("steps of {step}"));
    } else {
        let together = words::length(line.step.secs() * steps as f64);
        parts.push(format!("least and greatest of each {together} drawn, from steps of {step}"));
    }
    parts.push(format!("carried safely: {} of slots busy", words::set_share(SAFE_UTILIZATION)));
    parts.push(format!("assumptions {}", assumptions_hash(report)));
    parts.join(" · ")
}

/// What must be known to read a chart that has no steps: what the runs do not agree on, the clock, the assumptions' hash.
pub(super) fn short_footer(report: &Report<'_>) -> String {
    footer(report)
        .split(" · ")
        .filter(|part| !part.contains("steps of ") && !part.starts_with("carried"))
        .fold(String::new(), |all, part| if all.is_empty() { part.to_owned() } else { format!("{all} · {part}") })
}

/// The first eight hexadecimal digits of the hash of all assumptions: pictures with the same can be compared.
pub(super) fn assumptions_hash(report: &Report<'_>) -> String {
    let mut hash = Sha256::new();
    for (name, value) in &report.subject.assumptions {
        hash.update(format!("{name}: {value}\n").as_bytes());
    }
    hash.finalize().iter().take(4).fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}
