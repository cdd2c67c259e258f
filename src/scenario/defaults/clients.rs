//! What is left unsaid of clients: they wait until SageMaker hangs up, nobody tries again, and who does, does it as the
//! AWS SDKs do.

use crate::scenario::file::ScenarioFile;
use crate::scenario::file::clients::{
    BackoffFile, BudgetFile, BudgetForm, ExponentialFile, FailureWord, JitterWord, NoBudget, RetriesFile, RetriesForm,
    RetryMode, RetryModeOrNone,
};
use crate::scenario::reading::Reading;

/// What a retry mode of the SDKs stands for.
struct Mode {
    attempts: u32,
    base: &'static str,
    /// Capacity of a bucket, what a retry takes, what one after a time-out takes, what an answer puts back.
    budget: Option<[u32; 4]>,
}

/// Ref: botocore 1.43, `retries/quota.py`, `retries/standard.py`; of 2026: the same under `NEW_RETRIES_ENABLED`, for
/// errors that are no throttling; legacy: `data/_retry.json`.
fn mode_of(word: RetryMode) -> Mode {
    match word {
        RetryMode::Standard => Mode { attempts: 3, base: "1s", budget: Some([500, 5, 10, 1]) },
        RetryMode::Standard2026 => Mode { attempts: 3, base: "50ms", budget: Some([500, 14, 14, 1]) },
        RetryMode::Legacy => Mode { attempts: 5, base: "1s", budget: None },
    }
}

/// Ref: AWS SDKs and Tools reference guide, "Retry behavior"; the legacy mode of botocore has no cap of its own, and its
/// fourth and last wait is at most 8 s.
const CAP: &str = "20s";

/// Fills what is left unsaid of clients.
pub(super) fn fill_clients(file: &mut ScenarioFile, reading: &mut Reading) {
    let clients = file.clients.get_or_insert_default();
    clients.timeout.get_or_insert_with(|| "none".into());
    let count = clients.count.replace(clients.count.unwrap_or(1));
    let written = clients.retries.take().unwrap_or(RetriesFile::Mode(RetryModeOrNone::None));
    let form = match written {
        RetriesFile::Mode(RetryModeOrNone::None) => {
            clients.retries = Some(written);
            return;
        }
        RetriesFile::Mode(RetryModeOrNone::Standard) => of_mode(RetryMode::Standard),
        RetriesFile::Mode(RetryModeOrNone::Standard2026) => of_mode(RetryMode::Standard2026),
        RetriesFile::Mode(RetryModeOrNone::Legacy) => of_mode(RetryMode::Legacy),
        RetriesFile::Form(form) => *form,
    };
    if form.after.is_none() {
        let why =
            "after its own time-out and after 5xx; a ModelError (424) is none of those after which the SDKs try again";
        reading.assume("clients.retries.after", "timed_out, failed", why);
    }
    let form = filled(form);
    if count.is_none() && matches!(form.budget, Some(BudgetFile::Form(_))) {
        reading.assume(
            "clients.count",
            "1",
            "one SDK client; of many each has a budget of its own, and may try again more often",
        );
    }
    clients.retries = Some(RetriesFile::Form(Box::new(form)));
}

fn of_mode(mode: RetryMode) -> RetriesForm {
    RetriesForm { mode: Some(mode), ..RetriesForm::default() }
}

fn filled(form: RetriesForm) -> RetriesForm {
    let word = form.mode.unwrap_or(RetryMode::Standard);
    let mode = mode_of(word);
    let backoff = match form.backoff.unwrap_or_else(|| BackoffFile::Exponential(ExponentialFile::default())) {
        BackoffFile::Exponential(ExponentialFile { base, cap, jitter }) => BackoffFile::Exponential(ExponentialFile {
            base: Some(base.unwrap_or_else(|| mode.base.into())),
            cap: Some(cap.unwrap_or_else(|| CAP.into())),
            jitter: Some(jitter.unwrap_or(JitterWord::Full)),
        }),
        drawn => drawn,
    };
    let budget = match form.budget {
        Some(BudgetFile::Form(budget)) => BudgetFile::Form(filled_budget(budget, &mode)),
        Some(none) => none,
        None if mode.budget.is_some() => BudgetFile::Form(filled_budget(BudgetForm::default(), &mode)),
        None => BudgetFile::Word(NoBudget::None),
    };
    RetriesForm {
        mode: Some(word),
        attempts: Some(form.attempts.unwrap_or(mode.attempts)),
        after: Some(form.after.unwrap_or_else(|| vec![FailureWord::TimedOut, FailureWord::Failed])),
        backoff: Some(backoff),
        persistence: Some(form.persistence.unwrap_or_else(|| "100%".into())),
        budget: Some(budget),
    }
}

fn filled_budget(form: BudgetForm, mode: &Mode) -> BudgetForm {
    // Who adds a budget to a mode without one begins with that of the standard mode.
    let standard = || mode_of(RetryMode::Standard).budget.unwrap_or_default();
    let [capacity, retry_cost, timeout_cost, per_success] = mode.budget.unwrap_or_else(standard);
    BudgetForm {
        capacity: Some(form.capacity.unwrap_or(capacity)),
        retry_cost: Some(form.retry_cost.unwrap_or(retry_cost)),
        timeout_cost: Some(form.timeout_cost.unwrap_or(timeout_cost)),
        per_success: Some(form.per_success.unwrap_or(per_success)),
    }
}
