//! What does the CSV say that the console of CloudWatch saves: lines that describe each series, a column a series, then
//! `2026/03/02 08:00:00,94.0` a line, newest or oldest first.
//!
//! The layout is the one that people share; AWS does not document it. So the lines at the head are taken as words about
//! their columns, whatever they are called, and a stamp begins the data.

use super::problem::{TraceProblem, problem};
use super::stamp::StampRule;
use super::{CountRow, ROWS_MAX, Record, Rows, TraceSpec, WallClock, csv_file, interval};
use csv::StringRecord;

/// A header has at most so many lines.
const HEADER_LINES: usize = 40;

/// Whether this is a file of the console: dates with slashes, below a header that is not ours.
pub(super) fn is_console(text: &str) -> bool {
    let first_cells = text.lines().take(HEADER_LINES).map(|line| line.split(',').next().unwrap_or_default());
    let ours = text.lines().next().is_some_and(|line| line.contains("timestamp") || line.contains("arrival_s"));
    !ours && first_cells.into_iter().any(|cell| dashed(cell).is_some())
}

/// `2026/03/02 08:00:00` with dashes, as the other readers have it.
fn dashed(cell: &str) -> Option<String> {
    let cell = cell.trim().trim_matches('"');
    let bytes = cell.as_bytes();
    let is_date = bytes.len() >= 16
        && bytes.iter().take(10).enumerate().all(|(place, byte)| match place {
            4 | 7 => *byte == b'/',
            _ => byte.is_ascii_digit(),
        });
    is_date.then(|| cell.replacen('/', "-", 2))
}

/// Reads a file of the console.
pub(super) fn record(text: &str, spec: &TraceSpec, rule: &StampRule) -> Result<Record, TraceProblem> {
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).has_headers(false).trim(csv::Trim::All).from_reader(text.as_bytes());
    let mut header: Vec<StringRecord> = Vec::new();
    let mut column = None;
    let mut rows: Vec<CountRow> = Vec::new();
    let mut offset_secs = None;
    for row in reader.records() {
        let row = row.map_err(|error| csv_file::broken(text, &error))?;
        let line = row.position().map_or(0, |position| position.line() as usize);
        let at_row = |what: String| problem(format!("row {line}: {what}")).at_line(text, line);
        let Some(stamp) = row.get(0).and_then(dashed) else {
            if column.is_some() {
                return Err(at_row(format!("{:?} is not a time stamp", row.get(0).unwrap_or_default())));
            }
            header.push(row);
            continue;
        };
        let column = match column {
            Some(column) => column,
            None => *column.insert(chosen(&header, row.len(), spec.column.as_deref())?),
        };
        let stamp = rule.read(&stamp, rows.last().map(|row| row.at)).map_err(at_row)?;
        offset_secs = offset_secs.or(stamp.offset_secs);
        // A series without data in an interval has an empty cell there: absent, not zero.
        let Some(cell) = row.get(column).filter(|cell| !cell.is_empty()) else { continue };
        let count = csv_file::whole_count(cell).map_err(at_row)?;
        rows.push(CountRow { at: stamp.at, count, row: line });
        if rows.len() > ROWS_MAX {
            return Err(problem("more than 20,000,000 rows"));
        }
    }
    if rows.is_empty() {
        return Err(problem("no datapoints in this column"));
    }
    rows.sort_by_key(|row| row.at);
    if let Some(pair) = rows.windows(2).find(|pair| pair[0].at == pair[1].at) {
        return Err(interval::not_after(pair[1].row, pair[0].row, true));
    }
    let mut notes = Vec::new();
    if rule.zone.is_none() && offset_secs.is_none() {
        let zone = rule.default_zone.name();
        notes.push(format!(
            "The console's file says no zone: its stamps are read as {zone}; `zone: UTC` where the console showed UTC."
        ));
    }
    Ok(Record { rows: Rows::Counts(rows), clock: WallClock::of(rule, offset_secs), notes })
}

/// The one series, or the one that `column` names by any word of its head.
fn chosen(header: &[StringRecord], columns: usize, wanted: Option<&str>) -> Result<usize, TraceProblem> {
    let head = |column: usize| header.iter().filter_map(move |line| line.get(column)).filter(|cell| !cell.is_empty());
    let listed: Vec<&str> = (1..columns).filter_map(|column| head(column).next()).collect();
    let fitting: Vec<usize> = match wanted {
        Some(name) => (1..columns).filter(|column| head(*column).any(|cell| cell == name)).collect(),
        None => (1..columns).collect(),
    };
    match (fitting.as_slice(), wanted) {
        ([only], _) => Ok(*only),
        ([], Some(name)) => {
            Err(problem(format!("no series is called {name:?}")).hint(format!("there are {}", listed.join(", "))))
        }
        (several, _) => Err(problem(format!("{} series: which one?", several.len()))
            .hint(format!("name one with `column`: {}", listed.join(", ")))),
    }
}
