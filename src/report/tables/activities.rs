//! What was done, and where the time of each scale-out went: `activities.csv`.

use super::{each_row, seconds, when};
use crate::report::{Report, Subject};
use crate::simulation::outcome::{Activity, Drain, Parts, Reaction, RunOutcome};

/// What `DescribeScalingActivities` has, then what it has not.
const HEADER: [&str; 14] = [
    "run",
    "scope",
    "resource_id",
    "start_time",
    "start_seconds",
    "end_time",
    "end_seconds",
    "status_code",
    "description",
    "cause",
    "status_message",
    "not_scaled_reasons",
    "capacity_before",
    "capacity_after",
];

/// `activities.csv`: the scaling activities of the shown runs; those that answered a breach have their parts, exact to
/// the nanosecond.
pub fn activities(report: &Report<'_>) -> Vec<u8> {
    let mut header = HEADER.to_vec();
    header.extend(["is_escalation", "reaction_s"]);
    header.extend(Parts::NAMES);
    header.push("drain_s");
    each_row(report, &header, |subject, run| {
        let row = |(number, activity): (usize, &Activity)| {
            let mut cells = described(subject, activity);
            cells.extend(reaction(run, number));
            cells
        };
        run.activities.iter().enumerate().map(row).collect()
    })
}

fn described(subject: &Subject, activity: &Activity) -> Vec<String> {
    let mut cells = vec![activity.scope().to_owned(), activity.resource_id.clone()];
    cells.extend(when(subject, activity.start));
    cells.extend(activity.end.map_or_else(Default::default, |end| when(subject, end)));
    let words = [
        &activity.status_code,
        &activity.description,
        &activity.cause,
        &activity.status_message,
        &activity.not_scaled_reasons,
    ];
    cells.extend(words.map(Clone::clone));
    cells.extend([activity.from, activity.to].map(|count| count.to_string()));
    cells
}

/// Blank where the activity answered no breach, was not in service by the end or lies in the lead-in.
fn reaction(run: &RunOutcome, number: usize) -> Vec<String> {
    let all = run.scopes.first().map_or(&[][..], |endpoint| &endpoint.reactions);
    // In order of first instances in service; without the Updating lock not quite in order of activities.
    let Some(found) = all.iter().find(|reaction| reaction.number == number) else {
        return vec![String::new(); Parts::NAMES.len() + 3];
    };
    let Reaction { escalation, parts, drain, .. } = found;
    let mut cells = vec![escalation.to_string(), seconds(found.length())];
    cells.extend(parts.in_order().map(seconds));
    cells.push(match drain {
        Drain::Over(length) => seconds(*length),
        Drain::Nothing | Drain::Left(_) => String::new(),
    });
    cells
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Span;
    use crate::report::fixture;
    use crate::report::fixture::Made;

    fn rows(made: &Made) -> Vec<Vec<String>> {
        let table = activities(&made.report());
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(table.as_slice());
        reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    #[test]
    fn a_scale_out_by_alarm_has_its_parts_and_no_other_activity_has() {
        let mut made = fixture::flash_sale();
        let odd = &mut made.aggregates.shown[0].scopes[0].reactions[0];
        odd.parts.lag = Span::from_nanos(30_000_000_001);
        odd.escalation = true;
        odd.drain = Drain::Left(Span::HOUR);
        let number = odd.number;
        let rows = rows(&made);
        assert_eq!(
            rows[0][14..],
            ["is_escalation", "reaction_s"]
                .iter()
                .chain(&Parts::NAMES)
                .chain(&["drain_s"])
                .map(|name| (*name).to_owned())
                .collect::<Vec<_>>()
        );
        let with: Vec<_> = rows[1..].iter().filter(|row| !row[15].is_empty()).collect();
        assert_eq!(with.len(), made.aggregates.shown.iter().map(|run| run.scopes[0].reactions.len()).sum::<usize>());
        assert!(with.iter().all(|row| row[9].contains("AlarmHigh")));
        let by_schedule = rows.iter().find(|row| row[9].contains("before-sale")).unwrap();
        assert!(by_schedule[14..].iter().all(String::is_empty) && by_schedule.len() == 26);
        let row = &rows[1 + number];
        assert_eq!((row[14].as_str(), row[17].as_str(), row[25].as_str()), ("true", "30.000000001", ""));
        assert_eq!(rows[0].len(), row.len());
    }
}
