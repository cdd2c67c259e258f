//! The lines of a story: events as they come, verdicts in stretches of equal ones, cooldowns as they end.

use dryscale::engine::{Time, Zone};
use dryscale::model::scaling::{CooldownRan, Judged, Stretch, Target, Verdict, VerdictLog};
use std::fmt::Write as _;

pub(crate) struct Told<'a> {
    target: &'a Target,
    lines: Vec<(Time, String)>,
    verdicts: VerdictLog,
    /// By policy: where its open stretch stands among the lines, and the desired capacity when it began.
    stretches: Vec<Option<(usize, u32)>>,
}

impl<'a> Told<'a> {
    pub(crate) fn new(target: &'a Target) -> Self {
        let stretches = vec![None; target.policies.len()];
        Self { target, lines: Vec::new(), verdicts: VerdictLog::default(), stretches }
    }

    pub(crate) fn tell(&mut self, at: Time, line: String) {
        self.lines.push((at, line));
    }

    /// A verdict; its line is kept where its stretch begins.
    pub(crate) fn judged(&mut self, judged: &Judged, desired: u32) {
        let ended = self.verdicts.record(judged);
        if let Some(stretch) = &ended {
            self.tell_stretch(stretch);
        }
        let begun = &mut self.stretches[judged.policy];
        if ended.is_some() || begun.is_none() {
            *begun = Some((self.lines.len(), desired));
            self.lines.push((judged.at, String::new()));
        }
    }

    /// Fills the line that was kept for the stretch when it began.
    fn tell_stretch(&mut self, stretch: &Stretch) {
        let (place, desired) = self.stretches[stretch.policy].expect("a line was kept");
        let mut line = format!("{} {}", self.name(stretch.policy), stretch.verdict.word());
        let _ = match stretch.verdict {
            Verdict::Hold(reason) => write!(line, " {}", reason.code()),
            Verdict::Scale { to, .. } => write!(line, " {desired} -> {to}"),
        };
        if stretch.evaluations > 1 {
            let _ = write!(line, ", {} times until {}", stretch.evaluations, clock(stretch.until));
        }
        let (first, last) = (stretch.first.to_string(), stretch.last.to_string());
        let _ = write!(line, ": {first}");
        if first != last {
            let _ = write!(line, "\n         at last {last}");
        }
        self.lines[place].1 = line;
    }

    fn name(&self, policy: usize) -> &'a str {
        self.target.policies[policy].name()
    }

    /// Everything in order of time; a cooldown that runs out comes before what that allows, one that is cut short after
    /// what has ended it.
    pub(crate) fn text(mut self, cooldowns: &[CooldownRan], now: Time) -> String {
        for stretch in self.verdicts.finish().collect::<Vec<_>>() {
            self.tell_stretch(&stretch);
        }
        let ended = cooldowns.iter().filter(|ran| ran.until <= now);
        let (over, cut_short): (Vec<CooldownRan>, Vec<CooldownRan>) =
            ended.partition(|ran| ran.until == ran.from + self.target.policies[ran.policy].cooldown(ran.direction));
        let (over, cut_short) = (self.cooldowns(&over, "is over"), self.cooldowns(&cut_short, "is cut short"));
        let mut lines: Vec<_> = over.into_iter().chain(self.lines).chain(cut_short).collect();
        lines.retain(|(_, line)| !line.is_empty());
        lines.sort_by_key(|(at, _)| *at);
        let mut text = String::new();
        for (at, line) in lines {
            let _ = writeln!(text, "{} {line}", clock(at));
        }
        text
    }

    fn cooldowns(&self, ran: &[CooldownRan], how: &str) -> Vec<(Time, String)> {
        let line = |ran: &CooldownRan| {
            let (word, name) = (ran.direction.word(), self.name(ran.policy));
            (ran.until, format!("{word} cooldown of {name} {how}, begun {}", clock(ran.from)))
        };
        ran.iter().map(line).collect()
    }
}

fn clock(at: Time) -> String {
    let local = Zone::utc().local(at);
    format!("{:02}:{:02}:{:02}", local.hour(), local.minute(), local.second())
}
