//! How one instance serves, and how it comes into being: a model on an instance type.

use super::clients::Clients;
use super::hosting::MOST_SLOTS;
use super::law;
use crate::engine::{Law, Span};
use crate::model::launch::Launch;
use crate::model::serving::{Abandoned, Limit, Routing, Service, Ties};
use crate::quantity;
use crate::scenario::file::assumptions::{AbandonedWord, TiesWord};
use crate::scenario::file::laws::LawFile;
use crate::scenario::file::models::QueueFile;
use crate::scenario::file::{ModelFile, ScenarioFile};
use crate::scenario::reading::Reading;
use crate::{aws, aws::RoutingStrategy};

/// SageMaker hangs up on an invocation after this time.
///
/// Ref: SageMaker developer guide, "Invoke models for real-time inference".
const SAGEMAKER_TIMEOUT: Span = Span::from_secs(60);

/// How one instance of a variant serves.
pub(super) fn service(
    model: &ModelFile,
    document: &aws::ProductionVariant,
    (file, clients): (&ScenarioFile, &Clients),
    path: &str,
    reading: &mut Reading,
) -> Option<Service> {
    let need = law::service_time(&model.service_time, &format!("{path}.service_time"), reading);
    if need.as_ref().and_then(Law::constant) == Some(Span::ZERO) {
        reading.error(format!("{path}.service_time"), "is no time at all");
    }
    let overhead =
        model.overhead.as_ref().map_or(Some(Law::ZERO), |file| law::law(file, &format!("{path}.overhead"), reading));
    let patience = model
        .queue_timeout
        .as_ref()
        .map_or(Some(None), |file| law::patience(file, &format!("{path}.queue_timeout"), reading));
    let timeout = timeout(model, path, reading);
    if model.concurrency == 0 || u64::from(model.concurrency) > MOST_SLOTS {
        reading.error(format!("{path}.concurrency"), format!("is {}; 1 to {MOST_SLOTS} is wanted", model.concurrency));
    }
    let assumptions = file.assumptions.as_ref();
    let ties = match assumptions.and_then(|assumptions| assumptions.routing_ties) {
        Some(TiesWord::Lowest) => Ties::Lowest,
        Some(TiesWord::Uniform) | None => Ties::Uniform,
    };
    let routing = match document.routing_config.map(|config| config.routing_strategy) {
        Some(RoutingStrategy::LeastOutstandingRequests) => Routing::LeastOutstanding(ties),
        Some(RoutingStrategy::Random) | None => Routing::Random,
    };
    let slo_latency =
        file.slo.as_ref().and_then(|slo| slo.latency.as_ref()).and_then(|text| quantity::duration(&text.0).ok());
    let (timeout, hangs_up, retries) = clients.of_model(timeout?, overhead.as_ref());
    Some(Service {
        need: need?,
        overhead: overhead?,
        slots: model.concurrency,
        limit: match model.queue {
            Some(QueueFile::Places(places)) => Limit::Queue(places),
            Some(QueueFile::Word(_)) => Limit::Unlimited,
            None => Limit::Queue(crate::scenario::defaults::QUEUE),
        },
        queue_timeout: patience?,
        timeout,
        retries,
        hangs_up,
        abandoned: match assumptions.and_then(|assumptions| assumptions.abandoned_work) {
            Some(AbandonedWord::Cancelled) => Abandoned::Cancelled,
            Some(AbandonedWord::Continues) | None => Abandoned::Continues,
        },
        routing,
        slo_latency,
    })
}

#[expect(clippy::option_option, reason = "`none` is a value, and so is a mistake")]
fn timeout(model: &ModelFile, path: &str, reading: &mut Reading) -> Option<Option<Span>> {
    let Some(text) = &model.timeout else { return Some(Some(SAGEMAKER_TIMEOUT)) };
    if text.0 == "none" {
        return Some(None);
    }
    let at = format!("{path}.timeout");
    let timeout = reading.literal(&at, quantity::duration(&text.0))?;
    if timeout.is_zero() {
        reading.error(at, "is no time: every request would time out");
        return None;
    }
    if timeout > SAGEMAKER_TIMEOUT {
        reading.warn(at, format!("is {}, but SageMaker hangs up after 60s", text.0));
    }
    Some(Some(timeout))
}

/// How an instance of a variant comes into being.
pub(super) fn launch(
    file: &ScenarioFile,
    model: Option<(&str, &ModelFile)>,
    instance_type: Option<&str>,
    reading: &mut Reading,
) -> Option<Launch> {
    let common = file.launch.as_ref().and_then(|launch| launch.start_up.clone()).unwrap_or_default();
    let own = model.and_then(|(_, model)| model.start_up.clone()).unwrap_or_default();
    let model_path = model.map(|(name, _)| format!("models.{name}.start_up")).unwrap_or_default();
    let mut stage = |key: &str, own: Option<&LawFile>, common: Option<&LawFile>| {
        let common = common.map(|common| law::law(common, &format!("launch.start_up.{key}"), reading));
        match own {
            Some(own) => law::law(own, &format!("{model_path}.{key}"), reading),
            None => common.unwrap_or(Some(Law::ZERO)),
        }
    };
    let pull = stage("pull", own.pull.as_ref(), common.pull.as_ref());
    let download = stage("download", own.download.as_ref(), common.download.as_ref());
    let start = stage("start", own.start.as_ref(), common.start.as_ref());
    let health = stage("health", own.health.as_ref(), common.health.as_ref());
    let warm = stage("warm", own.warm.as_ref(), common.warm.as_ref());
    let facts = instance_type.and_then(|name| file.instances.get(name));
    let provision = facts.and_then(|facts| facts.provision.as_ref()).map_or(Some(Law::ZERO), |provision| {
        law::law(provision, &format!("instances.{}.provision", instance_type.unwrap_or_default()), reading)
    });
    Some(Launch {
        provision: provision?,
        pull: pull?,
        download: download?,
        start: start?,
        health: health?,
        warm: warm?,
    })
}
