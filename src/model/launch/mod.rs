//! Whether an instance comes, and how long that takes.

use crate::engine::Law;

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
