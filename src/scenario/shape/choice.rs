//! Which of several alternatives is meant: by type, by a word that tells them apart, or by the keys that are there.

use super::schema::Schema;
use super::words::{any_of, found, plain, short};
use super::{GUESSED, Pass, Spot};
use crate::problem::Problems;
use crate::scenario::tree::{Entry, Kind, Style, child_path, is_nothing};
use serde_json::Value;

impl<'t> Pass<'t, '_> {
    /// A value of which the schema allows several forms.
    pub(super) fn choice(&mut self, spot: &Spot<'t>, schema: Schema<'_>) -> Value {
        let all = schema.alternatives();
        let fitting: Vec<Schema<'_>> = all.iter().copied().filter(|branch| fits(spot, *branch)).collect();
        match (fitting.as_slice(), &spot.node.kind) {
            ([], _) => {
                self.error(spot, format!("found {}, wanted {}", found(spot.node), any_of(&all)));
                Value::Null
            }
            ([only], _) if only.words().is_none() => self.value(spot, *only),
            (several, Kind::Map(entries)) => match self.choose(spot, entries, several, &[]) {
                Some(branch) => self.value(spot, branch),
                None => Value::Null,
            },
            (several, _) => self.first_clean(spot, several),
        }
    }

    /// The first branch that takes the value without a word; else the words of the one that was most likely meant.
    fn first_clean(&mut self, spot: &Spot<'t>, branches: &[Schema<'_>]) -> Value {
        let mut tries = Vec::new();
        for branch in branches {
            let (value, problems) = self.attempt(spot, *branch);
            if problems.is_empty_of_errors() {
                return value;
            }
            tries.push((*branch, value, problems));
        }
        let Kind::Scalar { text, style } = &spot.node.kind else {
            let (_, value, problems) = tries.swap_remove(0);
            self.problems.extend(problems);
            return value;
        };
        let words: Vec<(String, Option<&str>)> = branches
            .iter()
            .flat_map(|branch| branch.words().into_iter().flatten().map(|word| (plain(word), branch.not_yet())))
            .collect();
        let known_word = words.iter().any(|(word, _)| word == &**text);
        if known_word || branches.iter().all(|branch| branch.words().is_some()) {
            return self.word(spot, (text, *style), &words);
        }
        let number =
            *style == Style::Plain && text.trim_start_matches('-').starts_with(|first: char| first.is_ascii_digit());
        let numeric = |branch: &Schema<'_>| branch.allows("integer") || branch.allows("number");
        let slip = self.meant(text, words.iter().map(|(word, _)| word.as_str()));
        let likely = tries.iter().position(|(branch, _, _)| number && numeric(branch));
        let formats: Vec<usize> = (0..tries.len())
            .filter(|&index| tries[index].0.text("format").is_some() && !numeric(&tries[index].0))
            .collect();
        let likely = likely.or(formats.first().copied().filter(|_| formats.len() == 1 && slip.is_none()));
        if let Some(index) = likely {
            let (_, value, problems) = tries.swap_remove(index);
            self.problems.extend(problems);
            return value;
        }
        let problem = self.error(spot, format!("found {}, wanted {}", found(spot.node), any_of(branches)));
        if let Some(slip) = slip {
            problem.hint(format!("did you mean `{slip}`?"));
        }
        Value::Null
    }

    /// The branch that a map means; what is wrong with the choice is said. `own` are keys that go with every branch.
    pub(super) fn choose<'s>(
        &mut self,
        spot: &Spot<'t>,
        entries: &'t [Entry],
        branches: &[Schema<'s>],
        own: &[&str],
    ) -> Option<Schema<'s>> {
        if let [only] = branches {
            return Some(*only);
        }
        if let Some(key) = telling_key(branches) {
            return self.by_word(spot, entries, branches, key);
        }
        let required: Vec<Vec<&str>> = branches.iter().map(|branch| branch.required().collect()).collect();
        if required.iter().all(|keys| keys.len() == 1) {
            let names: Vec<&str> = required.iter().flatten().copied().collect();
            return self.by_kind(spot, entries, branches, &names, own);
        }
        Some(self.by_keys(spot, entries, branches, own))
    }

    /// All branches have a key whose word tells them apart.
    fn by_word<'s>(
        &mut self,
        spot: &Spot<'t>,
        entries: &'t [Entry],
        branches: &[Schema<'s>],
        key: &str,
    ) -> Option<Schema<'s>> {
        let Some(entry) = entries.iter().find(|entry| entry.key == key) else {
            self.missing(spot, key);
            return None;
        };
        let word_of = |branch: &Schema<'_>| {
            branch.property(key).and_then(Schema::words).and_then(|words| words.first().map(|word| plain(word)))
        };
        let text = entry.value.text().unwrap_or_default();
        let meant = branches.iter().find(|branch| word_of(branch).as_deref() == Some(text));
        if meant.is_none() {
            let below = Spot { node: &entry.value, key_at: Some(entry.key_at), path: child_path(&spot.path, key) };
            let words: Vec<(String, Option<&str>)> =
                branches.iter().filter_map(word_of).map(|word| (word, None)).collect();
            self.word(&below, (text, Style::Plain), &words);
        }
        meant.copied()
    }

    /// Each branch is named by the one key that it requires.
    fn by_kind<'s>(
        &mut self,
        spot: &Spot<'t>,
        entries: &'t [Entry],
        branches: &[Schema<'s>],
        names: &[&str],
        own: &[&str],
    ) -> Option<Schema<'s>> {
        let unknown =
            entries.iter().filter(|entry| !names.contains(&entry.key.as_str()) && !own.contains(&entry.key.as_str()));
        let none = entries.iter().all(|entry| !names.contains(&entry.key.as_str()));
        let slip =
            unknown.take(GUESSED).find_map(|entry| Some((entry, self.meant(&entry.key, names.iter().copied())?)));
        if let (true, Some((entry, meant))) = (none, slip) {
            let message = format!("unknown key `{}`", short(&entry.key));
            self.wrong_key(spot, entry, message, Some(format!("did you mean `{meant}`?")));
            return None;
        }
        if !self.exactly_one(spot, entries, names) {
            return None;
        }
        let index = names.iter().position(|name| entries.iter().any(|entry| entry.key == *name))?;
        branches.get(index).copied()
    }

    /// The branch that most of the keys belong to; a key of another branch does not go with them.
    fn by_keys<'s>(
        &mut self,
        spot: &Spot<'t>,
        entries: &'t [Entry],
        branches: &[Schema<'s>],
        own: &[&str],
    ) -> Schema<'s> {
        let there = |key: &str| entries.iter().any(|entry| entry.key == key);
        let score = |branch: &Schema<'_>| {
            let required = branch.required().filter(|key| there(key)).count();
            let missing = branch.required().count() - required;
            let known = entries.iter().filter(|entry| branch.property(&entry.key).is_some()).count();
            (known, required, usize::MAX - missing)
        };
        let mut best = branches[0];
        for branch in &branches[1..] {
            if score(branch) > score(&best) {
                best = *branch;
            }
        }
        for entry in entries {
            let strange = best.property(&entry.key).is_none() && !own.contains(&entry.key.as_str());
            let elsewhere = branches.iter().any(|branch| branch.property(&entry.key).is_some());
            if strange && elsewhere {
                let first = entries.iter().find(|other| best.required().any(|key| key == other.key));
                let with = first.map_or_else(|| "these keys".to_owned(), |other| format!("`{}`", other.key));
                let hint = branches.iter().map(together).collect::<Vec<_>>().join(" or ");
                self.wrong_key(
                    spot,
                    entry,
                    format!("`{}` does not go with {with}", entry.key),
                    Some(format!("wanted {hint}")),
                );
            }
        }
        best
    }

    /// What a value is by a schema, and what would be wrong with it.
    pub(super) fn attempt(&mut self, spot: &Spot<'t>, schema: Schema<'_>) -> (Value, Problems) {
        let mut problems = Problems::new();
        let value = Pass::new(self.tree, &mut problems).value(spot, schema);
        (value, problems)
    }
}

