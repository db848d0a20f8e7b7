//! A progress bar on standard error: only on a terminal, and only when the wait is long enough to be felt.

use std::io::{self, IsTerminal};
use std::sync::atomic::Ordering;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use presscheck::Progress;
use presscheck::links::Asked;

const PATIENCE: Duration = Duration::from_millis(500);
const TICK: Duration = Duration::from_millis(100);

/// Does `work`, and shows how far `progress` is meanwhile, and then `asked`.
pub(super) fn watched<T>(progress: &Progress, asked: Option<&Asked>, quiet: bool, work: impl FnOnce() -> T) -> T {
    if quiet || !io::stderr().is_terminal() {
        return work();
    }
    thread::scope(|scope| {
        // Dropping the sender, by the end of the work or by a panic in it, ends the watch.
        let (working, ended) = channel::<()>();
        scope.spawn(move || {
            let mut bar: Option<ProgressBar> = None;
            let mut wait = PATIENCE;
            while ended.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                wait = TICK;
                let bar = bar.get_or_insert_with(new_bar);
                let asked = asked.filter(|asked| asked.total.load(Ordering::Relaxed) > 0);
                let (total, done) =
                    asked.map_or((&progress.total, &progress.done), |asked| (&asked.total, &asked.done));
                bar.set_length(total.load(Ordering::Relaxed) as u64);
                bar.set_position(done.load(Ordering::Relaxed) as u64);
                bar.set_message(
                    asked.map_or_else(|| "files".to_owned(), |asked| format!("links{}", waiting(&asked.hosts()))),
                );
            }
            if let Some(bar) = bar {
                bar.finish_and_clear();
            }
        });
        let _working = working;
        work()
    })
}

/// Who keeps us waiting, in what fits behind the bar.
fn waiting(hosts: &[Box<str>]) -> String {
    const SHOWN: usize = 2;
    let names: Vec<&str> = hosts.iter().take(SHOWN).map(|host| &**host).collect();
    match hosts.len() {
        0 => String::new(),
        count if count > SHOWN => format!(", waiting for {} and {} more", names.join(", "), count - SHOWN),
        _ => format!(", waiting for {}", names.join(", ")),
    }
}

fn new_bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    // The template is a constant; where it were wrong, the default bar would do.
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}") {
        bar.set_style(style);
    }
    bar
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_hosts_are_named() {
        let hosts = ["a.example", "b.example", "c.example", "d.example"].map(Into::into);
        let told = [0, 1, 2, 4].map(|count| waiting(&hosts[..count]));
        assert_eq!(
            told,
            [
                "",
                ", waiting for a.example",
                ", waiting for a.example, b.example",
                ", waiting for a.example, b.example and 2 more"
            ]
        );
    }
}
