//! What is gathered while one scenario is read: problems, data files, what was taken for granted, notes.

use super::file::LockFile;
use super::question::{Assumed, Input};
use crate::problem::{Problem, Problems, Severity, Source};
use crate::quantity::Refused;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// Longest data file [bytes], judged before it is read.
pub(super) const LONGEST_INPUT_BYTES: u64 = 256 << 20;

/// What is gathered while one scenario is read.
#[derive(Debug)]
pub(super) struct Reading {
    /// What is wrong.
    pub problems: Problems,
    /// The data files that were read, each once.
    pub inputs: Vec<Input>,
    /// What the file did not say.
    pub assumed: Vec<Assumed>,
    /// What a report must say of the data.
    pub notes: Vec<String>,
    /// How far the first trace was moved to the clock of the run [ns].
    pub moved_nanos: Option<i128>,
    /// Where the shape pass has found errors.
    pub known: Vec<String>,
    folder: PathBuf,
    lock: Option<LockFile>,
}

impl Reading {
    /// Paths of data files count from `folder`.
    pub(super) fn new(folder: &Path) -> Self {
        Self {
            problems: Problems::new(),
            inputs: Vec::new(),
            assumed: Vec::new(),
            notes: Vec::new(),
            moved_nanos: None,
            known: Vec::new(),
            folder: folder.to_owned(),
            lock: None,
        }
    }

    /// Data files must be what they were when this lock was written.
    pub(super) fn hold_to(&mut self, lock: Option<&LockFile>) {
        if let Some(lock) = lock {
            self.folder.push(&lock.data);
            self.lock = Some(lock.clone());
        }
    }

    /// Adds an error.
    pub(super) fn error(&mut self, path: impl Into<String>, message: impl Into<String>) -> &mut Problem {
        self.problems.error(path, message)
    }

    /// Adds a warning.
    pub(super) fn warn(&mut self, path: impl Into<String>, message: impl Into<String>) -> &mut Problem {
        self.problems.warn(path, message)
    }

    /// Notes what was taken for granted.
    pub(super) fn assume(&mut self, path: impl Into<String>, value: impl Into<String>, why: impl Into<String>) {
        self.assumed.push(Assumed { path: path.into(), value: value.into(), why: why.into() });
    }

    /// A literal's value. The shape pass has said already what is wrong with a literal of the file, so nothing is
    /// added where an error points at the same path.
    pub(super) fn literal<T>(&mut self, path: &str, read: Result<T, Refused>) -> Option<T> {
        match read {
            Ok(value) => Some(value),
            Err(Refused { message, hint }) => {
                if !self.has_error(path) {
                    let problem = self.problems.error(path, message);
                    if let Some(hint) = hint {
                        problem.hint(hint);
                    }
                }
                None
            }
        }
    }

    /// Whether an error points at this path.
    pub(super) fn has_error(&self, path: &str) -> bool {
        let found = self.problems.iter().any(|problem| problem.severity == Severity::Error && problem.path == path);
        found || self.known.iter().any(|known| known == path)
    }

    /// Whether the shape pass has found an error at this path or below it: what is missing there may have been set
    /// aside.
    pub(super) fn set_aside(&self, path: &str) -> bool {
        let below =
            |known: &String| known.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        self.known.iter().any(below)
    }

    /// Where a data file lies, after its length and its hash have been looked at.
    pub(super) fn input(&mut self, path: &str, name: &str) -> Option<PathBuf> {
        let file = self.folder.join(name);
        match describe(&file) {
            Ok((sha256, bytes)) => {
                let input = Input { path: name.to_owned(), sha256, bytes };
                self.hold_input(path, &input);
                if !self.inputs.contains(&input) {
                    self.inputs.push(input);
                }
                Some(file)
            }
            Err(why) => {
                self.error(path, format!("`{name}` {why}"))
                    .hint("paths of data files count from the scenario's folder");
                None
            }
        }
    }

    fn hold_input(&mut self, path: &str, input: &Input) {
        let Some(lock) = &self.lock else { return };
        let was = lock.inputs.iter().find(|locked| locked.path == input.path);
        if let Some(was) = was.filter(|was| was.sha256 != input.sha256) {
            let message = format!(
                "`{}` has changed since the lock was written: sha256 {}, then {}",
                input.path, input.sha256, was.sha256
            );
            self.error(path, message);
        }
    }

    /// The text of a small data file (a profile, a table of quantiles).
    pub(super) fn input_text(&mut self, path: &str, name: &str) -> Option<String> {
        let file = self.input(path, name)?;
        match std::fs::read(&file).map(String::from_utf8) {
            Ok(Ok(text)) => Some(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)),
            Ok(Err(_)) => {
                self.error(path, format!("`{name}` is not UTF-8 text"));
                None
            }
            Err(error) => {
                self.error(path, format!("`{name}` cannot be read: {}", plain(&error)));
                None
            }
        }
    }

    /// Says what is wrong with a data file, at the line where it is if it has one.
    pub(super) fn data_error(
        &mut self,
        path: &str,
        name: &str,
        line: Option<(usize, &str)>,
        message: &str,
    ) -> &mut Problem {
        let problem = self.error(path, format!("`{name}` {message}"));
        if let Some((number, text)) = line {
            problem.at(Source::line(name, text, number).whole());
        }
        problem
    }
}

/// SHA-256 and length of a file, or why it cannot be used.
fn describe(file: &Path) -> Result<(String, u64), String> {
    let cannot = |error: std::io::Error| format!("cannot be read: {}", plain(&error));
    let facts = std::fs::metadata(file).map_err(cannot)?;
    if facts.is_dir() {
        return Err("is a folder; a file is wanted".to_owned());
    }
    if !facts.is_file() {
        return Err("is neither a file nor a folder; a file is wanted".to_owned());
    }
    if facts.len() > LONGEST_INPUT_BYTES {
        return Err(format!("is {} MB long; data files may have {} MB", facts.len() >> 20, LONGEST_INPUT_BYTES >> 20));
    }
    let mut hash = Sha256::new();
    let mut reader = std::fs::File::open(file).map_err(cannot)?;
    let mut block = vec![0; 1 << 16];
    loop {
        match reader.read(&mut block).map_err(cannot)? {
            0 => break,
            read => hash.update(&block[..read]),
        }
    }
    Ok((hexadecimal(&hash.finalize()), facts.len()))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(64), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a String takes any text");
        text
    })
}

/// The same words on every system.
fn plain(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    }
}
