//! Data files: profiles and quantiles that are read, and what is wrong with others.

use super::*;
use crate::model::traffic::Shape;
use std::fmt::Write as _;

struct Folder(tempfile::TempDir);

impl Folder {
    fn with(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        Self(folder)
    }

    fn read(&self, text: &str) -> Result<(Scenario, Problems), Problems> {
        Scenario::from_text("test.yaml", text, self.0.path(), &[])
    }

    fn error(&self, text: &str) -> String {
        said(&self.read(text).unwrap_err()).join("\n")
    }
}

fn hours(unit: &str) -> String {
    (0..24).fold(format!("hour,{unit}\n"), |mut text, hour| {
        writeln!(text, "{hour},{}", hour * 60).unwrap();
        text
    })
}

fn week() -> String {
    let mut text = "weekday,hour,rate_per_s\n".to_owned();
    for (day, name) in ["mon", "tue", "wed", "thu", "fri", "sat", "Sun"].iter().enumerate() {
        for hour in 0..24 {
            writeln!(text, "{name}, {hour}, {}", day * 24 + hour).unwrap();
        }
    }
    text
}

fn daily() -> String {
    changed(LEAST, "constant: 5/s", "daily: {file: hours.csv}")
}

#[test]
fn a_rate_for_each_hour_of_the_day_or_week_is_read() {
    let folder = Folder::with(&[("hours.csv", &hours("rate_per_min")), ("week.csv", &week())]);
    let (scenario, _) = folder.read(&daily()).unwrap();
    assert_eq!(
        scenario.setup().traffic.sources[0].shape,
        Shape::Hours(Box::new(std::array::from_fn(|hour| hour as f64)))
    );
    assert_eq!((scenario.inputs()[0].path.as_str(), scenario.inputs()[0].bytes), ("hours.csv", 180));
    let (scenario, _) = folder.read(&changed(LEAST, "constant: 5/s", "weekly: week.csv")).unwrap();
    assert_eq!(
        scenario.setup().traffic.sources[0].shape,
        Shape::Week(Box::new(std::array::from_fn(|hour| hour as f64)))
    );
}

#[test]
fn what_is_wrong_with_a_profile_is_said_with_its_row() {
    for (text, wanted) in [
        (changed(&hours("rate_per_s"), "5,300", "5,abc"), "row 7: `abc` is not a rate"),
        (changed(&hours("rate_per_s"), "5,300", "5,-1"), "row 7: `-1` is not a rate"),
        (changed(&hours("rate_per_s"), "5,300", "5,nan"), "row 7: `nan` is not a rate"),
        (changed(&hours("rate_per_s"), "5,300", "4,300"), "row 7: this hour occurs twice"),
        (changed(&hours("rate_per_s"), "5,300", "24,300"), "row 7: `24` is no hour"),
        (changed(&hours("rate_per_s"), "5,300\n", ""), "has 23 of 24 rows; the first missing is 5"),
        (hours("rate"), "begins with `hour,rate`"),
        (String::new(), "is empty"),
    ] {
        let folder = Folder::with(&[("hours.csv", &text)]);
        let error = folder.error(&daily());
        assert!(error.contains("hours.csv") && error.contains(wanted), "{error}");
    }
}

#[test]
fn a_file_that_cannot_be_used_is_named() {
    let folder = Folder::with(&[]);
    assert!(
        folder.error(&daily()).contains("traffic.web.daily.file: `hours.csv` cannot be read: there is no such file")
    );
    std::fs::create_dir(folder.0.path().join("hours.csv")).unwrap();
    assert!(folder.error(&daily()).contains("is a folder"));
}

#[test]
fn a_huge_file_is_refused_by_its_length_alone() {
    let folder = Folder::with(&[]);
    let file = std::fs::File::create(folder.0.path().join("hours.csv")).unwrap();
    file.set_len(1 << 30).unwrap();
    assert!(folder.error(&daily()).contains("is 1024 MB long; data files may have 256 MB"));
}

#[test]
fn a_table_of_quantiles_is_a_distribution() {
    let text = changed(LEAST, "service_time: 100ms", "service_time: {quantiles: q.csv}");
    let folder = Folder::with(&[("q.csv", "percent,ms\n0,100\n50,200\n100,400\n")]);
    let (scenario, _) = folder.read(&text).unwrap();
    assert!((scenario.setup().variants[0].service.need.quantile_secs(0.75) - 0.3).abs() < 1e-9);
    for (table, wanted) in [
        ("percent,ms\n1,100\n100,400\n", "row 2: the first row is 0 percent"),
        ("percent,ms\n0,100\n99,400\n", "does not end at 100 percent"),
        ("percent,ms\n0,100\n50,90\n100,400\n", "row 3: percent rises"),
        ("percent,ms\n0,100\n0,200\n100,400\n", "row 3: percent rises"),
        ("percent,s\n0,100\n", "`percent,ms` is wanted"),
        ("percent,ms\n0,100,5\n", "row 2: has 3 cells"),
    ] {
        let folder = Folder::with(&[("q.csv", table)]);
        let error = folder.error(&text);
        assert!(error.contains(wanted), "{error}");
    }
}

