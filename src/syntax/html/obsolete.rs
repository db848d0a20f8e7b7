//! What the HTML standard calls obsolete and non-conforming (16.2): elements, and attributes of the others, with what the
//! standard says to use. What it lets pass with a warning (`name` on `<a>`, `border` on `<img>`) is not among these, nor
//! are those of `<iframe>`, which stand in the code that video sites give out.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::element::Name;
use super::structure::{Structure, Tag, TagKind};
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
    /// What is obsolete in a page; `view` is the text that `structure` was read from.
    pub fn of(structure: &Structure, view: &str) -> Option<Obsolete> {
        static ELEMENTS_BY_NAME: LazyLock<FxHashMap<Name, &Kind>> = LazyLock::new(|| by_name(ELEMENTS));
        static ATTRIBUTES_BY_NAME: LazyLock<FxHashMap<Name, &Kind>> = LazyLock::new(|| by_name(ATTRIBUTES));
        let (elements, attributes) = (&*ELEMENTS_BY_NAME, &*ATTRIBUTES_BY_NAME);
        let name = |span: Span| Name::new(span.of(view).as_bytes());
        let is_foreign = |tag: &Tag| structure.ancestors(tag).any(|it| it.name.of(view).eq_ignore_ascii_case("svg"));
        let tags = structure.rare_tags().filter(|tag| tag.kind == TagKind::Start);
        let old = tags.filter_map(|tag| Some((tag, tag.span, *elements.get(&name(tag.name))?)));
        let mut all: Vec<(&Tag, Span, &'static Kind)> = old.collect();
        for tag in structure.tags.iter().filter(|tag| tag.has_attributes()) {
            let own =
                structure.attributes(tag).iter().map(|it| it.name).filter(|it| may_be_one(it.of(view).as_bytes()));
            let written = own.filter_map(|it| Some((it, *attributes.get(&name(it))?)));
            let is_on = |kind: &Kind| {
                let element = tag.name.of(view);
                kind.on.split(' ').any(|it| it.eq_ignore_ascii_case(element))
            };
            all.extend(written.filter(|(_, kind)| is_on(kind)).map(|(span, kind)| (tag, span, kind)));
        }
        all.retain(|(tag, ..)| !is_foreign(tag));
        let (_, span, kind) = all.iter().min_by_key(|(_, span, _)| *span)?;
        Some(Obsolete { span: *span, kind, more: all.len() as u32 - 1 })
    }
}

/// Whether its length, its first letter and its third may be those of an obsolete attribute. They are not those of most of
/// every day: of `class` and `style`, `href`, `src`, `alt` and `title`.
fn may_be_one(name: &[u8]) -> bool {
    let [first, _, third, ..] = name else { return false };
    SIGNS.get(name.len()).is_some_and(|thirds| thirds[(*first & 31) as usize] & bit(*third) != 0)
}

/// By the length of the obsolete attributes, and by their first letter: their third letters, one bit for each.
static SIGNS: [[u32; 32]; 16] = {
    let mut signs = [[0; 32]; 16];
    let mut next = 0;
    while next < ATTRIBUTES.len() {
        let name = ATTRIBUTES[next].name.as_bytes();
        signs[name.len()][(name[0] & 31) as usize] |= bit(name[2]);
        next += 1;
    }
    signs
};

/// The bit of a letter in either case; other signs share theirs.
const fn bit(letter: u8) -> u32 {
    1 << (letter & 31)
}

fn by_name(kinds: &'static [Kind]) -> FxHashMap<Name, &'static Kind> {
    kinds.iter().map(|kind| (Name::new(kind.name.as_bytes()), kind)).collect()
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
        Obsolete::of(&structure, view).map(|it| (it.span.of(view), it.kind.name, it.more))
    }

    #[test]
    fn the_first_is_shown_and_the_rest_counted() {
        assert_eq!(first("<p>中<TT>a</TT> <font size=1>b</font>"), Some(("<TT>", "tt", 1)));
        assert_eq!(first("<table><tr><td Align=left width=5>a<center>b</center>"), Some(("Align", "align", 2)));
    }

    #[test]
    fn few_attributes_look_like_obsolete_ones() {
        assert!(ATTRIBUTES.iter().all(|kind| may_be_one(kind.name.to_ascii_uppercase().as_bytes())));
        for name in ["", "id", "alt", "src", "href", "class", "style", "title", "target", "loading"] {
            assert!(!may_be_one(name.as_bytes()), "{name}");
        }
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
