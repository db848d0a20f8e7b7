//! scraper's tree under html5ever's builder, with the place of every node.

use std::borrow::Cow;
use std::cell::{Cell, Ref, RefCell};

use ego_tree::NodeId;
use html5ever::tendril::StrTendril;
use html5ever::tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::{Attribute, LocalName, QualName, local_name};
use rustc_hash::{FxHashMap, FxHashSet};
use scraper::{Html, HtmlTreeSink};

use super::Tree;
use crate::source::Span;
use crate::syntax::html::structure::MOST;

pub(super) struct SpanSink {
    inner: HtmlTreeSink,
    spans: RefCell<FxHashMap<NodeId, Span>>,
    elements: RefCell<Vec<(u32, NodeId)>>,
    errors: RefCell<Vec<Span>>,
    /// `<annotation-xml>` elements whose content is HTML.
    integration_points: RefCell<FxHashSet<NodeId>>,
    current: RefCell<Current>,
    /// How deep each element stood when it was put into the tree, and the most of that.
    depths: RefCell<FxHashMap<NodeId, u32>>,
    deepest: Cell<u32>,
    /// How often the builder looked at an element, and how many nodes it made.
    work: Cell<usize>,
    nodes: Cell<usize>,
}

/// With more elements nested in each other than this the tree is given up; looking through them for every tag would
/// take more time than a page may.
const DEEPEST: u32 = 1024;

/// The token that the builder is at.
#[derive(Default)]
struct Current {
    span: Span,
    /// The name in a start tag.
    tag: Option<LocalName>,
    is_text: bool,
    /// The last element of that name. Copies of formatting elements come first, the tag's own element last.
    made: Option<NodeId>,
    /// Text that the builder keeps until it knows whether it may stand in the table.
    pending: Option<Span>,
    /// Text has been put into the tree.
    placed: bool,
}

impl SpanSink {
    pub(super) fn new(html: Html) -> SpanSink {
        SpanSink {
            inner: HtmlTreeSink::new(html),
            spans: RefCell::default(),
            elements: RefCell::default(),
            errors: RefCell::default(),
            integration_points: RefCell::default(),
            current: RefCell::default(),
            depths: RefCell::default(),
            deepest: Cell::default(),
            work: Cell::default(),
            nodes: Cell::default(),
        }
    }

    /// The next token; `tag` names the element that a start tag is to make.
    pub(super) fn begin(&self, span: Span, tag: Option<&LocalName>, is_text: bool) {
        let mut current = self.current.borrow_mut();
        let pending = current.pending;
        *current = Current { span, tag: tag.cloned(), is_text, pending, ..Current::default() };
    }

    /// The builder is done with the token.
    pub(super) fn end(&self) {
        let mut current = self.current.borrow_mut();
        let Current { span, is_text, placed, pending, .. } = *current;
        current.pending = match pending {
            _ if !is_text || placed => None,
            Some(pending) => Some(Span { start: pending.start, end: span.end }),
            None => Some(span),
        };
        if let Some(node) = current.made {
            self.spans.borrow_mut().insert(node, span);
            self.elements.borrow_mut().push((span.start, node));
        }
    }

    /// Whether the builder has done more than it may for so many tokens.
    pub(super) fn is_too_much(&self, tokens: usize) -> bool {
        self.work.get() / 1000 > tokens + 1000 || self.nodes.get() / 8 > tokens + 1000 || self.deepest.get() > DEEPEST
    }

    fn put(&self, parent: NodeId, child: &NodeOrText<NodeId>) {
        let NodeOrText::AppendNode(child) = child else { return };
        let mut depths = self.depths.borrow_mut();
        let depth = depths.get(&parent).map_or(0, |depth| depth + 1);
        depths.insert(*child, depth);
        self.deepest.set(self.deepest.get().max(depth));
    }

    fn count_node(&self) {
        self.nodes.set(self.nodes.get() + 1);
    }

    /// Writes down where the text stands that was put into `node`.
    fn text_at(&self, node: Option<NodeId>) {
        let Some(node) = node else { return };
        let mut current = self.current.borrow_mut();
        let span = if current.is_text { current.span } else { current.pending.unwrap_or(current.span) };
        current.placed = true;
        let mut spans = self.spans.borrow_mut();
        let known = spans.entry(node).or_insert(span);
        *known = Span { start: known.start.min(span.start), end: known.end.max(span.end) };
    }
}

