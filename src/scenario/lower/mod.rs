//! The only place that turns documents into model inputs: a scenario file whose gaps are filled becomes a [`Setup`].
//! Every check goes on after a problem, so that one reading finds them all.

mod alarms;
mod assumptions;
mod calls;
mod clients;
mod history;
mod hosting;
mod law;
mod math;
mod metrics;
mod objectives;
mod process;
mod profile;
mod resources;
mod roster;
mod scaling;
mod scheduled;
mod service;
mod sources;
mod spikes;
mod steps;
mod targets;
mod traces;
mod window;

pub(super) use alarms::{is_of_another_service, policy_name};
pub(super) use window::needs_start;

use super::file::ScenarioFile;
use super::history::History;
use super::question::Objective;
use super::reading::Reading;
use super::setup::{Fidelity, Setup, Slo, Variant};
use crate::model::metrics::Statistic;
use crate::model::scaling::Suspended;
use crate::model::traffic::Traffic;
use crate::quantity;

/// What a scenario becomes.
pub(super) struct Lowered {
    /// What a run needs.
    pub(super) setup: Setup,
    /// What is judged.
    pub(super) objectives: Vec<Objective>,
    /// What really happened to each variant, by its place.
    pub(super) history: Vec<Option<History>>,
}

/// Checks a filled scenario and lowers it; `None` if something is wrong.
pub(super) fn lower(file: &ScenarioFile, reading: &mut Reading) -> Option<Lowered> {
    let fidelity = fidelity(file, reading);
    let window = window::window(file, reading);
    let traffic = window.as_ref().and_then(|window| sources::traffic(file, window, reading));
    if let (Some(window), Some(traffic), Fidelity::Requests) = (&window, &traffic, fidelity) {
        limit_requests(traffic, window, reading);
    }
    let slo = slo(file, reading);
    let assumptions = assumptions::assumptions(file.assumptions.as_ref(), reading);
    let variants = hosting::variants(file, reading);
    let concurrency = assumptions.as_ref().map_or(Statistic::Maximum, |assumed| assumed.concurrency_statistic);
    let scaled = scaling::scaling(file, window.as_ref(), concurrency, reading);
    let alarms = alarms::alarms(file, assumptions.as_ref(), reading);
    let own = math::own(file, reading);
    let calls = calls::calls(file, window.as_ref(), scaled.as_deref(), assumptions.as_ref(), reading);
    if let (Some(variants), Some(targets)) = (&variants, &scaled) {
        for (place, (variant, target)) in variants.iter().zip(targets).enumerate() {
            if let (Some(target), Some((index, _))) = (target, resources::target_of(file, place)) {
                targets::limit_slots(target, index, variant, reading);
            }
            let most = target.as_ref().map_or(0, targets::most).max(variant.initial);
            calls::limit_slots(file, place, variant, most, reading);
        }
    }
    let objectives = objectives::objectives(file, reading);
    let history = window.as_ref().map(|window| history::history(file, window, reading));
    let (window, slo, assumptions) = (window?, slo?, assumptions?);
    let scale = |(place, (variant, target))| Variant { target, suspended: suspended(file, place), ..variant };
    let variants = variants?.into_iter().zip(scaled?).enumerate().map(scale).collect();
    let setup = Setup {
        window,
        runs: file.runs.unwrap_or(super::defaults::RUNS),
        seed: file.seed.unwrap_or(super::defaults::SEED),
        fidelity,
        traffic: traffic?,
        endpoint: file.endpoint.endpoint_name.clone(),
        publication: metrics::publication(file),
        variants,
        alarms: alarms?,
        calls: calls?,
        own: own?,
        slo,
        assumptions,
    };
    Some(Lowered { setup, objectives, history: history? })
}

/// What a flow leaves out is said beside every result.
fn fidelity(file: &ScenarioFile, reading: &mut Reading) -> Fidelity {
    if file.fidelity != Some(super::file::Fidelity::Fluid) {
        return Fidelity::Requests;
    }
    reading.notes.push("fluid: no percentiles; requests are a flow of the expected rate without chance".to_owned());
    Fidelity::Fluid
}

/// Most requests that a run may have on average.
const MOST_REQUESTS: f64 = 1e10;

fn limit_requests(traffic: &Traffic, window: &super::setup::Window, reading: &mut Reading) {
    let expected = traffic.expected(window.begin, window.end);
    if expected > MOST_REQUESTS {
        let message = format!(
            "this traffic would simulate {expected:.1e} requests a run; at most {MOST_REQUESTS:.0e} are simulated"
        );
        reading.error("traffic", message).hint("a shorter `duration` or lower rates; rates are requests a second");
    }
}

/// What is suspended of a variant's scaling from the begin on.
fn suspended(file: &ScenarioFile, place: usize) -> Suspended {
    let state = resources::target_of(file, place).and_then(|(_, target)| target.suspended_state).unwrap_or_default();
    Suspended {
        dynamic_in: state.dynamic_scaling_in_suspended,
        dynamic_out: state.dynamic_scaling_out_suspended,
        scheduled: state.scheduled_scaling_suspended,
    }
}

fn slo(file: &ScenarioFile, reading: &mut Reading) -> Option<Slo> {
    let slo = file.slo.clone().unwrap_or_default();
    if slo.demand == Some(super::file::Demand::Slo) {
        reading.error("slo.demand", "`slo` is not modelled yet; write `demand: fluid` or leave it out");
    }
    let latency = match &slo.latency {
        Some(text) => {
            let latency = reading.literal("slo.latency", quantity::duration(&text.0))?;
            if latency.is_zero() {
                reading.error("slo.latency", "is 0s; no request is that fast");
            }
            Some(latency)
        }
        None => None,
    };
    let attainment =
        slo.attainment.map_or(Some(0.99), |text| reading.literal("slo.attainment", quantity::share(&text.0)))?;
    if !(attainment > 0.0 && attainment <= 1.0) {
        reading.error(
            "slo.attainment",
            format!("is {}; a share above 0% and at most 100% is wanted", quantity::print_share(attainment)),
        );
    }
    Some(Slo { latency, attainment })
}
