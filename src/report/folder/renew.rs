//! How are some files of a result replaced, and all others left as they are: each of them whole or not at all.

use super::{File, Place, WriteError, refused, sync};
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

/// Puts `files` into a finished result. Whatever else stands there is not touched.
///
/// # Errors
/// If the system refuses: the files before it are new, it and those after it as they were.
pub fn renew(folder: &Path, files: &[File]) -> Result<(), WriteError> {
    // A link, or a folder that is none of ours, is left alone.
    Place::of(folder)?.standing()?;
    for file in files {
        let (last, partial) = (folder.join(&file.name), folder.join(format!(".{}.partial", file.name)));
        let write = || -> io::Result<()> {
            let mut out = fs::File::create(&partial)?;
            out.write_all(&file.bytes)?;
            out.sync_all()?;
            fs::rename(&partial, &last)
        };
        if let Err(cause) = write() {
            let _ = fs::remove_file(&partial);
            return Err(refused("write", &last)(cause));
        }
    }
    sync(folder)
}

#[cfg(test)]
mod tests {
    use super::super::publish;
    use super::*;

    fn file(name: &str, text: &str) -> File {
        File { name: name.to_owned(), bytes: text.as_bytes().to_vec() }
    }

    #[test]
    fn only_the_named_files_change_and_nothing_is_left_behind() {
        let place = tempfile::TempDir::new().unwrap();
        let folder = place.path().join("result");
        publish(&folder, &[file("a.csv", "old"), file("b.csv", "old")]).unwrap();
        fs::write(folder.join("notes.txt"), "mine").unwrap();
        renew(&folder, &[file("a.csv", "new"), file("c.csv", "new")]).unwrap();
        let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
        assert_eq!([read("a.csv"), read("b.csv"), read("c.csv"), read("notes.txt")], ["new", "old", "new", "mine"]);
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 5, "and the marker");
    }

    #[test]
    fn a_folder_of_someone_else_is_left_alone() {
        let place = tempfile::TempDir::new().unwrap();
        fs::write(place.path().join("a.csv"), "mine").unwrap();
        let refused = renew(place.path(), &[file("a.csv", "new")]).unwrap_err();
        assert!(matches!(refused, WriteError::Foreign { .. }), "{refused}");
        assert_eq!(fs::read_to_string(place.path().join("a.csv")).unwrap(), "mine");
    }
}
