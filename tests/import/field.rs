//! Documents as people have them, in `tests/field`, each beside what comes of it: the scenario, what was repaired,
//! noted and assumed, what `run` says, or the refusal. `UPDATE=1 cargo test --test import` writes them anew.

use crate::root;
use dryscale::problem::Problems;
use dryscale::scenario::difference::of_kinds;
use dryscale::scenario::documents::documents;
use dryscale::scenario::import::{Destination, Imported, Template, documents_of, import};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Parameters that the command line gives.
const PARAMS: [(&str, &str, &str); 3] = [
    ("template-open.json", "EndpointName", "churn"),
    ("open-name.py", "endpoint_name", "churn"),
    ("class-based.py", "ENDPOINT", "chat-eu"),
];

fn field() -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = std::fs::read_dir(root().join("tests/field"))
        .expect("of our own")
        .map(|entry| entry.expect("of our own").path())
        .collect();
    all.retain(|path| !path.to_string_lossy().ends_with(".expected"));
    all.sort();
    all
}

fn name(path: &Path) -> String {
    path.file_name().expect("of our own").to_string_lossy().into_owned()
}

/// Beside the documents.
fn here() -> Destination<'static> {
    Destination { folder: Path::new(""), named: &|file| file.display().to_string() }
}

/// As a user in the folder of the document would: paths are bare.
fn read(path: &Path, params: &BTreeMap<String, String>) -> Result<Imported, Problems> {
    import(&[path.to_owned()], &Template::Default, params, &here())
}

fn told(path: &Path) -> String {
    let folder = format!("{}/", path.parent().expect("of our own").display());
    let mut parts: Vec<String> = Vec::new();
    let given: BTreeMap<String, String> = PARAMS
        .iter()
        .filter(|(file, ..)| *file == name(path))
        .map(|(_, key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect();
    if !given.is_empty()
        && let Err(problems) = read(path, &BTreeMap::new())
    {
        parts.push(format!("---- without --param\n{}\n", problems.render(false)));
    }
    match read(path, &given) {
        Err(problems) => parts.push(format!("---- refused\n{}", problems.render(false))),
        Ok(imported) => {
            for (heading, list) in
                [("repaired", &imported.repairs), ("noted", &imported.notes), ("assumed", &imported.assumed)]
            {
                if !list.is_empty() {
                    parts.push(format!("---- {heading}\n{}\n", list.join("\n")));
                }
            }
            if !imported.outlook.is_empty() {
                parts.push(format!("---- run\n{}", imported.outlook.render(false)));
            }
            parts.push(format!("---- scenario\n{}", imported.text));
        }
    }
    let text = parts.concat();
    text.replace(&folder, "")
}

#[test]
fn every_document_of_the_field_becomes_what_stands_beside_it() {
    let mut differ = Vec::new();
    let all = field();
    assert!(all.len() >= 30, "{} documents", all.len());
    for path in all {
        let expected = path.with_file_name(format!("{}.expected", name(&path)));
        let text = told(&path);
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&expected, &text).expect("of our own");
        } else if std::fs::read_to_string(&expected).ok().as_deref() != Some(text.as_str()) {
            differ.push(format!("{}:\n{text}", name(&path)));
        }
    }
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}

/// Every key of a JSON or YAML document.
fn keys(value: &serde_json::Value, all: &mut BTreeSet<String>) {
    match value {
        serde_json::Value::Array(list) => list.iter().for_each(|element| keys(element, all)),
        serde_json::Value::Object(map) => {
            for (key, value) in map {
                all.insert(key.clone());
                keys(value, all);
            }
        }
        _ => {}
    }
}

