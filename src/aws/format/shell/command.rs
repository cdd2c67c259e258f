//! One `aws` command: which call, and its options as a document.

use super::words::{Lexer, Word};
use super::{Shell, answers_arn, shorthand};
use crate::aws::format::model::{Call, Shape, separated};
use crate::aws::format::node::{Entry, Extract, Kind, Node, qualified};
use crate::aws::format::shaping::{EXACT, WORDS, shaped};
use crate::aws::format::{Document, Found, repair, text};
use crate::problem::nearest;

/// Options of the client itself that take a value.
const CLIENT: [&str; 12] = [
    "region",
    "profile",
    "output",
    "query",
    "endpoint-url",
    "color",
    "ca-bundle",
    "cli-read-timeout",
    "cli-connect-timeout",
    "cli-binary-format",
    "generate-cli-skeleton",
    "page-size",
];
/// And those that take none.
const SWITCHES: [&str; 6] = ["no-cli-pager", "debug", "no-verify-ssl", "no-paginate", "no-sign-request", "version"];

/// A longer value is cut in a remark [characters].
const LONGEST_SHOWN: usize = 100;

/// Reads a command; answers with the policy whose ARN it answers.
pub(super) fn aws(
    words: &[Word],
    here: Option<&Extract>,
    shell: &mut Shell<'_>,
    lexer: &Lexer<'_>,
    found: &mut Found,
) -> Option<String> {
    let mut plain = Vec::new();
    let mut options: Vec<(&Word, Vec<&Word>)> = Vec::new();
    for word in words {
        let is_option =
            word.text.starts_with("--") && !word.quoted || word.text.starts_with("--") && word.text.len() > 2;
        match options.last_mut() {
            _ if is_option => options.push((word, Vec::new())),
            // The service and its operation may stand behind options of the client.
            Some((option, values)) if plain.len() >= 2 || (values.is_empty() && takes_value(option)) => {
                values.push(word);
            }
            _ => plain.push(word),
        }
    }
    let whole = words.first()?.range.start..words.last()?.range.end;
    let place = lexer.place(whole);
    let [service, operation, ..] = plain.as_slice() else {
        found.error("an `aws` command wants a service and an operation", &place);
        return None;
    };
    let Some(call) = Call::by_client_name(&operation.text).filter(|call| call.service() == service.text) else {
        return unknown(service, operation, lexer, found);
    };
    let mut node = Node::new(Kind::Map(Vec::new()), &place);
    for (option, values) in options {
        self::option(option, &values, &mut node, call, here, shell, lexer, found);
    }
    let resource = node.get("ResourceId").and_then(Node::word);
    let name = node.get("PolicyName").and_then(Node::word).map(|name| qualified(&name, resource.as_deref()));
    found.documents.push(Document { call, node });
    name.filter(|_| answers_arn(call))
}

fn takes_value(option: &Word) -> bool {
    let name = option.text.trim_start_matches('-');
    !name.contains('=') && CLIENT.contains(&name)
}

fn unknown(service: &Word, operation: &Word, lexer: &Lexer<'_>, found: &mut Found) -> Option<String> {
    let place = lexer.place(service.range.start..operation.range.end);
    let names: Vec<String> = Call::ALL
        .into_iter()
        .filter(|call| call.service() == service.text)
        .map(|call| separated(&call.name(), '-'))
        .collect();
    let reads = ["describe-", "list-", "wait", "invoke-", "delete-", "deregister-", "get-", "update-", "tag"];
    let near = nearest(&operation.text, names.iter().map(String::as_str));
    match near.filter(|_| !reads.iter().any(|read| operation.text.starts_with(read))) {
        Some(near) => {
            let message = format!("`aws {} {}` is no command", service.text, operation.text);
            found.error(message, &place).hint(format!("did you mean `{near}`?"));
        }
        None => found.note(
            format!("`aws {} {}` not read: it makes nothing that a scenario holds", service.text, operation.text),
            &place,
        ),
    }
    None
}

#[expect(clippy::too_many_arguments, reason = "an option is read with all that is known around it")]
fn option(
    option: &Word,
    values: &[&Word],
    node: &mut Node,
    call: Call,
    here: Option<&Extract>,
    shell: &mut Shell<'_>,
    lexer: &Lexer<'_>,
    found: &mut Found,
) {
    let at = lexer.place(option.range.clone());
    let written = option.text.trim_start_matches('-');
    let (name, joined) = written.split_once('=').map_or((written, None), |(name, value)| (name, Some(value)));
    if CLIENT.contains(&name) || SWITCHES.contains(&name) {
        return;
    }
    let mut values: Vec<Word> = values.iter().map(|word| (*word).clone()).collect();
    if let Some(value) = joined {
        values.insert(0, behind(option, value));
    }
    if name == "cli-input-json" || name == "cli-input-yaml" {
        let Some(value) = values.first() else { return };
        if let Some(input) = input(value, here, shell, lexer, found) {
            // What options say goes over what the file says.
            for entry in shaped(input, call.input(), EXACT).take_entries() {
                if node.get(&entry.key).is_none() {
                    node.set(&entry.key, entry.value);
                }
            }
        }
        return;
    }
    let negated = name.strip_prefix("no-").and_then(|name| call.input().member_like(name));
    let member = call.input().member_like(name).filter(|(member, _)| separated(member, '-') == name);
    let (member, shape) = match (member, negated) {
        (Some(found), _) => found,
        (None, Some((member, shape))) if shape.kind() == "boolean" => {
            node.set(member, Node::new(Kind::Bool(false), &at));
            return;
        }
        _ => match repair::glued_option(name, call, values.is_empty()) {
            Some((member, shape, rest)) => {
                let words = format!("`--{name}` read as `--{} {rest}`: a blank is lost", separated(member, '-'));
                found.repair(words, &at);
                values.insert(0, behind(option, rest));
                (member, shape)
            }
            None => return unknown_option(name, call, &at, found),
        },
    };
    let value = value(&values, shape, &at, here, shell, lexer, found);
    if let Some(value) = value {
        let Kind::Map(entries) = &mut node.kind else { return };
        entries.retain(|entry| entry.key != member);
        entries.push(Entry { key: member.to_owned(), key_at: at, value: shaped(value, shape, WORDS) });
    }
}

