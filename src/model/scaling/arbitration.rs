//! What several policies of one target come to at one instant.

use super::Reason;
use super::proposal::Proposal;

/// Picks the one proposal that is carried out; the answers of the others become reasons.
///
/// `others_ready(policy)`: every other target tracking policy that may scale in is ready to. Step policies neither have
/// that veto nor heed it. `floor`: the capacity that another policy asked for at the same time.
///
/// Ref: "How target tracking scaling for Application Auto Scaling works", several policies: scale out if any wants to,
/// in only if all are ready; of several capacities at the same time the largest counts, for scale-out and scale-in.
/// Assumes: `same_time`.
pub(super) fn arbitrate(
    proposals: &mut [Proposal],
    desired: u32,
    updating: bool,
    floor: u32,
    others_ready: impl Fn(usize) -> bool,
) -> Option<usize> {
    for proposal in proposals.iter_mut().filter(|proposal| proposal.is_tracking) {
        let scales_in = proposal.answer.is_ok_and(|to| to < desired) && !proposal.forced;
        if scales_in && !others_ready(proposal.policy) {
            proposal.answer = Err(Reason::OtherPolicyNotReady);
        }
    }
    if !proposals.iter().any(|proposal| proposal.answer.is_ok_and(|to| to > desired)) {
        keep_what_tracking_keeps(proposals);
    }
    let largest = proposals.iter().filter_map(|proposal| proposal.answer.ok()).max()?;
    let mut winner = None;
    for (index, proposal) in proposals.iter_mut().enumerate() {
        let Ok(to) = proposal.answer else { continue };
        if winner.is_some() || to != largest || to < floor {
            proposal.answer = Err(Reason::OtherPolicyWins);
        } else if updating {
            // Ref: NotScaledReason: the resource cannot be scaled for now; tried again while the alarm holds.
            proposal.answer = Err(Reason::TargetServicePutResourceAsUnscalable);
        } else {
            winner = Some(index);
        }
    }
    winner
}

/// Of several target tracking policies one that keeps what there is keeps it: the largest capacity that any of them
/// computed stands against the others.
fn keep_what_tracking_keeps(proposals: &mut [Proposal]) {
    let tracking = proposals.iter().filter(|proposal| proposal.is_tracking);
    let Some(largest) = tracking.map(|proposal| proposal.answer.unwrap_or(proposal.computed)).max() else { return };
    for proposal in proposals.iter_mut().filter(|proposal| proposal.is_tracking) {
        if proposal.answer.is_ok_and(|to| to != largest) {
            proposal.answer = Err(Reason::OtherPolicyWins);
        }
    }
}
