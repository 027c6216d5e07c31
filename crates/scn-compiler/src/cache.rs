//! Parsed files and proofs that are kept from one check to the next, and found again by their
//! content.
//!
//! A cache only affects how long a check takes. Every lookup compares the whole content, text by
//! text and story by story, so a hash collision can never give a wrong result.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustc_hash::{FxHashMap, FxHasher};
use scn_prover::{Limits, Promises, Proof, Witness, prove, prove_promises, unfaced_run};
use scn_source::SourceFile;
use scn_story::{Machine, PromiseKind, Scenario, SiteId};
use scn_syntax::Parse;

use crate::kept::{Entry, KeptResult, KeptScenarios, ScenarioKey, Surroundings, drop_unused};
use crate::parsed_file::ParsedFile;

/// Parsed files and proofs, kept from check to check.
///
/// Pass the same cache to each [`check_with`](crate::check_with). A text that it contains is not
/// parsed again, whatever its path. A story that it contains is not proved again, wherever it is in
/// its file and whatever prose has changed in it. A scenario in an unchanged file is not checked
/// again at all, if what the pack shares is unchanged too. Several packs can share a cache, even
/// concurrently. It grows until it is [swept](Self::sweep).
#[derive(Default)]
pub struct Cache {
    files: Mutex<FxHashMap<u64, Vec<Entry<Arc<ParsedFile>>>>>,
    proofs: Mutex<FxHashMap<String, Vec<Entry<CachedAnswer>>>>,
    scenarios: Mutex<KeptScenarios>,
    sweeps: AtomicU64,
    parsed: AtomicU64,
    checked: AtomicU64,
    proved: AtomicU64,
}

/// How much work checks have done, not counting results found in the cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Work {
    /// Number of files parsed.
    pub parsed: u64,
    /// Number of scenarios checked.
    pub checked: u64,
    /// Number of times that all runs of a scenario were followed: for the graph, for a group of
    /// promises that read the same values, or for a principle that is not guaranteed.
    pub proved: u64,
}

/// A question about a story, with its answer.
#[derive(Debug)]
struct CachedAnswer {
    story: Scenario,
    states: u64,
    answer: Answer,
}

#[derive(Debug)]
enum Answer {
    Graph(Arc<Proof>),
    /// The promises of the story.
    Promises(Arc<Promises>),
    /// A run that ends without facing the principle.
    Unfaced(String, Option<Witness>),
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic cannot leave the data inconsistent: entries are inserted and removed in one step.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Cache {
    /// Creates an empty cache.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Drops entries that were not used in the last few sweeps. Call it after everything that is
    /// checked together has been checked.
    pub fn sweep(&self) {
        let sweep_number = self.sweeps.fetch_add(1, Ordering::Relaxed) + 1;
        drop_unused(&mut lock(&self.files), sweep_number);
        drop_unused(&mut lock(&self.proofs), sweep_number);
        lock(&self.scenarios).sweep(sweep_number);
    }

    /// Returns how much work all checks with this cache have done.
    #[must_use]
    pub fn work(&self) -> Work {
        Work {
            parsed: self.parsed.load(Ordering::Relaxed),
            checked: self.checked.load(Ordering::Relaxed),
            proved: self.proved.load(Ordering::Relaxed),
        }
    }

    /// Returns what the scenarios of a pack are checked with, as it is known to the cache.
    pub(crate) fn around(&self, around: Surroundings) -> Arc<Surroundings> {
        lock(&self.scenarios).around(around, self.sweeps.load(Ordering::Relaxed))
    }

    /// Returns the result of a scenario, if it was checked before with the same surroundings.
    pub(crate) fn kept_scenario(&self, key: ScenarioKey<'_>, around: &Arc<Surroundings>) -> Option<KeptResult> {
        lock(&self.scenarios).find(key, around, self.sweeps.load(Ordering::Relaxed))
    }

    /// Counts a scenario as checked, and keeps its result if `is_final`.
    pub(crate) fn keep_scenario(
        &self,
        key: ScenarioKey<'_>,
        around: &Arc<Surroundings>,
        result: impl FnOnce() -> KeptResult,
        is_final: bool,
    ) {
        self.checked.fetch_add(1, Ordering::Relaxed);
        if is_final {
            let result = result();
            lock(&self.scenarios).keep(key, around, result, self.sweeps.load(Ordering::Relaxed));
        }
    }

    /// Passes the parse of a file, as file 0, to a function, and returns what that returns. The file
    /// is parsed only if the cache does not have its text, and a check with the same cache does not
    /// parse it again. `starts` are those of [`parse_joined`](scn_syntax::parse_joined).
    ///
    /// # Examples
    ///
    /// ```
    /// use scn_compiler::Cache;
    /// use scn_source::SourceFile;
    ///
    /// let cache = Cache::new();
    /// let file = SourceFile::new("rules.scn", "Principle honest: Say how it is\n");
    /// assert_eq!(cache.with_parse(&file, &[0], |parse| parse.file.principles.len()), 1);
    /// assert_eq!(cache.with_parse(&file, &[0], |parse| parse.file.scenarios.len()), 0);
    /// assert_eq!(cache.work().parsed, 1);
    /// ```
    pub fn with_parse<R>(&self, file: &SourceFile, starts: &[u32], read: impl FnOnce(&Parse<'_>) -> R) -> R {
        read(&self.parse_file(file, starts).view().parse)
    }

    /// Returns the parse of a file, from the cache if possible.
    fn parse_file(&self, file: &SourceFile, starts: &[u32]) -> Arc<ParsedFile> {
        let mut hasher = FxHasher::default();
        file.text().hash(&mut hasher);
        let (hash, now) = (hasher.finish(), self.sweeps.load(Ordering::Relaxed));
        let text = file.shared_text();
        let is_known = |known: &Arc<ParsedFile>| {
            let owner = known.borrow_owner();
            owner.is(&text, starts)
        };
        if let Some(known) =
            lock(&self.files).get_mut(&hash).and_then(|all| all.iter_mut().find(|it| is_known(&it.value)))
        {
            known.last_used = now;
            return Arc::clone(&known.value);
        }
        self.parsed.fetch_add(1, Ordering::Relaxed);
        let parsed = ParsedFile::parse(text, starts);
        lock(&self.files).entry(hash).or_default().push(Entry { last_used: now, value: Arc::clone(&parsed) });
        parsed
    }

    /// Looks up the answer to a question about a story.
    fn cached_answer<A>(&self, story: &Scenario, states: u64, extract: impl Fn(&Answer) -> Option<A>) -> Option<A> {
        let mut proofs = lock(&self.proofs);
        let entries = proofs.get_mut(&story.id)?.iter_mut();
        let mut matching = entries.filter(|it| it.value.states == states && it.value.story == *story);
        matching.find_map(|known| {
            let answer = extract(&known.value.answer)?;
            known.last_used = self.sweeps.load(Ordering::Relaxed);
            Some(answer)
        })
    }

    fn insert_answer(&self, story: &Scenario, states: u64, about: Answer) {
        let entry = Entry {
            last_used: self.sweeps.load(Ordering::Relaxed),
            value: CachedAnswer { story: story.clone(), states, answer: about },
        };
        lock(&self.proofs).entry(story.id.clone()).or_default().push(entry);
    }
}

impl fmt::Debug for Cache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cache").field("work", &self.work()).finish_non_exhaustive()
    }
}

