//! Each process has the counts that its theory gives.

use super::*;
use crate::engine::math::{exp, gamma_regularized, ln, ln_gamma};

fn constant(process: Process, per_sec: f64) -> Traffic {
    traffic(process, vec![source("a", Shape::Constant(per_sec))])
}

/// Probability that chi-square with `freedom` degrees exceeds `statistic`.
fn chi_square_tail(statistic: f64, freedom: f64) -> f64 {
    1.0 - gamma_regularized(0.5 * freedom, 0.5 * statistic)
}

#[test]
fn poisson_counts_pass_a_chi_square_test() {
    let counts = window_counts(&constant(Process::Poisson, 0.5), 1, Span::from_secs(10), 20_000);
    // Mean 5 a window: cells 0, 1, … 11, and 12 or more.
    let mut cells = [0.0; 13];
    for count in counts {
        cells[(count as usize).min(12)] += 1.0;
    }
    let share = |k: usize| exp(k as f64 * ln(5.0) - 5.0 - ln_gamma(k as f64 + 1.0));
    let tail = 1.0 - (0..12).map(share).sum::<f64>();
    let statistic: f64 = (0..13)
        .map(|k| {
            let expected = 20_000.0 * if k < 12 { share(k) } else { tail };
            (cells[k] - expected) * (cells[k] - expected) / expected
        })
        .sum();
    let probability = chi_square_tail(statistic, 12.0);
    assert!(probability > 0.001, "chi-square {statistic}");
}

#[test]
fn poisson_gaps_are_exponential() {
    let all = times(&constant(Process::Poisson, 10.0), 1, START, START + Span::from_secs(10_000));
    let mut gaps: Vec<f64> = all.windows(2).map(|pair| pair[1].since(pair[0]).secs()).collect();
    gaps.sort_unstable_by(f64::total_cmp);
    let count = gaps.len() as f64;
    let distance = |(rank, gap): (usize, &f64)| (1.0 - exp(-10.0 * gap) - (rank as f64 + 0.5) / count).abs();
    let largest = gaps.iter().enumerate().map(distance).fold(0.0, f64::max);
    assert!(largest < 1.95 / count.sqrt(), "distance {largest}");
}

#[test]
fn regular_arrivals_are_evenly_spaced() {
    let all = times(&constant(Process::Regular, 8.0), 1, START, START + Span::from_secs(60));
    let exact: Vec<Time> = (1..480).map(|i| START + Span::from_millis(125) * i).collect();
    assert_eq!(all, exact);
}

#[test]
fn renewal_gaps_have_their_mean_and_cv_and_the_first_is_like_the_others() {
    for (process, cv) in [
        (Process::Gamma { cv: 0.5 }, 0.5),
        (Process::Gamma { cv: 2.0 }, 2.0),
        (Process::Hyperexponential { cv: 2.0 }, 2.0),
        (Process::Poisson, 1.0),
    ] {
        let renewal = constant(process, 10.0);
        let all = times(&renewal, 1, START, START + Span::from_secs(20_000));
        let gaps: Vec<f64> = all.windows(2).map(|pair| pair[1].since(pair[0]).secs()).collect();
        let (mean, error) = estimate(&gaps);
        assert!((mean - 0.1).abs() < 4.0 * error, "{:?}: mean {mean}", renewal.process);
        let found = spread(&gaps, 0.1).sqrt() / 0.1;
        assert!((found / cv - 1.0).abs() < 0.03, "{:?}: cv {found}", renewal.process);
        let firsts: Vec<f64> = (1..=2_000)
            .map(|number| renewal.arrivals(run(number), START, START + Span::HOUR).next().since(START).secs())
            .collect();
        let (mean, error) = estimate(&firsts);
        assert!((mean - 0.1).abs() < 4.0 * error, "{:?}: first gap {mean}", renewal.process);
        let found = spread(&firsts, 0.1).sqrt() / 0.1;
        assert!((found / cv - 1.0).abs() < 0.25, "{:?}: cv of the first gap {found}", renewal.process);
    }
}

#[test]
fn batches_come_at_one_moment_and_keep_the_rate_of_requests() {
    for (size, square) in [(BatchSize::Fixed(4), 16.0), (BatchSize::Geometric(5.0), 45.0)] {
        let mean_size = if let BatchSize::Geometric(mean) = size { mean } else { 4.0 };
        let batches = constant(Process::Batches(size), 20.0);
        let counts = window_counts(&batches, 1, Span::from_secs(10), 20_000);
        let (mean, error) = estimate(&counts);
        assert!((mean - 200.0).abs() < 4.0 * error, "{size:?}: mean {mean}");
        // Index of dispersion E[B²]/E[B].
        let dispersion = spread(&counts, 200.0) / 200.0;
        assert!((dispersion / (square / mean_size) - 1.0).abs() < 0.05, "{size:?}: {dispersion}");
        let all = times(&batches, 1, START, START + Span::HOUR);
        let sizes: Vec<usize> = all.chunk_by(|a, b| a == b).map(<[Time]>::len).collect();
        let fixed = matches!(size, BatchSize::Fixed(_));
        assert_eq!(sizes.iter().all(|n| *n == 4), fixed);
    }
}

