//! Can what is judged come out either way, and does the traffic show what it is judged by?

use super::Lint;
use super::found::{Found, short};
use super::view::View;
use super::watched::By;
use crate::engine::Span;
use crate::model::traffic::Shape;
use crate::problem::Severity;
use crate::quantity::{self, Sign};
use crate::scenario::file::traffic::TraceFile;

pub(super) const LINTS: &[Lint] = &[
    Lint {
        code: "DS058",
        title: "a latency that counts as good beyond the time-out",
        severity: Severity::Warning,
        explanation: "A request that takes longer than its time-out does not end ok. With an slo.latency at or beyond the \
            time-out every request that ends ok is good, so the limit on latency decides nothing and attainment counts \
            refusals and time-outs alone.",
        reference: "Scenario keys `slo.latency` and `models.NAME.timeout`",
        look: beyond_timeout,
    },
    Lint {
        code: "DS059",
        title: "an objective that cannot fail, or cannot be met",
        severity: Severity::Warning,
        explanation: "No latency exceeds the time-out, shares lie between 0 and 100, and an objective on attainment implies \
            those on percentiles of latency that lie within it: 99 % of all requests within 500 ms implies a 95th percentile \
            below 900 ms. An objective that is implied never decides anything; one that is out of reach always fails.",
        reference: "Scenario key `objectives`",
        look: moot,
    },
    Lint {
        code: "DS060",
        title: "traffic in steps of five minutes or more, which hides bursts",
        severity: Severity::Warning,
        explanation: "Counts of five minutes are replayed evenly within their interval. A burst of thirty seconds that \
            filled queues and set off alarms is then a mild rise, and latency, refusals and scale-outs come out too good. \
            CloudWatch keeps one-minute data for 15 days and five-minute data for 63: fetch it with --period 60 while it is \
            there.",
        reference: "Amazon CloudWatch concepts (metrics retention)",
        look: coarse,
    },
    Lint {
        code: "DS061",
        title: "a burst that is over before any alarm has seen it",
        severity: Severity::Info,
        explanation: "The high alarm of a target tracking policy needs three datapoints of a minute, and a launch takes its \
            minutes after that. Capacity for a shorter burst comes when it is over. It has to be there before: a larger \
            minimum, a scheduled action ahead of a burst that is known, or a longer queue.",
        reference: "How target tracking scaling for Application Auto Scaling works",
        look: short_burst,
    },
    Lint {
        code: "DS062",
        title: "a record that CloudWatch did not give whole",
        severity: Severity::Warning,
        explanation: "An answer with StatusCode PartialData or with a NextToken is one page of several. What the other \
            pages hold counts as no data here: nothing arrives in those hours, and every figure that is averaged over the \
            run comes out too good. The command line of AWS fetches all pages unless it is told not to (--no-paginate, \
            --max-items).",
        reference: "API reference, GetMetricData (NextToken, StatusCode)",
        look: partial,
    },
];

fn beyond_timeout(view: &View, found: &mut Found) {
    let Some(written) = view.file.slo.as_ref().and_then(|slo| slo.latency.as_ref()) else { return };
    let Ok(latency) = quantity::duration(&written.0) else { return };
    let Some(timeout) = longest_timeout(view) else { return };
    if latency < timeout {
        return;
    }
    found
        .at(
            "slo.latency",
            format!("is {}, and requests time out after {}", written.0, quantity::print_duration(timeout)),
        )
        .why("every request that ends ok is good: this limit decides nothing")
        .fix(format!("latency: {}", quantity::print_duration(Span::from_secs_f64(timeout.secs() / 4.0))));
}

/// The longest time-out of the endpoint; `None`: a request may take for ever, or longer than one of its attempts.
fn longest_timeout(view: &View) -> Option<Span> {
    let tries_again = view.setup?.variants.iter().any(|variant| variant.service.retries.is_some());
    if tries_again {
        return None;
    }
    let variants = &view.file.endpoint.production_variants;
    let timeouts = variants.iter().map(|variant| view.figures_of(Some(&variant.variant_name))?.timeout);
    timeouts.collect::<Option<Vec<Span>>>()?.into_iter().max()
}

/// `95` of `latency_p95_ms`.
fn percentile(metric: &str) -> Option<f64> {
    let digits = metric.strip_prefix("latency_p")?.strip_suffix("_ms")?;
    let number: f64 = digits.parse().ok()?;
    Some(if digits.len() == 3 { number / 10.0 } else { number })
}

