//! Whether every operator and function of an expression gets what it takes, and what comes out: a number, a series or
//! an array of series.
//!
//! Ref: "Metric math syntax and functions" (S, TS and TS[] in the columns "Arguments" and "Return type").

use super::function::{Filling, Function, Operator};
use super::{Expression, ExpressionProblem, Op, Step};

/// The kinds of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A number: AWS's S.
    Scalar,
    /// A series: AWS's TS.
    Series,
    /// Several series: AWS's TS[].
    Array,
}

/// What an id stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// A metric.
    Metric,
    /// The result of another expression.
    Result(Kind),
}

/// What an expression yields.
pub(super) fn of(expression: &Expression, names: &[(&str, Named)]) -> Result<Kind, ExpressionProblem> {
    let mut stack = Vec::new();
    for step in &expression.steps {
        let kind = match &step.op {
            Op::Number(_) => Kind::Scalar,
            Op::Id(place) => match named(expression, *place, names)? {
                Named::Metric => Kind::Series,
                Named::Result(kind) => kind,
            },
            Op::Period(place) => match named(expression, *place, names)? {
                Named::Metric => Kind::Scalar,
                Named::Result(_) => return Err(refuse(step, "PERIOD takes the id of a metric, not of an expression")),
            },
            Op::Metrics(part) => metrics(step, part.as_deref(), names)?,
            op => {
                let operands = stack.split_off(stack.len() - operands_of(op));
                result(step, &operands).map_err(|message| refuse(step, message))?
            }
        };
        stack.push(kind);
    }
    Ok(stack[0])
}

/// How many columns a step takes from the stack.
pub(super) fn operands_of(op: &Op) -> usize {
    match op {
        Op::Number(_) | Op::Id(_) | Op::Period(_) | Op::Metrics(_) => 0,
        Op::Negate | Op::Fill(Filling::Repeat | Filling::Linear) => 1,
        Op::Binary(_) | Op::Fill(Filling::Value) => 2,
        Op::Call(_, count) | Op::Array(count) => *count,
    }
}

fn refuse(step: &Step, message: &str) -> ExpressionProblem {
    ExpressionProblem::new(step.at.clone(), message)
}

fn named(expression: &Expression, place: usize, names: &[(&str, Named)]) -> Result<Named, ExpressionProblem> {
    let (id, at) = &expression.ids[place];
    names.iter().find(|(name, _)| name == id).map(|&(_, named)| named).ok_or_else(|| ExpressionProblem {
        at: at.clone(),
        message: "no metric and no expression has this id".to_owned(),
        known: names.iter().map(|&(name, _)| name.to_owned()).collect(),
    })
}

fn metrics(step: &Step, part: Option<&str>, names: &[(&str, Named)]) -> Result<Kind, ExpressionProblem> {
    let found = names.iter().any(|(id, named)| *named == Named::Metric && part.is_none_or(|part| id.contains(part)));
    if found { Ok(Kind::Array) } else { Err(refuse(step, "is empty: no id of a metric contains this text")) }
}

/// What a step makes of its operands.
fn result(step: &Step, operands: &[Kind]) -> Result<Kind, &'static str> {
    match (&step.op, operands) {
        (Op::Negate, [kind]) => Ok(*kind),
        (Op::Binary(operator), [left, right]) => binary(*operator, *left, *right),
        (Op::Fill(_), [kind @ (Kind::Series | Kind::Array), filler @ ..]) => match filler {
            [Kind::Array] => Err("FILL fills with a number or a series, not with an array"),
            _ => Ok(*kind),
        },
        (Op::Fill(_), _) => Err("FILL takes a series or an array; a number has no gaps"),
        (Op::Array(_), kinds) if kinds.contains(&Kind::Scalar) => {
            Err("is an array with a number in it; AWS's arrays hold series: TIME_SERIES(…) makes one")
        }
        (Op::Array(_), _) => Ok(Kind::Array),
        (Op::Call(function, _), kinds) => call(*function, kinds),
        _ => unreachable!("every other step has no operands"),
    }
}

/// Differs: AWS's page gives comparisons pairs of series and pairs of numbers, and a series with a number in its
/// examples alone; arrays are in neither and refused here.
fn binary(operator: Operator, left: Kind, right: Kind) -> Result<Kind, &'static str> {
    match (left, right) {
        (Kind::Scalar, Kind::Scalar) => Ok(Kind::Scalar),
        (Kind::Array, Kind::Array) => Err("joins two arrays; AWS joins an array with a series or a number"),
        (Kind::Array, _) | (_, Kind::Array) if operator.is_arithmetic() => Ok(Kind::Array),
        (Kind::Array, _) | (_, Kind::Array) => {
            Err("compares an array; AWS compares series and numbers: SUM, MAX or MIN makes a series of it")
        }
        _ => Ok(Kind::Series),
    }
}

fn call(function: Function, kinds: &[Kind]) -> Result<Kind, &'static str> {
    match (function, kinds) {
        (Function::TimeSeries, [Kind::Scalar]) | (Function::Summary(_), [Kind::Array]) => Ok(Kind::Series),
        (Function::TimeSeries, _) => Err("TIME_SERIES takes a number"),
        (Function::If, kinds) if kinds.contains(&Kind::Array) => Err("IF takes series and numbers, not arrays"),
        (Function::If, kinds) if !kinds.contains(&Kind::Series) => Err("IF has no series in it, and yields a series"),
        (Function::If, _) => Ok(Kind::Series),
        (Function::Summary(_), [Kind::Series]) => Ok(Kind::Scalar),
        (_, [kind @ (Kind::Series | Kind::Array)]) => Ok(*kind),
        _ => Err("takes a series or an array, not a number"),
    }
}
