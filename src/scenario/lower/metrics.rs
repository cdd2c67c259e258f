//! Which series does a document mean by its namespace, name and dimensions?

use crate::aws::{self, MetricDimension};
use crate::engine::Span;
use crate::model::metrics::{Machine, Metric, Publication, Statistic, Usage};
use crate::problem::nearest;
use crate::quantity;
use crate::scenario::file::models::UtilizationFile;
use crate::scenario::file::own_metric::OwnMetricFile;
use crate::scenario::file::written::Share;
use crate::scenario::file::{Fidelity, ModelFile, ScenarioFile};
use crate::scenario::reading::Reading;

/// Metrics that `SageMaker` publishes of something else than an instance-based variant.
const OF_OTHERS: [(&str, &str); 9] = [
    ("InvocationsPerCopy", "inference components"),
    ("ConcurrentRequestsPerCopy", "inference components"),
    ("NoCapacityInvocationFailures", "inference components"),
    ("ApproximateBacklogSize", "asynchronous endpoints"),
    ("ApproximateBacklogSizePerInstance", "asynchronous endpoints"),
    ("HasBacklogWithoutCapacity", "asynchronous endpoints"),
    ("ModelSetupTime", "serverless variants"),
    ("ServerlessProvisionedConcurrencyUtilization", "serverless variants"),
    ("ServerlessConcurrentExecutionsUtilization", "serverless variants"),
];

/// How often metrics are published.
pub(super) fn publication(file: &ScenarioFile) -> Publication {
    let Some(config) = &file.endpoint.metrics_config else { return Publication::default() };
    let chosen = config.metric_publish_frequency_in_seconds.map_or(Span::MINUTE, |secs| Span::from_secs(secs.into()));
    let enhanced = config.enable_enhanced_metrics == Some(true);
    Publication { utilization: chosen, invocations: if enhanced { chosen } else { Span::MINUTE } }
}

/// A metric as a document names it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Named<'a> {
    pub(super) namespace: Option<&'a str>,
    pub(super) name: &'a str,
    pub(super) dimensions: &'a [MetricDimension],
    pub(super) unit: Option<&'a str>,
}

/// The metric that is meant and the place of its variant; `path` is that of the document. Dimensions are never filled in: without them it is
/// another metric, of which nobody publishes anything.
pub(super) fn metric(named: Named, file: &ScenarioFile, path: &str, reading: &mut Reading) -> Option<(u16, Metric)> {
    if let Some(place) = file.metrics.iter().position(|own| is_own(own, &named)) {
        let of = variant_of_own(&file.metrics[place], file).unwrap_or(0);
        return Some((of, Metric::Own(u16::try_from(place).ok()?)));
    }
    let at_name = format!("{path}.MetricName");
    let found = Metric::OF_VARIANTS.into_iter().find(|metric| metric.name().1 == named.name);
    let Some(metric) = found else {
        if let Some((name, whose)) = OF_OTHERS.iter().find(|(name, _)| *name == named.name) {
            reading.error(at_name, format!("`{name}` belongs to {whose}, which are not modelled yet"));
            return None;
        }
        let problem = reading.error(at_name, format!("nobody publishes a metric `{}` here", named.name));
        let own = file.metrics.iter().map(|own| own.metric_name.as_str());
        if let Some(near) = nearest(named.name, Metric::OF_VARIANTS.iter().map(|metric| metric.name().1).chain(own)) {
            problem.hint(format!("did you mean `{near}`?"));
        }
        return None;
    };
    let namespace = metric.name().0;
    if let Some(given) = named.namespace.filter(|given| *given != namespace) {
        let message = format!("`{given}` has no metric `{}`; SageMaker publishes it in `{namespace}`", named.name);
        reading.error(format!("{path}.Namespace"), message);
        return None;
    }
    let is_known = check_unit(metric, named.unit, path, reading) && is_timed(metric, file, path, reading);
    let variant = check_dimensions(&named, file, path, reading).filter(|_| is_known)?;
    is_published(metric, variant, file, path, reading).then_some((u16::try_from(variant).ok()?, metric))
}

