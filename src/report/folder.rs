//! How do the files of a result reach the disk: whole or not at all.

use std::path::{Path, PathBuf};

/// One file of a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name in the folder.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// Why a result could not be written. Nothing was: a former result is as it was.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The operating system refused.
    #[error("cannot {doing} {}: {cause}", path.display())]
    Refused {
        /// `write`, `create`, `replace` …
        doing: &'static str,
        /// Which file or folder.
        path: PathBuf,
        /// The system's words.
        cause: std::io::Error,
    },
}

/// Writes `files` into `folder`, whole or not at all.
///
/// # Errors
/// See [`WriteError`].
pub fn publish(folder: &Path, files: &[File]) -> Result<(), WriteError> {
    let _ = (folder, files);
    todo!()
}
