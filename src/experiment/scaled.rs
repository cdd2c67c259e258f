//! A length of time or a law of such lengths, longer or shorter by a factor, as a scenario writes it.

use crate::engine::Span;
use crate::quantity;
use crate::scenario::tree::{Kind, Node};

/// Keys of a law that are no lengths of time.
const WITHOUT_UNIT: [&str; 2] = ["cv", "family"];

/// `times / parts` of a length (`150s`), of a range (`15s..60s`) or of a law by its moments or percentiles (`{p50: 110s,
/// p99: 260s}`); `None` of anything else.
pub(super) fn scaled(node: &Node, times: u64, parts: u64) -> Option<String> {
    let part = |text: &str| part(text, times, parts);
    match &node.kind {
        Kind::Scalar { text, .. } => {
            let parts: Option<Vec<String>> = text.split("..").map(part).collect();
            parts.map(|parts| parts.join(".."))
        }
        Kind::Map(entries) => {
            let one = |key: &str, text: &str| {
                let value = if WITHOUT_UNIT.contains(&key) { Some(text.to_owned()) } else { part(text) };
                value.map(|value| format!("{key}: {value}"))
            };
            let all: Option<Vec<String>> = entries.iter().map(|entry| one(&entry.key, entry.value.text()?)).collect();
            all.map(|all| format!("{{{}}}", all.join(", ")))
        }
        Kind::List(_) => None,
    }
}

fn part(text: &str, times: u64, parts: u64) -> Option<String> {
    let span = quantity::duration(text).ok()?;
    Some(quantity::print_duration(Span::from_nanos(span.nanos().checked_mul(times)? / parts)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::tree::Tree;

    fn half_of(text: &str) -> Option<String> {
        let tree = Tree::parse("a.yaml", &format!("a: {text}\n")).unwrap();
        scaled(tree.root().get("a").unwrap(), 1, 2)
    }

    #[test]
    fn lengths_are_halved_and_shapes_stay() {
        for (text, half) in [
            ("150s", "1m15s"),
            ("0s", "0s"),
            ("15s..60s", "7s500ms..30s"),
            ("{p50: 110s, p99: 260s}", "{p50: 55s, p99: 2m10s}"),
            ("{mean: 3m, cv: 0.5, family: gamma}", "{mean: 1m30s, cv: 0.5, family: gamma}"),
        ] {
            assert_eq!(half_of(text).as_deref(), Some(half), "{text}");
        }
        for text in ["none", "{file: starts.csv}", "[1s, 2s]"] {
            assert_eq!(half_of(text), None, "{text}");
        }
    }
}
