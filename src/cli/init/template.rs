//! Which beginnings are there, and which files does each consist of?

use clap::ValueEnum;

/// A scenario to begin with, as it is named on the command line. The first line of each comment is its help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Template {
    /// A sale at noon: a target, and a schedule ahead of it.
    FlashSale,
    /// Seven days by the hour, from a CSV of your profile.
    WorkingWeek,
    /// Steps on CPU by alarms of one's own.
    StepScaling,
    /// A language model on the ten-second concurrency metric.
    LlmConcurrency,
    /// Two variants on one endpoint; weights that change.
    ChampionChallenger,
    /// An office: scheduled minimum in its own time zone.
    BusinessHours,
    /// Traffic as CloudWatch recorded it, from its JSON.
    RecordedTraffic,
    /// No scaling: the baseline of every comparison.
    FixedFleet,
    /// Quiet days, and batch jobs at night that begin at once.
    SpikyNights,
}

impl Template {
    /// The commented scenario.
    pub(super) fn scenario(self) -> &'static str {
        match self {
            Self::FlashSale => include_str!("templates/flash-sale.yaml"),
            Self::WorkingWeek => include_str!("templates/working-week.yaml"),
            Self::StepScaling => include_str!("templates/step-scaling.yaml"),
            Self::LlmConcurrency => include_str!("templates/llm-concurrency.yaml"),
            Self::ChampionChallenger => include_str!("templates/champion-challenger.yaml"),
            Self::BusinessHours => include_str!("templates/business-hours.yaml"),
            Self::RecordedTraffic => include_str!("templates/recorded-traffic.yaml"),
            Self::FixedFleet => include_str!("templates/fixed-fleet.yaml"),
            Self::SpikyNights => include_str!("templates/spiky-nights.yaml"),
        }
    }

    /// The file that its traffic comes from: name and text.
    pub(super) fn data(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::WorkingWeek => Some(("profile.csv", include_str!("templates/profile.csv"))),
            Self::RecordedTraffic => Some(("invocations.json", include_str!("templates/invocations.json"))),
            _ => None,
        }
    }
}
