//! YAML and JSON of any kind as nodes: several documents in a file, CloudFormation's short tags, limits that hold before
//! memory is spent.

use super::node::{Entry, Extract, Kind, Node};
use crate::problem::{Place, Problems};
use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Span, Tag};
use serde_json::Number;
use std::collections::BTreeMap;

/// Deepest nesting of lists and maps.
const DEEPEST: usize = 64;
/// Most nodes, aliases expanded.
const MOST_NODES: usize = 100_000;
/// Most text in scalars, aliases expanded [bytes].
const MOST_TEXT: usize = 16_000_000;

/// The documents of a text: YAML, JSON, or JSON values one after the other.
pub fn documents(text: &Extract) -> Result<Vec<Node>, Problems> {
    let mut parts = Vec::new();
    if text.text().trim_start().starts_with(['{', '[']) {
        parts.extend(json_values(text.text()).into_iter().map(|range| whole_letters(&text.part(range))));
    } else {
        parts.push(text.clone());
    }
    let mut all = Vec::new();
    let mut spent = Size::default();
    for part in parts {
        let mut builder = Builder::new(&part, spent);
        builder.read()?;
        spent = builder.spent;
        all.append(&mut builder.documents);
    }
    Ok(all)
}

/// JSON writes a letter beyond the plane as two escapes, YAML as one of another kind.
fn whole_letters(json: &Extract) -> Extract {
    let text = json.text();
    if !text.contains("\\ud") && !text.contains("\\uD") {
        return json.clone();
    }
    let unit = |at: usize| -> Option<u16> {
        let escape = text.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(escape, 16).ok()
    };
    let (mut made, mut from, mut at) = (String::with_capacity(text.len()), Vec::with_capacity(text.len()), 0);
    while at < text.len() {
        let pair = unit(at).zip(unit(at + 6)).map(|(high, low)| char::decode_utf16([high, low]).next());
        let letter = match pair {
            Some(Some(Ok(letter))) if !(0..0x1_0000).contains(&u32::from(letter)) => Some(letter),
            _ => None,
        };
        let (written, length) = match letter {
            Some(letter) => (format!("\\U{:08X}", u32::from(letter)), 12),
            // A backslash takes the sign behind it along, so that an escaped backslash before a `u` is no escape.
            None if text.as_bytes()[at] == b'\\' => (text[at..].chars().take(2).collect(), 0),
            None => (text[at..].chars().take(1).collect(), 0),
        };
        from.extend(std::iter::repeat_n(at as u32, written.len()));
        at += if length == 0 { written.len() } else { length };
        made.push_str(&written);
    }
    json.made(made, &from)
}

/// Where the values of a text of JSON values begin and end, by their braces.
fn json_values(text: &str) -> Vec<std::ops::Range<usize>> {
    let (mut ranges, mut depth, mut start, mut quoted, mut escaped) = (Vec::new(), 0_usize, 0, false, false);
    for (at, letter) in text.bytes().enumerate() {
        if quoted {
            quoted = escaped || letter != b'"';
            escaped = !escaped && letter == b'\\';
            continue;
        }
        match letter {
            b'"' => quoted = true,
            b'{' | b'[' => {
                if depth == 0 && text[start..at].trim().is_empty() {
                    start = at;
                }
                depth += 1;
            }
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    ranges.push(start..at + 1);
                    start = at + 1;
                }
            }
            _ => {}
        }
    }
    if !text[start..].trim().is_empty() {
        ranges.push(start..text.len());
    }
    ranges
}

#[derive(Clone, Copy, Default)]
struct Size {
    nodes: usize,
    text: usize,
}

enum Open {
    List(Vec<Node>),
    Map { entries: Vec<Entry>, seen: BTreeMap<String, Place>, key: Option<(String, Place)> },
}

struct Level {
    open: Open,
    at: Place,
    anchor: usize,
    tag: Option<String>,
    before: Size,
}

struct Builder<'a> {
    text: &'a Extract,
    starts: Vec<usize>,
    levels: Vec<Level>,
    documents: Vec<Node>,
    anchored: BTreeMap<usize, (Node, Size)>,
    spent: Size,
}

type Step = Result<(), Problems>;

impl<'a> Builder<'a> {
    fn new(text: &'a Extract, spent: Size) -> Self {
        let ascii = text.text().is_ascii();
        let starts = if ascii { Vec::new() } else { text.text().char_indices().map(|(at, _)| at).collect() };
        Self { text, starts, levels: Vec::new(), documents: Vec::new(), anchored: BTreeMap::new(), spent }
    }

