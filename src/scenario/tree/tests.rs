//! What is read from good text, and what the user is told about bad text.

use super::*;
use crate::problem::{Part, Problems};
use proptest::prelude::*;

fn refusal(text: &str) -> String {
    Tree::parse("a.yaml", text).map(|tree| tree.to_json()).expect_err(text).render(false)
}

/// Every key and every scalar, with what stands at its mark.
fn marks(node: &Node, text: &str, found: &mut Vec<(String, String)>) {
    match &node.kind {
        Kind::Scalar { text: word, .. } => found.push((word.to_string(), text[node.at.range()].to_owned())),
        Kind::List(nodes) => nodes.iter().for_each(|node| marks(node, text, found)),
        Kind::Map(entries) => {
            for entry in entries {
                found.push((entry.key.clone(), text[entry.key_at.range()].to_owned()));
                marks(&entry.value, text, found);
            }
        }
    }
}

#[test]
fn every_word_is_marked_where_it_stands() {
    let text = "title: Où est la café?\r\nlist:\r\n  - {a: ünï, b: [1, 'q', \"é\"]}  # ü\r\n  - plain words ü here\r\nlast: 5/s\r\n";
    let tree = Tree::parse("a", text).unwrap();
    let mut found = Vec::new();
    marks(tree.root(), text, &mut found);
    assert_eq!(found.len(), 12);
    for (word, marked) in found {
        assert_eq!(word, marked.trim_matches(['\'', '"']));
    }
}

#[test]
fn a_byte_order_mark_and_tabs_behind_values_are_no_trouble() {
    let tree = Tree::parse("a", "\u{feff}a: 1\t# one\nb: 2\n").unwrap();
    assert_eq!(tree.to_json(), serde_json::json!({"a": 1, "b": 2}));
    assert_eq!(tree.place_of("b", Part::Key).unwrap().line_and_column(), (2, 1));
}

#[test]
fn aliases_are_expanded() {
    let tree = Tree::parse("a", "a: &x {p: 1, q: [&y 2, *y]}\nb: *x\nc: *y\n").unwrap();
    assert_eq!(tree.to_json(), serde_json::json!({"a": {"p": 1, "q": [2, 2]}, "b": {"p": 1, "q": [2, 2]}, "c": 2}));
}

#[test]
fn refusals_show_the_place() {
    let mut shown = Vec::new();
    for text in [
        "",
        "# only a comment\n",
        "- a\n- b\n",
        "scenario\n",
        "seed: 1\nruns: 2\nseed: 3\n",
        "a: 1\n---\na: 2\n",
        "a: !!str 5\n",
        "a: !Ref Endpoint\n",
        "a: &x {b: 1}\nc:\n  <<: *x\n",
        "? [a, b]\n: 1\n",
        "{a: 1}: 2\n",
        ": 1\n",
        "a: *nobody\n",
        "a: &a [*a]\n",
        "actions:\n  - {Schedule: cron(0 8,20 * * ? *), Timezone: UTC}\n",
        "Schedules: [cron(0 8,20 * * ? *)]\n",
        "objectives: [latency_p95_ms{variant/a} < 300]\n",
        "a:\n\tb: 1\n",
        "a:\t1\n",
        "a: {b: 1\nc: 2\n",
        "a: 'open\n",
        "a: b: c\n",
        "a: @x\n",
        "a: 1\u{0}\nb: 2\n",
        "a: \u{1b}[31m\n",
    ] {
        shown.push(format!("----- {text:?}\n{}", refusal(text)));
    }
    insta::assert_snapshot!(shown.join(
        "
"
    ));
}

#[test]
fn bombs_are_refused_by_their_size() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..10 {
        let below = vec![format!("*a{}", level - 1); 9].join(", ");
        bomb = format!("{bomb}a{level}: &a{level} [{below}]\n");
    }
    assert!(refusal(&bomb).contains("more than 100000 values, aliases expanded"));
    let ladder: Vec<String> = (1..100).map(|level| format!("a{level}: &a{level} [*a{}]\n", level - 1)).collect();
    assert!(refusal(&format!("a0: &a0 []\n{}", ladder.concat())).contains("nested more than 64 deep"));
    let text = format!("a: &a {}\nb: [{}]\n", "x".repeat(100_000), vec!["*a"; 1_000].join(", "));
    assert!(refusal(&text).contains("more than 16000000 bytes of text, aliases expanded"));
    for open in ["[", "{a: ", "- ", "? ", "[{a: "] {
        let text = refusal(&open.repeat(100_000));
        assert!(text.contains("nested more than 64 deep"), "{open} {text}");
    }
    assert!(refusal(&format!("a: [{}]", "1,".repeat(100_001))).contains("more than 100000 values"));
    assert!(refusal(&"x".repeat(8_000_001)).contains("too large for a scenario: 8000001 bytes"));
    assert!(refusal(&format!("a: {}\na: 1\n", "x".repeat(7_000_000))).len() < 1_000);
}

