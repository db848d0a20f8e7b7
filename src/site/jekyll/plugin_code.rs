//! What the Ruby files of `_plugins` add to Liquid, as far as it can be read without Ruby: `register_tag "x"`,
//! `register_filter Module`. Whatever is not that plain makes the list incomplete, and then nobody is told that a tag or a
//! filter does not exist.

use crate::syntax::liquid::TagKind;

/// What plugins of the site's own add to Liquid.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each of them silences another claim")]
pub struct PluginCode {
    /// Tags by name.
    pub tags: Vec<(String, TagKind)>,
    /// Filters, and other methods that may be some.
    pub filters: Vec<String>,
    /// Gems that they load.
    pub gems: Vec<String>,
    /// There may be other tags.
    pub hides_tags: bool,
    /// There may be other filters.
    pub hides_filters: bool,
    /// They may give variables to pages.
    pub sets_variables: bool,
    /// They may bring includes from elsewhere.
    pub adds_includes: bool,
    /// They may change a page before Liquid reads it.
    pub rewrites: bool,
}

/// Libraries that add nothing to Liquid.
const HARMLESS: [&str; 45] = [
    "English",
    "active_support",
    "addressable",
    "base64",
    "benchmark",
    "bundler",
    "cgi",
    "csv",
    "date",
    "digest",
    "erb",
    "fastimage",
    "fileutils",
    "forwardable",
    "htmlentities",
    "i18n",
    "jekyll",
    "json",
    "kramdown",
    "liquid",
    "logger",
    "mini_magick",
    "net",
    "nokogiri",
    "octokit",
    "open-uri",
    "open3",
    "ostruct",
    "pathname",
    "pp",
    "psych",
    "rexml",
    "rouge",
    "rubygems",
    "sass",
    "sassc",
    "securerandom",
    "set",
    "shellwords",
    "stringio",
    "tempfile",
    "time",
    "uri",
    "yaml",
    "zlib",
];

impl PluginCode {
    /// Reads the texts of all Ruby files.
    pub fn read(files: &[String]) -> PluginCode {
        let mut code = PluginCode::default();
        let files: Vec<String> = files.iter().map(|text| without_comments(text)).collect();
        for text in &files {
            code.tags_of(text, &files);
            code.filters_of(text, &files);
            code.requires_of(text);
            let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
            code.hides_tags |= has(&["Template.tags", "eval(", "instance_eval", "class_eval"]);
            code.hides_filters |= has(&["Strainer", "global_filter", "add_filters", "eval(", "instance_eval"]);
            code.sets_variables |=
                has(&["payload", ".scopes", "environments", "assigns", "eval("]) || sets_context(text);
            code.adds_includes |= has(&["includes_load_paths", "includes_dir", "tag_includes_dirs"]);
            code.rewrites |= rewrites(text);
        }
        code
    }

    fn tags_of(&mut self, text: &str, files: &[String]) {
        for (rest, _) in calls(text, "register_tag") {
            let Some((name, rest)) = literal(rest) else {
                self.hides_tags = true;
                continue;
            };
            let class = rest.trim_start().strip_prefix(',').and_then(constant);
            let kind = class.map_or(TagKind::Unclear, |class| kind_of(class, files, 0));
            self.tags.push((name.to_owned(), kind));
        }
    }

    fn filters_of(&mut self, text: &str, files: &[String]) {
        for (rest, _) in calls(text, "register_filter") {
            let module = constant(rest).map(|module| format!("module {module}"));
            let is_here = |module: &String| files.iter().any(|text| text.contains(module.as_str()));
            self.hides_filters |= !module.as_ref().is_some_and(is_here);
            // A module of filters may be put together from others.
            self.hides_filters |= ["define_method", "method_missing"].iter().any(|word| text.contains(word));
            for (rest, _) in ["include", "extend", "prepend"].iter().flat_map(|word| calls(text, word)) {
                let module = constant(rest).map(|module| format!("module {module}"));
                let known = rest.trim_start().starts_with("Liquid::") || rest.trim_start().starts_with("Jekyll::");
                self.hides_filters |= !known && !module.as_ref().is_some_and(is_here);
            }
        }
        let methods = calls(text, "def").map(|(rest, _)| rest.trim_start().trim_start_matches("self."));
        let aliases = ["alias_method", "alias"].iter().flat_map(|word| calls(text, word)).map(|(rest, _)| rest);
        let aliases = aliases.map(|rest| rest.trim_start_matches(['(', ' ', ':', '\'', '"']));
        self.filters.extend(methods.chain(aliases).map(word).filter(|name| !name.is_empty()).map(str::to_owned));
    }

