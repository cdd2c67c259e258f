//! What one variant does while another changes.

use crate::shop::{SCALING, STOP, WEIGH, changes, decided, run, two, watched};
use dryscale::simulation::{self, Options};

#[test]
fn a_change_of_one_variant_locks_the_other() {
    let slow = "launch={preset: none, start_up: {start: 25m}}";
    let run = run(&two(&format!("{SCALING}{}", WEIGH.replace("at: 1h", "at: 15m")), &[slow]));
    let scopes = ["variant/champion", "variant/challenger"];
    let [champion, challenger] = scopes.map(|scope| changes(&run, scope));
    // Both see the same load at the same minute; the first in order gets the endpoint.
    assert_eq!(champion[0], (13.5, 2, 4, "Successful"));
    assert_eq!(challenger[0].0, 38.5, "when the launch of the other is complete: {challenger:?}");
    let held = decided(&run, scopes[1], "keep");
    let held = held.iter().find(|stretch| stretch.reason == "TargetServicePutResourceAsUnscalable").unwrap();
    assert_eq!(held.from.since(run.timeline.start).secs() / 60.0, 13.5);
    for scope in scopes {
        let weights = decided(&run, scope, "UpdateEndpointWeightsAndCapacities");
        assert_eq!(weights[0].reason, "sim.change_refused", "the call comes in between");
    }
    // Without the lock both go at once.
    let free =
        simulation::run(two(SCALING, &[slow, "assumptions.update_lock=false"]).setup(), 1, Options::default(), &STOP);
    let free = free.unwrap();
    assert_eq!(scopes.map(|scope| changes(&free, scope)[0].0), [13.5, 13.5]);
}

#[test]
fn a_call_during_the_update_of_the_other_variant_is_refused_whole() {
    let call = "
calls:
  - at: 15m
    UpdateEndpointWeightsAndCapacities:
      DesiredWeightsAndCapacities: [{VariantName: champion, DesiredWeight: 3}, {VariantName: challenger, DesiredInstanceCount: 5}]
";
    let slow = "launch={preset: none, start_up: {start: 10m}}";
    let scenario = two(&format!("{SCALING}{call}"), &[slow]);
    let told = run(&scenario);
    let weight = decided(&told, "variant/champion", "UpdateEndpointWeightsAndCapacities");
    assert_eq!(
        (weight[0].reason.as_str(), weight[0].first.as_str()),
        ("sim.change_refused", "Cannot update in-progress endpoint \"shop\".")
    );
    let by_hand = told.activities.iter().find(|a| a.cause.contains("was called")).unwrap();
    assert_eq!((by_hand.status_code.as_str(), by_hand.to), ("Failed", 5));
    let because = "Resource Id [endpoint/shop/variant/challenger] is not scalable. Reason: Cannot update in-progress endpoint \"shop\".";
    assert_eq!(by_hand.status_message, because);
    assert_eq!(watched(&scenario), watched(&two(SCALING, &[slow])), "the weights stay");
}

#[test]
fn a_call_may_set_weight_and_capacity_of_several_variants_at_once() {
    let call = "
calls:
  - at: 1h
    UpdateEndpointWeightsAndCapacities:
      DesiredWeightsAndCapacities: [{VariantName: champion, DesiredWeight: 0, DesiredInstanceCount: 1}, {VariantName: challenger, DesiredInstanceCount: 5}]
";
    let run = run(&two(call, &["traffic=[{name: web, constant: 10/s}]"]));
    assert_eq!(changes(&run, "variant/champion"), [(60.0, 2, 1, "Successful")]);
    assert_eq!(changes(&run, "variant/challenger"), [(60.0, 2, 5, "Successful")]);
    let offered = |variant: usize, minute: usize| run.variants[variant].offered_per_s[minute];
    assert!(offered(0, 59) > 2.0 && offered(0, 61) == 0.0 && offered(1, 61) > 6.0);
}

#[test]
fn scheduled_actions_of_two_variants_that_fall_due_together_meet_the_lock() {
    let actions = "
  scheduled_actions:
    - {ScheduledActionName: up, ResourceId: endpoint/shop/variant/challenger, Schedule: \"cron(0 1 * * ? *)\", ScalableTargetAction: {MinCapacity: 5}}
    - {ScheduledActionName: up, ResourceId: endpoint/shop/variant/champion, Schedule: \"cron(0 1 * * ? *)\", ScalableTargetAction: {MinCapacity: 6}}
    - {ScheduledActionName: a, ResourceId: endpoint/shop/variant/challenger, Schedule: \"cron(0 2 * * ? *)\", ScalableTargetAction: {MinCapacity: 7}}
";
    let edits = [
        "traffic=[{name: web, constant: 10/s}]",
        "scaling.policies=[]",
        "launch={preset: none, start_up: {start: 5m}}",
    ];
    let run = run(&two(&format!("{SCALING}{actions}"), &edits));
    assert_eq!(
        changes(&run, "variant/champion"),
        [(60.0, 2, 6, "Successful")],
        "of one name the variants go in their order"
    );
    assert_eq!(
        changes(&run, "variant/challenger"),
        [(120.0, 2, 7, "Successful")],
        "the bound of one o'clock was set, the capacity not"
    );
    let failed = run.activities.iter().find(|a| a.status_code == "Failed").unwrap();
    assert_eq!(failed.scope(), "variant/challenger");
    assert!(failed.status_message.contains("Cannot update in-progress endpoint"), "{}", failed.status_message);
}

#[test]
fn instances_of_one_type_share_their_quota() {
    let alone = run(&two(SCALING, &["instances={ml.c5.xlarge: {quota: 6}}"]));
    let refused = alone.activities.iter().find(|a| a.status_code == "Failed").unwrap();
    assert!(
        refused.status_message.contains("is 6 Instances, with current utilization of"),
        "{}",
        refused.status_message
    );
    let most = alone.timeline.desired.iter().fold(0.0_f32, |most, desired| most.max(*desired));
    assert_eq!(most, 6.0);
}
