//! Who arrives when: sources whose rates add up, the process that turns a rate into arrivals, and replayed traces.
//!
//! A curve gives the rate segment by segment; a time change turns the gaps of a process into moments; records are
//! replayed beside it; all are merged by time.

mod arrivals;
mod batches;
mod curve;
mod expected;
mod hawkes;
mod local;
mod modulation;
mod renewal;
mod replay;
mod shape;
mod spike;
mod split;
mod stamps;
mod time_change;
mod weight;

pub use arrivals::Arrivals;
pub use expected::{Rates, Stretch};
pub use split::{Share, Split, VariantRates};

use crate::engine::{RunSeed, Span, Time, Zone};
use std::sync::Arc;

/// One source of requests, checked: what its rate is and how requests come about.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// Its name in the scenario, or `source-N`.
    pub name: String,
    /// Its rate, or the record that is replayed.
    pub shape: Shape,
    /// Multiplies the rate, or the counts of a trace.
    pub scale: f64,
    /// Compound growth, a step a local day from `start`.
    pub growth: Option<Growth>,
    /// The variant that its requests name, by its place; `None`: they are split by weight.
    pub to: Option<u16>,
    /// Its own process; `None`: it shares the scenario's, on the sum of all such sources that go to the same place.
    pub process: Option<Process>,
    /// Coefficient of variation of the gamma factor a local day. Sources with the same one share the factor.
    pub day_to_day_cv: f64,
}

/// Compound growth: `share` more each `every`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Growth {
    /// 0.04 is 4 %.
    pub share: f64,
    /// The time in which the rate grows by `share`.
    pub every: Span,
}

/// A time of day: seconds after local midnight by the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Clock(pub u32);

/// Points in time with a rate [1/s]: all once, or all at times of day.
#[derive(Clone, Debug, PartialEq)]
pub enum Points {
    /// Moments of the run, ascending.
    Once(Vec<(Time, f64)>),
    /// Times of day, ascending; they wrap at midnight.
    Daily(Vec<(Clock, f64)>),
}

/// When something begins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum At {
    /// Once.
    Once(Time),
    /// Every local day.
    Daily(Clock),
}

/// The rate of a source [1/s], or the record it replays.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Always the same rate.
    Constant(f64),
    /// Linear between points, level before the first and after the last (daily points: linear around midnight).
    Ramp(Points),
    /// Level from each point to the next; before the first: the first rate (daily points: the last one).
    Steps(Points),
    /// `mean + amplitude x sin(2 pi (t - origin) / period)`.
    Sine {
        /// [1/s]
        mean: f64,
        /// [1/s], at most `mean`.
        amplitude: f64,
        /// One full swing.
        period: Span,
        /// `start + phase`.
        origin: Time,
    },
    /// A cosine over the local day, lowest twelve hours from the peak.
    Daily {
        /// [1/s]
        low: f64,
        /// [1/s]
        high: f64,
        /// Time of day of the highest rate.
        peak: Clock,
    },
    /// Level within each local clock hour.
    Hours(Box<[f64; 24]>),
    /// Level within each local clock hour of the week, from Monday 00:00.
    Week(Box<[f64; 168]>),
    /// A rise, a plateau, a fall.
    Spike {
        /// Begin of the rise.
        at: At,
        /// What is added at the top.
        size: SpikeSize,
        /// Linear rise.
        rise: Span,
        /// Plateau.
        hold: Span,
        /// Linear fall.
        fall: Span,
    },
    /// Counts by interval, replayed.
    Counts(Counts),
    /// Time stamps, replayed one by one.
    Stamps(Arc<[Time]>),
}

/// How high a spike is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SpikeSize {
    /// Adds this rate [1/s].
    Add(f64),
    /// Multiplies the sum of the rates of all sources that share its process and are not spikes; several of them
    /// each add their part of that sum. Records replayed one by one are not part of it.
    Factor(f64),
}

