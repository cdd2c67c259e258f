//! Is the verdict the one that AWS's words lead to, for every history of seven periods?

use super::super::{State, TreatMissingData, verdict};
use TreatMissingData::{Breaching, Ignore, Missing, NotBreaching};

const STATES: [State; 3] = [State::Ok, State::InAlarm, State::InsufficientData];

/// Every history of `length` periods, oldest first: `0` good, `X` breaching, `-` missing.
fn histories(length: u32) -> impl Iterator<Item = String> {
    (0..3_u32.pow(length))
        .map(move |code| (0..length).map(|n| ['0', 'X', '-'][(code / 3_u32.pow(n) % 3) as usize]).collect())
}

fn found(history: &str, n: usize, m: usize, missing: TreatMissingData, present: State) -> State {
    let newest_first = history.chars().rev().map(|c| (c != '-').then_some(c == 'X'));
    verdict(newest_first, n as u32, m as u32, missing, present)
}

/// The page sentence by sentence, over the history as text.
///
/// Ref: "Using Amazon CloudWatch alarms", "How alarm state is evaluated when data is missing".
fn by_the_words(history: &str, n: usize, m: usize, missing: TreatMissingData, present: State) -> State {
    let existing = history.replace('-', "");
    let crossed = |points: &str| points.matches('X').count() >= m;
    // Enough datapoints exist: the newest N of them, wherever the gaps lie.
    if existing.len() >= n {
        return if crossed(&existing[existing.len() - n..]) { State::InAlarm } else { State::Ok };
    }
    // Too few: the missing ones are filled in, and all that exist are judged with them.
    let filled = |with: &str| with.repeat(n - existing.len()) + &existing;
    match missing {
        Breaching | NotBreaching => {
            let points = filled(if missing == Breaching { "X" } else { "0" });
            if crossed(&points) { State::InAlarm } else { State::Ok }
        }
        Missing | Ignore if crossed(&existing) => State::InAlarm,
        Missing if existing.is_empty() => State::InsufficientData,
        Missing | Ignore if existing.contains('0') => State::Ok,
        Ignore => present,
        Missing => {
            // The oldest breaching datapoint is at least M periods old, and whatever is newer is breaching or missing.
            let since_the_oldest = history.trim_start_matches('-');
            if since_the_oldest.len() >= m { State::InAlarm } else { present }
        }
    }
}

#[test]
fn f13_every_history_of_seven_periods_as_the_page_has_it() {
    let mut seen = [0_u32; 3];
    for history in histories(7) {
        for n in 1..=5 {
            for m in 1..=n {
                for missing in [Missing, Ignore, Breaching, NotBreaching] {
                    for present in STATES {
                        let state = found(&history, n, m, missing, present);
                        let wanted = by_the_words(&history, n, m, missing, present);
                        assert_eq!(state, wanted, "{history}, {m} of {n}, {missing:?}, {present:?}");
                        seen[STATES.iter().position(|s| *s == state).unwrap()] += 1;
                    }
                }
            }
        }
    }
    assert!(seen.iter().all(|&times| times > 200), "each state is found: {seen:?}");
}

/// When the alarm first comes into ALARM, judged at the end of each period with what has been by then.
fn first_alarm(history: &str, n: usize, m: usize, missing: TreatMissingData) -> usize {
    let mut state = State::InsufficientData;
    for end in 1..=history.len() {
        let range = &history[end.saturating_sub(n + 2)..end];
        state = found(range, n, m, missing, state);
        if state == State::InAlarm {
            return end;
        }
    }
    usize::MAX
}

/// Property 20.
#[test]
fn an_alarm_that_needs_fewer_datapoints_never_comes_later() {
    let mut earlier = 0;
    for history in histories(8) {
        for n in 2..=5 {
            for missing in [Missing, Ignore, Breaching, NotBreaching] {
                let firsts: Vec<usize> = (1..=n).map(|m| first_alarm(&history, n, m, missing)).collect();
                assert!(firsts.is_sorted(), "{history}, 1 to {n} of {n}, {missing:?}: {firsts:?}");
                earlier += u32::from(firsts[0] < firsts[n - 1]);
            }
        }
    }
    assert!(earlier > 1_000);
}
