//! Are the panels those that have something to show, and their rows those of the timeline?

use super::*;
use crate::report::fixture;
use proptest::prelude::*;

fn rows(steps: usize) -> Rows {
    Rows::of(&Timeline { step: Span::MINUTE, offered_per_s: vec![0.0; steps], ..Timeline::default() })
}

proptest! {
    #[test]
    fn a_thinned_series_is_short_and_has_every_extreme(values in prop::collection::vec(-1e6_f64..1e6, 1..9_000)) {
        let rows = rows(values.len());
        let thin = rows.both(|step| values[step]);
        prop_assert!(thin.len() <= MOST_ROWS);
        prop_assert_eq!(thin.len(), rows.count);
        for (at, pair) in thin.chunks(2).enumerate().filter(|_| rows.joined > 1) {
            let (from, until) = (at * rows.joined, ((at + 1) * rows.joined).min(values.len()));
            let joined = &values[from..until];
            prop_assert_eq!(pair[0].min(pair[1]), joined.iter().copied().fold(f64::MAX, f64::min));
            prop_assert_eq!(pair[0].max(pair[1]), joined.iter().copied().fold(f64::MIN, f64::max));
        }
        let [low, high] = rows.band(|step| values[step] - 1.0, |step| values[step] + 1.0);
        prop_assert_eq!((low.len(), high.len()), (rows.count, rows.count));
        prop_assert!(thin.iter().zip(low.iter().zip(&high)).all(|(x, (low, high))| low <= x && x <= high));
    }
}

#[test]
fn a_day_of_minutes_is_not_thinned_and_rows_cover_the_whole() {
    assert_eq!(rows(1_440).joined, 1);
    assert_eq!(rows(MOST_ROWS).count, MOST_ROWS);
    for steps in [MOST_ROWS + 1, 10_080, 50_400] {
        let rows = rows(steps);
        assert!(rows.count <= MOST_ROWS && rows.joined > 1);
        let covered = rows.apart * rows.count as u64;
        let whole = Span::MINUTE * steps as u64;
        assert!(covered >= whole && covered < whole + Span::MINUTE * rows.joined as u64, "{steps}");
    }
}

#[test]
fn blanks_stay_blank_and_do_not_swallow_what_follows() {
    let rows = rows(4_032);
    let thin = rows.both(|step| if step < 4_000 { f64::NAN } else { step as f64 });
    assert!(thin[..3_900 / rows.joined * 2].iter().all(|x| x.is_nan()));
    assert_eq!(thin.last(), Some(&4_031.0));
}

#[test]
fn what_clients_try_again_is_a_line_of_the_load() {
    let drawn = |made: fixture::Made| {
        let load = panels(&made.report()).swap_remove(0);
        load.lines.into_iter().find(|line| line.name == "with retries")
    };
    assert_eq!(drawn(fixture::flash_sale()), None);
    let made = fixture::retries();
    let busiest = |of: &[f32]| f64::from(of.iter().copied().fold(0.0, f32::max));
    let (offered, attempts) = (&made.aggregates.mean.offered_per_s, &made.aggregates.mean.attempts_per_s);
    let (offered, attempts) = (busiest(offered), busiest(attempts));
    assert!(attempts > 2.0 * offered, "the hour is the busiest");
    let line = drawn(made).expect("a line");
    assert_eq!(line.values.iter().copied().fold(0.0, f64::max), attempts);
}

#[test]
fn panels_are_those_that_have_something_to_show() {
    let titles =
        |made: fixture::Made| -> Vec<String> { panels(&made.report()).into_iter().map(|panel| panel.title).collect() };
    let day = titles(fixture::flash_sale());
    assert_eq!(day[0], "Requests a second (mean over runs)");
    assert!(day[1].starts_with("Instances (run ") && day[2].starts_with("Utilization (run "), "{day:?}");
    assert!(day[3].starts_with("Latency (mean over runs)"));
    let silent = titles(fixture::zero_traffic());
    assert!(!silent.iter().any(|title| title.starts_with("Latency") || title.contains("not good")), "{silent:?}");
}

#[test]
fn what_really_happened_is_a_line_of_its_own_with_gaps_where_nothing_is_known() {
    use crate::scenario::history::{History, Level};
    let recorded = |made: &fixture::Made| -> Vec<Line> {
        let all = panels(&made.report());
        let named = |panel: &Panel| panel.lines.iter().find(|line| line.name == "recorded").cloned();
        assert!(all.iter().all(|panel| panel.title.starts_with("Instances") || named(panel).is_none()));
        all.iter().filter_map(named).collect()
    };
    for (made, joined) in [(fixture::flash_sale(), false), (fixture::five_weeks(), true)] {
        let mut made = made;
        assert_eq!(recorded(&made), [], "without a record there is no line");
        let step = made.aggregates.mean.step;
        let steps = made.aggregates.mean.offered_per_s.len() as u64;
        let begin = made.aggregates.mean.start;
        let level = |step_no: u64, instances| Level { from: begin + step * step_no, instances };
        let (known, gone, back) = (steps / 4, steps / 2, steps / 4 * 3);
        made.subject.history = Some(History {
            // A peak of one step is not lost where steps are joined.
            levels: vec![
                level(known, Some(5.0)),
                level(known + 9, Some(123.0)),
                level(known + 10, Some(5.0)),
                level(gone, None),
                level(back, Some(7.0)),
            ],
            changes: Some(vec![]),
        });
        let rows = Rows::of(&made.aggregates.mean);
        assert_eq!(rows.joined > 1, joined);
        let all = recorded(&made);
        let [line] = &all[..] else { panic!("one line: {all:?}") };
        assert!(line.values.len() == rows.count && rows.count <= MOST_ROWS && line.band.is_none());
        assert!(!line.dash.is_empty(), "it is told apart without its colour");
        let others = panels(&made.report()).into_iter().filter(|panel| panel.title.starts_with("Instances"));
        let same = others.flat_map(|panel| panel.lines).filter(|other| other.dash == line.dash).count();
        assert_eq!(same, 1, "nothing else of the panel is dashed like it");
        let quarter = rows.count / 4;
        let near = |from: usize, until: usize| &line.values[from + 2..until - 2];
        assert!(near(0, quarter).iter().all(|x| x.is_nan()), "nothing is known at first");
        assert!(near(quarter, 2 * quarter).iter().all(|x| *x == 5.0 || *x == 123.0));
        assert_eq!(line.values.iter().copied().fold(0.0, f64::max), 123.0);
        assert!(near(2 * quarter, 3 * quarter).iter().all(|x| x.is_nan()), "nor in between");
        assert!(near(3 * quarter, rows.count).iter().all(|x| *x == 7.0));
    }
}

#[test]
fn every_line_has_its_rows_and_a_colour_of_the_house() {
    for (name, made) in fixture::all() {
        let report = made.report();
        let rows = Rows::of(&report.aggregates.mean);
        for line in panels(&report).iter().flat_map(|panel| &panel.lines) {
            assert_eq!(line.values.len(), rows.count, "{name}: {}", line.name);
            assert!(INKS.iter().any(|(ink, _)| *ink == line.ink), "{name}: {}", line.ink);
            assert!(line.band.iter().flatten().all(|edge| edge.len() == rows.count), "{name}: {}", line.name);
        }
    }
}
