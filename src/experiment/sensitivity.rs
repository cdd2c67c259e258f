//! Which knob, which input, which assumption moves the answer? One at a time, each on the days of the base.
//!
//! Ref: methodology 1.8.

use super::below::{below, whose};
use super::scaled::scaled;
use crate::scenario::Scenario;
use crate::scenario::edit::Edit;
use crate::scenario::tree::{Node, child_path};

/// What a factor is to the planner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// Something that one sets.
    Knob,
    /// Something that one measures or guesses.
    Input,
    /// Something that AWS does not say.
    Assumption,
}

impl Of {
    /// Its name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Knob => "knob",
            Self::Input => "input",
            Self::Assumption => "assumption",
        }
    }
}

/// One change from the scenario as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What is changed: `keep-busy.TargetValue`, `launch time`, `traffic`.
    pub factor: String,
    /// What it is.
    pub of: Of,
    /// Its value as it stands; empty where several keys change.
    pub from: String,
    /// What it is changed to: `480`, `x 0.8`.
    pub to: String,
    /// The same as edits.
    pub edits: Vec<Edit>,
}

/// Alternatives to the defaults that an answer may rest on (docs/assumptions.md). Those that only other kinds of policy
/// read change nothing in a scenario without them, and are then told as such.
const ASSUMPTIONS: [(&str, &[&str]); 16] = [
    ("metric_value", &["window"]),
    ("capacity_basis", &["current"]),
    ("flapping", &["predict"]),
    ("concurrency_statistic", &["Average"]),
    ("alarm_lag.standard", &["15s", "60s"]),
    ("alarm_lag.high_resolution", &["5s", "15s"]),
    ("publication_jitter", &["0s..30s"]),
    ("target_tracking_cooldown_rule", &["excess", "block"]),
    ("cooldown_scope", &["target"]),
    ("scale_in_during_scale_out_cooldown", &["blocked"]),
    ("update_lock", &["false"]),
    ("removal", &["0s", "300s"]),
    ("launch_group", &["together"]),
    ("scheduled_during_update", &["act"]),
    ("abandoned_work", &["cancelled"]),
    ("refused_are_invocations", &["false"]),
];

/// Inputs are varied by these: four fifths and five fourths.
const LESS_AND_MORE: [(u64, u64, &str); 2] = [(4, 5, "x 0.8"), (5, 4, "x 1.25")];
/// Launches and cooldowns by these: half and double.
const HALF_AND_DOUBLE: [(u64, u64, &str); 2] = [(1, 2, "x 0.5"), (2, 1, "x 2")];

/// Every change to try. `locked` is a scenario with every default written out.
pub fn changes(locked: &Scenario) -> Vec<Change> {
    let mut all = Gathered { scenario: locked, changes: Vec::new() };
    all.knobs();
    all.inputs();
    all.assumptions();
    all.changes
}

struct Gathered<'s> {
    scenario: &'s Scenario,
    changes: Vec<Change>,
}

impl<'s> Gathered<'s> {
    fn below(&self, path: &str) -> Vec<(String, &'s Node)> {
        below(self.scenario, path)
    }

