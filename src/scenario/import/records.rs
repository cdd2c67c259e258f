//! What does a scenario say of the files that are records: of requests, of scaling activities, of counted instances?

mod kinds;

use crate::aws::format::{Found, Node};
use crate::engine::{Span, Time, Zone};
use crate::model::traffic::Replay;
use crate::problem::{Place, Source};
use crate::quantity;
use crate::scenario::history::activities;
use crate::scenario::trace::{self, Counted, GapRule, TraceSpec};
use kinds::{Sort, kinds};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Longer records are simulated in part: a first look need not take hours.
const MOST_DAYS: u64 = 7;

/// Files of one series.
#[derive(Clone, Debug)]
struct Series {
    sort: Sort,
    /// Of several in a file.
    column: Option<String>,
    files: Vec<PathBuf>,
}

/// The files that are no records, and the series of the others.
pub(super) struct Records {
    pub(super) documents: Vec<PathBuf>,
    series: Vec<Series>,
}

impl Records {
    /// Takes the records out of the files.
    pub(super) fn among(files: &[PathBuf], found: &mut Found) -> Self {
        let mut all = Self { documents: Vec::new(), series: Vec::new() };
        for file in files {
            match kinds(file) {
                None => all.documents.push(file.clone()),
                Some(Ok(kinds)) => kinds.into_iter().for_each(|(sort, column)| all.add(sort, column, file)),
                Some(Err(labels)) => {
                    let message =
                        format!("`{}` holds {labels}: neither Invocations nor CPUUtilization", file.display());
                    found
                        .problems
                        .error("", message)
                        .hint("say yourself what it is: a `trace` of `traffic`, or a file of `history`");
                }
            }
        }
        all
    }

    fn add(&mut self, sort: Sort, column: Option<String>, file: &Path) {
        match self.series.iter_mut().find(|series| series.sort == sort && series.column == column) {
            Some(series) => series.files.push(file.to_owned()),
            None => self.series.push(Series { sort, column, files: vec![file.to_owned()] }),
        }
    }

    /// How many there are, in words.
    pub(super) fn counts(&self) -> Vec<(String, usize)> {
        let words = [
            (Sort::Requests, "record of requests"),
            (Sort::Activities, "record of scaling activities"),
            (Sort::Instances, "record of instances"),
        ];
        let count = |sort: &Sort| self.series.iter().filter(|series| series.sort == *sort).count();
        let all = words.iter().map(|(sort, words)| ((*words).to_owned(), count(sort)));
        all.filter(|(_, count)| *count > 0).collect()
    }

    /// Puts them into a scenario; `named` is how it names a file.
    pub(super) fn put(&self, root: &mut Node, named: &dyn Fn(&Path) -> String, found: &mut Found) {
        let Some(first) = self.series.first() else { return };
        let place = place_of(first, named);
        let sources: Vec<Value> = self.of(&Sort::Requests).map(|series| source(series, named)).collect();
        if !sources.is_empty() {
            root.set("traffic", Node::from_json(&Value::Array(sources), &place));
        }
        let told = self.series.iter().filter(|series| series.sort != Sort::Requests);
        let history: Vec<Value> = told.map(|series| form(series, named)).collect();
        if !history.is_empty() {
            root.set("history", Node::from_json(&Value::Array(history), &place));
        }
        self.set_the_clock(root, &place, found);
    }

    fn of<'a>(&'a self, sort: &Sort) -> impl Iterator<Item = &'a Series> {
        self.series.iter().filter(move |series| series.sort == *sort)
    }

    /// The simulated time is that of the record, so that nothing has to be moved.
    fn set_the_clock(&self, root: &mut Node, place: &Place, found: &mut Found) {
        let zone = root.get("time_zone").and_then(Node::word);
        let zone = zone.and_then(|name| quantity::zone(&name).ok()).unwrap_or_else(Zone::utc);
        let of_requests = self.of(&Sort::Requests).find_map(|series| extent(series, &zone));
        let of_history = || self.series.iter().find_map(|series| extent(series, &zone));
        let Some((begin, end)) = of_requests.or_else(of_history) else { return };
        let local = |at: Time| zone.local(at).to_string();
        let midnight = |at: Time| zone.midnight(zone.local(at).date()).unwrap_or(at);
        let next = midnight(midnight(begin) + Span::HOUR * 36);
        let first_day = if midnight(begin) == begin { begin } else { next };
        let whole_days = end.since_or_zero(first_day).whole(Span::DAY);
        let (start, duration) = match (of_requests.is_some(), whole_days) {
            (false, _) => (midnight(begin), None),
            (true, 0) => {
                let start = (begin + Span::from_nanos(Span::MINUTE.nanos() - 1)).floor(Span::MINUTE);
                (start, Some(format!("{}m", end.since_or_zero(start).whole(Span::MINUTE).max(1))))
            }
            (true, days) => (first_day, Some(format!("{}d", days.min(MOST_DAYS)))),
        };
        let mut words = format!("`start` is {}, as the record has it", local(start));
        if whole_days > MOST_DAYS && of_requests.is_some() {
            write!(words, "; of its {whole_days} whole days the first {MOST_DAYS} are simulated")
                .expect("a String takes any text");
        }
        found.note(words, place);
        root.set("start", Node::text_at(local(start), place));
        if let Some(duration) = duration {
            root.set("duration", Node::text_at(duration, place));
        }
    }
}

fn place_of(series: &Series, named: &dyn Fn(&Path) -> String) -> Place {
    Source::scenario(named(&series.files[0]), "").place(0..0)
}

/// The file, or the files and the column, as a scenario has them.
fn form(series: &Series, named: &dyn Fn(&Path) -> String) -> Value {
    let names: Vec<String> = series.files.iter().map(|file| named(file)).collect();
    match (&names[..], &series.column) {
        ([only], None) => json!(only),
        ([only], Some(column)) => json!({"file": only, "column": column}),
        (_, None) => json!({"file": names}),
        (_, Some(column)) => json!({"file": names, "column": column}),
    }
}

fn source(series: &Series, named: &dyn Fn(&Path) -> String) -> Value {
    let name = series.column.as_deref().unwrap_or("recorded");
    json!({"name": name, "trace": form(series, named)})
}

/// First moment and end of a series; `None`: it has no dates, or cannot be read, which the check of the scenario tells.
fn extent(series: &Series, zone: &Zone) -> Option<(Time, Time)> {
    if series.sort == Sort::Activities {
        let bytes = trace::contents(&series.files[0]).ok()?;
        return activities::read(trace::text_of(&bytes).ok()?).ok()?.extent();
    }
    let spec = TraceSpec {
        file: series.files[0].clone(),
        more: series.files[1..].to_vec(),
        column: series.column.clone(),
        zone: None,
        period: None,
        from: None,
        to: None,
        repeat: false,
        replay: Replay::Exact,
        gap: GapRule::None,
        allow_partial: true,
        counted: if series.sort == Sort::Requests { Counted::Requests } else { Counted::Samples },
    };
    trace::extent(&spec, zone).ok()?
}