const GOOD: &str = include_str!("../../../tests/data/shapes.yaml");

#[test]
fn paths_lead_to_places() {
    let tree = Tree::parse("a", GOOD).unwrap();
    let at = |path, part| {
        let place = tree.place_of(path, part).unwrap();
        let (line, column) = place.line_and_column();
        (line, column, place.source.text()[place.range].to_owned())
    };
    let shown = |path| format!("{path}: {:?} {:?}", at(path, Part::Key), at(path, Part::Value));
    let paths = [
        "seed",
        "traffic.sale.spike.add",
        "traffic.0.constant",
        "scaling.policies.keep-busy",
        "scaling.policies.keep-busy.TargetTrackingScalingPolicyConfiguration.ScaleInCooldown",
        "scaling.policies.keep-busy.TargetTrackingScalingPolicyConfiguration.PredefinedMetricSpecification",
        "scaling.policies.0.PolicyName",
        "instances.ml.g5.xlarge.price",
        "instances.ml.g5.4xlarge.price",
        "objectives.1",
        "models.ranker.nothing.here",
        "nowhere",
        "",
    ];
    insta::assert_snapshot!(paths.map(shown).join("\n"), @r###"
seed: (4, 1, "seed") (4, 7, "7")
traffic.sale.spike.add: (7, 39, "add") (7, 44, "120/s")
traffic.0.constant: (6, 5, "constant") (6, 15, "5/s")
scaling.policies.keep-busy: (27, 7, "PolicyName") (27, 7, "PolicyName")
scaling.policies.keep-busy.TargetTrackingScalingPolicyConfiguration.ScaleInCooldown: (32, 9, "ScaleInCooldown") (32, 26, "300")
scaling.policies.keep-busy.TargetTrackingScalingPolicyConfiguration.PredefinedMetricSpecification: (30, 9, "PredefinedMetricSpecification") (30, 9, "PredefinedMetricSpecification")
scaling.policies.0.PolicyName: (27, 7, "PolicyName") (27, 19, "keep-busy")
instances.ml.g5.xlarge.price: (15, 40, "price") (15, 47, "$1.408/h")
instances.ml.g5.4xlarge.price: (17, 5, "price") (17, 12, "$2.03/h")
objectives.1: (37, 5, "cost_usd_per_day < 140") (37, 5, "cost_usd_per_day < 140")
models.ranker.nothing.here: (10, 3, "ranker") (10, 3, "ranker")
nowhere: (1, 1, "") (1, 1, "")
: (1, 1, "") (1, 1, "")
"###);
    assert_eq!(tree.get("scaling.policies.keep-busy.PolicyName").and_then(Node::text), Some("keep-busy"));
    assert!(tree.get("scaling.policies.nobody").is_none());
}

#[test]
fn of_keys_with_dots_the_longest_is_taken() {
    let tree = Tree::parse("a", "a: {b: 1, b.c: 2}\na.b: {c: 3, d: 4}\n").unwrap();
    for (path, text) in [("a.b", None), ("a.b.c", Some("3")), ("a.b.d", Some("4")), ("a.b.c.d", None)] {
        assert_eq!(tree.get(path).and_then(Node::text), text, "{path}");
    }
}

/// The test file with some of its bytes changed, dropped or doubled.
fn mutated() -> impl Strategy<Value = String> {
    let change = (0..GOOD.len(), 0..4_u8, proptest::sample::select(b"{}[]:,-?&*!|>'\"%@`#\t\n\r <~0a\xc3".to_vec()));
    proptest::collection::vec(change, 1..8).prop_map(|changes| {
        let mut bytes = GOOD.as_bytes().to_vec();
        for (at, how, byte) in changes {
            let at = at.min(bytes.len() - 1);
            match how {
                0 => bytes[at] = byte,
                1 => drop(bytes.remove(at)),
                2 => bytes.insert(at, byte),
                _ => bytes.extend_from_within(at..),
            }
        }
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

/// Reads a text and, if it can be read, looks at every mark; else shows what is wrong.
fn survive(text: &str) {
    match Tree::parse("a", text) {
        Ok(tree) => {
            marks(tree.root(), tree.sources[0].text(), &mut Vec::new());
            let _ = tree.to_json();
        }
        Err(problems) => assert!(problems.render(false).contains("error: ")),
    }
}

proptest! {
    #[test]
    fn no_text_is_a_panic(text in ".{0,80}", signs in "[a-c{}\\[\\]:,?&*!|>'\"%@#\t\n\r -]{0,60}", bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
        survive(&text);
        survive(&signs);
        let _ = Tree::parse_bytes("a", bytes).map_err(|problems: Problems| problems.render(false));
    }

    #[test]
    fn no_damaged_scenario_is_a_panic(text in mutated()) {
        survive(&text);
    }
}
