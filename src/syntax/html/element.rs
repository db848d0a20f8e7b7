//! What is known about elements by their names: void, block, raw text, and which the standards define.

mod by_name;
mod name;

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

#[allow(clippy::wildcard_imports, reason = "the names of elements, which are written as in the standard")]
use self::names::*;
use super::token::Mode;
pub(in crate::syntax) use by_name::ByName;
pub(super) use name::Letters;
pub(crate) use name::Name;

/// Whether the element has no content and no end tag (HTML 13.1.2), in any case of letters.
pub fn is_void(name: &str) -> bool {
    Name::new(name.as_bytes()).is_void()
}

/// Whether the start tag ends an open paragraph (HTML 13.1.2.4, "a p element's end tag can be omitted if …").
pub fn is_block(name: &str) -> bool {
    Name::new(name.as_bytes()).is_block()
}

/// Whether the author may leave out the element's end tag.
pub fn may_leave_out_end(name: &str) -> bool {
    Name::new(name.as_bytes()).has_optional_end()
}

/// The name in the text of a tag, `<div class="a">` or `</div>`, as it is written.
pub fn name_in_tag(tag: &str) -> &str {
    let text = tag.trim_start_matches('<').trim_start_matches('/');
    &text[..text.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(text.len())]
}

/// Whether browsers read the element's content as text, in which no tag but its own end tag means anything.
pub fn has_raw_text(name: &str) -> bool {
    Name::new(name.as_bytes()).content_mode() != Mode::Data
}

/// Whether HTML, SVG or `MathML` defines the element, or defined it once, or it is a valid custom element.
pub fn is_known(name: &str) -> bool {
    let custom = name.contains('-') && name.starts_with(|first: char| first.is_ascii_alphabetic());
    custom || is_in(&[0, 1, 2], name)
}

/// Whether HTML itself defines the element, or defined it once.
pub fn is_html(name: &str) -> bool {
    is_in(&[0], name)
}

/// Whether one of these lists of `KNOWN` has the name.
fn is_in(lists: &[usize], name: &str) -> bool {
    static SETS: LazyLock<[FxHashSet<Name>; 3]> =
        LazyLock::new(|| KNOWN.map(|list| list.split_ascii_whitespace().map(|it| Name::new(it.as_bytes())).collect()));
    let name = Name::new(name.as_bytes());
    lists.iter().any(|list| SETS[*list].contains(&name))
}

/// Elements by how much there is to be said of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Class {
    /// Its tags mean in every place what they say, as long as they nest.
    Plain,
    /// The same, of a list and its items.
    List,
    /// The same, of a heading.
    Heading,
    /// The same, of code.
    Code,
    /// Anything else: parts of tables and forms, what is obsolete, what belongs to the document, what nobody knows.
    Rare,
}

/// What is asked of every tag's element: looked up at once.
#[derive(Clone, Copy, Debug)]
pub(super) struct Traits {
    pub(super) is_void: bool,
    pub(super) is_block: bool,
    pub(super) has_optional_end: bool,
    pub(super) content_mode: Mode,
    pub(super) class: Class,
}

impl Traits {
    const fn of(name: Name) -> Traits {
        Traits {
            is_void: name.is_void(),
            is_block: name.is_block(),
            has_optional_end: name.has_optional_end(),
            content_mode: name.content_mode(),
            class: name.class(),
        }
    }
}

static TRAITS: ByName<Traits> = {
    // No rule of nesting speaks of the others.
    let mut traits = ByName::new(Traits::of(Name::NONE));
    let mut next = 0;
    while next < ALL.len() {
        traits.set(ALL[next], Traits::of(ALL[next]));
        next += 1;
    }
    traits
};

impl Name {
    pub(super) fn traits(self) -> Traits {
        TRAITS.get(self)
    }

    pub(super) const fn is_void(self) -> bool {
        matches!(
            self,
            AREA | BASE
                | BASEFONT
                | BGSOUND
                | BR
                | COL
                | EMBED
                | FRAME
                | HR
                | IMG
                | INPUT
                | KEYGEN
                | LINK
                | META
                | PARAM
                | SOURCE
                | TRACK
                | WBR
        )
    }

