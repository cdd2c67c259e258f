//! The command line's own short form of structures: `MinCapacity=5,MaxCapacity=10`, `A={B=1,C=[x,y]}`.

use super::command::scalar;
use super::words::{Lexer, Word};
use crate::aws::format::Found;
use crate::aws::format::model::Shape;
use crate::aws::format::node::{Entry, Kind, Node};

/// Deepest nesting.
const DEEPEST: usize = 16;

/// A map in short form.
pub(super) fn map(word: &Word, shape: Shape, lexer: &Lexer<'_>, found: &mut Found) -> Option<Node> {
    if word.text.trim_start().starts_with('{') {
        let text = lexer.made(word.text.clone(), &word.from)?;
        return match crate::aws::format::text::documents(&text) {
            Ok(mut documents) => documents.pop(),
            Err(problems) => {
                found.problems.extend(problems);
                None
            }
        };
    }
    let mut reader = Reader { word, at: 0, lexer };
    match reader.members(shape, 0, '\0') {
        Some(node) if reader.at >= word.text.len() => Some(node),
        _ => {
            let at = lexer.place(word.range.clone());
            let members: Vec<&str> = shape.members().map(|(name, _)| name).take(4).collect();
            let problem =
                found.error(format!("`{}` is neither JSON nor the short form of a structure", word.text), &at);
            problem.hint(format!("wanted for instance {}=…", members.first().unwrap_or(&"Key")));
            None
        }
    }
}

struct Reader<'a, 'l> {
    word: &'a Word,
    at: usize,
    lexer: &'a Lexer<'l>,
}

impl Reader<'_, '_> {
    fn rest(&self) -> &str {
        &self.word.text[self.at..]
    }

    fn here(&self) -> crate::problem::Place {
        let byte = |at: usize| self.word.from.get(at).map_or(self.word.range.start, |&byte| byte as usize);
        let start = byte(self.at);
        self.lexer.place(start..start + 1)
    }

    /// `A=1,B=2` up to `end` (a closing brace or the end).
    fn members(&mut self, shape: Shape, depth: usize, end: char) -> Option<Node> {
        if depth > DEEPEST {
            return None;
        }
        let at = self.here();
        let mut entries: Vec<Entry> = Vec::new();
        loop {
            let key_at = self.here();
            let key: String = self.rest().chars().take_while(|c| c.is_alphanumeric() || "_-.:/".contains(*c)).collect();
            self.at += key.len();
            if key.is_empty() || !self.rest().starts_with('=') {
                return None;
            }
            self.at += 1;
            let member = shape.member(&key).or_else(|| shape.value());
            let value = self.value(member, depth)?;
            entries.push(Entry { key, key_at, value });
            match self.rest().chars().next() {
                Some(',') => self.at += 1,
                None if end == '\0' => break,
                Some(closing) if closing == end => break,
                _ => return None,
            }
            while self.rest().starts_with(' ') {
                self.at += 1;
            }
        }
        Some(Node::new(Kind::Map(entries), &at))
    }

    fn value(&mut self, shape: Option<Shape>, depth: usize) -> Option<Node> {
        let at = self.here();
        if self.rest().starts_with('{') {
            self.at += 1;
            let node = self.members(shape?, depth + 1, '}')?;
            self.at += 1;
            return Some(node);
        }
        if self.rest().starts_with('[') {
            self.at += 1;
            let mut elements = Vec::new();
            while !self.rest().starts_with(']') {
                elements.push(self.value(shape.and_then(Shape::element), depth + 1)?);
                if self.rest().starts_with(',') {
                    self.at += 1;
                } else if !self.rest().starts_with(']') {
                    return None;
                }
            }
            self.at += 1;
            return Some(Node::new(Kind::List(elements), &at));
        }
        let quote = self.rest().chars().next().filter(|letter| matches!(letter, '"' | '\''));
        let start = self.at + usize::from(quote.is_some());
        let stop = |letter: char| quote.map_or_else(|| ",}]".contains(letter), |quote| letter == quote);
        let length = self.word.text[start..].find(stop).unwrap_or(self.word.text.len() - start);
        let word = Word {
            text: self.word.text[start..start + length].to_owned(),
            from: self.word.from[start..start + length].to_vec(),
            range: self.word.range.clone(),
            ..self.word.clone()
        };
        self.at = start + length + usize::from(quote.is_some());
        let mut node = scalar(&word, self.lexer);
        node.at = at;
        Some(node)
    }
}
