//! How long something takes: a written length of time or distribution becomes a law.

use crate::engine::Law;
use crate::engine::law::Family as Engine;
use crate::quantity;
use crate::scenario::file::laws::{Family, LawFile, LawForm, PatienceFile, ServiceTimeFile, ServiceTimeForm};
use crate::scenario::file::written::Duration;
use crate::scenario::reading::Reading;

/// A length of time or a distribution of one.
pub(super) fn law(file: &LawFile, path: &str, reading: &mut Reading) -> Option<Law> {
    match file {
        LawFile::Text(text) => reading.literal(path, quantity::law(&text.0)),
        LawFile::Form(form) => law_of_form(form, path, reading),
    }
}

/// The same, or `none`.
#[expect(clippy::option_option, reason = "`none` is a value, and so is a mistake")]
pub(super) fn patience(file: &PatienceFile, path: &str, reading: &mut Reading) -> Option<Option<Law>> {
    match file {
        PatienceFile::Text(text) if text.0 == "none" => Some(None),
        PatienceFile::Text(text) => reading.literal(path, quantity::law(&text.0)).map(Some),
        PatienceFile::Form(form) => law_of_form(form, path, reading).map(Some),
    }
}

/// The time in a slot.
pub(super) fn service_time(file: &ServiceTimeFile, path: &str, reading: &mut Reading) -> Option<Law> {
    match file {
        ServiceTimeFile::Text(text) => reading.literal(path, quantity::law(&text.0)),
        ServiceTimeFile::Form(form) => {
            let ServiceTimeForm { mean, cv, p50, p99, family, quantiles, .. } = form.as_ref().clone();
            if form.by_concurrency.is_some() || form.usl.is_some() || form.batch.is_some() || form.tokens.is_some() {
                // Refused as not modelled yet by the schema.
                return None;
            }
            law_of_form(&LawForm { mean, cv, p50, p99, family, quantiles }, path, reading)
        }
    }
}

fn law_of_form(form: &LawForm, path: &str, reading: &mut Reading) -> Option<Law> {
    let family = form.family.unwrap_or(Family::Lognormal);
    match (&form.mean, form.cv, &form.p50, &form.p99, &form.quantiles) {
        (Some(mean), cv, None, None, None) => by_mean(mean, cv, form.family, path, reading),
        (None, None, Some(p50), Some(p99), None) => by_percentiles(p50, p99, family, path, reading),
        (None, None, None, None, Some(name)) => {
            if form.family.is_some() {
                reading.error(
                    format!("{path}.family"),
                    "a table of quantiles is a distribution by itself; leave `family` out",
                );
            }
            super::profile::quantiles(name, &format!("{path}.quantiles"), reading)
        }
        (None, Some(_), None, None, None) => wrong(path, "has cv without mean", reading),
        (None, None, None, None, None) => wrong(path, "says nothing", reading),
        (None, None, Some(_), None, None) => wrong(path, "has p50 without p99", reading),
        (None, None, None, Some(_), None) => wrong(path, "has p99 without p50", reading),
        _ => wrong(path, "mixes figures that do not go together", reading),
    }
}

fn wrong(path: &str, what: &str, reading: &mut Reading) -> Option<Law> {
    reading
        .error(path, format!("{what}; a distribution is given by mean and cv, by p50 and p99, or by quantiles: FILE"));
    None
}

/// Each family's rule on its figures is said in the words of the file before the fit is asked.
fn by_mean(mean: &Duration, cv: Option<f64>, family: Option<Family>, path: &str, reading: &mut Reading) -> Option<Law> {
    let at_mean = format!("{path}.mean");
    let mean_secs = reading.literal(&at_mean, quantity::duration(&mean.0))?.secs();
    let family = family.unwrap_or(Family::Lognormal);
    let at_cv = format!("{path}.cv");
    let cv = match (family, cv) {
        (Family::Exponential | Family::Deterministic, Some(_)) => {
            reading.error(at_cv, format!("{} is given by its mean alone; leave `cv` out", name(family)));
            return None;
        }
        (Family::Exponential, None) => 1.0,
        (Family::Deterministic, None) => 0.0,
        (_, None) => {
            reading.error(
                path,
                format!("{} by its mean needs `cv` too (or family: exponential, family: deterministic)", name(family)),
            );
            return None;
        }
        (Family::Hyperexponential, Some(cv)) if cv <= 1.0 => {
            reading.error(at_cv, format!("is {cv}; hyperexponential needs a cv above 1 (gamma takes any)"));
            return None;
        }
        (_, Some(cv)) => cv,
    };
    fitted(Law::from_mean_cv(engine(family), mean_secs, cv), path, reading)
}

fn by_percentiles(p50: &Duration, p99: &Duration, family: Family, path: &str, reading: &mut Reading) -> Option<Law> {
    let (at_p50, at_p99) = (format!("{path}.p50"), format!("{path}.p99"));
    let median = reading.literal(&at_p50, quantity::duration(&p50.0));
    let high = reading.literal(&at_p99, quantity::duration(&p99.0));
    if let Family::Hyperexponential | Family::Exponential | Family::Deterministic = family {
        let wanted = if family == Family::Hyperexponential { "its mean and cv" } else { "its mean alone" };
        reading.error(format!("{path}.family"), format!("{} is given by {wanted}, not by p50 and p99", name(family)));
        return None;
    }
    let (median, high) = (median?, high?);
    if median.is_zero() || high <= median {
        reading.error(at_p99, format!("p99 is {} and p50 {}; p99 lies above p50, and p50 above 0", p99.0, p50.0));
        return None;
    }
    fitted(Law::from_p50_p99(engine(family), median.secs(), high.secs()), path, reading)
}

fn fitted(fit: Result<Law, crate::engine::law::Unfit>, path: &str, reading: &mut Reading) -> Option<Law> {
    match fit {
        Ok(law) => Some(law),
        Err(why) => {
            reading.error(path, why.to_string());
            None
        }
    }
}

fn name(family: Family) -> &'static str {
    match family {
        Family::Lognormal => "lognormal",
        Family::Gamma => "gamma",
        Family::Weibull => "weibull",
        Family::Hyperexponential => "hyperexponential",
        Family::Exponential => "exponential",
        Family::Deterministic => "deterministic",
    }
}

fn engine(family: Family) -> Engine {
    match family {
        Family::Lognormal => Engine::Lognormal,
        Family::Gamma => Engine::Gamma,
        Family::Weibull => Engine::Weibull,
        Family::Hyperexponential => Engine::Hyperexponential,
        Family::Exponential => Engine::Exponential,
        Family::Deterministic => Engine::Deterministic,
    }
}
