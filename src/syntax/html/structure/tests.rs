use super::super::{FaultKind, Structure};
use super::*;
use std::fmt::Write;

/// Each fault as `Kind tag-text [related] [end]`.
fn faults(view: &str) -> Vec<String> {
    let structure = Structure::parse(view, 0..view.len());
    let line = |fault: &Fault| {
        let mut line = format!("{:?} {}", fault.kind, at(view, fault.span));
        for span in [fault.related, fault.end].into_iter().flatten() {
            write!(line, " {}", at(view, span)).unwrap();
        }
        line
    };
    structure.faults.iter().map(line).collect()
}

/// A span's text with its byte offset, so that two equal tags can be told apart.
fn at(view: &str, span: Span) -> String {
    format!("{}{}", span.start, span.of(view))
}

fn codes(view: &str) -> Vec<(&'static str, &str)> {
    let structure = Structure::parse(view, 0..view.len());
    structure.errors.iter().map(|error| (error.code.as_str(), error.span.of(view))).collect()
}

#[test]
fn sound_pages_have_no_fault() {
    for view in [
        "",
        "<p>中文<b>粗<i>斜</i></b><br><img src=a><br/></p>",
        "<p>a<p>b<p>c",
        "<p>a<div>b</div>",
        "<P>a</p><DIV></div>",
        "<ul><li>a<li>b<ul><li>c</ul><li>d</ul>",
        "<ul><li><p>a<li><p>b</ul>",
        "<dl><dt>a<dd>b<dt>c<dd><p>d</dl>",
        "<table><caption>x<colgroup><col><thead><tr><th>a<th>b<tbody><tr><td>c<td><p>d<tr><td>e<tfoot><tr><td>f</table>",
        "<table><tr><td><table><tr><td>a</table><td>b</table>",
        "<select><optgroup><option>a<option>b<optgroup><option>c</select>",
        "<ruby>漢<rp>(<rt>かん<rp>)</ruby><ruby><rb>a<rt>b<rtc><rt>c</ruby>",
        "<html><head><title>a<b></title><body><p>x",
        "<script>if (a < b) '</div>'</script><style>p>a{}</style><textarea><b></textarea>",
        "<svg><title>a</title><path/><style>a{}</style><foreignObject><p>x<p>y</foreignObject></svg>",
        "<svg><![CDATA[<b>]]><use href=a /></svg><math><mi/><mtext><b>x</b></mtext></math>",
        "<a-b><c-d></c-d></a-b><!-- <b> --><!doctype html>",
        "<p>a\r\n<ul>\r\n<li>b\r\n</ul>\r\n",
        "<noscript><img src=a></noscript><iframe><b></iframe>",
    ] {
        assert_eq!(faults(view), [""; 0], "{view}");
    }
}

