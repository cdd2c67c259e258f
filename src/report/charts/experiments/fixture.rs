//! Made-up results of experiments, to draw: numbers that look real and are not.

use super::cells::{Cells, Panel};
use super::compare::{Compare, Side};
use super::pareto::{Candidate, Pareto, Role};
use super::sweep::{Point, Sweep};
use super::tornado::{Swing, Tornado};
use super::{Caption, Measure, Ranged};
use crate::report::fixture::Made;

fn caption(title: &str) -> Caption {
    Caption {
        title: title.to_owned(),
        subtitle: "flash-sale · 27 Nov 2026 · keep-busy · seed 7 · 30 runs a point · dryscale 0.1.0".to_owned(),
        footer: "made-up numbers, to show the chart · the same days for every point · 95 % intervals".to_owned(),
    }
}

/// A target swept over eight values.
pub(super) fn sweep() -> Sweep {
    let targets = [600.0, 900.0, 1_200.0, 1_500.0, 1_800.0, 2_100.0, 2_400.0, 2_700.0];
    let bad = [1.2, 1.4, 2.1, 3.9, 7.6, 14.0, 31.0, 70.0];
    let cost = [61.0, 44.0, 35.0, 29.5, 25.8, 23.1, 21.2, 19.8];
    let point = |(at, (bad, cost)): (f64, (f64, f64))| Point {
        at,
        label: format!("{at}"),
        values: vec![Ranged::new(bad, bad * 0.8, bad * 1.25), Ranged::new(cost, cost - 0.6, cost + 0.6)],
    };
    Sweep {
        caption: caption("A target above 1,800 saves $2.70 a day and doubles the bad minutes"),
        key: "keep-busy.TargetValue (invocations a minute per instance)".to_owned(),
        measures: vec![Measure::new("Bad minutes", "min/day"), Measure::new("Cost", "usd/day")],
        line: "mean",
        limits: vec![Some(10.0)],
        points: targets.into_iter().zip(bad.into_iter().zip(cost)).map(point).collect(),
        marks: vec![(2_400.0, "current".to_owned()), (1_800.0, "suggested".to_owned())],
    }
}

/// Two cooldowns over a grid of five by six.
pub(super) fn cells() -> Cells {
    let out = ["0", "30", "60", "120", "300", "600"];
    let lower = ["0", "60", "300", "600", "1800"];
    let grid = |of: fn(f64, f64) -> f64| -> Vec<Vec<f64>> {
        (0..lower.len()).map(|row| (0..out.len()).map(|column| of(row as f64, column as f64)).collect()).collect()
    };
    let bad = grid(|row, column| 4.0 + column * column * 1.1 + (3.0 - row).max(0.0) * 0.4);
    let near = bad.iter().map(|row| row.iter().map(|x| *x < 6.0).collect()).collect();
    let owned = |all: &[&str]| all.iter().map(|text| (*text).to_owned()).collect();
    let panel = |measure, values, near_best| Panel { measure, values, near_best };
    Cells {
        caption: caption("A shorter scale-out cooldown changes nothing below one minute"),
        across: ("ScaleOutCooldown (s)".to_owned(), owned(&out)),
        down: ("ScaleInCooldown (s)".to_owned(), owned(&lower)),
        panels: vec![
            panel(Measure::new("Bad minutes", "min/day"), bad, near),
            panel(Measure::new("Cost", "usd/day"), grid(|row, column| 31.0 + row * row * 1.4 - column * 0.3), vec![]),
            panel(Measure::new("Actions", "1/day"), grid(|row, column| 22.0 - row * 3.0 - column * 1.2), vec![]),
        ],
        current: Some((2, 4)),
    }
}

