//! Several files of one metric, fetched piece by piece, as one record.

use super::interval::{period, text};
use super::problem::{TraceProblem, problem};
use super::{CountRow, ROWS_MAX, Record, Rows, TraceSpec};
use crate::engine::{Span, Zone};

/// One record of all; where two files hold the same interval, they must agree on it.
pub(super) fn joined(mut records: Vec<Record>, spec: &TraceSpec) -> Result<Record, TraceProblem> {
    if records.len() == 1 {
        return Ok(records.remove(0));
    }
    let mut all: Vec<(usize, CountRow)> = Vec::new();
    let mut notes = Vec::new();
    let mut clock = None;
    let mut common: Option<Span> = None;
    for (file, record) in records.into_iter().enumerate() {
        let Rows::Counts(rows) = record.rows else {
            return Err(problem("holds single requests; only files of counts are joined").in_file(file));
        };
        // A single row has no distance: it takes that of the others.
        if rows.len() > 1 || spec.period.is_some() {
            let own = period(&rows, spec.period).map_err(|problem| problem.in_file(file))?;
            if let Some(common) = common.filter(|common| *common != own) {
                let message = format!(
                    "counts {} together, an earlier file {}; files of one trace have one period",
                    text(own),
                    text(common)
                );
                return Err(problem(message).in_file(file).hint("fetch all of it with one --period"));
            }
            common = Some(own);
        }
        all.extend(rows.into_iter().map(|row| (file, row)));
        notes.extend(record.notes);
        clock.get_or_insert(record.clock);
        if all.len() > ROWS_MAX {
            return Err(problem("more than 20,000,000 rows").in_file(file));
        }
    }
    let rows = without_repeats(all, &mut notes)?;
    Ok(Record { rows: Rows::Counts(rows), clock: clock.ok_or_else(|| problem("no files"))?, notes })
}

fn without_repeats(mut all: Vec<(usize, CountRow)>, notes: &mut Vec<String>) -> Result<Vec<CountRow>, TraceProblem> {
    all.sort_by_key(|(file, row)| (row.at, *file));
    let mut rows: Vec<CountRow> = Vec::with_capacity(all.len());
    let mut repeats = 0_u64;
    for (file, row) in all {
        match rows.last() {
            Some(last) if last.at == row.at && last.count == row.count => repeats += 1,
            Some(last) if last.at == row.at => {
                let message = format!(
                    "row {}: {} at {}, where an earlier file has {}",
                    row.row,
                    row.count,
                    Zone::utc().iso(row.at),
                    last.count
                );
                let hint = "the last interval of a piece may have been fetched before it was over: leave it out";
                return Err(problem(message).in_file(file).hint(hint));
            }
            _ => rows.push(row),
        }
    }
    if repeats > 0 {
        let (word, verb) = if repeats == 1 { ("interval", "stands") } else { ("intervals", "stand") };
        notes.push(format!("{repeats} {word} {verb} in two files, alike; each counts once."));
    }
    Ok(rows)
}
