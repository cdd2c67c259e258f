//! One question, read and checked: the scenario file, what it left out, what it reads, and the setup it becomes.

use super::edit::{self, Edit};
use super::file::{LockFile, ScenarioFile};
use super::grid::Knob;
use super::history::History;
use super::lower::Lowered;
use super::reading::Reading;
use super::setup::Setup;
use super::tree::Tree;
use super::{checking, import, lock, schema};
use crate::problem::Problems;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// A scenario that can be simulated.
#[derive(Clone, Debug)]
pub struct Scenario {
    tree: Tree,
    name: String,
    folder: PathBuf,
    /// Every gap filled.
    file: ScenarioFile,
    setup: Setup,
    objectives: Vec<Objective>,
    history: Vec<Option<History>>,
    assumed: Vec<Assumed>,
    notes: Vec<String>,
    inputs: Vec<Input>,
}

/// What the file left out and what was taken instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assumed {
    /// `models.ranker.queue`.
    pub path: String,
    /// As it would be written.
    pub value: String,
    /// Why this value.
    pub why: String,
}

/// A data file that the scenario reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// From the scenario's folder, as the scenario names it.
    pub path: String,
    /// SHA-256, in lower-case hexadecimal.
    pub sha256: String,
    /// Length.
    pub bytes: u64,
}

/// A figure with a limit: `latency_p95_ms{variant/champion} < 300`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Objective {
    /// As written.
    pub text: String,
    /// A name of `metrics.md`.
    pub metric: String,
    /// `endpoint` or `variant/V`, in full.
    pub scope: String,
    /// What the figure must be.
    pub op: Comparison,
    /// In the metric's own unit.
    pub limit: f64,
}

/// How a figure is held against a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Comparison {
    /// `<`
    Below,
    /// `<=`
    AtMost,
    /// `>`
    Above,
    /// `>=`
    AtLeast,
}

impl Comparison {
    /// Whether `value` meets `limit`.
    pub fn holds(self, value: f64, limit: f64) -> bool {
        match self {
            Self::Below => value < limit,
            Self::AtMost => value <= limit,
            Self::Above => value > limit,
            Self::AtLeast => value >= limit,
        }
    }
}

impl Scenario {
    /// Reads a scenario file, applies the edits and checks everything. Warnings come back beside the scenario.
    ///
    /// # Errors
    /// Every problem at once.
    pub fn read(path: &Path, edits: &[Edit]) -> Result<(Self, Problems), Problems> {
        let folder = path.parent().unwrap_or(Path::new("."));
        Self::build(Tree::read(path)?, stem(path), folder, edits)
    }

    /// The same for a text that lies in `folder`; `name` is what messages call it.
    ///
    /// # Errors
    /// Every problem at once.
    pub fn from_text(name: &str, text: &str, folder: &Path, edits: &[Edit]) -> Result<(Self, Problems), Problems> {
        Self::build(Tree::parse(name, text)?, stem(Path::new(name)), folder, edits)
    }

    /// The same question with edits: how every experiment makes its variants.
    ///
    /// # Errors
    /// Every problem at once.
    pub fn edited(&self, edits: &[Edit]) -> Result<(Self, Problems), Problems> {
        Self::build(self.tree.clone(), self.name.clone(), &self.folder, edits)
    }

