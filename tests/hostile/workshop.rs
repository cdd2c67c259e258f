//! A folder of its own for each test, the program in it, and what it says.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;
use tempfile::TempDir;

/// The program under test.
pub(crate) const DRYSCALE: &str = env!("CARGO_BIN_EXE_dryscale");

/// A scenario that runs in no time.
pub(crate) const SMALL: &str = "\
title: Does a small fleet carry a small load?
duration: 10m
lead_in: 0s
runs: 2
traffic: [{name: web, constant: 5/s}]
models: {tiny: {service_time: {mean: 50ms, cv: 1}, concurrency: 4}}
endpoint:
  EndpointName: web
  ProductionVariants: [{VariantName: all, ModelName: tiny, InstanceType: ml.m5.large, InitialInstanceCount: 1}]
instances: {ml.m5.large: {price: $0.115/h}}
";

/// A folder in which the program runs.
pub(crate) struct Workshop(TempDir);

/// How the program ended and what it said.
#[derive(Debug)]
pub(crate) struct Ended {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program writes UTF-8");
        Self { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }
}

impl Workshop {
    /// With the small scenario in it, as `small.yaml`.
    pub(crate) fn new() -> Self {
        let workshop = Self(TempDir::new().expect("a place for temporary files"));
        workshop.write("small.yaml", SMALL);
        workshop
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.path(name), bytes).expect("writable");
    }

    /// The small scenario with another source, as `NAME.yaml`.
    pub(crate) fn with_source(&self, name: &str, source: &str) {
        let text = SMALL.replace("{name: web, constant: 5/s}", source);
        self.write(&format!("{name}.yaml"), text);
    }

    /// The program with these arguments, ready to start.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(DRYSCALE);
        command.current_dir(self.0.path()).args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs the program with these arguments.
    pub(crate) fn dryscale(&self, arguments: &[&str]) -> Ended {
        patient(self.command(arguments))
    }

    /// Runs the program below a shell's limit: `ulimit -v 500000`, for instance.
    pub(crate) fn limited(&self, limit: &str, arguments: &[&str]) -> Ended {
        let mut shell = Command::new("sh");
        shell
            .current_dir(self.0.path())
            .args(["-c", &format!("{limit}; exec \"$0\" \"$@\""), DRYSCALE])
            .args(arguments);
        patient(shell)
    }

    /// Every file and folder below, with its bytes: what may not change.
    pub(crate) fn held(&self) -> Vec<(PathBuf, Option<Vec<u8>>)> {
        fn walk(folder: &Path, found: &mut Vec<(PathBuf, Option<Vec<u8>>)>) {
            for entry in fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("readable").path();
                let is_folder = fs::symlink_metadata(&path).expect("it is there").is_dir();
                found.push((path.clone(), (!is_folder).then(|| fs::read(&path).unwrap_or_default())));
                if is_folder {
                    walk(&path, found);
                }
            }
        }
        let mut found = Vec::new();
        walk(self.0.path(), &mut found);
        found.sort();
        found
    }

    /// `summary.json` of a result.
    pub(crate) fn summary(&self, result: &str) -> serde_json::Value {
        let text = fs::read(self.path(result).join("summary.json")).expect("a result has a summary");
        serde_json::from_slice(&text).expect("the summary is JSON")
    }

    /// The names in a folder, hidden ones too, sorted.
    pub(crate) fn names(&self, folder: &str) -> Vec<String> {
        let entries = fs::read_dir(self.path(folder)).expect("a folder");
        let mut names: Vec<String> =
            entries.map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }
}

/// Waits for the end, but not for ever: what is killed then has no exit code.
fn patient(command: Command) -> Ended {
    let mut command = assert_cmd::Command::from_std(command);
    command.timeout(Duration::from_secs(100)).output().expect("the program starts").into()
}

impl Ended {
    /// Ended with this exit code and said all of this on stderr, nothing on stdout.
    #[track_caller]
    pub(crate) fn told(&self, code: i32, words: &[&str]) {
        assert_eq!(self.code, Some(code), "{self:?}");
        assert_eq!(self.stdout, "", "{self:?}");
        for word in words {
            assert!(self.stderr.contains(word), "`{word}` is not in\n{}", self.stderr);
        }
        assert!(!self.stderr.contains("panicked"), "{}", self.stderr);
    }
}
