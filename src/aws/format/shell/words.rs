//! Shell text as statements of words: quotes, continuations, variables, here-documents, redirections.
//!
//! Nothing is run. A value that only a run would tell stays open.

use super::{Shell, Value};
use crate::aws::format::Found;
use crate::aws::format::node::Extract;
use crate::problem::Place;
use std::ops::Range;

/// Longest word that variables put together [bytes].
const LONGEST: usize = 100_000;

/// A word after quotes are taken off and variables put in.
#[derive(Clone, Debug, Default)]
pub(super) struct Word {
    /// Its text.
    pub text: String,
    /// The byte of the script that each byte of the text stems from.
    pub from: Vec<u32>,
    /// Where it stands.
    pub range: Range<usize>,
    /// Whether any of it had quotes.
    pub quoted: bool,
    /// The variable or command whose value is not known.
    pub open: Option<String>,
    /// The policy whose ARN it is.
    pub arn: Option<String>,
}

/// Words up to the end of a command.
#[derive(Clone, Debug, Default)]
pub(super) struct Statement {
    /// Its words.
    pub words: Vec<Word>,
    /// The file that its output goes to.
    pub into: Option<String>,
    /// The text of its here-document.
    pub here: Option<Extract>,
}

/// Reads a script statement by statement.
pub(super) struct Lexer<'a> {
    text: &'a Extract,
    bytes: &'a [u8],
    at: usize,
    /// Here-documents whose text begins on the next line: the mark, whether variables are put in, where tabs go.
    pending: Vec<(String, bool, bool)>,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a Extract) -> Self {
        Self { text, bytes: text.text().as_bytes(), at: 0, pending: Vec::new() }
    }

    pub(super) fn place(&self, range: Range<usize>) -> Place {
        self.text.place(range)
    }

    /// A text whose bytes stem from bytes of the script.
    pub(super) fn made(&self, text: String, from: &[u32]) -> Option<Extract> {
        (!text.is_empty()).then(|| self.text.made(text, from))
    }

    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    /// The next statement; `None` at the end.
    pub(super) fn statement(&mut self, shell: &mut Shell<'_>, found: &mut Found) -> Option<Statement> {
        let mut statement = Statement::default();
        loop {
            self.blanks(found);
            if self.at >= self.bytes.len() {
                return (!statement.words.is_empty()).then_some(statement);
            }
            match self.peek(0) {
                b'#' => self.skip_line(),
                b'\n' => {
                    self.at += 1;
                    if let Some((mark, expands, tabs)) = self.pending.pop() {
                        statement.here = Some(self.here(&mark, expands, tabs, shell));
                        return Some(statement);
                    }
                    if self.prompt(statement.words.is_empty()) {
                        continue;
                    }
                    if self.goes_on(&statement, found) {
                        continue;
                    }
                    if !statement.words.is_empty() {
                        return Some(statement);
                    }
                }
                b';' | b'|' | b'&' if statement.words.is_empty() => self.at += 1,
                b';' | b'|' | b'&' => {
                    while matches!(self.peek(0), b';' | b'|' | b'&') {
                        self.at += 1;
                    }
                    if self.pending.is_empty() {
                        return Some(statement);
                    }
                }
                b'>' => self.redirect(&mut statement, shell, found),
                b'<' if self.peek(1) == b'<' => self.here_mark(shell, found),
                b'<' | b'(' | b')' => self.at += 1,
                b'2' | b'1' if self.peek(1) == b'>' => {
                    self.at += 1;
                    let mut elsewhere = Statement::default();
                    self.redirect(&mut elsewhere, shell, found);
                }
                _ => {
                    if statement.words.is_empty() {
                        self.prompt(true);
                    }
                    let word = self.word(shell, found);
                    statement.words.push(word);
                }
            }
        }
    }

    /// `$ ` at the begin of a line is a prompt.
    fn prompt(&mut self, at_begin: bool) -> bool {
        let is_prompt = at_begin && matches!(self.peek(0), b'$' | b'%') && self.peek(1) == b' ';
        if is_prompt {
            self.at += 2;
        }
        is_prompt
    }

    /// Blanks and continued lines.
    fn blanks(&mut self, found: &mut Found) {
        loop {
            match self.peek(0) {
                b' ' | b'\t' | b'\r' => self.at += 1,
                b'\\' => {
                    let rest = &self.bytes[self.at + 1..];
                    let blanks = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r')).count();
                    if rest.get(blanks) != Some(&b'\n') {
                        return;
                    }
                    if rest[..blanks].contains(&b' ') {
                        let place = self.place(self.at..self.at + 1);
                        found.repair("blanks behind the backslash taken off: the line goes on", &place);
                    }
                    self.at += blanks + 2;
                }
                _ => return,
            }
        }
    }

    /// A line that begins with an option belongs to the command before: its backslash was lost.
    fn goes_on(&mut self, statement: &Statement, found: &mut Found) -> bool {
        if statement.words.first().is_none_or(|word| word.text != "aws") {
            return false;
        }
        let rest = &self.text.text()[self.at..];
        let option = rest.trim_start();
        let begin = self.at + rest.len() - option.len();
        let is_option = option.starts_with("--") && option[2..].starts_with(|c: char| c.is_ascii_lowercase());
        if is_option {
            let place = self.place(begin..begin + 2);
            found.repair("taken as a continued line: the backslash before it is lost", &place);
        }
        is_option
    }

    fn skip_line(&mut self) {
        while self.at < self.bytes.len() && self.bytes[self.at] != b'\n' {
            self.at += 1;
        }
    }

    fn redirect(&mut self, statement: &mut Statement, shell: &mut Shell<'_>, found: &mut Found) {
        while matches!(self.peek(0), b'>' | b'&' | b'|') {
            self.at += 1;
        }
        self.blanks(found);
        let word = self.word(shell, found);
        statement.into = Some(word.text);
    }

    fn here_mark(&mut self, shell: &mut Shell<'_>, found: &mut Found) {
        self.at += 2;
        let tabs = self.peek(0) == b'-';
        self.at += usize::from(tabs);
        if self.peek(0) == b'<' {
            self.at += 1;
            return;
        }
        self.blanks(found);
        let word = self.word(shell, found);
        self.pending.push((word.text, !word.quoted, tabs));
    }

    /// The lines up to the mark.
    fn here(&mut self, mark: &str, expands: bool, tabs: bool, shell: &Shell<'_>) -> Extract {
        let text = self.text.text();
        let start = self.at;
        let mut end = text.len();
        self.at = text.len();
        let mut line_start = start;
        for line in text[start..].split_inclusive('\n') {
            let bare = line.trim_end_matches(['\n', '\r']);
            let bare = if tabs { bare.trim_start_matches('\t') } else { bare };
            if bare.trim_end() == mark {
                end = line_start;
                self.at = line_start + line.len();
                break;
            }
            line_start += line.len();
        }
        if !expands {
            return self.text.part(start..end);
        }
        let mut word = Word::default();
        let mut inner = Lexer { text: self.text, bytes: &self.bytes[..end], at: start, pending: Vec::new() };
        while inner.at < end {
            match inner.bytes[inner.at] {
                b'$' => inner.variable(&mut word, shell),
                b'\\' if matches!(inner.peek(1), b'$' | b'\\' | b'`') => {
                    inner.at += 1;
                    inner.take(&mut word);
                }
                _ => inner.take(&mut word),
            }
        }
        self.text.made(word.text, &word.from)
    }

    /// One word.
    fn word(&mut self, shell: &mut Shell<'_>, found: &mut Found) -> Word {
        let start = self.at;
        let mut word = Word::default();
        while self.at < self.bytes.len() {
            match self.peek(0) {
                b' ' | b'\t' | b'\n' | b'\r' | b';' | b'|' | b'&' | b'>' => break,
                b'<' if self.peek(1) == b'<' => break,
                b'\'' => self.single(&mut word, found),
                b'"' => self.double(&mut word, shell, found),
                b'\\' if self.peek(1) == b'\n' => self.at += 2,
                b'\\' => {
                    self.at += 1;
                    self.take(&mut word);
                }
                b'$' if self.peek(1) == b'(' => self.substitution(&mut word, shell, found),
                b'`' => self.substitution(&mut word, shell, found),
                b'$' => self.variable(&mut word, shell),
                _ => self.take(&mut word),
            }
        }
        if self.at == start {
            // A byte that begins no word here, such as a lone redirection.
            self.at += 1;
        }
        word.range = start..self.at;
        word
    }

    /// The letter here becomes a part of the word.
    fn take(&mut self, word: &mut Word) {
        let Some(letter) = self.text.text()[self.at..].chars().next() else { return };
        word.text.push(letter);
        word.from.extend((0..letter.len_utf8()).map(|byte| (self.at + byte) as u32));
        self.at += letter.len_utf8();
    }

    fn single(&mut self, word: &mut Word, found: &mut Found) {
        word.quoted = true;
        let open = self.at;
        self.at += 1;
        while self.at < self.bytes.len() && self.bytes[self.at] != b'\'' {
            self.take(word);
        }
        self.close(open, found);
    }

    fn double(&mut self, word: &mut Word, shell: &mut Shell<'_>, found: &mut Found) {
        word.quoted = true;
        let open = self.at;
        self.at += 1;
        while self.at < self.bytes.len() && self.bytes[self.at] != b'"' {
            match self.peek(0) {
                b'\\' if matches!(self.peek(1), b'"' | b'\\' | b'$' | b'`') => {
                    self.at += 1;
                    self.take(word);
                }
                b'\\' if self.peek(1) == b'\n' => self.at += 2,
                b'$' if self.peek(1) == b'(' => self.substitution(word, shell, found),
                b'`' => self.substitution(word, shell, found),
                b'$' => self.variable(word, shell),
                _ => self.take(word),
            }
        }
        self.close(open, found);
    }

    fn close(&mut self, open: usize, found: &mut Found) {
        if self.at >= self.bytes.len() {
            found.error("this quote is never closed", &self.place(open..open + 1));
        }
        self.at += 1;
    }

    /// `$NAME`, `${NAME}`, `${NAME:-default}`.
    fn variable(&mut self, word: &mut Word, shell: &Shell<'_>) {
        let text = &self.text.text()[self.at..self.bytes.len()];
        let braced = text.starts_with("${");
        let inside = &text[if braced { 2 } else { 1 }..];
        let name: String = inside.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
        if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
            self.take(word);
            return;
        }
        let (length, default) = if braced {
            let end = inside.find('}').unwrap_or(inside.len());
            let rest = &inside[name.len().min(end)..end];
            let default = rest.strip_prefix(":-").or(rest.strip_prefix('-')).map(str::to_owned);
            (2 + (end + 1).min(inside.len()), default)
        } else {
            (1 + name.len(), None)
        };
        let at = self.at as u32;
        let before = word.text.len();
        let mut put = |text: &str| {
            word.text.push_str(text);
            word.from.extend(std::iter::repeat_n(at, text.len()));
        };
        match (shell.value(&name), default) {
            (Some(Value::Text(value)), _) if before + value.len() > LONGEST => {
                word.open.get_or_insert(format!("`${name}`"));
            }
            (Some(Value::Text(value)), _) => put(&value),
            (Some(Value::Arn(policy)), _) => {
                put(&policy);
                word.arn = Some(policy);
            }
            (_, Some(default)) => put(&default),
            (Some(Value::Open(_)) | None, None) => {
                put(&text[..length]);
                word.open.get_or_insert(format!("`${name}`"));
            }
        }
        self.at += length;
    }

    /// `$(command)`: known only where it makes a policy and asks for its ARN.
    fn substitution(&mut self, word: &mut Word, shell: &mut Shell<'_>, found: &mut Found) {
        let start = self.at;
        let backquote = self.peek(0) == b'`';
        self.at += if backquote { 1 } else { 2 };
        let inside = self.at;
        let mut depth = 1_usize;
        let mut quote = 0_u8;
        while self.at < self.bytes.len() {
            let byte = self.bytes[self.at];
            match byte {
                b'\\' if quote != b'\'' => self.at += 1,
                _ if quote != 0 => {
                    if byte == quote {
                        quote = 0;
                    }
                }
                b'\'' | b'"' => quote = byte,
                b'`' if backquote => depth = 0,
                b'(' if !backquote => depth += 1,
                b')' if !backquote => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                break;
            }
            self.at += 1;
        }
        let end = self.at.min(self.bytes.len());
        self.at = (end + 1).min(self.bytes.len());
        let command = self.text.part(inside..end);
        let told: String = command.text().chars().take(40).collect();
        if shell.deeper() {
            match shell.substituted(&command, found) {
                Some(policy) => {
                    word.text.push_str(&policy);
                    word.from.extend(std::iter::repeat_n(start as u32, policy.len()));
                    word.arn = Some(policy);
                }
                None => {
                    word.open.get_or_insert(format!("`$({told})`"));
                }
            }
            shell.back();
        }
    }
}
