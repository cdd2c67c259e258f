//! Which pictures does a search have: the finalists by cost and bad minutes, with the frontier.

use super::Tuning;
use super::sentence::answer;
use crate::experiment::contrast::of_endpoint;
use crate::experiment::tune::Origin;
use crate::experiment::tune::validation::AXES;
use crate::report::charts::experiments::pareto::{self, Candidate, Pareto, Role};
use crate::report::charts::experiments::{Caption, Ranged};
use crate::report::compare::cell;
use crate::report::drawn::{self, measure, ranged};
use crate::report::{File, Pictures, ReportError, words};

/// Every picture as files.
pub(super) fn files(of: &Tuning, pictures: Pictures) -> Result<Vec<File>, ReportError> {
    let failed = |message| ReportError::Chart { chart: "pareto", message };
    drawn::files(pareto::picture(&front(of)).map_err(failed)?, ("pareto", "pareto.csv"), pictures)
}

fn front(of: &Tuning) -> Pareto {
    let finalists = &of.tuned.finalists;
    let figure = |at: usize, metric: &str| ranged(&of_endpoint(&finalists[at].validated.contrasts, metric).other);
    let candidate = |at: usize| {
        let role = if of.tuned.choice.cheap == Some(at) {
            Role::Recommended
        } else if finalists[at].origin == Origin::Today {
            Role::Current
        } else {
            Role::Plain
        };
        Candidate { label: of.called(at), across: figure(at, AXES[0]), up: figure(at, AXES[1]), role }
    };
    let mut candidates: Vec<Candidate> = (0..finalists.len()).map(candidate).collect();
    let floor = of_endpoint(&finalists[of.shown()].validated.contrasts, "cost_floor_usd_per_day").other.mean;
    candidates.extend(floor.map(|floor| Candidate {
        label: "perfect scaler".to_owned(),
        across: Ranged::exact(floor),
        up: Ranged::exact(0.0),
        role: Role::Reference,
    }));
    let runs = words::counted(u64::from(of.tuned.asked.fresh_runs), "fresh run");
    let seed = of.tuned.asked.fresh_seed;
    let title = match of.tuned.choice.cheap {
        Some(cheap) => {
            let changed = finalists[cheap].changes.len();
            let cost = of_endpoint(&finalists[cheap].validated.contrasts, AXES[0]);
            let less = cost.relative.map_or_else(String::new, |share| format!(", {} %", cell::share(share.value)));
            let knobs = words::counted(of.tuned.knobs.len() as u64, "knob");
            let cost = words::dollars(cost.other.mean.unwrap_or(f64::NAN));
            format!("Meets every objective for {cost} a day{less}, with {changed} of {knobs} changed")
        }
        None => answer(of).split(':').next().unwrap_or_default().trim_end_matches('.').to_owned(),
    };
    Pareto {
        caption: Caption {
            title,
            subtitle: format!(
                "{} · {} finalists, {runs} each · seed {seed} · dryscale {}",
                of.name,
                finalists.len(),
                env!("CARGO_PKG_VERSION")
            ),
            footer: "The same days for every finalist, none of them seen by the search · 95 % intervals over runs"
                .to_owned(),
        },
        across: measure(AXES[0]),
        up: measure(AXES[1]),
        candidates,
    }
}
