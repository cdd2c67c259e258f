//! Every budget is drawn without an overlap, a cut or a lost number, however its parts lie.

use super::*;
use crate::engine::{Span, Time};
use crate::experiment::budget::Budget;
use crate::report::charts::layout::faults;
use crate::report::charts::picture::png;
use crate::report::fixture::{self, Made};
use crate::simulation::outcome::{Parts, Reaction};

/// A scale-out of these parts [s] and what its backlog took.
fn reaction(start: Time, parts: [u64; 9], drain: Drain) -> Reaction {
    let [period_end, lag, datapoints, decision, provision, fetch, start_up, health, warm] = parts.map(Span::from_secs);
    let parts = Parts { period_end, lag, datapoints, decision, provision, fetch, start: start_up, health, warm };
    let (breach, waits) = (start + Span::HOUR * 9, period_end + lag + datapoints + decision);
    let activity = breach + waits;
    Reaction { number: 0, breach, activity, in_service: breach + parts.total(), escalation: false, parts, drain }
}

/// The flash sale with other scale-outs.
fn with(all: &[([u64; 9], Drain)]) -> Made {
    let mut made = fixture::flash_sale();
    let mut run = made.aggregates.shown[0].clone();
    run.scopes[0].reactions = all.iter().map(|&(parts, drain)| reaction(made.subject.start, parts, drain)).collect();
    run.scopes[0].totals.open_reactions = 3;
    made.aggregates.budget = Budget::of([&run]);
    made
}

const PLAIN_PARTS: [u64; 9] = [60, 31, 120, 0, 170, 90, 25, 30, 12];

/// One part alone, one part that dwarfs the rest, in every place; parts of a second; hours; a backlog of days.
fn hard_cases() -> Vec<(String, Made)> {
    let over = |secs: u64| Drain::Over(Span::from_secs(secs));
    let long = (PLAIN_PARTS.map(|secs| secs * 40), Drain::Left(Span::DAY));
    let mut all = vec![
        ("plain".to_owned(), with(&[(PLAIN_PARTS, over(95)), (PLAIN_PARTS.map(|secs| secs * 2), over(600))])),
        ("one".to_owned(), with(&[(PLAIN_PARTS, Drain::Nothing)])),
        ("held-back".to_owned(), with(&[([60, 31, 0, 3_000, 170, 90, 25, 30, 12], over(40)), long])),
        ("seconds".to_owned(), with(&[([10, 1, 20, 0, 1, 1, 1, 1, 1], over(1)); 3])),
        ("nothing".to_owned(), with(&[([0; 9], Drain::Nothing)])),
        ("backlog".to_owned(), with(&[(PLAIN_PARTS, over(400_000)), (PLAIN_PARTS, over(600_000))])),
    ];
    for giant in 0..9 {
        let mut parts = [1; 9];
        parts[giant] = 5_000;
        let alone = std::array::from_fn(|part| if part == giant { 75 } else { 0 });
        all.push((format!("giant-{giant}"), with(&[(parts, over(1)), (parts.map(|secs| secs * 3), over(3))])));
        all.push((format!("alone-{giant}"), with(&[(alone, Drain::Nothing)])));
    }
    let mut named = with(&[long]);
    named.subject.name = "a-scenario-with-a-name-that-nobody-would-type-twice".repeat(3);
    named.subject.zone = crate::engine::Zone::named("Asia/Kolkata").unwrap();
    all.push(("long-names".to_owned(), named));
    all
}

fn drawn(made: &Made) -> Picture {
    picture(&made.report()).unwrap().expect("a scale-out")
}

/// Writes every picture below the folder in the environment, to be looked at.
#[test]
#[ignore = "writes pictures for the eye into the folder DRYSCALE_LOOK"]
fn every_budget_can_be_looked_at() {
    let folder = std::env::var("DRYSCALE_LOOK").expect("a folder to write into");
    for (name, made) in hard_cases() {
        std::fs::write(format!("{folder}/reaction-{name}.png"), png(&drawn(&made).svg, 1).unwrap()).unwrap();
    }
}

#[test]
fn nothing_overlaps_and_nothing_is_cut() {
    for (name, made) in hard_cases() {
        let found = faults(&drawn(&made).texts, (WIDTH, HEIGHT));
        assert!(found.is_empty(), "{name}: {found:#?}");
    }
}

#[test]
fn every_part_that_took_time_is_named_with_its_length() {
    for (name, made) in hard_cases() {
        let drawn = drawn(&made);
        for bar in bars(&made.aggregates.budget) {
            for segment in bar.segments() {
                let length = words::length(segment.secs());
                let both = format!("{} {length}", segment.part);
                let beside = drawn.texts.iter().any(|text| text.what == both);
                let within = [segment.part, &length].iter().all(|what| drawn.texts.iter().any(|t| t.what == *what));
                assert!(beside || within, "{name}: {both}");
                assert!(drawn.alt.contains(&both), "{name}: {both}");
            }
        }
    }
}

#[test]
fn the_title_says_the_finding_and_its_lengths_add_up() {
    let title = |parts, drain| finding(&with(&[(parts, drain)]).aggregates.budget.scale_outs.median.unwrap());
    assert_eq!(
        title(PLAIN_PARTS, Drain::Nothing),
        "Scale-out takes 8 m 58 s: 3 m 31 s until the alarm, 5 m 27 s launch"
    );
    assert_eq!(
        title([60, 31, 0, 100, 60, 0, 0, 0, 0], Drain::Nothing),
        "Scale-out takes 4 m 11 s: 1 m 31 s until the alarm, 1 m 40 s held back, 1 m launch"
    );
    let mut odd = reaction(Time::from_secs(0), PLAIN_PARTS, Drain::Nothing);
    for (lag, provision) in [(400, 400), (600, 600), (499, 501), (500, 499)] {
        odd.parts.lag = Span::from_millis(30_000 + lag);
        odd.parts.provision = Span::from_millis(170_000 + provision);
        odd.activity = odd.breach + Span::from_millis(210_000 + lag);
        odd.in_service = odd.breach + odd.parts.total();
        let told = Rounded::of(&odd);
        assert_eq!(told.alarm + told.held_back.unwrap_or(0.0) + told.launch, told.whole, "{told:?}");
        assert_eq!(told.held_back, None);
    }
}

#[test]
fn the_csv_holds_the_bars() {
    let made = with(&[(PLAIN_PARTS, Drain::Over(Span::from_secs(95)))]);
    let text = String::from_utf8(drawn(&made).csv).unwrap();
    let rows: Vec<&str> = text.lines().collect();
    assert_eq!(rows[0], "bar,run,breach_time,breach_seconds,part,from_s,until_s,length_s");
    assert_eq!(rows[1], "the only scale-out,1,2026-11-27T09:00:00-05:00,32400,period_end_s,0,60,60");
    assert_eq!(
        rows[4], "the only scale-out,1,2026-11-27T09:00:00-05:00,32400,provision_s,211,381,170",
        "0 s held back"
    );
    assert_eq!(rows[9], "the only scale-out,1,2026-11-27T09:00:00-05:00,32400,drain_s,538,633,95");
    assert_eq!(rows.len(), 10);
}

#[test]
fn without_a_scale_out_there_is_no_chart() {
    assert_eq!(picture(&with(&[]).report()), Ok(None));
    let mut later = with(&[(PLAIN_PARTS, Drain::Nothing)]);
    later.aggregates.budget.escalations = std::mem::take(&mut later.aggregates.budget.scale_outs);
    assert_eq!(picture(&later.report()), Ok(None));
    assert_eq!(picture(&fixture::no_scaling().report()), Ok(None));
}