/// The variant of which a metric of the scenario's own knows what is known: the only one, or that of its dimensions.
pub(super) fn variant_of_own(own: &OwnMetricFile, file: &ScenarioFile) -> Option<u16> {
    let variants = &file.endpoint.production_variants;
    let named = own.dimensions.iter().find(|dimension| dimension.name == "VariantName");
    let place = named.and_then(|named| variants.iter().position(|variant| variant.variant_name == named.value));
    let place = place.or(if variants.len() == 1 { Some(0) } else { None })?;
    u16::try_from(place).ok()
}

/// Whether a metric of the scenario's own is meant; the order of dimensions means nothing.
fn is_own(own: &OwnMetricFile, named: &Named) -> bool {
    let all = |own: &OwnMetricFile, named: &Named| {
        own.dimensions.len() == named.dimensions.len() && named.dimensions.iter().all(|d| own.dimensions.contains(d))
    };
    Some(own.namespace.as_str()) == named.namespace && own.metric_name == named.name && all(own, named)
}

/// A flow has no single answers whose time could be taken.
fn is_timed(metric: Metric, file: &ScenarioFile, path: &str, reading: &mut Reading) -> bool {
    let is_untimed = metric.is_latency() && file.fidelity == Some(Fidelity::Fluid);
    if is_untimed {
        let message = format!("nobody knows {} of a fluid: it has no single answers to time", metric.name().1);
        let place = format!("{path}.MetricName");
        if is_only_looked_at(path, file) {
            reading.warn(place, message).hint("the alarm stays in INSUFFICIENT_DATA; write `fidelity: requests`");
            return true;
        }
        reading.error(place, message).hint("write `fidelity: requests`");
    }
    !is_untimed
}

