//! Is the number in the unit that its writer thought of?

use super::Lint;
use super::found::{Found, short};
use super::view::View;
use super::watched::{By, Watched};
use crate::aws::Statistic;
use crate::problem::Severity;

pub(super) const LINTS: &[Lint] = &[
    Lint {
        code: "DS001",
        title: "a target of invocations that looks as if it were per second",
        severity: Severity::Warning,
        explanation: "InvocationsPerInstance and InvocationsPerCopy are sums over a minute. Load tests report requests a \
            second. A target taken from a load test as it is asks for a sixtieth of the load that was meant, and the fleet \
            becomes up to sixty times as large: it runs at MaxCapacity and stays there. Multiply by 60. AWS's own rule is \
            target = requests a second at which one instance is still well x safety factor x 60.",
        reference: "SageMaker developer guide, \"Load testing your auto scaling configuration\"",
        look: per_second,
    },
    Lint {
        code: "DS002",
        title: "a target of invocations that looks like a percentage",
        severity: Severity::Warning,
        explanation: "A target of 70 is what guides write for CPU utilization. InvocationsPerInstance is no percentage: it \
            counts invocations a minute and instance, so 70 means 1.17 requests a second, which almost any instance serves \
            while idle. The policy then adds instances from the first real traffic on until it meets MaxCapacity.",
        reference: "Amazon SageMaker AI metrics in Amazon CloudWatch (InvocationsPerInstance)",
        look: percentage,
    },
    Lint {
        code: "DS003",
        title: "a limit on CPU or GPU utilization as if it ended at 100",
        severity: Severity::Warning,
        explanation: "SageMaker publishes CPUUtilization as the sum over cores: a machine of four vCPUs shows 0 to 400. A \
            target of 50, meant as half the machine, is an eighth of it. GPUUtilization and GPUMemoryUtilization are summed \
            over GPUs likewise. The metrics whose names end in Normalized (of endpoints with inference components) end at \
            100.",
        reference: "Amazon SageMaker AI metrics in Amazon CloudWatch (CPUUtilization)",
        look: summed,
    },
    Lint {
        code: "DS004",
        title: "a limit on latency as if it were in milliseconds",
        severity: Severity::Warning,
        explanation: "ModelLatency and OverheadLatency are published in microseconds. A limit of 500 is half a millisecond, \
            below what any model takes, so an alarm against more than that is in ALARM as long as there is traffic.",
        reference: "Amazon SageMaker AI metrics in Amazon CloudWatch (ModelLatency)",
        look: milliseconds,
    },
    Lint {
        code: "DS005",
        title: "a statistic that says nothing of this metric",
        severity: Severity::Warning,
        explanation: "Each request is one sample of Invocations, with the value 1, so its Average, Minimum and Maximum are \
            1 whatever the traffic; its Sum counts. InvocationsPerInstance and InvocationsPerCopy are sums too, the only \
            statistic that SageMaker documents for them. The Sum of a utilization adds up instances and samples: it grows \
            with the fleet, so that scaling out makes it worse.",
        reference: "Amazon SageMaker AI metrics in Amazon CloudWatch (valid statistics)",
        look: statistic,
    },
];

/// Whether the metric counts the invocations of one instance or copy.
pub(super) fn counts_each(watched: &Watched) -> bool {
    matches!(watched.metric, "InvocationsPerInstance" | "InvocationsPerCopy")
}

/// Percentages end in 0 or 5.
fn looks_like_percentage(target: f64) -> bool {
    (50.0..=100.0).contains(&target) && target.rem_euclid(5.0) == 0.0
}

/// Share of what an instance serves below which a target makes no sense.
const IDLE_SHARE: f64 = 0.05;
/// The same for a target that looks like a percentage.
const IDLE_PERCENTAGE_SHARE: f64 = 0.25;

/// Whether the target is one of those that are written in another unit than was meant.
pub(super) fn is_slip(view: &View, watched: &Watched) -> bool {
    let Some(figures) = view.figures_of(watched.variant) else { return false };
    let share = if looks_like_percentage(watched.limit) { IDLE_PERCENTAGE_SHARE } else { IDLE_SHARE };
    watched.limit < share * figures.served_per_min()
}

