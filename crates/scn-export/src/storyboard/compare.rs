//! Compares two versions of a document: which part is which, and what has changed in it.
//!
//! Parts are matched by their text, like the records of learners, and not by their id alone: an
//! author may give an id to something else, or the same thing another id.

use std::collections::BTreeMap;

use super::differences::{compare_lines, compare_runs, marked, marked_runs, similarity};
use super::model::{Change, Kind, Part, Status, Voice, runs_words};

/// The minimum share of the text, in thousandths, that two parts with the same id have in common.
const SAME_ID: usize = 250;

/// The minimum share of the text, in thousandths, that two parts with different ids have in common.
const OTHER_ID: usize = 600;

/// The maximum number of pairs of parts whose texts are compared.
const MOST_PAIRS: usize = 40_000;

/// Returns the new document with everything that has changed marked, and with the removed parts in
/// their former places.
pub(super) fn compare_documents(old: &Part, new: Part) -> Part {
    merge(old, new)
}

/// Marks what has changed in a part and in the parts in it.
fn merge(old: &Part, mut new: Part) -> Part {
    let is_renamed = !matches!(new.kind, Kind::Pack | Kind::Outcome | Kind::Page) && old.id != new.id;
    new.former_id = is_renamed.then(|| old.id.clone());
    let has_new_name = runs_words(&old.name) != runs_words(&new.name);
    if old.name != new.name {
        new.name = compare_runs(&old.name, &new.name);
    }
    let (lines, has_new_lines) = compare_lines(&old.lines, &new.lines);
    new.lines = lines;
    if has_new_name || has_new_lines || is_renamed {
        new.status = Status::Changed;
    }
    new.parts = merge_lists(&old.parts, std::mem::take(&mut new.parts));
    new
}

fn merge_lists(old: &[Part], new: Vec<Part>) -> Vec<Part> {
    let matches = match_parts(old, &new);
    let in_place = longest_increasing(&matches);
    let mut merged: Vec<Part> = Vec::new();
    let mut next_old = 0;
    let add_removed = |merged: &mut Vec<Part>, from: usize, to: usize| {
        for (place, part) in old.iter().enumerate().take(to).skip(from) {
            if !matches.contains(&Some(place)) {
                merged.push(with_status(part.clone(), Status::Removed, Change::Deleted));
            }
        }
    };
    for (place, part) in new.into_iter().enumerate() {
        // What is drawn from a proof is not compared: an earlier version is not proved again.
        if part.figure.is_some() {
            merged.push(part);
            continue;
        }
        let Some(was) = matches.get(place).copied().flatten() else {
            // What it replaces comes before it.
            let kept = (next_old..old.len()).find(|place| matches.contains(&Some(*place))).unwrap_or(old.len());
            add_removed(&mut merged, next_old, kept);
            next_old = kept;
            merged.push(with_status(part, Status::Added, Change::Inserted));
            continue;
        };
        let is_in_place = in_place.contains(&place);
        if is_in_place {
            add_removed(&mut merged, next_old, was);
            next_old = was + 1;
        }
        let mut part = old.get(was).map(|old| merge(old, part.clone())).unwrap_or(part);
        if !is_in_place && part.status == Status::Same {
            part.status = Status::Moved;
        }
        merged.push(part);
    }
    add_removed(&mut merged, next_old, old.len());
    merged
}

/// Marks a part and everything in it.
fn with_status(mut part: Part, status: Status, change: Change) -> Part {
    part.status = status;
    part.name = marked_runs(&part.name, change);
    part.lines = part.lines.iter().map(|line| marked(line, change)).collect();
    part.parts = part.parts.into_iter().map(|it| with_status(it, status, change)).collect();
    // What is drawn is drawn for the current version only.
    if status == Status::Removed {
        part.figure = None;
    }
    part
}

/// What decides whether two parts are the same.
struct Subject {
    kind: Kind,
    id: String,
    /// Its title, or its text if it has none.
    words: String,
    all_words: String,
}

impl Subject {
    fn new(part: &Part) -> Self {
        // A name that this document gives to a part without one says nothing about it.
        let is_named = part.name.iter().any(|run| run.voice == Voice::Author);
        let name = if is_named { runs_words(&part.name) } else { String::new() };
        let words =
            if name.trim().is_empty() { part.lines.iter().map(|line| line.words() + "\n").collect() } else { name };
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        Self { kind: part.kind, id: part.id.clone(), words, all_words: part.all_words() }
    }

    /// Returns whether its id alone says which part it is.
    fn is_known_by_id(&self) -> bool {
        matches!(self.kind, Kind::Chapter | Kind::Graph | Kind::Cast | Kind::Variable)
    }
}

