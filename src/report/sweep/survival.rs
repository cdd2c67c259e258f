//! What does each point of a grid bear: a table for the terminal, CSV, and a line over one key.

use super::charts::number;
use super::text::short;
use crate::experiment::aggregate::Verdict;
use crate::experiment::sweep::Plan;
use crate::experiment::sweep::survival::Borne;
use crate::quantity;
use crate::report::charts::experiments::sweep::{self, Point, Sweep};
use crate::report::charts::experiments::{Caption, Measure, Ranged};
use crate::report::folder::File;
use crate::report::grid::Grid;
use crate::report::{Look, Pictures, ReportError, drawn, tables, words};
use crate::scenario::grid::Knob;
use std::fmt::Write as _;

/// A finished search for what is borne.
#[derive(Debug)]
pub struct Survival {
    /// The points.
    pub plan: Plan,
    /// The key that was raised, in full, and its values.
    pub load: (String, Knob),
    /// One for each point of the plan.
    pub borne: Vec<Borne>,
}

impl Survival {
    fn said(&self, at: usize) -> String {
        let values = &self.load.1.values;
        match self.borne[at].met {
            None => format!("less than {}", values[0]),
            Some(met) if met + 1 == values.len() => format!("at least {}", values[met]),
            Some(met) => values[met].clone(),
        }
    }

    /// Objectives that are not met at the next value.
    fn missed(&self, at: usize) -> String {
        let not = self.borne[at].above.iter().filter(|judged| judged.verdict != Verdict::Met);
        not.map(|judged| judged.text.clone()).collect::<Vec<_>>().join("; ")
    }

    /// `MinCapacity=4`; without a key the scenario as it stands.
    fn called(&self, at: usize) -> String {
        let point = &self.plan.points[at];
        let named = self.plan.keys.iter().zip(&point.values);
        let values: Vec<String> = named.map(|(key, value)| format!("{}={value}", short(key))).collect();
        match (values.is_empty(), point.current) {
            (true, _) => "as it stands".to_owned(),
            (false, true) => format!("{} (as it stands)", values.join(" ")),
            (false, false) => values.join(" "),
        }
    }

    fn finding(&self) -> String {
        let key = short(&self.load.0);
        let current = self.plan.current();
        let best =
            (0..self.borne.len()).max_by_key(|at| (self.borne[*at].met.map_or(0, |met| met + 1), usize::MAX - at));
        let best = best.unwrap_or(current);
        let mut said = format!("As it stands it bears {key} of {}", self.said(current));
        if self.borne[best].met > self.borne[current].met {
            let _ = write!(said, "; most of all with {}: {}", self.called(best), self.said(best));
        }
        format!("{said}.")
    }

    /// The result for a terminal.
    pub fn summary(&self, look: &Look) -> String {
        let mut out = format!("{}\n\n", look.prose(&self.finding()));
        let row = |at: usize| vec![self.called(at), self.said(at), self.missed(at)];
        let head = vec![String::new(), short(&self.load.0).to_owned(), "above it not met".to_owned()];
        let rows = (0..self.borne.len()).map(row).collect();
        out.push_str(&Grid { head, rows, names: 1, left: &[0, 1, 2] }.text(look.table()));
        let basis = format!(
            "The largest {} at which every objective is met on its confidence limits; {} each, seed {}, by bisection: \
             what misses at one value is taken to miss at every larger one.",
            short(&self.load.0),
            words::counted(u64::from(self.plan.runs), "run"),
            self.plan.seed
        );
        let _ = writeln!(out, "\n{}", look.prose(&basis));
        if !look.folder.is_empty() {
            let _ = writeln!(out, "{}", look.folder);
        }
        out
    }

    /// Every file of the result folder.
    ///
    /// # Errors
    /// If the chart cannot be drawn.
    pub fn files(&self, pictures: Pictures) -> Result<Vec<File>, ReportError> {
        let mut all = vec![File { name: "survival.csv".to_owned(), bytes: self.csv() }];
        if let Some(drawn) = self.chart() {
            let failed = |message| ReportError::Chart { chart: "survival", message };
            let picture = sweep::picture(&drawn).map_err(failed)?;
            all.extend(drawn::files(picture, ("survival", "survival.drawn.csv"), pictures)?);
        }
        Ok(all)
    }

    fn csv(&self) -> Vec<u8> {
        let mut header = vec!["point".to_owned(), "current".to_owned()];
        header.extend(self.plan.keys.iter().cloned());
        header
            .extend(["load_key", "load_met", "load_not_met", "objectives_not_met", "values_tried"].map(str::to_owned));
        let values = &self.load.1.values;
        let rows = self.borne.iter().enumerate().map(|(at, borne)| {
            let point = &self.plan.points[at];
            let mut cells = vec![(at + 1).to_string(), point.current.to_string()];
            cells.extend(point.values.iter().cloned());
            let next = borne.met.map_or(0, |met| met + 1);
            let value = |at: Option<usize>| at.and_then(|at| values.get(at)).cloned().unwrap_or_default();
            cells.extend([self.load.0.clone(), value(borne.met), value(Some(next)), self.missed(at)]);
            cells.push(borne.tried.to_string());
            cells
        });
        tables::table(&header, rows)
    }

    /// What is borne over a single key, where both are numbers.
    fn chart(&self) -> Option<Sweep> {
        let [key] = self.plan.keys.as_slice() else { return None };
        let all = || self.load.1.values.iter();
        let numbers: Option<Vec<f64>> = all().map(|value| number(value)).collect();
        let (values, unit) = match numbers {
            Some(numbers) => (numbers, ""),
            None => (all().map(|value| quantity::rate(value).ok()).collect::<Option<Vec<f64>>>()?, "1/s"),
        };
        let place = |at: usize| number(&self.plan.points[at].values[0]);
        let mut points: Vec<Point> = (0..self.borne.len())
            .map(|at| {
                let met = self.borne[at].met.map_or(f64::NAN, |met| values[met]);
                let label = self.plan.points[at].values[0].clone();
                Some(Point { at: place(at)?, label, values: vec![Ranged::exact(met)] })
            })
            .collect::<Option<_>>()?;
        points.sort_by(|a, b| a.at.total_cmp(&b.at));
        let runs = words::counted(u64::from(self.plan.runs), "run");
        let (name, seed) = (&self.plan.name, self.plan.seed);
        Some(Sweep {
            caption: Caption {
                title: self.finding().trim_end_matches('.').to_owned(),
                subtitle: format!("{name} · {runs} a value · seed {seed} · dryscale {}", self.plan.version),
                footer: "The largest value at which every objective is met on its confidence limits, by bisection"
                    .to_owned(),
            },
            key: short(key).to_owned(),
            measures: vec![Measure::new(&format!("{} that is borne", short(&self.load.0)), unit)],
            line: "largest value that was met",
            limits: Vec::new(),
            points,
            marks: vec![(place(self.plan.current())?, "current".to_owned())],
        })
    }
}