/// Thirty candidates of target and minimum, two bounds to compare with.
pub(super) fn pareto() -> Pareto {
    let mut candidates = Vec::new();
    for target in [900.0, 1_200.0, 1_500.0, 1_800.0, 2_100.0, 2_400.0] {
        for min in 1..=5_u8 {
            let cost = 16.0 + 30_000.0 / target + f64::from(min) * 4.1;
            let bad = (target / 900.0) * (target / 700.0) * 14.0 / (1.0 + f64::from(min) * f64::from(min) * 0.8) + 1.0;
            let role = match (target as u32, min) {
                (2_400, 2) => Role::Current,
                (1_800, 4) => Role::Recommended,
                _ => Role::Plain,
            };
            candidates.push(Candidate {
                label: format!("target {target}, min {min}"),
                across: Ranged::new(cost, cost - 0.7, cost + 0.7),
                up: Ranged::new(bad, bad * 0.85, bad * 1.2),
                role,
            });
        }
    }
    let reference = |label: &str, cost: f64, bad: f64| Candidate {
        label: label.to_owned(),
        across: Ranged::exact(cost),
        up: Ranged::exact(bad),
        role: Role::Reference,
    };
    candidates.extend([reference("perfect scaler", 19.0, 0.0), reference("fleet for the peak", 66.0, 0.4)]);
    Pareto {
        caption: caption("$6 a day more buy 19 of the 26 bad minutes back"),
        across: Measure::new("Cost", "usd/day"),
        up: Measure::new("Bad minutes", "min/day"),
        candidates,
    }
}

/// Nine assumptions, each varied alone.
pub(super) fn tornado() -> Tornado {
    let swing = |name: &str, (one, a): (&str, f64), (other, b): (&str, f64)| Swing {
        name: name.to_owned(),
        one: (one.to_owned(), Ranged::new(a, a - 0.8, a + 0.8)),
        other: Some((other.to_owned(), Ranged::new(b, b - 0.8, b + 0.8))),
        told: [a, b].map(|figure| !(figure - 0.8..=figure + 0.8).contains(&14.2)),
    };
    let mut swings = vec![
        swing("assumptions.metric_delay", ("30 s", 12.1), ("120 s", 16.9)),
        swing("instances.ml.c5.xlarge.provision", ("2 m", 8.8), ("8 m", 27.4)),
        swing("assumptions.alarm_phase", ("at once", 13.0), ("worst", 15.2)),
        swing("models.ranker.service_time.cv", ("0.5", 11.4), ("2", 21.3)),
        swing("traffic.web.day_to_day", ("0%", 12.7), ("20%", 18.0)),
        swing("assumptions.cooldown_from", ("start", 14.0), ("completion", 14.2)),
        swing("arrivals.process", ("poisson", 13.6), ("hawkes", 19.5)),
    ];
    swings.push(Swing {
        name: "assumptions.scale_in_rounding".to_owned(),
        one: ("floor".to_owned(), Ranged::exact(14.6)),
        other: None,
        told: [true, true],
    });
    swings.push(swing("endpoint.RoutingStrategy", ("RANDOM", 17.7), ("LEAST_OUTSTANDING_REQUESTS", 14.2)));
    Tornado {
        caption: caption("Start-up time decides: from 9 to 27 bad minutes a day"),
        measure: Measure::new("Bad minutes", "min/day"),
        base: Ranged::new(14.2, 13.4, 15.0),
        swings,
    }
}

/// A result against another.
pub(super) fn compare<'a>(today: &'a Made, other: &'a Made) -> Compare<'a> {
    let side = |name: &str, made: &'a Made| Side {
        name: name.to_owned(),
        mean: &made.aggregates.mean,
        p10: &made.aggregates.p10,
        p90: &made.aggregates.p90,
    };
    Compare {
        caption: caption("Four hours more at six instances save the sale for $1.90"),
        zone: &today.subject.zone,
        window: today.subject.window(),
        slo_ms: today.subject.slo_latency.map(|span| span.secs() * 1e3),
        sides: vec![side("today", today), side("other schedule", other)],
    }
}