/// The part of an option's word behind its name.
fn behind(option: &Word, value: &str) -> Word {
    let start = option.text.len() - value.len();
    Word {
        text: value.to_owned(),
        from: option.from[start..].to_vec(),
        range: option.range.clone(),
        quoted: true,
        open: option.open.clone(),
        arn: option.arn.clone(),
    }
}

fn unknown_option(name: &str, call: Call, at: &crate::problem::Place, found: &mut Found) {
    let known: Vec<String> = call.input().members().map(|(member, _)| separated(member, '-')).collect();
    let message = format!("`--{name}` is no option of {}", separated(&call.name(), '-'));
    let problem = found.error(message, at);
    match nearest(name, known.iter().map(String::as_str)) {
        Some(near) => problem.hint(format!("did you mean `--{near}`?")),
        None => problem.hint(format!("known are: --{}", known.join(", --"))),
    };
}

/// The value of an option.
fn value(
    words: &[Word],
    shape: Shape,
    at: &crate::problem::Place,
    here: Option<&Extract>,
    shell: &mut Shell<'_>,
    lexer: &Lexer<'_>,
    found: &mut Found,
) -> Option<Node> {
    let Some(first) = words.first() else {
        if shape.kind() == "boolean" {
            return Some(Node::new(Kind::Bool(true), at));
        }
        found.error("this option has no value", at);
        return None;
    };
    if first.text.starts_with("file://") || (first.text == "-" && here.is_some()) {
        return input(first, here, shell, lexer, found);
    }
    let structured = matches!(shape.kind(), "structure" | "list" | "map");
    if structured && first.text.trim_start().starts_with(['{', '[']) {
        return json(&as_one(words, at, found), lexer, found);
    }
    match shape.kind() {
        "structure" | "map" => {
            let word = as_one(words, at, found);
            shorthand::map(&word, shape, lexer, found)
        }
        "list" => {
            let element = shape.element()?;
            let mut elements = Vec::new();
            for word in words {
                match element.kind() {
                    "structure" => elements.push(shorthand::map(word, element, lexer, found)?),
                    _ => elements.push(scalar(word, lexer)),
                }
            }
            Some(Node::new(Kind::List(elements), at))
        }
        _ => Some(scalar(&as_one(words, at, found), lexer)),
    }
}

/// Several words where one is wanted: their quotes are lost.
fn as_one(words: &[Word], at: &crate::problem::Place, found: &mut Found) -> Word {
    let mut one = words[0].clone();
    for word in &words[1..] {
        one.text.push(' ');
        one.from.push(word.range.start as u32);
        one.text.push_str(&word.text);
        one.from.extend(&word.from);
        one.range.end = word.range.end;
        one.open = one.open.or_else(|| word.open.clone());
    }
    if words.len() > 1 {
        let shown = match one.text.char_indices().nth(LONGEST_SHOWN) {
            Some((end, _)) => format!("{} …", &one.text[..end]),
            None => one.text.clone(),
        };
        found.repair(format!("`{shown}` taken as one value: its quotes are lost"), at);
    }
    one
}

pub(super) fn scalar(word: &Word, lexer: &Lexer<'_>) -> Node {
    let at = lexer.place(word.range.clone());
    let kind = match (&word.arn, &word.open) {
        (Some(policy), _) => Kind::PolicyArn(policy.clone()),
        (None, Some(open)) => Kind::Open(open.clone()),
        (None, None) => Kind::Text(word.text.clone()),
    };
    Node::new(kind, &at)
}

/// JSON in a word, or in the file that it names.
fn input(
    word: &Word,
    here: Option<&Extract>,
    shell: &mut Shell<'_>,
    lexer: &Lexer<'_>,
    found: &mut Found,
) -> Option<Node> {
    let at = lexer.place(word.range.clone());
    let Some(name) = word.text.strip_prefix("file://") else {
        return json(word, lexer, found);
    };
    if let Some(here) = here.filter(|_| name == "/dev/stdin") {
        return document(here, found);
    }
    match shell.file(name) {
        Ok(text) => document(&text, found),
        Err(why) => {
            found.error(format!("`{}`: {why}", word.text), &at);
            None
        }
    }
}

fn json(word: &Word, lexer: &Lexer<'_>, found: &mut Found) -> Option<Node> {
    if let Some(open) = &word.open {
        found.note(
            format!("{open} has no value inside this document; it stays as it is written"),
            &lexer.place(word.range.clone()),
        );
    }
    document(&lexer.made(word.text.clone(), &word.from)?, found)
}

fn document(text: &Extract, found: &mut Found) -> Option<Node> {
    match text::documents(text) {
        Ok(mut documents) if documents.len() == 1 => documents.pop(),
        Ok(_) => {
            found.error("wanted one document here", &text.beginning());
            None
        }
        Err(problems) => {
            found.problems.extend(problems);
            None
        }
    }
}
