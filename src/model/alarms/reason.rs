//! Why the alarm is in its state, in `CloudWatch`'s words.

use super::{AlarmConfig, State, TreatMissingData};
use crate::engine::{Time, Zone};
use crate::model::metrics::Sample;
use std::fmt;

/// So many datapoints are written out.
const SHOWN: usize = 5;

/// `StateReason` of an alarm; its `Display` is `CloudWatch`'s text.
///
/// Ref: `DescribeAlarms` (`StateReason`); the wording is that of real alarms.
/// Assumes: only the datapoints that decided are listed, newest first, at most five.
#[derive(Clone, Copy, Debug)]
pub struct StateReason<'a> {
    /// Its configuration.
    pub config: &'a AlarmConfig,
    /// Its state.
    pub state: State,
    /// Never evaluated yet.
    pub unchecked: bool,
    /// What was judged, newest first.
    pub judged: &'a [Sample],
    /// The reason that somebody gave who set the state.
    pub set_by_hand: Option<&'a str>,
}

impl fmt::Display for StateReason<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(reason) = self.set_by_hand {
            return out.write_str(reason);
        }
        if self.unchecked {
            return out.write_str("Unchecked: Initial alarm creation");
        }
        if self.state == State::InsufficientData {
            let unknown = self.config.evaluation_periods;
            return write!(out, "Insufficient Data: {} unknown.", were(unknown, "datapoint"));
        }
        out.write_str("Threshold Crossed: ")?;
        // Where no datapoint that is there speaks for the state, those that are missing have decided.
        if self.decided().next().is_none() { self.nothing_came(out) } else { self.datapoints_crossed(out) }
    }
}

impl StateReason<'_> {
    /// The datapoints that speak for the state.
    fn decided(&self) -> impl Iterator<Item = &Sample> {
        let in_alarm = self.state == State::InAlarm;
        self.judged.iter().filter(move |point| self.config.breaches(point) == in_alarm)
    }

    fn nothing_came(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let periods = self.config.evaluation_periods - self.judged.len() as u32;
        let treated = match self.config.treat_missing_data {
            TreatMissingData::Missing => "Missing",
            TreatMissingData::Ignore => "Ignore",
            TreatMissingData::Breaching => "Breaching",
            TreatMissingData::NotBreaching => "NonBreaching",
        };
        let missing = were(periods, "missing datapoint");
        write!(
            out,
            "no datapoints were received for {} and {missing} treated as [{treated}].",
            count(periods, "period")
        )
    }

    fn datapoints_crossed(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let in_alarm = self.state == State::InAlarm;
        let crossed = self.decided().count() as u32;
        let periods = self.config.evaluation_periods;
        match self.config.datapoints_to_alarm {
            Some(_) => write!(out, "{crossed} out of the last {periods} datapoints")?,
            None => out.write_str(&count(crossed, "datapoint"))?,
        }
        out.write_str(" [")?;
        for (position, point) in self.decided().take(SHOWN).enumerate() {
            let comma = if position == 0 { "" } else { ", " };
            write!(out, "{comma}{:?} ({})", point.value, Stamp(point.start))?;
        }
        let ellipsis = if crossed as usize > SHOWN { ", ..." } else { "" };
        let verb = if crossed == 1 { "was" } else { "were" };
        let not = if in_alarm { "" } else { "not " };
        let (comparison, threshold) = (self.config.comparison, self.config.threshold);
        write!(out, "{ellipsis}] {verb} {not}{comparison} the threshold ({threshold:?})")?;
        if let Some(needed) = self.config.datapoints_to_alarm {
            let (least, transition) =
                if in_alarm { (needed, "OK -> ALARM") } else { (periods + 1 - needed, "ALARM -> OK") };
            write!(out, " (minimum {} for {transition} transition)", count(least, "datapoint"))?;
        }
        out.write_str(".")
    }
}

/// `1 datapoint`, `3 datapoints`.
fn count(n: u32, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

/// `1 datapoint was`, `3 datapoints were`.
fn were(n: u32, noun: &str) -> String {
    format!("{} {}", count(n, noun), if n == 1 { "was" } else { "were" })
}

/// A moment as `StateReason` writes it: day, month, year in two digits, UTC.
struct Stamp(Time);

impl fmt::Display for Stamp {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = Zone::utc().local(self.0);
        let (day, month, year) = (at.day(), at.month(), at.year() % 100);
        write!(out, "{day:02}/{month:02}/{year:02} {:02}:{:02}:{:02}", at.hour(), at.minute(), at.second())
    }
}
