//! What may a search turn, and to which settings?

use crate::problem::Problems;
use crate::scenario::Scenario;
use crate::scenario::edit::Edit;
use crate::scenario::grid;
use crate::scenario::tree::Node;

/// A knob with its settings in an order in which neighbours are alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Knob {
    /// What a reader calls it: `keep-busy.TargetValue`, `lead of before-sale`.
    pub name: String,
    /// At least one.
    pub settings: Vec<Setting>,
    /// The place of the setting that the scenario has.
    pub current: usize,
}

/// One setting of a knob.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// As it would be written: `450`, `15 min earlier`.
    pub label: String,
    /// Full path and value; none for the scenario as it stands.
    pub edits: Vec<(String, String)>,
}

impl Knob {
    /// A knob of a single key; the scenario's own value joins `values` where it is not among them, in its place if all
    /// are numbers.
    pub(super) fn of_key(name: &str, path: &str, current: &str, values: &[String]) -> Self {
        let number = |text: &str| text.parse::<f64>().ok();
        let same = |a: &str, b: &str| a == b || (number(a).is_some() && number(a) == number(b));
        let mut labels: Vec<String> = Vec::new();
        for value in values {
            if !labels.iter().any(|known| same(known, value)) {
                labels.push(value.clone());
            }
        }
        let current = labels.iter().position(|label| same(label, current)).unwrap_or_else(|| {
            let place = number(current).filter(|_| labels.iter().all(|label| number(label).is_some()));
            let place = place
                .map_or(0, |own| labels.iter().filter(|label| number(label).is_some_and(|other| other < own)).count());
            labels.insert(place, current.to_owned());
            place
        });
        let setting = |(at, label): (usize, String)| {
            let edits = if at == current { Vec::new() } else { vec![(path.to_owned(), label.clone())] };
            Setting { label, edits }
        };
        Self { name: name.to_owned(), settings: labels.into_iter().enumerate().map(setting).collect(), current }
    }
}

/// Knobs of `-p` or of `tune:`, in their order.
///
/// # Errors
/// Paths that mean nothing here.
pub fn asked_for(base: &Scenario, knobs: &[grid::Knob]) -> Result<Vec<Knob>, Problems> {
    let paths = base.full_paths(knobs.iter().map(|knob| knob.path.as_str()))?;
    let knob = |(knob, path): (&grid::Knob, String)| {
        let current = base.tree().get(&path).and_then(Node::text).unwrap_or("as it stands");
        Knob::of_key(&knob.path, &path, current, &knob.values)
    };
    Ok(knobs.iter().zip(paths).map(knob).collect())
}

/// The edits of settings, one of each knob.
pub(super) fn edits(knobs: &[Knob], settings: &[usize]) -> Vec<Edit> {
    let chosen = knobs.iter().zip(settings).flat_map(|(knob, at)| &knob.settings[*at].edits);
    chosen.map(|(path, value)| Edit::new("tune", path, value)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_the_scenario_is_always_a_setting_and_changes_nothing() {
        let values = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>();
        let labels = |knob: &Knob| knob.settings.iter().map(|setting| setting.label.clone()).collect::<Vec<_>>();
        let knob = Knob::of_key("k", "a.k", "600.0", &values(&["300", "600", "900", "300"]));
        assert_eq!((labels(&knob), knob.current), (values(&["300", "600", "900"]), 1));
        assert!(knob.settings[1].edits.is_empty());
        assert_eq!(knob.settings[2].edits, [("a.k".to_owned(), "900".to_owned())]);
        let between = Knob::of_key("k", "a.k", "700", &values(&["300", "900"]));
        assert_eq!((labels(&between), between.current), (values(&["300", "700", "900"]), 1));
        let words = Knob::of_key("k", "a.k", "window", &values(&["newest", "count"]));
        assert_eq!((labels(&words), words.current), (values(&["window", "newest", "count"]), 0));
    }
}
