//! Which numbers does one field of a cron name: lists, ranges, steps and names?

use super::expression::Findings;
use std::collections::BTreeSet;
use std::ops::Range;

/// One of the fields.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) least: i16,
    pub(super) most: i16,
    /// Other words for its values, from `least` on.
    pub(super) names: &'static [&'static str],
    /// Whether what comes after the last value is the first, as in hours and not in years.
    pub(super) comes_round: bool,
    /// Whether AWS's table has `/` in this field.
    pub(super) steps: bool,
}

/// A piece of the schedule's text and where it begins there [bytes].
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece<'t> {
    pub(super) text: &'t str,
    pub(super) from: usize,
}

impl Piece<'_> {
    pub(super) fn span(self) -> Range<usize> {
        self.from..self.from + self.text.len()
    }

    /// The parts between commas.
    fn parts(self) -> impl Iterator<Item = Self> {
        let mut from = self.from;
        self.text.split(',').map(move |text| {
            let part = Self { text, from };
            from += text.len() + 1;
            part
        })
    }

    /// What stands before and behind the first `sign`.
    pub(super) fn around(self, sign: char) -> Option<(Self, Self)> {
        let (before, behind) = self.text.split_once(sign)?;
        let from = self.from + before.len() + sign.len_utf8();
        Some((Self { text: before, ..self }, Self { text: behind, from }))
    }
}

impl Field {
    /// Every value that a list of values, ranges and steps names.
    pub(super) fn set(&self, piece: Piece<'_>, found: &mut Findings) -> Option<BTreeSet<i16>> {
        let mut all = Some(BTreeSet::new());
        for part in piece.parts() {
            match (&mut all, self.part(part, piece, found)) {
                (Some(all), Some(values)) => all.extend(values),
                _ => all = None,
            }
        }
        all
    }

    fn part(&self, part: Piece<'_>, whole: Piece<'_>, found: &mut Findings) -> Option<Vec<i16>> {
        if part.text.is_empty() {
            let message = format!("has nothing between the commas of `{}` in the field {}", whole.text, self.name);
            found.fault(whole.span(), message);
            return None;
        }
        let Some((base, step)) = part.around('/') else { return Some(self.range(part, false, found)?.collect()) };
        if !self.steps {
            let message = format!("has `{}` in the field {}, where AWS knows no `/`", part.text, self.name);
            found.fault(part.span(), message);
            return None;
        }
        let values = self.range(base, true, found);
        let step = self.step(step, part, found);
        Some(values?.step_by(step?).collect())
    }

    /// `*`, `a-b` or `a`; an `a` with a step behind it goes on to the end of the field.
    fn range(&self, base: Piece<'_>, stepped: bool, found: &mut Findings) -> Option<impl Iterator<Item = i16> + use<>> {
        let (first, last) = if base.text == "*" {
            (self.least, self.most)
        } else if let Some((first, last)) = base.around('-') {
            let (first, last) = (self.value(first, found), self.value(last, found));
            (first?, last?)
        } else {
            let only = self.value(base, found)?;
            (only, if stepped { self.most } else { only })
        };
        if first > last && !self.comes_round {
            let message = format!("has `{}` in the field {}, which runs backwards", base.text, self.name);
            found.fault(base.span(), message).hint(format!("write {last}-{first}"));
            return None;
        }
        let (until, again) = if first > last { (self.most, last) } else { (last, self.least - 1) };
        Some((first..=until).chain(self.least..=again))
    }

    fn step(&self, step: Piece<'_>, part: Piece<'_>, found: &mut Findings) -> Option<usize> {
        let Some(every) = digits(step.text).filter(|&every| every > 0) else {
            let message = format!(
                "has `{}` in the field {}, where a whole number from 1 on is wanted behind `/`",
                part.text, self.name
            );
            found.fault(part.span(), message);
            return None;
        };
        if every > self.most - self.least {
            let text = part.text;
            found.remark(format!(
                "has `{text}` in the field {}, whose step goes beyond the field: only the first value counts",
                self.name
            ));
        }
        Some(every.unsigned_abs().into())
    }

    /// A number of the field, or one of its names.
    pub(super) fn value(&self, piece: Piece<'_>, found: &mut Findings) -> Option<i16> {
        let named = (self.least..).zip(self.names).find(|(_, name)| piece.text.eq_ignore_ascii_case(name));
        let value = named.map(|(value, _)| value).or_else(|| digits(piece.text));
        if let Some(value) = value.filter(|value| (self.least..=self.most).contains(value)) {
            return Some(value);
        }
        let what = if piece.text.is_empty() {
            "nothing where a value is wanted".to_owned()
        } else {
            format!("`{}`", piece.text)
        };
        let or_by_name = match self.names {
            [first, .., last] => format!(" or {first} to {last}"),
            _ => String::new(),
        };
        let message = format!(
            "has {what} in the field {}, which goes from {} to {}{or_by_name}",
            self.name, self.least, self.most
        );
        let fault = found.fault(piece.span(), message);
        if let Some(why) = self.why_not(piece.text) {
            fault.hint(why);
        }
        None
    }

    fn why_not(&self, text: &str) -> Option<&'static str> {
        match text {
            "?" => Some("`?` belongs in day-of-month or day-of-week, where it leaves the day to the other"),
            "0" if self.name == "day-of-week" => {
                Some("at AWS 1 is Sunday and 7 Saturday; names leave no doubt: MON-FRI")
            }
            _ if text.contains('#') => Some("`#` belongs in day-of-week: 3#2 is the second Tuesday of the month"),
            _ if text.eq_ignore_ascii_case("L") => Some("`L` belongs in day-of-month or day-of-week"),
            _ if !self.names.is_empty() && text.len() > 3 => Some("names have three letters"),
            _ => None,
        }
    }
}

/// A plain number of at most four digits.
pub(super) fn digits(text: &str) -> Option<i16> {
    let plain = matches!(text.len(), 1..=4) && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| plain)
}
