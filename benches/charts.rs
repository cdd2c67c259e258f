//! How long does a reader wait for the pictures of a day? Each chart of the flash sale (four runs) as SVG, as PNG and as
//! PNG of twice the size, then all files of the result.
//!
//! `cargo bench --bench charts [-- REPEATS]` prints the median of the repeats in processor time, and what is asked of it:
//! SVG and PNG under 100 ms, twice the size under 300 ms, the result of a day under 3 s.

use dryscale::experiment::aggregate::Aggregates;
use dryscale::experiment::fold::Frame;
use dryscale::experiment::replicate::{Unfinished, Workers};
use dryscale::experiment::study::Study;
use dryscale::report::charts::{ALL, picture};
use dryscale::report::{Pictures, Report, Subject};
use dryscale::scenario::Scenario;
use dryscale::simulation::{self, Options};
use std::hint::black_box;
use std::path::Path;
use std::sync::atomic::AtomicBool;

const RUNS: u32 = 4;

/// Processor time of this thread [s].
fn cpu_secs() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").expect("Linux tells a thread's processor time");
    let nanos: u64 = text.split_whitespace().next().and_then(|first| first.parse().ok()).expect("a number comes first");
    nanos as f64 * 1e-9
}

/// Median of the repeats [ms].
fn middle_ms<T>(repeats: usize, work: impl Fn() -> T) -> f64 {
    let once = || {
        let before = cpu_secs();
        black_box(work());
        (cpu_secs() - before) * 1e3
    };
    // The first draws the fonts in.
    once();
    let mut all: Vec<f64> = (0..repeats).map(|_| once()).collect();
    all.sort_by(f64::total_cmp);
    all[repeats / 2]
}

fn aggregates(scenario: &Scenario) -> Aggregates {
    let setup = scenario.setup();
    let study = Study {
        runs: (1..=RUNS).collect(),
        seed: setup.seed,
        precision: None,
        frame: Frame { horizon: setup.window.end.since(setup.window.start), slo_attainment: setup.slo.attainment },
        objectives: scenario.objectives().to_vec(),
        decide: None,
        all_decisions: false,
    };
    let stop = AtomicBool::new(false);
    let workers = Workers::new(0).expect("threads");
    let run = |run| simulation::run(setup, run, Options::default(), &stop).map_err(|_| Unfinished::GaveUp);
    study.carry_out(&workers, &stop, run, |_, _| ()).expect("every run holds").expect("nobody interrupts")
}

fn told(name: &str, ms: f64, limit_ms: f64) -> bool {
    let verdict = if ms < limit_ms { "" } else { "  too slow" };
    println!("{name:<28} {ms:>8.1} ms of {limit_ms:>5} ms{verdict}");
    ms < limit_ms
}

fn main() {
    let repeats = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(5);
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/flash-sale.yaml");
    let Ok((scenario, _)) = Scenario::read(&file, &[]) else { panic!("the scenario is sound") };
    let aggregates = aggregates(&scenario);
    let subject = Subject { name: scenario.name().to_owned(), ..Subject::of(scenario.setup()) };
    let report = Report { subject: &subject, aggregates: &aggregates };
    let mut is_fast = true;
    for chart in ALL {
        let draw = || (chart.draw)(&report).expect("it can be drawn");
        let Some(drawn) = draw() else { continue };
        is_fast &= told(&format!("{}.svg", chart.name), middle_ms(repeats, draw), 100.0);
        let png = |scale| middle_ms(repeats, || picture::png(&drawn.svg, scale).expect("it can be painted"));
        is_fast &= told(&format!("{}.png", chart.name), png(1), 100.0);
        is_fast &= told(&format!("{}@2x.png", chart.name), png(2), 300.0);
    }
    let files = |pictures: Pictures| middle_ms(repeats, || report.files_with(pictures).expect("files"));
    is_fast &= told("all files", files(Pictures::default()), 3_000.0);
    is_fast &= told("all files, dark and 2x too", files(Pictures { dark: true, twice: true }), 6_000.0);
    assert!(is_fast, "a picture is too slow");
}
