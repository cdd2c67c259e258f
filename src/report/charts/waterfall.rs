//! What is paid for what: from the instances that the load alone needs to the bill, in steps that add up.
//!
//! All of the run of median cost, step by step of its timeline, as instance time times the price:
//! the load at the full utilization; rounding it up to whole instances; `MinCapacity` above that; what was launching or
//! draining; what was in service and not needed; less what was needed and not there.

use super::canvas::{Canvas, Side};
use super::fonts::{Weight, wrapped};
use super::frame::{self, HEADING, PANEL, PLAIN, QUIETLY};
use super::scale::Scale;
use super::style::{AXIS, DESIRED, EDGE, GOOD, GRID, INK, Ink, LAUNCHING, LINE, SECOND, TEXT, THIN, VIOLATION};
use super::{Picture, caption, table, value};
use crate::report::words::Measure;
use crate::report::{Report, SAFE_UTILIZATION, figure, words};
use crate::simulation::outcome::RunOutcome;

/// Instance time by what it was paid for [h].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Bill {
    /// The load itself.
    perfect: f64,
    /// Rounding it up to whole instances, and one at least.
    rounding: f64,
    /// `MinCapacity` above that.
    minimum: f64,
    /// Paid beyond the need while launching or draining.
    launching: f64,
    /// In service beyond the need: scale-in comes late.
    late_in: f64,
    /// Needed and not there: scale-out comes late. Not above zero.
    late_out: f64,
}

impl Bill {
    fn parts(&self) -> [(&'static str, &'static str, f64, Ink); 6] {
        [
            ("perfect_usd", "perfect scaler: the load alone", self.perfect, GOOD),
            ("rounding_usd", "whole instances", self.rounding, AXIS),
            ("minimum_usd", "MinCapacity", self.minimum, SECOND),
            ("launching_usd", "launching and draining", self.launching, LAUNCHING),
            ("late_scale_in_usd", "slow scale-in", self.late_in, DESIRED),
            ("late_scale_out_usd", "lag: needed and not there", self.late_out, VIOLATION),
        ]
    }

    fn total(&self) -> f64 {
        self.parts().iter().map(|part| part.2).sum()
    }

    /// The bill of a run.
    fn of(report: &Report<'_>, run: &RunOutcome) -> Self {
        let (subject, line) = (report.subject, &run.timeline);
        let price = subject.price_micro_usd_per_hour as f64 / 1e6;
        let an_instance = f64::from(subject.slots) * SAFE_UTILIZATION / subject.mean_service_secs;
        let bounds = subject.bounds_over_time();
        let mut bill = Self::default();
        for step in 0..line.offered_per_s.len() {
            let from = line.start + line.step * step as u64;
            let hours = (from + line.step).min(subject.end).since_or_zero(from).secs() / 3_600.0;
            let min = bounds.iter().rfind(|bounds| bounds.from <= from).map_or(0.0, |bounds| f64::from(bounds.min));
            let paid = value(&line.cost_usd, step) / price / hours;
            let load = value(&line.offered_per_s, step) / an_instance;
            let moving = value(&line.launching, step) + value(&line.draining, step);
            if [paid, load].iter().all(|x| x.is_finite()) {
                bill.add(hours, [paid, load, value(&line.demand, step), min, moving]);
            }
        }
        bill
    }

    /// A step of so many hours: what was paid for, the load, the whole instances that it demands, the minimum, and what
    /// was launching or draining.
    fn add(&mut self, hours: f64, [paid, load, demand, min, moving]: [f64; 5]) {
        let whole = demand.max(load);
        let need = whole.max(min);
        let beyond = (paid - need).max(0.0);
        let launching = beyond.min(moving);
        self.perfect += hours * load;
        self.rounding += hours * (whole - load);
        self.minimum += hours * (need - whole);
        self.launching += hours * launching;
        self.late_in += hours * (beyond - launching);
        self.late_out += hours * (paid - need).min(0.0);
    }
}

/// Draws the chart; `None` if instances cost nothing.
///
/// # Errors
/// In the words of the drawing library.
pub(super) fn picture(report: &Report<'_>) -> Result<Option<Picture>, String> {
    let Some(run) = report.aggregates.shown.get(report.aggregates.median) else { return Ok(None) };
    let price = report.subject.price_micro_usd_per_hour as f64 / 1e6;
    if price <= 0.0 {
        return Ok(None);
    }
    let bill = Bill::of(report, run);
    if bill.total() < 1e-9 {
        return Ok(None);
    }
    let footer = format!(
        "run {}, median cost · an instance {} an hour · the load at {} of the slots · parts add up to the bill, see \
         docs/charts.md · assumptions {}",
        run.run,
        words::dollars(price),
        words::set_share(SAFE_UTILIZATION),
        caption::assumptions_hash(report)
    );
    let caption = caption::of(report, finding(&bill, price), footer);
    let said: Vec<String> =
        bill.parts().iter().map(|(_, name, hours, _)| format!("{name} {}", dollars(hours * price))).collect();
    let (total, list) = (dollars(bill.total() * price), said.join(", "));
    let alt = format!("{}. Of {total}: {list}. The numbers are in waterfall.csv.", caption.title);
    let drawn = frame::sheet(&caption, &alt, |canvas, room| paint(canvas, &bill, price, room))?;
    let rows = bill.parts().map(|(column, name, hours, _)| (column, name, hours));
    let rows = rows.into_iter().chain([("total_usd", "total", bill.total())]);
    let rows = rows.map(|(column, name, hours)| {
        [column.to_owned(), name.to_owned(), figure::figure(hours), figure::figure(hours * price)]
    });
    let csv = table(&["part", "words", "instance_hours", "usd"], rows);
    Ok(Some(Picture { name: "waterfall", svg: drawn.svg, csv, further: None, alt, texts: drawn.texts }))
}