/// Whether the path lies in an alarm that does nothing.
fn is_only_looked_at(path: &str, file: &ScenarioFile) -> bool {
    let alarms = file.scaling.iter().flat_map(|scaling| scaling.alarms.iter().enumerate());
    let mut quiet = alarms.filter(|(_, alarm)| {
        alarm.alarm_actions.is_empty() && alarm.ok_actions.is_empty() && alarm.insufficient_data_actions.is_empty()
    });
    quiet.any(|(at, alarm)| {
        let names = [format!("scaling.alarms.{at}"), format!("scaling.alarms.{}", alarm.alarm_name)];
        names
            .iter()
            .any(|name| path.strip_prefix(name.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
    })
}

fn check_unit(metric: Metric, unit: Option<&str>, path: &str, reading: &mut Reading) -> bool {
    let published = match metric {
        _ if metric.is_utilization() => "Percent",
        _ if metric.is_latency() => "Microseconds",
        _ => "None",
    };
    let is_right = unit.is_none_or(|unit| unit == published);
    let published = if published == "None" { "no unit (`None`)" } else { published };
    if !is_right {
        let message = format!(
            "is {}, but {} has {published}; with another unit the alarm would never see data",
            unit.unwrap_or_default(),
            metric.name().1
        );
        reading.error(format!("{path}.Unit"), message);
    }
    is_right
}

/// The variant that the dimensions name.
fn check_dimensions(named: &Named, file: &ScenarioFile, path: &str, reading: &mut Reading) -> Option<usize> {
    let endpoint = file.endpoint.endpoint_name.as_str();
    let variants: Vec<&str> =
        file.endpoint.production_variants.iter().map(|variant| variant.variant_name.as_str()).collect();
    let given = |name: &str| named.dimensions.iter().find(|d| d.name == name).map(|d| d.value.as_str());
    let variant = variants.iter().position(|variant| given("VariantName") == Some(variant));
    if variant.is_some() && given("EndpointName") == Some(endpoint) && named.dimensions.len() == 2 {
        return variant;
    }
    // The nearest, else the first.
    let near = given("VariantName").and_then(|name| nearest(name, variants.iter().copied()));
    let variant = variant.map(|place| variants[place]).or(near).or(variants.first().copied())?;
    let found = if named.dimensions.is_empty() {
        "without dimensions it is another metric, of which nobody publishes anything".to_owned()
    } else {
        let list: Vec<String> = named.dimensions.iter().map(|d| format!("{}={}", d.name, d.value)).collect();
        format!("nobody publishes it with the dimensions {}", list.join(", "))
    };
    let at = if named.dimensions.is_empty() { format!("{path}.MetricName") } else { format!("{path}.Dimensions") };
    reading.error(at, format!("`{}`: {found}", named.name)).hint(format!(
        "Dimensions: [{{Name: EndpointName, Value: {endpoint}}}, {{Name: VariantName, Value: {variant}}}]"
    ));
    None
}

/// Utilization is published if the scenario says what an instance uses.
fn is_published(metric: Metric, variant: usize, file: &ScenarioFile, path: &str, reading: &mut Reading) -> bool {
    let Some((key, share)) = (match metric {
        Metric::CpuUtilization => Some(("cpu", "35%")),
        Metric::MemoryUtilization => Some(("memory", "60%")),
        Metric::DiskUtilization => Some(("disk", "10%")),
        Metric::GpuUtilization => Some(("gpu", "95%")),
        Metric::GpuMemoryUtilization => Some(("gpu_memory", "80%")),
        _ => None,
    }) else {
        return true;
    };
    let Some((name, model)) = model_of(file, variant) else { return false };
    let has = model.utilization.as_ref().is_some_and(|all| {
        [
            ("cpu", &all.cpu),
            ("memory", &all.memory),
            ("disk", &all.disk),
            ("gpu", &all.gpu),
            ("gpu_memory", &all.gpu_memory),
        ]
        .iter()
        .any(|(other, share)| *other == key && share.is_some())
    });
    if !has {
        let message = format!("{} depends on the container: say what it uses with all slots busy", metric.name().1);
        reading
            .error(format!("{path}.MetricName"), message)
            .hint(format!("models: {{{name}: {{utilization: {{{key}: {share}}}}}}}"));
    }
    has
}

fn model_of(file: &ScenarioFile, variant: usize) -> Option<(&str, &ModelFile)> {
    let wanted = file.endpoint.production_variants.get(variant)?.model_name.as_deref()?;
    file.models.get_key_value(wanted).map(|(name, model)| (name.as_str(), model))
}

/// What an instance shows of its use. Shares that cannot be read have been reported.
pub(super) fn machine(model: &ModelFile, vcpus: Option<u32>, gpus: Option<u32>) -> Machine {
    let UtilizationFile { cpu, gpu, gpu_memory, memory, disk, .. } = model.utilization.clone().unwrap_or_default();
    let all = model.utilization.clone().unwrap_or_default();
    let read = |share: &Option<Share>| share.as_ref().and_then(|share| quantity::share(&share.0).ok());
    let usage = |busy: &Option<Share>, idle: &Option<Share>, idle_else: Option<f64>| {
        let busy = read(busy)?;
        Some(Usage { idle: read(idle).or(idle_else).unwrap_or(0.0), busy })
    };
    Machine {
        cpu: usage(&cpu, &all.idle_cpu, None),
        memory: usage(&memory, &all.idle_memory, None),
        // A disk holds what it holds, whether or not it is at work.
        disk: usage(&disk, &all.idle_disk, read(&disk)),
        disk_per_request: read(&all.disk_per_request).unwrap_or(0.0),
        gpu: usage(&gpu, &all.idle_gpu, None),
        gpu_memory: usage(&gpu_memory, &all.idle_gpu_memory, None),
        vcpus: vcpus.unwrap_or(1),
        gpus: gpus.unwrap_or(0),
    }
}

/// In the model's words.
pub(super) const fn statistic(statistic: aws::Statistic) -> Statistic {
    match statistic {
        aws::Statistic::SampleCount => Statistic::SampleCount,
        aws::Statistic::Average => Statistic::Average,
        aws::Statistic::Sum => Statistic::Sum,
        aws::Statistic::Minimum => Statistic::Minimum,
        aws::Statistic::Maximum => Statistic::Maximum,
    }
}
