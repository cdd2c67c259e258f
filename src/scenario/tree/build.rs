//! From text to nodes: the events of the YAML parser, one pass, with limits that hold before memory is spent.
//!
//! Own nodes instead of a library's, because aliases are expanded here under a budget, duplicate keys are told with
//! both places, and scalars keep the text that was written.

use super::offsets::Offsets;
use super::torn::torn;
use super::unreadable::unreadable;
use super::{Entry, Kind, Mark, Node, Style};
use crate::problem::{Problems, Source};
use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Deepest nesting of lists and maps.
pub(super) const DEEPEST: usize = 64;
/// Most nodes, aliases expanded.
const MOST_NODES: usize = 100_000;
/// Most text in scalars, aliases expanded [bytes].
const MOST_TEXT: usize = 16_000_000;

/// The root of a scenario file: a map.
pub(super) fn scenario(source: &Arc<Source>) -> Result<Node, Problems> {
    let root = text(source, 0, 0)?;
    let mut problems = Problems::new();
    match &root {
        None => problems.error("", "the file is empty, wanted a scenario").at(source.place(0..0)),
        Some(Node { kind: Kind::Map(_), .. }) => return Ok(root.expect("it has just been seen")),
        Some(node) => {
            let place = source.place(node.at.range());
            let found = if matches!(node.kind, Kind::List(_)) { "a list" } else { "one word" };
            problems.error("", format!("found {found}, wanted a scenario: lines of `key: value`")).at(place)
        }
    }
    .hint("a scenario has at least `traffic`, `models` and `endpoint`");
    Err(problems)
}

/// The node that a text holds from byte `from` on; `None` if there is none. `number` is the source's in the tree.
pub(in crate::scenario) fn text(source: &Arc<Source>, number: u32, from: usize) -> Result<Option<Node>, Problems> {
    let whole = &source.text()[from..];
    let mut problems = Problems::new();
    if let Some((at, control)) = whole.char_indices().find(|&(_, letter)| is_control(letter)) {
        let place = source.place(from + at..from + at + control.len_utf8());
        problems
            .error("", format!("the control character {:#04x} has no place in a scenario", u32::from(control)))
            .at(place);
        return Err(problems);
    }
    let mut builder = Builder::new(source, number, from);
    for event in Parser::new_from_str(whole) {
        let step = match event {
            Ok((event, span)) => builder.on(event, span),
            Err(error) => Err(Box::new(builder.unreadable(&error))),
        };
        if let Err(stop) = step {
            builder.problems.extend(*stop);
            return Err(builder.problems);
        }
    }
    if builder.problems.is_empty_of_errors() { Ok(builder.root) } else { Err(builder.problems) }
}

/// The parser takes a zero byte for the end of the text; the others are what an editor or a cable left behind.
fn is_control(letter: char) -> bool {
    letter.is_ascii_control() && !matches!(letter, '\t' | '\n' | '\r')
}

/// How many lists and maps a node nests.
fn depth(node: &Node) -> usize {
    match &node.kind {
        Kind::Scalar { .. } => 0,
        Kind::List(nodes) => 1 + nodes.iter().map(depth).max().unwrap_or(0),
        Kind::Map(entries) => 1 + entries.iter().map(|entry| depth(&entry.value)).max().unwrap_or(0),
    }
}

/// What cannot go on: the problems of the stop.
type Step = Result<(), Box<Problems>>;

struct Builder<'a> {
    source: &'a Arc<Source>,
    number: u32,
    offsets: Offsets<'a>,
    open: Vec<Open>,
    root: Option<Node>,
    documents: usize,
    /// Finished nodes behind `&name`, by the parser's number, with their size.
    anchored: BTreeMap<usize, (Node, Size)>,
    spent: Size,
    problems: Problems,
}

/// A list or map whose end has not come yet.
struct Open {
    kind: OpenKind,
    mark: Mark,
    anchor: usize,
    before: Size,
}

enum OpenKind {
    List(Vec<Node>),
    Map { entries: Vec<Entry>, seen: BTreeMap<String, Mark>, key: Option<(String, Mark)> },
}

