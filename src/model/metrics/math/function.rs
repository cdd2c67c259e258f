//! Which operators and functions metric math has, and which of AWS's are run here.

use super::ExpressionProblem;
use std::ops::Range;

/// Operators between two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Power,
    Times,
    Over,
    Plus,
    Minus,
    Above,
    AtLeast,
    Below,
    AtMost,
    Same,
    Other,
    And,
    Or,
}

impl Operator {
    /// By how it is written.
    pub(super) fn written(sign: &str) -> Option<Self> {
        Some(match sign {
            "^" => Self::Power,
            "*" => Self::Times,
            "/" => Self::Over,
            "+" => Self::Plus,
            "-" => Self::Minus,
            ">" => Self::Above,
            ">=" => Self::AtLeast,
            "<" => Self::Below,
            "<=" => Self::AtMost,
            "==" => Self::Same,
            "!=" => Self::Other,
            "AND" | "&&" => Self::And,
            "OR" | "||" => Self::Or,
            _ => return None,
        })
    }

    /// Higher binds closer.
    ///
    /// Assumes: the order of arithmetic, then comparisons, then AND, then OR; AWS's page does not say.
    pub(super) fn rank(self) -> u32 {
        match self {
            Self::Or => 1,
            Self::And => 2,
            Self::Above | Self::AtLeast | Self::Below | Self::AtMost | Self::Same | Self::Other => 3,
            Self::Plus | Self::Minus => 4,
            Self::Times | Self::Over => 5,
            Self::Power => 6,
        }
    }

    /// `+ - * / ^`: the operators that take arrays.
    pub(super) fn is_arithmetic(self) -> bool {
        self.rank() > 3
    }

    /// `> >= < <= == !=`
    pub(super) fn is_comparison(self) -> bool {
        self.rank() == 3
    }
}

/// Functions that take columns alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    Abs,
    Ceil,
    Floor,
    Rate,
    Diff,
    TimeSeries,
    If,
    Summary(Summary),
}

/// Functions that make a number of a series, and a series of an array.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Summary {
    Min,
    Max,
    Sum,
    Avg,
    Stddev,
}

/// What fills a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Filling {
    /// A number, or the point of another series.
    Value,
    /// The newest point before it.
    Repeat,
    /// The straight line from the point before it to the point behind it.
    Linear,
}

/// A word before a bracket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Called {
    Plain(Function),
    Fill,
    Period,
    Metrics,
}

impl Called {
    /// By its name; AWS writes them in capitals.
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "ABS" => Self::Plain(Function::Abs),
            "CEIL" => Self::Plain(Function::Ceil),
            "FLOOR" => Self::Plain(Function::Floor),
            "RATE" => Self::Plain(Function::Rate),
            "DIFF" => Self::Plain(Function::Diff),
            "TIME_SERIES" => Self::Plain(Function::TimeSeries),
            "IF" => Self::Plain(Function::If),
            "MIN" => Self::Plain(Function::Summary(Summary::Min)),
            "MAX" => Self::Plain(Function::Summary(Summary::Max)),
            "SUM" => Self::Plain(Function::Summary(Summary::Sum)),
            "AVG" => Self::Plain(Function::Summary(Summary::Avg)),
            "STDDEV" => Self::Plain(Function::Summary(Summary::Stddev)),
            "FILL" => Self::Fill,
            "PERIOD" => Self::Period,
            "METRICS" => Self::Metrics,
            _ => return None,
        })
    }
}

/// The functions that are run here, by their names.
const FUNCTIONS: [&str; 15] = [
    "ABS",
    "AVG",
    "CEIL",
    "DIFF",
    "FILL",
    "FLOOR",
    "IF",
    "MAX",
    "METRICS",
    "MIN",
    "PERIOD",
    "RATE",
    "STDDEV",
    "SUM",
    "TIME_SERIES",
];

/// Functions of AWS that are refused by name.
///
/// Ref: "Functions supported for metric math".
const NOT_MODELLED: [&str; 25] = [
    "ANOMALY_DETECTION_BAND",
    "DATAPOINT_COUNT",
    "DATE",
    "DAY",
    "DB_PERF_INSIGHTS",
    "DIFF_TIME",
    "EPOCH",
    "FIRST",
    "HOUR",
    "INSIGHT_RULE_METRIC",
    "LAMBDA",
    "LAST",
    "LOG",
    "LOG10",
    "METRIC_COUNT",
    "MINUTE",
    "MONTH",
    "REMOVE_EMPTY",
    "RUNNING_SUM",
    "SEARCH",
    "SELECT",
    "SERVICE_QUOTA",
    "SLICE",
    "SORT",
    "YEAR",
];

/// A name before a bracket that is no function of ours.
pub(super) fn unknown(name: &str, at: Range<usize>) -> ExpressionProblem {
    let capitals = name.to_uppercase();
    let known = FUNCTIONS.iter().map(|&function| function.to_owned()).collect();
    if NOT_MODELLED.contains(&name) {
        return ExpressionProblem::new(at, "is a function of AWS that is not modelled");
    }
    if name != capitals && Called::named(&capitals).is_some() {
        return ExpressionProblem::new(at, format!("functions are written in capitals: {capitals}"));
    }
    ExpressionProblem { at, message: "is no function of metric math".to_owned(), known }
}

/// Whether a function takes so many arguments.
pub(super) fn check_count(name: &str, function: Function, count: usize) -> Result<(), String> {
    let (least, most) = if function == Function::If { (2, 3) } else { (1, 1) };
    if (least..=most).contains(&count) {
        return Ok(());
    }
    let several = matches!(function, Function::Summary(Summary::Min | Summary::Max | Summary::Sum | Summary::Avg));
    Err(match (function, count) {
        (Function::If, _) => format!("has {count} arguments; write IF(condition, then) or IF(condition, then, else)"),
        (_, 2..) if several => format!("takes one argument, has {count}; series stand in an array: {name}([m1, m2])"),
        _ => format!("takes one argument, has {count}"),
    })
}
