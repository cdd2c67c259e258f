//! Which units are there, and which of their slots are free? Places in the table are reused; numbers are not.

use super::UnitId;
use super::departures::SLOTS_MAX;
use super::slab::{Fifo, NONE};

/// Marks a free slot; the rest of the entry is the unit's next free slot.
const FREE: u32 = 1 << 31;

/// A unit in service or draining. One cache line.
#[derive(Clone, Debug)]
#[repr(align(64))]
pub(super) struct Unit {
    pub(super) id: UnitId,
    /// Its place in the routing set; [`NONE`] once it drains.
    pub(super) rank: u32,
    /// Requests waiting and in service.
    pub(super) outstanding: u32,
    /// Busy slots.
    pub(super) in_service: u32,
    /// Slots that may be busy.
    pub(super) slots: u32,
    /// Its first free slot.
    free: u32,
    pub(super) queue: Fifo,
    /// Times at which slots fell free less those at which they were taken [ns], wrapping.
    busy_ns: u64,
    /// Busy slot-time at the last reading [slot-ns], wrapping.
    read_ns: u64,
}

impl Unit {
    /// Waiting requests.
    #[inline]
    pub(super) fn queued(&self) -> u32 {
        self.outstanding - self.in_service
    }

    /// Whether it takes new requests.
    #[inline]
    pub(super) fn is_routed(&self) -> bool {
        self.rank != NONE
    }

    /// Busy slot-time since this was last asked [slot-ns].
    pub(super) fn busy_since_last(&mut self, now: u64) -> u64 {
        let total = self.busy_ns.wrapping_add(u64::from(self.in_service).wrapping_mul(now));
        total.wrapping_sub(std::mem::replace(&mut self.read_ns, total))
    }
}

/// All units and their slots.
#[derive(Debug)]
pub(super) struct Units {
    table: Vec<Unit>,
    /// Unused places in the table.
    unused: Vec<u32>,
    /// Places by unit number, ascending.
    roster: Vec<(UnitId, u32)>,
    /// `stride` slots a place: who is in it, or that it is free.
    slots: Vec<u32>,
    stride: u32,
    /// 2^40 / stride, rounded up: a multiplication instead of a division, exact for every slot number.
    reciprocal: u64,
}

impl Units {
    pub(super) fn new(slots: u32) -> Self {
        let stride = slots.max(1);
        let reciprocal = reciprocal_of(stride);
        Self { table: Vec::new(), unused: Vec::new(), roster: Vec::new(), slots: Vec::new(), stride, reciprocal }
    }

    /// Places of all units, by unit number.
    pub(super) fn roster(&self) -> &[(UnitId, u32)] {
        &self.roster
    }

    pub(super) fn place_of(&self, id: UnitId) -> Option<u32> {
        self.roster.binary_search_by_key(&id, |(id, _)| *id).ok().map(|i| self.roster[i].1)
    }

    #[inline]
    pub(super) fn at(&mut self, place: u32) -> &mut Unit {
        &mut self.table[place as usize]
    }

    #[inline]
    pub(super) fn get(&self, place: u32) -> &Unit {
        &self.table[place as usize]
    }

    /// The place of the unit that a slot belongs to.
    #[inline]
    pub(super) fn place_of_slot(&self, slot: u32) -> u32 {
        ((u64::from(slot) * self.reciprocal) >> 40) as u32
    }

    /// Who is in a slot; a number beyond all requests if it is free.
    #[inline]
    pub(super) fn occupant(&self, slot: u32) -> u32 {
        self.slots[slot as usize]
    }

    #[inline]
    pub(super) fn put(&mut self, slot: u32, request: u32) {
        self.slots[slot as usize] = request;
    }

    /// Takes a free slot of a unit.
    #[inline]
    pub(super) fn take_slot(&mut self, place: u32, request: u32, now: u64) -> u32 {
        let unit = &mut self.table[place as usize];
        let slot = unit.free;
        unit.in_service += 1;
        unit.busy_ns = unit.busy_ns.wrapping_sub(now);
        let entry = &mut self.slots[slot as usize];
        unit.free = *entry & !FREE;
        *entry = request;
        slot
    }

    /// Frees a busy slot of a unit.
    #[inline]
    pub(super) fn free_slot(&mut self, place: u32, slot: u32, now: u64) {
        let unit = &mut self.table[place as usize];
        unit.in_service -= 1;
        unit.busy_ns = unit.busy_ns.wrapping_add(now);
        self.slots[slot as usize] = FREE | unit.free;
        unit.free = slot;
    }

