//! What someone does to AWS during the run, in order of time.

mod alarms;
mod book;
mod deploying;

use super::hosting::MOST_UNITS;
use super::{resources, targets, window};
use crate::aws::call::UpdateCapacities;
use crate::engine::{Span, Time};
use crate::model::scaling::Target;
use crate::model::traffic::{At, Clock};
use crate::scenario::file::ScenarioFile;
use crate::scenario::file::calls::CallFile;
use crate::scenario::reading::Reading;
use crate::scenario::setup::{Assumptions, Call, Calling, Desired, Variant, Window};
use book::Book;

/// The calls of a scenario; `None`: something is wrong with one.
pub(super) fn calls(
    file: &ScenarioFile,
    window: Option<&Window>,
    targets: Option<&[Option<Target>]>,
    assumed: Option<&Assumptions>,
    reading: &mut Reading,
) -> Option<Vec<Call>> {
    let timed = file.calls.iter().enumerate().map(|(index, call)| {
        let at = window.and_then(|window| at(call, &format!("calls.{index}"), window, reading));
        (at, index, call)
    });
    let mut timed: Vec<_> = timed.collect();
    // Calls of one instant keep the order of the file.
    timed.sort_by_key(|(at, ..)| at.unwrap_or(Time::NEVER));
    let mut book = Book::open(file, window, targets, assumed);
    let mut all = Vec::with_capacity(timed.len());
    for (at, index, call) in timed {
        let path = format!("calls.{index}");
        let callings = one(call, at, &path, &mut book, reading);
        let calls =
            |(at, callings): (Time, Vec<Calling>)| callings.into_iter().map(move |calling| Call { at, index, calling });
        all.push(at.zip(callings).map(calls));
    }
    Some(all.into_iter().collect::<Option<Vec<_>>>()?.into_iter().flatten().collect())
}

/// What one call comes to.
fn one(
    call: &CallFile,
    at: Option<Time>,
    path: &str,
    book: &mut Book<'_>,
    reading: &mut Reading,
) -> Option<Vec<Calling>> {
    let file = book.file();
    let mut given = call.names();
    let Some(name) = given.next() else {
        if !reading.set_aside(path) {
            reading.error(path, "this entry names no call; write `RegisterScalableTarget: {…}` or another beside `at`");
        }
        return None;
    };
    if given.next().is_some() {
        reading.error(path, "this entry names several calls; write one for each");
        return None;
    }
    let path = &format!("{path}.{name}");
    if let Some(document) = &call.update_capacities {
        return capacity(document, file, path, reading).map(|calling| vec![calling]);
    }
    book.called(call, at, path, reading)
}

/// No call may make the fleet outgrow what is simulated; `most`: instances that it may have without them.
pub(super) fn limit_slots(file: &ScenarioFile, place: usize, variant: &Variant, most: u32, reading: &mut Reading) {
    let mut all = Vec::new();
    for (index, call) in file.calls.iter().enumerate() {
        wanted(call, index, place, &variant.name, file, &mut all);
    }
    for (count, path) in &all {
        targets::check_slots(*count, variant, path, reading);
    }
    let most = all.iter().map(|(count, _)| *count).fold(most, u32::max);
    let deployed = file.calls.iter().position(|call| call.update_endpoint.is_some());
    if let Some(index) = deployed.filter(|_| most <= MOST_UNITS) {
        // The new fleet stands beside the old one.
        targets::check_slots(2 * most, variant, &format!("calls.{index}.UpdateEndpoint"), reading);
    }
}

/// How many instances a call may lead to in the variant at `place`, and where that is written.
fn wanted(call: &CallFile, index: usize, place: usize, name: &str, file: &ScenarioFile, all: &mut Vec<(u32, String)>) {
    let is_own = |id: Option<&str>| resources::owner(id, file) == Some(place);
    let mut add = |count: Option<u32>, path: String| {
        all.extend(count.filter(|&count| count <= MOST_UNITS).map(|count| (count, format!("calls.{index}.{path}"))));
    };
    if let Some(register) = call.register_scalable_target.as_ref().filter(|call| is_own(call.resource_id.as_deref())) {
        add(register.max_capacity, "RegisterScalableTarget.MaxCapacity".to_owned());
    }
    if let Some(put) = call.put_scheduled_action.as_ref().filter(|call| is_own(call.resource_id.as_deref())) {
        let max = put.scalable_target_action.and_then(|action| action.max_capacity);
        add(max, "PutScheduledAction.ScalableTargetAction.MaxCapacity".to_owned());
    }
    let by_hand = call.update_capacities.iter().flat_map(|document| &document.desired_weights_and_capacities);
    for desired in by_hand.filter(|desired| desired.variant_name == name) {
        let path = "UpdateEndpointWeightsAndCapacities.DesiredWeightsAndCapacities";
        add(desired.desired_instance_count, format!("{path}.{name}.DesiredInstanceCount"));
    }
    let deployed = call.update_endpoint.iter().flat_map(|document| &document.production_variants);
    for new in deployed.filter(|new| new.variant_name == name) {
        let path = format!("UpdateEndpoint.ProductionVariants.{name}.InitialInstanceCount");
        add(new.initial_instance_count, path);
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
