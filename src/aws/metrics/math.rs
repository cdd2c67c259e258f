//! Whether the metrics and expressions of a policy or an alarm fit together: ids, what they name, what is watched.

use super::MetricDataQuery;
use crate::aws::name::check_length;
use crate::model::metrics::math::{Expression, ExpressionProblem, Formula, LONGEST, is_id};
use crate::problem::{Problems, nearest};

/// Metrics that an expression may be made of.
///
/// Ref: "Using CloudWatch alarms", "Alarms based on metric math" (up to 10 metrics).
const MOST_METRICS: usize = 10;

/// The constraints that policies and alarms share.
pub fn check_queries(queries: &[MetricDataQuery], path: &str, problems: &mut Problems) {
    let metrics = queries.iter().filter(|query| query.metric_stat.is_some()).count();
    if metrics > MOST_METRICS {
        problems.error(path, format!("has {metrics} metrics; AWS accepts {MOST_METRICS}"));
    }
    for (place, query) in queries.iter().enumerate() {
        let at = format!("{path}.{place}");
        check_id(query, &queries[..place], &at, problems);
        match (&query.expression, &query.metric_stat) {
            (None, None) => {
                problems.error(&at, format!("`{}` has neither Expression nor MetricStat; give one", query.id));
            }
            (Some(_), Some(_)) => {
                let message = format!("`{}` has both Expression and MetricStat; give one", query.id);
                problems.error(format!("{at}.Expression"), message);
            }
            (None, Some(stat)) => stat.check(&format!("{at}.MetricStat"), problems),
            (Some(_), None) => {}
        }
    }
    let returned = returned(queries, path, problems);
    check_expressions(queries, returned, path, problems);
}

/// The constraints on the `Metrics` of `PutMetricAlarm`: those above, and one period for all.
///
/// Ref: "Using CloudWatch alarms" (every metric of an expression has the same period; 10, 20, 30 or a multiple of 60).
pub fn check_alarm_queries(queries: &[MetricDataQuery], path: &str, problems: &mut Problems) {
    check_queries(queries, path, problems);
    let period = formula_period(queries);
    for (place, query) in queries.iter().enumerate() {
        let at = format!("{path}.{place}");
        if let Some(stat) = &query.metric_stat {
            let key = format!("{at}.MetricStat.Period");
            match stat.period {
                None => drop(problems.error(format!("{at}.MetricStat"), "`Period` is missing")),
                Some(secs) => check_period(secs, period, &key, problems),
            }
            if query.period.is_some() {
                problems.error(format!("{at}.Period"), "belongs to an expression; a metric has it in MetricStat");
            }
        } else if let Some(secs) = query.period {
            check_period(secs, period, &format!("{at}.Period"), problems);
        }
    }
}

/// The period of an alarm on these [s]: that of the first that has one.
pub fn formula_period(queries: &[MetricDataQuery]) -> Option<u32> {
    queries.iter().find_map(|query| query.metric_stat.as_ref().map_or(query.period, |stat| stat.period))
}

fn check_period(secs: u32, common: Option<u32>, path: &str, problems: &mut Problems) {
    if !matches!(secs, 10 | 20 | 30) && (secs == 0 || !secs.is_multiple_of(60)) {
        problems.error(path, format!("is {secs}; 10, 20, 30 or a multiple of 60 is wanted"));
    } else if let Some(common) = common.filter(|&common| common != secs) {
        problems.error(path, format!("is {secs}, another is {common}; the metrics of an alarm have one period"));
    }
}

/// Target tracking has no periods: a minute is implied.
pub(super) fn check_no_period(queries: &[MetricDataQuery], path: &str, problems: &mut Problems) {
    for (place, query) in queries.iter().enumerate() {
        let message = "belongs to alarms; target tracking looks at minutes; leave it out";
        if query.period.is_some() {
            problems.error(format!("{path}.{place}.Period"), message);
        }
        if query.metric_stat.as_ref().is_some_and(|stat| stat.period.is_some()) {
            problems.error(format!("{path}.{place}.MetricStat.Period"), message);
        }
    }
}

fn check_id(query: &MetricDataQuery, earlier: &[MetricDataQuery], at: &str, problems: &mut Problems) {
    let path = format!("{at}.Id");
    if query.id.is_empty() || query.id.chars().count() > 255 {
        check_length(&query.id, 255, &path, problems);
    } else if !is_id(&query.id) {
        let message =
            format!("`{}` is no id; AWS accepts a lower-case letter, then letters, digits and underscores", query.id);
        problems.error(path, message);
    } else if earlier.iter().any(|other| other.id == query.id) {
        problems.error(path, format!("repeats the id `{}`; each has its own", query.id));
    }
}

/// The id of the only entry that returns data.
fn returned<'a>(queries: &'a [MetricDataQuery], path: &str, problems: &mut Problems) -> Option<&'a str> {
    let returning: Vec<&str> =
        queries.iter().filter(|query| query.return_data.unwrap_or(true)).map(|query| query.id.as_str()).collect();
    match returning[..] {
        [only] => return Some(only),
        [] => problems.error(path, "has no entry that returns data; leave out one ReturnData: false"),
        [ref first @ .., last] => {
            let names = format!("`{}` and `{last}`", first.join("`, `"));
            problems.error(path, format!("has {names} returning data; all but one need ReturnData: false"))
        }
    };
    None
}

/// Reads every expression, and asks whether they can be computed one after the other.
fn check_expressions(queries: &[MetricDataQuery], returned: Option<&str>, path: &str, problems: &mut Problems) {
    // What has a problem of its own stands in as a metric, so that others may name it.
    let (mut metrics, mut expressions) = (Vec::new(), Vec::new());
    for (place, query) in queries.iter().enumerate() {
        let at = format!("{path}.{place}.Expression");
        match query.expression.as_deref().map(|text| read(text, &at, problems)) {
            Some(Some(expression)) if query.metric_stat.is_none() => expressions.push((query.id.clone(), expression)),
            _ => metrics.push(query.id.clone()),
        }
    }
    let mut ids: Vec<&str> = queries.iter().map(|query| query.id.as_str()).collect();
    ids.sort_unstable();
    if ids.windows(2).any(|pair| pair[0] == pair[1]) {
        return;
    }
    for (id, problem) in Formula::new(metrics, expressions, returned.unwrap_or_default()).err().into_iter().flatten() {
        let place = queries.iter().position(|query| query.id == id).expect("the ids are those of the queries");
        let text = queries[place].expression.as_deref().unwrap_or_default();
        tell(&problem, text, &format!("{path}.{place}.Expression"), problems);
    }
}

fn read(text: &str, path: &str, problems: &mut Problems) -> Option<Expression> {
    if text.is_empty() || text.chars().count() > LONGEST {
        check_length(text, LONGEST, path, problems);
        return None;
    }
    Expression::parse(text).map_err(|problem| tell(&problem, text, path, problems)).ok()
}

fn tell(problem: &ExpressionProblem, text: &str, path: &str, problems: &mut Problems) {
    let part = text.get(problem.at.clone()).unwrap_or_default();
    let entry = problems.error(path, problem.told(text));
    if let Some(near) = nearest(part, problem.known.iter().map(String::as_str)) {
        entry.hint(format!("did you mean `{near}`?"));
    }
}
