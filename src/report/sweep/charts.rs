//! Which pictures does a sweep have: a line for one key, a heat map for two, and what is worth its price for any.

use super::text::{called, findings, short};
use crate::engine::Span;
use crate::experiment::aggregate::Estimate;
use crate::experiment::contrast::of_endpoint;
use crate::experiment::sweep::{JUDGED, Swept};
use crate::quantity;
use crate::report::charts::experiments::Caption;
use crate::report::charts::experiments::cells::{self, Cells, Panel};
use crate::report::charts::experiments::pareto::{self, Candidate, Pareto, Role};
use crate::report::charts::experiments::sweep::{self, Point, Sweep};
use crate::report::drawn::{self, measure, ranged};
use crate::report::{File, Pictures, ReportError, words};
use std::fmt::Write as _;

/// Figures of the line chart, from top to bottom.
const LINES: [&str; 4] = ["bad_minutes_per_day", "latency_p95_ms", "cost_usd_per_day", "actions_per_day"];

/// Every picture as files. Where a table has the name of the picture already, the numbers drawn are `NAME.drawn.csv`.
pub(super) fn files(of: &Swept, pictures: Pictures) -> Result<Vec<File>, ReportError> {
    let failed = |chart| move |message| ReportError::Chart { chart, message };
    let mut all = match of.plan.keys.len() {
        1 => {
            let drawn = sweep::picture(&lines(of)).map_err(failed("sweep"))?;
            drawn::files(drawn, ("sweep", "sweep.drawn.csv"), pictures)?
        }
        2 => {
            let drawn = cells::picture(&heat_map(of)).map_err(failed("heatmap"))?;
            drawn::files(drawn, ("heatmap", "heatmap.drawn.csv"), pictures)?
        }
        _ => Vec::new(),
    };
    let drawn = pareto::picture(&front(of)).map_err(failed("pareto"))?;
    all.extend(drawn::files(drawn, ("pareto", "pareto.csv"), pictures)?);
    Ok(all)
}

fn caption(of: &Swept) -> Caption {
    let title = findings(of).into_iter().next().unwrap_or_default();
    let runs = words::counted(u64::from(of.plan.runs), "run");
    let points = words::counted(of.plan.points.len() as u64, "point");
    let (name, seed, version) = (&of.plan.name, of.plan.seed, &of.plan.version);
    Caption {
        title: title.trim_end_matches('.').to_owned(),
        subtitle: format!("{name} · {points} of {runs} · seed {seed} · dryscale {version}"),
        footer: "The same days for every point · 95 % intervals over runs".to_owned(),
    }
}

fn estimate<'s>(of: &'s Swept, at: usize, metric: &str) -> &'s Estimate {
    &of_endpoint(&of.cells[at].contrasts, metric).other
}

/// A value as a number: `1500`, `10s`, `5%`.
pub(super) fn number(value: &str) -> Option<f64> {
    let plain = value.parse().ok().filter(|x: &f64| x.is_finite());
    plain.or_else(|| quantity::duration(value).ok().map(Span::secs)).or_else(|| quantity::share(value).ok())
}

