//! Applying fixes, either to one text or to all files of a check until none is left.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Edit, FileId, Finding, Fix, Name, Severity, SourceFile, Sources, Span};

/// Upper bound on rounds of fixes. Anything left after that would oscillate.
const ROUNDS: usize = 50;

/// Which fixes to apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Only fixes that can be applied without review.
    Safe,
    /// All other fixes too.
    All,
}

impl Which {
    /// Returns the fix to apply for a finding: its only safe fix or, with [`All`](Self::All), its
    /// only fix if none is safe. Escapes are never applied and never counted, since they turn a
    /// possible instruction into text. If several fixes remain, the author must choose.
    #[must_use]
    pub fn of(self, finding: &Finding) -> Option<&Fix> {
        let mut safe = finding.fixes.iter().filter(|fix| fix.safe && !fix.escape);
        match (safe.next(), safe.next()) {
            (Some(fix), None) => return Some(fix),
            (Some(_), Some(_)) => return None,
            (None, _) => {}
        }
        let mut others = finding.fixes.iter().filter(|fix| !fix.escape);
        match (others.next(), others.next()) {
            (Some(fix), None) => Some(fix).filter(|_| self == Self::All),
            (Some(_) | None, _) => None,
        }
    }
}

/// The result of checking some files.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// The findings.
    pub findings: Vec<Finding>,
    /// Whether all runs of all scenarios could be explored. If not, errors about runs may be
    /// hidden.
    pub whole: bool,
}

/// The result of applying fixes.
#[derive(Clone, Debug, Default)]
pub struct Mended {
    /// The number of fixed findings, by file and name.
    pub mended: BTreeMap<(FileId, Name), usize>,
    /// The files whose text changed.
    pub files: BTreeSet<FileId>,
    /// The fixes that were skipped because they would have introduced an error.
    pub refused: Vec<Refused>,
    /// The result of checking the fixed files.
    pub seen: Seen,
}

/// A fix that was skipped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The finding that the fix belongs to, as it was when the fix was tried.
    pub finding: Finding,
    /// The title of the fix.
    pub title: String,
    /// The first error that the fix would have introduced.
    pub brings: Finding,
}

/// Applies edits to a text. The edits must not overlap. Edits at the same place are inserted in the
/// order given, as in an editor. An edit beyond the text or inside a character is skipped.
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

/// Applies fixes in rounds until none is left. Each round applies all fixes that do not overlap.
///
/// `check` returns the findings for a set of files. `may_edit` says which files may be changed; a
/// fix is applied completely or not at all. No fix introduces an error: if a round of fixes does,
/// its fixes are tried one at a time, and those that introduce an error on their own are skipped.
///
/// An error is not new if the same error was in its file before. Neither is it new if it merely
/// replaces another: the lines that a fix touches may have as many errors afterwards as before, so
/// that the first of two necessary fixes can be applied. Errors about runs are ignored if the runs
/// of a scenario could not be explored before, because they may have been hidden.
pub fn mend(
    sources: &mut Sources,
    which: Which,
    may_edit: &dyn Fn(FileId) -> bool,
    check: &mut dyn FnMut(&Sources) -> Seen,
) -> Mended {
    let mut out = Mended { seen: check(sources), ..Mended::default() };
    let mut refused: BTreeMap<Known, Refused> = BTreeMap::new();
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
    out.refused = refused.into_values().collect();
    out
}

/// The identity of a fix across rounds. It contains no place, since places move.
type Known = (FileId, Name, String, String);

fn known((finding, fix): &Chosen) -> Known {
    (finding.place.file, finding.name, finding.message.clone(), fix.title.clone())
}

/// A finding and the fix to apply for it.
type Chosen = (Finding, Fix);

