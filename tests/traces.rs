//! Does real traffic come out as it went in? Six records that nobody here wrote, each through a whole scenario.
//!
//! What a record holds is read here once more, by a reader that shares no line with the simulator's. Exact replay then
//! owes: over any run of whole intervals, scale times the record's counts, to less than one request; of stamps, each.
//! The records lie in `../shared/traces`, or in `traces` below the folder that `DRYSCALE_SHARED` names; where there are
//! none, the tests say so and pass.

#[path = "traces/record.rs"]
mod record;

use dryscale::engine::{RunSeed, Span, Time};
use dryscale::model::serving::Shape;
use dryscale::model::traffic::Shape as Curve;
use dryscale::scenario::Scenario;
use dryscale::simulation::{self, Options, Simulation};
use record::{Interval, folder, intervals, stamps};
use std::path::Path;
use std::sync::atomic::AtomicBool;

static STOP: AtomicBool = AtomicBool::new(false);

/// A record as the traffic of a scaled endpoint.
#[derive(Clone, Copy)]
struct Question<'a> {
    /// Inside the braces of `trace:`.
    trace: &'a str,
    scale: f64,
    start: &'a str,
    duration: &'a str,
}

impl Question<'_> {
    fn text(&self) -> String {
        let Self { trace, scale, start, duration } = self;
        format!(
            "title: Does the record come out as it went in?\nstart: {start}\nduration: {duration}\nruns: 2\nseed: 4\n\
             traffic:\n  - {{name: record, trace: {{{trace}}}, scale: {scale}}}\n\
             models:\n  fast: {{service_time: {{mean: 4ms, cv: 1, family: gamma}}, concurrency: 8, queue: 1000}}\n\
             endpoint:\n  EndpointName: replay\n  ProductionVariants:\n    - {{VariantName: all, ModelName: fast, \
             InstanceType: ml.c5.xlarge, InitialInstanceCount: 2, RoutingConfig: {{RoutingStrategy: \
             LEAST_OUTSTANDING_REQUESTS}}}}\nscaling:\n  targets: [{{MinCapacity: 1, MaxCapacity: 8}}]\n  policies:\n    \
             - PolicyName: follow\n      TargetTrackingScalingPolicyConfiguration: {{TargetValue: 20000, \
             PredefinedMetricSpecification: {{PredefinedMetricType: SageMakerVariantInvocationsPerInstance}}}}\n"
        )
    }

    fn scenario(&self, folder: &Path) -> Scenario {
        match Scenario::from_text("replay.yaml", &self.text(), folder, &[]) {
            Ok((scenario, _)) => scenario,
            Err(problems) => panic!("{}", problems.render(false)),
        }
    }

    fn refusal(&self, folder: &Path) -> String {
        match Scenario::from_text("replay.yaml", &self.text(), folder, &[]) {
            Ok(_) => panic!("the scenario was not refused"),
            Err(problems) => problems.render(false),
        }
    }
}

/// Every arrival of a run, lead-in included.
fn arrivals(scenario: &Scenario, run: u32) -> impl Iterator<Item = Time> {
    let setup = scenario.setup();
    let seed = RunSeed { seed: setup.seed, run };
    let mut arrivals = setup.traffic.arrivals(seed, setup.window.begin, setup.window.end);
    std::iter::from_fn(move || {
        let next = arrivals.next();
        arrivals.advance();
        (next != Time::NEVER).then_some(next)
    })
}

/// Arrivals in each interval of a record that is moved by `shift_nanos`; and those in the counted window outside all.
fn counted(scenario: &Scenario, run: u32, record: &[Interval], period: Span, shift_nanos: i64) -> (Vec<u64>, u64) {
    let window = &scenario.setup().window;
    let begins: Vec<Time> =
        record.iter().map(|row| Time::from_nanos(row.at.nanos().strict_add_signed(shift_nanos))).collect();
    let (mut counts, mut elsewhere) = (vec![0; record.len()], 0);
    for at in arrivals(scenario, run) {
        let number = begins.partition_point(|begin| *begin <= at);
        if number > 0 && at < begins[number - 1] + period {
            counts[number - 1] += 1;
        } else if at >= window.start {
            elsewhere += 1;
        }
    }
    (counts, elsewhere)
}

/// Over any run of intervals the two sums differ by less than one: the running difference never swings that far.
#[track_caller]
fn sums_agree(record: &[Interval], simulated: &[u64], scale: f64) {
    let (mut truth, mut ours) = (0_u64, 0_u64);
    let (mut lowest, mut highest) = (0.0_f64, 0.0_f64);
    for (row, count) in record.iter().zip(simulated) {
        truth += row.count;
        ours += count;
        let beyond = ours as f64 - scale * truth as f64;
        (lowest, highest) = (lowest.min(beyond), highest.max(beyond));
        let allowed = if scale.fract() == 0.0 { 0.0 } else { 1.0 + 1e-6 };
        assert!(highest - lowest <= allowed, "up to {}: {beyond:+} requests", row.stamp);
    }
    assert!(truth > 0 && ours > 0, "the record holds something");
}

