//! Which elasticity figures does the page show: the forms of the SPEC Research Group and of BUNGEE, each by its name.

use super::figures::{interval, said};
use super::markup::{Table, escaped};
use crate::report::Report;
use std::fmt::Write as _;

/// What the names of these figures begin with.
pub(super) const PREFIX: &str = "elasticity.";

/// Form, figure, its symbol, what it says.
const ROWS: [(&str, &str, &str, &str); 12] = [
    ("SPEC RG", "theta_under_percent", "θ under", "share of the demand that was missing"),
    ("SPEC RG", "theta_over_percent", "θ over", "instances too many, as a share of the demand"),
    ("SPEC RG", "tau_under_percent", "τ under", "share of time with too few"),
    ("SPEC RG", "tau_over_percent", "τ over", "share of time with too many"),
    ("SPEC RG", "instability_percent", "υ", "minutes in which supply and demand moved different ways"),
    ("SPEC RG", "speedup", "ε", "times better than the initial fleet, unscaled"),
    ("SPEC RG", "speedup_floored_percent", "", "runs in which ε has a zero that was raised to one second"),
    ("BUNGEE", "accuracy_under_instances", "accuracy under", "instances missing, on average"),
    ("BUNGEE", "accuracy_over_instances", "accuracy over", "instances too many, on average"),
    ("BUNGEE", "jitter_per_minute", "jitter", "instances a minute that the supply moved more than the demand"),
    ("areas", "deficit_instance_minutes", "deficit", "instance-minutes missing in service"),
    ("areas", "surplus_instance_minutes", "surplus", "instance-minutes paid beyond the demand"),
];

/// The figures with what they mean; nothing if the runs have none.
pub(super) fn markup(report: &Report<'_>) -> String {
    let mut rows = Vec::new();
    for row in &report.aggregates.metrics {
        let Some(name) = row.metric.strip_prefix(PREFIX) else { continue };
        // The figures of an only variant are the endpoint's.
        if report.subject.variants.len() <= 1 && row.scope != "endpoint" {
            continue;
        }
        let Some((form, _, symbol, meaning)) = ROWS.iter().find(|(_, known, ..)| *known == name) else { continue };
        let value = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| said(value, &row.unit));
        let symbol = if symbol.is_empty() { name } else { symbol };
        rows.push(vec![
            symbol.to_owned(),
            (*form).to_owned(),
            row.scope.clone(),
            value(row.mean),
            interval(row, ""),
            value(row.min),
            value(row.max),
            (*meaning).to_owned(),
        ]);
    }
    if rows.is_empty() {
        return String::new();
    }
    let mut out = String::new();
    let _ = writeln!(
        out,
        "<p>Supply is what is in service. Demand is the least whole number of instances that carries a minute's first \
         tries at {} of their slots, at least one: no policy moves it, and a retry does not raise it.</p>",
        escaped(&crate::report::words::set_share(crate::report::SAFE_UTILIZATION))
    );
    let columns =
        &["figure", "form", "scope", "#mean", "#95 % interval", "#least run", "#greatest run", "what it says"];
    let caption = "How closely the supply followed the demand";
    out + &Table { id: "elasticity-all", caption, columns, rows, file: "summary.csv", is_filtered: false }.markup()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::aggregate::Estimate;
    use crate::experiment::metrics::METRICS;
    use crate::report::fixture;

    #[test]
    fn every_elasticity_figure_has_its_row() {
        let figures: Vec<&str> = METRICS.iter().filter_map(|metric| metric.name.strip_prefix(PREFIX)).collect();
        let rows: Vec<&str> = ROWS.iter().map(|row| row.1).collect();
        assert_eq!(rows, figures);
    }

    #[test]
    fn the_table_names_both_forms_and_shows_blanks() {
        let mut made = fixture::five_minutes();
        assert_eq!(markup(&made.report()), "", "a result without these figures has no section");
        let estimate = |metric: &str, unit: &str, mean: Option<f64>| Estimate {
            scope: "endpoint".to_owned(),
            metric: format!("{PREFIX}{metric}"),
            unit: unit.to_owned(),
            mean,
            low: mean.map(|x| x - 1.0),
            high: mean.map(|x| x + 1.0),
            min: mean,
            p50: mean,
            max: mean,
            headline: false,
            note: String::new(),
        };
        made.aggregates.metrics.extend([
            estimate("theta_under_percent", "percent", Some(14.26)),
            estimate("instability_percent", "percent", None),
            estimate("accuracy_over_instances", "instances", Some(2.5)),
        ]);
        let text = markup(&made.report());
        for wanted in [
            "<th scope=\"row\">θ under</th><td>SPEC RG</td><td>endpoint</td><td class=\"n\">14.3 %</td><td \
             class=\"n\">13.3 % to 15.3 %</td>",
            "<th scope=\"row\">υ</th><td>SPEC RG</td><td>endpoint</td><td class=\"n\">–</td><td class=\"n\">–</td>",
            "<th scope=\"row\">accuracy over</th><td>BUNGEE</td><td>endpoint</td><td class=\"n\">2.5</td>",
            "at 80 % of their slots",
        ] {
            assert!(text.contains(wanted), "{wanted}\n{text}");
        }
    }
}
