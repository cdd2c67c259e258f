//! The sweep for a terminal: what moves and what is flat, then the points.

use crate::experiment::aggregate::{Judged, Verdict};
use crate::experiment::contrast::{Verdict as Against, of_endpoint};
use crate::experiment::sweep::{JUDGED, Swept};
use crate::report::compare::cell;
use crate::report::grid::Grid;
use crate::report::{Look, words};
use std::fmt::Write as _;

/// Points that are listed; all of them stand in the files.
const LISTED: usize = 48;
/// Figures of the table.
const COLUMNS: [(&str, &str); 5] = [
    ("attainment_percent", "in SLO"),
    ("bad_minutes_per_day", "bad min/day"),
    ("latency_p95_ms", "p95"),
    ("cost_usd_per_day", "cost/day"),
    ("actions_per_day", "actions/day"),
];

/// What moves over the grid and what does not, a sentence each.
pub(super) fn findings(of: &Swept) -> Vec<String> {
    let said = ["bad minutes", "cost", "scaling actions"];
    let mut all: Vec<String> = (0..JUDGED.len())
        .filter_map(|figure| {
            let (low, high, near, points) = of.spread(figure)?;
            let say = |x: f64| if figure == 1 { words::dollars(x) } else { words::number(x) };
            let what = said[figure];
            if points < 2 {
                return None;
            }
            if low == high {
                return Some(format!("{}: {} a day at every point.", capital(what), say(low)));
            }
            let flat = if near == points {
                format!("flat: none of the {points} points can be told from the best")
            } else if near == 1 {
                "one point is better than all others".to_owned()
            } else {
                format!("{near} of {points} points cannot be told from the best")
            };
            Some(format!("{}: {} to {} a day; {flat}.", capital(what), say(low), say(high)))
        })
        .collect();
    all.extend(formula(of));
    all.extend(cheapest(of));
    all
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// AWS's first value for the target.
fn formula(of: &Swept) -> Option<String> {
    let target = of.plan.formula_target?;
    let bears = words::rate(target / 30.0);
    Some(format!(
        "AWS's formula, MAX_RPS x SAFETY_FACTOR x 60 = {bears} x 0.5 x 60, gives {} as a first target.",
        words::number(target.round())
    ))
}

/// The cheapest point of which every objective is met.
fn cheapest(of: &Swept) -> Option<String> {
    if of.plan.objectives.is_empty() {
        return None;
    }
    let meets = |at: &usize| of.cells[*at].objectives.iter().all(|judged| judged.verdict == Verdict::Met);
    let cost = |at: usize| of.mean(at, "cost_usd_per_day").unwrap_or(f64::INFINITY);
    let of_grid = (0..of.cells.len()).filter(|at| of.plan.points[*at].on_grid).filter(meets);
    Some(match of_grid.reduce(|best, next| if cost(next) < cost(best) { next } else { best }) {
        Some(at) => format!(
            "Cheapest point that meets every objective on its confidence limit: {} ({} a day). It was picked for its \
             figures: try it on other days (--seed).",
            called(of, at),
            words::dollars(cost(at))
        ),
        None => "No point meets every objective on its confidence limit.".to_owned(),
    })
}

/// `TargetValue=450 ScaleInCooldown=60`.
pub(super) fn called(of: &Swept, point: usize) -> String {
    let named = of.plan.keys.iter().zip(&of.plan.points[point].values);
    named.map(|(key, value)| format!("{}={value}", short(key))).collect::<Vec<_>>().join(" ")
}

/// A key as briefly as it can be understood: AWS's names by themselves (`TargetValue`), of a source all that is its own
/// (`sale.spike.add`), else the last two words (`slo.latency`).
pub(super) fn short(key: &str) -> &str {
    let is_of_aws = |word: &str| word.starts_with(|first: char| first.is_ascii_uppercase());
    match key.rsplit_once('.') {
        Some((_, last)) if is_of_aws(last) => last,
        Some((before, _)) => key
            .strip_prefix("traffic.")
            .unwrap_or_else(|| before.rsplit_once('.').map_or(key, |(above, _)| &key[above.len() + 1..])),
        None => key,
    }
}

/// The whole sweep for a terminal.
pub fn summary(of: &Swept, look: &Look) -> String {
    let mut out = String::new();
    for finding in findings(of) {
        let _ = writeln!(out, "{}", look.prose(&finding));
    }
    let _ = write!(out, "\n{}", table(of).text(look.table()));
    let left = of.cells.len().saturating_sub(LISTED);
    if left > 0 {
        let _ = writeln!(out, "… and {} in points.csv", words::counted(left as u64, "more point"));
    }
    let (points, runs) = (of.plan.points.len() as u64, u64::from(of.plan.runs));
    let basis = format!(
        "{}, {} each of the same days, seed {}. ▸ as it stands; ▲ ▼ worse, better than that (95 %, by Holm); ≈ not told \
         from the best.",
        words::counted(points, "point"),
        words::counted(runs, "run"),
        of.plan.seed
    );
    let _ = writeln!(out, "\n{}", look.prose(&basis));
    if !look.folder.is_empty() {
        let _ = writeln!(out, "{}", look.folder);
    }
    out
}

fn table(of: &Swept) -> Grid {
    let mut head: Vec<String> =
        std::iter::once(String::new()).chain(of.plan.keys.iter().map(|key| short(key).to_owned())).collect();
    let names = head.len();
    head.extend(COLUMNS.iter().map(|(_, name)| (*name).to_owned()));
    if !of.plan.objectives.is_empty() {
        head.push("objectives".to_owned());
    }
    let rows = (0..of.cells.len()).take(LISTED).map(|at| row(of, at)).collect();
    Grid { head, rows, names, left: &[] }
}

fn row(of: &Swept, at: usize) -> Vec<String> {
    let (point, said) = (&of.plan.points[at], &of.cells[at]);
    let mut cells = vec![if point.current { "▸" } else { "" }.to_owned()];
    cells.extend(point.values.iter().cloned());
    for (metric, _) in COLUMNS {
        let contrast = of_endpoint(&said.contrasts, metric);
        let lower_is_better = metric != "attainment_percent";
        let arrow = match contrast.verdict {
            Against::Lower if lower_is_better => " ▼",
            Against::Higher if lower_is_better => " ▲",
            Against::Lower => " ▲",
            Against::Higher => " ▼",
            Against::Same | Against::Unclear => "  ",
        };
        let near = JUDGED.iter().position(|judged| *judged == metric).is_some_and(|figure| said.near_best[figure]);
        cells.push(format!("{}{}{arrow}", cell::figure(&contrast.other), if near { " ≈" } else { "  " }));
    }
    if !said.objectives.is_empty() {
        cells.push(said.objectives.iter().map(mark).collect::<Vec<_>>().join(" "));
    }
    cells
}

fn mark(judged: &Judged) -> &'static str {
    match judged.verdict {
        Verdict::Met => "✓",
        Verdict::Missed => "✗",
        Verdict::Undecided => "?",
    }
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn a_key_is_as_short_as_it_can_be_understood() {
        let policy = "scaling.policies.keep-busy.TargetTrackingScalingPolicyConfiguration.TargetValue";
        for (key, said) in [
            (policy, "TargetValue"),
            ("traffic.sale.spike.add", "sale.spike.add"),
            ("assumptions.metric_value", "assumptions.metric_value"),
            ("slo.latency", "slo.latency"),
            ("models.ranker.service_time.scale", "service_time.scale"),
            ("fidelity", "fidelity"),
        ] {
            assert_eq!(short(key), said);
        }
    }
}
