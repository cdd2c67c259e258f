//! Terraform's own language, as far as values stand in the text: literals, locals, defaults of variables, names and
//! resource ids of resources of the same text.

use super::{call_of, document};
use crate::aws::format::model::Call;
use crate::aws::format::node::{Entry, Extract, Kind, Node};
use crate::aws::format::text::number;
use crate::aws::format::{Around, Found};
use crate::problem::Place;
use hcl_edit::expr::{Expression, ObjectKey, TraversalOperator};
use hcl_edit::structure::{Block, Body};
use hcl_edit::template::Element;
use hcl_edit::{Span, parser};
use std::cell::Cell;
use std::collections::BTreeMap;

/// Deepest nesting of brackets and of references.
const DEEPEST: usize = 48;
/// Most values that are looked at for one text.
const MOST: usize = 200_000;

/// Reads a configuration.
pub(in crate::aws::format) fn read(text: &Extract, around: &Around<'_>, found: &mut Found) {
    if let Some(at) = too_deep(text.text()) {
        found.error(format!("brackets are nested more than {DEEPEST} deep here"), &text.place(at..at + 1));
        return;
    }
    let body = match parser::parse_body(text.text()) {
        Ok(body) => body,
        Err(error) => {
            let (line, column) = (error.location().line(), error.location().column());
            let start: usize = text.text().split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
            let at = text.text().ceil_char_boundary((start + column.saturating_sub(1)).min(text.text().len()));
            found.error(format!("not Terraform's language: {}", error.message()), &text.place(at..at));
            return;
        }
    };
    let scope = Scope { text, body: &body, params: around.params, spent: Cell::new(0) };
    for block in body.blocks() {
        let labels: Vec<&str> = block.labels.iter().map(hcl_edit::structure::BlockLabel::as_str).collect();
        let place = scope.place(block.ident.span());
        match (block.ident.value().as_str(), labels.as_slice()) {
            ("resource", [kind, name]) => match call_of(kind) {
                Some(call) => {
                    let arguments = scope.body(&block.body, &place, 0);
                    document(call, &format!("{kind}.{name}"), arguments, found);
                }
                None => found.note(format!("{kind}.{name} not read"), &place),
            },
            ("variable" | "locals" | "terraform" | "provider" | "output" | "data", _) => {}
            (other, labels) => found.note(format!("block `{other} {}` not read", labels.join(" ")), &place),
        }
    }
}

/// Where brackets are nested too deep for a parser that recurses.
fn too_deep(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' | b'[' | b'(' => depth += 1,
            b'}' | b']' | b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return Some(at);
        }
    }
    // Signs before a value nest too: `!!!!…x`.
    let mut run = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        run = if matches!(byte, b'!' | b'-') { run + 1 } else { 0 };
        if run > 1_000 {
            return Some(at);
        }
    }
    None
}

struct Scope<'a> {
    text: &'a Extract,
    body: &'a Body,
    params: &'a BTreeMap<String, String>,
    /// Values that were looked at: names that stand for one another multiply.
    spent: Cell<usize>,
}

