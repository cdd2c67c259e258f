//! Steady-state queues with known answers: Erlang, Pollaczek-Khinchine, renewal, batch and modulated input, patience,
//! routing.

use super::Bench;
use super::case::Queue;
use super::judge::Row;
use super::oracle::{Case, Table};

fn millis(secs: f64) -> String {
    format!("{}ms", secs * 1e3)
}

fn exponential(rate_per_sec: f64) -> String {
    format!("{{mean: {}, family: exponential}}", millis(1.0 / rate_per_sec))
}

/// A service time by family, mean and CV, in the words of the oracle tables.
pub(super) fn service(family: &str, mean_secs: f64, cv: f64) -> String {
    let mean = millis(mean_secs);
    match family {
        "det" => format!("{{mean: {mean}, family: deterministic}}"),
        "exp" => format!("{{mean: {mean}, family: exponential}}"),
        "h2bal" => format!("{{mean: {mean}, cv: {cv}, family: hyperexponential}}"),
        _ => format!("{{mean: {mean}, cv: {cv}, family: {family}}}"),
    }
}

pub(super) fn mmc(bench: &Bench) -> Vec<Row> {
    let table = Table::of(include_str!("../../tests/oracles/mmc.csv"));
    let check = |case: Case| {
        let servers = case.get("servers") as u32;
        let queue =
            Queue::new(case.get("arrival_rate"), exponential(case.get("service_rate")), servers, case.get("rho"));
        let (t1, t2) = (case.number("t1"), case.number("t2"));
        let mut columns = vec![
            ("p_wait", None),
            ("mean_wait", None),
            ("std_wait", None),
            ("mean_sojourn", None),
            ("mean_queue", None),
            ("mean_in_system", None),
            ("soj_p50", None),
            ("soj_p90", None),
            ("soj_p95", None),
            ("soj_p99", None),
            ("soj_p999", None),
            ("p_wait_gt_t1", t1),
            ("p_soj_gt_t1", t1),
            ("p_wait_gt_t2", t2),
            ("p_soj_gt_t2", t2),
        ];
        for name in ["wait_p50", "wait_p90", "wait_p99", "wait_p999"] {
            // A percentile that is zero is certain, and has no relative precision.
            if case.get(name) > 0.0 {
                columns.push((name, None));
            }
        }
        queue.check(bench, case, &columns)
    };
    table.cases().filter(|c| bench.takes(c.id(), "MMC-S04")).flat_map(check).collect()
}

pub(super) fn mmck(bench: &Bench) -> Vec<Row> {
    let table = Table::of(include_str!("../../tests/oracles/mmck.csv"));
    let check = |case: Case| {
        let (servers, most) = (case.get("servers"), case.get("max_in_system"));
        let (rate, service_rate) = (case.get("arrival_rate"), case.get("service_rate"));
        let mut queue = Queue::new(rate, exponential(service_rate), servers as u32, rate / servers / service_rate);
        queue.queue = format!("{}", most - servers);
        let mut columns = vec![
            ("p_reject", None),
            ("throughput", None),
            ("mean_in_system", None),
            ("utilisation", None),
            ("mean_sojourn_acc", None),
        ];
        if most > servers {
            let t = case.number("t");
            columns.extend([("mean_wait_acc", None), ("p_wait_acc", None), ("p_wait_gt_t_accepted", t)]);
        }
        queue.check(bench, case, &columns)
    };
    table.cases().filter(|c| bench.takes(c.id(), "MMCK-S03")).flat_map(check).collect()
}

pub(super) fn mgcc_loss(bench: &Bench) -> Vec<Row> {
    let table = Table::of(include_str!("../../tests/oracles/mgcc_loss.csv"));
    let check = |case: Case| {
        let (rate, servers, mean) = (case.get("arrival_rate"), case.get("servers"), case.get("service_mean"));
        let law = service(case.text("service_dist"), mean, case.get("service_cv"));
        let mut queue = Queue::new(rate, law, servers as u32, rate * mean / servers);
        queue.queue = "0".to_owned();
        let columns = ["p_reject", "throughput", "mean_in_system", "utilisation"].map(|name| (name, None));
        queue.check(bench, case, &columns)
    };
    table.cases().filter(|c| bench.takes(c.id(), "MGCC-S02")).flat_map(check).collect()
}

