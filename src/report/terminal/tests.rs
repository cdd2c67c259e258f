//! At most 25 lines that fit, whatever the result.

use super::*;
use crate::report::fixture::{self, Made};

fn look(columns: usize) -> Look {
    Look { columns, colour: false, folder: "output/flash-sale/".to_owned() }
}

fn said(made: &Made, columns: usize) -> String {
    summary(&made.report(), &look(columns))
}

#[test]
fn every_summary_fits_every_terminal() {
    let mut crowded = fixture::flash_sale();
    let one = crowded.aggregates.objectives[0].clone();
    crowded.aggregates.objectives = vec![one; 12];
    crowded.aggregates.asked = 1_000;
    crowded.aggregates.remarks = vec!["the cost is bimodal: ".repeat(20); 5];
    crowded.subject.title = "年末セール\u{1b}[31m".repeat(30);
    let mut all = fixture::all();
    all.push(("crowded", crowded));
    for (name, made) in &all {
        for columns in [10, 40, 60, 80, 100, 200] {
            let text = said(made, columns);
            let most = columns.clamp(40, 100);
            assert!(text.lines().count() <= if columns < 80 { 40 } else { 25 }, "{name} at {columns}:\n{text}");
            let wide: Vec<&str> = text.lines().filter(|line| columns_of(line) > most).collect();
            assert!(wide.is_empty(), "{name} at {columns}: {wide:#?}");
            assert!(text.lines().rev().take(2).any(|line| line.contains("seed 7")), "{name} at {columns}:\n{text}");
            assert!(!text.contains('\u{1b}'), "{name} at {columns}");
        }
    }
}

#[test]
fn a_summary_answers_first_and_says_where_the_files_are() {
    let text = said(&fixture::flash_sale(), 100);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "flash-sale · Does the schedule carry the flash sale, or do customers wait?");
    assert!(lines[1].starts_with("No: "), "{text}");
    assert!(text.contains("✗ latency_p95_ms < 900") && text.contains("✓ cost_usd_per_day < 140"), "{text}");
    assert!(text.contains("failed < 0.0003 %"), "{text}");
    assert!(text.contains("files in output/flash-sale/"), "{text}");
    let load = lines.iter().find(|line| line.starts_with("  load")).unwrap();
    let bars: Vec<char> = load.chars().filter(|c| ('▁'..='█').contains(c)).collect();
    assert_eq!(bars.len(), 60);
    let highest = bars.iter().enumerate().max_by_key(|(_, bar)| **bar).unwrap().0;
    assert_eq!(highest, 30, "the sale is at noon:\n{text}");
    let alarm = lines.iter().find(|line| line.starts_with("  alarm")).unwrap();
    assert_eq!(alarm.chars().nth(12 + 30), Some('!'), "{text}");
}

#[test]
fn colour_only_when_told_and_it_takes_no_columns() {
    let made = fixture::flash_sale();
    let coloured = summary(&made.report(), &Look { colour: true, ..look(100) });
    assert!(coloured.contains("\u{1b}[31m✗\u{1b}[0m"));
    let mut plain = String::new();
    let mut escaped = false;
    for c in coloured.chars() {
        let counts = !escaped && c != '\u{1b}';
        escaped = c == '\u{1b}' || (escaped && c != 'm');
        if counts {
            plain.push(c);
        }
    }
    assert_eq!(plain, said(&made, 100));
}

#[test]
fn a_censored_percentile_is_said_as_a_lower_limit() {
    let mut made = fixture::flash_sale();
    let row = made.aggregates.metrics.iter_mut().find(|row| row.metric == "reaction_p95_s").unwrap();
    row.note = "> 340".to_owned();
    assert!(said(&made, 100).contains("> 5 m 40 s"), "{}", said(&made, 100));
}

/// Writes every summary below the folder in the environment, to be read.
#[test]
#[ignore = "writes summaries for the eye into the folder DRYSCALE_LOOK"]
fn every_summary_can_be_read() {
    let folder = std::env::var("DRYSCALE_LOOK").expect("a folder to write into");
    for (name, made) in fixture::all() {
        for columns in [40, 60, 80, 100] {
            std::fs::write(format!("{folder}/{name}.{columns}.txt"), said(&made, columns)).unwrap();
        }
    }
}

#[test]
fn a_result_without_a_reaction_chart_says_so_and_open_scale_outs_are_counted() {
    let mut made = fixture::flash_sale();
    let text = said(&made, 100);
    assert!(!text.contains("reaction chart") && !text.contains("still open"), "{text}");
    made.aggregates.budget.open_reactions = 2;
    made.aggregates.metrics.iter_mut().filter(|row| row.metric == "reaction_p95_s").for_each(|row| row.mean = None);
    let text = said(&made, 80);
    let none = "  reaction p95    no scale-out answered an alarm, so there is no reaction chart\n";
    let open = "  still open      2 scale-outs with no new instance by the end\n";
    assert!(text.contains(&format!("{none}{open}")), "{text}");
    assert!(!said(&fixture::no_scaling(), 100).contains("reaction"), "nobody scales");
}
