//! What may be scaled, and between which bounds.

use super::hosting::{MOST_SLOTS, MOST_UNITS};
use crate::aws::{Dimension, ProductionVariant, ScalableTarget};
use crate::model::scaling::Target;
use crate::problem::nearest;
use crate::scenario::file::{ScalingFile, ScenarioFile};
use crate::scenario::reading::Reading;
use crate::scenario::setup::Variant;

/// The bounds of each variant's target, where it has one; `None`: something is wrong with one.
pub(super) fn targets(
    file: &ScenarioFile,
    scaling: &ScalingFile,
    ids: &[String],
    reading: &mut Reading,
) -> Option<Vec<Option<(u32, u32)>>> {
    let mut all = vec![None; ids.len()];
    let mut is_whole = true;
    let mut taken = vec![false; ids.len()];
    for (index, document) in scaling.targets.iter().enumerate() {
        let place = check_target(document, &target_path(index), ids, reading);
        let Some(place) = place else {
            is_whole = false;
            continue;
        };
        if std::mem::replace(&mut taken[place], true) {
            let message = format!("{} is registered twice; a resource is one target", ids[place]);
            reading.error(target_path(index), message);
            is_whole = false;
            continue;
        }
        match bounds(document, index, &file.endpoint.production_variants[place], reading) {
            Some(bounds) => all[place] = Some(bounds),
            None => is_whole = false,
        }
    }
    is_whole.then_some(all)
}

fn bounds(
    document: &ScalableTarget,
    index: usize,
    variant: &ProductionVariant,
    reading: &mut Reading,
) -> Option<(u32, u32)> {
    let path = target_path(index);
    if let Some(kind) = variant.instance_type.as_deref()
        && let Some(family) = ["ml.t2.", "ml.t3."].into_iter().find(|family| kind.starts_with(family))
    {
        let message = format!(
            "{kind} cannot be registered: on {family}* bursts make automatic scaling unpredictable, so AWS refuses them"
        );
        reading.error(&path, message);
    }
    if document.max_capacity == 0 {
        reading.error(format!("{path}.MaxCapacity"), "is 0; a real-time variant keeps at least one instance");
        return None;
    }
    if document.max_capacity > MOST_UNITS {
        reading.error(
            format!("{path}.MaxCapacity"),
            format!("is {}; at most {MOST_UNITS} instances are simulated", document.max_capacity),
        );
        return None;
    }
    Some((at_least_one(document.min_capacity, &path, reading), document.max_capacity))
}

/// An endpoint reaches zero instances with inference components alone, so a real-time variant keeps one.
///
/// Ref: SageMaker developer guide, "Scale an endpoint to zero instances". Differs: Application Auto Scaling accepts the
/// number; what SageMaker then answers to a request for zero is not documented, so it is never asked.
pub(super) fn at_least_one(min: u32, path: &str, reading: &mut Reading) -> u32 {
    if min == 0 {
        let message = "is 0, which Application Auto Scaling accepts; but a real-time variant without inference components never reaches zero instances, so 1 is taken";
        reading.warn(format!("{path}.MinCapacity"), message);
    }
    min.max(1)
}

fn target_path(index: usize) -> String {
    format!("scaling.targets.{index}")
}

/// The variant that a document registers. A single one is meant whatever the document says, so that the rest of it can
/// be checked too.
fn check_target(document: &ScalableTarget, path: &str, ids: &[String], reading: &mut Reading) -> Option<usize> {
    document.check(path, &mut reading.problems);
    let named = document.resource_id.as_ref();
    let place = named.and_then(|named| ids.iter().position(|id| id == named));
    match named {
        Some(named) if place.is_none() => {
            let message = format!("`{named}` is not in this file; what can be registered: {}", ids.join(", "));
            let problem = reading.error(format!("{path}.ResourceId"), message);
            if let Some(near) = nearest(named, ids.iter().map(String::as_str)).filter(|_| ids.len() > 1) {
                problem.hint(format!("did you mean `{near}`?"));
            }
        }
        None if ids.len() > 1 => {
            reading.error(path, format!("`ResourceId` is missing; what can be registered: {}", ids.join(", ")));
        }
        _ => {}
    }
    check_dimension(document.scalable_dimension.as_deref(), path, reading);
    place.or(if ids.len() == 1 { Some(0) } else { None })
}

/// An instance variant has one dimension.
pub(super) fn check_dimension(named: Option<&str>, path: &str, reading: &mut Reading) {
    let wanted = Dimension::DesiredInstanceCount;
    let Some(named) = named.filter(|named| *named != wanted.name()) else { return };
    let what = match Dimension::named(named) {
        Some(Dimension::DesiredProvisionedConcurrency) => "belongs to a serverless variant",
        Some(Dimension::DesiredCopyCount) => "belongs to an inference component",
        _ => "is no dimension of SageMaker",
    };
    reading.error(
        format!("{path}.ScalableDimension"),
        format!("`{named}` {what}; an instance variant has {}", wanted.name()),
    );
}

/// A `MaxCapacity` that replaces the target's.
pub(super) fn limit_max(max: Option<u32>, path: &str, reading: &mut Reading) {
    let Some(max) = max.filter(|&max| max == 0 || max > MOST_UNITS) else { return };
    let why = if max == 0 {
        "a real-time variant keeps at least one instance".to_owned()
    } else {
        format!("at most {MOST_UNITS} instances are simulated")
    };
    reading.error(format!("{path}.MaxCapacity"), format!("is {max}; {why}"));
}

/// So many instances must fit into what is simulated.
pub(super) fn check_slots(instances: u32, variant: &Variant, path: &str, reading: &mut Reading) {
    let slots = variant.service.slots;
    if u64::from(slots) <= MOST_SLOTS && u64::from(instances) * u64::from(slots) > MOST_SLOTS {
        let message = format!("{instances} instances of {slots} slots; at most {MOST_SLOTS} slots are simulated");
        reading.error(path, message);
    }
}

/// The most instances that a target may have.
pub(super) fn most(target: &Target) -> u32 {
    let scheduled = target.scheduled.iter().filter_map(|action| action.max.max(action.min));
    scheduled.fold(target.max, u32::max)
}

/// The fleet may not outgrow what is simulated, nor (this is only said) its quota.
pub(super) fn limit_slots(target: &Target, index: usize, variant: &Variant, reading: &mut Reading) {
    let path = format!("{}.MaxCapacity", target_path(index));
    let most = most(target);
    check_slots(most, variant, &path, reading);
    if let Some(quota) = variant.quota.filter(|&quota| quota < most) {
        let message = format!(
            "up to {most} instances are allowed, but the quota of {} is {quota}: larger scale-outs will fail",
            variant.instance_type
        );
        reading.warn(path, message);
    }
}
