//! Shell text as statements of words: quotes, continuations, variables, here-documents, redirections.
//!
//! Nothing is run. A value that only a run would tell stays open.

use super::Shell;
use crate::aws::format::Found;
use crate::aws::format::node::Extract;
use crate::problem::Place;
use std::ops::Range;

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
    pub text: &'a Extract,
    pub bytes: &'a [u8],
    pub at: usize,
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

    pub(super) fn peek(&self, ahead: usize) -> u8 {
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
}
