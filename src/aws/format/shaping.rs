//! From a format's spelling to the API's: names, and numbers that a format writes as text.

use super::model::Shape;
use super::node::{Entry, Kind, Node};
use super::text::number;

/// How a format writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Manner {
    /// Names are spelt otherwise: `resourceID`, `resource_id`.
    pub loose_names: bool,
    /// Numbers and flags may be text: options of a command, arguments of Terraform.
    pub text_numbers: bool,
}

/// As the API is called: names and types exactly.
pub(super) const EXACT: Manner = Manner { loose_names: false, text_numbers: false };
/// Names loosely, types exactly.
pub(super) const CAMEL: Manner = Manner { loose_names: true, text_numbers: false };
/// Names exactly, numbers perhaps as text.
pub(super) const WORDS: Manner = Manner { loose_names: false, text_numbers: true };
/// Both loosely.
pub(super) const SNAKE: Manner = Manner { loose_names: true, text_numbers: true };

/// A value in the API's spelling. Names that the model does not know stay as they are.
pub(super) fn shaped(node: Node, shape: Shape, manner: Manner) -> Node {
    let Node { kind, at } = node;
    let kind = match kind {
        Kind::Map(entries) if shape.kind() == "structure" => {
            let known = |key: &str| {
                let exact = shape.member(key).map(|member| (key.to_owned(), member));
                exact.or_else(|| {
                    let like = shape.member_like(key).filter(|_| manner.loose_names);
                    like.map(|(name, member)| (name.to_owned(), member))
                })
            };
            let entry = |entry: Entry| match known(&entry.key) {
                Some((key, member)) => Entry { key, value: shaped(entry.value, member, manner), ..entry },
                None => entry,
            };
            Kind::Map(entries.into_iter().map(entry).collect())
        }
        Kind::Map(entries) if shape.kind() == "map" => {
            let value = shape.value();
            let entry = |entry: Entry| match value {
                Some(shape) => Entry { value: shaped(entry.value, shape, manner), ..entry },
                None => entry,
            };
            Kind::Map(entries.into_iter().map(entry).collect())
        }
        Kind::List(elements) => match shape.element() {
            Some(element) => Kind::List(elements.into_iter().map(|node| shaped(node, element, manner)).collect()),
            None => Kind::List(elements),
        },
        Kind::Text(text) if manner.text_numbers => typed(text, shape),
        Kind::Number(number) if shape.kind() == "string" && manner.text_numbers => Kind::Text(number.to_string()),
        other => other,
    };
    Node { kind, at }
}

/// What a text is where the model wants a number or a flag.
fn typed(text: String, shape: Shape) -> Kind {
    if shape.is_number()
        && let Some(number) = number(text.trim())
    {
        return Kind::Number(number);
    }
    match (shape.kind(), text.to_ascii_lowercase().as_str()) {
        ("boolean", "true") => Kind::Bool(true),
        ("boolean", "false") => Kind::Bool(false),
        _ => Kind::Text(text),
    }
}
