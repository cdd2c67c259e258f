//! The data plane: pools of interchangeable units that take requests. Knows no policy, no metric name, no clock but its
//! own.

mod again;
mod budget;
mod changes;
mod departures;
mod draws;
mod ending;
mod flow;
mod fluid;
mod integral;
mod latency;
mod minutes;
mod patience;
mod plane;
mod reading;
mod requests;
mod retries;
mod routing;
mod slab;
#[cfg(test)]
mod tests;
mod units;

use crate::engine::{Law, Span, Time};
pub use budget::Budget;
pub use fluid::{Flows, Fluid};
pub use latency::{Latencies, Lengths};
pub use plane::Plane;
pub use requests::{Arriving, Requests};
pub use retries::{After, Backoff, Jitter, MOST_ATTEMPTS, Retries};

/// How one unit (an instance) serves.
#[derive(Clone, Debug, PartialEq)]
pub struct Service {
    /// Time in a slot, per request.
    pub need: Law,
    /// Time outside the container, part of the latency; holds no slot.
    pub overhead: Law,
    /// Requests served at once by one unit.
    pub slots: u32,
    /// How many may be at one unit.
    pub limit: Limit,
    /// How long a request waits in the queue before it leaves; `None`: for ever.
    pub queue_timeout: Option<Law>,
    /// Waiting and service of one attempt together; the client then has a time-out.
    pub timeout: Option<Span>,
    /// Who hangs up after the time-out.
    pub hangs_up: HangsUp,
    /// What becomes of the work of a client that has gone (`assumptions.abandoned_work`).
    pub abandoned: Abandoned,
    /// What clients do about an attempt that failed; `None`: nothing.
    pub retries: Option<Retries>,
    /// Who takes the next request.
    pub routing: Routing,
    /// An ok request slower than this is not good.
    pub slo_latency: Option<Span>,
}

/// How many requests may be at one unit; more are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// No limit.
    Unlimited,
    /// Waiting places beside the slots.
    Queue(u32),
    /// Waiting and in service together (the slots may change under it).
    InSystem(u32),
}

/// Who hangs up after the time-out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HangsUp {
    /// SageMaker: an error of the model.
    SageMaker,
    /// The client, of which SageMaker knows nothing.
    Client,
}

/// What becomes of a request whose client has gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Abandoned {
    /// The container does not know and works on: it keeps its place and its slot.
    Continues,
    /// It leaves queue or slot at once.
    Cancelled,
}

/// Who takes the next request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Routing {
    /// RANDOM.
    Random,
    /// `LEAST_OUTSTANDING_REQUESTS`.
    LeastOutstanding(Ties),
}

/// Which of several units with equally many outstanding requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ties {
    /// Any, by a keyed draw.
    Uniform,
    /// The lowest number.
    Lowest,
}

/// A unit, by number: given by hosting, never used twice in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnitId(pub u32);

/// Down: what hosting does to a plane. Applied at control instants only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Takes requests from now on.
    Join(UnitId),
    /// Takes no new requests; finishes what it has.
    Drain(UnitId),
    /// Gone at once; what it had has failed.
    Kill(UnitId),
    /// Another number of slots (tests of time-varying capacity). Fewer slots empty as requests finish.
    Slots(UnitId, u32),
}

/// Why `advance` came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// Everything strictly before `until` has happened.
    Reached,
    /// A draining unit is empty.
    Drained {
        /// Which.
        unit: UnitId,
        /// When.
        at: Time,
    },
}

