//! What does a reader hear who cannot see the chart.

use crate::report::{Report, answer, words};

/// The chart in words: its finding, the answer, what is drawn.
pub(super) fn text(report: &Report<'_>, finding: &str) -> String {
    let spans = report.bad_spans().len() as u64;
    let shaded = match spans {
        0 => "No span misses the service target.".to_owned(),
        1 => "One span misses the service target and is shaded.".to_owned(),
        _ => format!("{} miss the service target and are shaded.", words::counted(spans, "span")),
    };
    let recorded = match report.happened() {
        Some(all) => format!(
            " What really happened is a line beside the instances: {} on average, these runs {}.",
            words::number(all.recorded_mean),
            words::number(all.simulated_mean)
        ),
        None => String::new(),
    };
    let again = match report.mean("attempts_per_request") {
        Some(mean) if mean > 1.0 => {
            format!(" A dashed line adds what clients try again: {mean:.2} attempts a request.")
        }
        _ => String::new(),
    };
    format!(
        "{finding}. {} Over time, from top to bottom: requests a second offered and what the instances in service carry \
         safely; instances desired and in service; states of alarms and cooldowns; latency percentiles. {shaded} The \
         numbers are in {}.csv.{recorded}{again}",
        answer::sentence(report),
        report.subject.stem("capacity")
    )
}