fn finding(bill: &Bill, price: f64) -> String {
    let total = bill.total();
    let share = format!("{:.0} %", bill.perfect / total * 100.0);
    let parts = bill.parts();
    let widest = parts[1..].iter().filter(|part| part.2 > 0.0).max_by(|a, b| a.2.total_cmp(&b.2));
    let most = widest
        .map_or_else(String::new, |part| format!("; most of the rest is {}: {}", part.1, dollars(part.2 * price)));
    format!("Of {} the load alone needs {share}{most}", dollars(total * price))
}

fn dollars(usd: f64) -> String {
    let said = Measure::of_dollars(usd).with_unit(usd.abs());
    if usd < -0.005 { format!("−{said}") } else { said }
}

fn paint(canvas: &mut Canvas<'_>, bill: &Bill, price: f64, (top, bottom): (f64, f64)) -> Result<(), String> {
    let place = (top + LINE + 16.0, bottom - 12.0 - 2.0 * LINE);
    let parts = bill.parts();
    let tops = parts.iter().scan(0.0, |sum, part| {
        *sum += part.2;
        Some(*sum)
    });
    let most = tops.fold(0.0, f64::max) * price;
    let values = Scale::linear(most, false, 5, (place.1, place.0));
    canvas.text("Cost of the window", (EDGE, top), Side::Left, HEADING)?;
    for tick in &values.ticks {
        let y = values.at(*tick);
        canvas.line(&[(PANEL.0, y), (PANEL.1, y)], GRID, THIN)?;
        let label = dollars(*tick).replace(".00", "");
        canvas.text(&label, (PANEL.0 - 12.0, y - TEXT / 2.0), Side::Right, QUIETLY)?;
    }
    let pitch = (PANEL.1 - PANEL.0) / (parts.len() + 1) as f64;
    let bars = parts.iter().map(|part| (part.1, part.2, part.3)).chain([("total", bill.total(), INK)]);
    let mut sum = 0.0;
    for (number, (name, hours, ink)) in bars.enumerate() {
        let left = PANEL.0 + number as f64 * pitch + pitch * 0.14;
        let right = left + pitch * 0.72;
        let from = if name == "total" { 0.0 } else { sum };
        let until = from + hours * price;
        let (high, low) = (values.at(from.max(until)), values.at(from.min(until)));
        canvas.rectangle((left, high), (right, low.max(high + 1.5)), ink)?;
        if number > 0 {
            let level = values.at(sum);
            canvas.line(&[(left - pitch * 0.28, level), (right, level)], AXIS, THIN)?;
        }
        let middle = left.midpoint(right);
        canvas.rectangle((middle - 52.0, high - TEXT - 8.0), (middle + 52.0, high - 3.0), super::style::PAPER)?;
        canvas.text(&dollars(hours * price), (middle, high - TEXT - 7.0), Side::Middle, HEADING)?;
        for (row, text) in wrapped(name, TEXT, Weight::Regular, (pitch - 12.0, 2)).iter().enumerate() {
            canvas.text(text, (middle, place.1 + 10.0 + row as f64 * LINE), Side::Middle, PLAIN)?;
        }
        if name != "total" {
            sum = until;
        }
    }
    frame::base(canvas, place.1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn the_parts_of_a_step_add_up_to_what_was_paid() {
        let steps = [
            // Calm: two and a half demanded by the load, three whole, four the minimum, six paid, one launching.
            ([6.0, 2.5, 3.0, 4.0, 1.0], [2.5, 0.5, 1.0, 1.0, 1.0, 0.0]),
            // Too few: five demanded, three paid.
            ([3.0, 4.6, 5.0, 2.0, 2.0], [4.6, 0.4, 0.0, 0.0, 0.0, -2.0]),
            // Everything beyond is launching.
            ([3.0, 1.0, 1.0, 1.0, 5.0], [1.0, 0.0, 0.0, 2.0, 0.0, 0.0]),
        ];
        for (step, expected) in steps {
            let mut bill = Bill::default();
            bill.add(1.0, step);
            let parts = bill.parts().map(|part| part.2);
            assert!(parts.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12), "{parts:?}");
            assert!((bill.total() - step[0]).abs() < 1e-12);
        }
    }

    #[test]
    fn the_bill_of_a_result_is_its_cost() {
        for (name, made) in fixture::all() {
            let report = made.report();
            let run = &made.aggregates.shown[made.aggregates.median];
            let bill = Bill::of(&report, run).total() * made.subject.price_micro_usd_per_hour as f64 / 1e6;
            let cost = run.scopes[0].totals.cost_nano_usd as f64 / 1e9;
            assert!((bill - cost).abs() <= 1e-4 * cost + 1e-9, "{name}: {bill} against {cost}");
        }
    }
}
