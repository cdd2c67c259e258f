//! What CloudFormation's functions come to, as far as the template and `--param` tell.

use super::call_of;
use crate::aws::format::model::Call;
use crate::aws::format::node::{Entry, Kind, Node};
use std::cell::Cell;
use std::collections::BTreeMap;

/// Deepest nesting of functions and references.
const DEEPEST: usize = 24;
/// Most values that are looked at for one template.
const MOST: usize = 200_000;
/// Longest text that functions put together [bytes].
const LONGEST: usize = 100_000;

/// A template, to be asked.
pub(super) struct Template<'a> {
    root: &'a Node,
    params: &'a BTreeMap<String, String>,
    /// Values that were looked at: functions that name one another multiply.
    spent: Cell<usize>,
}

impl<'a> Template<'a> {
    pub(super) fn new(root: &'a Node, params: &'a BTreeMap<String, String>) -> Self {
        Self { root, params, spent: Cell::new(0) }
    }

    /// A value without functions, as far as it is known.
    pub(super) fn value(&self, node: &Node) -> Node {
        self.within(node, 0)
    }

    fn within(&self, node: &Node, depth: usize) -> Node {
        self.spent.set(self.spent.get() + 1);
        if depth > DEEPEST || self.spent.get() > MOST {
            return Node::new(Kind::Open("a function that is nested too deep".to_owned()), &node.at);
        }
        match &node.kind {
            Kind::List(elements) => {
                let elements = elements.iter().map(|element| self.within(element, depth + 1));
                Node::new(Kind::List(elements.filter(|element| !is_no_value(element)).collect()), &node.at)
            }
            Kind::Map(entries) => match entries.as_slice() {
                [only] if only.key == "Ref" || only.key.starts_with("Fn::") => {
                    Node { at: node.at.clone(), ..self.function(only, depth + 1) }
                }
                _ => {
                    let entry = |entry: &Entry| Entry { value: self.within(&entry.value, depth + 1), ..entry.clone() };
                    let entries = entries.iter().map(entry).filter(|entry| !is_no_value(&entry.value));
                    Node::new(Kind::Map(entries.collect()), &node.at)
                }
            },
            _ => node.clone(),
        }
    }

    fn function(&self, entry: &Entry, depth: usize) -> Node {
        let at = &entry.value.at;
        let open = |words: String| Node::new(Kind::Open(words), at);
        let argument = &entry.value;
        match entry.key.as_str() {
            "Ref" => match argument.word() {
                Some(name) => self.reference(&name, at, depth),
                None => open("`Ref`".to_owned()),
            },
            "Fn::GetAtt" => {
                let path = argument.word().or_else(|| {
                    let parts: Option<Vec<String>> = argument.elements().iter().map(Node::word).collect();
                    parts.map(|parts| parts.join("."))
                });
                self.attribute(&path.unwrap_or_default(), at, depth)
            }
            "Fn::Sub" => self.substitute(argument, depth),
            "Fn::Join" => {
                let argument = self.within(argument, depth);
                let [separator, list] = argument.elements() else { return open("`Fn::Join`".to_owned()) };
                let parts: Vec<Result<String, &Node>> =
                    list.elements().iter().map(|part| part.word().ok_or(part)).collect();
                if let Some(unknown) = parts.iter().find_map(|part| part.as_ref().err().copied()) {
                    return unknown.clone();
                }
                let parts: Vec<String> = parts.into_iter().flatten().collect();
                short(parts.join(&separator.word().unwrap_or_default()), at)
            }
            "Fn::Select" => {
                let argument = self.within(argument, depth);
                let [index, list] = argument.elements() else { return open("`Fn::Select`".to_owned()) };
                let index: Option<usize> = index.word().and_then(|word| word.parse().ok());
                match (&list.kind, index.and_then(|index| list.elements().get(index))) {
                    (Kind::Open(_), _) => list.clone(),
                    (_, Some(chosen)) => chosen.clone(),
                    _ => open("`Fn::Select`".to_owned()),
                }
            }
            "Fn::Split" => {
                let argument = self.within(argument, depth);
                let [separator, text] = argument.elements() else { return open("`Fn::Split`".to_owned()) };
                match (separator.word(), text.word()) {
                    (Some(separator), Some(text)) if !separator.is_empty() => {
                        Node::new(Kind::List(text.split(&separator).map(|part| Node::text_at(part, at)).collect()), at)
                    }
                    _ => text.clone(),
                }
            }
            "Fn::If" => {
                let [condition, then, otherwise] = argument.elements() else { return open("`Fn::If`".to_owned()) };
                match self.condition(&condition.word().unwrap_or_default(), depth) {
                    Ok(holds) => self.within(if holds { then } else { otherwise }, depth),
                    Err(words) => open(words),
                }
            }
            "Fn::FindInMap" => {
                let keys = self.within(argument, depth);
                let mut here = self.root.get("Mappings");
                for key in keys.elements() {
                    let Some(key) = key.word() else { return key.clone() };
                    here = here.and_then(|node| node.get(&key));
                }
                here.map_or_else(|| open("`Fn::FindInMap`".to_owned()), |node| self.within(node, depth))
            }
            other => open(format!("`{other}`")),
        }
    }

