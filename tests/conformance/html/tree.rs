//! html5lib-tests, `tree-construction/*.dat` at commit 9329e64: the trees. `scripted/` is left out, where scripts have to
//! run. A test that does not say whether scripting is on is run both ways.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use ego_tree::NodeRef;
use html5ever::{Namespace, ns};
use presscheck::syntax::html::tree::{Context, Tree, TreeOptions};
use scraper::Node;

/// What the tree does not do, none of which a linter asks for: the content of a chosen `<option>` is not copied to
/// `<selectedcontent>`, and an `<input>` does not end a `<select>` that is the context.
const KNOWN_DIFFERENCES: usize = 10;

/// One test: what goes in, and what comes out.
#[derive(Default)]
struct Case {
    data: String,
    context: Option<String>,
    scripting: Option<bool>,
    document: String,
}

#[test]
#[allow(
    clippy::disallowed_methods,
    reason = "the suite lies outside of the repository; its place is given from outside"
)]
fn html5lib_trees() {
    let Some(root) = std::env::var_os("HTML5LIB_TESTS").map(PathBuf::from) else {
        println!("html5lib-tests: skipped, HTML5LIB_TESTS does not name its directory");
        return;
    };
    let folder = root.join("tree-construction");
    let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|it| it == "dat"));
    files.sort();
    let (mut runs, mut failures) = (0, Vec::new());
    for path in &files {
        for case in cases(path) {
            for scripting in case.scripting.map_or(vec![false, true], |scripting| vec![scripting]) {
                runs += 1;
                let actual = tree(&case, scripting);
                if actual != case.document {
                    failures.push(format!(
                        "{}\n{}\nexpected\n{}actual\n{actual}",
                        path.display(),
                        case.data,
                        case.document
                    ));
                }
            }
        }
    }
    for failure in &failures {
        println!("{failure}");
    }
    println!("html5lib-tests, tree construction: {}/{runs}", runs - failures.len());
    assert_eq!(failures.len(), KNOWN_DIFFERENCES);
    assert_eq!(runs, 3549, "the suite is not the one of commit 9329e64");
}

fn cases(path: &Path) -> Vec<Case> {
    let text = fs::read_to_string(path).unwrap();
    let mut cases: Vec<Case> = Vec::new();
    let mut part = "";
    for line in text.split('\n') {
        if line == "#data" && part != "#data" {
            cases.push(Case::default());
        }
        let Some(case) = cases.last_mut() else { continue };
        match line {
            "#data" | "#errors" | "#new-errors" | "#document-fragment" | "#document" => part = line,
            "#script-on" => case.scripting = Some(true),
            "#script-off" => case.scripting = Some(false),
            _ => match part {
                "#data" => writeln!(case.data, "{line}").unwrap(),
                "#document-fragment" => case.context = Some(line.to_owned()),
                "#document" => writeln!(case.document, "{line}").unwrap(),
                _ => {}
            },
        }
    }
    for case in &mut cases {
        // The line end before the next heading is not part of it.
        case.data.pop();
        case.document.truncate(case.document.trim_end_matches('\n').len());
        case.document.push('\n');
    }
    cases
}

/// The tree as the suite writes it.
fn tree(case: &Case, scripting: bool) -> String {
    let context = case.context.as_deref().map_or(Context::Document, Context::Element);
    let Some(tree) = Tree::parse(&case.data, 0..case.data.len(), TreeOptions { context, scripting }) else {
        return "given up\n".to_owned();
    };
    let root = tree.html.tree.root();
    let mut out = String::new();
    // Of a fragment, the children of the element that stands for its context.
    let top = if case.context.is_some() { root.first_child().unwrap() } else { root };
    for child in top.children() {
        write_node(child, 0, &mut out);
    }
    out
}

fn write_node(node: NodeRef<Node>, depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    match node.value() {
        Node::Doctype(doctype) => {
            let (public, system) = (doctype.public_id(), doctype.system_id());
            let ids = if public.is_empty() && system.is_empty() {
                String::new()
            } else {
                format!(" \"{public}\" \"{system}\"")
            };
            writeln!(out, "| {indent}<!DOCTYPE {}{ids}>", doctype.name()).unwrap();
        }
        Node::Comment(comment) => writeln!(out, "| {indent}<!-- {} -->", &**comment).unwrap(),
        Node::Text(text) => writeln!(out, "| {indent}\"{}\"", &**text).unwrap(),
        Node::Element(element) => {
            writeln!(out, "| {indent}<{}{}>", prefix(&element.name.ns), element.name.local).unwrap();
            let mut attributes: Vec<_> = element
                .attrs
                .iter()
                .map(|(name, value)| (format!("{}{}", prefix(&name.ns), name.local), &**value))
                .collect();
            attributes.sort_by_key(|(name, _)| name.encode_utf16().collect::<Vec<_>>());
            for (name, value) in attributes {
                writeln!(out, "| {indent}  {name}=\"{value}\"").unwrap();
            }
        }
        Node::Fragment => writeln!(out, "| {indent}content").unwrap(),
        Node::Document | Node::ProcessingInstruction(_) => {}
    }
    for child in node.children() {
        write_node(child, depth + 1, out);
    }
}

fn prefix(namespace: &Namespace) -> &'static str {
    match *namespace {
        ns!(svg) => "svg ",
        ns!(mathml) => "math ",
        ns!(xlink) => "xlink ",
        ns!(xml) => "xml ",
        ns!(xmlns) => "xmlns ",
        _ => "",
    }
}
