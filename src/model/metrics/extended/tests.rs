//! Extended statistics against the rows of AWS's page, a plain implementation, and each other.

use super::*;
use proptest::prelude::*;

fn each(values: impl IntoIterator<Item = f64>) -> Vec<(f64, f64)> {
    values.into_iter().map(|value| (value, 1.0)).collect()
}

fn hundred() -> Vec<(f64, f64)> {
    each((1..=100).map(f64::from))
}

fn value(text: &str, ascending: &[(f64, f64)]) -> Option<f64> {
    Extended::parse(text).unwrap_or_else(|wrong| panic!("{wrong}")).value(ascending)
}

#[test]
fn g15_tc_excludes_its_lower_bound_and_includes_its_upper() {
    assert_eq!(value("TC(0.005:0.030)", &each([0.004, 0.005, 0.006, 0.030, 0.031])), Some(2.0));
}

#[test]
fn g16_tm99_of_1_to_100_is_50() {
    assert_eq!(value("tm99", &hundred()), Some(50.0));
}

#[test]
fn g17_iqm_is_the_trimmed_mean_of_the_middle_half() {
    assert_eq!(value("IQM", &hundred()), Some(50.5));
    assert_eq!(value("IQM", &each([0.0, 10.0, 20.0, 1000.0])), Some(15.0));
}

#[test]
fn of_1_to_100_every_statistic_is_known() {
    for (text, wanted) in [
        ("p99", 99.0),
        ("p99.9", 100.0),
        ("p50", 50.0),
        ("p7", 7.0),
        ("p0", 1.0),
        ("p100", 100.0),
        ("tm90", 45.5),
        ("tc90", 90.0),
        ("ts90", 4095.0),
        ("TM(2%:98%)", 50.5),
        ("TM(:95%)", 48.0),
        ("TM(10%:)", 55.5),
        ("TS(80%:)", 1810.0),
        ("TM(:20)", 10.5),
        ("TM(90:)", 95.5),
        ("TM(10:20)", 15.5),
        ("TC(80:500)", 20.0),
        ("PR(:30)", 30.0),
        ("PR(10:30)", 20.0),
        ("PR(99:)", 1.0),
        ("PR(200:300)", 0.0),
        // 98 values of their own and two moved to 98.
        ("wm98", 50.47),
        // 1 to 10 become 10, 91 to 100 become 90.
        ("WM(10%:90%)", 50.4),
        ("WM(20:80)", 50.3),
        ("WM(:80)", 48.4),
    ] {
        let seen = value(text, &hundred()).unwrap();
        assert!((seen - wanted).abs() < 1e-9, "{text}: {seen}, not {wanted}");
    }
}

/// 16.1 x 1000 / 100 is a little more than 161 in binary.
#[test]
fn a_whole_rank_is_whole_in_spite_of_binary_fractions() {
    let thousand = each((1..=1_000).map(f64::from));
    assert_eq!(value("p16.1", &thousand), Some(161.0));
    assert_eq!(value("p99.9", &thousand), Some(999.0));
}

#[test]
fn a_value_that_a_rank_cuts_counts_in_part() {
    let buckets = [(1.0, 6.0), (10.0, 4.0)];
    assert_eq!(value("tc90", &buckets), Some(9.0));
    assert_eq!(value("ts90", &buckets), Some(36.0));
    assert_eq!(value("tm90", &buckets), Some(4.0));
    assert_eq!(value("TC(50%:70%)", &buckets), Some(2.0));
    assert_eq!(value("TM(50%:70%)", &buckets), Some(5.5));
    assert_eq!(value("p60", &buckets), Some(1.0));
    assert_eq!(value("p61", &buckets), Some(10.0));
}

#[test]
fn where_no_value_counts_there_is_no_mean() {
    assert_eq!(value("TM(200:300)", &hundred()), None);
    assert_eq!(value("TC(200:300)", &hundred()), Some(0.0));
    assert_eq!(value("TS(200:300)", &hundred()), Some(0.0));
    for text in ["p99", "IQM", "tm90", "PR(:3)", "WM(:3)", "tc90"] {
        assert_eq!(value(text, &[]), None, "{text}");
        assert_eq!(value(text, &[(1.0, 0.0)]), None, "{text}");
        assert_eq!(value(text, &[(-1.0, 1.0), (5.0, 3.0)]), None, "{text}");
    }
    assert_eq!(value("p0", &[(1.0, 0.0), (2.0, 3.0)]), Some(2.0));
    assert_eq!(value("p100", &[(2.0, 3.0), (7.0, 0.0)]), Some(2.0));
}

