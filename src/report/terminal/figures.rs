//! Which figures does the terminal show, in the words that planners use, and how do they fit: with their intervals where
//! there is room, else without them, else in several lines.

use crate::experiment::aggregate::Estimate;
use crate::report::Report;
use crate::report::happened;
use crate::report::lines::{BETWEEN, columns_of, joined};
use crate::report::words::{self, Measure};

/// Room for the name of a figure.
const NAME: usize = 15;

/// The headline figures, each in a line of at most `columns`, or in several.
pub(super) fn lines(report: &Report<'_>, columns: usize) -> Vec<String> {
    let figures = |with_intervals| Figures { report, with_intervals }.all();
    let room = columns - NAME - 3;
    let both = figures(true).into_iter().zip(figures(false));
    both.flat_map(|((name, whole), (_, short))| {
        let line = whole.join(BETWEEN);
        let lines = if columns_of(&line) <= room { vec![line] } else { joined(&short, room) };
        lines.into_iter().enumerate().map(move |(number, line)| {
            let name = if number == 0 { name } else { "" };
            format!("  {name:<NAME$} {line}")
        })
    })
    .collect()
}

/// The figures of a result, with their intervals or without.
struct Figures<'a> {
    report: &'a Report<'a>,
    with_intervals: bool,
}

impl Figures<'_> {
    /// Name and parts of each that there is.
    fn all(&self) -> Vec<(&'static str, Vec<String>)> {
        let within = if self.report.subject.slo_latency.is_some() { "within target" } else { "answered" };
        let rows = [
            (within, vec![self.attained()]),
            ("latency", self.latencies()),
            (
                "no answer",
                vec![
                    self.share("refused_percent", "refused "),
                    self.share("timed_out_percent", "timed out "),
                    self.share("failed_percent", "failed "),
                ],
            ),
            ("attempts", vec![self.attempts()]),
            (
                "cost",
                vec![
                    self.said("cost_usd_per_day", Measure::of_dollars).map(|said| format!("{said} a day")),
                    self.money("cost_floor_usd_per_day", "floor"),
                    self.money("cost_ceiling_usd_per_day", "ceiling"),
                ],
            ),
            ("instances", vec![self.count("instances_mean", " mean"), self.count("instances_peak", " peak")]),
            ("scaling", vec![self.count("actions_out_per_day", " out"), self.count("actions_in_per_day", " in a day")]),
            ("recorded", vec![happened::line(self.report)]),
            ("reaction p95", self.reaction()),
            ("still open", vec![self.open_reactions()]),
        ];
        let there = rows.map(|(name, parts)| (name, parts.into_iter().flatten().collect::<Vec<_>>()));
        there.into_iter().filter(|(_, parts)| !parts.is_empty()).collect()
    }

    fn said(&self, metric: &str, measure: fn(f64) -> Measure) -> Option<String> {
        let row = self.report.estimate(metric)?;
        let mean = row.mean?;
        let limits = row.low.zip(row.high).filter(|_| self.with_intervals);
        Some(words::with_interval(mean, limits, measure(mean)))
    }

    /// A share; one that is zero in every run has an upper limit instead.
    fn share(&self, metric: &str, word: &str) -> Option<String> {
        let row = self.report.estimate(metric)?;
        let said = match (row.mean?, row.note.trim_end_matches('%').trim()) {
            (0.0, "") => "0 %".to_owned(),
            (0.0, limit) => format!("{limit} %"),
            // The width of so small a share is for the files.
            (mean, _) if mean < 0.01 => words::percent(mean),
            _ => self.said(metric, Measure::of_percent)?,
        };
        Some(format!("{word}{said}"))
    }

    /// The share within the target, and for how long it was missed.
    fn attained(&self) -> Option<String> {
        let bad = self.said("bad_minutes_per_day", Measure::of_number);
        let bad = bad.map(|said| format!("{said} bad minutes a day"));
        let parts = [self.share("attainment_percent", ""), bad];
        Some(parts.into_iter().flatten().collect::<Vec<_>>().join(", ")).filter(|said| !said.is_empty())
    }

    /// Where clients try again.
    fn attempts(&self) -> Option<String> {
        let mean = self.report.mean("attempts_per_request").filter(|mean| *mean > 1.0)?;
        // Few more than one are told by how many.
        let said =
            if mean < 1.1 { format!("{mean:.4}") } else { self.said("attempts_per_request", Measure::of_number)? };
        Some(format!("{said} for each request"))
    }

    fn latencies(&self) -> Vec<Option<String>> {
        if let Some(why) = self.report.subject.no_percentiles() {
            return vec![Some(why.to_owned())];
        }
        let one = |metric: &str, name: &str| Some(format!("{name} {}", self.said(metric, Measure::of_latency)?));
        vec![one("latency_p50_ms", "p50"), one("latency_p95_ms", "p95"), one("latency_p99_ms", "p99")]
    }

    fn money(&self, metric: &str, word: &str) -> Option<String> {
        Some(format!("{word} {}", words::dollars(self.report.mean(metric)?)))
    }

    fn count(&self, metric: &str, after: &str) -> Option<String> {
        Some(format!("{}{after}", self.said(metric, Measure::of_number)?))
    }

    /// The 95th percentile over scale-outs and those of its parts, which do not add up to it.
    fn reaction(&self) -> Vec<Option<String>> {
        let part = |metric: &str, word: &str| {
            self.report.estimate(metric).and_then(length).map(|said| format!("{word}{said}"))
        };
        match part("reaction_p95_s", "") {
            None if self.report.subject.policies.is_empty() => vec![],
            None => vec![Some("no scale-out answered an alarm, so there is no reaction chart".to_owned())],
            whole => {
                let (until, from) = ("to the activity ", "from there to service ");
                vec![whole, part("detection_p95_s", until), part("launch_p95_s", from)]
            }
        }
    }

    /// Scale-outs that are in no figure, because the run ended first.
    fn open_reactions(&self) -> Option<String> {
        let open = self.report.aggregates.budget.open_reactions;
        (open > 0).then(|| format!("{} with no new instance by the end", words::counted(open, "scale-out")))
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
