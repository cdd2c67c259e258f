//! Do alarms and the loop of target tracking fire as often as their Markov chains say?
//!
//! `tests/oracles/alarm_first_passage.csv` and `control_chain.csv` hold exact values. Counts are independent draws of
//! one distribution; nothing else is random.

mod chains {
    pub(crate) mod chain;
    pub(crate) mod counts;
    pub(crate) mod loops;
    pub(crate) mod passage;
}

use chains::chain::Chain;
use chains::loops::Loop;
use chains::passage::Passage;

/// Replications of every estimate.
const REPLICATIONS: usize = 40;

/// The tolerance rule of a single check: right within four standard errors and a small bias, and sharp enough to be
/// wrong.
fn agrees(what: &str, estimates: &[f64], oracle: f64) {
    let n = estimates.len() as f64;
    let mean = estimates.iter().sum::<f64>() / n;
    let variance = estimates.iter().map(|e| (e - mean) * (e - mean)).sum::<f64>() / (n - 1.0);
    let reach = 4.0 * (variance / n).sqrt();
    let share = if oracle < 0.01 { 0.05 } else { 0.03 };
    assert!(reach <= share * oracle, "{what}: {mean} +- {reach} is too coarse to judge {oracle} by");
    assert!((mean - oracle).abs() <= reach + 0.002 * oracle, "{what}: {mean} +- {reach}, oracle {oracle}");
}

fn close(what: &str, found: f64, oracle: f64) {
    assert!((found / oracle - 1.0).abs() <= 1e-6, "{what}: {found}, oracle {oracle}");
}

#[test]
fn breaches_are_as_likely_as_the_file_has_it() {
    for passage in Passage::all() {
        close(&passage.case, passage.chance(&passage.counts()), passage.p_breach);
    }
}

#[test]
fn first_passages_exactly_from_the_chain_of_the_alarms_own_verdicts() {
    for passage in Passage::all() {
        let chain = Chain::of(&passage);
        let case = &passage.case;
        close(case, chain.mean_periods(), passage.mean_periods);
        close(case, chain.alarm_within(60), passage.within_60);
        close(case, chain.alarm_within(1_440), passage.within_1440);
    }
}

/// Mean over `times` passages, and the share that came within 1,440 periods.
fn passages(case: &str, times: usize) {
    let passage = Passage::of(case);
    let counts = passage.counts();
    let runs: Vec<(f64, f64)> = (1..=REPLICATIONS as u32)
        .map(|run| {
            let lengths = passage.lengths(&counts, run, times / REPLICATIONS, u64::MAX);
            let n = lengths.len() as f64;
            let within = lengths.iter().filter(|&&length| length <= 1_440).count() as f64;
            (lengths.iter().sum::<u64>() as f64 / n, within / n)
        })
        .collect();
    let (means, within): (Vec<f64>, Vec<f64>) = runs.into_iter().unzip();
    agrees(&format!("{case}: mean"), &means, passage.mean_periods);
    agrees(&format!("{case}: within 1,440"), &within, passage.within_1440);
}

/// Share of `times` passages that came within 60 periods.
fn passages_within_an_hour(case: &str, times: usize) {
    let passage = Passage::of(case);
    let counts = passage.counts();
    let shares: Vec<f64> = (1..=REPLICATIONS as u32)
        .map(|run| {
            let lengths = passage.lengths(&counts, 1_000 + run, times / REPLICATIONS, 60);
            lengths.iter().filter(|&&length| length <= 60).count() as f64 / lengths.len() as f64
        })
        .collect();
    agrees(&format!("{case}: within 60"), &shares, passage.within_60);
}

#[test]
fn alarm_s01_three_of_three() {
    passages("ALARM-S01", 24_000);
}

#[test]
fn alarm_s02_two_of_three() {
    passages("ALARM-S02", 40_000);
    passages_within_an_hour("ALARM-S02", 40_000);
}

#[test]
fn alarm_s03_one_of_one() {
    passages("ALARM-S03", 40_000);
    passages_within_an_hour("ALARM-S03", 40_000);
}

#[test]
fn alarm_s06_three_of_five_in_bursts() {
    passages("ALARM-S06", 40_000);
    passages_within_an_hour("ALARM-S06", 60_000);
}

#[test]
#[ignore = "long: half a million passages"]
fn alarm_s01_within_an_hour() {
    passages_within_an_hour("ALARM-S01", 600_000);
}

/// Stationary values of the loop over `periods` in all.
fn control(case: &str, periods: u64) {
    let chain = Loop::of(case);
    let runs: Vec<_> = (1..=REPLICATIONS as u32).map(|run| chain.run(run, periods / REPLICATIONS as u64)).collect();
    let of = |figure: fn(&chains::loops::Figures) -> f64| runs.iter().map(figure).collect::<Vec<f64>>();
    agrees(&format!("{case}: mean capacity"), &of(|f| f.mean_capacity), chain.oracle.mean_capacity);
    agrees(&format!("{case}: target exceeded"), &of(|f| f.exceeded), chain.oracle.exceeded);
    agrees(&format!("{case}: scale-outs"), &of(|f| f.outs_per_1000), chain.oracle.outs_per_1000);
    agrees(&format!("{case}: scale-ins"), &of(|f| f.ins_per_1000), chain.oracle.ins_per_1000);
    for (capacity, share) in chain.pmf.iter().filter(|(_, share)| *share > 0.01) {
        let shares: Vec<f64> = runs.iter().map(|run| run.share_at(*capacity)).collect();
        agrees(&format!("{case}: share at {capacity}"), &shares, *share);
    }
}

#[test]
fn control_s01_one_datapoint_and_no_cooldown() {
    control("CTRL-S01", 200_000);
}

#[test]
fn control_s02_three_and_fifteen() {
    control("CTRL-S02", 2_000_000);
}

#[test]
fn control_s03_a_cooldown_of_five_periods() {
    control("CTRL-S03", 1_000_000);
}

#[test]
fn control_s05_a_small_fleet() {
    control("CTRL-S05", 2_000_000);
}

#[test]
#[ignore = "long: a scale-out in 7,700 periods"]
fn control_s04_hardly_ever() {
    control("CTRL-S04", 300_000_000);
}
