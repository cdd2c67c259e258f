//! What a scenario becomes, and what it need not say.

use super::*;
use crate::engine::{Law, Span, Time, Zone};
use crate::model::metrics::{Metric, Query, Statistic};
use crate::model::scaling::Dst;
use crate::model::serving::{Abandoned, Limit, Routing, Ties};
use crate::model::traffic::{At, Clock, Points, Process, Shape, SpikeSize};
use crate::scenario::Comparison;

#[test]
fn the_flash_sale_becomes_what_it_says() {
    let scenario = good(FLASH_SALE);
    let setup = scenario.setup();
    assert_eq!(scenario.name(), "test");
    assert_eq!(scenario.title(), "Does the schedule carry the flash sale, or do customers wait?");
    assert_eq!((setup.runs, setup.seed, setup.endpoint.as_str()), (30, 7, "shop"));
    let zone = Zone::named("America/New_York").unwrap();
    assert_eq!(zone.iso(setup.window.start), "2026-11-27T00:00:00-05:00");
    assert_eq!(setup.window.start.since(setup.window.begin), Span::MINUTE * 30);
    assert_eq!(setup.window.end.since(setup.window.start), Span::DAY);

    let [shop, sale] = &setup.traffic.sources[..] else { panic!("two sources") };
    assert_eq!(shop.shape, Shape::Daily { low: 8.0, high: 40.0, peak: Clock(72_000) });
    let minutes = |count: u64| Span::MINUTE * count;
    assert_eq!(
        sale.shape,
        Shape::Spike {
            at: At::Daily(Clock(43_200)),
            size: SpikeSize::Add(120.0),
            rise: minutes(2),
            hold: minutes(10),
            fall: minutes(5)
        }
    );
    assert_eq!((shop.day_to_day_cv, &setup.traffic.process), (0.1, &Process::Poisson));

    let service = &setup.variants[0].service;
    assert!((service.need.mean_secs() - 0.213).abs() < 0.001, "mean 213 ms, as the file says");
    assert_eq!((service.slots, service.limit, service.timeout), (4, Limit::Queue(100), Some(Span::MINUTE)));
    assert_eq!(service.routing, Routing::LeastOutstanding(Ties::Uniform));
    assert_eq!((service.abandoned, service.slo_latency), (Abandoned::Continues, Some(Span::SECOND)));
    assert_eq!((setup.variants[0].price_micro_usd_per_hour, setup.variants[0].initial), (1_408_000, 2));
    assert_eq!(setup.variants[0].launch.pull, Law::Constant(Span::from_secs(150)));
    assert!((setup.variants[0].launch.provision.quantile_secs(0.5) - 110.0).abs() < 1e-6);

    let target = setup.variants[0].target.as_ref().unwrap();
    assert_eq!((target.resource_id.as_str(), target.min, target.max), ("endpoint/shop/variant/AllTraffic", 2, 12));
    let policy = target.policies[0].tracking().unwrap();
    assert_eq!(
        (&policy.metric, policy.target_value),
        (&Query::simple(Metric::InvocationsPerInstance, Statistic::Sum), 600.0)
    );
    assert_eq!((policy.scale_out_cooldown, policy.scale_in_cooldown), (Span::MINUTE, Span::MINUTE * 5));
    let due = target.scheduled[0].schedule.next_from(setup.window.start, Dst::SkipGapOnceOverlap);
    assert_eq!(due.map(|due| zone.iso(due)).as_deref(), Some("2026-11-27T11:45:00-05:00"));
    assert_eq!((target.scheduled[1].min, target.scheduled[1].max), (Some(2), Some(12)));

    assert_eq!((setup.slo.latency, setup.slo.attainment), (Some(Span::SECOND), 0.99));
    let [first, second] = scenario.objectives() else { panic!("two objectives") };
    assert_eq!(
        (first.metric.as_str(), first.scope.as_str(), first.op, first.limit),
        ("latency_p95_ms", "endpoint", Comparison::Below, 900.0)
    );
    assert_eq!(second.metric, "cost_usd_per_day");
}

#[test]
fn what_a_scenario_leaves_out_is_filled_and_listed() {
    let scenario = good(LEAST);
    let setup = scenario.setup();
    assert_eq!((setup.runs, setup.seed, setup.window.zone.name()), (30, 1, "UTC"));
    assert_eq!(setup.window.start, Time::from_secs(1_767_571_200), "Monday 2026-01-05");
    assert_eq!(setup.window.end.since(setup.window.start), Span::DAY);
    assert_eq!(
        (setup.variants[0].initial, &setup.variants[0].target, setup.slo.attainment, setup.slo.latency),
        (1, &None, 0.99, None)
    );
    assert_eq!(setup.variants[0].service.routing, Routing::Random);
    assert_eq!(setup.variants[0].launch.pull, Law::Constant(Span::from_secs(20)), "a CPU type has the small image");
    let listed: Vec<(&str, &str)> =
        scenario.assumed().iter().map(|assumed| (assumed.path.as_str(), assumed.value.as_str())).collect();
    assert_eq!(
        listed,
        [
            ("models.m.queue", "100"),
            ("models.m.timeout", "60s"),
            ("endpoint.ProductionVariants.v.InitialInstanceCount", "1"),
            ("endpoint.ProductionVariants.v.RoutingConfig.RoutingStrategy", "RANDOM"),
            ("instances.ml.m5.large.price", "$0.115/h"),
            ("launch.preset", "cpu-small-image"),
            ("slo.latency", "none"),
            ("slo.attainment", "99%"),
        ]
    );
}

