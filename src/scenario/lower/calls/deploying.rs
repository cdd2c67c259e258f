//! `UpdateEndpoint`: what the new configuration changes, and what AWS or this version does not change by a deployment.

use super::book::{Book, refused};
use crate::aws::ProductionVariant;
use crate::aws::call::update::{TrafficRoutingType, UpdateEndpoint, VariantPropertyType};
use crate::engine::Span;
use crate::problem::nearest;
use crate::scenario::reading::Reading;
use crate::scenario::setup::{Calling, Deployment};

const CALL: &str = "UpdateEndpoint";

/// What the configuration of the endpoint says of a variant.
#[derive(Clone, Copy, Debug)]
pub(super) struct Configured {
    count: u32,
    weight: f64,
}

impl Configured {
    /// `InitialInstanceCount` and `InitialVariantWeight`, or their defaults.
    pub(super) fn of(document: &ProductionVariant) -> Self {
        let count = document.initial_instance_count.unwrap_or(1);
        Self { count, weight: document.initial_variant_weight.unwrap_or(1.0) }
    }
}

impl Book<'_> {
    /// What the deployment comes to; `None`: something is wrong with it.
    ///
    /// Ref: "Update endpoints that use automatic scaling" (counts are kept with `RetainAllVariantProperties` alone; a variant
    /// that is scaled can neither go nor have another instance type).
    pub(super) fn update(&mut self, document: &UpdateEndpoint, path: &str, reading: &mut Reading) -> Option<Calling> {
        let errors = reading.problems.errors();
        document.check(path, &mut reading.problems);
        let endpoint = &self.file().endpoint.endpoint_name;
        if let Some(other) = document.endpoint_name.as_ref().filter(|name| *name != endpoint) {
            let message = format!("`{other}` is not the endpoint, which is `{endpoint}`");
            reading.error(format!("{path}.EndpointName"), message);
        }
        let kept = kept(document, path, reading);
        let given = self.given(document, path, reading)?;
        if reading.problems.errors() > errors {
            return None;
        }
        // Assumes: a configuration that AWS refuses is not the endpoint's afterwards either.
        if let Some((variant, message)) = self.unchangeable(&given) {
            return Some(refused(variant, CALL, "ValidationException", message));
        }
        for (stands, given) in self.configured.iter_mut().zip(&given) {
            if let Some(given) = given {
                *stands = Configured::of(given);
            }
        }
        let keeps_counts = document.retains(VariantPropertyType::DesiredInstanceCount);
        let keeps_weights = document.retains(VariantPropertyType::DesiredWeight);
        let configured = || self.configured.iter();
        Some(Calling::Update(Deployment {
            counts: configured().map(|stands| (!keeps_counts).then_some(stands.count)).collect(),
            weights: configured().map(|stands| (!keeps_weights).then_some(stands.weight)).collect(),
            kept,
        }))
    }

    /// By variant: the document of the new configuration, if it gives one and the variant is in it.
    fn given<'d>(
        &self,
        document: &'d UpdateEndpoint,
        path: &str,
        reading: &mut Reading,
    ) -> Option<Vec<Option<&'d ProductionVariant>>> {
        let there = &self.file().endpoint.production_variants;
        let named = |name: &str| document.production_variants.iter().find(|given| given.variant_name == name);
        let given: Vec<_> = there.iter().map(|variant| named(&variant.variant_name)).collect();
        let path = format!("{path}.ProductionVariants");
        for (index, new) in document.production_variants.iter().enumerate() {
            let at = format!("{path}.{}", new.variant_name);
            if document.production_variants[..index].iter().any(|other| other.variant_name == new.variant_name) {
                let message = format!("two variants are named `{}`; names are unique", new.variant_name);
                reading.error(format!("{path}.{index}.VariantName"), message);
            }
            let Some(old) = there.iter().find(|old| old.variant_name == new.variant_name) else {
                let message = format!("`{}` is a new variant, which no deployment brings yet", new.variant_name);
                let problem = reading.error(format!("{at}.VariantName"), message);
                if let Some(near) = nearest(&new.variant_name, there.iter().map(|old| old.variant_name.as_str())) {
                    problem.hint(format!("did you mean `{near}`?"));
                }
                continue;
            };
            if new.model_name.as_ref().is_some_and(|model| Some(model) != old.model_name.as_ref()) {
                reading
                    .error(
                        format!("{at}.ModelName"),
                        "another model is not modelled yet: the same one is deployed anew",
                    )
                    .hint("leave it out, and compare with a scenario whose model serves as the new one does");
            }
        }
        let weights = || document.production_variants.iter().map(|new| Configured::of(new).weight);
        if weights().len() > 0 && weights().sum::<f64>() <= 0.0 {
            reading.error(&path, "has no variant with a weight above 0: nobody would get the traffic");
        }
        self.check_unscaled(&given, &path, reading).then_some(given)
    }

    /// Of variants that nobody scales AWS changes more than this version does.
    fn check_unscaled(&self, given: &[Option<&ProductionVariant>], path: &str, reading: &mut Reading) -> bool {
        let there = &self.file().endpoint.production_variants;
        let (is_given, mut is_known) = (given.iter().any(Option::is_some), true);
        for (place, (old, new)) in there.iter().zip(given).enumerate() {
            if self.is_registered(place) || !is_given {
                continue;
            }
            match new {
                None => {
                    let message = format!("leaves `{}` out: that a variant goes is not modelled yet", old.variant_name);
                    reading.error(path, message);
                    is_known = false;
                }
                Some(new) if is_other_type(old, new) => {
                    let path = format!("{path}.{}.InstanceType", old.variant_name);
                    reading.error(path, "another instance type is not modelled yet");
                    is_known = false;
                }
                Some(_) => {}
            }
        }
        is_known
    }

    /// The variant of which AWS refuses the change while it has a scalable target, and why; what has none was checked.
    ///
    /// Differs: the wording of AWS is not known.
    fn unchangeable(&self, given: &[Option<&ProductionVariant>]) -> Option<(usize, String)> {
        if given.iter().all(Option::is_none) {
            return None;
        }
        let there = &self.file().endpoint.production_variants;
        there.iter().zip(given).enumerate().find_map(|(place, (old, new))| {
            let what = match new {
                None => "be removed",
                Some(new) if is_other_type(old, new) => "have another instance type",
                Some(_) => return None,
            };
            let name = &old.variant_name;
            Some((place, format!("variant {name} cannot {what} while it is registered as a scalable target")))
        })
    }
}

fn is_other_type(old: &ProductionVariant, new: &ProductionVariant) -> bool {
    new.instance_type.as_ref().is_some_and(|kind| Some(kind) != old.instance_type.as_ref())
}

/// How long the old instances are kept after the new ones have taken over.
fn kept(document: &UpdateEndpoint, path: &str, reading: &mut Reading) -> Span {
    let deployment = document.deployment_config.as_ref();
    let Some(policy) = deployment.and_then(|config| config.blue_green_update_policy.as_ref()) else {
        return Span::ZERO;
    };
    let routing = &policy.traffic_routing_configuration;
    if routing.kind != TrafficRoutingType::AllAtOnce {
        let path = format!("{path}.DeploymentConfig.BlueGreenUpdatePolicy.TrafficRoutingConfiguration.Type");
        reading.error(path, "traffic in parts is not modelled yet; this version knows ALL_AT_ONCE alone");
    }
    let wait_secs = routing.wait_interval_secs + policy.termination_wait_secs.unwrap_or(0);
    Span::from_secs(wait_secs.into())
}
