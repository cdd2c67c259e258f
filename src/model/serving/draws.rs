//! Which number is this request's own? Draws in order of arrival, one for each request whatever becomes of it, so that
//! no policy ever moves a requirement.

use crate::engine::{Law, Stream};

const BLOCK: usize = 1_024;

/// A law's draws [ns] from one stream, made in blocks.
#[derive(Debug)]
pub(super) struct Draws {
    law: Law,
    stream: Stream,
    block: Box<[u64; BLOCK]>,
    taken: usize,
}

impl Draws {
    pub(super) fn new(law: Law, stream: Stream) -> Self {
        Self { law, stream, block: Box::new([0; BLOCK]), taken: BLOCK }
    }

    /// The draw of the next request.
    #[inline]
    pub(super) fn take(&mut self) -> u64 {
        if self.taken == BLOCK {
            self.refill();
        }
        let draw = self.block[self.taken];
        self.taken += 1;
        draw
    }

    #[cold]
    #[inline(never)]
    fn refill(&mut self) {
        self.law.fill(&mut self.stream, &mut self.block[..]);
        self.taken = 0;
    }
}

#[cfg(test)]
impl Draws {
    /// Given draws; there may be no more than a block of them.
    pub(super) fn scripted(draws: &[u64]) -> Self {
        let mut scripted = Self::new(Law::ZERO, Stream::from_key(0));
        scripted.taken = BLOCK - draws.len();
        scripted.block[BLOCK - draws.len()..].copy_from_slice(draws);
        scripted
    }
}
