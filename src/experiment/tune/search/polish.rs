//! Is there a better neighbour? A pattern search on the lattice, on the days of the policy that is to be beaten; then a
//! way back: whatever can be left as it stands today is.

use super::{Bench, Search};

/// The first step of a knob, as a share of its settings.
const FIRST_STEP: f64 = 0.15;
/// Days on which neighbours are compared at first.
const LEAST_DAYS: usize = 12;
/// Days up to which they are doubled when no neighbour is better.
const MOST_DAYS: usize = 48;
/// Days on which a policy closer to today's is held against the best.
const SIMPLIFY_DAYS: usize = 12;
/// What a policy closer to today's may cost more, as a share.
const INDIFFERENT: f64 = 0.002;

/// How far neighbours are, and on which days they are compared.
struct Pattern {
    aim: usize,
    days: usize,
    /// Steps of each knob.
    strides: Vec<usize>,
    /// Whether a knob has moved anything since the days were doubled.
    moves_it: Vec<bool>,
}

impl<B: Bench> Search<'_, B> {
    /// The best place that is found for an aim before the runs are spent.
    pub(super) fn polish(&mut self, aim: usize, until: usize) -> Result<usize, B::Stop> {
        let ranked = self.ranked(self.seen.clone(), aim);
        let on_lattice = |place: &usize| self.bench.settings(*place).is_some();
        let Some(mut best) = ranked.into_iter().find(on_lattice) else { return Ok(0) };
        let lengths = self.question.lengths.clone();
        let first = |length: &usize| ((*length as f64 * FIRST_STEP).ceil() as usize).max(1);
        let mut pattern = Pattern {
            aim,
            days: LEAST_DAYS,
            strides: lengths.iter().map(first).collect(),
            moves_it: vec![true; lengths.len()],
        };
        while self.bench.spent() < until {
            let (next, moved) = self.round(best, &mut pattern, until)?;
            best = next;
            if moved {
                continue;
            }
            if pattern.strides.iter().any(|stride| *stride > 1) {
                pattern.strides.iter_mut().for_each(|stride| *stride = (*stride / 2).max(1));
            } else if pattern.days < MOST_DAYS {
                pattern.days *= 2;
                pattern.moves_it = vec![true; lengths.len()];
            } else {
                break;
            }
        }
        Ok(best)
    }

    /// Every knob once, then pairs of knobs, one up and one down: along the edge of what a limit allows single knobs do
    /// not get on. Whoever is better becomes the one to beat at once. Knobs that moved nothing are left out from then on.
    fn round(&mut self, mut best: usize, pattern: &mut Pattern, until: usize) -> Result<(usize, bool), B::Stop> {
        let turned: Vec<usize> = (0..pattern.strides.len()).filter(|knob| pattern.moves_it[*knob]).collect();
        let mut moved = false;
        for knob in &turned {
            if self.bench.spent() >= until {
                return Ok((best, moved));
            }
            let both = [1, -1].map(|sign| self.moved(best, &[(*knob, sign)], &pattern.strides));
            let rivals: Vec<usize> = both.into_iter().flatten().collect();
            let better = self.beaten_by(best, &rivals, (pattern.aim, pattern.days), "polish", 1.0)?;
            let total = |place: usize| self.score_on(place, pattern.aim, pattern.days).total;
            pattern.moves_it[*knob] = rivals.iter().any(|rival| total(*rival) != total(best));
            if let Some(better) = better {
                (best, moved) = (better, true);
            }
        }
        let moving = |knob: &&usize| pattern.moves_it[**knob];
        let pairs = turned.iter().filter(moving).flat_map(|a| turned.iter().filter(moving).map(move |b| (*a, *b)));
        for (up, down) in pairs.filter(|(a, b)| a != b) {
            if moved || self.bench.spent() >= until {
                break;
            }
            let rival = self.moved(best, &[(up, 1), (down, -1)], &pattern.strides);
            let rivals: Vec<usize> = rival.into_iter().collect();
            if let Some(better) = self.beaten_by(best, &rivals, (pattern.aim, pattern.days), "polish", 1.0)? {
                (best, moved) = (better, true);
            }
        }
        Ok((best, moved))
    }

    /// The place so many strides away, cut at the ends of the knobs; `None` if that is the same or makes no sense.
    fn moved(&mut self, place: usize, steps: &[(usize, isize)], strides: &[usize]) -> Option<usize> {
        let from = self.bench.settings(place)?;
        let mut to = from.clone();
        for (knob, sign) in steps {
            let last = self.question.lengths[*knob] as isize - 1;
            to[*knob] = (from[*knob] as isize + sign * strides[*knob] as isize).clamp(0, last) as usize;
        }
        if to == from { None } else { self.bench.place(&to) }
    }

    /// The best of the rivals, if on the same days it does at most `share` of what `best` does.
    fn beaten_by(
        &mut self,
        best: usize,
        rivals: &[usize],
        (aim, days): (usize, usize),
        stage: &'static str,
        share: f64,
    ) -> Result<Option<usize>, B::Stop> {
        if rivals.is_empty() {
            return Ok(None);
        }
        let wanted: Vec<(usize, usize)> = rivals.iter().chain([&best, &0]).map(|place| (*place, days)).collect();
        self.see(&wanted)?;
        let total = |place: usize| self.score_on(place, aim, days).total;
        let to_beat = total(best);
        let first = rivals.iter().copied().reduce(|a, b| if total(b) < total(a) { b } else { a });
        let better = first.filter(|rival| total(*rival) < to_beat * share);
        for rival in rivals {
            self.log(stage, aim, *rival, better == Some(*rival));
        }
        Ok(better)
    }

    /// Settings back to today's, many knobs at once where that costs next to nothing, else by halves: fewer changes to
    /// explain, and knobs that do nothing keep their value.
    pub(super) fn simplify(&mut self, aim: usize, mut best: usize) -> Result<usize, B::Stop> {
        let (Some(today), Some(own)) = (self.bench.settings(0), self.bench.settings(best)) else { return Ok(best) };
        let changed: Vec<usize> = (0..today.len()).filter(|knob| own[*knob] != today[*knob]).collect();
        let mut sets: Vec<Vec<usize>> = if changed.is_empty() { Vec::new() } else { vec![changed] };
        while let Some(set) = sets.pop() {
            let mut settings = self.bench.settings(best).expect("what is simplified lies on the lattice");
            set.iter().for_each(|knob| settings[*knob] = today[*knob]);
            let rivals: Vec<usize> = self.bench.place(&settings).into_iter().collect();
            match self.beaten_by(best, &rivals, (aim, SIMPLIFY_DAYS), "simplify", 1.0 + INDIFFERENT)? {
                Some(simpler) => best = simpler,
                None if set.len() > 1 => {
                    let (first, second) = set.split_at(set.len() / 2);
                    sets.extend([second.to_vec(), first.to_vec()]);
                }
                None => {}
            }
        }
        Ok(best)
    }
}