    fn reference(&self, name: &str, at: &crate::problem::Place, depth: usize) -> Node {
        if let Some(value) = self.params.get(name) {
            return Node::text_at(value, at);
        }
        if name == "AWS::NoValue" {
            return Node::new(Kind::Null, at);
        }
        if let Some(parameter) = self.root.get("Parameters").and_then(|parameters| parameters.get(name)) {
            return match parameter.get("Default") {
                Some(default) => Node { at: at.clone(), ..default.clone() },
                None => Node::new(Kind::Open(format!("the parameter `{name}`")), at),
            };
        }
        let Some(resource) = self.root.get("Resources").and_then(|resources| resources.get(name)) else {
            return Node::new(Kind::Open(format!("`{name}`")), at);
        };
        let Some(call) = call_of(resource) else {
            return Node::new(Kind::Open(format!("the resource `{name}`")), at);
        };
        let own = self.name_of(name, resource, call, depth);
        match call {
            Call::RegisterScalableTarget => self.target_id(resource, at, depth),
            Call::PutScalingPolicy => match own.word() {
                Some(policy) => Node::policy_arn(&policy, self.resource_of(resource, depth).as_deref(), at),
                None => own,
            },
            Call::CreateEndpoint | Call::CreateEndpointConfig | Call::CreateModel => match own.word() {
                // What `Ref` answers is an ARN; where it stands for the name, CloudFormation takes it so too.
                Some(name) => Node::text_at(name, at),
                None => own,
            },
            _ => own,
        }
    }

    /// The resource that a policy scales, where the template tells.
    fn resource_of(&self, policy: &Node, depth: usize) -> Option<String> {
        let property = |key| policy.get("Properties").and_then(|properties| properties.get(key));
        if let Some(id) = property("ResourceId") {
            return self.within(id, depth + 1).word();
        }
        let target = self.within(property("ScalingTargetId")?, depth + 1).word()?;
        target.split('|').next().map(str::to_owned)
    }

    /// The name that a resource gives itself, or its own if CloudFormation makes one.
    fn name_of(&self, logical: &str, resource: &Node, call: Call, depth: usize) -> Node {
        match resource.get("Properties").and_then(|properties| properties.get(call.name_member())) {
            Some(name) => self.within(name, depth + 1),
            None => Node::text_at(logical, &resource.at),
        }
    }

    fn target_id(&self, resource: &Node, at: &crate::problem::Place, depth: usize) -> Node {
        let mut parts = Vec::new();
        for key in ["ResourceId", "ScalableDimension", "ServiceNamespace"] {
            let value = resource.get("Properties").and_then(|properties| properties.get(key));
            let Some(value) = value.map(|value| self.within(value, depth + 1)) else {
                return Node::new(Kind::Open(format!("{key} of the target")), at);
            };
            match value.word() {
                Some(word) => parts.push(word),
                None => return Node { at: at.clone(), ..value },
            }
        }
        Node::text_at(parts.join("|"), at)
    }

