//! What a run needs, lowered from the scenario: model inputs only, no documents.

use crate::engine::{Law, Span, Time, Zone};
use crate::model::alarms::{AlarmConfig, ByHand};
use crate::model::hosting::{LaunchGroup, LaunchesAtUpdate, Victim};
use crate::model::launch::Launch;
use crate::model::metrics::{Machine, Own, Publication, Query, Statistic};
use crate::model::scaling::{AlarmRef, Policy, Register, Rules, Scheduled, Suspended, Target};
use crate::model::serving::Service;
use crate::model::traffic::Traffic;

/// One question, ready to be simulated.
#[derive(Clone, Debug, PartialEq)]
pub struct Setup {
    /// The counted window and the time before it.
    pub window: Window,
    /// `runs`.
    pub runs: u32,
    /// `seed`.
    pub seed: u64,
    /// How requests are simulated.
    pub fidelity: Fidelity,
    /// Who arrives when.
    pub traffic: Traffic,
    /// `EndpointName`.
    pub endpoint: String,
    /// How often metrics are published.
    pub publication: Publication,
    /// The variants, in file order; at least one.
    pub variants: Vec<Variant>,
    /// Alarms of one's own, in file order.
    pub alarms: Vec<UserAlarm>,
    /// Metrics of the scenario's own, in file order.
    pub own: Vec<Own>,
    /// What someone does to AWS, in order of time.
    pub calls: Vec<Call>,
    /// Good service.
    pub slo: Slo,
    /// Undocumented AWS behaviour.
    pub assumptions: Assumptions,
}

/// How requests are simulated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fidelity {
    /// One by one.
    Requests,
    /// As a flow of the expected rate: nothing is drawn at the arrivals, and no latency has a percentile.
    Fluid,
}

/// The counted window `[start, end)` and the lead-in before it.
#[derive(Clone, Debug, PartialEq)]
pub struct Window {
    /// The simulation begins here.
    pub begin: Time,
    /// Counting begins here.
    pub start: Time,
    /// Control and arrivals end here (exclusive).
    pub end: Time,
    /// Local days, clock hours, chart axes.
    pub zone: Zone,
}

/// A variant on instances.
#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    /// `VariantName`.
    pub name: String,
    /// `InitialVariantWeight`.
    pub weight: f64,
    /// `InstanceType`.
    pub instance_type: String,
    /// `InitialInstanceCount`.
    pub initial: u32,
    /// How one instance serves.
    pub service: Service,
    /// What an instance shows of its use.
    pub machine: Machine,
    /// How an instance comes into being.
    pub launch: Launch,
    /// Price of an instance, in millionths of a dollar an hour.
    pub price_micro_usd_per_hour: u64,
    /// Account quota of this instance type.
    pub quota: Option<u32>,
    /// Its scalable target; `None`: a fleet that nobody scales.
    pub target: Option<Target>,
    /// What is suspended of its scaling from the begin on.
    pub suspended: Suspended,
}

/// A scheduled action, by its place in the target of a variant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ActionRef {
    /// The variant, by its place.
    pub variant: usize,
    /// Its action, by its place.
    pub action: usize,
}

/// A policy, by its place in the target of a variant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PolicyRef {
    /// The variant, by its place.
    pub variant: usize,
    /// Its policy, by its place.
    pub policy: usize,
}

impl Setup {
    /// `endpoint/E/variant/V` of a variant, by its place.
    pub fn resource_id(&self, variant: usize) -> String {
        format!("endpoint/{}/variant/{}", self.endpoint, self.variants[variant].name)
    }

    /// The names of all policies that the target of a variant ever has, by their place.
    pub fn policy_names(&self, variant: usize) -> Vec<String> {
        let first = self.variants[variant].target.iter().flat_map(|target| &target.policies);
        let mut names: Vec<String> = first.map(|policy| policy.name().to_owned()).collect();
        for call in &self.calls {
            if let Calling::PutPolicy(put, policy) = &call.calling
                && put.variant == variant
            {
                names.resize(names.len().max(put.policy + 1), String::new());
                policy.name().clone_into(&mut names[put.policy]);
            }
        }
        names
    }

    /// The name under which figures of a variant stand in tables, by its place.
    pub fn scope(&self, variant: usize) -> String {
        format!("variant/{}", self.variants[variant].name)
    }
}

/// An alarm of one's own.
#[derive(Clone, Debug, PartialEq)]
pub struct UserAlarm {
    /// `PutMetricAlarm`.
    pub config: AlarmConfig,
    /// What it reads.
    pub query: Query,
    /// Policies that it invokes while in ALARM.
    pub alarm_actions: Vec<PolicyRef>,
    /// While OK.
    pub ok_actions: Vec<PolicyRef>,
    /// While in `INSUFFICIENT_DATA`.
    pub insufficient_data_actions: Vec<PolicyRef>,
}

