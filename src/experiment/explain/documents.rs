//! Which document of the scenario stands behind what a variant has at a moment: one of its sections, or one that a call
//! has put.

use crate::engine::Time;
use crate::scenario::Scenario;
use crate::scenario::setup::{Call, Calling};
use crate::scenario::tree::{Kind, Node, name_of};
use crate::simulation::outcome::RunOutcome;

/// Where a scheduled action has its bounds; a registration has them itself.
const ACTION: Option<&str> = Some("ScalableTargetAction");

/// The documents about one variant at one moment.
pub(super) struct Documents<'a> {
    scenario: &'a Scenario,
    /// The variant, by its place.
    place: usize,
    resource: String,
    at: Time,
}

impl<'a> Documents<'a> {
    pub(super) fn new(scenario: &'a Scenario, place: usize, at: Time) -> Self {
        Self { scenario, place, resource: scenario.setup().resource_id(place), at }
    }

    /// The policy of a name: as a call has put it last, else as it was when the run began.
    pub(super) fn policy(&self, name: &str) -> (String, Option<&'a Node>) {
        let is_meant = |calling: &Calling| matches!(calling, Calling::PutPolicy(put, policy) if put.variant == self.place && policy.name() == name);
        let put = self.called(is_meant, "PutScalingPolicy").next();
        let (path, node) = put.or_else(|| self.named("policies", name)).unzip();
        (path.unwrap_or_else(|| format!("scaling.policies.{name}")), node)
    }

    /// The path of an alarm's document.
    pub(super) fn alarm(&self, name: &str) -> String {
        let is_meant = |calling: &Calling| matches!(calling, Calling::PutAlarm(_, put) if put.config.name == name);
        let put = self.called(is_meant, "PutMetricAlarm").next();
        put.map_or_else(|| format!("scaling.alarms.{name}"), |(path, _)| path)
    }

    /// Where the present `MinCapacity` came from: the scheduled action or the call that set it, with its name, or the
    /// registration.
    pub(super) fn minimum(&self, present: u32, base: &RunOutcome) -> (Option<String>, String) {
        let set = |action: &Node| action.get("ScalableTargetAction")?.get("MinCapacity")?.text().map(str::to_owned);
        let fell_due = base.decisions.iter().rev().filter(|d| d.verdict == "bounds" && d.from <= self.at);
        let by_action = fell_due.filter_map(|stretch| {
            let (path, action) = self.action(&stretch.policy)?;
            let is_it = set(action)? == present.to_string();
            is_it.then(|| (stretch.from, (Some(stretch.policy.clone()), format!("{path}.ScalableTargetAction"))))
        });
        let registered = self.calls().filter(
            |call| matches!(&call.calling, Calling::Register(place, set) if *place == self.place && set.min == Some(present)),
        );
        let by_call = registered.map(|call| {
            let path = format!("calls.{}.RegisterScalableTarget", call.index);
            (call.at, (Some("RegisterScalableTarget".to_owned()), path))
        });
        let latest = by_action.take(1).chain(by_call.take(1)).max_by_key(|(at, _)| *at);
        latest.map_or_else(|| (None, self.target()), |(_, found)| found)
    }

    /// A bound in the registration and in every scheduled action and call that sets it.
    pub(super) fn everywhere(&self, key: &str, value: u32) -> Vec<(String, String)> {
        let sets = |node: &Node, inside: Option<&str>| match inside {
            Some(inside) => node.get(inside).is_some_and(|set| set.get(key).is_some()),
            None => node.get(key).is_some(),
        };
        let actions = self.own("scheduled_actions").filter(|(_, node)| sets(node, ACTION)).map(|found| (found, ACTION));
        let is_put = |calling: &Calling| matches!(calling, Calling::PutScheduled(put, _) if put.variant == self.place);
        let put = self.all_called(is_put, "PutScheduledAction").filter(|(_, node)| sets(node, ACTION));
        let is_registered = |calling: &Calling| matches!(calling, Calling::Register(place, _) if *place == self.place);
        let registered = self.all_called(is_registered, "RegisterScalableTarget").filter(|(_, node)| sets(node, None));
        let all = actions.chain(put.map(|found| (found, ACTION))).chain(registered.map(|found| (found, None)));
        let paths = all.map(|((path, _), inside)| match inside {
            Some(inside) => format!("{path}.{inside}.{key}"),
            None => format!("{path}.{key}"),
        });
        let first = std::iter::once(format!("{}.{key}", self.target()));
        first.chain(paths).map(|path| (path, value.to_string())).collect()
    }

    /// The path of the variant's target.
    pub(super) fn target(&self) -> String {
        self.own("targets").next().map_or_else(|| "scaling.targets.0".to_owned(), |(path, _)| path)
    }

    fn action(&self, name: &str) -> Option<(String, &'a Node)> {
        let is_meant = |calling: &Calling| matches!(calling, Calling::PutScheduled(put, action) if put.variant == self.place && action.name == name);
        let put =
            self.called(is_meant, "PutScheduledAction").find(|(_, node)| node.get("ScalableTargetAction").is_some());
        put.or_else(|| self.named("scheduled_actions", name))
    }

    fn named(&self, key: &str, name: &str) -> Option<(String, &'a Node)> {
        self.own(key).find(|(_, node)| name_of(node) == Some(name))
    }

    /// Calls until the moment, the last first.
    fn calls(&self) -> impl Iterator<Item = &'a Call> {
        let at = self.at;
        self.scenario.setup().calls.iter().rev().filter(move |call| call.at <= at)
    }

    /// The documents of such calls until the moment, the last first.
    fn called(
        &self,
        is_meant: impl Fn(&Calling) -> bool,
        name: &'static str,
    ) -> impl Iterator<Item = (String, &'a Node)> {
        let meant = self.calls().filter(move |call| is_meant(&call.calling));
        meant.filter_map(move |call| self.document(call, name))
    }

    /// The documents of all such calls of the run.
    fn all_called(
        &self,
        is_meant: impl Fn(&Calling) -> bool,
        name: &'static str,
    ) -> impl Iterator<Item = (String, &'a Node)> {
        let meant = self.scenario.setup().calls.iter().filter(move |call| is_meant(&call.calling));
        meant.filter_map(move |call| self.document(call, name))
    }

    fn document(&self, call: &Call, name: &str) -> Option<(String, &'a Node)> {
        let path = format!("calls.{}.{name}", call.index);
        let node = self.scenario.tree().get(&path)?;
        Some((path, node))
    }

    /// The documents of a list that are about this variant, each with its path.
    fn own(&self, key: &str) -> impl Iterator<Item = (String, &'a Node)> {
        let nodes = match self.scenario.tree().root().get("scaling").and_then(|scaling| scaling.get(key)) {
            Some(Node { kind: Kind::List(nodes), .. }) => &nodes[..],
            _ => &[],
        };
        let is_own = |node: &Node| {
            let resource = node.get("ResourceId").and_then(Node::text);
            resource.is_none_or(|resource| resource == self.resource)
        };
        let path = move |(index, node): (usize, &Node)| match name_of(node) {
            // Documents of two variants may share a name.
            Some(name) if nodes.iter().filter(|other| name_of(other) == Some(name)).count() == 1 => {
                format!("scaling.{key}.{name}")
            }
            _ => format!("scaling.{key}.{index}"),
        };
        let own = nodes.iter().enumerate().filter(move |(_, node)| is_own(node));
        own.map(move |(index, node)| (path((index, node)), node))
    }
}
