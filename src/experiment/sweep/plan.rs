//! Which points are swept, and of what are they made? Everything that a merge must know, in one file.

use crate::experiment::fold::Frame;
use crate::experiment::queue::{Job, jobs};
use crate::experiment::shelf::{self, Origin};
use crate::problem::Problems;
use crate::scenario::edit::Edit;
use crate::scenario::grid::Knob;
use crate::scenario::{Objective, Scenario};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Most points of a sweep.
const MOST_POINTS: usize = 10_000;
/// First member of every plan, and the format's number.
const FORMAT: &str = "dryscale sweep plan 1";

/// A sweep, as planned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    format: String,
    /// Version of dryscale.
    pub version: String,
    /// Hash of the scenario as it stands.
    pub scenario: String,
    /// The file's stem.
    pub name: String,
    /// Its question.
    pub title: String,
    /// `seed`.
    pub seed: u64,
    /// Days of each point.
    pub runs: u32,
    /// Full paths of the keys, the outermost first.
    pub keys: Vec<String>,
    /// In the order of the grid; the scenario as it stands comes first if the grid does not have it.
    pub points: Vec<Point>,
    /// What is judged.
    pub objectives: Vec<Objective>,
    /// Assumptions of the scenario as it stands.
    pub assumptions: Vec<(String, String)>,
    /// AWS's first value for the key in a target sweep: requests a second that one instance bears, times 60, halved.
    pub formula_target: Option<f64>,
}

/// One point of the grid.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Point {
    /// A value for each key, as it would be written.
    pub values: Vec<String>,
    /// Hash of the scenario with these values.
    pub scenario: String,
    /// Whether it is on the grid; the scenario as it stands may lie beside it.
    pub on_grid: bool,
    /// Whether this is the scenario as it stands.
    pub current: bool,
    /// What its figures are measured against.
    pub frame: Frame,
}

/// Why there is no plan.
#[derive(Debug)]
pub enum PlanError {
    /// Keys or their number.
    Told(String),
    /// A point that makes no sense, what is wrong with it, and how many more do not.
    Point {
        /// Its edits.
        point: String,
        /// What is wrong.
        problems: Problems,
        /// Other points that are refused.
        others: usize,
    },
}

impl fmt::Display for PlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Told(text) => f.write_str(text),
            Self::Point { point, others: 0, .. } => write!(f, "the point {point} is refused"),
            Self::Point { point, others, .. } => write!(f, "the point {point} is refused, and {others} more"),
        }
    }
}

impl Plan {
    /// The grid over `base`, and the scenario of every point. The first key varies slowest.
    ///
    /// # Errors
    /// If there are too many points, or one of them makes no sense.
    pub fn of(base: &Scenario, knobs: &[Knob]) -> Result<(Self, Vec<Scenario>), PlanError> {
        let count = knobs.iter().map(|knob| knob.values.len()).product::<usize>();
        if count > MOST_POINTS {
            return Err(PlanError::Told(format!("a sweep has 1 to {MOST_POINTS} points, not {count}")));
        }
        if let Some(runs) = knobs.iter().find(|knob| knob.path == "runs") {
            return Err(PlanError::Told(format!("`{}` is no knob: every point has the same days (--runs)", runs.path)));
        }
        let keys = base
            .full_paths(knobs.iter().map(|knob| knob.path.as_str()))
            .map_err(|problems| PlanError::Point { point: "itself".to_owned(), problems, others: 0 })?;
        let (mut points, mut scenarios) = (Vec::new(), Vec::new());
        let mut refused: Option<(String, Problems, usize)> = None;
        for values in combinations(knobs) {
            let edits: Vec<Edit> = keys.iter().zip(&values).map(|(path, value)| Edit::new("-p", path, value)).collect();
            match base.edited(&edits) {
                Ok((scenario, _)) => {
                    points.push(Point::of(&scenario, values));
                    scenarios.push(scenario);
                }
                Err(problems) => {
                    if let Some((_, _, others)) = &mut refused {
                        *others += 1;
                    } else {
                        let said = keys.iter().zip(&values).map(|(key, value)| format!("{key}={value}"));
                        refused = Some((said.collect::<Vec<_>>().join(" "), problems, 0));
                    }
                }
            }
        }
        if let Some((point, problems, others)) = refused {
            return Err(PlanError::Point { point, problems, others });
        }
        let scenario = scenario_hash(base);
        for point in &mut points {
            point.current = point.scenario == scenario;
        }
        if !points.iter().any(|point| point.current) {
            let values = keys.iter().map(|key| written(base, key)).collect();
            points.insert(0, Point { on_grid: false, current: true, ..Point::of(base, values) });
            scenarios.insert(0, base.clone());
        }
        let setup = base.setup();
        let plan = Self {
            format: FORMAT.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            scenario,
            name: base.name().to_owned(),
            title: base.title().to_owned(),
            seed: setup.seed,
            runs: setup.runs,
            formula_target: formula_target(base, &keys),
            keys,
            points,
            objectives: base.objectives().to_vec(),
            assumptions: setup.assumptions.listed.clone(),
        };
        Ok((plan, scenarios))
    }

