//! Python expressions as far as their value stands in the script: literals, variables, sums, f-strings.

use super::lexer::{Token, tokens};
use super::parser::{DEEPEST, Parser};
use crate::aws::format::node::{Entry, Kind, Node};
use crate::aws::format::text::number;
use crate::problem::Place;

/// Most keys of a dictionary.
const MOST_KEYS: usize = 1_000;

impl Parser<'_, '_> {
    /// Sums and products of what is known; comparisons and the rest stay open.
    pub(super) fn expression(&mut self) -> Node {
        self.depth += 1;
        if self.depth > DEEPEST {
            self.depth -= 1;
            let at = self.here();
            self.at += 1;
            return open("an expression that is nested too deep", &at);
        }
        let mut left = self.product();
        loop {
            let at = left.at.clone();
            match self.peek().clone() {
                Token::Sign(sign @ ("+" | "-")) => {
                    self.at += 1;
                    let right = self.product();
                    left = combined(&left, sign, &right).unwrap_or_else(|| open("a sum", &at));
                }
                Token::Sign("==" | "!=" | "<" | ">" | "<=" | ">=" | "|" | "&" | "^" | "@" | ":=") => {
                    self.at += 1;
                    self.product();
                    left = open("a comparison", &at);
                }
                Token::Name(word) if ["and", "or", "in", "is", "not", "if", "else"].contains(&word.as_str()) => {
                    self.at += 1;
                    self.product();
                    left = open("a condition", &at);
                }
                Token::Name(word) if word == "for" => {
                    // A comprehension: up to the bracket that closes it.
                    let mut depth = 0_usize;
                    while !self.is_end() {
                        match self.peek() {
                            Token::Sign("(" | "[" | "{") => depth += 1,
                            Token::Sign(")" | "]" | "}") if depth == 0 => break,
                            Token::Sign(")" | "]" | "}") => depth -= 1,
                            _ => {}
                        }
                        self.at += 1;
                    }
                    left = open("a comprehension", &at);
                }
                _ => break,
            }
        }
        self.depth -= 1;
        left
    }

    fn product(&mut self) -> Node {
        let mut left = self.unary();
        while let Token::Sign(sign @ ("*" | "/" | "//" | "%" | "**")) = self.peek().clone() {
            self.at += 1;
            let right = self.unary();
            let at = left.at.clone();
            left = combined(&left, sign, &right).unwrap_or_else(|| open("a calculation", &at));
        }
        left
    }

    fn unary(&mut self) -> Node {
        let at = self.here();
        if self.sign("-") {
            let value = self.postfix();
            return match &value.kind {
                Kind::Number(number) => numeric(-number.as_f64().unwrap_or(0.0), number.is_f64(), &at),
                _ => value,
            };
        }
        if self.sign("+") || self.sign("*") || self.sign("**") || self.sign("~") {
            return self.postfix();
        }
        if matches!(self.peek(), Token::Name(word) if word == "not" || word == "await") {
            self.at += 1;
        }
        self.postfix()
    }

    /// A value with what follows it: `.name`, `(…)`, `[…]`.
    fn postfix(&mut self) -> Node {
        let at = self.here();
        let mut path = String::new();
        let mut value = self.atom(&mut path);
        loop {
            match self.peek() {
                Token::Sign(".") => {
                    self.at += 1;
                    let Token::Name(name) = self.peek().clone() else { break };
                    self.at += 1;
                    path = format!("{path}.{name}");
                    if !matches!(self.peek(), Token::Sign("(")) {
                        value = self.script.get(&path).unwrap_or_else(|| open(format!("`{path}`"), &at));
                    }
                }
                Token::Sign("(") => value = self.call(&path, &value, &at),
                Token::Sign("[") => {
                    self.at += 1;
                    let key = self.expression();
                    while !self.is_end() && !self.sign("]") {
                        self.at += 1;
                    }
                    let inside = match &key.kind {
                        Kind::Text(key) => value.get(key).cloned(),
                        Kind::Number(index) => {
                            index.as_u64().and_then(|index| value.elements().get(index as usize).cloned())
                        }
                        _ => None,
                    };
                    let word = key.word().unwrap_or_default();
                    value = inside.unwrap_or_else(|| open(format!("`{path}[{word}]` {word}"), &at));
                }
                _ => break,
            }
        }
        value
    }

    fn atom(&mut self, path: &mut String) -> Node {
        let at = self.here();
        let token = self.peek().clone();
        match token {
            Token::Text(..) => self.texts(),
            Token::Number(value, written) => {
                self.at += 1;
                number(&written)
                    .map_or_else(|| numeric(value, true, &at), |number| Node::new(Kind::Number(number), &at))
            }
            Token::Name(name) => {
                self.at += 1;
                match name.as_str() {
                    "True" => Node::new(Kind::Bool(true), &at),
                    "False" => Node::new(Kind::Bool(false), &at),
                    "None" => Node::new(Kind::Null, &at),
                    "lambda" => {
                        while !self.is_end() && !self.sign(":") {
                            self.at += 1;
                        }
                        self.expression();
                        open("a lambda", &at)
                    }
                    _ => {
                        *path = name.clone();
                        self.script.get(&name).unwrap_or_else(|| open(format!("`{name}`"), &at))
                    }
                }
            }
            Token::Sign("(") => {
                self.at += 1;
                let mut elements = self.elements(")");
                match elements.len() {
                    1 => elements.pop().expect("there is one"),
                    _ => Node::new(Kind::List(elements), &at),
                }
            }
            Token::Sign("[") => {
                self.at += 1;
                let elements = self.elements("]");
                Node::new(Kind::List(elements), &at)
            }
            Token::Sign("{") => {
                self.at += 1;
                self.dict(&at)
            }
            Token::Sign(")" | "]" | "}" | "," | ":" | "=") | Token::End => open("nothing", &at),
            Token::Sign(sign) => {
                self.at += 1;
                open(format!("`{sign}`"), &at)
            }
        }
    }

