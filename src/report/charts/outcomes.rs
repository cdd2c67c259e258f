//! What becomes of the requests: ok in time, slow, refused, timed out, failed, stacked over time; and, where clients try
//! again, how many attempts a request takes.

use super::canvas::Canvas;
use super::capacity::panels::{greatest, tick_label};
use super::frame::{self, PANEL, Panel, Sample, TICKS_APART};
use super::plot::Plot;
use super::scale::Scale;
use super::style::{DEMAND, DESIRED, GOOD, IN_SERVICE, INK, Ink, LINE_WIDTH, SECOND, VIOLATION};
use super::time_axis::TimeAxis;
use super::{Picture, caption, table, value};
use crate::report::tables::when;
use crate::report::{Report, clock, figure, words};
use crate::simulation::outcome::Timeline;

/// The ways in which a request is not good, with their colours; the lower panel has a dash each as well.
const BAD: [(&str, Ink); 4] = [("slow", DESIRED), ("refused", VIOLATION), ("timed out", SECOND), ("failed", INK)];

/// Draws the chart; `None` without requests.
///
/// # Errors
/// In the words of the drawing library.
pub(super) fn picture(report: &Report<'_>) -> Result<Option<Picture>, String> {
    let line = &report.aggregates.mean;
    if line.offered_per_s.iter().all(|x| *x <= 0.0) {
        return Ok(None);
    }
    let caption = caption::of(report, finding(report), caption::footer(report));
    let most = most_attempts(line);
    let attempts = most.map_or(String::new(), |(most, step)| {
        let at = clock::moment(&report.subject.zone, line.start + line.step * step as u64, report.subject.window());
        format!(" Below that, the attempts that each request took, {} at most ({at}).", words::rate(most))
    });
    let alt = format!(
        "{}. Requests a second over time, stacked by outcome: good, slow, refused, timed out, failed; below, those that \
         were not good as a share.{attempts} The numbers are in outcomes.csv.",
        caption.title
    );
    let drawn = frame::sheet(&caption, &alt, |canvas, room| {
        let panels: Vec<Panel> = match most {
            None => frame::stack(room, [0.6, 0.4]).to_vec(),
            Some(_) => frame::stack(room, [0.46, 0.29, 0.25]).to_vec(),
        };
        let time = TimeAxis::new(&report.subject.zone, report.subject.window(), PANEL, TICKS_APART);
        for panel in &panels {
            frame::day_lines(canvas, &time, &report.subject.zone, (panel.top, panel.bottom))?;
        }
        stacked(canvas, report, &time, panels[0], true)?;
        stacked(canvas, report, &time, panels[1], false)?;
        if let Some((most, _)) = &most {
            attempts_of(canvas, report, &time, (panels[2], *most))?;
        }
        frame::clock_row(canvas, &time, panels[panels.len() - 1].bottom)
    })?;
    Ok(Some(Picture { name: "outcomes", svg: drawn.svg, csv: csv(report), further: None, alt, texts: drawn.texts }))
}

/// What is not good, over the whole, by its kinds.
fn finding(report: &Report<'_>) -> String {
    let line = &report.aggregates.mean;
    let steps = line.offered_per_s.len();
    let sum = |of: &dyn Fn(usize) -> f64| (0..steps).map(of).filter(|x| x.is_finite()).sum::<f64>();
    let offered = sum(&|step| value(&line.offered_per_s, step));
    let mut parts: Vec<(f64, &str)> =
        (0..BAD.len()).map(|kind| (sum(&|step| rates(line, step)[kind + 1]), BAD[kind].0)).collect();
    let bad: f64 = parts.iter().map(|part| part.0).sum();
    if bad / offered < 1e-6 {
        return "Every request is served in time".to_owned();
    }
    parts.sort_by(|a, b| b.0.total_cmp(&a.0));
    let said: Vec<String> = parts
        .iter()
        .filter(|part| part.0 / offered >= 1e-6)
        .take(3)
        .map(|(part, name)| format!("{} {name}", words::percent(part / offered * 100.0)))
        .collect();
    match said.as_slice() {
        [one] => format!("Of all requests {one}"),
        _ => format!("{} of the requests are not good: {}", words::percent(bad / offered * 100.0), said.join(", ")),
    }
}

/// Good, slow, refused, timed out, failed [1/s] at a step; their sum is what was offered, but for those open at the end.
pub(super) fn rates(line: &Timeline, step: usize) -> [f64; 5] {
    let secs = line.step.secs();
    let offered = value(&line.offered_per_s, step);
    let share = value(&line.good_share, step);
    let good = if share.is_finite() { offered * share } else { 0.0 };
    let slow = (value(&line.served_per_s, step) - good).max(0.0);
    let of = |column: &[f32]| value(column, step) / secs;
    [good, slow, of(&line.refused), of(&line.timed_out), of(&line.failed)]
}

