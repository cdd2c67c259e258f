//! When do the scheduled actions of a scenario act in a run? From the documents, through their zones, to activities.

#![expect(clippy::unwrap_used, reason = "a test may fail so")]

use dryscale::engine::Zone;
use dryscale::scenario::Scenario;
use dryscale::scenario::edit::Edit;
use dryscale::simulation::{self, Options};
use std::path::Path;
use std::sync::atomic::AtomicBool;

static STOP: AtomicBool = AtomicBool::new(false);

/// A quiet endpoint in New York with these actions, from midnight of a day on.
fn scenario(day: &str, actions: &str, edits: &[&str]) -> Result<(Scenario, String), String> {
    let text = format!(
        "\
time_zone: America/New_York
start: {day}T00:00:00
duration: 24h
lead_in: 30m
traffic: [{{name: a, constant: 1/min}}]
models: {{m: {{service_time: {{mean: 20ms, cv: 1}}, concurrency: 2}}}}
launch: {{preset: none}}
endpoint:
  EndpointName: shop
  ProductionVariants: [{{VariantName: V, ModelName: m, InstanceType: ml.c5.xlarge, InitialInstanceCount: 2}}]
assumptions: {{scheduled_delay: 0s, removal: 0s}}
scaling:
  targets: [{{MinCapacity: 1, MaxCapacity: 8}}]
  scheduled_actions:
{actions}"
    );
    let edits: Vec<Edit> = edits.iter().map(|edit| Edit::parse("--set", edit).unwrap()).collect();
    Scenario::from_text("quiet", &text, Path::new("."), &edits)
        .map(|(scenario, said)| (scenario, if said.is_empty() { String::new() } else { said.render(false) }))
        .map_err(|problems| problems.render(false))
}

fn action(name: &str, more: &str, bounds: &str) -> String {
    format!("    - {{ScheduledActionName: {name}, {more}, ScalableTargetAction: {{{bounds}}}}}\n")
}

/// Name and New York clock of every scheduled action that ran, with the desired capacity after it.
fn ran(scenario: &Scenario) -> Vec<String> {
    let run = simulation::run(scenario.setup(), 1, Options::default(), &STOP).unwrap();
    let york = Zone::named("America/New_York").unwrap();
    let scheduled = run.activities.iter().filter_map(|activity| {
        let name = activity.cause.strip_prefix("scheduled action name ")?.strip_suffix(" was triggered")?;
        Some(format!("{name} {} {}", york.local(activity.start), activity.status_code))
    });
    scheduled.collect()
}

fn ran_on(day: &str, actions: &str) -> Vec<String> {
    ran(&scenario(day, actions, &[]).unwrap().0)
}

#[test]
fn eight_without_a_zone_is_three_in_a_new_york_winter_and_four_in_summer() {
    let morning = action("morning", "Schedule: \"cron(0 8 * * ? *)\"", "MinCapacity: 3");
    assert_eq!(ran_on("2026-01-15", &morning), ["morning 2026-01-15T03:00:00 Successful"]);
    assert_eq!(ran_on("2026-07-15", &morning), ["morning 2026-07-15T04:00:00 Successful"]);
}

#[test]
fn h19_a_date_goes_by_its_zone() {
    let once = |zone: &str| action("sale", &format!("Schedule: \"at(2021-01-31T17:00:00)\"{zone}"), "MinCapacity: 3");
    assert_eq!(ran_on("2021-01-31", &once(", Timezone: America/New_York")), ["sale 2021-01-31T17:00:00 Successful"]);
    assert_eq!(ran_on("2021-01-31", &once("")), ["sale 2021-01-31T12:00:00 Successful"]);
}

/// `rate_first_run: after_interval` counts from the begin of the run, half an hour before its start.
#[test]
fn a_rate_without_a_start_time_runs_an_interval_after_the_begin() {
    let shift = action("shift", "Schedule: \"rate(10 hours)\"", "MinCapacity: 3");
    assert_eq!(
        ran_on("2026-05-05", &shift),
        ["shift 2026-05-05T09:30:00 Successful", "shift 2026-05-05T19:30:00 Successful"]
    );
}

#[test]
fn h21_h22_start_and_end_are_utc_in_every_form() {
    // 12:07 UTC is 08:07 in New York, 1777982820 s after 1970.
    for start in
        ["2026-05-05T12:07:00Z", "2026-05-05T12:07:00", "\"2026-05-05T14:07:00+02:00\"", "1777982820", "1.77798282E9"]
    {
        let more = format!("Schedule: \"cron(0 10 * * ? *)\", Timezone: America/New_York, StartTime: {start}");
        let action = action("shift", &more, "MinCapacity: 3");
        let wanted = ["shift 2026-05-05T08:07:00 Successful", "shift 2026-05-05T10:00:00 Successful"];
        assert_eq!(ran_on("2026-05-05", &action), wanted, "{start}");
    }
    let more = "Schedule: rate(5 hours), StartTime: 2026-05-05T10:00:00Z, EndTime: 2026-05-05T20:00:00Z";
    let wanted = ["06", "11", "16"].map(|hour| format!("shift 2026-05-05T{hour}:00:00 Successful"));
    assert_eq!(ran_on("2026-05-05", &action("shift", more, "MinCapacity: 3")), wanted);
}

