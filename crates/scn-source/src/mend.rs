//! Applying fixes: to one text, and to all files of a check until nothing is left to do.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Edit, FileId, Finding, Fix, Name, Severity, SourceFile, Sources};

/// So many times fixes are applied at most. What is left after that mends itself in circles.
const ROUNDS: usize = 50;

/// Which fixes are applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Those that can be applied without being looked at.
    Safe,
    /// All others too.
    All,
}

impl Which {
    /// The fix of a finding that is applied: the one that is safe; else the only one there is, where all are wanted. Where a finding has several, which one
    /// is meant is for the author to say.
    #[must_use]
    pub fn of(self, finding: &Finding) -> Option<&Fix> {
        let mut safe = finding.fixes.iter().filter(|fix| fix.safe);
        match (safe.next(), safe.next(), finding.fixes.as_slice()) {
            (Some(fix), None, _) => Some(fix),
            (None, None, [fix]) => Some(fix).filter(|_| self == Self::All),
            _ => None,
        }
    }
}

/// What a check of some files found.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// The findings.
    pub findings: Vec<Finding>,
    /// Whether all runs of all scenarios could be followed. Where not, errors that are about runs may have been hidden.
    pub whole: bool,
}

/// What came of applying fixes.
#[derive(Clone, Debug, Default)]
pub struct Mended {
    /// How many findings of each name were mended in each file.
    pub mended: BTreeMap<(FileId, Name), usize>,
    /// The files whose text is another one now.
    pub files: BTreeSet<FileId>,
    /// How many fixes were left out since they would have made a new error.
    pub refused: usize,
    /// What is found now.
    pub seen: Seen,
}

