//! What do the rows of a CSV file say: `timestamp,count` (or another `column`), `timestamp` alone, or `arrival_s[,…]`.

use super::problem::{TraceProblem, problem};
use super::stamp::StampRule;
use super::{CountRow, ROWS_MAX, Record, Rows, TraceSpec, WallClock, interval};
use crate::engine::{Span, Time};
use csv::StringRecord;

/// More than this in one interval is refused.
const COUNT_MAX: u64 = 1_000_000_000;

/// Reads a CSV file.
pub(super) fn record(text: &str, spec: &TraceSpec, rule: &StampRule) -> Result<Record, TraceProblem> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| broken(text, &error))?.clone();
    let columns = Columns::find(&header, spec).map_err(|problem| problem.at_line(text, 1))?;
    let mut rows = Reading { rule, columns, counts: vec![], stamps: vec![], offset_secs: None, first: true };
    let mut row = StringRecord::new();
    while reader.read_record(&mut row).map_err(|error| broken(text, &error))? {
        let line = row.position().map_or(0, |position| position.line() as usize);
        rows.take(&row, line).map_err(|problem| problem.at_line(text, line))?;
        if rows.counts.len().max(rows.stamps.len()) > ROWS_MAX {
            return Err(problem("more than 20,000,000 rows"));
        }
    }
    rows.record(text)
}

pub(super) fn broken(text: &str, error: &csv::Error) -> TraceProblem {
    let line = error.position().map_or(1, |position| position.line() as usize);
    problem(format!("row {line}: {error}")).at_line(text, line)
}

/// Where time and count stand in a row.
enum Columns {
    Counts { time: usize, count: usize },
    Stamps { time: usize },
    Seconds { time: usize },
}

impl Columns {
    fn find(header: &StringRecord, spec: &TraceSpec) -> Result<Self, TraceProblem> {
        let index = |name: &str| header.iter().position(|column| column == name);
        let listed = header.iter().collect::<Vec<_>>().join(", ");
        if header.iter().any(|name| name.starts_with(|c: char| c.is_ascii_digit())) {
            return Err(problem(
                "row 1: the header is missing; it names the columns, `timestamp,count` or `arrival_s`",
            ));
        }
        let time = index("timestamp").unwrap_or(0);
        if let Some(name) = &spec.column {
            let count = index(name).filter(|count| *count != time);
            return count.map(|count| Self::Counts { time, count }).ok_or_else(|| {
                problem(format!("row 1: there is no column {name:?}")).hint(format!("the columns are {listed}"))
            });
        }
        if let Some(time) = index("arrival_s") {
            return Ok(Self::Seconds { time });
        }
        match (index("timestamp"), index("count")) {
            (Some(time), Some(count)) => Ok(Self::Counts { time, count }),
            (Some(time), None) if header.len() == 1 => Ok(Self::Stamps { time }),
            (Some(_), None) => Err(problem("row 1: there is no column \"count\"")
                .hint(format!("the columns are {listed}: name the one of the counts with `column`"))),
            (None, _) => Err(problem("row 1: there is no column \"timestamp\" and none \"arrival_s\"").hint(format!(
                "the columns are {listed}; the header is `timestamp,count`, `timestamp` or `arrival_s`"
            ))),
        }
    }
}

/// The rows so far.
struct Reading<'a> {
    rule: &'a StampRule,
    columns: Columns,
    counts: Vec<CountRow>,
    stamps: Vec<Time>,
    offset_secs: Option<i32>,
    first: bool,
}

