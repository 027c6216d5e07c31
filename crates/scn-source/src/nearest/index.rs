//! Known names in a form in which the nearest one is found quickly.

use super::rows::Rows;
use super::{Wanted, fold_name};

/// Known names, for finding the nearest one to each of many unknown names.
///
/// [`NameIndex::nearest`] finds the name that [`nearest_name`](crate::nearest_name) finds among
/// the same names. It follows a tree of the names by their characters, computes the distance of
/// names with the same beginning together, and leaves a branch as soon as it differs by too much.
/// So it reads a small part of the names, unless most of them are nearly alike.
///
/// # Examples
///
/// ```
/// use scn_source::NameIndex;
///
/// let known = NameIndex::new(["call-back", "complaint"]);
/// assert_eq!(known.nearest("complant"), Some(1));
/// assert_eq!(known.nearest("desk"), None);
/// ```
#[derive(Clone, Debug)]
pub struct NameIndex {
    names: Vec<NameLength>,
    nodes: Vec<Node>,
    /// The names that end at a node, by node and then in the order given.
    ends: Vec<(u32, u32)>,
}

/// The length of a name as written.
#[derive(Clone, Copy, Debug)]
pub(super) struct NameLength {
    pub(super) bytes: usize,
    pub(super) chars: usize,
}

impl NameLength {
    pub(super) fn of(name: &str) -> Self {
        Self { bytes: name.len(), chars: name.chars().count() }
    }
}

/// The beginning of some names.
#[derive(Clone, Copy, Debug)]
struct Node {
    letter: char,
    /// Its first continuation, and the next node after the same beginning; 0 if there is none.
    child: u32,
    sibling: u32,
    /// The smallest index of a name that begins like this.
    first_name: u32,
    /// The lengths of the shortest and the longest name that begins like this.
    shortest: u32,
    longest: u32,
}

impl NameIndex {
    /// Makes an index of names.
    #[must_use]
    pub fn new<'k>(names: impl IntoIterator<Item = &'k str>) -> Self {
        let (names, mut sorted): (Vec<NameLength>, Vec<(Vec<char>, u32)>) = (names.into_iter().zip(0..))
            .map(|(name, at)| (NameLength::of(name), (fold_name(name).collect(), at)))
            .unzip();
        sorted.sort();
        let root = Node::new('\0', u32::MAX, u32::MAX);
        let mut index = Self { names, nodes: vec![root], ends: Vec::new() };
        // The nodes of the last name, each with its last continuation so far.
        let mut path: Vec<(u32, u32)> = vec![(0, 0)];
        let mut last: &[char] = &[];
        for (folded, at) in &sorted {
            let common = folded.iter().zip(last).take_while(|(one, other)| one == other).count();
            path.truncate(common + 1);
            let length = u32::try_from(folded.len()).unwrap_or(u32::MAX);
            for letter in folded.iter().skip(common) {
                let node = index.add_node(*letter, *at, length, path.last_mut());
                path.push((node, 0));
            }
            for (node, _) in &path {
                if let Some(node) = index.nodes.get_mut(*node as usize) {
                    node.include(*at, length);
                }
            }
            index.ends.extend(path.last().map(|(node, _)| (*node, *at)));
            last = folded;
        }
        index.ends.sort_unstable();
        index
    }

    /// Adds a node as the last continuation of a parent.
    fn add_node(&mut self, letter: char, name: u32, length: u32, parent: Option<&mut (u32, u32)>) -> u32 {
        let added = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        self.nodes.push(Node::new(letter, name, length));
        if let Some((parent, last_child)) = parent {
            let is_first = *last_child == 0;
            let before = if is_first { *parent } else { *last_child };
            if let Some(before) = self.nodes.get_mut(before as usize) {
                *(if is_first { &mut before.child } else { &mut before.sibling }) = added;
            }
            *last_child = added;
        }
        added
    }

    /// Returns the index of the name that `written` most likely means, in the order given, or
    /// `None` if none is close enough.
    #[must_use]
    pub fn nearest(&self, written: &str) -> Option<usize> {
        self.search(written).0
    }

    /// Returns the index of the nearest name, and the number of nodes that were visited.
    fn search(&self, written: &str) -> (Option<usize>, usize) {
        let Some(wanted) = Wanted::new(written) else { return (None, 0) };
        let mut visited = 0;
        // Few names are close, so looking for a closer one first costs little, and a close name
        // ends the search.
        for limit in 1..=wanted.allowed {
            if let Some(found) = self.search_within(&wanted, limit, &mut visited) {
                return (Some(found as usize), visited);
            }
        }
        (None, visited)
    }

    /// Returns the index of the nearest name within a limit, and of equally near ones the first.
    fn search_within(&self, wanted: &Wanted<'_>, limit: u8, visited: &mut usize) -> Option<u32> {
        let length = u32::try_from(wanted.folded.len()).unwrap_or(u32::MAX);
        let mut rows = Rows::new(&wanted.folded);
        let mut nearest: Option<(u8, u32)> = None;
        let root = self.nodes.first()?;
        let mut open = vec![(root.child, 0_usize)];
        while let Some((at, depth)) = open.pop() {
            let Some(node) = self.nodes.get(at as usize).filter(|_| at != 0) else { continue };
            open.push((node.sibling, depth));
            // What comes after the nearest name so far must be nearer.
            let limit = match nearest {
                Some((0, first)) if first < node.first_name => continue,
                Some((distance, first)) if first < node.first_name => distance - 1,
                Some((distance, _)) => distance,
                None => limit,
            };
            if length.saturating_add(u32::from(limit)) < node.shortest
                || node.longest.saturating_add(u32::from(limit)) < length
            {
                continue;
            }
            *visited += 1;
            rows.truncate(depth);
            if limit < rows.push(node.letter) {
                continue;
            }
            open.push((node.child, depth + 1));
            if let Some(distance) = rows.distance().filter(|distance| *distance <= limit) {
                let is_meant =
                    |name: &u32| self.names.get(*name as usize).is_some_and(|it| wanted.accepts(*it, distance));
                let found = self.names_at(at).find(is_meant).map(|name| (distance, name));
                nearest = [nearest, found].into_iter().flatten().min();
            }
        }
        nearest.map(|(_, name)| name)
    }

    /// The indices of the names that end at a node, in order.
    fn names_at(&self, node: u32) -> impl Iterator<Item = u32> {
        let start = self.ends.partition_point(|(at, _)| *at < node);
        self.ends.iter().skip(start).take_while(move |(at, _)| *at == node).map(|(_, name)| *name)
    }
}

