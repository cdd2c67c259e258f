//! What really happened to capacity: the written records become the history of each variant, on the clock of the run.

use super::traces::{moment, refuse, whole};
use super::{metrics, resources};
use crate::engine::{Span, Time};
use crate::model::traffic::Replay;
use crate::problem::nearest;
use crate::quantity;
use crate::scenario::file::ScenarioFile;
use crate::scenario::file::history::{HistoryFile, HistoryForm};
use crate::scenario::file::traffic::FileNames;
use crate::scenario::history::{Change, History, Level, activities, counted};
use crate::scenario::reading::Reading;
use crate::scenario::setup::Window;
use crate::scenario::trace::{self, Counted, GapRule, TraceMoment, TraceSpec};
use std::path::PathBuf;

/// The history of each variant, by its place; `None`: none is given.
pub(super) fn history(file: &ScenarioFile, window: &Window, reading: &mut Reading) -> Vec<Option<History>> {
    let mut all: Vec<Option<History>> = vec![None; file.endpoint.production_variants.len()];
    for (index, written) in file.history.iter().enumerate() {
        let path = format!("history.{index}");
        let bare;
        let (form, at_file) = match written {
            HistoryFile::Name(name) => {
                bare = HistoryForm::of(name);
                (&bare, path.clone())
            }
            HistoryFile::Form(form) => (form.as_ref(), format!("{path}.file")),
        };
        let record = Record { form, path: &path, at_file: &at_file, file, window };
        for (variant, told) in record.read(reading).unwrap_or_default() {
            if let Some(both) = joined(all[variant].take(), told, &at_file, reading) {
                all[variant] = Some(both);
            }
        }
    }
    all
}

/// Counts say how many there were, activities what was changed; of two records of one sort the second is a mistake.
fn joined(first: Option<History>, second: History, path: &str, reading: &mut Reading) -> Option<History> {
    let Some(first) = first else { return Some(second) };
    match (&first.changes, &second.changes) {
        (Some(_), None) => Some(History { changes: first.changes, ..second }),
        (None, Some(_)) => Some(History { changes: second.changes, ..first }),
        _ => {
            reading
                .error(path, "is a second record of the same variant")
                .hint("name the files of one record together: {file: [first.json, second.json]}");
            None
        }
    }
}

struct Record<'a> {
    form: &'a HistoryForm,
    path: &'a str,
    at_file: &'a str,
    file: &'a ScenarioFile,
    window: &'a Window,
}

