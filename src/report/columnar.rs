//! The tables once more, typed and by column: what `--parquet` writes beside every CSV.

use super::folder::File;
use jiff::Timestamp;
use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::Result;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type;
use std::sync::Arc;

/// Columns that count or number things.
const WHOLE: [&str; 14] = [
    "capacity_after",
    "capacity_before",
    "days",
    "evaluations",
    "finalist",
    "hour",
    "pairs",
    "point",
    "policy_number",
    "run",
    "runs_that_differ",
    "step",
    "values_tried",
    "walks",
];

/// Columns of words, though all of them may be blank or look like numbers.
const WORDS: [&str; 29] = [
    "alarm",
    "base",
    "called",
    "candidate",
    "cause",
    "changes",
    "description",
    "direction",
    "edits",
    "factor",
    "first",
    "from_setting",
    "from_state",
    "last",
    "load_met",
    "load_not_met",
    "metric",
    "not_scaled_reasons",
    "note",
    "objectives_not_met",
    "other",
    "policy",
    "reason",
    "scope",
    "setting",
    "status_message",
    "to_setting",
    "unit",
    "why",
];

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A point of time, in UTC.
    Moment,
    /// A number of things.
    Whole,
    /// Any other number.
    Figure,
    /// Yes or no.
    Flag,
    /// Words.
    Text,
}

impl Kind {
    /// By its name first, so that the tables of two results have the same types; a user's own names by their cells.
    fn of(name: &str, cells: &[String]) -> Self {
        let all = |fits: fn(&str) -> bool| cells.iter().filter(|cell| !cell.is_empty()).all(|cell| fits(cell));
        let is_moment = name == "time" || name.ends_with("_time");
        let (is_whole, is_flag) = (WHOLE.contains(&name), name.starts_with("is_"));
        if WORDS.contains(&name) {
            Self::Text
        } else if is_moment && all(|cell| moment(cell).is_some()) {
            Self::Moment
        } else if is_whole && all(|cell| cell.parse::<i64>().is_ok()) {
            Self::Whole
        } else if (is_flag || cells.iter().any(|cell| !cell.is_empty())) && all(|cell| cell.parse::<bool>().is_ok()) {
            Self::Flag
        } else if !is_moment && all(|cell| cell.parse::<f64>().is_ok_and(f64::is_finite)) {
            Self::Figure
        } else {
            Self::Text
        }
    }

    /// The column in the schema; every cell may be blank.
    fn column(self, name: &str) -> Result<Type> {
        let (physical, logical) = match self {
            Self::Moment => (Physical::INT64, Some(LogicalType::timestamp(true, TimeUnit::NANOS))),
            Self::Whole => (Physical::INT64, None),
            Self::Figure => (Physical::DOUBLE, None),
            Self::Flag => (Physical::BOOLEAN, None),
            Self::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        };
        let column = Type::primitive_type_builder(name, physical).with_logical_type(logical);
        column.with_repetition(Repetition::OPTIONAL).build()
    }

    fn write(self, column: &mut SerializedColumnWriter<'_>, cells: &[String]) -> Result<()> {
        match self {
            Self::Moment => fill::<Int64Type>(column, cells, moment),
            Self::Whole => fill::<Int64Type>(column, cells, |cell| cell.parse().ok()),
            Self::Figure => fill::<DoubleType>(column, cells, |cell| cell.parse().ok()),
            Self::Flag => fill::<BoolType>(column, cells, |cell| cell.parse().ok()),
            Self::Text => fill::<ByteArrayType>(column, cells, |cell| Some(ByteArray::from(cell))),
        }
    }
}

/// A moment with its offset, in nanoseconds since 1970 in UTC.
fn moment(cell: &str) -> Option<i64> {
    let at: Timestamp = cell.parse().ok()?;
    i64::try_from(at.as_nanosecond()).ok()
}

/// Writes a column; a blank cell is null.
fn fill<T: DataType>(
    column: &mut SerializedColumnWriter<'_>,
    cells: &[String],
    value: impl Fn(&str) -> Option<T::T>,
) -> Result<()> {
    let read = |cell: &String| if cell.is_empty() { None } else { value(cell) };
    let read: Vec<Option<T::T>> = cells.iter().map(read).collect();
    let levels: Vec<i16> = read.iter().map(|value| i16::from(value.is_some())).collect();
    let values: Vec<T::T> = read.into_iter().flatten().collect();
    column.typed::<T>().write_batch(&values, Some(&levels), None)?;
    Ok(())
}

/// The files, and after each `NAME.csv` a `NAME.parquet` of the same rows and columns.
pub fn beside(files: Vec<File>) -> Vec<File> {
    let both = |file: File| {
        let table = file.name.strip_suffix(".csv").map(|stem| File {
            name: format!("{stem}.parquet"),
            bytes: written(&file.bytes).expect("memory takes every byte"),
        });
        std::iter::once(file).chain(table)
    };
    files.into_iter().flat_map(both).collect()
}

/// A CSV of ours as Parquet: nothing in it but the table and who wrote it.
fn written(csv: &[u8]) -> Result<Vec<u8>> {
    let (names, columns) = columns(csv);
    let kinds: Vec<Kind> = names.iter().zip(&columns).map(|(name, cells)| Kind::of(name, cells)).collect();
    let fields = names.iter().zip(&kinds).map(|(name, kind)| kind.column(name).map(Arc::new));
    let schema = Type::group_type_builder("table").with_fields(fields.collect::<Result<_>>()?).build()?;
    let properties = WriterProperties::builder()
        .set_created_by(concat!("dryscale version ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_compression(Compression::SNAPPY);
    let mut bytes = Vec::new();
    let mut file = SerializedFileWriter::new(&mut bytes, Arc::new(schema), Arc::new(properties.build()))?;
    let mut rows = file.next_row_group()?;
    for (kind, cells) in kinds.iter().zip(&columns) {
        let mut column = rows.next_column()?.expect("the schema has every column");
        kind.write(&mut column, cells)?;
        column.close()?;
    }
    rows.close()?;
    file.close()?;
    Ok(bytes)
}

/// Names and cells of the columns. A name that stands there already is numbered, as notebooks do it.
fn columns(csv: &[u8]) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::Reader::from_reader(csv);
    let header = reader.headers().expect("our tables have a header");
    let header: Vec<String> = header.iter().map(str::to_owned).collect();
    let names = header.iter().enumerate().map(|(at, name)| {
        let before = header[..at].iter().filter(|other| *other == name).count();
        if before == 0 { name.clone() } else { format!("{name}.{before}") }
    });
    let mut columns = vec![Vec::new(); header.len()];
    for row in reader.records() {
        let row = row.expect("rows of our tables are as long as their header");
        for (column, cell) in columns.iter_mut().zip(row.iter()) {
            column.push(cell.to_owned());
        }
    }
    (names.collect(), columns)
}
