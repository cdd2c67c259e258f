//! What a variant can serve and what it has to, in plain numbers, read off the setup of a run.

use crate::engine::Span;
use crate::model::scaling::Scheduled;
use crate::model::serving::Limit;
use crate::scenario::file::ScenarioFile;
use crate::scenario::setup::{Setup, Variant};

/// What a variant can serve and what it has to.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Figures {
    /// Requests that one instance serves at once.
    pub(super) slots: u32,
    /// Mean service time.
    pub(super) service_secs: f64,
    /// Median of a launch, from request to service.
    pub(super) launch_secs: f64,
    /// Median of the container's start and its health check.
    pub(super) health_secs: f64,
    /// Median of the model's download.
    pub(super) download_secs: f64,
    /// Whether the launch was measured by the user; else it is a preset.
    pub(super) launch_is_measured: bool,
    /// Most requests expected [1/s].
    pub(super) peak_per_sec: f64,
    /// Fewest requests expected [1/s].
    pub(super) trough_per_sec: f64,
    pub(super) vcpus: u32,
    pub(super) gpus: u32,
    /// Waiting places of one instance; `None`: no limit.
    pub(super) queue: Option<u32>,
    pub(super) timeout: Option<Span>,
    pub(super) quota: Option<u32>,
}

/// Looks for the trough at most so often.
const MOST_LOOKS: u64 = 10_000;

impl Figures {
    pub(super) fn of(file: &ScenarioFile, setup: &Setup, name: &str) -> Option<Self> {
        let variant = variant(setup, name)?;
        let service = &variant.service;
        let (least_share, most_share) = shares(file, name);
        let window = &setup.window;
        let launch = &variant.launch;
        let median = |law: &crate::engine::Law| law.quantile_secs(0.5);
        let container_secs = median(&launch.start) + median(&launch.health);
        let fetch_secs = median(&launch.pull) + median(&launch.download);
        Some(Self {
            slots: service.slots,
            service_secs: service.need.mean_secs(),
            launch_secs: median(&launch.provision) + fetch_secs + container_secs + median(&launch.warm),
            health_secs: container_secs,
            download_secs: median(&launch.download),
            launch_is_measured: launch_is_measured(file, variant),
            peak_per_sec: most_share * setup.traffic.max_rate_per_sec(window.start, window.end),
            trough_per_sec: least_share * trough_per_sec(setup),
            vcpus: variant.machine.vcpus,
            gpus: variant.machine.gpus,
            queue: match service.limit {
                Limit::Queue(places) => Some(places),
                Limit::InSystem(all) => Some(all.saturating_sub(service.slots)),
                Limit::Unlimited => None,
            },
            timeout: service.timeout,
            quota: variant.quota,
        })
    }

    /// Requests a second that one instance serves with all slots busy.
    pub(super) fn served_per_sec(&self) -> f64 {
        f64::from(self.slots) / self.service_secs.max(1e-9)
    }

    /// The same, a minute.
    pub(super) fn served_per_min(&self) -> f64 {
        60.0 * self.served_per_sec()
    }

    /// Instances that the peak keeps wholly busy.
    pub(super) fn needed_at_peak(&self) -> u32 {
        (self.peak_per_sec / self.served_per_sec() - 1e-9).ceil().clamp(0.0, 4e9) as u32
    }
}

fn variant<'a>(setup: &'a Setup, name: &str) -> Option<&'a Variant> {
    setup.variants.iter().find(|variant| variant.name == name)
}

/// The actions of all targets as they were read.
pub(super) fn scheduled(setup: &Setup) -> impl Iterator<Item = &Scheduled> {
    setup.variants.iter().flat_map(|variant| &variant.target).flat_map(|target| &target.scheduled)
}

/// The least and the largest share of the endpoint's traffic that a variant gets, by its weight at first and by those that
/// calls set.
fn shares(file: &ScenarioFile, name: &str) -> (f64, f64) {
    let variants = &file.endpoint.production_variants;
    let mut weights: Vec<f64> = variants.iter().map(|v| v.initial_variant_weight.unwrap_or(1.0)).collect();
    let own = variants.iter().position(|v| v.variant_name == name);
    let share = |weights: &[f64]| {
        let sum: f64 = weights.iter().sum();
        if sum > 0.0 { own.map_or(0.0, |own| weights[own] / sum) } else { 0.0 }
    };
    let (mut least, mut most) = (share(&weights), share(&weights));
    for desired in file.calls.iter().filter_map(|call| call.update_capacities.as_ref()) {
        for desired in &desired.desired_weights_and_capacities {
            let place = variants.iter().position(|v| v.variant_name == desired.variant_name);
            if let (Some(place), Some(weight)) = (place, desired.desired_weight) {
                weights[place] = weight;
            }
        }
        (least, most) = (least.min(share(&weights)), most.max(share(&weights)));
    }
    (least, most)
}

fn trough_per_sec(setup: &Setup) -> f64 {
    let window = &setup.window;
    let minutes = window.end.since(window.start).nanos().div_ceil(Span::MINUTE.nanos());
    let step = Span::MINUTE * minutes.div_ceil(MOST_LOOKS).max(1);
    let mut rates = setup.traffic.rates();
    let mut least = f64::INFINITY;
    let mut at = window.start;
    while at < window.end {
        least = least.min(rates.per_sec(at));
        at += step;
    }
    if least.is_finite() { least } else { 0.0 }
}

/// Whether the scenario says itself how long an instance takes to come, and does not leave it to a preset.
fn launch_is_measured(file: &ScenarioFile, variant: &Variant) -> bool {
    let provision = file.instances.get(&variant.instance_type).is_some_and(|facts| facts.provision.is_some());
    let own = file.models.values().any(|model| model.start_up.is_some());
    let common = file.launch.as_ref().is_some_and(|launch| launch.start_up.is_some());
    provision && (own || common)
}
