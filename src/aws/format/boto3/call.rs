//! Calls in a script: of boto3's clients, of constructors whose value is plain, of anything else.

use super::lexer::Token;
use super::parser::Parser;
use super::value::open;
use crate::aws::format::Document;
use crate::aws::format::model::{Call, separated};
use crate::aws::format::node::{Entry, Kind, Node};
use crate::aws::format::shaping::{EXACT, shaped};
use crate::problem::Place;

impl Parser<'_, '_> {
    /// A call: of a client, of a constructor whose value is plain, or of anything else.
    pub(super) fn call(&mut self, path: &str, before: &Node, at: &Place) -> Node {
        self.at += 1;
        let (plain, named) = self.arguments();
        let method = path.rsplit('.').next().unwrap_or_default();
        let of_client = Call::ALL.into_iter().find(|call| separated(&call.name(), '_') == method);
        if let Some(call) = of_client.filter(|_| path.contains('.')) {
            return self.document(call, named, at);
        }
        match (method, plain.as_slice()) {
            ("dict", _) => named,
            ("copy" | "deepcopy", _) if before.is_map() => before.clone(),
            ("int" | "float" | "str" | "list" | "copy" | "deepcopy", [only]) => only.clone(),
            ("datetime", parts) if parts.len() >= 3 => moment(parts, at).unwrap_or_else(|| open("a datetime", at)),
            ("format", parts) => match before.text() {
                Some(text) => Self::format(text, parts, &named, at),
                None => open("`format`", at),
            },
            ("getenv" | "get", [name, default]) if path.starts_with("os.") => {
                let name = name.word().unwrap_or_default();
                self.script.get(&name).unwrap_or_else(|| default.clone())
            }
            ("getenv" | "get", [name]) if path.starts_with("os.") => {
                let name = name.word().unwrap_or_default();
                self.script.get(&name).unwrap_or_else(|| open(format!("the environment's `{name}`"), at))
            }
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
                open(format!("`{path}(…)`"), at)
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
            let resource = node.get("ResourceId").and_then(Node::word);
            answer.set("PolicyARN", Node::policy_arn(&name, resource.as_deref(), at));
        }
        self.found.documents.push(Document { call, node });
        answer
    }

    /// `"…{}…{name}".format(a, name=b)`.
    fn format(text: &str, plain: &[Node], named: &Node, at: &Place) -> Node {
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
                None => return open("`format`", at),
            }
            rest = behind;
        }
        out.push_str(rest);
        Node::text_at(out, at)
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
