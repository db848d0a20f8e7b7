//! Our reading of Markdown against kramdown's own, as `tests/oracle/kramdown.rb` records it: of written and random texts,
//! which are in the repository, and of any folder (`KRAMDOWN=A.json:B.json`; figures are printed).

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a record of another shape is a failed test; figures are printed"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use presscheck::source::Span;
use presscheck::syntax::html::{self, Structure, TagKind};
use presscheck::syntax::markdown::{self, Dialect, Input, Markdown, NoteKind};
use proptest::prelude::*;
use serde_json::Value;

/// Of one kind of thing: how many kramdown has, and how many of them we have too; how many we have beyond that.
#[derive(Default, Clone, Copy)]
struct Count {
    theirs: usize,
    equal: usize,
    more: usize,
}

const KINDS: [&str; 5] = ["headings", "ids", "links", "elements", "code"];

#[test]
#[allow(
    clippy::disallowed_methods,
    reason = "the records lie outside of the repository; their place is given from outside"
)]
fn kramdown_records() {
    let Some(paths) = std::env::var("KRAMDOWN").ok() else {
        println!("kramdown: skipped, KRAMDOWN does not name records of tests/oracle/kramdown.rb");
        return;
    };
    let shown: usize = std::env::var("SHOW").ok().map_or(20, |text| text.parse().unwrap());
    for path in paths.split(':') {
        compare(Path::new(path), shown);
    }
}

