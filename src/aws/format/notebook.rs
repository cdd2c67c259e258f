//! Notebooks of Jupyter: their cells of code are one script, in the order in which they stand.

use super::node::{Extract, Node};
use super::{Around, Found, boto3, is_of_a_length, shell, text};

/// Whether this is a notebook.
pub(super) fn is_notebook(name: &str, text: &str) -> bool {
    let is_named = name.rsplit_once('.').is_some_and(|(_, extension)| extension.eq_ignore_ascii_case("ipynb"));
    is_named || (text.trim_start().starts_with('{') && text.contains("\"cells\"") && text.contains("\"nbformat\""))
}

/// Reads the cells: Python as one script, lines behind `!` and cells behind `%%bash` as another.
pub(super) fn read(whole: &Extract, around: &Around<'_>, found: &mut Found) {
    let documents = match text::documents(whole) {
        Ok(documents) => documents,
        Err(problems) => return found.problems.extend(problems),
    };
    let Some(cells) = documents.first().and_then(|notebook| notebook.get("cells")) else {
        found.error("this notebook has no `cells`", &whole.beginning());
        return;
    };
    let (mut python, mut commands) = (Script::default(), Script::default());
    let mut others = 0;
    for cell in cells.elements() {
        if cell.get("cell_type").and_then(Node::text) != Some("code") {
            others += 1;
            continue;
        }
        let source = cell.get("source");
        let lines = source.map_or(&[][..], |source| {
            if source.text().is_some() { std::slice::from_ref(source) } else { source.elements() }
        });
        let mut written = Script::default();
        for line in lines {
            written.literal(whole, line);
        }
        written.sort_into(&mut python, &mut commands);
    }
    if others > 0 {
        found.note(format!("{others} cells that are no code are not read"), &whole.beginning());
    }
    for (script, is_python) in [(python, true), (commands, false)] {
        if script.text.trim().is_empty() {
            continue;
        }
        let made = whole.made(script.text, &script.from);
        if !is_of_a_length(&made, found) {
            return;
        }
        if is_python { boto3::read(&made, around, found) } else { shell::read(&made, around, found) }
    }
}

/// A text, and the byte of the notebook that each of its bytes stems from.
#[derive(Default)]
struct Script {
    text: String,
    from: Vec<u32>,
}

impl Script {
    fn put(&mut self, letter: char, at: usize) {
        self.text.push(letter);
        self.from.extend(std::iter::repeat_n(at as u32, letter.len_utf8()));
    }

    /// What a literal of JSON stands for.
    fn literal(&mut self, whole: &Extract, node: &Node) {
        let Some(plain) = node.text() else { return };
        let range = node.at.range.clone();
        let raw = whole.text().get(range.clone()).unwrap_or_default();
        let mut at = range.start + raw.find('"').map_or(0, |quote| quote + 1);
        for letter in plain.chars() {
            self.put(letter, at);
            at += width(whole.text().get(at..).unwrap_or_default(), letter);
        }
    }

    /// Its lines as Python, or as commands.
    fn sort_into(self, python: &mut Self, commands: &mut Self) {
        let is_shell = ["%%bash", "%%sh", "%%script bash"].iter().any(|magic| self.text.starts_with(magic));
        let mut start = 0;
        let mut goes_on = false;
        for line in self.text.split_inclusive('\n') {
            let bare = line.trim_start();
            let blank = line.len() - bare.len();
            let is_command = is_shell || goes_on || bare.starts_with('!');
            let (into, skip) = match (is_command, bare.starts_with('%')) {
                // Other magic is of the notebook alone.
                (_, true) => (None, 0),
                (true, false) if !is_shell && !goes_on => (Some(&mut *commands), blank + 1),
                (true, false) => (Some(&mut *commands), 0),
                (false, false) => (Some(&mut *python), 0),
            };
            goes_on = is_command && !is_shell && line.trim_end().ends_with('\\');
            if let Some(into) = into {
                into.text.push_str(&line[skip..]);
                into.from.extend(&self.from[start + skip..start + line.len()]);
            }
            start += line.len();
        }
        for script in [python, commands] {
            if !script.text.is_empty() && !script.text.ends_with('\n') {
                script.put('\n', script.from.last().map_or(0, |&at| at as usize));
            }
        }
    }
}

/// How many bytes JSON takes for a letter here.
fn width(raw: &str, letter: char) -> usize {
    match (raw.as_bytes().first(), raw.as_bytes().get(1)) {
        // A letter beyond the plane takes two.
        (Some(b'\\'), Some(b'u')) => 6 * letter.len_utf16(),
        (Some(b'\\'), _) => 2,
        _ => letter.len_utf8(),
    }
}
