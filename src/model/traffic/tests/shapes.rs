//! The rate of every shape against its formula, by the local clock, on plain days and on days that DST changes.

use super::*;
use crate::engine::math::{cos, sin};
use jiff::civil::date;
use std::f64::consts::TAU;

/// Rate of a shape at a moment, straight from its definition.
fn formula(shape: &Shape, zone: &Zone, at: Time) -> f64 {
    let local = zone.local(at);
    let clock = f64::from(i32::from(local.hour()) * 3_600 + i32::from(local.minute()) * 60 + i32::from(local.second()))
        + f64::from(local.subsec_nanosecond()) / 1e9;
    let secs = |at: Time| at.nanos() as f64 / 1e9;
    match shape {
        Shape::Constant(rate) => *rate,
        Shape::Sine { mean, amplitude, period, origin } => {
            let since = i128::from(at.nanos()) - i128::from(origin.nanos());
            mean + amplitude * sin(TAU * (since as f64 / period.nanos() as f64))
        }
        Shape::Daily { low, high, peak } => {
            0.5 * (low + high) + 0.5 * (high - low) * cos(TAU * (clock - f64::from(peak.0)) / 86_400.0)
        }
        Shape::Hours(rates) => rates[local.hour() as usize],
        Shape::Week(rates) => {
            rates[24 * local.date().weekday().to_monday_zero_offset() as usize + local.hour() as usize]
        }
        Shape::Ramp(Points::Daily(points)) => {
            let points: Vec<_> = points.iter().map(|point| (f64::from(point.0.0), point.1)).collect();
            let first = (points[0].0 + 86_400.0, points[0].1);
            let last = (points[points.len() - 1].0 - 86_400.0, points[points.len() - 1].1);
            let around: Vec<_> = [last].into_iter().chain(points).chain([first]).collect();
            linear(&around, clock)
        }
        Shape::Steps(Points::Daily(points)) => {
            let before = points.iter().rev().find(|point| f64::from(point.0.0) <= clock);
            before.unwrap_or(&points[points.len() - 1]).1
        }
        Shape::Ramp(Points::Once(points)) => {
            let points: Vec<_> = points.iter().map(|point| (secs(point.0) - secs(START), point.1)).collect();
            linear(&points, secs(at) - secs(START))
        }
        Shape::Steps(Points::Once(points)) => points.iter().rev().find(|point| point.0 <= at).unwrap_or(&points[0]).1,
        _ => panic!("no formula"),
    }
}

fn linear(points: &[(f64, f64)], x: f64) -> f64 {
    if x <= points[0].0 {
        return points[0].1;
    }
    let pair = points.windows(2).find(|pair| x < pair[1].0);
    pair.map_or(points[points.len() - 1].1, |pair| {
        pair[0].1 + (pair[1].1 - pair[0].1) * (x - pair[0].0) / (pair[1].0 - pair[0].0)
    })
}

/// Midpoint sum at a quarter of a second.
fn integral(shape: &Shape, zone: &Zone, from: Time, until: Time) -> f64 {
    let quarter = Span::from_millis(250);
    let steps = until.since(from).whole(quarter);
    (0..steps).map(|i| formula(shape, zone, from + quarter * i + Span::from_millis(125)) * 0.25).sum()
}

fn every_shape() -> Vec<Shape> {
    let hour = |h: u32| Clock(h * 3_600);
    let week = std::array::from_fn(|h| 20.0 + (h * 7 % 31) as f64);
    vec![
        Shape::Constant(20.0),
        Shape::Ramp(Points::Once(vec![(START + Span::HOUR, 10.0), (START + Span::HOUR * 2, 40.0)])),
        Shape::Steps(Points::Once(vec![(START + Span::MINUTE * 90, 15.0), (START + Span::HOUR * 3, 60.0)])),
        Shape::Ramp(Points::Daily(vec![(hour(1), 10.0), (hour(3), 50.0), (hour(20), 5.0)])),
        Shape::Steps(Points::Daily(vec![(Clock(9_000), 10.0), (hour(3), 30.0), (hour(20), 50.0)])),
        Shape::Sine { mean: 25.0, amplitude: 24.0, period: Span::HOUR, origin: START + Span::MINUTE * 7 },
        Shape::Sine { mean: 25.0, amplitude: 20.0, period: Span::from_millis(700_301), origin: START },
        Shape::Daily { low: 10.0, high: 40.0, peak: hour(20) },
        Shape::Hours(Box::new(std::array::from_fn(|h| 10.0 + (h * 11 % 24) as f64))),
        Shape::Week(Box::new(week)),
    ]
}

