//! Records of what really happened: whose they are, where they fall, what is wrong with others.

use super::*;
use crate::engine::Time;
use crate::scenario::history::History;

const ACTIVITIES: &str = include_str!("../../../tests/data/activities.json");
const CSV: &str = "timestamp,count\n2026-03-02T08:00:00Z,2\n2026-03-02T08:01:00Z,3\n2026-03-02T08:03:00Z,3\n";
const STATISTICS: &str = r#"{"Label": "CPUUtilization", "Datapoints": [
    {"Timestamp": "2026-03-02T08:05:00+00:00", "SampleCount": 15.0, "Unit": "Percent"},
    {"Timestamp": "2026-03-02T08:00:00+00:00", "SampleCount": 10.0, "Unit": "Percent"}]}"#;

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [("activities.json", ACTIVITIES), ("cpu.csv", CSV), ("cpu.json", STATISTICS)] {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let traffic = "timestamp,count\n2026-03-02T00:00:00Z,600\n2026-03-02T12:00:00Z,600\n";
    std::fs::write(folder.path().join("traffic.csv"), traffic).unwrap();
    folder
}

const SHOP: &str = "
start: 2026-03-02T00:00:00
traffic: [{name: web, constant: 5/s}]
models: {m: {service_time: 100ms, concurrency: 2}}
endpoint: {EndpointName: shop, ProductionVariants: [{VariantName: all, InstanceType: ml.m5.large}]}
";

fn with(history: &str) -> Result<(Scenario, Problems), Problems> {
    of(&format!("{SHOP}{history}\n"))
}

fn of(text: &str) -> Result<(Scenario, Problems), Problems> {
    Scenario::from_text("test.yaml", text, folder().path(), &[])
}

fn error(history: &str) -> String {
    said(&with(history).unwrap_err()).join("\n")
}

fn told(scenario: &Scenario) -> Vec<String> {
    let iso = |at: Time| scenario.setup().window.zone.iso(at)[5..16].to_owned();
    let history = scenario.history().iter().flatten().next().unwrap();
    let levels = history.levels.iter();
    levels.map(|level| format!("{} {}", iso(level.from), level.instances.unwrap_or(f64::NAN))).collect()
}

#[test]
fn activities_tell_whose_they_are() {
    let (scenario, _) = with("history: [activities.json]").unwrap();
    assert_eq!(told(&scenario), ["03-02T07:58 2", "03-02T08:10 4", "03-02T08:16 6", "03-02T12:33 3"]);
    let changes = scenario.history()[0].as_ref().unwrap().changes.as_ref().unwrap().len();
    assert_eq!(changes, 3);
    assert!(scenario.inputs().iter().any(|input| input.path == "activities.json"), "its hash is in the lock");
    assert!(scenario.lock(".").contains("history: [activities.json]"), "{}", scenario.lock("."));
    assert!(scenario.notes().iter().any(|note| note.contains("1 other resource")), "{:?}", scenario.notes());
}

#[test]
fn counts_and_activities_of_one_variant_go_together() {
    let (scenario, _) = with("history: [activities.json, cpu.csv]").unwrap();
    assert_eq!(
        told(&scenario),
        ["03-02T08:00 2", "03-02T08:01 3", "03-02T08:02 NaN", "03-02T08:03 3", "03-02T08:04 NaN"]
    );
    assert_eq!(scenario.history()[0].as_ref().unwrap().changes.as_ref().unwrap().len(), 3);
    let (other, _) = with("history: [cpu.csv, activities.json]").unwrap();
    assert_eq!(other.history(), scenario.history(), "in any order");
    assert!(error("history: [cpu.csv, cpu.json]").contains("second record of the same variant"));
}

#[test]
fn an_answer_of_statistics_is_read_by_its_sample_count() {
    let (scenario, _) = with("history: [cpu.json]").unwrap();
    assert_eq!(told(&scenario), ["03-02T08:00 2", "03-02T08:05 3", "03-02T08:10 NaN"]);
    let (often, _) = of(&format!("{SHOP}history: [cpu.json]\n").replace(
        "{EndpointName: shop,",
        "{EndpointName: shop, MetricsConfig: {MetricPublishFrequencyInSeconds: 30, EnableEnhancedMetrics: true},",
    ))
    .unwrap();
    assert_eq!(told(&often)[0], "03-02T08:00 1", "twice a minute each");
}

