//! Where capacity and traffic stood: what is there, what is on its way, what came in the last minutes.

use super::Told;
use crate::experiment::explain::Traffic;
use crate::report::words;
use crate::simulation::standing::{Coming, Standing};

pub(super) fn lines(told: &Told<'_>) -> Vec<String> {
    let mut all = vec!["Capacity".to_owned()];
    all.extend(there(told));
    all.extend(under_way(told));
    all.push(String::new());
    all.extend(traffic(&told.explanation.traffic, told));
    all
}

fn there(told: &Told<'_>) -> Vec<String> {
    let standing = &told.explanation.standing;
    let Standing { desired, in_service, launches, draining, .. } = standing;
    let mut parts = vec![format!("desired {desired}"), format!("in service {in_service}")];
    if !launches.is_empty() {
        parts.push(format!("launching {}", launches.len()));
    }
    if *draining > 0 {
        parts.push(format!("draining or being removed {draining}"));
    }
    let mut all = vec![format!("  {}", parts.join(", "))];
    if let Some(scaling) = &standing.scaling {
        let mut bounds = vec![format!("  MinCapacity {}, MaxCapacity {}", scaling.bounds.min, scaling.bounds.max)];
        let flags = [
            (scaling.suspended.dynamic_out, "scale-out"),
            (scaling.suspended.dynamic_in, "scale-in"),
            (scaling.suspended.scheduled, "scheduled scaling"),
        ];
        let suspended: Vec<&str> = flags.into_iter().filter(|(is, _)| *is).map(|(_, what)| what).collect();
        if !suspended.is_empty() {
            bounds.push(format!("suspended: {}", suspended.join(", ")));
        }
        if let Some(Coming { name, at, min, max }) = scaling.scheduled.first() {
            let sets = [(min, "MinCapacity"), (max, "MaxCapacity")];
            let sets = sets.iter().filter_map(|(bound, key)| bound.map(|bound| format!("{key} {bound}")));
            let sets = sets.collect::<Vec<_>>().join(", ");
            bounds.push(format!("next scheduled action: {name} at {} ({sets})", told.when(*at)));
        }
        all.push(bounds.join("; "));
    }
    all
}

fn under_way(told: &Told<'_>) -> Vec<String> {
    let standing = &told.explanation.standing;
    if standing.under_way.is_empty() {
        return vec!["  nothing under way".to_owned()];
    }
    let state = if standing.updating { "; the endpoint is Updating and refuses every other change" } else { "" };
    let mut all: Vec<String> = standing
        .under_way
        .iter()
        .map(|change| format!("  {} -> {} under way since {}{state}", change.from, change.to, told.when(change.start)))
        .collect();
    if !standing.launches.is_empty() {
        let due: Vec<String> = standing.launches.iter().map(|at| told.clock(*at)).collect();
        all.push(format!("  in service at {}", due.join(", ")));
    }
    all
}

fn traffic(rows: &[Traffic], told: &Told<'_>) -> Vec<String> {
    if rows.is_empty() {
        return Vec::new();
    }
    let mut all = vec![format!(
        "{:<15} {:>11} {:>11} {:>9} {:>9} {:>7}",
        "Traffic", "arrived/s", "in service", "waiting", "p95", "lost"
    )];
    for row in rows {
        let p95 = row.p95_ms.map_or_else(|| "-".to_owned(), |ms| words::Measure::of_latency(ms).with_unit(ms));
        all.push(format!(
            "  {:<13} {:>11} {:>11} {:>9} {p95:>9} {:>7}",
            told.when(row.from),
            words::rate(row.offered_per_s),
            words::rate(row.in_service),
            words::rate(row.queue),
            words::number(row.lost)
        ));
    }
    all.push(String::new());
    all
}
