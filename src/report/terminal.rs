//! What does the terminal show: the answer, the headline figures, load and capacity as sparklines, the objectives.

mod figures;

use super::lines::{BETWEEN, columns_of, cut, joined, one_line, wrapped};
use super::words;
use super::{Look, Report, Subject, answer, sparkline};
use crate::experiment::aggregate::{Aggregates, Verdict};

/// Lines at most, and on a narrow terminal.
const MOST_LINES: (usize, usize) = (25, 40);
/// Columns from which a terminal is not narrow.
const WIDE: usize = 80;
/// Objectives that are shown one by one.
const MOST_OBJECTIVES: usize = 3;

/// The summary, with a line end after each line.
pub fn summary(report: &Report<'_>, look: &Look) -> String {
    let columns = look.line();
    let most = if columns < WIDE { MOST_LINES.1 } else { MOST_LINES.0 };
    let mut lines = head(report, look, columns);
    lines.push(String::new());
    lines.extend(figures::lines(report, columns));
    let mut rest = vec![String::new()];
    rest.extend(sparkline::lines(report, look, columns));
    rest.extend(objectives(report, look, columns));
    rest.extend(remarks(report, columns));
    rest.extend(where_it_is(report, look, columns));
    lines.extend(variants(report, columns, most.saturating_sub(lines.len() + rest.len())));
    lines.truncate(most.saturating_sub(rest.len()));
    lines.extend(rest);
    lines.iter().map(|line| cut(line, columns) + "\n").collect()
}

fn head(report: &Report<'_>, look: &Look, columns: usize) -> Vec<String> {
    let title = match report.subject.title.trim() {
        "" => report.subject.name.clone(),
        title => format!("{} · {}", report.subject.name, one_line(title)),
    };
    let mut lines = vec![look.paint(&cut(&title, columns), BOLD)];
    lines.extend(wrapped(&one_line(&answer::sentence(report)), columns, if columns < WIDE { 8 } else { 4 }));
    lines
}

/// The figures of each of several variants, as far as there is room.
fn variants(report: &Report, columns: usize, room: usize) -> Vec<String> {
    let all = report.parts();
    let told = |(subject, aggregates): &(Subject, Aggregates)| {
        // Intervals are in the files: a line holds the figures of a variant.
        let mean = |metric: &str| Report { subject, aggregates }.mean(metric);
        let parts = [
            mean("attainment_percent").map(words::percent),
            mean("latency_p95_ms").map(|ms| format!("p95 {}", words::latency(ms))),
            mean("cost_usd_per_day").map(|usd| format!("{} a day", words::dollars(usd))),
            mean("instances_mean").map(|count| format!("{} instances", words::number(count))),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        let line = format!("  {:<15} {}", subject.scope(), parts.join(BETWEEN));
        if columns_of(&line) <= columns {
            return vec![line];
        }
        let below = joined(&parts, columns - 4).into_iter().map(|line| format!("    {line}"));
        std::iter::once(format!("  {}", subject.scope())).chain(below).collect()
    };
    let blocks: Vec<Vec<String>> = all.iter().map(told).collect();
    if blocks.iter().map(Vec::len).sum::<usize>() <= room {
        return blocks.concat();
    }
    let mut left = blocks.len();
    let mut lines: Vec<String> = Vec::new();
    for block in blocks {
        if lines.len() + block.len() >= room {
            break;
        }
        lines.extend(block);
        left -= 1;
    }
    lines.extend((room > 0).then(|| format!("  and {left} more variants in summary.csv")));
    lines
}

fn objectives(report: &Report<'_>, look: &Look, columns: usize) -> Vec<String> {
    let all = &report.aggregates.objectives;
    let mut lines: Vec<String> = all
        .iter()
        .take(MOST_OBJECTIVES)
        .map(|objective| {
            let mark = match objective.verdict {
                Verdict::Met => look.paint("✓", GREEN),
                Verdict::Missed => look.paint("✗", RED),
                Verdict::Undecided => look.paint("?", YELLOW),
            };
            let value = objective.value.map_or_else(|| "did not occur".to_owned(), words::number);
            let value = match objective.verdict {
                Verdict::Undecided if columns < sparkline::NARROW => "undecided".to_owned(),
                Verdict::Undecided => format!("undecided, {value}"),
                _ => value,
            };
            let room = (columns - 5).saturating_sub(columns_of(&value)).min(OBJECTIVE);
            let text = cut(&one_line(&objective.text), room);
            format!("  {mark} {text}{} {value}", " ".repeat(room - columns_of(&text)))
        })
        .collect();
    let more = all.iter().skip(MOST_OBJECTIVES);
    if all.len() > MOST_OBJECTIVES {
        let of = |verdict: Verdict| more.clone().filter(|objective| objective.verdict == verdict).count();
        let (met, missed, open) = (of(Verdict::Met), of(Verdict::Missed), of(Verdict::Undecided));
        lines.push(format!("  and {met} ✓ {missed} ✗ {open} ? more"));
    }
    lines
}

/// Few lines, for one remark or two.
fn remarks(report: &Report<'_>, columns: usize) -> Vec<String> {
    let all = report.aggregates;
    let mut lines = Vec::new();
    if all.runs < all.asked {
        lines.push(format!("  ! partial: {} of {} runs finished", all.runs, all.asked));
    }
    for remark in all.remarks.iter().chain(&report.subject.notes) {
        let room = if columns < WIDE { 4_usize } else { 2 }.saturating_sub(lines.len());
        let said = wrapped(&one_line(remark), columns - 4, room.max(1));
        let marked =
            |(number, line): (usize, String)| if number == 0 { format!("  ! {line}") } else { format!("    {line}") };
        lines.extend(said.into_iter().enumerate().map(marked).take(room));
    }
    lines
}

fn where_it_is(report: &Report<'_>, look: &Look, columns: usize) -> Vec<String> {
    let (subject, all) = (report.subject, report.aggregates);
    let mut parts = vec![words::counted(u64::from(all.runs), "run"), format!("seed {}", subject.seed)];
    if !subject.assumed.is_empty() {
        parts.push(format!("{} assumed", words::counted(subject.assumed.len() as u64, "input")));
    }
    if !look.folder.is_empty() {
        parts.push(format!("files in {}", look.folder));
    }
    joined(&parts, columns - 2).into_iter().map(|line| format!("  {line}")).collect()
}

/// Room for an objective's text.
const OBJECTIVE: usize = 34;

/// What a narrower terminal is taken for.
const LEAST_COLUMNS: usize = 40;

pub(super) const BOLD: &str = "1";
const GREEN: &str = "32";
const RED: &str = "31";
const YELLOW: &str = "33";

impl Look {
    /// Columns of a line of prose.
    pub(super) fn line(&self) -> usize {
        self.columns.clamp(LEAST_COLUMNS, 100)
    }

    /// Columns of a table.
    pub(super) fn table(&self) -> usize {
        self.columns.max(LEAST_COLUMNS)
    }

    /// Sentences for people: in lines that fit, or in one line each where they go into a file.
    pub(super) fn prose(&self, text: &str) -> String {
        let text = one_line(text);
        if self.columns == usize::MAX { text } else { wrapped(&text, self.line(), usize::MAX).join("\n") }
    }

    /// `text` in a colour or weight, where colour is wanted.
    pub(super) fn paint(&self, text: &str, code: &str) -> String {
        if self.colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

#[cfg(test)]
mod tests;
