//! From the tree of `_config.yml` to what Jekyll takes from it.

use super::super::defaults::Defaults;
use super::super::entry_filter::EntryFilter;
use super::super::{Profile, Zone};
use super::{Collection, Config, Problem, ProblemKind, Spanned};
use crate::source::Span;
use crate::syntax::markdown::{Dialect, Input};
use crate::syntax::yaml::{Node, Value};

const EXCLUDE_4: [&str; 10] = [
    ".sass-cache",
    ".jekyll-cache",
    "gemfiles",
    "Gemfile",
    "Gemfile.lock",
    "node_modules",
    "vendor/bundle/",
    "vendor/cache/",
    "vendor/gems/",
    "vendor/ruby/",
];
const EXCLUDE_3: [&str; 7] =
    ["Gemfile", "Gemfile.lock", "node_modules", "vendor/bundle/", "vendor/cache/", "vendor/gems/", "vendor/ruby/"];

/// kramdown's `toc_levels`: `2..3`, `2,3` or a list; `None` where kramdown refuses it.
fn toc_levels(node: &Node) -> Option<[bool; 6]> {
    let level = |text: &str| text.parse::<usize>().ok().filter(|level| (1..=6).contains(level));
    let mut levels = [false; 6];
    let mut keep = |level: usize| levels[level - 1] = true;
    match &node.value {
        Value::Sequence(items) => {
            for item in items {
                keep(level(&item.to_ruby_s())?);
            }
        }
        _ => match node.as_str()?.split_once("..") {
            Some((first, last)) => (level(first)?..=level(last)?).for_each(keep),
            None => {
                for part in node.as_str()?.split(',') {
                    keep(level(part)?);
                }
            }
        },
    }
    Some(levels)
}

/// Reads the tree; no tree gives Jekyll's defaults.
pub(super) fn config(root: Option<&Node>, profile: Profile) -> Config {
    let empty = Node { span: Span::default(), value: Value::Null, style: None };
    let mut reader = Reader { root: root.unwrap_or(&empty), profile, problems: Vec::new() };
    let mut config = reader.config();
    config.problems = reader.problems;
    config
}

struct Reader<'a> {
    root: &'a Node,
    profile: Profile,
    problems: Vec<Problem>,
}

impl<'a> Reader<'a> {
    fn problem(&mut self, span: Span, kind: ProblemKind) {
        self.problems.push(Problem { kind, span });
    }