/// Requests that find every server busy come again after an exponential time, or are lost.
pub(super) fn retry_loss(bench: &Bench) -> Vec<Row> {
    let table = Table::of(include_str!("../../tests/oracles/retry_loss.csv"));
    let check = |case: Case| {
        let (rate, served, servers) = (case.get("arrival_rate"), case.get("service_rate"), case.get("servers"));
        let mut queue = Queue::new(rate, service("exp", 1.0 / served, 1.0), servers as u32, rate / served / servers);
        queue.queue = "0".to_owned();
        queue.clients = format!(
            "{{retries: {{attempts: 100, after: [model_error], backoff: {{mean: {}s, family: exponential}}, persistence: \
             {}%, budget: none}}}}",
            case.get("mean_backoff"),
            case.get("persist_prob") * 100.0,
        );
        let columns = [
            ("p_fail", None),
            ("attempts_per_request", None),
            ("p_attempt_rejected", None),
            ("p_block_time", None),
            ("mean_orbit", None),
            ("throughput", None),
            ("attempt_rate", None),
            ("utilisation", None),
        ];
        queue.check(bench, case, &columns)
    };
    table.cases().filter(|c| bench.takes(c.id(), "RETRY-S02")).flat_map(check).collect()
}

pub(super) fn mg1(bench: &Bench) -> Vec<Row> {
    let table = Table::of(include_str!("../../tests/oracles/mg1.csv"));
    let check = |case: Case| {
        let law = service(case.text("service_dist"), case.get("service_mean"), case.get("service_cv"));
        let queue = Queue::new(case.get("arrival_rate"), law, 1, case.get("rho"));
        let columns = [
            ("mean_wait", None),
            ("std_wait", None),
            ("mean_sojourn", None),
            ("mean_queue", None),
            ("mean_in_system", None),
            ("p_wait_gt_0", None),
            ("p_wait_gt_t1", case.number("t1")),
            ("p_wait_gt_t2", case.number("t2")),
            ("p_wait_gt_t3", case.number("t3")),
        ];
        queue.check(bench, case, &columns)
    };
    table.cases().filter(|c| bench.takes(c.id(), "MG1-S05")).flat_map(check).collect()
}

pub(super) fn mdc(bench: &Bench) -> Vec<Row> {
    let table = Table::of(include_str!("../../tests/oracles/mdc.csv"));
    let check = |case: Case| {
        let law = service("det", case.get("service_time"), 0.0);
        let queue = Queue::new(case.get("arrival_rate"), law, case.get("servers") as u32, case.get("rho"));
        queue.check(bench, case, &["mean_queue", "mean_wait", "p_wait", "mean_sojourn"].map(|name| (name, None)))
    };
    table.cases().filter(|c| bench.takes(c.id(), "MDC-S01")).flat_map(check).collect()
}

pub(super) fn gim1(bench: &Bench) -> Vec<Row> {
    let table = Table::of(include_str!("../../tests/oracles/gim1.csv"));
    let check = |case: Case| {
        let mut queue = Queue::new(case.get("arrival_rate"), exponential(case.get("service_rate")), 1, case.get("rho"));
        let cv = case.get("interarrival_cv");
        queue.arrivals = match case.text("interarrival_dist") {
            "det" => "regular".to_owned(),
            "h2bal" => format!("{{process: hyperexponential, cv: {cv}}}"),
            family => format!("{{process: {family}, cv: {cv}}}"),
        };
        let columns = ["p_wait", "mean_wait", "mean_sojourn", "soj_p50", "soj_p90", "soj_p99", "mean_in_system"];
        queue.check(bench, case, &columns.map(|name| (name, None)))
    };
    table.cases().filter(|c| bench.takes(c.id(), "GIM1-S01")).flat_map(check).collect()
}

pub(super) fn batch_mmc(bench: &Bench) -> Vec<Row> {
    let table = Table::of(include_str!("../../tests/oracles/batch_mmc.csv"));
    let check = |case: Case| {
        let servers = case.get("servers") as u32;
        let law = exponential(case.get("service_rate"));
        let mut queue = Queue::new(case.get("arrival_rate"), law, servers, case.get("rho"));
        let size = case.get("batch_mean");
        queue.arrivals = match case.text("batch_dist") {
            "fixed" => format!("{{process: batches, size: {size}}}"),
            _ => format!("{{process: batches, size: {{geometric: {size}}}}}"),
        };
        let columns = ["mean_in_system", "mean_queue", "mean_wait", "mean_sojourn"];
        queue.check(bench, case, &columns.map(|name| (name, None)))
    };
    table.cases().filter(|c| bench.takes(c.id(), "BATCH-S02 BATCH-S03")).flat_map(check).collect()
}