fn moot(view: &View, found: &mut Found) {
    let read = |text: &String| quantity::comparison(text).ok();
    let attained = view.file.objectives.iter().filter_map(read).find(|objective| {
        objective.metric == "attainment_percent" && matches!(objective.sign, Sign::Above | Sign::AtLeast)
    });
    let slo_ms = view
        .file
        .slo
        .as_ref()
        .and_then(|slo| quantity::duration(&slo.latency.as_ref()?.0).ok())
        .map(|latency| latency.secs() * 1e3);
    for (number, text) in view.file.objectives.iter().enumerate() {
        let Some(objective) = read(text) else { continue };
        let (limit, metric) = (objective.limit, objective.metric.as_str());
        let below = matches!(objective.sign, Sign::Below | Sign::AtMost);
        let why = if metric.starts_with("latency_p") && below {
            let timeout_ms = longest_timeout(view).map(|timeout| timeout.secs() * 1e3);
            let implied = attained
                .as_ref()
                .zip(slo_ms)
                .zip(percentile(metric))
                .is_some_and(|((attained, slo), percent)| attained.limit >= percent && slo <= limit);
            match timeout_ms {
                Some(timeout) if limit > timeout => {
                    format!("cannot fail: no request takes longer than its time-out, {} ms", short(timeout))
                }
                _ if implied => "cannot fail where the objective on attainment is met, which asks for more".to_owned(),
                _ => continue,
            }
        } else if metric.ends_with("_percent")
            && !below
            && (limit > 100.0 || (limit >= 100.0 && objective.sign == Sign::Above))
        {
            "cannot be met: a share is at most 100".to_owned()
        } else {
            continue;
        };
        found
            .at(format!("objectives.{number}"), format!("`{text}` {why}"))
            .why("it decides nothing, whatever the policy does")
            .fix("leave it out, or choose a limit that tells policies apart");
    }
}

fn coarse(view: &View, found: &mut Found) {
    let Some(setup) = view.setup else { return };
    for (number, (source, read)) in view.file.traffic.iter().zip(&setup.traffic.sources).enumerate() {
        let Shape::Counts(counts) = &read.shape else { continue };
        if counts.period < Span::MINUTE * 5 {
            continue;
        }
        let name = source.name.clone().unwrap_or_else(|| number.to_string());
        found
            .at(
                format!("traffic.{name}.trace"),
                format!(
                    "counts {} together: bursts within them are smoothed away",
                    quantity::print_duration(counts.period)
                ),
            )
            .why("latency, refusals and scale-outs come out better than they were")
            .fix("fetch the metric with --period 60 (CloudWatch keeps it for 15 days)");
    }
}

fn short_burst(view: &View, found: &mut Found) {
    let tracks_minutes = view
        .watched()
        .iter()
        .any(|watched| matches!(watched.by, By::Policy(..)) && !watched.metric.starts_with("ConcurrentRequests"));
    if !tracks_minutes {
        return;
    }
    for (number, source) in view.file.traffic.iter().enumerate() {
        let Some(spike) = &source.spike else { continue };
        let parts = [spike.rise.as_ref(), Some(&spike.hold), spike.fall.as_ref()];
        let length = parts
            .into_iter()
            .flatten()
            .try_fold(Span::ZERO, |sum, part| quantity::duration(&part.0).ok().map(|part| sum + part));
        let Some(length) = length.filter(|&length| length < Span::MINUTE * 3) else { continue };
        let name = source.name.clone().unwrap_or_else(|| number.to_string());
        found
            .at(
                format!("traffic.{name}.spike"),
                format!("lasts {}, and the high alarm needs three minutes", quantity::print_duration(length)),
            )
            .why("what scales out for it comes when it is over");
    }
}

fn partial(view: &View, found: &mut Found) {
    for (number, source) in view.file.traffic.iter().enumerate() {
        let Some(TraceFile::Form(form)) = &source.trace else { continue };
        let names = form.file.names().join("`, `");
        let said = view.notes.iter().any(|note| note.contains("is not complete") && note.contains(&names));
        if form.allow_partial != Some(true) || !said {
            continue;
        }
        let name = source.name.clone().unwrap_or_else(|| number.to_string());
        found
            .at(format!("traffic.{name}.trace.allow_partial"), format!("is true, and `{names}` is not complete"))
            .why("what is missing counts as hours without a single request")
            .fix("fetch all pages: leave out --no-paginate and --max-items");
    }
}
