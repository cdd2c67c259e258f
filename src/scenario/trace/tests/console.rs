//! Files of the console, and several files of one metric.

use super::*;
use tempfile::TempDir;

/// Two series, newest first; the second has no data in one interval.
const CONSOLE: &str = "Full label,Invocations AllTraffic,Invocations canary\nLabel,all,canary\nStatistic,Sum,Sum\nPeriod,300,300\n\
    2026/01/05 00:10:00,95.0,9\n2026/01/05 00:05:00,56.0,\n2026/01/05 00:00:00,94.0,7\n";

#[test]
fn the_consoles_file_is_read_newest_first_and_by_any_word_of_its_head() {
    for name in ["Invocations AllTraffic", "all"] {
        let trace = csv(CONSOLE, &TraceSpec { column: Some(name.to_owned()), ..spec("t.csv") }, &monday()).unwrap();
        assert_eq!(shown(&trace, &monday())[6..], ["01-05T00:00 94", "01-05T00:05 56", "01-05T00:10 95"]);
        assert!(trace.notes.iter().any(|note| note.contains("says no zone")), "{:?}", trace.notes);
    }
    let canary = TraceSpec { column: Some("canary".to_owned()), period: Some(Span::MINUTE * 5), ..spec("t.csv") };
    let trace = csv(CONSOLE, &canary, &monday()).unwrap();
    assert_eq!(shown(&trace, &monday())[6..], ["01-05T00:00 7", "01-05T00:10 9"], "an empty cell is absent, not zero");
}

#[test]
fn the_consoles_zone_is_the_one_that_is_said() {
    let one = "Full label,Invocations\n2026/01/05 09:00:00,1\n2026/01/05 09:05:00,2\n";
    let tokyo = TraceSpec { zone: Zone::named("Asia/Tokyo"), ..spec("t.csv") };
    let trace = csv(one, &TraceSpec { from: Some(wall("2026-01-05T09:00:00")), ..tokyo }, &monday()).unwrap();
    assert_eq!(shown(&trace, &monday())[6], "01-05T00:00 1");
    assert!(trace.notes.iter().all(|note| !note.contains("says no zone")), "{:?}", trace.notes);
}

#[test]
fn what_is_wrong_in_a_file_of_the_console_is_told() {
    let told = |text: &str, column: Option<&str>| {
        let spec = TraceSpec { column: column.map(str::to_owned), ..spec("t.csv") };
        let why = csv(text, &spec, &monday()).unwrap_err();
        format!("{} ({})", why.message, why.hint.unwrap_or_default())
    };
    assert_eq!(
        told(CONSOLE, None),
        "2 series: which one? (name one with `column`: Invocations AllTraffic, Invocations canary)"
    );
    assert!(told(CONSOLE, Some("other")).starts_with("no series is called \"other\""));
    let broken = CONSOLE.replace("56.0", "5.6");
    assert_eq!(told(&broken, Some("all")), "row 6: 5.6 is not a count: it is not a whole number ()");
    let twice = format!("{CONSOLE}2026/01/05 00:00:00,94.0,7\n");
    assert!(told(&twice, Some("all")).contains("the same interval"), "{}", told(&twice, Some("all")));
    assert!(told(&format!("{CONSOLE}end,1,2\n"), Some("all")).starts_with("row 8: \"end\" is not a time stamp"));
}

/// Files of these contents, joined.
fn joined(contents: &[(&str, &str)]) -> Result<Trace, TraceProblem> {
    let folder = TempDir::new().unwrap();
    let files: Vec<PathBuf> = contents.iter().map(|(name, _)| folder.path().join(name)).collect();
    for (file, (_, text)) in files.iter().zip(contents) {
        std::fs::write(file, text).unwrap();
    }
    let spec = TraceSpec { file: files[0].clone(), more: files[1..].to_vec(), ..spec("") };
    read(&spec, &monday())
}

const FIRST: &str = "timestamp,count\n2026-01-05T00:00:00Z,1\n2026-01-05T00:05:00Z,2\n";
const SECOND: &str = "timestamp,count\n2026-01-05T00:05:00Z,2\n2026-01-05T00:10:00Z,3\n";

#[test]
fn several_files_are_one_trace_in_any_order_and_form() {
    let json = r#"{"MetricDataResults": [{"Id": "m", "Label": "l", "StatusCode": "Complete",
        "Timestamps": ["2026-01-05T00:20:00Z", "2026-01-05T00:15:00Z"], "Values": [5.0, 4.0]}]}"#;
    let pieces = [("b.csv", SECOND), ("c.json", json), ("a.csv", FIRST)];
    let trace = joined(&pieces).unwrap();
    let whole = "timestamp,count\n2026-01-05T00:00:00Z,1\n2026-01-05T00:05:00Z,2\n2026-01-05T00:10:00Z,3\n\
        2026-01-05T00:15:00Z,4\n2026-01-05T00:20:00Z,5\n";
    let at_once = csv(whole, &spec("t.csv"), &monday()).unwrap();
    assert_eq!(trace.shape, at_once.shape);
    assert!(trace.notes.iter().any(|note| note.starts_with("1 interval stands in two files")), "{:?}", trace.notes);
}

#[test]
fn files_that_do_not_fit_are_refused_by_number() {
    let told = |contents: &[(&str, &str)]| {
        let why = joined(contents).unwrap_err();
        (why.file, why.message)
    };
    let other = SECOND.replace(",2", ",20");
    assert_eq!(
        told(&[("a.csv", FIRST), ("b.csv", &other)]),
        (1, "row 2: 20 at 2026-01-05T00:05:00+00:00, where an earlier file has 2".to_owned())
    );
    let minutes = "timestamp,count\n2026-01-05T01:00:00Z,1\n2026-01-05T01:01:00Z,2\n";
    assert_eq!(
        told(&[("a.csv", FIRST), ("b.csv", minutes)]),
        (1, "counts 1m together, an earlier file 5m; files of one trace have one period".to_owned())
    );
    let stamps = "timestamp\n2026-01-05T01:00:00Z\n";
    assert_eq!(told(&[("a.csv", FIRST), ("b.csv", stamps)]).0, 1);
    assert_eq!(told(&[("a.csv", FIRST), ("b.csv", "timestamp,count\nnever,1\n")]).0, 1);
}