    fn read(&mut self) -> Step {
        let text = self.text.text();
        if let Some((at, control)) =
            text.char_indices().find(|&(_, letter)| letter.is_ascii_control() && !"\t\n\r".contains(letter))
        {
            let message = format!("the control character {:#04x} has no place in a document", u32::from(control));
            return Err(refusal(self.text.place(at..at + 1), message));
        }
        for event in Parser::new_from_str(text) {
            match event {
                Ok((event, span)) => self.on(event, span)?,
                Err(error) => {
                    let at = self.byte(error.marker());
                    if error.info().contains("recursion limit") {
                        return Err(too_deep(self.text.place(at..at)));
                    }
                    let problem = refusal(self.text.place(at..at), format!("cannot be read: {}", error.info()));
                    return Err(problem);
                }
            }
        }
        Ok(())
    }

    fn on(&mut self, event: Event<'_>, span: Span) -> Step {
        let (start, end) = (self.byte(&span.start), self.byte(&span.end));
        let at = self.text.place(start..end.max(start));
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let before = self.spent;
                self.spend(Size { nodes: 1, text: text.len() }, &at)?;
                let plain = style == ScalarStyle::Plain && tag.is_none();
                let kind = if plain { scalar(&text) } else { Kind::Text(text.into_owned()) };
                let at = if matches!(kind, Kind::Null) { self.text.place(start..start) } else { at };
                self.finish(Node { kind, at }, anchor, short_tag(tag.as_deref()), before)
            }
            Event::SequenceStart(anchor, tag) => self.begin(Open::List(Vec::new()), anchor, tag.as_deref(), at),
            Event::MappingStart(anchor, tag) => self.begin(
                Open::Map { entries: Vec::new(), seen: BTreeMap::new(), key: None },
                anchor,
                tag.as_deref(),
                at,
            ),
            Event::SequenceEnd | Event::MappingEnd => self.end(),
            Event::Alias(anchor) => {
                let Some((node, size)) = self.anchored.get(&anchor).cloned() else {
                    return Err(refusal(at, "this alias stands inside what it names"));
                };
                self.spend(size, &at)?;
                if self.levels.len() + depth(&node) > DEEPEST {
                    return Err(too_deep(at));
                }
                let before = self.spent;
                self.finish(node, 0, None, before)
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) | Event::DocumentEnd => {
                Ok(())
            }
        }
    }

    fn begin(&mut self, open: Open, anchor: usize, tag: Option<&Tag>, at: Place) -> Step {
        if self.levels.len() >= DEEPEST {
            return Err(too_deep(at));
        }
        let before = self.spent;
        self.spend(Size { nodes: 1, text: 0 }, &at)?;
        self.levels.push(Level { open, at, anchor, tag: short_tag(tag), before });
        Ok(())
    }

    fn end(&mut self) -> Step {
        let level = self.levels.pop().expect("the parser ends only what it began");
        let kind = match level.open {
            Open::List(elements) => Kind::List(elements),
            Open::Map { entries, .. } => Kind::Map(entries),
        };
        self.finish(Node { kind, at: level.at }, level.anchor, level.tag, level.before)
    }

    fn finish(&mut self, node: Node, anchor: usize, tag: Option<String>, before: Size) -> Step {
        let node = tagged(node, tag);
        if anchor > 0 {
            let size = Size { nodes: self.spent.nodes - before.nodes, text: self.spent.text - before.text };
            let at = node.at.clone();
            self.spend(size, &at)?;
            self.anchored.insert(anchor, (node.clone(), size));
        }
        match self.levels.last_mut().map(|level| &mut level.open) {
            None => self.documents.push(node),
            Some(Open::List(elements)) => elements.push(node),
            Some(Open::Map { entries, seen, key }) => {
                if let Some((key, key_at)) = key.take() {
                    entries.push(Entry { key, key_at, value: node });
                } else {
                    let Some(word) = node.word() else {
                        return Err(refusal(node.at, "a key must be one word, found a list, a map or nothing"));
                    };
                    if let Some(first) = seen.get(&word) {
                        let mut problems = Problems::new();
                        let problem = problems.error("", format!("`{word}` occurs twice")).at(node.at);
                        problem.also(first.clone(), "first here");
                        return Err(problems);
                    }
                    seen.insert(word.clone(), node.at.clone());
                    *key = Some((word, node.at));
                }
            }
        }
        Ok(())
    }

    fn spend(&mut self, size: Size, at: &Place) -> Step {
        self.spent.nodes += size.nodes;
        self.spent.text += size.text;
        if self.spent.nodes > MOST_NODES {
            return Err(refusal(at.clone(), format!("more than {MOST_NODES} values, aliases expanded")));
        }
        if self.spent.text > MOST_TEXT {
            return Err(refusal(at.clone(), format!("more than {MOST_TEXT} bytes of text, aliases expanded")));
        }
        Ok(())
    }

    /// The parser counts characters.
    fn byte(&self, marker: &Marker) -> usize {
        let length = self.text.text().len();
        if self.starts.is_empty() {
            return marker.index().min(length);
        }
        self.starts.get(marker.index()).copied().unwrap_or(length)
    }
}