#[test]
fn few_samples_are_judged_by_a_limit() {
    for (text, wanted) in [
        ("p99", Some(1_000.0)),
        ("p99.9", Some(10_000.0)),
        ("p90", Some(100.0)),
        ("p50", Some(20.0)),
        ("p25", Some(40.0)),
        ("p1", Some(1_000.0)),
        ("p0", None),
        ("p100", None),
        ("tm99", None),
    ] {
        let seen = Extended::parse(text).unwrap().low_sample_limit();
        let near = seen.zip(wanted).map_or(seen == wanted, |(seen, wanted)| (seen - wanted).abs() < 1e-6);
        assert!(near, "{text}: {seen:?}");
    }
}

#[test]
fn statistics_are_written_as_they_were_read() {
    for text in [
        "p99",
        "p99.9",
        "p0.5",
        "tm90",
        "tc99.95",
        "ts90",
        "wm98",
        "IQM",
        "PR(:300)",
        "PR(100:2000)",
        "PR(10:)",
        "TM(2%:98%)",
        "TM(:95%)",
        "TM(10%:)",
        "TC(0.005:0.03)",
        "TS(80%:)",
        "WM(10%:90%)",
        "WM(:200)",
        "TM(150:1000)",
        "tm100",
    ] {
        assert_eq!(Extended::parse(text).unwrap().to_string(), text);
    }
}

#[test]
fn what_is_no_statistic_is_refused_with_a_reason() {
    for (text, wanted) in [
        ("P99", "`P99` is written with a small letter: p99"),
        ("TM90", "`TM90` is written in small letters before one number: tm90"),
        ("tm(2%:98%)", "`tm(2%:98%)` is written in capitals before a range: TM(2%:98%)"),
        ("iqm", "`iqm` is written in capitals: IQM"),
        ("pr(:3)", "`pr(:3)` is written in capitals: PR(:3)"),
        ("p101", "`p101` has 101 for a percentage; wanted 0 to 100"),
        ("p", "`p` has `` for a percentage; wanted a number from 0 to 100, with 10 decimals at most"),
        ("p-1", "`p-1` has `-1` for a percentage; wanted a number from 0 to 100, with 10 decimals at most"),
        ("p9.", "`p9.` has `9.` for a percentage; wanted a number from 0 to 100, with 10 decimals at most"),
        ("tm0", "`tm0` holds nothing; write tm90 or TM(2%:98%)"),
        ("PR(:50%)", "`PR(:50%)` has ranks for bounds; PR takes values, as in PR(:300)"),
        ("TM(:)", "`TM(:)` has a range without bounds; give one or both"),
        ("TM(5)", "`TM(5)` has `5` for a range; wanted bounds with a colon, as in (2%:98%), (:200) or (10%:)"),
        ("TM(2%:90)", "`TM(2%:90)` has one bound in per cent and one not in (2%:90); write both alike"),
        ("TM(98%:2%)", "`TM(98%:2%)` has a range that holds nothing (98%:2%); the lower bound stands first"),
        ("TM(100%:)", "`TM(100%:)` has a range that holds nothing (100%:); the lower bound stands first"),
        ("TC(5:5)", "`TC(5:5)` has a range that holds nothing (5:5); the lower bound stands first"),
        ("TC(a:5)", "`TC(a:5)` has `a` for a bound; wanted a number from 0 up, with 10 decimals at most"),
        (
            "TM(2%%:90%)",
            "`TM(2%%:90%)` has `2%` for a percentage; wanted a number from 0 to 100, with 10 decimals at most",
        ),
        (
            "p99.12345678901",
            "`p99.12345678901` has `99.12345678901` for a percentage; wanted a number from 0 to 100, with 10 decimals \
             at most",
        ),
    ] {
        assert_eq!(Extended::parse(text), Err(wanted.to_owned()));
    }
    for text in ["", "Average", "median", "xy90", "TM", "(1:2)", "IQM(1:2)", "TM(1:2", "tm", "é9", "pé"] {
        assert!(Extended::parse(text).is_err(), "{text}");
    }
}

fn samples() -> impl Strategy<Value = Vec<(f64, f64)>> {
    prop::collection::vec((0_u32..50, 1_u32..5), 1..30).prop_map(|mut drawn| {
        drawn.sort_unstable();
        drawn.into_iter().map(|(value, count)| (f64::from(value), f64::from(count))).collect()
    })
}

