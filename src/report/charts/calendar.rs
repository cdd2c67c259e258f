//! Which hours of which days are busy, and which are bad: two heat maps of days and hours.

use super::canvas::{Canvas, Side};
use super::fonts::{Weight, width};
use super::frame::{self, HEADING, QUIETLY};
use super::style::{EDGE, GRID, LINE, TEXT, WIDTH, ramp};
use super::{Picture, caption, table, value};
use crate::report::{Report, clock, figure, words};

/// Hours of a day.
const HOURS: usize = 24;
/// Between the two maps [px].
const GAP: f64 = 36.0;

/// An hour of a day: what was offered, what was missed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Cell {
    requests: f64,
    missed: f64,
    /// Offered work, and slots in service for it [slot s].
    work: f64,
    slots: f64,
}

impl Cell {
    fn missed_percent(&self) -> f64 {
        self.missed / self.requests * 100.0
    }

    fn busy_percent(&self) -> f64 {
        self.work / self.slots * 100.0
    }
}

/// A day and its hours.
struct Day {
    label: String,
    /// As `2026-11-27`.
    date: String,
    hours: [Cell; HOURS],
}

/// Draws the chart; `None` of less than two days, and of steps longer than an hour.
///
/// # Errors
/// In the words of the drawing library.
pub(super) fn picture(report: &Report<'_>) -> Result<Option<Picture>, String> {
    let line = &report.aggregates.mean;
    if report.subject.duration_secs() < 2.0 * 86_400.0 || line.step.secs() > 3_600.0 {
        return Ok(None);
    }
    let days = days(report);
    let caption = caption::of(report, finding(&days), caption::short_footer(report));
    let alt = format!(
        "{}. Two maps of {} days by 24 hours: offered load as a share of the slots in service, and requests that were not \
         good. The numbers are in calendar.csv.",
        caption.title,
        days.len()
    );
    let drawn = frame::sheet(&caption, &alt, |canvas, room| paint(canvas, report, &days, room))?;
    let rows = days.iter().flat_map(|day| {
        day.hours.iter().enumerate().filter(|(_, cell)| cell.slots > 0.0 || cell.requests > 0.0).map(|(hour, cell)| {
            let figures = [cell.requests, cell.busy_percent(), cell.missed_percent()].map(figure::figure);
            [day.date.clone(), hour.to_string()].into_iter().chain(figures)
        })
    });
    let csv = table(&["date", "hour", "requests", "offered_percent_of_slots", "missed_percent"], rows);
    Ok(Some(Picture { name: "calendar", svg: drawn.svg, csv, further: None, alt, texts: drawn.texts }))
}

/// The mean over runs by local day and hour; an hour that comes twice in autumn is one cell.
fn days(report: &Report<'_>) -> Vec<Day> {
    let (line, subject) = (&report.aggregates.mean, report.subject);
    let mut all: Vec<Day> = Vec::new();
    for step in 0..line.offered_per_s.len() {
        let at = line.start + line.step * step as u64;
        let label = clock::day(&subject.zone, at);
        if all.last().is_none_or(|day| day.label != label) {
            all.push(Day { label, date: subject.zone.local(at).date().to_string(), hours: [Cell::default(); HOURS] });
        }
        let hour = usize::try_from(subject.zone.local(at).hour()).unwrap_or(0).min(HOURS - 1);
        let cell = &mut all.last_mut().expect("a day was just added").hours[hour];
        let secs = line.step.secs();
        let requests = value(&line.offered_per_s, step) * secs;
        let share = value(&line.good_share, step);
        cell.requests += requests;
        cell.missed += if share.is_finite() { requests * (1.0 - share) } else { 0.0 };
        cell.work += requests * subject.mean_service_secs;
        cell.slots += value(&line.in_service, step) * f64::from(subject.slots) * secs;
    }
    all
}

