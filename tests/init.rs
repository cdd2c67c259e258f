//! Does everyone who begins get something that runs? Every template is written, read without a warning, and run; and
//! nothing that stood there before is touched.

#[expect(dead_code, reason = "this file needs a part of it")]
mod binary;

use binary::{dryscale, files};
use std::fs;
use tempfile::TempDir;

/// Names of the templates, as the program lists them.
fn templates() -> Vec<String> {
    let listed = dryscale(&std::env::temp_dir(), &["init", "--list"]);
    assert_eq!(listed.code, 0, "{}", listed.err);
    let described = |line: &str| line.split_whitespace().count() > 3 && line.chars().count() <= 80;
    assert!(listed.out.lines().all(described), "{}", listed.out);
    listed.out.lines().filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}

#[test]
fn every_template_is_written_read_and_run_without_a_warning() {
    let templates = templates();
    assert!(templates.len() >= 8, "{templates:?}");
    for name in &templates {
        let place = TempDir::new().unwrap();
        let made = dryscale(place.path(), &["init", "new/it", "--template", name]);
        assert_eq!((made.code, made.err.as_str()), (0, ""), "{name}");
        let next =
            made.out.lines().last().and_then(|line| line.strip_prefix("next: dryscale ")).expect("a next command");
        let written: Vec<String> = files(place.path()).into_iter().map(|(path, _)| path).collect();
        let mut told: Vec<&str> = made.out.lines().filter_map(|line| line.strip_prefix("written: ")).collect();
        told.sort_unstable();
        assert_eq!(written, told, "{name}");
        let text = fs::read_to_string(place.path().join("new/it/scenario.yaml")).unwrap();
        assert!(text.starts_with("# yaml-language-server: $schema=dryscale.schema.json\n# "), "{name}");
        let checked = dryscale(place.path(), &["check", "--strict", "new/it/scenario.yaml"]);
        assert_eq!(checked.code, 0, "{name}: {}{}", checked.out, checked.err);
        assert!(!checked.out.contains("warning"), "{name}: {}", checked.out);
        let mut words: Vec<&str> = next.split(' ').collect();
        words.extend(["--runs", "1", "--set", "fidelity=fluid"]);
        let ran = dryscale(place.path(), &words);
        assert!(matches!(ran.code, 0 | 99), "{name}: {}", ran.err);
        // The one thing that the fluid plane of this test adds.
        let of_fluid = ["a fluid has no latency percentiles", "it has no single answers to time"];
        let is_of_the_template = |line: &&str| !of_fluid.iter().any(|end| line.ends_with(end));
        let warnings: Vec<&str> =
            ran.err.lines().filter(|line| line.starts_with("warning")).filter(is_of_the_template).collect();
        assert!(warnings.is_empty(), "{name}: {}", ran.err);
        assert!(place.path().join("output/scenario/summary.json").is_file(), "{name}");
    }
}

#[test]
fn the_schema_beside_the_scenario_is_that_of_the_program() {
    let place = TempDir::new().unwrap();
    assert_eq!(dryscale(place.path(), &["init", "."]).code, 0);
    let written = fs::read_to_string(place.path().join("dryscale.schema.json")).unwrap();
    assert_eq!(written.trim_end(), dryscale(place.path(), &["schema"]).out.trim_end());
}

#[test]
fn nothing_is_overwritten_and_a_refusal_writes_nothing() {
    for standing in ["scenario.yaml", "profile.csv", "dryscale.schema.json"] {
        let place = TempDir::new().unwrap();
        fs::create_dir(place.path().join("mine")).unwrap();
        fs::write(place.path().join("mine").join(standing), "mine").unwrap();
        let before = files(place.path());
        let refused = dryscale(place.path(), &["init", "mine", "-t", "working-week"]);
        let said =
            format!("error: init: `mine` holds `{standing}` already; nothing was written: name another folder\n");
        assert_eq!((refused.code, refused.out.as_str(), refused.err), (2, "", said));
        assert_eq!(files(place.path()), before);
    }
}