#[test]
fn a_lock_notices_a_changed_input() {
    let folder = Folder::with(&[("hours.csv", &hours("rate_per_s"))]);
    let (scenario, _) = folder.read(&daily()).unwrap();
    let lock = scenario.lock(".");
    let (again, _) = folder.read(&lock).unwrap();
    assert_eq!(again.setup(), scenario.setup());
    std::fs::write(folder.0.path().join("hours.csv"), hours("rate_per_min")).unwrap();
    assert!(folder.error(&lock).contains("`hours.csv` has changed since the lock was written"));
}

const COUNTS: &str = "timestamp,count\n2026-01-05T00:00:00Z,10\n2026-01-05T00:05:00Z,20\n2026-01-05T00:10:00Z,30\n";
const STAMPS: &str = "arrival_s\n0\n1.5\n1.5\n90\n";

fn traced(trace: &str) -> String {
    let text = changed(LEAST, "constant: 5/s", &format!("trace: {trace}"));
    format!("{text}day_to_day: 10%\nduration: 1h\nlead_in: 0s\n")
}

#[test]
fn counts_are_replayed_exactly_without_a_day_factor_unless_the_source_has_one() {
    let folder = Folder::with(&[("elb.csv", COUNTS)]);
    let source = |trace: &str| folder.read(&traced(trace)).unwrap().0.setup().traffic.sources[0].clone();
    let exact = source("elb.csv");
    let Shape::Counts(counts) = &exact.shape else { panic!("counts") };
    assert_eq!(counts.bins.iter().map(|bin| bin.1).sum::<u64>(), 60);
    assert_eq!(exact.day_to_day_cv, 0.0);
    assert_eq!(source("elb.csv, day_to_day: 20%").day_to_day_cv, 0.2);
    assert_eq!(source("{file: elb.csv, replay: resampled}").day_to_day_cv, 0.1);
}

#[test]
fn a_replay_that_is_exact_takes_no_process() {
    let folder = Folder::with(&[("elb.csv", COUNTS), ("stamps.csv", STAMPS)]);
    let gamma = "arrivals: {process: gamma, cv: 2}";
    let error = folder.error(&traced(&format!("stamps.csv, {gamma}")));
    assert!(error.contains("traffic.web.arrivals: a trace of stamps takes none"), "{error}");
    let error = folder.error(&traced(&format!("elb.csv, {gamma}")));
    assert!(error.contains("an exact replay takes none; write `replay: resampled`"), "{error}");
    folder.read(&traced(&format!("{{file: elb.csv, replay: resampled}}, {gamma}"))).unwrap();
}

#[test]
fn a_bad_row_of_a_trace_is_shown_with_its_line() {
    let folder = Folder::with(&[("elb.csv", &changed(COUNTS, "00:05:00Z,20", "00:05:00Z,abc"))]);
    let shown = folder.read(&traced("elb.csv")).unwrap_err().render(false);
    assert!(shown.contains("elb.csv:3") && shown.contains("2026-01-05T00:05:00Z,abc"), "{shown}");
}

#[test]
fn what_a_trace_does_not_cover_is_noted() {
    let folder = Folder::with(&[("elb.csv", COUNTS)]);
    let (scenario, _) = folder.read(&traced("elb.csv")).unwrap();
    assert!(scenario.notes().iter().any(|note| note.starts_with("`elb.csv`: ")), "{:?}", scenario.notes());
    assert_eq!(scenario.inputs()[0].path, "elb.csv");
}

#[test]
fn keys_of_a_trace_survive_the_lock() {
    let folder = Folder::with(&[("elb.csv", COUNTS)]);
    let text = traced(
        "{file: elb.csv, column: count, zone: America/New_York, period: 5m, from: 2026-01-05, repeat: true, gap: mean, replay: resampled}",
    );
    let (scenario, _) = folder.read(&text).unwrap();
    let (again, _) = folder.read(&scenario.lock(".")).unwrap();
    assert_eq!(again.setup(), scenario.setup());
}
