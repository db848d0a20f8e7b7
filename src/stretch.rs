//! Stretches: so many files that one thread reads at a time, and what comes of them. Stretches that follow one another
//! are joined as they are done, so that nothing is left to gather at the end.

use std::hint::black_box;
use std::sync::Arc;

use rayon::prelude::*;

use crate::finding::Finding;
use crate::judge::Judged;
use crate::site::Facts;
use crate::site::settings::Settings;
use crate::site::sums::Sums;

/// What comes of a stretch of files.
#[derive(Debug, Default)]
pub(crate) struct Stretch {
    /// The facts of its content, in the order of the files.
    #[allow(clippy::vec_box, reason = "they are large, and stay where they were made")]
    pub(crate) facts: Vec<Box<Facts>>,
    /// Those of the files that are judged, by their indices: every pass over all files takes its time.
    pub(crate) judged: Vec<usize>,
    /// Those of them that hold something back.
    pub(crate) suppressing: Vec<usize>,
    /// Where its static files are copied to.
    pub(crate) copied: Vec<Box<str>>,
    /// What its files say by themselves.
    pub(crate) found: Vec<Finding>,
    /// What was gathered of the facts.
    pub(crate) sums: Sums,
    /// What tells the text of each file from any other, where that was asked for.
    pub(crate) marks: Vec<(Arc<str>, u64)>,
}

impl Stretch {
    /// Adds what came of the next file.
    pub(crate) fn add(&mut self, mut one: Judged, is_judged: bool, settings: &Settings) {
        self.found.append(&mut one.findings);
        self.copied.append(&mut one.copied);
        if let Some(facts) = one.facts {
            if is_judged {
                self.judged.push(self.facts.len());
                self.suppressing.extend((!facts.suppressions.is_empty()).then_some(self.facts.len()));
            }
            self.sums.add(&facts, settings);
            self.facts.push(facts);
        }
    }

    /// This stretch and the `next`.
    fn join(mut self, mut next: Stretch) -> Stretch {
        let before = self.facts.len();
        self.judged.extend(next.judged.iter().map(|index| before + index));
        self.suppressing.extend(next.suppressing.iter().map(|index| before + index));
        self.facts.append(&mut next.facts);
        self.copied.append(&mut next.copied);
        self.found.append(&mut next.found);
        self.sums.join(next.sums);
        self.marks.append(&mut next.marks);
        self
    }
}

/// Makes something of `items`, a stretch at a time, and joins that in their order.
///
/// Left to itself, rayon cuts a hundred thousand files into four pieces for two threads, and whoever has the last of
/// them works alone for its better part.
pub(crate) fn by_stretches<T: Sync, R: Send + Default>(
    items: &[T],
    make: impl Fn(&[T]) -> R + Send + Sync,
    join: impl Fn(R, R) -> R + Send + Sync,
) -> R {
    let length = (items.len() / (16 * rayon::current_num_threads())).clamp(16, 256);
    items.par_chunks(length).with_max_len(1).map(make).reduce(R::default, join)
}

/// Items in small groups, and at the start of each a look at what each of its items lies at: so the memory brings all of
/// them at once, where one after the other would be waited for.
pub(crate) fn groups<T>(items: &[T], lies_at: impl Fn(&T) -> u8) -> impl Iterator<Item = &[T]> {
    let look = move |group: &&[T]| {
        black_box(group.iter().fold(0, |all, item| all ^ lies_at(item)));
    };
    items.chunks(16).inspect(look)
}

/// What is gathered of all `facts` anew.
pub(crate) fn sums(facts: &[Box<Facts>], settings: &Settings) -> Sums {
    let join = |mut sums: Sums, next| {
        sums.join(next);
        sums
    };
    by_stretches(facts, |facts| Sums::of(facts, settings), join)
}

/// Reads `files` by stretches.
pub(crate) fn read(files: &[Arc<str>], make: impl Fn(&[Arc<str>]) -> Stretch + Send + Sync) -> Stretch {
    by_stretches(files, make, Stretch::join)
}
