//! One word of a script: its quotes taken off, its variables put in.

use super::words::{Lexer, Word};
use super::{Shell, Value};
use crate::aws::format::Found;

/// Longest word that variables put together [bytes].
const LONGEST: usize = 100_000;

impl Lexer<'_> {
    /// One word.
    pub(super) fn word(&mut self, shell: &mut Shell<'_>, found: &mut Found) -> Word {
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
    pub(super) fn take(&mut self, word: &mut Word) {
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
    pub(super) fn variable(&mut self, word: &mut Word, shell: &Shell<'_>) {
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
                _ if quote != 0 && byte == quote => quote = 0,
                _ if quote != 0 => {}
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