    /// Points of different scenarios, by the place of the first of each: equal points are run once.
    pub fn distinct(&self) -> Vec<usize> {
        let is_first = |at: &usize| !self.points[..*at].iter().any(|p| p.scenario == self.points[*at].scenario);
        (0..self.points.len()).filter(is_first).collect()
    }

    /// Every run of every distinct point; `point` is a place in `points`.
    pub fn jobs(&self) -> Vec<Job> {
        let distinct = self.distinct();
        jobs(distinct.len(), self.runs).into_iter().map(|job| Job { point: distinct[job.point], ..job }).collect()
    }

    /// What the runs of a point belong to.
    pub fn origin(&self, point: usize) -> Origin {
        Origin { scenario: self.points[point].scenario.clone(), version: self.version.clone() }
    }

    /// The place of the scenario as it stands.
    pub fn current(&self) -> usize {
        self.points.iter().position(|point| point.current).expect("a plan has the scenario as it stands")
    }

    /// The text of `plan.json`.
    pub fn to_text(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).expect("a plan is plain data");
        text.push('\n');
        text
    }

    /// The plan that a text holds.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn from_text(text: &str) -> Result<Self, String> {
        let plan: Self = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let whole = plan.format == FORMAT
            && plan.points.iter().filter(|point| point.current).count() >= 1
            && plan.points.iter().all(|point| point.values.len() == plan.keys.len());
        if whole { Ok(plan) } else { Err(format!("it is no `{FORMAT}`")) }
    }
}

impl Point {
    fn of(scenario: &Scenario, values: Vec<String>) -> Self {
        Self {
            values,
            scenario: scenario_hash(scenario),
            on_grid: true,
            current: false,
            frame: super::frame_of(scenario),
        }
    }
}

/// Every combination of values, the first key slowest.
fn combinations(knobs: &[Knob]) -> Vec<Vec<String>> {
    knobs.iter().fold(vec![Vec::new()], |all, knob| {
        let longer = |values: &Vec<String>| {
            let values = values.clone();
            knob.values.iter().map(move |value| [values.as_slice(), std::slice::from_ref(value)].concat())
        };
        all.iter().flat_map(longer).collect()
    })
}

/// SHA-256 of the scenario with every default written out, its seed, the contents of its data files, and the versions of
/// dryscale and of the time zones. The number of its runs, comments, the order of keys and where its files lie are no part.
pub fn scenario_hash(scenario: &Scenario) -> String {
    let lock = scenario.lock(".");
    let lines = lock.lines().filter(|line| !line.starts_with("runs:")).collect::<Vec<_>>();
    shelf::checksum(&lines.join("\n"))
}

/// The value of a key as the scenario has it.
fn written(base: &Scenario, key: &str) -> String {
    let text = base.tree().get(key).and_then(|node| node.text().map(str::to_owned));
    text.unwrap_or_else(|| "as it stands".to_owned())
}

/// (MAX_RPS × SAFETY_FACTOR) × 60 with AWS's own first SAFETY_FACTOR of 0.5, where a single key is the TargetValue of a
/// policy on invocations.
///
/// Ref: SageMaker developer guide, "Load testing your auto scaling configuration".
/// Differs: MAX_RPS comes of a load test; here it is what the slots of an instance can serve.
pub(in crate::experiment) fn formula_target(base: &Scenario, keys: &[String]) -> Option<f64> {
    let [key] = keys else { return None };
    let policy = key.strip_suffix(".TargetTrackingScalingPolicyConfiguration.TargetValue")?;
    let metric =
        format!("{policy}.TargetTrackingScalingPolicyConfiguration.PredefinedMetricSpecification.PredefinedMetricType");
    let is_invocations = base.tree().get(&metric)?.text()? == "SageMakerVariantInvocationsPerInstance";
    let variants = &base.setup().variants;
    let service = match variants.as_slice() {
        [only] => &only.service,
        several => {
            let resource = base.tree().get(&format!("{policy}.ResourceId"))?.text()?;
            &several.iter().find(|variant| resource.ends_with(&format!("/variant/{}", variant.name)))?.service
        }
    };
    let bears_per_sec = f64::from(service.slots) / service.need.mean_secs();
    (is_invocations && bears_per_sec.is_finite()).then_some(bears_per_sec * 0.5 * 60.0)
}
