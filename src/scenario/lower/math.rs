//! Metric math: the metrics and expressions of a document become a formula and what it reads.

use super::metrics::{self, Named};
use crate::aws::metrics::{MetricDataQuery, check_queries};
use crate::model::metrics::math::{Expression, Formula};
use crate::model::metrics::{Extended, Input, Known, Math, Metric, MetricStat, Own, Stat, Statistic};
use crate::problem::nearest;
use crate::scenario::file::ScenarioFile;
use crate::scenario::file::assumptions::PercentileWord;
use crate::scenario::file::own_metric::OwnMetricFile;
use crate::scenario::reading::Reading;

/// A formula, and what it reads; the constraints on the queries were checked, and anything wrong with them reported.
pub(super) fn math(
    queries: &[MetricDataQuery],
    file: &ScenarioFile,
    path: &str,
    reading: &mut Reading,
) -> Option<Math> {
    let mut reads = Vec::new();
    let (mut ids, mut expressions) = (Vec::new(), Vec::new());
    for (place, query) in queries.iter().enumerate() {
        if let Some(stat) = &query.metric_stat {
            let path = format!("{path}.{place}.MetricStat");
            let named = Named {
                namespace: Some(&stat.metric.namespace),
                name: &stat.metric.metric_name,
                dimensions: &stat.metric.dimensions,
                unit: stat.unit.as_deref(),
            };
            let metric = metrics::metric(named, file, &format!("{path}.Metric"), reading);
            reads.push(metric.and_then(|metric| of_stat(metric, &stat.stat, file, &format!("{path}.Stat"), reading)));
            ids.push(query.id.clone());
        } else if let Some(text) = &query.expression {
            expressions.push((query.id.clone(), Expression::parse(text).ok()?));
        }
    }
    let returned = queries.iter().find(|query| query.return_data.unwrap_or(true))?;
    let formula = Formula::new(ids, expressions, &returned.id).ok()?;
    Some(Math { formula, reads: reads.into_iter().collect::<Option<_>>()?, window: Math::WINDOW })
}

fn is_interpolated(file: &ScenarioFile) -> bool {
    file.assumptions.as_ref().and_then(|assumptions| assumptions.percentile) == Some(PercentileWord::Linear)
}

/// A metric by a statistic as a text names it.
///
/// Assumes: `percentile`.
pub(super) fn of_stat(
    (of, metric): (u16, Metric),
    text: &str,
    file: &ScenarioFile,
    path: &str,
    reading: &mut Reading,
) -> Option<MetricStat> {
    let statistic = match text {
        "Average" => Stat::Simple(Statistic::Average),
        "Sum" => Stat::Simple(Statistic::Sum),
        "Minimum" => Stat::Simple(Statistic::Minimum),
        "Maximum" => Stat::Simple(Statistic::Maximum),
        "SampleCount" => Stat::Simple(Statistic::SampleCount),
        _ => match Extended::parse(text) {
            Ok(extended) if is_interpolated(file) => Stat::Extended(extended.between_ranks()),
            Ok(extended) => Stat::Extended(extended),
            Err(message) => {
                reading.error(path, message);
                return None;
            }
        },
    };
    if matches!(statistic, Stat::Extended(_))
        && let Some(why) = metric.no_extended()
    {
        reading.error(path, format!("`{text}` takes the values themselves; {why}"));
        return None;
    }
    Some(MetricStat { of, metric, statistic })
}

/// The scenario's own metrics, in file order.
pub(super) fn own(file: &ScenarioFile, reading: &mut Reading) -> Option<Vec<Own>> {
    let all: Vec<Option<Own>> =
        file.metrics.iter().enumerate().map(|(place, own)| one(own, place, file, reading)).collect();
    all.into_iter().collect()
}

fn one(own: &OwnMetricFile, place: usize, file: &ScenarioFile, reading: &mut Reading) -> Option<Own> {
    let path = format!("metrics.{place}");
    if own.namespace.starts_with("AWS/") || own.namespace.starts_with("/aws/") {
        let message = format!("`{}` is AWS's own; give another", own.namespace);
        reading.error(format!("{path}.Namespace"), message);
    }
    let same = |other: &OwnMetricFile| {
        (&other.namespace, &other.metric_name, &other.dimensions) == (&own.namespace, &own.metric_name, &own.dimensions)
    };
    if file.metrics[..place].iter().any(same) {
        reading.error(format!("{path}.MetricName"), format!("`{}` is defined twice", own.metric_name));
    }
    match (&own.expression, own.metrics.is_empty()) {
        (Some(text), true) => {
            let path = format!("{path}.expression");
            let known = known(text, &path, reading);
            let of = variant_named(own, file, &path, reading);
            Some(Own { of: of?, ..known? })
        }
        (None, false) => {
            let path = format!("{path}.Metrics");
            check_queries(&own.metrics, &path, &mut reading.problems);
            let earlier = ScenarioFile { metrics: file.metrics[..place].to_vec(), ..file.clone() };
            let math = math(&own.metrics, &earlier, &path, reading)?;
            let of = metrics::variant_of_own(own, file).unwrap_or(0);
            Some(Own { of, formula: math.formula, inputs: math.reads.into_iter().map(Input::Published).collect() })
        }
        (Some(_), false) => {
            reading.error(path, "has `expression` and `Metrics`; a metric has one of them");
            None
        }
        (None, true) => {
            reading.error(path, "has neither `expression` nor `Metrics`; a metric has one of them");
            None
        }
    }
}

/// The variant that an expression knows of; of several the dimensions must say which.
fn variant_named(own: &OwnMetricFile, file: &ScenarioFile, path: &str, reading: &mut Reading) -> Option<u16> {
    let of = metrics::variant_of_own(own, file);
    if of.is_none() {
        let variants = &file.endpoint.production_variants;
        let names: Vec<&str> = variants.iter().map(|variant| variant.variant_name.as_str()).collect();
        let first = names.first()?;
        reading
            .error(
                path,
                format!("`expression` knows one variant, and there are {}; `Dimensions` says which", names.join(", ")),
            )
            .hint(format!("add {{Name: VariantName, Value: {first}}} to its Dimensions"));
    }
    of
}

/// An expression over what the variant knows.
fn known(text: &str, path: &str, reading: &mut Reading) -> Option<Own> {
    let expression = match Expression::parse(text) {
        Ok(expression) => expression,
        Err(problem) => {
            reading.error(path, problem.told(text));
            return None;
        }
    };
    let ids: Vec<String> = expression.ids().map(str::to_owned).collect();
    let mut inputs = Vec::new();
    for id in &ids {
        let Some((_, known)) = Known::ALL.iter().find(|(name, _)| name == id) else {
            let names: Vec<&str> = Known::ALL.iter().map(|(name, _)| *name).collect();
            let message = format!("`{id}` is not known of a minute; known are {}", names.join(", "));
            let problem = reading.error(path, message);
            if let Some(near) = nearest(id, names) {
                problem.hint(format!("did you mean `{near}`?"));
            }
            return None;
        };
        inputs.push(Input::Known(*known));
    }
    // An id that no expression can clash with: those known are all lower case.
    match Formula::new(ids, vec![("rESULT".to_owned(), expression)], "rESULT") {
        Ok(formula) => Some(Own { of: 0, formula, inputs }),
        Err(problems) => {
            for (_, problem) in problems {
                reading.error(path, problem.told(text));
            }
            None
        }
    }
}
