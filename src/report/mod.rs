//! What the reader gets: the answer in a sentence, the terminal summary, tables, JSON and charts, made from the
//! aggregates of many runs and from what the scenario says about itself.

pub mod answer;
pub mod charts;
pub mod clock;
#[cfg(feature = "parquet")]
pub mod columnar;
pub mod compare;
mod drawn;
pub mod explain;
pub mod figure;
pub mod findings;
#[cfg(test)]
pub(crate) mod fixture;
mod folder;
mod grid;
pub mod happened;
pub mod html;
pub mod json;
pub mod kept;
mod lines;
pub mod recorded;
pub mod sensitivity;
mod sparkline;
pub mod states;
mod subject;
pub mod sweep;
pub mod tables;
pub mod terminal;
pub mod tune;
pub mod words;
mod xml;

pub use folder::{File, WriteError, may_publish, publish, renew};
pub use subject::{Bounds, Due, SAFE_UTILIZATION, Subject};

use crate::experiment::aggregate::{Aggregates, Estimate};
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
    /// Columns; less than 40 are taken for 40, and sentences are never wider than 100.
    pub columns: usize,
    /// Whether to colour verdicts and alarms.
    pub colour: bool,
    /// Where the files are, as the user should read it; empty: nowhere.
    pub folder: String,
}

