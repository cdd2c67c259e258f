//! What does a run look like from one of its variants? The same outcome, with that variant in the endpoint's place.

use super::outcome::RunOutcome;

impl RunOutcome {
    /// Places of the variants; a single one is the endpoint.
    pub fn variants(&self) -> usize {
        self.scopes.len() - 1
    }

    /// The outcome of the variant at `place` alone: its figures stand as the endpoint's, and of the rest there is what
    /// concerns it.
    #[must_use]
    pub fn of_variant(&self, place: usize) -> Self {
        let Some(timeline) = self.variants.get(place) else { return self.clone() };
        let mut whole = self.scopes[place + 1].clone();
        let scope = std::mem::replace(&mut whole.scope, "endpoint".to_owned());
        let mut activities = Vec::new();
        for (number, activity) in self.activities.iter().enumerate() {
            if activity.scope() == scope {
                let moved = whole.reactions.iter_mut().filter(|reaction| reaction.number == number);
                moved.for_each(|reaction| reaction.number = activities.len());
                activities.push(activity.clone());
            }
        }
        let concerns = |of: &str| of == scope || of == "endpoint";
        Self {
            run: self.run,
            scopes: vec![whole],
            timeline: timeline.clone(),
            variants: Vec::new(),
            activities,
            transitions: self.transitions.iter().filter(|change| concerns(&change.scope)).cloned().collect(),
            decisions: self.decisions.iter().filter(|stretch| concerns(&stretch.scope)).cloned().collect(),
            cooldowns: self.cooldowns.iter().filter(|span| concerns(&span.scope)).cloned().collect(),
        }
    }
}
