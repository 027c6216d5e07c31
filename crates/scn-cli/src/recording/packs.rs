//! Finds the records of one pack, and the names of learners, in the store.

use scn_records::{Filter, PackIdentity, Store, StoreError, digests, is_same_name};
use scn_run::{Attempt, Stories};
use scn_source::nearest_name;
use scn_story::Story;

use crate::screen::print_note;

/// The records of a pack.
#[derive(Debug, Default)]
pub(crate) struct FoundRecords {
    /// The attempts, in the order in which they were begun.
    pub(crate) attempts: Vec<Attempt>,
    /// The stories in which they were made, as far as these are stored and can be read.
    pub(crate) stories: Stories,
}

impl FoundRecords {
    /// Finds the records of a pack, of one learner or of all. Prints a note about records for which
    /// it cannot be decided whether they belong to the pack.
    ///
    /// # Errors
    ///
    /// If the store cannot be read.
    pub(crate) fn load(store: &dyn Store, pack: &PackIdentity<'_>, learner: Option<&str>) -> Result<Self, StoreError> {
        let mut attempts = store.attempts(&Filter { learner, ..Filter::default() })?;
        attempts.retain(|attempt| pack.may_have(attempt));
        let stories = load_stories(store, &attempts)?;
        let sorted = pack.sort_attempts(attempts, &stories);
        say_unclear(&sorted.unclear);
        Ok(Self { attempts: sorted.own, stories })
    }

    /// Finds the records of a pack for a learner who resumes, and marks them in the store as
    /// belonging to this pack.
    ///
    /// # Errors
    ///
    /// If the store cannot be read or written.
    pub(crate) fn load_and_claim(
        store: &mut dyn Store,
        pack: &PackIdentity<'_>,
        learner: &str,
    ) -> Result<Self, StoreError> {
        let mut records = Self::load(store, pack, Some(learner))?;
        let settled = pack.claim(&mut records.attempts);
        if !settled.is_empty() {
            store.update_packs(&settled)?;
        }
        Ok(records)
    }
}

/// Prints a note about records of a pack without a name. If such a pack was moved and edited, it
/// cannot be decided whether it is the same pack.
fn say_unclear(unclear: &[Attempt]) {
    let Some(last) = unclear.last() else { return };
    let pack_description = match last.places.last() {
        Some(place) if place.contains(std::path::MAIN_SEPARATOR) => format!("in `{place}`"),
        Some(_) | None => format!("that was called `{}`", last.pack),
    };
    let records = match unclear.len() {
        1 => "1 record is left out".to_owned(),
        many => format!("{many} records are left out"),
    };
    print_note(&format!(
        "note: {records}, of a similar pack without a name, {pack_description}\n  it is unclear whether that is this pack\n  help: a `name` in `scn.toml` keeps the records of a pack together when it is moved and edited"
    ));
}

/// Returns the stories in which attempts were made, as far as they are stored and can be read by
/// this version.
pub(crate) fn load_stories(store: &dyn Store, attempts: &[Attempt]) -> Result<Stories, StoreError> {
    let mut stories = Stories::new();
    let digests = attempts.iter().flat_map(|it| digests(&it.log).into_iter().chain([it.digest.as_str()]));
    for digest in digests {
        if !stories.contains_key(digest)
            && let Some(story) = store.load_story(digest)?.and_then(|json| Story::from_json(&json).ok())
        {
            stories.insert(digest.to_owned(), story);
        }
    }
    Ok(stories)
}

/// The learner that a typed name refers to.
#[derive(Debug)]
pub(crate) enum LearnerMatch {
    /// A known learner, with the name as stored.
    Known(String),
    /// A name that nobody has yet.
    New {
        /// A known name that is nearly the same.
        near: Option<String>,
    },
}

/// Finds the learner that a name refers to.
///
/// # Errors
///
/// If the store cannot be read.
pub(crate) fn match_learner(store: Option<&dyn Store>, name: &str) -> Result<LearnerMatch, StoreError> {
    let known_names: Vec<String> = match store {
        Some(store) => store.learners()?.into_iter().map(|it| it.name).collect(),
        None => Vec::new(),
    };
    if let Some(same) = known_names.iter().find(|known| is_same_name(known, name)) {
        return Ok(LearnerMatch::Known(same.clone()));
    }
    Ok(LearnerMatch::New { near: nearest_name(name, known_names.iter().map(String::as_str)).map(str::to_owned) })
}

impl LearnerMatch {
    /// Returns the name as stored.
    pub(crate) fn stored_name<'w>(&'w self, typed: &'w str) -> &'w str {
        match self {
            Self::Known(name) => name,
            Self::New { .. } => typed,
        }
    }

    /// Returns the sentences shown for a name that nobody has yet. They do not repeat the name
    /// itself.
    pub(crate) fn new_words(&self) -> Vec<String> {
        let Self::New { near } = self else { return Vec::new() };
        let near = near.as_ref().map(|near| format!("Did you mean `{near}`?"));
        [Some("This name is new: nothing is recorded under it yet.".to_owned()), near].into_iter().flatten().collect()
    }

    /// Prints a note that the name is new, if nobody has it yet. The note does not repeat the name
    /// itself.
    pub(crate) fn say_new(&self) {
        if let Self::New { near } = self {
            let near = near.as_ref().map(|near| format!("\n  help: did you mean `{near}`?")).unwrap_or_default();
            print_note(&format!("note: this name is new: nothing is recorded under it yet{near}"));
        }
    }
}
