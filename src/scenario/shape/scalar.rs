//! One word of the file against what the schema wants there: text, a quantity, a number, true or false, a known word.

use super::formats::format;
use super::schema::Schema;
use super::words::{found, one_of, plain, short};
use super::{Pass, Spot};
use crate::quantity::{duration, rate, share};
use crate::scenario::tree::{Kind, Style, is_nothing, number};
use serde_json::Value;

/// Words that take more room are not spelt out beside a near miss [bytes].
const LONGEST_WORDS: usize = 160;

/// A scalar's text and how it was written.
type Written<'t> = (&'t str, Style);

impl<'t> Pass<'t, '_> {
    pub(super) fn scalar(&mut self, spot: &Spot<'t>, written: Written<'t>, schema: Schema<'_>) -> Value {
        let (text, style) = written;
        if style == Style::Plain && is_nothing(text) {
            let allowed = schema.allows("null") || schema.types().is_empty() && schema.words().is_none();
            return if allowed { Value::Null } else { self.wrong(spot, schema) };
        }
        if let Some(words) = schema.words() {
            return self.word(spot, written, &words.iter().map(|word| (plain(word), None)).collect::<Vec<_>>());
        }
        if schema.allows("string") {
            return self.text(spot, text, schema);
        }
        if schema.allows("integer") {
            return self.integer(spot, written, schema);
        }
        if schema.allows("number") {
            return self.float(spot, written, schema);
        }
        if schema.allows("boolean") {
            return self.truth(spot, written, schema);
        }
        let value = self.wrong(spot, schema);
        if schema.allows("array") {
            self.problems.hint_last(format!("write [{}]", short(text)));
        }
        value
    }

    /// A word that must be one of these; those with a second half are not modelled yet.
    pub(super) fn word(&mut self, spot: &Spot<'t>, (text, _): Written<'t>, words: &[(String, Option<&str>)]) -> Value {
        match words.iter().find(|(word, _)| word == text) {
            Some((_, None)) => {}
            Some((_, Some(why))) => {
                let problem = self.error(spot, format!("`{text}` is not modelled yet"));
                if !why.is_empty() {
                    problem.hint(*why);
                }
            }
            None => {
                let modelled = words.iter().filter(|(_, why)| why.is_none());
                let known: Vec<String> = modelled.map(|(word, _)| word.clone()).collect();
                let meant = self.meant(text, known.iter().map(String::as_str)).map(str::to_owned);
                let mut wanted = one_of(&known);
                if meant.is_some() && wanted.len() > LONGEST_WORDS {
                    wanted = format!("one of {} names", known.len());
                }
                let problem = self.error(spot, format!("found {}, wanted {wanted}", found(spot.node)));
                if let Some(meant) = meant {
                    problem.hint(format!("did you mean `{meant}`?"));
                }
            }
        }
        Value::String(text.to_owned())
    }

    fn text(&mut self, spot: &Spot<'t>, text: &str, schema: Schema<'_>) -> Value {
        if let Some(format) = schema.text("format").and_then(format)
            && let Err(refused) = (format.check)(text)
        {
            let problem = self.error(spot, refused.message);
            if let Some(hint) = refused.hint {
                problem.hint(hint);
            }
        }
        let (least, most) = (schema.count("minLength").unwrap_or(0), schema.count("maxLength").unwrap_or(usize::MAX));
        let length = text.chars().count();
        if length < least {
            self.error(spot, format!("`{}` is too short: at least {least} characters", short(text)));
        } else if length > most {
            self.error(spot, format!("`{}` is too long: {length} characters, at most {most}", short(text)));
        }
        Value::String(text.to_owned())
    }

    fn integer(&mut self, spot: &Spot<'t>, (text, style): Written<'t>, schema: Schema<'_>) -> Value {
        let parsed = number(text).filter(|_| style == Style::Plain && !text.contains(['.', 'e', 'E']));
        let Some(written) = parsed else {
            self.wrong(spot, schema);
            self.number_hint(spot, text);
            return Value::Null;
        };
        let Some(value) = text.parse::<i128>().ok() else {
            self.error(spot, format!("`{}` is beyond every whole number here", short(text)));
            return Value::Null;
        };
        let (least, most) = integer_range(schema);
        if value < least {
            self.error(spot, format!("`{}` is too small, wanted at least {least}", short(text)));
        } else if value > most {
            self.error(spot, format!("`{}` is too large, wanted at most {most}", short(text)));
        }
        // `-0` is 0, which JSON knows as a float alone.
        Value::Number(serde_json::Number::from_i128(value).unwrap_or(written))
    }

    fn float(&mut self, spot: &Spot<'t>, (text, style): Written<'t>, schema: Schema<'_>) -> Value {
        let Some(written) = number(text).filter(|_| style == Style::Plain) else {
            let huge = style == Style::Plain
                && text.parse::<f64>().is_ok_and(f64::is_infinite)
                && text.contains(|sign: char| sign.is_ascii_digit());
            if huge {
                self.error(spot, format!("`{}` is beyond every number", short(text)));
                return Value::Null;
            }
            self.wrong(spot, schema);
            self.number_hint(spot, text);
            return Value::Null;
        };
        let value = written.as_f64().expect("a number of JSON has a float");
        let bounds = [
            ("minimum", "too small, wanted at least", value < schema.number("minimum").unwrap_or(f64::MIN)),
            ("maximum", "too large, wanted at most", value > schema.number("maximum").unwrap_or(f64::MAX)),
            (
                "exclusiveMinimum",
                "too small, wanted more than",
                schema.number("exclusiveMinimum").is_some_and(|least| value <= least),
            ),
            (
                "exclusiveMaximum",
                "too large, wanted less than",
                schema.number("exclusiveMaximum").is_some_and(|most| value >= most),
            ),
        ];
        for (keyword, words, _) in bounds.iter().filter(|(_, _, broken)| *broken) {
            let bound = schema.get(keyword).map_or_else(String::new, |bound| trimmed(&bound.to_string()));
            self.error(spot, format!("`{}` is {words} {bound}", short(text)));
        }
        Value::Number(written)
    }

    fn truth(&mut self, spot: &Spot<'t>, (text, style): Written<'t>, schema: Schema<'_>) -> Value {
        let value = match text {
            "true" => true,
            "false" => false,
            _ => {
                self.wrong(spot, schema);
                match text.to_ascii_lowercase().as_str() {
                    "yes" | "on" | "true" | "y" | "1" => self.problems.hint_last("write true"),
                    "no" | "off" | "false" | "n" | "0" => self.problems.hint_last("write false"),
                    _ => {}
                }
                return Value::Null;
            }
        };
        if style == Style::Quoted {
            self.wrong(spot, schema);
            self.problems.hint_last("remove the quotes");
        }
        Value::Bool(value)
    }

    /// What was probably meant by a text where a number is wanted.
    fn number_hint(&mut self, spot: &Spot<'t>, text: &str) {
        let key = spot.path.rsplit('.').next().unwrap_or_default();
        let aws = key.starts_with(|first: char| first.is_ascii_uppercase());
        let plain = text.replace(['_', ','], "");
        let bare = plain.strip_prefix('+').unwrap_or(&plain).trim_start_matches('0');
        let whole = text.parse::<f64>().ok().filter(|value| value.fract() == 0.0 && value.abs() < 1e15);
        if let (true, Ok(span)) = (aws, duration(text)) {
            self.problems.hint_last(format!("AWS counts whole seconds here: write {}", span.secs()));
        } else if let (true, Ok(per_sec)) = (aws, rate(text)) {
            self.problems.hint_last(format!("AWS counts invocations a minute here: write {}", per_sec * 60.0));
        } else if let Ok(share) = share(text) {
            self.problems.hint_last(format!("a plain number has no percent sign: write {share}"));
        } else if number(text).is_some() && spot_is_quoted(spot) {
            self.problems.hint_last("remove the quotes");
        } else if let Some(whole) = whole {
            self.problems.hint_last(format!("write {whole}"));
        } else if bare != text && number(bare).is_some() {
            self.problems.hint_last(format!("write {bare}"));
        } else if text.starts_with('.') && number(&format!("0{text}")).is_some() {
            self.problems.hint_last(format!("write 0{text}"));
        }
    }
}

