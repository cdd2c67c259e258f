//! Every chart of an experiment is drawn from committed data without an overlap, a cut or a lost number.

use super::fixture;
use super::*;
use crate::report::charts::Picture;
use crate::report::charts::layout::faults;
use crate::report::charts::picture::png;
use crate::report::charts::style::{HEIGHT, WIDTH};
use crate::report::fixture as results;

fn pictures() -> Vec<Picture> {
    let (today, other) = (results::flash_sale(), results::calm_day());
    vec![
        compare::picture(&fixture::compare(&today, &other)).unwrap(),
        sweep::picture(&fixture::sweep()).unwrap(),
        cells::picture(&fixture::cells()).unwrap(),
        pareto::picture(&fixture::pareto()).unwrap(),
        tornado::picture(&fixture::tornado()).unwrap(),
    ]
}

/// Writes every picture below the folder in the environment, to be looked at.
#[test]
#[ignore = "writes pictures for the eye into the folder DRYSCALE_LOOK"]
fn every_picture_can_be_looked_at() {
    let folder = std::env::var("DRYSCALE_LOOK").expect("a folder to write into");
    for drawn in pictures() {
        std::fs::write(format!("{folder}/{}.png", drawn.name), png(&drawn.svg, 1).unwrap()).unwrap();
        std::fs::write(format!("{folder}/{}.svg", drawn.name), drawn.svg).unwrap();
    }
}

#[test]
fn nothing_overlaps_and_nothing_is_cut() {
    for drawn in pictures() {
        let found = faults(&drawn.texts, (WIDTH, HEIGHT));
        assert!(found.is_empty(), "{}: {found:#?}", drawn.name);
    }
}
