//! In which forms are the tables of a result written: what every command that writes tables is asked for.

use super::run::{End, fail, wrong};
use crate::report::{self, File};
use clap::Args;
use std::path::Path;

/// The forms.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct Tables {
    /// Write every table as Parquet too (NAME.parquet), for notebooks; of a build with `--features parquet`.
    #[arg(long)]
    parquet: bool,
}

impl Tables {
    /// Whether a result can be put into `folder` in these forms, asked before hours of work.
    pub(super) fn may_publish(self, folder: &Path) -> Result<(), End> {
        if self.parquet && !cfg!(feature = "parquet") {
            let how = "this dryscale was built without it; to build one that has it: \
                       cargo build --release --locked --features parquet";
            return Err(wrong("--parquet", how));
        }
        report::may_publish(folder).map_err(|error| fail(&error.to_string()))
    }

    /// A shard leaves runs, not tables.
    pub(super) fn refuse_in_a_shard(self) -> Result<(), End> {
        if self.parquet {
            Err(wrong("--parquet", "a shard has no tables yet: say it to dryscale merge"))
        } else {
            Ok(())
        }
    }

    /// Writes the result folder in these forms, whole or not at all.
    pub(super) fn publish(self, folder: &Path, files: Vec<File>) -> Result<(), End> {
        let files = if self.parquet { with_parquet(files) } else { files };
        report::publish(folder, &files).map_err(|error| fail(&error.to_string()))
    }
}

#[cfg(feature = "parquet")]
fn with_parquet(files: Vec<File>) -> Vec<File> {
    report::columnar::beside(files)
}

/// Never asked: refused before.
#[cfg(not(feature = "parquet"))]
fn with_parquet(files: Vec<File>) -> Vec<File> {
    files
}
