//! A table of places by their paths, which lie one behind the other in one text. It takes a hundred thousand of them in
//! a few milliseconds, and whoever asks touches little memory: on a large site every link does.

use std::hash::BuildHasher;

use hashbrown::HashTable;
use hashbrown::hash_table::Entry as Slot;
use rustc_hash::FxBuildHasher;

/// What is known of places, by their paths.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// All paths.
    text: String,
    entries: Vec<Entry>,
    /// The entries, by the hashes of their paths.
    table: HashTable<u32>,
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

/// What a path is found by.
pub(super) fn hash(path: &str) -> u64 {
    FxBuildHasher.hash_one(path)
}

impl Places {
    /// None yet, with room for so many, whose paths have so many bytes in all.
    pub(super) fn with_capacity(places: usize, bytes: usize) -> Places {
        Places {
            text: String::with_capacity(bytes),
            entries: Vec::with_capacity(places),
            table: HashTable::with_capacity(places),
        }
    }

    /// Counts one more source that is written to `path`, which has this `hash`; says how many there are now.
    pub(super) fn add(&mut self, path: &str, hash: u64, file: u32) -> u32 {
        let Places { text, entries, table } = self;
        let is_it = |index: &u32| entries[*index as usize].path(text) == path;
        match table.entry(hash, is_it, |index| entries[*index as usize].hash) {
            Slot::Occupied(slot) => {
                let place = &mut entries[*slot.get() as usize].place;
                place.count += 1;
                place.count
            }
            Slot::Vacant(slot) => {
                slot.insert(entries.len() as u32);
                entries.push(Entry { hash, start: text.len(), length: path.len(), place: Place { count: 1, file } });
                text.push_str(path);
                1
            }
        }
    }

    /// The place of this path, with its path.
    pub(super) fn get(&self, path: &str) -> Option<(&str, Place)> {
        let is_it = |index: &u32| self.entries[*index as usize].path(&self.text) == path;
        let entry = &self.entries[*self.table.find(hash(path), is_it)? as usize];
        Some((entry.path(&self.text), entry.place))
    }

    /// Whether there is such a place.
    pub(super) fn has(&self, path: &str) -> bool {
        self.get(path).is_some()
    }

    /// All paths, in the order in which they came.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| entry.path(&self.text))
    }
}

impl Entry {
    fn path<'t>(&self, text: &'t str) -> &'t str {
        &text[self.start..self.start + self.length]
    }
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
