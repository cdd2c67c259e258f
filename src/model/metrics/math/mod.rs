//! Metric math: what series an expression makes out of the series of other metrics.
//!
//! An [`Expression`] is the checked text of one, a [`Formula`] all of an alarm's or a policy's together. An expression
//! is kept as a list of steps for a stack, so that neither reading nor evaluating it recurses deeper than
//! the limit on nesting, whatever the text.
//!
//! Ref: "Using math expressions with CloudWatch metrics", "Metric math syntax and functions".

mod column;
mod evaluate;
mod formula;
mod function;
mod grammar;
mod kind;
mod lexeme;
mod series;

pub use column::{Column, Columns};
pub use formula::Formula;
pub use kind::{Kind, Named};

use function::{Filling, Function, Operator};
use std::ops::Range;

/// Longest expression [characters].
///
/// Ref: botocore 1.43, cloudwatch, `MetricExpression`.
pub const LONGEST: usize = 2_048;

/// A longer part of an expression is cut where a problem quotes it [characters].
const LONGEST_PART: usize = 60;

/// A text that was read as metric math.
#[derive(Clone, Debug, PartialEq)]
pub struct Expression {
    /// Ids in the order of their first mention, and where that is.
    ids: Vec<(String, Range<usize>)>,
    /// Operands before their operators. Leaves one column on the stack.
    steps: Vec<Step>,
    /// Bytes of the text.
    length: usize,
}

/// What is wrong with an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpressionProblem {
    /// Bytes of the expression that are meant.
    pub at: Range<usize>,
    /// What is there and what was wanted: lower case, no full stop.
    pub message: String,
    /// Words that could stand there instead, where the problem is an unknown word.
    pub known: Vec<String>,
}

#[derive(Clone, Debug, PartialEq)]
struct Step {
    /// Bytes of the expression that it comes from.
    at: Range<usize>,
    op: Op,
}

/// What a step does to the stack of columns.
#[derive(Clone, Debug, PartialEq)]
enum Op {
    /// Puts a number.
    Number(f64),
    /// Puts the column of the id with this place in the list.
    Id(usize),
    /// Puts the period of that metric [s].
    Period(usize),
    /// Puts all metrics whose id contains the text.
    Metrics(Option<String>),
    /// Changes the sign.
    Negate,
    /// Takes two columns, puts one.
    Binary(Operator),
    /// Takes so many columns, puts one.
    Call(Function, usize),
    /// Takes a column, and the filler where it is one, puts one.
    Fill(Filling),
    /// Joins so many columns to an array.
    Array(usize),
}

impl Expression {
    /// Reads an expression.
    ///
    /// # Errors
    /// The first thing that is wrong with it. Ids are not known here: see [`Expression::kind`].
    pub fn parse(text: &str) -> Result<Self, ExpressionProblem> {
        grammar::parse(text)
    }

    /// Ids that it names, in the order of their first mention, each once.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.ids.iter().map(|(id, _)| id.as_str())
    }

    /// What it yields where these names exist.
    ///
    /// # Errors
    /// An id that is not there, or an operand of a kind that its operator or function does not take.
    pub fn kind(&self, names: &[(&str, Named)]) -> Result<Kind, ExpressionProblem> {
        kind::of(self, names)
    }

    /// What it yields from these columns.
    ///
    /// # Panics
    /// If an id is not among them, or [`Expression::kind`] refuses it: the caller has not checked.
    pub fn evaluate(&self, columns: &Columns) -> Column {
        evaluate::evaluate(self, columns)
    }
}

impl ExpressionProblem {
    fn new(at: Range<usize>, message: impl Into<String>) -> Self {
        Self { at, message: message.into(), known: Vec::new() }
    }

    /// The problem with the part of the text that it is about: `holds \`m9\` at character 6: no metric and …`.
    pub fn told(&self, text: &str) -> String {
        let character = text.get(..self.at.start).map_or(0, |before| before.chars().count()) + 1;
        let part = text.get(self.at.clone()).unwrap_or_default();
        let shown: String = part.chars().take(LONGEST_PART).collect();
        let more = if shown.len() < part.len() { " …" } else { "" };
        match part {
            _ if self.at.end == 0 => self.message.clone(),
            "" => format!("ends too early: {}", self.message),
            _ => format!("holds `{shown}{more}` at character {character}: {}", self.message),
        }
    }
}

/// Whether a text can be an id: a lower-case letter, then letters, digits and underscores, 255 characters at most.
///
/// Ref: botocore 1.43, cloudwatch, `MetricId`; "Metric math syntax and functions".
pub fn is_id(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && text.len() <= 255
}

#[cfg(test)]
mod tests;
