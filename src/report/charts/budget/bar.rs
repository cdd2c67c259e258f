//! One bar: the parts of one scale-out, each with its name and its length in it or below it.

use super::Axis;
use super::callouts::{self, Callout};
use crate::engine::{Span, Time};
use crate::experiment::budget::One;
use crate::report::charts::canvas::{Canvas, Side, Type};
use crate::report::charts::fonts::{Weight, width};
use crate::report::charts::frame::{HEADING, PLAIN};
use crate::report::charts::style::{DESIRED, INK, Ink, LAUNCHING, LINE, ON_COLOUR, PAPER, TEXT, VIOLATION};
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
    ("image and model", LAUNCHING.at(78)),
    ("container start", LAUNCHING.at(60)),
    ("health checks", LAUNCHING.at(38)),
    ("warm-up", LAUNCHING.at(24)),
    ("backlog", VIOLATION.at(35)),
];

/// What is legible on a part: on a dark ground a strong colour is light and a faint one dark.
fn label(ground: Ink) -> Ink {
    if ground.percent > 50 { ON_COLOUR } else { INK }
}

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
                let ink = label(segment.ink);
                canvas.text(segment.part, (middle, first), Side::Middle, Type { ink, ..PLAIN })?;
                let length = words::length(segment.secs());
                canvas.text(&length, (middle, first + LINE), Side::Middle, Type { ink, ..HEADING })?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::math;
    use crate::report::charts::style::dark;

    /// Relative luminance of a colour on a ground (WCAG 2).
    fn luminance(ink: Ink, ground: (u8, u8, u8)) -> f64 {
        let share = f64::from(ink.percent) / 100.0;
        let channel = |over: u8, under: u8| {
            let x = (f64::from(over) * share + f64::from(under) * (1.0 - share)) / 255.0;
            if x <= 0.04045 { x / 12.92 } else { math::pow((x + 0.055) / 1.055, 2.4) }
        };
        let (over, under) = (ink.rgb, ground);
        0.2126 * channel(over.0, under.0) + 0.7152 * channel(over.1, under.1) + 0.0722 * channel(over.2, under.2)
    }

    #[test]
    fn every_part_can_be_read_on_both_grounds() {
        let pairs = dark();
        let in_dark = |ink: Ink| {
            let (_, counterpart) = pairs.iter().find(|(light, _)| light.rgb == ink.rgb).expect("a colour of the house");
            counterpart.at(ink.percent)
        };
        for (part, ink) in LOOKS {
            let grounds = [(PAPER, ink, label(ink)), (in_dark(PAPER), in_dark(ink), in_dark(label(ink)))];
            for (paper, fill, text) in grounds {
                let (fill, text) = (luminance(fill, paper.rgb), luminance(text, paper.rgb));
                let contrast = (fill.max(text) + 0.05) / (fill.min(text) + 0.05);
                assert!(contrast >= 4.5, "{part} on {:?}: {contrast:.2}", paper.rgb);
            }
        }
    }
}
