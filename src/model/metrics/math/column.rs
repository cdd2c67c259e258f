//! What an expression is evaluated on: numbers, series and arrays of series over the same periods.

use crate::engine::Span;

/// A value of metric math.
#[derive(Clone, Debug, PartialEq)]
pub enum Column {
    /// A number; `None` where it has no value, such as the maximum of a series of gaps.
    Scalar(Option<f64>),
    /// A point for each period, oldest first; `None` is a gap.
    Series(Vec<Option<f64>>),
    /// Several series over the same periods.
    Array(Vec<Vec<Option<f64>>>),
}

/// The series that an expression may name, over the same window of periods.
#[derive(Clone, Debug)]
pub struct Columns<'a> {
    period: Span,
    length: usize,
    metrics: Vec<(&'a str, &'a [Option<f64>])>,
    results: Vec<(&'a str, Column)>,
}

impl<'a> Columns<'a> {
    /// A window of so many periods.
    pub fn new(period: Span, length: usize) -> Self {
        Self { period, length, metrics: Vec::new(), results: Vec::new() }
    }

    /// Adds a metric: a point for each period, oldest first.
    ///
    /// # Panics
    /// If it is not as long as the window: the caller has cut another one.
    #[must_use]
    pub fn metric(mut self, id: &'a str, points: &'a [Option<f64>]) -> Self {
        assert_eq!(points.len(), self.length, "`{id}` covers another window");
        self.metrics.push((id, points));
        self
    }

    /// Adds what another expression yielded.
    pub(super) fn add_result(&mut self, id: &'a str, column: Column) {
        self.results.push((id, column));
    }

    pub(super) fn period(&self) -> Span {
        self.period
    }

    pub(super) fn length(&self) -> usize {
        self.length
    }

    pub(super) fn named(&self, id: &str) -> Column {
        let metric = self.metrics.iter().find(|(name, _)| *name == id);
        let result = || self.results.iter().find(|(name, _)| *name == id);
        match metric {
            Some((_, points)) => Column::Series(points.to_vec()),
            None => result().expect("every id was checked to be there").1.clone(),
        }
    }

    /// All metrics, or those whose id contains the text.
    ///
    /// Ref: "The METRICS() function" (expressions are not included).
    pub(super) fn metrics_with(&self, part: Option<&str>) -> Vec<Vec<Option<f64>>> {
        let wanted = self.metrics.iter().filter(|(id, _)| part.is_none_or(|part| id.contains(part)));
        wanted.map(|(_, points)| points.to_vec()).collect()
    }
}
