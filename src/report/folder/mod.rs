//! How do the files of a result reach the disk: whole or not at all.
//!
//! Everything is written into a sibling, `.NAME.partial`, synced, and put in place by renaming. What stood there before
//! is set aside as `.NAME.previous` for that moment and comes back if the renaming fails or was cut short.

mod place;
mod renew;
#[cfg(test)]
mod tests;

pub(super) use place::MARKER;
use place::{Occupant, PARTIAL, Place, occupant};
pub use renew::renew;
use std::fs;
use std::io::{self, Write as _};
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
        cause: io::Error,
    },
    /// A part of the path is a plain file.
    #[error("cannot create {}: {} is not a folder", folder.display(), file.display())]
    BelowAFile {
        /// The folder that was wanted.
        folder: PathBuf,
        /// The part that is no folder.
        file: PathBuf,
    },
    /// Something stands there that we did not write.
    #[error(
        "{} holds something that is not a result of dryscale (it has no {MARKER}): it is left alone; choose another folder or remove it",
        path.display()
    )]
    Foreign {
        /// What stands there.
        path: PathBuf,
    },
    /// A symbolic link stands there.
    #[error("{} is a symbolic link: it is not followed; choose the folder itself or remove the link", path.display())]
    Link {
        /// The link.
        path: PathBuf,
    },
    /// Another run is writing the same folder at this moment.
    #[error("another run is writing {} at this moment", path.display())]
    Busy {
        /// The folder.
        path: PathBuf,
    },
    /// The path names no folder (`..`, `/`).
    #[error("{} does not name a folder that could be written", path.display())]
    Nameless {
        /// The path.
        path: PathBuf,
    },
}

/// Writes `files` into `folder`, whole or not at all. A former result of ours is replaced, an empty folder filled, and
/// what a killed run left behind is cleared.
///
/// # Errors
/// If `folder` holds something else, or the system refuses: nothing is half-written, and a former result stays.
pub fn publish(folder: &Path, files: &[File]) -> Result<(), WriteError> {
    let place = Place::of(folder)?;
    create_parent(&place)?;
    place.recover()?;
    let standing = place.standing()?;
    let lock = open_partial(&place)?;
    let written = fill(&place, files).and_then(|()| swap(&place, standing));
    drop(lock);
    if written.is_err() {
        // The first error is the one to report; what cannot be removed is cleared by the next run.
        let _ = fs::remove_dir_all(&place.partial);
    }
    written
}

/// Whether a result could be put into `folder`, asked before hours of work. Nothing stays behind.
///
/// # Errors
/// As [`publish`] would fail by what stands there and by who may write there.
pub fn may_publish(folder: &Path) -> Result<(), WriteError> {
    let place = Place::of(folder)?;
    for ancestor in place.parent.ancestors().filter(|ancestor| !ancestor.as_os_str().is_empty()) {
        match fs::metadata(ancestor) {
            Ok(found) if found.is_dir() => break,
            Ok(_) => return Err(WriteError::BelowAFile { folder: place.folder.clone(), file: ancestor.to_owned() }),
            // Below a plain file the system says that a part of the path is no folder: the file is among the ancestors.
            Err(_) => {}
        }
    }
    place.standing()?;
    match occupant(&place.partial)? {
        Occupant::Foreign => return Err(WriteError::Foreign { path: place.partial }),
        Occupant::Link => return Err(WriteError::Link { path: place.partial }),
        Occupant::Ours | Occupant::Empty | Occupant::Nothing => {}
    }
    try_to_write(&place)
}

/// Makes a folder where the first one would be made, under a name of its own, and removes it.
fn try_to_write(place: &Place) -> Result<(), WriteError> {
    let stands = |folder: &&Path| folder.as_os_str().is_empty() || folder.is_dir();
    let Some(nearest) = place.parent.ancestors().find(stands) else { return Ok(()) };
    let probe = nearest.join(".dryscale.probe");
    match fs::create_dir(&probe) {
        Err(cause) if cause.kind() != io::ErrorKind::AlreadyExists => {
            Err(WriteError::Refused { doing: "create", path: place.folder.clone(), cause })
        }
        // What stands there is of a run that asks the same at this moment, or of one that was killed while it did.
        _ => {
            let _ = fs::remove_dir(&probe);
            Ok(())
        }
    }
}

