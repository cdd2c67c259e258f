//! What the reader gets: the answer in a sentence, the terminal summary, tables, JSON and charts, made from the
//! aggregates of many runs and from what the scenario says about itself.

pub mod answer;
pub mod charts;
pub mod clock;
pub mod figure;
pub mod findings;
#[cfg(test)]
pub(crate) mod fixture;
mod folder;
pub mod states;
mod subject;
pub mod words;

pub use folder::{File, WriteError, publish};
pub use subject::{Bounds, Due, SAFE_UTILIZATION, Subject};

use crate::experiment::aggregate::Aggregates;
use std::path::Path;

/// The version of the files' layout; a reader refuses a newer one.
pub const FORMAT_VERSION: u32 = 1;

/// Everything that is shown of one scenario's runs.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// What was asked.
    pub subject: &'a Subject,
    /// What the runs say.
    pub aggregates: &'a Aggregates,
}

/// How the terminal wants its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// Columns; texts are cut to between 60 and 100.
    pub columns: usize,
    /// Whether to colour verdicts and alarms.
    pub colour: bool,
    /// Where the files are, as the user should read it; empty: nowhere.
    pub folder: String,
}

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// A file or folder could not be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// A chart could not be drawn.
    #[error("the chart {chart} could not be drawn: {message}")]
    Chart {
        /// Its name.
        chart: &'static str,
        /// Why.
        message: String,
    },
}

impl Report<'_> {
    /// The answer in a sentence.
    pub fn answer(&self) -> String {
        todo!()
    }

    /// At most 25 lines for a terminal.
    pub fn summary(&self, look: &Look) -> String {
        let _ = look;
        todo!()
    }

    /// The summary as JSON: the text of `summary.json`, and what `--json` prints.
    pub fn json(&self) -> String {
        todo!()
    }

    /// Every file of the result folder, by name, in the order in which they are listed.
    ///
    /// # Errors
    /// If a chart cannot be drawn.
    pub fn files(&self) -> Result<Vec<File>, ReportError> {
        todo!()
    }

    /// Writes the result folder, whole or not at all; a former result of ours is replaced.
    ///
    /// # Errors
    /// If `folder` holds something else, or cannot be written: it is then as it was.
    pub fn write(&self, folder: &Path) -> Result<(), ReportError> {
        publish(folder, &self.files()?)?;
        Ok(())
    }
}
