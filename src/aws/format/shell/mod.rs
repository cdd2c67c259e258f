//! `aws …` commands as people paste them, and the files that the same text writes with `printf` or `cat`.

mod command;
mod expansion;
mod shorthand;
mod words;
mod write;

pub use write::quoted;
pub(super) use write::write;

use super::model::Call;
use super::node::Extract;
use super::{Around, Found, read_text};
use crate::problem::Source;
use std::collections::BTreeMap;
use words::{Lexer, Statement, Word};

/// What a variable holds.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Value {
    Text(String),
    /// The ARN of a policy.
    Arn(String),
    /// Only a run would tell.
    Open(String),
}

/// After so many problems a text is no script.
const MOST_PROBLEMS: usize = 200;
/// Deepest nesting of `$( )`.
const DEEPEST: usize = 8;

/// What is known while a script is read.
struct Shell<'a> {
    around: &'a Around<'a>,
    variables: BTreeMap<String, Value>,
    /// Files that the script writes, and whether a command has read them.
    files: BTreeMap<String, (Extract, bool)>,
    /// The ARN that the last command answers.
    answer: Option<String>,
    depth: usize,
}

/// Reads a script.
pub(super) fn read(text: &Extract, around: &Around<'_>, found: &mut Found) {
    let text = super::repair::typographic(text, found);
    let variables = around.params.iter().map(|(name, value)| (name.clone(), Value::Text(value.clone())));
    let mut shell = Shell { around, variables: variables.collect(), files: BTreeMap::new(), answer: None, depth: 0 };
    shell.run(&text, found);
    for (name, (text, was_read)) in std::mem::take(&mut shell.files) {
        if !was_read && super::detect(&name, text.text()).is_ok() {
            read_text(&text, &name, around, found);
        }
    }
}

impl Shell<'_> {
    fn run(&mut self, text: &Extract, found: &mut Found) {
        let mut lexer = Lexer::new(text);
        while let Some(statement) = lexer.statement(self, found) {
            self.statement(&statement, &lexer, found);
            if found.problems.len() > MOST_PROBLEMS {
                return;
            }
        }
    }

    fn statement(&mut self, statement: &Statement, lexer: &Lexer<'_>, found: &mut Found) {
        let mut words = statement.words.as_slice();
        while let Some((first, rest)) = words.split_first() {
            if !self.assignment(first) {
                break;
            }
            words = rest;
        }
        let Some(first) = words.first() else { return };
        match first.text.as_str() {
            "export" | "declare" | "local" | "set" => {
                for word in &words[1..] {
                    self.assignment(word);
                }
            }
            "aws" => {
                let here = statement.here.as_ref();
                self.answer = command::aws(&words[1..], here, self, lexer, found);
            }
            "printf" => self.write_file(statement, printf(&words[1..], lexer)),
            "echo" => {
                let texts = words[1..].iter().filter(|word| !word.text.starts_with('-') || word.quoted);
                self.write_file(statement, joined(texts, lexer));
            }
            "cat" | "tee" => {
                let target = words[1..].iter().find(|word| !word.text.starts_with('-')).map(|word| word.text.clone());
                if let (Some(text), Some(into)) = (&statement.here, statement.into.clone().or(target)) {
                    self.files.insert(file_name(&into), (text.clone(), false));
                }
            }
            "kubectl" => self.kubectl(&words[1..], statement, found, lexer),
            "cd" | "mkdir" | "sleep" | "then" | "do" | "done" | "fi" | "}" | "{" | "true" | "exit" | "#!" => {}
            other => {
                let range = first.range.start..words.last().map_or(first.range.end, |word| word.range.end);
                let shown: String = other.chars().take(40).collect();
                found.note(format!("command `{shown}` not read"), &lexer.place(range));
            }
        }
    }

    /// `NAME=value`; answers whether the word is one.
    fn assignment(&mut self, word: &Word) -> bool {
        let Some((name, value)) = word.text.split_once('=') else { return false };
        let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if is_name && !self.around.params.contains_key(name) {
            let value = match (&word.arn, &word.open) {
                (Some(arn), _) => Value::Arn(arn.clone()),
                (None, Some(open)) => Value::Open(open.clone()),
                (None, None) => Value::Text(value.to_owned()),
            };
            self.variables.insert(name.to_owned(), value);
        }
        is_name
    }

    fn value(&self, name: &str) -> Option<Value> {
        self.variables.get(name).cloned()
    }

    fn deeper(&mut self) -> bool {
        self.depth += 1;
        self.depth <= DEEPEST
    }

    fn back(&mut self) {
        self.depth -= 1;
    }

    /// What a command in `$( )` answers: the ARN of the policy that it puts.
    fn substituted(&mut self, command: &Extract, found: &mut Found) -> Option<String> {
        if !command.text().trim_start().starts_with("aws ") {
            return None;
        }
        self.answer = None;
        self.run(command, found);
        self.answer.take()
    }

    fn write_file(&mut self, statement: &Statement, text: Option<Extract>) {
        let (Some(into), Some(text)) = (&statement.into, text) else { return };
        let name = file_name(into);
        self.files.insert(name, (text, false));
    }

    /// `kubectl apply -f - <<EOF` holds a manifest; `-f FILE` names one that is read anyway if the script writes it.
    fn kubectl(&mut self, words: &[Word], statement: &Statement, found: &mut Found, lexer: &Lexer<'_>) {
        if let Some(text) = &statement.here {
            read_text(text, "manifest.yaml", self.around, found);
        } else if let Some(file) = words.iter().skip_while(|word| word.text != "-f").nth(1)
            && !self.files.contains_key(&file_name(&file.text))
        {
            let place = lexer.place(file.range.clone());
            found.note(format!("`{}` is not in this text: give it to import too", file.text), &place);
        }
    }

    /// The text that a `file://` names: written by the script, else beside it.
    fn file(&mut self, name: &str) -> Result<Extract, String> {
        if let Some((text, was_read)) = self.files.get_mut(&file_name(name)) {
            *was_read = true;
            return Ok(text.clone());
        }
        let source: std::sync::Arc<Source> = (self.around.file)(name)?;
        Ok(Extract::whole(&source))
    }
}