    pub(super) const fn is_block(self) -> bool {
        matches!(
            self,
            ADDRESS
                | ARTICLE
                | ASIDE
                | BLOCKQUOTE
                | CENTER
                | DD
                | DETAILS
                | DIALOG
                | DIR
                | DIV
                | DL
                | DT
                | FIELDSET
                | FIGCAPTION
                | FIGURE
                | FOOTER
                | FORM
                | HEADER
                | HGROUP
                | HR
                | LI
                | LISTING
                | MAIN
                | MENU
                | NAV
                | OL
                | P
                | PLAINTEXT
                | PRE
                | SEARCH
                | SECTION
                | SUMMARY
                | TABLE
                | UL
                | XMP
        ) || self.is_heading()
    }

    pub(super) const fn is_heading(self) -> bool {
        matches!(self, H1 | H2 | H3 | H4 | H5 | H6)
    }

    /// Elements at which the search for an open `p` stops (HTML 13.2.4.2, button scope).
    pub(super) fn is_scope(self) -> bool {
        matches!(
            self,
            APPLET | BUTTON | CAPTION | HTML | TABLE | TD | TH | MARQUEE | OBJECT | SELECT | TEMPLATE | FOREIGN_OBJECT
        )
    }

    /// How much there is to be said of the element.
    pub(super) const fn class(self) -> Class {
        match self {
            A | ABBR | ADDRESS | ARTICLE | ASIDE | AUDIO | B | BLOCKQUOTE | BR | CITE | DEL | DETAILS | DFN | DIV
            | EM | FIGCAPTION | FIGURE | FOOTER | HEADER | HR | I | IMG | INS | KBD | MAIN | MARK | NAV | P | Q
            | SAMP | SECTION | SMALL | SOURCE | SPAN | STRONG | SUB | SUMMARY | SUP | TRACK | U | VAR | VIDEO | WBR => {
                Class::Plain
            }
            DD | DL | DT | LI | MENU | OL | UL => Class::List,
            CODE | PRE => Class::Code,
            _ if self.is_heading() => Class::Heading,
            _ => Class::Rare,
        }
    }

    /// Elements whose own end tag the author may always leave out (HTML 13.1.2.4).
    pub(super) const fn has_optional_end(self) -> bool {
        matches!(
            self,
            BODY | CAPTION
                | COLGROUP
                | DD
                | DT
                | HEAD
                | HTML
                | LI
                | OPTGROUP
                | OPTION
                | P
                | RB
                | RP
                | RT
                | RTC
                | TBODY
                | TD
                | TFOOT
                | TH
                | THEAD
                | TR
        )
    }

    /// Of those, the ones that the end tag of an ordinary element does not end.
    pub(super) fn is_special_optional(self) -> bool {
        self.has_optional_end() && !matches!(self, OPTGROUP | OPTION | RB | RP | RT | RTC)
    }

    /// Elements of which browsers keep a list, to open them again where they were cut off (HTML 13.2.4.3).
    pub(super) fn is_formatting(self) -> bool {
        matches!(self, A | B | BIG | CODE | EM | FONT | I | NOBR | S | SMALL | STRIKE | STRONG | TT | U)
    }

    /// Elements whose end tags the standard has no rule of their own for.
    pub(super) fn is_ordinary(self) -> bool {
        !(self.is_block()
            || self.is_scope()
            || self.is_formatting()
            || matches!(self, BODY | BR | COLGROUP | HEAD | HTML | TBODY | TFOOT | THEAD | TR))
    }

    /// Parents in which a `p` needs its end tag (HTML 13.1.2.4); custom elements are not among these names.
    pub(super) fn keeps_p_open(self) -> bool {
        matches!(self, A | AUDIO | DEL | INS | MAP | NOSCRIPT | VIDEO)
    }

    /// How a browser without scripting reads the element's content.
    pub(super) const fn content_mode(self) -> Mode {
        match self {
            SCRIPT => Mode::Script,
            TEXTAREA | TITLE => Mode::RcData,
            STYLE | XMP | IFRAME | NOEMBED | NOFRAMES => Mode::RawText,
            PLAINTEXT => Mode::PlainText,
            _ => Mode::Data,
        }
    }

