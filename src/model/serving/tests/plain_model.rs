//! The plane's rules a second time, as simply as they can be written: every list is scanned, nothing is packed, linked or
//! reused. Slow, and easy to believe.

use super::*;

/// One attempt of a request.
#[derive(Clone, Debug)]
struct Attempt {
    number: usize,
    /// From 1.
    which: u32,
    arrival: Time,
    need: Span,
    start: Option<Time>,
    unit: Option<UnitId>,
    gives_up: Option<Time>,
    /// When its client goes on without it.
    deadline: Option<Time>,
    is_abandoned: bool,
}

/// An attempt to come: when, of which request, which.
type Pending = (Time, usize, u32);

#[derive(Debug)]
struct Server {
    id: UnitId,
    slots: u32,
    is_draining: bool,
    /// Attempts in service and when they leave.
    served: Vec<(Time, usize)>,
    waiting: Vec<usize>,
}

/// The whole plane, least outstanding, ties to the lowest number.
#[derive(Debug)]
pub(super) struct PlainModel<'c> {
    case: &'c Case,
    /// What became of each request; the end is never until it has one.
    records: Vec<Watched>,
    attempts: Vec<Attempt>,
    pending: Vec<Pending>,
    servers: Vec<Server>,
    pub(super) stops: Vec<(UnitId, Time)>,
}

impl<'c> PlainModel<'c> {
    /// What becomes of every request of a script.
    pub(super) fn play(case: &'c Case) -> (Vec<Watched>, Vec<(UnitId, Time)>) {
        let (records, attempts, pending) = (Vec::new(), Vec::new(), Vec::new());
        let mut model = Self { case, records, attempts, pending, servers: Vec::new(), stops: Vec::new() };
        let mut instants: Vec<u64> = case.changes.iter().map(|(millis, _)| *millis).collect();
        instants.retain(|millis| *millis < case.until);
        instants.push(case.until);
        instants.dedup();
        for instant in instants {
            while let Some(now) = model.next().filter(|now| *now < at(instant)) {
                model.depart(now);
                model.abandon(now);
                model.give_up(now);
                model.try_again(now);
                model.arrive(now);
            }
            let changes = case.changes.iter().filter(|(millis, _)| *millis == instant);
            changes.for_each(|(_, change)| model.change(at(instant), *change));
        }
        model.close(at(case.until));
        (model.records, model.stops)
    }

    fn next(&self) -> Option<Time> {
        let arrival = self.case.requests.get(self.records.len()).map(|(arrival, _)| at(*arrival));
        let ends = self.servers.iter().flat_map(|server| server.served.iter().map(|(end, _)| *end));
        let waiting = self.servers.iter().flat_map(|server| &server.waiting);
        let give_ups = waiting.filter_map(|attempt| self.attempts[*attempt].gives_up);
        let deadlines = self.at_units().filter_map(|attempt| self.attempts[attempt].deadline);
        let again = self.pending.iter().map(|(at, _, _)| *at);
        ends.chain(give_ups).chain(deadlines).chain(again).chain(arrival).min()
    }

    fn depart(&mut self, now: Time) {
        // Work of no length that begins now ends now, too.
        while let Some((s, i)) = self.leaving(now) {
            let (_, number) = self.servers[s].served.remove(i);
            let attempt = self.attempts[number].clone();
            let is_cut = now.since(attempt.start.expect("it was served")) < attempt.need;
            let is_late = now.since(attempt.arrival) > self.timeout();
            if is_cut || is_late {
                self.fail(number, now, Outcome::TimedOut, |after| after.timed_out);
            } else {
                self.end(number, now, Outcome::Ok);
            }
            self.fill(s, now);
            self.note_drained(now);
        }
    }

    fn leaving(&self, now: Time) -> Option<(usize, usize)> {
        let find = |server: &Server| server.served.iter().position(|(end, _)| *end == now);
        self.servers.iter().enumerate().find_map(|(s, server)| find(server).map(|i| (s, i)))
    }

