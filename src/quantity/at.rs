//! Points in time as a scenario writes them: every day, once, or so long after the start.

use super::Refused;
use crate::engine::{Span, Time};
use jiff::civil::DateTime;

/// A point in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// `12:00`: every day at this length of time after local midnight, by the clock.
    Daily(jiff::civil::Time),
    /// `2026-11-27T12:00:00` or `2026-11-27`: once, by the clock of the zone that governs.
    Local(DateTime),
    /// `2026-11-27T12:00:00-05:00`: once.
    Moment(Time),
    /// `6h30m`: once, so long after the start.
    FromStart(Span),
}

/// Reads a time of day, a date and time (with or without offset), a date, or a length of time from the start.
pub fn at(_text: &str) -> Result<At, Refused> {
    todo!()
}

/// Reads a date and time (with or without offset) or a date: [`At::Local`] or [`At::Moment`].
pub fn datetime(_text: &str) -> Result<At, Refused> {
    todo!()
}