/// Selects the fixes of a round, none of which overlap.
fn chosen(
    sources: &Sources,
    which: Which,
    may_edit: &dyn Fn(FileId) -> bool,
    findings: &[Finding],
    refused: &BTreeMap<Known, Refused>,
) -> Vec<Chosen> {
    // The end of each edit, by its file and start.
    let mut taken: BTreeMap<(FileId, u32), u32> = BTreeMap::new();
    let mut chosen = Vec::new();
    for finding in findings {
        let Some(fix) = which.of(finding) else { continue };
        let changes = fix.edits.iter().any(|edit| sources.slice(edit.place) != edit.text);
        let one = (finding.clone(), fix.clone());
        if !changes || !fix.edits.iter().all(|edit| may_edit(edit.place.file)) || refused.contains_key(&known(&one)) {
            continue;
        }
        let is_free = |edit: &Edit| {
            let (file, span) = (edit.place.file, edit.place.span);
            // Two insertions at the same place, or an insertion at the border of a replaced range,
            // could be meant in either order.
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

/// Applies fixes together. If that introduces an error, applies only those that introduce none on
/// their own. Returns `None` if no fix remains.
fn round(
    sources: &Sources,
    before: &Seen,
    chosen: Vec<Chosen>,
    refused: &mut BTreeMap<Known, Refused>,
    check: &mut dyn FnMut(&Sources) -> Seen,
) -> Option<(Sources, Seen, Vec<Chosen>)> {
    let mut tried = |chosen: &[Chosen]| {
        let next = with(sources, chosen);
        let after = check(&next);
        match new_error(sources, before, &next, &after, chosen) {
            Some(error) => Err(Box::new(error)),
            None => Ok((next, after)),
        }
    };
    if let Ok((next, after)) = tried(&chosen) {
        return Some((next, after, chosen));
    }
    let mut good = Vec::new();
    for one in chosen {
        match tried(std::slice::from_ref(&one)) {
            Ok(_) => good.push(one),
            Err(brings) => {
                let (finding, fix) = &one;
                let left_out = Refused { finding: finding.clone(), title: fix.title.clone(), brings: *brings };
                refused.insert(known(&one), left_out);
            }
        }
    }
    if good.is_empty() {
        return None;
    }
    if let Ok((next, after)) = tried(&good) {
        return Some((next, after, good));
    }
    // Each fix is harmless on its own, but together they introduce an error: apply the first, and
    // leave the others to the next round.
    good.truncate(1);
    let (next, after) = tried(&good).ok()?;
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

/// Lines of files, numbered from 0.
type Lines = BTreeSet<(FileId, u32)>;

/// Returns the lines that fixes touch, before and after, including those of their findings.
fn touched(sources: &Sources, next: &Sources, chosen: &[Chosen]) -> (Lines, Lines) {
    let (mut before, mut after) = (Lines::new(), Lines::new());
    let mut files: BTreeMap<FileId, Vec<(Span, Option<&str>)>> = BTreeMap::new();
    for (finding, fix) in chosen {
        files.entry(finding.place.file).or_default().push((finding.place.span, None));
        for edit in &fix.edits {
            files.entry(edit.place.file).or_default().push((edit.place.span, Some(&edit.text)));
        }
    }
    for (id, mut spans) in files {
        let (Some(old), Some(new)) = (sources.get(id), next.get(id)) else { continue };
        spans.sort_by_key(|(span, text)| (span.start, text.is_some()));
        // By how many bytes the text before the place has grown.
        let mut longer = 0_i64;
        let lines = |file: &SourceFile, start: u32, end: u32| file.line_index(start)..=file.line_index(end);
        let moved = |at: u32, by: i64| u32::try_from(i64::from(at) + by).unwrap_or_default();
        for (span, text) in spans {
            before.extend(lines(old, span.start, span.end).map(|line| (id, line)));
            let start = moved(span.start, longer);
            if let Some(text) = text {
                longer += i64::try_from(text.len()).unwrap_or_default() - i64::from(span.end - span.start);
            }
            let end = moved(span.end, longer).max(start);
            after.extend(lines(new, start, end).map(|line| (id, line)));
        }
    }
    (before, after)
}

/// Returns the first new error that the fixes introduce, if any.
fn new_error(sources: &Sources, before: &Seen, next: &Sources, after: &Seen, chosen: &[Chosen]) -> Option<Finding> {
    let is_error = |finding: &&Finding| finding.severity == Severity::Error;
    let mut known: BTreeMap<(FileId, Name, &str), Vec<&Finding>> = BTreeMap::new();
    for finding in before.findings.iter().filter(is_error) {
        known.entry((finding.place.file, finding.name, &finding.message)).or_default().push(finding);
    }
    let mut new = Vec::new();
    for finding in after.findings.iter().filter(is_error).filter(|it| before.whole || !it.is_about_runs()) {
        let same = known.get_mut(&(finding.place.file, finding.name, finding.message.as_str()));
        if same.and_then(Vec::pop).is_none() {
            new.push(finding);
        }
    }
    if new.is_empty() {
        return None;
    }
    let (lines_before, lines_after) = touched(sources, next, chosen);
    let is_on = |sources: &Sources, lines: &Lines, finding: &Finding| {
        let file = finding.place.file;
        sources.get(file).is_some_and(|it| lines.contains(&(file, it.line_index(finding.place.span.start))))
    };
    let gone = known.values().flatten().filter(|finding| is_on(sources, &lines_before, finding)).count();
    let (here, elsewhere): (Vec<_>, Vec<_>) = new.into_iter().partition(|it| is_on(next, &lines_after, it));
    let over = here.get(gone..).and_then(<[_]>::first);
    elsewhere.first().or(over).map(|finding| (*finding).clone())
}

#[cfg(test)]
mod tests;
