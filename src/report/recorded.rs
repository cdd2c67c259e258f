//! What does a result folder hold, and does a run done again come out as it was recorded?

use super::FORMAT_VERSION;
use super::folder::MARKER;
use super::tables::run_cells;
use crate::experiment::aggregate::Aggregates;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

/// The scenario of a result.
pub const LOCK: &str = "scenario.lock.yaml";
const RUNS: &str = "runs.csv";
const SUMMARY: &str = "summary.json";

/// A result that was written before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Where it lies.
    pub folder: PathBuf,
    /// The scenario's name.
    pub name: String,
    /// The dryscale that wrote it.
    pub version: String,
    /// `seed`.
    pub seed: Option<u64>,
    /// The run nearest the median by cost.
    pub median: Option<u32>,
    header: Vec<String>,
    rows: Vec<Row>,
}

/// Why a folder cannot be read as a result.
#[derive(Debug, thiserror::Error)]
pub enum RecordedError {
    /// It is none of ours.
    #[error("{} holds no result of dryscale (it has no {MARKER})", folder.display())]
    NoResult {
        /// The folder.
        folder: PathBuf,
    },
    /// A later dryscale has written it.
    #[error(
        "{} is laid out in version {version}, and this dryscale reads version {FORMAT_VERSION} and earlier",
        folder.display()
    )]
    Newer {
        /// The folder.
        folder: PathBuf,
        /// Its version.
        version: u64,
    },
    /// A file of it is missing, or not as it was written.
    #[error("{} {what}", file.display())]
    Damaged {
        /// Which.
        file: PathBuf,
        /// What is wrong with it.
        what: String,
    },
}

/// A figure that does not come out as it was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Differs {
    /// Its column.
    pub figure: String,
    /// In `runs.csv`; empty: it did not occur.
    pub recorded: String,
    /// Now.
    pub now: String,
    /// How many figures differ besides.
    pub others: usize,
}

impl Recorded {
    /// Reads what a result says of itself and of its runs.
    ///
    /// # Errors
    /// If it is no result of ours, of a later version, or not whole.
    pub fn read(folder: &Path) -> Result<Self, RecordedError> {
        let marker = fs::read_to_string(folder.join(MARKER))
            .map_err(|_| RecordedError::NoResult { folder: folder.to_owned() })?;
        let marker: Value = serde_json::from_str(&marker).unwrap_or_default();
        if let Some(version) = marker["format_version"].as_u64().filter(|v| *v > u64::from(FORMAT_VERSION)) {
            return Err(RecordedError::Newer { folder: folder.to_owned(), version });
        }
        let damaged = |name: &str, what: String| RecordedError::Damaged { file: folder.join(name), what };
        let text = |name: &str| {
            fs::read_to_string(folder.join(name)).map_err(|cause| damaged(name, format!("cannot be read: {cause}")))
        };
        text(LOCK)?;
        let summary: Value = serde_json::from_str(&text(SUMMARY)?)
            .map_err(|cause| damaged(SUMMARY, format!("is not as it was written: {cause}")))?;
        let word = |key: &str| summary[key].as_str().unwrap_or_default().to_owned();
        let (header, rows) = table(&text(RUNS)?).ok_or_else(|| damaged(RUNS, "is not as it was written".to_owned()))?;
        Ok(Self {
            folder: folder.to_owned(),
            name: word("name"),
            version: word("dryscale_version"),
            seed: summary["seed"].as_u64(),
            median: summary["median_cost_run"].as_u64().and_then(|run| u32::try_from(run).ok()),
            header,
            rows,
        })
    }

    /// Where the scenario lies.
    pub fn lock(&self) -> PathBuf {
        self.folder.join(LOCK)
    }

    /// Numbers of the runs that it holds, in order.
    pub fn runs(&self) -> impl Iterator<Item = u32> {
        self.rows.iter().map(|(run, _)| *run)
    }

    /// The first figure of a run done again that does not come out as it was recorded; `again` is of that run alone.
    pub fn differs(&self, again: &Aggregates) -> Option<Differs> {
        let (header, rows) = run_cells(again);
        let now = rows.first()?;
        let recorded = self.rows.iter().find(|(run, _)| now.first() == Some(&run.to_string())).map(|(_, cells)| cells);
        let was = |figure: &String| {
            let place = self.header.iter().position(|name| name == figure)?;
            recorded?.get(place).cloned()
        };
        let all = header.iter().zip(now).map(|(figure, now)| (figure, was(figure).unwrap_or_default(), now));
        let mut differing = all.filter(|(_, recorded, now)| recorded != *now);
        let (figure, recorded, now) = differing.next()?;
        Some(Differs { figure: figure.clone(), recorded, now: now.clone(), others: differing.count() })
    }
}

/// A run with its cells.
type Row = (u32, Vec<String>);

/// Header and rows of `runs.csv`.
fn table(text: &str) -> Option<(Vec<String>, Vec<Row>)> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header: Vec<String> = reader.headers().ok()?.iter().map(str::to_owned).collect();
    let rows: Option<Vec<_>> = reader
        .records()
        .map(|row| {
            let cells: Vec<String> = row.ok()?.iter().map(str::to_owned).collect();
            Some((cells.first()?.parse().ok()?, cells))
        })
        .collect();
    Some((header, rows.filter(|rows| !rows.is_empty())?))
}
