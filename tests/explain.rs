//! What does `dryscale explain` say, and is it so? Three moments of the flash sale in stored words, the mistakes a user can
//! make, and every moment of a day against what the run itself has recorded. `UPDATE=1 cargo test --test explain` writes
//! the texts anew.

#[expect(dead_code, reason = "this file needs a part of it")]
mod binary;

use binary::{Ran, dryscale, root};
use dryscale::engine::{Span, Time};
use dryscale::experiment::explain::{Explanation, Told, explain, options};
use dryscale::experiment::replicate::Workers;
use dryscale::model::scaling::Verdict;
use dryscale::scenario::Scenario;
use dryscale::scenario::edit::Edit;
use dryscale::simulation::outcome::{Activity, RunOutcome};
use dryscale::simulation::standing::Standing;
use dryscale::simulation::{Simulation, run};
use std::fs;
use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;
use tempfile::TempDir;

static STOP: AtomicBool = AtomicBool::new(false);

/// Five days of the flash sale, run once for all tests that only look.
fn flash_sale() -> &'static TempDir {
    static FOLDER: OnceLock<TempDir> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = TempDir::new().expect("a temporary folder");
        let scenario = root().join("scenarios/flash-sale.yaml").display().to_string();
        let ran = dryscale(folder.path(), &["run", &scenario, "--runs", "5", "--out", "sale", "--quiet"]);
        assert!([0, 99].contains(&ran.code), "{}{}", ran.out, ran.err);
        folder
    })
}

/// A copy of a result, to spoil.
fn copied(from: &Path, to: &Path) {
    fs::create_dir(to).expect("a new folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("readable").path();
        fs::copy(&path, to.join(path.file_name().expect("a file has a name"))).expect("writable");
    }
}

fn changed(folder: &Path, file: &str, change: impl Fn(&str) -> String) {
    let path = folder.join(file);
    let before = fs::read_to_string(&path).expect("readable");
    let after = change(&before);
    assert_ne!(before, after, "{file} is not changed");
    fs::write(path, after).expect("writable");
}

#[track_caller]
fn reads(name: &str, text: &str) {
    let path = root().join("tests/explain").join(format!("{name}.txt"));
    if std::env::var_os("UPDATE").is_some() {
        fs::write(path, text).expect("writable");
        return;
    }
    let wanted = fs::read_to_string(path).unwrap_or_default();
    assert!(text == wanted, "----- {name}: told\n{text}\n----- wanted\n{wanted}");
}

