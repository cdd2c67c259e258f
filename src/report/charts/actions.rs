//! What was done, and why: desired and in service of the run of median cost, its alarms and cooldowns, each policy's
//! verdicts, and the largest changes with their reasons.

use super::canvas::{Canvas, Side};
use super::capacity::panels::{greatest, of_run, tick_label};
use super::capacity::strips::{self, BELOW_HEADING, STRIP_PITCH};
use super::fonts::{Weight, ended};
use super::frame::{self, PANEL, PLAIN, Panel, QUIETLY, Sample, TICKS_APART};
use super::plot::Plot;
use super::scale::Scale;
use super::style::{
    AXIS, CALM, DESIRED, EDGE, GRID, IN_SERVICE, INK, Ink, LAUNCHING_HATCH, LINE, LINE_WIDTH, STRIP, TEXT, WIDTH,
};
use super::time_axis::TimeAxis;
use super::{Picture, caption, table, value};
use crate::engine::{Span, Time};
use crate::report::tables::when;
use crate::report::{Report, clock, words};
use crate::simulation::outcome::{Activity, RunOutcome, Stretch};
use std::collections::BTreeSet;

/// Changes that are named, at most.
const NAMED: usize = 5;
/// Lanes of policies, at most.
const LANES: usize = 4;
/// On and off of a line for what is wanted [px].
const DASH: (f64, f64) = (10.0, 6.0);

/// Draws the chart; `None` if nothing was done and nobody decides.
///
/// # Errors
/// In the words of the drawing library.
pub(super) fn picture(report: &Report<'_>) -> Result<Option<Picture>, String> {
    let Some(run) = report.aggregates.shown.get(report.aggregates.median) else { return Ok(None) };
    let changes = report.changes();
    if changes.is_empty() && run.decisions.is_empty() {
        return Ok(None);
    }
    let caption = caption::of(report, finding(&changes, run), caption::footer(report));
    let named = named(&changes);
    let alt = alt(report, &caption.title, &named);
    let sheet = Sheet { report, run, lanes: lanes(run) };
    let drawn = frame::sheet(&caption, &alt, |canvas, room| sheet.paint(canvas, &named, room))?;
    Ok(Some(Picture { name: "actions", svg: drawn.svg, csv: csv(report, run), further: None, alt, texts: drawn.texts }))
}

fn finding(changes: &[&Activity], run: &RunOutcome) -> String {
    let outs = changes.iter().filter(|change| change.to > change.from).count();
    let lower = changes.len() - outs;
    if changes.is_empty() {
        return format!("Nothing is scaled in run {}", run.run);
    }
    let count = |n: usize, word: &str| words::counted(n as u64, word);
    let widest = changes.iter().max_by_key(|change| (change.to.abs_diff(change.from), std::cmp::Reverse(change.start)));
    let widest = widest.map_or_else(String::new, |change| format!(", the widest {} → {}", change.from, change.to));
    format!("{} and {} in run {}{widest}", count(outs, "scale-out"), count(lower, "scale-in"), run.run)
}

/// The widest changes, in order of time; of equals the first.
fn named<'a>(changes: &[&'a Activity]) -> Vec<&'a Activity> {
    let mut all: Vec<&Activity> = changes.to_vec();
    all.sort_by_key(|change| (std::cmp::Reverse(change.to.abs_diff(change.from)), change.start));
    all.truncate(NAMED);
    all.sort_by_key(|change| change.start);
    all
}

/// Why, in the words of the activity, without what every one of them says.
fn reason(change: &Activity) -> String {
    let cause = change.cause.replace('\n', " ");
    let cause = cause.trim().trim_end_matches('.');
    let policy = cause.rsplit_once("triggered policy ").map(|(_, policy)| policy.trim());
    let alarm = ["AlarmHigh", "AlarmLow"].into_iter().find(|name| cause.contains(name));
    let said = match (policy, alarm) {
        (Some(policy), Some(alarm)) => format!("{alarm} of {policy}"),
        (Some(_), None) => cause.replace("in state ALARM triggered policy", "triggers"),
        _ => cause.to_owned(),
    };
    let failed = if change.status_code == "Successful" { String::new() } else { format!(" ({})", change.status_code) };
    format!("{said}{failed}")
}

/// A policy and its verdicts.
struct Lane<'a> {
    policy: &'a str,
    stretches: Vec<&'a Stretch>,
}

