//! A value of someone's document, and where it stands: what every format reads into.

use crate::problem::{Place, Source};
use serde_json::{Map, Number, Value};
use std::ops::Range;
use std::sync::Arc;

/// A value and its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// Where it stands.
    pub at: Place,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// Nothing.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A map.
    Map(Vec<Entry>),
    /// An expression whose value the text does not tell: `Ref: Stage` without a default. What would settle it.
    Open(String),
    /// What a call answers: the ARN of this policy, as `RESOURCE:NAME`, or its name alone.
    PolicyArn(String),
    /// What another manifest says.
    Manifest(Box<Reference>),
}

/// Another manifest, as it is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The field that names it: `modelRef`.
    pub key: String,
    /// Its kind.
    pub kind: String,
    /// Its name in Kubernetes.
    pub name: String,
}

/// A key with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key stands.
    pub key_at: Place,
    /// What stands behind it.
    pub value: Node,
}

impl Node {
    /// A node of this kind, here.
    pub fn new(kind: Kind, at: &Place) -> Self {
        Self { kind, at: at.clone() }
    }

    /// Text, here.
    pub fn text_at(text: impl Into<String>, at: &Place) -> Self {
        Self::new(Kind::Text(text.into()), at)
    }

    /// The ARN of a policy of a resource.
    pub(super) fn policy_arn(name: &str, resource: Option<&str>, at: &Place) -> Self {
        Self::new(Kind::PolicyArn(qualified(name, resource)), at)
    }

    /// With policies named by their names alone where `is_plain` says that this will do.
    #[must_use]
    pub fn with_plain_policies(mut self, is_plain: &dyn Fn(&str) -> bool) -> Self {
        match &mut self.kind {
            Kind::PolicyArn(policy) => {
                let name = policy.split_once(':').map_or(policy.as_str(), |(_, name)| name);
                if is_plain(name) {
                    *policy = name.to_owned();
                }
            }
            Kind::List(elements) => {
                let all = std::mem::take(elements);
                *elements = all.into_iter().map(|element| element.with_plain_policies(is_plain)).collect();
            }
            Kind::Map(entries) => {
                let all = std::mem::take(entries);
                let plain = |entry: Entry| Entry { value: entry.value.with_plain_policies(is_plain), ..entry };
                *entries = all.into_iter().map(plain).collect();
            }
            _ => {}
        }
        self
    }

