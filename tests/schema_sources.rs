//! Schemas that are written elsewhere: JSON Schemas, and the configurations of content managers as they are.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up has failed")]

use std::fs;

use presscheck::config::Origin;
use presscheck::report::Sources;
use presscheck::{Error, Request};

const DECAP: &str = r#"backend: {name: git-gateway}
media_folder: assets
collections:
  - name: blog
    label: Blog
    folder: site/_posts
    create: true
    slug: "{{year}}-{{month}}-{{day}}-{{slug}}"
    filter: {field: lang, value: en}
    fields:
      - {label: Layout, name: layout, widget: hidden, default: post}
      - {label: Language, name: lang, widget: select, options: [en, zh]}
      - {label: Title, name: title, widget: string, pattern: ['.{3,}', "three letters at least"]}
      - {label: Date, name: date, widget: datetime}
      - {label: Rating, name: rating, widget: number, value_type: int, min: 1, max: 5, required: false}
      - label: Gallery
        name: gallery
        widget: list
        required: false
        fields:
          - {label: Image, name: image, widget: image}
          - {label: Kind, name: kind, widget: select, options: [{label: Photo, value: photo}, {label: Map, value: map}]}
      - {label: Colour, name: colour, widget: my-own}
      - {label: Body, name: body, widget: markdown}
  - name: data
    folder: site/_data
    format: json
    fields: [{name: title}]
"#;

const FRONT_MATTER_CMS: &str = r#"{
  // As VS Code allows.
  "$schema": "https://frontmatter.codes/frontmatter.schema.json",
  "frontMatter.content.pageFolders": [{"title": "posts", "path": "[[workspace]]/site/_posts", "contentTypes": ["post"]}],
  "frontMatter.taxonomy.fieldGroups": [{"id": "person", "fields": [{"name": "name", "type": "string", "required": true}]}],
  "frontMatter.taxonomy.contentTypes": [
    {"name": "post", "fields": [
      {"title": "Title", "name": "title", "type": "string", "required": true},
      {"title": "Kind", "name": "kind", "type": "choice", "choices": ["text", {"id": "video", "title": "A video"}]},
      {"title": "Video", "name": "video", "type": "string", "required": true, "when": {"fieldRef": "kind", "operator": "eq", "value": "video"}},
      {"title": "Tags", "name": "tags", "type": "tags", "taxonomyLimit": 2},
      {"title": "People", "name": "people", "type": "fieldCollection", "fieldGroup": "person"},
      {"title": "Rating", "name": "rating", "type": "number", "numberOptions": {"min": 1, "max": 5}},
    ]},
    {"name": "note", "fields": [{"name": "about", "type": "string", "required": true}]},
  ]
}"#;

/// A repository with a site in its folder `site`, and one post for each text.
fn site(files: &[(&str, &str)], posts: &[&str]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join(".git")).unwrap();
    let posts = posts
        .iter()
        .zip(1..)
        .map(|(text, day)| (format!("site/_posts/2024-01-0{day}-x.md"), format!("---\n{text}\n---\n")));
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
    for (path, text) in files.chain(posts).chain([("site/_config.yml".to_owned(), String::new())]) {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    dir
}

/// What the schemas find: day of the post, rule, and the bytes.
fn found(dir: &tempfile::TempDir, config: &str) -> Result<Vec<String>, Vec<String>> {
    let request = Request {
        config: vec![Origin::File("presscheck.toml".into(), config.as_bytes().to_vec())],
        now: chrono::DateTime::parse_from_rfc3339("2026-01-01T00:00:00Z").unwrap(),
        ..Request::of_site(&dir.path().join("site"))
    };
    match presscheck::check(&request) {
        Ok(outcome) => {
            let of_schema = outcome.findings.iter().filter(|finding| finding.rule.starts_with("schema-"));
            let view = |finding: &presscheck::finding::Finding| {
                let source = outcome.get(finding.path()).unwrap();
                format!("{} {} {}", &finding.path()[16..17], &finding.rule[7..], finding.span().of(&source.text))
            };
            Ok(of_schema.map(view).collect())
        }
        Err(Error::Config(_, errors)) => {
            let view = |error: &presscheck::config::ConfigError| {
                format!(
                    "{}: {} {} {}",
                    error.source.path,
                    error.span.of(&error.source.text),
                    error.message,
                    error.label
                )
            };
            Err(errors.iter().map(view).collect())
        }
        Err(error) => Err(vec![error.to_string()]),
    }
}

