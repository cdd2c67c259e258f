//! What do scaling activities say of capacity: the answer of DescribeScalingActivities, one page or several.
//!
//! Ref: "Scaling activities for Application Auto Scaling"; API reference, `ScalingActivity`.

use super::{Change, History, Level};
use crate::engine::Time;
use crate::scenario::trace::{self, TraceProblem, problem};
use serde::Deserialize;
use std::collections::BTreeSet;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    scaling_activities: Vec<Written>,
    next_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Written {
    #[serde(default)]
    activity_id: Option<String>,
    #[serde(default)]
    resource_id: String,
    #[serde(default)]
    scalable_dimension: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    cause: String,
    start_time: Moment,
    end_time: Option<Moment>,
    #[serde(default)]
    status_code: String,
    #[serde(default)]
    not_scaled_reasons: Vec<Reason>,
}

/// Version 1 of the command line prints seconds since 1970, version 2 a date.
#[derive(Deserialize)]
#[serde(untagged)]
enum Moment {
    Secs(f64),
    Text(String),
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Reason {
    max_capacity: Option<u32>,
    min_capacity: Option<u32>,
    current_capacity: Option<u32>,
}

/// An activity on the clock of the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Activity {
    id: Option<String>,
    /// `ResourceId`
    pub resource: String,
    /// `StartTime`
    pub start: Time,
    /// `EndTime`
    pub end: Option<Time>,
    /// What it says of capacity; `None`: nothing (bounds, failures).
    says: Option<Says>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Says {
    /// Fulfilled: from the end on so many; whether the cause adds or removes.
    Set(u32, Option<bool>),
    /// Nothing was done because there were so many.
    Stays(u32),
}

/// The activities of a file: one JSON value a page.
///
/// # Errors
/// What is wrong, with the place.
pub fn read(text: &str) -> Result<Pages, TraceProblem> {
    let mut pages = Pages { is_whole: true, ..Pages::default() };
    for (number, page) in serde_json::Deserializer::from_str(text).into_iter::<Answer>().enumerate() {
        let page = page.map_err(|error| {
            let message = format!("page {}: row {}: {error}", number + 1, error.line());
            problem(message)
                .at_line(text, error.line())
                .hint("wanted: what `aws application-autoscaling describe-scaling-activities` prints")
        })?;
        pages.is_whole = page.next_token.is_none();
        for written in page.scaling_activities {
            pages.take(written)?;
        }
    }
    Ok(pages)
}

/// Whether a text is an answer of DescribeScalingActivities, whatever else is wrong with it.
pub fn is_activities(text: &str) -> bool {
    text.trim_start().starts_with('{') && text.contains("\"ScalingActivities\"")
}

/// What the pages hold.
#[derive(Debug, Default)]
pub struct Pages {
    /// Of variants, in the order of the file.
    pub activities: Vec<Activity>,
    /// What the reader must know.
    pub notes: Vec<String>,
    /// Whether the last page says that it is the last.
    pub is_whole: bool,
}

impl Pages {
    /// Begin of the first activity and end of the last.
    pub fn extent(&self) -> Option<(Time, Time)> {
        let begin = self.activities.iter().map(|activity| activity.start).min()?;
        let end = self.activities.iter().map(|activity| activity.end.unwrap_or(activity.start)).max()?;
        Some((begin, end))
    }

    /// Adds the pages that follow.
    pub fn extend(&mut self, later: Self) {
        self.activities.extend(later.activities);
        self.notes.extend(later.notes);
        self.is_whole = later.is_whole;
    }

    fn take(&mut self, written: Written) -> Result<(), TraceProblem> {
        if written.scalable_dimension != "sagemaker:variant:DesiredInstanceCount" {
            let note = format!("activities of {} left out: only instances of variants are shown", written.resource_id);
            if !self.notes.contains(&note) {
                self.notes.push(note);
            }
            return Ok(());
        }
        let number = self.activities.len() + 1;
        let moment = |what: &str, moment: &Moment| {
            let read = match moment {
                Moment::Text(text) => trace::moment(text),
                Moment::Secs(secs) if (0.0..1e11).contains(secs) => {
                    // They are printed to the millisecond.
                    Ok(Time::from_nanos((secs * 1_000.0).round() as u64 * 1_000_000))
                }
                Moment::Secs(secs) => Err(format!("{secs} is no time stamp")),
            };
            read.map_err(|why| problem(format!("activity {number}: {what}: {why}")))
        };
        let start = moment("StartTime", &written.start_time)?;
        let end = written.end_time.as_ref().map(|end| moment("EndTime", end)).transpose()?;
        if end.is_some_and(|end| end < start) {
            return Err(problem(format!("activity {number}: EndTime lies before StartTime")));
        }
        let says = says(&written);
        self.activities.push(Activity { id: written.activity_id, resource: written.resource_id, start, end, says });
        Ok(())
    }
}

/// What an activity says of capacity.
fn says(written: &Written) -> Option<Says> {
    let asked = written.description.trim_end_matches('.').strip_prefix("Setting desired instance count to ");
    match (asked, written.status_code.as_str()) {
        (Some(to), "Successful") => to.parse().ok().map(|to| Says::Set(to, adds(&written.cause))),
        (Some(_), _) => None,
        (None, _) => {
            let capacity = |reason: &Reason| reason.current_capacity.or(reason.max_capacity).or(reason.min_capacity);
            written.not_scaled_reasons.iter().find_map(capacity).map(Says::Stays)
        }
    }
}

/// Whether the cause alone tells the direction.
fn adds(cause: &str) -> Option<bool> {
    let alarm = cause.strip_prefix("monitor alarm ").and_then(|rest| rest.split(" in state ").next());
    if let Some(alarm) = alarm.filter(|alarm| alarm.starts_with("TargetTracking-")) {
        return Some(alarm.contains("-AlarmHigh-")).filter(|high| *high || alarm.contains("-AlarmLow-"));
    }
    if cause.starts_with("minimum capacity was set to ") {
        return Some(true);
    }
    cause.starts_with("maximum capacity was set to ").then_some(false)
}

/// The history of one variant, each activity once: from the end of each fulfilled change on there is what it asked for. Before the first,
/// what an activity that changed nothing says of capacity then.
pub fn history(activities: &[Activity]) -> History {
    let mut seen = BTreeSet::new();
    let mut sorted: Vec<&Activity> =
        activities.iter().filter(|activity| activity.id.as_ref().is_none_or(|id| seen.insert(id))).collect();
    sorted.sort_by_key(|activity| (activity.end.unwrap_or(activity.start), activity.start));
    let (mut levels, mut changes): (Vec<Level>, Vec<Change>) = (Vec::new(), Vec::new());
    let mut now: Option<u32> = None;
    for activity in sorted {
        match activity.says {
            Some(Says::Set(to, by_cause)) => {
                let end = activity.end.unwrap_or(activity.start);
                let adds = match now {
                    Some(before) if before != to => Some(to > before),
                    Some(_) => None,
                    None => by_cause,
                };
                changes.push(Change { at: activity.start, end, to, adds });
                levels.push(Level { from: end, instances: Some(f64::from(to)) });
                now = Some(to);
            }
            Some(Says::Stays(instances)) if now.is_none() => {
                levels.push(Level { from: activity.start, instances: Some(f64::from(instances)) });
                now = Some(instances);
            }
            Some(Says::Stays(_)) | None => {}
        }
    }
    changes.sort_by_key(|change| change.at);
    History { levels, changes: Some(changes) }
}