/// The two states of a modulated process as factors of its mean rate, and how long they last.
pub(super) fn mmpp_arrivals(case: Case) -> String {
    let mean = case.get("mean_rate");
    let (first, second) = (case.get("rate_state1") / mean, case.get("rate_state2") / mean);
    let stay = |column: &str| millis((1e6 / case.get(column)).round() / 1e6);
    format!("{{process: mmpp, factors: [{first}, {second}], stay: [{}, {}]}}", stay("switch_1to2"), stay("switch_2to1"))
}

pub(super) fn mmpp2_mmc(bench: &Bench) -> Vec<Row> {
    let table = Table::of(include_str!("../../tests/oracles/mmpp2_mmc.csv"));
    let check = |case: Case| {
        let servers = case.get("servers") as u32;
        let mut queue =
            Queue::new(case.get("mean_rate"), exponential(case.get("service_rate")), servers, case.get("rho"));
        queue.arrivals = mmpp_arrivals(case);
        queue.run_length = 20.0;
        let columns = ["mean_in_system", "mean_queue", "mean_wait", "mean_sojourn", "p_wait_arrival", "p_busy_time"];
        queue.check(bench, case, &columns.map(|name| (name, None)))
    };
    table.cases().filter(|c| bench.takes(c.id(), "MMPP-S02")).flat_map(check).collect()
}

pub(super) fn mmc_timeout(bench: &Bench) -> Vec<Row> {
    let table = Table::of(include_str!("../../tests/oracles/mmc_timeout.csv"));
    let check = |case: Case| {
        let servers = case.get("servers") as u32;
        let law = exponential(case.get("service_rate"));
        let mut queue = Queue::new(case.get("arrival_rate"), law, servers, case.get("rho"));
        queue.queue_timeout = service(case.text("patience_dist"), case.get("patience_mean"), 0.0);
        let columns =
            ["p_wait", "p_timeout", "mean_wait_all", "mean_queue", "mean_wait_served", "throughput", "utilisation"];
        queue.check(bench, case, &columns.map(|name| (name, None)))
    };
    table.cases().filter(|c| bench.takes(c.id(), "TMO-S01 TMO-S03")).flat_map(check).collect()
}

/// Rows that this version can run: round robin and power of two are not among AWS's routing strategies.
const ROUTED: [&str; 8] =
    ["ROUTE-S01", "ROUTE-S04", "ROUTE-S05", "ROUTE-S06", "ROUTE-S07", "ROUTE-S08", "ROUTE-S09", "ROUTE-S11"];

pub(super) fn routing(bench: &Bench) -> Vec<Row> {
    let table = Table::of(include_str!("../../tests/oracles/routing.csv"));
    let runs = |case: &Case| ROUTED.contains(&case.id()) && bench.takes(case.id(), "ROUTE-S06 ROUTE-S07");
    table.cases().filter(runs).flat_map(|case| routed(bench, case)).collect()
}

fn routed(bench: &Bench, case: Case) -> Vec<Row> {
    let instances = case.get("instances") as u32;
    let slots = case.get("concurrency_per_instance") as u32;
    let mut queue = Queue::new(case.get("arrival_rate"), exponential(case.get("service_rate")), slots, case.get("rho"));
    queue.instances = instances;
    // One shared queue of two servers is one instance of two slots.
    if case.text("policy") == "central_queue" {
        (queue.instances, queue.slots) = (1, instances * slots);
    }
    queue.routing = if case.text("policy") == "random" { "RANDOM" } else { "LEAST_OUTSTANDING_REQUESTS" };
    let columns = ["mean_in_system", "mean_sojourn", "mean_wait", "p_wait"].map(|name| (name, None));
    let ties: &[&'static str] =
        if case.text("policy") == "least_outstanding" { &["uniform", "lowest"] } else { &["uniform"] };
    let with = |ties: &&'static str| {
        let queue = Queue { ties, ..queue.clone() };
        queue.check(bench, case, &columns)
    };
    ties.iter().flat_map(with).collect()
}
