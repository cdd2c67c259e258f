//! Is a file a record, and of what: by the words in its head, and the names of its series?

use crate::scenario::trace;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

/// So much of a file tells what it is [bytes].
const HEAD_BYTES: u64 = 1 << 16;

/// What a record is of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sort {
    /// Requests by interval, or one by one.
    Requests,
    /// `describe-scaling-activities`
    Activities,
    /// The SampleCount of CPUUtilization.
    Instances,
}

/// What a file is of, with the column where it holds several; else what it holds, in words.
pub(super) type Kinds = Result<Vec<(Sort, Option<String>)>, String>;

/// What a file records; `None`: it is no record. An error lists what it holds.
pub(super) fn kinds(file: &Path) -> Option<Kinds> {
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