    fn requires_of(&mut self, text: &str) {
        for (rest, _) in calls(text, "require") {
            let Some((name, _)) = literal(rest) else {
                (self.hides_tags, self.hides_filters) = (true, true);
                continue;
            };
            // A file of the site's own is read anyway.
            if name.starts_with("./") || name.contains("_plugins") || name.starts_with("jekyll/") {
                continue;
            }
            let library = name.split('/').next().unwrap_or(name);
            if !HARMLESS.contains(&library) {
                self.gems.push(library.to_owned());
            }
        }
    }
}

/// Lines that only comment say nothing.
fn without_comments(text: &str) -> String {
    let kept = text.lines().filter(|line| !line.trim_start().starts_with('#'));
    kept.flat_map(|line| [line, "\n"]).collect()
}

/// What follows each call of `name`, and what stands before it.
fn calls<'t>(text: &'t str, name: &'t str) -> impl Iterator<Item = (&'t str, &'t str)> {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '?' | '!');
    text.match_indices(name).filter_map(move |(at, _)| {
        let (before, after) = (&text[..at], &text[at + name.len()..]);
        let alone = !before.ends_with(is_word) && !before.ends_with("def ") && !after.starts_with(is_word);
        alone.then_some((after, before))
    })
}

/// A quoted text or a symbol, perhaps in parentheses, and what follows it.
fn literal(rest: &str) -> Option<(&str, &str)> {
    let rest = rest.trim_start_matches(['(', ' ', '\n', '\t', '\r']);
    if let Some(symbol) = rest.strip_prefix(':') {
        let name = word(symbol);
        return (!name.is_empty()).then(|| (name, &symbol[name.len()..]));
    }
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (text, after) = rest[1..].split_once(quote)?;
    let after = after.strip_prefix(".freeze").unwrap_or(after);
    (!text.is_empty() && !text.contains("#{")).then_some((text, after))
}

/// The last part of a constant: `Tag` of `Jekyll::Gallery::Tag`.
fn constant(rest: &str) -> Option<&str> {
    let rest = rest.trim_start_matches(['(', ' ', '\n', '\t', '\r']).trim_start_matches("::");
    let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).unwrap_or(rest.len());
    let name = rest[..end].trim_end_matches(':').rsplit("::").next()?;
    name.starts_with(|c: char| c.is_uppercase()).then_some(name)
}

fn word(text: &str) -> &str {
    &text[..text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len())]
}

/// Whether a class is a block or stands alone, from what it inherits.
fn kind_of(class: &str, files: &[String], depth: usize) -> TagKind {
    let parent = files.iter().flat_map(|text| calls(text, "class")).find_map(|(rest, _)| {
        let rest = rest.trim_start();
        let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).unwrap_or(rest.len());
        let is_it = rest[..end].rsplit("::").next() == Some(class);
        rest[end..].trim_start().strip_prefix('<').filter(|_| is_it && !rest[end..].trim_start().starts_with("<<"))
    });
    let Some(parent) = parent.map(str::trim_start) else { return TagKind::Unclear };
    let parent =
        &parent[..parent.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).unwrap_or(parent.len())];
    match parent.trim_start_matches("::") {
        "Liquid::Block" | "Liquid::Raw" | "Jekyll::Tags::HighlightBlock" | "Tags::HighlightBlock" | "Block" => {
            TagKind::Block
        }
        "Liquid::Tag" | "Jekyll::Tags::IncludeTag" | "Jekyll::Tags::IncludeRelativeTag" | "Tags::IncludeTag" => {
            TagKind::Tag
        }
        other if depth < 5 => {
            other.rsplit("::").next().map_or(TagKind::Unclear, |name| kind_of(name, files, depth + 1))
        }
        _ => TagKind::Unclear,
    }
}