/// The figures over one key: every point, the scenario as it stands among them.
fn lines(of: &Swept) -> Sweep {
    let points = &of.plan.points;
    // Numbers have a place of their own on the axis, other values stand one after the other.
    let numbers: Option<Vec<f64>> = points.iter().map(|point| number(&point.values[0])).collect();
    let place = |at: usize| numbers.as_ref().map_or(at as f64, |numbers| numbers[at]);
    let known = |metric: &&str| (0..points.len()).any(|at| estimate(of, at, metric).mean.is_some());
    let metrics: Vec<&str> = LINES.iter().copied().filter(known).collect();
    let point = |at: usize| Point {
        at: place(at),
        label: points[at].values[0].clone(),
        values: metrics.iter().map(|metric| ranged(estimate(of, at, metric))).collect(),
    };
    let mut drawn: Vec<Point> = (0..points.len()).map(point).collect();
    drawn.sort_by(|a, b| a.at.total_cmp(&b.at));
    let mut marks = vec![(place(of.plan.current()), "current".to_owned())];
    let swept = drawn[0].at..=drawn[drawn.len() - 1].at;
    let mut caption = caption(of);
    match of.plan.formula_target.filter(|_| numbers.is_some()) {
        Some(target) if swept.contains(&target) => {
            marks.push((target, format!("AWS formula {}", words::number(target.round()))));
        }
        Some(target) => {
            let _ = write!(caption.footer, " · AWS formula {}: beyond what was swept", words::number(target.round()));
        }
        None => {}
    }
    let limit = |metric: &&str| {
        let mine = of.plan.objectives.iter().find(|o| o.metric == **metric && o.scope == "endpoint");
        mine.map(|objective| objective.limit)
    };
    Sweep {
        caption,
        key: short(&of.plan.keys[0]).to_owned(),
        limits: metrics.iter().map(limit).collect(),
        measures: metrics.iter().map(|metric| measure(metric)).collect(),
        line: "mean",
        points: drawn,
        marks,
    }
}

/// Values of a key in the order of the grid, each once.
fn values(of: &Swept, key: usize) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for point in of.plan.points.iter().filter(|point| point.on_grid) {
        if !all.contains(&point.values[key]) {
            all.push(point.values[key].clone());
        }
    }
    all
}

fn heat_map(of: &Swept) -> Cells {
    let (across, down) = (values(of, 0), values(of, 1));
    let at = |row: &String, column: &String| {
        of.plan.points.iter().position(|p| p.on_grid && p.values[0] == *column && p.values[1] == *row)
    };
    let panels = JUDGED.iter().enumerate().map(|(figure, metric)| {
        let mean = |row: &String, column: &String| {
            at(row, column).and_then(|at| estimate(of, at, metric).mean).unwrap_or(f64::NAN)
        };
        let near = |row: &String, column: &String| at(row, column).is_some_and(|at| of.cells[at].near_best[figure]);
        Panel {
            measure: measure(metric),
            values: down.iter().map(|row| across.iter().map(|column| mean(row, column)).collect()).collect(),
            near_best: down.iter().map(|row| across.iter().map(|column| near(row, column)).collect()).collect(),
        }
    });
    let panels = panels.collect();
    let is_current = |row: &String, column: &String| at(row, column).is_some_and(|at| of.plan.points[at].current);
    let current = down
        .iter()
        .enumerate()
        .find_map(|(r, row)| across.iter().position(|column| is_current(row, column)).map(|column| (r, column)));
    Cells {
        caption: caption(of),
        across: (short(&of.plan.keys[0]).to_owned(), across),
        down: (short(&of.plan.keys[1]).to_owned(), down),
        panels,
        current,
    }
}

fn front(of: &Swept) -> Pareto {
    let candidate = |at: usize| Candidate {
        label: called(of, at),
        across: ranged(estimate(of, at, "cost_usd_per_day")),
        up: ranged(estimate(of, at, "bad_minutes_per_day")),
        role: if at == of.plan.current() { Role::Current } else { Role::Plain },
    };
    // The scenario as it stands comes first: of equals the first is on the frontier.
    let current = of.plan.current();
    let others = (0..of.cells.len()).filter(|at| *at != current);
    let candidates: Vec<Candidate> = std::iter::once(current).chain(others).map(candidate).collect();
    let best = pareto::front(&candidates).len();
    let title = format!(
        "{} of {} are beaten by none in both cost and bad minutes",
        words::counted(best as u64, "point"),
        candidates.len()
    );
    Pareto {
        caption: Caption { title, ..caption(of) },
        across: measure("cost_usd_per_day"),
        up: measure("bad_minutes_per_day"),
        candidates,
    }
}
