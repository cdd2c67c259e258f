//! What do the pictures show: one list of charts, each made as SVG, PNG and the CSV of the very numbers drawn.

mod actions;
mod budget;
mod calendar;
pub mod canvas;
mod capacity;
mod caption;
pub mod envelope;
pub mod experiments;
pub mod fonts;
pub mod frame;
mod latency;
pub mod layout;
mod outcomes;
pub(in crate::report) mod over_time;
mod percentiles;
pub mod picture;
pub mod plot;
pub mod scale;
mod spread;
pub mod style;
pub mod time_axis;
mod utilization;
mod waterfall;

use super::{Report, words};
use crate::simulation::outcome::Timeline;
use canvas::Occupied;
use scale::Scale;

/// A chart, drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// File stem.
    pub name: &'static str,
    /// The SVG.
    pub svg: String,
    /// The numbers drawn.
    pub csv: Vec<u8>,
    /// What else is drawn and is another table: the ending of its name, and its numbers.
    pub further: Option<(&'static str, Vec<u8>)>,
    /// What it shows, in words.
    pub alt: String,
    /// Where its texts stand.
    pub texts: Vec<Occupied>,
}

/// A kind of chart. To add one: a file with a function beside `capacity`, and a line in [`ALL`].
#[derive(Clone, Copy, Debug)]
pub struct Chart {
    /// File stem.
    pub name: &'static str,
    /// Draws it; `None` if there is nothing to draw.
    pub draw: fn(&Report<'_>) -> Result<Option<Picture>, String>,
}

/// Whether any request took more than one attempt.
fn tried_again(line: &Timeline) -> bool {
    line.attempts_per_s.iter().zip(&line.offered_per_s).any(|(attempts, offered)| attempts > offered)
}

/// A column's value at a step; blank beyond its end.
fn value(column: &[f32], step: usize) -> f64 {
    column.get(step).map_or(f64::NAN, |x| f64::from(*x))
}

/// A latency on an axis: `0`, `250 ms`, `2.5 s`.
fn latency_label(ms: f64) -> String {
    match ms {
        0.0 => "0".to_owned(),
        ..1_000.0 => format!("{} ms", words::rate(ms)),
        _ => format!("{} s", words::rate(ms / 1_000.0)),
    }
}

/// An axis for these latencies [ms] and a limit: logarithmic where the greatest is far from the middle one.
fn latency_scale(mut seen: Vec<f64>, limit: Option<f64>, ticks: usize, place: (f64, f64)) -> (Scale, bool) {
    seen.retain(|ms| ms.is_finite() && *ms > 0.0);
    seen.sort_by(f64::total_cmp);
    let (Some(least), Some(most)) = (seen.first(), seen.last()) else {
        return (Scale::linear(limit.unwrap_or(1_000.0), false, ticks, place), false);
    };
    let most = most.max(limit.unwrap_or(0.0));
    if most / seen[seen.len() / 2] > 20.0 {
        (Scale::logarithmic(least.min(limit.unwrap_or(*least)), most, ticks + 1, place), true)
    } else {
        (Scale::linear(most, false, ticks, place), false)
    }
}

/// Rows as CSV.
fn table<Row: IntoIterator<Item = String>>(header: &[&str], rows: impl IntoIterator<Item = Row>) -> Vec<u8> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(header).expect("memory takes every row");
    for row in rows {
        out.write_record(row).expect("memory takes every row");
    }
    out.into_inner().expect("memory takes every byte")
}

/// Charts of one fleet: of several variants each has its own, `NAME-V`.
pub const BY_VARIANT: &[&str] = &["capacity", "actions", "utilization", "waterfall", "calendar"];

/// Every chart of a result, in the order in which a report shows them.
pub const ALL: &[Chart] = &[
    Chart { name: "capacity", draw: |report| capacity::picture(report).map(Some) },
    Chart { name: "reaction", draw: budget::picture },
    Chart { name: "latency", draw: latency::picture },
    Chart { name: "percentiles", draw: percentiles::picture },
    Chart { name: "outcomes", draw: outcomes::picture },
    Chart { name: "spread", draw: spread::picture },
    Chart { name: "actions", draw: actions::picture },
    Chart { name: "utilization", draw: utilization::picture },
    Chart { name: "waterfall", draw: waterfall::picture },
    Chart { name: "calendar", draw: calendar::picture },
];

#[cfg(test)]
mod tests;