    fn give_up(&mut self, now: Time) {
        let mut leaving: Vec<(usize, usize)> = Vec::new();
        for (s, server) in self.servers.iter().enumerate() {
            let tired = server.waiting.iter().filter(|number| self.attempts[**number].gives_up == Some(now));
            leaving.extend(tired.map(|number| (*number, s)));
        }
        leaving.sort_unstable();
        for (number, s) in leaving {
            self.servers[s].waiting.retain(|other| *other != number);
            let has_timed_out = now.since(self.attempts[number].arrival) >= self.timeout();
            let is_followed = |after: After| if has_timed_out { after.timed_out } else { after.refused };
            self.fail(number, now, Outcome::TimedOut, is_followed);
        }
        self.note_drained(now);
    }

    fn arrive(&mut self, now: Time) {
        while let Some((arrival, need)) = self.case.requests.get(self.records.len()).copied()
            && at(arrival) == now
        {
            let number = self.records.len();
            self.records.push(Watched {
                number: number as u64,
                arrival: now,
                attempts: 1,
                need: ms(need),
                start: None,
                end: Time::NEVER,
                unit: None,
                outcome: Outcome::Open,
            });
            self.attempt(number, 1, ms(need), now);
            self.try_again(now);
        }
    }

    fn attempt(&mut self, number: usize, which: u32, need: Span, now: Time) {
        let (start, unit, gives_up) = (None, None, self.gives_up(number, now));
        let service = &self.case.service;
        let is_watched = service.abandoned == Abandoned::Continues
            && service.retries.as_ref().is_some_and(|retries| retries.after.timed_out);
        let deadline = service.timeout.filter(|_| is_watched).map(|timeout| now + timeout);
        let is_abandoned = false;
        let attempt = Attempt { number, which, arrival: now, need, start, unit, gives_up, deadline, is_abandoned };
        self.attempts.push(attempt);
        self.admit(self.attempts.len() - 1, now);
        self.depart(now);
    }

    fn try_again(&mut self, now: Time) {
        while let Some(next) = self.pending.iter().copied().filter(|(at, _, _)| *at == now).min() {
            self.pending.retain(|other| *other != next);
            let need = self.case.service.need.constant().expect("a law of one length");
            self.attempt(next.1, next.2, need, now);
        }
    }

    /// Clients that have waited long enough go on; what they leave behind is worked on.
    fn abandon(&mut self, now: Time) {
        let tired = self.at_units().filter(|attempt| self.attempts[*attempt].deadline == Some(now));
        for attempt in tired.collect::<Vec<_>>() {
            self.fail(attempt, now, Outcome::TimedOut, |after| after.timed_out);
            self.attempts[attempt].is_abandoned = true;
            self.attempts[attempt].deadline = None;
        }
    }

