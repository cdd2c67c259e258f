//! From the tree to a checked scenario: the shape, then the file types, then the defaults, then every check. What is
//! wrong at one stage keeps the next ones from looking only where it must.

use super::file::ScenarioFile;
use super::reading::Reading;
use super::tree::Tree;
use super::{defaults, lower, schema, shape};
use crate::problem::{Problem, Problems, Severity};
use serde_json::Value;

/// The file types' view of a tree.
pub(super) struct Written {
    file: ScenarioFile,
    /// Whether nothing had to be set aside.
    whole: bool,
}

/// The file types' view of a tree; `None` if it is too far from a scenario to look further. Where the shape is wrong,
/// the wrong members are set aside, so that the rest can still be checked.
pub(super) fn written(tree: &Tree, problems: &mut Problems) -> Option<Written> {
    let root = schema::root();
    shape::check(tree, root, problems);
    let value = shape::to_value(tree, root);
    match serde_json::from_value(value.clone()) {
        Ok(file) => Some(Written { file, whole: true }),
        Err(why) if problems.is_empty_of_errors() => {
            // The schema describes these very types, so this is a mistake of ours; said all the same.
            problems.error("", format!("is not a scenario: {why}"));
            None
        }
        Err(_) => without_wrong_members(value, problems).map(|file| Written { file, whole: false }),
    }
}

/// The file types' view of a tree whatever is wrong with it, as far as it can be read.
pub(super) fn as_written(tree: &Tree) -> Option<ScenarioFile> {
    written(tree, &mut Problems::new()).map(|written| written.file)
}

/// The file with its wrong members set aside, and where that leaves a gap, what is around them.
fn without_wrong_members(mut value: Value, problems: &Problems) -> Option<ScenarioFile> {
    for problem in errors(problems) {
        set_aside(&mut value, &problem.path);
    }
    for problem in errors(problems) {
        let before = match serde_json::from_value::<ScenarioFile>(value.clone()) {
            Ok(file) => return Some(file),
            Err(why) => why.to_string(),
        };
        let Some((around, _)) = problem.path.rsplit_once('.') else { continue };
        // A model or instance type that is gone would be missed elsewhere.
        let named = around.rsplit_once('.').is_some_and(|(section, _)| ["models", "instances"].contains(&section));
        let mut smaller = value.clone();
        set_aside(&mut smaller, around);
        let helps =
            serde_json::from_value::<ScenarioFile>(smaller.clone()).err().is_none_or(|why| why.to_string() != before);
        if helps && !named {
            value = smaller;
        }
    }
    serde_json::from_value(value).ok()
}

/// Takes the member at a dotted path out of its map.
fn set_aside(value: &mut Value, path: &str) {
    match value {
        Value::Object(map) => {
            if map.shift_remove(path).is_some() {
                return;
            }
            for (key, member) in map.iter_mut() {
                if let Some(rest) = path.strip_prefix(key.as_str()).and_then(|rest| rest.strip_prefix('.')) {
                    return set_aside(member, rest);
                }
            }
        }
        Value::Array(list) => {
            for (index, element) in list.iter_mut().enumerate() {
                let names = element
                    .as_object()
                    .into_iter()
                    .flatten()
                    .filter(|(key, _)| *key == "name" || key.ends_with("Name"));
                let names: Vec<String> =
                    names.filter_map(|(_, name)| name.as_str().map(str::to_owned)).chain([index.to_string()]).collect();
                let rest = names.iter().find_map(|name| path.strip_prefix(name.as_str())?.strip_prefix('.'));
                if let Some(rest) = rest {
                    return set_aside(element, rest);
                }
            }
        }
        _ => {}
    }
}

/// The file with every gap filled, and what it becomes.
pub(super) type Checked = (ScenarioFile, lower::Lowered);

/// Fills, checks and lowers. What is found beside the problems of the shape joins them, except what only follows from
/// them: the same path again, or something around a member that was set aside.
pub(super) fn check(written: Written, problems: &mut Problems, reading: &mut Reading) -> Option<Checked> {
    let Written { mut file, whole } = written;
    let known: Vec<String> = errors(problems).map(|problem| problem.path.clone()).collect();
    reading.known.clone_from(&known);
    reading.hold_to(file.lock.as_ref());
    defaults::fill(&mut file, reading);
    let lowered = lower::lower(&file, reading);
    let follows = |path: &str| {
        known.iter().any(|known| {
            let around = known.strip_prefix(path).is_some_and(|rest| path.is_empty() || rest.starts_with('.'));
            known == path || (!whole && around)
        })
    };
    let mut found = std::mem::take(&mut reading.problems).without(|problem| follows(&problem.path));
    found.iter_mut().for_each(put_key_in_front);
    problems.extend(found);
    lowered.map(|lowered| (file, lowered))
}

/// Checks say `is 40, outside 2 to 12` of the key that their path ends in; whoever reads the message alone needs it.
fn put_key_in_front(problem: &mut Problem) {
    const VERBS: [&str; 10] =
        ["is ", "has ", "holds ", "lies ", "takes ", "mixes ", "says ", "belongs ", "multiplies ", "begins "];
    if VERBS.iter().any(|verb| problem.message.starts_with(verb)) {
        let mut keys = problem.path.rsplit('.');
        let last = keys.next().unwrap_or_default();
        let by_index = last.bytes().all(|byte| byte.is_ascii_digit());
        let key = match keys.next() {
            Some(around) if by_index => format!("{around}.{last}"),
            _ => last.to_owned(),
        };
        problem.message.insert_str(0, &format!("`{key}` "));
    }
}

fn errors(problems: &Problems) -> impl Iterator<Item = &Problem> {
    problems.iter().filter(|problem| problem.severity == Severity::Error)
}