    /// SVG and `MathML` elements whose children are HTML again (HTML 13.2.6).
    pub(super) fn is_integration_point(self) -> bool {
        matches!(self, FOREIGN_OBJECT | DESC | TITLE | ANNOTATION_XML | MI | MO | MN | MS | MTEXT)
    }

    /// The open elements that this start tag ends besides an open `p`, and those at which the search for them stops.
    pub(super) fn implied_ends(self) -> Option<(&'static [Name], &'static [Name])> {
        const SECTIONS: &[Name] = &[TABLE, TEMPLATE, HTML];
        Some(match self {
            LI => (&[LI], &[TD, TH, TEMPLATE, OBJECT, BUTTON, SELECT]),
            DD | DT => (&[DD, DT], &[TD, TH, TEMPLATE, OBJECT, BUTTON, SELECT]),
            OPTION => (&[OPTION], &[SELECT, OPTGROUP, DATALIST]),
            OPTGROUP => (&[OPTION, OPTGROUP], &[SELECT, DATALIST]),
            TD | TH => (&[TD, TH], &[TR, TBODY, THEAD, TFOOT, TABLE, TEMPLATE, HTML]),
            TR => (&[CAPTION, COLGROUP, TD, TH, TR], &[TBODY, THEAD, TFOOT, TABLE, TEMPLATE, HTML]),
            TBODY | THEAD | TFOOT | CAPTION | COLGROUP => {
                (&[CAPTION, COLGROUP, TD, TH, TR, TBODY, THEAD, TFOOT], SECTIONS)
            }
            RB | RTC => (&[RB, RT, RTC, RP], &[RUBY]),
            RT | RP => (&[RB, RT, RP], &[RUBY, RTC]),
            BODY => (&[HEAD], &[HTML]),
            _ => return None,
        })
    }

    /// The elements at which the search for this end tag's start stops.
    pub(super) fn end_barriers(self) -> &'static [Name] {
        match self {
            TABLE | CAPTION | COLGROUP | TBODY | THEAD | TFOOT | TR | TD | TH => &[TABLE, TEMPLATE, HTML],
            BODY | HTML | TEMPLATE => &[],
            _ => &[CAPTION, HTML, TABLE, TD, TH, MARQUEE, OBJECT, TEMPLATE],
        }
    }
}

macro_rules! names {
    ($($constant:ident $name:literal)*) => {
        /// The names that the rules of nesting speak of.
        pub(crate) mod names {
            use super::Name;
            $(pub(crate) const $constant: Name = Name::new($name.as_bytes());)*
            /// All of them.
            pub(super) const ALL: &[Name] = &[$($constant),*];
        }
    };
}

names! {
    A "a" ABBR "abbr" ADDRESS "address" ANNOTATION_XML "annotation-xml" APPLET "applet" AREA "area"
    ARTICLE "article" ASIDE "aside" AUDIO "audio" B "b" BASE "base" BASEFONT "basefont" BGSOUND "bgsound"
    BIG "big" BLOCKQUOTE "blockquote" BODY "body" BR "br" BUTTON "button" CAPTION "caption" CENTER "center" CITE "cite"
    CODE "code" COL "col" COLGROUP "colgroup" DATALIST "datalist" DD "dd" DEL "del" DESC "desc"
    DETAILS "details" DFN "dfn" DIALOG "dialog" DIR "dir" DIV "div" DL "dl" DT "dt" EM "em" EMBED "embed"
    FIELDSET "fieldset" FIGCAPTION "figcaption" FIGURE "figure" FONT "font" FOOTER "footer" FOREIGN_OBJECT "foreignobject"
    FORM "form" FRAME "frame" H1 "h1" H2 "h2" H3 "h3" H4 "h4" H5 "h5" H6 "h6" HEAD "head" HEADER "header"
    HGROUP "hgroup" HR "hr" HTML "html" I "i" IFRAME "iframe" IMG "img" INPUT "input" INS "ins" KBD "kbd"
    KEYGEN "keygen" LI "li" LINK "link" LISTING "listing" MAIN "main" MAP "map" MARK "mark"
    MARQUEE "marquee" MATH "math" MENU "menu" META "meta" MI "mi" MN "mn" MO "mo" MS "ms" MTEXT "mtext" NAV "nav"
    NOBR "nobr" NOEMBED "noembed" NOFRAMES "noframes" NOSCRIPT "noscript" OBJECT "object" OL "ol" OPTGROUP "optgroup"
    OPTION "option" P "p" PARAM "param" PLAINTEXT "plaintext" PRE "pre" Q "q" RB "rb" RP "rp" RT "rt"
    RTC "rtc" RUBY "ruby" S "s" SAMP "samp" SCRIPT "script" SEARCH "search" SECTION "section" SELECT "select" SMALL "small"
    SOURCE "source" SPAN "span" STRIKE "strike" STRONG "strong" STYLE "style" SUB "sub" SUMMARY "summary" SUP "sup" SVG "svg"
    TABLE "table" TBODY "tbody" TD "td" TEMPLATE "template" TEXTAREA "textarea" TFOOT "tfoot" TH "th" THEAD "thead"
    TITLE "title" TR "tr" TRACK "track" TT "tt" U "u" UL "ul" VAR "var" VIDEO "video" WBR "wbr" XMP "xmp"
}

