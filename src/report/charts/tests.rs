//! Every chart of every made-up result stands without an overlap or a cut, says what it shows, and has its numbers.

use super::*;
use crate::report::charts::layout::faults;
use crate::report::charts::style::{HEIGHT, WIDTH};
use crate::report::fixture::{self, Made};
use std::fmt::Write as _;

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

#[test]
fn a_label_moved_by_five_pixels_is_found_in_every_chart() {
    let made = fixture::flash_sale();
    // Bars have more room than that around their texts; of those the snapshots tell.
    for drawn in of(&made).into_iter().filter(|drawn| !["reaction", "waterfall"].contains(&drawn.name)) {
        let found = (0..drawn.texts.len()).any(|place| {
            [(5.0, 0.0), (-5.0, 0.0), (0.0, 5.0), (0.0, -5.0)].iter().any(|(right, down)| {
                let mut texts = drawn.texts.clone();
                for corner in ["from", "to"] {
                    let text = &mut texts[place];
                    let point = if corner == "from" { &mut text.from } else { &mut text.to };
                    *point = (point.0 + right, point.1 + down);
                }
                !faults(&texts, (WIDTH, HEIGHT)).is_empty()
            })
        });
        assert!(found, "{}: every label has five pixels to spare", drawn.name);
    }
}

/// What a snapshot keeps of a picture: its words and where they stand, and how many shapes it has.
fn told(drawn: &Picture) -> String {
    let mut out = format!("{}\n", drawn.alt);
    for text in &drawn.texts {
        let _ = writeln!(out, "{:7.1} {:6.1}  {}", text.from.0, text.from.1, text.what);
    }
    let shapes = ["<rect", "<polygon", "<polyline", "<circle"];
    let counted: Vec<String> =
        shapes.iter().map(|shape| format!("{} {}", drawn.svg.matches(shape).count(), &shape[1..])).collect();
    let _ = writeln!(out, "{}", counted.join(", "));
    out
}

/// With `UPDATE=1` the snapshots are written anew.
#[test]
fn what_the_reader_reads_is_what_was_looked_at() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/charts");
    let mut pictures = of(&fixture::flash_sale());
    pictures.extend(of(&fixture::five_weeks()).into_iter().filter(|drawn| drawn.name == "calendar"));
    pictures.extend(experiments::tests::pictures());
    let update = std::env::var_os("UPDATE").is_some();
    for drawn in pictures {
        let path = folder.join(format!("{}.txt", drawn.name));
        if update {
            std::fs::write(&path, told(&drawn)).unwrap();
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(told(&drawn), kept, "{}: look at the picture, then write the snapshot with UPDATE=1", drawn.name);
    }
}

#[test]
fn attempts_are_drawn_where_clients_try_again() {
    let said = |made: &Made, name: &str, text: &str| {
        let drawn = of(made).into_iter().find(|drawn| drawn.name == name).unwrap();
        drawn.texts.iter().any(|of| of.what == text)
    };
    let both =
        |made: &Made| [said(made, "outcomes", "Attempts for each request"), said(made, "capacity", "with retries")];
    assert_eq!((both(&fixture::retries()), both(&fixture::flash_sale())), ([true, true], [false, false]));
}

#[test]
fn a_dark_picture_differs_in_colours_alone() {
    let drawn = of(&fixture::flash_sale()).into_iter().find(|drawn| drawn.name == "latency").unwrap();
    let dark = picture::dark(&drawn.svg);
    let without_colours = |svg: &str| {
        let mut parts = svg.split("=\"#");
        let first = parts.next().unwrap().to_owned();
        parts.fold(first, |all, part| all + part.get(6..).unwrap_or_default())
    };
    assert_eq!(without_colours(&dark), without_colours(&drawn.svg));
    // No colour of the light ground is left: paper and ink have changed places.
    assert!(!dark.contains("fill=\"#FFFFFF\"") && !dark.contains("fill=\"#1F2937\""));
    assert!(drawn.svg.contains("fill=\"#FFFFFF\"") && drawn.svg.contains("fill=\"#1F2937\""));
    let counterparts = style::dark();
    for (place, (light, _)) in counterparts.iter().enumerate() {
        let again = counterparts[..place].iter().find(|(other, _)| other == light);
        assert!(again.is_none(), "{light:?} has two counterparts");
    }
}

#[test]
fn every_chart_has_a_header_and_rows_of_its_length() {
    for (name, made) in fixture::all() {
        for drawn in of(&made) {
            let mut reader = ::csv::Reader::from_reader(drawn.csv.as_slice());
            let width = reader.headers().unwrap().len();
            let rows: Vec<_> = reader.records().map(|row| row.unwrap()).collect();
            assert!(!rows.is_empty() && rows.iter().all(|row| row.len() == width), "{name}, {}", drawn.name);
            assert!(drawn.alt.len() > 60 && drawn.svg.contains("<desc"), "{name}, {}", drawn.name);
        }
    }
}

#[test]
fn shares_of_outcomes_and_of_latencies_are_those_of_the_timeline() {
    let made = fixture::flash_sale();
    let drawn = of(&made).into_iter().find(|drawn| drawn.name == "outcomes").unwrap();
    let line = &made.aggregates.mean;
    let mut reader = ::csv::Reader::from_reader(drawn.csv.as_slice());
    for (step, row) in reader.records().map(|row| row.unwrap()).enumerate() {
        let at = |place: usize| row[place].parse::<f64>().unwrap();
        let (offered, attempts, kinds) = (at(2), at(3), (4..9).map(at).sum::<f64>());
        assert_eq!(attempts, offered, "nobody tries again");
        assert!((offered - f64::from(line.offered_per_s[step])).abs() < 1e-6);
        assert!((offered - kinds).abs() < 1e-4 * offered, "step {step}: {kinds} of {offered}");
        assert!((at(4) / offered - f64::from(line.good_share[step])).abs() < 1e-6);
    }
}