#[test]
fn every_assumption_of_the_design_is_listed_with_its_default() {
    let scenario = good(LEAST);
    let listed = &scenario.setup().assumptions.listed;
    assert_eq!(listed.len(), 50);
    let value = |name: &str| listed.iter().find(|(listed, _)| listed == name).map(|(_, value)| value.as_str());
    assert_eq!(value("alarm_lag"), Some("{standard: 15s..60s, high_resolution: 5s..15s}"));
    assert_eq!(value("evaluation_range"), Some("\"N + 2\""));
    assert_eq!(value("update_lock"), Some("true"));
    let assumptions = &scenario.setup().assumptions;
    assert_eq!(
        (assumptions.rules.managed.evaluation_range_extra, assumptions.rules.managed.high_resolution_datapoints),
        (2, 3)
    );
    assert_eq!(assumptions.removal, Law::Uniform { low: Span::MINUTE, high: Span::from_secs(180) });
}

#[test]
fn assumptions_are_laid_over_their_defaults() {
    let text = format!(
        "{LEAST}assumptions: {{alarm_lag: {{standard: 20s}}, evaluation_range: N + 4, routing_ties: lowest, default_routing: LEAST_OUTSTANDING_REQUESTS, removal: 0s}}"
    );
    let scenario = good(&text);
    let assumptions = &scenario.setup().assumptions;
    assert_eq!(assumptions.alarm_lag_standard, Law::Constant(Span::from_secs(20)));
    assert_eq!(
        assumptions.alarm_lag_high_resolution,
        Law::Uniform { low: Span::from_secs(5), high: Span::from_secs(15) }
    );
    assert_eq!((assumptions.rules.managed.evaluation_range_extra, &assumptions.removal), (4, &Law::ZERO));
    assert_eq!(scenario.setup().variants[0].service.routing, Routing::LeastOutstanding(Ties::Lowest));
}

#[test]
fn stages_come_from_the_model_before_the_launch_before_the_preset() {
    let text = changed(LEAST, "concurrency: 2", "concurrency: 2, start_up: {pull: 1s, health: 2s}");
    let text = format!(
        "{text}launch: {{preset: gpu-small-image, start_up: {{pull: 3s, download: 4s}}}}\ninstances: {{ml.m5.large: {{provision: 5s}}}}"
    );
    let launch = &good(&text).setup().variants[0].launch.clone();
    let secs = |law: &Law| law.constant().unwrap().secs();
    let stages = [&launch.provision, &launch.pull, &launch.download, &launch.start, &launch.health, &launch.warm];
    assert_eq!(stages.map(secs), [5.0, 1.0, 4.0, 4.0, 2.0, 0.0]);
}

#[test]
fn a_type_outside_the_table_runs_with_its_price() {
    let text = changed(LEAST, "ml.m5.large", "ml.g7.xlarge");
    let scenario = good(&format!("{text}instances: {{ml.g7.xlarge: {{price: $2/h}}}}"));
    assert_eq!(scenario.setup().variants[0].price_micro_usd_per_hour, 2_000_000);
    assert!(
        scenario.assumed().iter().any(|assumed| assumed.value == "gpu-large-image"),
        "by the letters of its family"
    );
}

#[test]
fn points_in_time_are_a_clock_a_date_or_a_span() {
    let text = changed(LEAST, "constant: 5/s", "steps: [{at: 0s, rate: 1/s}, {at: 10m, rate: 120/min}]");
    let setup = good(&text).setup().clone();
    let start = setup.window.start;
    assert_eq!(
        setup.traffic.sources[0].shape,
        Shape::Steps(Points::Once(vec![(start, 1.0), (start + Span::MINUTE * 10, 2.0)]))
    );

    let text = changed(LEAST, "constant: 5/s", "ramp: [{at: \"08:00\", rate: 1/s}, {at: \"20:30\", rate: 2/s}]");
    let setup = good(&format!("start: 2026-03-01\ntime_zone: Europe/Berlin\n{text}")).setup().clone();
    assert_eq!(
        setup.traffic.sources[0].shape,
        Shape::Ramp(Points::Daily(vec![(Clock(28_800), 1.0), (Clock(73_800), 2.0)]))
    );

    let text = changed(LEAST, "constant: 5/s", "spike: {at: 2026-03-01T12:00:00, add: 5/s, hold: 1m}");
    let setup = good(&format!("start: 2026-03-01\ntime_zone: Europe/Berlin\n{text}")).setup().clone();
    let Shape::Spike { at: At::Once(at), .. } = setup.traffic.sources[0].shape else { panic!("a spike, once") };
    assert_eq!(setup.window.zone.iso(at), "2026-03-01T12:00:00+01:00");
}

