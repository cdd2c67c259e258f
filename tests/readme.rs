//! Is what the README says true? Its commands run, its picture exists, its tables are those of the program.

#[expect(dead_code, reason = "this file needs a part of it")]
mod binary;

use binary::{command, root, scenarios};
use dryscale::scenario::Scenario;
use dryscale::scenario::edit::Edit;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The set-up, exactly.
const SET_UP: [&str; 2] =
    ["cargo run --release --locked -- run scenarios/flash-sale.yaml", "cargo test --release --locked"];

fn readme() -> String {
    std::fs::read_to_string(root().join("README.md")).expect("a README")
}

/// The fenced blocks of one of these languages.
fn blocks(text: &str, languages: &[&str]) -> Vec<String> {
    let mut parts = text.split("```");
    let mut found = Vec::new();
    while let (Some(_), Some(block)) = (parts.next(), parts.next()) {
        if let Some((language, body)) = block.split_once('\n')
            && languages.contains(&language.trim())
        {
            found.push(body.to_owned());
        }
    }
    found
}

/// Every line that someone would type.
fn commands(text: &str) -> Vec<String> {
    let of_block = |block: &String| -> Vec<String> {
        let typed = block.lines().map(|line| line.trim().trim_start_matches("$ ").trim());
        let bare = typed.map(|line| line.split("  #").next().unwrap_or_default().trim().to_owned());
        bare.filter(|line| line.starts_with("dryscale ") || line.starts_with("cargo ")).collect()
    };
    blocks(text, &["console", "sh"]).iter().flat_map(of_block).collect()
}

/// A copy of the scenarios, and the scenario of the README beside them.
fn desk() -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    std::fs::create_dir(folder.path().join("scenarios")).expect("writable");
    for entry in std::fs::read_dir(root().join("scenarios")).expect("the scenarios") {
        let path = entry.expect("there").path();
        std::fs::copy(&path, folder.path().join("scenarios").join(path.file_name().expect("a scenario")))
            .expect("a scenario");
    }
    let example = blocks(&readme(), &["yaml"]);
    assert_eq!(example.len(), 1, "one scenario to begin with");
    std::fs::write(folder.path().join("shop.yaml"), &example[0]).expect("writable");
    folder
}

/// The words of a command, quotes taken off.
fn words(line: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut quoted = false;
    for letter in line.chars() {
        match letter {
            '\'' | '"' => quoted = !quoted,
            ' ' if !quoted => all.push(String::new()),
            other => all.last_mut().expect("never empty").push(other),
        }
    }
    all.retain(|word| !word.is_empty());
    all
}

/// What comes after the program's name; `None` for commands that are not the program's.
fn arguments(line: &str) -> Option<Vec<String>> {
    if let Some(rest) = line.strip_prefix("dryscale ") {
        return Some(words(rest));
    }
    line.strip_prefix("cargo run ").and_then(|rest| rest.split_once("-- ")).map(|(_, rest)| words(rest))
}

#[test]
fn the_set_up_is_two_commands() {
    let text = readme();
    let cargo: Vec<String> = commands(&text).into_iter().filter(|line| line.starts_with("cargo ")).collect();
    assert_eq!(cargo, SET_UP);
    assert!(text.lines().count() <= 120, "short enough to be read: {} lines", text.lines().count());
}

#[test]
fn every_command_of_the_readme_runs() {
    let ran = run_all(&readme());
    assert!(ran >= 5, "{ran} commands");
}

#[test]
fn every_command_on_variants_runs() {
    let text = std::fs::read_to_string(root().join("docs/variants.md")).expect("the page");
    assert_eq!(run_all(&text), 2);
}

#[test]
fn every_command_on_clients_runs_and_its_examples_are_taken() {
    let text = std::fs::read_to_string(root().join("docs/clients.md")).expect("the page");
    assert_eq!(run_all(&text), 3);
    let shop = &blocks(&readme(), &["yaml"])[0];
    for clients in blocks(&text, &["yaml"]) {
        let read = Scenario::from_text("shop.yaml", &format!("{shop}{clients}"), root(), &[]);
        assert!(read.is_ok(), "{clients}: {}", read.err().map(|problems| problems.render(false)).unwrap_or_default());
    }
}

#[test]
fn every_command_of_the_page_on_beginnings_runs() {
    let text = std::fs::read_to_string(root().join("docs/init.md")).expect("the page");
    assert_eq!(run_all(&text), 5);
}

