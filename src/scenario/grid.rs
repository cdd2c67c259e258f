//! Which values does `-p PATH=…` mean: a list, ranges `a:b:step`, geometric ones `a:b:x2`, in any mixture.

use crate::engine::Span;
use crate::quantity;

/// Most values of one key.
const MOST: usize = 1_000;

/// One key and its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Knob {
    /// As written; may be short.
    pub path: String,
    /// As each would be written, in order.
    pub values: Vec<String>,
}

impl Knob {
    /// Reads `PATH=a:b:step`, `PATH=x,y,z`, `PATH=a:b:x2`.
    ///
    /// # Errors
    /// What is wrong with it, and what was wanted.
    pub fn parse(text: &str) -> Result<Self, String> {
        let Some((path, values)) = text.split_once('=').filter(|(path, _)| !path.trim().is_empty()) else {
            return Err(format!("`{text}` lacks a path and `=`: write PATH=100:500:50 or PATH=60,300,600"));
        };
        let mut all = Vec::new();
        for part in parts(values, ',') {
            let part = part.trim();
            if part.is_empty() {
                return Err(format!("`{text}` has an empty value"));
            }
            all.extend(expanded(part)?);
            if all.len() > MOST {
                return Err(format!("`{text}` has more than {MOST} values"));
            }
        }
        Ok(Self { path: path.trim().to_owned(), values: all })
    }
}

/// Parts between separators that stand in no bracket and no quotes.
fn parts(text: &str, separator: char) -> Vec<&str> {
    let (mut depth, mut quote, mut from, mut all) = (0_i32, None, 0, Vec::new());
    for (at, letter) in text.char_indices() {
        match (quote, letter) {
            (Some(open), _) => quote = Some(open).filter(|open| *open != letter),
            (None, '"' | '\'') => quote = Some(letter),
            (None, '[' | '{' | '(') => depth += 1,
            (None, ']' | '}' | ')') => depth -= 1,
            (None, _) if letter == separator && depth == 0 => {
                all.push(&text[from..at]);
                from = at + letter.len_utf8();
            }
            _ => {}
        }
    }
    all.push(&text[from..]);
    all
}

/// A range written out; anything else is one value.
fn expanded(part: &str) -> Result<Vec<String>, String> {
    let ends = parts(part, ':');
    let [from, to, step] = ends.as_slice() else { return Ok(vec![part.to_owned()]) };
    let (Some(from_number), Some(to_number)) = (Number::read(from), Number::read(to)) else {
        return Ok(vec![part.to_owned()]);
    };
    if let Some(factor) = step.trim().strip_prefix(['x', '*']) {
        return geometric(part, from_number, to_number, factor);
    }
    let Some(step_number) = Number::read(step) else {
        return Err(format!("`{part}`: the step `{}` is neither a number nor a factor like x2", step.trim()));
    };
    let numbers = [from_number, to_number, step_number];
    let units: Vec<&str> = numbers.iter().map(|number| number.unit).filter(|unit| !unit.is_empty()).collect();
    let unit = units.first().copied().unwrap_or("");
    if units.iter().all(|other| *other == unit) {
        let places = numbers.iter().map(|number| number.places).max().unwrap_or(0);
        let [from, to, step] = numbers.map(|number| number.at(places));
        return range(part, from, to, step, |value| format!("{}{unit}", decimal(value, places)));
    }
    let spans = [from, to, step].map(|text| quantity::duration(text.trim()).ok().map(|span| i128::from(span.nanos())));
    let [Some(from), Some(to), Some(step)] = spans else {
        return Err(format!("`{part}`: the three numbers of a range have one unit"));
    };
    range(part, from, to, step, |nanos| quantity::print_duration(Span::from_nanos(nanos as u64)))
}

fn range(part: &str, from: i128, to: i128, step: i128, say: impl Fn(i128) -> String) -> Result<Vec<String>, String> {
    if step <= 0 || to < from {
        return Err(format!("`{part}`: a range goes up, from:to:step with a step above zero"));
    }
    if (to - from) / step >= MOST as i128 {
        return Err(format!("`{part}` has more than {MOST} values"));
    }
    Ok((0..=(to - from) / step).map(|n| say(from + n * step)).collect())
}

