//! Which key a short path means: the full path first, then the one place in the file where it fits, then the one place
//! where the schema would take a new key.

use super::put::{element, own_name};
use crate::problem::{Problems, Source, nearest};
use crate::scenario::shape::schema::{Extra, Schema};
use crate::scenario::tree::{Kind, Node, Tree, behind, is_nothing, name_of};
use serde_json::Value;
use std::sync::Arc;

/// New keys are looked for so deep below an existing map.
const DEEPEST_NEW: usize = 5;
/// A longer path cannot be one.
const LONGEST: usize = 1_000;
/// So many near misses are gathered.
const MOST_NEAR: usize = 100;
/// A message lists so many candidates.
const LISTED: usize = 10;

/// A resolved path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) steps: Vec<String>,
}

impl Found {
    pub(super) fn full_path(&self) -> String {
        self.steps.join(".")
    }
}

/// Why a path means nothing here, or too much.
#[derive(Debug)]
pub(super) enum Refusal {
    /// Nothing fits; perhaps this was meant.
    Unknown { meant: Option<String> },
    /// Several fit.
    Ambiguous(Vec<String>),
    /// The path goes on below a word.
    Blocked { path: String, word: String },
}

impl Refusal {
    /// Adds this refusal to the problems, with a caret in the edit's text.
    pub(super) fn tell(&self, path: &str, source: &Arc<Source>, problems: &mut Problems) {
        let place = source.place(0..path.len());
        match self {
            Self::Unknown { meant } => {
                let problem = problems.error(path, format!("`{path}` is no key of this scenario")).at(place);
                if let Some(meant) = meant {
                    problem.hint(format!("did you mean `{meant}`?"));
                }
            }
            Self::Ambiguous(candidates) => {
                let problem = problems.error(path, format!("`{path}` fits {} keys of this scenario", candidates.len()));
                problem.at(place);
                for candidate in candidates.iter().take(LISTED) {
                    problem.hint(format!("write {candidate}"));
                }
                if candidates.len() > LISTED {
                    problem.hint(format!("or one of {} more", candidates.len() - LISTED));
                }
            }
            Self::Blocked { path: above, word } => {
                let message = format!("`{above}` is `{word}` in this scenario, a word without keys");
                problems.error(path, message).at(place).hint(format!("set all of it: {above}={{…}}"));
            }
        }
    }
}

/// The key that a path means.
pub(super) fn resolve(tree: &Tree, schema: &Value, path: &str) -> Result<Found, Refusal> {
    if path.len() > LONGEST {
        return Err(Refusal::Unknown { meant: None });
    }
    let root = expand(Schema::root(schema));
    match literal(Some(tree.root()), &root, path) {
        Literal::Leads(steps) => return Ok(Found { steps }),
        Literal::Blocked(steps, word) => return Err(Refusal::Blocked { path: steps.join("."), word }),
        Literal::Nowhere => {}
    }
    let mut search =
        Search { path, stack: Vec::new(), steps: Vec::new(), there: Vec::new(), new: Vec::new(), near: Vec::new() };
    search.there(tree.root(), &root);
    match (search.there.as_slice(), search.new.as_slice()) {
        ([only], _) | ([], [only]) => Ok(Found { steps: only.clone() }),
        ([], []) => Err(Refusal::Unknown { meant: search.meant() }),
        ([], several) | (several, _) => Err(Refusal::Ambiguous(several.iter().map(|steps| steps.join(".")).collect())),
    }
}

/// Where a path leads that is taken literally, from the root on.
enum Literal {
    Leads(Vec<String>),
    Blocked(Vec<String>, String),
    Nowhere,
}

impl Literal {
    fn below(self, step: &str) -> Self {
        let before = |mut steps: Vec<String>| {
            steps.insert(0, step.to_owned());
            steps
        };
        match self {
            Self::Leads(steps) => Self::Leads(before(steps)),
            Self::Blocked(steps, word) => Self::Blocked(before(steps), word),
            Self::Nowhere => Self::Nowhere,
        }
    }
}

/// Follows a full path: through what is there, then through what the schema allows. Keys may hold dots, so every way
/// to cut the path is tried, the longest key first.
fn literal(node: Option<&Node>, schemas: &[Schema<'_>], path: &str) -> Literal {
    if path.is_empty() {
        return Literal::Leads(Vec::new());
    }
    if let Some(Node { kind: Kind::List(nodes), .. }) = node {
        for (step, left) in cuts(path) {
            if let Some(index) = element(nodes, step) {
                return literal(Some(&nodes[index]), &items(schemas, index), left).below(step);
            }
        }
        return Literal::Nowhere;
    }
    for (step, left) in ways(node, schemas, path) {
        let there = node.and_then(|node| node.get(step));
        let found = literal(there, &properties(schemas, step), left);
        let leads = matches!(found, Literal::Leads(_));
        match node.map(|node| &node.kind) {
            Some(Kind::Scalar { text, .. }) if leads && !is_nothing(text) => {
                return Literal::Blocked(Vec::new(), text.to_string());
            }
            _ if !matches!(found, Literal::Nowhere) => return found.below(step),
            _ => {}
        }
    }
    Literal::Nowhere
}

/// The first steps that a path may have here: keys that are there, then known keys, then free ones. Of free ones those
/// come first that leave something for the schema behind them: `ml.c5.large` of `ml.c5.large.price`.
fn ways<'p>(node: Option<&Node>, schemas: &[Schema<'_>], path: &'p str) -> Vec<(&'p str, &'p str)> {
    let there = |step: &str| node.is_some_and(|node| node.get(step).is_some());
    let known = |step: &str| schemas.iter().any(|schema| schema.property(step).is_some());
    let free = schemas.iter().any(|schema| matches!(schema.extra(), Extra::Each(_)));
    let mut ways: Vec<(usize, (&str, &str))> = Vec::new();
    for (step, left) in cuts(path) {
        let rank = match (there(step), known(step), left.is_empty()) {
            (true, _, _) => 0,
            (false, true, _) => 1,
            (false, false, false) => 2,
            (false, false, true) => 3,
        };
        if rank < 2 || free && !step.is_empty() {
            ways.push((rank, (step, left)));
        }
    }
    ways.sort_by_key(|(rank, _)| *rank);
    ways.into_iter().map(|(_, way)| way).collect()
}

