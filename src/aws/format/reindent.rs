//! Manifests that were damaged in copying: blanks behind colons lost, indentation lost. Each is rebuilt only where the
//! fields of the kind leave one reading.

use super::Found;
use super::ack;
use super::model::{Shape, ack as spelt};
use super::node::Extract;
use std::collections::BTreeSet;
use std::sync::OnceLock;

const OF_KUBERNETES: [&str; 7] = ["apiVersion", "kind", "metadata", "spec", "name", "namespace", "status"];

/// A manifest with its blanks and its indentation.
pub(super) fn manifest(text: &Extract, found: &mut Found) -> Extract {
    if !text.text().contains(".services.k8s.aws/") {
        return text.clone();
    }
    let text = with_blanks(text, found);
    let mut out = Copy { text: &text, out: String::new(), from: Vec::new() };
    let mut changed = false;
    for lines in documents(text.text()) {
        match rebuilt(&text, &lines) {
            Some(indents) => {
                for (line, indent) in lines.iter().zip(indents) {
                    out.blanks(indent, line.start);
                    out.copy(line.start + line.written..line.end);
                }
                let first = lines.iter().find(|line| line.key.is_some()).map_or(0, |line| line.start);
                found.repair(
                    "indentation rebuilt: the fields of this kind leave one reading",
                    &text.place(first..first),
                );
                changed = true;
            }
            None => lines.iter().for_each(|line| out.copy(line.start..line.end)),
        }
    }
    if changed { text.made(out.out.clone(), &out.from) } else { text }
}

struct Copy<'a> {
    text: &'a Extract,
    out: String,
    from: Vec<u32>,
}

impl Copy<'_> {
    fn copy(&mut self, range: std::ops::Range<usize>) {
        self.out.push_str(&self.text.text()[range.clone()]);
        self.from.extend(range.map(|at| at as u32));
    }

    fn blanks(&mut self, count: usize, at: usize) {
        self.out.extend(std::iter::repeat_n(' ', count));
        self.from.extend(std::iter::repeat_n(at as u32, count));
    }
}

/// `maxCapacity:3` of a known field is `maxCapacity: 3`.
fn with_blanks(text: &Extract, found: &mut Found) -> Extract {
    let mut out = Copy { text, out: String::new(), from: Vec::new() };
    let mut changed = false;
    for line in lines(text.text()) {
        let whole = &text.text()[line.start..line.end];
        let bare = whole.trim_start().trim_start_matches("- ");
        let at = line.start + whole.len() - bare.len();
        let key: String = bare.chars().take_while(char::is_ascii_alphanumeric).collect();
        let behind = &bare[key.len()..];
        let glued = behind.starts_with(':') && behind[1..].starts_with(|c: char| !c.is_whitespace() && c != ':');
        if glued && is_field(&key) {
            let colon = at + key.len() + 1;
            out.copy(line.start..colon);
            out.blanks(1, colon);
            out.copy(colon..line.end);
            found.repair(
                format!("`{}` read with a blank behind the colon", bare.trim_end()),
                &text.place(at..at + key.len()),
            );
            changed = true;
        } else {
            out.copy(line.start..line.end);
        }
    }
    if changed { text.made(out.out.clone(), &out.from) } else { text.clone() }
}

/// Whether some kind has a field of this name.
fn is_field(key: &str) -> bool {
    static FIELDS: OnceLock<BTreeSet<String>> = OnceLock::new();
    fn gather(shape: Shape, depth: usize, all: &mut BTreeSet<String>) {
        if depth > 8 {
            return;
        }
        for (name, below) in shape.members() {
            all.insert(spelt(name));
            gather(below, depth + 1, all);
        }
        if let Some(element) = shape.element() {
            gather(element, depth + 1, all);
        }
    }
    let fields = FIELDS.get_or_init(|| {
        let mut all: BTreeSet<String> = OF_KUBERNETES.map(str::to_owned).into();
        ack::calls().for_each(|call| gather(call.input(), 0, &mut all));
        all
    });
    fields.contains(key)
}

/// A line of a text.
#[derive(Clone, Debug)]
struct Line {
    start: usize,
    end: usize,
    /// Blanks at its begin.
    written: usize,
    dash: bool,
    key: Option<String>,
    has_value: bool,
}

