//! Real traces, where this machine has them: every count and every stamp arrives.

use super::*;
use crate::engine::RunSeed;
use crate::model::traffic::{Process, Source, Traffic};

/// The folder of real traces, if this machine has it.
fn shared(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("DRYSCALE_SHARED").map(PathBuf::from);
    let folder = folder.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"));
    let path = folder.join("traces").join(name);
    if !path.is_file() {
        println!("skipped: {} is not here", path.display());
        return None;
    }
    Some(path)
}

#[test]
fn one_metric_in_four_forms_is_one_traffic() {
    let Some(file) = shared("elb_request_count_5min.csv") else { return };
    let week = window("UTC", "2014-04-11T00:00:00", Span::DAY * 7);
    let from = Some(wall("2014-04-11T00:00:00"));
    let plain = TraceSpec { file: file.clone(), from, allow_partial: true, ..spec("") };
    let trace = read(&plain, &week).unwrap();
    let whole = counts(&trace);
    let form = |end: &str| {
        let file = file.with_file_name(format!("elb_request_count_5min.{end}.json"));
        read(&TraceSpec { file, ..plain.clone() }, &week).unwrap()
    };
    assert_eq!(counts(&form("get-metric-data")), whole);
    // The other two hold the first 1,440 and 288 datapoints: a prefix.
    for end in ["get-metric-statistics", "get-metric-data.cli-v1-first-page"] {
        let part = form(end);
        let part = counts(&part);
        assert_eq!(part.bins[..], whole.bins[..part.bins.len()], "{end}");
        assert!(part.bins.len() >= if end == "get-metric-statistics" { 1_140 } else { 1 });
    }
}

#[test]
fn every_count_of_a_real_trace_arrives() {
    for (name, days, zone) in [
        ("elb_request_count_5min.csv", 13, None),
        ("nasa_http_1995-07_1min.csv", 27, None),
        ("twitter_aapl_mentions_5min.csv", 5, None),
    ] {
        let Some(file) = shared(name) else { continue };
        let window = window("UTC", "2026-01-05T00:00:00", Span::DAY * days);
        let trace = read(&TraceSpec { file, zone, ..spec("") }, &window).unwrap();
        let bins = counts(&trace).bins.clone();
        let traffic = Traffic {
            sources: vec![Source {
                name: "a".to_owned(),
                shape: trace.shape.clone(),
                scale: 1.0,
                growth: None,
                to: None,
                process: None,
                day_to_day_cv: 0.0,
            }],
            process: Process::Poisson,
            zone: window.zone.clone(),
            start: window.start,
        };
        let mut arrivals = traffic.arrivals(RunSeed { seed: 1, run: 1 }, bins[0].0, window.end);
        for (begin, count) in bins.iter().take_while(|bin| bin.0 + counts(&trace).period <= window.end) {
            for _ in 0..*count {
                assert!(arrivals.next() >= *begin && arrivals.next() < *begin + counts(&trace).period, "{name}");
                arrivals.advance();
            }
        }
        assert!(bins.len() as u64 > 280 * days, "{name}");
    }
}

#[test]
fn every_stamp_of_a_real_trace_arrives() {
    for (name, rows) in [("azure_llm_code_2023_requests.csv", 8_819), ("burstgpt_sparse_requests.csv", 400)] {
        let Some(file) = shared(name) else { continue };
        let trace = read(&TraceSpec { file, ..spec("") }, &monday()).unwrap();
        assert_eq!(stamps(&trace).len(), rows);
    }
}