impl Record<'_> {
    /// What the files say of which variant.
    fn read(&self, reading: &mut Reading) -> Option<Vec<(usize, History)>> {
        let names = self.form.file.names();
        let found: Vec<Option<PathBuf>> = names.iter().map(|name| reading.input(self.at_file, name)).collect();
        let files = found.into_iter().collect::<Option<Vec<_>>>()?;
        let moved = self.moved(reading)?;
        let is_activities = |file: &PathBuf| {
            let bytes = trace::contents(file).unwrap_or_default();
            trace::text_of(&bytes).is_ok_and(activities::is_activities)
        };
        let told = if files.iter().any(is_activities) {
            self.activities(&files, reading)?
        } else {
            vec![(self.variant(reading)?, self.counts(&files, reading)?)]
        };
        let moved = |(variant, history): (usize, History)| Some((variant, on_the_clock(&history, moved)?));
        let told: Vec<(usize, History)> = told.into_iter().filter_map(moved).collect();
        if !told.iter().any(|(_, history)| touches(history, self.window)) {
            self.elsewhere(&told, reading);
            return None;
        }
        Some(told)
    }

    /// Run minus record [ns].
    fn moved(&self, reading: &mut Reading) -> Option<i128> {
        let Some(text) = &self.form.from else { return Some(reading.moved_nanos.unwrap_or_default()) };
        let path = format!("{}.from", self.path);
        let zone = match &self.form.zone {
            Some(zone) => reading.literal(&format!("{}.zone", self.path), quantity::zone(&zone.0))?,
            None => self.window.zone.clone(),
        };
        let from = match moment(text, &path, reading)? {
            TraceMoment::Exact(at) => Some(at),
            TraceMoment::Wall(wall) => zone.moment(wall),
            TraceMoment::Since(_) => None,
        };
        if from.is_none() {
            reading.error(path, format!("`{}` is no moment of the record; write 2026-03-02T00:00:00", text.0));
        }
        Some(i128::from(self.window.start.nanos()) - i128::from(from?.nanos()))
    }

    /// The variant that the record is of.
    fn variant(&self, reading: &mut Reading) -> Option<usize> {
        let variants = &self.file.endpoint.production_variants;
        let names = || variants.iter().map(|variant| variant.variant_name.as_str());
        let list = || names().collect::<Vec<_>>().join(", ");
        let Some(wanted) = &self.form.variant else {
            if variants.len() > 1 {
                let message = format!("counts do not say of which variant they are; the endpoint has: {}", list());
                reading.error(self.path, message).hint("write {file: …, variant: V}");
                return None;
            }
            return Some(0);
        };
        let place = names().position(|name| name == wanted);
        if place.is_none() {
            let message = format!("`{wanted}` is no variant of the endpoint, which has: {}", list());
            let problem = reading.error(format!("{}.variant", self.path), message);
            if let Some(near) = nearest(wanted, names()) {
                problem.hint(format!("did you mean `{near}`?"));
            }
        }
        place
    }

    fn counts(&self, files: &[PathBuf], reading: &mut Reading) -> Option<History> {
        let (form, path) = (self.form, self.path);
        let zone = form.zone.as_ref().map(|zone| reading.literal(&format!("{path}.zone"), quantity::zone(&zone.0)));
        let period =
            form.period.as_ref().map(|text| reading.literal(&format!("{path}.period"), quantity::duration(&text.0)));
        let spec = TraceSpec {
            file: files.first()?.clone(),
            more: files[1..].to_vec(),
            column: form.column.clone(),
            zone: whole(zone)?,
            period: whole(period)?,
            from: None,
            to: None,
            repeat: false,
            replay: Replay::Exact,
            gap: GapRule::None,
            allow_partial: form.allow_partial.unwrap_or_default(),
            counted: Counted::Samples,
        };
        match trace::intervals(&spec, &self.window.zone) {
            Ok(intervals) => {
                self.note(&intervals.notes, reading);
                Some(counted::history(&intervals, metrics::publication(self.file).utilization))
            }
            Err(why) => {
                let hint = "wanted: the SampleCount of CPUUtilization, or what describe-scaling-activities prints";
                let why = if why.hint.is_none() { why.hint(hint) } else { why };
                refuse(self.at_file, form.file.names(), &why, reading);
                None
            }
        }
    }

    /// The history of each variant of this endpoint of which there are activities.
    fn activities(&self, files: &[PathBuf], reading: &mut Reading) -> Option<Vec<(usize, History)>> {
        let names = self.form.file.names();
        let allow_partial = self.form.allow_partial.unwrap_or_default();
        let mut pages = activities::Pages::default();
        for (number, file) in files.iter().enumerate() {
            match trace::contents(file).and_then(|bytes| activities::read(trace::text_of(&bytes)?)) {
                Ok(read) => pages.extend(read),
                Err(why) => {
                    refuse(self.at_file, names, &why.in_file(number), reading);
                    return None;
                }
            }
        }
        if !pages.is_whole {
            if !allow_partial {
                let hint = "fetch the other pages (the aws command line does unless told not to), or set \
                            `allow_partial: true`";
                reading.error(self.at_file, "is not complete: there is a NextToken").hint(hint);
                return None;
            }
            pages.notes.push("The list of activities is not complete: there is a NextToken.".to_owned());
        }
        self.note(&pages.notes, reading);
        self.by_variant(&pages.activities, reading)
    }

    fn by_variant(&self, all: &[activities::Activity], reading: &mut Reading) -> Option<Vec<(usize, History)>> {
        let mut resources: Vec<&str> = all.iter().map(|activity| activity.resource.as_str()).collect();
        resources.sort_unstable();
        resources.dedup();
        let only = match &self.form.variant {
            Some(_) => Some(self.variant(reading)?),
            None => None,
        };
        let mut told = Vec::new();
        let ids = resources::ids(self.file);
        for (place, own) in ids.iter().enumerate() {
            if resources.contains(&own.as_str()) && only.is_none_or(|only| only == place) {
                let of: Vec<activities::Activity> =
                    all.iter().filter(|activity| activity.resource == *own).cloned().collect();
                told.push((place, activities::history(&of)));
            }
        }
        if told.is_empty() {
            let listed = if resources.is_empty() { "none".to_owned() } else { resources.join(", ") };
            reading
                .error(self.at_file, format!("holds no activity of a variant of this endpoint; found: {listed}"))
                .hint(format!("wanted: {}", ids.join(", ")));
            return None;
        }
        let others = resources.len() - told.len();
        if others > 0 {
            let word = if others == 1 { "resource" } else { "resources" };
            self.note(&[format!("Activities of {others} other {word} are left out.")], reading);
        }
        Some(told)
    }

    fn note(&self, notes: &[String], reading: &mut Reading) {
        let said = self.form.file.names().join("`, `");
        reading.notes.extend(notes.iter().map(|note| format!("`{said}`: {note}")));
    }

    /// The day of a moment at the time of day of `start`, as a scenario writes it.
    fn day_of(&self, at: Time) -> String {
        let zone = &self.window.zone;
        zone.local(at).date().to_datetime(zone.local(self.window.start).time()).to_string()
    }

    /// Nothing of the record lies in the run.
    fn elsewhere(&self, told: &[(usize, History)], reading: &mut Reading) {
        let zone = &self.window.zone;
        let ends = told.iter().filter_map(|(_, history)| extent(history));
        let Some((begin, end)) = ends.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))) else {
            reading
                .error(self.at_file, "says nothing of capacity: no change in it was fulfilled")
                .hint("fetch more of it, or the SampleCount of CPUUtilization");
            return;
        };
        let iso = |at: Time| zone.iso(at.floor(Span::SECOND));
        let (from, until) = (iso(self.window.begin), iso(self.window.end));
        let names = self.form.file.names().join("`, `");
        reading
            .error(
                self.at_file,
                format!("`{names}` runs from {} to {}, the run from {from} to {until}", iso(begin), iso(end)),
            )
            .hint(format!("`from: {}` would put that day on the day of `start`", self.day_of(begin)));
    }
}

