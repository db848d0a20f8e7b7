//! What to write in place of what Liquid does not read.

use super::SHOW;
use crate::syntax::liquid::Form;

/// What a tag wants, and how it is written.
pub(super) fn form(form: Form, name: &str, markup: &str) -> (String, String) {
    let (wants, write) = match form {
        Form::Assign => ("`assign` wants a name, `=` and a value", "`{% assign name = value %}`"),
        Form::Capture => ("`capture` wants a name", "`{% capture name %}…{% endcapture %}`"),
        Form::Case => ("`case` wants a value", "`{% case page.kind %}`"),
        Form::When => ("`when` wants a value", "`{% when 'a' %}` or `{% when 'a', 'b' %}`"),
        Form::CaseElse => ("`else` in a `case` takes no words", "`{% else %}`"),
        Form::Cycle => ("`cycle` wants values", "`{% cycle 'odd', 'even' %}`"),
        Form::For => ("`for` wants a name, `in` and a list", "`{% for post in site.posts %}`"),
        Form::If => {
            let write = format!("write `{{% {name} page.title == 'a' %}}`, and `and` or `or` between two conditions");
            return (format!("`{name}` has no condition that Liquid can read"), write);
        }
        Form::TableRow => ("`tablerow` wants a name, `in` and a list", "`{% tablerow post in site.posts cols:3 %}`"),
        Form::Raw => ("`raw` takes no words", "`{% raw %}`"),
        Form::Highlight => {
            ("`highlight` wants a language, without quotes", "`{% highlight ruby %}` or `{% highlight ruby linenos %}`")
        }
        Form::IncludeParameters => {
            let write = format!(
                "write `{{% {name} file.html key=\"value\" other=page.title %}}`, with a blank between two of them"
            );
            return (format!("`{name}` cannot read its parameters"), write);
        }
        Form::IncludeName if markup.len() > 2 && markup.starts_with(['"', '\'']) => {
            let file = markup.trim_matches(['"', '\'']);
            let write = format!("write it without quotes: `{{% {name} {file} %}}`");
            return (format!("`{name}` takes no file of this name"), write);
        }
        Form::IncludeName => {
            let write = "write letters, digits, `_`, `-`, `.`, `/`, and no `..`".to_owned();
            return (format!("`{name}` takes no file of this name"), write);
        }
        Form::PostName => (
            "`post_url` wants the name of a post, with its day and without its extension",
            "`{% post_url 2024-01-02-title %}`",
        ),
    };
    (wants.to_owned(), format!("write {write}"))
}

/// How to write what only the lax parser takes.
pub(super) fn lax_help(tag: &str, markup: &str, lost: &str) -> String {
    let lost = lost.trim();
    match tag {
        "for" if lost.starts_with('|') => "a `for` takes no filters: `assign` the filtered list first".to_owned(),
        "for" if lost.starts_with("reversed") => "write `reversed` before `limit` and `offset`".to_owned(),
        "for" => "write `{% for name in list reversed limit:2 offset:1 %}`, as far as it is wanted".to_owned(),
        "if" | "elsif" | "unless" if markup.contains("&&") => "write `and`".to_owned(),
        "if" | "elsif" | "unless" if markup.contains("||") => "write `or`".to_owned(),
        "if" | "elsif" | "unless" if markup.contains('|') => {
            "a condition takes no filters: `assign` the filtered value first".to_owned()
        }
        "if" | "elsif" | "unless" if markup.contains('!') => "write `== false`, or `{% unless … %}`".to_owned(),
        "if" | "elsif" | "unless" if markup.contains('(') => {
            "Liquid has no parentheses: `assign` a part first, or nest two tags".to_owned()
        }
        "if" | "elsif" | "unless" => {
            "a condition is a value, or two with `==`, `!=`, `<`, `>`, `<=`, `>=` or `contains` between them".to_owned()
        }
        "assign" if lost.starts_with(['=', '!', '<', '>']) || lost.starts_with("contains") => {
            "Liquid assigns no comparisons: write an `if` around two `assign`s".to_owned()
        }
        "assign" if markup.starts_with('[') => "write a list as `\"a,b\" | split: \",\"`".to_owned(),
        _ if markup.is_empty() => "write what it prints, or delete it".to_owned(),
        _ if ["+", "-", "*", "/"].into_iter().any(|sign| lost.starts_with(sign)) => {
            "Liquid calculates with filters: `| plus: 1`, `| minus: 1`, `| times: 2`, `| divided_by: 2`".to_owned()
        }
        "assign" => "write a value, and its filters behind `|`".to_owned(),
        _ => format!("write a value, and its filters behind `|`; {SHOW}"),
    }
}