    /// The full paths that these, perhaps short, paths mean.
    ///
    /// # Errors
    /// Every path that means nothing here, or too much.
    pub fn full_paths<'p>(&self, paths: impl Iterator<Item = &'p str>) -> Result<Vec<String>, Problems> {
        let mut problems = Problems::new();
        let mut full = Vec::new();
        for path in paths {
            match Edit::new("-p", path, "").full_path(&self.tree, schema::root()) {
                Ok(path) => full.push(path),
                Err(refused) => problems.extend(refused),
            }
        }
        if problems.is_empty() { Ok(full) } else { Err(problems) }
    }

    fn build(mut tree: Tree, name: String, folder: &Path, edits: &[Edit]) -> Result<(Self, Problems), Problems> {
        let mut problems = Problems::new();
        let mut reading = Reading::new(folder);
        import::insert_files(&mut tree, folder, &mut problems, &mut reading.notes);
        edit::apply(&mut tree, edits, schema::root(), &mut problems);
        reading.assumed.extend(import::assumed(&tree));
        let lowered = match checking::written(&tree, &mut problems) {
            Some(written) => checking::check(written, &mut problems, &mut reading),
            None => None,
        };
        if lowered.is_none() && problems.is_empty_of_errors() {
            problems.error("", "cannot be run, and why was not found; please report this file");
        }
        if let Some((file, ..)) = &lowered {
            check_knobs(&file.tune, &tree, &mut problems);
        }
        tree.locate(&mut problems);
        let Some((file, lowered)) = lowered.filter(|_| problems.is_empty_of_errors()) else {
            return Err(problems);
        };
        let Lowered { setup, objectives, history } = lowered;
        let Reading { inputs, assumed, notes, .. } = reading;
        let folder = folder.to_owned();
        Ok((Self { tree, name, folder, file, setup, objectives, history, assumed, notes, inputs }, problems))
    }

    /// What a run needs.
    pub fn setup(&self) -> &Setup {
        &self.setup
    }

    /// The file's stem: names the result folder.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The folder that its data files count from.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The question; a file without one has its name.
    pub fn title(&self) -> &str {
        self.file.title.as_deref().unwrap_or(&self.name)
    }

    /// The file as it is after the edits.
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// What is judged.
    pub fn objectives(&self) -> &[Objective] {
        &self.objectives
    }

    /// What really happened to the capacity of each variant, by its place; `None`: nobody says.
    pub fn history(&self) -> &[Option<History>] {
        &self.history
    }

    /// What a search may change, as `tune` has it.
    ///
    /// # Panics
    /// Never: they were read before.
    pub fn knobs(&self) -> Vec<Knob> {
        self.file
            .tune
            .iter()
            .map(|text| Knob::parse(text).expect("a knob was checked when the file was read"))
            .collect()
    }

    /// What the file did not say.
    pub fn assumed(&self) -> &[Assumed] {
        &self.assumed
    }

    /// What the reader of a report must know of the data: where a trace ends, what has no data.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// The data files it reads.
    pub fn inputs(&self) -> &[Input] {
        &self.inputs
    }

    /// What its lock says it was made by; `None`: it is no lock.
    pub fn locked(&self) -> Option<&LockFile> {
        self.file.lock.as_ref()
    }

    /// `scenario.lock.yaml`: the scenario with every default written out. `data` is the way from the folder the lock
    /// will lie in to the scenario's folder (`.` where it is the same).
    pub fn lock(&self, data: &str) -> String {
        lock::write(&self.file, data, &self.inputs)
    }
}

/// Every element of `tune` names a key, each another one, and values for it.
fn check_knobs(texts: &[String], tree: &Tree, problems: &mut Problems) {
    let mut known: Vec<String> = Vec::new();
    for (at, text) in texts.iter().enumerate() {
        let place = format!("tune.{at}");
        let knob = match Knob::parse(text) {
            Ok(knob) => knob,
            Err(message) => {
                problems.error(place, message);
                continue;
            }
        };
        match Edit::new("tune", &knob.path, "").full_path(tree, schema::root()) {
            Ok(path) if known.contains(&path) => {
                problems.error(place, format!("`{}` stands twice in `tune`", knob.path));
            }
            Ok(path) => known.push(path),
            Err(refused) => {
                for refused in refused.iter() {
                    let problem = problems.error(place.clone(), refused.message.clone());
                    refused.hint.iter().for_each(|hint| {
                        problem.hint(hint.clone());
                    });
                }
            }
        }
    }
}

fn stem(path: &Path) -> String {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    stem.filter(|stem| !stem.is_empty()).unwrap_or_else(|| "scenario".to_owned())
}
