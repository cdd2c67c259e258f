//! Every chart of an experiment is drawn from committed data without an overlap, a cut or a lost number.

use super::fixture;
use super::*;
use crate::report::charts::Picture;
use crate::report::charts::layout::faults;
use crate::report::charts::picture::png;
use crate::report::charts::style::{HEIGHT, WIDTH};
use crate::report::fixture as results;

pub(in crate::report::charts) fn pictures() -> Vec<Picture> {
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

#[test]
fn the_front_holds_exactly_what_no_other_beats() {
    let all = fixture::pareto().candidates;
    let front = pareto::front(&all);
    let beats = |a: &pareto::Candidate, b: &pareto::Candidate| {
        a.role != pareto::Role::Reference
            && a.across.value <= b.across.value
            && a.up.value <= b.up.value
            && (a.across.value < b.across.value || a.up.value < b.up.value)
    };
    for (place, candidate) in all.iter().enumerate() {
        let beaten = all.iter().any(|other| beats(other, candidate));
        let expected = !beaten && candidate.role != pareto::Role::Reference;
        assert_eq!(front.contains(&place), expected, "{}", candidate.label);
    }
    assert!(front.windows(2).all(|two| all[two[0]].across.value < all[two[1]].across.value));
}

#[test]
fn what_did_not_occur_is_a_gap_and_not_a_zero() {
    let mut sweep = fixture::sweep();
    let whole = sweep::picture(&sweep).unwrap();
    sweep.points[3].values[1] = Ranged::exact(f64::NAN);
    let gap = sweep::picture(&sweep).unwrap();
    let lines = |drawn: &Picture| drawn.svg.matches("<polyline").count();
    assert!(lines(&gap) >= lines(&whole), "one line becomes two");
    assert!(String::from_utf8(gap.csv).unwrap().contains("1500,1500,Cost,usd/day,,,\n"));
    let mut cells = fixture::cells();
    cells.panels[0].values[1][1] = f64::NAN;
    let hatched = |drawn: &Picture| drawn.svg.matches("url(#hatch").count();
    assert_eq!(hatched(&cells::picture(&cells).unwrap()), hatched(&cells::picture(&fixture::cells()).unwrap()) + 1);
}

#[test]
fn what_the_runs_do_not_tell_apart_comes_last_and_pale() {
    let mut all = fixture::tornado();
    let loud = tornado::Swing {
        name: "noise".to_owned(),
        one: ("loud".to_owned(), Ranged::new(60.0, -10.0, 130.0)),
        other: None,
        told: [false, false],
    };
    all.swings.insert(0, loud);
    let drawn = tornado::picture(&all).unwrap();
    let csv = String::from_utf8(drawn.csv.clone()).unwrap();
    let mut names: Vec<&str> = csv.lines().skip(2).map(|row| row.split(',').next().unwrap()).collect();
    names.dedup();
    assert_eq!(names[0], "instances.ml.c5.xlarge.provision", "what moves most for sure");
    let place = |name: &str| names.iter().position(|other| *other == name).unwrap();
    assert!(place("noise") > place("endpoint.RoutingStrategy"), "{names:?}");
    assert!(place("noise") < place("assumptions.cooldown_from"), "of those that are not told the widest: {names:?}");
    let pale = |drawn: &Picture| drawn.svg.matches("opacity=\"0.25\"").count();
    let without = tornado::picture(&fixture::tornado()).unwrap();
    assert_eq!(pale(&drawn), pale(&without) + 1);
}

#[test]
fn nothing_at_all_is_drawn_without_a_fault_too() {
    let mut sweep = fixture::sweep();
    sweep.points.clear();
    let mut cells = fixture::cells();
    cells.across.1.truncate(1);
    cells.down.1.truncate(1);
    for panel in &mut cells.panels {
        panel.values = vec![vec![f64::NAN]];
        panel.near_best.clear();
    }
    cells.current = Some((0, 0));
    let mut pareto = fixture::pareto();
    pareto.candidates.truncate(1);
    let mut tornado = fixture::tornado();
    tornado.swings.clear();
    let mut long = fixture::tornado();
    for swing in &mut long.swings {
        swing.name = format!("{}-日本の年末セール", swing.name).repeat(4);
        swing.one.0 = "a setting with a very long value that nobody can read".repeat(2);
    }
    let all = [
        sweep::picture(&sweep),
        cells::picture(&cells),
        pareto::picture(&pareto),
        tornado::picture(&tornado),
        tornado::picture(&long),
    ];
    for drawn in all.map(Result::unwrap) {
        let found = faults(&drawn.texts, (WIDTH, HEIGHT));
        assert!(found.is_empty(), "{}: {found:#?}", drawn.name);
    }
}
