//! Instances come and go as SageMaker's do: one change at a time, paid from the moment they are obtained, drained before
//! they are removed.

use dryscale::engine::{Law, RunSeed, Span, Time};
use dryscale::model::hosting::{Conditions, Fleet, LaunchGroup, LaunchesAtUpdate, Replacement, Step, Victim};
use dryscale::model::launch::Launch;
use dryscale::model::serving::{Change, UnitId};

const SEED: RunSeed = RunSeed { seed: 1, run: 1 };

fn at(secs: u64) -> Time {
    Time::from_secs(1_000_000 + secs)
}

fn secs(secs: u64) -> Law {
    Law::Constant(Span::from_secs(secs))
}

/// A minute until the instance is there, half a minute of image and model, ten seconds of start.
fn conditions() -> Conditions {
    Conditions {
        launch: Launch {
            provision: secs(60),
            pull: secs(20),
            download: secs(10),
            start: secs(10),
            health: Law::ZERO,
            warm: Law::ZERO,
        },
        update_lock: true,
        removal: secs(30),
        drain_limit: Span::from_secs(60),
        victim: Victim::Newest,
        group: LaunchGroup::Each,
        launches_at_update: LaunchesAtUpdate::CalledOff,
        billing_minimum: Span::ZERO,
    }
}

fn fleet(conditions: Conditions, initial: u32) -> Fleet {
    Fleet::new(conditions, SEED, initial, at(0), at(0), at(3_600))
}

fn idle(_: UnitId) -> u32 {
    0
}

#[test]
fn an_endpoint_is_updating_while_a_change_is_under_way() {
    let mut locked = fleet(conditions(), 1);
    assert!(!locked.is_updating());
    locked.want(at(10), 2, &idle);
    assert!(locked.is_updating());
    let mut open = fleet(Conditions { update_lock: false, ..conditions() }, 1);
    open.want(at(10), 2, &idle);
    assert!(!open.is_updating(), "without the lock there is nothing to wait for");
}

#[test]
fn pull_and_download_share_one_link_and_the_lock_ends_with_the_last_stage() {
    let mut fleet = fleet(conditions(), 1);
    let wanted = fleet.want(at(10), 2, &idle);
    assert_eq!(wanted.steps, [(at(70), Step::Obtained(UnitId(1))), (at(110), Step::InService(UnitId(1)))]);
    fleet.step(at(70), wanted.steps[0].1);
    assert!(fleet.is_updating());
    let done = fleet.step(at(110), wanted.steps[1].1);
    assert_eq!((done.change, done.completed), (Some(Change::Join(UnitId(1))), Some(wanted.number)));
    assert!(!fleet.is_updating());
}

#[test]
fn an_instance_is_paid_from_the_moment_it_is_obtained_to_its_removal() {
    let mut fleet = fleet(conditions(), 1);
    let out = fleet.want(at(10), 2, &idle);
    for (due, step) in out.steps {
        fleet.step(due, step);
    }
    let back = fleet.want(at(200), 1, &idle);
    assert_eq!(back.changes, [Change::Drain(UnitId(1))]);
    let (gone, step) = fleet.drained(at(205), UnitId(1)).expect("its removal begins");
    assert_eq!(gone, at(235));
    fleet.step(gone, step);
    fleet.book(at(3_600));
    // One instance all the hour, one from 70 s (not from the request at 10 s) to 235 s.
    let paid_secs = u128::from(3_600_u64 + 235 - 70);
    assert_eq!(fleet.billed_ns(at(3_600)), paid_secs * 1_000_000_000);
    assert_eq!(fleet.ledger().paid_ns, paid_secs * 1_000_000_000);
}

#[test]
fn the_victim_is_the_newest_the_oldest_or_the_least_busy() {
    let busy = |unit: UnitId| [5, 1, 3][unit.0 as usize];
    for (victim, wanted) in [(Victim::Newest, 2), (Victim::Oldest, 0), (Victim::LeastBusy, 1)] {
        let mut fleet = fleet(Conditions { victim, ..conditions() }, 3);
        let change = fleet.want(at(10), 2, &busy);
        assert_eq!(change.changes, [Change::Drain(UnitId(wanted))], "{victim:?}");
    }
}

#[test]
fn a_drain_that_takes_too_long_ends_with_what_is_left() {
    let mut fleet = fleet(conditions(), 2);
    let change = fleet.want(at(10), 1, &idle);
    assert_eq!(change.steps, [(at(70), Step::DrainEnds(UnitId(1)))]);
    let done = fleet.step(at(70), Step::DrainEnds(UnitId(1)));
    assert_eq!(done.change, Some(Change::Kill(UnitId(1))));
    assert_eq!(done.next, Some((at(100), Step::Gone(UnitId(1)))));
    assert!(fleet.is_updating(), "the lock ends with the removal");
    assert_eq!(fleet.step(at(100), Step::Gone(UnitId(1))).completed, Some(change.number));
    assert!(!fleet.is_updating());
}

