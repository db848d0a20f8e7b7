//! What `--online` takes from the machine: the proxy, the authorities, and Ctrl-C.

use std::env;
use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use presscheck::Request;
use presscheck::links::fetch::{Reach, Web};
use presscheck::links::guard::Guard;
use presscheck::links::{Asking, Pace};

use super::args::Common;
use super::{Failure, reason, said};

/// How the external links of `request` are asked for.
pub(super) fn asking(request: &Request, common: &Common) -> Result<Asking, Failure> {
    let (root, config) = presscheck::online(request).map_err(|error| said(&error, common))?;
    let path = config.ca.as_ref().map(|ca| root.join(&ca.value));
    let path = path.or_else(|| env::var_os("SSL_CERT_FILE").filter(|path| !path.is_empty()).map(Into::into));
    let told = |path: &std::path::Path, why: &str| {
        Failure::Said(format!("cannot read the certificates in `{}`: {why}", path.display()))
    };
    let authorities = match &path {
        Some(path) => Some(fs::read(path).map_err(|error| told(path, &reason(&error)))?),
        None => None,
    };
    let reach = Reach { guard: Guard::new(config.allow_private.clone()), proxy: proxy(), authorities };
    let web = Web::new(reach).map_err(|why| Failure::Said(format!("cannot go online: {why}")))?;
    let stop = Arc::new(AtomicBool::new(false));
    let stopped = Arc::clone(&stop);
    // The second Ctrl-C is for those who do not want the report either.
    let _ = ctrlc::set_handler(move || {
        if stopped.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    });
    Ok(Asking { fetch: Arc::new(web), pace: Pace::default(), stop, progress: Arc::default(), known: Arc::default() })
}

/// The proxy for all that is asked, and the hosts that need none, as curl reads them from the environment.
fn proxy() -> Option<(String, String)> {
    let set = |names: &[&str]| names.iter().find_map(|name| env::var(name).ok().filter(|value| !value.is_empty()));
    let url = set(&["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "http_proxy"])?;
    Some((url, set(&["no_proxy", "NO_PROXY"]).unwrap_or_default()))
}
