//! Records are replayed as they are: every count, every stamp, whatever the scale.

use super::*;
use proptest::prelude::*;

fn counts(replay: Replay, period: Span, bins: Vec<(Time, u64)>) -> Shape {
    Shape::Counts(Counts { period, bins: bins.into(), replay, no_data: vec![] })
}

fn replayed(shape: Shape, scale: f64) -> Traffic {
    let mut record = source("record", shape);
    record.scale = scale;
    traffic(Process::Poisson, vec![record])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn the_counts_of_any_run_of_intervals_are_right_to_one(
        values in prop::collection::vec((0_u64..400, 1_u64..3), 1..40),
        scale in prop_oneof![Just(1.0), Just(3.0), 0.0_f64..1.0, 0.0_f64..7.0],
        period_secs in 1_u64..400,
        skip in 0_usize..20,
    ) {
        let period = Span::from_secs(period_secs);
        let mut begin = START + Span::from_secs(4 * 60 + 53);
        let mut bins = vec![];
        for (count, distance) in values {
            bins.push((begin, count));
            begin += period * distance;
        }
        let from = bins[skip.min(bins.len() - 1)].0;
        let record = replayed(counts(Replay::Exact, period, bins.clone()), scale);
        let all = times(&record, 1, from, begin);
        let inside: Vec<_> = bins.iter().filter(|bin| bin.0 >= from).collect();
        for first in 0..inside.len() {
            for last in first..inside.len() {
                let until = inside[last].0 + period;
                let found = all.iter().filter(|at| (inside[first].0..until).contains(*at)).count() as f64;
                let recorded: u64 = inside[first..=last].iter().map(|bin| bin.1).sum();
                prop_assert!((found - scale * recorded as f64).abs() < 1.0 + 1e-6);
                if scale.fract() == 0.0 {
                    prop_assert_eq!(found, scale * recorded as f64);
                }
            }
        }
        // Nothing outside of the intervals.
        prop_assert!(all.iter().all(|at| bins.iter().any(|bin| (bin.0..bin.0 + period).contains(at))));
    }
}

#[test]
fn requests_of_an_interval_lie_uniformly_in_it() {
    let record = replayed(counts(Replay::Exact, Span::MINUTE * 5, vec![(START, 100_000)]), 1.0);
    let all = times(&record, 1, START, START + Span::HOUR);
    assert_eq!(all.len(), 100_000);
    let distance = |(rank, at): (usize, &Time)| (at.since(START).secs() / 300.0 - (rank as f64 + 0.5) / 1e5).abs();
    let largest = all.iter().enumerate().map(distance).fold(0.0, f64::max);
    assert!(largest < 1.95 / 100_000.0_f64.sqrt() && largest > 0.3 / 100_000.0_f64.sqrt(), "distance {largest}");
}

#[test]
fn counts_within_an_interval_are_binomial() {
    // 1,000 requests in each of 3,000 intervals: the first tenth, the first half and two thirds of them.
    let bins = (0..3_000).map(|i| (START + Span::MINUTE * i, 1_000)).collect();
    let record = replayed(counts(Replay::Exact, Span::MINUTE, bins), 1.0);
    let all = times(&record, 1, START, START + Span::MINUTE * 3_000);
    for share in [0.1, 0.5, 2.0 / 3.0] {
        let mut found = vec![0.0; 3_000];
        for at in &all {
            let since = at.since(START);
            let minute = since.whole(Span::MINUTE);
            let inside = (since - Span::MINUTE * minute).secs() / 60.0;
            found[minute as usize] += f64::from(u8::from(inside < share));
        }
        let (mean, error) = estimate(&found);
        assert!((mean - 1_000.0 * share).abs() < 4.0 * error, "mean {mean}");
        let variance = spread(&found, 1_000.0 * share) / (1_000.0 * share * (1.0 - share));
        assert!((variance - 1.0).abs() < 0.11, "variance {variance}");
    }
}

#[test]
fn a_huge_interval_needs_no_memory() {
    let record = replayed(counts(Replay::Exact, Span::MINUTE, vec![(START, 1_000_000_000)]), 1.0);
    let mut arrivals = record.arrivals(run(1), START, START + Span::HOUR);
    for _ in 0..100_000 {
        arrivals.advance();
    }
    let secs = arrivals.next().since(START).secs();
    assert!((secs - 60.0 * 1e-4).abs() < 1e-4, "100,000 of 10^9 after {secs} s");
}

