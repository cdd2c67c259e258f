//! Python statements as far as they matter: what is assigned to which name, in whatever block it stands.

use super::Script;
use super::lexer::{Token, tokens};
use crate::aws::format::Found;
use crate::aws::format::node::{Extract, Kind, Node};
use crate::problem::Place;
use std::ops::Range;

/// Deepest nesting of expressions.
pub(super) const DEEPEST: usize = 64;

/// Reads one script.
pub(super) struct Parser<'a, 'b> {
    pub text: &'a Extract,
    pub tokens: Vec<(Token, Range<usize>)>,
    pub at: usize,
    pub script: &'a mut Script<'b>,
    pub found: &'a mut Found,
    pub depth: usize,
}

impl<'a, 'b> Parser<'a, 'b> {
    pub(super) fn new(text: &'a Extract, script: &'a mut Script<'b>, found: &'a mut Found) -> Self {
        Self { text, tokens: tokens(text.text()), at: 0, script, found, depth: 0 }
    }

    /// Every statement, one after the other, whatever it is nested in.
    pub(super) fn statements(&mut self) {
        while self.at < self.tokens.len() {
            self.statement();
            while self.at < self.tokens.len() && !self.is_end() {
                self.at += 1;
            }
            self.at += 1;
        }
    }

    pub(super) fn statement(&mut self) {
        match self.peek().clone() {
            Token::Name(word) => match word.as_str() {
                "import" | "from" | "global" | "nonlocal" | "pass" | "del" | "class" | "assert" => {}
                "def" => self.function(),
                "for" => {
                    // What a loop puts into its variable differs from turn to turn.
                    self.at += 1;
                    while let Token::Name(name) = self.peek().clone() {
                        let at = self.here();
                        self.script.set(&name, Node::new(Kind::Open(format!("`{name}`")), &at));
                        self.at += 1;
                        if !self.sign(",") {
                            break;
                        }
                    }
                }
                "return" | "await" | "yield" | "raise" | "if" | "elif" | "while" | "with" | "else" | "try"
                | "except" | "finally" | "async" => {
                    self.at += 1;
                    self.sign(":");
                    if !self.is_end() {
                        self.expression();
                        if self.sign(":") && !self.is_end() {
                            self.statement();
                        }
                    }
                }
                _ => self.assignment(),
            },
            _ => {
                self.expression();
            }
        }
    }

    /// Parameters of a function have no value here, unless `--param` or a default gives one.
    pub(super) fn function(&mut self) {
        self.at += 2;
        if !self.sign("(") {
            return;
        }
        while !self.is_end() && !self.sign(")") {
            let Token::Name(name) = self.peek().clone() else {
                self.at += 1;
                continue;
            };
            let at = self.here();
            self.at += 1;
            if self.sign(":") {
                self.expression();
            }
            let value =
                if self.sign("=") { self.expression() } else { Node::new(Kind::Open(format!("`{name}`")), &at) };
            self.script.set(&name, value);
        }
    }

    /// `a = b = value`, `a: int = value`, `a["k"] = value`, or an expression.
    pub(super) fn assignment(&mut self) {
        let start = self.at;
        let mut names = Vec::new();
        while let Token::Name(name) = self.peek().clone() {
            let before = self.at;
            self.at += 1;
            let mut keys = Vec::new();
            while matches!(self.peek(), Token::Sign("[")) {
                self.at += 1;
                let key = self.expression();
                keys.push(key.word().unwrap_or_default());
                if !self.sign("]") {
                    break;
                }
            }
            let mut path = name.clone();
            while matches!(self.peek(), Token::Sign(".")) {
                self.at += 1;
                if let Token::Name(part) = self.peek().clone() {
                    path = format!("{path}.{part}");
                    self.at += 1;
                }
            }
            if keys.is_empty() && self.sign(":") {
                self.expression();
            }
            if self.sign("=") {
                names.push((path, keys));
            } else {
                self.at = before;
                break;
            }
        }
        if names.is_empty() {
            self.at = start;
        }
        let value = self.expression();
        for (name, keys) in names {
            match keys.as_slice() {
                [] => self.script.set(&name, value.clone()),
                [key] => self.script.put(&name, key, value.clone()),
                _ => {}
            }
        }
    }

    pub(super) fn peek(&self) -> &Token {
        self.tokens.get(self.at).map_or(&Token::End, |(token, _)| token)
    }

    pub(super) fn is_end(&self) -> bool {
        matches!(self.peek(), Token::End)
    }

    pub(super) fn here(&self) -> Place {
        let range = self.tokens.get(self.at).map_or(0..0, |(_, range)| range.clone());
        self.text.place(range)
    }

    pub(super) fn sign(&mut self, sign: &str) -> bool {
        let is_it = matches!(self.peek(), Token::Sign(found) if *found == sign);
        self.at += usize::from(is_it);
        is_it
    }
}
