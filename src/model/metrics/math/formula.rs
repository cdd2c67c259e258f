//! All the metrics and expressions of an alarm or a policy together: which is computed before which, and which series
//! comes out.

use super::{Column, Columns, Expression, ExpressionProblem, Kind, Named};
use crate::engine::Span;

/// Metrics and expressions that yield one series. Every id exists, no expression needs itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Formula {
    /// Ids of the metrics.
    metrics: Vec<String>,
    /// Each after those that it needs.
    expressions: Vec<(String, Expression)>,
    /// The id whose series is watched.
    returned: String,
}

impl Formula {
    /// Puts the expressions into an order in which each can be computed.
    ///
    /// # Errors
    /// Every expression with a problem, by its id: an id that is not there, operands of a wrong kind, a circle, a
    /// result that is not a series. All ids differ from each other, and `returned` is one of them.
    pub fn new(
        metrics: Vec<String>,
        expressions: Vec<(String, Expression)>,
        returned: &str,
    ) -> Result<Self, Vec<(String, ExpressionProblem)>> {
        let given = expressions.iter().map(|(id, _)| id.clone()).collect();
        let mut order = Order { metrics: &metrics, given, returned, ..Order::default() };
        order.settle(expressions);
        let Order { ordered, problems, .. } = order;
        if problems.is_empty() {
            let ordered = ordered.into_iter().map(|(id, expression, _)| (id, expression)).collect();
            Ok(Self { metrics, expressions: ordered, returned: returned.to_owned() })
        } else {
            Err(problems)
        }
    }

    /// Ids of the metrics, in the order in which [`Formula::evaluate`] wants them.
    pub fn metrics(&self) -> impl Iterator<Item = &str> {
        self.metrics.iter().map(String::as_str)
    }

    /// The series that is watched, from the metrics' points over one window, oldest first.
    ///
    /// # Panics
    /// If the metrics are not as many as [`Formula::metrics`], or not equally long.
    pub fn evaluate(&self, period: Span, metrics: &[Vec<Option<f64>>]) -> Vec<Option<f64>> {
        assert_eq!(metrics.len(), self.metrics.len(), "one series for each metric");
        let length = metrics.first().map_or(0, Vec::len);
        let columns = Columns::new(period, length);
        let mut columns =
            self.metrics.iter().zip(metrics).fold(columns, |columns, (id, points)| columns.metric(id, points));
        for (id, expression) in &self.expressions {
            let column = expression.evaluate(&columns);
            columns.add_result(id, column);
        }
        match columns.named(&self.returned) {
            Column::Series(points) => points,
            _ => unreachable!("the kind of the result was checked"),
        }
    }
}

/// How far the search for an order has come. An expression that needs a wrong one is not reported.
#[derive(Default)]
struct Order<'a> {
    metrics: &'a [String],
    /// Ids of all expressions.
    given: Vec<String>,
    returned: &'a str,
    /// What can be computed one after the other.
    ordered: Vec<(String, Expression, Kind)>,
    /// Ids of what has a problem, or needs something that has one.
    wrong: Vec<String>,
    problems: Vec<(String, ExpressionProblem)>,
}

/// Whether all that an expression needs is known.
#[derive(PartialEq)]
enum Readiness {
    Ready,
    Waits,
    NeedsWrong,
}

impl Order<'_> {
    fn settle(&mut self, expressions: Vec<(String, Expression)>) {
        let mut waiting = expressions;
        loop {
            let before = waiting.len();
            for (id, expression) in std::mem::take(&mut waiting) {
                match self.readiness(&expression) {
                    Readiness::Ready => self.judge(id, expression),
                    Readiness::Waits => waiting.push((id, expression)),
                    Readiness::NeedsWrong => self.wrong.push(id),
                }
            }
            if waiting.len() == before {
                break;
            }
        }
        self.problems.extend(waiting.iter().filter_map(|(id, expression)| circle(id, expression, &waiting)));
    }

    fn readiness(&self, expression: &Expression) -> Readiness {
        let of_id = |id: &str| {
            let settled = self.ordered.iter().any(|(other, _, _)| other == id);
            match self.given.iter().any(|other| other == id) {
                true if self.wrong.iter().any(|other| other == id) => Readiness::NeedsWrong,
                true if !settled => Readiness::Waits,
                _ => Readiness::Ready,
            }
        };
        let needed: Vec<Readiness> = expression.ids().map(of_id).collect();
        [Readiness::NeedsWrong, Readiness::Waits]
            .into_iter()
            .find(|readiness| needed.contains(readiness))
            .unwrap_or(Readiness::Ready)
    }

    fn judge(&mut self, id: String, expression: Expression) {
        match expression.kind(&self.names()).and_then(|kind| single(kind, &expression, id == self.returned)) {
            Ok(kind) => self.ordered.push((id, expression, kind)),
            Err(mut problem) => {
                if !problem.known.is_empty() {
                    problem.known =
                        self.metrics.iter().chain(&self.given).filter(|other| **other != id).cloned().collect();
                }
                self.wrong.push(id.clone());
                self.problems.push((id, problem));
            }
        }
    }

    fn names(&self) -> Vec<(&str, Named)> {
        let metrics = self.metrics.iter().map(|id| (id.as_str(), Named::Metric));
        metrics.chain(self.ordered.iter().map(|(id, _, kind)| (id.as_str(), Named::Result(*kind)))).collect()
    }
}

/// Ref: "Metric math syntax and functions" (the result of an expression is a series or an array of series);
/// "Create a CloudWatch alarm based on a metric math expression" (an alarm watches one series).
fn single(kind: Kind, expression: &Expression, is_returned: bool) -> Result<Kind, ExpressionProblem> {
    let message = match kind {
        Kind::Scalar => "yields a number; AWS wants a series, as of TIME_SERIES(…)",
        Kind::Array if is_returned => "yields several series; one is watched: SUM, AVG, MAX or MIN makes one of them",
        _ => return Ok(kind),
    };
    Err(ExpressionProblem::new(0..expression.length, message))
}

/// The problem of an expression that needs itself; `None` if it only needs such a one.
fn circle(id: &str, expression: &Expression, waiting: &[(String, Expression)]) -> Option<(String, ExpressionProblem)> {
    let (through, at) = expression.ids.iter().find(|(needed, _)| reaches(needed, id, waiting))?;
    let message = if through == id { "is the expression itself" } else { "needs this expression itself" };
    Some((id.to_owned(), ExpressionProblem::new(at.clone(), message)))
}

/// Whether computing `from` takes `to`.
fn reaches(from: &str, to: &str, waiting: &[(String, Expression)]) -> bool {
    let mut seen: Vec<&str> = vec![from];
    let mut next = 0;
    while let Some(&id) = seen.get(next) {
        if id == to {
            return true;
        }
        let expression = waiting.iter().find(|(other, _)| other == id).map(|(_, expression)| expression);
        for needed in expression.into_iter().flat_map(Expression::ids) {
            if !seen.contains(&needed) {
                seen.push(needed);
            }
        }
        next += 1;
    }
    false
}