fn geometric(part: &str, from: Number<'_>, to: Number<'_>, factor: &str) -> Result<Vec<String>, String> {
    let units_differ = !from.unit.is_empty() && !to.unit.is_empty() && from.unit != to.unit;
    let factor: f64 = factor.trim().parse().unwrap_or(0.0);
    if units_differ || !factor.is_finite() || factor < 1.001 || from.float() <= 0.0 || to.float() < from.float() {
        return Err(format!("`{part}`: steps of a factor go from a number above zero up, like 60:960:x2, in one unit"));
    }
    let unit = if from.unit.is_empty() { to.unit } else { from.unit };
    let (mut value, mut all) = (from.float(), Vec::new());
    while value <= to.float() * (1.0 + 1e-9) && all.len() <= MOST {
        // Six digits are more than a knob has.
        let rounded: f64 = format!("{value:.5e}").parse().expect("a number just written");
        all.push(format!("{rounded}{unit}"));
        value *= factor;
    }
    Ok(all)
}

/// A decimal number and the unit behind it.
#[derive(Clone, Copy)]
struct Number<'t> {
    /// Without its point.
    digits: i128,
    /// Digits behind the point.
    places: u32,
    unit: &'t str,
}

impl<'t> Number<'t> {
    fn read(text: &'t str) -> Option<Self> {
        let text = text.trim();
        let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == '-')).unwrap_or(text.len());
        let (number, unit) = text.split_at(end);
        let (whole, part) = number.split_once('.').unwrap_or((number, ""));
        if number.is_empty() || number.len() > 15 || unit.contains(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let digits = format!("{whole}{part}").parse().ok()?;
        Some(Self { digits, places: part.len() as u32, unit })
    }

    fn at(self, places: u32) -> i128 {
        self.digits * 10_i128.pow(places - self.places)
    }

    fn float(self) -> f64 {
        format!("{}e-{}", self.digits, self.places).parse().expect("a number just written")
    }
}

fn decimal(value: i128, places: u32) -> String {
    let unit = 10_i128.pow(places);
    let sign = if value < 0 { "-" } else { "" };
    let (whole, part) = (value.abs() / unit, value.abs() % unit);
    let text = format!("{sign}{whole}.{part:0width$}", width = places as usize);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Vec<String> {
        Knob::parse(&format!("a.b={text}")).unwrap().values
    }

    #[test]
    fn lists_ranges_and_factors_are_written_out() {
        for (text, expected) in [
            ("60,300,600", &["60", "300", "600"][..]),
            ("100:300:50", &["100", "150", "200", "250", "300"]),
            ("0.1:0.4:0.1", &["0.1", "0.2", "0.3", "0.4"]),
            ("10s:30s:10s", &["10s", "20s", "30s"]),
            ("10:30:10%", &["10%", "20%", "30%"]),
            ("30s:2m:30s", &["30s", "1m", "1m30s", "2m"]),
            ("50:400:x2", &["50", "100", "200", "400"]),
            ("1/s:8/s:x2", &["1/s", "2/s", "4/s", "8/s"]),
            ("0,60:180:60", &["0", "60", "120", "180"]),
            ("15s..60s, 30s", &["15s..60s", "30s"]),
            ("[1, 2],{p50: 1s, p99: 2s}", &["[1, 2]", "{p50: 1s, p99: 2s}"]),
            ("\"12:00:05\"", &["\"12:00:05\""]),
            ("newest,window", &["newest", "window"]),
            ("1:7:4", &["1", "5"]),
        ] {
            assert_eq!(values(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_grid_is_refused_with_what_was_wanted() {
        for (text, told) in [
            ("a.b", "lacks a path"),
            ("=5", "lacks a path"),
            ("a=1,,2", "empty value"),
            ("a=5:1:1", "goes up"),
            ("a=1:5:0", "goes up"),
            ("a=1:5:often", "neither a number nor a factor"),
            ("a=1s:5%:1s", "one unit"),
            ("a=0:5:x2", "factor"),
            ("a=1:5:x1", "factor"),
            ("a=1:999999:1", "more than 1000"),
        ] {
            let refusal = Knob::parse(text).unwrap_err();
            assert!(refusal.contains(told), "{text}: {refusal}");
        }
    }
}
