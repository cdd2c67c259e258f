//! Alarms over time: windows, gaps, repeats, words.

mod every_history;

use super::*;
use crate::engine::Span;
use crate::model::metrics::{Datapoint, Metric, Series, Statistic};

/// 2024-10-26T18:59:00Z.
const BEGIN: Time = Time::from_secs(1_729_969_140);

fn config(periods: u32, datapoints: Option<u32>, threshold: f64) -> AlarmConfig {
    AlarmConfig {
        name: "busy".to_owned(),
        period: Span::MINUTE,
        evaluation_periods: periods,
        datapoints_to_alarm: datapoints,
        threshold,
        comparison: Comparison::Greater,
        treat_missing_data: TreatMissingData::Missing,
        evaluation_range: periods + 2,
        action_repeat: Span::ZERO,
        few_samples: None,
        actions_enabled: true,
        only_breaching: OnlyBreaching::Keep,
    }
}

fn minute(n: u64) -> Time {
    BEGIN + Span::MINUTE * n
}

fn point(start: Time, period: Span, sum: f64) -> Datapoint {
    Datapoint { start, period, sample_count: 1.0, sum, minimum: sum, maximum: sum, units: 1.0 }
}

fn evaluate(alarm: &mut Alarm, now: Time, end: Time, series: &Series) -> Evaluation {
    alarm.evaluate(now, end, &mut |start, period| {
        series.window(start, period, now).map(|point| point.sample(Statistic::Sum))
    })
}

/// One value a minute (a gap where there is none), each judged 15 s after its minute.
fn play(alarm: &mut Alarm, values: &[Option<f64>]) -> Vec<Evaluation> {
    let mut series = Series::new(Metric::InvocationsPerInstance, 99);
    let mut found = Vec::new();
    for (n, value) in (0..).zip(values) {
        let judged = minute(n + 1) + Span::from_secs(15);
        if let Some(value) = value {
            series.push(point(minute(n), Span::MINUTE, *value), judged);
        }
        found.push(evaluate(alarm, judged, minute(n + 1), &series));
    }
    found
}

fn states(evaluations: &[Evaluation]) -> String {
    evaluations.iter().map(|seen| seen.to.name().chars().next().unwrap_or('?')).collect()
}

fn values(plain: &[f64]) -> Vec<Option<f64>> {
    plain.iter().copied().map(Some).collect()
}

#[test]
fn g9_a_new_alarm_has_insufficient_data_and_is_then_judged() {
    let mut alarm = Alarm::new(config(1, None, 5.0));
    assert_eq!(alarm.state(), State::InsufficientData);
    assert_eq!(alarm.state_reason().to_string(), "Unchecked: Initial alarm creation");
    let seen = play(&mut alarm, &values(&[6.0]));
    assert_eq!((seen[0].from, seen[0].to, seen[0].acts), (State::InsufficientData, State::InAlarm, true));
}

#[test]
fn three_of_three_fire_with_the_third_datapoint_and_one_good_one_ends_it() {
    let mut alarm = Alarm::new(config(3, None, 5.0));
    let seen = play(&mut alarm, &values(&[1.0, 6.0, 7.0, 8.0, 9.0, 5.0, 6.0]));
    assert_eq!(states(&seen), "OOOAAOO");
    assert_eq!(seen[3].breaching, 3);
    assert_eq!(seen[2].breaching, 2);
}

#[test]
fn e11_a_metric_that_stops_ends_in_insufficient_data() {
    let mut alarm = Alarm::new(config(2, None, 5.0));
    let mut history = values(&[6.0, 6.0]);
    history.extend([None; 5]);
    // The last datapoints are judged again until the range of four periods has passed them.
    assert_eq!(states(&play(&mut alarm, &history)), "IAAAAII");
}

#[test]
fn a_late_datapoint_is_missing_and_then_seen_by_the_next_evaluation() {
    let mut series = Series::new(Metric::InvocationsPerInstance, 9);
    let mut alarm =
        Alarm::new(AlarmConfig { treat_missing_data: TreatMissingData::NotBreaching, ..config(1, None, 5.0) });
    alarm.config.evaluation_range = 1;
    series.push(point(minute(0), Span::MINUTE, 9.0), minute(1) + Span::from_secs(40));
    let early = evaluate(&mut alarm, minute(1) + Span::from_secs(15), minute(1), &series);
    assert_eq!((early.to, early.real), (State::Ok, 0));
    let later = evaluate(&mut alarm, minute(1) + Span::from_secs(40), minute(1), &series);
    assert_eq!((later.to, later.real), (State::InAlarm, 1));
}

