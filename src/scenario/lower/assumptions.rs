//! Which undocumented behaviour is taken: written assumptions become those that the model reads; the others are known
//! by name, and keep their default.

mod rules;

use super::law;
use crate::engine::{Law, Span};
use crate::model::hosting::{LaunchGroup, LaunchesAtUpdate, Victim};
use crate::model::metrics::Statistic;
use crate::quantity;
use crate::scenario::defaults;
use crate::scenario::file::AssumptionsFile;
use crate::scenario::file::assumptions::{
    LaunchGroupWord, LaunchesAtUpdateWord, PublishZerosFile, StatisticWord, VictimWord,
};
use crate::scenario::file::laws::LawFile;
use crate::scenario::file::written::Duration;
use crate::scenario::reading::Reading;
use crate::scenario::setup::Assumptions;
use crate::scenario::yaml;
use serde_json::Value;

/// Assumptions of which this version knows the default alone.
const FIXED: [&str; 7] = [
    "provisioned_utilization_cap",
    "component_lock",
    "image_cached",
    "shortage_gives_up_after",
    "shortage_partial",
    "new_unit_ramp",
    "backlog_per_instance_at_zero",
];

/// The period of high-resolution metrics.
const HIGH_RESOLUTION: Span = Span::from_secs(10);

/// The assumptions of a scenario whose gaps are filled.
pub(super) fn assumptions(file: Option<&AssumptionsFile>, reading: &mut Reading) -> Option<Assumptions> {
    let file = defaults::assumptions(file);
    let values = serde_json::to_value(&file).expect("assumptions are plain JSON");
    refuse_other_alternatives(&values, reading);
    let listed =
        values.as_object().into_iter().flatten().map(|(name, value)| (name.clone(), yaml::flow(value))).collect();
    let lag = file.alarm_lag.clone().unwrap_or_default();
    let standard = read_law(lag.standard.as_ref(), "alarm_lag.standard", reading);
    let high_resolution = read_law(lag.high_resolution.as_ref(), "alarm_lag.high_resolution", reading);
    let jitter = read_law(file.publication_jitter.as_ref(), "publication_jitter", reading);
    let scheduled_delay = read_law(file.scheduled_delay.as_ref(), "scheduled_delay", reading);
    let removal = read_law(file.removal.as_ref(), "removal", reading);
    let drain_limit = read_span(file.drain_limit.as_ref(), "drain_limit", reading);
    let billing_minimum = read_span(file.billing_minimum.as_ref(), "billing_minimum", reading);
    let repeat = action_repeat(file.action_repeat.as_deref(), reading);
    let range = evaluation_range(file.evaluation_range.as_deref(), reading);
    let datapoints = file.high_resolution_datapoints?;
    if !(1..=90).contains(&datapoints) {
        let message = format!("is {datapoints}; 1 to 90 datapoints of 10 s are wanted");
        reading.error("assumptions.high_resolution_datapoints", message);
    }
    Some(Assumptions {
        alarm_lag_standard: standard?,
        alarm_lag_high_resolution: high_resolution?,
        rules: rules::rules(&file, repeat?, range?, datapoints)?,
        concurrency_statistic: match file.concurrency_statistic? {
            StatisticWord::Maximum => Statistic::Maximum,
            StatisticWord::Minimum => Statistic::Minimum,
            StatisticWord::Average => Statistic::Average,
        },
        publication_jitter: jitter?,
        scheduled_delay: scheduled_delay?,
        update_lock: file.update_lock?,
        removal: removal?,
        drain_limit: drain_limit?,
        scale_in_victim: match file.scale_in_victim? {
            VictimWord::Newest => Victim::Newest,
            VictimWord::Oldest => Victim::Oldest,
            VictimWord::LeastBusy => Victim::LeastBusy,
        },
        launch_group: match file.launch_group? {
            LaunchGroupWord::Each => LaunchGroup::Each,
            LaunchGroupWord::Together => LaunchGroup::Together,
        },
        launches_at_update: match file.launches_at_update? {
            LaunchesAtUpdateWord::CalledOff => LaunchesAtUpdate::CalledOff,
            LaunchesAtUpdateWord::Finish => LaunchesAtUpdate::Finish,
        },
        billing_minimum: billing_minimum?,
        refused_are_invocations: file.refused_are_invocations?,
        zero_invocations: zeros(file.publish_zeros?, reading),
        listed,
    })
}

fn refuse_other_alternatives(values: &Value, reading: &mut Reading) {
    let defaults = defaults::assumption_defaults();
    for name in FIXED {
        let (value, default) = (&values[name], &defaults[name]);
        if value != default {
            let message = format!(
                "`{name}: {}` is not modelled yet; this version knows {} alone",
                yaml::flow(value),
                yaml::flow(default)
            );
            reading.error(format!("assumptions.{name}"), message);
        }
    }
}

fn read_law(file: Option<&LawFile>, name: &str, reading: &mut Reading) -> Option<Law> {
    law::law(file?, &format!("assumptions.{name}"), reading)
}

fn read_span(file: Option<&Duration>, name: &str, reading: &mut Reading) -> Option<Span> {
    reading.literal(&format!("assumptions.{name}"), quantity::duration(&file?.0))
}

/// Whether an idle minute of a variant is a zero; what later versions know stays as it is.
fn zeros(file: PublishZerosFile, reading: &mut Reading) -> bool {
    for (name, value) in [("component_at_zero_copies", file.component_at_zero_copies), ("custom", file.custom)] {
        if value == Some(true) {
            let message = format!("`{name}: true` is not modelled yet; this version knows false alone");
            reading.error(format!("assumptions.publish_zeros.{name}"), message);
        }
    }
    file.variant_invocations.unwrap_or(true)
}

/// How often a high-resolution alarm repeats its actions.
fn action_repeat(text: Option<&str>, reading: &mut Reading) -> Option<Span> {
    let path = "assumptions.action_repeat";
    let text = text?;
    if text == "every_evaluation" {
        return Some(HIGH_RESOLUTION);
    }
    let span = reading.literal(path, quantity::duration(text))?;
    if span.is_zero() || !span.is_multiple_of(HIGH_RESOLUTION) {
        reading.error(
            path,
            format!("is {text}; every_evaluation or a multiple of 10s is wanted, as such alarms are judged every 10s"),
        );
        return None;
    }
    Some(span)
}

/// `N + 2`.
fn evaluation_range(text: Option<&str>, reading: &mut Reading) -> Option<u32> {
    let text = text?;
    let extra = text.strip_prefix('N').map(str::trim).and_then(|rest| match rest.strip_prefix('+') {
        Some(number) => number.trim().parse::<u32>().ok(),
        None => rest.is_empty().then_some(0),
    });
    let extra = extra.filter(|&extra| extra <= 100);
    if extra.is_none() {
        reading.error(
            "assumptions.evaluation_range",
            format!("`{text}` is no range; write `N + 2`, with at most 100 beyond N"),
        );
    }
    extra
}
