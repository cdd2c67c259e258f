//! Outcomes made by hand, for the tests of this room.

use super::bands::columns_mut;
use super::fold::Frame;
use crate::engine::{Span, Time};
use crate::simulation::following::Following;
use crate::simulation::outcome::{
    Activity, CooldownSpan, Drain, Episode, Parts, Reaction, RunOutcome, ScopeOutcome, Stretch, Timeline, Totals,
    Transition,
};
use crate::stats::{Elasticity, Histogram, bucket};

/// Half a day, 99 %.
pub(super) const FRAME: Frame = Frame { horizon: Span::from_secs(43_200), slo_attainment: 0.99 };

/// A moment of the day.
pub(super) fn at(secs: u64) -> Time {
    Time::from_secs(1_767_225_600 + secs)
}

/// Lengths by milliseconds and count.
pub(super) fn latencies(of: &[(u64, u64)]) -> Histogram {
    let mut all = Histogram::default();
    for (millis, count) in of {
        all.add(bucket(millis * 1_000_000), *count);
    }
    all
}

/// A run of 1,000 requests in which every figure is another.
pub(super) fn outcome(run: u32) -> RunOutcome {
    let scope = ScopeOutcome {
        scope: "endpoint".to_owned(),
        totals: totals(),
        latency: latencies(&[(10, 700), (100, 200), (400, 60), (900, 20)]),
        latency_grid: crate::simulation::latency_grid::LatencyGrid::default(),
        worst_hour_secs: Some([0.02, 0.5, 0.95]),
        reactions: vec![reaction(60, 180, 480, false), reaction(600, 700, 1_200, false), reaction(60, 900, 990, true)],
        episodes: vec![episode(0, Some(240)), episode(3_000, Some(3_600))],
        following: following(),
    };
    let variant = ScopeOutcome { scope: "variant/champion".to_owned(), ..scope.clone() };
    RunOutcome {
        run,
        scopes: vec![scope, variant],
        timeline: timeline(f32::from(run as u16)),
        variants: vec![],
        activities: vec![activity()],
        transitions: vec![transition()],
        decisions: vec![stretch()],
        cooldowns: vec![CooldownSpan {
            scope: "variant/champion".to_owned(),
            policy: "keep-busy".to_owned(),
            direction: "scale_out".to_owned(),
            from: at(480),
            until: at(780),
        }],
    }
}

/// Half a day.
fn following() -> Following {
    let in_service = Elasticity {
        horizon_secs: 43_200.0,
        deficit_secs: 4_320.0,
        excess_secs: 21_600.0,
        relative_deficit_secs: 2_160.0,
        relative_excess_secs: 10_800.0,
        under_secs: 4_320.0,
        over_secs: 8_640.0,
        supply_moves: 40.0,
        demand_moves: 400.0,
        steps: 720,
        unlike_steps: 90,
    };
    let unscaled = Elasticity {
        relative_deficit_secs: 8_640.0,
        relative_excess_secs: 10_800.0,
        under_secs: 17_280.0,
        over_secs: 8_640.0,
        ..in_service
    };
    Following { in_service, unscaled, surplus_secs: 27_000.0 }
}

fn totals() -> Totals {
    Totals {
        requests: 1_000,
        good: 940,
        days: 1,
        days_meeting_slo: 0,
        ok: 960,
        refused: 12,
        timed_out: 20,
        failed: 7,
        no_capacity: 3,
        in_flight_at_end: 1,
        attempts: 1_100,
        storm_longest_minutes: 0,
        storm_open_minutes: 0,
        latency_secs: 73.5,
        wait_secs: 24.0,
        waited: 100,
        bad_minutes: 14,
        failed_worst_minute: 0.25,
        busy_secs: 21_600.0,
        slot_secs: 86_400.0,
        in_service_secs: 108_000.0,
        paid_secs: 129_600.0,
        in_service_peak: 5,
        paid_peak: 6,
        queue_max: 77,
        cost_nano_usd: 12_500_000_000,
        floor_nano_usd: 10_000_000_000,
        ceiling_nano_usd: 20_000_000_000,
        actions_out: 3,
        actions_in: 2,
        reversals: 1,
        not_scaled: 4,
        open_reactions: 1,
        at_max_secs: 4_320.0,
        unmet_at_max: 2,
        headroom_at_peak: -0.2,
    }
}

/// A minute of period, half a minute of lag, the rest of the time to the activity half and half; a backlog unless it is
/// an escalation.
pub(super) fn reaction(breach: u64, activity: u64, in_service: u64, escalation: bool) -> Reaction {
    let (waits, launch) = (activity - breach - 90, in_service - activity);
    let parts = Parts {
        period_end: Span::MINUTE,
        lag: Span::from_secs(30),
        datapoints: Span::from_secs(waits / 2),
        decision: Span::from_secs(waits - waits / 2),
        provision: Span::from_secs(launch - 50),
        fetch: Span::from_secs(50),
        ..Parts::default()
    };
    Reaction {
        number: 0,
        breach: at(breach),
        activity: at(activity),
        in_service: at(in_service),
        escalation,
        parts,
        drain: if escalation { Drain::Nothing } else { Drain::Over(Span::from_secs(launch / 2)) },
    }
}

/// An episode; `until` none: 600 s so far.
pub(super) fn episode(from: u64, until: Option<u64>) -> Episode {
    let length = Span::from_secs(until.map_or(600, |until| until - from));
    Episode { from: at(from), until: until.map(at), length }
}

/// Three steps of one value, blank in the middle where the queue and the p99 are.
pub(super) fn timeline(value: f32) -> Timeline {
    let mut timeline = Timeline { start: at(0), step: Span::MINUTE, ..Timeline::default() };
    for (_, column) in columns_mut(&mut timeline) {
        *column = vec![value; 3];
    }
    timeline.queue[1] = f32::NAN;
    timeline.p99_ms[1] = f32::NAN;
    timeline
}

fn activity() -> Activity {
    Activity {
        resource_id: "endpoint/shop/variant/champion".to_owned(),
        start: at(180),
        end: Some(at(480)),
        status_code: "Successful".to_owned(),
        description: "Setting desired instance count to 3.".to_owned(),
        cause: "monitor alarm \u{201c}high\u{201d} in state ALARM triggered policy keep-busy\n".to_owned(),
        status_message: String::new(),
        not_scaled_reasons: String::new(),
        from: 2,
        to: 3,
    }
}

fn transition() -> Transition {
    Transition {
        scope: "variant/champion".to_owned(),
        at: at(180),
        alarm: "high".to_owned(),
        from: "OK".to_owned(),
        to: "ALARM".to_owned(),
        reason: "Threshold Crossed".to_owned(),
    }
}

fn stretch() -> Stretch {
    Stretch {
        scope: "variant/champion".to_owned(),
        policy: "keep-busy".to_owned(),
        verdict: "hold".to_owned(),
        reason: "sim.alarm_not_breaching".to_owned(),
        from: at(0),
        until: at(120),
        evaluations: 3,
        first: "100 / 600 = 1 < 2".to_owned(),
        last: "400 / 600 = 1 < 2".to_owned(),
    }
}