/// What falls due, in order of time, carried out to the end; the changes that are complete, and when.
fn carry_out(fleet: &mut Fleet, steps: Vec<(Time, Step)>) -> Vec<(Time, u32)> {
    let mut due = std::collections::BTreeSet::from_iter(steps);
    let mut completed = Vec::new();
    while let Some((at, step)) = due.pop_first() {
        let done = fleet.step(at, step);
        due.extend(done.next);
        completed.extend(done.completed.map(|change| (at, change)));
        if let Some(Change::Drain(unit)) = done.change {
            due.extend(fleet.drained(at, unit));
        }
    }
    completed
}

#[test]
fn a_replaced_instance_goes_when_the_new_fleet_has_taken_over() {
    let mut fleet = fleet(conditions(), 2);
    assert_eq!(fleet.slowest_launch(3), Span::from_secs(100));
    let by = Replacement { count: 3, switch: at(110), kept: Span::from_secs(20) };
    let wanted = fleet.replace(at(10), by);
    assert!(fleet.is_updating() && wanted.changes.is_empty(), "the old ones serve on");
    assert_eq!((fleet.counts().desired, fleet.counts().leaving, fleet.counts().in_service), (3, 2, 2));
    // Twenty seconds kept, thirty of removal.
    assert_eq!(carry_out(&mut fleet, wanted.steps), [(at(160), wanted.number)]);
    assert!(!fleet.is_updating());
    let counts = fleet.counts();
    assert_eq!((counts.in_service, counts.leaving, counts.draining, counts.paid), (3, 0, 0, 3));
    // Two until 160 s, three from 70 s on.
    assert_eq!(fleet.billed_ns(at(170)), u128::from(2_u64 * 160 + 3 * 100) * 1_000_000_000);
}

#[test]
fn a_launch_that_comes_after_the_new_fleet_is_replaced_as_it_comes() {
    let open = Conditions { update_lock: false, launches_at_update: LaunchesAtUpdate::Finish, ..conditions() };
    // By age an old one would go first.
    let mut fleet = fleet(Conditions { victim: Victim::Oldest, ..open }, 1);
    let mut steps = fleet.want(at(0), 2, &idle).steps;
    let wanted = fleet.replace(at(1), Replacement { count: 1, switch: at(80), kept: Span::ZERO });
    // A scale-in while both fleets are there takes the oldest of the new ones.
    let bigger = fleet.want(at(2), 2, &idle);
    let smaller = fleet.want(at(3), 1, &idle);
    assert!(smaller.called_off.is_empty(), "the deployment waits for its old instances");
    let (larger, deployment) = (bigger.number, wanted.number);
    for more in [wanted.steps, bigger.steps, smaller.steps] {
        steps.extend(more);
    }
    let completed = carry_out(&mut fleet, steps);
    assert_eq!(completed, [(at(3), smaller.number), (at(100), 1), (at(102), larger), (at(130), deployment)]);
    let counts = fleet.counts();
    assert_eq!((counts.desired, counts.in_service, counts.leaving, counts.paid), (1, 1, 0, 1));
}

/// Without the lock one deployment may overtake another: the old instance serves until the second has taken over.
#[test]
fn an_instance_is_replaced_once() {
    let mut fleet = fleet(Conditions { update_lock: false, ..conditions() }, 1);
    let first = fleet.replace(at(0), Replacement { count: 1, switch: at(100), kept: Span::ZERO });
    let second = fleet.replace(at(10), Replacement { count: 1, switch: at(200), kept: Span::ZERO });
    assert_eq!(second.called_off, [first.number]);
    let completed = carry_out(&mut fleet, [first.steps, second.steps].concat());
    assert_eq!(completed, [(at(230), second.number)]);
    assert_eq!((fleet.counts().in_service, fleet.counts().leaving, fleet.counts().paid), (1, 0, 1));
    fleet.book(at(300));
    assert_eq!(fleet.ledger().in_service_ns, 300 * 1_000_000_000, "always one");
}

#[test]
fn together_means_with_the_last() {
    let launch = Launch { provision: Law::Uniform { low: Span::SECOND, high: Span::MINUTE }, ..conditions().launch };
    let mut fleet = fleet(Conditions { launch, group: LaunchGroup::Together, ..conditions() }, 1);
    let wanted = fleet.want(at(0), 5, &idle);
    let ready: Vec<Time> =
        wanted.steps.iter().filter(|(_, step)| matches!(step, Step::InService(_))).map(|(due, _)| *due).collect();
    assert_eq!(ready.len(), 4);
    assert!(ready.iter().all(|due| *due == ready[0]), "{ready:?}");
}