#[test]
fn every_command_of_the_page_on_documents_runs() {
    let folder = desk();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("writable");
    let text = |name: &str| std::fs::read_to_string(root().join("tests").join(name)).expect("of our own");
    for (name, document) in [
        ("target.json", "field/describe-targets.json"),
        ("today.json", "field/describe-targets.json"),
        ("policy.json", "field/cli-input.json"),
        ("policies.json", "field/cli-input.json"),
        ("scaling.yaml", "field/kubectl-get.yaml"),
    ] {
        write(name, &text(document));
    }
    write("setup.sh", &text("field/guide-variant.sh").replace("MyEndpoint", "$ENDPOINT"));
    write("tuned.yaml", &blocks(&readme(), &["yaml"])[0].replace("TargetValue: 2000", "TargetValue: 1800"));
    write("activities.json", &text("data/activities.json").replace("shop/variant/all", "churn/variant/AllTraffic"));
    let point = |hour: u32| format!("{{\"Timestamp\": \"2026-03-02T{hour:02}:00:00+00:00\", \"Sum\": 900.0}}");
    let points: Vec<String> = (0..24).map(point).collect();
    write("invocations.json", &format!("{{\"Label\": \"Invocations\", \"Datapoints\": [{}]}}", points.join(",")));
    let page = std::fs::read_to_string(root().join("docs/documents.md")).expect("the page");
    assert_eq!(run_at(folder.path(), &page), 7);
    let recorded = command(folder.path()).args(["run", "recorded.yaml", "--runs", "1"]).output().expect("it was built");
    assert!(recorded.status.success(), "{}", String::from_utf8_lossy(&recorded.stderr));
}

#[test]
fn every_command_of_the_page_on_history_runs() {
    let page = std::fs::read_to_string(root().join("docs/history.md")).expect("the page");
    let folder = desk();
    let copy = |name: &str| std::fs::copy(root().join("tests/data").join(name), folder.path().join(name));
    copy("activities.json").expect("a record");
    std::fs::write(folder.path().join("monday.yaml"), &blocks(&page, &["yaml"])[0]).expect("writable");
    assert_eq!(run_at(folder.path(), &page), 1);
    let summary = std::fs::read_to_string(folder.path().join("output/monday/summary.json")).expect("a result");
    assert!(summary.contains("\"recorded_actions_out\": 2"), "{summary}");
}

/// Runs every command of a text at a fresh desk, in order; gives how many.
fn run_all(text: &str) -> usize {
    run_at(desk().path(), text)
}

/// Runs every command of a text at a desk, in order; gives how many.
fn run_at(desk: &Path, text: &str) -> usize {
    let mut ran = 0;
    for line in commands(text) {
        let Some(mut arguments) = arguments(&line) else {
            assert_eq!(line, SET_UP[1], "a command that no test runs");
            continue;
        };
        let mut target = None;
        if let Some(at) = arguments.iter().position(|word| word == ">") {
            target = Some(arguments[at + 1].clone());
            arguments.truncate(at);
        }
        let is_study = ["run", "compare", "sweep"].contains(&arguments[0].as_str());
        if is_study && !arguments.iter().any(|word| word == "--runs" || word == "--only") {
            arguments.extend(["--runs".to_owned(), "2".to_owned()]);
        }
        let output = command(desk).args(&arguments).output().expect("the program was built");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(matches!(output.status.code(), Some(0 | 99)), "{line}: {said}");
        assert!(!output.stdout.is_empty() || arguments.iter().any(|word| word == "--quiet"), "{line}");
        if let Some(target) = target {
            std::fs::write(desk.join(target), output.stdout).expect("writable");
        }
        ran += 1;
    }
    ran
}

#[test]
fn every_command_of_the_page_on_what_if_runs() {
    let folder = desk();
    let page = std::fs::read_to_string(root().join("docs/what-if.md")).expect("the page");
    let mut ran = 0;
    for line in commands(&page) {
        let mut arguments = arguments(&line).expect("a command of the program");
        // Merging takes the runs that the shards left.
        if arguments[0] != "merge" {
            arguments.extend(["--runs".to_owned(), "2".to_owned()]);
        }
        let output = command(folder.path()).args(&arguments).output().unwrap();
        assert!(matches!(output.status.code(), Some(0 | 99)), "{line}: {}", String::from_utf8_lossy(&output.stderr));
        ran += 1;
    }
    assert!(ran >= 8, "{ran} commands");
    assert!(folder.path().join("pr.md").is_file());
}