#[test]
fn an_earlier_begin_moves_no_request_of_a_record() {
    let bins: Vec<_> = (0..10).map(|i| (START + Span::MINUTE * i, 500 + i)).collect();
    let record = replayed(counts(Replay::Exact, Span::MINUTE, bins), 0.7);
    let (from, until) = (START + Span::from_secs(200), START + Span::HOUR);
    let whole = times(&record, 1, START, until);
    let late: Vec<Time> = whole.into_iter().filter(|at| *at >= from).collect();
    assert_eq!(late, times(&record, 1, from, until));
}

#[test]
fn resampled_counts_are_a_rate_and_a_gap_stays_empty() {
    let bins = vec![(START, 600), (START + Span::MINUTE * 2, 1_200)];
    let record = replayed(counts(Replay::Resampled, Span::MINUTE, bins), 1.0);
    let found: Vec<Vec<f64>> = (1..=200).map(|n| window_counts(&record, n, Span::MINUTE, 4)).collect();
    for (minute, expected) in [600.0, 0.0, 1_200.0, 0.0].into_iter().enumerate() {
        let counts: Vec<f64> = found.iter().map(|run| run[minute]).collect();
        let (mean, error) = estimate(&counts);
        assert!((mean - expected).abs() <= 4.0 * error, "minute {minute}: {mean}");
        if expected > 0.0 {
            assert!((spread(&counts, expected) / expected - 1.0).abs() < 0.4, "Poisson around the count");
        }
    }
    assert_eq!(record.rate_per_sec(START + Span::from_secs(61)), 0.0);
}

#[test]
fn growth_and_day_factors_multiply_counts_too() {
    let bins = (0..48).map(|i| (START + Span::HOUR * i, 1_000)).collect();
    let mut record = source("record", counts(Replay::Exact, Span::HOUR, bins));
    record.growth = Some(Growth { share: 0.5, every: Span::DAY });
    let mut record = traffic(Process::Poisson, vec![record]);
    let days = window_counts(&record, 1, Span::DAY, 2);
    assert_eq!(days, [24_000.0, 36_000.0]);
    record.sources[0].day_to_day_cv = 0.3;
    let busy = window_counts(&record, 1, Span::DAY, 2);
    assert!(busy[0] != days[0] && (busy[1] / busy[0] - 1.5).abs() > 0.01);
}

fn stamps() -> Vec<Time> {
    [0, 5, 5, 5, 9, 100, 100, 130].map(|secs| START + Span::from_secs(secs)).to_vec()
}

#[test]
fn every_stamp_is_replayed_and_those_outside_the_run_are_not() {
    let record = replayed(Shape::Stamps(stamps().into()), 1.0);
    assert_eq!(times(&record, 1, START, START + Span::HOUR), stamps());
    let inside = times(&record, 1, START + Span::from_secs(5), START + Span::from_secs(100));
    assert_eq!(inside, &stamps()[1..5]);
    assert_eq!(record.expected(START, START + Span::HOUR), 8.0);
}

#[test]
fn copies_of_a_stamp_lie_between_it_and_the_next() {
    let record = replayed(Shape::Stamps(stamps().into()), 3.0);
    let all = times(&record, 1, START, START + Span::HOUR);
    assert_eq!(all.len(), 24);
    for stamp in stamps() {
        assert!(all.contains(&stamp), "the first copy stays");
    }
    let inside = |from, to| {
        let (from, to) = (START + Span::from_secs(from), START + Span::from_secs(to));
        all.iter().filter(|at| (from..to).contains(*at)).count()
    };
    assert_eq!([inside(0, 5), inside(5, 9), inside(9, 100), inside(100, 130), inside(130, 160)], [3, 9, 3, 6, 3]);
    let mut distinct = all.clone();
    distinct.dedup();
    assert!(distinct.len() > 18, "copies are moved");
}

#[test]
fn a_fraction_of_the_stamps_is_chosen_by_keyed_draws() {
    let many: Vec<Time> = (0..20_000).map(|i| START + Span::from_millis(i * 250)).collect();
    let thin = replayed(Shape::Stamps(many.clone().into()), 0.3);
    let found = times(&thin, 1, START, START + Span::HOUR * 2);
    let deviation = (20_000.0_f64 * 0.3 * 0.7).sqrt();
    assert!((found.len() as f64 - 6_000.0).abs() < 4.0 * deviation);
    assert!(found.iter().all(|at| many.binary_search(at).is_ok()), "those that are left stay where they are");
    let more = times(&replayed(Shape::Stamps(many.clone().into()), 0.5), 1, START, START + Span::HOUR * 2);
    assert!(found.iter().all(|at| more.binary_search(at).is_ok()), "a larger share holds the smaller one");
    let twice_and = replayed(Shape::Stamps(many.into()), 2.3);
    let count = times(&twice_and, 1, START, START + Span::HOUR * 2).len() as f64;
    assert!((count - 46_000.0).abs() < 4.0 * deviation);
}
