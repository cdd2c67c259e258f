//! What someone does to AWS during the run, in order of time.

use super::hosting::MOST_UNITS;
use super::{resources, targets, window};
use crate::aws::call::{AlarmNames, UpdateCapacities};
use crate::engine::{Span, Time};
use crate::model::scaling::Register;
use crate::model::traffic::{At, Clock};
use crate::problem::nearest;
use crate::scenario::file::calls::CallFile;
use crate::scenario::file::{ScalingFile, ScenarioFile};
use crate::scenario::reading::Reading;
use crate::scenario::setup::{Call, Calling, Desired, Variant, Window};

/// The calls of a scenario; `None`: something is wrong with one.
pub(super) fn calls(file: &ScenarioFile, window: Option<&Window>, reading: &mut Reading) -> Option<Vec<Call>> {
    let all: Vec<Option<Call>> =
        file.calls.iter().enumerate().map(|(index, call)| one(call, index, file, window, reading)).collect();
    let mut all: Vec<Call> = all.into_iter().collect::<Option<_>>()?;
    // Calls of one instant keep the order of the file.
    all.sort_by_key(|call| call.at);
    Some(all)
}

fn one(
    call: &CallFile,
    index: usize,
    file: &ScenarioFile,
    window: Option<&Window>,
    reading: &mut Reading,
) -> Option<Call> {
    let path = format!("calls.{index}");
    let at = window.and_then(|window| at(call, &path, window, reading));
    let nothing = ScalingFile::default();
    let scaling = file.scaling.as_ref().unwrap_or(&nothing);
    let register = call.register_scalable_target.as_ref().map(|document| {
        let path = format!("{path}.RegisterScalableTarget");
        document.check(&path, &mut reading.problems);
        let place = if scaling.targets.is_empty() {
            reading.error(&path, "no scalable target is registered");
            None
        } else {
            let (id, dimension) = (document.resource_id.as_deref(), document.scalable_dimension.as_deref());
            resources::check_owner(id, dimension, &path, file, reading)
        };
        targets::limit_max(document.max_capacity, &path, reading);
        let min = document.min_capacity.map(|min| targets::at_least_one(min, &path, reading));
        let flags = document.suspended_state.unwrap_or_default();
        let change = Register {
            min,
            max: document.max_capacity,
            dynamic_in_suspended: flags.dynamic_scaling_in_suspended,
            dynamic_out_suspended: flags.dynamic_scaling_out_suspended,
            scheduled_suspended: flags.scheduled_scaling_suspended,
        };
        place.map(|place| Calling::Register(place, change))
    });
    let capacity = call
        .update_capacities
        .as_ref()
        .map(|document| capacity(document, file, &format!("{path}.UpdateEndpointWeightsAndCapacities"), reading));
    let mut alarms = |document: &Option<AlarmNames>, key: &str, enabled| {
        let document = document.as_ref()?;
        Some(
            named(document, scaling, &format!("{path}.{key}.AlarmNames"), reading)
                .map(|alarms| Calling::AlarmActions { alarms, enabled }),
        )
    };
    let disable = alarms(&call.disable_alarm_actions, "DisableAlarmActions", false);
    let enable = alarms(&call.enable_alarm_actions, "EnableAlarmActions", true);
    let mut given = [register, capacity, disable, enable].into_iter().flatten();
    let Some(calling) = given.next() else {
        if !reading.set_aside(&path) {
            reading.error(path, "this entry names no call; write `RegisterScalableTarget: {…}` or another beside `at`");
        }
        return None;
    };
    if given.next().is_some() {
        reading.error(path, "this entry names several calls; write one for each");
        return None;
    }
    Some(Call { at: at?, calling: calling? })
}

/// No call may make the fleet outgrow what is simulated.
pub(super) fn limit_slots(file: &ScenarioFile, place: usize, variant: &Variant, reading: &mut Reading) {
    for (index, call) in file.calls.iter().enumerate() {
        let register = call.register_scalable_target.as_ref();
        let register = register.filter(|call| resources::owner(call.resource_id.as_deref(), file) == Some(place));
        let max = register.and_then(|document| document.max_capacity);
        if let Some(max) = max.filter(|&max| max <= MOST_UNITS) {
            targets::check_slots(max, variant, &format!("calls.{index}.RegisterScalableTarget.MaxCapacity"), reading);
        }
        let by_hand = call.update_capacities.iter().flat_map(|document| &document.desired_weights_and_capacities);
        for desired in by_hand.filter(|desired| desired.variant_name == variant.name) {
            let path = format!("calls.{index}.UpdateEndpointWeightsAndCapacities.DesiredWeightsAndCapacities");
            let path = format!("{path}.{}.DesiredInstanceCount", desired.variant_name);
            targets::check_slots(desired.desired_instance_count.unwrap_or(0), variant, &path, reading);
        }
    }
}

