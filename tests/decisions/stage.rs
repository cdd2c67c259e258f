//! Plays a script through the rooms of the control plane and tells what happened, one line an event.

use super::script::{Call, Script};
use super::told::Told;
use dryscale::engine::{Span, Time};
use dryscale::model::alarms::{Alarm, Evaluation, State};
use dryscale::model::metrics::{Datapoint, Series, Statistic};
use dryscale::model::scaling::{
    Action, AlarmFound, Capacity, Due, Evaluations, Moved, Register, Scaler, ScheduledDuringUpdate,
};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// What one period of a metric has gathered so far.
#[derive(Clone, Default)]
struct Gathered {
    /// By units in service: for how long [s].
    secs: BTreeMap<u32, u64>,
}

impl Gathered {
    /// What each unit got of a count that came evenly; `None`: there was a time without units.
    fn share_of(&self, count: f64, period: Span) -> Option<f64> {
        let shares = self.secs.iter().map(|(units, secs)| count * *secs as f64 / (period.secs() * f64::from(*units)));
        (!self.secs.contains_key(&0)).then(|| shares.sum())
    }

    fn mean_units(&self, period: Span) -> f64 {
        self.secs.iter().map(|(units, secs)| f64::from(*units) * *secs as f64).sum::<f64>() / period.secs()
    }
}

/// A change that is not complete.
struct UnderWay {
    at: Time,
    adds: u32,
    action: Option<Action>,
}

/// The control plane, and a resource that fulfils every change some time later.
pub(crate) struct Stage<'a> {
    script: &'a Script,
    now: Time,
    scaler: Scaler,
    alarms: Vec<Alarm>,
    series: Vec<Series>,
    gathered: Vec<Gathered>,
    desired: u32,
    in_service: u32,
    under_way: Vec<UnderWay>,
    /// By scheduled action: it fell due.
    done: BTreeSet<usize>,
    told: Told<'a>,
}

impl<'a> Stage<'a> {
    pub(crate) fn new(script: &'a Script) -> Self {
        let keep = 200;
        let mut stage = Self {
            script,
            now: script.begin,
            scaler: Scaler::new(&script.target, script.rules, || 7),
            alarms: script.alarms.iter().map(|given| Alarm::new(given.config.clone())).collect(),
            series: script.metrics.iter().map(|given| Series::new(given.metric, keep)).collect(),
            gathered: vec![Gathered::default(); script.metrics.len()],
            desired: script.initial,
            in_service: script.initial,
            under_way: Vec::new(),
            done: BTreeSet::new(),
            told: Told::new(&script.target),
        };
        if stage.scaler.bounds().moves(script.initial).is_some() {
            let (min, max) = (Some(script.target.min), Some(script.target.max));
            let registered = Register { min, max, ..Register::default() };
            stage.register(&registered, told_register(&registered));
            stage.complete();
        }
        stage
    }

    /// Plays the script second by second, each instant in the order in which a run has it.
    pub(crate) fn play(mut self) -> String {
        while self.now < self.script.end() {
            self.gather();
            self.now += Span::SECOND;
            self.publish();
            self.complete();
            self.take_calls();
            self.take_schedule();
            self.take_alarms();
            self.complete();
        }
        self.told.text(self.scaler.cooldowns(), self.now)
    }

    fn tell(&mut self, line: String) {
        self.told.tell(self.now, line);
    }

    /// A second goes by.
    fn gather(&mut self) {
        for gathered in &mut self.gathered {
            *gathered.secs.entry(self.in_service).or_default() += 1;
        }
    }

    /// Periods that end now become datapoints.
    fn publish(&mut self) {
        for (number, scripted) in self.script.metrics.iter().enumerate() {
            let period = scripted.metric.period();
            let start = self.now.back(period);
            if !self.now.since(self.script.begin).is_multiple_of(period) {
                continue;
            }
            let gathered = std::mem::take(&mut self.gathered[number]);
            let passed = start.since(self.script.begin).whole(period) as usize;
            let Some(Some((value, late))) = scripted.values.get(passed).copied() else { continue };
            let share = gathered.share_of(value, period);
            let (sum, units) = match (scripted.is_total, share) {
                (true, None) => continue,
                (true, Some(share)) if share > 0.0 => (share, value / share),
                _ => (value, gathered.mean_units(period)),
            };
            let point = Datapoint { start, period, sample_count: 1.0, sum, minimum: sum, maximum: sum, units };
            self.series[number].push(point, self.now + self.script.lag + late);
        }
    }

    fn capacity(&self) -> Capacity {
        let updating = self.script.update_lock && !self.under_way.is_empty();
        Capacity { desired: self.desired, in_service: self.in_service, updating }
    }

    /// A change of desired capacity that the resource has accepted.
    fn change(&mut self, to: u32, action: Option<Action>) {
        let adds = to.saturating_sub(self.desired);
        let takes = if adds > 0 { self.script.launch } else { self.script.removal };
        self.in_service = if adds > 0 { self.in_service } else { to };
        self.desired = to;
        self.under_way.push(UnderWay { at: self.now + takes, adds, action });
    }

    fn complete(&mut self) {
        let now = self.now;
        for change in self.under_way.extract_if(.., |change| change.at <= now).collect::<Vec<_>>() {
            self.in_service += change.adds;
            self.tell(format!("in service {}", self.in_service));
            if let Some(action) = change.action {
                self.scaler.completed(now, &action);
            }
        }
    }

