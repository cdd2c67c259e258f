//! What is left unsaid of clients: they wait until SageMaker hangs up, nobody tries again, and who does, does it as the
//! AWS SDKs do.

use crate::scenario::file::ScenarioFile;
use crate::scenario::file::clients::{
    BackoffFile, BudgetFile, BudgetForm, ExponentialFile, FailureWord, JitterWord, NoBudget, RetriesFile, RetriesForm,
    RetryMode, RetryModeOrNone,
};
use crate::scenario::reading::Reading;

/// Ref: botocore 1.43, `retries/quota.py`, `retries/standard.py`.
const SDK_BUDGET: [u32; 4] = [500, 5, 10, 1];
/// Ref: botocore 1.43, `retries/standard.py`, `DEFAULT_MAX_ATTEMPTS`; `data/_retry.json`.
const ATTEMPTS: [u32; 2] = [3, 5];
/// Ref: AWS SDKs and Tools reference guide, "Retry behavior"; the legacy mode of botocore has no cap of its own, and its
/// fourth and last wait is at most 8 s.
const CAP: &str = "20s";

/// Fills what is left unsaid of clients.
pub(super) fn fill_clients(file: &mut ScenarioFile, reading: &mut Reading) {
    let clients = file.clients.get_or_insert_default();
    clients.timeout.get_or_insert_with(|| "none".into());
    clients.count.get_or_insert(1);
    let written = clients.retries.take().unwrap_or(RetriesFile::Mode(RetryModeOrNone::None));
    let form = match written {
        RetriesFile::Mode(RetryModeOrNone::None) => {
            clients.retries = Some(written);
            return;
        }
        RetriesFile::Mode(RetryModeOrNone::Standard) => RetriesForm::default(),
        RetriesFile::Mode(RetryModeOrNone::Legacy) => {
            RetriesForm { mode: Some(RetryMode::Legacy), ..RetriesForm::default() }
        }
        RetriesFile::Form(form) => *form,
    };
    if form.after.is_none() {
        let why =
            "after its own time-out and after 5xx; a ModelError (424) is none of those after which the SDKs try again";
        reading.assume("clients.retries.after", "timed_out, failed", why);
    }
    clients.retries = Some(RetriesFile::Form(Box::new(filled(form))));
}

fn filled(form: RetriesForm) -> RetriesForm {
    let is_standard = form.mode != Some(RetryMode::Legacy);
    let backoff = form
        .backoff
        .unwrap_or_else(|| BackoffFile::Exponential(ExponentialFile { base: "1s".into(), cap: None, jitter: None }));
    let backoff = match backoff {
        BackoffFile::Exponential(ExponentialFile { base, cap, jitter }) => BackoffFile::Exponential(ExponentialFile {
            base,
            cap: Some(cap.unwrap_or_else(|| CAP.into())),
            jitter: Some(jitter.unwrap_or(JitterWord::Full)),
        }),
        drawn => drawn,
    };
    let budget = match form.budget {
        Some(BudgetFile::Form(budget)) => BudgetFile::Form(filled_budget(budget)),
        Some(none) => none,
        None if is_standard => BudgetFile::Form(filled_budget(BudgetForm::default())),
        None => BudgetFile::Word(NoBudget::None),
    };
    RetriesForm {
        mode: Some(form.mode.unwrap_or(RetryMode::Standard)),
        attempts: Some(form.attempts.unwrap_or(ATTEMPTS[usize::from(!is_standard)])),
        after: Some(form.after.unwrap_or_else(|| vec![FailureWord::TimedOut, FailureWord::Failed])),
        backoff: Some(backoff),
        persistence: Some(form.persistence.unwrap_or_else(|| "100%".into())),
        budget: Some(budget),
    }
}

fn filled_budget(form: BudgetForm) -> BudgetForm {
    let [capacity, retry_cost, timeout_cost, per_success] = SDK_BUDGET;
    BudgetForm {
        capacity: Some(form.capacity.unwrap_or(capacity)),
        retry_cost: Some(form.retry_cost.unwrap_or(retry_cost)),
        timeout_cost: Some(form.timeout_cost.unwrap_or(timeout_cost)),
        per_success: Some(form.per_success.unwrap_or(per_success)),
    }
}