/// Whether a branch is of the value's kind at all.
fn fits(spot: &Spot<'_>, branch: Schema<'_>) -> bool {
    let types = branch.types();
    let any = types.is_empty() && branch.words().is_none();
    match &spot.node.kind {
        Kind::List(_) => any || types.contains(&"array"),
        Kind::Map(_) => any || types.contains(&"object"),
        Kind::Scalar { text, style: Style::Plain } if is_nothing(text) => any || types.contains(&"null"),
        Kind::Scalar { .. } => {
            any || branch.words().is_some() || types.iter().any(|kind| !matches!(*kind, "array" | "object" | "null"))
        }
    }
}

/// A key that every branch fixes to a word of its own.
fn telling_key<'s>(branches: &[Schema<'s>]) -> Option<&'s str> {
    let fixed = |branch: &Schema<'s>, key: &str| {
        branch.property(key).and_then(Schema::words).is_some_and(|words| words.len() == 1)
    };
    let first = branches.first()?;
    first.properties().map(|(key, _)| key).find(|key| branches.iter().all(|branch| fixed(branch, key)))
}

/// `{mean, cv, family}`.
fn together(branch: &Schema<'_>) -> String {
    format!("{{{}}}", branch.properties().map(|(key, _)| key).collect::<Vec<_>>().join(", "))
}
