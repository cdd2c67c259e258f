//! What an expression yields from given series: runs its steps on a stack of columns.

use super::function::{Filling, Function, Operator};
use super::kind::operands_of;
use super::series::{self, Points, finite};
use super::{Column, Columns, Expression, Op};
use crate::engine::math;

/// What the expression yields.
pub(super) fn evaluate(expression: &Expression, columns: &Columns) -> Column {
    let mut stack: Vec<Column> = Vec::new();
    for step in &expression.steps {
        let operands = stack.split_off(stack.len() - operands_of(&step.op));
        stack.push(result(&step.op, operands, &expression.ids, columns));
    }
    stack.pop().expect("the grammar leaves one column")
}

fn result<Place>(op: &Op, operands: Vec<Column>, ids: &[(String, Place)], columns: &Columns) -> Column {
    match op {
        Op::Number(value) => Column::Scalar(Some(*value)),
        Op::Id(place) => columns.named(&ids[*place].0),
        Op::Period(_) => Column::Scalar(Some(columns.period().secs())),
        Op::Metrics(part) => Column::Array(columns.metrics_with(part.as_deref())),
        Op::Array(_) => Column::Array(operands.into_iter().flat_map(Column::into_series).collect()),
        Op::Negate => map(one(operands), |value| -value),
        Op::Fill(filling) => fill(*filling, operands),
        Op::Call(function, _) => call(*function, operands, columns),
        Op::Binary(operator) => {
            let [left, right] = two(operands);
            binary(*operator, left, right)
        }
    }
}

impl Column {
    fn into_series(self) -> Vec<Points> {
        match self {
            Self::Scalar(_) => Vec::new(),
            Self::Series(points) => vec![points],
            Self::Array(array) => array,
        }
    }

    /// The value of a number or a series in a period.
    fn at(&self, period: usize) -> Option<f64> {
        match self {
            Self::Scalar(value) => *value,
            Self::Series(points) => points[period],
            Self::Array(_) => unreachable!("the kinds were checked"),
        }
    }
}

fn one(operands: Vec<Column>) -> Column {
    let [column] = <[Column; 1]>::try_from(operands).expect("the grammar counts operands");
    column
}

fn two(operands: Vec<Column>) -> [Column; 2] {
    operands.try_into().expect("the grammar counts operands")
}

fn map(column: Column, change: impl Fn(f64) -> f64) -> Column {
    let each = |points: Points| points.into_iter().map(|point| point.and_then(|value| finite(change(value)))).collect();
    match column {
        Column::Scalar(value) => Column::Scalar(value.and_then(|value| finite(change(value)))),
        Column::Series(points) => Column::Series(each(points)),
        Column::Array(array) => Column::Array(array.into_iter().map(each).collect()),
    }
}

/// A series from a series, an array from an array.
fn each_series(column: Column, change: impl Fn(&[Option<f64>]) -> Points) -> Column {
    match column {
        Column::Series(points) => Column::Series(change(&points)),
        Column::Array(array) => Column::Array(array.iter().map(|points| change(points)).collect()),
        Column::Scalar(_) => unreachable!("the kinds were checked"),
    }
}

/// An operator, with each series of an array by itself.
fn binary(operator: Operator, left: Column, right: Column) -> Column {
    match (left, right) {
        (Column::Array(array), other) => {
            let joined = array.into_iter().map(|points| joined(operator, &Column::Series(points), &other));
            Column::Array(joined.flat_map(Column::into_series).collect())
        }
        (other, Column::Array(array)) => {
            let joined = array.into_iter().map(|points| joined(operator, &other, &Column::Series(points)));
            Column::Array(joined.flat_map(Column::into_series).collect())
        }
        (left, right) => joined(operator, &left, &right),
    }
}