/// Every way to cut a first step off a path, the longest first.
fn cuts(path: &str) -> impl Iterator<Item = (&str, &str)> {
    let dots = path.match_indices('.').map(|(at, _)| (&path[..at], &path[at + 1..])).rev();
    std::iter::once((path, "")).chain(dots)
}

/// A schema with all its alternatives.
fn expand(schema: Schema<'_>) -> Vec<Schema<'_>> {
    let mut all = schema.alternatives();
    all.push(schema);
    all
}

/// What the schemas say of a key.
fn properties<'a>(schemas: &[Schema<'a>], key: &str) -> Vec<Schema<'a>> {
    let one = |schema: &Schema<'a>| match (schema.property(key), schema.extra()) {
        (Some(known), _) => Some(known),
        (None, Extra::Each(any)) => Some(any),
        _ => None,
    };
    schemas.iter().filter_map(one).flat_map(expand).collect()
}

fn items<'a>(schemas: &[Schema<'a>], index: usize) -> Vec<Schema<'a>> {
    schemas.iter().filter_map(|schema| schema.item(index)).flat_map(expand).collect()
}

/// A walk over all keys of the file, and all that the schema would take.
struct Search<'a> {
    path: &'a str,
    /// Keys and names on the way.
    stack: Vec<String>,
    /// The same as steps of a path: a name that several share is an index.
    steps: Vec<String>,
    there: Vec<Vec<String>>,
    new: Vec<Vec<String>>,
    /// Full paths whose blocks above fit, for near misses.
    near: Vec<(String, String)>,
}

impl Search<'_> {
    /// The keys of the file.
    fn there(&mut self, node: &Node, schemas: &[Schema<'_>]) {
        match &node.kind {
            Kind::Scalar { .. } => {}
            Kind::List(nodes) => {
                for (index, element) in nodes.iter().enumerate() {
                    let step = own_name(nodes, element).map_or_else(|| index.to_string(), str::to_owned);
                    self.push(name_of(element).unwrap_or(&step).to_owned(), step);
                    self.look(true);
                    self.there(element, &items(schemas, index));
                    self.pop();
                }
            }
            Kind::Map(entries) => {
                for entry in entries {
                    self.push(entry.key.clone(), entry.key.clone());
                    self.look(true);
                    self.there(&entry.value, &properties(schemas, &entry.key));
                    self.pop();
                }
                self.absent(Some(node), schemas, 0);
            }
        }
    }

    /// The keys that the schema would take below here and that are not there.
    fn absent(&mut self, node: Option<&Node>, schemas: &[Schema<'_>], depth: usize) {
        let mut seen: Vec<&str> = Vec::new();
        for (key, schema) in schemas.iter().flat_map(|schema| schema.properties()) {
            let there = node.is_some_and(|node| node.get(key).is_some());
            if there || seen.contains(&key) || schema.not_yet().is_some() {
                continue;
            }
            seen.push(key);
            self.push(key.to_owned(), key.to_owned());
            self.look(false);
            if depth < DEEPEST_NEW {
                self.absent(None, &properties(schemas, key), depth + 1);
            }
            self.pop();
        }
    }

    fn push(&mut self, word: String, step: String) {
        self.stack.push(word);
        self.steps.push(step);
    }

    fn pop(&mut self) {
        self.stack.pop();
        self.steps.pop();
    }

    fn look(&mut self, there: bool) {
        let (last, above) = self.stack.split_last().expect("a key has just been pushed");
        let (blocks, word) = self.path.rsplit_once('.').unwrap_or(("", self.path));
        let rest = before(self.path, last);
        if fits(above, rest) {
            let found = if there { &mut self.there } else { &mut self.new };
            found.push(self.steps.clone());
        } else if self.near.len() < MOST_NEAR {
            let slip = |word: &str, known: &str| word == known || nearest(word, [known]).is_some();
            let above_is_near = || blocks.split('.').all(|block| above.iter().any(|known| slip(block, known)));
            if slip(word, last) && (fits(above, Some(blocks)) || above_is_near()) {
                self.near.push((last.clone(), self.steps.join(".")));
            }
        }
    }

    /// What was probably meant by a path that fits nothing.
    fn meant(&self) -> Option<String> {
        let word = self.path.rsplit('.').next()?;
        let exact = self.near.iter().find(|(last, _)| last == word);
        let meant = || nearest(word, self.near.iter().map(|(last, _)| last.as_str()));
        let near = || meant().and_then(|meant| self.near.iter().find(|(last, _)| last == meant));
        exact.or_else(near).map(|(_, path)| path.clone())
    }
}

/// What stands in a path before its last key.
fn before<'p>(path: &'p str, last: &str) -> Option<&'p str> {
    let above = path.strip_suffix(last)?;
    if above.is_empty() { Some(above) } else { above.strip_suffix('.') }
}

/// Whether the blocks that a path names occur in this order among those above a key.
fn fits(above: &[String], blocks: Option<&str>) -> bool {
    let Some(mut left) = blocks else { return false };
    for block in above {
        if left.is_empty() {
            break;
        }
        if let Some(behind) = behind(left, block) {
            left = behind;
        }
    }
    left.is_empty()
}
