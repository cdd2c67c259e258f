//! Can the metric get where the limit is?

use super::Lint;
use super::found::{Found, short};
use super::units::counts_each;
use super::view::View;
use super::watched::{By, Watched};
use crate::problem::Severity;

pub(super) const LINTS: &[Lint] = &[
    Lint {
        code: "DS006",
        title: "a limit that a ratio never exceeds",
        severity: Severity::Error,
        explanation: "ServerlessProvisionedConcurrencyUtilization is the concurrency in use over what is provisioned, and \
            ServerlessConcurrentExecutionsUtilization the same over MaxConcurrency: 0.7, not 70. HasBacklogWithoutCapacity \
            is 0 or 1. Against a limit of more than 1 nothing ever fires, and nothing ever scales out. AWS's example for \
            provisioned concurrency has a target of 0.5.",
        reference: "SageMaker developer guide, \"Automatically scale Provisioned Concurrency for a serverless endpoint\"",
        look: ratio,
    },
    Lint {
        code: "DS007",
        title: "a limit on utilization that the machine cannot exceed",
        severity: Severity::Warning,
        explanation: "MemoryUtilization and DiskUtilization end at 100, CPUUtilization at 100 times the vCPUs, GPUUtilization \
            and GPUMemoryUtilization at 100 times the GPUs, and metrics that end in Normalized at 100. A limit at or beyond \
            that end is never exceeded, so whatever it should set off never happens.",
        reference: "Amazon SageMaker AI metrics in Amazon CloudWatch (utilization metrics)",
        look: full_machine,
    },
    Lint {
        code: "DS008",
        title: "a target above what one instance can serve",
        severity: Severity::Warning,
        explanation: "Invocations are counted when they arrive, so the metric can exceed what an instance serves, but only \
            while requests queue, time out or are refused. With such a target the fleet is overloaded for at least three \
            minutes before the first alarm, and where the load stays just below the target it is overloaded for ever. \
            AWS's rule starts at half of what an instance serves.",
        reference: "SageMaker developer guide, \"Load testing your auto scaling configuration\"",
        look: above_service,
    },
    Lint {
        code: "DS009",
        title: "a target of concurrent requests above the slots of an instance",
        severity: Severity::Warning,
        explanation: "ConcurrentRequestsPerModel and ConcurrentRequestsPerCopy count the requests that wait inside the \
            container too. A target above the number that is served at once lets a queue of the difference form on every \
            instance before anything scales: the target is then a length of queue.",
        reference: "SageMaker developer guide, \"Define a scaling policy\" (high-resolution metrics)",
        look: above_slots,
    },
    Lint {
        code: "DS010",
        title: "a target of concurrent requests so low that scaling in needs silence",
        severity: Severity::Warning,
        explanation: "The low alarm of a policy lies at 90 % of its target and needs fifteen minutes below it, all ninety \
            datapoints of ten seconds. Concurrent requests are whole numbers: below 0.9 there is only 0. With a target of 1 \
            a single request every fifteen minutes keeps the fleet as large as it ever was.",
        reference: "How target tracking scaling for Application Auto Scaling works",
        look: one_at_once,
    },
];

/// Metrics that end at 1.
const RATIOS: [&str; 3] = [
    "ServerlessProvisionedConcurrencyUtilization",
    "ServerlessConcurrentExecutionsUtilization",
    "HasBacklogWithoutCapacity",
];

fn ratio(view: &View, found: &mut Found) {
    for watched in view.watched() {
        let beyond = watched.limit > 1.0 || (watched.limit >= 1.0 && !watched.fires_at_limit());
        if !RATIOS.contains(&watched.metric) || !watched.fires_above() || !beyond {
            continue;
        }
        let meant = match watched.limit {
            limit if limit <= 1.0 => 0.5,
            limit => (limit / 100.0).min(0.9),
        };
        found
            .at(&watched.path, format!("is {}, and {} ends at 1", short(watched.limit), watched.metric))
            .why("it is a ratio, not a percentage: more than this is never seen, so nothing ever scales out")
            .fix(format!("{}: {}", watched.word(), short(meant)));
    }
}

/// The largest value of a utilization.
fn end_of(view: &View, watched: &Watched) -> Option<f64> {
    let figures = || view.figures_of(watched.variant);
    match watched.metric {
        "MemoryUtilization" | "DiskUtilization" => Some(100.0),
        "CPUUtilization" => Some(100.0 * f64::from(figures()?.vcpus)),
        "GPUUtilization" | "GPUMemoryUtilization" => Some(100.0 * f64::from(figures()?.gpus)),
        name if name.ends_with("UtilizationNormalized") || name.ends_with("Reservation") => Some(100.0),
        _ => None,
    }
}

fn full_machine(view: &View, found: &mut Found) {
    for watched in view.watched().iter().filter(|watched| watched.fires_above()) {
        let Some(end) = end_of(view, watched) else { continue };
        if watched.limit < end || (watched.limit <= end && watched.fires_at_limit()) {
            continue;
        }
        found
            .at(&watched.path, format!("is {}, and {} ends at {end}", short(watched.limit), watched.metric))
            .why("more than this is never measured, so what it should set off never happens")
            .fix(format!("{}: {}", watched.word(), short(0.6 * end)));
    }
}

fn above_service(view: &View, found: &mut Found) {
    for watched in view.watched().iter().filter(|watched| counts_each(watched) && watched.fires_above()) {
        let Some(figures) = view.figures_of(watched.variant) else { continue };
        let served = figures.served_per_min();
        if watched.limit <= served {
            continue;
        }
        let message = format!(
            "is {} a minute, and an instance serves {} ({} slots, {} ms each)",
            short(watched.limit),
            short(served),
            figures.slots,
            short(figures.service_secs * 1e3)
        );
        found.at(&watched.path, message).why("requests queue and time out before anything scales").fix(format!(
            "{}: {}",
            watched.word(),
            short(served / 2.0)
        ));
    }
}

/// Whether the metric counts requests at one instance or copy.
fn is_concurrency(watched: &Watched) -> bool {
    matches!(watched.metric, "ConcurrentRequestsPerModel" | "ConcurrentRequestsPerCopy")
}

fn above_slots(view: &View, found: &mut Found) {
    for watched in view.watched().iter().filter(|watched| is_concurrency(watched) && watched.fires_above()) {
        let Some(figures) = view.figures_of(watched.variant) else { continue };
        let slots = f64::from(figures.slots);
        if watched.limit <= slots {
            continue;
        }
        let message = format!("is {}, and an instance serves {slots} at once", short(watched.limit));
        found
            .at(&watched.path, message)
            .why(format!("{} requests wait on every instance before anything scales", short(watched.limit - slots)))
            .fix(format!("{}: {}", watched.word(), short((slots * 0.5).max(1.5))));
    }
}

fn one_at_once(view: &View, found: &mut Found) {
    for watched in view.watched().iter().filter(|watched| is_concurrency(watched)) {
        let By::Policy(_, tracking) = watched.by else { continue };
        let low = 0.9 * watched.limit;
        if low >= 1.0 || tracking.disable_scale_in == Some(true) {
            continue;
        }
        let message =
            format!("is {}: the low alarm lies at {}, which only 0 is below", short(watched.limit), short(low));
        found
            .at(&watched.path, message)
            .why("scaling in takes fifteen minutes in which no instance has a single request")
            .fix("TargetValue: 1.5");
    }
}