#[test]
fn a_folder_of_other_files_is_no_obstacle_and_a_file_is_one() {
    let place = TempDir::new().unwrap();
    fs::write(place.path().join("notes.txt"), "mine").unwrap();
    let refused = dryscale(place.path(), &["init", "notes.txt/deep"]);
    assert_eq!((refused.code, refused.err.as_str()), (2, "error: init: `notes.txt` is a file, not a folder\n"));
    let made = dryscale(place.path(), &["init", "."]);
    assert_eq!(made.code, 0, "{}", made.err);
    assert_eq!(fs::read_to_string(place.path().join("notes.txt")).unwrap(), "mine");
    assert_eq!(files(place.path()).len(), 3);
}

#[test]
fn a_command_that_makes_no_sense_is_refused_with_what_was_meant() {
    let place = TempDir::new().unwrap();
    let near = dryscale(place.path(), &["init", "x", "--template", "flash-sael"]);
    assert_eq!(near.code, 2);
    assert!(near.err.contains("a similar value exists: 'flash-sale'"), "{}", near.err);
    assert_eq!(dryscale(place.path(), &["init"]).code, 2, "no folder");
    assert_eq!(dryscale(place.path(), &["init", "x", "--list"]).code, 2, "a folder and a list");
    assert!(files(place.path()).is_empty());
}

#[cfg(unix)]
#[test]
fn a_broken_link_is_not_followed() {
    let place = TempDir::new().unwrap();
    std::os::unix::fs::symlink("elsewhere", place.path().join("scenario.yaml")).unwrap();
    assert_eq!(dryscale(place.path(), &["init", "."]).code, 2);
    assert!(!place.path().join("elsewhere").exists());
}

#[test]
fn the_next_command_can_be_typed() {
    let place = TempDir::new().unwrap();
    let made = dryscale(place.path(), &["init", "my shop"]);
    assert!(made.out.ends_with("next: dryscale run 'my shop/scenario.yaml'\n"), "{}", made.out);
}

#[test]
fn every_shell_completes_the_commands_and_the_templates() {
    let place = TempDir::new().unwrap();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = dryscale(place.path(), &["completions", shell]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{shell}");
        for word in ["dryscale", "sensitivity", "template"] {
            assert!(ran.out.contains(word), "{shell}: {word}");
        }
    }
    let bash = dryscale(place.path(), &["completions", "bash"]).out;
    assert!(templates().iter().all(|name| bash.contains(name.as_str())));
    assert_eq!(dryscale(place.path(), &["completions", "tcsh"]).code, 2);
}

#[test]
fn a_quiet_study_says_nothing_and_keeps_its_exit_code() {
    let place = TempDir::new().unwrap();
    assert_eq!(dryscale(place.path(), &["init", ".", "-t", "fixed-fleet"]).code, 0);
    let fluid = ["--runs", "2", "--set", "fidelity=fluid", "--set", "duration=1h"];
    let studies: [&[&str]; 3] = [
        &["run", "scenario.yaml"],
        &["compare", "scenario.yaml", "--with", "AllTraffic.InitialInstanceCount=7"],
        &["sweep", "scenario.yaml", "-p", "AllTraffic.InitialInstanceCount=5,6"],
    ];
    for study in studies {
        let quiet = dryscale(place.path(), &[study, &fluid, &["--quiet"]].concat());
        assert_eq!((quiet.out.as_str(), quiet.err.as_str()), ("", ""), "{study:?}");
        let loud = dryscale(place.path(), &[study, &fluid].concat());
        assert_eq!(quiet.code, loud.code, "{study:?}");
        assert!(!loud.out.is_empty(), "{study:?}");
        let wrong = dryscale(place.path(), &[study, &["--quiet", "--set", "nonsense=1"]].concat());
        assert_eq!(wrong.code, 2, "{study:?}");
        assert!(wrong.err.contains("nonsense"), "an error is said: {}", wrong.err);
    }
}
