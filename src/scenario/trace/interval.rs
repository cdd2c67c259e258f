//! How long is an interval of the trace: every distance of two rows must be a multiple of it.

use super::CountRow;
use super::problem::{TraceProblem, problem};
use crate::engine::Span;

/// A row that does not come after the one before it.
pub(super) fn not_after(row: usize, earlier: usize, same: bool) -> TraceProblem {
    if same {
        problem(format!("row {row}: the same interval as row {earlier}"))
    } else {
        problem(format!("row {row}: earlier than row {earlier}")).hint("sort the rows by time")
    }
}

/// The period of ordered rows: as given, else their smallest distance.
pub(super) fn period(rows: &[CountRow], given: Option<Span>) -> Result<Span, TraceProblem> {
    let distances = || rows.windows(2).map(|pair| (pair[1].at.since(pair[0].at), pair[0].row, pair[1].row));
    let smallest = distances().min();
    let (period, source) = match (given, smallest) {
        (Some(period), _) => (period, "the given period".to_owned()),
        (None, Some((period, first, second))) => (period, format!("the distance of rows {first} and {second}")),
        (None, None) => return Err(problem("a single row has no distance to another").hint("give the `period`")),
    };
    if period < Span::SECOND || period > Span::DAY * 7 {
        return Err(problem(format!("a period of {} ({source}) is not between 1s and 7d", text(period))));
    }
    match distances().find(|(distance, ..)| !distance.is_multiple_of(period)) {
        None => Ok(period),
        Some((distance, first, second)) => Err(problem(format!(
            "rows {first} and {second} are {} apart, which is no multiple of {} ({source})",
            text(distance),
            text(period)
        ))),
    }
}

/// A length of time as a scenario writes it.
pub(super) fn text(span: Span) -> String {
    const UNITS: [(u64, &str); 4] = [(86_400, "d"), (3_600, "h"), (60, "m"), (1, "s")];
    if !span.is_multiple_of(Span::SECOND) {
        return format!("{}s", span.secs());
    }
    let mut left = span.whole(Span::SECOND);
    let mut parts = String::new();
    for (secs, unit) in UNITS {
        if left >= secs {
            parts += &(left / secs).to_string();
            parts += unit;
            left %= secs;
        }
    }
    if parts.is_empty() { "0s".to_owned() } else { parts }
}
