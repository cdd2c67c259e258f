//! What does the reader get of a comparison: a sentence for each alternative, a table, Markdown, CSV and JSON.

pub(super) mod cell;
mod chart;
mod files;
mod sentence;
mod text;

pub use text::{markdown, summary};

use super::{File, Pictures, ReportError};
use crate::engine::{Time, Zone};
use crate::experiment::aggregate::Aggregates;
use crate::experiment::contrast::{Contrast, of_endpoint};
use crate::experiment::fold::Frame;
use crate::experiment::sample::Sample;

/// One way of running the days.
#[derive(Debug)]
pub struct Rival {
    /// How it is called: the file's stem, or the edits that make it.
    pub name: String,
    /// Its question.
    pub title: String,
    /// The scenario with every default written out.
    pub lock: String,
    /// Its runs.
    pub sample: Sample,
    /// The same runs, over time.
    pub aggregates: Aggregates,
}

/// Rivals on the same days; the first is what the others are held against.
#[derive(Debug)]
pub struct Comparison {
    /// At least two.
    pub rivals: Vec<Rival>,
    /// The others against the first, in their order.
    pub contrasts: Vec<Vec<Contrast>>,
    /// What figures are measured against.
    pub frame: Frame,
    /// The clock of the first.
    pub zone: Zone,
    /// The counted window of all.
    pub window: (Time, Time),
    /// The latency that all promise [ms].
    pub slo_ms: Option<f64>,
    /// `seed`.
    pub seed: u64,
    /// Runs that were asked for.
    pub asked: u32,
    /// Assumptions of the first.
    pub assumptions: Vec<(String, String)>,
    /// What the reader must know.
    pub remarks: Vec<String>,
}

impl Comparison {
    /// How many runs were paired.
    pub fn runs(&self) -> u32 {
        self.base().sample.runs().len() as u32
    }

    /// The first.
    pub fn base(&self) -> &Rival {
        &self.rivals[0]
    }

    /// The others with their contrasts.
    pub fn others(&self) -> impl Iterator<Item = (&Rival, &[Contrast])> {
        self.rivals[1..].iter().zip(&self.contrasts).map(|(rival, contrasts)| (rival, contrasts.as_slice()))
    }

    /// Whether in every run the same happened as with the first.
    pub fn is_identical(&self, other: &Rival) -> bool {
        self.base().sample.is_identical_to(&other.sample)
    }

    /// The winner: a sentence for each alternative, and which to take where there are several.
    pub fn answers(&self) -> Vec<String> {
        sentence::answers(self)
    }

    /// Every file of the result folder, by name.
    ///
    /// # Errors
    /// If the chart cannot be drawn.
    pub fn files(&self, pictures: Pictures) -> Result<Vec<File>, ReportError> {
        let mut all = files::all(self);
        all.extend(chart::files(self, pictures)?);
        Ok(all)
    }

    /// The comparison as JSON: the text of `compare.json`, and what `--json` prints.
    pub fn json(&self) -> String {
        files::json(self)
    }
}

/// The contrast in money that is said: a month where the horizon is whole days, else a day.
fn cost(contrasts: &[Contrast]) -> (&Contrast, &'static str) {
    let month = of_endpoint(contrasts, "cost_usd_per_month");
    if month.base.mean.is_some() { (month, "month") } else { (of_endpoint(contrasts, "cost_usd_per_day"), "day") }
}