impl TreeSink for SpanSink {
    type Handle = NodeId;
    type Output = Tree;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Tree {
        let html = self.inner.finish();
        let (spans, elements, errors) = (self.spans.into_inner(), self.elements.into_inner(), self.errors.into_inner());
        Tree { html, errors, spans, elements }
    }

    fn parse_error(&self, _message: Cow<'static, str>) {
        let mut errors = self.errors.borrow_mut();
        if errors.len() < MOST {
            errors.push(self.current.borrow().span);
        }
    }

    fn get_document(&self) -> NodeId {
        self.inner.get_document()
    }

    fn elem_name<'a>(&'a self, target: &'a NodeId) -> Ref<'a, QualName> {
        self.work.set(self.work.get() + 1);
        self.inner.elem_name(target)
    }

    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, flags: ElementFlags) -> NodeId {
        self.count_node();
        let mut current = self.current.borrow_mut();
        let is_own = current.tag.as_ref().is_some_and(|tag| {
            tag.eq_ignore_ascii_case(&name.local) || (*tag == local_name!("image") && name.local == local_name!("img"))
        });
        let html = flags.mathml_annotation_xml_integration_point;
        let node = self.inner.create_element(name, attrs, flags);
        if is_own {
            current.made = Some(node);
        }
        if html {
            self.integration_points.borrow_mut().insert(node);
        }
        node
    }

    fn create_comment(&self, text: StrTendril) -> NodeId {
        self.count_node();
        let node = self.inner.create_comment(text);
        self.spans.borrow_mut().insert(node, self.current.borrow().span);
        node
    }

    fn create_pi(&self, target: StrTendril, data: StrTendril) -> NodeId {
        self.count_node();
        self.inner.create_pi(target, data)
    }

    fn append(&self, parent: &NodeId, child: NodeOrText<NodeId>) {
        let is_text = matches!(child, NodeOrText::AppendText(_));
        self.put(*parent, &child);
        self.inner.append(parent, child);
        if is_text {
            let text = self.inner.0.borrow().tree.get(*parent).and_then(|it| it.last_child()).map(|it| it.id());
            self.text_at(text);
        }
    }

    fn append_before_sibling(&self, sibling: &NodeId, new: NodeOrText<NodeId>) {
        let is_text = matches!(new, NodeOrText::AppendText(_));
        self.put(*sibling, &new);
        self.inner.append_before_sibling(sibling, new);
        if is_text {
            let text = self.inner.0.borrow().tree.get(*sibling).and_then(|it| it.prev_sibling()).map(|it| it.id());
            self.text_at(text);
        }
    }

    fn append_based_on_parent_node(&self, element: &NodeId, previous: &NodeId, child: NodeOrText<NodeId>) {
        let has_parent = self.inner.0.borrow().tree.get(*element).is_some_and(|it| it.parent().is_some());
        if has_parent { self.append_before_sibling(element, child) } else { self.append(previous, child) }
    }

    fn append_doctype_to_document(&self, name: StrTendril, public: StrTendril, system: StrTendril) {
        self.inner.append_doctype_to_document(name, public, system);
    }

    fn get_template_contents(&self, target: &NodeId) -> NodeId {
        let contents = self.inner.get_template_contents(target);
        let mut depths = self.depths.borrow_mut();
        let depth = depths.get(target).copied().unwrap_or(0);
        depths.insert(contents, depth);
        contents
    }

    fn same_node(&self, x: &NodeId, y: &NodeId) -> bool {
        self.work.set(self.work.get() + 1);
        x == y
    }

    fn set_quirks_mode(&self, mode: QuirksMode) {
        self.inner.set_quirks_mode(mode);
    }

    fn add_attrs_if_missing(&self, target: &NodeId, attrs: Vec<Attribute>) {
        self.inner.add_attrs_if_missing(target, attrs);
    }

    fn remove_from_parent(&self, target: &NodeId) {
        self.inner.remove_from_parent(target);
    }

    fn reparent_children(&self, node: &NodeId, new_parent: &NodeId) {
        self.inner.reparent_children(node, new_parent);
    }

    fn is_mathml_annotation_xml_integration_point(&self, handle: &NodeId) -> bool {
        self.integration_points.borrow().contains(handle)
    }
}