fn at(call: &CallFile, path: &str, window: &Window, reading: &mut Reading) -> Option<Time> {
    let path = format!("{path}.at");
    let at = match window::at(&call.at.0, &path, window, reading)? {
        At::Once(at) => at,
        At::Daily(clock) => {
            if window.end.since(window.start) > Span::DAY {
                let message = format!("`{}` comes every day, and a call is made once", call.at.0);
                reading
                    .error(path, message)
                    .hint("write a date and time (2026-11-27T12:00:00) or a time from the start (6h30m)");
                return None;
            }
            first_from(window, clock)?
        }
    };
    if at < window.begin || at >= window.end {
        reading.error(path, format!("`{}` lies outside the run: the call is never made", call.at.0));
        return None;
    }
    Some(at)
}

/// The first time in the counted window at which the clocks show this.
fn first_from(window: &Window, clock: Clock) -> Option<Time> {
    let (hour, minute, second) = (clock.0 / 3_600, clock.0 / 60 % 60, clock.0 % 60);
    let today = window.zone.local(window.start).date();
    let days = [Some(today), today.tomorrow().ok()].into_iter().flatten();
    days.filter_map(|day| window.zone.moment_unless_skipped(day.at(hour as i8, minute as i8, second as i8, 0)))
        .find(|&at| at >= window.start)
}

fn capacity(document: &UpdateCapacities, file: &ScenarioFile, path: &str, reading: &mut Reading) -> Option<Calling> {
    let endpoint = &file.endpoint.endpoint_name;
    if let Some(other) = document.endpoint_name.as_ref().filter(|name| *name != endpoint) {
        reading.error(format!("{path}.EndpointName"), format!("`{other}` is not the endpoint, which is `{endpoint}`"));
    }
    let variants = || file.endpoint.production_variants.iter().map(|variant| variant.variant_name.as_str());
    let mut all = Vec::with_capacity(document.desired_weights_and_capacities.len());
    let errors = reading.problems.errors();
    for desired in &document.desired_weights_and_capacities {
        let path = format!("{path}.DesiredWeightsAndCapacities.{}", desired.variant_name);
        let (weight, count) = (desired.desired_weight, desired.desired_instance_count);
        let Some(variant) = variants().position(|name| name == desired.variant_name) else {
            let list = variants().collect::<Vec<_>>().join("`, `");
            let message = format!("`{}` is no variant of the endpoint, which has `{list}`", desired.variant_name);
            reading.error(format!("{path}.VariantName"), message);
            continue;
        };
        if count == Some(0) {
            reading
                .error(format!("{path}.DesiredInstanceCount"), "is 0; a real-time variant has at least one instance");
        }
        if count.is_none() && weight.is_none() {
            let key = if variants().count() > 1 {
                "`DesiredWeight` or `DesiredInstanceCount`"
            } else {
                "`DesiredInstanceCount`"
            };
            reading.error(&path, format!("{key} is missing"));
        }
        if weight.is_some_and(|weight| !weight.is_finite() || weight < 0.0) {
            reading.error(format!("{path}.DesiredWeight"), "is a share of the traffic: 0 or more");
        }
        all.push(Desired { variant, weight, count });
    }
    let is_left_out = |place: usize| !all.iter().any(|desired| desired.variant == place && desired.weight == Some(0.0));
    if !all.is_empty() && !(0..variants().count()).any(is_left_out) {
        reading.error(path, "leaves no variant with a weight above 0: nobody would get the traffic");
    }
    (reading.problems.errors() == errors).then_some(Calling::WeightsAndCapacities(all))
}

fn named(document: &AlarmNames, scaling: &ScalingFile, path: &str, reading: &mut Reading) -> Option<Vec<usize>> {
    let names = || scaling.alarms.iter().map(|alarm| alarm.alarm_name.as_str());
    let place = |(index, name): (usize, &String)| {
        let place = names().position(|other| other == name);
        if place.is_none() {
            let problem = reading.error(format!("{path}.{index}"), format!("`{name}` is not among `scaling.alarms`"));
            if let Some(near) = nearest(name, names()) {
                problem.hint(format!("did you mean `{near}`?"));
            }
        }
        place
    };
    let all: Vec<Option<usize>> = document.alarm_names.iter().enumerate().map(place).collect();
    all.into_iter().collect()
}
