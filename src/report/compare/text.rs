//! The comparison for a terminal, and as Markdown for a pull request.

use super::{Comparison, Rival, cell};
use crate::experiment::contrast::{Contrast, Verdict};
use crate::report::grid::Grid;
use crate::report::terminal::BOLD;
use crate::report::{Look, words};
use std::fmt::Write as _;

/// A table of this alternative against the first: a row a headline figure and scope.
fn rows(contrasts: &[Contrast]) -> Vec<[String; 5]> {
    let scopes = contrasts.iter().filter(|row| row.base.metric == "requests").count();
    let headline = contrasts.iter().filter(|row| row.base.headline);
    let differs = |row: &&Contrast| row.base.mean != Some(0.0) || row.verdict != Verdict::Same;
    // With one variant its figures are those of the endpoint.
    let shown = headline.filter(|row| scopes > 2 || row.base.scope == "endpoint").filter(differs);
    shown
        .map(|row| {
            let scope = if row.base.scope == "endpoint" { String::new() } else { format!(" {{{}}}", row.base.scope) };
            let label = format!("{}{scope}", cell::label(&row.base.metric));
            let told = if row.verdict == Verdict::Unclear { "not told apart" } else { "" };
            let difference = cell::difference(row);
            let difference = if told.is_empty() { difference } else { format!("{difference} {told}") };
            [label, cell::figure(&row.base), cell::figure(&row.other), difference, cell::gain(row)]
        })
        .collect()
}

fn basis(of: &Comparison) -> String {
    let runs = words::counted(u64::from(of.runs()), "paired run");
    let family = if of.rivals.len() > 2 { "; several against the first by Holm" } else { "" };
    format!("{runs} of the same days, seed {}; 95 % intervals{family}", of.seed)
}

/// The whole comparison for a terminal.
pub fn summary(of: &Comparison, look: &Look) -> String {
    let mut out = String::new();
    for answer in of.answers() {
        for line in look.prose(&answer).lines() {
            let _ = writeln!(out, "{}", look.paint(line, BOLD));
        }
    }
    for (rival, contrasts) in of.others().filter(|(rival, _)| !of.is_identical(rival)) {
        let _ = write!(out, "\n{}", table(of, rival, contrasts, look.table()));
    }
    let gain = "Gain: so many times fewer runs than without pairing.";
    let _ = writeln!(out, "\n{}", look.prose(&format!("{}. {gain}", basis(of))));
    for remark in &of.remarks {
        let _ = writeln!(out, "{}", look.prose(remark));
    }
    if !look.folder.is_empty() {
        let _ = writeln!(out, "{}", look.folder);
    }
    out
}

/// With names as long as there is room for.
fn table(of: &Comparison, rival: &Rival, contrasts: &[Contrast], columns: usize) -> String {
    let named = |most: usize| {
        let head = ["", &of.base().name, &rival.name, "difference", "gain"].map(|name| short(name, most));
        let rows = rows(contrasts).into_iter().map(Vec::from).collect();
        Grid { head: head.into(), rows, names: 1, left: &[0, 3] }
    };
    let shorter = [20, 14].into_iter().map(named).find(|grid| grid.fits(columns));
    let whole = named(26);
    if whole.fits(columns) { whole } else { shorter.unwrap_or(whole) }.text(columns)
}

/// At most `most` letters, the last of them dots.
fn short(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most - 1).collect();
    format!("{kept}…")
}

/// The whole comparison as Markdown.
pub fn markdown(of: &Comparison) -> String {
    let mut out = String::new();
    for answer in of.answers() {
        let _ = writeln!(out, "**{}**\n", escaped(&answer));
    }
    for (rival, contrasts) in of.others().filter(|(rival, _)| !of.is_identical(rival)) {
        let _ = writeln!(out, "| | {} | {} | difference | gain |", escaped(&of.base().name), escaped(&rival.name));
        let _ = writeln!(out, "|---|---:|---:|---|---:|");
        for row in rows(contrasts) {
            let _ = writeln!(out, "| {} |", row.map(|cell| escaped(&cell)).join(" | "));
        }
        let _ = writeln!(out);
    }
    let _ = writeln!(out, "{}. Gain: so many times fewer runs than without pairing.", basis(of));
    for remark in &of.remarks {
        let _ = writeln!(out, "\n{}", escaped(remark));
    }
    out
}

/// Names come from files: what Markdown would read as its own stays a letter.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '|' | '*' | '_' | '`' | '<' | '[' | ']' | '\\' => {
                out.push('\\');
                out.push(letter);
            }
            '\n' | '\r' => out.push(' '),
            other => out.push(other),
        }
    }
    out
}
