//! What does another policy change: capacity, latency and cost of two to four settings on one clock, over the same days.

use super::{Caption, Measure, table};
use crate::engine::{Time, Zone};
use crate::report::charts::Picture;
use crate::report::charts::canvas::Canvas;
use crate::report::charts::frame::{self, PANEL, Sample, TICKS_APART};
use crate::report::charts::plot::Plot;
use crate::report::charts::scale::Scale;
use crate::report::charts::style::{
    BAND, DESIRED, GOOD, IN_SERVICE, INK, Ink, LINE, LINE_WIDTH, SECOND, TEXT, VIOLATION,
};
use crate::report::charts::time_axis::TimeAxis;
use crate::report::figure;
use crate::report::tables::moment;
use crate::simulation::outcome::Timeline;

/// Settings side by side.
#[derive(Clone, Debug)]
pub struct Compare<'a> {
    /// Title, subtitle, footer.
    pub caption: Caption,
    /// The clock of the axis.
    pub zone: &'a Zone,
    /// The counted window.
    pub window: (Time, Time),
    /// The target of the latency panel [ms].
    pub slo_ms: Option<f64>,
    /// Two to four, the first the one that the others are compared with. All on one grid of steps.
    pub sides: Vec<Side<'a>>,
}

/// One setting over its runs.
#[derive(Clone, Debug)]
pub struct Side<'a> {
    /// What a reader calls it: `today`, `target 1,200`.
    pub name: String,
    /// Mean over its runs.
    pub mean: &'a Timeline,
    /// 10th percentile over its runs.
    pub p10: &'a Timeline,
    /// 90th percentile over its runs.
    pub p90: &'a Timeline,
}

/// Colour and dash of each side: told apart without colours too.
const LOOKS: [(Ink, Option<(f64, f64)>); 4] =
    [(IN_SERVICE, None), (SECOND, Some((12.0, 5.0))), (GOOD, Some((4.0, 4.0))), (DESIRED, Some((16.0, 4.0)))];
/// On and off of a line for what is demanded [px].
const DOTS: (f64, f64) = (2.5, 6.0);

/// Draws the settings.
///
/// # Errors
/// In the words of the drawing library.
pub fn picture(compare: &Compare<'_>) -> Result<Picture, String> {
    let names: Vec<&str> = compare.sides.iter().map(|side| side.name.as_str()).collect();
    let alt = format!(
        "{}. Over time, from top to bottom: instances in service, latency at the 95th percentile and cost so far, of {}, \
         with bands over runs.",
        compare.caption.title,
        names.join(" and ")
    );
    let drawn = frame::sheet(&compare.caption, &alt, |canvas, room| paint(canvas, compare, room))?;
    Ok(Picture { name: "compare", svg: drawn.svg, csv: csv(compare), further: None, alt, texts: drawn.texts })
}

/// A column of one of its timelines, as a function of the step.
type Series<'a> = Box<dyn Fn(usize) -> f64 + 'a>;

/// A panel: its heading, its axis, and for each side the line and its band.
struct Panel<'a> {
    heading: &'static str,
    measure: Measure,
    whole: bool,
    series: Vec<[Series<'a>; 3]>,
    extra: Option<Series<'a>>,
    limit: Option<f64>,
}

fn column(line: &Timeline, pick: fn(&Timeline) -> &Vec<f32>) -> Series<'_> {
    Box::new(move |step| pick(line).get(step).map_or(f64::NAN, |x| f64::from(*x)))
}

/// The sum of the steps so far.
fn so_far<'a>(line: &Timeline) -> Series<'a> {
    let sums: Vec<f64> = line
        .cost_usd
        .iter()
        .scan(0.0, |sum, x| {
            *sum += f64::from(*x);
            Some(*sum)
        })
        .collect();
    Box::new(move |step| sums.get(step).copied().unwrap_or(f64::NAN))
}

fn panels<'a>(compare: &'a Compare<'_>) -> [Panel<'a>; 3] {
    let sides = || compare.sides.iter().take(LOOKS.len());
    let three = |pick: fn(&Timeline) -> &Vec<f32>| {
        sides().map(|side| [side.mean, side.p10, side.p90].map(|line| column(line, pick))).collect()
    };
    let demand = compare.sides.first().map(|side| column(side.mean, |line| &line.demand));
    [
        Panel {
            heading: "Instances in service",
            measure: Measure::new("", "instances"),
            whole: true,
            series: three(|line| &line.in_service),
            extra: demand,
            limit: None,
        },
        Panel {
            heading: "Latency, p95",
            measure: Measure::new("", "ms"),
            whole: false,
            series: three(|line| &line.p95_ms),
            extra: None,
            limit: compare.slo_ms,
        },
        Panel {
            heading: "Cost so far",
            measure: Measure::new("", "usd"),
            whole: false,
            series: sides().map(|side| [side.mean, side.mean, side.mean].map(so_far)).collect(),
            extra: None,
            limit: None,
        },
    ]
}

