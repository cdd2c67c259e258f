//! Traces of every form, and where their rows fall in the run.

mod console;
mod real;
mod refusals;

use super::*;
use crate::model::traffic::Counts;

fn spec(file: &str) -> TraceSpec {
    TraceSpec {
        file: PathBuf::from(file),
        more: vec![],
        column: None,
        zone: None,
        period: None,
        from: None,
        to: None,
        repeat: false,
        replay: Replay::Exact,
        gap: GapRule::None,
        allow_partial: false,
        counted: Counted::Requests,
    }
}

fn window(zone: &str, start: &str, length: Span) -> Window {
    let zone = Zone::named(zone).unwrap();
    let start = zone.moment(start.parse().unwrap()).unwrap();
    Window { begin: start.back(Span::MINUTE * 30), start, end: start + length, zone }
}

fn monday() -> Window {
    window("UTC", "2026-01-05T00:00:00", Span::DAY)
}

fn wall(text: &str) -> TraceMoment {
    TraceMoment::Wall(text.parse().unwrap())
}

fn csv(text: &str, spec: &TraceSpec, window: &Window) -> Result<Trace, TraceProblem> {
    parse(text.as_bytes(), false, spec, window)
}

fn json(text: &str, spec: &TraceSpec) -> Result<Trace, TraceProblem> {
    parse(text.as_bytes(), true, spec, &monday())
}

fn counts(trace: &Trace) -> &Counts {
    if let Shape::Counts(counts) = &trace.shape { counts } else { panic!("not counts") }
}

fn stamps(trace: &Trace) -> &[Time] {
    if let Shape::Stamps(stamps) = &trace.shape { stamps } else { panic!("not stamps") }
}

/// Intervals as `clock time count`, by the zone of the window.
fn shown(trace: &Trace, window: &Window) -> Vec<String> {
    let text = |bin: &(Time, u64)| format!("{} {}", &window.zone.iso(bin.0)[5..16], bin.1);
    counts(trace).bins.iter().map(text).collect()
}

const FIVE: &str = "timestamp,count\n2014-04-10T00:04:00Z,94\n2014-04-10T00:09:00Z,56\n2014-04-10T00:19:00Z,95\n";

#[test]
fn counts_keep_their_phase_and_their_gaps() {
    let window = monday();
    let trace = csv(FIVE, &spec("t.csv"), &window).unwrap();
    assert_eq!(counts(&trace).period, Span::MINUTE * 5);
    let shown = shown(&trace, &window);
    assert_eq!(shown[..3], ["01-04T23:29 94", "01-04T23:34 94", "01-04T23:39 94"], "first interval before the trace");
    assert_eq!(shown[shown.len() - 4..], ["01-04T23:59 94", "01-05T00:04 94", "01-05T00:09 56", "01-05T00:19 95"]);
    let start = window.start;
    let minutes = |m| start + Span::MINUTE * m;
    assert_eq!(counts(&trace).no_data, [(minutes(14), minutes(19)), (minutes(24), window.end)]);
    let notes = trace.notes.join("\n");
    assert!(notes.contains("2014-04-10T00:04:00+00:00 of the trace falls on 2026-01-05T00:04:00+00:00"), "{notes}");
    assert!(notes.contains("1 interval of the trace has no data"), "{notes}");
    assert!(notes.contains("ends at 2026-01-05T00:24:00+00:00; nothing arrives after it"), "{notes}");
    assert!(notes.contains("reaches back to 2026-01-05T00:04:00+00:00"), "{notes}");
}

#[test]
fn gaps_are_filled_by_the_rule() {
    let window = monday();
    for (gap, count) in [(GapRule::Previous, 56), (GapRule::Mean, 82)] {
        let trace = csv(FIVE, &TraceSpec { gap, ..spec("t.csv") }, &window).unwrap();
        assert!(shown(&trace, &window).contains(&format!("01-05T00:14 {count}")));
        assert_eq!(counts(&trace).no_data.len(), 1);
    }
}

#[test]
fn a_given_period_finds_the_gaps_of_a_sparse_trace() {
    let sparse = "timestamp,count\n2014-04-10T00:00:00Z,1\n2014-04-10T01:00:00Z,2\n";
    let trace = csv(sparse, &TraceSpec { period: Some(Span::MINUTE), ..spec("t.csv") }, &monday()).unwrap();
    assert_eq!(counts(&trace).period, Span::MINUTE);
    assert!(trace.notes.join("\n").contains("59 intervals of the trace have no data"));
}

