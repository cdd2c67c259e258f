//! An objective as it is written: a metric, a sign, a limit.

use super::Refused;
use super::number::short;

/// `latency_p95_ms{variant/champion} < 300`.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// What is compared.
    pub metric: String,
    /// The words in braces.
    pub scope: Option<String>,
    /// How.
    pub sign: Sign,
    /// With what.
    pub limit: f64,
}

/// `<`, `<=`, `>` or `>=`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// `<`
    Below,
    /// `<=`
    AtMost,
    /// `>`
    Above,
    /// `>=`
    AtLeast,
}

/// What an objective looks like.
const EXAMPLE: &str = "latency_p95_ms < 900";

/// Reads `NAME[{SCOPE}] <|<=|>|>= NUMBER`; whether the metric exists is not asked here.
pub fn comparison(text: &str) -> Result<Comparison, Refused> {
    let Some(at) = text.find(['<', '>', '=']) else {
        let refused =
            Refused::new(format!("`{}` compares nothing, wanted an objective such as `{EXAMPLE}`", short(text)));
        let braces = text.contains('{') && !text.contains('}');
        return Err(if braces { refused.hint("inside [ ] an objective with braces needs quotes") } else { refused });
    };
    let (name, rest) = text.split_at(at);
    let end = rest.find(|letter| !matches!(letter, '<' | '>' | '=')).unwrap_or(rest.len());
    let (sign, limit) = rest.split_at(end);
    let sign = match sign {
        "<" => Sign::Below,
        "<=" => Sign::AtMost,
        ">" => Sign::Above,
        ">=" => Sign::AtLeast,
        other => return Err(Refused::new(format!("`{}` is not a comparison: those are < <= > >=", short(other)))),
    };
    let (metric, scope) = named(name.trim(), text)?;
    Ok(Comparison { metric, scope, sign, limit: number(limit.trim(), text)? })
}

fn named(name: &str, text: &str) -> Result<(String, Option<String>), Refused> {
    let (metric, scope) = match name.split_once('{') {
        None => (name, None),
        Some((metric, scope)) => match scope.strip_suffix('}') {
            Some(scope) if !scope.trim().is_empty() => (metric.trim_end(), Some(scope.trim().to_owned())),
            Some(_) => {
                return Err(Refused::new(format!("`{}` has empty braces", short(text)))
                    .hint("name a scope in them, or leave them out"));
            }
            None => return Err(Refused::new(format!("`{}` lacks its closing brace", short(text)))),
        },
    };
    let word = !metric.is_empty() && metric.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    if word {
        return Ok((metric.to_owned(), scope));
    }
    Err(Refused::new(format!("`{}` is not a metric's name, wanted an objective such as `{EXAMPLE}`", short(metric))))
}

fn number(limit: &str, text: &str) -> Result<f64, Refused> {
    match limit.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(value),
        _ => {
            let refused = Refused::new(format!("`{}` compares with `{}`, wanted a number", short(text), short(limit)));
            let unit = limit.starts_with(|first: char| first.is_ascii_digit());
            Err(if unit { refused.hint("the unit is the metric's own: leave it out here") } else { refused })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objectives_are_read() {
        let read = |text| comparison(text).map(|c| (c.metric, c.scope, c.sign, c.limit));
        assert_eq!(read("latency_p95_ms < 900"), Ok(("latency_p95_ms".into(), None, Sign::Below, 900.0)));
        let scoped = Some("variant/champion".to_owned());
        assert_eq!(
            read("availability{variant/champion}>=0.999"),
            Ok(("availability".into(), scoped, Sign::AtLeast, 0.999))
        );
        assert_eq!(comparison("a > -1").map(|c| c.sign), Ok(Sign::Above));
        assert_eq!(comparison("a <= 1e3").map(|c| c.limit), Ok(1_000.0));
    }

    #[test]
    fn refusals_teach() {
        for (text, message) in [
            ("fast", "`fast` compares nothing, wanted an objective such as `latency_p95_ms < 900`"),
            (
                "latency_p95_ms{variant",
                "`latency_p95_ms{variant` compares nothing, wanted an objective such as `latency_p95_ms < 900` | inside [ ] an objective with braces needs quotes",
            ),
            ("a == 1", "`==` is not a comparison: those are < <= > >="),
            ("a => 1", "`=>` is not a comparison: those are < <= > >="),
            (
                "a < 900ms",
                "`a < 900ms` compares with `900ms`, wanted a number | the unit is the metric's own: leave it out here",
            ),
            ("a < nan", "`a < nan` compares with `nan`, wanted a number"),
            ("a <", "`a <` compares with ``, wanted a number"),
            (
                "a < 1 < 2",
                "`a < 1 < 2` compares with `1 < 2`, wanted a number | the unit is the metric's own: leave it out here",
            ),
            ("< 5", "`` is not a metric's name, wanted an objective such as `latency_p95_ms < 900`"),
            ("a b < 5", "`a b` is not a metric's name, wanted an objective such as `latency_p95_ms < 900`"),
            ("a{} < 5", "`a{} < 5` has empty braces | name a scope in them, or leave them out"),
            ("a{b < 5", "`a{b < 5` lacks its closing brace"),
        ] {
            let refused = comparison(text).expect_err(text);
            assert_eq!(
                refused.hint.map_or(refused.message.clone(), |hint| format!("{} | {hint}", refused.message)),
                message
            );
        }
    }
}