#[test]
fn g1_windows_longer_than_a_minute_slide() {
    let mut alarm = Alarm::new(AlarmConfig { period: Span::from_secs(300), ..config(1, None, 100.0) });
    // Sums over five minutes: 100 (minutes 1 to 5), then 101 (2 to 6).
    let seen = play(&mut alarm, &values(&[20.0, 20.0, 20.0, 20.0, 20.0, 21.0]));
    assert_eq!((seen[4].to, seen[5].to), (State::Ok, State::InAlarm));
    assert_eq!(seen[5].newest.unwrap().value, 101.0);
    assert_eq!(seen[5].newest.unwrap().start, minute(1));
}

#[test]
fn g4_four_of_five_look_back_five_minutes() {
    let mut alarm = Alarm::new(config(5, Some(4), 5.0));
    assert_eq!(states(&play(&mut alarm, &values(&[6.0, 6.0, 6.0, 1.0, 6.0, 1.0, 6.0, 6.0]))), "IIIOAOOO");
    // The first of four breaching datapoints is six minutes old.
    let mut late = Alarm::new(config(5, Some(4), 5.0));
    assert_eq!(states(&play(&mut late, &values(&[6.0, 1.0, 6.0, 6.0, 1.0, 6.0]))), "IOOOOO");
}

#[test]
fn g5_three_windows_of_ten_minutes_are_half_an_hour() {
    let mut alarm = Alarm::new(AlarmConfig { period: Span::from_secs(600), ..config(3, None, 100.0) });
    let mut history = vec![5.0; 30];
    history.extend([11.0; 31]);
    let seen = play(&mut alarm, &values(&history));
    // The oldest window exceeds 100 with its ninth minute of eleven.
    let rings = seen.iter().position(|evaluation| evaluation.to == State::InAlarm);
    assert_eq!(rings, Some(30 + 29 - 1));
}

#[test]
fn g8_a_scaling_action_repeats_at_every_evaluation_of_a_minute() {
    let mut alarm = Alarm::new(config(1, None, 5.0));
    let seen = play(&mut alarm, &values(&[6.0, 6.0, 6.0, 1.0, 6.0]));
    let acts: Vec<bool> = seen.iter().map(|evaluation| evaluation.acts).collect();
    assert_eq!(acts, [true, true, true, true, true]);
    let mut silenced = Alarm::new(AlarmConfig { actions_enabled: false, ..config(1, None, 5.0) });
    assert!(play(&mut silenced, &values(&[6.0, 6.0])).iter().all(|evaluation| !evaluation.acts));
}

#[test]
fn g3_a_ten_second_alarm_is_judged_every_ten_seconds_and_acts_every_sixty() {
    let ten = Span::from_secs(10);
    let mut alarm = Alarm::new(AlarmConfig { period: ten, action_repeat: Span::MINUTE, ..config(3, None, 5.0) });
    let mut series = Series::new(Metric::ConcurrentRequestsPerModel, 9);
    let mut acted = Vec::new();
    for n in 0..30_u64 {
        let start = BEGIN + ten * n;
        let judged = start + ten + Span::from_secs(7);
        series.push(point(start, ten, if n == 20 { 1.0 } else { 9.0 }), judged);
        let found = evaluate(&mut alarm, judged, start + ten, &series);
        if found.acts && found.to == State::InAlarm {
            acted.push(n);
        }
    }
    // In ALARM from the third datapoint; again from the third after the good one.
    assert_eq!(acted, [2, 8, 14, 23, 29]);
}

#[test]
fn g10_an_update_keeps_the_state_and_replaces_the_configuration() {
    let mut alarm = Alarm::new(config(1, None, 5.0));
    play(&mut alarm, &values(&[6.0]));
    alarm.put(config(1, None, 7.0));
    assert_eq!((alarm.state(), alarm.config().threshold), (State::InAlarm, 7.0));
    assert_eq!(play(&mut alarm, &values(&[6.0]))[0].to, State::Ok);
}

