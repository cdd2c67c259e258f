//! Files of finished runs: bit by bit back, or refused.

use super::*;
use crate::experiment::fixture::{outcome, timeline};
use proptest::prelude::*;

fn origin() -> Origin {
    Origin { scenario: "5ca1ab1e".to_owned(), version: "0.1.0".to_owned() }
}

/// Every bit of an outcome: equality alone would let -0 pass for 0 and refuse NaN.
fn bits(outcome: &RunOutcome) -> String {
    let columns = columns(&outcome.timeline).map(|(_, values)| hex_of(values));
    let rest = RunOutcome { timeline: Timeline::default(), ..outcome.clone() };
    format!("{:?} {:?} {columns:?} {rest:?}", outcome.timeline.start, outcome.timeline.step)
}

#[test]
fn a_run_comes_back_bit_by_bit() {
    let run = outcome(7);
    let back = decode(&encode(&run, &origin()), &origin()).unwrap();
    assert_eq!(bits(&back), bits(&run));
    assert!(back.timeline.queue[1].is_nan());
}

#[test]
fn every_variant_has_its_day_back() {
    let mut run = outcome(7);
    run.variants = vec![timeline(2.0), timeline(0.1)];
    let back = decode(&encode(&run, &origin()), &origin()).unwrap();
    let days = |run: &RunOutcome| {
        run.variants.iter().map(|day| columns(day).map(|(_, column)| hex_of(column))).collect::<Vec<_>>()
    };
    assert_eq!(days(&back), days(&run));
    assert_ne!(days(&back)[0], days(&back)[1]);
}

proptest! {
    #[test]
    fn any_floats_come_back_bit_by_bit(
        values in prop::collection::vec(any::<u32>(), 3),
        sums in prop::array::uniform4(prop::num::f64::NORMAL | prop::num::f64::SUBNORMAL | prop::num::f64::ZERO),
        counts in prop::collection::btree_map(0_usize..4_096, 1_u64..u64::MAX / 5_000, 0..40),
        words in ".*",
    ) {
        let mut run = outcome(3);
        run.timeline = timeline(1.0);
        run.timeline.p50_ms = values.iter().map(|bits| f32::from_bits(*bits)).collect();
        let totals = &mut run.scopes[0].totals;
        [totals.latency_secs, totals.wait_secs, totals.busy_secs, totals.headroom_at_peak] = sums;
        run.scopes[1].latency.clear();
        for (bucket, count) in &counts {
            run.scopes[1].latency.add(*bucket, *count);
        }
        run.activities[0].cause = words;
        let back = decode(&encode(&run, &origin()), &origin()).unwrap();
        prop_assert_eq!(bits(&back), bits(&run));
    }

    #[test]
    fn a_truncated_file_is_refused(cut in 0.0..1.0) {
        let text = encode(&outcome(3), &origin());
        let cut = (text.len() as f64 * cut) as usize;
        // Without its last line feed alone it is still whole.
        prop_assume!(cut < text.len() - 1 && text.is_char_boundary(cut));
        prop_assert!(decode(&text[..cut], &origin()).is_err());
    }

    #[test]
    fn an_altered_file_is_refused(at in 0.0..1.0, to in 32_u8..127) {
        let mut bytes = encode(&outcome(3), &origin()).into_bytes();
        let at = (bytes.len() as f64 * at) as usize;
        prop_assume!(at < bytes.len() - 1 && bytes[at].is_ascii() && bytes[at] != to);
        bytes[at] = to;
        let text = String::from_utf8(bytes).unwrap();
        prop_assert!(decode(&text, &origin()).is_err());
    }
}

/// The text with other contents under a checksum that holds.
fn resealed(change: impl Fn(&str) -> String) -> String {
    let text = encode(&outcome(3), &origin());
    let (header, body) = text.trim_end().split_once('\n').unwrap();
    let changed = change(body);
    assert_ne!(changed, body, "the change must change something");
    format!("{}\n{changed}\n", header.replace(&checksum(body), &checksum(&changed)))
}

#[test]
fn a_refusal_names_what_is_wrong() {
    let text = encode(&outcome(3), &origin());
    let told = |text: &str, origin: &Origin| decode(text, origin).unwrap_err().to_string();
    assert_eq!(told("", &origin()), "is not a finished run of dryscale (it has no second line)");
    assert!(told("{}\n{}\n", &origin()).starts_with("is not a finished run of dryscale (missing field"));
    let other = Origin { scenario: "0ddba11".to_owned(), ..origin() };
    assert_eq!(told(&text, &other), "belongs to another scenario (5ca1ab1e; this one is 0ddba11)");
    let newer = Origin { version: "0.2.0".to_owned(), ..origin() };
    assert_eq!(told(&text, &newer), "was written by version 0.1.0; this is 0.2.0");
    assert!(told(&text.replace("1000", "1001"), &origin()).starts_with("is damaged: its checksum is "));
    let format = text.replacen("finished run 2", "finished run 9", 1);
    assert!(told(&format, &origin()).contains("its format is `dryscale finished run 9`"));
}

#[test]
fn what_is_no_outcome_is_refused_even_with_a_good_checksum() {
    type Change = fn(&str) -> String;
    let rows: [(&str, Change); 6] = [
        ("`queue` stands where `p50_ms`", |body| body.replacen("\"p50_ms\"", "\"queue\"", 1)),
        ("`demand` has another length", |body| body.replacen("\"demand\",\"40400000", "\"demand\",\"", 1)),
        ("`demand` is not eight hex", |body| body.replacen("\"demand\",\"4", "\"demand\",\"+", 1)),
        ("run 4 under a first line of run 3", |body| body.replacen("\"run\":3", "\"run\":4", 1)),
        ("histogram ascend", |body| body.replacen("\"latency\":[[", "\"latency\":[[4095,1],[", 1)),
        ("no bucket 4096", |body| body.replacen("\"latency\":[[", "\"latency\":[[4096,1]],\"x\":[[", 1)),
    ];
    for (wanted, change) in rows {
        let told = decode(&resealed(change), &origin()).unwrap_err().to_string();
        assert!(told.contains(wanted), "{wanted}: {told}");
    }
}

#[test]
fn the_shelf_holds_whole_runs_or_none() {
    let folder = tempfile::tempdir().unwrap();
    assert!(take(folder.path(), 3, &origin()).unwrap().is_none());
    put(folder.path(), &outcome(3), &origin()).unwrap();
    put(folder.path(), &outcome(3), &origin()).unwrap();
    let back = take(folder.path(), 3, &origin()).unwrap().unwrap();
    assert_eq!(bits(&back), bits(&outcome(3)));
    let names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["run-00003.json"]);
    fs::rename(path(folder.path(), 3), path(folder.path(), 4)).unwrap();
    let told = take(folder.path(), 4, &origin()).unwrap_err().to_string();
    assert_eq!(told, "does not hold a run's outcome (it holds run 3)");
    assert!(put(&folder.path().join("absent"), &outcome(3), &origin()).is_err());
}
