//! Building a scenario from AWS documents: what they say is taken as it is, what they do not say comes from a template
//! and is marked `# assumed`.

mod compose;
mod gather;
mod marks;
mod plant;
mod records;
mod tidy;

pub(super) use gather::{SECTIONS, insert_files};
pub(super) use marks::assumed;

use super::schema;
use super::tree::Tree;
use super::{checking, shape};
use crate::aws::format::{Found, Plain, Remark};
use crate::problem::{Problems, Severity, Source};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The template for those who name none.
const DEFAULT: &str = include_str!("template.yaml");
/// What messages call it.
const DEFAULT_NAME: &str = "the built-in template";

/// Where the rest of a scenario comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Template {
    /// The one that is built in.
    Default,
    /// Another scenario.
    File(PathBuf),
    /// Nowhere: documents alone are an error that names what is missing.
    None,
}

/// A scenario made of documents.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The scenario file.
    pub text: String,
    /// How many documents and records it holds, by call or in words.
    pub counts: Vec<(String, usize)>,
    /// What was damaged and has been repaired: `file:line: words`.
    pub repairs: Vec<String>,
    /// What was left out, and what was taken from elsewhere.
    pub notes: Vec<String>,
    /// What the documents do not say: paths of the scenario.
    pub assumed: Vec<String>,
    /// What `run` will say of the scenario; with an error it refuses it.
    pub outlook: Problems,
}

/// Where the scenario will lie.
pub struct Destination<'a> {
    /// Its folder.
    pub folder: &'a Path,
    /// How it names a file that it reads: the way from its folder.
    pub named: &'a dyn Fn(&Path) -> String,
}

/// Reads documents and records and makes a scenario of them.
///
/// # Errors
/// Every problem at once.
pub fn import(
    files: &[PathBuf],
    template: &Template,
    params: &BTreeMap<String, String>,
    into: &Destination<'_>,
) -> Result<Imported, Problems> {
    let mut told_of_records = Found::default();
    let records = records::Records::among(files, &mut told_of_records);
    let mut found = gather::gather(&records.documents, params);
    found.extend(told_of_records);
    let base = template_node(template);
    let base = match base {
        Ok(base) => base,
        Err(problems) => {
            found.problems.extend(problems);
            None
        }
    };
    tidy::tidy(&mut found);
    if found.documents.is_empty() && found.problems.is_empty_of_errors() {
        found.problems.error("", "no document of a call was found in what was given");
    }
    if !found.problems.is_empty_of_errors() {
        return Err(found.problems);
    }
    let mut counts: Vec<(String, usize)> = Vec::new();
    for document in &found.documents {
        let name = document.call.name();
        match counts.iter_mut().find(|(known, _)| *known == name) {
            Some((_, count)) => *count += 1,
            None => counts.push((name, 1)),
        }
    }
    counts.extend(records.counts());
    let mut root = compose::compose(&mut found, base.as_ref());
    records.put(&mut root, into.named, &mut found);
    if !found.problems.is_empty_of_errors() {
        return Err(found.problems);
    }
    let warnings = checked(&plant::tree(&root), into.folder, &mut found.problems);
    if !found.problems.is_empty_of_errors() {
        return Err(found.problems);
    }
    let (text, assumed) = marks::written(&root, base.as_ref());
    let Found { repairs, notes, problems, .. } = found;
    let mut outlook = problems;
    outlook.extend(warnings);
    Ok(Imported { text, counts, repairs: told(&repairs), notes: told(&notes), assumed, outlook })
}

/// The documents of files, as calls take them.
///
/// # Errors
/// Every problem at once.
pub fn documents_of(files: &[PathBuf], params: &BTreeMap<String, String>) -> Result<Vec<Plain>, Problems> {
    let mut found = gather::gather(files, params);
    tidy::tidy(&mut found);
    if !found.problems.is_empty_of_errors() {
        return Err(found.problems);
    }
    Ok(found.documents.iter().map(|document| (document.call, document.node.to_json())).collect())
}

/// The form of the scenario; answers with what `run` would say beyond it.
fn checked(tree: &Tree, folder: &Path, problems: &mut Problems) -> Problems {
    let mut of_shape = Problems::new();
    shape::check(tree, schema::root(), &mut of_shape);
    let not_yet = |message: &str| message.ends_with("is not modelled yet");
    let wrong = of_shape.without(|problem| not_yet(&problem.message) || problem.severity == Severity::Warning);
    if !wrong.is_empty_of_errors() {
        let mut wrong = wrong;
        tree.locate(&mut wrong);
        problems.extend(wrong);
        return Problems::new();
    }
    let mut outlook = Problems::new();
    let mut reading = super::reading::Reading::new(folder);
    if let Some(written) = checking::written(tree, &mut outlook) {
        checking::check(written, &mut outlook, &mut reading);
    }
    tree.locate(&mut outlook);
    outlook
}

/// The template as a value.
fn template_node(template: &Template) -> Result<Option<crate::aws::format::Node>, Problems> {
    let source = match template {
        Template::None => return Ok(None),
        Template::Default => Source::scenario(DEFAULT_NAME, DEFAULT),
        Template::File(path) => gather::source(path)?,
    };
    let node = compose::template(&source)?;
    Ok(Some(node))
}

fn told(remarks: &[Remark]) -> Vec<String> {
    let one = |remark: &Remark| {
        let (line, _) = remark.place.line_and_column();
        format!("{}:{line}: {}", remark.place.source.name(), remark.words)
    };
    let mut seen = BTreeSet::new();
    remarks.iter().map(one).filter(|words| seen.insert(words.clone())).collect()
}