    fn take_calls(&mut self) {
        let (now, script) = (self.now, self.script);
        for (_, call) in script.calls.iter().filter(|(at, _)| *at == now) {
            match call {
                Call::Register(change) => self.register(change, told_register(change)),
                Call::Capacity(to) => self.set(*to, format!("UpdateEndpointWeightsAndCapacities: {to}"), false),
                Call::Actions(alarm, enabled) => {
                    self.alarms[*alarm].enable_actions(*enabled);
                    let name = &self.script.alarms[*alarm].config.name;
                    let word = if *enabled { "EnableAlarmActions" } else { "DisableAlarmActions" };
                    self.tell(format!("{word}: {name}"));
                }
            }
        }
    }

    fn register(&mut self, change: &Register, told: String) {
        match self.scaler.register(change, self.capacity()) {
            Ok(Some(Moved { from, to })) => self.set(to, format!("{told}; desired {from} -> {to}"), true),
            Ok(None) => self.tell(told),
            Err(bounds) => self.tell(format!("{told}; refused: min {} > max {}", bounds.min, bounds.max)),
        }
    }

    /// Somebody or a bound sets the capacity.
    fn set(&mut self, to: u32, told: String, by_bound: bool) {
        let acts = by_bound && self.script.rules.scheduled_during_update == ScheduledDuringUpdate::Act;
        if self.capacity().updating && !acts {
            self.tell(format!("{told}; refused: endpoint Updating"));
        } else {
            self.tell(told);
            self.change(to, None);
        }
    }

    fn take_schedule(&mut self) {
        for (number, given) in self.script.target.scheduled.iter().enumerate() {
            let due = self.scaler.next_due(number, self.script.begin);
            if due.is_none_or(|due| due > self.now) || !self.done.insert(number) {
                continue;
            }
            let due = self.scaler.fall_due(number, self.capacity());
            let told = format!("{}: {due}", given.name);
            match due {
                Due::Set { moved: Some(Moved { to, .. }), .. } => self.set(to, told, true),
                _ => self.tell(told),
            }
        }
    }

    fn take_alarms(&mut self) {
        let mut any = false;
        let end = self.now.back(self.script.lag);
        let due = |step: Span| end > self.script.begin && end.since(self.script.begin).is_multiple_of(step);
        for policy in 0..self.script.tracked.len() {
            let Some(metric) = self.script.tracked[policy] else { continue };
            if due(self.script.metrics[metric].metric.period()) {
                self.evaluate_own(policy, metric, end);
                any = true;
            }
        }
        for number in 0..self.alarms.len() {
            if due(self.script.alarms[number].config.period.min(Span::MINUTE)) {
                self.evaluate_named(number, end);
                any = true;
            }
        }
        if any {
            self.judge();
        }
    }

    fn evaluate_own(&mut self, policy: usize, metric: usize, end: Time) {
        let (now, series) = (self.now, &self.series[metric]);
        let mut look = |start, period| series.window(start, period, now).map(|point| point.sample(Statistic::Sum));
        let Evaluations { high, low, .. } = self.scaler.evaluate(policy, now, end, &mut look);
        let alarms = self.scaler.alarms(policy).expect("it tracks");
        let name = self.script.target.policies[policy].name();
        let told = [
            transition(&format!("{name} AlarmHigh"), &alarms.high, &high),
            alarms.low.as_ref().zip(low).and_then(|(alarm, low)| transition(&format!("{name} AlarmLow"), alarm, &low)),
        ];
        told.into_iter().flatten().for_each(|line| self.tell(line));
    }

    fn evaluate_named(&mut self, number: usize, end: Time) {
        let given = &self.script.alarms[number];
        let (now, series) = (self.now, &self.series[given.metric]);
        let mut look = |start, period| series.window(start, period, now).map(|point| point.sample(Statistic::Sum));
        let found = self.alarms[number].evaluate(now, end, &mut look);
        let of_state = |state| match state {
            State::InAlarm => &given.on_alarm,
            State::Ok => &given.on_ok,
            State::InsufficientData => &given.on_no_data,
        };
        let told: BTreeSet<usize> =
            [State::InAlarm, State::Ok, State::InsufficientData].into_iter().flat_map(of_state).copied().collect();
        for policy in told {
            let names = of_state(found.to).contains(&policy);
            self.scaler.alarm_evaluated(policy, AlarmFound::of(number, &self.alarms[number], &found, names));
        }
        if let Some(line) = transition(&given.config.name, &self.alarms[number], &found) {
            self.tell(line);
        }
    }

    fn judge(&mut self) {
        let action = self.scaler.judge(self.now, self.capacity());
        for judged in self.scaler.judged() {
            self.told.judged(judged, self.desired);
        }
        if let Some(action) = action {
            self.change(action.to, Some(action));
        }
    }
}

fn transition(name: &str, alarm: &Alarm, found: &Evaluation) -> Option<String> {
    let (from, to) = (found.from.name(), found.to.name());
    found.changed().then(|| format!("{name} {from} -> {to}: {}", alarm.state_reason()))
}

fn told_register(change: &Register) -> String {
    let Register { min, max, dynamic_in_suspended, dynamic_out_suspended, scheduled_suspended } = *change;
    let mut told = String::from("RegisterScalableTarget");
    for (name, bound) in [("MinCapacity", min), ("MaxCapacity", max)] {
        if let Some(bound) = bound {
            let _ = write!(told, " {name} {bound}");
        }
    }
    for (name, flag) in [
        ("DynamicScalingInSuspended", dynamic_in_suspended),
        ("DynamicScalingOutSuspended", dynamic_out_suspended),
        ("ScheduledScalingSuspended", scheduled_suspended),
    ] {
        if let Some(flag) = flag {
            let _ = write!(told, " {name} {flag}");
        }
    }
    told
}
