//! Text that was damaged in copying, where only one reading exists: quotes and dashes of a word processor, lost blanks.

use super::Found;
use super::model::{Call, Shape, separated};
use super::node::Extract;
use super::text::number;

/// What word processors and web pages make of the signs of a program.
const SIGNS: [(char, &str); 11] = [
    ('\u{201c}', "\""),
    ('\u{201d}', "\""),
    ('\u{201e}', "\""),
    ('\u{2018}', "'"),
    ('\u{2019}', "'"),
    ('\u{2014}', "--"),
    ('\u{2013}', "--"),
    ('\u{2212}', "-"),
    ('\u{2011}', "-"),
    ('\u{200b}', ""),
    ('\u{2026}', "..."),
];

/// The text with the signs of a program; comments are left alone.
pub(super) fn typographic(text: &Extract, found: &mut Found) -> Extract {
    if text.text().is_ascii() {
        return text.clone();
    }
    let (mut out, mut from) = (String::with_capacity(text.text().len()), Vec::new());
    let mut comment = false;
    for (at, letter) in text.text().char_indices() {
        let begins = letter == '#' && (out.is_empty() || out.ends_with(['\n', ' ', '\t']));
        comment = (comment || begins) && letter != '\n';
        let sign = SIGNS.iter().find(|(sign, _)| *sign == letter && !comment);
        // One long dash before a dash is the other half of two.
        let next = text.text()[at + letter.len_utf8()..].chars().next();
        match sign {
            Some((_, plain)) if in_words(&out, next, plain) => {
                let plain = if *plain == "--" && next == Some('-') { "-" } else { plain };
                let place = text.place(at..at + letter.len_utf8());
                found.repair(format!("`{letter}` read as `{plain}`"), &place);
                out.push_str(plain);
                from.extend(std::iter::repeat_n(at as u32, plain.len()));
            }
            _ => {
                out.push(letter);
                from.extend((0..letter.len_utf8()).map(|byte| (at + byte) as u32));
            }
        }
    }
    text.made(out, &from)
}

/// A long dash is an option's where a word begins behind it; elsewhere it is a dash in prose.
fn in_words(before: &str, next: Option<char>, plain: &str) -> bool {
    let option = before.ends_with([' ', '\n', '\t']) && next.is_some_and(|c| c.is_ascii_lowercase() || c == '-');
    plain != "--" || option
}

/// `--min-capacity1`: an option whose blank is lost. Only where one option fits, and what is left of the word is a
/// value of its type.
pub(super) fn glued_option(word: &str, call: Call, is_alone: bool) -> Option<(&'static str, Shape, &str)> {
    if !is_alone {
        return None;
    }
    let fits = |shape: Shape, rest: &str| match shape.kind() {
        "integer" | "long" | "double" | "float" => number(rest).is_some(),
        "boolean" => rest == "true" || rest == "false",
        "string" | "timestamp" => !rest.is_empty() && !rest.starts_with('-'),
        _ => rest.starts_with(['{', '[']) || rest.starts_with("file://"),
    };
    let mut readings = call.input().members().filter_map(|(member, shape)| {
        let rest = word.strip_prefix(separated(member, '-').as_str())?;
        fits(shape, rest).then_some((member, shape, rest))
    });
    let only = readings.next()?;
    readings.next().is_none().then_some(only)
}
