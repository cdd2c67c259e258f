//! What is hosted, on what: the endpoint's variants, each with its model, instance type, launch and price.

use super::clients::{Clients, clients};
use super::service::{launch, service};
use super::{law, metrics, resources};
use crate::aws;
use crate::model::scaling::Suspended;
use crate::model::serving::Service;
use crate::problem::nearest;
use crate::quantity;
use crate::scenario::file::{ModelFile, ScenarioFile};
use crate::scenario::instance_types;
use crate::scenario::reading::Reading;
use crate::scenario::setup::Variant;

/// Most slots of a fleet, and most instances.
pub(super) const MOST_SLOTS: u64 = 1_048_575;
pub(super) const MOST_UNITS: u32 = 100_000;

/// Ref: botocore 1.43, sagemaker, `ProductionVariantList`.
const MOST_VARIANTS: usize = 10;

/// The variants of the endpoint, in file order, not scaled by anybody yet.
pub(super) fn variants(file: &ScenarioFile, reading: &mut Reading) -> Option<Vec<Variant>> {
    file.endpoint.check("endpoint", &mut reading.problems);
    let documents = &file.endpoint.production_variants;
    if documents.is_empty() || documents.len() > MOST_VARIANTS {
        let message = match documents.len() {
            0 => "has no variant; one is wanted".to_owned(),
            many => format!("has {many} variants; AWS allows {MOST_VARIANTS}"),
        };
        reading.error("endpoint.ProductionVariants", message);
        return None;
    }
    check_weights(documents, reading);
    let mut hosted = Vec::with_capacity(documents.len());
    for (index, document) in documents.iter().enumerate() {
        let path = format!("endpoint.ProductionVariants.{}", document.variant_name);
        if documents[..index].iter().any(|other| other.variant_name == document.variant_name) {
            let message = format!("two variants are named `{}`; names are unique", document.variant_name);
            reading.error(format!("endpoint.ProductionVariants.{index}.VariantName"), message);
            return None;
        }
        let instance_type = instance_type(document, file, &path, reading);
        hosted.push((instance_type, model(document, file, &path, reading)));
    }
    if hosted.iter().all(|(_, model)| model.is_some()) {
        let is_used = |name: &str| hosted.iter().flat_map(|(_, model)| model).any(|(used, _)| *used == name);
        for unused in file.models.keys().filter(|name| !is_used(name)) {
            reading.warn(format!("models.{unused}"), "no variant uses this model");
        }
    }
    for (name, model) in &file.models {
        check_model(model, &format!("models.{name}"), reading);
    }
    for (name, facts) in &file.instances {
        check_instance(facts, &format!("instances.{name}"), reading);
    }
    let clients = clients(file, reading)?;
    let mut all = Vec::with_capacity(documents.len());
    for (place, (instance_type, model)) in hosted.into_iter().enumerate() {
        let before = reading.problems.len();
        all.push(variant((file, &clients), place, instance_type, model, reading));
        // What two variants share is wrong once.
        reading.problems.forget_repeats(before);
    }
    all.into_iter().collect()
}

fn check_weights(documents: &[aws::ProductionVariant], reading: &mut Reading) {
    let weight = |document: &aws::ProductionVariant| document.initial_variant_weight.unwrap_or(1.0);
    for document in documents.iter().filter(|document| !(0.0..=f64::MAX).contains(&weight(document))) {
        let path = format!("endpoint.ProductionVariants.{}.InitialVariantWeight", document.variant_name);
        reading.error(path, "is a share of the traffic: 0 or more");
    }
    if let [only] = documents
        && weight(only) == 0.0
    {
        let path = format!("endpoint.ProductionVariants.{}.InitialVariantWeight", only.variant_name);
        reading.error(path, "is 0: the only variant would get no traffic");
    } else if documents.iter().all(|document| weight(document) == 0.0) {
        let message = "has no variant with a weight above 0: nobody would get the traffic";
        reading.error("endpoint.ProductionVariants", message);
    }
}

/// One of the variants.
fn variant(
    (file, clients): (&ScenarioFile, &Clients),
    place: usize,
    instance_type: Option<&str>,
    model: Option<(&str, &ModelFile)>,
    reading: &mut Reading,
) -> Option<Variant> {
    let document = &file.endpoint.production_variants[place];
    let path = format!("endpoint.ProductionVariants.{}", document.variant_name);
    let machine = model.map(|(_, model)| {
        let facts = instance_type.and_then(|name| file.instances.get(name));
        metrics::machine(model, facts.and_then(|facts| facts.vcpus), facts.and_then(|facts| facts.gpus))
    });
    let service =
        model.and_then(|(name, model)| service(model, document, (file, clients), &format!("models.{name}"), reading));
    let launch = launch(file, model, instance_type, reading);
    let (instance_type, service, machine) = (instance_type?, service?, machine?);
    let facts = file.instances.get(instance_type).cloned().unwrap_or_default();
    let price_path = format!("instances.{instance_type}.price");
    let price = facts.price.and_then(|price| reading.literal(&price_path, quantity::money_per_hour(&price.0)));
    let initial = initial((document, place), facts.quota, &service, file, &path, reading);
    Some(Variant {
        name: document.variant_name.clone(),
        weight: document.initial_variant_weight.unwrap_or(1.0),
        instance_type: instance_type.to_owned(),
        initial: initial?,
        service,
        machine,
        launch: launch?,
        price_micro_usd_per_hour: price?,
        quota: facts.quota,
        target: None,
        suspended: Suspended::default(),
    })
}

