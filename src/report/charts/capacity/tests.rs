//! Every made-up result is drawn without an overlap, a cut or a lost number.

use super::*;
use crate::report::charts::layout::faults;
use crate::report::charts::picture::png;
use crate::report::fixture::{self, Made};

fn drawn(made: &Made) -> Picture {
    picture(&made.report()).unwrap()
}

/// Writes every picture below the folder in the environment, to be looked at.
#[test]
#[ignore = "writes pictures for the eye into the folder DRYSCALE_LOOK"]
fn every_picture_can_be_looked_at() {
    let folder = std::env::var("DRYSCALE_LOOK").expect("a folder to write into");
    for (name, made) in fixture::hard_cases() {
        let drawn = drawn(&made);
        std::fs::write(format!("{folder}/{name}.png"), png(&drawn.svg, 1).unwrap()).unwrap();
        std::fs::write(format!("{folder}/{name}.svg"), drawn.svg).unwrap();
        std::fs::write(format!("{folder}/{name}.txt"), drawn.alt).unwrap();
    }
}

#[test]
fn nothing_overlaps_and_nothing_is_cut() {
    for (name, made) in fixture::hard_cases() {
        let found = faults(&drawn(&made).texts, (WIDTH, HEIGHT));
        assert!(found.is_empty(), "{name}: {found:#?}");
    }
}

#[test]
fn a_label_moved_by_five_pixels_is_found() {
    let mut texts = drawn(&fixture::flash_sale()).texts;
    let heading = texts.iter().position(|text| text.what.starts_with("Instances")).unwrap();
    texts[heading].from.1 += 10.0;
    texts[heading].to.1 += 10.0;
    assert_eq!(faults(&texts, (WIDTH, HEIGHT)).len(), 1);
}

#[test]
fn the_csv_holds_the_numbers_drawn() {
    let made = fixture::flash_sale();
    let text = String::from_utf8(drawn(&made).csv).unwrap();
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!(rows.len(), 1 + 1_440);
    assert!(rows.iter().all(|row| row.len() == 29));
    let column = |name: &str| rows[0].iter().position(|header| *header == name).unwrap();
    let noon = &rows[1 + 12 * 60 + 5];
    assert_eq!(noon[0], "2026-11-27T12:05:00-05:00");
    assert_eq!(noon[1], "43500");
    assert_eq!(noon[column("slo_missed")], "true");
    // 4 slots x 0.8 / 0.213 s an instance; at most 12.
    let max: f64 = noon[column("max_capacity_per_s")].parse().unwrap();
    assert!((max - 12.0 * 4.0 * 0.8 / 0.213).abs() < 1e-6);
    let (offered, capacity): (f64, f64) =
        (noon[column("offered_per_s_mean")].parse().unwrap(), noon[column("capacity_per_s_mean")].parse().unwrap());
    let unmet: f64 = noon[column("unmet_per_s")].parse().unwrap();
    assert!(unmet > 0.0 && (offered - capacity - unmet).abs() < 1e-4);
}

#[test]
fn what_really_happened_is_a_line_and_a_column() {
    use crate::scenario::history::{History, Level};
    let mut made = fixture::flash_sale();
    let without = drawn(&made);
    let noon = made.subject.start + crate::engine::Span::HOUR * 12;
    made.subject.history =
        Some(History { levels: vec![Level { from: noon, instances: Some(40.0) }], changes: Some(vec![]) });
    let with = drawn(&made);
    assert!(faults(&with.texts, (WIDTH, HEIGHT)).is_empty());
    assert!(with.texts.iter().any(|text| text.what == "recorded") && with.texts.iter().any(|text| text.what == "40"));
    assert!(!without.texts.iter().any(|text| text.what == "recorded"));
    assert!(with.alt.contains("What really happened is a line beside the instances: 40 on average"), "{}", with.alt);
    let column = |csv: Vec<u8>, row: usize| {
        let text = String::from_utf8(csv).unwrap();
        text.lines().nth(row).unwrap().rsplit(',').next().unwrap().to_owned()
    };
    assert_eq!(column(with.csv.clone(), 12 * 60), "", "before noon nothing is known");
    assert_eq!(column(with.csv, 1 + 12 * 60), "40");
    assert_eq!(column(without.csv, 1 + 12 * 60), "");
}

#[test]
fn the_svg_says_what_it_shows_and_repeats_itself() {
    let made = fixture::flash_sale();
    let (first, second) = (drawn(&made), drawn(&made));
    assert_eq!(first, second);
    assert!(first.svg.contains("role=\"img\"") && first.svg.contains("<title id=\"title\">"));
    assert!(first.svg.contains("url(#hatch0)") && !first.svg.contains("#01FE0"), "no stand-in colour is left");
    assert!(!first.svg.contains("font-weight=\"bold\""));
    assert!(first.alt.contains(&answer::finding(&made.report())));
}

#[test]
fn the_png_has_the_size_of_the_sheet_and_twice_of_it() {
    let drawn = drawn(&fixture::zero_traffic());
    for scale in [1, 2] {
        let bytes = png(&drawn.svg, scale).unwrap();
        let reader = ::png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
        assert_eq!((reader.info().width, reader.info().height), (1_600 * scale, 900 * scale));
    }
}
