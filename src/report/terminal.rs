//! What does the terminal show: the answer, the headline figures, load and capacity as sparklines, the objectives.

use super::sparkline;
use super::words::{self, Measure};
use super::{Look, Report, Subject, answer, happened};
use crate::experiment::aggregate::{Aggregates, Estimate, Verdict};

/// Lines at most.
const MOST_LINES: usize = 25;
/// Units that follow their number after a space.
const UNITS: [&str; 6] = ["%", "ms", "s", "m", "h", "d"];
/// Objectives that are shown one by one.
const MOST_OBJECTIVES: usize = 3;

/// The summary, with a line end after each line.
pub fn summary(report: &Report<'_>, look: &Look) -> String {
    let columns = look.columns.clamp(60, 100);
    let mut lines = head(report, look, columns);
    lines.push(String::new());
    lines.extend(figures(report).into_iter().map(|(name, said)| format!("  {name:<15} {said}")));
    let mut rest = vec![String::new()];
    rest.extend(sparkline::lines(report, look, columns));
    rest.extend(objectives(report, look));
    rest.extend(remarks(report, columns));
    rest.push(where_it_is(report, look));
    lines.extend(variants(report, MOST_LINES.saturating_sub(lines.len() + rest.len())));
    lines.extend(rest);
    lines.truncate(MOST_LINES);
    lines.iter().map(|line| cut(line, columns) + "\n").collect()
}

fn head(report: &Report<'_>, look: &Look, columns: usize) -> Vec<String> {
    let title = match report.subject.title.trim() {
        "" => report.subject.name.clone(),
        title => format!("{} · {}", report.subject.name, one_line(title)),
    };
    let mut lines = vec![look.paint(&cut(&title, columns), BOLD)];
    lines.extend(wrapped(&one_line(&answer::sentence(report)), columns, 4));
    lines
}

/// The headline figures, in the words that planners use.
fn figures(report: &Report<'_>) -> Vec<(&'static str, String)> {
    let subject = report.subject;
    let within = if subject.slo_latency.is_some() { "within target" } else { "answered" };
    let rows = [
        (within, joined(&[share(report, "attainment_percent", ""), bad_minutes(report)], ", ")),
        ("latency", latencies(report)),
        (
            "no answer",
            joined(
                &[
                    share(report, "refused_percent", "refused "),
                    share(report, "timed_out_percent", "timed out "),
                    share(report, "failed_percent", "failed "),
                ],
                " · ",
            ),
        ),
        (
            "cost",
            joined(
                &[
                    cost(report),
                    bare_money(report, "cost_floor_usd_per_day", "floor"),
                    bare_money(report, "cost_ceiling_usd_per_day", "ceiling"),
                ],
                " · ",
            ),
        ),
        (
            "instances",
            joined(&[count(report, "instances_mean", " mean"), count(report, "instances_peak", " peak")], " · "),
        ),
        (
            "scaling",
            joined(
                &[count(report, "actions_out_per_day", " out"), count(report, "actions_in_per_day", " in a day")],
                " · ",
            ),
        ),
        ("recorded", happened::line(report).unwrap_or_default()),
        ("reaction p95", reaction(report)),
        ("still open", open_reactions(report)),
    ];
    rows.into_iter().filter(|(_, said)| !said.is_empty()).collect()
}

/// A line for each of several variants, as far as there is room.
fn variants(report: &Report, room: usize) -> Vec<String> {
    let all = report.parts();
    let line = |(subject, aggregates): &(Subject, Aggregates)| {
        // Intervals are in the files: a line holds the figures of a variant.
        let mean = |metric: &str| Report { subject, aggregates }.mean(metric);
        let parts = [
            mean("attainment_percent").map(words::percent),
            mean("latency_p95_ms").map(|ms| format!("p95 {}", words::latency(ms))),
            mean("cost_usd_per_day").map(|usd| format!("{} a day", words::dollars(usd))),
            mean("instances_mean").map(|count| format!("{} instances", words::number(count))),
        ];
        format!("  {:<15} {}", subject.scope(), joined(&parts, " · "))
    };
    let mut lines: Vec<String> = all.iter().map(line).collect();
    if lines.len() > room {
        lines.truncate(room.saturating_sub(1));
        let more = format!("  and {} more variants in summary.csv", all.len() - lines.len());
        lines.extend((room > 0).then_some(more));
    }
    lines
}

