//! How does a chart of a result reach the folder: its figures as the drawing takes them, its files as they are named.

use super::charts::experiments::{Measure, Ranged};
use super::charts::{Picture, picture};
use super::compare::cell;
use super::{File, Pictures, ReportError};
use crate::experiment::aggregate::Estimate;
use crate::experiment::metrics::{METRICS, position};

/// A metric as an axis names it.
pub(super) fn measure(metric: &str) -> Measure {
    let unit = position(metric).map_or("", |at| METRICS[at].unit);
    let label = cell::label(metric);
    // A unit says "a day" too.
    let name = if unit.ends_with("/day") { label.trim_end_matches(" a day") } else { &label };
    let mut letters = name.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    Measure::new(&first.chain(letters).collect::<String>(), unit)
}

/// A figure with its interval; a limit that the runs do not give is not finite: a blank in the CSV, no whisker.
pub(super) fn ranged(row: &Estimate) -> Ranged {
    let [value, low, high] = [row.mean, row.low, row.high].map(|x| x.unwrap_or(f64::NAN));
    Ranged::new(value, low, high)
}

/// A chart as files `STEM.svg`, `STEM.png` …, its numbers as `CSV`, a name of its own.
pub(super) fn files(chart: Picture, (stem, csv): (&str, &str), pictures: Pictures) -> Result<Vec<File>, ReportError> {
    let name = chart.name;
    let failed = |message: String| ReportError::Chart { chart: name, message };
    let file = |ending: &str, bytes: Vec<u8>| File { name: format!("{stem}{ending}"), bytes };
    let mut grounds = vec![("", chart.svg)];
    if pictures.dark {
        grounds.push((".dark", picture::dark(&grounds[0].1)));
    }
    let mut all = Vec::new();
    for (ground, svg) in grounds {
        let png = |scale| picture::png(&svg, scale).map_err(failed);
        let (small, large) = (png(1)?, pictures.twice.then(|| png(2)).transpose()?);
        all.push(file(&format!("{ground}.svg"), svg.into_bytes()));
        all.push(file(&format!("{ground}.png"), small));
        all.extend(large.map(|bytes| file(&format!("{ground}@2x.png"), bytes)));
    }
    let further =
        chart.further.map(|(ending, bytes)| File { name: csv.replacen(".csv", &format!("{ending}.csv"), 1), bytes });
    all.push(File { name: csv.to_owned(), bytes: chart.csv });
    all.extend(further);
    Ok(all)
}