/// The first moment of which something is known, and the last.
fn extent(history: &History) -> Option<(Time, Time)> {
    let changes = history.changes.iter().flatten().flat_map(|change| [change.at, change.end]);
    let moments = || history.levels.iter().map(|level| level.from).chain(changes.clone());
    Some((moments().min()?, moments().max()?))
}

fn touches(history: &History, window: &Window) -> bool {
    extent(history).is_some_and(|(begin, end)| begin < window.end && end > window.begin)
}

/// The history moved; what falls before 1970 is gone.
fn on_the_clock(history: &History, moved_nanos: i128) -> Option<History> {
    let moved = |at: Time| u64::try_from(i128::from(at.nanos()) + moved_nanos).ok().map(Time::from_nanos);
    let levels = history.levels.iter().map(|level| Some(Level { from: moved(level.from)?, ..*level }));
    let levels = levels.collect::<Option<Vec<_>>>()?;
    let change = |change: &Change| Some(Change { at: moved(change.at)?, end: moved(change.end)?, ..*change });
    let changes = match &history.changes {
        Some(changes) => Some(changes.iter().map(change).collect::<Option<Vec<_>>>()?),
        None => None,
    };
    Some(History { levels, changes })
}

impl HistoryForm {
    /// A bare file name is `{file: NAME}`.
    fn of(name: &str) -> Self {
        Self {
            file: FileNames::One(name.to_owned()),
            variant: None,
            column: None,
            zone: None,
            period: None,
            from: None,
            allow_partial: None,
        }
    }
}
