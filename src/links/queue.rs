//! When each request may be made: each host has a queue of its own, is asked a few times at once at most and not too
//! often, and is left alone for as long as it wants.

use std::collections::{BTreeSet, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rustc_hash::FxHashMap;
use url::Url;

use super::fetch::Failure;
use super::step::{Next, Task, Told, rules};
use super::verdict::Verdict;
use super::{Asked, Asking, Pace};
use crate::config::online::Online;

/// Threads that wait for answers; what they wait for is the network.
const WORKERS: usize = 128;

/// The stack of each.
const STACK: usize = 512 << 10;

/// How long nobody looks whether the run was stopped.
const TICK: Duration = Duration::from_millis(50);

/// How long verdicts are gathered before they are handed over.
const GATHER: Duration = Duration::from_secs(5);

const TIMEOUT: Duration = Duration::from_secs(20);
const CONCURRENCY: u32 = 2;

struct Run {
    asking: Asking,
    config: Arc<Online>,
    state: Mutex<State>,
    changed: Condvar,
    /// Some host has answered.
    is_heard: AtomicBool,
}

#[derive(Default)]
struct State {
    hosts: Vec<Host>,
    by_name: FxHashMap<Box<str>, usize>,
    /// The hosts that may be asked, each with the time from which on.
    ready: BTreeSet<(Instant, usize)>,
    /// Tasks without a verdict, but for those of the second pass.
    left: usize,
    later: Vec<Task>,
    is_second: bool,
    done: Vec<Done>,
    is_over: bool,
}

/// An address with its verdict.
pub(super) struct Done {
    /// Which of the addresses it is.
    pub(super) index: usize,
    pub(super) verdict: Verdict,
    /// The fragments that name nothing on its page.
    pub(super) missing: Vec<Box<str>>,
}

struct Host {
    waiting: VecDeque<Task>,
    in_flight: u32,
    next_at: Instant,
    concurrency: u32,
    spacing: Duration,
    timeout: Duration,
}

/// Asks for all `urls`, each with the fragments to look for, and hands their verdicts over, a few at a time. Ends early
/// when it is stopped.
pub(super) fn run(
    urls: Vec<(Url, Arc<[Box<str>]>)>,
    config: &Arc<Online>,
    asking: &Asking,
    mut hand_over: impl FnMut(Vec<Done>),
) {
    let progress = &asking.progress;
    progress.total.store(urls.len(), Ordering::Relaxed);
    progress.done.store(0, Ordering::Relaxed);
    let mut state = State::default();
    for (index, (url, fragments)) in urls.into_iter().enumerate() {
        state.left += 1;
        state.wait(Task::new(index, url, fragments), config, asking.pace);
    }
    let most: usize = state.hosts.iter().map(|host| host.waiting.len().min(host.concurrency as usize)).sum();
    let run = Run {
        asking: asking.clone(),
        config: Arc::clone(config),
        state: Mutex::new(state),
        changed: Condvar::new(),
        is_heard: AtomicBool::new(false),
    };
    let run = Arc::new(run);
    // A worker that cannot be had is missed by nobody, as long as there is one.
    let mut workers = 0;
    for _ in 0..most.min(WORKERS) {
        let own = Arc::clone(&run);
        // They are left behind when the run is stopped: a slow host must not hold up the report.
        workers += usize::from(thread::Builder::new().stack_size(STACK).spawn(move || own.work()).is_ok());
    }
    if workers == 0 {
        return;
    }
    let mut handed = Instant::now();
    let mut state = run.lock();
    loop {
        let is_stopped = asking.stop.load(Ordering::Relaxed);
        let is_over = is_stopped || (state.left == 0 && state.later.is_empty());
        if is_over || handed.elapsed() > GATHER {
            state.is_over = is_over;
            let done = std::mem::take(&mut state.done);
            drop(state);
            run.changed.notify_all();
            hand_over(done);
            if is_over {
                return;
            }
            handed = Instant::now();
            state = run.lock();
        }
        state = run.changed.wait_timeout(state, TICK).unwrap_or_else(PoisonError::into_inner).0;
    }
}

impl Run {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(&self) {
        let mut state = self.lock();
        while !state.is_over {
            let now = Instant::now();
            let wait = match state.ready.first() {
                Some((at, _)) if *at <= now => {
                    if let Some((task, host)) = state.take(now) {
                        state = self.ask(task, host, state);
                    }
                    continue;
                }
                Some((at, _)) => (*at - now).min(TICK),
                None => TICK,
            };
            state = self.changed.wait_timeout(state, wait).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn ask<'s>(&'s self, task: Task, host: usize, state: MutexGuard<'s, State>) -> MutexGuard<'s, State> {
        let timeout = state.hosts[host].timeout;
        drop(state);
        let name = task.url.host_str().unwrap_or("");
        self.asking.progress.begin(name);
        // A thread that is lost would be waited for without end.
        let fetch = || self.asking.fetch.fetch(&task.url, task.method, timeout);
        let answer = catch_unwind(AssertUnwindSafe(fetch)).unwrap_or(Err(Failure::Connection));
        self.asking.progress.end(name);
        if answer.is_ok() {
            self.is_heard.store(true, Ordering::Relaxed);
        }
        let index = task.index;
        let told = task.told(answer, &self.config, self.asking.pace, self.is_heard.load(Ordering::Relaxed));
        let mut state = self.lock();
        state.told(index, host, told, &self.config, self.asking.pace, &self.asking.progress);
        self.changed.notify_one();
        state
    }
}

impl State {
    /// The first task of the host whose turn it is.
    fn take(&mut self, now: Instant) -> Option<(Task, usize)> {
        let (_, index) = self.ready.pop_first()?;
        let host = &mut self.hosts[index];
        let task = host.waiting.pop_front()?;
        host.in_flight += 1;
        host.next_at = now + host.spacing;
        self.list(index);
        Some((task, index))
    }

    /// Notes that a host may be asked, if it may.
    fn list(&mut self, index: usize) {
        let host = &self.hosts[index];
        if !host.waiting.is_empty() && host.in_flight < host.concurrency {
            self.ready.insert((host.next_at, index));
        }
    }

    /// Puts a task into the queue of its host.
    fn wait(&mut self, task: Task, config: &Online, pace: Pace) {
        let name = task.url.host_str().unwrap_or("");
        let index = self.by_name.get(name).copied().unwrap_or(self.hosts.len());
        if index == self.hosts.len() {
            self.by_name.insert(name.into(), index);
            self.hosts.push(Host::new(name, config, pace, self.is_second));
        }
        self.ready.remove(&(self.hosts[index].next_at, index));
        self.hosts[index].waiting.push_back(task);
        self.list(index);
    }

    fn told(&mut self, index: usize, host: usize, told: Told, config: &Online, pace: Pace, progress: &Asked) {
        self.ready.remove(&(self.hosts[host].next_at, host));
        self.hosts[host].in_flight -= 1;
        if let Some(pause) = told.pause {
            let until = Instant::now() + pause.min(pace.longest);
            self.hosts[host].next_at = self.hosts[host].next_at.max(until);
        }
        self.list(host);
        match told.next {
            Next::Ask(task) => self.wait(task, config, pace),
            Next::Later(task) => {
                self.later.push(task);
                self.left -= 1;
            }
            Next::Done(verdict) => self.done(Done { index, verdict, missing: Vec::new() }, progress),
            Next::Lacking(verdict, missing) => self.done(Done { index, verdict, missing }, progress),
        }
        if self.left == 0 && !self.later.is_empty() {
            self.second_pass(config, pace);
        }
    }

    fn done(&mut self, done: Done, progress: &Asked) {
        self.done.push(done);
        self.left -= 1;
        progress.done.fetch_add(1, Ordering::Relaxed);
    }

    /// Once more, slowly, for what may have been the haste's fault.
    fn second_pass(&mut self, config: &Online, pace: Pace) {
        self.is_second = true;
        for host in &mut self.hosts {
            host.slow_down(pace);
        }
        for task in std::mem::take(&mut self.later) {
            self.left += 1;
            self.wait(task, config, pace);
        }
    }
}

impl Host {
    fn new(name: &str, config: &Online, pace: Pace, is_second: bool) -> Host {
        let said = || rules(config, name);
        let mut host = Host {
            waiting: VecDeque::new(),
            in_flight: 0,
            next_at: Instant::now(),
            concurrency: said().find_map(|rules| rules.concurrency).unwrap_or(CONCURRENCY),
            spacing: said().find_map(|rules| rules.spacing).unwrap_or(pace.spacing),
            timeout: said().find_map(|rules| rules.timeout).unwrap_or(TIMEOUT),
        };
        if is_second {
            host.slow_down(pace);
        }
        host
    }

    fn slow_down(&mut self, pace: Pace) {
        self.concurrency = 1;
        self.spacing = self.spacing.saturating_mul(pace.second);
        self.next_at += self.spacing;
    }
}