fn instance_type<'a>(
    document: &'a aws::ProductionVariant,
    file: &ScenarioFile,
    path: &str,
    reading: &mut Reading,
) -> Option<&'a str> {
    let Some(name) = document.instance_type.as_deref() else {
        let serverless = format!("{path}.ServerlessConfig");
        if !reading.has_error(&serverless) {
            reading.error(path, "`InstanceType` is missing");
        }
        return None;
    };
    let at = format!("{path}.InstanceType");
    if reading.has_error(&at) || reading.set_aside(&format!("instances.{name}")) {
        return None;
    }
    let given = file.instances.get(name);
    let known = instance_types::find(name).is_some();
    if !known && given.is_none_or(|facts| facts.price.is_none()) {
        let problem = reading.error(at, format!("the price of `{name}` is not known here ({})", instance_types::DATED));
        if let Some(near) = instance_types::near(name) {
            problem.hint(format!("did you mean `{near}`?"));
        }
        problem.hint(format!("add its price: `instances: {{{name}: {{price: $1.23/h}}}}`"));
        return None;
    }
    Some(name)
}

/// The model of a variant, by `ModelName`, else by the variant's own name, else the only one.
fn model<'a>(
    document: &aws::ProductionVariant,
    file: &'a ScenarioFile,
    path: &str,
    reading: &mut Reading,
) -> Option<(&'a str, &'a ModelFile)> {
    let names = || file.models.keys().map(String::as_str);
    let Some(wanted) = document.model_name.as_deref() else {
        let list = names().collect::<Vec<_>>().join(", ");
        reading.error(path, format!("`ModelName` is missing, and `models` has several: {list}"));
        return None;
    };
    let found = file.models.get_key_value(wanted);
    if found.is_none() && !reading.set_aside(&format!("models.{wanted}")) {
        let list = names().collect::<Vec<_>>().join(", ");
        let problem =
            reading.error(format!("{path}.ModelName"), format!("`{wanted}` is not in `models`, which has: {list}"));
        if let Some(near) = nearest(wanted, names()) {
            problem.hint(format!("did you mean `{near}`?"));
        }
    }
    found.map(|(name, model)| (name.as_str(), model))
}

/// What is checked and kept, but publishes nothing yet.
fn check_model(model: &ModelFile, path: &str, reading: &mut Reading) {
    let Some(utilization) = &model.utilization else { return };
    let shares = serde_json::to_value(utilization).expect("shares are plain JSON");
    for (key, share) in shares.as_object().into_iter().flatten() {
        let at = format!("{path}.utilization.{key}");
        let share = reading.literal(&at, quantity::share(share.as_str().unwrap_or_default()));
        if share.is_some_and(|share| !(0.0..=1.0).contains(&share)) {
            reading.error(at, "is a share of the whole machine: 0% to 100%");
        }
    }
}

fn check_instance(facts: &crate::scenario::file::InstanceFile, path: &str, reading: &mut Reading) {
    if let Some(provision) = &facts.provision {
        law::law(provision, &format!("{path}.provision"), reading);
    }
    if let Some(memory) = &facts.memory {
        reading.literal(&format!("{path}.memory"), quantity::size(&memory.0));
    }
    if let Some(price) = &facts.price {
        reading.literal(&format!("{path}.price"), quantity::money_per_hour(&price.0));
    }
}

/// The instances at the beginning. Registration moves them between the bounds of the target, as AWS does.
///
/// Ref: `RegisterScalableTarget`: a new target on an active resource moves its capacity into the range.
fn initial(
    (document, place): (&aws::ProductionVariant, usize),
    quota: Option<u32>,
    service: &Service,
    file: &ScenarioFile,
    path: &str,
    reading: &mut Reading,
) -> Option<u32> {
    let at = format!("{path}.InitialInstanceCount");
    let written = document.initial_instance_count.unwrap_or(1);
    if written == 0 {
        reading.error(at, "is 0; a real-time variant has at least one instance");
        return None;
    }
    let bounds = resources::target_of(file, place).map(|(_, target)| target);
    let initial = match bounds {
        Some(target) if target.min_capacity <= target.max_capacity && target.max_capacity > 0 => {
            written.clamp(target.min_capacity.max(1), target.max_capacity)
        }
        _ => written,
    };
    if let (Some(target), true) = (bounds, initial != written) {
        let message = format!(
            "is {written}, outside {} to {}; the registration of the target moves it to {initial}, and the run begins with that",
            target.min_capacity, target.max_capacity
        );
        reading.warn(&at, message);
    }
    if initial > MOST_UNITS {
        reading.error(at, format!("is {initial}; at most {MOST_UNITS} instances are simulated"));
    } else if u64::from(service.slots) <= MOST_SLOTS && u64::from(initial) * u64::from(service.slots) > MOST_SLOTS {
        reading.error(
            at,
            format!("{initial} instances of {} slots; at most {MOST_SLOTS} slots are simulated", service.slots),
        );
    } else if let Some(quota) = quota.filter(|&quota| quota < initial) {
        reading.error(at, format!("{initial} instances are wanted at the beginning, and the quota is {quota}"));
    } else {
        return Some(initial);
    }
    None
}
