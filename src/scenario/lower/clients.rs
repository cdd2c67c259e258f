//! How long clients wait, and what they do then.

use super::law;
use crate::engine::{Law, Span};
use crate::model::serving::{After, Backoff, Budget, HangsUp, Jitter, MOST_ATTEMPTS, Retries};
use crate::quantity;
use crate::scenario::file::clients::{
    BackoffFile, BudgetFile, ClientsFile, ExponentialFile, FailureWord, JitterWord, RetriesFile, RetriesForm,
};
use crate::scenario::file::laws::LawFile;
use crate::scenario::file::written::Duration;
use crate::scenario::file::{Fidelity, ScenarioFile};
use crate::scenario::reading::Reading;

/// The longest wait before another attempt: a run goes on for an hour after its end.
const LONGEST_BACKOFF: Span = Span::HOUR;
/// Most clients with a budget of their own.
const MOST_CLIENTS: u32 = 1_000_000;

/// What clients do, checked.
#[derive(Clone, Debug)]
pub(super) struct Clients {
    timeout: Option<Span>,
    /// How they try again where it is their own time-out that comes first, and after which failures of the model.
    retries: Option<(Retries, bool)>,
}

/// The clients of a filled scenario, checked.
pub(super) fn clients(file: &ScenarioFile, reading: &mut Reading) -> Option<Clients> {
    let written = file.clients.clone().unwrap_or_default();
    let timeout = timeout(&written, reading);
    let count = written.count.unwrap_or(1);
    if count == 0 || count > MOST_CLIENTS {
        reading.error("clients.count", format!("is {count}; 1 to {MOST_CLIENTS} is wanted"));
    }
    let Some(RetriesFile::Form(form)) = &written.retries else {
        return Some(Clients { timeout: timeout?, retries: None });
    };
    if file.fidelity == Some(Fidelity::Fluid) {
        let problem = reading.error("clients.retries", "a flow has no attempts: clients that try again need requests");
        problem.hint("write `fidelity: requests`, or `retries: none`");
    }
    if file.endpoint.production_variants.len() > 1 {
        reading.notes.push(
            "an attempt after the first goes to the variant of the first, and clients have a retry budget at each variant"
                .to_owned(),
        );
    }
    let retries = retries(form, count, reading);
    Some(Clients { timeout: timeout?, retries: Some(retries?) })
}

impl Clients {
    /// The time-out of one attempt, whoever hangs up first, and what follows, where SageMaker hangs up after `timeout`.
    ///
    /// A client's time-out covers the time outside the container too, where that is always the same.
    pub(super) fn of_model(
        &self,
        timeout: Option<Span>,
        overhead: Option<&Law>,
    ) -> (Option<Span>, HangsUp, Option<Retries>) {
        let outside = overhead.and_then(Law::constant).unwrap_or_default();
        // No less than a nanosecond, after which every attempt times out.
        let inside = |own: Span| Span::from_nanos(own.nanos().saturating_sub(outside.nanos()).max(1));
        let own = self.timeout.map(inside);
        let is_own = own.is_some_and(|own| timeout.is_none_or(|sagemaker| own <= sagemaker));
        let hangs_up = if is_own { HangsUp::Client } else { HangsUp::SageMaker };
        let retries = self.retries.clone().map(|(mut retries, after_model_errors)| {
            if !is_own {
                // The client sees an error of the model, not a time-out of its own.
                retries.after.timed_out = after_model_errors;
                retries.budget = retries.budget.map(|budget| Budget { timeout_cost: budget.retry_cost, ..budget });
            }
            retries
        });
        (if is_own { own } else { timeout }, hangs_up, retries.filter(|retries| retries.attempts > 1))
    }
}

#[expect(clippy::option_option, reason = "`none` is a value, and so is a mistake")]
fn timeout(clients: &ClientsFile, reading: &mut Reading) -> Option<Option<Span>> {
    let Some(text) = clients.timeout.as_ref().filter(|text| text.0 != "none") else { return Some(None) };
    let timeout = reading.literal("clients.timeout", quantity::duration(&text.0))?;
    if timeout.is_zero() {
        reading.error("clients.timeout", "is no time: every attempt would time out");
        return None;
    }
    Some(Some(timeout))
}