fn paint(canvas: &mut Canvas<'_>, compare: &Compare<'_>, (top, bottom): (f64, f64)) -> Result<(), String> {
    let Some(first) = compare.sides.first() else { return Ok(()) };
    let time = TimeAxis::new(compare.zone, compare.window, PANEL, TICKS_APART);
    let heading = TEXT + 15.0;
    let gap = 18.0;
    let free = bottom - 12.0 - LINE - top - 3.0 * heading - 2.0 * gap;
    let mut y = top;
    for (panel, share) in panels(compare).into_iter().zip([0.44, 0.34, 0.22]) {
        let place = (y + heading, y + heading + (free * share).floor());
        frame::day_lines(canvas, &time, compare.zone, place)?;
        one_panel(canvas, &panel, (&time, first.mean), place)?;
        frame::heading(canvas, y, panel.heading, &legend(compare, &panel))?;
        y = place.1 + gap;
    }
    frame::clock_row(canvas, &time, y - gap)
}

fn legend(compare: &Compare<'_>, panel: &Panel<'_>) -> Vec<(Sample, String)> {
    let mut all: Vec<(Sample, String)> = Vec::new();
    for (side, (ink, dash)) in compare.sides.iter().zip(LOOKS) {
        let sample = dash.map_or(Sample::Line(ink, LINE_WIDTH), |dash| Sample::Dashed(ink, dash));
        all.push((sample, side.name.clone()));
    }
    if panel.extra.is_some() {
        all.push((Sample::Dashed(INK, DOTS), "demanded".to_owned()));
    }
    if let Some(limit) = panel.limit {
        all.push((Sample::Dashed(VIOLATION, (10.0, 6.0)), format!("target {}", panel.measure.tick(limit))));
    }
    all
}

fn one_panel(
    canvas: &mut Canvas<'_>,
    panel: &Panel<'_>,
    (time, line): (&TimeAxis, &Timeline),
    (top, bottom): (f64, f64),
) -> Result<(), String> {
    let steps = line.offered_per_s.len();
    let all = panel.series.iter().flatten().chain(&panel.extra);
    let values = all.flat_map(|series| (0..steps).map(series)).filter(|x| x.is_finite());
    let most = values.fold(panel.limit.unwrap_or(0.0), f64::max);
    let plot = Plot { time, values: Scale::linear(most, panel.whole, 3, (bottom, top)), line };
    frame::grid(canvas, &plot, |tick| panel.measure.tick(tick))?;
    for ([_, low, high], (ink, _)) in panel.series.iter().zip(LOOKS) {
        for outline in plot.ribbons(low, high) {
            canvas.area(&outline, ink.at(BAND))?;
        }
    }
    if let Some(extra) = &panel.extra {
        for path in plot.stairs(extra) {
            canvas.dashed(&path, INK, 1.6, DOTS)?;
        }
    }
    for ([mean, ..], (ink, dash)) in panel.series.iter().zip(LOOKS) {
        for path in plot.stairs(mean) {
            match dash {
                Some(dash) => canvas.dashed(&path, ink, LINE_WIDTH, dash)?,
                None => canvas.line(&path, ink, LINE_WIDTH)?,
            }
        }
    }
    if let Some(limit) = panel.limit {
        let y = plot.values.at(limit);
        canvas.dashed(&[(PANEL.0, y), (PANEL.1, y)], VIOLATION, 1.8, (10.0, 6.0))?;
    }
    frame::base(canvas, bottom)
}

fn csv(compare: &Compare<'_>) -> Vec<u8> {
    let mut rows = Vec::new();
    for side in &compare.sides {
        let cost = so_far(side.mean);
        for step in 0..side.mean.offered_per_s.len() {
            let at = side.mean.start + side.mean.step * step as u64;
            let text = |line: &Timeline, pick: fn(&Timeline) -> &Vec<f32>| {
                figure::column_figure(pick(line).get(step).copied().unwrap_or(f32::NAN))
            };
            let three = |pick| [side.mean, side.p10, side.p90].map(|line| text(line, pick));
            let mut row = vec![side.name.clone()];
            row.extend(moment(compare.zone, compare.window.0, at));
            row.extend(three(|line| &line.in_service));
            row.extend(three(|line| &line.p95_ms));
            row.push(figure::money(cost(step)));
            row.push(text(side.mean, |line| &line.demand));
            rows.push(row);
        }
    }
    let header = [
        "setting",
        "time",
        "seconds",
        "in_service_instances_mean",
        "in_service_instances_p10",
        "in_service_instances_p90",
        "p95_ms_mean",
        "p95_ms_p10",
        "p95_ms_p90",
        "cost_so_far_usd_mean",
        "demanded_instances_mean",
    ];
    table(&header, rows)
}
