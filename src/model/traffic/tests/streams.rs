//! What moves no arrival: another horizon, another source, another run's length.

use super::*;

fn every_process() -> Vec<Process> {
    vec![
        Process::Poisson,
        Process::Regular,
        Process::Gamma { cv: 2.0 },
        Process::Hyperexponential { cv: 3.0 },
        Process::Batches(BatchSize::Fixed(4)),
        Process::Batches(BatchSize::Geometric(5.0)),
        Process::Mmpp { factors: vec![0.6, 1.8], stay_secs: vec![10.0, 5.0] },
        Process::Hawkes { branching: 0.5, decay_per_sec: 1.0 },
    ]
}

/// A traffic with everything in it, each source on its own process but for two.
fn mixed() -> Traffic {
    let noon = At::Once(START + Span::HOUR * 2);
    let mut sources: Vec<Source> = every_process()
        .into_iter()
        .enumerate()
        .map(|(i, process)| {
            let mut own = source(&format!("own-{i}"), Shape::Daily { low: 0.1, high: 1.0, peak: Clock(3_600) });
            own.process = Some(process);
            own.day_to_day_cv = 0.2;
            own
        })
        .collect();
    sources.push(source("ramp", Shape::Ramp(Points::Once(vec![(START, 0.0), (START + Span::HOUR, 3.0)]))));
    let size = SpikeSize::Factor(3.0);
    let rise = Span::MINUTE;
    sources.push(source("spike", Shape::Spike { at: noon, size, rise, hold: rise, fall: rise }));
    let bins: Vec<_> = (0..60).map(|i| (START + Span::MINUTE * (5 * i), 100 + i)).collect();
    let period = Span::MINUTE * 5;
    let counts = Counts { period, bins: bins.into(), replay: Replay::Exact, no_data: vec![] };
    sources.push(source("counts", Shape::Counts(counts)));
    let stamps: Vec<_> = (0..1_000).map(|i| START + Span::from_secs(i * i % 77 + 10 * i)).collect();
    let mut stamps = stamps;
    stamps.sort_unstable();
    sources.push(source("stamps", Shape::Stamps(stamps.into())));
    traffic(Process::Poisson, sources)
}

fn named(traffic: &Traffic, all: &[(Time, u32)]) -> Vec<(Time, String)> {
    all.iter().map(|(at, source)| (*at, traffic.sources[*source as usize].name.clone())).collect()
}

#[test]
fn how_far_a_run_reaches_moves_no_arrival() {
    let mixed = mixed();
    let from = START.back(Span::MINUTE * 30);
    let long = collect(mixed.arrivals(run(1), from, START + Span::HOUR * 6));
    for minutes in [0, 1, 29, 30, 31, 61, 200, 389] {
        let until = from + Span::from_secs(minutes * 60 + 7);
        let prefix: Vec<_> = long.iter().copied().filter(|arrival| arrival.0 < until).collect();
        assert_eq!(collect(mixed.arrivals(run(1), from, until)), prefix, "until {minutes} minutes");
    }
}

#[test]
fn a_source_more_moves_no_arrival_of_the_others() {
    let mixed = mixed();
    let (from, until) = (START, START + Span::HOUR * 3);
    let before = named(&mixed, &collect(mixed.arrivals(run(2), from, until)));
    for index in [0, 5, mixed.sources.len()] {
        let mut more = mixed.clone();
        let mut own = source("newcomer", Shape::Constant(2.0));
        own.process = Some(Process::Poisson);
        more.sources.insert(index, own);
        let mut after = named(&more, &collect(more.arrivals(run(2), from, until)));
        after.retain(|arrival| arrival.1 != "newcomer");
        let sorted = |mut all: Vec<(Time, String)>| {
            all.sort();
            all
        };
        assert_eq!(sorted(after), sorted(before.clone()));
    }
}

#[test]
fn runs_and_sources_of_one_kind_differ() {
    let mut twins =
        traffic(Process::Poisson, vec![source("a", Shape::Constant(1.0)), source("b", Shape::Constant(1.0))]);
    twins.sources.iter_mut().for_each(|source| source.process = Some(Process::Poisson));
    let all = collect(twins.arrivals(run(1), START, START + Span::HOUR));
    let of = |wanted| all.iter().filter(|arrival| arrival.1 == wanted).map(|arrival| arrival.0).collect::<Vec<_>>();
    assert!(!of(0).iter().any(|at| of(1).contains(at)));
    twins.sources[1].name = "a".to_owned();
    let all = collect(twins.arrivals(run(1), START, START + Span::HOUR));
    let first = all.iter().filter(|arrival| arrival.1 == 0).count();
    assert!(
        all.windows(2).all(|pair| pair[0].0 < pair[1].0) && first > 3_000,
        "equal names are two sources all the same"
    );
    assert_ne!(times(&twins, 1, START, START + Span::HOUR), times(&twins, 2, START, START + Span::HOUR));
}

#[test]
fn every_process_is_the_same_alone_and_merged() {
    let (from, until) = (START, START + Span::HOUR);
    for process in every_process() {
        let mut own = source("own", Shape::Constant(5.0));
        own.process = Some(process);
        let alone = traffic(Process::Poisson, vec![own.clone()]);
        let beside = traffic(Process::Poisson, vec![source("other", Shape::Constant(9.0)), own]);
        let merged = collect(beside.arrivals(run(3), from, until));
        let merged: Vec<Time> = merged.iter().filter(|arrival| arrival.1 == 1).map(|arrival| arrival.0).collect();
        assert_eq!(times(&alone, 3, from, until), merged, "{:?}", alone.sources[0].process);
    }
}

#[test]
fn sources_of_one_process_carry_the_first_of_them() {
    let mut sources = vec![source("a", Shape::Constant(1.0)), source("b", Shape::Constant(2.0))];
    sources[0].process = Some(Process::Regular);
    sources.push(source("c", Shape::Constant(3.0)));
    let all = collect(traffic(Process::Poisson, sources).arrivals(run(1), START, START + Span::HOUR));
    assert!(all.iter().all(|arrival| arrival.1 < 2));
    let shared = all.iter().filter(|arrival| arrival.1 == 1).count() as f64;
    assert!((shared - 5.0 * 3_600.0).abs() < 4.0 * 18_000.0_f64.sqrt());
}

#[test]
fn ties_go_to_the_lower_source() {
    let mut sources = vec![source("a", Shape::Constant(1.0)), source("b", Shape::Constant(1.0))];
    for source in &mut sources {
        source.process = Some(Process::Regular);
    }
    let all = collect(traffic(Process::Poisson, sources).arrivals(run(1), START, START + Span::from_secs(10)));
    assert_eq!(all.iter().map(|arrival| arrival.1).collect::<Vec<_>>(), [0, 1].repeat(9));
}
