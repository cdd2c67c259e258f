//! Does the simulator agree with the exact answers? Every oracle family, each through the scenario file and the plane
//! that users run.
//!
//! A stochastic check passes when |mean - oracle| <= z SE + b, and only counts when z SE is small against the oracle:
//! a run that is too short to fail is made longer, never forgiven. `z` is the t quantile that makes one false alarm in
//! a hundred runs of the whole set.

mod case;
mod counts;
mod formulas;
mod judge;
mod oracle;
mod queues;
mod records;
mod transient;

pub use judge::{Row, Verdict};

use crate::experiment::replicate::Workers;

/// How much of the set is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// A case or two of each family: half a minute.
    Quick,
    /// Every case: minutes.
    Long,
}

/// Checks that a long set judges together (rounded up): what `z` is chosen for.
const TOGETHER: f64 = 500.0;

/// Everything an oracle family needs.
struct Bench<'a> {
    workers: &'a Workers,
    extent: Extent,
}

impl Bench<'_> {
    /// Whether this case belongs to the set: all of them, or those of the quick set.
    fn takes(&self, case: &str, quick: &str) -> bool {
        self.extent == Extent::Long || quick.split(' ').any(|name| name == case)
    }
}

/// One oracle family: its name and its checks.
type Family = (&'static str, fn(&Bench) -> Vec<Row>);

const FAMILIES: &[Family] = &[
    ("dist_fit", formulas::dist_fit),
    ("confidence_intervals", formulas::confidence_intervals),
    ("elasticity_metrics", formulas::elasticity_metrics),
    ("ranking_selection", formulas::ranking_selection),
    ("ocba", formulas::ocba),
    ("mmc", queues::mmc),
    ("mmck", queues::mmck),
    ("mgcc_loss", queues::mgcc_loss),
    ("retry_loss", queues::retry_loss),
    ("mg1", queues::mg1),
    ("mdc", queues::mdc),
    ("gim1", queues::gim1),
    ("batch_mmc", queues::batch_mmc),
    ("mmpp2_mmc", queues::mmpp2_mmc),
    ("mmpp2_counts", counts::mmpp2),
    ("hawkes_counts", counts::hawkes),
    ("mmc_timeout", queues::mmc_timeout),
    ("routing", queues::routing),
    ("mt_g_inf", transient::mt_g_inf),
    ("mt_mmck", transient::mt_mmck),
];

/// The names of all families, in order.
pub fn families() -> impl Iterator<Item = &'static str> {
    FAMILIES.iter().map(|(name, _)| *name)
}

/// Checks one family; empty for a name that is none.
pub fn check(family: &str, extent: Extent, workers: &Workers) -> Vec<Row> {
    let bench = Bench { workers, extent };
    FAMILIES.iter().filter(|(name, _)| *name == family).flat_map(|(_, run)| run(&bench)).collect()
}
