//! One bar: the parts of one scale-out, each with its name and its length in it or below it.

use super::Axis;
use super::callouts::{self, Callout};
use crate::engine::{Span, Time};
use crate::experiment::budget::One;
use crate::report::charts::canvas::{Canvas, Side};
use crate::report::charts::fonts::{Weight, width};
use crate::report::charts::frame::{HEADING, PLAIN};
use crate::report::charts::style::{DESIRED, INK, Ink, LAUNCHING, LINE, PAPER, TEXT, VIOLATION};
use crate::report::words;
use crate::simulation::outcome::{Drain, Parts};

/// White space at both sides of a text within its part [px].
const INSIDE: f64 = 8.0;
/// Waiting for the alarm in one colour, launching in another, the backlog in a third: lighter from part to part, so
/// that neighbours are told apart.
const LOOKS: [(&str, Ink); 10] = [
    ("period ends", DESIRED),
    ("lag", DESIRED.at(70)),
    ("datapoints", DESIRED.at(45)),
    ("held back", DESIRED.at(25)),
    ("provision", LAUNCHING),
    ("image and model", LAUNCHING.at(75)),
    ("container start", LAUNCHING.at(55)),
    ("health checks", LAUNCHING.at(38)),
    ("warm-up", LAUNCHING.at(24)),
    ("backlog", VIOLATION.at(35)),
];

/// A scale-out, to be drawn.
pub(super) struct Bar {
    pub(super) name: &'static str,
    pub(super) one: One,
}

/// A part of a bar that took time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Segment {
    /// What a reader calls it.
    pub(super) part: &'static str,
    /// Its name in files.
    pub(super) column: &'static str,
    pub(super) from: Time,
    pub(super) until: Time,
    ink: Ink,
}

impl Segment {
    pub(super) fn secs(&self) -> f64 {
        self.until.since(self.from).secs()
    }

    fn middle(&self, axis: &Axis, breach: Time) -> f64 {
        f64::midpoint(axis.at(self.from.since(breach).secs()), axis.at(self.until.since(breach).secs()))
    }
}

impl Bar {
    pub(super) fn new(name: &'static str, one: One) -> Self {
        Self { name, one }
    }

    /// The parts that took time, in order.
    pub(super) fn segments(&self) -> Vec<Segment> {
        let reaction = &self.one.reaction;
        let drain = if let Drain::Over(length) = reaction.drain { length } else { Span::ZERO };
        let lengths = reaction.parts.in_order().into_iter().chain([drain]);
        let names = Parts::NAMES.into_iter().chain(["drain_s"]);
        let mut from = reaction.breach;
        let all = names.zip(lengths).zip(LOOKS).map(|((column, length), (part, ink))| {
            let until = from + length;
            Segment { part, column, from: std::mem::replace(&mut from, until), until, ink }
        });
        all.filter(|segment| segment.until > segment.from).collect()
    }

    /// Its length, backlog included [s].
    pub(super) fn secs(&self) -> f64 {
        self.segments().last().map_or(0.0, |last| last.until.since(self.one.reaction.breach).secs())
    }

    /// The parts that are too narrow for their text.
    pub(super) fn callouts(&self, axis: &Axis) -> Vec<Callout> {
        let breach = self.one.reaction.breach;
        let narrow = self.segments().into_iter().filter(|segment| !self.is_wide(axis, segment));
        let callout = |segment: Segment| {
            let text = format!("{} {}", segment.part, words::length(segment.secs()));
            Callout { x: segment.middle(axis, breach), text }
        };
        narrow.map(callout).collect()
    }

    fn is_wide(&self, axis: &Axis, segment: &Segment) -> bool {
        let breach = self.one.reaction.breach;
        let wide = axis.at(segment.until.since(breach).secs()) - axis.at(segment.from.since(breach).secs());
        let length = words::length(segment.secs());
        width(segment.part, TEXT, Weight::Regular).max(width(&length, TEXT, Weight::Bold)) + 2.0 * INSIDE <= wide
    }

    pub(super) fn paint(&self, canvas: &mut Canvas<'_>, axis: &Axis, (top, bottom): (f64, f64)) -> Result<(), String> {
        let breach = self.one.reaction.breach;
        let x = |at: Time| axis.at(at.since(breach).secs());
        for segment in self.segments() {
            let (left, right) = (x(segment.from), x(segment.until));
            canvas.rectangle((left, top), (right.max(left + 1.5), bottom), PAPER)?;
            canvas.rectangle((left, top), (right.max(left + 1.5), bottom), segment.ink)?;
            if self.is_wide(axis, &segment) {
                let (middle, first) = (segment.middle(axis, breach), f64::midpoint(top, bottom) - LINE + 2.0);
                canvas.text(segment.part, (middle, first), Side::Middle, PLAIN)?;
                canvas.text(&words::length(segment.secs()), (middle, first + LINE), Side::Middle, HEADING)?;
            }
        }
        for segment in self.segments().iter().skip(1) {
            canvas.line(&[(x(segment.from), top), (x(segment.from), bottom)], PAPER, 1.6)?;
        }
        let served = x(self.one.reaction.in_service);
        canvas.line(&[(served, top - 6.0), (served, bottom + 6.0)], INK, 2.2)?;
        callouts::paint(canvas, &self.callouts(axis), bottom)
    }
}
