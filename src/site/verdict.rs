//! What becomes of a reader who follows a link: the verdict on it, and the reason in words.

use std::borrow::Cow;

use serde::Serialize;

use super::link::{self, LinkFact, PassedLink};
use super::lookup::Why;
use super::target::{self, Malformed, Target};
use super::urls::Lookup;
use super::{Facts, Site};
use crate::page::Role;

/// What is known of a link.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It leads where it says.
    Ok,
    /// It leads nowhere.
    Broken,
    /// It leads to another host, which nobody has asked.
    External,
    /// Nothing that the source shows proves or disproves it.
    Unverifiable,
    /// It is no address of a page: mail, a phone number, a script.
    Skipped,
}

impl Verdict {
    /// Each, with the word for it.
    pub const ALL: [(Verdict, &'static str); 5] = [
        (Verdict::Ok, "ok"),
        (Verdict::Broken, "broken"),
        (Verdict::External, "external"),
        (Verdict::Unverifiable, "unverifiable"),
        (Verdict::Skipped, "skipped"),
    ];

    /// The word for it.
    pub fn word(self) -> &'static str {
        Verdict::ALL[self as usize].1
    }
}

/// A link that was judged.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Judged {
    /// Whether it leads anywhere.
    pub verdict: Verdict,
    /// Why it does not, or why that is not known.
    pub reason: Option<Cow<'static, str>>,
    /// The path from the host's root, decoded, with its fragment; of another host the whole URL.
    pub resolved: Option<String>,
    /// The file of the published site that it leads to, or would; relative to the site's root, decoded.
    pub place: Option<String>,
}

impl Judged {
    fn new(verdict: Verdict, reason: impl Into<Cow<'static, str>>) -> Judged {
        let reason = Some(reason.into()).filter(|reason| !reason.is_empty());
        Judged { verdict, reason, resolved: None, place: None }
    }
}