#[test]
fn a_record_moves_with_the_traffic_or_to_from() {
    let later = SHOP.replace("2026-03-02T00:00:00", "2026-06-10T00:00:00");
    let refused = said(&of(&format!("{later}history: [cpu.csv]\n")).unwrap_err()).join("\n");
    assert!(
        refused.contains("`cpu.csv` runs from 2026-03-02T08:00:00+00:00 to 2026-03-02T08:04:00+00:00"),
        "{refused}"
    );
    assert!(refused.contains("`from: 2026-03-02T00:00:00` would put that day on the day of `start`"), "{refused}");
    let (moved, _) = of(&format!("{later}history: [{{file: cpu.csv, from: 2026-03-02}}]\n")).unwrap();
    assert_eq!(told(&moved)[0], "06-10T08:00 2");
    let traced = later.replace("constant: 5/s", "trace: traffic.csv");
    let (moved, _) = of(&format!("{traced}history: [cpu.csv]\n")).unwrap();
    assert_eq!(told(&moved)[0], "06-10T08:00 2", "the trace was moved by a hundred days");
}

#[test]
fn counts_of_several_variants_name_theirs() {
    let two =
        SHOP.replace("[{VariantName: all,", "[{VariantName: blue, InstanceType: ml.m5.large}, {VariantName: all,");
    let refused = |history: &str| said(&of(&format!("{two}{history}\n")).unwrap_err()).join("\n");
    assert!(refused("history: [cpu.csv]").contains("do not say of which variant"), "{}", refused("history: [cpu.csv]"));
    assert!(refused("history: [{file: cpu.csv, variant: bleu}]").contains("did you mean `blue`?"));
    let history = |text: &str| of(&format!("{two}{text}\n")).unwrap().0.history().to_vec();
    let places = |all: &[Option<History>]| all.iter().map(Option::is_some).collect::<Vec<_>>();
    assert_eq!(places(&history("history: [{file: cpu.csv, variant: blue}]")), [true, false]);
    assert_eq!(places(&history("history: [activities.json]")), [false, true]);
    assert_eq!(places(&history("history: [activities.json, {file: cpu.csv, variant: blue}]")), [true, true]);
}

#[test]
fn what_is_no_record_of_this_endpoint_is_refused() {
    let other = SHOP.replace("EndpointName: shop", "EndpointName: store");
    let refused = said(&of(&format!("{other}history: [activities.json]\n")).unwrap_err()).join("\n");
    assert!(refused.contains("holds no activity of a variant of this endpoint"), "{refused}");
    assert!(refused.contains("found: endpoint/lab/variant/all, endpoint/shop/variant/all"), "{refused}");
    assert!(refused.contains("wanted: endpoint/store/variant/all"), "{refused}");
    let folder = folder();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("page.json", &format!("{}, \"NextToken\": \"x\"}}", ACTIVITIES.trim_end().strip_suffix('}').unwrap()));
    write("average.csv", "timestamp,count\n2026-03-02T08:00:00Z,41.7\n2026-03-02T08:01:00Z,3\n");
    write("stamps.csv", "timestamp\n2026-03-02T08:00:00Z\n2026-03-02T08:01:00Z\n");
    let read = |text: &str| Scenario::from_text("test.yaml", &format!("{SHOP}{text}\n"), folder.path(), &[]);
    let error = |text: &str| said(&read(text).unwrap_err()).join("\n");
    assert!(error("history: [page.json]").contains("there is a NextToken"), "{}", error("history: [page.json]"));
    assert!(read("history: [{file: page.json, allow_partial: true}]").is_ok());
    assert!(read("history: [{file: [page.json, activities.json]}]").is_ok(), "the last page is whole");
    assert!(error("history: [average.csv]").contains("the SampleCount of CPUUtilization"));
    assert!(error("history: [stamps.csv]").contains("counts by interval are wanted"));
    assert!(error("history: [{file: cpu.csv, from: 5m}]").contains("history"));
}