impl Node {
    fn new(letter: char, name: u32, length: u32) -> Self {
        Self { letter, child: 0, sibling: 0, first_name: name, shortest: length, longest: 0 }
    }

    fn include(&mut self, name: u32, length: u32) {
        self.first_name = self.first_name.min(name);
        self.shortest = self.shortest.min(length);
        self.longest = self.longest.max(length);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::NameIndex;
    use crate::nearest_name;

    /// The definition, applied to each name in full.
    fn plainly<'k>(written: &str, known: &[&'k str]) -> Option<&'k str> {
        let fold = |name: &str| name.replace(['_', ' '], "-").chars().flat_map(char::to_lowercase).collect::<String>();
        let folded = fold(written);
        let allowed = match folded.chars().count() {
            0 => return None,
            1..=4 => 1,
            5..=8 => 2,
            9.. => 3,
        };
        let similar = known.iter().filter(|name| name.len().abs_diff(written.len()) <= 3 * allowed);
        similar
            .map(|name| (strsim::osa_distance(&folded, &fold(name)), *name))
            .filter(|(distance, name)| *distance <= allowed && *distance < name.chars().count())
            .min_by_key(|(distance, _)| *distance)
            .map(|(_, name)| name)
    }

    fn assert_equal(written: &str, known: &[&str]) {
        let expected = plainly(written, known);
        assert_eq!(nearest_name(written, known.iter().copied()), expected, "{written:?} {known:?}");
        let found = NameIndex::new(known.iter().copied()).nearest(written);
        assert_eq!(found.map(|at| known[at]), expected, "{written:?} {known:?}");
        assert_eq!(found, known.iter().position(|name| Some(*name) == expected), "the first of equal ones");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_500))]

        #[test]
        fn all_ways_find_the_same_name(
            written in "[abAé_ -]{0,12}",
            known in prop::collection::vec("[abAéİ_ -]{0,12}", 0..24),
        ) {
            assert_equal(&written, &known.iter().map(String::as_str).collect::<Vec<_>>());
        }

        #[test]
        fn all_ways_find_the_same_name_among_numbered_ones(
            written in "step-[0-3]{2,7}(-a)?",
            known in prop::collection::vec("step-[0-3]{2,7}(-a)?", 0..40),
        ) {
            assert_equal(&written, &known.iter().map(String::as_str).collect::<Vec<_>>());
        }
    }

    #[test]
    fn little_of_many_names_is_read() {
        let known: Vec<String> = (0..10_000_u32).map(|n| format!("principle-{:06}", n * 7_919 % 999_983)).collect();
        let index = NameIndex::new(known.iter().map(String::as_str));
        for written in ["honesty", "principle-abcdef", "principle-12345", "prinziple-000000"] {
            let (found, visited) = index.search(written);
            let found = found.map(|at| known[at].as_str());
            assert_eq!(found, nearest_name(written, known.iter().map(String::as_str)), "{written}");
            // The names have 160,000 characters.
            assert!(visited < 12_000, "{written}: {visited}");
        }
    }
}
