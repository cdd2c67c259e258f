//! Which variant does a document mean: by its `ResourceId`, or because nothing else can be meant?

use super::targets;
use crate::aws::{Dimension, ProductionVariant, ScalableTarget};
use crate::scenario::file::ScenarioFile;
use crate::scenario::reading::Reading;

/// What can be registered, in the order of the variants.
pub(super) fn ids(file: &ScenarioFile) -> Vec<String> {
    let id = |variant: &ProductionVariant| {
        format!("endpoint/{}/variant/{}", file.endpoint.endpoint_name, variant.variant_name)
    };
    file.endpoint.production_variants.iter().map(id).collect()
}

/// The document that registers the variant at a place, with its own place.
pub(super) fn target_of(file: &ScenarioFile, place: usize) -> Option<(usize, &ScalableTarget)> {
    let ids = ids(file);
    let mut targets = file.scaling.as_ref()?.targets.iter().enumerate();
    targets.find(|(_, target)| ids.len() == 1 || target.resource_id.as_ref() == ids.get(place))
}

/// Places of the variants that are registered.
fn registered(file: &ScenarioFile) -> Vec<usize> {
    (0..file.endpoint.production_variants.len()).filter(|&place| target_of(file, place).is_some()).collect()
}

/// The variant whose target a document means, nothing said if there is none.
pub(super) fn owner(resource_id: Option<&str>, file: &ScenarioFile) -> Option<usize> {
    let (ids, registered) = (ids(file), registered(file));
    match (resource_id, &registered[..]) {
        (Some(id), _) => registered.iter().copied().find(|place| ids[*place] == id),
        (None, [only]) => Some(*only),
        (None, _) => None,
    }
}

/// A policy, an action or a call must belong to a registered target; gives its variant.
pub(super) fn check_owner(
    resource_id: Option<&str>,
    dimension: Option<&str>,
    path: &str,
    file: &ScenarioFile,
    reading: &mut Reading,
) -> Option<usize> {
    targets::check_dimension(dimension, path, reading);
    let found = owner(resource_id, file);
    if found.is_some() {
        return found;
    }
    let (ids, registered) = (ids(file), registered(file));
    let named = resource_id.or(if let [only] = &ids[..] { Some(only) } else { None });
    let there = ids.iter().position(|id| Some(id.as_str()) == named);
    if there.is_some() && reading.set_aside("scaling.targets") {
        return there;
    }
    let of = |places: &[usize]| places.iter().map(|place| ids[*place].as_str()).collect::<Vec<_>>().join(", ");
    let nobody = file.scaling.as_ref().is_none_or(|scaling| scaling.targets.is_empty());
    let Some(named) = named else {
        let all: Vec<usize> = (0..ids.len()).collect();
        let could = of(if registered.is_empty() { &all } else { &registered });
        let problem = reading.error(path, format!("`ResourceId` is missing, and several could be meant: {could}"));
        if nobody {
            problem.hint("register them under `scaling.targets`");
        }
        return None;
    };
    let at = if resource_id.is_some() { format!("{path}.ResourceId") } else { path.to_owned() };
    let message = format!(
        "No scalable target registered for service namespace: sagemaker, resource ID: {named}, scalable dimension: {}",
        Dimension::DesiredInstanceCount.name()
    );
    let problem = reading.error(at, message);
    if nobody {
        problem.hint("add `targets: [{MinCapacity: 1, MaxCapacity: 4}]` under `scaling`");
    } else {
        problem.hint(format!("registered: {}", of(&registered)));
    }
    None
}

/// The path of a document in a list: by its name; by its place where policies of several targets share the name.
pub(super) fn path_in<'n>(
    list: &str,
    names: impl Iterator<Item = &'n str>,
    index: usize,
    file: &ScenarioFile,
) -> String {
    let names: Vec<&str> = names.collect();
    let name = names[index];
    let is_shared = names.iter().filter(|other| **other == name).count() > 1;
    if is_shared && file.endpoint.production_variants.len() > 1 {
        format!("{list}.{index}")
    } else {
        format!("{list}.{name}")
    }
}

/// The `PolicyName` in an action, and what it says of the resource.
pub(super) fn taken_apart(action: &str) -> (Option<&str>, &str) {
    if let Some((resource, name)) = action.split_once(":policyName/") {
        // An ARN may end in the alarm that made it: `:createdBy/...`.
        return (Some(resource), name.split_once(":createdBy/").map_or(name, |(name, _)| name));
    }
    match action.split_once(':') {
        Some((resource, name)) if resource.starts_with("endpoint/") || resource.starts_with("inference-component/") => {
            (Some(resource), name)
        }
        _ => (None, action),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_names_its_policy_in_three_ways() {
        let arn = "arn:aws:autoscaling:us-east-1:123456789012:scalingPolicy:1-2-3:resource/sagemaker/endpoint/e/variant/v:policyName/out";
        let resource = arn.strip_suffix(":policyName/out");
        assert_eq!(taken_apart(arn), (resource, "out"));
        assert_eq!(taken_apart(&format!("{arn}:createdBy/0-1")), (resource, "out"));
        assert_eq!(taken_apart("endpoint/e/variant/v:out"), (Some("endpoint/e/variant/v"), "out"));
        assert_eq!(taken_apart("out"), (None, "out"));
        let other = "arn:aws:sns:us-east-1:123456789012:ops";
        assert_eq!(taken_apart(other), (None, other));
    }
}
