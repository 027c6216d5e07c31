//! What is kept from one check to the next: parsed files and proofs, found again by their content.
//!
//! A cache changes nothing but how long a check takes. What it is asked for is compared whole, text
//! by text and story by story, so nothing is ever taken for something else that only looks the
//! same.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustc_hash::{FxHashMap, FxHasher};
use scn_prover::{Limits, Promises, Proof, Witness, prove, prove_promises, unfaced_run};
use scn_source::{FileId, Finding, SourceFile};
use scn_story::{Machine, PromiseKind, Scenario, Site};
use scn_syntax::{Allow, Parse};
use self_cell::self_cell;

/// What is not asked for in so many sweeps is forgotten: long enough to take an edit back.
const KEPT: u64 = 8;

/// Parsed files and proofs, kept from check to check.
///
/// Give the same cache to [`check_with`](crate::check_with) each time: a text that it has seen
/// before is not parsed again, whatever its path, and a story that it has seen before is not proved
/// again, wherever it stands in its file and whatever prose has changed in it. Several packs can
/// share one, also at the same time. It grows until it is [swept](Self::sweep).
#[derive(Default)]
pub struct Cache {
    files: Mutex<FxHashMap<u64, Vec<Kept<Arc<ParsedFile>>>>>,
    proofs: Mutex<FxHashMap<String, Vec<Kept<Proved>>>>,
    sweeps: AtomicU64,
    parsed: AtomicU64,
    proved: AtomicU64,
}

/// How much work checks have done, and not found done already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Work {
    /// How many files were parsed.
    pub parsed: u64,
    /// How many times all runs of a scenario were followed: for the graph, for promises that read
    /// the same, for a principle that is not guaranteed.
    pub proved: u64,
}

#[derive(Debug)]
struct Kept<T> {
    /// The sweep before which it was last asked for.
    used: u64,
    what: T,
}

/// A question about a story, and the answer.
#[derive(Debug)]
struct Proved {
    story: Scenario,
    states: u64,
    about: About,
}

#[derive(Debug)]
enum About {
    Graph(Arc<Proof>),
    /// The promises of the story.
    Promises(Arc<Promises>),
    /// A run that ends without having faced a principle.
    Unfaced(String, Option<Witness>),
}

self_cell!(
    /// A text and what it was parsed to, as a file of id 0.
    pub(crate) struct ParsedFile {
        owner: Arc<String>,
        #[covariant]
        dependent: View,
    }
    impl {Debug}
);

/// What is known of a file by itself.
#[derive(Debug)]
pub(crate) struct View<'a> {
    pub(crate) parse: Parse<'a>,
    pub(crate) allows: Vec<Allow<'a>>,
}

impl ParsedFile {
    fn parse(text: Arc<String>) -> Arc<Self> {
        let id = FileId::default();
        Arc::new(Self::new(text, |text| View {
            parse: scn_syntax::parse(id, text),
            allows: scn_syntax::allows(id, text),
        }))
    }

    pub(crate) fn view(&self) -> &View<'_> {
        self.borrow_dependent()
    }

    /// What is wrong with its form, as findings in the file of an id.
    pub(crate) fn findings(&self, id: FileId) -> Vec<Finding> {
        let mut findings = self.view().parse.findings.clone();
        for finding in &mut findings {
            finding.place.file = id;
            finding.related.iter_mut().for_each(|it| it.place.file = id);
            finding.fixes.iter_mut().flat_map(|fix| &mut fix.edits).for_each(|edit| edit.place.file = id);
        }
        findings
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What is kept is whole at any moment: it is put in and taken out in one go.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Cache {
    /// An empty one.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Forgets what has not been asked for in the last few sweeps. Call it when all that is checked
    /// together has been checked.
    pub fn sweep(&self) {
        let now = self.sweeps.fetch_add(1, Ordering::Relaxed) + 1;
        sweep(&mut lock(&self.files), now);
        sweep(&mut lock(&self.proofs), now);
    }

    /// How much work all checks with this cache have done.
    #[must_use]
    pub fn work(&self) -> Work {
        Work { parsed: self.parsed.load(Ordering::Relaxed), proved: self.proved.load(Ordering::Relaxed) }
    }

    /// A file, parsed.
    fn file(&self, file: &SourceFile) -> Arc<ParsedFile> {
        let mut hasher = FxHasher::default();
        file.text().hash(&mut hasher);
        let (hash, now) = (hasher.finish(), self.sweeps.load(Ordering::Relaxed));
        let text = file.shared_text();
        let is_known =
            |known: &Arc<ParsedFile>| Arc::ptr_eq(known.borrow_owner(), &text) || *known.borrow_owner() == text;
        if let Some(known) =
            lock(&self.files).get_mut(&hash).and_then(|all| all.iter_mut().find(|it| is_known(&it.what)))
        {
            known.used = now;
            return Arc::clone(&known.what);
        }
        self.parsed.fetch_add(1, Ordering::Relaxed);
        let parsed = ParsedFile::parse(text);
        lock(&self.files).entry(hash).or_default().push(Kept { used: now, what: Arc::clone(&parsed) });
        parsed
    }

    /// The answer to a question about a story.
    fn answer<A>(&self, story: &Scenario, states: u64, of: impl Fn(&About) -> Option<A>) -> Option<A> {
        let mut proofs = lock(&self.proofs);
        let known = proofs.get_mut(&story.id)?.iter_mut();
        let mut same = known.filter(|it| it.what.states == states && it.what.story == *story);
        same.find_map(|known| {
            let answer = of(&known.what.about)?;
            known.used = self.sweeps.load(Ordering::Relaxed);
            Some(answer)
        })
    }

    fn keep(&self, story: &Scenario, states: u64, about: About) {
        let kept =
            Kept { used: self.sweeps.load(Ordering::Relaxed), what: Proved { story: story.clone(), states, about } };
        lock(&self.proofs).entry(story.id.clone()).or_default().push(kept);
    }
}

/// Forgets what is old.
fn sweep<K: Eq + Hash, T>(kept: &mut FxHashMap<K, Vec<Kept<T>>>, now: u64) {
    kept.retain(|_, all| {
        all.retain(|it| now <= it.used + KEPT);
        !all.is_empty()
    });
}

impl fmt::Debug for Cache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cache").field("work", &self.work()).finish_non_exhaustive()
    }
}

