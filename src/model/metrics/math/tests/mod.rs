//! Metric math against results worked by hand, refusals as they read, and properties.

mod by_hand;
mod properties;
mod refusals;

use super::{Column, Columns, Expression, Named};
use crate::engine::Span;

/// A point for each period, `-` for a gap: `"30 20 - 0"`.
fn points(text: &str) -> Vec<Option<f64>> {
    text.split_whitespace().map(|word| if word == "-" { None } else { Some(word.parse().unwrap()) }).collect()
}

/// What an expression yields, checked and evaluated over minutes.
fn yields(text: &str, metrics: &[(&str, &str)]) -> Column {
    let series: Vec<_> = metrics.iter().map(|(id, text)| (*id, points(text))).collect();
    let columns = Columns::new(Span::MINUTE, series.first().map_or(0, |(_, points)| points.len()));
    let columns = series.iter().fold(columns, |columns, (id, points)| columns.metric(id, points));
    let names: Vec<_> = metrics.iter().map(|(id, _)| (*id, Named::Metric)).collect();
    let expression = Expression::parse(text).unwrap_or_else(|problem| panic!("{text}: {}", problem.told(text)));
    if let Err(problem) = expression.kind(&names) {
        panic!("{text}: {}", problem.told(text));
    }
    expression.evaluate(&columns)
}
