//! What must the report know of the scenario: names, captions and the few numbers that the charts draw.

use crate::engine::{Span, Time, Zone};
use crate::scenario::setup::Setup;

/// What was asked, as the report shows it. [`Subject::of`] fills what the set-up knows; the caller adds the texts.
#[derive(Clone, Debug, PartialEq)]
pub struct Subject {
    /// The question, as the scenario's `title` has it; may be empty.
    pub title: String,
    /// The file's stem, which names the result folder.
    pub name: String,
    /// Clock times are shown in this zone.
    pub zone: Zone,
    /// The simulation begins here.
    pub begin: Time,
    /// Counting begins here.
    pub start: Time,
    /// Counting ends here.
    pub end: Time,
    /// EndpointName.
    pub endpoint: String,
    /// VariantName.
    pub variant: String,
    /// InstanceType.
    pub instance_type: String,
    /// Requests served at once by one instance.
    pub slots: u32,
    /// Mean time in a slot [s].
    pub mean_service_secs: f64,
    /// Price of an instance, in millionths of a dollar an hour.
    pub price_micro_usd_per_hour: u64,
    /// MinCapacity and MaxCapacity at the begin; `None`: a fleet that nobody scales.
    pub bounds: Option<(u32, u32)>,
    /// When scheduled actions fall due in the counted window, ascending.
    pub schedule: Vec<Due>,
    /// A caption a policy: `keep-busy: 600 invocations a minute per instance (10/s), cooldowns 1 m out, 5 m in`.
    pub policies: Vec<String>,
    /// `slo.latency`.
    pub slo_latency: Option<Span>,
    /// `slo.attainment`, a share.
    pub slo_attainment: f64,
    /// Inputs that the scenario does not give and that were assumed: `models.ranker.queue: 100`.
    pub assumed: Vec<String>,
    /// Every assumption on undocumented behaviour, with its value.
    pub assumptions: Vec<(String, String)>,
    /// What the reader must know of the inputs: `trace ends at …`, `not modelled: …`.
    pub notes: Vec<String>,
    /// `seed`.
    pub seed: u64,
    /// dryscale's version.
    pub version: String,
    /// The text of `scenario.lock.yaml`; empty: none is written.
    pub lock: String,
    /// Hash of the scenario and its inputs (hexadecimal); may be empty.
    pub scenario_hash: String,
}

/// A scheduled action that falls due.
#[derive(Clone, Debug, PartialEq)]
pub struct Due {
    /// ScheduledActionName.
    pub name: String,
    /// When.
    pub at: Time,
    /// MinCapacity that it sets.
    pub min: Option<u32>,
    /// MaxCapacity that it sets.
    pub max: Option<u32>,
}

impl Subject {
    /// What the set-up knows; texts (`title`, `name`, `assumed`, `notes`, `lock`, `scenario_hash`) are empty.
    pub fn of(setup: &Setup) -> Self {
        let _ = setup;
        todo!()
    }
}
