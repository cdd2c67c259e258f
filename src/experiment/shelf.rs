//! How is a finished run kept? One file a run, bit-exact, with a checksum: the unit of resume and of shards.

use crate::simulation::outcome::RunOutcome;
use thiserror::Error;

/// What an outcome belongs to: it is read back for the same scenario and version only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// SHA-256 of the scenario with every default written out, in hex.
    pub scenario: String,
    /// Version of dryscale that ran it.
    pub version: String,
}

/// Why a file is not taken for a finished run.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refused {
    /// The first line is not ours.
    #[error("is not a finished run of dryscale")]
    Foreign,
}

/// The text of the file of a finished run.
pub fn encode(outcome: &RunOutcome, origin: &Origin) -> String {
    let _ = (outcome, origin);
    todo!()
}

/// The outcome that a file holds.
pub fn decode(text: &str, origin: &Origin) -> Result<RunOutcome, Refused> {
    let _ = (text, origin);
    todo!()
}
