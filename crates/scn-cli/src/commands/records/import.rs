//! `scn records import`.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use scn_records::{Filter, Import, Store, StoreError, digests, is_same_name, learner_name};
use scn_run::{At, Attempt, Log, RecordFault, Stamped, Stories, verify_log};

use crate::args::{Color, ImportArgs};
use crate::commands::play::{PlayableStory, load_story};
use crate::failure::{Failure, plain_reason};
use crate::recording::{
    LearnerMatch, checked_name, load_stories, match_learner, now, open_store, open_to_read, records_path, store_failure,
};
use crate::screen::print;

/// The largest file that is read, in bytes.
const LARGEST: u64 = 64 << 20;

/// How far a clock elsewhere may be ahead of this one, in milliseconds.
const AHEAD: i64 = 24 * 60 * 60 * 1_000;

/// Advice for when a version is not known.
const ANOTHER_VERSION: &str =
    "nothing was imported; give that version of the pack, as a folder or built with `scn build`, after the file";

/// What the records have already.
struct Known {
    /// All attempts, of all learners.
    attempts: Vec<Attempt>,
    /// The versions of packs in which the attempts of the file were made.
    stories: Stories,
    learner: LearnerMatch,
}

impl Known {
    fn load(store: Option<&dyn Store>, attempts: &[Attempt], name: &str) -> Result<Self, StoreError> {
        let learner = match_learner(store, name)?;
        let Some(store) = store else {
            return Ok(Self { attempts: Vec::new(), stories: Stories::new(), learner });
        };
        Ok(Self { attempts: store.attempts(&Filter::default())?, stories: load_stories(store, attempts)?, learner })
    }
}

/// What is done with an attempt.
enum Step {
    /// It is new.
    Begin,
    /// The records have this many of its events.
    Continue(usize),
    /// The records have it already.
    Known,
}

/// Adds the records in a file to those of a learner, after verifying them. Returns 1 if the pack
/// cannot be played.
pub(super) fn import(args: &ImportArgs, color: Color) -> Result<u8, Failure> {
    let text = read_text(&args.file)?;
    let in_file = |words: String| Failure::new(format!("`{}`: {words}", args.file.display()));
    let Import { name, attempts } =
        Import::from_json(&text, At(now().0.saturating_add(AHEAD))).map_err(|error| in_file(error.to_string()))?;
    let name = match &args.learner {
        Some(learner) => checked_name(learner)?,
        None if name.trim().is_empty() => {
            return Err(
                in_file("the records have no name".to_owned()).with_help("say whose they are with `--learner NAME`")
            );
        }
        None => learner_name(&name).map_err(|error| in_file(format!("the name in it cannot be used: {error}")))?,
    };
    let mut versions = Vec::new();
    for path in &args.paths {
        match load_story(Some(path), None, color)? {
            Some(found) => versions.push(found),
            None => return Ok(1),
        }
    }
    let place = records_path(args.records.db.as_deref())?;
    let store = open_to_read(&place)?;
    let Known { attempts: known, mut stories, learner } =
        Known::load(store.as_deref(), &attempts, &name).map_err(|error| store_failure(&place, &error))?;
    for PlayableStory { story, .. } in &versions {
        stories.insert(story.pack.digest.clone(), story.clone());
    }
    if matches!(learner, LearnerMatch::New { near: Some(_) }) {
        learner.say_new();
    }
    let learner = learner.stored_name(&name).to_owned();
    let mut steps = Vec::new();
    for (index, attempt) in attempts.iter().enumerate() {
        let part = &attempt.part;
        let fault = |reason: String| {
            in_file(format!("attempt {} ({} `{}`): {reason}", index + 1, part.kind(), part.id()))
                .with_help("nothing was imported")
        };
        verify_log(&attempt.log, &stories).map_err(|error| {
            let failure = fault(error.to_string());
            let is_version = matches!(error, RecordFault::UnknownVersion { .. });
            if is_version { failure.with_help(ANOTHER_VERSION) } else { failure }
        })?;
        check_pack(attempt, &stories, &versions).map_err(fault)?;
        let stored = known.iter().find(|it| it.id == attempt.id);
        steps.push(stored.map_or(Ok(Step::Begin), |stored| step_after(stored, attempt, &learner)).map_err(fault)?);
    }
    let mut store = match store {
        Some(store) => store,
        None => open_store(&place)?,
    };
    let counts = write_attempts(store.as_mut(), &learner, &attempts, &steps, &versions);
    print(&counts.map_err(|error| store_failure(&place, &error))?)?;
    Ok(0)
}