#[test]
fn every_minute_of_every_shape_has_the_integral_of_its_formula() {
    let utc = Zone::utc();
    for shape in every_shape() {
        let steady = traffic(Process::Poisson, vec![source("a", shape.clone())]);
        let mean = steady.expected(START, START + Span::DAY) / 1_440.0;
        for i in 0..60 {
            // Minutes that begin anywhere, also before the start.
            let from = START.back(Span::HOUR) + Span::from_millis(250) * (i * 8_291);
            let expected = steady.expected(from, from + Span::MINUTE);
            let exact = integral(&shape, &utc, from, from + Span::MINUTE);
            // A level jump inside the minute costs the midpoint sum at most a quarter second of it.
            assert!((expected - exact).abs() < 2e-4 * mean, "{shape:?} at {}: {expected} {exact}", utc.iso(from));
        }
    }
}

#[test]
fn arrivals_of_every_shape_follow_its_integral() {
    // Regular arrivals stand at whole numbers of operational time, so their count is the integral rounded down.
    for shape in every_shape() {
        let regular = traffic(Process::Regular, vec![source("a", shape)]);
        let from = START.back(Span::MINUTE * 30);
        let all = times(&regular, 1, from, START + Span::HOUR * 26);
        for i in 1..=100 {
            let until = from + Span::from_secs(950) * i;
            let count = all.partition_point(|at| *at < until) as f64;
            let expected = regular.expected(from, until);
            assert!((count - expected).abs() <= 1.0 + 1e-6, "{:?}: {count} {expected}", regular.sources[0].shape);
        }
    }
}

#[test]
fn curves_follow_the_clock_on_days_that_daylight_saving_changes() {
    let cases = [
        ("Europe/Berlin", [(2026, 3, 29, 23), (2026, 10, 25, 25)]),
        ("America/New_York", [(2026, 3, 8, 23), (2026, 11, 1, 25)]),
    ];
    for (name, days) in cases {
        let zone = Zone::named(name).unwrap();
        for (year, month, day, hours) in days {
            let from = zone.midnight(date(year, month, day)).unwrap();
            let until = zone.midnight(date(year, month, day).tomorrow().unwrap()).unwrap();
            assert_eq!(until.since(from), Span::HOUR * hours);
            for shape in every_shape() {
                let mut local = traffic(Process::Poisson, vec![source("a", shape.clone())]);
                local.zone = zone.clone();
                let (expected, exact) = (local.expected(from, until), integral(&shape, &zone, from, until));
                assert!((expected / exact - 1.0).abs() < 1e-5, "{shape:?} on {day}.{month}.: {expected} {exact}");
            }
        }
    }
}

#[test]
fn a_skipped_hour_does_not_occur_and_a_repeated_one_occurs_twice() {
    let mut rates = [0.0; 24];
    rates[2] = 1.0;
    let zone = Zone::named("Europe/Berlin").unwrap();
    let mut at_two = traffic(Process::Poisson, vec![source("a", Shape::Hours(Box::new(rates)))]);
    at_two.zone = zone.clone();
    for (month, day, requests) in [(3, 28, 3_600.0), (3, 29, 0.0), (10, 25, 7_200.0)] {
        let from = zone.midnight(date(2026, month, day)).unwrap();
        assert_eq!(at_two.expected(from, from + Span::HOUR * 20), requests);
    }
}

fn spike(at: At, size: SpikeSize) -> Shape {
    Shape::Spike { at, size, rise: Span::MINUTE * 2, hold: Span::MINUTE * 10, fall: Span::MINUTE * 5 }
}

#[test]
fn a_spike_rises_holds_and_falls_linearly() {
    let noon = START + Span::HOUR * 12;
    for at in [At::Daily(Clock(43_200)), At::Once(noon)] {
        let sale = traffic(Process::Poisson, vec![source("sale", spike(at, SpikeSize::Add(120.0)))]);
        let heights = [(0, 0.0), (60, 60.0), (120, 120.0), (700, 120.0), (720, 120.0), (870, 60.0), (1_020, 0.0)];
        for (secs, rate) in heights {
            assert!((sale.rate_per_sec(noon + Span::from_secs(secs)) - rate).abs() < 1e-9, "at {secs} s");
        }
        assert!((sale.expected(START, START + Span::DAY) - 120.0 * (60.0 + 600.0 + 150.0)).abs() < 1e-6);
        let second_day = sale.expected(START + Span::DAY, START + Span::DAY * 2);
        assert!((second_day > 1.0) == matches!(at, At::Daily(_)));
    }
}

