//! The URLs in a body's HTML: in which attributes and styles browsers look for them, and what Liquid makes of them.

use std::borrow::Cow;
use std::ops::Range;

use super::{Id, Link, Page, Role};
use crate::site::jekyll::liquid_url::LiquidUrls;
use crate::site::target::{self, Target};
use crate::source::Span;
use crate::syntax::css;
use crate::syntax::html::element::{Name, names};
use crate::syntax::html::{self, Attribute, Structure, Tag, TagKind, srcset};

/// Finds the URLs in a text.
type Find = fn(&str) -> Vec<Range<usize>>;

/// How the value of an attribute holds URLs.
#[derive(Clone, Copy)]
enum Holds {
    /// It is one.
    Url(Role),
    /// `action` of a form, or `formaction` of a button of one, which may be left empty: the page itself is meant then.
    Action,
    /// `srcset`.
    Srcset,
    /// `style`.
    Style,
    /// `content` of a `<meta>`.
    Content,
}

impl<'a> Page<'a> {
    /// Adds the links, ids and images of the tags.
    pub(super) fn read_tags(&mut self) {
        let html = std::mem::take(&mut self.html);
        // Where there is no hole, the view and the text are the same.
        let text = self.text;
        let has_own = !self.settings.config.links.attributes.is_empty();
        for (index, tag) in html.tags.iter().enumerate().filter(|(_, tag)| tag.kind == TagKind::Start) {
            match tag.element {
                names::IMG => {
                    self.images += 1;
                    if !has_text(&html, text, tag) {
                        self.images_without_alt.push(tag.span);
                    }
                }
                names::STYLE => {
                    let end = html.tags.get(index + 1).map_or(self.body.end, |next| next.span.start);
                    let text = Span { start: tag.span.end, end };
                    self.push_parts(text, self.parts(text, css::urls), Role::Resource);
                }
                names::BASE => self.has_base |= html.attribute(tag, "href").is_some(),
                _ => {}
            }
            for attribute in html.attributes(tag) {
                let own = || self.holds_by_configuration(attribute.name.of(text));
                if attribute.quote != html::Quote::Empty
                    && let Some(holds) =
                        holds(tag.element, attribute.key).or_else(|| if has_own { own() } else { None })
                {
                    self.read_attribute(&html, tag, attribute, holds);
                }
                self.read_id(tag, attribute);
            }
        }
        self.html = html;
    }

    /// Adds the place that an attribute makes of `tag`.
    fn read_id(&mut self, tag: &Tag, attribute: &Attribute) {
        let is_name = attribute.key == NAME && tag.element == names::A;
        if !is_name && attribute.key != ID {
            return;
        }
        if attribute.dynamic {
            self.has_dynamic_id = true;
        } else if !attribute.value.is_empty() {
            let repeatable = self.liquid.in_block(tag.span);
            let name = decoded(self.text, attribute);
            self.ids.push(Id { name, span: attribute.value, is_name, repeatable });
        }
    }

    fn holds_by_configuration(&self, attribute: &str) -> Option<Holds> {
        let known = &self.settings.config.links.attributes;
        known.iter().any(|name| name.eq_ignore_ascii_case(attribute)).then_some(Holds::Url(Role::Choice))
    }

