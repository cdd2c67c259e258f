//! Where are finished runs kept while a sweep is under way? A folder with the plan, and a folder a point with a file a run.

use super::plan::Plan;
use crate::experiment::queue::Job;
use crate::experiment::shelf::{self, Refused};
use crate::simulation::outcome::RunOutcome;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

const PLAN: &str = "plan.json";

/// The folder of finished runs.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
    /// Held as long as the store is used.
    lock: Option<fs::File>,
}

/// Why runs cannot be kept.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The system refused.
    #[error("cannot {doing} {}: {cause}", path.display())]
    Refused {
        /// `write`, `create` …
        doing: &'static str,
        /// Which.
        path: PathBuf,
        /// The system's words.
        cause: io::Error,
    },
    /// Something else stands there.
    #[error("{} holds something else than the runs of a sweep: it is left alone", path.display())]
    Foreign {
        /// What stands there.
        path: PathBuf,
    },
    /// Another sweep is at work there.
    #[error("another sweep is at work in {}", path.display())]
    Busy {
        /// The folder.
        path: PathBuf,
    },
}

/// Why shards cannot be merged.
#[derive(Debug, Error)]
pub enum MergeError {
    /// No plan, or an unreadable one.
    #[error("{} holds no runs of a sweep: {why}", folder.display())]
    NoPlan {
        /// The folder.
        folder: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// Plans differ.
    #[error("{} and {} are parts of two sweeps: {what}", first.display(), other.display())]
    Apart {
        /// The first folder.
        first: PathBuf,
        /// The one that differs.
        other: PathBuf,
        /// In what.
        what: String,
    },
    /// Runs are not there.
    #[error("{missing} of {all} runs are in none of the folders, the first of them run {run} of point {point}")]
    Missing {
        /// How many.
        missing: usize,
        /// Of how many.
        all: usize,
        /// Point of the first.
        point: usize,
        /// Its number.
        run: u32,
    },
    /// A file that cannot be taken.
    #[error("{} {refused}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        refused: Refused,
    },
}

impl Store {
    /// Opens the folder for runs of this plan; what it holds already of the same points is used.
    ///
    /// # Errors
    /// If it holds something else, or cannot be written, or another sweep is at work in it.
    pub fn open(folder: &Path, plan: &Plan) -> Result<Self, StoreError> {
        let refused = |doing, path: &Path, cause| StoreError::Refused { doing, path: path.to_owned(), cause };
        let is_link = fs::symlink_metadata(folder).is_ok_and(|found| !found.is_dir());
        let holds = fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
        if is_link || (holds && !is_store(folder)) {
            return Err(StoreError::Foreign { path: folder.to_owned() });
        }
        fs::create_dir_all(folder).map_err(|cause| refused("create", folder, cause))?;
        let lock = fs::File::create(folder.join("lock")).map_err(|cause| refused("write in", folder, cause))?;
        if matches!(lock.try_lock(), Err(fs::TryLockError::WouldBlock)) {
            return Err(StoreError::Busy { path: folder.to_owned() });
        }
        let (path, partial) = (folder.join(PLAN), folder.join("plan.partial"));
        fs::write(&partial, plan.to_text()).map_err(|cause| refused("write", &path, cause))?;
        fs::rename(&partial, &path).map_err(|cause| refused("write", &path, cause))?;
        for point in plan.distinct() {
            let point = point_folder(folder, plan, point);
            fs::create_dir_all(&point).map_err(|cause| refused("create", &point, cause))?;
        }
        Ok(Self { folder: folder.to_owned(), lock: Some(lock) })
    }

    /// Whether the run is there; whether it is whole is seen when it is taken.
    pub fn has(&self, plan: &Plan, job: Job) -> bool {
        shelf::path(&point_folder(&self.folder, plan, job.point), job.run).exists()
    }

    /// A finished run; one that was cut off, or is of another version, counts as none.
    pub fn take(&self, plan: &Plan, job: Job) -> Option<RunOutcome> {
        let folder = point_folder(&self.folder, plan, job.point);
        shelf::take(&folder, job.run, &plan.origin(job.point)).ok().flatten()
    }

