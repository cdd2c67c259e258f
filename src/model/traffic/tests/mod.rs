//! Arrivals against closed forms, oracles and invariants.

mod oracles;
mod processes;
mod records;
mod shapes;
mod streams;

use super::*;

/// Monday, 2026-01-05T00:00Z.
const START: Time = Time::from_secs(1_767_571_200);

fn source(name: &str, shape: Shape) -> Source {
    Source { name: name.to_owned(), shape, scale: 1.0, growth: None, to: None, process: None, day_to_day_cv: 0.0 }
}

fn traffic(process: Process, sources: Vec<Source>) -> Traffic {
    Traffic { sources, process, zone: Zone::utc(), start: START }
}

fn run(number: u32) -> RunSeed {
    RunSeed { seed: 7, run: number }
}

fn collect(mut arrivals: Arrivals) -> Vec<(Time, u32)> {
    let mut all = Vec::new();
    while arrivals.next() < Time::NEVER {
        all.push((arrivals.next(), arrivals.source()));
        arrivals.advance();
    }
    assert!(all.is_sorted(), "arrivals come in order of time, then source");
    all
}

fn times(traffic: &Traffic, number: u32, from: Time, until: Time) -> Vec<Time> {
    collect(traffic.arrivals(run(number), from, until)).into_iter().map(|arrival| arrival.0).collect()
}

/// Arrivals in each of `windows` windows of length `window` from START.
fn window_counts(traffic: &Traffic, number: u32, window: Span, windows: u64) -> Vec<f64> {
    let mut counts = vec![0.0; windows as usize];
    let mut arrivals = traffic.arrivals(run(number), START, START + window * windows);
    while arrivals.next() < Time::NEVER {
        counts[arrivals.next().since(START).whole(window) as usize] += 1.0;
        arrivals.advance();
    }
    counts
}

/// Mean, variance around `center`, and their standard errors over replications.
fn estimate(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let variance = values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (count - 1.0);
    (mean, (variance / count).sqrt())
}

fn spread(values: &[f64], center: f64) -> f64 {
    values.iter().map(|x| (x - center) * (x - center)).sum::<f64>() / values.len() as f64
}

#[test]
fn no_traffic_has_no_arrivals() {
    for sources in [vec![], vec![source("a", Shape::Constant(0.0))], vec![source("a", Shape::Stamps([].into()))]] {
        let nothing = traffic(Process::Poisson, sources);
        assert_eq!(times(&nothing, 1, START, START + Span::DAY * 365), []);
        assert_eq!(nothing.expected(START, START + Span::DAY), 0.0);
    }
}