#[test]
fn h28_one_bound_that_crosses_fails_in_a_run_too() {
    let cross = action("cross", "Schedule: \"cron(0 8 * * ? *)\"", "MinCapacity: 9");
    assert_eq!(ran_on("2026-01-15", &cross), ["cross 2026-01-15T03:00:00 Failed"]);
}

/// AWS keeps the order of one target's actions; here that of their names, however late they run.
#[test]
fn actions_of_one_instant_keep_the_order_of_their_names() {
    let all: String = ["delta", "alpha", "charlie", "bravo"]
        .map(|name| action(name, "Schedule: \"cron(0 0/2 * * ? *)\"", "MinCapacity: 3"))
        .concat();
    let (scenario, _) = scenario("2026-05-05", &all, &["assumptions.scheduled_delay=0s..5m"]).unwrap();
    let ran = ran(&scenario);
    let names: Vec<&str> = ran.iter().map(|line| line.split(' ').next().unwrap()).collect();
    assert_eq!(names.len(), 4 * 12);
    for instant in names.chunks(4) {
        assert_eq!(instant, ["alpha", "bravo", "charlie", "delta"], "{ran:#?}");
    }
    let clocks: std::collections::BTreeSet<&str> = ran.iter().map(|line| line.split(' ').nth(1).unwrap()).collect();
    assert_eq!(clocks.len(), 12, "a delay an instant");
}

#[test]
fn two_stars_run_where_they_are_allowed() {
    let daily = action("daily", "Schedule: \"cron(0 8 * * * *)\"", "MinCapacity: 3");
    let refused = scenario("2026-01-15", &daily, &[]).unwrap_err();
    assert!(refused.contains("AWS needs `?` in one of the two"), "{refused}");
    let (scenario, warnings) = scenario("2026-01-15", &daily, &["assumptions.cron_both_stars=allow"]).unwrap();
    assert_eq!(
        (ran(&scenario).as_slice(), warnings.as_str()),
        (&["daily 2026-01-15T03:00:00 Successful".to_owned()][..], "")
    );
}

#[test]
fn what_will_not_happen_is_said() {
    let warned = |more: &str| scenario("2026-05-05", &action("a", more, "MinCapacity: 3"), &[]).unwrap().1;
    for (more, wanted) in [
        ("Schedule: \"cron(0 8 ? * SUN *)\"", "it falls due at 2026-05-10T08:00:00+00:00 first"),
        ("Schedule: \"cron(0 8 * * ? 2025)\"", "has nothing left to run when the run begins"),
        ("Schedule: rate(2 days)", "has no effect in this run"),
        ("Schedule: \"cron(0 8 * * ? *)\", EndTime: 2026-05-05", "has nothing left to run"),
        ("Schedule: rate(5 hours), Timezone: America/New_York", "a rate goes by no clock"),
        ("Schedule: \"cron(30 0 8 * * ? *)\"", "has seven fields"),
    ] {
        let warnings = warned(more);
        assert!(warnings.contains(wanted), "{more}: {warnings}");
    }
    for more in ["Schedule: rate(5 hours)", "Schedule: \"cron(0 8 ? * TUE *)\", Timezone: America/New_York"] {
        assert_eq!(warned(more), "", "{more}");
    }
}

/// A rate needs no date; whatever goes by a clock or begins at a moment does.
#[test]
fn only_a_rate_runs_in_a_scenario_without_a_date() {
    let without = |more: &str| {
        let text = scenario_text_without_start(&action("a", more, "MinCapacity: 3"));
        Scenario::from_text("quiet", &text, Path::new("."), &[]).map(drop).map_err(|problems| problems.render(false))
    };
    assert_eq!(without("Schedule: rate(5 hours)"), Ok(()));
    for more in [
        "Schedule: \"cron(0 8 * * ? *)\"",
        "Schedule: rate(5 hours), StartTime: 2026-05-05",
        "Schedule: \"at(2026-05-05T08:00:00)\"",
    ] {
        let refused = without(more).unwrap_err();
        assert!(refused.contains("but the scenario has no `start`"), "{more}: {refused}");
    }
}

fn scenario_text_without_start(actions: &str) -> String {
    format!(
        "\
traffic: [{{name: a, constant: 1/min}}]
models: {{m: {{service_time: {{mean: 20ms, cv: 1}}, concurrency: 2}}}}
endpoint:
  EndpointName: shop
  ProductionVariants: [{{VariantName: V, ModelName: m, InstanceType: ml.c5.xlarge, InitialInstanceCount: 2}}]
scaling:
  targets: [{{MinCapacity: 1, MaxCapacity: 8}}]
  scheduled_actions:
{actions}"
    )
}
