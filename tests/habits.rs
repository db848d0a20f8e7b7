//! What a site does all the time is no mistake: rules that hold one post against the others.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up has failed")]

mod support;

use std::fmt::Write;
use std::fs;

/// Judges a site of posts, each given by its day in March 2021 and by what its front matter has beside the title; returns
/// `file rule` of each finding.
fn found(config: &str, posts: impl IntoIterator<Item = (u32, String)>) -> String {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("_posts")).unwrap();
    fs::write(folder.path().join("_config.yml"), config).unwrap();
    for (day, front) in posts {
        let path = folder.path().join(format!("_posts/2021-03-{day:02}-a.md"));
        fs::write(path, format!("---\ntitle: 新闻\n{front}---\n正文\n")).unwrap();
    }
    support::check(folder.path(), None, None).findings.iter().fold(String::new(), |mut all, finding| {
        writeln!(all, "{} {}", finding.path(), finding.rule).unwrap();
        all
    })
}

fn dated(days: std::ops::RangeInclusive<u32>, time: &'static str) -> impl Iterator<Item = (u32, String)> {
    days.map(move |day| (day, format!("date: 2021-03-{day:02} {time}\n")))
}

#[test]
fn an_offset_is_missed_where_others_write_it() {
    let config = "timezone: Asia/Shanghai\n";
    let one = dated(1..=9, "10:00:00 +0800").chain(dated(10..=10, "10:00:00"));
    assert_eq!(found(config, one), "_posts/2021-03-10-a.md date-missing-timezone\n");
    let several = dated(1..=9, "10:00:00 +0800").chain(dated(10..=12, "10:00:00"));
    assert_eq!(found(config, several), "");
    assert_eq!(found(config, dated(1..=20, "10:00:00")), "");
    // A single post is no habit.
    assert_eq!(found(config, dated(1..=1, "10:00:00")), "_posts/2021-03-01-a.md date-missing-timezone\n");
}

#[test]
fn days_in_utc_may_be_the_habit_of_a_large_site() {
    let config = "timezone: Asia/Shanghai\n";
    assert_eq!(found(config, dated(1..=20, "20:00:00")), "");
    assert_eq!(found(config, dated(1..=19, "20:00:00")).lines().count(), 19);
    // One in four is none.
    let some = dated(1..=21, "10:00:00").chain(dated(22..=28, "20:00:00"));
    let found = found(config, some);
    assert_eq!(found.lines().count(), 7);
    assert!(found.lines().all(|line| line.ends_with("date-utc-shift")), "{found}");
}

#[test]
fn two_words_are_one_category_where_posts_have_one() {
    let single = |rest: &str| {
        let single = (1..=20).map(|day| (day, "categories: news\n".to_owned()));
        found("", single.chain([(21, format!("categories: {rest}\n"))]))
    };
    assert_eq!(single("world cup"), "_posts/2021-03-21-a.md taxonomy-space-split\n");
    // The line of the post that comes with a new site.
    assert_eq!(single("jekyll update"), "");
}

#[test]
fn letters_of_either_case_may_be_the_habit() {
    let site = |variants: u32| {
        let tags = |day| if day > 28 - variants { "[News, a, b, c]" } else { "[news, a, b, c]" };
        found("", (1..=28).map(|day| (day, format!("tags: {}\n", tags(day)))))
    };
    assert_eq!(site(1), "_posts/2021-03-28-a.md taxonomy-case-variant\n");
    assert_eq!(site(6), "");
}