/// Reads a file of records, or standard input.
fn read_text(path: &Path) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let read = if path == Path::new("-") {
        io::stdin().lock().take(LARGEST + 1).read_to_end(&mut bytes)
    } else {
        File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes))
    };
    read.map_err(|error| Failure::read(path, &error))?;
    let in_file = |words: &str| Failure::new(format!("`{}`: {words}", path.display()));
    if LARGEST < bytes.len() as u64 {
        return Err(in_file("it is larger than 64 MiB, which no file of records is"));
    }
    String::from_utf8(bytes)
        .map_err(|error| in_file(&format!("this is not a file of records: {}", plain_reason(&io::Error::other(error)))))
}

/// Checks that an attempt says of which pack it is.
fn check_pack(attempt: &Attempt, stories: &Stories, versions: &[PlayableStory]) -> Result<(), String> {
    let recorded = digests(&attempt.log).into_iter().filter_map(|digest| stories.get(digest));
    if recorded.chain(versions.iter().map(|it| &it.story)).any(|it| it.pack.name == attempt.pack) {
        return Ok(());
    }
    Err(format!(
        "it says that it is of the pack `{}`, but its events are of another one",
        scn_text::shortened(&attempt.pack)
    ))
}

/// Returns what is to be done with an attempt whose id is in the records.
fn step_after(stored: &Attempt, attempt: &Attempt, learner: &str) -> Result<Step, String> {
    if !is_same_name(&stored.learner, learner) {
        return Err("it is in the records of another learner".to_owned());
    }
    let (before, after) = (stored.log.len(), attempt.log.len());
    if !have_same_start(&stored.log, &attempt.log) {
        return Err("it is in the records already, and went on differently there".to_owned());
    }
    Ok(if before < after { Step::Continue(before) } else { Step::Known })
}

/// Returns whether two logs are the same as far as the shorter one goes.
fn have_same_start(one: &Log, other: &Log) -> bool {
    fn is_same<E: PartialEq>(one: &[Stamped<E>], other: &[Stamped<E>]) -> bool {
        one.iter().zip(other).all(|(one, other)| one == other)
    }
    match (one, other) {
        (Log::Lesson(one), Log::Lesson(other)) => is_same(one, other),
        (Log::Quiz(one), Log::Quiz(other)) => is_same(one, other),
        (Log::Scenario(one), Log::Scenario(other)) => is_same(one, other),
        (Log::Lesson(_) | Log::Quiz(_) | Log::Scenario(_), _) => false,
    }
}

/// Writes what is new, and says how much that was.
fn write_attempts(
    store: &mut dyn Store,
    learner: &str,
    attempts: &[Attempt],
    steps: &[Step],
    versions: &[PlayableStory],
) -> Result<String, StoreError> {
    let (mut begun, mut continued, mut known, mut events) = (0_usize, 0_usize, 0_usize, 0_usize);
    for (attempt, step) in attempts.iter().zip(steps) {
        let recorded = digests(&attempt.log);
        let mut own = versions.iter().filter(|it| recorded.contains(&it.story.pack.digest.as_str()));
        for PlayableStory { story, .. } in own.clone() {
            store.store_story(&story.pack.digest, &story.to_record_json())?;
        }
        let own = own.next_back();
        match step {
            Step::Begin => {
                let places = own.map_or_else(|| attempt.places.clone(), |it| it.identity().places());
                store.begin_attempt(&Attempt { learner: learner.to_owned(), places, ..attempt.clone() })?;
                begun += 1;
                events += attempt.log.len();
            }
            Step::Continue(from) => {
                store.append_events(&attempt.id, *from, &attempt.log.after(*from))?;
                continued += 1;
                events += attempt.log.len() - from;
            }
            Step::Known => known += 1,
        }
    }
    let counted = |count: usize| scn_text::counted(count, "attempt");
    let mut lines = format!("imported: {} with {}\n", counted(begun + continued), scn_text::counted(events, "event"));
    if 0 < continued {
        lines.push_str(&format!("  of these, {} had been begun before\n", counted(continued)));
    }
    if 0 < known {
        lines.push_str(&format!("already there: {}\n", counted(known)));
    }
    Ok(lines)
}
