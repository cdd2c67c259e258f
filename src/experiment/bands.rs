//! How does a day go, over all runs? Mean of every step over all runs; 10th and 90th percentile over those kept.

use crate::simulation::outcome::Timeline;
use crate::stats::nearest_rank;

/// Columns of a timeline.
pub(super) const COLUMNS: usize = 17;

/// Lists the columns in the order of the files. The pattern names every field, so whoever adds one is sent here.
macro_rules! list {
    ($timeline:expr, $($column:ident),+) => {{
        let Timeline { start: _, step: _, $($column),+ } = $timeline;
        [$((stringify!($column), $column)),+]
    }};
    ($timeline:expr) => {
        list!(
            $timeline, offered_per_s, attempts_per_s, served_per_s, refused, timed_out, failed, good_share, desired,
            in_service, launching, draining, queue, p50_ms, p95_ms, p99_ms, cost_usd, demand
        )
    };
}

/// Names and values of all columns.
pub(super) fn columns(of: &Timeline) -> [(&'static str, &Vec<f32>); COLUMNS] {
    list!(of)
}

/// The same, to be filled.
pub(super) fn columns_mut(of: &mut Timeline) -> [(&'static str, &mut Vec<f32>); COLUMNS] {
    list!(of)
}

/// Steps of a timeline.
fn steps(of: &Timeline) -> usize {
    of.offered_per_s.len()
}

/// Sums by column and step over the runs so far.
#[derive(Debug, Default)]
pub(super) struct Means {
    /// Start and step of every run's timeline.
    grid: Timeline,
    sums: Vec<Vec<f64>>,
    /// Runs that are not blank there.
    counts: Vec<Vec<u32>>,
}

impl Means {
    /// Adds the next run.
    ///
    /// # Panics
    /// If its steps are not those of the runs before: runs of one scenario share their grid.
    pub(super) fn add(&mut self, run: &Timeline) {
        if self.sums.is_empty() {
            self.grid = Timeline { start: run.start, step: run.step, ..Timeline::default() };
            self.sums = vec![vec![0.0; steps(run)]; COLUMNS];
            self.counts = vec![vec![0; steps(run)]; COLUMNS];
        }
        assert_eq!((self.grid.start, self.grid.step), (run.start, run.step), "runs share their step grid");
        for (at, (name, values)) in columns(run).into_iter().enumerate() {
            assert_eq!(self.sums[at].len(), values.len(), "runs share their steps, also in {name}");
            for (value, (sum, count)) in values.iter().zip(self.sums[at].iter_mut().zip(&mut self.counts[at])) {
                if !value.is_nan() {
                    *sum += f64::from(*value);
                    *count += 1;
                }
            }
        }
    }

    /// Mean of the runs that are not blank, step by step.
    pub(super) fn timeline(&self) -> Timeline {
        let mut mean = self.grid.clone();
        for (at, (_, column)) in columns_mut(&mut mean).into_iter().enumerate() {
            let Some(sums) = self.sums.get(at) else { continue };
            let mean =
                |(sum, count): (&f64, &u32)| if *count == 0 { f32::NAN } else { (sum / f64::from(*count)) as f32 };
            *column = sums.iter().zip(&self.counts[at]).map(mean).collect();
        }
        mean
    }
}

/// Ranks over runs, step by step.
pub(super) struct Fan {
    pub(super) least: Timeline,
    pub(super) p10: Timeline,
    pub(super) middle: Timeline,
    pub(super) p90: Timeline,
    pub(super) most: Timeline,
}

/// The least, 10th percentile, median, 90th percentile and greatest over these runs (nearest rank, blanks left out).
pub(super) fn fan(runs: &[&Timeline]) -> Fan {
    let grid = runs.first().map_or_else(Timeline::default, |first| Timeline {
        start: first.start,
        step: first.step,
        ..Timeline::default()
    });
    let mut all = [0.0, 0.1, 0.5, 0.9, 1.0].map(|share| (share, grid.clone()));
    let listed: Vec<_> = runs.iter().map(|run| columns(run)).collect();
    let mut at_step: Vec<f64> = Vec::with_capacity(runs.len());
    for at in 0..COLUMNS {
        for step in 0..listed.first().map_or(0, |run| run[at].1.len()) {
            at_step.clear();
            at_step.extend(listed.iter().map(|run| f64::from(run[at].1[step])).filter(|x| !x.is_nan()));
            at_step.sort_unstable_by(f64::total_cmp);
            for (share, line) in &mut all {
                let value = if *share == 0.0 { at_step.first().copied() } else { nearest_rank(&at_step, *share) };
                columns_mut(line)[at].1.push(value.map_or(f32::NAN, |x| x as f32));
            }
        }
    }
    let [least, p10, middle, p90, most] = all.map(|(_, line)| line);
    Fan { least, p10, middle, p90, most }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(queue: [f32; 2]) -> Timeline {
        let mut day = Timeline::default();
        for (_, column) in columns_mut(&mut day) {
            *column = vec![1.0; 2];
        }
        day.queue = queue.to_vec();
        day
    }

    #[test]
    fn means_and_bands_leave_blanks_out() {
        let days = [day([1.0, f32::NAN]), day([2.0, f32::NAN]), day([6.0, 4.0])];
        let mut means = Means::default();
        for day in &days {
            means.add(day);
        }
        assert_eq!(means.timeline().queue, [3.0, 4.0]);
        assert_eq!(means.timeline().demand, [1.0, 1.0]);
        let Fan { least, p10, middle, p90, most } = fan(&days.iter().collect::<Vec<_>>());
        assert_eq!((p10.queue, p90.queue), (vec![1.0, 4.0], vec![6.0, 4.0]));
        assert_eq!((least.queue, middle.queue, most.queue), (vec![1.0, 4.0], vec![2.0, 4.0], vec![6.0, 4.0]));
    }

    #[test]
    fn a_step_that_is_blank_in_every_run_stays_blank() {
        let days = [day([f32::NAN, 1.0])];
        let mut means = Means::default();
        means.add(&days[0]);
        let Fan { least, p10, middle, p90, most } = fan(&[&days[0]]);
        for timeline in [means.timeline(), least, p10, middle, p90, most] {
            assert!(timeline.queue[0].is_nan() && timeline.queue[1] == 1.0);
        }
    }

    #[test]
    fn thirty_runs_have_their_third_and_twenty_seventh_as_band() {
        let days: Vec<Timeline> = (1..=30_u8).map(|n| day([f32::from(n); 2])).collect();
        let Fan { least, p10, middle, p90, most } = fan(&days.iter().collect::<Vec<_>>());
        let all = [least, p10, middle, p90, most].map(|line| line.queue[0]);
        assert_eq!(all, [1.0, 3.0, 15.0, 27.0, 30.0]);
    }

    #[test]
    #[should_panic(expected = "runs share their steps")]
    fn runs_of_another_length_are_not_mixed() {
        let mut means = Means::default();
        means.add(&day([1.0, 2.0]));
        let mut longer = day([1.0, 2.0]);
        longer.queue.push(3.0);
        means.add(&longer);
    }
}
