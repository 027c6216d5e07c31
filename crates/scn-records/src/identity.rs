//! Decides which records belong to which pack.
//!
//! A pack with a name is the same pack wherever it is and however it is edited, because its author
//! says so. A pack without a name is identified by its location, or by content that is exactly the
//! same. If a pack was copied or moved away from a location, its records are never mixed with those
//! of another pack that is created there later.

use std::borrow::Cow;

use scn_run::{Attempt, Versions};
use scn_story::Story;

use crate::Stories;

/// The location in a record that marks it as also found by the name of its pack, since a pack may
/// be given a name or lose it.
const BY_NAME: &str = "";

/// The current state of a pack.
#[derive(Clone, Debug)]
pub struct PackIdentity<'p> {
    story: &'p Story,
    /// Its location; `None` if it has none, as on standard input.
    place: Option<&'p str>,
    content: Cow<'p, str>,
}

/// The records of one pack, and others that may belong to it.
#[derive(Clone, Debug, Default)]
pub struct PackAttempts {
    /// The records of the pack, in the given order.
    pub own: Vec<Attempt>,
    /// The records of a similar pack, for which it cannot be decided whether it is the same.
    pub unclear: Vec<Attempt>,
}

/// The key by which attempts are grouped into packs if the current story is not given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PackKey<'a> {
    /// The name that the pack gives itself.
    Name(&'a str),
    /// The last known location of the pack.
    Place(&'a str),
}

impl<'a> PackKey<'a> {
    /// Returns the key of an attempt.
    #[must_use]
    pub fn from_attempt(attempt: &'a Attempt) -> Self {
        match attempt.places.last() {
            None => Self::Name(&attempt.pack),
            Some(place) if place == BY_NAME => Self::Name(&attempt.pack),
            Some(place) => Self::Place(place),
        }
    }
}

/// The attempts at one pack.
#[derive(Clone, Debug)]
pub struct PackGroup<'a> {
    /// The story of the latest attempt whose story is stored.
    pub story: Option<&'a Story>,
    /// The last known location of the pack; `None` if it has a name of its own.
    pub place: Option<&'a str>,
    /// The attempts, in the given order.
    pub attempts: Vec<&'a Attempt>,
}

/// Groups attempts by pack, if the current story of the packs is not given, in the order in which
/// the packs were begun. Two packs that give themselves the same name are kept apart if they have
/// little in common: if neither contains half of the parts of the other, also by way of a third
/// version.
///
/// # Examples
///
/// ```
/// use scn_records::{Stories, group_by_pack};
///
/// assert!(group_by_pack(&[], &Stories::new()).is_empty());
/// ```
#[must_use]
pub fn group_by_pack<'a>(attempts: &'a [Attempt], stories: &'a Stories) -> Vec<PackGroup<'a>> {
    let mut by_key: Vec<(PackKey<'a>, Vec<&'a Attempt>)> = Vec::new();
    for attempt in attempts {
        let key = PackKey::from_attempt(attempt);
        match by_key.iter_mut().find(|(known, _)| *known == key) {
            Some((_, own)) => own.push(attempt),
            None => by_key.push((key, vec![attempt])),
        }
    }
    let to_groups = |(key, own): (PackKey<'a>, Vec<&'a Attempt>)| match key {
        PackKey::Place(place) => vec![PackGroup { story: None, place: Some(place), attempts: own }],
        PackKey::Name(_) => split_by_content(&own, stories),
    };
    let mut groups: Vec<PackGroup<'a>> = by_key.into_iter().flat_map(to_groups).collect();
    for group in &mut groups {
        group.story = group.attempts.iter().rev().find_map(|it| stories.get(&it.digest));
    }
    groups
}

