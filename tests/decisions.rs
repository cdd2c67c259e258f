//! Datapoints in, the timeline of states, decisions and reasons out: does the control plane tell the stories that the
//! pages of AWS tell?
//!
//! `tests/decisions` holds one story a file: its script, a line, and what comes of it. `UPDATE=1 cargo test --test
//! decisions` writes what stands below the line anew.

mod decisions {
    pub(crate) mod script;
    pub(crate) mod stage;
    pub(crate) mod told;
}

use decisions::script::Script;
use decisions::stage::Stage;
use std::path::{Path, PathBuf};

const LINE: &str = "----\n";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/decisions")
}

fn told(script: &str) -> String {
    Stage::new(&Script::read(script)).play()
}

fn tells(name: &str) {
    let path = folder().join(format!("{name}.txt"));
    let text = std::fs::read_to_string(&path).expect("a story is a file");
    let (script, wanted) = text.split_once(LINE).expect("a line between script and story");
    let told = told(script);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, format!("{script}{LINE}{told}")).expect("writable");
        return;
    }
    assert!(told == wanted, "{name}: told\n{told}\n---- wanted\n{wanted}");
}

macro_rules! stories {
    ($($name:ident,)*) => {
        const NAMED: &[&str] = &[$(stringify!($name)),*];

        $(#[test]
        fn $name() {
            tells(stringify!($name));
        })*
    };
}

stories!(
    scale_out_and_scale_in,
    a_burst_shorter_than_three_minutes_changes_nothing,
    e4_straight_to_the_maximum,
    c1_a_larger_step_within_the_cooldown_adds_its_excess,
    c3_scale_in_waits_for_its_cooldown,
    c4_a_scale_out_ends_the_scale_in_cooldown,
    c5_a_scheduled_action_heeds_no_cooldown,
    c8_without_a_cooldown_the_step_comes_every_minute,
    c9_the_cooldown_starts_when_the_launch_is_complete,
    a_larger_scale_out_within_the_cooldown,
    a_larger_scale_out_under_the_block_rule,
    a_larger_scale_out_under_the_excess_rule,
    d1_the_largest_of_two_scale_outs,
    d2_scale_in_only_when_every_policy_is_ready,
    d3_out_beats_in,
    d4_a_policy_that_never_scales_in_has_no_vote,
    d5_a_step_scales_in_although_tracking_is_not_ready,
    e11_a_metric_that_stops_ends_in_insufficient_data,
    e12_below_the_target_nothing_is_added,
    an_alarm_low_with_gaps_fires_early,
    a_noisy_pipeline_with_late_and_missing_datapoints,
    disable_scale_in_has_no_alarm_low,
    suspended_in_and_out_and_resumed,
    h29_a_suspended_schedule_is_not_caught_up_with,
    i1_registered_below_its_minimum,
    i2_a_lowered_maximum_drags_capacity,
    h25_h27_bounds_then_capacity,
    a_schedule_that_meets_an_update_set_bounds_only,
    a_schedule_that_meets_an_update_fail,
    a_schedule_that_meets_an_update_act,
    h28_a_bound_that_crosses_the_other_fails,
    a2_to_a5_the_chain_of_aws,
    a12_to_a16_the_sample_of_three_steps,
    an_exact_capacity,
    b8_percentages_with_a_smallest_change,
    several_alarms_on_one_policy,
    an_ok_action_invokes_a_policy,
    a_ten_second_alarm_on_a_sixty_second_metric,
    g3_a_ten_second_metric_repeats_every_minute,
    e8_a_ten_second_metric_needs_ninety_low_datapoints,
    m_of_n_alarms,
    what_missing_data_is_taken_for,
    step_and_tracking_side_by_side,
    the_update_lock_refuses_and_a_repeat_wins,
    without_the_lock_a_launch_is_in_flight,
    invocations_per_copy_of_a_component,
    provisioned_concurrency_utilization,
    i4_at_zero_copies_nothing_is_published_and_nothing_returns,
    disabled_alarm_actions,
    a_capacity_by_hand_outside_the_bounds,
    the_mean_of_the_window_and_the_units_of_today,
);

#[test]
fn no_story_is_left_out() {
    let files = std::fs::read_dir(folder()).expect("a folder of ours").map(|entry| entry.expect("readable").path());
    let mut told: Vec<String> = files
        .filter(|path| path.extension().is_some_and(|ending| ending == "txt"))
        .map(|path| path.file_stem().expect("a name").to_string_lossy().into_owned())
        .collect();
    told.sort();
    let mut named = NAMED.to_vec();
    named.sort_unstable();
    assert_eq!(told, named);
}