fn joined(parts: &[Option<String>], between: &str) -> String {
    parts.iter().flatten().cloned().collect::<Vec<_>>().join(between)
}

fn said(report: &Report<'_>, metric: &str, measure: fn(f64) -> Measure) -> Option<String> {
    let row = report.estimate(metric)?;
    let mean = row.mean?;
    Some(words::with_interval(mean, row.low.zip(row.high), measure(mean)))
}

/// A share; one that is zero in every run has an upper limit instead.
fn share(report: &Report<'_>, metric: &str, word: &str) -> Option<String> {
    let row = report.estimate(metric)?;
    let said = match (row.mean?, row.note.trim_end_matches('%').trim()) {
        (0.0, "") => "0 %".to_owned(),
        (0.0, limit) => format!("{limit} %"),
        // The width of so small a share is for the files.
        (mean, _) if mean < 0.01 => words::percent(mean),
        _ => said(report, metric, Measure::of_percent)?,
    };
    Some(format!("{word}{said}"))
}

fn bad_minutes(report: &Report<'_>) -> Option<String> {
    Some(format!("{} bad minutes a day", said(report, "bad_minutes_per_day", Measure::of_number)?))
}

fn latencies(report: &Report<'_>) -> String {
    if let Some(why) = report.subject.no_percentiles() {
        return why.to_owned();
    }
    let one = |metric: &str, name: &str| Some(format!("{name} {}", said(report, metric, Measure::of_latency)?));
    joined(&[one("latency_p50_ms", "p50"), one("latency_p95_ms", "p95"), one("latency_p99_ms", "p99")], " · ")
}

fn cost(report: &Report<'_>) -> Option<String> {
    Some(format!("{} a day", said(report, "cost_usd_per_day", Measure::of_dollars)?))
}

fn bare_money(report: &Report<'_>, metric: &str, word: &str) -> Option<String> {
    Some(format!("{word} {}", words::dollars(report.mean(metric)?)))
}

fn count(report: &Report<'_>, metric: &str, after: &str) -> Option<String> {
    Some(format!("{}{after}", said(report, metric, Measure::of_number)?))
}

/// The 95th percentile over scale-outs and those of its parts, which do not add up to it.
fn reaction(report: &Report<'_>) -> String {
    let part = |metric: &str, word: &str| length(report.estimate(metric)?).map(|said| format!("{word}{said}"));
    match part("reaction_p95_s", "") {
        None if report.subject.policies.is_empty() => String::new(),
        None => "no scale-out answered an alarm, so there is no reaction chart".to_owned(),
        whole => {
            let (until, from) = ("to the activity ", "from there to service ");
            joined(&[whole, part("detection_p95_s", until), part("launch_p95_s", from)], " · ")
        }
    }
}

/// Scale-outs that are in no figure, because the run ended first.
fn open_reactions(report: &Report<'_>) -> String {
    match report.aggregates.budget.open_reactions {
        0 => String::new(),
        n => format!("{} with no new instance by the end", words::counted(n, "scale-out")),
    }
}

/// A length of time; a censored percentile has its lower limit in the note.
fn length(row: &Estimate) -> Option<String> {
    let limit = row.note.strip_prefix("> ").and_then(|limit| limit.trim_end_matches(" s").parse().ok());
    match (limit, row.mean) {
        (Some(limit), _) => Some(format!("> {}", words::length(limit))),
        (None, mean) => mean.map(words::length),
    }
}