fn lanes(run: &RunOutcome) -> Vec<Lane<'_>> {
    let names: BTreeSet<&str> = run.decisions.iter().map(|stretch| stretch.policy.as_str()).collect();
    let lane = |policy| Lane { policy, stretches: run.decisions.iter().filter(|s| s.policy == policy).collect() };
    names.into_iter().map(lane).take(LANES).collect()
}

/// What a verdict looks like; `None` for the calm of no alarm.
fn look(stretch: &Stretch) -> Option<(Ink, &'static str)> {
    match (stretch.verdict.as_str(), stretch.reason.as_str()) {
        ("scale_out", _) => Some((IN_SERVICE, "scales out")),
        ("scale_in", _) => Some((DESIRED, "scales in")),
        ("bounds", _) => Some((INK, "sets bounds")),
        (_, "sim.alarm_not_breaching" | "sim.insufficient_data") => None,
        (_, reason) if reason.starts_with("AlreadyAt") => Some((CALM, "there already, or at a bound")),
        _ => Some((AXIS, "held back")),
    }
}

struct Sheet<'a> {
    report: &'a Report<'a>,
    run: &'a RunOutcome,
    lanes: Vec<Lane<'a>>,
}

impl Sheet<'_> {
    fn paint(&self, canvas: &mut Canvas<'_>, named: &[&Activity], (top, bottom): (f64, f64)) -> Result<(), String> {
        let strips = strips::of(self.report);
        let strips_high =
            |count: usize| if count > 0 { BELOW_HEADING + count as f64 * STRIP_PITCH + 14.0 } else { 0.0 };
        let list = if named.is_empty() { 0.0 } else { LINE * named.len() as f64 + 16.0 };
        let fixed = strips_high(strips.len()) + strips_high(self.lanes.len()) + list;
        let marks = if named.is_empty() { 0.0 } else { 30.0 };
        let [mut panel] = frame::stack((top, bottom - fixed), [1.0]);
        panel.top += marks;
        let subject = self.report.subject;
        let time = TimeAxis::new(&subject.zone, subject.window(), PANEL, TICKS_APART);
        let mut y = panel.bottom + 12.0 + LINE + 10.0;
        let end = y + strips_high(strips.len()) + strips_high(self.lanes.len());
        frame::day_lines(canvas, &time, &subject.zone, (panel.top, panel.bottom))?;
        // Not through headings and clock.
        let mut reaches = vec![(panel.top - marks + 18.0, panel.bottom)];
        let mut from = y;
        for count in [strips.len(), self.lanes.len()].into_iter().filter(|count| *count > 0) {
            reaches.push((from + BELOW_HEADING - 4.0, from + BELOW_HEADING + count as f64 * STRIP_PITCH - 6.0));
            from += strips_high(count);
        }
        for change in named {
            let x = time.at(change.start);
            for (from, until) in &reaches {
                canvas.dashed(&[(x, *from), (x, *until)], AXIS, 1.4, (3.0, 4.0))?;
            }
        }
        self.counts(canvas, &time, panel)?;
        frame::clock_row(canvas, &time, panel.bottom)?;
        let mut free_from = 0.0;
        for (number, change) in named.iter().enumerate() {
            // Marks that would lie on one another stand side by side.
            let x = time.at(change.start).max(free_from);
            free_from = x + 27.0;
            canvas.mark(number + 1, (x, panel.top - marks + 8.0), INK)?;
        }
        if !strips.is_empty() {
            strips::paint(canvas, &strips, &time, y, self.run.run)?;
            y += strips_high(strips.len());
        }
        if !self.lanes.is_empty() {
            self.verdicts(canvas, &time, y)?;
        }
        let words_from = end + 4.0;
        for (number, change) in named.iter().enumerate() {
            let y = words_from + number as f64 * LINE;
            canvas.mark(number + 1, (EDGE + 12.0, y + 9.0), INK)?;
            let moment = clock::moment(&subject.zone, change.start.floor(Span::SECOND), subject.window());
            let text = format!("{moment} · {} → {} · {}", change.from, change.to, reason(change));
            let text = ended(&text, TEXT, Weight::Regular, WIDTH - 2.0 * EDGE - 36.0);
            canvas.text(&text, (EDGE + 36.0, y), Side::Left, PLAIN)?;
        }
        Ok(())
    }

    fn counts(&self, canvas: &mut Canvas<'_>, time: &TimeAxis, panel: Panel) -> Result<(), String> {
        let line = &self.run.timeline;
        let steps = line.offered_per_s.len();
        let in_service = |step: usize| value(&line.in_service, step);
        let both = |step: usize| in_service(step) + value(&line.launching, step);
        let most = greatest(steps, both).max(greatest(steps, |step| value(&line.desired, step)));
        let plot = Plot { time, values: Scale::linear(most, true, 4, (panel.bottom, panel.top)), line };
        frame::grid(canvas, &plot, tick_label)?;
        for outline in plot.ribbons(in_service, both) {
            canvas.hatched(&outline, LAUNCHING_HATCH)?;
        }
        for path in plot.stairs(in_service) {
            canvas.line(&path, IN_SERVICE, LINE_WIDTH)?;
        }
        for path in plot.stairs(|step| value(&line.desired, step)) {
            canvas.dashed(&path, DESIRED, LINE_WIDTH, DASH)?;
        }
        frame::base(canvas, panel.bottom)?;
        let legend = [
            (Sample::Dashed(DESIRED, DASH), "desired".to_owned()),
            (Sample::Line(IN_SERVICE, LINE_WIDTH), "in service".to_owned()),
            (Sample::Hatched(LAUNCHING_HATCH), "launching".to_owned()),
        ];
        frame::heading(canvas, panel.heading, &format!("Instances{}", of_run(self.run.run)), &legend)
    }

    /// A strip a policy: where it scaled, and where it would have and was held back.
    fn verdicts(&self, canvas: &mut Canvas<'_>, time: &TimeAxis, heading: f64) -> Result<(), String> {
        let mut legend: Vec<(Sample, String)> = Vec::new();
        for (place, lane) in self.lanes.iter().enumerate() {
            let top = heading + BELOW_HEADING + place as f64 * STRIP_PITCH;
            let label = ended(lane.policy, TEXT, Weight::Regular, PANEL.0 - EDGE - 8.0);
            canvas.text(&label, (PANEL.0 - 12.0, top + (STRIP - TEXT) / 2.0), Side::Right, QUIETLY)?;
            canvas.rectangle((PANEL.0, top), (PANEL.1, top + STRIP), GRID.at(60))?;
            for stretch in &lane.stretches {
                let Some((ink, name)) = look(stretch) else { continue };
                if stretch.until < time.start() || stretch.from >= time.end() {
                    continue;
                }
                let (left, right) = (time.at(stretch.from), time.at(stretch.until));
                canvas.rectangle((left, top), (right.max(left + 3.0).min(PANEL.1), top + STRIP), ink)?;
                if legend.iter().all(|(_, words)| words != name) {
                    legend.push((Sample::Area(ink), name.to_owned()));
                }
            }
        }
        frame::heading(canvas, heading, "Verdicts of the policies", &legend)
    }
}

