//! AWS documents as people have them, in and out: each format reads into a list of documents of API calls, and writes
//! from one.
//!
//! No key disappears silently: it is in a document, or a remark names it. What a text does not tell (a parameter without
//! a value) is named, never guessed.

mod ack;
mod answers;
mod boto3;
mod cli_json;
mod cloudformation;
mod detect;
mod markdown;
pub mod model;
mod node;
mod notebook;
mod reindent;
mod repair;
mod shaping;
mod shell;
mod terraform;
mod text;
mod yaml_out;

pub use ack::{Manifest, settle as settle_references};
pub use detect::{Format, detect};
pub use model::Call;
pub use node::{Entry, Extract, Kind, Node};
pub use shell::quoted;
pub use text::{documents as yaml, number, refusal};

use crate::problem::{Place, Problems, Source};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The document of one call, in the API's names.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// Which call.
    pub call: Call,
    /// A map of the call's members.
    pub node: Node,
}

/// Something to tell about a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Remark {
    /// What.
    pub words: String,
    /// Where.
    pub place: Place,
}

/// What was found in a text.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The documents, in the order of the text.
    pub documents: Vec<Document>,
    /// What was damaged and is taken for what it must have been.
    pub repairs: Vec<Remark>,
    /// What was left out, and what was taken from elsewhere.
    pub notes: Vec<Remark>,
    /// What is wrong.
    pub problems: Problems,
    /// Manifests that others may name.
    pub manifests: Vec<Manifest>,
}

/// What a text may refer to.
pub struct Around<'a> {
    /// `--param NAME=VALUE`.
    pub params: &'a BTreeMap<String, String>,
    /// The file that a `file://` names, or why it cannot be had.
    pub file: &'a dyn Fn(&str) -> Result<Arc<Source>, String>,
}

/// More remarks of a kind than these are of no use to anyone.
const MOST_REMARKS: usize = 2_000;

impl Found {
    /// Says what was left out or taken from elsewhere.
    pub fn note(&mut self, words: impl Into<String>, place: &Place) {
        if self.notes.len() < MOST_REMARKS {
            self.notes.push(Remark { words: words.into(), place: place.clone() });
        }
    }

    /// Says what was repaired.
    pub fn repair(&mut self, words: impl Into<String>, place: &Place) {
        if self.repairs.len() < MOST_REMARKS {
            self.repairs.push(Remark { words: words.into(), place: place.clone() });
        }
    }

    /// Adds an error at a place.
    pub fn error(&mut self, message: impl Into<String>, place: &Place) -> &mut crate::problem::Problem {
        self.problems.error("", message).at(place.clone())
    }

    /// Adds what another text held.
    pub fn extend(&mut self, other: Self) {
        self.documents.extend(other.documents);
        self.repairs.extend(other.repairs);
        self.notes.extend(other.notes);
        self.problems.extend(other.problems);
        self.manifests.extend(other.manifests);
    }
}

/// Reads a text of any format.
pub fn read(source: &Arc<Source>, around: &Around<'_>) -> Found {
    let mut found = Found::default();
    read_text(&Extract::whole(source), source.name(), around, &mut found);
    found
}

/// Reads a text; `name` tells its kind if the text does not.
fn read_text(text: &Extract, name: &str, around: &Around<'_>, found: &mut Found) {
    if notebook::is_notebook(name, text.text()) {
        return notebook::read(text, around, found);
    }
    match detect(name, text.text()) {
        Ok(format) if format != Format::CliJson && !is_of_a_length(text, found) => {}
        Ok(Format::Markdown) => markdown::read(text, around, found),
        Ok(Format::Shell) => shell::read(text, around, found),
        Ok(Format::Boto3) => boto3::read(text, around, found),
        Ok(Format::Terraform) => terraform::read(text, around, found),
        Ok(Format::CliJson | Format::Ack | Format::CloudFormation) => structured(text, name, around, found),
        Err(refused) => {
            let problem = found.error(refused.message, &text.beginning());
            if let Some(hint) = refused.hint {
                problem.hint(hint);
            }
        }
    }
}

/// Longest script or page [bytes]: nobody writes more, and what is made of its words takes many times its length.
const LONGEST_SCRIPT: usize = 1_000_000;

/// Whether a script or page can have been written; told if not.
fn is_of_a_length(text: &Extract, found: &mut Found) -> bool {
    let length = text.text().len();
    if length > LONGEST_SCRIPT {
        let message = format!("{length} bytes are too many for a script or a page, at most {LONGEST_SCRIPT} are read");
        found.error(message, &text.beginning());
    }
    length <= LONGEST_SCRIPT
}

/// YAML or JSON: what it is, each document tells itself.
fn structured(text: &Extract, name: &str, around: &Around<'_>, found: &mut Found) {
    let text = &reindent::manifest(text, found);
    match text::documents(text) {
        Ok(documents) => {
            for node in documents.into_iter().filter(|node| !node.is_null()) {
                if ack::is_manifest(&node) {
                    ack::read(&node, found);
                } else if terraform::is_shown(&node) {
                    terraform::read_shown(&node, found);
                } else if cloudformation::is_template(&node) {
                    cloudformation::read(&node, around, found);
                } else {
                    cli_json::read(node, name, found);
                }
            }
        }
        Err(problems) => found.problems.extend(problems),
    }
}

/// What is written, and what the format cannot say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// File name and text.
    pub files: Vec<(String, String)>,
    /// What the format cannot say, or the reader must fill in.
    pub remarks: Vec<String>,
}

/// A document to be written.
pub type Plain = (Call, Value);

/// The policy that an alarm's action names: by its name, or as `RESOURCE:NAME`.
fn policy_of(documents: &[Plain], action: &Value) -> Option<usize> {
    let action = action.as_str()?;
    documents.iter().position(|(call, policy)| {
        let text = |key: &str| policy.get(key).and_then(Value::as_str).unwrap_or_default();
        let name = text("PolicyName");
        let qualified =
            || action.strip_suffix(name).and_then(|rest| rest.strip_suffix(':')) == Some(text("ResourceId"));
        *call == Call::PutScalingPolicy && (action == name || qualified())
    })
}

/// A name that is not taken: with a number behind it if need be.
fn once(base: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let numbered = (2..).map(|number| format!("{base}-{number}"));
    std::iter::once(base.to_owned()).chain(numbered).find(|name| !is_taken(name)).expect("numbers do not end")
}

/// Writes documents in a format.
pub fn write(format: Format, documents: &[Plain]) -> Written {
    match format {
        Format::CliJson => cli_json::write(documents),
        Format::Shell => shell::write(documents),
        Format::Ack => ack::write(documents),
        Format::CloudFormation => cloudformation::write(documents),
        Format::Boto3 => boto3::write(documents),
        Format::Terraform => terraform::write(documents),
        Format::Markdown => Written::default(),
    }
}
