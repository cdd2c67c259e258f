//! Do the real tools take what is exported? botocore, the AWS CLI against an endpoint that is dead, cfn-lint; where
//! they are not installed this says so and judges nothing. Terraform's language is held against hcl-edit's parser,
//! for its syntax only.

use crate::root;
use dryscale::aws::format::{Format, write};
use dryscale::scenario::documents::documents;
use std::process::Command;

#[test]
fn the_tools_take_what_is_exported() {
    let python = std::env::var("DRYSCALE_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let there =
        Command::new(&python).args(["-c", "import botocore"]).output().is_ok_and(|output| output.status.success());
    if !there {
        println!("skipped: {python} with botocore is not installed");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let scenarios = [
        "scenarios/flash-sale.yaml",
        "scenarios/steps-on-cpu.yaml",
        "scenarios/two-variants.yaml",
        "tests/data/components.yaml",
    ];
    for (number, scenario) in scenarios.into_iter().enumerate() {
        let all = documents(&root().join(scenario)).unwrap_or_else(|problems| panic!("{}", problems.render(false))).all;
        for (name, text) in write(Format::CliJson, &all).files {
            let name = name.replace(".json", &format!("-{number}.json"));
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        for format in [Format::Boto3, Format::CloudFormation] {
            for (name, text) in write(format, &all).files {
                std::fs::write(folder.path().join(format!("{number}-{name}")), text).unwrap();
            }
        }
    }
    let script = root().join("tests/tools/check_exports.py");
    let output = Command::new(&python).arg(script).arg(folder.path()).output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{told}{}", String::from_utf8_lossy(&output.stderr));
    let lines: Vec<&str> = told.lines().collect();
    assert!(lines.len() == 1 && lines[0].starts_with("tools: botocore"), "{told}");
    println!("{told}");
}

#[test]
fn terraform_is_written_in_its_language() {
    for scenario in ["scenarios/flash-sale.yaml", "scenarios/steps-on-cpu.yaml", "scenarios/two-variants.yaml"] {
        let all = documents(&root().join(scenario)).unwrap().all;
        for (_, text) in write(Format::Terraform, &all).files {
            hcl_edit::parser::parse_body(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        }
    }
}