fn alt(report: &Report<'_>, title: &str, named: &[&Activity]) -> String {
    let subject = report.subject;
    let said = |change: &&Activity| {
        let moment = clock::moment(&subject.zone, change.start.floor(Span::SECOND), subject.window());
        format!("{moment} {} to {}, {}", change.from, change.to, reason(change))
    };
    let all: Vec<String> = named.iter().map(said).collect();
    format!("{title}. The widest changes: {}. The numbers are in actions.csv.", all.join("; "))
}

const HEADER: [&str; 9] = [
    "kind",
    "from_time",
    "from_seconds",
    "until_time",
    "until_seconds",
    "policy",
    "capacity_before",
    "capacity_after",
    "why",
];

/// Changes of capacity and stretches of verdicts, in order of time.
fn csv(report: &Report<'_>, run: &RunOutcome) -> Vec<u8> {
    let at = |moment| when(report.subject, moment);
    let row = |kind: &str, from, until: [String; 2], policy: &str, last: [String; 3]| {
        let mut cells = vec![kind.to_owned()];
        cells.extend(at(from).into_iter().chain(until));
        cells.push(policy.to_owned());
        cells.extend(last);
        cells
    };
    let mut rows: Vec<(Time, Vec<String>)> = Vec::new();
    for change in report.changes() {
        let until = change.end.map_or_else(Default::default, at);
        let counts = [change.from.to_string(), change.to.to_string(), reason(change)];
        rows.push((change.start, row("change", change.start, until, "", counts)));
    }
    for stretch in run.decisions.iter().filter(|stretch| look(stretch).is_some()) {
        let why = if stretch.reason.is_empty() { stretch.verdict.clone() } else { stretch.reason.clone() };
        let last = [String::new(), String::new(), why];
        rows.push((stretch.from, row("verdict", stretch.from, at(stretch.until), &stretch.policy, last)));
    }
    rows.sort_by_key(|row| row.0);
    table(&HEADER, rows.into_iter().map(|row| row.1))
}
