//! How long a whole news site takes, beside the floor: finding and reading the same files and doing nothing with them.
//!
//!     cargo bench                          # 100,000 posts of about 6.7 KiB below target/bench-site, 5 runs of each
//!     cargo bench --bench site -- 10000    # another number of posts
//!     cargo bench --bench site -- OTHER    # beside the check of this bench as it was built from another commit
//!
//! The floor is the kernel's work and the check the processor's: what one is to the other depends on the machine. So a
//! ratio is held against that of another commit by runs that take turns on one machine.
//!
//! Each run is a process of its own, timed from its start to its end, so that the peak of memory is its own, too; the
//! two kinds take turns. The files come from the page cache: one unmeasured run goes first.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program that prints its figures")]
#![allow(clippy::unwrap_used, reason = "a measurement that cannot be made has failed")]

#[path = "site/news.rs"]
mod news;

use std::env;
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use presscheck::Request;
use presscheck::config::Origin;
use rayon::prelude::*;

const POSTS: usize = 100_000;
const RUNS: usize = 5;

/// The hidden argument of a run: `--run floor|check ROOT`.
const RUN: &str = "--run";

/// A site's facts are a million small pieces, taken and given back by all threads: with it the whole run takes a
/// fourteenth less time than with the C library's, and no more memory.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    if let [flag, what, root] = &args[..]
        && flag == RUN
    {
        run(what, Path::new(root));
        return ExitCode::SUCCESS;
    }
    // `cargo test --all-targets` runs benches as well, without this flag; no test takes so long.
    if !args.iter().any(|arg| arg == "--bench") {
        return ExitCode::SUCCESS;
    }
    let (mut count, mut other) = (POSTS, None);
    for arg in args.iter().filter(|arg| *arg != "--bench") {
        match arg.replace(['_', ','], "").parse() {
            Ok(number) => count = number,
            Err(_) if Path::new(arg).is_file() => other = Some(Path::new(arg)),
            Err(_) => {
                eprintln!(
                    "usage: cargo bench --bench site -- [POSTS] [OTHER], where OTHER is a bench that has been built"
                );
                return ExitCode::from(2);
            }
        }
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("bench-site");
    compare(&news::site(&folder, count), count, other);
    ExitCode::SUCCESS
}

fn compare(root: &Path, count: usize, other: Option<&Path>) {
    let own = env::current_exe().unwrap();
    let mut kinds = vec![("floor", &*own, "floor"), ("check", &own, "check")];
    kinds.extend(other.map(|other| ("other", other, "check")));
    measured(&own, "floor", root);
    let mut runs: Vec<Vec<Measured>> = kinds.iter().map(|_| Vec::new()).collect();
    for _ in 0..RUNS {
        for ((_, program, what), taken) in kinds.iter().zip(&mut runs) {
            taken.push(measured(program, what, root));
        }
    }
    let threads = rayon::current_num_threads();
    println!("{count} posts in {}, {threads} threads, {RUNS} runs of each", root.display());
    let mut floor: Option<[f64; 2]> = None;
    for ((label, ..), mut taken) in kinds.into_iter().zip(runs) {
        taken.sort_by_key(|run| run.time);
        let [best, median] = [0, RUNS / 2].map(|at| taken[at].time.as_secs_f64());
        println!("{label}: best {best:.3} s, median {median:.3} s; {}", taken[0].said);
        match floor {
            None => floor = Some([best, median]),
            Some([floor_best, floor_median]) => {
                println!("{label} / floor: best {:.2}, median {:.2}", best / floor_best, median / floor_median);
            }
        }
    }
}

struct Measured {
    time: Duration,
    said: String,
}

/// Starts a program, this one or another build of it, for one kind of run.
fn measured(program: &Path, what: &str, root: &Path) -> Measured {
    let start = Instant::now();
    let output = Command::new(program).args([RUN, what]).arg(root).output().unwrap();
    let time = start.elapsed();
    assert!(output.status.success(), "{what}: {}", String::from_utf8_lossy(&output.stderr));
    Measured { time, said: String::from_utf8(output.stdout).unwrap().trim().to_owned() }
}

fn run(what: &str, root: &Path) {
    let said = if what == "floor" { floor(root) } else { check(root) };
    println!("{said}, peak memory {}", peak());
}

/// Finds every file as the check does and reads it into buffers that are reused.
fn floor(root: &Path) -> String {
    let walk = presscheck::discover::walk(root, |_| true).unwrap();
    let bytes = AtomicU64::new(0);
    walk.files.par_iter().with_min_len(16).for_each_init(Vec::new, |buffer, path| {
        buffer.clear();
        let read = File::open(root.join(&**path)).and_then(|mut file| file.read_to_end(buffer));
        bytes.fetch_add(read.unwrap() as u64, Ordering::Relaxed);
    });
    format!("{} files, {} MiB", walk.files.len(), bytes.into_inner() >> 20)
}

/// Checks the site as the command does, short of printing.
fn check(root: &Path) -> String {
    let path = root.join("presscheck.toml");
    let text = fs::read(&path).unwrap();
    let request = Request { config: vec![Origin::File(path, text)], now: news::now(), ..Request::of_site(root) };
    let outcome = presscheck::check(&request).unwrap();
    let said = format!("{} links, {} findings", outcome.tally.links, outcome.findings.len());
    std::mem::forget(outcome);
    said
}

/// The most memory that this process ever held, where the system tells.
fn peak() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    kilobytes.map_or("unknown".to_owned(), |kilobytes| format!("{} MiB", kilobytes >> 10))
}
