//! Do clients make more load than they have requests?

use super::Lint;
use super::found::{Found, short};
use super::view::View;
use crate::problem::Severity;
use crate::quantity;
use crate::scenario::file::clients::{BudgetFile, RetriesFile, RetryMode, RetryModeOrNone};

pub(super) const LINTS: &[Lint] = &[
    Lint {
        code: "DS063",
        title: "clients that try again without a budget",
        severity: Severity::Info,
        explanation: "Where every failure brings another attempt, an overload feeds itself: five attempts of each request are \
            five times the load, which fails again. The endpoint may then stay overloaded long after what set it off has gone, \
            although its instances could take the requests alone. A budget ends that: a bucket of tokens, from which a retry \
            takes some and to which an answer gives some back, as the standard mode of the AWS SDKs has it.",
        reference: "AWS SDKs and Tools reference guide, \"Retry behavior\"",
        look: unlimited,
    },
    Lint {
        code: "DS064",
        title: "clients that give up before a quiet instance has answered",
        severity: Severity::Warning,
        explanation: "With a time-out below the 99th percentile of the service time, one attempt in a hundred and more is given \
            up although nobody waits in any queue. The container works on for nobody, and a client that tries again makes it do \
            the work twice. A client's time-out belongs well above the slowest answers that are worth waiting for.",
        reference: "Scenario keys `clients.timeout` and `models.NAME.service_time`",
        look: hasty,
    },
];

fn unlimited(view: &View, found: &mut Found) {
    let Some(retries) = view.file.clients.as_ref().and_then(|clients| clients.retries.as_ref()) else { return };
    let (attempts, has_budget) = match retries {
        RetriesFile::Mode(RetryModeOrNone::Legacy) => (None, false),
        RetriesFile::Mode(_) => return,
        RetriesFile::Form(form) => {
            let has_budget = match form.budget {
                Some(BudgetFile::Form(_)) => true,
                Some(BudgetFile::Word(_)) => false,
                None => form.mode != Some(RetryMode::Legacy),
            };
            (form.attempts, has_budget)
        }
    };
    if has_budget || attempts == Some(1) {
        return;
    }
    let times = attempts.map_or("several times".to_owned(), |attempts| format!("{attempts} times"));
    found
        .at("clients.retries", format!("tries each request up to {times}, and nothing keeps that in check"))
        .why("an overload may feed itself, and outlast what set it off")
        .fix("retries: standard");
}

fn hasty(view: &View, found: &mut Found) {
    let Some(written) = view.file.clients.as_ref().and_then(|clients| clients.timeout.as_ref()) else { return };
    let Ok(timeout) = quantity::duration(&written.0) else { return };
    let Some(setup) = view.setup else { return };
    let slowest = setup.variants.iter().map(|variant| variant.service.need.quantile_secs(0.99));
    let Some(slowest) = slowest.filter(|secs| *secs > timeout.secs()).reduce(f64::max) else { return };
    found
        .at(
            "clients.timeout",
            format!("is {}, and one answer in a hundred takes {} s to make", written.0, short(slowest)),
        )
        .why("these are given up even where nobody waits")
        .fix(format!("timeout: {}s", (4.0 * slowest).ceil()));
}