#[test]
fn one_fault_for_one_mistake() {
    for (view, expected) in [
        ("<p><strong>x</p><p>y</p>", "Unclosed 3<strong> 12</p>"),
        ("<p><strong>x<p>y</p>", "Unclosed 3<strong> 12<p>"),
        ("<div>中文", "Unclosed 0<div>"),
        ("<div><span></div></span>", "Misnested 5<span> 11</div> 17</span>"),
        ("<b><i></b></i>", "Misnested 3<i> 6</b> 10</i>"),
        ("<div><span><em></div></em></span>", "Misnested 11<em> 15</div> 21</em>"),
        ("<div><p>x</div></p>", "Misnested 5<p> 9</div> 15</p>"),
        ("<p><b>x</p><p>y</b></p>", "Misnested 3<b> 7</p> 15</b>"),
        ("<ul><li>a</ul></li>", "Misnested 4<li> 9</ul> 14</li>"),
        ("<span><div></span></div>", "Misnested 6<div> 11</span> 18</div>"),
        ("<h2>x</h3>", "Misnested 0<h2> 5</h3>"),
        ("<p><strong>x</b></p>", "Misnested 3<strong> 12</b>"),
        ("<strong>x</b>", "Misnested 0<strong> 9</b>"),
        ("<div><span>x</div></div>", "Misnested 5<span> 12</div>"),
        ("<div><table><tr><td></div></table>", "Misnested 0<div> 20</div>"),
        ("<div><table><tr><td></div></table></div>", "Stray 20</div>"),
        ("<div><span>x</div>y</span></div>", "Stray 12</div>"),
        ("a</b>", "Stray 1</b>"),
        ("<ul><li><div><ul></div></ul></li></ul>", "Misnested 13<ul> 17</div> 23</ul>"),
        ("<ul><li>a<ul></li></ul>", "Unclosed 9<ul> 13</li>"),
        ("<p>a</p></p>", "Stray 8</p>"),
        ("<ul></li></ul>", "Stray 4</li>"),
        ("a</br>b", "VoidEnd 1</br>"),
        ("<p><img></img></p>", "VoidEnd 8</img>"),
        ("<p>a<div>x</div></p>", "ClosedByBlock 0<p> 4<div> 16</p>"),
        ("<p>a<div>x</p></div>", "ClosedByBlock 0<p> 4<div> 10</p>"),
        ("<p><b>x<div>y</div></b></p>", "ClosedByBlock 0<p> 7<div> 23</p>"),
        ("<p>a<ul><li>b</ul></p>", "ClosedByBlock 0<p> 4<ul> 18</p>"),
        ("<p>a<hr>b</p>", "ClosedByBlock 0<p> 4<hr> 9</p>"),
        ("<p>a<b>x<p>y</p></b></p>", "ClosedByBlock 0<p> 8<p> 20</p>"),
        ("<p>a<b>x<p>y</p></p></b>", "ClosedByBlock 0<p> 8<p> 16</p>"),
        ("<p>a<p>b</p></p>", "ClosedByBlock 0<p> 4<p> 12</p>"),
        ("<p>a<div>x</div><p>b</p></p>", "ClosedByBlock 0<p> 4<div> 24</p>"),
        ("<div>a<script>b</div>", "UnclosedRawText 6<script>"),
        ("<div><title>b</div>", "UnclosedRawText 5<title>"),
        ("<div><plaintext></plaintext>", "UnclosedRawText 5<plaintext>"),
        ("<script><!--<script></script>", "UnclosedRawText 0<script>"),
        ("<div/>a", "SelfClosing 0<div/>"),
        ("<div/>a</div>", "SelfClosing 0<div/> 7</div>"),
        ("<div><div/>a</div></div>", "SelfClosing 5<div/> 18</div>"),
        ("<p>a<span><p>b</p></span>", "Misnested 4<span> 10<p> 18</span>"),
        ("<span><p>b</span>", "Unclosed 6<p> 10</span>"),
        ("<p>a<span />b</p>", "SelfClosing 4<span />"),
        ("<a><p>x</a>", "Unclosed 3<p> 7</a>"),
        ("<a href=x>1<a href=y>2</a>", "Unclosed 0<a href=x>"),
        ("<svg><g></svg>", "Unclosed 5<g> 8</svg>"),
        ("<p>一<strong>二\r\n</p>\r\n<p>三</p>", "Unclosed 6<strong> 19</p>"),
    ] {
        assert_eq!(faults(view), [expected], "{view}");
    }
}

#[test]
fn several_mistakes_have_a_fault_each_in_order() {
    for (view, expected) in [
        ("</b><p><i>x</p><p><i>y</p>", &["Stray 0</b>", "Unclosed 7<i> 11</p>", "Unclosed 18<i> 22</p>"][..]),
        (
            "<p>a<div><p>b<ul></ul></p></div></p>",
            &["ClosedByBlock 0<p> 4<div> 32</p>", "ClosedByBlock 9<p> 13<ul> 22</p>"],
        ),
        ("<div><b><p>x</div>", &["Unclosed 5<b> 12</div>"]),
        ("<p><b>x<div>y</div></p>", &["ClosedByBlock 0<p> 7<div> 19</p>", "Unclosed 3<b>"]),
    ] {
        assert_eq!(faults(view), expected, "{view}");
    }
}