#[test]
fn moments_of_the_flash_sale_are_told_in_these_words() {
    let moments = [
        ("before-the-ramp", "11:40"),
        ("three-minutes-into-it", "12:03"),
        ("launches-under-way", "12h7m"),
        ("during-scale-in", "2026-11-27T12:29:30"),
    ];
    for (name, at) in moments {
        let ran = dryscale(flash_sale().path(), &["explain", "sale", "--at", at]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{name}");
        assert!(ran.out.lines().all(|line| line.chars().count() <= 100), "{}", ran.out);
        assert!(!ran.out.contains('\u{1b}'), "colour where nobody reads it");
        reads(name, &ran.out);
        for threads in ["1", "5"] {
            let again = dryscale(flash_sale().path(), &["explain", "sale", "--at", at, "--threads", threads]);
            assert_eq!(again.out, ran.out, "{name} with {threads} threads");
        }
    }
}

#[test]
fn a_program_reads_the_same_as_json() {
    let ran = dryscale(flash_sale().path(), &["explain", "sale", "--at", "12:03", "--run", "2", "--json"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let value: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!((value["run"].as_u64(), value["at"].as_str()), (Some(2), Some("2026-11-27T12:03:00-05:00")));
    assert!(value["why"].as_str().expect("a sentence").starts_with("Not scaled at 12:03: AlarmHigh has "));
    let others = value["counterfactuals"].as_array().expect("a list");
    assert!((1..=8).contains(&others.len()));
    let cooldown = others.iter().find(|other| other["what"] == "ScaleOutCooldown 0").expect("it is asked");
    let path = "scaling.policies.keep-busy.TargetTrackingScalingPolicyConfiguration.ScaleOutCooldown=0";
    assert_eq!(cooldown["set"][0], path);
}

/// Every mistake with its exit code.
fn mistakes(desk: &Path) -> Vec<(&'static str, i32, Ran)> {
    let sale = flash_sale().path().join("sale");
    let spoilt = |name: &str, file: &str, change: &dyn Fn(&str) -> String| {
        copied(&sale, &desk.join(name));
        changed(&desk.join(name), file, change);
    };
    spoilt("another-version", "scenario.lock.yaml", &|lock| {
        lock.replace("  version: 0.1.0", "  version: 0.0.9").replace("TargetValue: 600.0", "TargetValue: 610.0")
    });
    spoilt("another-version-the-same", "scenario.lock.yaml", &|lock| {
        lock.replace("  version: 0.1.0", "  version: 0.0.9")
    });
    spoilt("another-seed", "scenario.lock.yaml", &|lock| lock.replace("\nseed: 7\n", "\nseed: 8\n"));
    spoilt("a-wrong-total", "runs.csv", &|runs| {
        let mut lines: Vec<String> = runs.lines().map(str::to_owned).collect();
        lines[4] = lines[4].replacen("4,", "4,1", 1);
        lines.join("\n") + "\n"
    });
    spoilt("a-newer-layout", "dryscale.result.json", &|text| {
        text.replace("\"format_version\": 1", "\"format_version\": 9")
    });
    spoilt("no-runs", "runs.csv", &|_| String::new());
    fs::create_dir(desk.join("not-ours")).expect("a new folder");
    for file in ["working-week.yaml", "working-week.csv"] {
        fs::copy(root().join("scenarios").join(file), desk.join(file)).expect("writable");
    }
    let words = ["run", "working-week.yaml", "--runs", "1", "--set", "duration=3h", "--out", "week", "--quiet"];
    let ran = dryscale(desk, &words);
    assert!([0, 99].contains(&ran.code), "{}", ran.err);
    let whole = dryscale(desk, &["explain", "week", "--at", "02:00"]);
    assert_eq!(whole.code, 0, "{}", whole.err);
    changed(desk, "working-week.csv", |text| text.replacen('4', "5", 1));
    let at = |folder: &str, rest: &[&str]| dryscale(desk, &[&["explain", folder, "--at"], rest].concat());
    vec![
        ("another-version", 1, at("another-version", &["12:03"])),
        ("another-version-the-same", 0, at("another-version-the-same", &["12:03", "--json"])),
        ("another-seed", 1, at("another-seed", &["12:03"])),
        ("a-wrong-total", 1, at("a-wrong-total", &["12:03", "--run", "4"])),
        ("a-newer-layout", 2, at("a-newer-layout", &["12:03"])),
        ("no-runs", 2, at("no-runs", &["12:03"])),
        ("not-ours", 2, at("not-ours", &["12:03"])),
        ("absent", 2, at("absent", &["12:03"])),
        ("a-changed-trace", 2, at("week", &["02:00"])),
        ("a-run-beyond", 2, at("a-wrong-total", &["12:03", "--run", "6"])),
        ("after-the-end", 2, at("a-wrong-total", &["24h"])),
        ("another-day", 2, at("a-wrong-total", &["2026-11-28T12:03:00"])),
        ("no-time", 2, at("a-wrong-total", &["noon"])),
    ]
}

#[test]
fn every_mistake_is_told_in_these_words() {
    let desk = TempDir::new().expect("a temporary folder");
    let mut all = Vec::new();
    for (name, code, ran) in mistakes(desk.path()) {
        assert_eq!(ran.code, code, "{name}: {}{}", ran.out, ran.err);
        assert!(code == 0 || ran.out.is_empty(), "{name}: {}", ran.out);
        all.push(format!("----- {name}\n{}", ran.err));
    }
    reads("mistakes", &all.concat());
    // The other runs of a result with one wrong figure are as they were.
    let right = dryscale(desk.path(), &["explain", "a-wrong-total", "--at", "12:03", "--run", "3", "--json"]);
    assert_eq!((right.code, right.err.as_str()), (0, ""));
    // Data that has moved is found where `--data` says.
    changed(desk.path(), "working-week.csv", |text| text.replacen('5', "4", 1));
    fs::create_dir(desk.path().join("data")).expect("a new folder");
    fs::rename(desk.path().join("working-week.csv"), desk.path().join("data/working-week.csv")).expect("movable");
    let moved = dryscale(desk.path(), &["explain", "week", "--at", "1h"]);
    assert_eq!(moved.code, 2, "{}", moved.out);
    let found = dryscale(desk.path(), &["explain", "week", "--at", "1h", "--data", "data"]);
    assert_eq!(found.code, 0, "{}", found.err);
}

/// A scenario as its lock has it.
fn scenario(name: &str, edits: &[&str]) -> Scenario {
    let edits: Vec<Edit> = edits.iter().map(|edit| Edit::parse("--set", edit).expect("PATH=VALUE")).collect();
    let folder = root().join("scenarios");
    let written = Scenario::read(&folder.join(name), &edits);
    let (written, _) = written.unwrap_or_else(|problems| panic!("{}", problems.render(false)));
    let lock = Scenario::from_text(name, &written.lock("."), &folder, &[]);
    lock.unwrap_or_else(|problems| panic!("{}", problems.render(false))).0
}

fn outcome(scenario: &Scenario, number: u32) -> RunOutcome {
    run(scenario.setup(), number, options(scenario), &STOP).expect("a run")
}

fn explained(scenario: &Scenario, base: &RunOutcome, at: Time) -> Explanation {
    let workers = Workers::new(2).expect("threads");
    explain(scenario, base, (at, 0), &workers, &STOP).expect("runs").expect("nobody stops it")
}

fn capacity_at(outcome: &RunOutcome, initial: u32, at: Time) -> u32 {
    let stands = |activity: &&Activity| activity.changed_capacity() && activity.start <= at;
    outcome.activities.iter().rfind(stands).map_or(initial, |activity| activity.to)
}

/// What stands at a moment is what the whole run has recorded of it, and looking changes nothing.
#[test]
fn every_moment_agrees_with_what_the_run_records() {
    let cases: [(&str, &[&str]); 4] = [
        ("flash-sale.yaml", &["duration=14h"]),
        (
            "flash-sale.yaml",
            &["fidelity=fluid", "assumptions.publication_jitter=0s..90s", "assumptions.update_lock=false"],
        ),
        ("flash-sale.yaml", &["fidelity=fluid", "keep-busy.ScaleInCooldown=1200", "assumptions.removal=5s"]),
        ("llm-burst.yaml", &["duration=6h"]),
    ];
    let mut gaps = 0;
    for (name, edits) in cases {
        let scenario = scenario(name, edits);
        let base = outcome(&scenario, 2);
        let (setup, window) = (scenario.setup(), &scenario.setup().window);
        let mut simulation = Simulation::new(setup, 2, options(&scenario));
        let mut at = window.start + Span::from_secs(7);
        while at < window.end {
            simulation.run_until(at + Span::from_nanos(1), &STOP).expect("nobody stops it");
            let standing = simulation.standing(at, 0);
            gaps += agrees(&standing, &base, setup.variants[0].initial);
            at += Span::from_millis(641_300);
        }
        simulation.run_until(window.end, &STOP).expect("nobody stops it");
        let looked_at = simulation.finish(&STOP).expect("the invariants hold");
        same(&looked_at.activities, &base.activities);
        same(&looked_at.cooldowns, &base.cooldowns);
        // A look cuts the sums of the open period in two, so that a datapoint's last bit may differ, and with it texts.
        let states = |of: &RunOutcome| -> Vec<_> {
            of.transitions.iter().map(|t| (t.at, t.alarm.clone(), t.to.clone())).collect()
        };
        same(&states(&looked_at), &states(&base));
        let verdicts = |of: &RunOutcome| -> Vec<_> {
            of.decisions.iter().map(|d| (d.from, d.until, d.evaluations, d.verdict.clone(), d.reason.clone())).collect()
        };
        same(&verdicts(&looked_at), &verdicts(&base));
    }
    assert!(gaps > 20, "late datapoints are seen to be missing: {gaps}");
}

/// Tells the first difference only.
#[track_caller]
fn same<T: PartialEq + std::fmt::Debug>(one: &[T], other: &[T]) {
    for (one, other) in one.iter().zip(other) {
        assert_eq!(one, other);
    }
    assert_eq!(one.len(), other.len());
}

/// How many gaps it saw.
fn agrees(standing: &Standing, base: &RunOutcome, initial: u32) -> usize {
    let at = standing.at;
    assert_eq!(standing.desired, capacity_at(base, initial, at));
    assert_eq!(standing.in_service as usize + standing.launches.len(), standing.desired as usize);
    assert!(standing.launches.iter().all(|due| *due > at));
    let open = |activity: &&Activity| {
        activity.changed_capacity() && activity.start <= at && activity.end.is_none_or(|end| end > at)
    };
    let open: Vec<_> = base.activities.iter().filter(open).map(|a| (a.start, a.to)).collect();
    assert_eq!(standing.under_way.iter().map(|a| (a.start, a.to)).collect::<Vec<_>>(), open);
    let scaling = standing.scaling.as_ref().expect("there is a target");
    let mut gaps = 0;
    for alarm in &scaling.alarms {
        let last = base.transitions.iter().rfind(|t| t.alarm == alarm.name && t.at <= at);
        assert_eq!(
            (alarm.state, alarm.since),
            last.map_or(("INSUFFICIENT_DATA", None), |t| (t.to.as_str(), Some(t.at)))
        );
        let judged_at = alarm.judged_at.expect("the lead-in has evaluated it");
        assert!(judged_at <= at && at < alarm.next_at && judged_at + alarm.step == alarm.next_at);
        let breaching = alarm.points.iter().filter(|p| p.judged && p.breaching).count() as u32;
        let judged = alarm.points.iter().filter(|p| p.judged).count() as u32;
        if judged == alarm.of {
            assert_eq!(breaching >= alarm.needed, alarm.state == "ALARM", "{} at {at:?}", alarm.name);
        }
        for point in &alarm.points {
            assert_eq!(point.value.is_some(), point.visible.is_some_and(|from| from <= judged_at));
            gaps += usize::from(point.value.is_none());
        }
    }
    for policy in &scaling.policies {
        let judged = policy.last.expect("it has been judged");
        // Stretches do not say when within them an evaluation was; the last one began at or before it.
        let stretch = base.decisions.iter().rfind(|d| d.policy == policy.name && d.from <= at).expect("a stretch");
        assert!(stretch.from <= judged.at && judged.at <= at && judged.at <= stretch.until);
        assert_eq!((stretch.verdict.as_str(), stretch.reason.as_str()), (judged.verdict.word(), judged.verdict.code()));
        for (left, direction) in policy.left.iter().zip(["scale_out", "scale_in"]) {
            let runs = base.cooldowns.iter().rfind(|c| c.direction == direction && c.from <= at && at < c.until);
            let (until, recorded) = (left.map(|left| at + left), runs.map(|cooldown| cooldown.until));
            // A change to come may cut it short: nobody knows that yet.
            let cut = |end: Time| base.activities.iter().any(|a| a.start == end || a.end == Some(end));
            let is_cut = until > recorded && recorded.is_some_and(cut);
            assert!(until == recorded || is_cut, "{direction} at {at:?}: {until:?}, {recorded:?}");
        }
    }
    gaps
}

/// Every counterfactual is what a run with its edits comes to, compared here in a plainer way.
#[test]
fn every_counterfactual_is_what_its_edits_come_to() {
    let mut seen: Vec<String> = Vec::new();
    let cases: [(&str, &[&str], &[u64]); 7] = [
        ("flash-sale.yaml", &["fidelity=fluid"], &[43_200, 43_380, 43_500, 45_000, 51_000]),
        ("flash-sale.yaml", &["fidelity=fluid", "keep-busy.DisableScaleIn=true"], &[48_000]),
        (
            "flash-sale.yaml",
            &["fidelity=fluid", "targets.0.SuspendedState={DynamicScalingOutSuspended: true}"],
            &[43_600],
        ),
        ("flash-sale.yaml", &["fidelity=fluid", "keep-busy.ScaleInCooldown=3600"], &[48_000, 50_500]),
        ("flash-sale.yaml", &["duration=13h"], &[43_380]),
        ("flash-sale.yaml", &["fidelity=fluid", "targets.0.MaxCapacity=20", "scaling.scheduled_actions=[]"], &[43_500]),
        ("llm-burst.yaml", &["duration=4h"], &[3_000]),
    ];
    for (name, edits, moments) in cases {
        let scenario = scenario(name, edits);
        let base = outcome(&scenario, 1);
        let start = scenario.setup().window.start;
        for after in moments {
            let explanation = explained(&scenario, &base, start + Span::from_secs(*after));
            assert!((1..=8).contains(&explanation.counterfactuals.len()), "{name} at {after} s");
            for one in &explanation.counterfactuals {
                let what = &one.candidate.what;
                let edited = scenario.edited(&one.candidate.edits).expect("it makes sense").0;
                let now = outcome(&edited, 1);
                let moves = |of: &RunOutcome| -> Vec<_> {
                    let changes = of.activities.iter().filter(|activity| activity.changed_capacity());
                    changes.map(|a| (a.start, a.from, a.to, a.end)).collect()
                };
                let (before, after) = (moves(&base), moves(&now));
                match &one.told {
                    Told::Capacity(difference) => {
                        let agree = |at: Time| {
                            let until = |moves: &[(Time, u32, u32, Option<Time>)]| -> Vec<_> {
                                let ended = |end: Option<Time>| end.filter(|end| *end <= at);
                                let begun = moves.iter().filter(|m| m.0 <= at);
                                begun.map(|m| (m.0, m.1, m.2, ended(m.3))).collect()
                            };
                            until(&before) == until(&after)
                        };
                        assert!(!agree(difference.at()), "{what}: they differ then");
                        assert!(agree(difference.at().back(Span::from_nanos(1))), "{what}: and not before");
                    }
                    Told::Control(_) => {
                        assert_eq!(before, after, "{what}");
                        let same = (base.transitions == now.transitions) && (base.decisions == now.decisions);
                        assert!(!same, "{what}");
                    }
                    Told::Same => {
                        let states = |of: &RunOutcome| -> Vec<_> {
                            of.transitions.iter().map(|t| (t.at, t.alarm.clone(), t.to.clone())).collect()
                        };
                        assert_eq!((before, states(&base)), (after, states(&now)), "{what}");
                    }
                    Told::Refused(why) => panic!("{what}: {why}"),
                }
                let moment = explanation.standing.at;
                assert_eq!(one.desired, capacity_at(&now, edited.setup().variants[0].initial, moment), "{what}");
                seen.push(what.clone());
            }
        }
    }
    let begins = [
        "ScaleOutCooldown 0",
        "ScaleInCooldown 0",
        "update_lock false",
        "MaxCapacity ",
        "MinCapacity ",
        "launches in half the time",
        "alarm_lag ",
        "TargetValue ",
        "high-resolution metric ",
        "no scheduled action",
        "DisableScaleIn false",
        "nothing suspended",
    ];
    for wanted in begins {
        assert!(seen.iter().any(|what| what.starts_with(wanted)), "{wanted} is never asked: {seen:?}");
    }
}

/// A decision at exactly the moment belongs to it.
#[test]
fn what_is_decided_at_the_moment_belongs_to_it() {
    let scenario = scenario("flash-sale.yaml", &[]);
    let base = outcome(&scenario, 1);
    let window = &scenario.setup().window;
    let chosen = |a: &&Activity| a.changed_capacity() && a.start > window.start && a.is_by_policy();
    let change = base.activities.iter().rfind(chosen).expect("it scales");
    let at = explained(&scenario, &base, change.start).standing;
    let before = explained(&scenario, &base, change.start.back(Span::from_nanos(1))).standing;
    assert_eq!((before.desired, at.desired), (change.from, change.to));
    let last =
        |standing: &Standing| standing.scaling.as_ref().and_then(|s| s.policies[0].last).map(|judged| judged.verdict);
    assert!(matches!(last(&at), Some(Verdict::Scale { to, .. }) if to == change.to));
    assert!(!matches!(last(&before), Some(Verdict::Scale { to, .. }) if to == change.to));
}