fn finding(days: &[Day]) -> String {
    let cells = || days.iter().flat_map(|day| day.hours.iter().enumerate().map(move |(hour, cell)| (day, hour, cell)));
    let bad = cells().filter(|(.., cell)| cell.missed > 0.0).max_by(|a, b| a.2.missed.total_cmp(&b.2.missed));
    let busiest = cells().filter(|(.., c)| c.requests > 0.0).max_by(|a, b| a.2.requests.total_cmp(&b.2.requests));
    match (bad, busiest) {
        (Some((day, hour, cell)), _) if cell.missed_percent() >= 0.05 => format!(
            "The worst hour is {} {hour:02}:00: {} of its requests are not good",
            day.label,
            words::percent(cell.missed_percent())
        ),
        (_, Some((day, hour, cell))) => format!(
            "No hour is bad; the busiest is {} {hour:02}:00 at {} of the slots",
            day.label,
            words::percent(cell.busy_percent())
        ),
        _ => "No request comes in these days".to_owned(),
    }
}

fn paint(canvas: &mut Canvas<'_>, report: &Report<'_>, days: &[Day], (top, bottom): (f64, f64)) -> Result<(), String> {
    let labels = days.iter().map(|day| width(&day.label, TEXT, Weight::Regular)).fold(0.0, f64::max);
    let left = EDGE + labels + 14.0;
    let wide = (WIDTH - EDGE - left - GAP) / 2.0;
    let place = (top + LINE + 10.0, bottom - 3.0 * LINE - 20.0);
    let high = ((place.1 - place.0) / days.len().max(1) as f64).min(92.0);
    let end = place.0 + days.len() as f64 * high;
    let every = (LINE / high).ceil().max(1.0) as usize;
    for (row, day) in days.iter().enumerate().step_by(every) {
        let y = place.0 + (row as f64 + 0.5) * high - TEXT / 2.0;
        canvas.text(&day.label, (left - 12.0, y), Side::Right, QUIETLY)?;
    }
    let allowed = (1.0 - report.subject.slo_attainment) * 100.0;
    let within = format!("{} or less, as promised", words::percent(allowed));
    let maps = [
        ("Load, of the slots in service", Cell::busy_percent as fn(&Cell) -> f64, 0.0, "none"),
        ("Requests that are not good", Cell::missed_percent, allowed, &within),
    ];
    for (number, (heading, of, above, calm)) in maps.into_iter().enumerate() {
        let x = left + number as f64 * (wide + GAP);
        let most = days.iter().flat_map(|day| &day.hours).map(of).filter(|x| x.is_finite()).fold(0.0, f64::max);
        canvas.text(heading, (x, top), Side::Left, HEADING)?;
        map(canvas, days, (of, above, most), ((x, place.0), (wide / HOURS as f64, high)))?;
        let ticks = (0..HOURS).step_by(3);
        let tick = |hour: usize| (x + hour as f64 * wide / HOURS as f64, format!("{hour:02}:00"));
        frame::bottom_axis(canvas, end, ticks.map(tick))?;
        legend(canvas, (calm, above, most), (x, end + 12.0 + LINE + 8.0))?;
    }
    Ok(())
}

fn map(
    canvas: &mut Canvas<'_>,
    days: &[Day],
    (of, above, most): (fn(&Cell) -> f64, f64, f64),
    ((x, y), (wide, high)): ((f64, f64), (f64, f64)),
) -> Result<(), String> {
    for (row, day) in days.iter().enumerate() {
        for (hour, cell) in day.hours.iter().enumerate() {
            let from = (x + hour as f64 * wide, y + row as f64 * high);
            let to = (from.0 + wide - 1.5, from.1 + high - 1.5);
            let value = of(cell);
            // What is as it should be is not the least of what is not.
            let ink = if value > above + 1e-9 && value.is_finite() { ramp(value / most) } else { GRID };
            if cell.requests > 0.0 || cell.slots > 0.0 {
                canvas.rectangle(from, to, ink)?;
            }
        }
    }
    Ok(())
}

fn legend(canvas: &mut Canvas<'_>, (calm, above, most): (&str, f64, f64), (x, y): (f64, f64)) -> Result<(), String> {
    let mut x = x;
    canvas.rectangle((x, y + 2.0), (x + 24.0, y + TEXT), GRID)?;
    x += 32.0;
    x += canvas.text(calm, (x, y), Side::Left, QUIETLY)? + 24.0;
    if most > above {
        for step in 0..16 {
            let from = (x + f64::from(step) * 9.0, y + 2.0);
            canvas.rectangle(from, (from.0 + 9.3, y + TEXT), ramp(f64::from(step) / 15.0))?;
        }
        x += 152.0;
        canvas.text(&format!("up to {}", words::percent(most)), (x, y), Side::Left, QUIETLY)?;
    }
    Ok(())
}