    fn attribute(&self, path: &str, at: &crate::problem::Place, depth: usize) -> Node {
        let (name, attribute) = path.split_once('.').unwrap_or((path, ""));
        let resource = self.root.get("Resources").and_then(|resources| resources.get(name));
        let known = resource.and_then(|resource| call_of(resource).map(|call| (resource, call)));
        match known {
            Some((resource, call)) if attribute == call.name_member() => {
                Node { at: at.clone(), ..self.name_of(name, resource, call, depth) }
            }
            Some((_, Call::PutScalingPolicy)) if attribute == "Arn" => self.reference(name, at, depth),
            _ => Node::new(Kind::Open(format!("`{path}`")), at),
        }
    }

    /// `${Name}` in a text; `${!Name}` stays.
    fn substitute(&self, argument: &Node, depth: usize) -> Node {
        let at = &argument.at;
        let (text, own) = match argument.elements() {
            [text, own] => (text.word().unwrap_or_default(), Some(own)),
            _ => (argument.word().unwrap_or_default(), None),
        };
        let mut out = String::new();
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once("${") {
            out.push_str(before);
            let Some((name, behind)) = after.split_once('}') else {
                out.push_str("${");
                rest = after;
                continue;
            };
            rest = behind;
            if let Some(literal) = name.strip_prefix('!') {
                out.push_str("${");
                out.push_str(literal);
                out.push('}');
                continue;
            }
            let name = name.trim();
            let value = match own.and_then(|own| own.get(name)) {
                Some(value) => self.within(value, depth),
                None if name.contains('.') => self.attribute(name, at, depth),
                None => self.reference(name, at, depth),
            };
            match value.word() {
                Some(word) => out.push_str(&word),
                None => return Node { at: at.clone(), ..value },
            }
        }
        out.push_str(rest);
        short(out, at)
    }

    /// Whether a condition holds, or what is open in it.
    pub(super) fn condition(&self, name: &str, depth: usize) -> Result<bool, String> {
        let node = self.root.get("Conditions").and_then(|conditions| conditions.get(name));
        node.ok_or_else(|| format!("the condition `{name}`")).and_then(|node| self.holds(node, depth + 1))
    }

    fn holds(&self, node: &Node, depth: usize) -> Result<bool, String> {
        let [only] = node.entries() else { return Err("a condition".to_owned()) };
        if depth > DEEPEST {
            return Err("a condition that is nested too deep".to_owned());
        }
        let parts = only.value.elements();
        match only.key.as_str() {
            "Condition" => self.condition(&only.value.word().unwrap_or_default(), depth),
            "Fn::Equals" => {
                let sides: Vec<Node> = parts.iter().map(|part| self.within(part, depth)).collect();
                let word = |side: &Node| {
                    side.word().ok_or_else(|| {
                        side.open().first().map_or("a value".to_owned(), |(words, _)| (*words).to_owned())
                    })
                };
                match sides.as_slice() {
                    [first, second] => Ok(word(first)? == word(second)?),
                    _ => Err("`Fn::Equals`".to_owned()),
                }
            }
            "Fn::Not" => parts
                .first()
                .map_or(Err("`Fn::Not`".to_owned()), |part| self.holds(part, depth + 1).map(|holds| !holds)),
            "Fn::And" => parts.iter().try_fold(true, |all, part| self.holds(part, depth + 1).map(|holds| all && holds)),
            "Fn::Or" => parts.iter().try_fold(false, |any, part| self.holds(part, depth + 1).map(|holds| any || holds)),
            other => Err(format!("`{other}`")),
        }
    }
}

fn is_no_value(node: &Node) -> bool {
    node.is_null()
}

fn short(text: String, at: &crate::problem::Place) -> Node {
    if text.len() > LONGEST {
        return Node::new(Kind::Open("a text that is too long".to_owned()), at);
    }
    Node::text_at(text, at)
}
