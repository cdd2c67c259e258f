//! How much earlier or later could a scheduled action come?

use super::knob::{Knob, Setting};
use jiff::ToSpan as _;
use jiff::civil::DateTime;

/// Minutes by which an action comes later than today; negative: earlier.
const SHIFTS_MINUTES: [i32; 12] = [-60, -45, -30, -20, -15, -10, -5, 0, 5, 10, 20, 30];
const MINUTES_OF_A_DAY: i32 = 24 * 60;

/// The knob of an action's lead time; `None` where the schedule has no single time of day.
pub(super) fn lead(action: &str, path: &str, written: &str) -> Option<Knob> {
    let settings: Vec<(i32, Setting)> = SHIFTS_MINUTES
        .into_iter()
        .filter_map(|shift| Some((shift, shifted(written, shift)?)))
        .map(|(shift, schedule)| {
            let label = match shift {
                0 => "as it stands".to_owned(),
                earlier if earlier < 0 => format!("{} min earlier", -earlier),
                later => format!("{later} min later"),
            };
            let edits = if shift == 0 { Vec::new() } else { vec![(path.to_owned(), format!("\"{schedule}\""))] };
            (shift, Setting { label, edits })
        })
        .collect();
    let current = settings.iter().position(|(shift, _)| *shift == 0)?;
    let settings = settings.into_iter().map(|(_, setting)| setting).collect();
    Some(Knob { name: format!("{action}.lead time"), settings, current })
}

/// The schedule so many minutes later: a cron of one minute and one hour that stays within its day, or a moment.
fn shifted(written: &str, minutes: i32) -> Option<String> {
    if let Some(moment) = written.strip_prefix("at(").and_then(|rest| rest.strip_suffix(')')) {
        let moment: DateTime = moment.trim().parse().ok()?;
        let moved = moment.checked_add(minutes.minutes()).ok()?;
        return Some(format!("at({moved})"));
    }
    let fields: Vec<&str> = written.strip_prefix("cron(")?.strip_suffix(')')?.split_ascii_whitespace().collect();
    let [minute, hour, rest @ ..] = fields.as_slice() else { return None };
    let time = hour.parse::<i32>().ok()? * 60 + minute.parse::<i32>().ok()? + minutes;
    let in_day = (0..MINUTES_OF_A_DAY).contains(&time);
    in_day.then(|| format!("cron({} {} {})", time % 60, time / 60, rest.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_day_moves_within_its_day_and_a_moment_anywhere() {
        assert_eq!(shifted("cron(45 11 * * ? *)", -60).unwrap(), "cron(45 10 * * ? *)");
        assert_eq!(shifted("cron(5 8 ? * MON-FRI *)", -15).unwrap(), "cron(50 7 ? * MON-FRI *)");
        assert_eq!(shifted("cron(30 0 * * ? *)", -45), None, "another day of the week");
        assert_eq!(shifted("cron(0/15 8 * * ? *)", 5), None);
        assert_eq!(shifted("at(2026-11-27T00:10:00)", -20).unwrap(), "at(2026-11-26T23:50:00)");
        assert_eq!(shifted("rate(1 hour)", 5), None);
        let knob = lead("open", "a.Schedule", "cron(30 0 * * ? *)").unwrap();
        assert_eq!(knob.settings[knob.current].label, "as it stands");
        assert_eq!(knob.settings[0].label, "30 min earlier");
        assert_eq!(knob.settings[0].edits, [("a.Schedule".to_owned(), "\"cron(0 0 * * ? *)\"".to_owned())]);
        assert!(lead("open", "a.Schedule", "rate(1 hour)").is_none());
    }
}