/// Returns the counterpart of each new part among the old ones.
fn match_parts(old: &[Part], new: &[Part]) -> Vec<Option<usize>> {
    let old: Vec<Subject> = old.iter().map(Subject::new).collect();
    let new: Vec<Subject> = new.iter().map(Subject::new).collect();
    let mut matcher = Matcher { old: &old, new: &new, taken: vec![false; old.len()], matches: vec![None; new.len()] };
    let same_id = |old: &Subject, new: &Subject| old.id == new.id;
    matcher.match_unique(|it| (it.kind, it.id.clone(), it.words.clone()));
    matcher.match_unique(|it| (it.kind, String::new(), it.words.clone()));
    matcher.match_where(|old, new| old.kind == new.kind && same_id(old, new) && new.is_known_by_id());
    matcher.match_where(|old, new| {
        old.kind == new.kind && same_id(old, new) && SAME_ID <= similarity(&old.all_words, &new.all_words)
    });
    matcher.match_most_similar();
    matcher.matches
}

struct Matcher<'m> {
    old: &'m [Subject],
    new: &'m [Subject],
    taken: Vec<bool>,
    matches: Vec<Option<usize>>,
}

impl Matcher<'_> {
    fn set(&mut self, old: usize, new: usize) {
        if let (Some(taken), Some(entry)) = (self.taken.get_mut(old), self.matches.get_mut(new)) {
            *taken = true;
            *entry = Some(old);
        }
    }

    fn free_old(&self) -> Vec<usize> {
        (0..self.old.len()).filter(|place| !self.taken[*place]).collect()
    }

    fn free_new(&self) -> Vec<usize> {
        (0..self.new.len()).filter(|place| self.matches[*place].is_none()).collect()
    }

    /// Matches parts that have a key that no other part of their version has.
    fn match_unique<K: Ord>(&mut self, key: impl Fn(&Subject) -> K) {
        let by_key = |places: Vec<usize>, subjects: &[Subject]| {
            let mut by_key: BTreeMap<K, Vec<usize>> = BTreeMap::new();
            for place in places {
                by_key.entry(key(&subjects[place])).or_default().push(place);
            }
            by_key
        };
        let old = by_key(self.free_old(), self.old);
        for (key, places) in by_key(self.free_new(), self.new) {
            if let ([new], Some([old])) = (places.as_slice(), old.get(&key).map(Vec::as_slice)) {
                self.set(*old, *new);
            }
        }
    }

    /// Matches the first parts, in order, that fit each other.
    fn match_where(&mut self, fits: impl Fn(&Subject, &Subject) -> bool) {
        let mut by_id: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for place in self.free_old() {
            by_id.entry(&self.old[place].id).or_default().push(place);
        }
        let mut found = Vec::new();
        for new in self.free_new() {
            let Some(places) = by_id.get_mut(self.new[new].id.as_str()) else { continue };
            if let Some(at) = places.iter().position(|old| fits(&self.old[*old], &self.new[new])) {
                found.push((places.remove(at), new));
            }
        }
        found.into_iter().for_each(|(old, new)| self.set(old, new));
    }

    /// Matches the pairs of parts whose texts have most in common.
    fn match_most_similar(&mut self) {
        let (old, new) = (self.free_old(), self.free_new());
        if MOST_PAIRS < old.len().saturating_mul(new.len()) {
            return;
        }
        let mut pairs = Vec::new();
        for old in old {
            for new in &new {
                let (was, is) = (&self.old[old], &self.new[*new]);
                let share = similarity(&was.all_words, &is.all_words);
                if was.kind == is.kind && OTHER_ID <= share {
                    pairs.push((1000 - share, *new, old));
                }
            }
        }
        pairs.sort_unstable();
        for (_, new, old) in pairs {
            if !self.taken[old] && self.matches[new].is_none() {
                self.set(old, new);
            }
        }
    }
}

/// Returns the places of a longest list of matches in which the old places increase: the parts that
/// were not moved.
fn longest_increasing(matches: &[Option<usize>]) -> Vec<usize> {
    // For each length, the place of the match at which a list of that length ends with the lowest
    // old place.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; matches.len()];
    for (place, was) in matches.iter().enumerate().filter_map(|(place, was)| Some((place, (*was)?))) {
        let length = ends.partition_point(|end| matches[*end].is_some_and(|earlier| earlier < was));
        before[place] = length.checked_sub(1).map(|shorter| ends[shorter]);
        if length < ends.len() {
            ends[length] = place;
        } else {
            ends.push(place);
        }
    }
    let mut list = Vec::new();
    let mut next = ends.last().copied();
    while let Some(place) = next {
        list.push(place);
        next = before[place];
    }
    list.reverse();
    list
}

#[cfg(test)]
mod tests {
    use super::longest_increasing;

    #[test]
    fn the_fewest_parts_count_as_moved() {
        let matches = [Some(3), Some(0), None, Some(1), Some(2)];
        assert_eq!(longest_increasing(&matches), [1, 3, 4]);
        assert_eq!(longest_increasing(&[None]), Vec::<usize>::new());
    }
}
