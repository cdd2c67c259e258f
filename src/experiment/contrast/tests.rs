//! Two samples by hand: their differences, what may be said of them, and what pairing gains.

use super::*;
use crate::engine::random::{mix, unit_of};
use crate::experiment::fixture::{FRAME, latencies, outcome};
use crate::simulation::outcome::RunOutcome;

/// A number of its own in [0, 1) for each run and purpose.
fn unit(run: u32, purpose: u64) -> f64 {
    unit_of(mix(mix(u64::from(run) + 1) ^ (purpose << 40)))
}

/// A day whose cost and latencies follow the day, and the policy by `less` dollars and `noise`.
fn day(run: u32, less: f64, noise: f64) -> RunOutcome {
    let mut all = outcome(run);
    let cost = 12.0 + 6.0 * unit(run, 1) - less + noise * (unit(run, 2) - 0.5);
    for scope in &mut all.scopes {
        scope.totals.cost_nano_usd = (cost * 1e9) as u64;
        scope.latency = latencies(&[(10, 900), (400 + (300.0 * unit(run, 1)) as u64, 80), (900, 20)]);
    }
    all
}

fn sample(runs: u32, of: impl Fn(u32) -> RunOutcome) -> Sample {
    let mut all = Sample::new(FRAME);
    (1..=runs).for_each(|run| all.add(&of(run)));
    all
}

fn cost(contrasts: &[Contrast]) -> &Contrast {
    of_endpoint(contrasts, "cost_usd")
}

#[test]
fn a_difference_is_told_of_the_days_and_the_rest_is_the_same() {
    let (base, other) = (sample(30, |run| day(run, 0.0, 0.0)), sample(30, |run| day(run, 3.0, 0.4)));
    let all = &contrasts(&base, &[&other])[0];
    let cost = cost(all);
    let difference = cost.difference().unwrap();
    assert!((difference.value + 3.0).abs() < 0.1 && difference.half_width() < 0.06, "{difference:?}");
    assert_eq!((cost.pairs, cost.differing, cost.verdict), (30, 30, Verdict::Lower));
    assert!(cost.paired.unwrap().variance_reduction > 100.0, "{:?}", cost.paired);
    let relative = cost.relative.unwrap();
    assert!((relative.value + 3.0 / cost.base.mean.unwrap()).abs() < 0.01 && relative.high < -0.18, "{relative:?}");
    let p95 = of_endpoint(all, "latency_p95_ms");
    assert_eq!((p95.differing, p95.verdict), (0, Verdict::Same));
    assert!(!base.is_identical_to(&other));
    assert_eq!(all.len(), 2 * METRICS.len(), "both scopes");
}

#[test]
fn the_same_runs_are_identical_and_nothing_differs() {
    let (base, other) = (sample(12, |run| day(run, 0.0, 0.3)), sample(12, |run| day(run, 0.0, 0.3)));
    assert!(base.is_identical_to(&other));
    assert!(contrasts(&base, &[&other])[0].iter().all(|contrast| contrast.verdict == Verdict::Same));
    assert!(!base.is_identical_to(&sample(11, |run| day(run, 0.0, 0.3))));
}

#[test]
fn noise_is_not_told_as_a_difference_and_holm_asks_more_of_many() {
    let base = sample(30, |run| day(run, 0.0, 0.0));
    let unclear = &contrasts(&base, &[&sample(30, |run| day(run, 0.0, 4.0))])[0];
    assert_eq!(cost(unclear).verdict, Verdict::Unclear);
    // A difference that just counts alone does not among twenty.
    let close = sample(30, |run| day(run, 0.55, 4.0));
    let alone = cost(&contrasts(&base, &[&close])[0]).p.unwrap();
    assert!((0.003..0.05).contains(&alone), "{alone}");
    let many: Vec<&Sample> = std::iter::repeat_n(&close, 20).collect();
    let among = &contrasts(&base, &many)[7];
    assert!((cost(among).p.unwrap() - (20.0 * alone).min(1.0)).abs() < 1e-12);
    assert_eq!(cost(among).verdict, Verdict::Unclear);
}

#[test]
fn a_percentile_is_paired_too() {
    let slower = |run: u32| {
        let mut all = day(run, 0.0, 0.0);
        for scope in &mut all.scopes {
            scope.latency = latencies(&[(10, 900), (440 + (300.0 * unit(run, 1)) as u64, 80), (900, 20)]);
        }
        all
    };
    let all = &contrasts(&sample(30, |run| day(run, 0.0, 0.0)), &[&sample(30, slower)])[0];
    let p95 = of_endpoint(all, "latency_p95_ms");
    let difference = p95.difference().unwrap();
    assert!(difference.low > 0.0 && difference.low <= 40.0 && 40.0 <= difference.high, "{difference:?}");
    assert_eq!(p95.verdict, Verdict::Higher);
}

#[test]
fn one_pair_says_nothing_and_blanks_are_left_out() {
    let all = &contrasts(&sample(1, |run| day(run, 0.0, 0.0)), &[&sample(1, |run| day(run, 3.0, 0.0))])[0];
    assert_eq!((cost(all).verdict, cost(all).paired, cost(all).relative), (Verdict::Unclear, None, None));
    let without = |run: u32| {
        let mut all = day(run, 0.0, 0.0);
        for scope in &mut all.scopes {
            scope.worst_hour_secs = (run > 4).then_some([0.1; 3]);
        }
        all
    };
    let all = &contrasts(&sample(10, |run| day(run, 0.0, 0.0)), &[&sample(10, without)])[0];
    assert_eq!(of_endpoint(all, "latency_p95_worst_hour_ms").pairs, 6);
}
