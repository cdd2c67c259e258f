//! How many requests come at once: Poisson epochs at the rate over the mean size, each with a batch of requests.

use super::BatchSize;
use super::renewal::Renewal;
use super::time_change::TimeChange;
use crate::engine::math::{ln, ln_poly};
use crate::engine::{Law, Stream, Time};

/// Requests in batches.
#[derive(Clone, Debug)]
pub(super) struct Batches {
    epochs: Renewal,
    size: BatchSize,
    sizes: Stream,
    at: Time,
    left: u32,
}

impl Batches {
    /// Batches of `size`; epochs from one stream, sizes from another.
    pub(super) fn new(time: TimeChange, size: BatchSize, gaps: Stream, sizes: Stream) -> Self {
        let mean_secs = match size {
            BatchSize::Fixed(requests) => f64::from(requests),
            BatchSize::Geometric(mean) => mean,
        };
        Self { epochs: Renewal::new(time, Law::Exponential { mean_secs }, gaps), size, sizes, at: Time::NEVER, left: 0 }
    }

    /// The next request: of the same batch while there is one left.
    pub(super) fn advance(&mut self) -> Time {
        if self.left == 0 {
            self.at = self.epochs.advance();
            self.left = self.draw_size();
        }
        self.left -= 1;
        self.at
    }

    fn draw_size(&mut self) -> u32 {
        match self.size {
            BatchSize::Fixed(requests) => requests.max(1),
            // By inversion; a mean of 1 divides by the logarithm of zero and gives 1.
            BatchSize::Geometric(mean) => {
                ((ln_poly(self.sizes.unit()) / ln(1.0 - 1.0 / mean)) as u32).saturating_add(1)
            }
        }
    }
}
