//! What does the reader get of a search: the recommendation in a sentence, today and AWS's values beside three options,
//! what it rests on, every evaluation, and the policy to apply.

mod charts;
mod files;
mod sentence;
mod text;

use super::sensitivity::Tornado;
use super::{File, Pictures, ReportError};
use crate::experiment::tune::{Origin, Tuned};

pub use text::summary;

/// A finished search and what it is called.
#[derive(Debug)]
pub struct Tuning {
    /// The scenario's stem.
    pub name: String,
    /// The command that runs the shown policy on its fresh days.
    pub rerun: String,
    /// Its question.
    pub title: String,
    /// Seed of the search.
    pub seed: u64,
    /// What was found.
    pub tuned: Tuned,
    /// Assumptions of the scenario as it stands.
    pub assumptions: Vec<(String, String)>,
    /// Documents of the recommendation: file name and text.
    pub documents: Vec<(String, String)>,
    /// What these cannot say.
    pub remarks: Vec<String>,
}

impl Tuning {
    /// What a finalist is called: its roles, or a number.
    fn called(&self, at: usize) -> String {
        let (choice, of) = (&self.tuned.choice, &self.tuned.finalists[at]);
        let mut roles = match of.origin {
            Origin::Today => vec!["today"],
            Origin::Aws => vec!["AWS's first values"],
            Origin::Search => Vec::new(),
        };
        let chosen = [
            (choice.cheap, "cheap"),
            (choice.balanced, "balanced"),
            (choice.safe, "safe"),
            (choice.least_bad, "least bad"),
        ];
        roles.extend(chosen.iter().filter(|(place, _)| *place == Some(at)).map(|(_, role)| *role));
        if roles.is_empty() { format!("other {at}") } else { roles.join(", ") }
    }

    /// `keep-busy.TargetValue 600 → 480`, or `nothing`.
    fn changes(&self, at: usize) -> String {
        let changes = &self.tuned.finalists[at].changes;
        let all: Vec<String> = changes.iter().map(|(name, from, to)| format!("{name} {from} → {to}")).collect();
        if all.is_empty() { "nothing changed".to_owned() } else { all.join(", ") }
    }

    /// The recommendation; without one, the least bad.
    fn shown(&self) -> usize {
        let choice = &self.tuned.choice;
        choice.cheap.or(choice.least_bad).unwrap_or(0)
    }

    /// Fresh runs of the shown policy.
    fn shown_runs(&self) -> usize {
        self.tuned.finalists[self.shown()].sample.runs().len()
    }

    /// The tornado around the recommendation; `None` without one.
    fn tornado(&self) -> Option<Tornado> {
        let effects = &self.tuned.effects;
        let metric = self.tuned.objectives.iter().find(|of| !of.metric.contains("cost_usd"));
        let metric = metric.map_or("bad_minutes_per_day", |of| &of.metric).to_owned();
        (!effects.is_empty()).then(|| Tornado {
            name: format!("{}, tuned", self.name),
            seed: self.tuned.asked.fresh_seed,
            runs: self.tuned.days_around,
            metric,
            bars: effects.iter().map(|effect| (effect.change.clone(), effect.contrasts.clone())).collect(),
            refused: Vec::new(),
        })
    }

    /// Every file of the result folder.
    ///
    /// # Errors
    /// If a chart cannot be drawn.
    pub fn files(&self, pictures: Pictures) -> Result<Vec<File>, ReportError> {
        let mut all = files::all(self);
        all.extend(charts::files(self, pictures)?);
        if let Some(tornado) = self.tornado() {
            all.extend(tornado.files(pictures)?);
        }
        Ok(all)
    }

    /// The search as JSON: the text of `tune.json`, and what `--json` prints.
    pub fn json(&self) -> String {
        files::json(self)
    }
}
