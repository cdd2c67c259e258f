//! Every chart of every made-up result stands without an overlap or a cut, says what it shows, and has its numbers.

use super::*;
use crate::report::charts::layout::faults;
use crate::report::charts::style::{HEIGHT, WIDTH};
use crate::report::fixture::{self, Made};

/// The charts of a result with the name of it.
fn of(made: &Made) -> Vec<Picture> {
    ALL.iter().filter_map(|chart| (chart.draw)(&made.report()).unwrap()).collect()
}

/// Writes every picture below the folder in the environment, to be looked at.
#[test]
#[ignore = "writes pictures for the eye into the folder DRYSCALE_LOOK"]
fn every_picture_can_be_looked_at() {
    let folder = std::env::var("DRYSCALE_LOOK").expect("a folder to write into");
    for (name, made) in fixture::hard_cases() {
        for drawn in of(&made) {
            let stem = format!("{folder}/{name}-{}", drawn.name);
            std::fs::write(format!("{stem}.png"), picture::png(&drawn.svg, 1).unwrap()).unwrap();
            std::fs::write(format!("{stem}.svg"), drawn.svg).unwrap();
        }
    }
}

#[test]
fn nothing_overlaps_and_nothing_is_cut() {
    let mut all = Vec::new();
    for (name, made) in fixture::hard_cases() {
        for drawn in of(&made) {
            let found = faults(&drawn.texts, (WIDTH, HEIGHT));
            all.extend(found.into_iter().map(|fault| format!("{name}, {}: {fault}", drawn.name)));
        }
    }
    assert!(all.is_empty(), "{all:#?}");
}
