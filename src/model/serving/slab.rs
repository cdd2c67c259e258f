//! Where is this request? Every request at a unit, in one reused table, and the queues that link them.

/// No request, no slot.
pub(super) const NONE: u32 = u32::MAX;
/// Start of service of a request that still waits.
pub(super) const WAITS: u64 = u64::MAX;

/// A request at a unit. One cache line.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub(super) struct Request {
    /// Intended arrival of this attempt [ns].
    pub(super) arrival: u64,
    /// Time in a slot [ns].
    pub(super) need: u64,
    /// Start of service [ns], or [`WAITS`].
    pub(super) start: u64,
    /// Among all primary requests of the run, in order of arrival.
    pub(super) number: u64,
    /// Which attempt of it this is.
    pub(super) tries: Tries,
    /// Time outside the container [ns].
    pub(super) overhead: u64,
    /// Its unit's place in the table of units.
    pub(super) unit: u32,
    /// Its minute's place among the open minutes; [`NONE`]: its client has gone on, and it is booked nowhere.
    pub(super) minute: u32,
    /// The next in the queue; in an unused entry: the next unused one.
    next: u32,
    /// The one before it in the queue.
    previous: u32,
}

impl Request {
    #[inline]
    pub(super) fn new(number: u64, arrival: u64, need: u64) -> Self {
        let (unit, next, previous) = (NONE, NONE, NONE);
        Self { arrival, need, start: WAITS, number, tries: Tries::FIRST, overhead: 0, unit, minute: 0, next, previous }
    }

    /// This attempt's own number, in order of (request, attempt).
    #[inline]
    pub(super) fn id(&self) -> u64 {
        self.number << 8 | u64::from(self.tries.attempt())
    }

    /// What its unit is picked by: a first attempt's pick does not depend on whether there are others.
    #[inline]
    pub(super) fn pick(&self) -> u64 {
        self.number ^ u64::from(self.tries.attempt() - 1) << 56
    }

    /// When the request came first [ns].
    #[inline]
    pub(super) fn first(&self) -> u64 {
        self.arrival - self.tries.age()
    }

    /// Whether its client has gone on without it.
    #[inline]
    pub(super) fn is_abandoned(&self) -> bool {
        self.minute == NONE
    }
}

/// Which attempt of a request this is, how old the request was when it was made, and how the one before it failed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tries(u64);

impl Tries {
    pub(super) const FIRST: Self = Self(0);
    const AFTER_TIMEOUT: u64 = 0x80;

    /// `attempt`: 2 to 100; `age_ns`: since the first one arrived, up to two years of it.
    pub(super) fn again(age_ns: u64, attempt: u32, after_timeout: bool) -> Self {
        let flag = if after_timeout { Self::AFTER_TIMEOUT } else { 0 };
        Self(age_ns << 8 | flag | u64::from(attempt - 1))
    }

    /// From 1.
    #[inline]
    pub(super) fn attempt(self) -> u32 {
        (self.0 & 0x7F) as u32 + 1
    }

    /// Since the first attempt [ns].
    #[inline]
    pub(super) fn age(self) -> u64 {
        self.0 >> 8
    }

    pub(super) fn after_timeout(self) -> bool {
        self.0 & Self::AFTER_TIMEOUT != 0
    }
}

/// All requests at units. Entries are reused, the last one freed first.
#[derive(Debug)]
pub(super) struct Slab {
    entries: Vec<Request>,
    unused: u32,
    live: u64,
}

impl Slab {
    pub(super) fn new() -> Self {
        Self { entries: Vec::with_capacity(1_024), unused: NONE, live: 0 }
    }

    /// How many there are.
    pub(super) fn live(&self) -> u64 {
        self.live
    }

    /// Entries, in use or not.
    #[cfg(test)]
    pub(super) fn entries(&self) -> usize {
        self.entries.len()
    }

    /// The request at this entry; `None` for what is no entry.
    #[inline]
    pub(super) fn get(&self, entry: u32) -> Option<&Request> {
        self.entries.get(entry as usize)
    }

    #[inline]
    pub(super) fn insert(&mut self, request: Request) -> u32 {
        self.live += 1;
        let entry = self.unused;
        if let Some(free) = self.entries.get_mut(entry as usize) {
            self.unused = free.next;
            *free = request;
            return entry;
        }
        self.entries.push(request);
        self.entries.len() as u32 - 1
    }

    #[inline]
    pub(super) fn remove(&mut self, entry: u32) {
        self.live -= 1;
        let gone = &mut self.entries[entry as usize];
        // Whoever still points here must not find a request that waits.
        (gone.start, gone.number) = (0, u64::MAX);
        gone.next = self.unused;
        self.unused = entry;
    }

    /// The client of this attempt goes on without it.
    pub(super) fn abandon(&mut self, entry: u32) {
        self.entries[entry as usize].minute = NONE;
    }

    #[inline]
    pub(super) fn begin(&mut self, entry: u32, now: u64) -> &Request {
        let request = &mut self.entries[entry as usize];
        request.start = now;
        request
    }
}

/// First come, first served: a queue of requests linked through the slab, so that any of them can leave it at once.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fifo {
    head: u32,
    tail: u32,
}

impl Fifo {
    pub(super) const EMPTY: Self = Self { head: NONE, tail: NONE };

    /// The one that has waited longest, or [`NONE`].
    #[inline]
    pub(super) fn head(self) -> u32 {
        self.head
    }

    #[inline]
    pub(super) fn push(&mut self, slab: &mut Slab, entry: u32) {
        let request = &mut slab.entries[entry as usize];
        (request.previous, request.next) = (self.tail, NONE);
        match slab.entries.get_mut(self.tail as usize) {
            Some(last) => last.next = entry,
            None => self.head = entry,
        }
        self.tail = entry;
    }

    #[inline]
    pub(super) fn pop(&mut self, slab: &mut Slab) {
        let next = slab.entries[self.head as usize].next;
        self.head = next;
        match slab.entries.get_mut(next as usize) {
            Some(first) => first.previous = NONE,
            None => self.tail = NONE,
        }
    }

    pub(super) fn leave(&mut self, slab: &mut Slab, entry: u32) {
        let Request { previous, next, .. } = slab.entries[entry as usize];
        match slab.entries.get_mut(previous as usize) {
            Some(before) => before.next = next,
            None => self.head = next,
        }
        match slab.entries.get_mut(next as usize) {
            Some(after) => after.previous = previous,
            None => self.tail = previous,
        }
    }

    /// All that wait, in order.
    pub(super) fn waiting(self, slab: &Slab) -> impl Iterator<Item = u32> + '_ {
        let first = self.head;
        std::iter::successors((first != NONE).then_some(first), |entry| {
            let next = slab.entries[*entry as usize].next;
            (next != NONE).then_some(next)
        })
    }
}
