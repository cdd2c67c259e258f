//! How a history with gaps becomes a state.

use super::{State, TreatMissingData};

/// What an evaluation range holds.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    /// Datapoints that are there.
    real: u32,
    /// Of these, breaching.
    breaching: u32,
    /// Breaching among the newest N that are there.
    breaching_newest: u32,
    /// Position of the oldest breaching one, counted from the newest period, which is 1.
    oldest_breach: u32,
}

impl Tally {
    fn of(range: impl Iterator<Item = Option<bool>>, evaluation_periods: u32) -> Self {
        let mut tally = Self::default();
        for (position, point) in (1..).zip(range) {
            let Some(breaches) = point else { continue };
            tally.real += 1;
            if breaches {
                tally.breaching += 1;
                tally.breaching_newest += u32::from(tally.real <= evaluation_periods);
                tally.oldest_breach = position;
            }
        }
        tally
    }
}

/// The state that `CloudWatch` finds for an evaluation range. `range` is newest first: `Some(true)` breaching,
/// `Some(false)` not breaching, `None` missing.
///
/// Ref: "Using Amazon `CloudWatch` alarms", "How alarm state is evaluated when data is missing" (both tables).
/// Assumes: `missing_only_breaching: keep` (too few datapoints, all of them breaching, none old enough: the state
/// stays).
pub fn verdict(
    range: impl Iterator<Item = Option<bool>>,
    evaluation_periods: u32,
    datapoints_to_alarm: u32,
    missing: TreatMissingData,
    present: State,
) -> State {
    let tally = Tally::of(range, evaluation_periods);
    let alarm_if = |breaching: u32| if breaching >= datapoints_to_alarm { State::InAlarm } else { State::Ok };
    if tally.real >= evaluation_periods {
        return alarm_if(tally.breaching_newest);
    }
    let filled = evaluation_periods - tally.real;
    match missing {
        TreatMissingData::Breaching => alarm_if(tally.breaching + filled),
        TreatMissingData::NotBreaching => alarm_if(tally.breaching),
        _ if tally.breaching >= datapoints_to_alarm => State::InAlarm,
        TreatMissingData::Missing if tally.real == 0 => State::InsufficientData,
        _ if tally.breaching < tally.real => State::Ok,
        // Everything since the oldest breaching datapoint is breaching or missing.
        TreatMissingData::Missing if tally.oldest_breach >= datapoints_to_alarm => State::InAlarm,
        TreatMissingData::Missing | TreatMissingData::Ignore => present,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use TreatMissingData::{Breaching, Ignore, Missing, NotBreaching};

    /// `points` as AWS's tables print them, oldest first: `0` good, `X` breaching, `-` missing.
    fn range(points: &str) -> impl Iterator<Item = Option<bool>> + '_ {
        points.bytes().rev().filter(|&c| c != b' ').map(|c| match c {
            b'X' => Some(true),
            b'0' => Some(false),
            _ => None,
        })
    }

    const KEEP: &str = "keep";

    /// Judged from every present state; a state that only stays reads "keep".
    fn judged(points: &str, n: u32, m: u32, missing: TreatMissingData) -> &'static str {
        let from = |present| verdict(range(points), n, m, missing, present);
        let all = [State::Ok, State::InAlarm, State::InsufficientData];
        if all.iter().all(|&present| from(present) == present) {
            return KEEP;
        }
        let first = from(State::Ok);
        assert!(all.iter().all(|&present| from(present) == first), "{points}: depends on the present state");
        first.name()
    }

    fn row(points: &str, m: u32) -> [&'static str; 4] {
        [Missing, Ignore, Breaching, NotBreaching].map(|missing| judged(points, 3, m, missing))
    }

    #[test]
    fn f1_to_f5_three_out_of_three() {
        assert_eq!(row("0 - X - X", 3), ["OK", "OK", "OK", "OK"]);
        assert_eq!(row("0 - - - -", 3), ["OK", "OK", "OK", "OK"]);
        assert_eq!(row("- - - - -", 3), ["INSUFFICIENT_DATA", KEEP, "ALARM", "OK"]);
        assert_eq!(row("0 X X - X", 3), ["ALARM", "ALARM", "ALARM", "ALARM"]);
        assert_eq!(row("- - X - -", 3), ["ALARM", KEEP, "ALARM", "OK"]);
    }

    #[test]
    fn f6_to_f10_two_out_of_three() {
        assert_eq!(row("0 - X - X", 2), ["ALARM", "ALARM", "ALARM", "ALARM"]);
        assert_eq!(row("0 0 X 0 X", 2), ["ALARM", "ALARM", "ALARM", "ALARM"]);
        assert_eq!(row("0 - X - -", 2), ["OK", "OK", "ALARM", "OK"]);
        assert_eq!(row("- - - - 0", 2), ["OK", "OK", "ALARM", "OK"]);
        assert_eq!(row("- - - X -", 2), ["ALARM", KEEP, "ALARM", "OK"]);
    }

    #[test]
    fn f11_and_f12_the_premature_alarm() {
        assert_eq!(judged("- - - - -", 3, 3, Breaching), "ALARM");
        assert_eq!(judged("- - - - X", 3, 3, Missing), KEEP);
        assert_eq!(judged("- - - X -", 3, 3, Missing), KEEP);
        assert_eq!(judged("- - - X 0", 3, 3, Missing), "OK");
        assert_eq!(judged("- - X - 0", 3, 3, Missing), "OK");
    }

    /// Every history of five periods, every M of N, against the rules of the page written out separately.
    #[test]
    fn every_history_of_five_periods() {
        for code in 0..3_u32.pow(5) {
            let history: Vec<Option<bool>> =
                (0..5).map(|i| [None, Some(false), Some(true)][(code / 3_u32.pow(i) % 3) as usize]).collect();
            for n in 1..=3_usize {
                for m in 1..=n {
                    for missing in [Missing, Ignore, Breaching, NotBreaching] {
                        let found = verdict(history.iter().copied(), n as u32, m as u32, missing, State::Ok);
                        let from_alarm = verdict(history.iter().copied(), n as u32, m as u32, missing, State::InAlarm);
                        let wanted = by_the_page(&history, n, m, missing);
                        assert_eq!(found, wanted.unwrap_or(State::Ok), "{history:?} {m} of {n} {missing:?}");
                        assert_eq!(from_alarm, wanted.unwrap_or(State::InAlarm), "{history:?} {m} of {n} {missing:?}");
                    }
                }
            }
        }
    }

    /// `None`: the state stays. `history` is newest first.
    fn by_the_page(history: &[Option<bool>], n: usize, m: usize, missing: TreatMissingData) -> Option<State> {
        let real: Vec<bool> = history.iter().flatten().copied().collect();
        let mut filled: Vec<bool> = real.iter().copied().take(n).collect();
        let enough = real.len() >= n;
        while filled.len() < n && matches!(missing, Breaching | NotBreaching) {
            filled.push(missing == Breaching);
        }
        if filled.iter().filter(|&&breaches| breaches).count() >= m {
            return Some(State::InAlarm);
        }
        if enough || matches!(missing, Breaching | NotBreaching) || real.contains(&false) {
            return Some(State::Ok);
        }
        match (missing, history.iter().rposition(|point| *point == Some(true))) {
            (Missing, None) => Some(State::InsufficientData),
            (Missing, Some(oldest)) if oldest + 1 >= m => Some(State::InAlarm),
            _ => None,
        }
    }
}