fn refused<'a>(doing: &'static str, path: &'a Path) -> impl FnOnce(io::Error) -> WriteError + 'a {
    move |cause| WriteError::Refused { doing, path: path.to_owned(), cause }
}

fn create_parent(place: &Place) -> Result<(), WriteError> {
    fs::create_dir_all(&place.parent).map_err(|cause| {
        let part = place.parent.ancestors().find(|part| fs::metadata(part).is_ok_and(|found| !found.is_dir()));
        match part {
            Some(file) => WriteError::BelowAFile { folder: place.folder.clone(), file: file.to_owned() },
            None => WriteError::Refused { doing: "create", path: place.parent.clone(), cause },
        }
    })
}

/// Makes an empty partial folder with a lock of ours in it; held until the lock is dropped.
fn open_partial(place: &Place) -> Result<fs::File, WriteError> {
    let marker = place.partial.join(PARTIAL);
    match occupant(&place.partial)? {
        Occupant::Nothing => {}
        Occupant::Empty => remove(&place.partial)?,
        Occupant::Ours => {
            // A run that still holds the lock is alive; a killed one has lost it. A result marker without a lock was
            // left between the last file and the renaming.
            if let Ok(held) = fs::File::open(&marker)
                && matches!(held.try_lock(), Err(fs::TryLockError::WouldBlock))
            {
                return Err(WriteError::Busy { path: place.folder.clone() });
            }
            remove(&place.partial)?;
        }
        Occupant::Foreign => return Err(WriteError::Foreign { path: place.partial.clone() }),
        Occupant::Link => return Err(WriteError::Link { path: place.partial.clone() }),
    }
    fs::create_dir(&place.partial).map_err(refused("create a folder beside", &place.folder))?;
    let lock = fs::File::create_new(&marker).map_err(refused("create a file beside", &place.folder))?;
    // A file system without locks still has the marker.
    let _ = lock.try_lock();
    Ok(lock)
}

fn remove(folder: &Path) -> Result<(), WriteError> {
    fs::remove_dir_all(folder).map_err(refused("remove", folder))
}

/// Writes and syncs every file; an error names the file where it would have stood.
fn fill(place: &Place, files: &[File]) -> Result<(), WriteError> {
    for file in files {
        let last = place.folder.join(&file.name);
        let write = || -> io::Result<()> {
            let mut out = fs::File::create_new(place.partial.join(&file.name))?;
            out.write_all(&file.bytes)?;
            out.sync_all()
        };
        write().map_err(refused("write", &last))?;
    }
    let marker = place.partial.join(MARKER);
    let write = || -> io::Result<()> {
        let mut out = fs::File::create_new(&marker)?;
        out.write_all(place::marker_text().as_bytes())?;
        out.sync_all()
    };
    write().map_err(refused("write", &place.folder.join(MARKER)))?;
    fs::remove_file(place.partial.join(PARTIAL)).map_err(refused("write", &place.folder))?;
    sync(&place.partial)
}

/// Puts the full partial folder in place.
fn swap(place: &Place, standing: bool) -> Result<(), WriteError> {
    if standing {
        fs::rename(&place.folder, &place.previous).map_err(refused("replace", &place.folder))?;
    }
    if let Err(cause) = fs::rename(&place.partial, &place.folder) {
        if standing {
            fs::rename(&place.previous, &place.folder).map_err(refused("restore", &place.folder))?;
        }
        return Err(WriteError::Refused { doing: "replace", path: place.folder.clone(), cause });
    }
    // From here the new result stands; a former one that cannot be removed is cleared by the next run.
    if standing {
        let _ = fs::remove_dir_all(&place.previous);
    }
    sync(&place.parent)
}

/// Makes the names in a folder last. File systems that cannot sync a folder say so, which is no reason to fail.
fn sync(folder: &Path) -> Result<(), WriteError> {
    let synced = fs::File::open(folder).and_then(|open| open.sync_all());
    match synced {
        Err(cause) if cause.kind() == io::ErrorKind::StorageFull => {
            Err(WriteError::Refused { doing: "write", path: folder.to_owned(), cause })
        }
        _ => Ok(()),
    }
}