#[test]
fn no_key_of_a_document_disappears_silently() {
    // What holds lists of documents, and what is inside a member that is named as a whole.
    let around = [
        "ScalableTargets",
        "ScalingPolicies",
        "ScheduledActions",
        "MetricAlarms",
        "CompositeAlarms",
        "NextToken",
        "AlarmARN",
        "SpecifiedImage",
        "DeployedImages",
    ];
    let loose = |text: &str| text.to_lowercase().replace(['_', '-'], "");
    let mut seen = 0;
    for path in field().into_iter().filter(|path| path.extension().is_some_and(|kind| kind == "json")) {
        let name = name(&path);
        if name.starts_with("template") || name.starts_with("terraform") || name == "typo.json" {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("of our own");
        let imported = read(&path, &BTreeMap::new());
        let told = match imported {
            Ok(imported) => imported.text + &imported.notes.join("\n"),
            Err(problems) => problems.render(false),
        };
        let mut all = BTreeSet::new();
        for value in serde_json::Deserializer::from_str(&text).into_iter::<serde_json::Value>() {
            keys(&value.expect("of our own"), &mut all);
        }
        for key in all.iter().filter(|key| !around.contains(&key.as_str())) {
            let of_answer = loose(&told).contains(&loose(key));
            let empty = text.contains(&format!("\"{key}\": []"));
            assert!(of_answer || empty, "{name}: {key} is neither in the scenario nor in the notes\n{told}");
            seen += 1;
        }
    }
    assert!(seen > 60, "{seen} keys");
}

#[test]
fn documents_alone_name_what_they_lack() {
    let path = root().join("tests/field/describe-targets.json");
    let told = import(&[path], &Template::None, &BTreeMap::new(), &here()).unwrap_err().render(false);
    for lack in ["missing `traffic`", "missing `models`", "InstanceType of variant AllTraffic"] {
        assert!(told.contains(lack), "{told}");
    }
}

#[test]
fn a_template_of_ones_own_gives_the_rest() {
    let files = [root().join("tests/field/main.tf")];
    let template = Template::File(root().join("scenarios/flash-sale.yaml"));
    let imported = import(&files, &template, &BTreeMap::new(), &here()).expect("of our own");
    assert!(imported.outlook.is_empty_of_errors(), "{}", imported.outlook.render(false));
    assert!(imported.text.contains("peak_at: \"20:00\""), "{}", imported.text);
    for path in ["traffic", "models", "launch", "day_to_day"] {
        assert!(imported.assumed.contains(&path.to_owned()), "{path}: {:?}", imported.assumed);
    }
    let (scenario, _) =
        dryscale::scenario::Scenario::from_text("a.yaml", &imported.text, Path::new(""), &[]).expect("of our own");
    let listed: Vec<&str> = scenario.assumed().iter().map(|assumed| assumed.path.as_str()).collect();
    for path in &imported.assumed {
        assert!(listed.contains(&path.as_str()), "run does not list {path}: {listed:?}");
    }
}

#[test]
fn the_scenarios_of_the_guides_hold_their_documents() {
    for (scenario, document) in [
        ("guide-variant", "guide-variant.sh"),
        ("boto3-tutorial", "boto3-tutorial.py"),
        ("ack-xgboost", "ack-xgboost.md"),
    ] {
        let ours = documents(&root().join(format!("scenarios/{scenario}.yaml"))).expect("of our own").all;
        let theirs = documents_of(&[root().join("tests/field").join(document)], &BTreeMap::new()).expect("of our own");
        assert_eq!(of_kinds(&ours, &theirs), [], "{scenario}");
    }
}

#[test]
fn a_changed_value_is_assumed_no_more() {
    let files = [root().join("tests/field/guide-variant.sh")];
    let imported = import(&files, &Template::Default, &BTreeMap::new(), &here()).expect("of our own");
    let edit = dryscale::scenario::edit::Edit::parse("--set", "InstanceType=ml.c5.xlarge").expect("of our own");
    let (scenario, _) =
        dryscale::scenario::Scenario::from_text("a.yaml", &imported.text, Path::new(""), &[edit]).expect("of our own");
    let path = "endpoint.ProductionVariants.MyVariant.InstanceType";
    assert!(imported.assumed.contains(&path.to_owned()));
    assert!(scenario.assumed().iter().all(|assumed| assumed.path != path));
}

#[test]
fn a_manifest_may_name_one_of_another_file() {
    let folder = tempfile::tempdir().expect("of our own");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("of our own");
        path
    };
    let head = |kind: &str, name: &str| {
        format!("apiVersion: sagemaker.services.k8s.aws/v1alpha1\nkind: {kind}\nmetadata: {{name: {name}}}\nspec:\n")
    };
    let variant = "  productionVariants: [{variantName: v, modelRef: {from: {name: ranker}}, instanceType: ml.m5.large, initialInstanceCount: 1}]\n";
    let config = write("config.yaml", &format!("{}  endpointConfigName: c\n{variant}", head("EndpointConfig", "c")));
    let model = write("model.yaml", &format!("{}  modelName: ranker-7\n", head("Model", "ranker")));
    let name_of = |files: &[PathBuf]| {
        let all = documents_of(files, &BTreeMap::new()).expect("of our own");
        let config =
            all.iter().find(|(_, document)| document.get("ProductionVariants").is_some()).expect("it is there");
        config.1["ProductionVariants"][0].get("ModelName").cloned()
    };
    assert_eq!(name_of(&[config.clone(), model.clone()]), Some("ranker-7".into()));
    assert_eq!(name_of(&[model.clone(), config.clone()]), Some("ranker-7".into()));
    let namesake = write("endpoint.yaml", &format!("{}  endpointName: shop\n", head("Endpoint", "ranker")));
    assert_eq!(name_of(&[namesake, config.clone(), model]), Some("ranker-7".into()), "of its kind");
    assert_eq!(name_of(&[config]), None, "nothing is guessed");
}

#[test]
fn what_is_wrong_in_a_notebook_has_its_place_there() {
    let text = "{\"nbformat\": 4, \"cells\": [{\"cell_type\": \"code\", \"source\": [\"# \\u00fc \\ud83d\\ude00 \\\"x\\\"\\n\",\n\
        \"client('cloudwatch').put_metric_alarm(AlarmNam='a')\"]}]}";
    let (_folder, path) = crate::file("a.ipynb", text);
    let told = import(&[path], &Template::Default, &BTreeMap::new(), &here()).unwrap_err().render(false);
    assert!(told.contains("a.ipynb:2:"), "{told}");
    let (_folder, path) = crate::file("b.ipynb", "{\"nbformat\": 4}");
    assert!(documents_of(&[path], &BTreeMap::new()).unwrap_err().render(false).contains("has no `cells`"));
}

#[test]
fn json_may_write_letters_as_two_escapes() {
    let text = r#"{"AlarmName": "\ud83d\ude00 busy \\ud83d \u00e9", "Period": 60}"#;
    let (_folder, path) = crate::file("a.json", text);
    let all = documents_of(&[path], &BTreeMap::new()).expect("of our own");
    assert_eq!(all[0].1["AlarmName"], "\u{1f600} busy \\ud83d \u{e9}");
}
