//! What does the reader get of a sweep: findings in sentences, a table of points, CSV and JSON.

mod charts;
mod files;
mod survival;
mod text;

use super::{File, Pictures, ReportError};
use crate::experiment::sweep::Swept;

pub use survival::Survival;
pub use text::summary;

/// Every file of the result folder.
///
/// # Errors
/// If a chart cannot be drawn.
pub fn files(of: &Swept, pictures: Pictures) -> Result<Vec<File>, ReportError> {
    let mut all = files::all(of);
    all.extend(charts::files(of, pictures)?);
    Ok(all)
}

/// The sweep as JSON: the text of `sweep.json`, and what `--json` prints.
pub fn json(of: &Swept) -> String {
    files::json(of)
}
