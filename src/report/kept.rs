//! How is kept what a report is drawn from, so that it can be drawn again without a run? To the bit, with checksums.
//!
//! `report.json.gz`, two lines: which dryscale wrote it for which scenario, with the SHA-256 of the second line; and what
//! was asked and what the runs say, as JSON. The CSVs are for people and notebooks: they round, and hold no histogram.

use super::recorded::{LOCK, Recorded, RecordedError};
use super::{Report, Subject};
use crate::engine::Zone;
use crate::experiment::aggregate::Aggregates;
use crate::experiment::shelf::checksum;
use crate::scenario::setup::Fidelity;
use flate2::read::GzDecoder;
use flate2::{Compression, GzBuilder};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

/// Its name in the folder.
pub const KEPT: &str = "report.json.gz";
/// First member of the first line, and the format's number.
const FORMAT: &str = "dryscale report 1";
/// Most bytes that are unpacked.
const MOST_BYTES: u64 = 1 << 30;

/// What a report is drawn from.
#[derive(Clone, Debug)]
pub struct Kept {
    /// What was asked.
    pub subject: Subject,
    /// What the runs say.
    pub aggregates: Aggregates,
}

/// Why a folder's report cannot be drawn again.
#[derive(Debug, thiserror::Error)]
pub enum KeptError {
    /// It is no whole result.
    #[error(transparent)]
    Folder(#[from] RecordedError),
    /// It is a result, of a dryscale that kept nothing to draw from.
    #[error("{} is not there: the result is of a dryscale that kept nothing to draw from; {AGAIN}", file.display())]
    Nothing {
        /// Where it should be.
        file: PathBuf,
    },
    /// It is not as it was written.
    #[error("{} is damaged: {what}; {AGAIN}", file.display())]
    Damaged {
        /// Which file.
        file: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// Another dryscale would draw it otherwise.
    #[error("{} was written by dryscale {found}, and this is dryscale {ours}; {AGAIN}", file.display())]
    OtherVersion {
        /// Which file.
        file: PathBuf,
        /// Who wrote it.
        found: String,
        /// Who reads it.
        ours: String,
    },
    /// The scenario beside it has been changed.
    #[error(
        "{} is not the scenario of this result: it has been changed since the run; put it back, or `dryscale run` it",
        file.display()
    )]
    OtherScenario {
        /// The lock file.
        file: PathBuf,
    },
}

const AGAIN: &str = "`dryscale run` on its scenario.lock.yaml makes the result again";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    format: String,
    version: String,
    /// SHA-256 of `scenario.lock.yaml`.
    scenario: String,
    /// SHA-256 of the second line.
    sha256: String,
}

#[derive(Serialize)]
struct Body<'a> {
    subject: &'a Subject,
    aggregates: &'a Aggregates,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OwnedBody {
    subject: Subject,
    aggregates: Aggregates,
}

/// The file of a report.
pub fn encode(report: &Report<'_>) -> Vec<u8> {
    let body = Body { subject: report.subject, aggregates: report.aggregates };
    let body = serde_json::to_string(&body).expect("a report is plain data");
    let header = Header {
        format: FORMAT.to_owned(),
        version: report.subject.version.clone(),
        scenario: checksum(&report.subject.lock),
        sha256: checksum(&body),
    };
    let header = serde_json::to_string(&header).expect("a header is plain data");
    // Neither a time nor a name: the same report gives the same bytes.
    let mut packed = GzBuilder::new().write(Vec::new(), Compression::default());
    let written = packed.write_all(format!("{header}\n{body}\n").as_bytes());
    written.and_then(|()| packed.finish()).expect("memory takes every byte")
}

impl Kept {
    /// What the report of a result folder is drawn from, if it is whole, of this dryscale, and of the scenario beside it.
    ///
    /// # Errors
    /// If it is not.
    pub fn read(folder: &Path) -> Result<Self, KeptError> {
        Recorded::read(folder)?;
        let file = folder.join(KEPT);
        let damaged = |what: String| KeptError::Damaged { file: file.clone(), what };
        let packed = match fs::read(&file) {
            Ok(packed) => packed,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(KeptError::Nothing { file }),
            Err(error) => return Err(damaged(error.to_string())),
        };
        let mut text = String::new();
        let read = GzDecoder::new(&packed[..]).take(MOST_BYTES).read_to_string(&mut text);
        read.map_err(|error| damaged(error.to_string()))?;
        let (header, body) = text.split_once('\n').ok_or_else(|| damaged("it has no second line".to_owned()))?;
        let header: Header = serde_json::from_str(header).map_err(|error| damaged(error.to_string()))?;
        let ours = env!("CARGO_PKG_VERSION");
        if header.version != ours || header.format != FORMAT {
            return Err(KeptError::OtherVersion { file, found: header.version, ours: ours.to_owned() });
        }
        if checksum(body.strip_suffix('\n').unwrap_or(body)) != header.sha256 {
            return Err(damaged("its checksum is another".to_owned()));
        }
        let lock = folder.join(LOCK);
        if fs::read_to_string(&lock).is_ok_and(|lock| checksum(&lock) != header.scenario) {
            return Err(KeptError::OtherScenario { file: lock });
        }
        let OwnedBody { subject, aggregates } =
            serde_json::from_str(body).map_err(|error| damaged(error.to_string()))?;
        Ok(Self { subject, aggregates })
    }

    /// The report.
    pub fn report(&self) -> Report<'_> {
        Report { subject: &self.subject, aggregates: &self.aggregates }
    }
}

/// A fidelity by its name.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Fidelity", rename_all = "lowercase")]
pub(super) enum Plane {
    Requests,
    Fluid,
}

/// A zone by its name.
pub(super) mod zone {
    use super::{Deserialize, Deserializer, Serializer, Zone, de};

    pub(in crate::report) fn serialize<S: Serializer>(zone: &Zone, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(zone.name())
    }

    pub(in crate::report) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Zone, D::Error> {
        let name = String::deserialize(from)?;
        Zone::named(&name).ok_or_else(|| de::Error::custom(format!("there is no time zone `{name}`")))
    }
}

#[cfg(test)]
mod tests;
