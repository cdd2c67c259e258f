//! Do the lengths of time fit together?

use super::Lint;
use super::found::{Found, short};
use super::view::{View, steps_path, tracking_path};
use crate::engine::Span;
use crate::problem::{Problem, Severity};
use crate::quantity;

pub(super) const LINTS: &[Lint] = &[
    Lint {
        code: "DS053",
        title: "a cooldown shorter than a launch",
        severity: Severity::Warning,
        explanation: "The cooldown begins when the scaling activity has completed, which is when the new instances serve. A \
            cooldown of ten seconds does not give a reaction within ten seconds: detection takes three datapoints, the \
            launch its minutes, and while it lasts the endpoint is Updating and refuses another change. Two scale-outs lie \
            a launch and a cooldown apart. (Where the launch is a preset, this is said as an info.)",
        reference: "How target tracking scaling for Application Auto Scaling works (cooldown periods)",
        look: shorter_than_launch,
    },
    Lint {
        code: "DS054",
        title: "capacity that is given up faster than it is taken",
        severity: Severity::Warning,
        explanation: "A ScaleInCooldown below the ScaleOutCooldown lets the fleet shrink in quicker steps than it grows. An \
            instance too many costs cents, one too few costs requests for as long as a launch takes; so the usual advice is \
            to scale out quickly and in slowly.",
        reference: "How target tracking scaling for Application Auto Scaling works (cooldown periods)",
        look: in_before_out,
    },
    Lint {
        code: "DS055",
        title: "a queue that takes longer than requests wait",
        severity: Severity::Warning,
        explanation: "Who comes last into a full queue waits places x service time / slots. Beyond the time-out the answer \
            comes too late, yet the slot works for it: an overloaded instance then serves only requests that nobody waits \
            for, and stays overloaded when the load has gone. Refuse earlier, with a shorter queue.",
        reference: "SageMaker developer guide, \"Invoke models for real-time inference\" (60 seconds)",
        look: hopeless_queue,
    },
    Lint {
        code: "DS056",
        title: "a lead-in shorter than the low alarm looks back",
        severity: Severity::Warning,
        explanation: "The low alarm of a target tracking policy judges fifteen minutes. The lead-in fills the metrics before \
            counting begins; with a shorter one the counted window begins with an alarm that has no data yet and a fleet \
            that has not found its size, which is seldom the question.",
        reference: "How target tracking scaling for Application Auto Scaling works; scenario key `lead_in`",
        look: short_lead_in,
    },
    Lint {
        code: "DS057",
        title: "a start that takes longer than SageMaker waits for it",
        severity: Severity::Warning,
        explanation: "ContainerStartupHealthCheckTimeoutInSeconds bounds the container's start and its health check, \
            ModelDataDownloadTimeoutInSeconds the download of the model. An instance that takes longer is given up and the \
            scale-out fails; the simulation lets it come all the same.",
        reference: "API reference, ProductionVariant",
        look: start_timeout,
    },
];

/// What rests on a preset is worth knowing, no more.
fn unless_measured(finding: &mut Problem, is_measured: bool) {
    if !is_measured {
        finding.info();
    }
}

fn shorter_than_launch(view: &View, found: &mut Found) {
    for (scaled, policy) in view.policies() {
        let Some(figures) = &scaled.figures else { continue };
        let tracking = policy.target_tracking_scaling_policy_configuration.as_ref();
        let steps = policy.step_scaling_policy_configuration.as_ref();
        let (path, cooldown_secs) = match (tracking, steps) {
            (Some(tracking), _) => (format!("{}.ScaleOutCooldown", tracking_path(policy)), tracking.scale_out_cooldown),
            (None, Some(steps)) if steps.step_adjustments.iter().any(|step| step.scaling_adjustment > 0) => {
                (format!("{}.Cooldown", steps_path(policy)), steps.cooldown)
            }
            _ => continue,
        };
        let Some(cooldown_secs) = cooldown_secs.filter(|&secs| f64::from(secs) < figures.launch_secs) else { continue };
        let launch = short(figures.launch_secs);
        let finding = found
            .at(
                path,
                format!(
                    "is {cooldown_secs} s, and a launch takes {launch} s: two scale-outs lie {} s apart",
                    short(figures.launch_secs + f64::from(cooldown_secs))
                ),
            )
            .why("the cooldown begins when the launch is complete; it is not what makes scaling out slow");
        unless_measured(finding, figures.launch_is_measured);
    }
}

