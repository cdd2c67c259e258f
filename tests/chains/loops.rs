//! One row of `control_chain.csv`, and the loop of target tracking run through the scaling room.

use super::counts::Counts;
use dryscale::engine::{Purpose, RunSeed, Span, Time};
use dryscale::model::metrics::{Metric, Query, Sample, Statistic};
use dryscale::model::scaling::{Capacity, Direction, ManagedRules, Policy, Rules, Scaler, Target, TargetTracking};

const ROWS: &str = include_str!("../oracles/control_chain.csv");

/// What is compared.
#[derive(Clone, Debug, Default)]
pub(crate) struct Figures {
    pub(crate) mean_capacity: f64,
    pub(crate) exceeded: f64,
    pub(crate) outs_per_1000: f64,
    pub(crate) ins_per_1000: f64,
    /// By capacity.
    shares: Vec<f64>,
}

impl Figures {
    pub(crate) fn share_at(&self, capacity: u32) -> f64 {
        self.shares[capacity as usize]
    }
}

pub(crate) struct Loop {
    mean_count: f64,
    target: f64,
    min: u32,
    max: u32,
    high: u32,
    low: u32,
    cooldown_periods: u64,
    pub(crate) oracle: Figures,
    pub(crate) pmf: Vec<(u32, f64)>,
}

impl Loop {
    pub(crate) fn of(case: &str) -> Self {
        let line = ROWS.lines().find(|line| line.starts_with(&format!("{case},"))).expect("a row of the file");
        let cells: Vec<&str> = line.split(',').collect();
        let number = |column: usize| cells[column].parse::<f64>().expect("as the file has it");
        let pmf = cells[12].split(' ').filter_map(|cell| cell.split_once(':'));
        Self {
            mean_count: number(1),
            target: number(2),
            min: number(3) as u32,
            max: number(4) as u32,
            high: number(5) as u32,
            low: number(6) as u32,
            cooldown_periods: number(7) as u64,
            oracle: Figures {
                mean_capacity: number(8),
                exceeded: number(9),
                outs_per_1000: number(10),
                ins_per_1000: number(11),
                shares: Vec::new(),
            },
            pmf: pmf.map(|(n, share)| (n.parse().expect("a number"), share.parse().expect("a share"))).collect(),
        }
    }

    fn rules(&self) -> Rules {
        let managed = ManagedRules { high_datapoints: self.high, low_datapoints: self.low, ..ManagedRules::DEFAULT };
        Rules { managed, ..Rules::DEFAULT }
    }

    fn scaler(&self) -> Scaler {
        let metric = Query::simple(Metric::InvocationsPerInstance, Statistic::Sum);
        let policy = Policy::from(TargetTracking {
            name: "loop".to_owned(),
            target_value: self.target,
            metric,
            scale_out_cooldown: Span::ZERO,
            scale_in_cooldown: Span::MINUTE * self.cooldown_periods,
            disable_scale_in: false,
        });
        let resource_id = "endpoint/e/variant/v".to_owned();
        let target =
            Target { resource_id, min: self.min, max: self.max, policies: vec![policy], scheduled: Vec::new() };
        Scaler::new(&target, self.rules(), || 7)
    }

    /// From the minimum, the first 2 % dropped. Capacity is there at once.
    pub(crate) fn run(&self, run: u32, periods: u64) -> Figures {
        let mut stream = RunSeed { seed: 20_261_127, run }.stream(Purpose::Gap, 0);
        let counts = Counts::of(self.mean_count, 1.0);
        let mut scaler = self.scaler();
        let mut desired = self.min;
        // (count, units) of the newest periods, by their number.
        let mut history = [(0_u32, 1_u32); 32];
        let (mut exceeded, mut outs, mut ins) = (0_u64, 0_u64, 0_u64);
        let mut at = vec![0_u64; self.max as usize + 1];
        let dropped = periods / 50;
        for period in 1..=periods {
            let count = counts.draw(&mut stream);
            history[period as usize % 32] = (count, desired);
            let now = Time::from_secs(60 * period);
            let mut look = |start: Time, _| {
                let (count, units) = history[(start.nanos() / Span::MINUTE.nanos() + 1) as usize % 32];
                let (count, units) = (f64::from(count), f64::from(units));
                Some(Sample { start, value: count / units, sample_count: count, units })
            };
            scaler.evaluate(0, now, now, &mut look);
            let action = scaler.judge(now, Capacity { desired, in_service: desired, updating: false });
            let counted = u64::from(period > dropped);
            at[desired as usize] += counted;
            exceeded += counted * u64::from(f64::from(count) > f64::from(desired) * self.target);
            if let Some(action) = action {
                scaler.completed(now, &action);
                desired = action.to;
                let side = if action.direction() == Direction::Out { &mut outs } else { &mut ins };
                *side += counted;
            }
        }
        let all = (periods - dropped) as f64;
        let shares: Vec<f64> = at.iter().map(|&n| n as f64 / all).collect();
        Figures {
            mean_capacity: (0_u32..).zip(&shares).map(|(n, share)| f64::from(n) * share).sum(),
            exceeded: exceeded as f64 / all,
            outs_per_1000: 1e3 * outs as f64 / all,
            ins_per_1000: 1e3 * ins as f64 / all,
            shares,
        }
    }
}
