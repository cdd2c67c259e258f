//! Documents that mean harm: a clear error within a second, and bounded memory.

use crate::file;
use dryscale::scenario::import::documents_of;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::time::{Duration, Instant};

#[expect(clippy::disallowed_methods, reason = "the time that a refusal takes is what is tested")]
fn refusal(name: &str, text: impl AsRef<[u8]>) -> String {
    let (_folder, path) = file(name, text);
    let began = Instant::now();
    let told = match documents_of(&[path], &BTreeMap::new()) {
        Err(problems) => problems.render(false),
        Ok(documents) => format!("{} documents", documents.len()),
    };
    assert!(began.elapsed() < Duration::from_secs(5), "{name}: {:?}", began.elapsed());
    assert!(told.len() < 100_000, "{name}: {} bytes told", told.len());
    told
}

#[test]
fn what_is_no_text_or_too_much_is_refused() {
    assert!(refusal("a.json", [0, 1, 2]).contains("zero bytes"));
    assert!(refusal("a.json", b"{\"a\": \"caf\xe9\"}").contains("not UTF-8"));
    assert!(refusal("a.json", [0xff, 0xfe, b'{', 0]).contains("UTF-16"));
    let mut large = tempfile::NamedTempFile::with_suffix(".json").unwrap();
    large.write_all(b"{}").unwrap();
    large.as_file().set_len(100_000_000).unwrap();
    let told = documents_of(&[large.path().to_owned()], &BTreeMap::new()).unwrap_err().render(false);
    assert!(told.contains("too large for documents: 100000000 bytes"), "{told}");
    assert!(documents_of(&["/dev/zero".into()], &BTreeMap::new()).is_err());
    assert!(documents_of(&["/".into()], &BTreeMap::new()).unwrap_err().render(false).contains("is a folder"));
}

#[test]
fn nesting_and_repetition_end_soon() {
    for open in ["[", "{\"a\":", "- "] {
        let told = refusal("deep.json", open.repeat(50_000));
        assert!(told.contains("error"), "{told}");
    }
    let mut bomb = "a0: &a0 [x, x]\n".to_owned();
    for level in 1..40 {
        let aliases = vec![format!("*a{}", level - 1); 9].join(", ");
        writeln!(bomb, "a{level}: &a{level} [{aliases}]").unwrap();
    }
    assert!(refusal("bomb.yaml", bomb).contains("more than 100000 values"));
    for (name, text) in [
        ("deep.tf", "resource \"aws_appautoscaling_target\" \"x\" { a = ".to_owned() + &"(".repeat(100_000)),
        ("minus.tf", "resource \"aws_appautoscaling_target\" \"x\" { a = ".to_owned() + &"!".repeat(100_000) + "1 }"),
        ("deep.py", "x = ".to_owned() + &"(".repeat(100_000)),
        ("minus.py", "x = ".to_owned() + &"-".repeat(100_000) + "1"),
        ("f.py", "x = ".to_owned() + &"f'{".repeat(50_000)),
        ("deep.sh", "aws x y --z ".to_owned() + &"$(".repeat(100_000)),
        ("quotes.sh", "aws x y --z ".to_owned() + &"\"$(aws x y ".repeat(10_000)),
        ("here.sh", "cat <<EOF\n".repeat(20_000)),
        ("fence.md", "```sh\n".repeat(50_000)),
        (
            "short.sh",
            "aws application-autoscaling put-scheduled-action --scalable-target-action ".to_owned()
                + &"A={".repeat(50_000),
        ),
    ] {
        refusal(name, text);
    }
}

#[test]
fn functions_that_go_in_circles_end() {
    let template = r#"{"Resources": {
        "A": {"Type": "AWS::SageMaker::Endpoint", "Properties": {"EndpointName": {"Fn::GetAtt": "B.EndpointName"}}},
        "B": {"Type": "AWS::SageMaker::Endpoint", "Properties": {"EndpointName": {"Fn::Sub": "${A.EndpointName}${A.EndpointName}"}}}}}"#;
    assert!(refusal("circle.json", template).contains("nested too deep"));
    let locals = "locals {\n a = local.b\n b = \"${local.a}${local.a}\"\n}\nresource \"aws_sagemaker_endpoint\" \"x\" { name = local.a }";
    assert!(refusal("circle.tf", locals).contains("nested too deep"));
    let mut doubling = "a = 'x'\n".to_owned();
    doubling.push_str(&"a = a + a\n".repeat(64));
    doubling
        .push_str("import boto3\nboto3.client('sagemaker').create_endpoint(EndpointName=a, EndpointConfigName='c')");
    assert!(refusal("doubling.py", doubling).contains("does not say"));
    let mut growing = "A=x\n".to_owned();
    growing.push_str(&"A=$A$A\n".repeat(64));
    growing.push_str("aws sagemaker create-endpoint --endpoint-name $A --endpoint-config-name c");
    refusal("growing.sh", growing);
}

#[test]
fn no_path_leads_out_of_the_folder() {
    for name in ["/etc/passwd", "../secret.json", "a/../../secret.json"] {
        let command = format!("aws application-autoscaling put-scaling-policy --cli-input-json file://{name}");
        assert!(refusal("a.sh", command).contains("lies outside the folder"), "{name}");
    }
    let (folder, path) =
        file("a.sh", "aws application-autoscaling put-scaling-policy --cli-input-json file://link.json");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("/etc/hostname", folder.path().join("link.json")).unwrap();
        let told = documents_of(&[path], &BTreeMap::new()).unwrap_err().render(false);
        assert!(told.contains("a link out of the folder") || told.contains("no such file"), "{told}");
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(200))]
    #[test]
    fn no_text_is_a_panic(body in "[a-zA-Z0-9$(){}\\[\\]\"'`<>|&;:,=.@!#\\\\ \n\t-]{0,120}", kind in 0_usize..7) {
        let (name, begin) = [
            ("a.sh", "aws application-autoscaling put-scaling-policy --policy-name "),
            ("a.py", "import boto3\nboto3.client('x').put_scaling_policy("),
            ("a.tf", "resource \"aws_appautoscaling_target\" \"x\" {\n a = "),
            ("a.yaml", "Resources:\n  A: {Type: 'AWS::SageMaker::Endpoint', Properties: {EndpointName: !Sub "),
            ("a.json", "{\"PolicyName\": "),
            ("a.md", "```sh\n"),
            ("a.yaml", "apiVersion: a.services.k8s.aws/v1alpha1\nkind: ScalableTarget\nspec:\n"),
        ][kind];
        let (_folder, path) = file(name, format!("{begin}{body}"));
        let _ = documents_of(&[path], &BTreeMap::new()).map_err(|problems| problems.render(false));
    }
}