    fn read_attribute(&mut self, html: &Structure, tag: &Tag, attribute: &Attribute, holds: Holds) {
        let (text, value) = (self.text, attribute.value);
        let url = |page: &mut Self, role| page.push_link(value, decoded(text, attribute), role, attribute.dynamic);
        match holds {
            Holds::Url(role) => {
                if let Some(role) = role_of(html, text, tag, role) {
                    url(self, role);
                }
            }
            Holds::Action => {
                // What takes what a form sends is no page.
                if leads_to_page(html, text, tag) && !value.of(text).trim().is_empty() {
                    url(self, Role::Navigation);
                }
            }
            Holds::Srcset => self.push_parts(value, self.parts(value, srcset), Role::Choice),
            Holds::Style => self.push_parts(value, self.parts(value, css::urls), Role::Resource),
            Holds::Content => {
                let named = |name: &str| html.attribute(tag, name).map(|it| it.value.of(text));
                if named("http-equiv").is_some_and(|name| name.eq_ignore_ascii_case("refresh")) {
                    if let Some(found) = refresh(value.of(text)) {
                        let span = Span::new(found.start, found.end).shifted(value.start as usize);
                        self.push_link(span, html::decode(span.of(text)), Role::Navigation, attribute.dynamic);
                    }
                } else if let Some(role) = named("property").or_else(|| named("name")).and_then(meta_role) {
                    url(self, role);
                }
            }
        }
    }

    /// Adds the URLs in an attribute that `{: name="…"}` gives to a link or an image.
    pub(super) fn read_list(&mut self, name: &str, value: Span) {
        let (find, role) =
            if name == "srcset" { (srcset as Find, Role::Choice) } else { (css::urls as Find, Role::Resource) };
        if self.liquid.touches(value) {
            self.links.push(Link::new(value, Cow::Borrowed(""), role, Target::Unknown));
        } else {
            self.push_parts(value, find(value.of(self.text)), role);
        }
    }

    /// The URLs that `find` finds in the part of the view at `span`.
    fn parts(&self, span: Span, find: Find) -> Vec<Range<usize>> {
        self.view.get(span.range()).map(find).unwrap_or_default()
    }

    /// Adds the URLs at `parts` of `span`. What is written with character references may have others than those.
    fn push_parts(&mut self, span: Span, parts: Vec<Range<usize>>, role: Role) {
        for part in parts {
            let part = Span::new(part.start, part.end).shifted(span.start as usize);
            let url = html::decode(part.of(self.text));
            if !url.contains(['"', '\'']) {
                self.push_link(part, url, role, self.liquid.touches(part));
            }
        }
    }

    /// Adds the URL at `span`. `dynamic` says that Liquid has a part in it.
    pub(super) fn push_link(&mut self, span: Span, url: Cow<'a, str>, role: Role, dynamic: bool) {
        let settings = self.settings;
        let classify = |url: &str| match &self.base {
            None => target::classify(url, self.document.url_path(), &settings.origin),
            Some(base) => base.classify(url, &settings.origin),
        };
        if !dynamic {
            let target = classify(&url);
            self.links.push(Link::new(span, url, role, target));
            return;
        }
        let mut link = Link::new(span, url, role, Target::Unknown);
        if !settings.liquid.is_unknown
            && let urls = (LiquidUrls { config: &settings.jekyll, plugins: &settings.plugins })
            && let Some(evaluated) = urls.evaluate(self.text, &self.liquid, span)
        {
            link.url = Cow::Owned(evaluated.url.clone());
            link.target = match evaluated.tag {
                Some(_) => Target::ByTag(target::fragment(&link.url)),
                None => classify(&link.url),
            };
            link.liquid = Some(Box::new(evaluated));
        }
        self.links.push(link);
    }

    /// With a `<base>` of which nothing more is known, nobody knows where a relative link leads.
    pub(super) fn forget_relative(&mut self) {
        if (self.has_base && self.base.is_none()) || self.settings.frame.has_base {
            for link in self.links.iter_mut().filter(|link| target::is_relative(&link.url)) {
                if matches!(link.target, Target::Internal(_) | Target::SamePage(_)) {
                    link.target = Target::Unknown;
                }
            }
        }
    }
}

impl<'a> Link<'a> {
    /// A URL that is written plainly and leads to `target`.
    #[inline]
    pub(super) fn new(span: Span, url: Cow<'a, str>, role: Role, target: Target) -> Link<'a> {
        Link { span, url, text: None, role, target, by_source: None, is_mended: false, is_loose: false, liquid: None }
    }
}

/// The value of an attribute as a browser has it; where Liquid has a part in it, what is written there.
fn decoded<'t>(text: &'t str, attribute: &Attribute) -> Cow<'t, str> {
    let value = attribute.value.of(text);
    if attribute.has_reference || attribute.dynamic { html::decode(value) } else { Cow::Borrowed(value) }
}

