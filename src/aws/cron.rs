//! When a scheduled action falls due: the `Schedule` of `PutScheduledAction`. This version runs one form, a clock time
//! of every day; the others are told apart so that they can be refused by name.

/// What a `Schedule` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Schedule {
    /// `cron(M H * * ? *)`
    Daily {
        /// 0 to 23.
        hour: u32,
        /// 0 to 59.
        minute: u32,
    },
    /// Well formed as far as one can see, but of another form; the word names it.
    NotYet(&'static str),
}

const FIELDS: [&str; 6] = ["minutes", "hours", "day-of-month", "month", "day-of-week", "year"];

/// Reads a schedule.
///
/// # Errors
/// What is wrong with it.
///
/// Ref: Application Auto Scaling user guide, "Schedule recurring scaling actions using cron expressions".
pub fn parse(text: &str) -> Result<Schedule, String> {
    let inner = |kind: &str| text.strip_prefix(kind)?.strip_prefix('(')?.strip_suffix(')');
    if inner("at").is_some() {
        return Ok(Schedule::NotYet("at()"));
    }
    if inner("rate").is_some() {
        return Ok(Schedule::NotYet("rate()"));
    }
    let Some(fields) = inner("cron") else {
        return Err(format!(
            "`{text}` is not a schedule; AWS takes cron(M H * * ? *), at(yyyy-mm-ddThh:mm:ss) or rate(5 minutes)"
        ));
    };
    cron(&fields.split_whitespace().collect::<Vec<_>>())
}

fn cron(fields: &[&str]) -> Result<Schedule, String> {
    if fields.len() != FIELDS.len() {
        return Err(format!("has {} fields; AWS's cron has six: {}", fields.len(), FIELDS.join(", ")));
    }
    for (field, name) in fields.iter().zip(FIELDS) {
        if let Some(bad) = field.chars().find(|c| !c.is_ascii_alphanumeric() && !",-*?/#".contains(*c)) {
            return Err(format!("`{bad}` has no meaning in the field {name}"));
        }
    }
    match (fields[2], fields[4]) {
        ("?", "?") => return Err("has `?` in both day fields; AWS needs a value or `*` in one of them".to_owned()),
        (day, week) if day != "?" && week != "?" => {
            return Err(format!(
                "has `{day}` as day-of-month and `{week}` as day-of-week; AWS needs `?` in one of the two, as in cron(45 11 * * ? *)"
            ));
        }
        _ => {}
    }
    let every_day = fields[3] == "*" && fields[5] == "*" && matches!((fields[2], fields[4]), ("*", "?") | ("?", "*"));
    match (number(fields[0], 59, FIELDS[0])?, number(fields[1], 23, FIELDS[1])?) {
        (Some(minute), Some(hour)) if every_day => Ok(Schedule::Daily { hour, minute }),
        _ => Ok(Schedule::NotYet("a cron other than cron(M H * * ? *) with plain numbers")),
    }
}

/// The plain number in a field; `None` where it is a list, a range or a step.
fn number(field: &str, most: u32, name: &str) -> Result<Option<u32>, String> {
    if !field.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(None);
    }
    match field.parse::<u32>() {
        Ok(value) if value <= most => Ok(Some(value)),
        _ => Err(format!("has {field} in the field {name}, which goes from 0 to {most}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_time_of_every_day_is_read() {
        assert_eq!(parse("cron(45 11 * * ? *)"), Ok(Schedule::Daily { hour: 11, minute: 45 }));
        assert_eq!(parse("cron(0 0 ? * * *)"), Ok(Schedule::Daily { hour: 0, minute: 0 }));
    }

    #[test]
    fn every_other_form_is_named() {
        for text in [
            "cron(0 8,20 * * ? *)",
            "cron(0/15 * * * ? *)",
            "cron(0 8 ? * MON-FRI *)",
            "cron(0 8 1 * ? *)",
            "cron(0 8 * * ? 2027)",
        ] {
            assert!(matches!(parse(text), Ok(Schedule::NotYet(word)) if word.starts_with("a cron")), "{text}");
        }
        assert_eq!(parse("at(2027-01-01T00:00:00)"), Ok(Schedule::NotYet("at()")));
        assert_eq!(parse("rate(5 minutes)"), Ok(Schedule::NotYet("rate()")));
    }

    #[test]
    fn what_aws_refuses_is_refused_with_the_field() {
        for (text, wanted) in [
            ("cron(0 8 * * *)", "has 5 fields"),
            ("cron(60 8 * * ? *)", "minutes, which goes from 0 to 59"),
            ("cron(0 24 * * ? *)", "hours, which goes from 0 to 23"),
            ("cron(0 8 * * * *)", "`?` in one of the two"),
            ("cron(0 8 ? * ? *)", "`?` in both"),
            ("0 8 * * ? *", "not a schedule"),
            ("cron(0 8 * * ? *", "not a schedule"),
            ("cron(0 8 + * ? *)", "`+` has no meaning in the field day-of-month"),
        ] {
            let message = parse(text).unwrap_err();
            assert!(message.contains(wanted), "{text}: {message}");
        }
    }
}