#[test]
fn unknown_elements_are_marked() {
    for (view, known) in [
        ("<foo>", false),
        ("</新闻>", false),
        ("<STRONG>", true),
        ("<x-y>", false),
        ("<fooo/>", false),
        ("<path>", false),
    ] {
        let structure = Structure::parse(view, 0..view.len());
        assert!(structure.faults.iter().all(|fault| fault.known == known), "{view}");
        assert_eq!(structure.faults.len(), usize::from(!view.contains('新')), "{view}");
    }
    for view in ["<x-y><x-y></x-y>", "<svg><path></svg>", "<math><mi></math>"] {
        let structure = Structure::parse(view, 0..view.len());
        assert!(structure.faults.iter().all(|fault| fault.known), "{view}");
    }
}

#[test]
fn what_a_broken_tag_swallows_is_not_reported_again() {
    assert_eq!(faults("<div><p>a<a href=\"x>b</a></p></div>"), [""; 0]);
    assert_eq!(codes("<div><p>a<a href=\"x>b</a></p></div>"), [("eof-in-tag", "<a")]);
    assert_eq!(faults("<div><!-- a </div>"), [""; 0]);
    assert_eq!(codes("<div><!-- a </div>"), [("eof-in-comment", "<!--")]);
    assert_eq!(faults("<div><title>x</title"), ["UnclosedRawText 5<title>"]);
}

#[test]
fn tags_carry_what_links_and_ids_are_read_from() {
    let view = "一<IMG Src='图.png' alt=\"\" SRC=b hidden>\r\n<a id=x href = y/>z</a >";
    let structure = Structure::parse(view, 0..view.len());
    let texts: Vec<_> = structure.tags.iter().map(|tag| (tag.name.of(view), tag.kind, tag.self_closing)).collect();
    assert_eq!(texts, [("IMG", TagKind::Start, false), ("a", TagKind::Start, false), ("a", TagKind::End, false)]);
    let image = &structure.tags[0];
    assert_eq!(image.span.of(view), "<IMG Src='图.png' alt=\"\" SRC=b hidden>");
    let written: Vec<_> = structure.attributes(image).iter().map(|it| (it.span().of(view), it.duplicate)).collect();
    assert_eq!(written, [("Src='图.png'", false), ("alt=\"\"", false), ("SRC=b", true), ("hidden", false)]);
    assert_eq!(structure.attribute(image, "src").map(|it| it.value.of(view)), Some("图.png"));
    assert_eq!(structure.attribute(image, "alt").map(|it| it.value.of(view)), Some(""));
    assert_eq!(structure.attribute(image, "title"), None);
    assert_eq!(structure.attribute(&structure.tags[1], "href").map(|it| it.value.of(view)), Some("y/"));
    assert_eq!(codes(view), [("duplicate-attribute", "SRC")]);
}

#[test]
fn a_range_is_read_with_offsets_of_the_whole_text() {
    let view = "---\ntitle: <b>\n---\n<p>中</p></i>";
    let structure = Structure::parse(view, 19..view.len());
    assert_eq!(structure.faults.len(), 1);
    assert_eq!(structure.faults[0].span.of(view), "</i>");
    assert_eq!(structure.tags[0].span, Span::new(19, 22));
}