/// A text with edits made in it. They must not overlap; of edits at one place the first stands first, as in an editor. An edit beyond the text, or inside a
/// character, is left out.
#[must_use]
pub fn edited<'e>(text: &str, edits: impl IntoIterator<Item = &'e Edit>) -> String {
    let mut edits: Vec<&Edit> = edits.into_iter().collect();
    edits.sort_by_key(|edit| edit.place.span.start);
    let (mut out, mut done) = (String::with_capacity(text.len()), 0);
    for edit in edits {
        let span = edit.place.span.range();
        let Some(before) = text.get(done..span.start).filter(|_| text.is_char_boundary(span.end)) else { continue };
        out.push_str(before);
        out.push_str(&edit.text);
        done = span.end;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    out
}

/// Applies fixes again and again until there is none left, each round all that do not overlap.
///
/// `check` says what is found in files. `may_edit` says which files are to be touched; a fix is made whole or not at all. No error comes of it that
/// was not there before in its file: fixes that bring one are tried one by one, and left out where they do so alone. Errors about runs do not count where
/// the scenario could not be followed before, since they were there unseen.
pub fn mend(
    sources: &mut Sources,
    which: Which,
    may_edit: &dyn Fn(FileId) -> bool,
    check: &mut dyn FnMut(&Sources) -> Seen,
) -> Mended {
    let mut out = Mended { seen: check(sources), ..Mended::default() };
    let mut refused: BTreeSet<Known> = BTreeSet::new();
    for _ in 0..ROUNDS {
        let chosen = chosen(sources, which, may_edit, &out.seen.findings, &refused);
        if chosen.is_empty() {
            break;
        }
        let Some((next, seen, made)) = round(sources, &out.seen, chosen, &mut refused, check) else { break };
        for (finding, fix) in made {
            *out.mended.entry((finding.place.file, finding.name)).or_default() += 1;
            out.files.extend(fix.edits.iter().map(|edit| edit.place.file));
        }
        (*sources, out.seen) = (next, seen);
    }
    out.refused = refused.len();
    out
}

/// What a fix is known by from round to round: places move.
type Known = (FileId, Name, String, String);

fn known((finding, fix): &Chosen) -> Known {
    (finding.place.file, finding.name, finding.message.clone(), fix.title.clone())
}

/// A finding and its fix.
type Chosen = (Finding, Fix);

/// The fixes of a round: none overlaps another.
fn chosen(
    sources: &Sources,
    which: Which,
    may_edit: &dyn Fn(FileId) -> bool,
    findings: &[Finding],
    refused: &BTreeSet<Known>,
) -> Vec<Chosen> {
    // By file and start, where each edit ends.
    let mut taken: BTreeMap<(FileId, u32), u32> = BTreeMap::new();
    let mut chosen = Vec::new();
    for finding in findings {
        let Some(fix) = which.of(finding) else { continue };
        let changes = fix.edits.iter().any(|edit| sources.slice(edit.place) != edit.text);
        let one = (finding.clone(), fix.clone());
        if !changes || !fix.edits.iter().all(|edit| may_edit(edit.place.file)) || refused.contains(&known(&one)) {
            continue;
        }
        let is_free = |edit: &Edit| {
            let (file, span) = (edit.place.file, edit.place.span);
            // Two insertions at one place, or one at the border of a replaced part, could be meant in either order.
            let before = taken.range(..=(file, span.end)).next_back();
            before.is_none_or(|((other, _), end)| *other != file || *end < span.start)
        };
        if fix.edits.iter().all(is_free) {
            taken.extend(fix.edits.iter().map(|it| ((it.place.file, it.place.span.start), it.place.span.end)));
            chosen.push(one);
        }
    }
    chosen
}

/// Makes fixes together; where that brings an error, those of them that bring none. `None` where that leaves nothing.
fn round(
    sources: &Sources,
    before: &Seen,
    chosen: Vec<Chosen>,
    refused: &mut BTreeSet<Known>,
    check: &mut dyn FnMut(&Sources) -> Seen,
) -> Option<(Sources, Seen, Vec<Chosen>)> {
    let mut tried = |chosen: &[Chosen]| {
        let next = with(sources, chosen);
        let after = check(&next);
        is_no_worse(before, &after).then_some((next, after))
    };
    if let Some((next, after)) = tried(&chosen) {
        return Some((next, after, chosen));
    }
    let mut good = Vec::new();
    for one in chosen {
        if tried(std::slice::from_ref(&one)).is_some() {
            good.push(one);
        } else {
            refused.insert(known(&one));
        }
    }
    if let Some((next, after)) = tried(&good).filter(|_| !good.is_empty()) {
        return Some((next, after, good));
    }
    // Each does no harm, and all together do: the first one is made, and what is left of the others is looked at again.
    good.truncate(1);
    let (next, after) = tried(&good).filter(|_| !good.is_empty())?;
    Some((next, after, good))
}

fn with(sources: &Sources, chosen: &[Chosen]) -> Sources {
    let mut edits: BTreeMap<FileId, Vec<&Edit>> = BTreeMap::new();
    for edit in chosen.iter().flat_map(|(_, fix)| &fix.edits) {
        edits.entry(edit.place.file).or_default().push(edit);
    }
    let mut next = sources.clone();
    for (id, edits) in edits {
        if let Some(file) = sources.get(id) {
            next.replace(id, SourceFile::new(file.path(), edited(file.text(), edits)));
        }
    }
    next
}

/// Whether no file has an error that it had not before.
fn is_no_worse(before: &Seen, after: &Seen) -> bool {
    let mut errors: BTreeMap<(FileId, Name, &str), usize> = BTreeMap::new();
    let is_error = |finding: &&Finding| finding.severity == Severity::Error;
    for finding in before.findings.iter().filter(is_error) {
        *errors.entry((finding.place.file, finding.name, &finding.message)).or_default() += 1;
    }
    let mut after = after.findings.iter().filter(is_error).filter(|it| before.whole || !it.is_about_runs());
    after.all(|finding| match errors.get_mut(&(finding.place.file, finding.name, finding.message.as_str())) {
        Some(left @ 1..) => {
            *left -= 1;
            true
        }
        Some(0) | None => false,
    })
}

#[cfg(test)]
mod tests;