/// Two runs of the whole scenario: they count the arrivals that the record gives, and every invariant holds.
fn simulated(scenario: &Scenario) {
    let setup = scenario.setup();
    assert_eq!(setup.runs, 2);
    for run in 1..=setup.runs {
        let outcome = simulation::run(setup, run, Options::default(), &STOP).expect("the invariants hold");
        let totals = &outcome.scopes[0].totals;
        let inside = arrivals(scenario, run).filter(|at| *at >= setup.window.start).count();
        assert_eq!(totals.requests, inside as u64, "run {run}");
        assert_eq!(
            totals.ok + totals.refused + totals.timed_out + totals.failed + totals.in_flight_at_end,
            totals.requests
        );
        assert!(totals.ok * 100 > totals.requests * 95, "run {run}: {} of {} answered", totals.ok, totals.requests);
    }
}

/// The whole of a record of counts, moved by `shift_nanos`.
fn counts_come_out(folder: &Path, question: Question, file: &str, shift_nanos: i64) {
    let record = intervals(&folder.join(file));
    let scenario = question.scenario(folder);
    let Curve::Counts(counts) = &scenario.setup().traffic.sources[0].shape else { panic!("not a record of counts") };
    let (counted, elsewhere) = counted(&scenario, 2, &record, counts.period, shift_nanos);
    sums_agree(&record, &counted, question.scale);
    assert_eq!(elsewhere, 0, "nothing arrives where the record has no interval");
    simulated(&scenario);
}

#[test]
fn a_load_balancers_fortnight_keeps_its_odd_minutes_and_its_gaps() {
    let Some(folder) = folder() else { return };
    let file = "elb_request_count_5min.csv";
    let whole = Question {
        trace: "file: elb_request_count_5min.csv, from: 2014-04-10T00:04:00",
        scale: 3.0,
        start: "2014-04-10T00:04:00",
        duration: "20200m",
    };
    counts_come_out(&folder, whole, file, 0);
    counts_come_out(&folder, Question { scale: 2.37, ..whole }, file, 0);
    let record = intervals(&folder.join(file));
    let gaps = record.windows(2).filter(|pair| pair[1].at.since(pair[0].at) > Span::MINUTE * 5).count();
    assert!(gaps > 0, "intervals that CloudWatch left out are left out");
}

#[test]
fn every_request_of_the_fortnight_is_one_of_the_record() {
    let Some(folder) = folder() else { return };
    let record = intervals(&folder.join("elb_request_count_5min.csv"));
    let question = Question {
        trace: "file: elb_request_count_5min.csv, from: 2014-04-10T00:04:00",
        scale: 1.0,
        start: "2014-04-10T00:04:00",
        duration: "20200m",
    };
    let scenario = question.scenario(&folder);
    let options = Options { step: None, shape: Some(Shape::Watched) };
    let mut simulation = Simulation::new(scenario.setup(), 1, options);
    simulation.run_until(scenario.setup().window.end, &STOP).expect("nobody stops it");
    let (_, watched) = simulation.finish_watched(&STOP).expect("the invariants hold");
    let mut seen = vec![0; record.len()];
    for request in watched.iter().filter(|request| request.arrival >= record[0].at) {
        seen[record.partition_point(|row| row.at <= request.arrival) - 1] += 1;
    }
    sums_agree(&record, &seen, 1.0);
}

#[test]
fn the_fortnight_at_fifty_times_is_twelve_million_requests() {
    let Some(folder) = folder() else { return };
    let file = "elb_request_count_5min.csv";
    let question = Question {
        trace: "file: elb_request_count_5min.csv, from: 2014-04-10T00:04:00",
        scale: 50.0,
        start: "2014-04-10T00:04:00",
        duration: "20200m",
    };
    let record = intervals(&folder.join(file));
    let (counted, _) = counted(&question.scenario(&folder), 1, &record, Span::MINUTE * 5, 0);
    sums_agree(&record, &counted, 50.0);
    assert_eq!(counted.iter().sum::<u64>(), 12_466_350);
}