    fn elements(&mut self, close: &str) -> Vec<Node> {
        let mut all = Vec::new();
        while !self.is_end() && !self.sign(close) {
            let before = self.at;
            all.push(self.expression());
            self.sign(",");
            if self.at == before {
                self.at += 1;
            }
        }
        all
    }

    fn dict(&mut self, at: &Place) -> Node {
        let mut map = Node::new(Kind::Map(Vec::new()), at);
        while !self.is_end() && !self.sign("}") {
            if map.entries().len() > MOST_KEYS {
                return open("a dictionary of so many keys", at);
            }
            let before = self.at;
            if self.sign("**") {
                for entry in self.expression().take_entries() {
                    map.set(&entry.key, entry.value);
                }
            } else {
                let key_at = self.here();
                let key = self.expression();
                if self.sign(":") {
                    let value = self.expression();
                    if let (Some(key), Kind::Map(entries)) = (key.word(), &mut map.kind) {
                        entries.retain(|entry| entry.key != key);
                        entries.push(Entry { key, key_at, value });
                    }
                }
            }
            self.sign(",");
            if self.at == before {
                self.at += 1;
            }
        }
        map
    }

    /// Strings one after the other are one.
    fn texts(&mut self) -> Node {
        let at = self.here();
        let mut whole = String::new();
        let mut unknown = None;
        while let Token::Text(text, is_f) = self.peek().clone() {
            let here = self.here();
            self.at += 1;
            if is_f {
                match self.formatted(&text, &here) {
                    Ok(text) => whole.push_str(&text),
                    Err(words) => unknown = Some(words),
                }
            } else {
                whole.push_str(&text);
            }
        }
        unknown.map_or_else(|| Node::text_at(whole, &at), |words| open(words, &at))
    }

    /// `f"endpoint/{name}/variant/{variant}"`.
    fn formatted(&mut self, text: &str, at: &Place) -> Result<String, String> {
        let mut out = String::new();
        let mut rest = text;
        while let Some(brace) = rest.find(['{', '}']) {
            out.push_str(&rest[..brace]);
            let sign = &rest[brace..=brace];
            rest = &rest[brace + 1..];
            if let Some(behind) = rest.strip_prefix(sign) {
                out.push_str(sign);
                rest = behind;
                continue;
            }
            let end = rest.find('}').unwrap_or(rest.len());
            let name = rest[..end].split([':', '!']).next().unwrap_or_default().trim();
            rest = rest.get(end + 1..).unwrap_or_default();
            let value = self.inner(name, at);
            match value.word() {
                Some(word) => out.push_str(&word),
                None => {
                    return Err(value
                        .open()
                        .first()
                        .map_or_else(|| format!("`{name}`"), |(words, _)| (*words).to_owned()));
                }
            }
        }
        out.push_str(rest);
        Ok(out)
    }

    /// The value of an expression inside an f-string.
    fn inner(&mut self, text: &str, at: &Place) -> Node {
        if self.depth > DEEPEST {
            return open("an expression that is nested too deep", at);
        }
        let tokens = tokens(text);
        let outer = std::mem::replace(&mut self.tokens, tokens);
        let was_at = std::mem::replace(&mut self.at, 0);
        self.depth += 1;
        let value = self.expression();
        self.depth -= 1;
        self.tokens = outer;
        self.at = was_at;
        Node { at: at.clone(), ..value }
    }
}

pub(super) fn open(words: impl Into<String>, at: &Place) -> Node {
    Node::new(Kind::Open(words.into()), at)
}

fn numeric(value: f64, is_float: bool, at: &Place) -> Node {
    let whole = value.fract() == 0.0 && value.abs() < 9e15 && !is_float;
    let written = if whole { format!("{value:.0}") } else { format!("{value:?}") };
    let kind = number(&written).map_or_else(|| Kind::Open("a number".to_owned()), Kind::Number);
    Node::new(kind, at)
}

/// Numbers reckoned, texts put together.
fn combined(left: &Node, sign: &str, right: &Node) -> Option<Node> {
    let at = &left.at;
    match (&left.kind, &right.kind) {
        (Kind::Open(_), _) => Some(left.clone()),
        (_, Kind::Open(_)) => Some(Node { at: at.clone(), ..right.clone() }),
        (Kind::Text(first), Kind::Text(second)) if sign == "+" && first.len() + second.len() < 100_000 => {
            Some(Node::text_at(format!("{first}{second}"), at))
        }
        (Kind::List(first), Kind::List(second)) if sign == "+" => {
            Some(Node::new(Kind::List(first.iter().chain(second).cloned().collect()), at))
        }
        (Kind::Number(first), Kind::Number(second)) => {
            let (a, b) = (first.as_f64()?, second.as_f64()?);
            let is_float = first.is_f64() || second.is_f64();
            match sign {
                "+" => Some(numeric(a + b, is_float, at)),
                "-" => Some(numeric(a - b, is_float, at)),
                "*" => Some(numeric(a * b, is_float, at)),
                "/" if b != 0.0 => Some(numeric(a / b, true, at)),
                "//" if b != 0.0 => Some(numeric((a / b).floor(), is_float, at)),
                _ => None,
            }
        }
        _ => None,
    }
}