#[test]
fn a_modulated_or_exciting_process_keeps_the_rate_of_its_curve() {
    let shape = Shape::Sine { mean: 20.0, amplitude: 15.0, period: Span::HOUR, origin: START };
    for process in [
        Process::Mmpp { factors: vec![0.6, 1.8], stay_secs: vec![10.0, 5.0] },
        Process::Mmpp { factors: vec![0.0, 2.0, 1.0], stay_secs: vec![1.0, 1.0, 3.0] },
        Process::Hawkes { branching: 0.5, decay_per_sec: 1.0 },
        Process::Gamma { cv: 2.0 },
    ] {
        let curve = traffic(process, vec![source("a", shape.clone())]);
        let halves = window_counts(&curve, 1, Span::MINUTE * 30, 200);
        for (first, secs) in [(0, 0), (1, 1_800)] {
            let found: Vec<f64> = halves.iter().skip(first).step_by(2).copied().collect();
            let from = START + Span::from_secs(secs);
            let expected = curve.expected(from, from + Span::MINUTE * 30);
            let (mean, error) = estimate(&found);
            assert!((mean - expected).abs() < 4.0 * error + 0.001 * expected, "{:?}: {mean} {expected}", curve.process);
        }
    }
}

#[test]
fn a_self_exciting_process_starts_stationary() {
    // HAWKES-S03: the first 300 s of many runs have the mean and the variance of any 300 s.
    let hawkes = constant(Process::Hawkes { branching: 0.9, decay_per_sec: 0.1 }, 20.0);
    let firsts: Vec<f64> = (1..=1_500).map(|n| window_counts(&hawkes, n, Span::from_secs(300), 1)[0]).collect();
    let (mean, error) = estimate(&firsts);
    assert!((mean - 6_000.0).abs() < 4.0 * error && 4.0 * error < 90.0, "mean {mean}");
    let dispersion = spread(&firsts, 6_000.0) / 6_000.0;
    assert!((dispersion / 68.64 - 1.0).abs() < 0.16, "index of dispersion {dispersion}");
}

#[test]
fn a_modulated_process_starts_stationary() {
    // MMPP-S02: rates 5 and 12, state 1 two thirds of the time.
    let process = Process::Mmpp { factors: vec![5.0 / (22.0 / 3.0), 12.0 / (22.0 / 3.0)], stay_secs: vec![30.0, 15.0] };
    let modulated = constant(process, 22.0 / 3.0);
    let firsts: Vec<f64> = (1..=4_000).map(|n| window_counts(&modulated, n, Span::MINUTE, 1)[0]).collect();
    let (mean, error) = estimate(&firsts);
    assert!((mean - 440.0).abs() < 4.0 * error, "mean {mean}");
    assert!((spread(&firsts, 440.0) / 11_334.3 - 1.0).abs() < 0.1);
}

#[test]
fn day_factors_have_mean_one_their_cv_and_are_shared_by_sources_with_the_same_cv() {
    let days = |traffic: &Traffic, source: u32| -> Vec<f64> {
        let all = collect(traffic.arrivals(run(1), START, START + Span::DAY * 2_000));
        let mut counts = vec![0.0; 2_000];
        let own = all.iter().filter(|arrival| arrival.1 == source);
        own.for_each(|arrival| counts[arrival.0.since(START).whole(Span::DAY) as usize] += 1.0);
        counts
    };
    let busy = |name: &str, cv| {
        let mut busy = source(name, Shape::Constant(0.005));
        busy.day_to_day_cv = cv;
        busy.process = Some(Process::Regular);
        busy
    };
    let three = traffic(Process::Poisson, vec![busy("a", 0.2), busy("b", 0.2), busy("c", 0.3)]);
    let (a, b, c) = (days(&three, 0), days(&three, 1), days(&three, 2));
    let (mean, error) = estimate(&a);
    assert!((mean - 432.0).abs() < 4.0 * error, "mean {mean}");
    assert!((spread(&a, 432.0).sqrt() / 432.0 - 0.2).abs() < 0.015);
    assert!(a.iter().zip(&b).all(|(a, b)| (a - b).abs() <= 1.0), "one busy day for all");
    let product: f64 = a.iter().zip(&c).map(|(a, c)| (a - 432.0) * (c - 432.0)).sum::<f64>() / 2_000.0;
    assert!((product / (432.0 * 432.0 * 0.2 * 0.3)).abs() < 0.1, "another cv is another factor");
}
