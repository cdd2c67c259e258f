//! Which words, numbers and signs an expression consists of, and where.

use super::ExpressionProblem;
use std::ops::Range;

/// The smallest parts of an expression.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Lexeme<'a> {
    /// `5`, `.5`, `1e3`
    Number(f64),
    /// An id, a function, `AND`, `OR`, `REPEAT` or `LINEAR`.
    Word(&'a str),
    /// What stands between double quotes.
    Text(&'a str),
    /// An operator, a bracket or a comma.
    Sign(&'static str),
    /// Nothing follows.
    End,
}

/// Longer signs before the shorter ones that they begin with.
const SIGNS: [&str; 18] =
    ["<=", ">=", "==", "!=", "&&", "||", "<", ">", "+", "-", "*", "/", "^", "(", ")", "[", "]", ","];

/// All parts of a text and their places; the last is the end.
pub(super) fn lexemes(text: &str) -> Result<Vec<(Lexeme<'_>, Range<usize>)>, ExpressionProblem> {
    let mut found = Vec::new();
    let mut at = 0;
    loop {
        at += text[at..].len() - text[at..].trim_start().len();
        let (lexeme, length) = first(&text[at..], at)?;
        found.push((lexeme, at..at + length));
        if lexeme == Lexeme::End {
            return Ok(found);
        }
        at += length;
    }
}

/// The first part of what is left, and its length.
fn first(rest: &str, at: usize) -> Result<(Lexeme<'_>, usize), ExpressionProblem> {
    let Some(letter) = rest.chars().next() else { return Ok((Lexeme::End, 0)) };
    if letter.is_ascii_digit() || letter == '.' {
        return number(rest, at);
    }
    if letter.is_ascii_alphabetic() {
        let length = rest.bytes().take_while(|&byte| is_inside_word(byte)).count();
        return Ok((Lexeme::Word(&rest[..length]), length));
    }
    if letter == '"' {
        return match rest[1..].find('"') {
            Some(length) => Ok((Lexeme::Text(&rest[1..=length]), length + 2)),
            None => Err(ExpressionProblem::new(at..at + rest.len(), "the text is not closed; a `\"` is missing")),
        };
    }
    match SIGNS.into_iter().find(|sign| rest.starts_with(sign)) {
        Some(sign) => Ok((Lexeme::Sign(sign), sign.len())),
        None => Err(ExpressionProblem::new(at..at + letter.len_utf8(), stray(letter))),
    }
}

fn is_inside_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Digits, a fraction, an exponent.
fn number(rest: &str, at: usize) -> Result<(Lexeme<'_>, usize), ExpressionProblem> {
    let bytes = rest.as_bytes();
    let digits = |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut length = digits(0);
    if bytes.get(length) == Some(&b'.') {
        length += 1 + digits(length + 1);
    }
    if matches!(bytes.get(length), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(length + 1), Some(b'+' | b'-')));
        let exponent = digits(length + 1 + sign);
        if exponent > 0 {
            length += 1 + sign + exponent;
        }
    }
    let whole = length + bytes[length..].iter().take_while(|&&byte| is_inside_word(byte) || byte == b'.').count();
    match rest[..length].parse::<f64>() {
        Ok(value) if whole == length && value.is_finite() => Ok((Lexeme::Number(value), length)),
        _ => {
            let message = "is neither a number nor an id: numbers look like 5, 0.25 or 1e3, ids begin with a \
                           lower-case letter";
            Err(ExpressionProblem::new(at..at + whole.max(1), message))
        }
    }
}

/// What a character that has no meaning may have been meant as.
fn stray(letter: char) -> String {
    match letter {
        '=' => "a comparison is written `==`".to_owned(),
        '&' => "the logical and is written `AND` or `&&`".to_owned(),
        '|' => "the logical or is written `OR` or `||`".to_owned(),
        '!' => "the only operator with it is `!=`".to_owned(),
        '\'' | '“' | '”' | '‘' | '’' => "text stands between straight double quotes".to_owned(),
        '_' => "an id begins with a lower-case letter".to_owned(),
        '%' => "metric math has no `%`; write /100".to_owned(),
        _ => "has no meaning in metric math".to_owned(),
    }
}