#[test]
fn every_process_is_read() {
    for (written, wanted) in [
        ("regular", Process::Regular),
        ("{process: poisson}", Process::Poisson),
        ("{process: gamma, cv: 2}", Process::Gamma { cv: 2.0 }),
        ("{process: hyperexponential, cv: 2}", Process::Hyperexponential { cv: 2.0 }),
        ("{process: batches, size: 4}", Process::Batches(crate::model::traffic::BatchSize::Fixed(4))),
        (
            "{process: batches, size: {geometric: 5}}",
            Process::Batches(crate::model::traffic::BatchSize::Geometric(5.0)),
        ),
        (
            "{process: mmpp, factors: [0.6, 1.8], stay: [10s, 5s]}",
            Process::Mmpp { factors: vec![0.6, 1.8], stay_secs: vec![10.0, 5.0] },
        ),
        ("{process: hawkes, branching: 0.5, decay: 1/s}", Process::Hawkes { branching: 0.5, decay_per_sec: 1.0 }),
    ] {
        assert_eq!(good(&format!("{LEAST}arrivals: {written}")).setup().traffic.process, wanted);
        let own = changed(LEAST, "constant: 5/s", &format!("constant: 5/s, arrivals: {written}"));
        assert_eq!(good(&own).setup().traffic.sources[0].process, Some(wanted));
    }
}

#[test]
fn every_way_to_write_a_service_time_is_read() {
    for (written, mean_secs) in [
        ("240ms", 0.24),
        ("100ms..300ms", 0.2),
        ("{mean: 50ms, cv: 1}", 0.05),
        ("{mean: 50ms, cv: 0.5, family: gamma}", 0.05),
        ("{mean: 50ms, cv: 0.5, family: weibull}", 0.05),
        ("{mean: 50ms, cv: 2, family: hyperexponential}", 0.05),
        ("{mean: 50ms, family: exponential}", 0.05),
        ("{mean: 50ms, family: deterministic}", 0.05),
    ] {
        let text = changed(LEAST, "service_time: 100ms", &format!("service_time: {written}"));
        let mean = good(&text).setup().variants[0].service.need.mean_secs();
        assert!((mean / mean_secs - 1.0).abs() < 1e-6, "{written}: {mean}");
    }
}

#[test]
fn registration_moves_the_initial_count_between_the_bounds() {
    let text = format!("{LEAST}scaling: {{targets: [{{MinCapacity: 3, MaxCapacity: 5}}]}}");
    assert_eq!(good(&text).setup().variants[0].initial, 3);
    let text =
        changed(&changed(FLASH_SALE, "InitialInstanceCount: 2", "InitialInstanceCount: 40"), "seed: 7", "seed: 8");
    assert_eq!(good(&text).setup().variants[0].initial, 12);
    assert!(warnings(&text)[0].contains("the registration of the target moves it to 12"));
}

#[test]
fn a_minimum_of_zero_is_accepted_as_aws_does_but_never_reached() {
    let text = changed(FLASH_SALE, "{MinCapacity: 2, MaxCapacity: 12}", "{MinCapacity: 0, MaxCapacity: 12}");
    assert_eq!(good(&text).setup().variants[0].target.as_ref().unwrap().min, 1);
    assert!(warnings(&text)[0].contains("never reaches zero instances"));
}

#[test]
fn scopes_of_objectives_are_written_in_full() {
    let text = changed(FLASH_SALE, "latency_p95_ms < 900", "latency_p95_ms{AllTraffic} >= 900");
    let scenario = good(&text);
    assert_eq!(
        (scenario.objectives()[0].scope.as_str(), scenario.objectives()[0].op),
        ("variant/AllTraffic", Comparison::AtLeast)
    );
}

#[test]
fn an_edit_makes_another_question() {
    let scenario = good(FLASH_SALE);
    let edit = Edit::new("--set", "keep-busy.TargetValue", "700");
    let (other, _) = scenario.edited(&[edit]).unwrap();
    assert_eq!(other.setup().variants[0].target.as_ref().unwrap().policies[0].tracking().unwrap().target_value, 700.0);
    assert_eq!(other.setup().traffic, scenario.setup().traffic);
}

#[test]
fn a_scenario_is_named_after_its_file() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/flash-sale.yaml");
    let (scenario, warnings) = Scenario::read(&path, &[]).unwrap();
    assert_eq!((scenario.name(), warnings.len()), ("flash-sale", 0));
    assert_eq!(scenario.setup(), good(FLASH_SALE).setup());
    let missing = Scenario::read(Path::new("nowhere/at-all.yaml"), &[]).unwrap_err();
    assert!(missing.render(false).contains("nowhere/at-all.yaml"));
}
