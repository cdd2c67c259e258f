//! May two scenarios be compared run by run? Only if run 5 of the one is the same day as run 5 of the other.

use crate::scenario::setup::Setup;

/// Why two scenarios cannot be paired: every reason.
pub fn obstacles(a: &Setup, b: &Setup) -> Vec<String> {
    let mut all = Vec::new();
    let (wa, wb) = (&a.window, &b.window);
    let length = |window: &crate::scenario::setup::Window| window.end.since(window.start).secs();
    if (wa.begin, wa.start, wa.end, wa.zone.name()) != (wb.begin, wb.start, wb.end, wb.zone.name()) {
        let what = if wa.start != wb.start {
            format!("one starts at {}, the other at {}", wa.zone.iso(wa.start), wb.zone.iso(wb.start))
        } else if wa.end != wb.end {
            format!("one lasts {} s, the other {} s", length(wa), length(wb))
        } else {
            "their lead-in or time zone differs".to_owned()
        };
        all.push(format!("another window: {what}"));
    }
    if a.seed != b.seed {
        all.push(format!("another seed: {} and {}", a.seed, b.seed));
    }
    if a.traffic != b.traffic && wa.start == wb.start {
        all.push("other traffic: their sources, arrivals or days differ".to_owned());
    }
    if a.fidelity != b.fidelity {
        all.push("another fidelity: requests one by one draw what a flow does not".to_owned());
    }
    if a.slo != b.slo {
        all.push("another slo: good and bad would mean two things".to_owned());
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Scenario;
    use crate::scenario::edit::Edit;
    use std::path::Path;

    const SMALL: &str = "\
start: 2026-11-24T00:00:00
duration: 1h
traffic: [{name: web, constant: 4/s}]
models: {m: {service_time: {mean: 50ms, cv: 1}, concurrency: 4}}
endpoint: {EndpointName: web, ProductionVariants: [{VariantName: all, ModelName: m, InstanceType: ml.c5.xlarge, InitialInstanceCount: 1}]}
";

    fn small(edits: &[(&str, &str)]) -> Scenario {
        let edits: Vec<Edit> = edits.iter().map(|(path, value)| Edit::new("--set", *path, *value)).collect();
        Scenario::from_text("small.yaml", SMALL, Path::new("."), &edits).unwrap().0
    }

    #[test]
    fn other_days_are_told_apart_and_other_policies_are_not() {
        let base = small(&[]);
        let cases = [
            ("seed", "8", "another seed: 1 and 8"),
            ("duration", "2h", "another window: one lasts 3600 s, the other 7200 s"),
            ("lead_in", "10m", "another window: their lead-in or time zone differs"),
            ("traffic.web.constant", "5/s", "other traffic: their sources, arrivals or days differ"),
            ("fidelity", "fluid", "another fidelity: requests one by one draw what a flow does not"),
            ("slo", "{latency: 1s}", "another slo: good and bad would mean two things"),
        ];
        for (path, value, told) in cases {
            assert_eq!(obstacles(base.setup(), small(&[(path, value)]).setup()), [told], "{path}");
        }
        let same = [("endpoint.ProductionVariants.all.InitialInstanceCount", "2"), ("runs", "5")];
        assert!(obstacles(base.setup(), small(&same).setup()).is_empty());
        let start = obstacles(base.setup(), small(&[("start", "2026-11-25T00:00:00")]).setup());
        assert!(start[0].contains("one starts at 2026-11-24T00:00:00"), "{start:?}");
    }
}
