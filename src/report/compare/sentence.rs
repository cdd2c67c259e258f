//! Which wins, in a sentence: what it costs and what customers notice, said only as far as the runs go.

use super::cell::{limits, measure, share, signed};
use super::{Comparison, Rival, cost};
use crate::experiment::contrast::{Contrast, Verdict, of_endpoint};
use crate::report::words;

/// A sentence for each alternative; with several, which of them to take.
pub(super) fn answers(of: &Comparison) -> Vec<String> {
    let mut all: Vec<String> = of.others().map(|(rival, contrasts)| one(of, rival, contrasts)).collect();
    if of.rivals.len() > 2 {
        all.push(choice(of));
    }
    all
}

fn one(of: &Comparison, rival: &Rival, contrasts: &[Contrast]) -> String {
    let (a, b) = (&of.base().name, &rival.name);
    if of.is_identical(rival) {
        let runs = words::counted(u64::from(of.runs()), "run");
        return format!("{b} is identical to {a}: in all {runs} the same service, capacity and cost.");
    }
    let (cost, per) = cost(contrasts);
    let bad = of_endpoint(contrasts, "bad_minutes_per_day");
    let (money, minutes) = (costs(cost, per), minutes(bad));
    match (good(cost.verdict), good(bad.verdict)) {
        (Some(cheaper), Some(better)) if cheaper != better => format!("{b} {money}, but {minutes}."),
        _ => format!("{b} {money} and {minutes}."),
    }
}

/// Whether a verdict is good news, if it is news.
fn good(verdict: Verdict) -> Option<bool> {
    match verdict {
        Verdict::Lower => Some(true),
        Verdict::Higher => Some(false),
        Verdict::Same | Verdict::Unclear => None,
    }
}

/// `costs $640 a month less (−19 %, CI −22 to −16 %)`.
fn costs(contrast: &Contrast, per: &str) -> String {
    let Some(interval) = contrast.difference() else { return "costs what one run cannot tell apart".to_owned() };
    let money = measure(&contrast.base.unit, interval.value);
    let dollars = || format!("CI {} a {per}", limits(interval, |x| signed(&money.with_unit(x))));
    let relative =
        contrast.relative.map(|relative| format!("{} %, CI {} %", share(relative.value), limits(relative, share)));
    let how = || relative.unwrap_or_else(dollars);
    match contrast.verdict {
        Verdict::Same => "costs the same".to_owned(),
        Verdict::Lower => format!("costs {} a {per} less ({})", money.with_unit(-interval.value), how()),
        Verdict::Higher => format!("costs {} a {per} more ({})", money.with_unit(interval.value), how()),
        Verdict::Unclear => format!("costs about the same ({})", dollars()),
    }
}

/// `cuts bad minutes from 43 to 6 a day`.
fn minutes(contrast: &Contrast) -> String {
    let figure = |mean: Option<f64>| mean.map_or_else(|| "–".to_owned(), words::number);
    let (base, other) = (contrast.base.mean, contrast.other.mean);
    let (from, to) = (figure(base), figure(other));
    // What differs shall be seen to differ.
    let (fine_from, fine_to) = if from == to { (exact(base), exact(other)) } else { (from.clone(), to.clone()) };
    match contrast.verdict {
        Verdict::Same => format!("leaves bad minutes at {from} a day"),
        Verdict::Lower => format!("cuts bad minutes from {fine_from} to {fine_to} a day"),
        Verdict::Higher => format!("raises bad minutes from {fine_from} to {fine_to} a day"),
        Verdict::Unclear => {
            let how = contrast.difference().map_or_else(
                || "one run has no interval".to_owned(),
                |interval| format!("CI {}", limits(interval, |x| signed(&words::number(x)))),
            );
            format!("bad minutes cannot be told apart ({from} and {to} a day, {how})")
        }
    }
}

fn exact(mean: Option<f64>) -> String {
    mean.map_or_else(|| "–".to_owned(), |mean| format!("{mean:.3}"))
}

/// The cheapest of those that are not worse than the first in bad minutes.
fn choice(of: &Comparison) -> String {
    let base = &of.base().name;
    let mean = |contrasts: &[Contrast]| cost(contrasts).0.other.mean.unwrap_or(f64::INFINITY);
    let no_worse = of.others().filter(|(_, contrasts)| {
        of_endpoint(contrasts, "bad_minutes_per_day").verdict != Verdict::Higher
            && cost(contrasts).0.verdict == Verdict::Lower
    });
    let cheapest = no_worse.reduce(|best, next| if mean(next.1) < mean(best.1) { next } else { best });
    if let Some((rival, _)) = cheapest {
        return format!("Cheapest without more bad minutes than {base}: {}.", rival.name);
    }
    let better = of.others().filter(|(_, contrasts)| {
        of_endpoint(contrasts, "bad_minutes_per_day").verdict == Verdict::Lower
            && cost(contrasts).0.verdict != Verdict::Higher
    });
    match better.map(|(rival, _)| rival.name.as_str()).collect::<Vec<_>>() {
        none if none.is_empty() => {
            format!("None is cheaper than {base} without more bad minutes, or better at its price.")
        }
        names => format!("Fewer bad minutes than {base} at no higher cost: {}.", names.join(", ")),
    }
}
