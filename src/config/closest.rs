//! "Did you mean": the known word nearest to one that is not known.

/// The candidate that `word` was most likely meant to be; `None` where nothing is near enough to be worth saying.
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = word.to_lowercase().replace('_', "-");
    let most = (word.chars().count() / 3).max(1);
    let near = candidates.into_iter().map(|name| {
        let distance = strsim::osa_distance(&folded, &name.to_lowercase());
        (distance, name)
    });
    // The first of the nearest: candidates come sorted, so the answer is always the same.
    near.filter(|(distance, _)| *distance <= most).min_by_key(|(distance, _)| *distance).map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words_are_found_and_far_ones_not() {
        let names = ["date-format", "date-future", "html-unclosed", "link-broken"];
        assert_eq!(closest("date-futur", names), Some("date-future"));
        assert_eq!(closest("DATE_FORMAT", names), Some("date-format"));
        assert_eq!(closest("html-unclsoed", names), Some("html-unclosed"));
        assert_eq!(closest("spelling", names), None);
        assert_eq!(closest("", names), None);
    }
}
