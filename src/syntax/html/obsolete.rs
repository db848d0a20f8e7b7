//! What the HTML standard calls obsolete and non-conforming (16.2): elements, and attributes of the others, with what the
//! standard says to use. What it lets pass with a warning (`name` on `<a>`, `border` on `<img>`) is not among these, nor
//! are those of `<iframe>`, which stand in the code that video sites give out.

use super::element::names::SVG;
use super::element::{ByName, Name};
use super::structure::{Structure, Tag, TagKind};
use super::token::Attribute;
use crate::source::Span;

/// The first obsolete thing of a page, and how much more there is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Obsolete {
    /// The start tag, or the attribute.
    pub span: Span,
    /// What is known of it.
    pub kind: &'static Kind,
    /// How many more of any kind are on the page.
    pub more: u32,
}

/// An obsolete element or attribute.
#[derive(PartialEq, Eq, Debug)]
pub struct Kind {
    /// Its name.
    pub name: &'static str,
    /// Of an attribute, the elements on which it is obsolete; empty for an element.
    pub on: &'static str,
    /// What to use in its place.
    pub instead: &'static str,
    /// Browsers do nothing with it any more.
    pub is_dead: bool,
}

impl Obsolete {
    /// What is obsolete in a page.
    pub fn of(structure: &Structure) -> Option<Obsolete> {
        static ELEMENTS_BY_NAME: ByName<Option<&Kind>> = by_name(ELEMENTS);
        static ATTRIBUTES_BY_NAME: ByName<Option<&Kind>> = by_name(ATTRIBUTES);
        let is_foreign = |tag: &Tag| structure.ancestors(tag).any(|it| it.element == SVG);
        let tags = structure.rare_tags().filter(|tag| tag.kind == TagKind::Start);
        let old = tags.filter_map(|tag| Some((tag, tag.span, ELEMENTS_BY_NAME.get(tag.element)?)));
        let mut all: Vec<(&Tag, Span, &'static Kind)> = old.collect();
        let is_old = |it: &Attribute| ATTRIBUTES_BY_NAME.get(it.key).is_some();
        let with_old = if structure.all_attributes().iter().any(is_old) { &*structure.tags } else { &[] };
        for tag in with_old.iter().filter(|tag| tag.has_attributes()) {
            let own = structure.attributes(tag).iter();
            let written = own.filter_map(|it| Some((it.name, ATTRIBUTES_BY_NAME.get(it.key)?)));
            let is_on = |kind: &Kind| kind.on.split(' ').any(|it| Name::new(it.as_bytes()) == tag.element);
            all.extend(written.filter(|(_, kind)| is_on(kind)).map(|(span, kind)| (tag, span, kind)));
        }
        all.retain(|(tag, ..)| !is_foreign(tag));
        let (_, span, kind) = all.iter().min_by_key(|(_, span, _)| *span)?;
        Some(Obsolete { span: *span, kind, more: all.len() as u32 - 1 })
    }
}

const fn by_name(kinds: &'static [Kind]) -> ByName<Option<&'static Kind>> {
    let mut table = ByName::new(None);
    let mut next = 0;
    while next < kinds.len() {
        table.set(Name::new(kinds[next].name.as_bytes()), Some(&kinds[next]));
        next += 1;
    }
    table
}

const fn element(name: &'static str, instead: &'static str) -> Kind {
    Kind { name, on: "", instead, is_dead: false }
}

const fn dead(name: &'static str, instead: &'static str) -> Kind {
    Kind { name, on: "", instead, is_dead: true }
}

const fn attribute(name: &'static str, on: &'static str, instead: &'static str) -> Kind {
    Kind { name, on, instead, is_dead: false }
}

const ELEMENTS: &[Kind] = &[
    element("acronym", "`<abbr>`"),
    dead("applet", "`<object>`"),
    dead("basefont", "CSS: `font`"),
    dead("bgsound", "`<audio>`"),
    element("big", "CSS: `font-size`"),
    dead("blink", "CSS: `animation`"),
    element("center", "CSS: `text-align: center`"),
    element("dir", "`<ul>`"),
    element("font", "CSS: `color`, `font-family` and `font-size`"),
    element("frame", "`<iframe>`"),
    element("frameset", "`<iframe>`"),
    dead("isindex", "`<form>` with `<input>`"),
    dead("keygen", "nothing: keys are made in scripts"),
    element("listing", "`<pre>` with `&lt;` for each `<`"),
    element("marquee", "CSS: `animation`"),
    dead("menuitem", "nothing: menus are made in scripts"),
    dead("multicol", "CSS: `columns`"),
    dead("nextid", "nothing"),
    element("nobr", "CSS: `white-space: nowrap`"),
    dead("noembed", "`<object>`"),
    dead("noframes", "`<iframe>`"),
    dead("param", "the attribute `data` of `<object>`"),
    element("plaintext", "`<pre>` with `&lt;` for each `<`"),
    element("rb", "`<ruby>` with the text directly in it"),
    element("rtc", "a `<ruby>` in the other"),
    dead("spacer", "CSS: `margin`"),
    element("strike", "`<s>` for what no longer holds, `<del>` for what was taken out"),
    element("tt", "`<code>`, `<kbd>` or `<samp>`"),
    element("xmp", "`<pre>` with `&lt;` for each `<`"),
];

const ATTRIBUTES: &[Kind] = &[
    attribute(
        "align",
        "caption col div embed h1 h2 h3 h4 h5 h6 hr img input legend object p table tbody td tfoot th thead tr",
        "CSS: `text-align`, or `float` for an image",
    ),
    attribute("alink", "body", "CSS: `a:active`"),
    attribute("axis", "td th", "`scope` on the `<th>`"),
    attribute("background", "body table tbody td tfoot th thead tr", "CSS: `background-image`"),
    attribute("bgcolor", "body col table tbody td tfoot th thead tr", "CSS: `background-color`"),
    attribute("bordercolor", "table", "CSS: `border-color`"),
    attribute("cellpadding", "table", "CSS: `padding` of the cells"),
    attribute("cellspacing", "table", "CSS: `border-spacing`"),
    attribute("char", "col tbody td tfoot th thead tr", "CSS: `text-align`"),
    attribute("clear", "br", "CSS: `clear`"),
    attribute("color", "hr", "CSS: `color`"),
    attribute("compact", "dl menu ol ul", "CSS: `margin`"),
    attribute("coords", "a", "`<area>` in a `<map>`"),
    attribute("frame", "table", "CSS: `border`"),
    attribute("height", "td th", "CSS: `height`"),
    attribute("hspace", "embed img input object", "CSS: `margin`"),
    attribute("link", "body", "CSS: `a:link`"),
    attribute("lowsrc", "img", "a smaller image"),
    attribute("marginheight", "body", "CSS: `margin`"),
    attribute("marginwidth", "body", "CSS: `margin`"),
    attribute("noshade", "hr", "CSS: `border`"),
    attribute("nowrap", "td th", "CSS: `white-space: nowrap`"),
    attribute("rev", "a link", "`rel` with the opposite word"),
    attribute("rules", "table", "CSS: `border`"),
    attribute("shape", "a", "`<area>` in a `<map>`"),
    attribute("size", "hr", "CSS: `height`"),
    attribute("summary", "table", "a `<caption>`, or the text around the table"),
    attribute("text", "body", "CSS: `color`"),
    attribute("type", "li ul", "CSS: `list-style-type`"),
    attribute("valign", "col tbody td tfoot th thead tr", "CSS: `vertical-align`"),
    attribute("vlink", "body", "CSS: `a:visited`"),
    attribute("vspace", "embed img input object", "CSS: `margin`"),
    attribute("width", "col hr pre table td th", "CSS: `width`"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn first(view: &str) -> Option<(&str, &'static str, u32)> {
        let structure = Structure::parse(view, 0..view.len());
        Obsolete::of(&structure).map(|it| (it.span.of(view), it.kind.name, it.more))
    }

    #[test]
    fn the_first_is_shown_and_the_rest_counted() {
        assert_eq!(first("<p>中<TT>a</TT> <font size=1>b</font>"), Some(("<TT>", "tt", 1)));
        assert_eq!(first("<table><tr><td Align=left width=5>a<center>b</center>"), Some(("Align", "align", 2)));
    }

    #[test]
    fn what_is_not_obsolete() {
        for view in [
            "<p>a</p>",
            "<a name=x>a</a><img src=a border=0 width=5 height=5>",
            "<svg><font></font></svg>",
            "<ol type=a><li value=3>x</ol>",
            "<td scope=col>",
            "</center>",
        ] {
            assert_eq!(first(view), None, "{view}");
        }
    }
}
