//! How closely did a fleet follow the demand of its day: as it was scaled, and as it would have stood unscaled?
//!
//! Ref: methodology 5; metrics.md, `elasticity.*`. Demand is that of the floor of the cost: by clock minute, from the
//! requests that arrived first in it, so no policy moves it, and the unscaled fleet needs no run of its own.

use super::levels::Step;
use super::recorder::Recorder;
use crate::engine::{Span, Time};
use crate::stats::{Elasticity, Level};
use serde::{Deserialize, Serialize};

/// A fleet against the demand of its day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Following {
    /// Instances in service.
    pub in_service: Elasticity,
    /// `InitialInstanceCount`, all the time.
    pub unscaled: Elasticity,
    /// Instances paid beyond the demand, over time [instance seconds].
    pub surplus_secs: f64,
}

impl Following {
    /// Of a fleet that stood at `steps` (in service, paid), of `initial` instances, against a recorder's demand.
    pub(super) fn of(recorder: &Recorder, steps: &[Step], initial: u32, (start, end): (Time, Time)) -> Self {
        let demand: Vec<Level> = recorder.demand_by_minute().map(|(at, demand)| level(start, at, demand)).collect();
        if demand.is_empty() || steps.is_empty() {
            return Self::default();
        }
        let column = |which: usize| -> Vec<Level> {
            steps.iter().map(|(from, counts)| level(start, *from, counts[which])).collect()
        };
        let horizon_secs = end.since(start).secs();
        let against = |supply: &[Level]| Elasticity::of(&demand, supply, horizon_secs, Span::MINUTE.secs());
        Self {
            in_service: against(&column(0)),
            unscaled: against(&[(0.0, f64::from(initial))]),
            surplus_secs: against(&column(1)).excess_secs,
        }
    }
}

fn level(start: Time, from: Time, count: u32) -> Level {
    (from.since_or_zero(start).secs(), f64::from(count))
}