/// The HTML standard with its obsolete elements, SVG 2 with SVG 1.1, `MathML` 3 (presentation) and `MathML` Core.
const KNOWN: [&str; 3] = [
    "a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink blockquote body br \
     button canvas caption center cite code col colgroup command content data datalist dd del details dfn dialog dir \
     div dl dt element em embed fencedframe fieldset figcaption figure font footer form frame frameset geolocation h1 \
     h2 h3 h4 h5 h6 head header hgroup hr html i iframe image img input ins isindex kbd keygen label legend li link \
     listing main map mark marquee menu menuitem meta meter multicol nav nextid nobr noembed noframes noscript object \
     ol optgroup option output p param picture plaintext portal pre progress q rb rbc rp rt rtc ruby s samp script \
     search section select selectedcontent shadow slot small source spacer span strike strong style sub summary sup \
     table tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr xmp",
    "a altglyph altglyphdef altglyphitem animate animatecolor animatemotion animatetransform circle clippath cursor \
     defs desc discard ellipse feblend fecolormatrix fecomponenttransfer fecomposite feconvolvematrix \
     fediffuselighting fedisplacementmap fedistantlight fedropshadow feflood fefunca fefuncb fefuncg fefuncr \
     fegaussianblur feimage femerge femergenode femorphology feoffset fepointlight fespecularlighting fespotlight \
     fetile feturbulence filter font foreignobject g glyph glyphref hatch hatchpath hkern image line lineargradient \
     marker mask mesh meshgradient meshpatch meshrow metadata mpath path pattern polygon polyline radialgradient rect \
     set solidcolor stop svg switch symbol text textpath tref tspan unknown use view vkern",
    "annotation annotation-xml maction maligngroup malignmark math menclose merror mfenced mfrac mglyph mi mlabeledtr \
     mlongdiv mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mscarries mscarry msgroup msline \
     mspace msqrt msrow mstack mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none semantics",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_does_not_matter() {
        assert!(is_void("BR") && is_void("br") && !is_void("p"));
        assert!(is_block("BlockQuote") && is_block("h6") && !is_block("h7") && !is_block("span"));
        assert!(is_known("foreignObject") && is_known("FECOLORMATRIX") && is_known("mi") && is_known("STRONG"));
        assert!(is_known("my-element") && is_known("X-Y"));
        assert!(!is_known("http:") && !is_known("新闻") && !is_known("") && !is_known("-a"));
    }

    #[test]
    fn traits_are_those_of_the_name() {
        let others =
            ["", "bdi", "x-y", "新闻", "中", "abbreviation", "font-face"].map(|name| Name::new(name.as_bytes()));
        for name in ALL.iter().copied().chain(others) {
            assert_eq!(format!("{:?}", name.traits()), format!("{:?}", Traits::of(name)), "{name:?}");
        }
    }

    #[test]
    fn names_are_told_apart_by_all_their_letters() {
        let names = ["p", "pp", "optgroup", "optgroupx", "blockquote", "blockquotf", "p中", "中p", "annotation-xml"];
        for (i, a) in names.iter().enumerate() {
            for (j, b) in names.iter().enumerate() {
                assert_eq!(Name::new(a.as_bytes()) == Name::new(b.as_bytes()), i == j, "{a} {b}");
            }
        }
    }
}
