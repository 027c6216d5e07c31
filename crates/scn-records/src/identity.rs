//! Which records are of which pack.
//!
//! A pack with a name is the same wherever it is and however it is edited: its author says so. One
//! without a name is known by its place, or by its content where that is exactly the same. Records
//! of a place that something else was once copied from or moved to are never mixed with those made
//! there later.

use scn_run::{Attempt, Versions};
use scn_story::Story;

use crate::Stories;

/// The place in a record that is found by the name of its pack too: a pack may get a name, or lose
/// it.
const BY_NAME: &str = "";

/// A pack as it is now.
#[derive(Clone, Debug)]
pub struct PackIdentity<'p> {
    story: &'p Story,
    /// Where it is. None where it lies nowhere, as on standard input.
    place: Option<&'p str>,
    content: String,
}

/// The records of one pack, and others that may be.
#[derive(Clone, Debug, Default)]
pub struct PackAttempts {
    /// Those of the pack, in the order given.
    pub own: Vec<Attempt>,
    /// Those of a pack much like it, of which nobody can know whether it is the same.
    pub unclear: Vec<Attempt>,
}

/// What attempts are of one pack by, without its story.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PackKey<'a> {
    /// The name that it gives itself.
    Name(&'a str),
    /// Where it was last.
    Place(&'a str),
}

impl<'a> PackKey<'a> {
    /// Of an attempt.
    #[must_use]
    pub fn of(attempt: &'a Attempt) -> Self {
        match attempt.places.last() {
            None => Self::Name(&attempt.pack),
            Some(place) if place == BY_NAME => Self::Name(&attempt.pack),
            Some(place) => Self::Place(place),
        }
    }
}

fn is_by_name(attempt: &Attempt) -> bool {
    attempt.places.is_empty() || attempt.places.iter().any(|place| place == BY_NAME)
}

impl<'p> PackIdentity<'p> {
    /// Of a pack that is at a place.
    #[must_use]
    pub fn new(story: &'p Story, place: Option<&'p str>) -> Self {
        Self { story, place, content: story.content_digest() }
    }

    /// The story.
    #[must_use]
    pub fn story(&self) -> &'p Story {
        self.story
    }

    /// The places of a record that is made now.
    #[must_use]
    pub fn places(&self) -> Vec<String> {
        match (self.story.pack.unnamed, self.place) {
            (true, Some(place)) => vec![place.to_owned()],
            // A place that nothing else is ever at.
            (true, None) => vec!["-".to_owned()],
            (false, _) => Vec::new(),
        }
    }

    /// Whether a record may be of this pack, as far as can be said without the story that it was
    /// made in.
    #[must_use]
    pub fn may_have(&self, attempt: &Attempt) -> bool {
        self.is_here(attempt) || self.may_move(attempt)
    }

    /// Finds the records of this pack among others. Stories are those that the records were made
    /// in.
    #[must_use]
    pub fn sort(&self, attempts: Vec<Attempt>, stories: &Stories) -> PackAttempts {
        let mut own: Vec<bool> = attempts.iter().map(|attempt| self.is_here(attempt)).collect();
        let is_own_text = |attempt: &Attempt| self.may_move(attempt) && self.has_content_of(attempt, stories);
        // Up to the last record with the text that this pack has, its text was this pack's too.
        // What was made later at the other place may be of a text that has gone its own way.
        for (at, attempt) in attempts.iter().enumerate().rev() {
            if own.get(at) == Some(&true) || !is_own_text(attempt) {
                continue;
            }
            let key = PackKey::of(attempt);
            let before = own.iter_mut().zip(&attempts).take(at + 1);
            before.filter(|(_, other)| PackKey::of(other) == key).for_each(|(own, _)| *own = true);
        }
        let versions = Versions::new(self.story, stories);
        let mut sorted = PackAttempts::default();
        for (attempt, own) in attempts.into_iter().zip(own) {
            if own {
                sorted.own.push(attempt);
            } else if self.may_move(&attempt) && versions.resembles(&attempt.digest) {
                sorted.unclear.push(attempt);
            }
        }
        sorted
    }

    /// Says of records of this pack that they are, so that they are found again when it is next
    /// edited, moved or given a name. The result is what has changed.
    #[must_use]
    pub fn settle(&self, own: &mut [Attempt]) -> Vec<Attempt> {
        let mut settled = Vec::new();
        for attempt in own {
            let before = (attempt.pack.clone(), attempt.places.clone());
            match (self.story.pack.unnamed, self.place) {
                (true, Some(place)) if !attempt.places.iter().any(|it| it == place) => {
                    if attempt.places.is_empty() {
                        attempt.places.push(BY_NAME.to_owned());
                    }
                    attempt.places.push(place.to_owned());
                }
                (false, _) if !is_by_name(attempt) => {
                    attempt.pack.clone_from(&self.story.pack.name);
                    attempt.places.push(BY_NAME.to_owned());
                }
                (true | false, _) => {}
            }
            if before != (attempt.pack.clone(), attempt.places.clone()) {
                settled.push(attempt.clone());
            }
        }
        settled
    }

    /// Whether a record is this pack's by its name or place.
    fn is_here(&self, attempt: &Attempt) -> bool {
        let is_named = !self.story.pack.unnamed && is_by_name(attempt) && attempt.pack == self.story.pack.name;
        is_named || self.place.is_some_and(|place| attempt.places.iter().any(|it| it == place))
    }

    /// Whether a record can be of this pack though it is of another place: not where both packs
    /// have names.
    fn may_move(&self, attempt: &Attempt) -> bool {
        self.story.pack.unnamed || !attempt.places.is_empty()
    }

    /// Whether a record was last made in the text that this pack has.
    fn has_content_of(&self, attempt: &Attempt, stories: &Stories) -> bool {
        // The digest of a pack without a name is that of its content.
        attempt.digest == self.content
            || stories.get(&attempt.digest).is_some_and(|story| story.content_digest() == self.content)
    }
}

#[cfg(test)]
mod tests;