/// Ref: "Basic arithmetic functions" (missing values are 0; a datapoint that would divide by zero is dropped),
/// "Comparison and logical operators" (where one of two series has a point, the other's gap is 0).
///
/// Assumes: a period in which neither series has a point, or the only series has none, is a gap: the page's 0 stands
/// for one side of a pair.
fn joined(operator: Operator, left: &Column, right: &Column) -> Column {
    let gap_is_zero = |left: Option<f64>, right: Option<f64>| match (left, right) {
        (None, None) => None,
        _ => Some((left.unwrap_or(0.0), right.unwrap_or(0.0))),
    };
    let value = |(left, right)| applied(operator, left, right);
    match (left, right) {
        (Column::Scalar(left), Column::Scalar(right)) => Column::Scalar(left.zip(*right).and_then(value)),
        (Column::Series(left), Column::Series(right)) => {
            let pairs = left.iter().zip(right).map(|(&left, &right)| gap_is_zero(left, right));
            Column::Series(pairs.map(|pair| pair.and_then(value)).collect())
        }
        (Column::Series(points), other) => {
            let pairs = points.iter().map(|point| point.zip(other.at(0)));
            Column::Series(pairs.map(|pair| pair.and_then(value)).collect())
        }
        (other, Column::Series(points)) => {
            let pairs = points.iter().map(|&point| other.at(0).zip(point));
            Column::Series(pairs.map(|pair| pair.and_then(value)).collect())
        }
        _ => unreachable!("the kinds were checked"),
    }
}

/// Differs: what is infinite or not a number for another reason (overflow, the root of a negative) is dropped like a
/// division by zero; the page names that alone.
fn applied(operator: Operator, left: f64, right: f64) -> Option<f64> {
    let truth = |holds: bool| if holds { 1.0 } else { 0.0 };
    finite(match operator {
        Operator::Power => math::pow(left, right),
        Operator::Times => left * right,
        Operator::Over => left / right,
        Operator::Plus => left + right,
        Operator::Minus => left - right,
        Operator::Above => truth(left > right),
        Operator::AtLeast => truth(left >= right),
        Operator::Below => truth(left < right),
        Operator::AtMost => truth(left <= right),
        Operator::Same => truth(left == right),
        Operator::Other => truth(left != right),
        Operator::And => truth(left != 0.0 && right != 0.0),
        Operator::Or => truth(left != 0.0 || right != 0.0),
    })
}

fn fill(filling: Filling, mut operands: Vec<Column>) -> Column {
    match filling {
        Filling::Value => {
            let filler = operands.pop().expect("the grammar counts operands");
            each_series(one(operands), |points| series::filled(points, |period| filler.at(period)))
        }
        Filling::Repeat => each_series(one(operands), series::repeated),
        Filling::Linear => each_series(one(operands), series::interpolated),
    }
}

fn call(function: Function, operands: Vec<Column>, columns: &Columns) -> Column {
    match function {
        Function::Abs => map(one(operands), f64::abs),
        Function::Ceil => map(one(operands), f64::ceil),
        Function::Floor => map(one(operands), f64::floor),
        Function::Rate => each_series(one(operands), |points| series::rates(points, columns.period())),
        Function::Diff => each_series(one(operands), series::differences),
        Function::TimeSeries => Column::Series(vec![one(operands).at(0); columns.length()]),
        Function::If => Column::Series(chosen(&operands, columns.length())),
        Function::Summary(summary) => match one(operands) {
            Column::Series(points) => Column::Scalar(series::summary(summary, &points)),
            Column::Array(array) => Column::Series(series::summaries(summary, &array, columns.length())),
            Column::Scalar(_) => unreachable!("the kinds were checked"),
        },
    }
}

/// Ref: "Using IF expressions": a gap of the condition is a gap; where a series is the condition and it holds, a gap of
/// the second argument is 0; where it does not hold, a gap of the third or its absence is a gap.
///
/// Assumes: IF(number, number, series) and IF(number, series, number), which the page does not list, hold the number in
/// every period.
fn chosen(operands: &[Column], length: usize) -> Points {
    let (condition, then, otherwise) = (&operands[0], &operands[1], operands.get(2));
    let gap = if matches!(condition, Column::Series(_)) { Some(0.0) } else { None };
    let choice = |period| match condition.at(period) {
        None => None,
        Some(0.0) => otherwise.and_then(|column| column.at(period)),
        Some(_) => then.at(period).or(gap),
    };
    (0..length).map(choice).collect()
}