fn in_before_out(view: &View, found: &mut Found) {
    for (_, policy) in view.policies() {
        let Some(tracking) = &policy.target_tracking_scaling_policy_configuration else { continue };
        let default_secs = crate::aws::policy::DEFAULT_COOLDOWN_SECS;
        let (Some(scale_in_secs), out) = (tracking.scale_in_cooldown, tracking.scale_out_cooldown) else { continue };
        let out_secs = out.unwrap_or(default_secs);
        if scale_in_secs >= out_secs || tracking.disable_scale_in == Some(true) {
            continue;
        }
        found
            .at(
                format!("{}.ScaleInCooldown", tracking_path(policy)),
                format!("is {scale_in_secs}, below the ScaleOutCooldown of {out_secs}"),
            )
            .why("an instance too many costs cents, one too few costs requests for a whole launch")
            .fix(format!("ScaleInCooldown: {}", out_secs.max(default_secs)));
    }
}

fn hopeless_queue(view: &View, found: &mut Found) {
    for (name, model) in &view.file.models {
        let variant = view
            .file
            .endpoint
            .production_variants
            .iter()
            .find(|variant| variant.model_name.as_deref().unwrap_or(name.as_str()) == name);
        let Some(figures) = variant.and_then(|variant| view.figures_of(Some(&variant.variant_name))) else { continue };
        let Some(timeout) = figures.timeout.filter(|_| model.queue_timeout.is_none()) else { continue };
        let wait = |places: u32| f64::from(places) / figures.served_per_sec();
        let path = format!("models.{name}.queue");
        let fitting = (timeout.secs() * figures.served_per_sec() / 2.0).floor();
        let finding = match figures.queue {
            Some(places) if wait(places) > timeout.secs() => found.at(
                path,
                format!(
                    "is {places}: the last in it waits {} s, and the time-out is {}",
                    short(wait(places)),
                    quantity::print_duration(timeout)
                ),
            ),
            _ => continue,
        };
        finding
            .why("a full queue makes the instance work for requests that nobody waits for any more")
            .fix(format!("queue: {fitting}"));
        if model.queue.is_none() {
            finding.info();
        }
    }
}

const LOW_ALARM: Span = Span::from_secs(900);

fn short_lead_in(view: &View, found: &mut Found) {
    let Some(written) = &view.file.lead_in else { return };
    let Ok(lead_in) = quantity::duration(&written.0) else { return };
    let tracks = view.policies().any(|(_, policy)| {
        policy
            .target_tracking_scaling_policy_configuration
            .as_ref()
            .is_some_and(|tracking| tracking.disable_scale_in != Some(true))
    });
    if !tracks || lead_in >= LOW_ALARM {
        return;
    }
    found
        .at("lead_in", format!("is {}, and the low alarm looks back 15m", written.0))
        .why("the counted window begins with alarms that have no data yet")
        .fix("lead_in: 30m");
}

fn start_timeout(view: &View, found: &mut Found) {
    for variant in &view.file.endpoint.production_variants {
        let Some(figures) = view.figures_of(Some(&variant.variant_name)) else { continue };
        let path = format!("endpoint.ProductionVariants.{}", variant.variant_name);
        for (key, limit_secs, takes_secs, what) in [
            (
                "ContainerStartupHealthCheckTimeoutInSeconds",
                variant.container_startup_health_check_timeout_secs,
                figures.health_secs,
                "start and health check take",
            ),
            (
                "ModelDataDownloadTimeoutInSeconds",
                variant.model_data_download_timeout_secs,
                figures.download_secs,
                "the download takes",
            ),
        ] {
            let Some(limit_secs) = limit_secs.filter(|&limit| takes_secs > f64::from(limit)) else { continue };
            let finding = found
                .at(format!("{path}.{key}"), format!("is {limit_secs}, and {what} {} s", short(takes_secs)))
                .why("at AWS the instance is given up and the scale-out fails; here it comes")
                .fix(format!("{key}: {}", (takes_secs * 2.0).clamp(60.0, 3_600.0).ceil()));
            unless_measured(finding, figures.launch_is_measured);
        }
    }
}
