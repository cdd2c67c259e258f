//! Scenarios as whole files: what they become, what is refused, and that a lock is the same question.

mod data;
mod history;
mod hostile;
mod locks;
mod meaning;
mod refusals;
mod rules;

use super::Scenario;
use super::edit::Edit;
use crate::problem::{Problem, Problems, Severity};
use std::path::Path;

const FLASH_SALE: &str = include_str!("../../../scenarios/flash-sale.yaml");

/// As little as a scenario can say.
const LEAST: &str = "
traffic:
  - {name: web, constant: 5/s}
models:
  m: {service_time: 100ms, concurrency: 2}
endpoint:
  EndpointName: e
  ProductionVariants:
    - {VariantName: v, InstanceType: ml.m5.large}
";

fn read(text: &str) -> Result<(Scenario, Problems), Problems> {
    Scenario::from_text("test.yaml", text, Path::new("."), &[])
}

fn good(text: &str) -> Scenario {
    match read(text) {
        Ok((scenario, _)) => scenario,
        Err(problems) => panic!("refused: {:#?}", said(&problems)),
    }
}

fn said(problems: &Problems) -> Vec<String> {
    problems
        .iter()
        .map(|Problem { path, message, hint, .. }| format!("{path}: {message} {}", hint.as_deref().unwrap_or_default()))
        .collect()
}

fn errors(text: &str) -> Vec<String> {
    match read(text) {
        Ok((_, warnings)) => panic!("was accepted, with {:?}", said(&warnings)),
        Err(problems) => {
            assert!(problems.iter().any(|problem| problem.severity == Severity::Error));
            assert!(problems.iter().all(|problem| problem.place.is_some()), "{:?}", said(&problems));
            said(&problems)
        }
    }
}

fn warnings(text: &str) -> Vec<String> {
    match read(text) {
        Ok((_, warnings)) => said(&warnings),
        Err(problems) => panic!("refused: {:#?}", said(&problems)),
    }
}

/// A text with one change, which must find its place.
fn changed(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "`{from}` is not in the text");
    text.replacen(from, to, 1)
}
