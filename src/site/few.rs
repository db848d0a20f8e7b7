//! A list that most files have nothing for. A large site has a hundred thousand files, and each as many lists as there
//! are kinds of rare things: one word for each of them instead of three is a sixth of all facts.

use std::ops::Deref;

/// A list that is seldom anything but empty.
#[derive(Clone, Debug)]
pub struct Few<T>(#[allow(clippy::box_collection, reason = "it takes one word")] Option<Box<Vec<T>>>);

impl<T> Default for Few<T> {
    fn default() -> Few<T> {
        Few(None)
    }
}

impl<T> Deref for Few<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        self.0.as_ref().map_or(&[], |list| list.as_slice())
    }
}

impl<T> From<Vec<T>> for Few<T> {
    fn from(list: Vec<T>) -> Few<T> {
        Few((!list.is_empty()).then(|| Box::new(list)))
    }
}

impl<'a, T> IntoIterator for &'a Few<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_list_and_takes_one_word() {
        assert!(Few::<u8>::default().is_empty() && Few::<u8>::from(Vec::new()).0.is_none());
        assert_eq!(Few::from(vec![1, 2]).to_vec(), [1, 2]);
        assert_eq!(size_of::<Few<u64>>(), size_of::<usize>());
    }
}