/// Returns the parse of a file, from the cache if possible. `starts` are the offsets at which files
/// begin in its text that may continue a scenario.
pub(crate) fn parse_cached(cache: Option<&Cache>, file: Option<&SourceFile>, starts: &[u32]) -> Arc<ParsedFile> {
    match (cache, file) {
        (Some(cache), Some(file)) => cache.parse_file(file, starts),
        (None, Some(file)) => ParsedFile::parse(file.shared_text(), starts),
        (_, None) => ParsedFile::parse(Arc::default(), starts),
    }
}

/// Answers questions with the prover, or from the cache if they were asked before.
pub(crate) struct Prover<'p> {
    pub(crate) cache: Option<&'p Cache>,
    pub(crate) limits: Limits<'p>,
    /// Whether the watcher has stopped the proofs. An incomplete answer is not cached then.
    pub(crate) ended: &'p AtomicBool,
}

impl<'p> Prover<'p> {
    /// A prover that nobody watches, so that nobody can end it.
    pub(crate) fn unwatched(cache: Option<&'p Cache>) -> Self {
        static ENDED: AtomicBool = AtomicBool::new(false);
        Self { cache, limits: Limits::default(), ended: &ENDED }
    }

    /// Proves what all runs of a story do. `machine` must be built from `story`.
    pub(crate) fn prove_graph(&self, story: &Scenario, machine: &Machine) -> Arc<Proof> {
        let extract = |about: &Answer| match about {
            Answer::Graph(proof) => Some(Arc::clone(proof)),
            Answer::Promises(_) | Answer::Unfaced(..) => None,
        };
        self.answer_question(story, self.limits.states, extract, || {
            let proof = Arc::new(prove(machine, &self.limits));
            (Arc::clone(&proof), proof.is_settled(), Answer::Graph(proof))
        })
    }

    /// Proves whether the promises of a story are kept. `machine` must be built from `story`, which
    /// must not have other promises.
    pub(crate) fn check_promises(&self, story: &Scenario, machine: &Machine) -> Arc<Promises> {
        let requests: Vec<(PromiseKind, SiteId)> = story.promises.iter().map(|it| (it.kind, it.cond.site)).collect();
        let extract = |about: &Answer| match about {
            Answer::Promises(promises) => Some(Arc::clone(promises)),
            Answer::Graph(_) | Answer::Unfaced(..) => None,
        };
        self.answer_question(story, self.limits.states, extract, || {
            let promises = Arc::new(prove_promises(machine, &requests, &self.limits));
            (Arc::clone(&promises), promises.complete, Answer::Promises(promises))
        })
    }

    /// Returns the shortest run of a story that ends without facing a principle, if it is found
    /// within `states` states.
    pub(crate) fn find_unfaced_run(
        &self,
        story: &Scenario,
        machine: &Machine,
        principle: &str,
        states: u64,
    ) -> Option<Witness> {
        let extract = |about: &Answer| match about {
            Answer::Unfaced(of, run) if of == principle => Some(run.clone()),
            Answer::Graph(_) | Answer::Promises(_) | Answer::Unfaced(..) => None,
        };
        self.answer_question(story, states, extract, || {
            let run = unfaced_run(machine, principle, &Limits::of_states(states));
            // This search has no watcher, so it cannot be stopped.
            (run.clone(), true, Answer::Unfaced(principle.to_owned(), run))
        })
    }

    fn answer_question<A>(
        &self,
        story: &Scenario,
        states: u64,
        extract: impl Fn(&Answer) -> Option<A>,
        prove: impl FnOnce() -> (A, bool, Answer),
    ) -> A {
        let Some(cache) = self.cache else { return prove().0 };
        if let Some(answer) = cache.cached_answer(story, states, extract) {
            return answer;
        }
        cache.proved.fetch_add(1, Ordering::Relaxed);
        let (answer, complete, about) = prove();
        if complete || !self.ended.load(Ordering::Relaxed) {
            cache.insert_answer(story, states, about);
        }
        answer
    }
}
