//! One row of `alarm_first_passage.csv`, and passages through the alarm room.

use super::counts::Counts;
use dryscale::engine::{Purpose, RunSeed, Span, Time};
use dryscale::model::alarms::{Alarm, AlarmConfig, Comparison, OnlyBreaching, State, TreatMissingData};
use dryscale::model::metrics::Sample;

const ROWS: &str = include_str!("../oracles/alarm_first_passage.csv");

pub(crate) struct Passage {
    pub(crate) case: String,
    arrival_rate: f64,
    instances: f64,
    is_high: bool,
    threshold: f64,
    pub(crate) needed: u32,
    pub(crate) periods: u32,
    dispersion: f64,
    pub(crate) p_breach: f64,
    pub(crate) mean_periods: f64,
    pub(crate) within_60: f64,
    pub(crate) within_1440: f64,
}

impl Passage {
    pub(crate) fn all() -> Vec<Self> {
        ROWS.lines().skip(1).map(Self::read).collect()
    }

    pub(crate) fn of(case: &str) -> Self {
        Self::all().into_iter().find(|passage| passage.case == case).expect("a row of the file")
    }

    fn read(line: &str) -> Self {
        let cells: Vec<&str> = line.split(',').collect();
        let number = |column: usize| cells[column].parse::<f64>().expect("as the file has it");
        Self {
            case: cells[0].to_owned(),
            arrival_rate: number(1),
            instances: number(2),
            is_high: cells[4] == "high",
            threshold: number(5),
            needed: number(6) as u32,
            periods: number(7) as u32,
            dispersion: number(8),
            p_breach: number(9),
            mean_periods: number(10),
            within_60: number(11),
            within_1440: number(12),
        }
    }

    pub(crate) fn counts(&self) -> Counts {
        Counts::of(self.arrival_rate * 60.0, self.dispersion)
    }

    fn config(&self) -> AlarmConfig {
        AlarmConfig {
            name: self.case.clone(),
            period: Span::MINUTE,
            evaluation_periods: self.periods,
            datapoints_to_alarm: (self.needed != self.periods).then_some(self.needed),
            threshold: self.threshold,
            comparison: if self.is_high { Comparison::Greater } else { Comparison::Less },
            treat_missing_data: TreatMissingData::Missing,
            evaluation_range: self.periods + 2,
            action_repeat: Span::ZERO,
            few_samples: None,
            actions_enabled: true,
            only_breaching: OnlyBreaching::Keep,
        }
    }

    fn sample(&self, start: Time, count: u32) -> Sample {
        let count = f64::from(count);
        Sample { start, value: count / self.instances, sample_count: count, units: self.instances }
    }

    /// How likely a datapoint breaches, by the alarm's own comparison.
    pub(crate) fn chance(&self, counts: &Counts) -> f64 {
        let config = self.config();
        counts.chance(|count| config.breaches(&self.sample(Time::default(), count)))
    }

    /// Periods up to and including the one that raises ALARM, of alarms whose history is all good; `most + 1` where it
    /// takes longer than `most`.
    pub(crate) fn lengths(&self, counts: &Counts, run: u32, times: usize, most: u64) -> Vec<u64> {
        let mut stream = RunSeed { seed: 20_261_127, run }.stream(Purpose::Gap, self.periods);
        let good = if self.is_high { 0 } else { 1_000_000 };
        let one = |_| {
            let mut alarm = Alarm::new(self.config());
            let mut history = [good; 32];
            (1..=most)
                .find(|&period| {
                    history[period as usize % 32] = counts.draw(&mut stream);
                    let now = Time::from_secs(60 * (period + 32));
                    let mut look = |start: Time, _| {
                        let of = start.nanos() / Span::MINUTE.nanos() + 1;
                        Some(self.sample(start, history[(of % 32) as usize]))
                    };
                    alarm.evaluate(now, now, &mut look).to == State::InAlarm
                })
                .unwrap_or(most.saturating_add(1))
        };
        (0..times).map(one).collect()
    }
}