#[test]
fn g13_at_the_threshold() {
    let at = |comparison: Comparison| comparison.breaches(3.0, 3.0);
    assert!(!at(Comparison::Greater) && at(Comparison::GreaterOrEqual));
    assert!(!at(Comparison::Less) && at(Comparison::LessOrEqual));
    assert!(Comparison::Less.breaches(2.9, 3.0) && !Comparison::LessOrEqual.breaches(3.1, 3.0));
}

#[test]
fn the_run_of_breaches_starts_with_its_first_datapoint_and_outlives_the_range_and_gaps() {
    let mut alarm = Alarm::new(config(3, None, 5.0));
    let mut history = values(&[6.0, 1.0, 6.0]);
    history.extend([None]);
    history.extend(values(&[6.0; 8]));
    play(&mut alarm, &history);
    assert_eq!(alarm.breach_since(), Some(minute(2)));
    let mut over = Alarm::new(config(3, None, 5.0));
    play(&mut over, &values(&[6.0, 6.0, 1.0]));
    assert_eq!(over.breach_since(), None);
}

#[test]
fn reasons_in_the_words_of_real_alarms() {
    let told = |alarm: &mut Alarm, history: &[f64]| {
        play(alarm, &values(history));
        alarm.state_reason().to_string()
    };
    let mut plain = Alarm::new(AlarmConfig { comparison: Comparison::GreaterOrEqual, ..config(1, None, 1.0) });
    assert_eq!(
        told(&mut plain, &[3.0]),
        "Threshold Crossed: 1 datapoint [3.0 (26/10/24 18:59:00)] was greater than or equal to the threshold (1.0)."
    );
    assert_eq!(
        told(&mut Alarm::new(config(1, Some(1), 0.0)), &[2.0]),
        "Threshold Crossed: 1 out of the last 1 datapoints [2.0 (26/10/24 18:59:00)] was greater than the threshold (0.0) \
         (minimum 1 datapoint for OK -> ALARM transition)."
    );
    assert_eq!(
        told(&mut Alarm::new(config(2, None, 5.0)), &[6.5, 7.0]),
        "Threshold Crossed: 2 datapoints [7.0 (26/10/24 19:00:00), 6.5 (26/10/24 18:59:00)] were greater than the \
         threshold (5.0)."
    );
    assert_eq!(
        told(&mut Alarm::new(config(2, None, 5.0)), &[6.5, 4.0]),
        "Threshold Crossed: 1 datapoint [4.0 (26/10/24 19:00:00)] was not greater than the threshold (5.0)."
    );
    let mut half =
        Alarm::new(AlarmConfig { treat_missing_data: TreatMissingData::NotBreaching, ..config(2, None, 5.0) });
    play(&mut half, &[Some(6.0), None]);
    assert_eq!(
        half.state_reason().to_string(),
        "Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as \
         [NonBreaching]."
    );
    let mut silent = Alarm::new(config(5, None, 5.0));
    play(&mut silent, &[None]);
    assert_eq!(silent.state_reason().to_string(), "Insufficient Data: 5 datapoints were unknown.");
}

/// One breaching datapoint of three, the newest, and no other: from OK and from nothing.
#[test]
fn missing_only_breaching_is_a_switch() {
    let run = |only_breaching, good_before: bool| {
        let mut alarm = Alarm::new(AlarmConfig { only_breaching, ..config(3, None, 5.0) });
        let sample = |start, value| Sample { start, value, sample_count: 1.0, units: 1.0 };
        if good_before {
            alarm.evaluate(minute(10), minute(10), &mut |start, _| Some(sample(start, 1.0)));
        }
        let newest = minute(29);
        let mut look = |start, _| (start == newest).then(|| sample(start, 9.0));
        alarm.evaluate(minute(30), minute(30), &mut look).to
    };
    let both = |rule| (run(rule, true), run(rule, false));
    assert_eq!(both(OnlyBreaching::Keep), (State::Ok, State::InsufficientData));
    assert_eq!(both(OnlyBreaching::Ok), (State::Ok, State::Ok));
    assert_eq!(both(OnlyBreaching::InsufficientData), (State::InsufficientData, State::InsufficientData));
}