impl Scope<'_> {
    fn place(&self, span: Option<std::ops::Range<usize>>) -> Place {
        self.text.place(span.unwrap_or(0..0))
    }

    /// Attributes, and blocks as lists of maps.
    fn body(&self, body: &Body, at: &Place, depth: usize) -> Node {
        let mut map = Node::new(Kind::Map(Vec::new()), at);
        for attribute in body.attributes() {
            let key_at = self.place(attribute.key.span());
            let value = self.value(&attribute.value, &key_at, depth);
            if let Kind::Map(entries) = &mut map.kind {
                entries.push(Entry { key: attribute.key.value().to_string(), key_at, value });
            }
        }
        for block in body.blocks() {
            let key = block.ident.value().to_string();
            let key_at = self.place(block.ident.span());
            let inner = self.body(&block.body, &key_at, depth + 1);
            let Kind::Map(entries) = &mut map.kind else { continue };
            match entries.iter_mut().find(|entry| entry.key == key).map(|entry| &mut entry.value.kind) {
                Some(Kind::List(blocks)) => blocks.push(inner),
                _ => entries.push(Entry {
                    key,
                    key_at: key_at.clone(),
                    value: Node::new(Kind::List(vec![inner]), &key_at),
                }),
            }
        }
        map
    }

    fn value(&self, expression: &Expression, around: &Place, depth: usize) -> Node {
        let at = expression.span().map_or_else(|| around.clone(), |span| self.text.place(span));
        let open = |words: &str| Node::new(Kind::Open(words.to_owned()), &at);
        self.spent.set(self.spent.get() + 1);
        if depth > DEEPEST || self.spent.get() > MOST {
            return open("a value that is nested too deep");
        }
        match expression {
            Expression::Null(_) => Node::new(Kind::Null, &at),
            Expression::Bool(flag) => Node::new(Kind::Bool(*flag.value()), &at),
            Expression::Number(written) => {
                let written = written.value().to_string();
                number(&written).map_or_else(|| open("a number"), |number| Node::new(Kind::Number(number), &at))
            }
            Expression::String(text) => Node::text_at(text.value().as_str(), &at),
            Expression::Array(array) => {
                Node::new(Kind::List(array.iter().map(|element| self.value(element, &at, depth + 1)).collect()), &at)
            }
            Expression::Object(object) => {
                let entry = |(key, value): (&ObjectKey, &hcl_edit::expr::ObjectValue)| {
                    let key = match key {
                        ObjectKey::Ident(ident) => ident.value().to_string(),
                        ObjectKey::Expression(expression) => {
                            self.value(expression, &at, depth + 1).word().unwrap_or_default()
                        }
                    };
                    Entry { key, key_at: at.clone(), value: self.value(value.expr(), &at, depth + 1) }
                };
                Node::new(Kind::Map(object.iter().map(entry).collect()), &at)
            }
            Expression::StringTemplate(template) => self.template(template.iter(), &at, depth),
            Expression::HeredocTemplate(heredoc) => self.template(heredoc.template.iter(), &at, depth),
            Expression::Parenthesis(inner) => self.value(inner.inner(), &at, depth + 1),
            Expression::Traversal(traversal) => {
                let mut path = vec![match &traversal.expr {
                    Expression::Variable(name) => name.value().to_string(),
                    _ => return open("a traversal"),
                }];
                for operator in &traversal.operators {
                    match operator.value() {
                        TraversalOperator::GetAttr(name) => path.push(name.value().to_string()),
                        // `[0]` of a resource with a count is that resource.
                        TraversalOperator::Index(_) | TraversalOperator::LegacyIndex(_) => {}
                        _ => return open("a splat"),
                    }
                }
                self.path(&path, &at, depth)
            }
            Expression::UnaryOp(operation) => match self.value(&operation.expr, &at, depth + 1).kind {
                Kind::Number(value) if expression_is_minus(operation) => number(&format!("-{value}"))
                    .map_or_else(|| open("a number"), |number| Node::new(Kind::Number(number), &at)),
                _ => open("an operation"),
            },
            Expression::BinaryOp(_) => open("an operation"),
            Expression::Conditional(_) => open("a condition"),
            Expression::FuncCall(call) => open(&format!("the function `{}`", call.name.name.value())),
            Expression::Variable(name) => open(&format!("`{}`", name.value())),
            Expression::ForExpr(_) => open("a `for` expression"),
        }
    }

    fn template<'e>(&self, elements: impl Iterator<Item = &'e Element>, at: &Place, depth: usize) -> Node {
        let mut text = String::new();
        for element in elements {
            match element {
                Element::Literal(literal) => text.push_str(literal.value()),
                Element::Interpolation(inner) => {
                    let value = self.value(&inner.expr, at, depth + 1);
                    match value.word() {
                        Some(word) => text.push_str(&word),
                        None => return Node { at: at.clone(), ..value },
                    }
                }
                Element::Directive(_) => return Node::new(Kind::Open("a template directive".to_owned()), at),
            }
        }
        Node::text_at(text, at)
    }

    /// `var.x`, `local.x`, `TYPE.NAME.attribute`.
    fn path(&self, path: &[String], at: &Place, depth: usize) -> Node {
        let shown = path.join(".");
        let open = || Node::new(Kind::Open(format!("`{shown}`")), at);
        let words: Vec<&str> = path.iter().map(String::as_str).collect();
        match words.as_slice() {
            ["var", name, ..] => self.variable(name, at, depth),
            ["local", name, rest @ ..] => {
                let mut locals = self.body.blocks().filter(|block| block.has_ident("locals"));
                let value = locals.find_map(|block| block.body.get_attribute(name));
                let value = value.map(|attribute| self.value(&attribute.value, at, depth + 1));
                let inside = rest.iter().try_fold(value, |value, key| value.map(|value| value.get(key).cloned()));
                inside.flatten().map_or_else(open, |value| Node { at: at.clone(), ..value })
            }
            [kind, name, attribute, ..] => {
                let resource = self.body.blocks().find(|block| is_resource(block, kind, name));
                let Some((block, call)) = resource.zip(call_of(kind)) else { return open() };
                let wanted = match (call, *attribute) {
                    (Call::PutScalingPolicy, "arn") => {
                        let word = |key| {
                            let attribute = block.body.get_attribute(key)?;
                            self.value(&attribute.value, at, depth + 1).word()
                        };
                        return match word("name") {
                            Some(name) => Node::policy_arn(&name, word("resource_id").as_deref(), at),
                            None => open(),
                        };
                    }
                    (Call::RegisterScalableTarget, "id") => "resource_id",
                    (_, "id") => "name",
                    (_, attribute) => attribute,
                };
                match block.body.get_attribute(wanted) {
                    Some(attribute) => {
                        let value = self.value(&attribute.value, at, depth + 1);
                        Node { at: at.clone(), ..value }
                    }
                    None => open(),
                }
            }
            _ => open(),
        }
    }

    fn variable(&self, name: &str, at: &Place, depth: usize) -> Node {
        if let Some(value) = self.params.get(name) {
            return Node::text_at(value, at);
        }
        let block = self.body.blocks().find(|block| {
            block.has_ident("variable") && block.labels.first().is_some_and(|label| label.as_str() == name)
        });
        match block.and_then(|block| block.body.get_attribute("default")) {
            Some(default) => {
                let value = self.value(&default.value, at, depth + 1);
                Node { at: at.clone(), ..value }
            }
            None => Node::new(Kind::Open(format!("the variable `{name}`")), at),
        }
    }
}

fn expression_is_minus(operation: &hcl_edit::expr::UnaryOp) -> bool {
    *operation.operator.value() == hcl_edit::expr::UnaryOperator::Neg
}

fn is_resource(block: &Block, kind: &str, name: &str) -> bool {
    block.has_ident("resource") && block.labels.iter().map(hcl_edit::structure::BlockLabel::as_str).eq([kind, name])
}