#[test]
fn decap_cms_as_it_is() {
    let posts = [
        "lang: en\ntitle: ab\nrating: 9\ngallery:\n- image: a.png\n  kind: drawing\n- kind: map",
        "lang: en\ntitle: abc\ndate: 2024-01-02\nrating: 5\ngallery: []",
        "lang: zh\ntitle: a",
        "lang: en\ntitle: \"\"\ndate: soon",
    ];
    let dir = site(&[("site/admin/config.yml", DECAP)], &posts);
    let expected = [
        "1 required ---",
        "1 pattern ab",
        "1 length 9",
        "1 required gallery",
        "1 enum drawing",
        "4 required title",
        "4 type soon",
    ];
    let config = "[[schema]]\nimport = 'admin/config.yml'";
    let mut all = found(&dir, config).unwrap();
    all.sort_unstable();
    let mut sorted = expected.to_vec();
    sorted.sort_unstable();
    assert_eq!(all, sorted);
    let some = found(&dir, "[[schema]]\nimport = 'admin/config.yml'\npaths = ['_posts/2024-01-04*']").unwrap();
    assert_eq!(some, ["4 required title", "4 type soon"]);
}

#[test]
fn front_matter_cms_as_it_is() {
    let posts = [
        "title: a\nkind: film\ntags: [a, b, c]\npeople: [{name: x}, {age: 1}]\nrating: 0.5",
        "type: note\nkind: film",
        "title: a\nkind: video",
        "title: a\nkind: text\ntype: strange",
    ];
    let dir = site(&[("frontmatter.json", FRONT_MATTER_CMS)], &posts);
    let mut all = found(&dir, "[[schema]]\nimport = '../frontmatter.json'").unwrap();
    all.sort_unstable();
    let mut expected = [
        "1 enum film",
        "1 length [a, b, c]",
        "1 required people",
        "1 length 0.5",
        "2 required ---",
        "3 conditional ---",
    ];
    expected.sort_unstable();
    assert_eq!(all, expected);
}

#[test]
fn what_cannot_be_used_is_told_and_nothing_outside_is_read() {
    let secret = tempfile::tempdir().unwrap();
    fs::write(secret.path().join("s.json"), r#"{"type": "object"}"#).unwrap();
    let outside = secret.path().join("s.json").display().to_string();
    let dir = site(
        &[
            ("site/a.json", r#"{"$ref": "https://example.org/s.json"}"#),
            ("site/b.json", r#"{"$ref": "../../../../../../../../etc/s.json"}"#),
            ("site/c.json", r#"{"type": "objekt"}"#),
            ("site/d.json", "{"),
            ("site/e.json", r#"{"properties": {"title": {"$ref": "../shared/title.json"}}}"#),
            ("site/f.json", r#"{"$ref": "file:///etc/hostname"}"#),
            ("shared/title.json", r#"{"minLength": 3}"#),
            ("site/admin/config.yml", "collections: []\n"),
            ("site/_data/empty.yml", "- {a: 1}\n"),
        ],
        &["title: ab"],
    );
    #[cfg(unix)]
    std::os::unix::fs::symlink(&outside, dir.path().join("site/link.json")).unwrap();
    let schema = |text: &str| found(&dir, &format!("[[schema]]\n{text}"));
    let refused = |text: &str, told: &str| {
        let errors = schema(text).unwrap_err();
        assert!(errors.len() == 1 && errors[0].contains(told), "{text}: {errors:?}");
    };
    refused("json-schema = 'a.json'", "only files of the same repository are read");
    refused("json-schema = 'b.json'", "b.json: ");
    refused("json-schema = 'f.json'", "only files of the same repository are read");
    refused("json-schema = 'c.json'", "c.json: \"objekt\" this is no JSON Schema");
    refused("json-schema = 'd.json'", "d.json: { this is no JSON");
    refused("json-schema = 'none.json'", "`none.json` cannot be used there is no such file");
    refused(&format!("json-schema = '{outside}'"), "leads out of the site");
    refused("json-schema = '../../s.json'", "leads out of the site");
    refused("import = 'admin/config.yml'", "it names no folder of this site");
    refused("import = 'c.json'", "it has neither `collections` nor");
    refused("fields.a.reference = '_data/empty.yml'", "there are no names in it");
    refused("fields.a.reference = '../../x.yml'", "leads out of the site");
    refused("paths = ['a']", "this schema asks for nothing");
    if cfg!(unix) {
        refused("json-schema = 'link.json'", "leads out of the site");
    }
    assert_eq!(schema("json-schema = 'e.json'").unwrap(), ["1 length ab"], "a file of the repository is read");
}
