//! How high is a spike now: a linear rise, a plateau, a linear fall.
//!
//! A daily spike begins once a local day: where the clocks skip its time of day it does not occur, where they repeat it
//! the first one counts. One longer than a day adds to the next one.

use super::local::{LocalDay, date_of};
use super::shape::Piece;
use super::{At, Shape, SpikeSize};
use crate::engine::{Span, Time, Zone};

impl Shape {
    /// Puts the begins of this spike that matter on `day` into `begins`; other shapes have none.
    pub(super) fn spike_begins(&self, day: &LocalDay, zone: &Zone, begins: &mut Vec<Time>) {
        begins.clear();
        let Self::Spike { at, rise, hold, fall, .. } = self else { return };
        match at {
            At::Once(at) => begins.push(*at),
            At::Daily(clock) => {
                let days_back = (*rise + *hold + *fall).whole(Span::DAY) as i64 + 1;
                let clock = jiff::Span::new().seconds(i64::from(clock.0));
                let moments = (day.number() - days_back..=day.number()).filter_map(|number| {
                    let midnight = date_of(number).to_datetime(jiff::civil::Time::midnight());
                    zone.moment_unless_skipped(midnight.checked_add(clock).ok()?)
                });
                begins.extend(moments);
            }
        }
    }

    /// The height of this spike at `at` as a share of its top, its change [1/s], and until when both hold.
    pub(super) fn spike_profile(&self, at: Time, begins: &[Time]) -> Piece {
        let Self::Spike { rise, hold, fall, .. } = self else { return Piece::level(0.0, Time::NEVER) };
        let mut sum = Piece::level(0.0, Time::NEVER);
        for begin in begins {
            let piece = profile(at, *begin, *rise, *hold, *fall);
            sum.per_sec += piece.per_sec;
            sum.slope += piece.slope;
            sum.until = sum.until.min(piece.until);
        }
        sum
    }

    /// What a spike adds at its top.
    pub(super) fn spike_size(&self) -> Option<SpikeSize> {
        if let Self::Spike { size, .. } = self { Some(*size) } else { None }
    }
}

fn profile(at: Time, begin: Time, rise: Span, hold: Span, fall: Span) -> Piece {
    let (top, drop, end) = (begin + rise, begin + rise + hold, begin + rise + hold + fall);
    if at < begin {
        Piece::level(0.0, begin)
    } else if at < top {
        Piece { per_sec: at.since(begin).secs() / rise.secs(), slope: 1.0 / rise.secs(), until: top }
    } else if at < drop {
        Piece::level(1.0, drop)
    } else if at < end {
        Piece { per_sec: end.since(at).secs() / fall.secs(), slope: -1.0 / fall.secs(), until: end }
    } else {
        Piece::level(0.0, Time::NEVER)
    }
}