#[test]
fn a_web_server_of_1995_keeps_its_offset() {
    let Some(folder) = folder() else { return };
    let question = Question {
        trace: "file: nasa_http_1995-07_1min.csv",
        scale: 1.0,
        // 04:00 UTC is midnight of the record's own offset.
        start: "1995-07-01T04:00:00",
        duration: "39692m",
    };
    counts_come_out(
        &folder,
        Question { trace: "file: nasa_http_1995-07_1min.csv, from: 1995-07-01T00:00:00", ..question },
        "nasa_http_1995-07_1min.csv",
        0,
    );
}

#[test]
fn seven_months_of_taxis_at_a_tenth() {
    let Some(folder) = folder() else { return };
    let question = Question {
        trace: "file: nyc_taxi_passengers_30min.csv, from: 2014-07-01T00:00:00",
        scale: 0.1,
        // Moved by years: `from` falls on `start`.
        start: "2024-07-01T00:00:00",
        duration: "215d",
    };
    let shift = Span::DAY * (10 * 365 + 3);
    counts_come_out(&folder, question, "nyc_taxi_passengers_30min.csv", shift.nanos() as i64);
}

#[test]
fn flash_crowds_begin_at_second_53() {
    let Some(folder) = folder() else { return };
    let question = Question {
        trace: "file: twitter_aapl_mentions_5min.csv, from: 2015-02-26T21:42:53",
        scale: 1.7,
        start: "2015-02-26T21:43:00",
        duration: "79510m",
    };
    counts_come_out(&folder, question, "twitter_aapl_mentions_5min.csv", 7_000_000_000);
}

/// Every stamp of a record, at its own moment after `start`.
fn stamps_come_out(folder: &Path, question: Question, file: &str) {
    let record = stamps(&folder.join(file));
    let scenario = question.scenario(folder);
    let setup = scenario.setup();
    for run in 1..=2 {
        let mut simulation = Simulation::new(setup, run, Options { step: None, shape: Some(Shape::Watched) });
        simulation.run_until(setup.window.end, &STOP).expect("nobody stops it");
        let (outcome, watched) = simulation.finish_watched(&STOP).expect("the invariants hold");
        let seen: Vec<Span> = watched.iter().map(|request| request.arrival.since(setup.window.start)).collect();
        assert_eq!(seen, record, "run {run}");
        assert_eq!(outcome.scopes[0].totals.requests, record.len() as u64);
    }
    simulated(&scenario);
}

#[test]
fn every_stamp_of_a_busy_hour_arrives() {
    let Some(folder) = folder() else { return };
    let question = Question {
        trace: "file: azure_llm_code_2023_requests.csv",
        scale: 1.0,
        start: "2026-03-02T09:00:00",
        duration: "1h",
    };
    stamps_come_out(&folder, question, "azure_llm_code_2023_requests.csv");
}

#[test]
fn every_stamp_of_a_sparse_night_arrives() {
    let Some(folder) = folder() else { return };
    let question = Question {
        trace: "file: burstgpt_sparse_requests.csv",
        scale: 1.0,
        start: "2026-03-02T00:00:00",
        duration: "11h",
    };
    stamps_come_out(&folder, question, "burstgpt_sparse_requests.csv");
}

#[test]
fn what_the_command_line_of_aws_prints_is_the_same_traffic() {
    let Some(folder) = folder() else { return };
    let of = |trace| Question { trace, scale: 1.0, start: "2014-04-10T00:04:00", duration: "20200m" };
    let traffic = |trace| of(trace).scenario(&folder).setup().traffic.clone();
    let csv = traffic("file: elb_request_count_5min.csv, from: 2014-04-10T00:04:00");
    assert_eq!(traffic("file: elb_request_count_5min.get-metric-data.json, from: 2014-04-10T00:04:00"), csv);
    // One call of get-metric-statistics returns 1,440 points, in no order.
    let statistics = traffic("file: elb_request_count_5min.get-metric-statistics.json, from: 2014-04-10T00:04:00");
    let bins = |traffic: &dryscale::model::traffic::Traffic| match &traffic.sources[0].shape {
        Curve::Counts(counts) => counts.bins.clone(),
        _ => panic!("not a record of counts"),
    };
    let lead_in = 6;
    assert_eq!(bins(&statistics)[..], bins(&csv)[..lead_in + 1_440]);
    let page = "file: elb_request_count_5min.get-metric-data.cli-v1-first-page.json, from: 2014-04-10T00:04:00";
    let refusal = of(page).refusal(&folder);
    assert!(refusal.contains("PartialData") && refusal.contains("allow_partial"), "{refusal}");
    let partial = of(&format!("{page}, allow_partial: true")).scenario(&folder);
    assert_eq!(bins(&partial.setup().traffic)[..], bins(&csv)[..lead_in + 288]);
    assert!(
        partial.notes().iter().any(|note| note.contains("partial") || note.contains("Partial")),
        "{:?}",
        partial.notes()
    );
}
