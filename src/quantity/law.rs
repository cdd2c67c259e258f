//! A length of time or a range of them, as one word: `240s`, `15s..60s`.

use super::Refused;
use super::duration::duration;
use super::number::short;
use crate::engine::Law;

/// Reads `240s` (always the same) or `15s..60s` (every length between the two alike).
pub fn law(text: &str) -> Result<Law, Refused> {
    let Some((low, high)) = text.split_once("..") else {
        return duration(text).map(Law::Constant).map_err(|refused| called(text).unwrap_or(refused));
    };
    let (low, high) = (end(low, text)?, end(high, text)?);
    if low > high {
        return Err(
            Refused::new(format!("`{}` runs backwards", short(text))).hint("write the shorter time first: 15s..60s")
        );
    }
    Ok(if low == high { Law::Constant(low) } else { Law::Uniform { low, high } })
}

fn end(text: &str, whole: &str) -> Result<crate::engine::Span, Refused> {
    duration(text).map_err(|refused| {
        let message = format!("{}, in the range `{}`", refused.message, short(whole));
        Refused { message, ..refused }
    })
}

/// `uniform(15s, 60s)` and other laws written like calls.
fn called(text: &str) -> Option<Refused> {
    let (name, _) = text.split_once('(')?;
    let refused = Refused::new(format!("`{}` is not how a distribution is written", short(text)));
    Some(match name.trim().to_ascii_lowercase().as_str() {
        "uniform" => refused.hint("a range is written 15s..60s"),
        family => refused.hint(format!("write {{mean: 50ms, cv: 1, family: {}}}", short(family))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Span;

    #[test]
    fn one_length_or_a_range() {
        let secs = Span::from_secs;
        assert_eq!(law("240s"), Ok(Law::Constant(secs(240))));
        assert_eq!(law("15s..60s"), Ok(Law::Uniform { low: secs(15), high: secs(60) }));
        assert_eq!(law("0s..1m"), Ok(Law::Uniform { low: secs(0), high: secs(60) }));
        assert_eq!(law("5s..5s"), Ok(Law::Constant(secs(5))));
    }

    #[test]
    fn refusals_teach() {
        for (text, message) in [
            ("60s..15s", "`60s..15s` runs backwards | write the shorter time first: 15s..60s"),
            ("15..60s", "`15` has no unit: write 15s or 15ms, in the range `15..60s`"),
            ("15s..", "found nothing, wanted a length of time such as `45ms`, in the range `15s..`"),
            (
                "uniform(15s, 60s)",
                "`uniform(15s, 60s)` is not how a distribution is written | a range is written 15s..60s",
            ),
            (
                "gamma(5s)",
                "`gamma(5s)` is not how a distribution is written | write {mean: 50ms, cv: 1, family: gamma}",
            ),
            ("240", "`240` has no unit: write 240s or 240ms"),
        ] {
            let refused = law(text).expect_err(text);
            assert_eq!(
                refused.hint.map_or(refused.message.clone(), |hint| format!("{} | {hint}", refused.message)),
                message
            );
        }
    }
}
