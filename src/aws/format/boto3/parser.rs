//! Python expressions as far as their value stands in the script: literals, variables, calls of boto3's clients.

use super::Script;
use super::lexer::{Token, tokens};
use crate::aws::format::Document;
use crate::aws::format::Found;
use crate::aws::format::model::{Call, separated};
use crate::aws::format::node::{Entry, Extract, Kind, Node};
use crate::aws::format::shaping::{EXACT, shaped};
use crate::aws::format::text::number;
use crate::problem::Place;
use std::ops::Range;

/// Deepest nesting of expressions.
const DEEPEST: usize = 64;

/// Reads one script.
pub(super) struct Parser<'a, 'b> {
    pub text: &'a Extract,
    pub tokens: Vec<(Token, Range<usize>)>,
    pub at: usize,
    pub script: &'a mut Script<'b>,
    pub found: &'a mut Found,
    depth: usize,
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

    fn statement(&mut self) {
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
    fn function(&mut self) {
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
    fn assignment(&mut self) {
        let start = self.at;
        let mut names = Vec::new();
        loop {
            let Token::Name(name) = self.peek().clone() else { break };
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

    fn peek(&self) -> &Token {
        self.tokens.get(self.at).map_or(&Token::End, |(token, _)| token)
    }

    fn is_end(&self) -> bool {
        matches!(self.peek(), Token::End)
    }

    fn here(&self) -> Place {
        let range = self.tokens.get(self.at).map_or(0..0, |(_, range)| range.clone());
        self.text.place(range)
    }

    fn sign(&mut self, sign: &str) -> bool {
        let is_it = matches!(self.peek(), Token::Sign(found) if *found == sign);
        self.at += usize::from(is_it);
        is_it
    }

    fn open(&self, words: impl Into<String>, at: &Place) -> Node {
        Node::new(Kind::Open(words.into()), at)
    }

    /// Sums and products of what is known; comparisons and the rest stay open.
    pub(super) fn expression(&mut self) -> Node {
        self.depth += 1;
        if self.depth > DEEPEST {
            self.depth -= 1;
            let at = self.here();
            self.at += 1;
            return self.open("an expression that is nested too deep", &at);
        }
        let mut left = self.product();
        loop {
            let at = left.at.clone();
            match self.peek().clone() {
                Token::Sign(sign @ ("+" | "-")) => {
                    self.at += 1;
                    let right = self.product();
                    left = combined(&left, sign, &right).unwrap_or_else(|| self.open("a sum", &at));
                }
                Token::Sign("==" | "!=" | "<" | ">" | "<=" | ">=" | "|" | "&" | "^" | "@" | ":=") => {
                    self.at += 1;
                    self.product();
                    left = self.open("a comparison", &at);
                }
                Token::Name(word) if ["and", "or", "in", "is", "not", "if", "else"].contains(&word.as_str()) => {
                    self.at += 1;
                    self.product();
                    left = self.open("a condition", &at);
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
                    left = self.open("a comprehension", &at);
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
            left = combined(&left, sign, &right).unwrap_or_else(|| self.open("a calculation", &at));
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
                        value = self.script.get(&path).unwrap_or_else(|| self.open(format!("`{path}`"), &at));
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
                    value = inside.unwrap_or_else(|| self.open(format!("`{path}[{word}]` {word}"), &at));
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
                        self.open("a lambda", &at)
                    }
                    _ => {
                        *path = name.clone();
                        self.script.get(&name).unwrap_or_else(|| self.open(format!("`{name}`"), &at))
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
            Token::Sign(")" | "]" | "}" | "," | ":" | "=") | Token::End => self.open("nothing", &at),
            Token::Sign(sign) => {
                self.at += 1;
                self.open(format!("`{sign}`"), &at)
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
        unknown.map_or_else(|| Node::text_at(whole, &at), |words| self.open(words, &at))
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
            return self.open("an expression that is nested too deep", at);
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

    /// A call: of a client, of a constructor whose value is plain, or of anything else.
    fn call(&mut self, path: &str, before: &Node, at: &Place) -> Node {
        self.at += 1;
        let (plain, named) = self.arguments();
        let method = path.rsplit('.').next().unwrap_or_default();
        let of_client = Call::ALL.into_iter().find(|call| separated(&call.name(), '_') == method);
        if let Some(call) = of_client.filter(|_| path.contains('.')) {
            return self.document(call, named, at);
        }
        match (method, plain.as_slice()) {
            ("dict", _) => named,
            ("int" | "float" | "str" | "list" | "dict_", [only]) => only.clone(),
            ("datetime", parts) if parts.len() >= 3 => moment(parts, at).unwrap_or_else(|| self.open("a datetime", at)),
            ("format", parts) => match before.text() {
                Some(text) => self.format(text, parts, &named, at),
                None => self.open("`format`", at),
            },
            ("getenv" | "get", [name, default]) if path.starts_with("os.") => {
                let name = name.word().unwrap_or_default();
                self.script.get(&name).unwrap_or_else(|| default.clone())
            }
            ("getenv" | "get", [name]) if path.starts_with("os.") => {
                let name = name.word().unwrap_or_default();
                self.script.get(&name).unwrap_or_else(|| self.open(format!("the environment's `{name}`"), at))
            }
            ("copy" | "deepcopy", _) if before.is_map() => before.clone(),
            ("copy" | "deepcopy", [only]) => only.clone(),
            ("update", [more]) if before.is_map() => {
                if let Some(name) = path.strip_suffix(".update") {
                    for entry in more.entries() {
                        self.script.put(name, &entry.key, entry.value.clone());
                    }
                }
                before.clone()
            }
            _ => {
                let writes = ["create_", "put_", "register_", "update_", "deploy", "delete_", "deregister_"];
                if path.contains('.') && writes.iter().any(|write| method.starts_with(write)) {
                    self.found.note(format!("`{path}(…)` not read: it makes nothing that a scenario holds"), at);
                }
                self.open(format!("`{path}(…)`"), at)
            }
        }
    }

    /// Arguments by place and by name.
    fn arguments(&mut self) -> (Vec<Node>, Node) {
        let at = self.here();
        let mut plain = Vec::new();
        let mut named = Node::new(Kind::Map(Vec::new()), &at);
        while !self.is_end() && !self.sign(")") {
            let before = self.at;
            let key_at = self.here();
            let is_named = matches!(self.peek(), Token::Name(_))
                && matches!(self.tokens.get(self.at + 1), Some((Token::Sign("="), _)));
            if is_named {
                let Token::Name(key) = self.peek().clone() else { break };
                self.at += 2;
                let value = self.expression();
                if let Kind::Map(entries) = &mut named.kind {
                    entries.push(Entry { key, key_at, value });
                }
            } else if self.sign("**") {
                let value = self.expression();
                match value.kind {
                    Kind::Map(entries) => {
                        for entry in entries {
                            named.set(&entry.key, entry.value);
                        }
                    }
                    Kind::Open(words) => {
                        self.found.note(format!("the arguments of {words} are not in the script"), &key_at);
                    }
                    _ => {}
                }
            } else {
                plain.push(self.expression());
            }
            self.sign(",");
            if self.at == before {
                self.at += 1;
            }
        }
        (plain, named)
    }

    fn document(&mut self, call: Call, named: Node, at: &Place) -> Node {
        let entries = named.take_entries().into_iter().filter(|entry| !entry.value.is_null()).collect();
        let node = shaped(Node::new(Kind::Map(entries), at), call.input(), EXACT);
        let mut answer = Node::new(Kind::Map(Vec::new()), at);
        if call == Call::PutScalingPolicy
            && let Some(name) = node.get("PolicyName").and_then(Node::word)
        {
            answer.set("PolicyARN", Node::new(Kind::PolicyArn(name), at));
        }
        self.found.documents.push(Document { call, node });
        answer
    }

    /// `"…{}…{name}".format(a, name=b)`.
    fn format(&mut self, text: &str, plain: &[Node], named: &Node, at: &Place) -> Node {
        let mut out = String::new();
        let mut next = 0;
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let (key, behind) = after.split_once('}').unwrap_or((after, ""));
            let key = key.split(':').next().unwrap_or_default();
            let value = match key.parse::<usize>() {
                _ if key.is_empty() => {
                    next += 1;
                    plain.get(next - 1)
                }
                Ok(index) => plain.get(index),
                Err(_) => named.get(key),
            };
            match value.map(|value| (value.word(), value)) {
                Some((Some(word), _)) => out.push_str(&word),
                Some((None, value)) => return Node { at: at.clone(), ..value.clone() },
                None => return self.open("`format`", at),
            }
            rest = behind;
        }
        out.push_str(rest);
        Node::text_at(out, at)
    }
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

/// `datetime(2026, 11, 27, 8)`.
fn moment(parts: &[Node], at: &Place) -> Option<Node> {
    let numbers: Option<Vec<u64>> = parts
        .iter()
        .map(|part| match &part.kind {
            Kind::Number(number) => number.as_u64(),
            _ => None,
        })
        .collect();
    let numbers = numbers?;
    let part = |index: usize| numbers.get(index).copied().unwrap_or(0);
    let text = format!("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", part(0), part(1), part(2), part(3), part(4), part(5));
    Some(Node::text_at(text, at))
}