#[test]
fn holes_are_never_wrong() {
    for view in [
        "<h#>x</h#>",
        "<#>x</#>",
        "<div ##>a</div>",
        "<div ## ##>a</div>",
        "<div #class=\"a\"#>a</div>",
        "<img src=\"a\"#alt=\"b\">",
        "<img # src=a # src=b #>",
        "<a href=##>x</a>",
        "<a href=##\"x\">x</a>",
        "<a href=\"#\"#>x</a>",
        "&##;",
        "&amp#",
        "&#1#",
        "<#",
        "</#",
        "<!#>",
        "<?#>",
    ] {
        let view = view.replace('#', "\u{7F}");
        assert_eq!((codes(&view), faults(&view)), (vec![], vec![]), "{view:?}");
    }
    let view = "<a href=\"/x\" class=\"a\u{7F}\" \u{7F}=1><b\u{7F}></a>";
    let structure = Structure::parse(view, 0..view.len());
    let [a, b, _] = &structure.tags[..] else { panic!("three tags") };
    assert_eq!((a.dynamic, a.has_hole, b.dynamic), (false, true, true));
    let dynamic: Vec<_> = structure.attributes(a).iter().map(|it| it.dynamic).collect();
    assert_eq!(dynamic, [false, true, true]);
    // An error elsewhere in such a tag stays.
    assert_eq!(codes("<a href=\"a\"b class=\u{7F}>"), [("missing-whitespace-between-attributes", "b")]);
    assert_eq!(codes("<i \u{7F}></i><a b b></a>"), [("duplicate-attribute", "b")]);
}

#[test]
fn hostile_pages_take_linear_time_and_bounded_memory() {
    let deep = "<div>".repeat(100_000);
    assert_eq!(faults(&deep), ["TooDeep 2560<div>"]);
    let closed = "<div>".repeat(512) + &"</div>".repeat(512);
    assert_eq!(faults(&closed), [""; 0]);
    let paragraphs = "<p>a<b>x</b><p>a<div>x</div>".repeat(10_000);
    assert_eq!(faults(&paragraphs), [""; 0]);

    let mut many = "<a".to_owned();
    (0..10_000).for_each(|i| write!(many, " a{i}={i}").unwrap());
    let structure = Structure::parse(&(many + " A9999 a0>"), 0..usize::MAX);
    assert_eq!(structure.errors.len(), 2);

    for piece in
        ["<", "</", "<!", "&", "<a ", "</b>", "<b>", "<p><b>x</p>", "<div><b></div>", "<!--<", "<p>a<ul>", "\"'=", "&a"]
    {
        let view = piece.repeat(1_000_000 / piece.len());
        let structure = Structure::parse(&view, 0..view.len());
        assert!(structure.errors.len() <= MOST && structure.faults.len() <= MOST, "{piece}");
    }
    let line = "<".repeat(10_000_000);
    assert_eq!(Structure::parse(&line, 0..line.len()).errors.len(), MOST);
}

#[test]
fn kinds_of_fault_have_their_tags() {
    let view = "<p><b><i>x</b></i></p>";
    let structure = Structure::parse(view, 0..view.len());
    let fault = structure.faults[0];
    assert_eq!((fault.kind, fault.tag, fault.known), (FaultKind::Misnested, 2, true));
    assert_eq!(structure.tags[fault.tag as usize].span, fault.span);
}

#[test]
fn tags_know_the_element_around_them() {
    let view = "<ul><li>a<br>b<li><p>c<div>d</div></p></ul><i/><td#></td#>".replace('#', "\u{7F}");
    let structure = Structure::parse(&view, 0..view.len());
    let line = |tag: &Tag| {
        let around = |tag: Option<&Tag>| tag.map_or("-".to_owned(), |tag| at(&view, tag.name));
        format!("{} {} {}", at(&view, tag.name), around(structure.parent(tag)), around(structure.around_text(tag)))
    };
    let lines: Vec<String> = structure.tags.iter().map(line).collect();
    assert_eq!(
        lines,
        [
            "1ul - 1ul",
            "5li 1ul 5li",
            "10br 5li 5li",
            "15li 1ul 15li",
            "19p 15li 19p",
            "23div 19p 23div",
            "30div 19p 19p",
            "36p 15li 15li",
            "40ul - -",
            "44i - -",
            "48td\u{7F} - -",
            "54td\u{7F} - -",
        ]
    );
    let around: Vec<_> = structure.ancestors(&structure.tags[5]).map(|tag| tag.name.of(&view)).collect();
    assert_eq!(around, ["p", "li", "ul"]);
}