#[test]
fn a_spike_reaches_over_midnight_and_a_skipped_one_does_not_occur() {
    let zone = Zone::named("Europe/Berlin").unwrap();
    let daily = |clock| {
        let mut late = traffic(Process::Poisson, vec![source("a", spike(At::Daily(clock), SpikeSize::Add(1.0)))]);
        late.zone = zone.clone();
        late
    };
    let midnight = zone.midnight(date(2026, 3, 29)).unwrap();
    assert!((daily(Clock(86_340)).rate_per_sec(midnight + Span::MINUTE * 5) - 1.0).abs() < 1e-9);
    let from = midnight.back(Span::HOUR * 2);
    assert_eq!(daily(Clock(9_000)).expected(from, from + Span::DAY), 0.0);
    let autumn = zone.midnight(date(2026, 10, 25)).unwrap();
    assert!((daily(Clock(9_000)).expected(autumn, autumn + Span::DAY) - 810.0).abs() < 1e-6, "the first of two");
}

#[test]
fn a_factor_multiplies_the_sum_of_the_other_sources_of_its_process() {
    let at = START + Span::HOUR;
    let base = Shape::Ramp(Points::Once(vec![(START, 0.0), (START + Span::HOUR * 2, 72.0)]));
    let mut apart = source("apart", Shape::Constant(1_000.0));
    apart.process = Some(Process::Regular);
    let sources = vec![
        source("a", base),
        source("b", Shape::Constant(4.0)),
        source("s", spike(At::Once(at), SpikeSize::Factor(4.0))),
        apart,
    ];
    let both = traffic(Process::Poisson, sources);
    for (secs, factor) in [(0, 1.0), (60, 2.5), (120, 4.0), (700, 4.0), (2_000, 1.0)] {
        let now = at + Span::from_secs(secs);
        let base = 4.0 + 72.0 * now.since(START).secs() / 7_200.0;
        assert!((both.rate_per_sec(now) - 1_000.0 - factor * base).abs() < 0.01, "after {secs} s");
    }
    // Both slope in the rise: the product is integrated exactly. 3 x (40 + t/100) t/120 over 120 s, and the base.
    let rise = both.expected(at, at + Span::from_secs(120)) - 120_000.0;
    let exact = (40.0 * 120.0 + 72.0) + 3.0 / 120.0 * (40.0 * 7_200.0 + 0.01 * 120.0 * 120.0 * 120.0 / 3.0);
    assert!((rise - exact).abs() < 1e-6, "{rise} {exact}");
}

#[test]
fn growth_is_compound_a_step_a_local_day_from_the_start() {
    let mut grown = source("a", Shape::Constant(10.0));
    grown.scale = 2.0;
    grown.growth = Some(Growth { share: 0.04, every: Span::DAY * 30 });
    let grown = traffic(Process::Poisson, vec![grown]);
    assert_eq!(grown.rate_per_sec(START.back(Span::DAY * 9)), 20.0);
    assert_eq!(grown.rate_per_sec(START + Span::HOUR * 23), 20.0);
    for days in [1_u64, 30, 365] {
        let expected = 20.0 * crate::engine::math::pow(1.04, days as f64 / 30.0);
        assert!((grown.rate_per_sec(START + Span::DAY * days) / expected - 1.0).abs() < 1e-12);
    }
}

#[test]
fn the_bound_of_the_rate_is_reached_and_never_passed() {
    for shape in every_shape() {
        let steady = traffic(Process::Poisson, vec![source("a", shape)]);
        let (from, until) = (START, START + Span::DAY * 7);
        let bound = steady.max_rate_per_sec(from, until);
        let mut rates = steady.rates();
        let highest = (0..7 * 2_880).map(|i| rates.per_sec(from + Span::from_secs(30) * i)).fold(0.0, f64::max);
        assert!(highest <= bound && highest > 0.98 * bound, "{highest} of {bound}");
    }
}