/// Splits the attempts at packs of one name by content. An attempt whose story is not stored is
/// added to the first pack.
fn split_by_content<'a>(attempts: &[&'a Attempt], stories: &'a Stories) -> Vec<PackGroup<'a>> {
    let mut digests: Vec<&str> = Vec::new();
    for attempt in attempts.iter().filter(|it| stories.contains_key(&it.digest)) {
        if !digests.contains(&attempt.digest.as_str()) {
            digests.push(&attempt.digest);
        }
    }
    let mut packs: Vec<Vec<&str>> = Vec::new();
    for digest in digests {
        let is_alike = |pack: &Vec<&str>| pack.iter().any(|other| are_alike(stories, digest, other));
        let (alike, others): (Vec<_>, Vec<_>) = packs.into_iter().partition(is_alike);
        packs = others;
        packs.push(alike.into_iter().flatten().chain([digest]).collect());
    }
    let pack_of =
        |attempt: &Attempt| packs.iter().position(|pack| pack.contains(&attempt.digest.as_str())).unwrap_or(0);
    let mut groups: Vec<(usize, PackGroup<'a>)> = Vec::new();
    for attempt in attempts {
        let pack = pack_of(attempt);
        match groups.iter_mut().find(|(known, _)| *known == pack) {
            Some((_, group)) => group.attempts.push(attempt),
            None => groups.push((pack, PackGroup { story: None, place: None, attempts: vec![attempt] })),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

fn are_alike(stories: &Stories, one: &str, other: &str) -> bool {
    stories.get(one).is_some_and(|story| Versions::new(story, stories).are_alike(one, other))
}

fn is_by_name(attempt: &Attempt) -> bool {
    attempt.places.is_empty() || attempt.places.iter().any(|place| place == BY_NAME)
}

impl<'p> PackIdentity<'p> {
    /// Creates the identity of a pack at a location.
    #[must_use]
    pub fn new(story: &'p Story, place: Option<&'p str>) -> Self {
        Self { story, place, content: story.content_digest().into() }
    }

    /// Creates the identity of a pack whose content digest is known, as [`Story::content_digest`]
    /// returns it: computing it takes as long as writing the story as JSON.
    #[must_use]
    pub fn with_content(story: &'p Story, place: Option<&'p str>, content: &'p str) -> Self {
        Self { story, place, content: content.into() }
    }

    /// Returns the story of the pack.
    #[must_use]
    pub fn story(&self) -> &'p Story {
        self.story
    }

    /// Returns the locations to store in a new record.
    #[must_use]
    pub fn places(&self) -> Vec<String> {
        match (self.story.pack.unnamed, self.place) {
            (true, Some(place)) => vec![place.to_owned()],
            // A location that no pack ever has.
            (true, None) => vec!["-".to_owned()],
            (false, _) => Vec::new(),
        }
    }

    /// Returns whether a record may belong to this pack, as far as this can be decided without the
    /// story in which it was made.
    #[must_use]
    pub fn may_have(&self, attempt: &Attempt) -> bool {
        self.is_here(attempt) || self.may_move(attempt)
    }

    /// Finds the records of this pack among others. `stories` are the stories in which the records
    /// were made.
    #[must_use]
    pub fn sort_attempts(&self, attempts: Vec<Attempt>, stories: &Stories) -> PackAttempts {
        let mut is_own: Vec<bool> = attempts.iter().map(|attempt| self.is_here(attempt)).collect();
        let has_own_content = |attempt: &Attempt| self.may_move(attempt) && self.has_content_of(attempt, stories);
        // Up to the last record made with the current content of this pack, the content at the
        // other location was this pack's too. Later records there may belong to content that has
        // diverged.
        for (at, attempt) in attempts.iter().enumerate().rev() {
            if is_own.get(at) == Some(&true) || !has_own_content(attempt) {
                continue;
            }
            let key = PackKey::from_attempt(attempt);
            let earlier = is_own.iter_mut().zip(&attempts).take(at + 1);
            earlier.filter(|(_, other)| PackKey::from_attempt(other) == key).for_each(|(own, _)| *own = true);
        }
        let versions = Versions::new(self.story, stories);
        let mut sorted = PackAttempts::default();
        for (attempt, own) in attempts.into_iter().zip(is_own) {
            if own {
                sorted.own.push(attempt);
            } else if self.may_move(&attempt) && versions.resembles(&attempt.digest) {
                sorted.unclear.push(attempt);
            }
        }
        sorted
    }

    /// Marks records as belonging to this pack, so that they are found when it is next edited,
    /// moved or given a name. Returns the records that have changed.
    #[must_use]
    pub fn claim(&self, own: &mut [Attempt]) -> Vec<Attempt> {
        let mut settled = Vec::new();
        for attempt in own {
            let unclaimed = (attempt.pack.clone(), attempt.places.clone());
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
            if unclaimed != (attempt.pack.clone(), attempt.places.clone()) {
                settled.push(attempt.clone());
            }
        }
        settled
    }

    /// Returns whether a record belongs to this pack by its name or location.
    fn is_here(&self, attempt: &Attempt) -> bool {
        let is_named = !self.story.pack.unnamed && is_by_name(attempt) && attempt.pack == self.story.pack.name;
        is_named || self.place.is_some_and(|place| attempt.places.iter().any(|it| it == place))
    }

    /// Returns whether a record can belong to this pack although its location differs: not if both
    /// packs have names.
    fn may_move(&self, attempt: &Attempt) -> bool {
        self.story.pack.unnamed || !attempt.places.is_empty()
    }

    /// Returns whether a record was last made in a story with the content of this pack.
    fn has_content_of(&self, attempt: &Attempt, stories: &Stories) -> bool {
        // The digest of a pack without a name is that of its content.
        attempt.digest == self.content
            || stories.get(&attempt.digest).is_some_and(|story| story.content_digest() == self.content)
    }
}

#[cfg(test)]
mod tests;
