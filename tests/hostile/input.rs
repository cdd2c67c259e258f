//! What is read: too large, too deep, missing, of another kind, or wrong in one row of thousands.

use crate::workshop::{SMALL, Workshop};
use std::fs;

/// Less than the files of a gigabyte below, more than the program needs.
const LITTLE_MEMORY: &str = "ulimit -v 700000";

/// A file of a gigabyte that takes no room.
fn gigabyte(workshop: &Workshop, name: &str, head: &str) {
    workshop.write(name, head);
    let file = fs::File::options().write(true).open(workshop.path(name)).expect("just written");
    file.set_len(1 << 30).expect("a length costs nothing");
}

#[test]
fn the_small_scenario_is_good() {
    let workshop = Workshop::new();
    let ended = workshop.dryscale(&["run", "small.yaml"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert_eq!(workshop.names("output"), ["small"]);
    let limited = workshop.limited(LITTLE_MEMORY, &["run", "small.yaml", "--threads", "1"]);
    assert_eq!(limited.code, Some(0), "{limited:?}");
}

#[test]
fn a_gigabyte_is_refused_from_its_length() {
    let workshop = Workshop::new();
    gigabyte(&workshop, "huge.yaml", SMALL);
    let ended = workshop.limited(LITTLE_MEMORY, &["run", "huge.yaml"]);
    ended.told(2, &["error: `huge.yaml` is too large for a scenario: 1073741824 bytes, at most 8000000"]);

    for (name, key) in [("huge.csv", "trace"), ("huge.json", "trace"), ("week.csv", "weekly")] {
        gigabyte(&workshop, name, "timestamp,count\n");
        workshop.with_source("reads-it", &format!("{{name: web, {key}: {name}}}"));
        let ended = workshop.limited(LITTLE_MEMORY, &["run", "reads-it.yaml"]);
        ended.told(2, &["--> reads-it.yaml:5:", name, "is 1024 MB long"]);
    }
    assert!(!workshop.path("output").exists());
}

#[test]
fn endless_files_are_refused() {
    let workshop = Workshop::new();
    if fs::metadata("/dev/zero").is_err() {
        return;
    }
    workshop.limited(LITTLE_MEMORY, &["run", "/dev/zero"]).told(2, &["`/dev/zero` is too large for a scenario"]);
    workshop.with_source("endless", "{name: web, trace: /dev/zero}");
    let ended = workshop.limited(LITTLE_MEMORY, &["run", "endless.yaml"]);
    ended.told(2, &["--> endless.yaml:5:", "`/dev/zero` is neither a file nor a folder"]);
}

#[test]
fn bombs_go_off_in_little_memory() {
    let workshop = Workshop::new();
    let level = |n: usize| format!("a{n}: &a{n} [{}]", vec![format!("*a{}", n - 1); 9].join(", "));
    let first = "a0: &a0 [x, x, x, x, x, x, x, x, x]".to_owned();
    let aliases = std::iter::once(first).chain((1..30).map(level)).collect::<Vec<_>>().join("\n");
    let keys = |count: usize| (0..count).map(|number| format!("key-{number}: 1")).collect::<Vec<_>>().join("\n");
    let (wide, wrong) = (keys(200_000), keys(40_000));
    let sources = "{constant: 1/s}, ".repeat(30_000);
    for (name, text, words) in [
        ("aliases", aliases, "more than 100000 values, aliases expanded"),
        ("brackets", "[".repeat(1_000_000), "nested more than 64 deep"),
        ("dashes", "- ".repeat(1_000_000), "nested more than 64 deep"),
        ("wide", wide, "more than 100000 values"),
        ("wrong", wrong, "and 39953 more"),
        ("sources", SMALL.replace("{name: web, constant: 5/s}", &sources), "traffic"),
        ("long", format!("title: {}\nseed: x\n", "é".repeat(3_000_000)), "found `x`, wanted a whole number"),
    ] {
        workshop.write(&format!("{name}.yaml"), text);
        let ended = workshop.limited(LITTLE_MEMORY, &["run", &format!("{name}.yaml")]);
        ended.told(2, &[words, &format!("--> {name}.yaml:")]);
        assert!(ended.stderr.len() < 50_000, "{name}: {} bytes to read", ended.stderr.len());
    }
    assert!(!workshop.path("output").exists());
}

/// Counts of a minute over four days.
fn clicks() -> Vec<String> {
    let minute = |n: usize| format!("2026-01-{:02}T{:02}:{:02}:00Z,{}", 5 + n / 1440, n / 60 % 24, n % 60, n % 7);
    std::iter::once("timestamp,count".to_owned()).chain((0..4 * 1440).map(minute)).collect()
}

#[test]
fn junk_in_row_3017_is_named_with_its_row() {
    let workshop = Workshop::new();
    workshop.with_source("clicks", "{name: web, trace: clicks.csv}");
    workshop.write("clicks.csv", clicks().join("\n"));
    assert_eq!(workshop.dryscale(&["run", "clicks.yaml", "--out", "good"]).code, Some(0));
    for (junk, words) in [
        ("2026-01-07T02:15:00Z,seven", "seven"),
        ("2026-01-07T02:15:00Z,-3", "-3"),
        ("2026-01-07T02:15:00Z,1e300", "1"),
        ("2026-01-07T02:15:00Z,NaN", "NaN"),
        ("yesterday,5", "yesterday"),
        ("2026-01-07T02:15:00Z", "1 columns, wanted 2"),
        ("2026-01-05T00:00:00Z,5", "2026-01-05T00:00:00Z,5"),
        ("\"2026-01-07T02:15:00Z,5", "row"),
    ] {
        let mut rows = clicks();
        junk.clone_into(&mut rows[3016]);
        workshop.write("clicks.csv", rows.join("\n"));
        let ended = workshop.dryscale(&["run", "clicks.yaml"]);
        ended.told(2, &["row 3017", "--> clicks.csv:3017:", words]);
    }
    let mut bytes = clicks().join("\n").into_bytes();
    let at = clicks()[..3016].join("\n").len() + 5;
    bytes[at] = 0xff;
    workshop.write("clicks.csv", bytes);
    workshop.dryscale(&["run", "clicks.yaml"]).told(2, &["`clicks.csv` row 3017: the byte 0xff is not UTF-8 text"]);
    assert!(!workshop.path("output").exists());
}

#[test]
fn what_is_no_trace_is_told_at_its_key() {
    let workshop = Workshop::new();
    fs::create_dir(workshop.path("folder.csv")).unwrap();
    workshop.write("empty.csv", "");
    workshop.write("cut.json", "{\"Label\": \"Invocations\", \"Datapoints\": [{\"Timesta");
    for (name, words) in [
        ("nowhere.csv", "there is no such file"),
        ("folder.csv", "is a folder; a file is wanted"),
        ("empty.csv", "is empty"),
        ("cut.json", "cut.json"),
        ("small.yaml/below.csv", "cannot be read"),
    ] {
        workshop.with_source("trace", &format!("{{name: web, trace: {name}}}"));
        workshop.dryscale(&["run", "trace.yaml"]).told(2, &[words, name]);
    }
    for (name, words) in [
        ("nowhere.yaml", "there is no such file"),
        (".", "is a folder"),
        ("small.yaml/x", "a part of the path is a file"),
    ] {
        workshop.dryscale(&["run", name]).told(2, &["error: ", words]);
    }
    assert!(!workshop.path("output").exists());
}
