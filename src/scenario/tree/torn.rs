//! Expressions that fell apart at a comma: `{Schedule: cron(0 8,20 * * ? *)}` without quotes.

use super::{Kind, Mark, Node, Style};

/// The first scalar of a flow list or map that opens a bracket which a later one closes: a cron that was torn apart.
pub(super) fn torn(kind: &Kind) -> Option<Mark> {
    let balance = |text: &str| text.matches('(').count() as i64 - text.matches(')').count() as i64;
    let plain = |node: &Node| match &node.kind {
        Kind::Scalar { text, style: Style::Plain } => Some((balance(text), node.at)),
        _ => None,
    };
    let words: Vec<(i64, Mark)> = match kind {
        Kind::List(nodes) => nodes.iter().filter_map(plain).collect(),
        Kind::Map(entries) => entries
            .iter()
            .flat_map(|entry| [Some((balance(&entry.key), entry.key_at)), plain(&entry.value)])
            .flatten()
            .collect(),
        Kind::Scalar { .. } => Vec::new(),
    };
    let opens = words.iter().position(|(balance, _)| *balance > 0)?;
    let closes = words[opens..].iter().position(|(balance, _)| *balance < 0)?;
    Some(Mark { end: words[opens + closes].1.end, ..words[opens].1 })
}