/// Whether an image says what it shows, is hidden from those who do not see, or has attributes from Liquid.
fn has_text(html: &Structure, view: &str, tag: &Tag) -> bool {
    let has = |name: &str| html.attribute(tag, name).is_some();
    let hidden = html.attribute(tag, "aria-hidden");
    tag.has_hole
        || ["alt", "aria-label", "aria-labelledby", "role"].into_iter().any(has)
        || hidden.is_some_and(|hidden| hidden.value.of(view).eq_ignore_ascii_case("true"))
}

/// What a browser does with an element's URL: of a `<link>` its `rel` tells, and `preconnect` and its like name a host,
/// not a file.
fn role_of(html: &Structure, text: &str, tag: &Tag, role: Role) -> Option<Role> {
    if tag.element != names::LINK {
        return Some(role);
    }
    let rel = html.attribute(tag, "rel")?.value.of(text).to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| rel.contains(word));
    if has(&["stylesheet", "icon", "manifest", "preload"]) {
        return Some(Role::Resource);
    }
    let is_named = rel.split_ascii_whitespace().any(|word| {
        matches!(word, "canonical" | "alternate" | "next" | "prev" | "author" | "help" | "license" | "search")
    });
    is_named.then_some(Role::Navigation)
}

/// Whether a form, or the button `tag` of one, asks for a page (`method="get"`) in place of sending something away. Of a
/// button that names its form, nobody knows here.
fn leads_to_page(html: &Structure, text: &str, tag: &Tag) -> bool {
    let is_form = |tag: &Tag| tag.element == names::FORM;
    let method = if is_form(tag) {
        html.attribute(tag, "method")
    } else if html.attribute(tag, "form").is_some() {
        return false;
    } else {
        let Some(form) = html.ancestors(tag).find(|tag| is_form(tag)) else { return false };
        html.attribute(tag, "formmethod").or_else(|| html.attribute(form, "method"))
    };
    method.is_none_or(|method| method.value.of(text).eq_ignore_ascii_case("get"))
}

/// How an element's attribute holds URLs; `None` where it holds none.
fn holds(element: Name, attribute: Name) -> Option<Holds> {
    let url = |fits: bool, role| fits.then_some(Holds::Url(role));
    match attribute {
        HREF => match element {
            names::A | names::AREA => Some(Holds::Url(Role::Navigation)),
            _ => url(matches!(element, names::LINK | IMAGE | USE), Role::Resource),
        },
        SRC => {
            let fits = matches!(
                element,
                names::IMG
                    | names::SCRIPT
                    | names::IFRAME
                    | names::EMBED
                    | names::AUDIO
                    | names::VIDEO
                    | names::SOURCE
                    | names::TRACK
                    | names::INPUT
            );
            url(fits, Role::Resource)
        }
        STYLE => Some(Holds::Style),
        SRCSET => matches!(element, names::IMG | names::SOURCE).then_some(Holds::Srcset),
        IMAGESRCSET => (element == names::LINK).then_some(Holds::Srcset),
        POSTER => url(element == names::VIDEO, Role::Resource),
        DATA => url(element == names::OBJECT, Role::Resource),
        BACKGROUND => url(matches!(element, names::BODY | names::TABLE | names::TD | names::TH), Role::Resource),
        XLINK_HREF if element == names::A => Some(Holds::Url(Role::Navigation)),
        XLINK_HREF => url(matches!(element, IMAGE | USE), Role::Resource),
        CITE => url(matches!(element, names::BLOCKQUOTE | names::Q | names::INS | names::DEL), Role::Navigation),
        ACTION => (element == names::FORM).then_some(Holds::Action),
        FORMACTION => matches!(element, names::BUTTON | names::INPUT).then_some(Holds::Action),
        CONTENT => (element == names::META).then_some(Holds::Content),
        _ => None,
    }
}

