//! What is the rate of one source from here on: a linear piece of each shape, and how far it reaches.

use super::local::LocalDay;
use super::{Counts, Points, Shape};
use crate::engine::math::{cos, sin};
use crate::engine::{Span, Time};
use std::f64::consts::TAU;

const DAY_SECS: f64 = 86_400.0;
/// Level pieces that stand for a day's cosine: a minute's integral is then right to 1e-4 of the mean rate.
const DAILY_PIECE: Span = Span::from_secs(20);
/// A sine is cut into 720 pieces a period, none of them longer or shorter than this.
const SINE_PIECES: u64 = 720;
const SINE_PIECE_MAX: Span = Span::from_secs(10);
const SINE_PIECE_MIN: Span = Span::from_millis(50);

/// A rate that changes evenly from one moment to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Piece {
    /// At the begin [1/s].
    pub(super) per_sec: f64,
    /// Change of the rate [1/s²].
    pub(super) slope: f64,
    /// End of the piece, exclusive.
    pub(super) until: Time,
}

impl Piece {
    pub(super) fn level(per_sec: f64, until: Time) -> Self {
        Self { per_sec, slope: 0.0, until }
    }
}

impl Shape {
    /// Whether the shape is a rate that a process turns into arrivals; if not, it is a record replayed one by one.
    pub(super) fn is_rate(&self) -> bool {
        !matches!(self, Self::Counts(Counts { replay: super::Replay::Exact, .. }) | Self::Stamps(_))
    }

    /// The piece that begins at `at`; spikes and records replayed one by one have none of their own.
    ///
    /// Shapes by the clock follow the clock: an hour that the clocks skip does not occur, a repeated one occurs twice.
    pub(super) fn piece(&self, at: Time, day: &LocalDay) -> Piece {
        match self {
            Self::Constant(per_sec) => Piece::level(*per_sec, Time::NEVER),
            Self::Ramp(Points::Once(points)) => ramp_once(points, at),
            Self::Ramp(Points::Daily(points)) => {
                let (before, after) = clock_neighbours(points, day.clock_nanos(at));
                sloping(before, after, day.clock_nanos(at) as i64, at)
            }
            Self::Steps(Points::Once(points)) => steps_once(points, at),
            Self::Steps(Points::Daily(points)) => {
                let clock = day.clock_nanos(at);
                let (before, after) = clock_neighbours(points, clock);
                Piece::level(before.1, at + Span::from_nanos((after.0 - clock as i64).max(1) as u64))
            }
            Self::Sine { mean, amplitude, period, origin } => sine(*mean, *amplitude, *period, *origin, at),
            Self::Daily { low, high, peak } => {
                let clock = day.clock_nanos(at);
                let begin = clock / DAILY_PIECE.nanos() * DAILY_PIECE.nanos();
                let until = at + Span::from_nanos(begin + DAILY_PIECE.nanos() - clock);
                let middle_secs = (begin as f64) / 1e9 + DAILY_PIECE.secs() * 0.5 - f64::from(peak.0);
                let swing = cos(TAU * middle_secs / DAY_SECS) * mean_of_arc(TAU * DAILY_PIECE.secs() / DAY_SECS);
                Piece::level(0.5 * (low + high) + 0.5 * (high - low) * swing, until)
            }
            Self::Hours(rates) => clock_hour(&rates[..], 0, at, day),
            Self::Week(rates) => clock_hour(&rates[..], 24 * day.weekday(), at, day),
            Self::Counts(counts) if counts.replay == super::Replay::Resampled => counts_rate(counts, at),
            Self::Spike { .. } | Self::Counts(_) | Self::Stamps(_) => Piece::level(0.0, Time::NEVER),
        }
    }
}

/// The mean of a cosine over an arc of this angle, as a share of its value in the middle.
fn mean_of_arc(angle: f64) -> f64 {
    sin(0.5 * angle) / (0.5 * angle)
}

