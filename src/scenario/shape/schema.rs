//! A JSON Schema and a place in it: references followed, alternatives laid out flat.

use serde_json::{Map, Value};

/// References and alternatives are followed so deep; a schema that goes in circles ends here.
const DEEPEST: usize = 32;

/// A place in a JSON Schema.
#[derive(Clone, Copy, Debug)]
pub(in crate::scenario) struct Schema<'a> {
    root: &'a Value,
    here: &'a Value,
}

/// What a map may hold besides its known keys.
#[derive(Clone, Copy, Debug)]
pub(in crate::scenario) enum Extra<'a> {
    /// Nothing.
    Nothing,
    /// Anything.
    Anything,
    /// Any key with such a value.
    Each(Schema<'a>),
}

impl<'a> Schema<'a> {
    /// The root schema.
    pub(in crate::scenario) fn root(root: &'a Value) -> Self {
        Self { root, here: root }.resolved()
    }

    fn below(self, here: &'a Value) -> Self {
        Self { here, ..self }.resolved()
    }

    /// Follows `$ref`, unless something here says already that this is not modelled.
    fn resolved(self) -> Self {
        let mut at = self;
        for _ in 0..DEEPEST {
            let Some(reference) = at.here.get("$ref").and_then(Value::as_str) else { break };
            if at.not_yet().is_some() {
                break;
            }
            let target = reference.strip_prefix('#').and_then(|pointer| at.root.pointer(pointer));
            let Some(target) = target else { break };
            at.here = target;
        }
        at
    }

    /// A keyword's value.
    pub(super) fn get(self, keyword: &str) -> Option<&'a Value> {
        self.here.get(keyword)
    }

    /// A keyword's text.
    pub(super) fn text(self, keyword: &str) -> Option<&'a str> {
        self.get(keyword)?.as_str()
    }

    /// A keyword's number.
    pub(super) fn number(self, keyword: &str) -> Option<f64> {
        self.get(keyword)?.as_f64()
    }

    /// A keyword's count.
    pub(super) fn count(self, keyword: &str) -> Option<usize> {
        self.get(keyword)?.as_u64().and_then(|count| usize::try_from(count).ok())
    }

    /// Whether this is known but not modelled yet, with words on it.
    pub(in crate::scenario) fn not_yet(self) -> Option<&'a str> {
        match self.get("x-not-yet")? {
            Value::Bool(false) => None,
            words => Some(words.as_str().unwrap_or_default()),
        }
    }

    /// Nothing is said about what may stand here.
    pub(super) fn is_free(self) -> bool {
        let silent = |map: &Map<String, Value>| {
            ["type", "enum", "const", "oneOf", "anyOf", "allOf", "properties"]
                .iter()
                .all(|keyword| !map.contains_key(*keyword))
        };
        self.here == &Value::Bool(true) || self.here.as_object().is_some_and(silent)
    }

    /// The types that are named here; none: any.
    pub(super) fn types(self) -> Vec<&'a str> {
        match self.get("type") {
            Some(Value::String(one)) => vec![one],
            Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
            _ if self.get("properties").is_some() => vec!["object"],
            _ => Vec::new(),
        }
    }

    /// Whether a value of this type may stand here.
    pub(super) fn allows(self, kind: &str) -> bool {
        self.types().contains(&kind)
    }

    /// The words that may stand here, if only words may: `const` and `enum`.
    pub(super) fn words(self) -> Option<Vec<&'a Value>> {
        match (self.get("const"), self.get("enum")) {
            (Some(word), _) => Some(vec![word]),
            (None, Some(Value::Array(words))) => Some(words.iter().collect()),
            _ => None,
        }
    }

    /// The branches of `oneOf` and `anyOf`, those of branches in their place.
    pub(in crate::scenario) fn alternatives(self) -> Vec<Self> {
        let mut found = Vec::new();
        self.gather(&mut found, 0);
        found
    }

    fn gather(self, found: &mut Vec<Self>, depth: usize) {
        let branches = ["oneOf", "anyOf"].iter().filter_map(|keyword| self.get(keyword)?.as_array()).flatten();
        for branch in branches {
            let branch = self.below(branch);
            let nested = branch.get("oneOf").or(branch.get("anyOf")).is_some() && branch.get("properties").is_none();
            if nested && depth < DEEPEST {
                branch.gather(found, depth + 1);
            } else {
                found.push(branch);
            }
        }
    }

    /// All that must hold together.
    pub(super) fn all_of(self) -> Vec<Self> {
        let parts = self.get("allOf").and_then(Value::as_array);
        parts.map_or_else(Vec::new, |parts| parts.iter().map(|part| self.below(part)).collect())
    }

    /// The known keys of a map.
    pub(in crate::scenario) fn properties(self) -> impl Iterator<Item = (&'a str, Self)> {
        let known = self.get("properties").and_then(Value::as_object).into_iter().flatten();
        known.map(move |(key, schema)| (key.as_str(), self.below(schema)))
    }

    /// What may stand behind a known key.
    pub(in crate::scenario) fn property(self, key: &str) -> Option<Self> {
        self.get("properties")?.get(key).map(|schema| self.below(schema))
    }

    /// The keys that must be there.
    pub(super) fn required(self) -> impl Iterator<Item = &'a str> {
        self.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
    }

    /// What a map may hold besides its known keys.
    pub(in crate::scenario) fn extra(self) -> Extra<'a> {
        match self.get("additionalProperties").or(self.get("unevaluatedProperties")) {
            None | Some(Value::Bool(true)) => Extra::Anything,
            Some(Value::Bool(false)) => Extra::Nothing,
            Some(schema) => Extra::Each(self.below(schema)),
        }
    }

    /// What the element of a list at `index` may be.
    pub(in crate::scenario) fn item(self, index: usize) -> Option<Self> {
        let fixed = self.get("prefixItems").and_then(|items| items.get(index));
        fixed.or(self.get("items")).map(|schema| self.below(schema))
    }
}
