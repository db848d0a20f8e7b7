//! What Liquid brings into a page beside words: another file, or elements that nobody has seen.

use super::{Hole, Liquid};
use crate::source::Span;

/// What a tag or an output leaves in the page.
enum Printed<'t> {
    /// Words, an address or nothing; or what stands between two tags, which is read as any other text.
    Words,
    /// A file in the folder of includes, by its name.
    Include(&'t str),
    /// Perhaps elements, with ids of their own.
    Elements,
}

/// Tags that print no elements, beside `end…`.
const QUIET_TAGS: [&str; 28] = [
    "assign",
    "avatar",
    "break",
    "capture",
    "case",
    "comment",
    "continue",
    "cycle",
    "decrement",
    "echo",
    "else",
    "elsif",
    "feed_meta",
    "for",
    "gist",
    "highlight",
    "if",
    "ifchanged",
    "increment",
    "link",
    "liquid",
    "post_url",
    "raw",
    "seo",
    "tablerow",
    "unless",
    "when",
    "#",
];

/// Filters whose result has no elements, whatever they are given.
const QUIET_FILTERS: [&str; 25] = [
    "abs",
    "absolute_url",
    "cgi_escape",
    "date",
    "date_to_long_string",
    "date_to_rfc822",
    "date_to_string",
    "date_to_xmlschema",
    "divided_by",
    "escape",
    "escape_once",
    "h",
    "minus",
    "number_of_words",
    "plus",
    "relative_url",
    "round",
    "size",
    "slugify",
    "strip_html",
    "times",
    "uri_escape",
    "url_encode",
    "xml_escape",
    "modulo",
];

/// Filters that make words of words; others, such as `append`, may add elements to them.
const WORD_FILTERS: [&str; 9] =
    ["capitalize", "downcase", "lstrip", "rstrip", "strip", "strip_newlines", "truncate", "truncatewords", "upcase"];

/// Keys under which words stand, or an address, wherever they are asked for.
const WORDS: [&str; 17] = [
    "author", "baseurl", "date", "email", "id", "index", "lang", "length", "name", "path", "size", "slug", "time",
    "title", "twitter", "url", "version",
];

impl Liquid {
    /// The names of the files that the text includes; `None` where it may print elements that stand neither in it nor in
    /// one of those. `is_quiet` says of a hole that no element can come of it, since it stands in a tag, say.
    pub fn includes<'t>(&self, text: &'t str, is_quiet: impl Fn(Span) -> bool) -> Option<Vec<&'t str>> {
        let mut names = Vec::new();
        for hole in &self.holes {
            match hole.printed(text) {
                Printed::Words => {}
                _ if is_quiet(hole.span) => {}
                Printed::Include(name) => names.push(name),
                Printed::Elements => return None,
            }
        }
        Some(names)
    }
}

impl Hole {
    fn printed<'t>(&self, text: &'t str) -> Printed<'t> {
        let markup = self.markup.of(text);
        if self.output {
            return if is_words(markup) { Printed::Words } else { Printed::Elements };
        }
        match self.name.of(text) {
            "include" | "include_cached" => match markup.split_whitespace().next() {
                Some(name) if !name.contains('{') => Printed::Include(name),
                _ => Printed::Elements,
            },
            name if name.starts_with("end") || QUIET_TAGS.contains(&name) => Printed::Words,
            // `include_relative` takes a file that no reader of includes has seen, and a plugin's tag does what it likes.
            _ => Printed::Elements,
        }
    }
}

/// Whether an output prints no more than words, once all its filters have had their turn.
fn is_words(markup: &str) -> bool {
    // A sign between quotes may look like the next filter: then one is found that nobody knows.
    let mut parts = markup.split('|').map(str::trim);
    let is_plain = is_plain(parts.next().unwrap_or(""));
    let names = parts.map(|filter| filter.split(|c: char| c == ':' || c.is_whitespace()).next().unwrap_or(""));
    names.fold(is_plain, |is_words, name| QUIET_FILTERS.contains(&name) || is_words && WORD_FILTERS.contains(&name))
}

/// Whether a value has no elements: a literal text, a number, or what everybody takes for a word.
fn is_plain(value: &str) -> bool {
    if value.starts_with(['"', '\'']) {
        return !value.contains('<');
    }
    let mut keys = value.split('.');
    let (root, last) = (keys.next().unwrap_or(""), value.rsplit('.').next().unwrap_or(""));
    let is_number = root.bytes().all(|byte| byte.is_ascii_digit());
    let is_own = matches!(root, "site" | "page" | "jekyll" | "forloop" | "paginator" | "include") && keys.count() == 1;
    let is_text = is_own && !value.contains('[') && !matches!(last, "content" | "output" | "excerpt");
    is_number || value.contains('.') && (is_text || WORDS.contains(&last))
}

#[cfg(test)]
mod tests {
    use super::super::read;

    fn includes(text: &str) -> Option<Vec<&str>> {
        read(text, 0).0.includes(text, |_| false)
    }

    #[test]
    fn words_bring_no_elements() {
        for text in [
            "",
            "{{ site.title }} {{ post.url }} {{ 'x' | relative_url }} {{ 12 }} {{ page.date | date: '%Y' }}",
            "{{ x | markdown | escape }} {{ content | strip_html | truncate: 80 }} {{ page.title | upcase }}",
            "{% for p in site.posts %}{{ p.title }}{% else %}-{% endfor %}{% assign a = 1 %}{% raw %}{{ x }}{% endraw %}",
            "{% comment %}{% include_relative x.md %}{% endcomment %}{% link a.md %}{% highlight c %}x{% endhighlight %}",
        ] {
            assert_eq!(includes(text), Some(Vec::new()), "{text}");
        }
    }

    #[test]
    fn anything_else_may() {
        for text in [
            "{% include_relative x.md %}",
            "{% include {{ page.part }} %}",
            "{% render 'x' %}",
            "{% toc %}",
            "{{ content }}",
            "{{ post.content }}",
            "{{ page.excerpt }}",
            "{{ page.title | markdownify }}",
            "{{ page.title | append: '<a id=x>' }}",
            "{{ page.date | date: '%Y' | prepend: '<b id=x>' }}",
            "{{ content | truncate: 80 }}",
            "{{ 'a|b' }}",
            "{{ content | strip_html | markdownify }}",
            "{{ '<p id=a>' }}",
            "{{ site.data.parts.html }}",
            "{{ site.tools[0] }}",
        ] {
            assert_eq!(includes(text), None, "{text}");
        }
    }

    #[test]
    fn the_names_of_includes() {
        let text = "{% include a.html x=1 %}{% include_cached b/c.md %}{{ site.title }}{%- include d.html -%}";
        assert_eq!(includes(text), Some(vec!["a.html", "b/c.md", "d.html"]));
        assert_eq!(read(text, 0).0.includes(text, |hole| hole.start == 0), Some(vec!["b/c.md", "d.html"]));
    }
}