    /// Keeps a finished run.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn put(&self, plan: &Plan, job: Job, outcome: &RunOutcome) -> io::Result<()> {
        shelf::put(&point_folder(&self.folder, plan, job.point), outcome, &plan.origin(job.point))
    }

    /// Removes everything: the result has been written.
    pub fn clear(mut self) {
        drop(self.lock.take());
        // What cannot be removed is in nobody's way: the next sweep of the same name uses or clears it.
        let _ = fs::remove_dir_all(&self.folder);
    }

    /// The plan that all these folders share.
    ///
    /// # Errors
    /// If one of them has none, or another one.
    pub fn shared_plan(folders: &[PathBuf]) -> Result<Plan, MergeError> {
        let mut first: Option<Plan> = None;
        for folder in folders {
            let no_plan = |why: String| MergeError::NoPlan { folder: folder.clone(), why };
            let text = fs::read_to_string(folder.join(PLAN))
                .map_err(|cause| no_plan(format!("{PLAN} cannot be read ({cause})")))?;
            let plan = Plan::from_text(&text).map_err(|why| no_plan(format!("{PLAN}: {why}")))?;
            match &first {
                None => first = Some(plan),
                Some(known) if *known == plan => {}
                Some(known) => {
                    let what = difference(known, &plan);
                    return Err(MergeError::Apart { first: folders[0].clone(), other: folder.clone(), what });
                }
            }
        }
        first.ok_or_else(|| MergeError::NoPlan { folder: PathBuf::new(), why: "no folder was named".to_owned() })
    }

    /// Hands every run of the plan to `fold`, in order, from whichever folder has it.
    ///
    /// # Errors
    /// If one is missing or damaged.
    pub fn merged(folders: &[PathBuf], plan: &Plan, mut fold: impl FnMut(Job, RunOutcome)) -> Result<(), MergeError> {
        let jobs = plan.jobs();
        let home = |job: &Job| {
            let points = folders.iter().map(|folder| point_folder(folder, plan, job.point));
            points.into_iter().find(|point| shelf::path(point, job.run).exists())
        };
        let missing: Vec<&Job> = jobs.iter().filter(|job| home(job).is_none()).collect();
        if let Some(first) = missing.first() {
            let (missing, all) = (missing.len(), jobs.len());
            return Err(MergeError::Missing { missing, all, point: first.point + 1, run: first.run });
        }
        for job in &jobs {
            let point = home(job).expect("none is missing");
            let file = |refused| MergeError::File { path: shelf::path(&point, job.run), refused };
            let outcome = shelf::take(&point, job.run, &plan.origin(job.point)).map_err(file)?;
            fold(*job, outcome.expect("its file is there"));
        }
        Ok(())
    }
}

/// A folder that a sweep has begun, or was about to begin, to fill.
fn is_store(folder: &Path) -> bool {
    let plan = fs::read_to_string(folder.join(PLAN))
        .ok()
        .map(|text| text.starts_with("{\n  \"format\": \"dryscale sweep plan"));
    let only_lock = || {
        let names = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.file_name());
        names.into_iter().all(|name| name == "lock" || name == "plan.partial")
    };
    plan.unwrap_or_else(only_lock)
}

/// The folder of a point's runs, named by what they are runs of.
fn point_folder(folder: &Path, plan: &Plan, point: usize) -> PathBuf {
    let hash = &plan.points[point].scenario;
    folder.join(hash.get(..16).unwrap_or(hash))
}

/// In what two plans differ, the gravest first.
fn difference(a: &Plan, b: &Plan) -> String {
    if a.version != b.version {
        format!("versions {} and {}", a.version, b.version)
    } else if a.scenario != b.scenario {
        format!("scenario hashes {:.16} and {:.16}", a.scenario, b.scenario)
    } else if a.keys != b.keys || a.points != b.points {
        "other points".to_owned()
    } else if a.runs != b.runs {
        format!("{} and {} runs a point", a.runs, b.runs)
    } else {
        "another question".to_owned()
    }
}