/// What an unquoted scalar means in YAML 1.2, of which JSON is a part.
fn scalar(text: &str) -> Kind {
    match text {
        "true" | "True" => Kind::Bool(true),
        "false" | "False" => Kind::Bool(false),
        "" | "~" | "null" | "Null" | "NULL" => Kind::Null,
        text => number(text).map_or_else(|| Kind::Text(text.to_owned()), Kind::Number),
    }
}

/// The finite number that a text is in JSON's grammar.
pub fn number(text: &str) -> Option<Number> {
    let first = text.strip_prefix('-').unwrap_or(text).bytes().next()?;
    let number: Number = if first.is_ascii_digit() { text.parse().ok()? } else { return None };
    number.as_f64().filter(|value| value.is_finite()).map(|_| number)
}

/// `Ref` of `!Ref`; YAML's own tags say nothing new.
fn short_tag(tag: Option<&Tag>) -> Option<String> {
    tag.filter(|tag| !tag.is_yaml_core_schema()).map(|tag| tag.suffix.clone())
}

/// `!Ref A` is `{Ref: A}`, `!Sub A` is `{Fn::Sub: A}`.
fn tagged(node: Node, tag: Option<String>) -> Node {
    let Some(tag) = tag else { return node };
    let key = if tag == "Ref" || tag == "Condition" { tag } else { format!("Fn::{tag}") };
    let at = node.at.clone();
    Node { kind: Kind::Map(vec![Entry { key, key_at: at.clone(), value: node }]), at }
}

fn depth(node: &Node) -> usize {
    match &node.kind {
        Kind::List(elements) => 1 + elements.iter().map(depth).max().unwrap_or(0),
        Kind::Map(entries) => 1 + entries.iter().map(|entry| depth(&entry.value)).max().unwrap_or(0),
        _ => 0,
    }
}

fn too_deep(at: Place) -> Problems {
    refusal(at, format!("lists and maps are nested more than {DEEPEST} deep here"))
}

/// One error at a place.
pub fn refusal(at: Place, message: impl Into<String>) -> Problems {
    let mut problems = Problems::new();
    problems.error("", message).at(at);
    problems
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Source;
    use serde_json::json;

    fn read(text: &str) -> Result<Vec<serde_json::Value>, String> {
        let extract = Extract::whole(&Source::scenario("a", text));
        let all = documents(&extract).map_err(|problems| problems.render(false))?;
        Ok(all.iter().map(Node::to_json).collect())
    }

    #[test]
    fn json_values_stand_one_after_the_other() {
        assert_eq!(read("{\"a\": \"}{\\\"\"}\n{\"b\": [1]}").unwrap(), [json!({"a": "}{\""}), json!({"b": [1]})]);
        assert_eq!(read("a: 1\n---\nb: é\n---\n").unwrap()[..2], [json!({"a": 1}), json!({"b": "é"})]);
    }

    #[test]
    fn short_tags_are_long_functions() {
        let wanted = json!({"a": {"Ref": "B"}, "c": {"Fn::Sub": "${x}"}, "d": {"Fn::GetAtt": "e.f"}, "g": "5"});
        assert_eq!(read("a: !Ref B\nc: !Sub '${x}'\nd: !GetAtt e.f\ng: !!str 5\n").unwrap(), [wanted]);
    }

    #[test]
    fn bombs_are_refused() {
        assert!(read(&"[".repeat(100_000)).unwrap_err().contains("nested more than 64 deep"));
        let line = |level: u32| format!("a{level}: &a{level} [{}]\n", vec![format!("*a{}", level - 1); 9].join(", "));
        let bomb = format!("a0: &a0 [x]\n{}", (1..30).map(line).collect::<Vec<_>>().concat());
        assert!(read(&bomb).unwrap_err().contains("more than 100000 values"));
        assert!(read("a: 1\u{0}").unwrap_err().contains("0x00"));
        assert!(read("a: 1\na: 2").unwrap_err().contains("occurs twice"));
        assert!(read("{\"a\": ").is_err());
    }
}