    fn at_units(&self) -> impl Iterator<Item = usize> + '_ {
        let there = |server: &Server| {
            let served: Vec<usize> = server.served.iter().map(|(_, attempt)| *attempt).collect();
            [served, server.waiting.clone()].concat()
        };
        self.servers.iter().flat_map(there)
    }

    /// An attempt has failed: another follows, or this was the last.
    fn fail(&mut self, attempt: usize, now: Time, outcome: Outcome, is_followed: impl Fn(After) -> bool) {
        let Attempt { number, which, is_abandoned, .. } = self.attempts[attempt];
        let policy = self.case.service.retries.as_ref().filter(|policy| which < policy.attempts);
        let Some(policy) = policy.filter(|policy| is_followed(policy.after)).filter(|_| !is_abandoned) else {
            return self.end(attempt, now, outcome);
        };
        let Backoff::Exponential { base, cap, jitter: Jitter::None } = policy.backoff else {
            panic!("the plain model draws nothing");
        };
        let backoff = (1..which).fold(base, |backoff, _| backoff + backoff).min(cap);
        let overhead = self.case.service.overhead.constant().expect("a law of one length");
        self.pending.push((now + overhead + backoff, number, which + 1));
    }

    fn gives_up(&self, number: usize, now: Time) -> Option<Time> {
        let service = &self.case.service;
        let drawn = |law: &Law| law.constant().unwrap_or_else(|| ms(self.case.patience[number]));
        let tired = service.queue_timeout.as_ref().map(|law| now + drawn(law));
        let cut = service.timeout.filter(|_| service.abandoned == Abandoned::Cancelled).map(|timeout| now + timeout);
        tired.into_iter().chain(cut).min()
    }

    fn admit(&mut self, number: usize, now: Time) {
        let load = |server: &Server| server.served.len() + server.waiting.len();
        let open = self.servers.iter().enumerate().filter(|(_, server)| !server.is_draining);
        let Some((s, server)) = open.min_by_key(|(_, server)| (load(server), server.id)) else {
            return self.fail(number, now, Outcome::Failed, |after| after.failed);
        };
        let has_slot = (server.served.len() as u32) < server.slots;
        let is_full = match self.case.service.limit {
            Limit::Unlimited => false,
            Limit::Queue(places) => !has_slot && server.waiting.len() as u32 >= places,
            Limit::InSystem(most) => load(server) as u32 >= most,
        };
        if is_full {
            return self.fail(number, now, Outcome::Refused, |after| after.refused);
        }
        self.attempts[number].unit = Some(server.id);
        self.servers[s].waiting.push(number);
        self.fill(s, now);
    }

    /// Those who wait begin, as far as there are slots.
    fn fill(&mut self, s: usize, now: Time) {
        let server = &mut self.servers[s];
        while (server.served.len() as u32) < server.slots && !server.waiting.is_empty() {
            let number = server.waiting.remove(0);
            let attempt = &mut self.attempts[number];
            attempt.start = Some(now);
            let done = now + attempt.need;
            let service = &self.case.service;
            let cut = service.timeout.filter(|_| service.abandoned == Abandoned::Cancelled);
            server.served.push((cut.map_or(done, |timeout| done.min(attempt.arrival + timeout)), number));
        }
    }

    fn timeout(&self) -> Span {
        self.case.service.timeout.unwrap_or(Span::from_secs(1_000_000_000))
    }

    /// The client has its answer; no later than its time-out.
    fn end(&mut self, number: usize, now: Time, outcome: Outcome) {
        let attempt = self.attempts[number].clone();
        if attempt.is_abandoned {
            return;
        }
        let limit = attempt.arrival + self.timeout();
        let record = &mut self.records[attempt.number];
        (record.attempts, record.need, record.start, record.unit) =
            (attempt.which, attempt.need, attempt.start, attempt.unit);
        (record.outcome, record.end) = if limit < now { (Outcome::TimedOut, limit) } else { (outcome, now) };
    }

    fn note_drained(&mut self, now: Time) {
        let is_done = |server: &Server| server.is_draining && server.served.is_empty() && server.waiting.is_empty();
        self.stops.extend(self.servers.iter().filter(|server| is_done(server)).map(|server| (server.id, now)));
        self.servers.retain(|server| !is_done(server));
    }

    fn change(&mut self, now: Time, change: Change) {
        let find = |servers: &[Server], id| servers.iter().position(|server| server.id == id);
        match change {
            Change::Join(id) => {
                let slots = self.case.service.slots;
                self.servers.push(Server { id, slots, is_draining: false, served: vec![], waiting: vec![] });
            }
            Change::Drain(id) => {
                let s = find(&self.servers, id).expect("a unit that is there");
                self.servers[s].is_draining = true;
                self.note_drained(now);
            }
            Change::Kill(id) => {
                // A unit that was empty when it was told to drain has not been reported yet.
                self.stops.retain(|stop| *stop != (id, now));
                if let Some(s) = find(&self.servers, id) {
                    let dead = self.servers.remove(s);
                    let lost = dead.served.iter().map(|(_, number)| number).chain(&dead.waiting);
                    for attempt in lost {
                        let is_late = now.since(self.attempts[*attempt].arrival) > self.timeout();
                        let is_followed = |after: After| if is_late { after.timed_out } else { after.failed };
                        self.fail(*attempt, now, Outcome::Failed, is_followed);
                    }
                }
            }
            Change::Slots(id, slots) => {
                let s = find(&self.servers, id).expect("a unit that is there");
                self.servers[s].slots = slots;
                self.fill(s, now);
            }
        }
    }

    fn close(&mut self, now: Time) {
        for attempt in self.at_units().collect::<Vec<_>>() {
            self.end(attempt, now, Outcome::Open);
        }
        for (_, number, which) in std::mem::take(&mut self.pending) {
            let record = &mut self.records[number];
            (record.attempts, record.need, record.start, record.unit) = (which - 1, Span::ZERO, None, None);
            record.end = now;
        }
    }
}