impl Reading<'_> {
    fn take(&mut self, row: &StringRecord, line: usize) -> Result<(), TraceProblem> {
        let at_row = |what: String| problem(format!("row {line}: {what}"));
        let field = |column: usize| {
            row.get(column).ok_or_else(|| at_row(format!("{} columns, wanted {}", row.len(), column + 1)))
        };
        match self.columns {
            Columns::Counts { time, count } => {
                let earlier = self.counts.last().copied();
                let at = self.moment(field(time)?, earlier.map(|row| row.at)).map_err(at_row)?;
                let count = whole_count(field(count)?).map_err(at_row)?;
                if let Some(earlier) = earlier.filter(|earlier| at <= earlier.at) {
                    return Err(interval::not_after(line, earlier.row, at == earlier.at));
                }
                self.counts.push(CountRow { at, count, row: line });
            }
            Columns::Stamps { time } => {
                let at = self.moment(field(time)?, self.stamps.last().copied()).map_err(at_row)?;
                self.push_stamp(at).map_err(at_row)?;
            }
            Columns::Seconds { time } => {
                let at = seconds(field(time)?).map_err(at_row)?;
                self.push_stamp(at).map_err(at_row)?;
            }
        }
        Ok(())
    }

    fn moment(&mut self, text: &str, earlier: Option<Time>) -> Result<Time, String> {
        // A repeated hour matters to counts only: equal stamps are two requests at once.
        let earlier = earlier.filter(|_| matches!(self.columns, Columns::Counts { .. }));
        let stamp = self.rule.read(text, earlier)?;
        if std::mem::take(&mut self.first) {
            self.offset_secs = stamp.offset_secs;
        }
        Ok(stamp.at)
    }

    fn push_stamp(&mut self, at: Time) -> Result<(), String> {
        if self.stamps.last().is_some_and(|earlier| at < *earlier) {
            return Err("earlier than the row before it; stamps do not fall".to_owned());
        }
        self.stamps.push(at);
        Ok(())
    }

    fn record(self, text: &str) -> Result<Record, TraceProblem> {
        let rows = match self.columns {
            Columns::Counts { .. } => Rows::Counts(self.counts),
            Columns::Stamps { .. } => Rows::Stamps(self.stamps),
            Columns::Seconds { .. } => Rows::Seconds(self.stamps),
        };
        let none = match &rows {
            Rows::Counts(counts) => counts.is_empty(),
            Rows::Stamps(stamps) | Rows::Seconds(stamps) => stamps.is_empty(),
        };
        if none {
            return Err(problem("no rows below the header").at_line(text, 1));
        }
        let clock = WallClock::of(self.rule, self.offset_secs);
        Ok(Record { rows, clock, notes: vec![] })
    }
}

impl WallClock {
    /// The trace's own zone, else the offset that its first row carries, else the scenario's zone.
    pub(super) fn of(rule: &StampRule, offset_secs: Option<i32>) -> Self {
        match (&rule.zone, offset_secs) {
            (Some(zone), _) => Self::Zone(zone.clone()),
            (None, Some(offset_secs)) => Self::OffsetSecs(offset_secs),
            (None, None) => Self::Zone(rule.default_zone.clone()),
        }
    }
}

/// A count: a whole number from 0 to 10^9, also as `58.0`.
pub(super) fn whole_count(text: &str) -> Result<u64, String> {
    if let Ok(count) = text.parse::<u64>() {
        return if count <= COUNT_MAX { Ok(count) } else { Err(format!("{text} is more than 1,000,000,000")) };
    }
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() => count_of(value),
        _ => Err(format!("{text:?} is not a count")),
    }
}

/// A count written as a floating-point number.
pub(super) fn count_of(value: f64) -> Result<u64, String> {
    if value < 0.0 {
        return Err(format!("{value} is not a count: it is negative"));
    }
    if value.fract() != 0.0 {
        return Err(format!("{value} is not a count: it is not a whole number"));
    }
    if value > COUNT_MAX as f64 { Err(format!("{value} is more than 1,000,000,000")) } else { Ok(value as u64) }
}

/// Seconds since the first request, as a moment after 1970.
fn seconds(text: &str) -> Result<Time, String> {
    match text.parse::<f64>() {
        Ok(secs) if (0.0..1e9).contains(&secs) => Ok(Time::from_nanos(Span::from_secs_f64(secs).nanos())),
        Ok(secs) if secs < 0.0 => Err(format!("{text} is negative; arrival_s is seconds since the first request")),
        _ => Err(format!("{text:?} is not a number of seconds")),
    }
}