/// Elements of SVG.
const IMAGE: Name = Name::new(b"image");
const USE: Name = Name::new(b"use");

/// Attributes.
const ACTION: Name = Name::new(b"action");
const BACKGROUND: Name = Name::new(b"background");
const CITE: Name = Name::new(b"cite");
const CONTENT: Name = Name::new(b"content");
const DATA: Name = Name::new(b"data");
const FORMACTION: Name = Name::new(b"formaction");
const HREF: Name = Name::new(b"href");
const ID: Name = Name::new(b"id");
const IMAGESRCSET: Name = Name::new(b"imagesrcset");
const NAME: Name = Name::new(b"name");
const POSTER: Name = Name::new(b"poster");
const SRC: Name = Name::new(b"src");
const SRCSET: Name = Name::new(b"srcset");
const STYLE: Name = Name::new(b"style");
const XLINK_HREF: Name = Name::new(b"xlink:href");

/// What the readers of a `<meta>` of this name do with the URL in it.
fn meta_role(name: &str) -> Option<Role> {
    match name {
        "og:image"
        | "og:image:url"
        | "og:image:secure_url"
        | "og:audio"
        | "og:video"
        | "twitter:image"
        | "twitter:image:src" => Some(Role::Choice),
        "og:url" | "twitter:url" => Some(Role::Navigation),
        _ => None,
    }
}

/// The URL of `<meta http-equiv=refresh content="0; url=…">` (WHATWG HTML, "shared declarative refresh steps").
fn refresh(content: &str) -> Option<Range<usize>> {
    let bytes = content.as_bytes();
    let skip = |at: usize, is: &dyn Fn(u8) -> bool| at + bytes[at..].iter().take_while(|byte| is(**byte)).count();
    let blanks = |at: usize| skip(at, &|byte| byte.is_ascii_whitespace());
    let start = blanks(0);
    let number = skip(start, &|byte| byte.is_ascii_digit());
    if number == start && bytes.get(start) != Some(&b'.') {
        return None;
    }
    let time = skip(number, &|byte| byte.is_ascii_digit() || byte == b'.');
    let mut at = blanks(time);
    match bytes.get(at) {
        Some(b';' | b',') => at = blanks(at + 1),
        Some(_) if at > time => {}
        _ => return None,
    }
    if content.get(at..at + 3).is_some_and(|word| word.eq_ignore_ascii_case("url")) {
        let sign = blanks(at + 3);
        if bytes.get(sign) == Some(&b'=') {
            at = blanks(sign + 1);
        }
    }
    let quote = bytes.get(at).copied().filter(|byte| matches!(byte, b'"' | b'\''));
    let start = at + usize::from(quote.is_some());
    let end =
        quote.and_then(|quote| memchr::memchr(quote, &bytes[start..])).map_or(bytes.len(), |length| start + length);
    (end > start).then_some(start..end)
}

#[cfg(test)]
mod tests {
    use super::refresh;

    #[test]
    fn the_url_of_a_refresh_is_found_as_browsers_find_it() {
        for (content, url) in [
            ("0; url=/a", Some("/a")),
            ("0;URL='/a b'x", Some("/a b")),
            ("5 , url = \"/图/\"", Some("/图/")),
            ("1.5 /a", Some("/a")),
            ("0; /a", Some("/a")),
            ("0;url", Some("url")),
            (".5; url=/a", Some("/a")),
            ("5", None),
            ("5;", None),
            ("; url=/a", None),
            ("x; url=/a", None),
            ("0url=/a", None),
        ] {
            assert_eq!(refresh(content).map(|range| &content[range]), url, "{content}");
        }
    }
}
