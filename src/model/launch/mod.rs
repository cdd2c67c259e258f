//! Whether an instance comes, and how long that takes.

use crate::engine::{Law, Purpose, RunSeed, Span};

/// The stages of a launch; pull and download are given as measured alone and share one link.
#[derive(Clone, Debug, PartialEq)]
pub struct Launch {
    /// From request to instance.
    pub provision: Law,
    /// Container image.
    pub pull: Law,
    /// Model artifacts.
    pub download: Law,
    /// Container start.
    pub start: Law,
    /// Health checks.
    pub health: Law,
    /// Warm-up.
    pub warm: Law,
}

/// How long each stage of one launch takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stages {
    /// Until the instance is obtained, and paid.
    pub provision: Span,
    /// Image and model side by side on one link.
    pub fetch: Span,
    /// Container start.
    pub start: Span,
    /// Health checks.
    pub health: Span,
    /// Warm-up.
    pub warm: Span,
}

impl Stages {
    /// From request to in service.
    pub fn total(self) -> Span {
        self.provision + self.fetch + self.start + self.health + self.warm
    }
}

impl Launch {
    /// The stages of the `ordinal`-th launch of a run: the same whatever the policy has done before.
    ///
    /// Ref: AWS Machine Learning Blog, 2026-06-16, container caching: artifacts are downloaded beside the image pull and
    /// share its bandwidth. Two transfers on one link end after the sum of the times that each takes alone, whatever
    /// their sizes.
    pub fn stages(&self, seed: RunSeed, ordinal: u32) -> Stages {
        let draw = |law: &Law, stage: u64| law.draw(seed.keyed(Purpose::Launch, u64::from(ordinal), stage));
        Stages {
            provision: draw(&self.provision, 0),
            fetch: draw(&self.pull, 1) + draw(&self.download, 2),
            start: draw(&self.start, 3),
            health: draw(&self.health, 4),
            warm: draw(&self.warm, 5),
        }
    }
}