/// Attempts that were made in a step for each request that arrived in it; NaN without requests.
pub(super) fn attempts(line: &Timeline, step: usize) -> f64 {
    let offered = value(&line.offered_per_s, step);
    if offered > 0.0 { value(&line.attempts_per_s, step) / offered } else { f64::NAN }
}

/// The most attempts that the requests of a step took, and the step; `None`: nobody tried again.
fn most_attempts(line: &Timeline) -> Option<(f64, usize)> {
    let steps = (0..line.offered_per_s.len()).filter(|step| value(&line.offered_per_s, *step) > 0.0);
    let most = steps.map(|step| (attempts(line, step), step)).max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
    most.filter(|(most, _)| *most > 1.0)
}

/// How many attempts a request took, from one on.
fn attempts_of(
    canvas: &mut Canvas<'_>,
    report: &Report<'_>,
    time: &TimeAxis,
    (panel, most): (Panel, f64),
) -> Result<(), String> {
    let line = &report.aggregates.mean;
    let plot = Plot { time, values: Scale::between(1.0, most, 3, (panel.bottom, panel.top)), line };
    frame::grid(canvas, &plot, tick_label)?;
    for path in plot.stairs(|step| attempts(line, step)) {
        canvas.line(&path, IN_SERVICE, LINE_WIDTH)?;
    }
    frame::base(canvas, panel.bottom)?;
    frame::heading(canvas, panel.heading, "Attempts for each request", &[])
}

/// The kinds above one another, in the upper panel on top of what is good.
fn stacked(
    canvas: &mut Canvas<'_>,
    report: &Report<'_>,
    time: &TimeAxis,
    panel: Panel,
    with_good: bool,
) -> Result<(), String> {
    let line = &report.aggregates.mean;
    let first = usize::from(!with_good);
    let up_to = |kind: usize| {
        move |step: usize| {
            let sum = rates(line, step)[first..kind].iter().sum::<f64>();
            if with_good { sum } else { sum / value(&line.offered_per_s, step) * 100.0 }
        }
    };
    let steps = line.offered_per_s.len();
    let most =
        greatest(steps, up_to(5)).max(if with_good { greatest(steps, |s| value(&line.offered_per_s, s)) } else { 0.0 });
    // Shares of many steps may round to a hair above the whole.
    let most = if with_good { most } else { most.min(100.0) };
    let values = Scale::linear(most, false, if with_good { 4 } else { 3 }, (panel.bottom, panel.top));
    let plot = Plot { time, values, line };
    frame::grid(canvas, &plot, |tick| if with_good { tick_label(tick) } else { format!("{} %", words::rate(tick)) })?;
    let inks = [GOOD.at(45), DESIRED, VIOLATION, SECOND, INK];
    let mut legend = Vec::new();
    for kind in first..5 {
        let is_there = (0..steps).any(|step| rates(line, step)[kind] > 0.0);
        if !is_there {
            continue;
        }
        for outline in plot.ribbons(up_to(kind), up_to(kind + 1)) {
            canvas.area(&outline, inks[kind])?;
        }
        let name = if kind == 0 { "good" } else { BAD[kind - 1].0 };
        legend.push((Sample::Area(inks[kind]), name.to_owned()));
    }
    if with_good {
        for path in plot.stairs(|step| value(&line.offered_per_s, step)) {
            canvas.line(&path, DEMAND, 1.6)?;
        }
        legend.insert(0, (Sample::Line(DEMAND, LINE_WIDTH), "offered".to_owned()));
    }
    frame::base(canvas, panel.bottom)?;
    let heading = if with_good { "Requests a second, by outcome" } else { "Not good, of the requests offered" };
    frame::heading(canvas, panel.heading, heading, &legend)
}

fn csv(report: &Report<'_>) -> Vec<u8> {
    let line = &report.aggregates.mean;
    let rows = (0..line.offered_per_s.len()).map(|step| {
        let at = line.start + line.step * step as u64;
        let offered = figure::figure(value(&line.offered_per_s, step));
        let kinds = rates(line, step).map(figure::figure);
        let made = figure::figure(value(&line.attempts_per_s, step));
        when(report.subject, at).into_iter().chain([offered, made]).chain(kinds)
    });
    let header = [
        "time",
        "seconds",
        "offered_per_s",
        "attempts_per_s",
        "good_per_s",
        "slow_per_s",
        "refused_per_s",
        "timed_out_per_s",
        "failed_per_s",
    ];
    table(&header, rows)
}