/// Level pieces on a grid from `origin`, each with the exact mean of the curve over it.
fn sine(mean: f64, amplitude: f64, period: Span, origin: Time, at: Time) -> Piece {
    let length = (period.nanos() / SINE_PIECES).clamp(SINE_PIECE_MIN.nanos(), SINE_PIECE_MAX.nanos());
    let since = i128::from(at.nanos()) - i128::from(origin.nanos());
    let begin = since.div_euclid(i128::from(length)) * i128::from(length);
    let middle = (begin + i128::from(length / 2)).rem_euclid(i128::from(period.nanos()));
    let angle = TAU * (middle as f64 / period.nanos() as f64);
    let arc = TAU * (length as f64 / period.nanos() as f64);
    let until = at + Span::from_nanos((begin + i128::from(length) - since) as u64);
    Piece::level((mean + amplitude * sin(angle) * mean_of_arc(arc)).max(0.0), until)
}

fn ramp_once(points: &[(Time, f64)], at: Time) -> Piece {
    let next = points.partition_point(|point| point.0 <= at);
    match (next.checked_sub(1).map(|i| points[i]), points.get(next)) {
        (Some(before), Some(after)) => {
            let slope = (after.1 - before.1) / after.0.since(before.0).secs();
            Piece { per_sec: before.1 + slope * at.since(before.0).secs(), slope, until: after.0 }
        }
        (None, Some(after)) => Piece::level(after.1, after.0),
        (before, None) => Piece::level(before.map_or(0.0, |point| point.1), Time::NEVER),
    }
}

fn steps_once(points: &[(Time, f64)], at: Time) -> Piece {
    let next = points.partition_point(|point| point.0 <= at);
    let level = points.get(next.saturating_sub(1)).map_or(0.0, |point| point.1);
    Piece::level(level, points.get(next).map_or(Time::NEVER, |point| point.0))
}

/// The daily points around a clock time, (nanoseconds since midnight, rate): they wrap at midnight.
fn clock_neighbours(points: &[(super::Clock, f64)], clock_nanos: u64) -> ((i64, f64), (i64, f64)) {
    const DAY: i64 = Span::DAY.nanos() as i64;
    let nanos = |point: &(super::Clock, f64)| i64::from(point.0.0) * 1_000_000_000;
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return ((0, 0.0), (DAY, 0.0)) };
    let next = points.partition_point(|point| nanos(point) <= clock_nanos as i64);
    let before = next.checked_sub(1).map_or((nanos(last) - DAY, last.1), |i| (nanos(&points[i]), points[i].1));
    let after = points.get(next).map_or((nanos(first) + DAY, first.1), |point| (nanos(point), point.1));
    (before, after)
}

fn sloping(before: (i64, f64), after: (i64, f64), clock_nanos: i64, at: Time) -> Piece {
    let slope = (after.1 - before.1) / ((after.0 - before.0) as f64 / 1e9);
    let per_sec = before.1 + slope * ((clock_nanos - before.0) as f64 / 1e9);
    Piece { per_sec, slope, until: at + Span::from_nanos((after.0 - clock_nanos).max(1) as u64) }
}

fn clock_hour(rates: &[f64], first: usize, at: Time, day: &LocalDay) -> Piece {
    let clock = day.clock_nanos(at);
    let hour = clock / Span::HOUR.nanos();
    let until = at + Span::from_nanos((hour + 1) * Span::HOUR.nanos() - clock);
    Piece::level(rates[first + hour as usize], until)
}

/// The rate of counts that are resampled: level within an interval, nothing where an interval is absent.
fn counts_rate(counts: &Counts, at: Time) -> Piece {
    let next = counts.bins.partition_point(|bin| bin.0 <= at);
    let next_begin = counts.bins.get(next).map_or(Time::NEVER, |bin| bin.0);
    match next.checked_sub(1).map(|i| counts.bins[i]) {
        Some((begin, count)) if at < begin + counts.period => {
            Piece::level(count as f64 / counts.period.secs(), next_begin.min(begin + counts.period))
        }
        _ => Piece::level(0.0, next_begin),
    }
}