/// Counts by interval on the clock of the run, ascending, not overlapping. Where an interval is absent nothing arrives.
#[derive(Clone, Debug, PartialEq)]
pub struct Counts {
    /// Length of an interval.
    pub period: Span,
    /// Start of the interval and requests in it.
    pub bins: Arc<[(Time, u64)]>,
    /// Every request of the record, or a Poisson process of the record's rate.
    pub replay: Replay,
    /// Spans of the run for which the record has no data, for the report.
    pub no_data: Vec<(Time, Time)>,
}

/// How counts become arrivals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replay {
    /// Conditionally on the counts: sorted uniforms within the interval.
    Exact,
    /// As a rate.
    Resampled,
}

/// How a rate becomes arrivals.
#[derive(Clone, Debug, PartialEq)]
pub enum Process {
    /// Poisson, by time change.
    Poisson,
    /// Evenly spaced in operational time.
    Regular,
    /// Gamma renewal of this coefficient of variation.
    Gamma {
        /// Of the gaps.
        cv: f64,
    },
    /// Hyperexponential renewal (balanced means), cv > 1.
    Hyperexponential {
        /// Of the gaps.
        cv: f64,
    },
    /// Poisson epochs, several requests at once.
    Batches(BatchSize),
    /// The rate times the factor of a hidden state that changes at random; stationary at the start.
    Mmpp {
        /// Factor of each state; weighted by `stay` they average 1.
        factors: Vec<f64>,
        /// Mean stay in each state [s]; states follow one another in a cycle.
        stay_secs: Vec<f64>,
    },
    /// Self-exciting: each request brings `branching` more on average, after Exp(decay); stationary at the start.
    Hawkes {
        /// Below 1.
        branching: f64,
        /// [1/s]
        decay_per_sec: f64,
    },
}

/// Requests in a batch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum BatchSize {
    /// Always this many.
    Fixed(u32),
    /// Geometric on 1, 2, … with this mean.
    Geometric(f64),
}

/// All traffic of a scenario, checked. Shared by every run.
#[derive(Clone, Debug, PartialEq)]
pub struct Traffic {
    /// In file order.
    pub sources: Vec<Source>,
    /// The process of all sources without one of their own.
    pub process: Process,
    /// Local days and clock times.
    pub zone: Zone,
    /// Begin of the counted window: growth and phases count from here.
    pub start: Time,
}

impl Traffic {
    /// The arrivals of one run in `[from, until)`. How far `until` reaches moves no arrival before it.
    pub fn arrivals(&self, seed: RunSeed, from: Time, until: Time) -> Arrivals {
        Arrivals::new(self, seed, from, until)
    }

    /// The same arrivals, as the variant at place `mine` sees them.
    pub fn arrivals_of(&self, mine: u16, share: Share, seed: RunSeed, (from, until): (Time, Time)) -> Split {
        Split::new(self, self.arrivals(seed, from, until), seed, mine, share)
    }

    /// The expected rate at the variant at place `mine`, day factor and process left out.
    pub fn rates_of(&self, mine: u16, share: Share) -> VariantRates {
        VariantRates::new(self, mine, share)
    }

    /// The expected rate, day factor and process left out; for many moments in a row.
    pub fn rates(&self) -> Rates {
        Rates::of_all(self)
    }

    /// The expected rate at `at` [1/s], day factor and process left out.
    pub fn rate_per_sec(&self, at: Time) -> f64 {
        self.rates().per_sec(at)
    }

    /// Requests expected in `[from, until)`.
    pub fn expected(&self, from: Time, until: Time) -> f64 {
        self.rates().requests(from, until)
    }

    /// A bound of the expected rate in `[from, until)` [1/s].
    pub fn max_rate_per_sec(&self, from: Time, until: Time) -> f64 {
        self.rates().peak_per_sec(from, until)
    }
}

#[cfg(test)]
mod tests;
