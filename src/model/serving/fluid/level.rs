//! How does a backlog move while the arrival rate changes evenly? Exactly, one stretch after another: the level is a
//! parabola, and every moment at which something changes is a root of a quadratic.

/// An arrival rate that changes evenly.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Inflow {
    /// At the begin [1/s].
    pub(super) per_sec: f64,
    /// [1/s²]
    pub(super) slope: f64,
}

impl Inflow {
    fn after(self, secs: f64) -> Self {
        Self { per_sec: self.per_sec + self.slope * secs, ..self }
    }

    /// Requests in the first `secs`.
    fn requests(self, secs: f64) -> f64 {
        ((self.per_sec + 0.5 * self.slope * secs) * secs).max(0.0)
    }
}

/// What stands against the inflow.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pool {
    /// Served at most [1/s].
    pub(super) per_sec: f64,
    /// The level that the backlog does not exceed.
    pub(super) room: f64,
    /// Levels at which something else changes: no stretch goes across one.
    pub(super) marks: [f64; 2],
}

/// A stretch of time in which the backlog is empty, is full, or moves one way between two marks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stretch {
    /// Its length [s].
    pub(super) secs: f64,
    /// Arrival rates at its begin and its end [1/s].
    pub(super) rates: (f64, f64),
    /// Requests that arrived.
    pub(super) arrived: f64,
    /// Of these, turned away because the backlog was full.
    pub(super) excess: f64,
    /// Requests whose service began.
    pub(super) served: f64,
    /// The backlog at its begin and its end.
    pub(super) levels: (f64, f64),
    /// Integral of the backlog [request-s].
    pub(super) queued_secs: f64,
}

impl Pool {
    /// Calls `each` with every stretch of the next `secs` and gives the level at their end.
    pub(super) fn follow(&self, level: f64, inflow: Inflow, secs: f64, each: &mut impl FnMut(&Stretch)) -> f64 {
        let crossing = (self.per_sec - inflow.per_sec) / inflow.slope;
        if crossing > 0.0 && crossing < secs {
            let level = self.one_way(level, inflow, crossing, each);
            self.one_way(level, inflow.after(crossing), secs - crossing, each)
        } else {
            self.one_way(level, inflow, secs, each)
        }
    }

    /// The inflow stays above what is served, or below.
    fn one_way(&self, mut level: f64, inflow: Inflow, secs: f64, each: &mut impl FnMut(&Stretch)) -> f64 {
        let rises = inflow.after(0.5 * secs).per_sec > self.per_sec;
        let mut at = 0.0;
        while at < secs {
            let (inflow, left) = (inflow.after(at), secs - at);
            let stretch = if rises && level >= self.room || !rises && level <= 0.0 {
                self.still(level, inflow, left)
            } else {
                self.moving(level, inflow, left, self.next_mark(level, rises))
            };
            each(&stretch);
            (level, at) = (stretch.levels.1, at + stretch.secs);
            if stretch.secs >= left {
                break;
            }
        }
        level
    }

    /// The next level at which something changes.
    fn next_mark(&self, level: f64, rises: bool) -> f64 {
        let marks = self.marks.into_iter().chain([if rises { self.room } else { 0.0 }]);
        if rises {
            marks.filter(|mark| *mark > level).fold(f64::INFINITY, f64::min)
        } else {
            marks.filter(|mark| *mark < level).fold(0.0, f64::max)
        }
    }

    /// Empty, and all that arrives is served; or full, and what is too much is turned away.
    fn still(&self, level: f64, inflow: Inflow, secs: f64) -> Stretch {
        let arrived = inflow.requests(secs);
        let served = arrived.min(self.per_sec * secs);
        Stretch {
            secs,
            rates: (inflow.per_sec, inflow.after(secs).per_sec),
            arrived,
            excess: arrived - served,
            served,
            levels: (level, level),
            queued_secs: level * secs,
        }
    }

    /// Towards `goal`, for at most `left`.
    fn moving(&self, level: f64, inflow: Inflow, left: f64, goal: f64) -> Stretch {
        let net = Inflow { per_sec: inflow.per_sec - self.per_sec, ..inflow };
        let reached = seconds_to(net, goal - level).filter(|secs| *secs < left);
        let secs = reached.unwrap_or(left);
        let end = level + (net.per_sec + 0.5 * net.slope * secs) * secs;
        let arrived = inflow.requests(secs);
        Stretch {
            secs,
            rates: (inflow.per_sec, inflow.after(secs).per_sec),
            arrived,
            excess: 0.0,
            served: self.per_sec * secs,
            // Rounding must not carry it past the goal it has not reached.
            levels: (level, if reached.is_some() { goal } else { end.clamp(goal.min(level), goal.max(level)) }),
            queued_secs: (level + (0.5 * net.per_sec + net.slope * secs / 6.0) * secs) * secs,
        }
    }
}

