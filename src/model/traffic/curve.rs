//! What is the rate of all sources that share a process: the sum of their pieces, one segment after another.
//!
//! Segments are made when they are needed, never for the whole run, and break at every change of any source, at local
//! midnight and where the clocks jump. Where a segment breaks does not depend on where a run stops.

use super::local::LocalDay;
use super::shape::Piece;
use super::weight::weight;
use super::{Source, SpikeSize, Traffic};
use crate::engine::{RunSeed, Span, Time, Zone};

/// A stretch of time over which the rate changes evenly.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Segment {
    /// First moment.
    pub(super) begin: Time,
    /// Rate at the begin [1/s].
    pub(super) per_sec: f64,
    /// Change of the rate [1/s²].
    pub(super) slope: f64,
    /// End, exclusive.
    pub(super) until: Time,
}

impl Segment {
    /// Requests expected from the begin to `secs` after it.
    pub(super) fn requests(&self, secs: f64) -> f64 {
        ((self.per_sec + 0.5 * self.slope * secs) * secs).max(0.0)
    }

    /// Rate at the end [1/s].
    pub(super) fn last_per_sec(&self) -> f64 {
        self.per_sec + self.slope * self.until.since(self.begin).secs()
    }
}

/// The rate of a group of sources.
#[derive(Clone, Debug)]
pub(super) struct Curve {
    sources: Vec<Source>,
    zone: Zone,
    start_number: i64,
    seed: Option<RunSeed>,
    day: LocalDay,
    weights: Vec<f64>,
    begins: Vec<Vec<Time>>,
}

impl Curve {
    /// The curve of some sources of `traffic`; without a seed, day factors are left at their mean of 1.
    pub(super) fn new(traffic: &Traffic, sources: Vec<Source>, seed: Option<RunSeed>) -> Self {
        let day = LocalDay::at(&traffic.zone, traffic.start);
        let zone = traffic.zone.clone();
        let weights = vec![1.0; sources.len()];
        let begins = vec![Vec::with_capacity(4); sources.len()];
        let mut curve = Self { sources, zone, start_number: day.number(), seed, day, weights, begins };
        curve.turn_day();
        curve
    }

    /// The segment that begins at `at`.
    pub(super) fn segment(&mut self, at: Time) -> Segment {
        if !self.day.holds(at) {
            self.day = LocalDay::at(&self.zone, at);
            self.turn_day();
        }
        let mut base = Piece::level(0.0, self.day.until());
        let mut added = Piece::level(0.0, Time::NEVER);
        let mut factor = Piece::level(1.0, Time::NEVER);
        for ((source, weight), begins) in self.sources.iter().zip(&self.weights).zip(&self.begins) {
            match source.shape.spike_size() {
                None => add(&mut base, source.shape.piece(at, &self.day), *weight),
                Some(SpikeSize::Add(per_sec)) => {
                    add(&mut added, source.shape.spike_profile(at, begins), weight * per_sec);
                }
                Some(SpikeSize::Factor(times)) => {
                    add(&mut factor, source.shape.spike_profile(at, begins), weight * (times - 1.0));
                }
            }
        }
        combined(at, base, added, factor)
    }

    fn turn_day(&mut self) {
        for ((source, weight_now), begins) in self.sources.iter().zip(&mut self.weights).zip(&mut self.begins) {
            *weight_now = weight(source, self.day.number(), self.start_number, self.seed);
            source.shape.spike_begins(&self.day, &self.zone, begins);
        }
    }
}

fn add(sum: &mut Piece, piece: Piece, times: f64) {
    sum.per_sec += times * piece.per_sec;
    sum.slope += times * piece.slope;
    sum.until = sum.until.min(piece.until);
}

/// base x factor + added. Where base and factor both slope, the product bends: pieces of a second, each with the exact
/// number of requests.
fn combined(begin: Time, base: Piece, added: Piece, factor: Piece) -> Segment {
    let mut until = base.until.min(added.until).min(factor.until);
    let mut per_sec = base.per_sec * factor.per_sec + added.per_sec;
    let mut slope = base.slope * factor.per_sec + base.per_sec * factor.slope + added.slope;
    let bend = base.slope * factor.slope;
    if bend != 0.0 {
        until = until.min(begin + Span::SECOND);
        let secs = until.since(begin).secs();
        slope += bend * secs;
        per_sec -= bend * secs * secs / 6.0;
    }
    Segment { begin, per_sec: per_sec.max(0.0), slope, until }
}
