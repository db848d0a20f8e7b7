//! A table of a few elements, by their names.

use super::Name;

/// Something for each of a few names, found in a step or two.
pub(in crate::syntax) struct ByName<T> {
    /// Each name at the first free slot from its own on.
    slots: [(Name, T); SLOTS],
}

/// Several times as many as there are names, so that most stand at their own.
const SLOTS: usize = 512;

impl<T: Copy> ByName<T> {
    /// `absent` for every name.
    pub(in crate::syntax) const fn new(absent: T) -> ByName<T> {
        ByName { slots: [(Name::NONE, absent); SLOTS] }
    }

    /// Sets one of at most 500 names.
    pub(in crate::syntax) const fn set(&mut self, name: Name, value: T) {
        self.slots[self.slot(name)] = (name, value);
    }

    pub(in crate::syntax) const fn get(&self, name: Name) -> T {
        self.slots[self.slot(name)].1
    }

    /// Where the name stands, or would.
    const fn slot(&self, name: Name) -> usize {
        let mut slot = (name.0.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 55) as usize;
        while self.slots[slot].0.0 != name.0 && self.slots[slot].0.0 != Name::NONE.0 {
            slot = (slot + 1) % SLOTS;
        }
        slot
    }
}
