//! When it is stopped: Ctrl-C before and after a run has finished, and a kill in the middle of writing.
#![cfg(target_os = "linux")]

use crate::workshop::{Ended, Workshop};
use std::fs;
use std::process::{Child, Command};
use std::thread::sleep;
use std::time::Duration;

/// Sends a signal by its name.
fn signal(child: &Child, name: &str) {
    let status = Command::new("kill").args([&format!("-{name}"), &child.id().to_string()]).status();
    assert!(status.expect("there is a kill command").success());
}

/// Waits until the program hears Ctrl-C (bit 2 of the signals it catches).
fn wait_until_it_listens(child: &Child) {
    let listens = || {
        let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:")).unwrap_or("0");
        u64::from_str_radix(caught.trim(), 16).is_ok_and(|mask| mask & 2 != 0)
    };
    for _ in 0..2_000 {
        if listens() {
            return;
        }
        sleep(Duration::from_millis(5));
    }
    panic!("the program does not listen to Ctrl-C");
}

fn ended(child: Child) -> Ended {
    child.wait_with_output().expect("it was started").into()
}

#[test]
fn an_interrupt_before_a_run_has_finished_writes_nothing() {
    let workshop = Workshop::new();
    let before = workshop.held();
    for name in ["INT", "TERM"] {
        let child = workshop.command(&["run", "small.yaml", "--set", "duration=3000d"]).spawn().unwrap();
        wait_until_it_listens(&child);
        signal(&child, name);
        ended(child).told(130, &["interrupted before a run had finished: nothing written"]);
        assert!(before == workshop.held());
    }
}

#[test]
fn an_interrupt_keeps_the_runs_that_have_finished() {
    let workshop = Workshop::new();
    let mut wait = Duration::from_millis(200);
    let stopped = loop {
        let child = workshop.command(&["run", "small.yaml", "--runs", "100000"]).spawn().unwrap();
        wait_until_it_listens(&child);
        sleep(wait);
        signal(&child, "INT");
        let stopped = ended(child);
        assert_eq!(stopped.code, Some(130), "{stopped:?}");
        if workshop.path("output/small").exists() {
            break stopped;
        }
        // On a busy machine no run has finished yet.
        wait *= 2;
        assert!(wait < Duration::from_secs(10), "{stopped:?}");
    };
    let summary = workshop.summary("output/small");
    let runs = summary["runs"].as_u64().unwrap();
    assert_eq!(summary["runs_asked"], 100_000);
    assert_eq!(summary["complete"], false);
    assert!((1..100_000).contains(&runs), "{runs}");
    let rows = fs::read_to_string(workshop.path("output/small/runs.csv")).unwrap().lines().count() as u64;
    assert_eq!(rows, runs + 1, "a heading, and a row for each run that is counted");
    let said = stopped.stdout.to_lowercase();
    assert!(said.contains("interrupted") && said.contains(&format!("{runs} of 100")), "{stopped:?}");
    assert_eq!(workshop.names("output"), ["small"]);
    assert_eq!(workshop.dryscale(&["run", "small.yaml"]).code, Some(0));
    assert_eq!(workshop.summary("output/small")["complete"], true);
}

/// Killed at any moment of writing, the former result stands or the new one does, and the next run clears what is left.
#[test]
fn a_kill_while_writing_leaves_a_whole_result() {
    let workshop = Workshop::new();
    assert_eq!(workshop.dryscale(&["run", "small.yaml"]).code, Some(0));
    let first = whole(&workshop, "small");
    let mut left_behind = 0;
    for seed in 8..38 {
        let seed = seed.to_string();
        let mut child = workshop.command(&["run", "small.yaml", "--seed", &seed]).spawn().unwrap();
        let partial = workshop.path("output/.small.partial");
        while child.try_wait().unwrap().is_none() && fs::metadata(&partial).is_err() {
            std::hint::spin_loop();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        // Killed between the two renames, the former result lies beside its place, and the next run brings it back.
        let standing = if fs::metadata(workshop.path("output/small")).is_ok() { "small" } else { ".small.previous" };
        assert_eq!(whole(&workshop, standing), first);
        left_behind += u32::from(workshop.names("output").iter().any(|name| name.starts_with('.')));
        if left_behind == 3 {
            break;
        }
    }
    assert!(left_behind > 0, "never killed while it was writing");
    let ended = workshop.dryscale(&["run", "small.yaml"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert_eq!((workshop.names("output"), whole(&workshop, "small")), (vec!["small".to_owned()], first));
}

/// The names of the result's files, after a look that it is one.
fn whole(workshop: &Workshop, name: &str) -> Vec<String> {
    let result = format!("output/{name}");
    assert_eq!(workshop.summary(&result)["complete"], true);
    workshop.names(&result)
}