#[derive(Clone, Copy, Default)]
struct Size {
    nodes: usize,
    text: usize,
}

impl<'a> Builder<'a> {
    fn new(source: &'a Arc<Source>, number: u32, from: usize) -> Self {
        let (open, anchored) = (Vec::new(), BTreeMap::new());
        let (offsets, problems) = (Offsets::new(source.text(), from), Problems::new());
        Self { source, number, offsets, open, root: None, documents: 0, anchored, spent: Size::default(), problems }
    }

    fn on(&mut self, event: Event<'_>, span: Span) -> Step {
        let mark = self.mark(span);
        match event {
            Event::DocumentStart(_) => self.begin_document(mark),
            Event::Scalar(text, style, anchor, tag) => {
                self.refuse_tag(tag.as_deref(), mark)?;
                self.scalar(&text, style, anchor, mark)
            }
            Event::SequenceStart(anchor, tag) => {
                self.refuse_tag(tag.as_deref(), mark)?;
                self.begin(OpenKind::List(Vec::new()), anchor, mark)
            }
            Event::MappingStart(anchor, tag) => {
                self.refuse_tag(tag.as_deref(), mark)?;
                self.begin(OpenKind::Map { entries: Vec::new(), seen: BTreeMap::new(), key: None }, anchor, mark)
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(mark),
            Event::Alias(anchor) => self.alias(anchor, mark),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
        }
    }

    fn begin_document(&mut self, mark: Mark) -> Step {
        self.documents += 1;
        if self.documents == 1 {
            return Ok(());
        }
        self.stop(
            mark,
            "a second document begins here, wanted one",
            Some("one file holds one scenario: remove the line `---`"),
        )
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, anchor: usize, mark: Mark) -> Step {
        let style = if style == ScalarStyle::Plain { Style::Plain } else { Style::Quoted };
        // Where nothing is written the parser points at whatever comes next.
        let mark = if text.is_empty() && style == Style::Plain { Mark { end: mark.start, ..mark } } else { mark };
        let before = self.spent;
        self.spend(Size { nodes: 1, text: text.len() }, mark)?;
        let node = Node { kind: Kind::Scalar { text: text.into(), style }, at: mark };
        self.finish(node, anchor, before)
    }

    fn begin(&mut self, kind: OpenKind, anchor: usize, mark: Mark) -> Step {
        if self.open.len() >= DEEPEST {
            return self.too_deep(mark);
        }
        let before = self.spent;
        self.spend(Size { nodes: 1, text: 0 }, mark)?;
        self.open.push(Open { kind, mark, anchor, before });
        Ok(())
    }

    fn end(&mut self, mark: Mark) -> Step {
        let open = self.open.pop().expect("the parser ends only what it began");
        let start = open.mark.start;
        let flow = self.source.text()[start as usize..].starts_with(['{', '[']);
        let end = if flow { mark.end } else { self.trimmed(start, mark.start) };
        let at = Mark { end: end.max(start), ..open.mark };
        let kind = match open.kind {
            OpenKind::List(nodes) => Kind::List(nodes),
            OpenKind::Map { entries, .. } => Kind::Map(entries),
        };
        if flow && let Some(torn) = torn(&kind) {
            let whole = &self.source.text()[torn.range()];
            let problem = self.problems.error("", "the comma tears this expression apart: it stands inside { } or [ ]");
            problem.at(self.source.place(torn.range())).hint(format!("put it in quotes: \"{whole}\""));
        }
        self.finish(Node { kind, at }, open.anchor, open.before)
    }

    fn alias(&mut self, anchor: usize, mark: Mark) -> Step {
        let Some((node, size)) = self.anchored.get(&anchor) else {
            return self.stop(mark, "this alias stands inside what it names", None);
        };
        let (node, size) = (node.clone(), *size);
        self.spend(size, mark)?;
        if self.open.len() + depth(&node) > DEEPEST {
            return self.too_deep(mark);
        }
        self.finish(node, 0, self.spent)
    }

    /// Puts a finished node where it belongs.
    fn finish(&mut self, node: Node, anchor: usize, before: Size) -> Step {
        if anchor > 0 {
            let size = Size { nodes: self.spent.nodes - before.nodes, text: self.spent.text - before.text };
            self.spend(size, node.at)?;
            self.anchored.insert(anchor, (node.clone(), size));
        }
        match self.open.last_mut().map(|open| &mut open.kind) {
            None => self.root = Some(node),
            Some(OpenKind::List(nodes)) => nodes.push(node),
            Some(OpenKind::Map { entries, key, .. }) => match key.take() {
                Some((key, key_at)) => entries.push(Entry { key, key_at, value: node }),
                None => return self.key(node),
            },
        }
        Ok(())
    }

    fn key(&mut self, node: Node) -> Step {
        let Kind::Scalar { text, style } = node.kind else {
            let hint = "a value that begins with { or [ needs quotes if it is text";
            return self.stop(node.at, "a key must be one word, found a list or a map", Some(hint));
        };
        if style == Style::Plain && &*text == "<<" {
            return self.stop(node.at, "`<<` does not merge here", Some("write the keys out"));
        }
        if style == Style::Plain && text.is_empty() {
            return self.stop(node.at, "a key is missing before the colon", None);
        }
        let key = text.to_string();
        let Some(Open { kind: OpenKind::Map { seen, key: pending, .. }, .. }) = self.open.last_mut() else {
            unreachable!("a key is only asked for inside a map")
        };
        if let Some(first) = seen.get(&key) {
            let (first, second) = (first.range(), node.at.range());
            let problem = self.problems.error("", format!("`{key}` occurs twice"));
            problem.at(self.source.place(second)).also(self.source.place(first), "first here");
        } else {
            seen.insert(key.clone(), node.at);
        }
        *pending = Some((key, node.at));
        Ok(())
    }

    fn spend(&mut self, size: Size, mark: Mark) -> Step {
        self.spent.nodes += size.nodes;
        self.spent.text += size.text;
        if self.spent.nodes > MOST_NODES {
            return self.stop(mark, &format!("the scenario has more than {MOST_NODES} values, aliases expanded"), None);
        }
        if self.spent.text > MOST_TEXT {
            return self.stop(
                mark,
                &format!("the scenario has more than {MOST_TEXT} bytes of text, aliases expanded"),
                None,
            );
        }
        Ok(())
    }

    fn refuse_tag(&mut self, tag: Option<&saphyr_parser::Tag>, mark: Mark) -> Step {
        match tag {
            None => Ok(()),
            Some(tag) => {
                let written = if tag.is_yaml_core_schema() { format!("!!{}", tag.suffix) } else { tag.to_string() };
                let hint = "text is written in quotes, a number without; CloudFormation's functions are not evaluated";
                self.stop(mark, &format!("the tag `{written}` has no meaning here"), Some(hint))
            }
        }
    }

    fn too_deep(&self, mark: Mark) -> Step {
        self.stop(mark, &format!("lists and maps are nested more than {DEEPEST} deep here"), None)
    }

    fn stop(&self, mark: Mark, message: &str, hint: Option<&str>) -> Step {
        let mut problems = Problems::new();
        let problem = problems.error("", message).at(self.source.place(mark.range()));
        if let Some(hint) = hint {
            problem.hint(hint);
        }
        Err(Box::new(problems))
    }

    /// What the parser could not read.
    fn unreadable(&self, error: &ScanError) -> Problems {
        let flow = |open: &&Open| self.source.text()[open.mark.start as usize..].starts_with(['{', '[']);
        let open = self.open.iter().rev().find(flow).map(|open| open.mark.start as usize);
        unreadable(self.source, self.offsets.byte(error.marker()), error.info(), open)
    }

    fn mark(&self, span: Span) -> Mark {
        let (start, end) = (self.offsets.byte(&span.start), self.offsets.byte(&span.end));
        Mark { source: self.number, start: start as u32, end: end.max(start) as u32 }
    }

    /// The end of a block: without the blank lines and comments behind it.
    fn trimmed(&self, start: u32, end: u32) -> u32 {
        let text = &self.source.text()[start as usize..(end.max(start)) as usize];
        start + text.trim_end().len() as u32
    }
}
