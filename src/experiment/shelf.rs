//! How is a finished run kept? One file a run, bit-exact, with a checksum: the unit of resume and of shards.
//!
//! Two lines: what the outcome belongs to with the SHA-256 of the second line, and the outcome as JSON. Columns of a
//! timeline are the bits of their values in hex, so that blanks (NaN) come back as they were.

use super::bands::{COLUMNS, columns, columns_mut};
use crate::engine::{Span, Time};
use crate::simulation::bits::{hex_of, values_of};
use crate::simulation::outcome::{Activity, CooldownSpan, RunOutcome, ScopeOutcome, Stretch, Timeline, Transition};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// First member of every file, and the format's number.
const FORMAT: &str = "dryscale finished run 2";

/// What an outcome belongs to: it is read back for the same scenario and version only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// SHA-256 of the scenario with every default written out, in hex.
    pub scenario: String,
    /// Version of dryscale that ran it.
    pub version: String,
}

/// Why a file is not taken for a finished run.
#[derive(Debug, Error)]
pub enum Refused {
    /// The first line is not ours, or of another format.
    #[error("is not a finished run of dryscale ({0})")]
    Foreign(String),
    /// It belongs to another scenario.
    #[error("belongs to another scenario ({found}; this one is {wanted})")]
    OtherScenario {
        /// As in the file.
        found: String,
        /// As asked for.
        wanted: String,
    },
    /// Another version may have other results.
    #[error("was written by version {found}; this is {wanted}")]
    OtherVersion {
        /// As in the file.
        found: String,
        /// As asked for.
        wanted: String,
    },
    /// The outcome was cut off or changed.
    #[error("is damaged: its checksum is {found}, but its first line says {wanted}")]
    Damaged {
        /// Of what is there.
        found: String,
        /// As in the first line.
        wanted: String,
    },
    /// The checksum holds, the outcome does not: written by hand, or our own bug.
    #[error("does not hold a run's outcome ({0})")]
    Malformed(String),
    /// It cannot be read.
    #[error("cannot be read: {0}")]
    Unreadable(#[from] io::Error),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    format: String,
    #[serde(rename = "of")]
    origin: Origin,
    run: u32,
    sha256: String,
}

/// The file form of a [`RunOutcome`].
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RunFile<'a> {
    run: u32,
    scopes: Cow<'a, [ScopeOutcome]>,
    timeline: TimelineFile,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    variants: Vec<TimelineFile>,
    activities: Cow<'a, [Activity]>,
    transitions: Cow<'a, [Transition]>,
    decisions: Cow<'a, [Stretch]>,
    cooldowns: Cow<'a, [CooldownSpan]>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TimelineFile {
    start: Time,
    step: Span,
    /// Name, and eight hex digits a value.
    columns: Vec<(String, String)>,
}

/// The text of the file of a finished run.
pub fn encode(outcome: &RunOutcome, origin: &Origin) -> String {
    let file = RunFile {
        run: outcome.run,
        scopes: Cow::Borrowed(&outcome.scopes),
        timeline: TimelineFile::of(&outcome.timeline),
        variants: outcome.variants.iter().map(TimelineFile::of).collect(),
        activities: Cow::Borrowed(&outcome.activities),
        transitions: Cow::Borrowed(&outcome.transitions),
        decisions: Cow::Borrowed(&outcome.decisions),
        cooldowns: Cow::Borrowed(&outcome.cooldowns),
    };
    let body = serde_json::to_string(&file).expect("an outcome is plain data");
    let header =
        Header { format: FORMAT.to_owned(), origin: origin.clone(), run: outcome.run, sha256: checksum(&body) };
    let header = serde_json::to_string(&header).expect("a header is plain data");
    format!("{header}\n{body}\n")
}

