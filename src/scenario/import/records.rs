//! Which of the files are records (of requests, of scaling activities, of counted instances) and what does a scenario
//! say of them.

use crate::aws::format::{Found, Node};
use crate::engine::{Span, Time, Zone};
use crate::model::traffic::Replay;
use crate::problem::{Place, Source};
use crate::quantity;
use crate::scenario::history::activities;
use crate::scenario::trace::{self, Counted, GapRule, TraceSpec};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// So much of a file tells what it is [bytes].
const HEAD_BYTES: u64 = 1 << 16;
/// Longer records are simulated in part: a first look need not take hours.
const MOST_DAYS: u64 = 7;

/// What a record is of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Sort {
    /// Requests by interval, or one by one.
    Requests,
    /// `describe-scaling-activities`
    Activities,
    /// The SampleCount of CPUUtilization.
    Instances,
}

/// What a file is of, with the column where it holds several; else what it holds, in words.
type Kinds = Result<Vec<(Sort, Option<String>)>, String>;

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

/// What a file records; `None`: it is no record. An error lists what it holds.
fn kinds(file: &Path) -> Option<Kinds> {
    let mut head = Vec::new();
    File::open(file).ok()?.take(HEAD_BYTES).read_to_end(&mut head).ok()?;
    let head = String::from_utf8_lossy(&head);
    if file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv")) {
        return Some(of_csv(&head));
    }
    let is_json = head.trim_start_matches('\u{feff}').trim_start().starts_with('{');
    let has = |key: &str| head.contains(&format!("\"{key}\""));
    if !is_json || !["ScalingActivities", "MetricDataResults", "Datapoints"].into_iter().any(has) {
        return None;
    }
    let bytes = trace::contents(file).ok()?;
    of_json(trace::text_of(&bytes).ok()?)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Head {
    scaling_activities: Option<IgnoredAny>,
    metric_data_results: Option<Vec<Labelled>>,
    datapoints: Option<IgnoredAny>,
    label: Option<String>,
    #[serde(flatten)]
    others: serde_json::Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Labelled {
    #[serde(default)]
    id: String,
    #[serde(default)]
    label: String,
}

fn of_json(text: &str) -> Option<Kinds> {
    let mut all = Vec::new();
    for head in serde_json::Deserializer::from_str(text).into_iter::<Head>() {
        let head = head.ok()?;
        // Answers about other things beside them are documents.
        if !head.others.keys().all(|key| key == "NextToken" || key == "Messages") {
            return None;
        }
        if head.scaling_activities.is_some() {
            all.push((Sort::Activities, None));
        } else if let Some(results) = head.metric_data_results {
            match of_results(&results) {
                Ok(kinds) => all.extend(kinds),
                Err(labels) => return Some(Err(labels)),
            }
        } else if head.datapoints.is_some() {
            let label = head.label.unwrap_or_default();
            let Some(sort) = sort_of(&label) else { return Some(Err(format!("`{label}`"))) };
            all.push((sort, None));
        } else {
            return None;
        }
    }
    all.dedup();
    (!all.is_empty()).then_some(Ok(all))
}

fn of_results(results: &[Labelled]) -> Kinds {
    let of_one = |result: &Labelled| sort_of(&result.label).or_else(|| sort_of(&result.id));
    let column = |result: &Labelled| (results.len() > 1).then(|| result.id.clone());
    let found: Vec<_> = results.iter().filter_map(|result| Some((of_one(result)?, column(result)))).collect();
    if found.is_empty() {
        return Err(results.iter().map(|result| format!("`{}`", result.label)).collect::<Vec<_>>().join(", "));
    }
    Ok(found)
}

/// A CSV of the console names its series at the head; a plain one is of requests, unless its column says otherwise.
fn of_csv(head: &str) -> Kinds {
    let first = head.lines().next().unwrap_or_default();
    let is_plain = first.contains("timestamp") || first.contains("arrival_s");
    let names: Vec<&str> = if is_plain {
        first.split(',').map(str::trim).filter(|name| *name == "instances").collect()
    } else {
        let before = head.lines().take_while(|line| !line.starts_with(|letter: char| letter.is_ascii_digit()));
        before.flat_map(|line| line.split(',').skip(1)).map(|cell| cell.trim().trim_matches('"')).collect()
    };
    if is_plain {
        return Ok(vec![match names.first() {
            Some(name) => (Sort::Instances, Some((*name).to_owned())),
            None => (Sort::Requests, None),
        }]);
    }
    let mut sorts: Vec<(Sort, &str)> = Vec::new();
    for name in names.iter().filter(|name| !name.is_empty()) {
        if let Some(sort) = sort_of(name)
            && !sorts.iter().any(|(known, _)| *known == sort)
        {
            sorts.push((sort, name));
        }
    }
    match &sorts[..] {
        [] => Err(names
            .iter()
            .filter(|name| !name.is_empty())
            .take(6)
            .map(|name| format!("`{name}`"))
            .collect::<Vec<_>>()
            .join(", ")),
        [(sort, _)] => Ok(vec![(sort.clone(), None)]),
        several => Ok(several.iter().map(|(sort, name)| (sort.clone(), Some((*name).to_owned()))).collect()),
    }
}

/// What a series of this name is of. Of an instance, or failed, are no arrivals.
fn sort_of(name: &str) -> Option<Sort> {
    let name: String = name.to_lowercase().chars().filter(|letter| !matches!(letter, ' ' | '_' | '-')).collect();
    if name.contains("cpuutilization") || name.contains("samplecount") {
        return Some(Sort::Instances);
    }
    let other = ["perinstance", "percopy", "error", "4xx", "5xx", "failure", "latency", "permodel"];
    let arrivals = ["invocation", "request"].iter().any(|word| name.contains(word));
    (arrivals && !other.iter().any(|word| name.contains(word))).then_some(Sort::Requests)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_series_tells_by_its_name_what_it_is_of() {
        for (name, sort) in [
            ("Invocations", Some(Sort::Requests)),
            ("shop all Invocations", Some(Sort::Requests)),
            ("RequestCount", Some(Sort::Requests)),
            ("InvocationsPerInstance", None),
            ("Invocation4XXErrors", None),
            ("ConcurrentRequestsPerModel", None),
            ("CPUUtilization", Some(Sort::Instances)),
            ("ModelLatency", None),
            ("", None),
        ] {
            assert_eq!(sort_of(name), sort, "{name}");
        }
    }

    #[test]
    fn an_answer_is_a_record_if_all_of_it_is() {
        let activities = r#"{"ScalingActivities": []}"#;
        let several = r#"{"MetricDataResults": [{"Id": "a", "Label": "Invocations"}, {"Id": "b", "Label": "CPUUtilization"},
            {"Id": "c", "Label": "ModelLatency"}], "Messages": []}"#;
        assert_eq!(of_json(activities), Some(Ok(vec![(Sort::Activities, None)])));
        assert_eq!(of_json(&format!("{activities}\n{activities}")), Some(Ok(vec![(Sort::Activities, None)])));
        assert_eq!(of_json(&format!("{activities}{{\"ScalableTargets\": []}}")), None, "that is for the documents");
        assert_eq!(
            of_json(several),
            Some(Ok(vec![(Sort::Requests, Some("a".to_owned())), (Sort::Instances, Some("b".to_owned()))]))
        );
        assert_eq!(of_json(r#"{"Label": "Invocations", "Datapoints": []}"#), Some(Ok(vec![(Sort::Requests, None)])));
        assert_eq!(of_json(r#"{"Label": "Duration", "Datapoints": []}"#), Some(Err("`Duration`".to_owned())));
        assert_eq!(of_json("{\"ScalingActivities\": ["), None);
    }

    #[test]
    fn a_csv_is_of_requests_unless_it_says_otherwise() {
        assert_eq!(of_csv("timestamp,count\n1"), Ok(vec![(Sort::Requests, None)]));
        assert_eq!(of_csv("arrival_s\n1"), Ok(vec![(Sort::Requests, None)]));
        let instances = Ok(vec![(Sort::Instances, Some("instances".to_owned()))]);
        assert_eq!(of_csv("timestamp, instances\n1"), instances);
        let console = "Full label,Invocations,CPUUtilization\nLabel,a,b\n2026/03/02 08:00:00,94.0,2.0\n";
        let both = vec![
            (Sort::Requests, Some("Invocations".to_owned())),
            (Sort::Instances, Some("CPUUtilization".to_owned())),
        ];
        assert_eq!(of_csv(console), Ok(both));
        assert_eq!(of_csv("Label,Invocations\n2026/03/02 08:00:00,94.0\n"), Ok(vec![(Sort::Requests, None)]));
        assert_eq!(of_csv("Label,ModelLatency\n2026/03/02 08:00:00,94.0\n"), Err("`ModelLatency`".to_owned()));
    }
}
