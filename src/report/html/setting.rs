//! What does the answer rest on: remarks, what was assumed, what is not modelled, the scenario, and how to ask again.

use super::markup::{Table, escaped, list};
use crate::report::{Report, clock, words};
use std::fmt::Write as _;

/// What no scenario can hold yet: each is refused by name.
const NOT_MODELLED: &str = "inference components, serverless and asynchronous endpoints, faults";

/// What the reader must know beside the figures, and when service was bad.
pub(super) fn remarks(report: &Report<'_>) -> String {
    let all = report.aggregates;
    let mut said = Vec::new();
    if all.runs < all.asked {
        said.push(format!("Partial: {} of {} runs finished.", all.runs, all.asked));
    }
    said.extend(all.remarks.iter().chain(&report.subject.notes).cloned());
    list(&said) + &bad_spans(report)
}

fn bad_spans(report: &Report<'_>) -> String {
    let subject = report.subject;
    let row = |span: &crate::report::findings::BadSpan| {
        vec![
            clock::stretch(&subject.zone, span.from, span.until, subject.window()),
            words::length(span.until.since_or_zero(span.from).secs()),
            words::about(span.missed),
        ]
    };
    let rows = report.bad_spans().iter().map(row).collect();
    let share = words::set_share(subject.slo_attainment);
    let caption = format!("When fewer than {share} of requests met {}, over all runs", subject.target_words());
    let columns = &["when", "#length", "#requests not good, a run"];
    Table { id: "bad-spans", caption: &caption, columns, rows, file: "summary.json", is_filtered: false }.markup()
}

/// What was taken for granted.
pub(super) fn assumptions(report: &Report<'_>) -> String {
    let subject = report.subject;
    let mut out = String::new();
    if !subject.assumed.is_empty() {
        let _ = write!(out, "<h3>Not given, and assumed</h3>\n{}", list(&subject.assumed));
    }
    let rows = subject.assumptions.iter().map(|(name, value)| vec![name.clone(), value.clone()]).collect();
    let caption = "What AWS does not document, and what is taken instead";
    out += &Table {
        id: "assumptions-all",
        caption,
        columns: &["assumption", "value"],
        rows,
        file: "summary.json",
        is_filtered: false,
    }
    .markup();
    let _ = write!(
        out,
        "<h3>Not modelled</h3>\n<p>dryscale {} does not model: {NOT_MODELLED}.</p>\n",
        escaped(&subject.version)
    );
    out
}

/// The scenario with every default.
pub(super) fn scenario(report: &Report<'_>) -> String {
    if report.subject.lock.is_empty() {
        return String::new();
    }
    format!(
        "<details>\n<summary>The scenario with every default (<code>scenario.lock.yaml</code>)</summary>\n<pre \
         tabindex=\"0\">{}</pre>\n</details>\n",
        escaped(&report.subject.lock)
    )
}

/// How to get the same figures again.
pub(super) fn again(report: &Report<'_>) -> String {
    let (subject, all) = (report.subject, report.aggregates);
    // One run that is not the first was asked for alone; else they are counted from 1.
    let which = match &all.per_run[..] {
        [only] if only.run > 1 => format!("--only {}", only.run),
        _ => format!("--runs {}", all.runs),
    };
    let mut facts = vec![("dryscale", subject.version.clone()), ("seed", subject.seed.to_string())];
    if !subject.scenario_hash.is_empty() {
        facts.push(("scenario hash", subject.scenario_hash.clone()));
    }
    let facts: Vec<String> =
        facts.iter().map(|(name, value)| format!("<dt>{name}</dt><dd>{}</dd>\n", escaped(value))).collect();
    let facts = facts.concat();
    format!(
        "<p>In the folder of this result:</p>\n<pre tabindex=\"0\">dryscale run scenario.lock.yaml \
         {which}</pre>\n<dl>\n{facts}</dl>\n<p>The same scenario, seed and version give the same figures on any \
         machine, however many cores it has.</p>\n"
    )
}