/// Each value as often as it counts.
fn spread(ascending: &[(f64, f64)]) -> Vec<f64> {
    ascending.iter().flat_map(|&(value, count)| vec![value; count as usize]).collect()
}

fn near(a: Option<f64>, b: Option<f64>) -> bool {
    a.zip(b).map_or(a == b, |(a, b)| (a - b).abs() <= 1e-9 * (1.0 + b.abs()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn iqm_is_tm_of_the_quartiles(samples in samples()) {
        prop_assert_eq!(value("IQM", &samples), value("TM(25%:75%)", &samples));
    }

    #[test]
    fn trimming_nothing_leaves_the_average(samples in samples()) {
        let all = spread(&samples);
        let average = Some(all.iter().sum::<f64>() / all.len() as f64);
        for text in ["tm100", "TM(0%:100%)", "TM(:100%)", "TM(0%:)", "TM(:1000)", "wm100", "WM(0:1000)"] {
            prop_assert!(near(value(text, &samples), average), "{}", text);
        }
    }

    #[test]
    fn ts_is_tm_times_tc(samples in samples(), from in 0_u32..90, length in 1_u32..10) {
        for sign in ["%", ""] {
            let range = format!("({from}{sign}:{}{sign})", from + length);
            let of = |name: &str| value(&format!("{name}{range}"), &samples);
            if let Some(mean) = of("TM") {
                prop_assert!(near(of("TS"), of("TC").map(|count| count * mean)), "{}", range);
            }
        }
    }

    #[test]
    fn whole_values_are_counted_as_a_plain_reading_counts_them(samples in samples(), a in 0_u32..40, length in 1_u32..20) {
        let all = spread(&samples);
        let (low, high) = (f64::from(a), f64::from(a + length));
        let kept: Vec<f64> = all.iter().copied().filter(|&value| value > low && value <= high).collect();
        let of = |name: &str| value(&format!("{name}({low}:{high})"), &samples);
        let mean = |values: &[f64]| (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64);
        prop_assert!(near(of("TM"), mean(&kept)));
        prop_assert!(near(of("TC"), Some(kept.len() as f64)));
        prop_assert!(near(of("PR"), Some(100.0 * kept.len() as f64 / all.len() as f64)));
        let moved: Vec<f64> = all.iter().map(|value| value.clamp(low, high)).collect();
        prop_assert!(near(of("WM"), mean(&moved)));
    }

    #[test]
    fn percentiles_are_nearest_ranks(samples in samples(), share in 1_u32..=100) {
        let all = spread(&samples);
        let rank = (share as usize * all.len()).div_ceil(100);
        prop_assert_eq!(value(&format!("p{share}"), &samples), Some(all[rank - 1]));
        prop_assert_eq!(value(&format!("p{share}"), &each(all.clone())), Some(all[rank - 1]));
    }

    #[test]
    fn no_text_breaks_the_reader(text in "[a-zA-Z]{0,3}\\(?[0-9.%:()é-]{0,9}") {
        if let Ok(statistic) = Extended::parse(&text) {
            prop_assert_eq!(Extended::parse(&statistic.to_string()), Ok(statistic));
            statistic.value(&hundred());
        }
    }
}

/// The median of 1 and 2 is 1 by rank and 1.5 between the ranks; the ends are the ends.
#[test]
fn percentiles_between_ranks() {
    let value = |text: &str, values: &[(f64, f64)]| {
        let by_rank = Extended::parse(text).unwrap();
        (by_rank.value(values).unwrap(), by_rank.between_ranks().value(values).unwrap())
    };
    let two = [(1.0, 1.0), (2.0, 1.0)];
    assert_eq!(value("p50", &two), (1.0, 1.5));
    assert_eq!((value("p0", &two), value("p100", &two)), ((1.0, 1.0), (2.0, 2.0)));
    let eleven: Vec<(f64, f64)> = (0..=10).map(|n| (f64::from(n), 1.0)).collect();
    let (by_rank, between) = value("p95", &eleven);
    assert!(by_rank == 10.0 && (between - 9.5).abs() < 1e-6, "{between}");
    assert_eq!(value("p50", &[(3.0, 7.0)]), (3.0, 3.0));
    // Means are not touched.
    assert_eq!(value("tm50", &two).0, value("tm50", &two).1);
}
