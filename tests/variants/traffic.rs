//! Who gets which request, by weight and by name.

use crate::shop::{CHALLENGER, SCALING, SHOP, STOP, WEIGH, decided, read, run, two, watched};
use dryscale::engine::Span;
use dryscale::scenario::Scenario;
use dryscale::scenario::edit::Edit;
use dryscale::simulation::{self, Options};
use tempfile::TempDir;

#[test]
fn two_halves_are_the_whole_request_by_request() {
    for process in ["poisson", "{process: gamma, cv: 2}", "{process: batches, size: 3}", "regular"] {
        let arrivals = format!("arrivals={process}");
        let whole = watched(&read(SHOP, &[&arrivals])).remove(0);
        let halves = watched(&two("", &[&arrivals]));
        let mut union = halves.concat();
        union.sort_by_key(|request| request.0);
        let mut whole = whole;
        // Requests of one batch arrive at one moment: their order among themselves says nothing.
        whole.sort_unstable();
        union.sort_unstable();
        assert_eq!(union, whole, "{process}");
        let (n, half) = (whole.len() as f64, halves[0].len() as f64);
        assert!((half - n / 2.0).abs() < 4.0 * (n / 4.0).sqrt(), "{process}: {half} of {n}");
    }
}

#[test]
fn a_policy_of_one_variant_moves_no_request_of_the_other() {
    let base = watched(&two(SCALING, &[]));
    let busier =
        watched(&two(SCALING, &["scaling.policies.0.TargetTrackingScalingPolicyConfiguration.TargetValue=200"]));
    let gone = watched(&two("", &[]));
    assert_eq!(base, busier);
    assert_eq!(base, gone);
}

#[test]
fn weights_are_shares_and_a_weight_of_zero_gets_nothing() {
    let share = |weights: [&str; 2]| {
        let names = ["champion", "challenger"];
        let edits =
            [0, 1].map(|n| format!("endpoint.ProductionVariants.{}.InitialVariantWeight={}", names[n], weights[n]));
        let run = run(&two("", &edits.each_ref().map(String::as_str)));
        let [whole, one, other] = [0, 1, 2].map(|scope: usize| run.scopes[scope].totals.requests as f64);
        assert_eq!(whole, one + other);
        let share: f64 = weights[1].parse::<f64>().unwrap();
        let share = share / (share + weights[0].parse::<f64>().unwrap());
        let spread = 4.0 * (whole * share * (1.0 - share)).sqrt();
        assert!((other - whole * share).abs() <= spread, "{weights:?}: {other} of {whole}");
    };
    [["0.9", "0.1"], ["3", "1"], ["1", "0"], ["0.2", "0.7"]].into_iter().for_each(share);
}

#[test]
fn requests_that_name_a_variant_go_there_whatever_the_weights() {
    let traffic =
        "traffic=[{name: web, constant: 10/s}, {name: batch, constant: 5/s, to: {TargetVariant: challenger}}]";
    let zero = "endpoint.ProductionVariants.challenger.InitialVariantWeight=0";
    for fidelity in ["fidelity=requests", "fidelity=fluid"] {
        let run = run(&two("", &[traffic, zero, fidelity]));
        let [champion, challenger] = [1, 2].map(|scope: usize| run.scopes[scope].totals.requests as f64 / 10_800.0);
        assert!((champion - 10.0).abs() < 0.2 && (challenger - 5.0).abs() < 0.2, "{champion} {challenger}");
    }
}

#[test]
fn a_call_moves_the_border_between_variants_and_no_request() {
    let uneven = [
        "endpoint.ProductionVariants.champion.InitialVariantWeight=0.9",
        "endpoint.ProductionVariants.challenger.InitialVariantWeight=0.1",
    ];
    let (before, after) = (watched(&two("", &uneven)), watched(&two("", &[])));
    let scenario = two(WEIGH, &uneven);
    let called = watched(&scenario);
    let hour = scenario.setup().window.start + Span::HOUR;
    for variant in 0..2 {
        let spliced = before[variant].iter().filter(|request| request.0 < hour);
        let spliced: Vec<_> =
            spliced.chain(after[variant].iter().filter(|request| request.0 >= hour)).copied().collect();
        assert_eq!(called[variant], spliced);
    }
    let run = run(&scenario);
    let call = "UpdateEndpointWeightsAndCapacities";
    assert_eq!(decided(&run, "variant/champion", call)[0].first, "weight 0.9 → 0.5");
    assert_eq!(decided(&run, "variant/challenger", call)[0].first, "weight 0.1 → 0.5");
    let fluid =
        simulation::run(two(WEIGH, &[uneven[0], uneven[1], "fidelity=fluid"]).setup(), 1, Options::default(), &STOP);
    let got = fluid.unwrap().scopes[2].totals.requests as f64;
    // 10 min at 10, 30 at 76, 20 at 10 a second, a tenth of it; then two hours at 10, half of it.
    let wanted = 0.1 * (1_800.0 * 10.0 + 1_800.0 * 76.0) + 0.5 * 7_200.0 * 10.0;
    assert!((got - wanted).abs() < 60.0, "{got}, {wanted}");
}

#[test]
fn an_exact_record_is_split_without_loss() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let counts: Vec<String> =
        (0..36).map(|n| format!("2026-11-27T{:02}:{:02}:00Z,{}", n * 5 / 60, n * 5 % 60, 100 + 37 * n)).collect();
    std::fs::write(folder.join("counts.csv"), format!("timestamp,count\n{}\n", counts.join("\n"))).unwrap();
    let stamps: Vec<String> =
        (0..9_000).map(|n| format!("2026-11-27T{:02}:{:02}:{:02}Z", n / 3_600, n / 60 % 60, n % 60)).collect();
    std::fs::write(folder.join("stamps.csv"), format!("timestamp\n{}\n", stamps.join("\n"))).unwrap();
    for (traffic, requests) in [("counts.csv", (0..36).map(|n| 100 + 37 * n).sum::<u64>()), ("stamps.csv", 9_000)] {
        let edits = [Edit::parse("--set", &format!("traffic=[{{name: web, trace: {{file: {traffic}}}}}]")).unwrap()];
        let (scenario, _) = Scenario::from_text("shop", &format!("{SHOP}{CHALLENGER}"), folder, &edits)
            .unwrap_or_else(|problems| panic!("{}", problems.render(false)));
        let run = run(&scenario);
        assert_eq!(run.scopes[0].totals.requests, requests, "{traffic}");
        let half = run.scopes[1].totals.requests as f64;
        assert!((half - requests as f64 / 2.0).abs() < 4.0 * (requests as f64 / 4.0).sqrt(), "{traffic}: {half}");
    }
}