fn objectives(report: &Report<'_>, look: &Look) -> Vec<String> {
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
            let value = match (objective.verdict, objective.value) {
                (_, None) => "did not occur".to_owned(),
                (_, Some(value)) => words::number(value),
            };
            format!("  {mark} {:<34} {value}", one_line(&objective.text))
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

/// Two lines at most, for one remark or two.
fn remarks(report: &Report<'_>, columns: usize) -> Vec<String> {
    let all = report.aggregates;
    let mut lines = Vec::new();
    if all.runs < all.asked {
        lines.push(format!("  ! partial: {} of {} runs finished", all.runs, all.asked));
    }
    for remark in all.remarks.iter().chain(&report.subject.notes) {
        let room = 2 - lines.len().min(2);
        let said = wrapped(&one_line(remark), columns - 4, room.max(1));
        let marked =
            |(number, line): (usize, String)| if number == 0 { format!("  ! {line}") } else { format!("    {line}") };
        lines.extend(said.into_iter().enumerate().map(marked).take(room));
    }
    lines
}

fn where_it_is(report: &Report<'_>, look: &Look) -> String {
    let (subject, all) = (report.subject, report.aggregates);
    let mut parts = vec![words::counted(u64::from(all.runs), "run"), format!("seed {}", subject.seed)];
    if !subject.assumed.is_empty() {
        parts.push(format!("{} assumed", words::counted(subject.assumed.len() as u64, "input")));
    }
    if !look.folder.is_empty() {
        parts.push(format!("files in {}", look.folder));
    }
    format!("  {}", parts.join(" · "))
}

const BOLD: &str = "1";
const GREEN: &str = "32";
const RED: &str = "31";
const YELLOW: &str = "33";

impl Look {
    /// `text` in a colour or weight, where colour is wanted.
    pub(super) fn paint(&self, text: &str, code: &str) -> String {
        if self.colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

/// Text of a scenario may hold line ends and escapes; a terminal gets neither.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Columns that a character takes: two for the wide scripts of East Asia.
fn cells(c: char) -> usize {
    let wide = matches!(u32::from(c), 0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFF00..=0xFF60 | 0x1F300..=0x1FAFF | 0x20000..=0x3FFFD);
    1 + usize::from(wide)
}

/// How many columns a text takes; colour takes none.
pub(super) fn columns_of(text: &str) -> usize {
    let mut escaped = false;
    text.chars()
        .map(|c| {
            let counts = !escaped && c != '\u{1b}';
            escaped = c == '\u{1b}' || (escaped && c != 'm');
            if counts { cells(c) } else { 0 }
        })
        .sum()
}

/// A line that fits: its end is replaced by an ellipsis.
fn cut(line: &str, columns: usize) -> String {
    let line = line.trim_end();
    if columns_of(line) <= columns {
        return line.to_owned();
    }
    let (mut taken, mut out) = (0, String::new());
    for c in line.chars().filter(|c| *c != '\u{1b}') {
        if taken + cells(c) > columns - 1 {
            break;
        }
        taken += cells(c);
        out.push(c);
    }
    out + "…"
}

/// Words in lines; what does not fit into `most` lines is cut.
fn wrapped(text: &str, columns: usize, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    let all: Vec<&str> = text.split_whitespace().collect();
    for (index, word) in all.iter().enumerate() {
        let last = lines.len() - 1;
        // A number stays with its unit.
        let unit = all.get(index + 1).filter(|next| UNITS.contains(&next.trim_end_matches([',', ';', '.'])));
        let room = columns_of(word) + unit.map_or(0, |unit| 1 + columns_of(unit));
        let full = columns_of(&lines[last]) + 1 + room > columns;
        if full && !lines[last].is_empty() && lines.len() < most {
            lines.push((*word).to_owned());
        } else {
            if !lines[last].is_empty() {
                lines[last].push(' ');
            }
            lines[last].push_str(word);
        }
    }
    lines
}

#[cfg(test)]
mod tests;