    /// The value of a key, if this is a map that has it.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entries().iter().find(|entry| entry.key == key).map(|entry| &entry.value)
    }

    /// The entries, none if this is no map.
    pub fn entries(&self) -> &[Entry] {
        match &self.kind {
            Kind::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The entries, none if this is no map.
    pub fn take_entries(self) -> Vec<Entry> {
        match self.kind {
            Kind::Map(entries) => entries,
            _ => Vec::new(),
        }
    }

    /// The elements, none if this is no list.
    pub fn elements(&self) -> &[Self] {
        match &self.kind {
            Kind::List(elements) => elements,
            _ => &[],
        }
    }

    /// The text, if this is one.
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Text or number as text.
    pub fn word(&self) -> Option<String> {
        match &self.kind {
            Kind::Text(text) => Some(text.clone()),
            Kind::Number(number) => Some(number.to_string()),
            Kind::Bool(flag) => Some(flag.to_string()),
            _ => None,
        }
    }

    /// Whether this is a map.
    pub fn is_map(&self) -> bool {
        matches!(self.kind, Kind::Map(_))
    }

    /// Whether there is nothing.
    pub fn is_null(&self) -> bool {
        matches!(self.kind, Kind::Null)
    }

    /// Adds or replaces a key.
    pub fn set(&mut self, key: &str, value: Self) {
        let Kind::Map(entries) = &mut self.kind else { return };
        match entries.iter_mut().find(|entry| entry.key == key) {
            Some(entry) => entry.value = value,
            None => entries.push(Entry { key: key.to_owned(), key_at: value.at.clone(), value }),
        }
    }

    /// As JSON; what is open becomes its own words.
    pub fn to_json(&self) -> Value {
        match &self.kind {
            Kind::Null => Value::Null,
            Kind::Bool(flag) => Value::Bool(*flag),
            Kind::Number(number) => Value::Number(number.clone()),
            Kind::Text(text) | Kind::Open(text) | Kind::PolicyArn(text) => Value::String(text.clone()),
            Kind::Manifest(reference) => Value::String(reference.name.clone()),
            Kind::List(elements) => elements.iter().map(Self::to_json).collect(),
            Kind::Map(entries) => Value::Object(
                entries.iter().map(|entry| (entry.key.clone(), entry.value.to_json())).collect::<Map<_, _>>(),
            ),
        }
    }

    /// From JSON, all of it at one place.
    pub fn from_json(value: &Value, at: &Place) -> Self {
        let kind = match value {
            Value::Null => Kind::Null,
            Value::Bool(flag) => Kind::Bool(*flag),
            Value::Number(number) => Kind::Number(number.clone()),
            Value::String(text) => Kind::Text(text.clone()),
            Value::Array(list) => Kind::List(list.iter().map(|element| Self::from_json(element, at)).collect()),
            Value::Object(map) => {
                let entry = |(key, value): (&String, &Value)| Entry {
                    key: key.clone(),
                    key_at: at.clone(),
                    value: Self::from_json(value, at),
                };
                Kind::Map(map.iter().map(entry).collect())
            }
        };
        Self::new(kind, at)
    }

    /// What is left open below here: the words, the place.
    pub fn open(&self) -> Vec<(&str, &Place)> {
        match &self.kind {
            Kind::Open(words) => vec![(words, &self.at)],
            Kind::List(elements) => elements.iter().flat_map(Self::open).collect(),
            Kind::Map(entries) => entries.iter().flat_map(|entry| entry.value.open()).collect(),
            _ => Vec::new(),
        }
    }
}

/// A policy as alarms name it where its name alone will not do: `RESOURCE:NAME`.
pub(super) fn qualified(name: &str, resource: Option<&str>) -> String {
    resource.map_or_else(|| name.to_owned(), |resource| format!("{resource}:{name}"))
}

/// A text inside a text: a JSON document in a shell command in a Markdown page.
#[derive(Clone, Debug)]
pub struct Extract {
    source: Arc<Source>,
    text: String,
    offsets: Offsets,
}

#[derive(Clone, Debug)]
enum Offsets {
    From(usize),
    /// The byte of the source for each byte of the text.
    Each(Vec<u32>),
}

impl Extract {
    /// All of a source.
    pub fn whole(source: &Arc<Source>) -> Self {
        Self { source: Arc::clone(source), text: source.text().to_owned(), offsets: Offsets::From(0) }
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// A part of it, as it stands.
    #[must_use]
    pub fn part(&self, range: Range<usize>) -> Self {
        let offsets = match &self.offsets {
            Offsets::From(base) => Offsets::From(base + range.start),
            Offsets::Each(each) => Offsets::Each(each[range.clone()].to_vec()),
        };
        Self { source: Arc::clone(&self.source), text: self.text[range].to_owned(), offsets }
    }

    /// A text made of parts of this one: each of its bytes stems from a byte of this one.
    #[must_use]
    pub fn made(&self, text: String, from: &[u32]) -> Self {
        let each = from.iter().map(|&at| self.byte(at as usize) as u32).collect();
        Self { source: Arc::clone(&self.source), text, offsets: Offsets::Each(each) }
    }

    /// The place of a range of it.
    pub fn place(&self, range: Range<usize>) -> Place {
        let start = self.byte(range.start);
        let end = if range.end > range.start { self.byte(range.end - 1) + 1 } else { start };
        let end = self.source.text().ceil_char_boundary(end.max(start));
        self.source.place(self.source.text().floor_char_boundary(start)..end)
    }

    /// Where it begins.
    pub fn beginning(&self) -> Place {
        self.place(0..0)
    }

    fn byte(&self, at: usize) -> usize {
        match &self.offsets {
            Offsets::From(base) => base + at,
            Offsets::Each(each) => each.get(at).or(each.last()).map_or(0, |&byte| byte as usize),
        }
    }
}
