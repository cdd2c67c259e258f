//! What does the `Schedule` of a scheduled action say: `at(…)`, `rate(…)` or `cron(…)`, and what is wrong with it?

use super::cron::{self, Cron};
use crate::engine::Span;
use crate::quantity::{At, datetime};
use jiff::civil::DateTime;
use std::ops::Range;

/// A schedule that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expression {
    /// `at(2026-11-27T11:45:00)`: once, by the clock of `Timezone`.
    At(DateTime),
    /// `rate(5 hours)`: one every so often.
    Rate(Span),
    /// `cron(0 8 ? * MON-FRI *)`: whenever the clock of `Timezone` matches.
    Cron(Cron),
}

/// Something in a schedule that AWS refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The bytes of the schedule that are meant.
    pub span: Range<usize>,
    /// What is there and what was wanted.
    pub message: String,
    /// What was probably meant.
    pub hint: Option<String>,
}

/// What a `*` in one day field of a cron does to the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BothStars {
    /// Nothing but `?` may stand beside a value or a `*`.
    Refuse,
    /// `*` may stand where `?` should, and means the same. Two values are refused all the same.
    Allow,
}

/// What was found on the way: faults end it, remarks do not.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub(super) faults: Vec<Fault>,
    pub(super) remarks: Vec<String>,
}

impl Findings {
    pub(super) fn fault(&mut self, span: Range<usize>, message: impl Into<String>) -> &mut Fault {
        self.faults.push(Fault { span, message: message.into(), hint: None });
        self.faults.last_mut().expect("a fault has just been added")
    }

    pub(super) fn remark(&mut self, message: impl Into<String>) {
        self.remarks.push(message.into());
    }
}

impl Fault {
    pub(super) fn hint(&mut self, hint: impl Into<String>) {
        self.hint = Some(hint.into());
    }
}

/// Longest interval of a rate, a century: a longer one never comes round in a run.
const LONGEST_DAYS: u64 = 36_525;

/// Reads a schedule; with it what AWS accepts but its writer may not mean.
///
/// # Errors
/// Everything that is wrong with it.
///
/// Ref: API reference, PutScheduledAction; user guide, "Schedule recurring scaling actions using cron expressions".
/// Assumes: `cron_both_stars`.
pub fn parse(text: &str, stars: BothStars) -> Result<(Expression, Vec<String>), Vec<Fault>> {
    let mut found = Findings::default();
    let inside = |kind: &str| {
        let inner = text.strip_prefix(kind)?.strip_prefix('(')?.strip_suffix(')')?;
        Some((inner, kind.len() + 1))
    };
    let expression = if let Some((inner, from)) = inside("cron") {
        cron::parse(inner, from, stars, &mut found).map(Expression::Cron)
    } else if let Some((inner, from)) = inside("rate") {
        rate(inner, from, &mut found).map(Expression::Rate)
    } else if let Some((inner, from)) = inside("at") {
        at(inner, from, &mut found).map(Expression::At)
    } else {
        no_schedule(text, &mut found);
        None
    };
    match expression {
        Some(expression) if found.faults.is_empty() => Ok((expression, found.remarks)),
        _ => Err(found.faults),
    }
}

fn no_schedule(text: &str, found: &mut Findings) {
    let fault = found.fault(
        0..text.len(),
        format!("`{text}` is not a schedule; AWS takes cron(M H * * ? *), at(yyyy-mm-ddThh:mm:ss) or rate(5 minutes)"),
    );
    let kind = text.trim_start().split('(').next().unwrap_or_default().trim_end();
    if matches!(text.split_whitespace().count(), 6 | 7) && !text.contains(['(', ')']) {
        fault.hint(format!("write cron({})", text.trim()));
    } else if let Some(known) = ["cron", "rate", "at"].into_iter().find(|known| kind.eq_ignore_ascii_case(known)) {
        fault.hint(format!("it begins with `{known}(` and ends with `)`"));
    }
}

/// Ref: EventBridge user guide, "Creating a rule that runs on a schedule": the unit is singular after 1, else plural.
fn rate(inner: &str, from: usize, found: &mut Findings) -> Option<Span> {
    let all = from..from + inner.len();
    let words: Vec<&str> = inner.split_whitespace().collect();
    let &[number, unit] = words.as_slice() else {
        found.fault(
            all,
            format!("has `{inner}` in rate(), where a number and a unit are wanted, as in rate(5 minutes)"),
        );
        return None;
    };
    let plain = number.len() <= 9 && number.bytes().all(|byte| byte.is_ascii_digit());
    let word = |word: &str| {
        let start = from + inner.find(word).unwrap_or(0);
        start..start + word.len()
    };
    let Some(value) = number.parse::<u64>().ok().filter(|&value| plain && value > 0) else {
        found.fault(word(number), format!("has `{number}` in rate(), where a whole number from 1 on is wanted"));
        return None;
    };
    let lengths = [("minute", Span::MINUTE), ("hour", Span::HOUR), ("day", Span::DAY)];
    let singular = unit.strip_suffix('s').unwrap_or(unit);
    let Some((name, length)) = lengths.into_iter().find(|(name, _)| *name == singular) else {
        let fault = found.fault(word(unit), format!("has `{unit}` in rate(), where AWS knows minutes, hours and days"));
        if singular.eq_ignore_ascii_case("second") {
            fault.hint("nothing runs more often than once a minute");
        }
        return None;
    };
    let wanted = if value == 1 { name.to_owned() } else { format!("{name}s") };
    if unit != wanted {
        let rule =
            if value == 1 { "the unit is singular after 1" } else { "the unit is plural after any number but 1" };
        found.fault(all, format!("has `{number} {unit}`; {rule}")).hint(format!("write rate({value} {wanted})"));
        return None;
    }
    if length * value > Span::DAY * LONGEST_DAYS {
        found.fault(all, format!("has `{number} {unit}` in rate(), which is longer than a century"));
        return None;
    }
    Some(length * value)
}

fn at(inner: &str, from: usize, found: &mut Findings) -> Option<DateTime> {
    let read = datetime(inner);
    if let Ok(At::Local(local)) = read
        && local.to_string() == inner
    {
        if local.second() != 0 {
            found.remark("has seconds in at(); AWS acts to the minute, this run to the second");
        }
        return Some(local);
    }
    let fault = found.fault(
        from..from + inner.len(),
        format!("has `{inner}` in at(), where a date and a time to the second are wanted: at(yyyy-mm-ddThh:mm:ss)"),
    );
    match read {
        Ok(At::Moment(_)) => fault.hint("at() takes no offset: it goes by the clock of `Timezone`, or UTC without one"),
        Ok(At::Local(local)) if local.subsec_nanosecond() == 0 => fault.hint(format!("write at({local})")),
        Ok(_) => fault.hint("whole seconds are wanted"),
        Err(refused) => fault.hint(refused.hint.unwrap_or(refused.message)),
    }
    None
}
