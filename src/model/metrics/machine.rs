//! How busy does an instance look to `CloudWatch`? Utilization from the slots that were busy.

use super::{Datapoint, Distribution, Metric};
use crate::engine::{Span, Time};

/// Utilization of an instance, as a share of the whole machine.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Usage {
    /// At rest.
    pub idle: f64,
    /// With all slots busy.
    pub busy: f64,
}

impl Usage {
    /// With this share of the slots busy.
    fn at(self, share: f64) -> f64 {
        self.idle + (self.busy - self.idle) * share
    }
}

/// What an instance uses; `None`: the scenario does not say, and nothing is published.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Machine {
    /// Of all vCPUs.
    pub cpu: Option<Usage>,
    /// Of memory.
    pub memory: Option<Usage>,
    /// Of the disk.
    pub disk: Option<Usage>,
    /// Added to the disk's with every request that an instance has served.
    pub disk_per_request: f64,
    /// Of all GPUs.
    pub gpu: Option<Usage>,
    /// Of the memory of all GPUs.
    pub gpu_memory: Option<Usage>,
    /// vCPUs.
    pub vcpus: u32,
    /// GPUs.
    pub gpus: u32,
}

/// One instance in one period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Busy {
    /// Time average of the share of its slots that was busy, while it was there.
    pub share: f64,
    /// Requests that it has served since it began.
    pub served: f64,
}

impl Machine {
    /// What `SageMaker` publishes of an instance [percent]: CPU summed over vCPUs, GPU over GPUs. `None`: nothing.
    ///
    /// Ref: "Amazon `SageMaker` AI metrics in Amazon `CloudWatch`", instance metrics (4 CPUs: 0 to 400 %).
    pub fn percent(&self, metric: Metric, busy: Busy) -> Option<f64> {
        let share = |usage: Option<Usage>| usage.map(|usage| usage.at(busy.share));
        Some(
            100.0
                * match metric {
                    Metric::CpuUtilization => share(self.cpu)? * f64::from(self.vcpus),
                    Metric::GpuUtilization => share(self.gpu)? * f64::from(self.gpus),
                    Metric::GpuMemoryUtilization => share(self.gpu_memory)? * f64::from(self.gpus),
                    Metric::MemoryUtilization => share(self.memory)?,
                    Metric::DiskUtilization => (share(self.disk)? + self.disk_per_request * busy.served).min(1.0),
                    _ => return None,
                },
        )
    }

    /// What each instance shows, ascending: the values behind a datapoint.
    pub(super) fn values(&self, metric: Metric, instances: &[Busy]) -> Distribution {
        let shown = instances.iter().filter_map(|&busy| self.percent(metric, busy));
        let mut all: Distribution = shown.map(|percent| (percent, 1.0)).collect();
        all.sort_by(|one, other| one.0.total_cmp(&other.0));
        all
    }

    /// The datapoint of a period: one sample an instance.
    pub(super) fn datapoint(
        &self,
        metric: Metric,
        (start, period): (Time, Span),
        instances: &[Busy],
        units: f64,
    ) -> Option<Datapoint> {
        let mut all = instances.iter().map(|&busy| self.percent(metric, busy));
        let first = all.next()??;
        let begin = Datapoint { start, period, sample_count: 1.0, sum: first, minimum: first, maximum: first, units };
        Some(all.flatten().fold(begin, |so_far, percent| Datapoint {
            sample_count: so_far.sample_count + 1.0,
            sum: so_far.sum + percent,
            minimum: so_far.minimum.min(percent),
            maximum: so_far.maximum.max(percent),
            ..so_far
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MACHINE: Machine = Machine {
        cpu: Some(Usage { idle: 0.02, busy: 0.5 }),
        memory: Some(Usage { idle: 0.3, busy: 0.6 }),
        disk: Some(Usage { idle: 0.1, busy: 0.1 }),
        disk_per_request: 0.001,
        gpu: Some(Usage { idle: 0.0, busy: 0.9 }),
        gpu_memory: None,
        vcpus: 4,
        gpus: 4,
    };

    /// In whole percent.
    fn percent(metric: Metric, share: f64) -> Option<i64> {
        MACHINE.percent(metric, Busy { share, served: 100.0 }).map(|percent| percent.round() as i64)
    }

    #[test]
    fn cpu_and_gpu_are_summed_over_their_units_and_memory_is_not() {
        assert_eq!(percent(Metric::CpuUtilization, 0.0), Some(8));
        assert_eq!(percent(Metric::CpuUtilization, 1.0), Some(200));
        assert_eq!(percent(Metric::CpuUtilization, 0.5), Some(104));
        assert_eq!(percent(Metric::GpuUtilization, 0.5), Some(180));
        assert_eq!(percent(Metric::MemoryUtilization, 0.5), Some(45));
        assert_eq!(percent(Metric::GpuMemoryUtilization, 0.5), None);
    }

    #[test]
    fn a_disk_fills_with_every_request_and_is_full_at_last() {
        assert_eq!(percent(Metric::DiskUtilization, 0.7), Some(20));
        assert_eq!(MACHINE.percent(Metric::DiskUtilization, Busy { share: 0.0, served: 1e9 }), Some(100.0));
    }

    #[test]
    fn the_values_behind_a_datapoint_ascend() {
        let instances = [0.5, 0.0, 1.0].map(|share| Busy { share, served: 0.0 });
        let whole = |metric| -> Vec<(i64, f64)> {
            MACHINE.values(metric, &instances).iter().map(|(value, count)| (value.round() as i64, *count)).collect()
        };
        assert_eq!(whole(Metric::CpuUtilization), [(8, 1.0), (104, 1.0), (200, 1.0)]);
        assert_eq!(whole(Metric::MemoryUtilization), [(30, 1.0), (45, 1.0), (60, 1.0)]);
        assert_eq!(whole(Metric::GpuMemoryUtilization), []);
    }

    #[test]
    fn a_datapoint_has_a_sample_an_instance() {
        let at = (Time::from_secs(60), Span::MINUTE);
        let of = |shares: &[f64]| {
            let instances: Vec<Busy> = shares.iter().map(|&share| Busy { share, served: 0.0 }).collect();
            MACHINE.datapoint(Metric::CpuUtilization, at, &instances, 2.5)
        };
        let point = of(&[0.0, 1.0, 0.5]).unwrap();
        assert_eq!((point.sample_count, point.maximum, point.units), (3.0, 200.0, 2.5));
        assert!((point.sum - 312.0).abs() < 1e-9 && (point.minimum - 8.0).abs() < 1e-9);
        assert_eq!(of(&[]), None);
    }
}