fn lines(text: &str) -> Vec<Line> {
    let mut all = Vec::new();
    let mut start = 0;
    for whole in text.split_inclusive('\n') {
        let end = start + whole.len();
        let bare = whole.trim();
        let written = whole.len() - whole.trim_start().len();
        let dash = bare.starts_with("- ");
        let inner = bare.trim_start_matches("- ");
        let (key, value) = match inner.split_once(':') {
            Some((key, value)) if !bare.starts_with('#') && (value.is_empty() || value.starts_with(' ')) => {
                (Some(key.trim().to_owned()), value.trim())
            }
            _ => (None, ""),
        };
        all.push(Line { start, end, written: written.min(whole.len()), dash, key, has_value: !value.is_empty() });
        start = end;
    }
    all
}

/// The lines of each document.
fn documents(text: &str) -> Vec<Vec<Line>> {
    let mut all: Vec<Vec<Line>> = vec![Vec::new()];
    for line in lines(text) {
        let separates = text[line.start..line.end].trim_end() == "---";
        all.last_mut().expect("there is one").push(line);
        if separates {
            all.push(Vec::new());
        }
    }
    all
}

/// What may stand in a block.
#[derive(Clone, Copy)]
enum Block {
    Root(Shape),
    Metadata,
    Fields(Shape),
    List(Shape),
}

impl Block {
    /// Whether a key belongs here, and what it opens.
    #[expect(clippy::option_option, reason = "a key that opens nothing is not one that is unknown")]
    fn opens(self, key: &str) -> Option<Option<Self>> {
        match self {
            Self::Root(shape) => match key {
                "apiVersion" | "kind" => Some(None),
                "metadata" => Some(Some(Self::Metadata)),
                "spec" => Some(Some(Self::Fields(shape))),
                _ => None,
            },
            Self::Metadata => ["name", "namespace"].contains(&key).then_some(None),
            Self::Fields(shape) => {
                let (_, below) = shape.members().find(|(name, _)| spelt(name) == key)?;
                Some(match (below.kind(), below.element()) {
                    ("structure", _) => Some(Self::Fields(below)),
                    ("list", Some(element)) if element.kind() == "structure" => Some(Self::List(element)),
                    _ => None,
                })
            }
            Self::List(_) => None,
        }
    }
}

struct Open {
    block: Block,
    indent: usize,
    seen: Vec<String>,
}

/// The indentation of each line, if it is wrong as it stands and the fields leave one reading.
fn rebuilt(text: &Extract, lines: &[Line]) -> Option<Vec<usize>> {
    let kind = lines.iter().find(|line| line.key.as_deref() == Some("kind"))?;
    let kind = text.text()[kind.start..kind.end].split_once(':')?.1.trim();
    let call = ack::call_of(kind)?;
    let of_root = ["apiVersion", "kind", "metadata", "spec", "status", "items"];
    let wrong =
        lines.iter().any(|line| line.written == 0 && line.key.as_deref().is_some_and(|key| !of_root.contains(&key)));
    if !wrong {
        return None;
    }
    let mut open = vec![Open { block: Block::Root(call.input()), indent: 0, seen: Vec::new() }];
    let mut indents = Vec::with_capacity(lines.len());
    for line in lines {
        let Some(key) = &line.key else {
            let bare = text.text()[line.start..line.end].trim();
            if !bare.is_empty() && bare != "---" && !bare.starts_with('#') {
                return None;
            }
            indents.push(0);
            continue;
        };
        if line.dash {
            // A dash begins an element of the one list that is open.
            let lists: Vec<usize> = (0..open.len()).filter(|&at| matches!(open[at].block, Block::List(_))).collect();
            let [at] = lists.as_slice() else { return None };
            open.truncate(at + 1);
            let Block::List(element) = open[*at].block else { return None };
            let indent = open[*at].indent;
            indents.push(indent);
            open.push(Open { block: Block::Fields(element), indent: indent + 2, seen: Vec::new() });
        }
        let homes: Vec<(usize, Option<Block>)> = open
            .iter()
            .enumerate()
            .filter(|(_, block)| !block.seen.contains(key))
            .filter_map(|(at, block)| Some((at, block.block.opens(key)?)))
            .collect();
        let [(at, opens)] = homes.as_slice() else { return None };
        open.truncate(at + 1);
        let home = open.last_mut().expect("the home is open");
        home.seen.push(key.clone());
        let indent = home.indent;
        if !line.dash {
            indents.push(indent);
        }
        if let Some(block) = opens.filter(|_| !line.has_value) {
            open.push(Open { block, indent: indent + 2, seen: Vec::new() });
        }
    }
    Some(indents)
}