/// Hourly counts 0, 1, 2, … from a moment on.
fn hourly(begin: &str, hours: u64) -> String {
    let utc = Zone::utc();
    let begin = utc.moment(begin.parse().unwrap()).unwrap();
    let row = |i| format!("{}Z,{i}\n", utc.local(begin + Span::HOUR * i));
    "timestamp,count\n".to_owned() + &(0..hours).map(row).collect::<String>()
}

#[test]
fn without_a_window_the_first_whole_day_falls_on_the_day_of_start() {
    let window = window("UTC", "2026-01-05T09:00:00", Span::HOUR * 3);
    // 14:00 on the first day: hour 10 is the first midnight, hour 19 is 09:00 on the first whole day.
    let trace = csv(&hourly("2014-04-10T14:00:00", 72), &spec("t.csv"), &window).unwrap();
    assert_eq!(shown(&trace, &window), ["01-05T08:00 18", "01-05T09:00 19", "01-05T10:00 20", "01-05T11:00 21"]);
    // No whole day: the first day.
    let trace = csv(&hourly("2014-04-10T08:00:00", 5), &spec("t.csv"), &window).unwrap();
    assert_eq!(shown(&trace, &window)[1], "01-05T09:00 1");
}

#[test]
fn from_falls_on_start_and_earlier_rows_are_the_lead_in() {
    let window = monday();
    let cut =
        TraceSpec { from: Some(wall("2014-04-10T20:00:00")), to: Some(wall("2014-04-10T22:00:00")), ..spec("t.csv") };
    let trace = csv(&hourly("2014-04-10T14:00:00", 72), &cut, &window).unwrap();
    assert_eq!(shown(&trace, &window), ["01-04T23:00 5", "01-05T00:00 6", "01-05T01:00 7"]);
    let since = TraceSpec { from: Some(TraceMoment::Since(Span::HOUR * 6)), to: None, ..cut.clone() };
    assert_eq!(shown(&csv(&hourly("2014-04-10T14:00:00", 9), &since, &window).unwrap(), &window)[1], "01-05T00:00 6");
    let outside = TraceSpec { from: Some(wall("2015-01-01T00:00:00")), to: None, ..cut };
    let problem = csv(FIVE, &outside, &window).unwrap_err();
    assert_eq!(problem.message, "the window holds nothing of the trace");
    assert!(problem.hint.unwrap().contains("from 2014-04-10T00:04:00+00:00 to 2014-04-10T00:24:00+00:00"));
}

#[test]
fn a_window_of_whole_days_repeats() {
    let window = window("UTC", "2026-01-05T00:00:00", Span::DAY * 5);
    let cut = TraceSpec {
        from: Some(wall("2014-04-10T00:00:00")),
        to: Some(wall("2014-04-12T00:00:00")),
        repeat: true,
        ..spec("t.csv")
    };
    let trace = csv(&hourly("2014-04-10T00:00:00", 60), &cut, &window).unwrap();
    let bins = &counts(&trace).bins;
    assert_eq!(bins.len(), 121, "one interval before the start, five days");
    assert_eq!(bins.iter().map(|bin| bin.1).collect::<Vec<_>>()[1..], (0..120).map(|i| i % 48).collect::<Vec<_>>());
    assert_eq!(counts(&trace).no_data, []);
    // Rows before the window come once, in the lead-in, and not again between two turns.
    let earlier = csv(&hourly("2014-04-09T20:00:00", 60), &cut, &window).unwrap();
    assert_eq!(counts(&earlier).bins.len(), 121);
    assert!(counts(&earlier).bins.is_sorted_by(|a, b| a.0 < b.0));
    let uneven = TraceSpec { to: Some(wall("2014-04-11T12:00:00")), ..cut };
    let problem = csv(&hourly("2014-04-10T00:00:00", 60), &uneven, &window).unwrap_err();
    assert_eq!(problem.message, "a window of 1d12h cannot be repeated");
    // Without `to` the whole days that there are, and it is said.
    let open = TraceSpec { from: None, to: None, ..uneven };
    let trace = csv(&hourly("2014-04-10T00:00:00", 60), &open, &window).unwrap();
    assert_eq!(counts(&trace).bins[1 + 48].1, 0);
    assert!(trace.notes.join("\n").contains("The trace lasts 2d12h; its first 2d are repeated."));
}

