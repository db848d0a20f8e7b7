//! How the servers of static sites find a file for a path: where `/a`, `/a/` and `/a.html` are one page, and where not.
//!
//! What each does was seen on running sites (github.com/slorber/trailing-slash-guide) and is told in the documentation of
//! Cloudflare (`html_handling`) and Vercel (`cleanUrls`).

use crate::config::Host;

/// Another place where a server looks: the path without what is cut from its end, and with this ending.
pub(super) type Candidate<'p> = (&'p str, &'static str);

/// Where `host` looks for `plain`, a path without its leading slash, if no file has that name. Where nothing tells the
/// host, what nearly all of them do.
pub(super) fn candidates(host: Option<Host>, plain: &str) -> [Option<Candidate<'_>>; 3] {
    use Host::{Cloudflare, GithubPages, Netlify, Nginx, Plain, Vercel};
    if plain.is_empty() {
        return [Some(("", "index.html")), Some(("", "index.htm")), None];
    }
    if let Some(folder) = plain.strip_suffix('/') {
        let page = matches!(host, Some(Netlify | Cloudflare)).then_some((folder, ".html"));
        return [Some((plain, "index.html")), Some((plain, "index.htm")), page];
    }
    let page = match host {
        None | Some(GithubPages | Netlify | Cloudflare) => Some((plain, ".html")),
        Some(Vercel | Nginx | Plain) => None,
    };
    let folder = (host != Some(Plain)).then_some((plain, "/index.html"));
    let of_page = match host {
        Some(Cloudflare) => plain.strip_suffix("/index.html").map(|page| (page, ".html")),
        _ => None,
    };
    let of_folder = match host {
        Some(Cloudflare) => plain.strip_suffix(".html").map(|folder| (folder, "/index.html")),
        _ => None,
    };
    [page.filter(|_| of_page.is_none()).or(of_page), folder, of_folder]
}

/// Whether nobody knows what `host` makes of `/a`, `/a/` and `/a.html` beyond these candidates.
pub(super) fn is_unsure(host: Option<Host>) -> bool {
    // What Netlify does depends on a switch in its settings.
    matches!(host, None | Some(Host::Netlify))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_differ() {
        let finds = |host: Option<Host>, path: &str, file: &str| {
            path == file
                || candidates(host, path).into_iter().flatten().any(|(stem, end)| format!("{stem}{end}") == file)
        };
        // For `file.html`: /file, /file/, /file/index.html; for `folder/index.html`: /folder, /folder.html.
        let told = |host: Option<Host>| {
            let page = ["file", "file/", "file/index.html"].map(|path| finds(host, path, "file.html"));
            let folder = ["folder", "folder.html"].map(|path| finds(host, path, "folder/index.html"));
            (page, folder)
        };
        assert_eq!(told(None), ([true, false, false], [true, false]));
        assert_eq!(told(Some(Host::GithubPages)), ([true, false, false], [true, false]));
        assert_eq!(told(Some(Host::Netlify)), ([true, true, false], [true, false]));
        assert_eq!(told(Some(Host::Cloudflare)), ([true, true, true], [true, true]));
        assert_eq!(told(Some(Host::Vercel)), ([false, false, false], [true, false]));
        assert_eq!(told(Some(Host::Nginx)), ([false, false, false], [true, false]));
        assert_eq!(told(Some(Host::Plain)), ([false, false, false], [false, false]));
        for (name, host) in Host::ALL {
            assert_eq!(host.name(), name);
            assert!(finds(Some(host), "", "index.html") && finds(Some(host), "a/", "a/index.html"), "{name}");
        }
    }
}