impl Site<'_> {
    /// The verdict on a link of `page` to a place on this site.
    pub fn judged(&self, link: &LinkFact) -> Judged {
        if link.is_own_machine {
            return self.judged_own_machine(link);
        }
        let (verdict, reason) = self.verdict(link);
        let base = self.folder_before(link);
        let sign = if link.fragment.is_some() { "#" } else { "" };
        let page = self.page_of(link);
        let path = self.path_of(link, page);
        let resolved =
            path.as_deref().map(|path| format!("{base}{path}{sign}{}", link.fragment.as_deref().unwrap_or("")));
        let dest = page.and_then(|file| Some(file.document.output.as_ref()?.dest.as_str()));
        let written = || path.as_deref().map(|path| self.urls.place(path).unwrap_or(path.trim_start_matches('/')));
        let place = dest.or_else(written).filter(|_| *base == *self.settings.origin.baseurl).map(str::to_owned);
        Judged { resolved, place, ..Judged::new(verdict, reason) }
    }

    /// The site's folder, as often as it stands before the link's path on the page.
    fn folder_before(&self, link: &LinkFact) -> Cow<'_, str> {
        let base = &*self.settings.origin.baseurl;
        let by_jekyll = usize::from(!self.settings.jekyll.profile.is_jekyll_3());
        match link.liquid.as_ref().filter(|liquid| liquid.file.is_some()) {
            Some(liquid) if by_jekyll + usize::from(liquid.has_baseurl) != 1 => {
                base.repeat(by_jekyll + usize::from(liquid.has_baseurl)).into()
            }
            None if link.outside_baseurl => "".into(),
            _ => base.into(),
        }
    }

    /// The path that the link has on the page, behind that folder: where a tag or jekyll-relative-links puts it there, that
    /// of the file. `page` is the page it leads to.
    fn path_of<'l>(&self, link: &'l LinkFact, page: Option<&'l Facts>) -> Option<Cow<'l, str>> {
        let named = match (link.file(), self.mended(link)) {
            (Some(file), _) => file.name.trim_start_matches('/'),
            (None, Some(source)) => source,
            (None, None) => return Some(Cow::Borrowed(&link.path)),
        };
        // What is copied keeps its place.
        let copied = || (self.has_file(named) && self.urls.has(named)).then(|| format!("/{named}").into());
        page.and_then(|file| file.document.url_path()).map(Cow::Borrowed).or_else(copied)
    }

    /// The verdict on a link to `localhost`. A page about servers may well name that; a path that this site has was pasted.
    fn judged_own_machine(&self, link: &LinkFact) -> Judged {
        let is_ours = link.path.len() > 1 && self.urls.find(&link.path) == Lookup::Found;
        let verdict = if is_ours { Verdict::Broken } else { Verdict::Skipped };
        Judged::new(verdict, "it leads to the reader's own machine")
    }

    /// The verdict on any other link of `page`.
    pub fn judged_passed(&self, page: &Facts, link: &PassedLink) -> Judged {
        let own = || Some(page.document.output.as_ref()?.dest.clone());
        let base = &self.settings.origin.baseurl;
        let here = |fragment: &str| {
            let sign = if fragment.is_empty() { "" } else { "#" };
            page.document.url_path().map(|url| format!("{base}{url}{sign}{fragment}"))
        };
        match &link.target {
            Target::SamePage(fragment) => {
                let (verdict, reason) = match link.is_there {
                    Some(true) => (Verdict::Ok, Cow::Borrowed("")),
                    Some(false) => (Verdict::Broken, no_such_id(fragment)),
                    None => (Verdict::Unverifiable, Cow::Borrowed(UNKNOWN_IDS)),
                };
                Judged { resolved: here(fragment), place: own(), ..Judged::new(verdict, reason) }
            }
            Target::External => {
                let url = link.url.trim();
                let whole = if url.starts_with("//") { format!("https:{url}") } else { url.to_owned() };
                Judged { resolved: Some(whole), ..Judged::new(Verdict::External, "") }
            }
            Target::Malformed(fault) => self.judged_malformed(page, link, *fault),
            Target::Unknown => Judged::new(Verdict::Unverifiable, self.why_unknown(page, link)),
            Target::OtherScheme => {
                let scheme = link.url.trim().split(':').next().unwrap_or("").to_ascii_lowercase();
                Judged::new(Verdict::Skipped, format!("`{scheme}:` is no page"))
            }
            Target::ByTag(_) => Judged::new(Verdict::Unverifiable, "Liquid computes it"),
            // Those are facts of the site.
            Target::Internal(place) | Target::OwnMachine(place) => {
                self.judged(&LinkFact::new(link.span, link.role, place.clone()))
            }
        }
    }

    /// Why nobody knows where a link leads.
    fn why_unknown(&self, page: &Facts, link: &PassedLink) -> &'static str {
        let url = page.document.url_path();
        match target::classify(&link.url, url, &self.settings.origin) {
            Target::Unknown if url.is_none() => "the file that it stands in has no URL of its own",
            Target::Unknown => "its escapes are no UTF-8",
            _ => "Liquid computes it",
        }
    }

    /// The verdict on what is no proper URL. Browsers mend some of it, and the rest leads nowhere.
    fn judged_malformed(&self, page: &Facts, link: &PassedLink, fault: Malformed) -> Judged {
        if fault == Malformed::Empty && link.role == Role::Resource {
            return Judged::new(Verdict::Broken, no_url(fault));
        }
        if matches!(fault, Malformed::Scheme(_) | Malformed::Host | Malformed::LocalPath) {
            return Judged::new(Verdict::Broken, no_url(fault));
        }
        let target = target::as_browsers_read(&link.url, page.document.url_path(), &self.settings.origin);
        let is_there = matches!(target, Target::SamePage(_)).then_some(true);
        let mended = PassedLink { span: link.span, url: link.url.clone(), role: link.role, target, is_there };
        let judged = self.judged_passed(page, &mended);
        if judged.verdict == Verdict::Broken { Judged { reason: Some(no_url(fault)), ..judged } } else { judged }
    }

    fn verdict(&self, link: &LinkFact) -> (Verdict, Cow<'static, str>) {
        let reason = match self.lookup(link) {
            Lookup::Found => return self.fragment(link),
            Lookup::Unverifiable => return (Verdict::Unverifiable, self.why_unverifiable(link).into()),
            Lookup::OtherSpelling(actual) => format!("it is `{actual}`: upper and lower case count"),
            Lookup::Hidden(index) => {
                let file = &self.facts[*index as usize];
                let why = file.document.reason().unwrap_or_else(|| "it is not published".to_owned());
                format!("`{}` is not published ({why})", file.path)
            }
            Lookup::WithoutBaseurl => format!("it leaves out `{}`, the site's folder", self.settings.origin.baseurl),
            Lookup::BaseurlTwice => format!("`{}` stands in it twice", self.settings.origin.baseurl),
            Lookup::Missing => self.nothing_there(link),
        };
        (Verdict::Broken, reason.into())
    }

    fn nothing_there(&self, link: &LinkFact) -> String {
        let nothing = "nothing is published there";
        match self.why_missing(link) {
            Why::SourceFile(file) => {
                format!("{nothing}; `{}` is at `{}`", file.path, file.document.url_path().unwrap_or("/"))
            }
            Why::BesideSource(place) => format!("{nothing}; the file is at `{place}`"),
            Why::Unpublished(file) => format!("{nothing}; `{file}` is not copied, because of where it lies"),
            Why::OtherDate(post) => {
                format!("{nothing}; `{}` is at `{}`", post.path, post.document.url_path().unwrap_or("/"))
            }
            Why::Near(_) | Why::Unknown => nothing.to_owned(),
        }
    }

    /// The verdict on the fragment of a link whose page is there.
    fn fragment(&self, link: &LinkFact) -> (Verdict, Cow<'static, str>) {
        let ok = (Verdict::Ok, Cow::Borrowed(""));
        let named = link.fragment.as_deref().and_then(link::id).filter(|_| link.role == Role::Navigation);
        let Some(id) = named else { return ok };
        match self.page_of(link) {
            Some(target) if link::has(id, target.anchors.names()) => ok,
            Some(target) if self.settings.frame.has_id(target.document.layout(), id) => ok,
            Some(target) if target.anchors.are_known => (Verdict::Broken, no_such_id(id)),
            _ => (Verdict::Unverifiable, UNKNOWN_IDS.into()),
        }
    }
}

const UNKNOWN_IDS: &str = "not all ids of the page are known";

fn no_such_id(id: &str) -> Cow<'static, str> {
    format!("nothing on the page has the id `{id}`").into()
}

/// Why a text is no URL, in words.
fn no_url(fault: Malformed) -> Cow<'static, str> {
    match fault {
        Malformed::Empty => "it is empty".into(),
        Malformed::Control => "a control character stands in it".into(),
        Malformed::Backslash => "a backslash stands in it".into(),
        Malformed::LocalPath => "it is a place on the author's own disk".into(),
        Malformed::Scheme(meant) => format!("it does not begin with `{meant}://`").into(),
        Malformed::Host => "it has no host".into(),
        Malformed::NoScheme => "it lacks `https://`".into(),
        Malformed::Mail => "it lacks `mailto:`".into(),
        Malformed::Git => "it is an address for git".into(),
        Malformed::Parenthesis => "a parenthesis stands before it".into(),
        Malformed::Space => "a blank stands in it".into(),
        Malformed::Wide => "`：` or `／` stands in its scheme".into(),
    }
}