fn spot_is_quoted(spot: &Spot<'_>) -> bool {
    matches!(spot.node.kind, Kind::Scalar { style: Style::Quoted, .. })
}

/// The whole numbers that fit both the type behind the schema and its bounds.
fn integer_range(schema: Schema<'_>) -> (i128, i128) {
    let (least, most) = match schema.text("format") {
        Some("uint8") => (0, i128::from(u8::MAX)),
        Some("uint16") => (0, i128::from(u16::MAX)),
        Some("uint32") => (0, i128::from(u32::MAX)),
        Some("uint64" | "uint") => (0, i128::from(u64::MAX)),
        Some("int8") => (i128::from(i8::MIN), i128::from(i8::MAX)),
        Some("int16") => (i128::from(i16::MIN), i128::from(i16::MAX)),
        Some("int32") => (i128::from(i32::MIN), i128::from(i32::MAX)),
        _ => (i128::from(i64::MIN), i128::from(i64::MAX)),
    };
    let whole = |keyword| schema.number(keyword).map(|bound| bound as i128);
    let above = whole("minimum").or(whole("exclusiveMinimum").map(|bound| bound + 1));
    let below = whole("maximum").or(whole("exclusiveMaximum").map(|bound| bound - 1));
    (least.max(above.unwrap_or(least)), most.min(below.unwrap_or(most)))
}

/// `0.0` as people write it.
fn trimmed(number: &str) -> String {
    number.strip_suffix(".0").unwrap_or(number).to_owned()
}
