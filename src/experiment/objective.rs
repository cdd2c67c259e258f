//! Is an objective met, missed or undecided?

use super::aggregate::{Estimate, Judged, Verdict};
use crate::scenario::{Comparison, Objective};

/// Whether large figures miss.
fn bounds_from_above(op: Comparison) -> bool {
    matches!(op, Comparison::Below | Comparison::AtMost)
}

/// Judges an objective on the confidence limits of its figure: met or missed if the whole interval lies on one side.
///
/// A figure that did not occur is undecided, not passed, and so is one of a single run. Of a censored percentile only a
/// lower limit is known: that can miss `<` or pass `>`, never the reverse. A figure that is the same in every run has no
/// width. The value is the limit that decided; without one, the estimate.
pub fn judge(objective: &Objective, metrics: &[Estimate]) -> Judged {
    let figure = metrics.iter().find(|m| m.metric == objective.metric && m.scope == objective.scope);
    let (verdict, value) = figure.map_or((Verdict::Undecided, None), |figure| match figure.mean {
        Some(_) => on_limits(objective, figure.low, figure.high),
        None => on_limits(objective, figure.low, None),
    });
    Judged { text: objective.text.clone(), verdict, value }
}

/// Met if the worse limit passes, missed if even the better one does not.
fn on_limits(objective: &Objective, low: Option<f64>, high: Option<f64>) -> (Verdict, Option<f64>) {
    let (better, worse) = if bounds_from_above(objective.op) { (low, high) } else { (high, low) };
    let holds = |limit: Option<f64>| limit.map(|x| objective.op.holds(x, objective.limit));
    let verdict = match (holds(better), holds(worse)) {
        (_, Some(true)) => Verdict::Met,
        (Some(false), _) => Verdict::Missed,
        _ => Verdict::Undecided,
    };
    (verdict, if verdict == Verdict::Missed { worse.or(better) } else { worse })
}

#[cfg(test)]
mod tests {
    use super::*;
    use Comparison::{Above, AtLeast, AtMost, Below};
    use Verdict::{Met, Missed, Undecided};

    fn figure(mean: Option<f64>, low: Option<f64>, high: Option<f64>) -> Estimate {
        Estimate {
            scope: "endpoint".to_owned(),
            metric: "latency_p95_ms".to_owned(),
            unit: "ms".to_owned(),
            mean,
            low,
            high,
            min: None,
            p50: None,
            max: None,
            headline: true,
            note: String::new(),
        }
    }

    fn verdict(op: Comparison, limit: f64, figure: &Estimate) -> (Verdict, Option<f64>) {
        let objective = Objective {
            text: "as written".to_owned(),
            metric: "latency_p95_ms".to_owned(),
            scope: "endpoint".to_owned(),
            op,
            limit,
        };
        let judged = judge(&objective, std::slice::from_ref(figure));
        assert_eq!(judged.text, "as written");
        (judged.verdict, judged.value)
    }

    #[test]
    fn a_verdict_needs_the_whole_interval_on_one_side() {
        let at = figure(Some(400.0), Some(380.0), Some(420.0));
        let rows = [
            (Below, 421.0, Met, 420.0),
            (Below, 420.0, Undecided, 420.0),
            (AtMost, 420.0, Met, 420.0),
            (Below, 380.0, Missed, 420.0),
            (AtMost, 380.0, Undecided, 420.0),
            (Above, 379.0, Met, 380.0),
            (Above, 380.0, Undecided, 380.0),
            (AtLeast, 421.0, Missed, 380.0),
        ];
        for (op, limit, expected, value) in rows {
            assert_eq!(verdict(op, limit, &at), (expected, Some(value)), "{op:?} {limit}");
        }
    }

    #[test]
    fn what_did_not_occur_or_has_no_limits_is_undecided() {
        let blank = figure(None, None, None);
        let one_run = figure(Some(100.0), None, None);
        assert_eq!(verdict(Below, 400.0, &blank), (Undecided, None));
        assert_eq!(verdict(Below, 400.0, &one_run), (Undecided, None));
        let none = judge(
            &Objective {
                text: String::new(),
                metric: "x".to_owned(),
                scope: "endpoint".to_owned(),
                op: Below,
                limit: 1.0,
            },
            &[blank],
        );
        assert_eq!(none.verdict, Undecided);
    }

    #[test]
    fn a_censored_percentile_can_miss_but_not_pass_an_upper_bound() {
        let censored = figure(None, Some(340.0), None);
        assert_eq!(verdict(Below, 300.0, &censored), (Missed, Some(340.0)));
        assert_eq!(verdict(Below, 400.0, &censored), (Undecided, None));
        assert_eq!(verdict(Above, 300.0, &censored), (Met, Some(340.0)));
    }

    #[test]
    fn an_unbounded_upper_limit_is_not_passed() {
        let beyond = figure(Some(390.0), Some(380.0), None);
        assert_eq!(verdict(Below, 1e9, &beyond), (Undecided, None));
        assert_eq!(verdict(Below, 380.0, &beyond), (Missed, Some(380.0)));
    }
}