#[test]
fn every_command_of_the_page_on_tuning_runs() {
    let folder = desk();
    let page = std::fs::read_to_string(root().join("docs/tune.md")).expect("the page");
    let mut ran = 0;
    for line in commands(&page).into_iter().filter(|line| !line.starts_with("cargo ")) {
        let mut arguments = arguments(&line).expect("a command of the program");
        arguments.retain(|word| word != "--budget" && word != "400");
        // As a flow: what counts here is that the command is taken.
        arguments.extend(["--budget", "50", "--fresh-runs", "2", "--set", "fidelity=fluid"].map(str::to_owned));
        let output = command(folder.path()).args(&arguments).output().unwrap();
        assert!(matches!(output.status.code(), Some(0 | 99)), "{line}: {}", String::from_utf8_lossy(&output.stderr));
        ran += 1;
    }
    assert!(ran >= 2, "{ran} commands");
}

#[test]
fn the_files_that_it_names_are_those_that_are_written() {
    let folder = desk();
    let ran = binary::dryscale(folder.path(), &["run", "shop.yaml", "--runs", "2"]);
    assert!(ran.code == 0 || ran.code == 99, "{}", ran.err);
    let text = readme();
    let written = binary::files(&folder.path().join("output/shop"));
    for (name, _) in &written {
        let stem = name.split('.').next().unwrap();
        assert!(
            text.contains(&format!("`{name}`"))
                || text.contains(&format!("`{stem}`"))
                || (stem == "capacity" && text.contains("`capacity.png`"))
                || name == "dryscale.result.json",
            "{name} is not in the README"
        );
    }
    let names: Vec<&str> = written.iter().map(|file| file.0.as_str()).collect();
    let table = text.split("output/").nth(1).unwrap_or_default();
    for name in
        table.split('`').filter(|word| Path::new(word).extension().is_some_and(|kind| kind == "csv" || kind == "png"))
    {
        assert!(names.contains(&name), "{name} is not written");
    }
}

#[test]
fn its_pictures_and_links_are_there_and_small() {
    let text = readme();
    let mut links = 0;
    for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
        if !link.starts_with("http") {
            let file = link.split('#').next().unwrap_or_default();
            assert!(root().join(file).exists(), "{link}");
            links += 1;
        }
    }
    assert!(links >= 2 && text.contains("](docs/flash-sale.png)"), "it leads with the picture");
    let first = text.lines().find(|line| line.contains("](docs/flash-sale.png)")).unwrap();
    let before = text.split(first).next().unwrap().lines().count();
    assert!(before <= 8, "the picture stands at the top");
    let picture = std::fs::read(root().join("docs/flash-sale.png")).unwrap();
    assert!(picture.starts_with(b"\x89PNG") && picture.len() <= 300_000, "{} bytes", picture.len());
}

/// Rows of a table whose first cell is a name in back quotes.
fn rows(text: &str) -> Vec<Vec<String>> {
    let cells = |line: &str| -> Vec<String> {
        line.trim().trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect()
    };
    text.lines().filter(|line| line.starts_with("| `")).map(cells).collect()
}

fn bare(cell: &str) -> &str {
    cell.trim_matches('`')
}

fn flash_sale(edit: Option<&str>) -> Result<Scenario, String> {
    let edits: Vec<Edit> = edit.into_iter().map(|text| Edit::parse("--set", text).expect("PATH=VALUE")).collect();
    let file: PathBuf =
        scenarios().into_iter().find(|file| file.ends_with(Path::new("flash-sale.yaml"))).expect("there");
    Scenario::read(&file, &edits).map(|read| read.0).map_err(|problems| problems.render(false))
}

#[test]
fn the_assumptions_are_those_that_are_read() {
    let text = std::fs::read_to_string(root().join("docs/assumptions.md")).expect("the page");
    let (variable, fixed) = text.split_once("## Fixed").expect("two parts");
    let listed = flash_sale(None).unwrap().setup().assumptions.listed.clone();
    let mut told: Vec<(String, String)> =
        rows(&text).iter().map(|row| (bare(&row[0]).to_owned(), bare(&row[1]).to_owned())).collect();
    let mut listed_too = listed.clone();
    told.sort();
    listed_too.sort();
    assert_eq!(told, listed_too, "name and default of each");
    for row in rows(variable) {
        let alternatives: Vec<&str> = row[2].split(", ").map(bare).collect();
        assert!(!alternatives.is_empty() && !row[3].is_empty(), "{row:?}");
        for value in alternatives {
            let edit = format!("assumptions.{}={value}", bare(&row[0]));
            let scenario = flash_sale(Some(&edit)).unwrap_or_else(|refusal| panic!("{edit}: {refusal}"));
            assert_ne!(scenario.setup().assumptions.listed, listed, "{edit} is another question");
        }
    }
    for row in rows(fixed) {
        let refusal = flash_sale(Some(&format!("assumptions.{}=another", bare(&row[0])))).unwrap_err();
        assert!(refusal.contains("not modelled yet") || refusal.contains("another"), "{refusal}");
    }
}
