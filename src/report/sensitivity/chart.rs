//! The tornado as a picture: what moves the metric, the widest on top.

use super::{Bar, Tornado};
use crate::experiment::contrast::{Contrast, Verdict};
use crate::report::charts::experiments::tornado::{self, Swing};
use crate::report::charts::experiments::{Caption, Ranged};
use crate::report::drawn::{self, measure, ranged};
use crate::report::{File, Pictures, ReportError, words};

/// The picture as files; none if nothing was tried or the metric did not occur.
pub(super) fn files(of: &Tornado, pictures: Pictures) -> Result<Vec<File>, ReportError> {
    let Some(drawn) = data(of) else { return Ok(Vec::new()) };
    let failed = |message| ReportError::Chart { chart: "tornado", message };
    drawn::files(tornado::picture(&drawn).map_err(failed)?, ("tornado", "tornado.csv"), pictures)
}

fn data(of: &Tornado) -> Option<tornado::Tornado> {
    let base = ranged(&of.shown(&of.bars.first()?.1).base);
    if !base.value.is_finite() {
        return None;
    }
    let factors = of.factors();
    let end = |contrasts: &[Contrast], to: &str| (to.to_owned(), moved(of.shown(contrasts)));
    // What the runs do not tell apart is drawn too: its whiskers cross the line of the scenario as it stands.
    let moves = |bar: &&Bar| of.shown(&bar.1).verdict != Verdict::Same;
    let moving: Vec<_> = factors.iter().filter(|(_, bars)| bars.iter().any(moves)).collect();
    let swings = moving
        .iter()
        .flat_map(|(name, bars)| {
            bars.chunks(2).map(|two| Swing {
                name: (*name).to_owned(),
                one: end(&two[0].1, &two[0].0.to),
                other: two.get(1).map(|bar| end(&bar.1, &bar.0.to)),
                told: [0, 1].map(|at| two.get(at).is_some_and(|bar| of.size(&bar.1) > 0.0)),
            })
        })
        .collect();
    let (still, runs) = (factors.len() - moving.len(), words::counted(u64::from(of.runs), "run"));
    let (name, seed, version) = (&of.name, of.seed, env!("CARGO_PKG_VERSION"));
    Some(tornado::Tornado {
        caption: Caption {
            title: of.finding(1).trim_end_matches('.').to_owned(),
            subtitle: format!("{name} · one change at a time, {runs} each · seed {seed} · dryscale {version}"),
            footer: format!(
                "The same days for all · whiskers: 95 % interval of the difference to the scenario as it stands · pale: \
                 not told apart · {} without any effect",
                words::counted(still as u64, "more factor")
            ),
        },
        measure: measure(&of.metric),
        base,
        swings,
    })
}

/// The figure after a change; its limits are those of the difference, which the days have in common.
fn moved(contrast: &Contrast) -> Ranged {
    let value = contrast.other.mean.unwrap_or(f64::NAN);
    let limit = |limit: f64, difference: f64| if limit.is_finite() { value + (limit - difference) } else { value };
    contrast
        .difference()
        .map_or(Ranged::exact(value), |d| Ranged::new(value, limit(d.low, d.value), limit(d.high, d.value)))
}