#[test]
fn a_zone_reads_wall_clock_stamps_and_clock_times_stay() {
    let window = window("America/New_York", "2026-07-07T00:00:00", Span::DAY);
    let rows = "timestamp,count\n2014-07-01T00:00:00Z,10\n2014-07-01T00:30:00Z,20\n2014-07-01T01:00:00Z,30\n";
    let local = TraceSpec { zone: Zone::named("America/New_York"), ..spec("t.csv") };
    let trace = csv(rows, &local, &window).unwrap();
    assert_eq!(shown(&trace, &window)[1..], ["07-07T00:00 10", "07-07T00:30 20", "07-07T01:00 30"]);
    // Without the zone, midnight UTC is 20:00 in New York.
    let trace = csv(rows, &spec("t.csv"), &window).unwrap();
    let shown = shown(&trace, &window);
    assert_eq!(shown[shown.len() - 3..], ["07-07T20:00 10", "07-07T20:30 20", "07-07T21:00 30"]);
}

#[test]
fn stamps_are_kept_one_by_one() {
    let window = monday();
    let seconds = "arrival_s,input_tokens\n0.000000,5\n0.052000,6\n0.052000,7\n3435.948056,8\n";
    let trace = csv(seconds, &spec("t.csv"), &window).unwrap();
    let after = |nanos| window.start + Span::from_nanos(nanos);
    assert_eq!(stamps(&trace), [after(0), after(52_000_000), after(52_000_000), after(3_435_948_056_000)]);
    assert!(trace.notes.join("\n").contains("nothing arrives before it"));
    let dated = "timestamp\n2014-04-10T00:00:01Z\n2014-04-10T00:00:01Z\n2014-04-10T12:00:00.5Z\n";
    let trace = csv(dated, &spec("t.csv"), &window).unwrap();
    assert_eq!(stamps(&trace), [after(1_000_000_000), after(1_000_000_000), after(43_200_500_000_000)]);
    let late = TraceSpec { from: Some(TraceMoment::Since(Span::from_millis(50))), ..spec("t.csv") };
    assert_eq!(stamps(&csv(seconds, &late, &window).unwrap())[1..3], [after(2_000_000); 2]);
    let daily = TraceSpec { repeat: true, ..spec("t.csv") };
    let week = Window { end: window.start + Span::DAY * 7, ..window.clone() };
    assert_eq!(stamps(&csv(seconds, &daily, &week).unwrap()).len(), 28);
    let by_date = TraceSpec { from: Some(wall("2014-04-10T00:00:00")), ..spec("t.csv") };
    assert!(csv(seconds, &by_date, &window).unwrap_err().message.contains("no dates"));
}

#[test]
fn other_column_names_are_named() {
    let text = "time,requests,errors\n2014-04-10T00:00:00Z,5,1\n2014-04-10T00:01:00Z,6,2\n";
    let problem = csv(text, &spec("t.csv"), &monday()).unwrap_err();
    assert!(problem.hint.unwrap().contains("time, requests, errors"));
    let named = TraceSpec { column: Some("errors".to_owned()), ..spec("t.csv") };
    let trace = csv(text, &named, &monday()).unwrap();
    assert_eq!(counts(&trace).bins.last().unwrap().1, 2);
    let absent = TraceSpec { column: Some("reqs".to_owned()), ..spec("t.csv") };
    assert_eq!(csv(text, &absent, &monday()).unwrap_err().message, "row 1: there is no column \"reqs\"");
}

const METRIC_DATA: &str = r#"{"MetricDataResults": [{"Id": "m1", "Label": "RequestCount",
  "Timestamps": ["2014-04-10T00:14:00+00:00", "2014-04-10T00:09:00+00:00", "2014-04-10T00:04:00Z"],
  "Values": [187.0, 56.0, 94.0], "StatusCode": "Complete"}], "Messages": []}"#;

#[test]
fn cloudwatch_json_is_read_in_any_order() {
    let trace = json(METRIC_DATA, &spec("t.json")).unwrap();
    let last: Vec<u64> = counts(&trace).bins.iter().rev().take(3).map(|bin| bin.1).collect();
    assert_eq!(last, [187, 56, 94]);
    let statistics = r#"{"Label": "RequestCount", "Datapoints": [
      {"Timestamp": "2014-04-10T00:09:00+00:00", "Sum": 56.0, "Unit": "Count"},
      {"Timestamp": "2014-04-10T00:14:00+00:00", "Sum": 187.0, "Unit": "Count"},
      {"Timestamp": "2014-04-10T00:04:00+00:00", "Sum": 94.0, "Unit": "Count"}]}"#;
    assert_eq!(json(statistics, &spec("t.json")).unwrap(), trace);
}