/// Whether a plugin changes the text of pages that stand in the site, not only that of new ones.
fn rewrites(text: &str) -> bool {
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let count = |words: &[&str]| words.iter().map(|word| text.matches(word).count()).sum::<usize>();
    let assigned = count(&[".content =", ".content="]) - count(&[".content =="]);
    let changed = count(&[".content.gsub!", ".content.sub!", ".content <<", ".content.replace"]);
    let is_read = count(&[".content"]) > assigned + changed;
    let hooked = has(&["pre_render", "post_init", "post_read"]) && assigned + changed > 0;
    hooked || (has(&["def generate"]) && (changed > 0 || (assigned > 0 && is_read)))
}

/// Whether a tag gives a variable to what follows it: `context["x"] = …`.
fn sets_context(text: &str) -> bool {
    text.match_indices("context[").any(|(at, _)| {
        let rest = text[at..].find(']').map_or("", |close| text[at + close + 1..].trim_start());
        rest.starts_with('=') && !rest.starts_with("==") || rest.starts_with("||=")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> PluginCode {
        PluginCode::read(&[text.to_owned()])
    }

    #[test]
    fn registered_tags_and_filters_are_found() {
        let code = read(
            "require 'json'\nmodule Jekyll\n  class Gallery < ::Liquid::Block\n  end\n  class Small < Gallery\n  end\n\
             class Video < Liquid::Tag\n  end\n  module Money\n    def euro(x) x end\n    def self.cents(x) x end\n\
             alias_method :eur, :euro\n  end\nend\nLiquid::Template.register_tag('gallery', Jekyll::Gallery)\n\
             Liquid::Template.register_tag(\n  \"small\",\n  Jekyll::Small,\n)\n::Liquid::Template.register_tag :video, Jekyll::Video\n\
             # Liquid::Template.register_tag('gone', X)\nLiquid::Template.register_filter(Jekyll::Money)\n",
        );
        let tags: Vec<_> = code.tags.iter().map(|(name, kind)| (name.as_str(), *kind)).collect();
        assert_eq!(tags, [("gallery", TagKind::Block), ("small", TagKind::Block), ("video", TagKind::Tag)]);
        assert_eq!(code.filters, ["euro", "cents", "eur"]);
        assert!(!code.hides_tags && !code.hides_filters && code.gems.is_empty() && !code.sets_variables);
    }

    #[test]
    fn what_is_not_plain_hides_names() {
        assert!(read("%w(a b).each { |tag| Liquid::Template.register_tag(tag, X) }").hides_tags);
        assert!(read("Liquid::Template.register_tag(\"#{x}_y\", X)").hides_tags);
        assert!(read("Liquid::Template.register_filter(ActionView::Helpers::NumberHelper)").hides_filters);
        let mixed = "module A\n include B\n def x; end\nend\nLiquid::Template.register_filter(A)";
        assert!(read(mixed).hides_filters && !read(mixed).hides_tags);
        assert!(!read(&format!("module B\nend\n{mixed}")).hides_filters);
        assert_eq!(read("require 'jekyll-scholar'\nrequire_relative 'x'").gems, ["jekyll-scholar"]);
    }

    #[test]
    fn what_may_reach_a_page_is_seen() {
        assert!(read("context['x'] = 1").sets_variables && !read("y = context['x'] == 1").sets_variables);
        assert!(
            read("Jekyll::Hooks.register(:posts, :pre_render) { |post| post.content = wrap(post.content) }").rewrites
        );
        assert!(!read("def generate(site)\n page = New.new\n page.content = x\nend").rewrites);
        assert!(read("def generate(site)\n site.posts.docs.each { |one| one.content = f(one.content) }\nend").rewrites);
        assert!(read("site.includes_load_paths << x").adds_includes);
    }
}
