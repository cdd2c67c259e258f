//! Python text as tokens: names, numbers, strings, signs, ends of lines. Indentation does not matter here.

use std::ops::Range;

/// A token.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    /// A name or keyword.
    Name(String),
    /// A number.
    Number(f64, String),
    /// A string; whether it is an f-string.
    Text(String, bool),
    /// A sign: one or two characters.
    Sign(&'static str),
    /// The end of a logical line.
    End,
}

/// Two-letter signs first.
const SIGNS: [&str; 36] = [
    "**", "==", "!=", "<=", ">=", "->", ":=", "+=", "-=", "*=", "/=", "//", "(", ")", "[", "]", "{", "}", ",", ":",
    ".", "=", "+", "-", "*", "/", "%", "<", ">", "|", "&", "^", "~", "@", ";", "!",
];

/// The tokens of a script, each with its bytes.
pub(super) fn tokens(text: &str) -> Vec<(Token, Range<usize>)> {
    let mut all = Vec::new();
    let mut depth = 0_usize;
    let mut at = 0;
    let bytes = text.as_bytes();
    while at < bytes.len() {
        let start = at;
        let rest = &text[at..];
        let letter = rest.chars().next().unwrap_or(' ');
        match letter {
            '\n' => {
                at += 1;
                if depth == 0 {
                    all.push((Token::End, start..at));
                }
            }
            '\\' if rest.starts_with("\\\n") => at += 2,
            '#' => at += rest.find('\n').unwrap_or(rest.len()),
            _ if letter.is_whitespace() => at += letter.len_utf8(),
            _ if letter.is_ascii_digit() || (letter == '.' && rest[1..].starts_with(|c: char| c.is_ascii_digit())) => {
                let length = number_length(rest);
                let plain = rest[..length].replace('_', "");
                at += length;
                all.push((Token::Number(plain.parse().unwrap_or(f64::NAN), plain), start..at));
            }
            '"' | '\'' => {
                let (value, length) = string(rest, false);
                at += length;
                all.push((Token::Text(value, false), start..at));
            }
            _ if letter.is_alphabetic() || letter == '_' => {
                let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
                let name = &rest[..length];
                let prefix = name.len() <= 2 && name.chars().all(|c| "rRbBuUfF".contains(c));
                if prefix && rest[length..].starts_with(['"', '\'']) {
                    let raw = name.contains(['r', 'R']);
                    let (value, quoted) = string(&rest[length..], raw);
                    at += length + quoted;
                    all.push((Token::Text(value, name.contains(['f', 'F'])), start..at));
                } else {
                    at += length;
                    all.push((Token::Name(name.to_owned()), start..at));
                }
            }
            _ => match SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
                Some(sign) => {
                    at += sign.len();
                    match *sign {
                        "(" | "[" | "{" => depth += 1,
                        ")" | "]" | "}" => depth = depth.saturating_sub(1),
                        _ => {}
                    }
                    let token = if *sign == ";" { Token::End } else { Token::Sign(sign) };
                    all.push((token, start..at));
                }
                None => at += letter.len_utf8(),
            },
        }
    }
    all.push((Token::End, text.len()..text.len()));
    all
}

fn number_length(text: &str) -> usize {
    let mut length = 0;
    let mut last = ' ';
    for letter in text.chars() {
        let exponent_sign = matches!(letter, '+' | '-') && matches!(last, 'e' | 'E');
        if !(letter.is_ascii_digit() || matches!(letter, '.' | '_' | 'e' | 'E') || exponent_sign) {
            break;
        }
        length += 1;
        last = letter;
    }
    length
}

/// A string with its escapes; how long it is with its quotes.
fn string(text: &str, raw: bool) -> (String, usize) {
    let quote = text.chars().next().expect("called at a quote");
    let triple: String = std::iter::repeat_n(quote, 3).collect();
    let close = if text.starts_with(&triple) { triple } else { quote.to_string() };
    let mut value = String::new();
    let mut at = close.len();
    while at < text.len() && !text[at..].starts_with(&close) {
        let letter = text[at..].chars().next().expect("within the text");
        if letter == '\n' && close.len() == 1 {
            return (value, at);
        }
        at += letter.len_utf8();
        if letter != '\\' || raw {
            value.push(letter);
            continue;
        }
        let next = text[at..].chars().next().unwrap_or('\\');
        at += next.len_utf8().min(text.len() - at);
        match next {
            'n' => value.push('\n'),
            't' => value.push('\t'),
            '\n' => {}
            'u' => {
                let code =
                    text.get(at..at + 4).and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32);
                if let Some(code) = code {
                    value.push(code);
                    at += 4;
                }
            }
            '\\' | '\'' | '"' => value.push(next),
            other => {
                value.push('\\');
                value.push(other);
            }
        }
    }
    (value, (at + close.len()).min(text.len()))
}