/// An API call that someone makes.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// When.
    pub at: Time,
    /// Its place in the file.
    pub index: usize,
    /// Which.
    pub calling: Calling,
}

/// An alarm that a call means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlarmMeant {
    /// One of one's own, by its place.
    Own(usize),
    /// One that a target tracking policy has made for itself.
    Of(PolicyRef, AlarmRef),
}

/// What a call asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Calling {
    /// `RegisterScalableTarget` of the target of a variant, by its place.
    Register(usize, Register),
    /// `UpdateEndpointWeightsAndCapacities`.
    WeightsAndCapacities(Vec<Desired>),
    /// `UpdateEndpoint`.
    Update(Deployment),
    /// `EnableAlarmActions`, `DisableAlarmActions`.
    AlarmActions {
        /// By their place.
        alarms: Vec<usize>,
        /// Which of the two.
        enabled: bool,
    },
    /// `PutScalingPolicy`: the policy of a place comes, or another takes it.
    PutPolicy(PolicyRef, Policy),
    /// `DeleteScalingPolicy`.
    DeletePolicy(PolicyRef),
    /// `PutScheduledAction`: the action of a place comes, or another takes it.
    PutScheduled(ActionRef, Scheduled),
    /// `DeleteScheduledAction`.
    DeleteScheduled(ActionRef),
    /// `DeregisterScalableTarget` of the target of a variant, by its place.
    Deregister(usize),
    /// `PutMetricAlarm`: the alarm of a place comes, or has another configuration.
    PutAlarm(usize, UserAlarm),
    /// `DeleteAlarms`.
    DeleteAlarms(Vec<usize>),
    /// `SetAlarmState`.
    SetAlarmState {
        /// Which.
        alarm: AlarmMeant,
        /// The state, and why.
        by_hand: ByHand,
    },
    /// AWS refuses the call.
    Refused {
        /// The variant whose target it means, by its place; `None`: it is one of alarms.
        variant: Option<usize>,
        /// Its name.
        call: &'static str,
        /// The exception.
        error: &'static str,
        /// Its message.
        message: String,
    },
}

/// A deployment: every instance is replaced.
#[derive(Clone, Debug, PartialEq)]
pub struct Deployment {
    /// By variant: instances of the new fleet; `None`: as many as are desired then.
    pub counts: Vec<Option<u32>>,
    /// By variant: its weight from then on; `None`: stays.
    pub weights: Vec<Option<f64>>,
    /// How long the old instances are kept after the new ones have taken over.
    pub kept: Span,
}

/// What a call asks of a variant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Desired {
    /// The variant, by its place.
    pub variant: usize,
    /// `DesiredWeight`; `None`: stays.
    pub weight: Option<f64>,
    /// `DesiredInstanceCount`; `None`: stays.
    pub count: Option<u32>,
}

/// Good service.
#[derive(Clone, Debug, PartialEq)]
pub struct Slo {
    /// An ok request slower than this is not good; `None`: every ok request is.
    pub latency: Option<Span>,
    /// Share of good requests below which a minute is bad.
    pub attainment: f64,
}

/// Undocumented AWS behaviour (design section 5): the assumptions that this version reads, each with its default.
#[derive(Clone, Debug, PartialEq)]
pub struct Assumptions {
    /// How long after a period's end its alarm judges it, 60-s metrics.
    pub alarm_lag_standard: Law,
    /// The same, 10-s metrics.
    pub alarm_lag_high_resolution: Law,
    /// What the target reads.
    pub rules: Rules,
    /// `Maximum`, `Minimum` or `Average`.
    pub concurrency_statistic: Statistic,
    /// Extra delay of single datapoints.
    pub publication_jitter: Law,
    /// Delay of scheduled actions.
    pub scheduled_delay: Law,
    /// Whether a change puts the endpoint in Updating.
    pub update_lock: bool,
    /// From empty to gone.
    pub removal: Law,
    /// Longest drain.
    pub drain_limit: Span,
    /// `newest`, `oldest`, `least_busy`.
    pub scale_in_victim: Victim,
    /// `each`: every instance serves when it is ready; `together`: with the last.
    pub launch_group: LaunchGroup,
    /// What a deployment does to launches under way.
    pub launches_at_update: LaunchesAtUpdate,
    /// Shortest time billed for an instance.
    pub billing_minimum: Span,
    /// Whether an idle minute is a zero of Invocations, not a gap.
    pub zero_invocations: bool,
    /// Whether refused requests count in Invocations.
    pub refused_are_invocations: bool,
    /// Every assumption by name with its value as written, for the report.
    pub listed: Vec<(String, String)>,
}
