//! What will be accepted, and its writer not have meant? Lints, each a small function over one scenario, with a code of
//! its own, a reason and a fix. What a scenario is refused for is not said here again.

mod actions;
mod alarms;
mod bounds;
mod clients;
mod clock;
mod figures;
mod found;
mod judging;
mod reach;
mod resources;
mod schedules;
mod sides;
mod steps;
mod timing;
mod tracking;
mod units;
mod view;
mod watched;

use super::Scenario;
use super::checking;
use super::edit::{self, Edit};
use super::schema;
use super::tree::Tree;
use crate::problem::{Problems, Severity};
use found::Found;
use std::path::Path;
use view::View;

/// A rule that a scenario may break without being refused.
#[derive(Debug)]
pub struct Lint {
    /// `DS012`; never given to another rule.
    pub code: &'static str,
    /// What it finds, in a few words.
    pub title: &'static str,
    /// How bad that is, where it does not rest on what was taken for granted.
    pub severity: Severity,
    /// Why it matters, at length.
    pub explanation: &'static str,
    /// The page that says so.
    pub reference: &'static str,
    look: fn(&View, &mut Found),
}

/// The topics, in the order of their codes.
const TOPICS: [&[Lint]; 13] = [
    units::LINTS,
    reach::LINTS,
    alarms::LINTS,
    actions::LINTS,
    sides::LINTS,
    steps::LINTS,
    tracking::LINTS,
    schedules::LINTS,
    bounds::LINTS,
    resources::LINTS,
    timing::LINTS,
    judging::LINTS,
    clients::LINTS,
];

/// Every lint, in the order of the codes.
pub fn all() -> impl Iterator<Item = &'static Lint> {
    TOPICS.into_iter().flatten()
}

/// The lint of this code, however it is written: `DS012`, `ds12`, `12`.
pub fn named(code: &str) -> Option<&'static Lint> {
    let digits = code.trim().trim_start_matches(['D', 'd', 'S', 's']);
    let number: u32 = digits.parse().ok().filter(|_| digits.len() <= 3)?;
    let code = format!("DS{number:03}");
    all().find(|lint| lint.code == code)
}

/// What a look at a scenario has shown.
#[derive(Debug)]
pub struct Review {
    /// What is wrong, doubtful or worth knowing.
    pub problems: Problems,
    /// The scenario, if it can be run.
    pub scenario: Option<Scenario>,
}

impl Review {
    /// Reads a scenario and looks at it with every lint. One that is refused is looked at too, as far as it can be
    /// read.
    pub fn read(path: &Path, edits: &[Edit]) -> Self {
        match Scenario::read(path, edits) {
            Ok((scenario, warnings)) => {
                let problems = together(warnings, scenario.findings());
                Self { problems, scenario: Some(scenario) }
            }
            Err(refusal) => {
                let found = Tree::read(path).map(|tree| of_refused(tree, edits)).unwrap_or_default();
                Self { problems: together(refusal, found), scenario: None }
            }
        }
    }
}

impl Scenario {
    /// What the lints find.
    pub fn findings(&self) -> Problems {
        look(self.tree(), Some(self))
    }
}

/// What the lints find in a scenario that is refused.
fn of_refused(mut tree: Tree, edits: &[Edit]) -> Problems {
    edit::apply(&mut tree, edits, schema::root(), &mut Problems::new());
    look(&tree, None)
}

fn look(tree: &Tree, scenario: Option<&Scenario>) -> Problems {
    let mut problems = Problems::new();
    let Some(file) = checking::as_written(tree) else { return problems };
    let view = View::of(&file, scenario);
    for lint in all() {
        (lint.look)(&view, &mut Found::new(&mut problems, lint));
    }
    for finding in problems.iter_mut() {
        let reference = finding.code.and_then(named).map(|lint| lint.reference);
        finding.notes.extend(reference.map(|page| ("ref", page.to_owned())));
    }
    tree.locate(&mut problems);
    problems
}

/// A finding takes the place of a warning at the same path, and is not said where the path is refused.
fn together(read: Problems, mut found: Problems) -> Problems {
    let not_modelled = |message: &str| message.contains("not modelled yet");
    let refused: Vec<String> = read
        .iter()
        .filter(|problem| problem.severity == Severity::Error && !not_modelled(&problem.message))
        .map(|problem| problem.path.clone())
        .collect();
    found = found.without(|finding| refused.contains(&finding.path));
    let said: Vec<String> = found.iter().map(|finding| finding.path.clone()).collect();
    let mut all = read.without(|problem| problem.severity == Severity::Warning && said.contains(&problem.path));
    all.extend(found);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_count_from_one_without_a_gap_and_each_lint_is_whole() {
        for (number, lint) in (1..).zip(all()) {
            assert_eq!(lint.code, format!("DS{number:03}"));
            assert!(lint.title.len() > 10 && lint.title.len() <= 90, "{}: {}", lint.code, lint.title);
            assert!(lint.explanation.len() > 120, "{} explains itself", lint.code);
            assert!(lint.reference.len() > 8, "{} names its page", lint.code);
            assert!(
                !lint.title.ends_with('.') && lint.explanation.trim_end_matches(')').ends_with('.'),
                "{}",
                lint.code
            );
        }
        assert!(all().count() >= 36);
    }

    #[test]
    fn a_code_is_found_however_it_is_written() {
        for text in ["DS012", "ds12", "12", " DS12 "] {
            assert_eq!(named(text).map(|lint| lint.code), Some("DS012"), "{text}");
        }
        for text in ["", "DS000", "DS0012", "DS999", "x"] {
            assert!(named(text).is_none(), "{text}");
        }
    }
}
