//! Elementary effects for a terminal and as CSV: which knobs matter anywhere in their ranges.

use super::moved;
use crate::experiment::metrics::METRICS;
use crate::experiment::morris::Effect;
use crate::experiment::tune::knob::Knob;
use crate::report::compare::cell;
use crate::report::figure::written;
use crate::report::folder::File;
use crate::report::grid::Grid;
use crate::report::{Look, tables, words};
use std::fmt::Write as _;

/// A deviation that is a smaller part of the mean comes of rounding.
const NOTHING: f64 = 1e-12;

/// A finished study.
#[derive(Debug)]
pub struct Morris {
    /// The metric that is shown in the terminal; a name of `metrics.md`.
    pub metric: String,
    /// What was turned.
    pub knobs: Vec<Knob>,
    /// Of each metric of the endpoint, the effect of each knob.
    pub effects: Vec<(&'static str, Vec<Effect>)>,
    /// Walks, days of each point, and seed.
    pub size: (usize, u32, u64),
}

impl Morris {
    /// The study for a terminal.
    pub fn summary(&self, look: &Look) -> String {
        let none = Vec::new();
        let shown = self.effects.iter().find(|(name, _)| *name == self.metric).map_or(&none, |(_, effects)| effects);
        let mut order: Vec<usize> = (0..shown.len()).collect();
        order.sort_by(|a, b| shown[*b].mean_size.total_cmp(&shown[*a].mean_size));
        let unit = METRICS.iter().find(|known| known.name == self.metric).map_or("", |known| known.unit);
        let label = moved(&self.metric);
        let finding = match order.first().filter(|first| shown[**first].mean_size > 0.0) {
            Some(first) => {
                format!("Over the whole ranges of all knobs, {} moves {label} most.", self.knobs[*first].name)
            }
            None => format!("No knob moves {label} anywhere in its range."),
        };
        let mut out = format!("{}\n", look.prose(&finding));
        let row = |at: usize| {
            let (knob, effect) = (&self.knobs[at], &shown[at]);
            let said = |x: f64| cell::measure(unit, x).with_unit(x);
            let ends = (&knob.settings[0].label, &knob.settings[knob.settings.len() - 1].label);
            let range = format!("{} to {}", ends.0, ends.1);
            // What is left of a difference of equal numbers is nothing.
            let deviation = if effect.deviation < NOTHING * effect.mean_size { 0.0 } else { effect.deviation };
            vec![knob.name.clone(), said(effect.mean_size), said(deviation), range]
        };
        let head = ["", "mu*", "sigma", "range"].map(str::to_owned).to_vec();
        let grid = Grid { head, rows: order.into_iter().map(row).collect(), names: 1, left: &[0, 3] };
        let _ = write!(out, "\n{}", grid.text(look.table()));
        let (walks, days, seed) = self.size;
        let meaning = format!(
            "mu*: mean size of what the whole range of a knob does to {label}; sigma: how much that depends on the \
             others."
        );
        let basis = format!(
            "{} over {}, {} a point, seed {seed} (Morris).",
            words::counted(walks as u64, "walk"),
            words::counted(self.knobs.len() as u64, "knob"),
            words::counted(u64::from(days), "run"),
        );
        let _ = writeln!(out, "\n{}\n{}", look.prose(&meaning), look.prose(&basis));
        if !look.folder.is_empty() {
            let _ = writeln!(out, "{}", look.folder);
        }
        out
    }

    /// Every file of the result folder.
    pub fn files(&self) -> Vec<File> {
        let header = ["knob", "from_setting", "to_setting", "metric", "unit", "mu_star", "mu", "sigma", "walks"];
        let rows = self.effects.iter().flat_map(|(metric, effects)| {
            let unit = METRICS.iter().find(|known| known.name == *metric).map_or("", |known| known.unit);
            self.knobs.iter().zip(effects).map(move |(knob, effect)| {
                let ends = [&knob.settings[0], &knob.settings[knob.settings.len() - 1]];
                let mut cells = vec![knob.name.clone()];
                cells.extend(ends.map(|setting| setting.label.clone()));
                cells.extend([(*metric).to_owned(), unit.to_owned()]);
                cells.extend([effect.mean_size, effect.mean, effect.deviation].map(|x| written(Some(x), unit)));
                cells.push(effect.walks.to_string());
                cells
            })
        });
        vec![File { name: "morris.csv".to_owned(), bytes: tables::table(&header.map(str::to_owned), rows) }]
    }
}
