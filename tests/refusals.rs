//! What does a user read when a scenario is wrong? One file for each mistake in `tests/refusals`, and beside it exactly
//! what `dryscale run` says. `UPDATE=1 cargo test --test refusals` writes the texts anew.

use assert_cmd::Command;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/refusals")
}

/// The names of the folder's files with this ending, sorted, without it.
fn names(ending: &str) -> Vec<String> {
    let entries = fs::read_dir(folder()).expect("a folder of ours").map(|entry| entry.expect("readable").path());
    let chosen = entries.filter(|path| path.extension().is_some_and(|found| found == ending));
    let mut names: Vec<String> =
        chosen.map(|path| path.file_stem().expect("a file has a name").to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// The arguments behind `# with: ` at the head of a scenario; most have none.
fn arguments(name: &str) -> Vec<String> {
    let text =
        String::from_utf8_lossy(&fs::read(folder().join(format!("{name}.yaml"))).expect("readable")).into_owned();
    let with = text.lines().find_map(|line| line.strip_prefix("# with: ")).unwrap_or_default();
    with.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Every file of a folder with its bytes.
fn held(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("readable").path()).collect();
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), fs::read(&path).unwrap_or_default())).collect()
}

/// A copy to work in, with the scenarios and their data and nothing else.
fn copy() -> tempfile::TempDir {
    let copy = tempfile::tempdir().expect("a place for temporary files");
    for (path, bytes) in held(&folder()) {
        if path.extension().is_none_or(|ending| ending != "txt") {
            fs::write(copy.path().join(path.file_name().expect("a file has a name")), bytes).expect("writable");
        }
    }
    copy
}

/// What is told of a scenario, or why that is not how a refusal goes.
fn told(copy: &Path, name: &str) -> Result<String, String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dryscale"));
    command.current_dir(copy).arg("run").arg(format!("{name}.yaml")).args(arguments(name));
    let output = command.timeout(Duration::from_mins(1)).output().map_err(|error| error.to_string())?;
    let told = String::from_utf8(output.stderr).map_err(|error| error.to_string())?;
    match (output.status.code(), output.stdout.as_slice(), copy.join("output").exists()) {
        (Some(2), [], false) => Ok(told),
        (code, [], false) => Err(format!("exit code {code:?}, wanted 2\n{told}")),
        (_, [], true) => Err("there is a result".to_owned()),
        (_, stdout, _) => Err(format!("the standard output holds {}", String::from_utf8_lossy(stdout))),
    }
}

#[test]
fn every_mistake_is_told_in_these_words() {
    let copy = copy();
    let before = held(copy.path());
    let update = std::env::var_os("UPDATE").is_some();
    let mut wrong = Vec::new();
    for name in names("yaml") {
        let text = folder().join(format!("{name}.txt"));
        match told(copy.path(), &name) {
            Ok(told) if update => fs::write(text, told).expect("writable"),
            Ok(told) => {
                let wanted = fs::read_to_string(text).unwrap_or_default();
                if told != wanted {
                    wrong.push(format!("----- {name}: told\n{told}\n----- wanted\n{wanted}"));
                }
            }
            Err(why) => wrong.push(format!("----- {name}: {why}")),
        }
    }
    assert!(wrong.is_empty(), "{} differ\n{}", wrong.len(), wrong.join("\n"));
    assert!(before == held(copy.path()), "a refusal has changed the folder it ran in");
}

#[test]
fn every_text_belongs_to_a_mistake() {
    let mistakes = names("yaml");
    assert!(mistakes.len() >= 45, "{}", mistakes.len());
    assert_eq!(names("txt"), mistakes);
}

/// Words of our code, of its libraries and of the YAML standard, which mean nothing to a planner.
const JARGON: &[&str] = &[
    "invalid type",
    "expected",
    "struct",
    "enum ",
    "variant index",
    "Option",
    "None",
    "Some(",
    "Err(",
    "serde",
    "panicked",
    "unwrap",
    "null",
    "scalar",
    "sequence",
    "mapping",
    "node",
    "anchor",
    "token",
    "u32",
    "u64",
    "f64",
    "usize",
    "ParseIntError",
    "os error",
    "schema",
];

/// ` --> FILE:LINE:COLUMN` of a file in the folder, or of an edit.
fn names_a_place(line: &str) -> bool {
    let Some((file, place)) = line.trim_start().strip_prefix("--> ").and_then(|place| place.split_once(':')) else {
        return false;
    };
    let numbers: Vec<&str> = place.split(':').collect();
    let counted = numbers.len() == 2 && numbers.iter().all(|number| number.parse::<u32>().is_ok_and(|n| n > 0));
    counted && (file.starts_with("--") || folder().join(file).is_file())
}

#[test]
fn every_text_names_the_place_and_speaks_plainly() {
    let mut wrong = Vec::new();
    for name in names("txt") {
        let text = fs::read_to_string(folder().join(format!("{name}.txt"))).expect("UTF-8");
        // Of a flag that means nothing there is no line to show.
        let placed = text.lines().any(names_a_place) || text.starts_with("error: --");
        let errors = text.lines().filter(|line| line.starts_with("error: ")).count();
        let headed = text.starts_with("error: ") || text.starts_with("warning: ");
        if !placed || errors == 0 || !headed {
            wrong.push(format!("{name}: no place or no error\n{text}"));
        }
        // What is quoted is the user's own word.
        let ours: String = text
            .lines()
            .filter(|line| ![" | ", "--> ", "::: "].iter().any(|sign| line.contains(sign)))
            .flat_map(|line| line.split('`').step_by(2))
            .collect();
        for word in JARGON.iter().filter(|word| ours.contains(**word)) {
            wrong.push(format!("{name}: `{word}`\n{text}"));
        }
        if text.lines().any(|line| line.chars().count() > 240) {
            wrong.push(format!("{name}: a line that nobody reads\n{text}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
