//! How did latencies spread over time: counts in coarse cells of time and latency, small enough to keep of every run.

use crate::stats::bucket_bounds_secs;
use serde::{Deserialize, Serialize};

/// Columns, at most.
pub const COLUMNS: usize = 240;
/// Rows: four an octave from 1 ms to 69 s; shorter and longer latencies are in the first and the last.
pub const ROWS: usize = 64;
/// Buckets of a histogram in a row.
const BUCKETS: usize = 32;
/// Rows of a histogram's lengths below the first row.
const BELOW: usize = 40;

/// Counts of admitted requests by time of arrival and latency.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LatencyGrid {
    /// Steps of the timeline that a column joins.
    pub joined: usize,
    /// Column by column, [`ROWS`] counts each; empty: nothing was counted.
    cells: Vec<u64>,
}

impl LatencyGrid {
    /// An empty grid over a timeline of so many steps.
    pub fn new(steps: usize) -> Self {
        Self { joined: steps.div_ceil(COLUMNS).max(1), cells: Vec::new() }
    }

    /// Counts latencies of a step, by the bucket of their histogram.
    pub fn add(&mut self, step: usize, bucket: usize, count: u64) {
        let row = (bucket / BUCKETS).saturating_sub(BELOW).min(ROWS - 1);
        let cell = step / self.joined.max(1) * ROWS + row;
        if self.cells.len() <= cell {
            self.cells.resize((cell / ROWS + 1) * ROWS, 0);
        }
        self.cells[cell] += count;
    }

    /// Adds all counts of another of the same timeline.
    pub fn merge(&mut self, other: &Self) {
        self.joined = self.joined.max(other.joined);
        if self.cells.len() < other.cells.len() {
            self.cells.resize(other.cells.len(), 0);
        }
        for (mine, theirs) in self.cells.iter_mut().zip(&other.cells) {
            *mine += theirs;
        }
    }

    /// The columns, each the counts of its rows.
    pub fn columns(&self) -> impl Iterator<Item = &[u64]> {
        self.cells.chunks_exact(ROWS)
    }

    /// Whether nothing was counted.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }
}

/// The latencies of a row: at least the first, below the second [ms].
pub fn row_bounds_ms(row: usize) -> (f64, f64) {
    let edge = |row: usize| bucket_bounds_secs((row + BELOW) * BUCKETS).0 * 1e3;
    (edge(row), edge(row + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::bucket;

    #[test]
    fn a_latency_is_counted_in_the_row_that_holds_it() {
        for (millis, row) in [(0.2, 0), (1.05, 0), (180.0, 29), (1_000.0, 39), (500_000.0, 63)] {
            let mut grid = LatencyGrid::new(480);
            grid.add(7, bucket((millis * 1e6) as u64), 3);
            let column = grid.columns().nth(3).unwrap();
            assert_eq!(column.iter().position(|count| *count == 3), Some(row), "{millis} ms");
            let (low, high) = row_bounds_ms(row);
            assert!(
                !(1.1..60_000.0).contains(&millis) || (low..high).contains(&millis),
                "{millis} ms in {low}..{high}"
            );
        }
    }

    #[test]
    fn merging_adds_cell_by_cell_whatever_is_longer() {
        let mut short = LatencyGrid::new(1_440);
        assert_eq!(short.joined, 6);
        short.add(0, 2_000, 1);
        let mut long = LatencyGrid::new(1_440);
        long.add(1_439, 2_000, 2);
        long.add(0, 2_000, 4);
        let (mut one, mut other) = (short.clone(), long.clone());
        one.merge(&long);
        other.merge(&short);
        assert_eq!(one, other);
        assert_eq!(one.columns().map(|column| column.iter().sum::<u64>()).sum::<u64>(), 7);
        assert_eq!((one.columns().count(), LatencyGrid::default().is_empty()), (240, true));
    }
}