/// Every text of `tests/oracle/kramdown.jsonl`, which holds every line of kramdown's behaviour that the rules rely on.
#[test]
fn texts_are_read_as_kramdown_reads_them() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle/kramdown.jsonl");
    let (mut texts, mut wrong) = (0, Vec::new());
    for line in fs::read_to_string(path).unwrap().lines().skip(1) {
        let row: Value = serde_json::from_str(line).unwrap();
        let text = row["text"].as_str().unwrap();
        let differences = differences(&row, text, 0, &mut BTreeMap::new());
        texts += 1;
        if !differences.is_empty() {
            wrong.push(format!("{} {text:?}\n{}", row["options"], differences.join("\n")));
        }
    }
    assert!(texts > 3000);
    assert!(wrong.is_empty(), "{} of {texts} differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// Compares the files of one record; `shown` differences are printed.
fn compare(path: &Path, shown: usize) {
    let record: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let folder = Path::new(record["folder"].as_str().unwrap());
    let mut counts: BTreeMap<&str, Count> = BTreeMap::new();
    let (mut files, mut equal, mut nearly, mut failing) = (0, 0, 0, Vec::new());
    for row in record["files"].as_array().unwrap() {
        let name = row["path"].as_str().unwrap();
        if let Some(error) = row["error"].as_str() {
            println!("{name}: not compared, {error}");
            continue;
        }
        let text = String::from_utf8(fs::read(folder.join(name)).unwrap()).unwrap();
        let from = usize::try_from(row["from"].as_u64().unwrap()).unwrap();
        let mut differences = differences(row, &text, from, &mut counts);
        files += 1;
        // What the rest of a site can see of it.
        let is_linked = |difference: &String| ["headings", "ids", "links"].iter().any(|it| difference.contains(it));
        nearly += usize::from(!differences.iter().any(is_linked));
        if differences.is_empty() {
            equal += 1;
        } else {
            differences.truncate(6);
            failing.push(format!("{}\n{}", folder.join(name).display(), differences.join("\n")));
        }
    }
    for file in failing.iter().take(shown) {
        println!("{file}");
    }
    println!("{}: {equal} of {files} files equal, {nearly} in headings, ids and links", path.display());
    for kind in KINDS {
        let Count { theirs, equal, more } = counts.get(kind).copied().unwrap_or_default();
        println!("  {kind}: {equal} of {theirs}, {more} beyond");
    }
}

/// What differs between a row of a record and our reading of its text, which starts at byte `from`.
fn differences(row: &Value, text: &str, from: usize, counts: &mut BTreeMap<&str, Count>) -> Vec<String> {
    let ours = ours(text, from, &dialect(&row["options"]));
    let mut differences = Vec::new();
    for (kind, mut found) in KINDS.into_iter().zip(ours) {
        let count = counts.entry(kind).or_default();
        let theirs: Vec<String> = row[kind].as_array().unwrap().iter().map(plain).collect();
        count.theirs += theirs.len();
        for one in &theirs {
            match found.iter().position(|ours| ours == one) {
                Some(at) => {
                    found.remove(at);
                    count.equal += 1;
                }
                None => differences.push(format!("  {kind}: kramdown alone has {one:?}")),
            }
        }
        count.more += found.len();
        differences.extend(found.iter().map(|one| format!("  {kind}: we alone have {one:?}")));
    }
    differences
}

fn dialect(options: &Value) -> Dialect {
    let flag = |key: &str, default: bool| options[key].as_bool().unwrap_or(default);
    let quirks = options["gfm_quirks"].as_str();
    Dialect {
        input: if options["input"] == "GFM" { Input::Gfm } else { Input::Kramdown },
        auto_ids: flag("auto_ids", true),
        id_prefix: options["auto_id_prefix"].as_str().unwrap_or("").to_owned(),
        transliterates: flag("transliterated_header_ids", false),
        strips_ids: flag("auto_id_stripping", false),
        parse_block_html: flag("parse_block_html", false),
        parse_span_html: flag("parse_span_html", true),
        ends_paragraphs: quirks.is_none_or(|quirks| quirks.contains("paragraph_end")),
        typographic: !quirks.is_some_and(|quirks| quirks.contains("no_auto_typographic")),
        toc_levels: std::array::from_fn(|index| {
            let listed = |levels: &str| levels.split(',').any(|level| level == (index + 1).to_string());
            options["toc_levels"].as_str().is_none_or(listed)
        }),
        link_names: Vec::new(),
    }
}

/// What we find, in the order of [`KINDS`].
fn ours(text: &str, from: usize, dialect: &Dialect) -> [Vec<String>; 5] {
    let read = markdown::read(text, Span::new(from, text.len()), dialect);
    check_spans(&read, text, from);
    let Markdown { html, links, ids, headings, code, notes, .. } = read;
    assert_eq!(html.len(), text.len());
    let structure = Structure::parse(&html, from..text.len());
    let headings = headings
        .iter()
        .map(|heading| format!("{} {}", heading.level, heading.id.as_ref().map_or("", |(id, _)| id)))
        .collect();
    let mut links: Vec<String> =
        links.iter().map(|link| format!("{} {}", if link.image { "img" } else { "a" }, link.url)).collect();
    // What kramdown prints stands in the view all the same, where rules are to look at it.
    let is_printed = |tag: Span| notes.iter().any(|note| note.kind == NoteKind::BrokenTag && note.span.overlaps(tag));
    let starts = structure.tags.iter().filter(|tag| tag.kind == TagKind::Start && !is_printed(tag.span));
    let starts: Vec<_> = starts.collect();
    for tag in &starts {
        for name in ["href", "src", "data", "poster"] {
            if let Some(attribute) = structure.attribute(tag, name) {
                links.push(format!("html {}", html::decode(attribute.value.of(&html))));
            }
        }
    }
    let elements = starts.iter().map(|tag| tag.name.of(&html).to_ascii_lowercase()).collect();
    let mut ids: Vec<String> = ids.into_iter().map(|(id, _)| id).collect();
    for tag in &starts {
        ids.extend(structure.attribute(tag, "id").map(|id| html::decode(id.value.of(&html)).into_owned()));
    }
    ids.retain(|id| !id.is_empty());
    let code = code.iter().map(|_| String::from("code")).collect();
    [headings, ids, links, elements, code]
}

/// Every span lies in the body, on characters, and covers what it names.
fn check_spans(read: &Markdown, text: &str, from: usize) {
    let spans = read.links.iter().flat_map(|link| [link.span, link.destination, link.text]);
    let spans = spans.chain(read.ids.iter().map(|(_, span)| *span));
    let spans = spans.chain(read.headings.iter().map(|heading| heading.span));
    let spans = spans.chain(read.code.iter().chain(&read.math).chain(&read.empty_autolinks).copied());
    for span in spans.chain(read.notes.iter().map(|note| note.span)) {
        assert!(span.start as usize >= from && text.get(span.range()).is_some(), "{span:?} in {text:?}");
    }
    for link in &read.links {
        let destination = link.destination.of(text);
        let named = html::decode(destination);
        // Over a line end, quote signs and indentation may stand between.
        let is_it =
            named == link.url || link.url.strip_prefix("mailto:") == Some(&named) || destination.contains(['\n', '\r']);
        assert!(is_it, "{destination:?} for {:?} in {text:?}", link.url);
    }
    for heading in &read.headings {
        assert!(heading.span.of(text).contains(['#', '=', '-']), "{heading:?} in {text:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]
    /// Whatever is written, nothing fails and every span is sound.
    #[test]
    fn spans_are_sound(text in "([-#>*_`~\\[\\]()<>{}:!|&\"'$^=+.0-9 \t\r\n中a/]|</?b>|</?div>|\\{:|\\]\\(|\\[\\^n\\]){0,60}") {
        for input in [Input::Gfm, Input::Kramdown, Input::CommonMark] {
            let read = markdown::read(&text, Span::new(0, text.len()), &Dialect { input, ..Dialect::default() });
            assert_eq!(read.html.len(), text.len());
            for span in read.links.iter().flat_map(|link| [link.span, link.destination, link.text]) {
                assert!(text.get(span.range()).is_some(), "{span:?} in {text:?}");
            }
            if input != Input::CommonMark {
                check_spans(&read, &text, 0);
            }
        }
    }
}

/// An entry of the record as one text, URLs as a browser gets them.
fn plain(value: &Value) -> String {
    match value {
        Value::Array(parts) => {
            let parts: Vec<String> = parts
                .iter()
                .map(|part| match part {
                    Value::String(text) => html::decode(text).into_owned(),
                    Value::Null => String::new(),
                    other => other.to_string(),
                })
                .collect();
            parts.join(" ")
        }
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