/// When a level that moves at the rate `net` has moved by `distance`; `None`: never.
fn seconds_to(net: Inflow, distance: f64) -> Option<f64> {
    let sign = distance.signum();
    let (speed, gain, distance) = ((net.per_sec * sign).max(0.0), net.slope * sign, distance.abs());
    let square = speed * speed + 2.0 * gain * distance;
    // The smaller root, in the form that does not cancel.
    let secs = 2.0 * distance / (speed + square.sqrt());
    secs.is_finite().then_some(secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stretches(pool: &Pool, level: f64, inflow: (f64, f64), secs: f64) -> Vec<Stretch> {
        let mut all = Vec::new();
        pool.follow(level, Inflow { per_sec: inflow.0, slope: inflow.1 }, secs, &mut |stretch| all.push(*stretch));
        all
    }

    const PLAIN: Pool = Pool { per_sec: 10.0, room: f64::INFINITY, marks: [f64::INFINITY; 2] };

    #[test]
    fn a_constant_excess_piles_up_in_a_line_and_a_deficit_takes_it_away_to_zero() {
        let up = stretches(&PLAIN, 0.0, (16.0, 0.0), 5.0);
        assert_eq!(up.len(), 1);
        assert_eq!((up[0].levels, up[0].served, up[0].queued_secs), ((0.0, 30.0), 50.0, 75.0));
        let down = stretches(&PLAIN, 30.0, (4.0, 0.0), 9.0);
        assert_eq!(down.iter().map(|s| s.secs).collect::<Vec<_>>(), [5.0, 4.0]);
        assert_eq!((down[0].levels, down[0].served, down[0].queued_secs), ((30.0, 0.0), 50.0, 75.0));
        assert_eq!((down[1].levels, down[1].served, down[1].arrived), ((0.0, 0.0), 16.0, 16.0));
    }

    #[test]
    fn a_ramp_across_the_capacity_makes_a_parabola() {
        // 4/s to 16/s in 12 s: above 10/s from 6 s on, then (t - 6)²/2 are waiting.
        let seen = stretches(&PLAIN, 0.0, (4.0, 1.0), 12.0);
        assert_eq!(
            seen.iter().map(|s| (s.secs, s.levels)).collect::<Vec<_>>(),
            [(6.0, (0.0, 0.0)), (6.0, (0.0, 18.0))]
        );
        assert_eq!(seen[1].queued_secs, 36.0);
        // The mirror image: falls below 10/s after 6 s, and 18 waiting are gone 6 s later.
        let seen = stretches(&PLAIN, 0.0, (16.0, -1.0), 20.0);
        let ends: Vec<f64> = seen.iter().map(|s| s.levels.1).collect();
        assert_eq!((ends, seen[1].secs), (vec![18.0, 0.0, 0.0], 6.0));
        // Only 16 s of it have a rate above zero.
        assert_eq!(seen[0].arrived + seen[1].arrived, 120.0);
    }

    #[test]
    fn what_is_too_much_for_the_room_is_turned_away() {
        let pool = Pool { room: 12.0, ..PLAIN };
        let seen = stretches(&pool, 0.0, (16.0, 0.0), 5.0);
        assert_eq!(seen.iter().map(|s| (s.secs, s.excess)).collect::<Vec<_>>(), [(2.0, 0.0), (3.0, 18.0)]);
        // A room that has shrunk takes nothing more, and what is in it stays.
        let seen = stretches(&Pool { room: 6.0, ..PLAIN }, 12.0, (16.0, 0.0), 1.0);
        assert_eq!((seen[0].levels, seen[0].excess, seen[0].served), ((12.0, 12.0), 6.0, 10.0));
    }

    #[test]
    fn no_stretch_goes_across_a_mark() {
        let pool = Pool { marks: [6.0, 18.0], ..PLAIN };
        let levels =
            |level, rate| stretches(&pool, level, (rate, 0.0), 10.0).iter().map(|s| s.levels.1).collect::<Vec<_>>();
        assert_eq!(levels(0.0, 13.0), [6.0, 18.0, 30.0]);
        assert_eq!(levels(30.0, 5.0), [18.0, 6.0, 0.0, 0.0]);
        assert_eq!(levels(18.0, 13.0), [48.0]);
    }

    #[test]
    fn a_level_agrees_with_small_steps() {
        for (level, rate, slope) in [(0.0, 3.0, 2.5), (40.0, 25.0, -2.0), (7.0, 12.0, -0.7), (5.0, 0.0, 1.0)] {
            let pool = Pool { room: 50.0, ..PLAIN };
            let seen = stretches(&pool, level, (rate, slope), 12.0);
            let (mut stepped, mut queued, steps) = (level, 0.0, 1_200_000);
            let secs = 12.0 / f64::from(steps);
            for step in 0..steps {
                let inflow = (rate + slope * (f64::from(step) + 0.5) * secs).max(0.0);
                let next = (stepped + (inflow - 10.0) * secs).clamp(0.0, 50.0);
                queued += 0.5 * (stepped + next) * secs;
                stepped = next;
            }
            let last = seen.last().unwrap().levels.1;
            assert!((last - stepped).abs() < 1e-3, "{level} {rate} {slope}: {last} against {stepped}");
            let exact: f64 = seen.iter().map(|s| s.queued_secs).sum();
            assert!((exact - queued).abs() < 1e-2, "{level} {rate} {slope}: {exact} against {queued}");
        }
    }
}
