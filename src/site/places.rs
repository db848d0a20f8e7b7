//! A table of places by their paths, which lie one behind the other in one text. It takes a hundred thousand of them in
//! a few milliseconds, and whoever asks touches little memory: on a large site every link does.

use std::hash::BuildHasher;

use rustc_hash::FxBuildHasher;

/// What is known of places, by their paths.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// All paths.
    text: String,
    entries: Vec<Entry>,
    /// Where the entry of a path is told, or else in the next slot that is not empty. A power of two of them, at least
    /// twice as many as entries.
    slots: Vec<Slot>,
}

#[derive(Debug)]
struct Entry {
    hash: u64,
    /// Where its path begins in the text, and how long it is.
    start: usize,
    length: usize,
    place: Place,
}

/// A place where something is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// How many sources are.
    pub(super) count: u32,
    /// The file whose page it is, by its index among the site's facts; `u32::MAX` for one without facts.
    pub(super) file: u32,
}

/// Most of a look-up goes by these: few paths have the same mark.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    /// The number of an entry, beginning with 1; 0 where the slot is empty.
    number: u32,
    /// The upper half of its hash.
    mark: u32,
}

/// What a path is found by.
pub(super) fn hash(path: &str) -> u64 {
    FxBuildHasher.hash_one(path)
}

impl Places {
    /// None yet, with room for so many, whose paths have so many bytes in all.
    pub(super) fn with_capacity(places: usize, bytes: usize) -> Places {
        let mut table =
            Places { text: String::with_capacity(bytes), entries: Vec::with_capacity(places), slots: Vec::new() };
        table.spread(places);
        table
    }

    /// Counts one more source that is written to `path`, which has this `hash`; says how many there are now.
    pub(super) fn add(&mut self, path: &str, hash: u64, file: u32) -> u32 {
        if (self.entries.len() + 1) * 2 > self.slots.len() {
            self.spread(self.entries.len() * 2);
        }
        match self.slot(path, hash) {
            Ok(index) => {
                self.entries[index].place.count += 1;
                self.entries[index].place.count
            }
            Err(slot) => {
                let (start, length) = (self.text.len(), path.len());
                self.text.push_str(path);
                self.entries.push(Entry { hash, start, length, place: Place { count: 1, file } });
                self.slots[slot] = Slot { number: self.entries.len() as u32, mark: mark(hash) };
                1
            }
        }
    }

    /// The place of this path, with its path.
    pub(super) fn get(&self, path: &str) -> Option<(&str, Place)> {
        if self.entries.is_empty() {
            return None;
        }
        let entry = &self.entries[self.slot(path, hash(path)).ok()?];
        Some((self.path(entry), entry.place))
    }

    /// Whether there is such a place.
    pub(super) fn has(&self, path: &str) -> bool {
        self.get(path).is_some()
    }

    /// All paths, in the order in which they came.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| self.path(entry))
    }

    fn path(&self, entry: &Entry) -> &str {
        &self.text[entry.start..entry.start + entry.length]
    }

    /// The index of the entry with this path, or else the slot where it belongs. There are slots, and empty ones.
    fn slot(&self, path: &str, hash: u64) -> Result<usize, usize> {
        let mut at = hash as usize & (self.slots.len() - 1);
        loop {
            let Slot { number, mark: own } = self.slots[at];
            let Some(index) = (number as usize).checked_sub(1) else { return Err(at) };
            if own == mark(hash) && self.path(&self.entries[index]) == path {
                return Ok(index);
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    /// Makes room for so many places, and more.
    fn spread(&mut self, places: usize) {
        self.slots = vec![Slot::default(); (places.max(8) * 2 + 2).next_power_of_two()];
        for (entry, number) in self.entries.iter().zip(1..) {
            let mut at = entry.hash as usize & (self.slots.len() - 1);
            while self.slots[at].number != 0 {
                at = (at + 1) & (self.slots.len() - 1);
            }
            self.slots[at] = Slot { number, mark: mark(entry.hash) };
        }
    }
}

fn mark(hash: u64) -> u32 {
    (hash >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_added_is_found() {
        let names: Vec<String> = (0..1000).map(|number| format!("{number}/index.html")).collect();
        let mut places = Places::default();
        assert!(!places.has("") && places.get("0/index.html").is_none());
        for (name, file) in names.iter().zip(0..) {
            assert_eq!(places.add(name, hash(name), file), 1);
        }
        // Two paths with one hash are two all the same.
        assert_eq!(places.add("", hash(&names[7]), 1000), 1);
        assert_eq!(places.add(&names[3], hash(&names[3]), 1001), 2);
        for (name, file) in names.iter().zip(0..) {
            let (path, place) = places.get(name).unwrap();
            assert_eq!((path, place.file, place.count), (&**name, file, if file == 3 { 2 } else { 1 }));
        }
        assert!(!places.has("1000/index.html"));
        assert!(places.paths().take(1000).eq(&names));
    }
}