fn per_second(view: &View, found: &mut Found) {
    for watched in view.watched().iter().filter(|watched| counts_each(watched) && watched.fires_above()) {
        let Some(figures) = view.figures_of(watched.variant) else { continue };
        let (target, served) = (watched.limit, figures.served_per_min());
        if target >= IDLE_SHARE * served || looks_like_percentage(target) {
            continue;
        }
        let message = format!(
            "is {}: that many invocations a minute, {} a second, {} % of what an instance serves ({} a minute)",
            short(target),
            short(target / 60.0),
            short(100.0 * target / served),
            short(served)
        );
        found
            .at(&watched.path, message)
            .why("AWS counts this metric by the minute, load tests by the second; meant per second it is sixty times as much")
            .fix(format!("{}: {}", watched.word(), short((target * 60.0).min(served / 2.0))));
    }
}

fn percentage(view: &View, found: &mut Found) {
    for watched in view.watched().iter().filter(|watched| counts_each(watched) && watched.fires_above()) {
        let served = view.figures_of(watched.variant).map(|figures| figures.served_per_min());
        let is_idle = served.is_none_or(|served| watched.limit < IDLE_PERCENTAGE_SHARE * served);
        if !is_idle || !looks_like_percentage(watched.limit) {
            continue;
        }
        let target = watched.limit;
        let message = format!(
            "is {}, which is no percentage but invocations a minute and instance: {} a second",
            short(target),
            short(target / 60.0)
        );
        let finding = found.at(&watched.path, message);
        if let Some(served) = served {
            let meant = short(served * target / 100.0);
            finding
                .why(format!(
                    "one instance serves {} a minute with all slots busy; {} % of that is {meant}",
                    short(served),
                    short(target)
                ))
                .fix(format!("{}: {meant}", watched.word()));
        }
    }
}

fn summed(view: &View, found: &mut Found) {
    for watched in view.watched() {
        let Some(figures) = view.figures_of(watched.variant) else { continue };
        let (units, word) = match watched.metric {
            "CPUUtilization" => (figures.vcpus, "vCPUs"),
            "GPUUtilization" | "GPUMemoryUtilization" => (figures.gpus, "GPUs"),
            _ => continue,
        };
        if units < 2 || watched.limit > 100.0 {
            continue;
        }
        let whole = f64::from(units) * 100.0;
        let message = format!(
            "is {}: {} is summed over {units} {word}, so that is {} % of the machine",
            short(watched.limit),
            watched.metric,
            short(100.0 * watched.limit / whole)
        );
        found.at(&watched.path, message).why(format!("the metric runs from 0 to {whole}, not to 100")).fix(format!(
            "{}: {}",
            watched.word(),
            short(watched.limit * f64::from(units))
        ));
    }
}

fn milliseconds(view: &View, found: &mut Found) {
    for watched in view.watched().iter().filter(|watched| watched.metric == "ModelLatency") {
        let Some(figures) = view.figures_of(watched.variant) else { continue };
        let mean_microseconds = figures.service_secs * 1e6;
        if watched.limit * 10.0 >= mean_microseconds {
            continue;
        }
        let message = format!(
            "is {}, and ModelLatency is in microseconds: that is {} ms, while a request takes {} ms on average",
            short(watched.limit),
            short(watched.limit / 1e3),
            short(figures.service_secs * 1e3)
        );
        found
            .at(&watched.path, message)
            .why("every request is slower than that, so the limit says only whether there is traffic")
            .fix(format!("{}: {}", watched.word(), short(watched.limit * 1e3)));
    }
}

fn statistic(view: &View, found: &mut Found) {
    for watched in view.watched() {
        let Some(statistic) = watched.statistic else { continue };
        let counts = counts_each(&watched) || watched.metric == "Invocations";
        let is_utilization = watched.metric.ends_with("Utilization") && !watched.metric.starts_with("Serverless");
        let summed = matches!(statistic, Statistic::Sum | Statistic::SampleCount);
        let (message, right) = if counts && statistic != Statistic::Sum {
            ("a request is one sample of it, so this says nothing of how many came", "Sum")
        } else if is_utilization && summed {
            ("it adds up samples and instances, and grows with the fleet", "Average")
        } else {
            continue;
        };
        let who = match watched.by {
            By::Policy(..) => "the policy never sees the load",
            By::Alarm(_) => "the alarm never sees the load",
        };
        found
            .at(&watched.statistic_path, format!("is {statistic:?} of {}: {message}", watched.metric))
            .why(who)
            .fix(format!("Statistic: {right}"));
    }
}