/// A file, parsed now or before.
pub(crate) fn parsed(cache: Option<&Cache>, file: Option<&SourceFile>) -> Arc<ParsedFile> {
    match (cache, file) {
        (Some(cache), Some(file)) => cache.file(file),
        (None, Some(file)) => ParsedFile::parse(file.shared_text()),
        (_, None) => ParsedFile::parse(Arc::default()),
    }
}

/// Asks the prover, or the cache where it has been asked before.
pub(crate) struct Prover<'p> {
    pub(crate) cache: Option<&'p Cache>,
    pub(crate) limits: Limits<'p>,
    /// Whether whoever watches has ended the proofs. What is not complete is then no answer for
    /// another time.
    pub(crate) ended: &'p AtomicBool,
}

impl<'p> Prover<'p> {
    /// A prover that nobody watches, so that nobody can end it.
    pub(crate) fn unwatched(cache: Option<&'p Cache>) -> Self {
        static ENDED: AtomicBool = AtomicBool::new(false);
        Self { cache, limits: Limits::default(), ended: &ENDED }
    }

    /// What all runs of a story do. The machine is that of the story.
    pub(crate) fn graph(&self, story: &Scenario, machine: &Machine) -> Arc<Proof> {
        let of = |about: &About| match about {
            About::Graph(proof) => Some(Arc::clone(proof)),
            About::Promises(_) | About::Unfaced(..) => None,
        };
        self.ask(story, self.limits.states, of, || {
            let proof = Arc::new(prove(machine, &self.limits));
            (Arc::clone(&proof), proof.complete, About::Graph(proof))
        })
    }

    /// Whether the promises of a story are kept. The machine is that of the story, which has no
    /// other promises.
    pub(crate) fn promises(&self, story: &Scenario, machine: &Machine) -> Arc<Promises> {
        let asked: Vec<(PromiseKind, Site)> = story.promises.iter().map(|it| (it.kind, it.cond.site)).collect();
        let of = |about: &About| match about {
            About::Promises(promises) => Some(Arc::clone(promises)),
            About::Graph(_) | About::Unfaced(..) => None,
        };
        self.ask(story, self.limits.states, of, || {
            let promises = Arc::new(prove_promises(machine, &asked, &self.limits));
            (Arc::clone(&promises), promises.complete, About::Promises(promises))
        })
    }

    /// The shortest run of a story that ends and has not faced a principle, where so many states
    /// suffice to find it.
    pub(crate) fn unfaced(&self, story: &Scenario, machine: &Machine, principle: &str, states: u64) -> Option<Witness> {
        let of = |about: &About| match about {
            About::Unfaced(of, run) if of == principle => Some(run.clone()),
            About::Graph(_) | About::Promises(_) | About::Unfaced(..) => None,
        };
        self.ask(story, states, of, || {
            let run = unfaced_run(machine, principle, &Limits::of_states(states));
            // Nobody watches this one, so nobody can end it.
            (run.clone(), true, About::Unfaced(principle.to_owned(), run))
        })
    }

    fn ask<A>(
        &self,
        story: &Scenario,
        states: u64,
        of: impl Fn(&About) -> Option<A>,
        prove: impl FnOnce() -> (A, bool, About),
    ) -> A {
        let Some(cache) = self.cache else { return prove().0 };
        if let Some(answer) = cache.answer(story, states, of) {
            return answer;
        }
        cache.proved.fetch_add(1, Ordering::Relaxed);
        let (answer, complete, about) = prove();
        if complete || !self.ended.load(Ordering::Relaxed) {
            cache.keep(story, states, about);
        }
        answer
    }
}