fn retries(form: &RetriesForm, clients: u32, reading: &mut Reading) -> Option<(Retries, bool)> {
    let attempts = form.attempts.unwrap_or(1);
    if attempts == 0 || attempts > MOST_ATTEMPTS {
        let wanted = format!("is {attempts}; 1 to {MOST_ATTEMPTS} is wanted, the first attempt included");
        reading.error("clients.retries.attempts", wanted);
    }
    let after = |word: FailureWord| form.after.iter().flatten().any(|listed| *listed == word);
    if form.after.as_ref().is_some_and(Vec::is_empty) {
        let problem = reading.error("clients.retries.after", "names no failure: nobody would try again");
        problem.hint("write `retries: none`, or some of model_error, timed_out, failed");
    }
    let persistence = match &form.persistence {
        Some(text) => reading.literal("clients.retries.persistence", quantity::share(&text.0)),
        None => Some(1.0),
    };
    if let Some(share) = persistence.filter(|share| !(0.0..=1.0).contains(share)) {
        let message = format!("is {}; a share from 0% to 100% is wanted", quantity::print_share(share));
        reading.error("clients.retries.persistence", message);
    }
    let budget = match form.budget {
        Some(BudgetFile::Form(form)) => Some(Budget {
            capacity: form.capacity.unwrap_or_default(),
            retry_cost: form.retry_cost.unwrap_or_default(),
            timeout_cost: form.timeout_cost.unwrap_or_default(),
            per_success: form.per_success.unwrap_or_default(),
        }),
        _ => None,
    };
    if budget.is_none() && clients > 1 {
        reading.warn("clients.count", "changes nothing: without a budget of retries, one client is as good as many");
    }
    let backoff = backoff(form.backoff.as_ref(), reading);
    let after_model_errors = after(FailureWord::ModelError);
    let after = After {
        refused: after_model_errors,
        timed_out: after(FailureWord::TimedOut),
        failed: after(FailureWord::Failed),
    };
    let retries = Retries { attempts, after, backoff: backoff?, persistence: persistence?, budget, clients };
    Some((retries, after_model_errors))
}

fn backoff(written: Option<&BackoffFile>, reading: &mut Reading) -> Option<Backoff> {
    const PATH: &str = "clients.retries.backoff";
    let drawn = |file: LawFile, reading: &mut Reading| {
        let law = law::law(&file, PATH, reading)?;
        limit(law.mean_secs(), PATH, reading);
        Some(Backoff::Drawn(law))
    };
    match written {
        None => Some(Backoff::Drawn(Law::ZERO)),
        Some(BackoffFile::Text(text)) => drawn(LawFile::Text(text.clone()), reading),
        Some(BackoffFile::Form(form)) => drawn(LawFile::Form(form.clone()), reading),
        Some(BackoffFile::Exponential(ExponentialFile { base, cap, jitter })) => {
            let mut read = |text: &Option<Duration>, key: &str| {
                let text = text.as_ref().expect("what is left out was filled in");
                reading.literal(&format!("{PATH}.{key}"), quantity::duration(&text.0))
            };
            let (base, cap) = (read(base, "base"), read(cap, "cap"));
            if base.zip(cap).is_some_and(|(base, cap)| cap < base) {
                reading.error(format!("{PATH}.cap"), "is shorter than `base`: no wait would be as long as the first");
            }
            for (span, key) in [(base, "base"), (cap, "cap")] {
                limit(span.map_or(0.0, Span::secs), &format!("{PATH}.{key}"), reading);
            }
            let jitter = match jitter {
                Some(JitterWord::Full) | None => Jitter::Full,
                Some(JitterWord::Equal) => Jitter::Equal,
                Some(JitterWord::None) => Jitter::None,
            };
            Some(Backoff::Exponential { base: base?, cap: cap?, jitter })
        }
    }
}

/// Who waits longer would hardly be seen to try again.
fn limit(secs: f64, path: &str, reading: &mut Reading) {
    if secs > LONGEST_BACKOFF.secs() {
        reading.error(path, format!("is {} s; at most an hour is simulated between two attempts", secs.round()));
    }
}
