//! By how much does one way of running the same days differ from another, figure by figure?
//!
//! Ref: methodology 1.5: paired differences under common random numbers; many against the first by Holm.

use super::aggregate::Estimate;
use super::metrics::METRICS;
use super::sample::Sample;
use crate::stats::{self, Interval, Paired};

/// Adjusted p-values up to this count as a difference.
pub const LEVEL: f64 = 0.05;

/// One figure of two samples, other − base.
#[derive(Clone, Debug, PartialEq)]
pub struct Contrast {
    /// The figure of the first.
    pub base: Estimate,
    /// The figure of the other.
    pub other: Estimate,
    /// Runs in which it occurred on both sides.
    pub pairs: u32,
    /// Of these, runs in which the two differ.
    pub differing: u32,
    /// How they differ; `None`: fewer than two pairs, or a percentile whose limits are not known.
    pub paired: Option<Paired>,
    /// Other over base, as a share of base: −0.19 is 19 % less. `None` where base is zero or one of them is not known.
    pub relative: Option<Interval>,
    /// How probable a difference at least as large is where there is none; adjusted over all that were compared with
    /// the same base.
    pub p: Option<f64>,
    /// What may be said.
    pub verdict: Verdict,
}

/// What may be said of two figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Equal in every run.
    Same,
    /// The other is lower.
    Lower,
    /// The other is higher.
    Higher,
    /// The runs do not tell.
    Unclear,
}

impl Verdict {
    /// Its name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Lower => "lower",
            Self::Higher => "higher",
            Self::Unclear => "unclear",
        }
    }
}

impl Contrast {
    /// The interval of the difference, other − base.
    pub fn difference(&self) -> Option<Interval> {
        self.paired.map(|paired| paired.difference)
    }
}

/// Every figure of `others` against `base`, a list each; over the others p-values are adjusted, figure by figure.
///
/// # Panics
/// If the samples have other runs or other scopes than `base`: what cannot be paired is refused before.
pub fn contrasts(base: &Sample, others: &[&Sample]) -> Vec<Vec<Contrast>> {
    let mut all: Vec<Vec<Contrast>> = others.iter().map(|other| against(base, other)).collect();
    let figures = all.first().map_or(0, Vec::len);
    for figure in 0..figures {
        let raw: Vec<f64> = all.iter().map(|of| of[figure].p.unwrap_or(1.0)).collect();
        for (of, adjusted) in all.iter_mut().zip(stats::holm(&raw)) {
            of[figure].conclude(adjusted);
        }
    }
    all
}

fn against(base: &Sample, other: &Sample) -> Vec<Contrast> {
    assert_eq!(base.runs(), other.runs(), "compared samples have the same runs");
    let mut all = Vec::new();
    for (a, b) in base.scopes.iter().zip(&other.scopes) {
        assert_eq!(a.scope, b.scope, "compared samples have the same scopes");
        let figures = a.estimates().zip(b.estimates()).enumerate();
        all.extend(figures.map(|(at, (base, other))| {
            let plain = a.columns[at].per_run.iter().zip(&b.columns[at].per_run);
            let differing = plain.filter(|(a, b)| a != b).count() as u32;
            let kept = a.resolution(at) + b.resolution(at);
            contrast(base, other, differing, a.by_run(at).zip(b.by_run(at)), kept)
        }));
    }
    all
}

type ByRun = Vec<Option<f64>>;

fn contrast(base: Estimate, other: Estimate, differing: u32, by_run: Option<(ByRun, ByRun)>, kept: f64) -> Contrast {
    let both = by_run.map(|(a, b)| a.iter().zip(&b).filter_map(|(a, b)| Some((*b, (*a)?))).collect::<Vec<_>>());
    let both: Vec<(f64, f64)> = both.unwrap_or_default().into_iter().filter_map(|(b, a)| b.map(|b| (b, a))).collect();
    let (b, a): (Vec<f64>, Vec<f64>) = both.iter().copied().unzip();
    let paired = stats::paired(&b, &a).map(|paired| {
        let difference = Interval::around(paired.difference.value, paired.difference.half_width() + kept);
        Paired { difference, ..paired }
    });
    let p = paired.map(|paired| p_value(&paired, both.len()));
    let positive = base.mean.is_some_and(|mean| mean > 0.0);
    let less_one =
        |ratio: Interval| Interval { value: ratio.value - 1.0, low: ratio.low - 1.0, high: ratio.high - 1.0 };
    let relative = stats::ratio_interval(&both).filter(|_| positive && both.len() > 1).map(less_one);
    Contrast { base, other, pairs: both.len() as u32, differing, paired, relative, p, verdict: Verdict::Unclear }
}

/// From the interval of the difference: how far zero lies from it, in its own half widths.
fn p_value(paired: &Paired, pairs: usize) -> f64 {
    let difference = paired.difference;
    if difference.value == 0.0 {
        return 1.0;
    }
    let df = pairs as f64 - 1.0;
    let t = difference.value.abs() / difference.half_width() * stats::student_quantile(0.975, df);
    stats::student_two_sided(t, df)
}

impl Contrast {
    /// Settles what may be said, with the p-value adjusted.
    fn conclude(&mut self, adjusted: f64) {
        self.p = self.p.map(|_| adjusted);
        let value = self.difference().map_or(0.0, |difference| difference.value);
        let equal = self.base.mean == self.other.mean && self.base.note == self.other.note;
        self.verdict = match self.p {
            _ if self.differing == 0 && equal => Verdict::Same,
            Some(p) if p <= LEVEL && value < 0.0 => Verdict::Lower,
            Some(p) if p <= LEVEL && value > 0.0 => Verdict::Higher,
            _ => Verdict::Unclear,
        };
    }
}

/// The contrast of a figure of the endpoint.
///
/// # Panics
/// If there is no such metric: its name is written in our own code.
pub fn of_endpoint<'c>(contrasts: &'c [Contrast], metric: &str) -> &'c Contrast {
    let at = METRICS.iter().position(|known| known.name == metric).expect("a metric of the table");
    &contrasts[at]
}

#[cfg(test)]
mod tests;
