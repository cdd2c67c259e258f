//! The plane's rules a second time, as simply as they can be written: every list is scanned, nothing is packed, linked or
//! reused. Slow, and easy to believe.

use super::*;

/// One request of the plain model.
#[derive(Clone, Debug)]
struct Client {
    record: Watched,
    gives_up: Option<Time>,
}

#[derive(Debug)]
struct Server {
    id: UnitId,
    slots: u32,
    is_draining: bool,
    /// Numbers of requests in service and when they leave.
    served: Vec<(Time, usize)>,
    waiting: Vec<usize>,
}

/// The whole plane, least outstanding, ties to the lowest number.
#[derive(Debug)]
pub(super) struct PlainModel<'c> {
    case: &'c Case,
    clients: Vec<Client>,
    servers: Vec<Server>,
    pub(super) stops: Vec<(UnitId, Time)>,
}

impl<'c> PlainModel<'c> {
    /// What becomes of every request of a script.
    pub(super) fn play(case: &'c Case) -> (Vec<Watched>, Vec<(UnitId, Time)>) {
        let mut model = Self { case, clients: Vec::new(), servers: Vec::new(), stops: Vec::new() };
        let mut instants: Vec<u64> = case.changes.iter().map(|(millis, _)| *millis).collect();
        instants.retain(|millis| *millis < case.until);
        instants.push(case.until);
        instants.dedup();
        for instant in instants {
            while let Some(now) = model.next().filter(|now| *now < at(instant)) {
                model.depart(now);
                model.give_up(now);
                model.arrive(now);
            }
            let changes = case.changes.iter().filter(|(millis, _)| *millis == instant);
            changes.for_each(|(_, change)| model.change(at(instant), *change));
        }
        model.close(at(case.until));
        (model.clients.into_iter().map(|client| client.record).collect(), model.stops)
    }

    fn next(&self) -> Option<Time> {
        let arrival = self.case.requests.get(self.clients.len()).map(|(arrival, _)| at(*arrival));
        let ends = self.servers.iter().flat_map(|server| server.served.iter().map(|(end, _)| *end));
        let waiting = self.servers.iter().flat_map(|server| &server.waiting);
        let give_ups = waiting.filter_map(|number| self.clients[*number].gives_up);
        ends.chain(give_ups).chain(arrival).min()
    }

    fn depart(&mut self, now: Time) {
        // Work of no length that begins now ends now, too.
        while let Some((s, i)) = self.leaving(now) {
            let (_, number) = self.servers[s].served.remove(i);
            let start = self.clients[number].record.start.expect("it was served");
            let is_cut = now.since(start) < self.clients[number].record.need;
            let is_late = now.since(self.clients[number].record.arrival) > self.timeout();
            self.end(number, now, if is_cut || is_late { Outcome::TimedOut } else { Outcome::Ok });
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
            let tired = server.waiting.iter().filter(|number| self.clients[**number].gives_up == Some(now));
            leaving.extend(tired.map(|number| (*number, s)));
        }
        leaving.sort_unstable();
        for (number, s) in leaving {
            self.servers[s].waiting.retain(|other| *other != number);
            self.end(number, now, Outcome::TimedOut);
        }
        self.note_drained(now);
    }

    fn arrive(&mut self, now: Time) {
        while let Some((arrival, need)) = self.case.requests.get(self.clients.len()).copied()
            && at(arrival) == now
        {
            let number = self.clients.len();
            let record = Watched {
                number: number as u64,
                arrival: now,
                need: ms(need),
                start: None,
                end: Time::NEVER,
                unit: None,
                outcome: Outcome::Open,
            };
            self.clients.push(Client { record, gives_up: self.gives_up(number, now) });
            self.admit(number, now);
            self.depart(now);
        }
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
            return self.end(number, now, Outcome::Failed);
        };
        let has_slot = (server.served.len() as u32) < server.slots;
        let is_full = match self.case.service.limit {
            Limit::Unlimited => false,
            Limit::Queue(places) => !has_slot && server.waiting.len() as u32 >= places,
            Limit::InSystem(most) => load(server) as u32 >= most,
        };
        if is_full {
            return self.end(number, now, Outcome::Refused);
        }
        self.clients[number].record.unit = Some(server.id);
        self.servers[s].waiting.push(number);
        self.fill(s, now);
    }

    /// Those who wait begin, as far as there are slots.
    fn fill(&mut self, s: usize, now: Time) {
        let server = &mut self.servers[s];
        while (server.served.len() as u32) < server.slots && !server.waiting.is_empty() {
            let number = server.waiting.remove(0);
            let record = &mut self.clients[number].record;
            record.start = Some(now);
            let done = now + record.need;
            let service = &self.case.service;
            let cut = service.timeout.filter(|_| service.abandoned == Abandoned::Cancelled);
            server.served.push((cut.map_or(done, |timeout| done.min(record.arrival + timeout)), number));
        }
    }

    fn timeout(&self) -> Span {
        self.case.service.timeout.unwrap_or(Span::from_secs(1_000_000_000))
    }

    /// The client has its answer; no later than its time-out.
    fn end(&mut self, number: usize, now: Time, outcome: Outcome) {
        let limit = self.clients[number].record.arrival + self.timeout();
        let record = &mut self.clients[number].record;
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
                    lost.for_each(|number| self.end(*number, now, Outcome::Failed));
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
        for number in 0..self.clients.len() {
            if self.clients[number].record.end == Time::NEVER {
                self.end(number, now, Outcome::Open);
            }
        }
    }
}
