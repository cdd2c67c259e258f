//! `UpdateEndpoint`: new instances stand beside the old ones, take over together, and the old ones go.

use super::Simulation;
use super::journal::Author;
use crate::aws::activity;
use crate::engine::{Span, Time};
use crate::model::hosting::Replacement;
use crate::scenario::setup::Deployment;

const CALL: &str = "UpdateEndpoint";

impl Simulation<'_> {
    /// Somebody deploys: until the last old instance of the last variant is gone, the endpoint is Updating. Traffic goes to
    /// the new instances of all variants at one moment, when the slowest is ready; the weights of the new configuration
    /// come with them.
    ///
    /// Ref: "Update endpoints that use automatic scaling"; "Deployment guardrails" (blue/green, all at once).
    /// Differs: no alarm takes a deployment back.
    pub(super) fn deploy(&mut self, now: Time, deployment: &Deployment) {
        if self.is_updating() {
            let message = activity::in_progress(&self.setup.endpoint);
            self.deployment_refused(now, "ValidationException", message);
            return;
        }
        let desired = |place: usize| self.pools[place].fleet.counts().desired;
        let given = deployment.counts.iter().enumerate();
        let counts: Vec<u32> = given.map(|(place, count)| count.unwrap_or_else(|| desired(place))).collect();
        if let Some(message) = self.beyond_quota(&counts) {
            self.deployment_refused(now, "ResourceLimitExceeded", message);
            return;
        }
        let launches = self.pools.iter().zip(&counts).map(|(pool, count)| pool.fleet.slowest_launch(*count));
        let switch = now + launches.max().unwrap_or(Span::ZERO);
        for (place, count) in counts.into_iter().enumerate() {
            let (resource, cause) = (self.setup.resource_id(place), activity::UPDATED.to_owned());
            let pool = &mut self.pools[place];
            let from = pool.fleet.counts().desired;
            let wanted = pool.fleet.replace(now, Replacement { count, switch, kept: deployment.kept });
            let number = pool.journal.change(now, &resource, cause, from, count, Author::Bound);
            self.answered(now, place, number, Ok(wanted), count);
        }
        // Without the lock an earlier deployment may still bring weights.
        let stand = self.reweighed.take().map_or_else(|| self.weights.clone(), |(_, weights)| weights);
        let weights = stand.iter().zip(&deployment.weights).map(|(stands, given)| given.unwrap_or(*stands));
        self.reweighed = Some((switch, weights.collect()));
        self.take_weights(now);
    }

    /// The new instances have taken over: so have the weights of their configuration.
    pub(super) fn take_weights(&mut self, now: Time) {
        if let Some((_, weights)) = self.reweighed.take_if(|(at, _)| *at <= now)
            && weights != self.weights
        {
            self.weigh_anew(now, CALL, weights, false);
        }
    }

    /// Both fleets count against the quota of their instance type.
    fn beyond_quota(&self, counts: &[u32]) -> Option<String> {
        self.pools.iter().find_map(|pool| {
            let kind = &pool.variant.instance_type;
            let of_kind = self.pools.iter().filter(|other| other.variant.instance_type == *kind);
            let (mut used, mut more) = (0, 0);
            for other in of_kind {
                used += other.fleet.counts().desired;
                more += counts[other.place];
            }
            let limit = pool.variant.quota.filter(|limit| used + more > *limit)?;
            Some(activity::quota_exceeded(kind, limit, used, more))
        })
    }

    fn deployment_refused(&mut self, now: Time, error: &str, message: String) {
        let scope = (self.pools.len() > 1).then_some("endpoint");
        self.pools[0].journal.call_refused(now, scope, (CALL, error), message);
    }
}
