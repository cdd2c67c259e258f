//! What does the reader get of a sweep: findings in sentences, a table of points, CSV and JSON.

mod files;
mod text;

use super::folder::File;
use crate::experiment::sweep::Swept;

pub use text::summary;

/// Every file of the result folder.
pub fn files(of: &Swept) -> Vec<File> {
    files::all(of)
}

/// The sweep as JSON: the text of `sweep.json`, and what `--json` prints.
pub fn json(of: &Swept) -> String {
    files::json(of)
}
