//! Every made-up result is drawn without an overlap, a cut or a lost number.

use super::*;
use crate::report::charts::picture::png;
use crate::report::fixture;

/// Writes every picture below the folder in the environment, to be looked at.
#[test]
fn every_picture_can_be_looked_at() {
    let Ok(folder) = std::env::var("DRYSCALE_LOOK") else { return };
    for (name, made) in fixture::all() {
        let drawn = picture(&made.report()).unwrap();
        let bytes = png(&drawn.svg, 1).unwrap();
        std::fs::write(format!("{folder}/{name}.png"), bytes).unwrap();
        std::fs::write(format!("{folder}/{name}.svg"), drawn.svg).unwrap();
        std::fs::write(format!("{folder}/{name}.txt"), answer::sentence(&made.report())).unwrap();
    }
}