/// The outcome that a file's text holds, if it is whole and of this origin.
pub fn decode(text: &str, origin: &Origin) -> Result<RunOutcome, Refused> {
    let (header, body) = text.split_once('\n').ok_or_else(|| Refused::Foreign("it has no second line".to_owned()))?;
    let header: Header = serde_json::from_str(header).map_err(|error| Refused::Foreign(error.to_string()))?;
    if header.format != FORMAT {
        return Err(Refused::Foreign(format!("its format is `{}`, not `{FORMAT}`", header.format)));
    }
    if header.origin.version != origin.version {
        return Err(Refused::OtherVersion { found: header.origin.version, wanted: origin.version.clone() });
    }
    if header.origin.scenario != origin.scenario {
        return Err(Refused::OtherScenario { found: header.origin.scenario, wanted: origin.scenario.clone() });
    }
    let found = checksum(body.strip_suffix('\n').unwrap_or(body));
    if found != header.sha256 {
        return Err(Refused::Damaged { found, wanted: header.sha256 });
    }
    let file: RunFile = serde_json::from_str(body).map_err(|error| Refused::Malformed(error.to_string()))?;
    if file.run != header.run {
        return Err(Refused::Malformed(format!("run {} under a first line of run {}", file.run, header.run)));
    }
    file.outcome().map_err(Refused::Malformed)
}

/// Where a run's file lies in the folder of its point.
pub fn path(folder: &Path, run: u32) -> PathBuf {
    folder.join(format!("run-{run:05}.json"))
}

/// Writes a finished run's file: whole or not at all.
pub fn put(folder: &Path, outcome: &RunOutcome, origin: &Origin) -> io::Result<()> {
    let path = path(folder, outcome.run);
    let partial = path.with_extension("partial");
    let mut file = File::create(&partial)?;
    file.write_all(encode(outcome, origin).as_bytes())?;
    file.sync_all()?;
    fs::rename(&partial, &path)
}

/// Reads the file of a run; `None` if there is none.
pub fn take(folder: &Path, run: u32, origin: &Origin) -> Result<Option<RunOutcome>, Refused> {
    let text = match fs::read_to_string(path(folder, run)) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let outcome = decode(&text, origin)?;
    if outcome.run != run {
        return Err(Refused::Malformed(format!("it holds run {}", outcome.run)));
    }
    Ok(Some(outcome))
}

impl RunFile<'_> {
    fn outcome(self) -> Result<RunOutcome, String> {
        Ok(RunOutcome {
            run: self.run,
            scopes: self.scopes.into_owned(),
            timeline: self.timeline.timeline()?,
            variants: self.variants.into_iter().map(TimelineFile::timeline).collect::<Result<_, _>>()?,
            activities: self.activities.into_owned(),
            transitions: self.transitions.into_owned(),
            decisions: self.decisions.into_owned(),
            cooldowns: self.cooldowns.into_owned(),
        })
    }
}

impl TimelineFile {
    fn of(timeline: &Timeline) -> Self {
        let columns = columns(timeline).map(|(name, values)| (name.to_owned(), hex_of(values)));
        Self { start: timeline.start, step: timeline.step, columns: columns.into() }
    }

    fn timeline(self) -> Result<Timeline, String> {
        if self.columns.len() != COLUMNS {
            return Err(format!("a timeline has {COLUMNS} columns, not {}", self.columns.len()));
        }
        let mut timeline = Timeline { start: self.start, step: self.step, ..Timeline::default() };
        let mut steps = None;
        for ((name, column), (found, hex)) in columns_mut(&mut timeline).into_iter().zip(&self.columns) {
            if name != found {
                return Err(format!("the column `{found}` stands where `{name}` belongs"));
            }
            *column = values_of(hex).ok_or_else(|| format!("the column `{name}` is not eight hex digits a value"))?;
            if *steps.get_or_insert(column.len()) != column.len() {
                return Err(format!("the column `{name}` has another length than those before it"));
            }
        }
        Ok(timeline)
    }
}

/// SHA-256 of a text, in hex.
pub(crate) fn checksum(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().fold(String::with_capacity(64), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("a String takes everything");
        hex
    })
}

#[cfg(test)]
mod tests;