/// Which pictures of a chart are written beside the light one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pictures {
    /// The same on a dark ground: `NAME.dark.svg`, `NAME.dark.png`.
    pub dark: bool,
    /// PNGs of twice the size: `NAME@2x.png`.
    pub twice: bool,
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
        answer::sentence(self)
    }

    /// At most 25 lines for a terminal.
    pub fn summary(&self, look: &Look) -> String {
        terminal::summary(self, look)
    }

    /// The note beside a figure; a latency that there cannot be says why.
    fn note<'a>(&'a self, row: &'a Estimate) -> &'a str {
        let is_blank_latency = row.mean.is_none() && row.metric.starts_with("latency_");
        self.subject.no_percentiles().filter(|_| is_blank_latency).unwrap_or(&row.note)
    }

    /// The summary as JSON: the text of `summary.json`, and what `--json` prints.
    pub fn json(&self) -> String {
        json::summary(self)
    }

    /// Every file of the result folder, by name, in the order in which they are listed.
    ///
    /// # Errors
    /// If a chart cannot be drawn.
    pub fn files(&self) -> Result<Vec<File>, ReportError> {
        self.files_with(Pictures::default())
    }

    /// As [`Self::files`], with further pictures of every chart.
    ///
    /// # Errors
    /// If a chart cannot be drawn.
    pub fn files_with(&self, pictures: Pictures) -> Result<Vec<File>, ReportError> {
        let file = |name: &str, bytes: Vec<u8>| File { name: name.to_owned(), bytes };
        let mut all = vec![
            file("summary.json", self.json().into_bytes()),
            file("summary.csv", tables::summary(self)),
            file("runs.csv", tables::runs(self)),
            file("timeline.csv", tables::timeline(self)),
            file("activities.csv", tables::activities(self)),
            file("alarms.csv", tables::alarms(self)),
            file("decisions.csv", tables::decisions(self)),
            file("cooldowns.csv", tables::cooldowns(self)),
            file(kept::KEPT, kept::encode(self)),
        ];
        all.extend(self.pictures(pictures)?);
        if !self.subject.lock.is_empty() {
            all.push(file("scenario.lock.yaml", self.subject.lock.clone().into_bytes()));
        }
        Ok(all)
    }

    /// The charts and the page that has them.
    ///
    /// # Errors
    /// If a chart cannot be drawn.
    pub fn pictures(&self, pictures: Pictures) -> Result<Vec<File>, ReportError> {
        let mut all = Vec::new();
        let mut drawn = Vec::new();
        for chart in charts::ALL {
            let parts = if charts::BY_VARIANT.contains(&chart.name) { self.parts() } else { Vec::new() };
            if parts.is_empty() {
                all.extend(self.chart(chart, chart.name, pictures, &mut drawn)?);
            }
            for (subject, aggregates) in &parts {
                let stem = subject.stem(chart.name);
                all.extend(Report { subject, aggregates }.chart(chart, &stem, pictures, &mut drawn)?);
            }
        }
        all.push(File { name: "report.html".to_owned(), bytes: html::page(self, &drawn).into_bytes() });
        Ok(all)
    }

    /// What is shown of each variant alone, where there are several.
    pub fn parts(&self) -> Vec<(Subject, Aggregates)> {
        let part = |place: usize| Some((self.subject.of_part(place)?, self.aggregates.of_variant(place)?));
        (0..self.subject.variants.len()).filter_map(part).collect()
    }

    /// A chart as SVG, PNG and the CSV of its numbers, which the page shows too; nothing if there is nothing to draw.
    fn chart(
        &self,
        chart: &charts::Chart,
        stem: &str,
        pictures: Pictures,
        drawn: &mut Vec<html::Drawn>,
    ) -> Result<Vec<File>, ReportError> {
        let failed = |message: String| ReportError::Chart { chart: chart.name, message };
        let Some(picture) = (chart.draw)(self).map_err(failed)? else { return Ok(Vec::new()) };
        drawn.push(html::Drawn { stem: stem.to_owned(), svg: picture.svg.clone(), alt: picture.alt.clone() });
        drawn::files(picture, (stem, &format!("{stem}.csv")), pictures)
    }

    /// Writes the result folder, whole or not at all; a former result of ours is replaced.
    ///
    /// # Errors
    /// If `folder` holds something else, or cannot be written: it is then as it was.
    pub fn write(&self, folder: &Path, pictures: Pictures) -> Result<(), ReportError> {
        publish(folder, &self.files_with(pictures)?)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_has_every_file_and_the_same_bytes_again() {
        let dir = tempfile::TempDir::new().unwrap();
        let made = fixture::five_minutes();
        let folder = dir.path().join("step");
        made.report().write(&folder, Pictures::default()).unwrap();
        let mut names: Vec<String> = std::fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        // Without scale-outs there is no reaction, in five minutes no calendar.
        let charts =
            ["capacity", "latency", "percentiles", "outcomes", "spread", "actions", "utilization", "waterfall"];
        let tables = ["activities", "alarms", "cooldowns", "decisions", "runs", "summary", "timeline"];
        let mut expected: Vec<String> = tables.iter().map(|name| format!("{name}.csv")).collect();
        expected.extend(charts.iter().flat_map(|name| ["csv", "png", "svg"].map(|kind| format!("{name}.{kind}"))));
        expected.extend(["latency_heat.csv", "spread_runs.csv"].map(str::to_owned));
        expected.extend(
            ["dryscale.result.json", "report.html", "report.json.gz", "scenario.lock.yaml", "summary.json"]
                .map(str::to_owned),
        );
        expected.sort();
        assert_eq!(names, expected);
        assert_eq!(made.report().files().unwrap(), made.report().files().unwrap());
    }

    #[test]
    fn dark_and_large_pictures_are_written_on_request() {
        let files = fixture::five_minutes().report().files_with(Pictures { dark: true, twice: true }).unwrap();
        let of_chart: Vec<&str> =
            files.iter().map(|file| file.name.as_str()).filter(|name| name.starts_with("outcomes")).collect();
        assert_eq!(
            of_chart,
            [
                "outcomes.svg",
                "outcomes.png",
                "outcomes@2x.png",
                "outcomes.dark.svg",
                "outcomes.dark.png",
                "outcomes.dark@2x.png",
                "outcomes.csv"
            ]
        );
    }

    #[test]
    fn a_result_with_scale_outs_has_their_chart_too() {
        let files = fixture::flash_sale().report().files().unwrap();
        let of_chart: Vec<&str> =
            files.iter().map(|file| file.name.as_str()).filter(|name| name.starts_with("reaction.")).collect();
        assert_eq!(of_chart, ["reaction.svg", "reaction.png", "reaction.csv"]);
    }

    #[test]
    fn no_file_tells_where_or_on_what_machine_it_was_made() {
        let here = std::env::current_dir().unwrap().display().to_string();
        let host = std::fs::read_to_string("/etc/hostname").unwrap_or_default().trim().to_owned();
        for file in fixture::flash_sale().report().files().unwrap() {
            let text = String::from_utf8_lossy(&file.bytes).into_owned();
            assert!(!text.contains(&here), "{} names the folder it was made in", file.name);
            assert!(host.len() < 4 || !text.contains(&host), "{} names the host", file.name);
        }
    }
}
