//! Is what people have read as they meant it, and does what is written come back as it was?

#[path = "import/command.rs"]
mod command;
#[path = "import/field.rs"]
mod field;
#[path = "import/generated.rs"]
mod generated;
#[path = "import/hostile.rs"]
mod hostile;
#[path = "import/model.rs"]
mod model;
#[path = "import/round_trip.rs"]
mod round_trip;
#[path = "import/tools.rs"]
mod tools;

use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A file of this text in a folder of its own.
fn file(name: &str, text: impl AsRef<[u8]>) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("of our own");
    let path = folder.path().join(name);
    std::fs::write(&path, text).expect("of our own");
    (folder, path)
}