/// Up: what happened since the last reading, and what stands now.
///
/// Arrivals are floats because a flow brings parts of requests, and a metric must see them: 10/s for 59.5 s are 595. Whole
/// requests stay exact (a reading never sees 2^53 of them).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Reading {
    /// Attempts that arrived at the endpoint, refused ones included.
    pub arrived: f64,
    /// Of these, refused (queue full).
    pub refused: f64,
    /// Timed out or gave up since the last reading.
    pub timed_out: f64,
    /// Of these, clients that hung up: no error of the model.
    pub hung_up: f64,
    /// Failed for want of a unit since the last reading.
    pub failed: f64,
    /// Largest number of requests at one unit, queue included, since the last reading.
    pub most_at_a_unit: u32,
    /// Smallest number of requests at one unit now (0 with none in service).
    pub least_at_a_unit: u32,
    /// Integral of requests at units [request-ns] since the last reading.
    pub in_flight_ns: u64,
    /// Integral of waiting requests [request-ns] since the last reading.
    pub queued_ns: u64,
    /// Integral of busy slots [slot-ns] since the last reading.
    pub busy_ns: u64,
    /// At units now.
    pub in_flight: u64,
    /// Waiting now.
    pub queued: u64,
    /// Largest number waiting since the last reading.
    pub queued_max: u64,
}

/// All requests that arrived in one clock minute, once every one of them has its outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct Minute {
    /// Minutes since 1970.
    pub index: u64,
    /// Primary requests.
    pub arrived: u64,
    /// Ended ok.
    pub ok: u64,
    /// Ended ok, slower than the SLO.
    pub slow: u64,
    /// Refused.
    pub refused: u64,
    /// Timed out, or gave up waiting.
    pub timed_out: u64,
    /// Failed: no capacity, instance lost.
    pub failed: u64,
    /// Of the failed: no unit was in service.
    pub no_capacity: u64,
    /// Still open when the run ended.
    pub open: u64,
    /// Attempts after a first one that were made in this minute, of whichever requests.
    pub retries: u64,
    /// Sum of latencies of admitted requests (ok and timed out) [ns].
    pub latency_ns: u64,
    /// Sum of waits of ok requests [ns].
    pub wait_ns: u64,
    /// Ok requests that waited at all.
    pub waited: u64,
    /// Latencies of admitted requests, by [`crate::stats::bucket`].
    pub latency: Box<[u32; crate::stats::BUCKETS]>,
}

/// Sums over a whole run that the invariants are checked with. Lead-in included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Audit {
    /// Primary requests.
    pub arrived: u64,
    /// By outcome.
    pub ok: u64,
    /// By outcome.
    pub refused: u64,
    /// By outcome.
    pub timed_out: u64,
    /// By outcome.
    pub failed: u64,
    /// Attempts after the first.
    pub retries: u64,
    /// Without an outcome: at units, or about to be tried again.
    pub in_flight: u64,
    /// Integral of waiting requests [request-ns], from the comings and goings at queues.
    pub queue_integral_ns: u128,
    /// Sum of times in queue [ns], from each request's own record; those still waiting count up to now.
    pub queue_sum_ns: u128,
    /// Integral of busy slots [slot-ns], from the comings and goings at slots.
    pub busy_integral_ns: u128,
    /// Sum of times in service [ns], from each request's requirement; those in service count up to now.
    pub service_sum_ns: u128,
}

/// One primary request, as the `Watched` shape hands it to its recorder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Watched {
    /// In order of arrival, from 0.
    pub number: u64,
    /// Intended arrival.
    pub arrival: Time,
    /// Attempts it took; what follows is of the last one.
    pub attempts: u32,
    /// Service requirement.
    pub need: Span,
    /// Start of service; `None` if it never began.
    pub start: Option<Time>,
    /// When the client had its answer (overhead left out).
    pub end: Time,
    /// Where; `None` if nowhere.
    pub unit: Option<UnitId>,
    /// How it ended.
    pub outcome: Outcome,
}

/// How a request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Answered in time.
    Ok,
    /// Queue full.
    Refused,
    /// Gave up waiting, or took longer than `timeout`.
    TimedOut,
    /// No capacity, or instance lost.
    Failed,
    /// Not ended when the run was.
    Open,
}

/// The compile-time shapes of the request plane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// What most scenarios need.
    Plain,
    /// Everything.
    Full,
    /// Everything, and each request is recorded (tests, selftest, stream hash).
    Watched,
}
