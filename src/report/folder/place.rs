//! What stands where a result is to go, and whose is it.

use super::{WriteError, refused};
use crate::report::FORMAT_VERSION;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The file by which a result of ours is known.
pub(in crate::report) const MARKER: &str = "dryscale.result.json";

/// The file by which a half-written folder of ours is known; its lock tells whether the writer lives.
pub(super) const PARTIAL: &str = "dryscale.partial";

/// What the marker of a finished result holds.
pub(super) fn marker_text() -> String {
    format!("{{\"written_by\": \"dryscale\", \"format_version\": {FORMAT_VERSION}}}\n")
}

/// A result folder and the two names beside it that writing needs.
#[derive(Debug)]
pub(super) struct Place {
    /// Where the result goes.
    pub(super) folder: PathBuf,
    /// The folder around it.
    pub(super) parent: PathBuf,
    /// Where it is written first.
    pub(super) partial: PathBuf,
    /// Where a former result is for the moment of the exchange.
    pub(super) previous: PathBuf,
}

/// What stands at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Occupant {
    /// Nothing.
    Nothing,
    /// An empty folder.
    Empty,
    /// A folder with one of our two markers.
    Ours,
    /// A file, or a folder of someone else's.
    Foreign,
    /// A symbolic link.
    Link,
}

impl Place {
    pub(super) fn of(folder: &Path) -> Result<Self, WriteError> {
        let name = folder.file_name().ok_or_else(|| WriteError::Nameless { path: folder.to_owned() })?;
        let parent = match folder.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
            _ => PathBuf::from("."),
        };
        let beside = |ending: &str| {
            let mut hidden = std::ffi::OsString::from(".");
            hidden.push(name);
            hidden.push(ending);
            parent.join(hidden)
        };
        Ok(Self {
            folder: folder.to_owned(),
            partial: beside(".partial"),
            previous: beside(".previous"),
            parent: parent.clone(),
        })
    }

    /// Undoes an exchange that was cut short: a former result that was set aside comes back, or is cleared if the new
    /// one stands.
    pub(super) fn recover(&self) -> Result<(), WriteError> {
        if occupant(&self.previous)? != Occupant::Ours {
            return Ok(());
        }
        match occupant(&self.folder)? {
            Occupant::Nothing => fs::rename(&self.previous, &self.folder).map_err(refused("restore", &self.folder)),
            _ => fs::remove_dir_all(&self.previous).map_err(refused("remove", &self.previous)),
        }
    }

    /// Whether a folder stands there that may be replaced.
    pub(super) fn standing(&self) -> Result<bool, WriteError> {
        let path = self.folder.clone();
        match occupant(&self.folder)? {
            Occupant::Nothing => Ok(false),
            Occupant::Ours | Occupant::Empty => Ok(true),
            Occupant::Foreign => Err(WriteError::Foreign { path }),
            Occupant::Link => Err(WriteError::Link { path }),
        }
    }
}

/// What stands at `path`; a symbolic link is not followed.
pub(super) fn occupant(path: &Path) -> Result<Occupant, WriteError> {
    let found = match fs::symlink_metadata(path) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(Occupant::Nothing),
        found => found.map_err(refused("look at", path))?,
    };
    if found.is_symlink() {
        return Ok(Occupant::Link);
    }
    if !found.is_dir() {
        return Ok(Occupant::Foreign);
    }
    if has(path, PARTIAL) || is_result(path) {
        return Ok(Occupant::Ours);
    }
    let mut entries = fs::read_dir(path).map_err(refused("look into", path))?;
    Ok(if entries.next().is_none() { Occupant::Empty } else { Occupant::Foreign })
}

/// A plain file of that name, not a link to one.
fn has(folder: &Path, name: &str) -> bool {
    fs::symlink_metadata(folder.join(name)).is_ok_and(|found| found.is_file())
}

/// Whether the folder has the marker of a finished result, of any format version.
fn is_result(folder: &Path) -> bool {
    if !has(folder, MARKER) {
        return false;
    }
    let Ok(text) = fs::read_to_string(folder.join(MARKER)) else { return false };
    let Ok(marker) = serde_json::from_str::<serde_json::Value>(&text) else { return false };
    marker["written_by"] == "dryscale" && marker["format_version"].is_u64()
}