    /// A set value; `null` keeps Jekyll's default.
    fn get(&self, key: &str) -> Option<&'a Node> {
        self.root.get(key).map(|(_, value)| value).filter(|v| v.value != Value::Null)
    }

    fn config(&mut self) -> Config {
        let permalink = self.permalink();
        let directory = |text: Spanned<String>| text.value.trim_matches('/').trim_start_matches("./").to_owned();
        let collections_dir = directory(self.text("collections_dir", ""));
        let exclude_span = self.get("exclude").map(|n| n.span);
        Config {
            profile: self.profile,
            url: self.optional_text("url"),
            baseurl: self.text("baseurl", ""),
            timezone: self.timezone(),
            collections: self.collections(),
            collections_dir: collections_dir.clone(),
            defaults: self.defaults(&collections_dir),
            filter: self.filter(),
            exclude_span,
            keep_files: self.list("keep_files").unwrap_or_else(|| vec![".git".into(), ".svn".into()]),
            future: self.flag("future"),
            unpublished: self.flag("unpublished"),
            show_drafts: self.flag("show_drafts"),
            limit_posts: self.number("limit_posts").unwrap_or_default(),
            layouts_dir: directory(self.text("layouts_dir", "_layouts")),
            includes_dir: directory(self.text("includes_dir", "_includes")),
            data_dir: directory(self.text("data_dir", "_data")),
            destination: directory(self.text("destination", "_site")),
            source: self.source(),
            source_dir: String::new(),
            markdown_ext: self
                .text("markdown_ext", "markdown,mkdown,mkdn,mkd,md")
                .to_lowercase()
                .split(',')
                .map(str::to_owned)
                .collect(),
            plugins: self.plugins(),
            theme: self.optional_text("theme"),
            remote_theme: self.optional_text("remote_theme"),
            paginate: self.number("paginate"),
            paginate_path: self.text("paginate_path", "/page:num"),
            encoding: self.text("encoding", "utf-8"),
            strict_front_matter: self.flag("strict_front_matter").value,
            excerpt_separator: self.text("excerpt_separator", "\n\n").value,
            dialect: self.dialect(),
            permalink,
            problems: Vec::new(),
            root: None,
        }
    }

    /// How Markdown is read: `markdown` and `kramdown` (`converters/markdown.rb`; on GitHub Pages the gem's
    /// `restrict_and_config_markdown_processor`).
    fn dialect(&self) -> Dialect {
        let kramdown = self.get("kramdown");
        let option = |key: &str| kramdown.and_then(|k| k.get(key)).map(|(_, node)| node);
        let flag = |key: &str, default: bool| option(key).map_or(default, |node| node.value == Value::Bool(true));
        let default = Dialect::default();
        let engine = self.text("markdown", "kramdown").to_lowercase();
        let is_common = match self.profile {
            Profile::GitHubPages => matches!(&*engine, "gfm" | "commonmarkghpages"),
            _ => engine.starts_with("commonmark"),
        };
        let input = match option("input").map(Node::to_ruby_s) {
            _ if is_common => Input::CommonMark,
            Some(input) if input.eq_ignore_ascii_case("kramdown") => Input::Kramdown,
            _ => Input::Gfm,
        };
        // `gfm_quirks` is a list, or one text.
        let quirks = option("gfm_quirks").map(|node| match &node.value {
            Value::Sequence(items) => items.iter().map(Node::to_ruby_s).collect::<Vec<_>>().join(","),
            _ => node.to_ruby_s(),
        });
        Dialect {
            input,
            auto_ids: flag("auto_ids", default.auto_ids),
            id_prefix: option("auto_id_prefix").map(Node::to_ruby_s).unwrap_or_default(),
            transliterates: flag("transliterated_header_ids", default.transliterates),
            strips_ids: flag("auto_id_stripping", default.strips_ids),
            parse_block_html: flag("parse_block_html", default.parse_block_html),
            parse_span_html: flag("parse_span_html", default.parse_span_html),
            ends_paragraphs: quirks.as_ref().map_or(default.ends_paragraphs, |quirks| quirks.contains("paragraph_end")),
            typographic: !quirks.is_some_and(|quirks| quirks.contains("no_auto_typographic")),
            toc_levels: option("toc_levels").and_then(toc_levels).unwrap_or(default.toc_levels),
            link_names: option("link_defs")
                .map(|defined| defined.entries().iter().map(|(name, _)| name.to_ruby_s()).collect())
                .unwrap_or_default(),
        }
    }

    fn optional_text(&self, key: &str) -> Option<Spanned<String>> {
        self.get(key).map(|node| Spanned { value: node.to_ruby_s(), span: Some(node.span) })
    }

    fn source(&mut self) -> Option<Spanned<String>> {
        let node = self.get("source")?;
        if node.as_str().is_none() {
            // GitHub's own always counts more.
            if self.profile != Profile::GitHubPages {
                self.problem(node.span, ProblemKind::WrongType("source", "the path of a folder"));
            }
            return None;
        }
        self.optional_text("source")
    }

    fn text(&self, key: &str, default: &str) -> Spanned<String> {
        self.optional_text(key).unwrap_or_else(|| Spanned { value: default.to_owned(), span: None })
    }

    fn flag(&self, key: &str) -> Spanned<bool> {
        let node = self.get(key);
        Spanned { value: node.is_some_and(|n| n.value != Value::Bool(false)), span: node.map(|n| n.span) }
    }

    fn number(&self, key: &str) -> Option<Spanned<i64>> {
        let node = self.get(key)?;
        let Value::Int(value) = node.value else { return None };
        Some(Spanned { value, span: Some(node.span) })
    }

    /// A list of texts; Jekyll 3 also takes a string with commas.
    fn list(&mut self, key: &'static str) -> Option<Vec<String>> {
        let node = self.get(key)?;
        match &node.value {
            Value::Sequence(items) => Some(items.iter().map(Node::to_ruby_s).collect()),
            Value::String(text) if self.profile.is_jekyll_3() => {
                Some(text.split(',').map(|item| item.trim().to_owned()).collect())
            }
            _ => {
                self.problem(node.span, ProblemKind::WrongType(key, "a list"));
                None
            }
        }
    }

    fn filter(&mut self) -> EntryFilter {
        let include = self.list("include").unwrap_or_else(|| vec![".htaccess".to_owned()]);
        let jekyll_4 = !self.profile.is_jekyll_3();
        let own = self.list("exclude");
        let is_own = own.is_some();
        let mut exclude = own.unwrap_or_default();
        let defaults: &[&str] = match (jekyll_4, is_own) {
            (true, _) => &EXCLUDE_4,
            (false, true) => &[],
            (false, false) => &EXCLUDE_3,
        };
        for default in defaults {
            if !exclude.iter().any(|e| e == default) {
                exclude.push((*default).to_owned());
            }
        }
        // To Jekyll's own list the gem adds one; a user's that is the same counts as Jekyll's.
        if self.profile == Profile::GitHubPages && (!is_own || exclude == EXCLUDE_3) {
            exclude.push("CNAME".to_owned());
        }
        EntryFilter::new(include, exclude, jekyll_4)
    }

    fn timezone(&mut self) -> Spanned<Zone> {
        let Some(node) = self.get("timezone") else { return Spanned { value: Zone::Unset, span: None } };
        let Some(name) = node.as_str() else {
            if node.value != Value::Bool(false) {
                self.problem(
                    node.span,
                    ProblemKind::WrongType("timezone", "the name of a zone, such as Asia/Shanghai"),
                );
            }
            return Spanned { value: Zone::Unset, span: Some(node.span) };
        };
        let zone = Zone::named(name);
        if let Zone::Unknown(name) = &zone {
            self.problem(node.span, ProblemKind::UnknownTimezone(name.clone()));
        }
        Spanned { value: zone, span: Some(node.span) }
    }

    fn permalink(&mut self) -> Spanned<String> {
        let node = self.get("permalink");
        if let Some(node) = node.filter(|n| n.as_str().is_none()) {
            self.problem(node.span, ProblemKind::WrongType("permalink", "a style or a template"));
        }
        node.and_then(|n| Some(Spanned { value: n.as_str()?.to_owned(), span: Some(n.span) }))
            .unwrap_or_else(|| Spanned { value: "date".to_owned(), span: None })
    }

    fn collections(&mut self) -> Vec<Collection> {
        let mut posts = Collection { label: "posts".to_owned(), output: true, permalink: None, span: None };
        let mut others: Vec<Collection> = Vec::new();
        let node = self.get("collections");
        let mut add = |label: String, span: Span, options: Option<&Node>| {
            // Jekyll keeps ASCII letters, digits and `_-.` of a label.
            let label: String = label.chars().filter(|c| c.is_ascii_alphanumeric() || "_-.".contains(*c)).collect();
            let option = |key: &str| options.and_then(|o| o.get(key)).map(|(_, v)| v);
            let permalink = option("permalink")
                .filter(|n| n.value != Value::Null)
                .map(|n| Spanned { value: n.to_ruby_s(), span: Some(n.span) });
            if label == "posts" {
                posts = Collection { permalink, span: Some(span), ..posts.clone() };
                return;
            }
            let output = option("output").is_some_and(|n| !matches!(n.value, Value::Null | Value::Bool(false)));
            others.retain(|c| c.label != label);
            others.push(Collection { label, output, permalink, span: Some(span) });
        };
        match node.map(|n| &n.value) {
            Some(Value::Sequence(items)) => items.iter().for_each(|item| add(item.to_ruby_s(), item.span, None)),
            Some(Value::Mapping(pairs)) => pairs.iter().for_each(|(k, v)| add(k.to_ruby_s(), k.span, Some(v))),
            _ => {}
        }
        if let Some(node) = node.filter(|n| !matches!(n.value, Value::Sequence(_) | Value::Mapping(_))) {
            self.problem(node.span, ProblemKind::WrongType("collections", "a list of labels or a mapping"));
        }
        others.insert(0, posts);
        others
    }

    fn defaults(&mut self, collections_dir: &str) -> Defaults {
        let Some(node) = self.get("defaults") else { return Defaults::default() };
        let (defaults, bad) = Defaults::read(node, self.profile, collections_dir);
        let is_bad = |item: &Node| bad.contains(&item.span);
        for &span in &bad {
            self.problem(span, ProblemKind::InvalidDefault);
        }
        let dates = node.items().iter().filter_map(|item| item.get("values")?.1.get("date")).map(|(_, date)| date);
        let sets = node.items().iter().filter(|item| !is_bad(item));
        let mut is_scoped = false;
        for item in sets {
            match item.get("scope").map(|(key, scope)| (key.span, &scope.value)) {
                Some((_, Value::Mapping(_))) => is_scoped = true,
                Some((span, _)) => self.problem(span, ProblemKind::DefaultScope),
                None if is_scoped => self.problem(item.span, ProblemKind::DefaultWithoutScope),
                None => {}
            }
        }
        for date in dates.filter(|d| !matches!(d.value, Value::String(_) | Value::Time { .. })) {
            self.problem(date.span, ProblemKind::DefaultDate);
        }
        defaults
    }

    fn plugins(&mut self) -> Vec<Spanned<String>> {
        let old = self.get("gems").filter(|_| self.profile.is_jekyll_3());
        let Some(node) = old.or_else(|| self.get("plugins")) else { return Vec::new() };
        if let Value::Sequence(items) = &node.value {
            return items.iter().map(|i| Spanned { value: i.to_ruby_s(), span: Some(i.span) }).collect();
        }
        if !self.profile.is_jekyll_3() || node.as_str().is_some() {
            self.problem(node.span, ProblemKind::WrongType("plugins", "a list of gem names"));
        }
        Vec::new()
    }
}
