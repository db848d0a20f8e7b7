//! The elements that kramdown knows, and how it reads what stands in them (kramdown 2.5, `parser/html.rb`, `Constants`).

use std::sync::LazyLock;

use crate::syntax::html::element::{ByName, Name};

/// `HTML_SPAN_ELEMENTS`: read inside of a paragraph; every other tag at the start of a line begins a block.
const SPAN: &str = "a abbr acronym b big bdo br button cite code del dfn em i img input ins kbd label mark option q rb rbc \
     rp rt rtc ruby samp select small span strong sub sup time tt u var";

/// `HTML_BLOCK_ELEMENTS`: never made amid text, where their tags are printed.
const BLOCK: &str = "address article aside applet body blockquote caption col colgroup dd div dl dt fieldset figcaption \
     footer form h1 h2 h3 h4 h5 h6 header hgroup hr html head iframe legend menu li main map nav ol optgroup p pre section \
     summary table tbody td th thead tfoot tr ul";

/// `HTML_ELEMENTS_WITHOUT_BODY`
const WITHOUT_BODY: &str = "area base br col command embed hr img input keygen link meta param source track wbr";

/// `HTML_CONTENT_MODEL_BLOCK`
const MODEL_BLOCK: &str = "address applet article aside blockquote body dd details div dl fieldset figure figcaption footer \
     form header hgroup iframe li main map menu nav noscript object section summary td";

/// `HTML_CONTENT_MODEL_SPAN`
const MODEL_SPAN: &str = "a abbr acronym b bdo big button cite caption del dfn dt em h1 h2 h3 h4 h5 h6 i ins label legend \
     optgroup p q rb rbc rp rt rtc ruby select small span strong sub sup th tt";

/// `HTML_CONTENT_MODEL_RAW`, as far as it names elements that are in no other list.
const MODEL_RAW: &str = "script style math option textarea pre code kbd samp var";

/// How the content of an element is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Model {
    Raw,
    Span,
    Block,
}

/// What the lists say of an element.
#[derive(Clone, Copy, Default)]
struct Class {
    is_span: bool,
    is_block: bool,
    is_without_body: bool,
    model: Option<Model>,
}

/// `HTML_ELEMENT`: letters of either case mean the same element.
fn class(name: Name) -> Option<Class> {
    static CLASSES: LazyLock<ByName<Option<Class>>> = LazyLock::new(|| {
        let mut classes = ByName::new(None);
        let mut each = |list: &str, set: fn(&mut Class)| {
            for name in list.split_ascii_whitespace().map(|name| Name::new(name.as_bytes())) {
                let mut class: Class = classes.get(name).unwrap_or_default();
                set(&mut class);
                classes.set(name, Some(class));
            }
        };
        each(SPAN, |class| class.is_span = true);
        each(BLOCK, |class| class.is_block = true);
        each(WITHOUT_BODY, |class| class.is_without_body = true);
        each(MODEL_RAW, |class| class.model = Some(Model::Raw));
        each(MODEL_SPAN, |class| class.model = Some(Model::Span));
        each(MODEL_BLOCK, |class| class.model = Some(Model::Block));
        classes
    });
    CLASSES.get(name)
}

pub(super) fn is_span_element(name: Name) -> bool {
    class(name).is_some_and(|class| class.is_span)
}

pub(super) fn is_block_element(name: Name) -> bool {
    class(name).is_some_and(|class| class.is_block)
}

pub(super) fn is_without_body(name: Name) -> bool {
    class(name).is_some_and(|class| class.is_without_body)
}

/// Whether kramdown knows the element.
pub(super) fn is_known(name: Name) -> bool {
    class(name).is_some()
}

/// `HTML_CONTENT_MODEL`
pub(super) fn model(name: Name) -> Model {
    class(name).and_then(|class| class.model).unwrap_or(Model::Raw)
}
