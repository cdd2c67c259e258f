//! The search for a terminal: the findings, then today, AWS's values and the options side by side.

use super::Tuning;
use super::sentence::findings;
use crate::experiment::aggregate::Verdict;
use crate::experiment::contrast::of_endpoint;
use crate::report::compare::cell;
use crate::report::grid::Grid;
use crate::report::{Look, words};
use std::fmt::Write as _;

/// Figures of the table.
const COLUMNS: [(&str, &str); 4] = [
    ("cost_usd_per_day", "cost/day"),
    ("bad_minutes_per_day", "bad min/day"),
    ("latency_p95_ms", "p95"),
    ("actions_per_day", "actions/day"),
];
/// Front shares below this are not worth a mention.
///
/// Ref: methodology 1.7.
const SHOWN_FRONT: f64 = 0.05;

/// The whole search for a terminal.
pub fn summary(of: &Tuning, look: &Look) -> String {
    let mut out = String::new();
    for finding in findings(of) {
        let _ = writeln!(out, "{}", look.prose(&finding));
    }
    let _ = write!(out, "\n{}", table(of).text(look.table()));
    let _ = writeln!(out, "{}", look.prose(&format!("objectives: {}", texts(of).join("; "))));
    let [search, validation, around] = of.tuned.spent;
    let basis = format!(
        "{search} runs of search, seed {}; {validation} of validation, seed {}; {around} around the answer. 95 %.",
        of.seed, of.tuned.asked.fresh_seed
    );
    let _ = writeln!(out, "\n{}", look.prose(&basis));
    // A command is there to be pasted: it stays in one piece.
    let _ = writeln!(out, "{}", of.rerun);
    for remark in &of.remarks {
        let _ = writeln!(out, "{}", look.prose(&format!("note: {remark}")));
    }
    if !look.folder.is_empty() {
        let _ = writeln!(out, "{}", look.folder);
    }
    out
}

fn table(of: &Tuning) -> Grid {
    let mut head = vec![String::new()];
    head.extend(COLUMNS.iter().map(|(_, name)| (*name).to_owned()));
    head.extend(["objectives".to_owned(), "on the front".to_owned()]);
    let shown = of.shown();
    let row = |at: usize| {
        let validated = &of.tuned.finalists[at].validated;
        let mark = if at == shown { "▸ " } else { "  " };
        let mut cells = vec![format!("{mark}{}", of.called(at))];
        cells.extend(COLUMNS.iter().map(|(metric, _)| cell::figure(&of_endpoint(&validated.contrasts, metric).other)));
        let marks = validated.judged.iter().map(|judged| match judged.verdict {
            Verdict::Met => "✓",
            Verdict::Missed => "✗",
            Verdict::Undecided => "?",
        });
        cells.push(marks.collect::<Vec<_>>().join(" "));
        let front = validated.front;
        cells.push(if front < SHOWN_FRONT { String::new() } else { words::percent((front * 100.0).round()) });
        cells
    };
    Grid { head, rows: (0..of.tuned.finalists.len()).map(row).collect(), names: 1, left: &[0] }
}

fn texts(of: &Tuning) -> Vec<String> {
    of.tuned.objectives.iter().map(|objective| objective.text.clone()).collect()
}