/// The same file, however its path is written.
fn file_name(path: &str) -> String {
    path.trim_start_matches("./").to_owned()
}

fn joined<'w>(words: impl Iterator<Item = &'w Word>, lexer: &Lexer<'_>) -> Option<Extract> {
    let (mut text, mut from) = (String::new(), Vec::new());
    for word in words {
        if !text.is_empty() {
            text.push(' ');
            from.push(word.range.start as u32);
        }
        text.push_str(&word.text);
        from.extend(&word.from);
    }
    lexer.made(text, &from)
}

/// `printf FORMAT WORDS…`: `%s`, `\n`, `\t`, `\\`, `\"`, `%%`.
fn printf(words: &[Word], lexer: &Lexer<'_>) -> Option<Extract> {
    let (format, arguments) = words.split_first()?;
    let mut arguments = arguments.iter();
    let (mut text, mut from) = (String::new(), Vec::new());
    let mut letters = format.text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let origin = format.from.get(at).copied().unwrap_or_default();
        let mut put = |piece: &str| {
            text.push_str(piece);
            from.extend(std::iter::repeat_n(origin, piece.len()));
        };
        match (letter, letters.peek().map(|(_, next)| *next)) {
            ('\\', Some(next @ ('n' | 't' | '\\' | '"' | '\''))) => {
                letters.next();
                match next {
                    'n' => put("\n"),
                    't' => put("\t"),
                    other => put(other.encode_utf8(&mut [0; 4])),
                }
            }
            ('%', Some('%')) => {
                letters.next();
                put("%");
            }
            ('%', Some('s' | 'd')) => {
                letters.next();
                put(arguments.next().map_or("", |word| &word.text));
            }
            (letter, _) => put(letter.encode_utf8(&mut [0; 4])),
        }
    }
    lexer.made(text, &from)
}

/// Whether a call answers with an ARN that later commands use.
fn answers_arn(call: Call) -> bool {
    call == Call::PutScalingPolicy
}