    /// Busy slots of a unit and who is in them.
    pub(super) fn busy_slots(&self, place: u32) -> impl Iterator<Item = (u32, u32)> + '_ {
        let first = place * self.stride;
        (first..first + self.stride)
            .map(|slot| (slot, self.slots[slot as usize]))
            .filter(|(_, entry)| entry & FREE == 0)
    }

    /// A new unit without requests.
    ///
    /// # Panics
    /// If there is one of that number, or no slot number is left.
    pub(super) fn insert(&mut self, id: UnitId, slots: u32) -> u32 {
        let place = self.unused.pop().unwrap_or(self.table.len() as u32);
        let unit = Unit {
            id,
            rank: NONE,
            outstanding: 0,
            in_service: 0,
            slots,
            free: FREE - 1,
            queue: Fifo::EMPTY,
            busy_ns: 0,
            read_ns: 0,
        };
        if place as usize == self.table.len() {
            self.table.push(unit);
            self.slots.resize(self.table.len() * self.stride as usize, FREE);
            assert!(self.slots.len() <= SLOTS_MAX, "more than {SLOTS_MAX} slots");
        } else {
            self.table[place as usize] = unit;
        }
        self.link_free_slots(place);
        match self.roster.binary_search_by_key(&id, |(id, _)| *id) {
            Ok(_) => panic!("{id:?} is there already"),
            Err(i) => self.roster.insert(i, (id, place)),
        }
        place
    }

    /// Forgets a unit; all its slots must be free.
    pub(super) fn remove(&mut self, place: u32) {
        let id = self.table[place as usize].id;
        self.roster.remove(
            self.roster.binary_search_by_key(&id, |(id, _)| *id).expect("a unit in the table is on the roster"),
        );
        self.unused.push(place);
    }

    /// Makes room for `slots` slots at each unit. Slot numbers change by [`Renumbering`], which keeps their order.
    ///
    /// # Panics
    /// If there are then more slots than numbers.
    pub(super) fn widen(&mut self, slots: u32) -> Option<Renumbering> {
        if slots <= self.stride {
            return None;
        }
        let renumbering = Renumbering { from: self.stride, to: slots };
        let before = std::mem::replace(&mut self.slots, vec![FREE; self.table.len() * slots as usize]);
        assert!(self.slots.len() <= SLOTS_MAX, "more than {SLOTS_MAX} slots");
        (self.stride, self.reciprocal) = (slots, reciprocal_of(slots));
        for (slot, entry) in (0_u32..).zip(before).filter(|(_, entry)| entry & FREE == 0) {
            self.slots[renumbering.of(slot) as usize] = entry;
        }
        for place in 0..self.table.len() as u32 {
            self.link_free_slots(place);
        }
        Some(renumbering)
    }

    /// Chains the free slots of a unit anew, the lowest first.
    fn link_free_slots(&mut self, place: u32) {
        let first = place * self.stride;
        let mut next = FREE - 1;
        for slot in (first..first + self.stride).rev() {
            let entry = &mut self.slots[slot as usize];
            if *entry & FREE != 0 {
                *entry = FREE | next;
                next = slot;
            }
        }
        self.table[place as usize].free = next;
    }
}

fn reciprocal_of(stride: u32) -> u64 {
    (1 << 40) / u64::from(stride) + 1
}

/// How slot numbers change when units get room for more slots.
#[derive(Clone, Copy, Debug)]
pub(super) struct Renumbering {
    from: u32,
    to: u32,
}

impl Renumbering {
    /// The new number of a slot.
    pub(super) fn of(self, slot: u32) -> u32 {
        slot / self.from * self.to + slot % self.from
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_slot_knows_its_unit() {
        for stride in (1..70).chain([999, 4_000, 65_537, 349_525, 524_287, 1_048_575]) {
            let units = Units::new(stride);
            for slot in (0..SLOTS_MAX as u32).step_by(37).chain((0..SLOTS_MAX as u32 / stride).map(|u| u * stride)) {
                assert_eq!(units.place_of_slot(slot), slot / stride, "{slot} / {stride}");
                assert_eq!(units.place_of_slot(slot + stride - 1 - slot % stride), slot / stride);
            }
        }
    }
}