    fn text(&self, path: &str) -> Option<&'s str> {
        self.scenario.tree().get(path).and_then(Node::text)
    }

    fn add(&mut self, factor: &str, of: Of, from: &str, to: &str, edits: Vec<(String, String)>) {
        let edits: Vec<Edit> = edits.into_iter().map(|(path, value)| Edit::new("--set", path, value)).collect();
        if !edits.is_empty() {
            let (factor, from, to) = (factor.to_owned(), from.to_owned(), to.to_owned());
            self.changes.push(Change { factor, of, from, to, edits });
        }
    }

    /// A key that is a number, changed to others.
    fn number(&mut self, factor: &str, path: &str, others: impl Fn(f64) -> Vec<f64>) {
        let Some(text) = self.text(path) else { return };
        let Ok(value) = text.parse::<f64>() else { return };
        for other in others(value).into_iter().filter(|other| *other != value) {
            let to = format!("{other}");
            self.add(factor, Of::Knob, &format!("{value}"), &to, vec![(path.to_owned(), to.clone())]);
        }
    }

    fn knobs(&mut self) {
        for (path, policy) in self.below("scaling.policies") {
            let name = policy.get("PolicyName").and_then(Node::text).unwrap_or("policy").to_owned();
            let tracking = child_path(&path, "TargetTrackingScalingPolicyConfiguration");
            let stepping = child_path(&path, "StepScalingPolicyConfiguration");
            let rounded = |x: f64| (x * 1e6).round() / 1e6;
            self.number(&format!("{name}.TargetValue"), &child_path(&tracking, "TargetValue"), |x| {
                vec![rounded(x * 0.8), rounded(x * 1.25)]
            });
            let cooldown = |x: f64| if x == 0.0 { vec![300.0] } else { vec![(x / 2.0).round(), x * 2.0] };
            for key in ["ScaleOutCooldown", "ScaleInCooldown"] {
                self.number(&format!("{name}.{key}"), &child_path(&tracking, key), cooldown);
            }
            self.number(&format!("{name}.Cooldown"), &child_path(&stepping, "Cooldown"), cooldown);
        }
        let targets = self.below("scaling.targets");
        for (path, target) in &targets {
            let one_off = |x: f64| vec![(x - 1.0).max(0.0), x + 1.0];
            let whose = whose(target, targets.len());
            for key in ["MinCapacity", "MaxCapacity"] {
                self.number(&format!("{whose}{key}"), &child_path(path, key), one_off);
            }
        }
    }

    fn inputs(&mut self) {
        let launch: Vec<String> = [self.below("launch.start_up"), self.start_ups(), self.provisions()]
            .into_iter()
            .flatten()
            .map(|(path, _)| path)
            .collect();
        let services: Vec<String> =
            self.below("models").iter().map(|(path, _)| child_path(path, "service_time")).collect();
        let traffic = self.below("traffic").into_iter().map(|(path, _)| child_path(&path, "scale"));
        let sources: Vec<String> = traffic.collect();
        for (times, parts, said) in HALF_AND_DOUBLE {
            self.scaled("launch time", &launch, (times, parts), said);
        }
        for (times, parts, said) in LESS_AND_MORE {
            self.scaled("service time", &services, (times, parts), said);
            let factor = times as f64 / parts as f64;
            let grown = sources.iter().map(|path| {
                let before: f64 = self.text(path).and_then(|text| text.parse().ok()).unwrap_or(1.0);
                (path.clone(), format!("{}", before * factor))
            });
            let grown = grown.collect();
            self.add("traffic", Of::Input, "", said, grown);
        }
    }

    fn start_ups(&self) -> Vec<(String, &'s Node)> {
        let models = self.below("models");
        models.into_iter().flat_map(|(path, _)| self.below(&child_path(&path, "start_up"))).collect()
    }

    fn provisions(&self) -> Vec<(String, &'s Node)> {
        let types = self.below("instances").into_iter();
        types.filter_map(|(path, node)| Some((child_path(&path, "provision"), node.get("provision")?))).collect()
    }

    fn scaled(&mut self, factor: &str, paths: &[String], (times, parts): (u64, u64), said: &str) {
        let edits = paths.iter().filter_map(|path| {
            let node = self.scenario.tree().get(path)?;
            Some((path.clone(), scaled(node, times, parts)?))
        });
        let edits = edits.collect();
        self.add(factor, Of::Input, "", said, edits);
    }

    fn assumptions(&mut self) {
        for (name, others) in ASSUMPTIONS {
            let path = format!("assumptions.{name}");
            let Some(from) = self.text(&path) else { continue };
            for other in others.iter().filter(|other| **other != from) {
                self.add(name, Of::Assumption, from, other, vec![(path.clone(), (*other).to_owned())]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn every_change_of_a_scenario_is_another_question_that_makes_sense() {
        let text = include_str!("../../scenarios/repost-delay.yaml");
        let read = Scenario::from_text("repost-delay.yaml", text, Path::new("scenarios"), &[]).unwrap().0;
        let locked = Scenario::from_text("lock.yaml", &read.lock("."), Path::new("scenarios"), &[]).unwrap().0;
        let all = changes(&locked);
        let named = |factor: &str| all.iter().filter(|change| change.factor == factor).count();
        for (factor, count) in [
            ("impatient.TargetValue", 2),
            ("impatient.ScaleOutCooldown", 2),
            ("MinCapacity", 2),
            ("launch time", 2),
            ("service time", 2),
            ("traffic", 2),
            ("metric_value", 1),
            ("alarm_lag.standard", 2),
        ] {
            assert_eq!(named(factor), count, "{factor}");
        }
        let mut refused = 0;
        for change in &all {
            match locked.edited(&change.edits) {
                Ok((other, _)) => assert_ne!(other.lock("."), locked.lock("."), "{change:?}"),
                Err(_) => refused += 1,
            }
        }
        // A variant without instances is not modelled.
        assert!(refused <= 1, "{refused}");
        let launch = all.iter().find(|change| change.factor == "launch time").unwrap();
        assert!(launch.edits.len() >= 5, "pull, download, start, health, and the instance: {:?}", launch.edits);
    }

    #[test]
    fn the_alternatives_are_those_that_the_docs_offer() {
        let docs = include_str!("../../docs/assumptions.md");
        for (name, others) in ASSUMPTIONS {
            let row = docs.lines().find(|line| line.starts_with(&format!("| `{}` |", name.split('.').next().unwrap())));
            let row = row.expect(name);
            for other in others.iter().filter(|other| other.parse::<f64>().is_err() && !other.ends_with('s')) {
                assert!(row.contains(&format!("`{other}`")), "{name}: {other}");
            }
        }
    }
}
