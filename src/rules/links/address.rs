//! `mailto:` and `tel:`: addresses and numbers that no program can use.

use percent_encoding::percent_decode_str;

use crate::page::Page;
use crate::rule::{Rule, Sink};
use crate::site::target::Target;

/// `link-mailto`
pub(in super::super) struct LinkMailto;

impl Rule for LinkMailto {
    fn page(&self, page: &Page, out: &mut Sink) {
        for (link, rest) in with_scheme(page, "mailto:") {
            let list = rest.split(['?', '#']).next().unwrap_or("");
            let list = percent_decode_str(list).decode_utf8_lossy();
            // `mailto:?subject=…` lets the reader choose to whom.
            let is_empty = list.is_empty() && !rest.contains('?');
            let wrong = list.split(',').map(str::trim).find(|address| !list.is_empty() && !is_address(address));
            if is_empty {
                out.report(link, "", "this link writes to nobody").help("write the address behind `mailto:`");
            } else if let Some(address) = wrong {
                let message = format!("`{address}` is no mail address: nothing that is sent there arrives");
                out.report(link, "", message)
                    .help("write `mailto:name@example.com`; several addresses have a `,` between them");
            }
        }
    }
}

/// `link-tel`
pub(in super::super) struct LinkTel;

impl Rule for LinkTel {
    fn page(&self, page: &Page, out: &mut Sink) {
        for (link, rest) in with_scheme(page, "tel:") {
            let number = percent_decode_str(rest.split([';', '?']).next().unwrap_or("")).decode_utf8_lossy();
            let is_sign = |c: char| {
                c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | '(' | ')' | ' ' | '*' | '#' | ',' | 'p' | 'w')
            };
            let help = "write the number with its country: `tel:+861012345678`";
            if let Some(sign) = number.chars().find(|c| !is_sign(*c)) {
                out.report(link, "", format!("`{sign}` is no part of a phone number")).help(help);
            } else if !number.contains(|c: char| c.is_ascii_digit()) {
                out.report(link, "", "there is no number in this link: phones dial nothing").help(help);
            } else if number.trim().rfind('+').is_some_and(|at| at > 0) {
                out.report(link, "", "a `+` stands before the country's number, and nowhere else").help(help);
            }
        }
    }
}

/// The links of a scheme, each with what stands behind it.
fn with_scheme<'p>(page: &'p Page, scheme: &'static str) -> impl Iterator<Item = (crate::source::Span, &'p str)> {
    page.links.iter().filter(|link| matches!(link.target, Target::OtherScheme)).filter_map(move |link| {
        let url = link.url.trim();
        let is_it = url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
        is_it.then(|| (link.span, &url[scheme.len()..]))
    })
}

/// Whether mail can be sent there, as far as its form tells.
fn is_address(address: &str) -> bool {
    // `name at example dot com` hides it from machines, and its author knows.
    let Some((name, host)) = address.rsplit_once('@') else { return address.contains([' ', '[', '(']) };
    let is_quoted = name.len() > 1 && name.starts_with('"') && name.ends_with('"');
    let is_name = is_quoted || (!name.is_empty() && !name.contains([' ', '<', '>', '@', ':', '/', '\\', '，', '；']));
    // A name without a dot is one in somebody's own network.
    let is_label = |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    is_name && (host.starts_with('[') || host.split('.').all(is_label))
}

#[cfg(test)]
mod tests {
    use super::is_address;

    #[test]
    fn addresses_are_told_from_others() {
        for address in ["a@b.c", "a.b+c@x-y.example", "\"a b\"@x.org", "a@[127.0.0.1]", "张三@例子.中国", "a [at] b"]
        {
            assert!(is_address(address), "{address}");
        }
        for address in ["a", "a@", "@b.c", "a@b..c", "a@b.c.", "a b@c.d", "//a@b.c", "a@b，c", "<a@b.c>"] {
            assert!(!is_address(address), "{address}");
        }
    }
}
