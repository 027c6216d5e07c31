//! Applying fixes, either to one text or to all files of a check until none is left.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Edit, FileId, Finding, Fix, Name, Severity, SourceFile, Sources, Span};

/// Upper bound on rounds of fixes. Anything left after that would oscillate.
const MAX_ROUNDS: usize = 50;

/// Which fixes to apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FixSelection {
    /// Only fixes that can be applied without review.
    Safe,
    /// All other fixes too.
    All,
}

impl FixSelection {
    /// Returns the fix to apply for a finding: its only safe fix or, with [`All`](Self::All), its
    /// only fix if none is safe. Escapes are never applied and never counted, since they turn a
    /// possible instruction into text. If several fixes remain, the author must choose.
    #[must_use]
    pub fn fix_for(self, finding: &Finding) -> Option<&Fix> {
        let mut safe = finding.fixes.iter().filter(|fix| fix.safe && !fix.escape);
        match (safe.next(), safe.next()) {
            (Some(fix), None) => return Some(fix),
            (Some(_), Some(_)) => return None,
            (None, _) => {}
        }
        let mut candidates = finding.fixes.iter().filter(|fix| !fix.escape);
        match (candidates.next(), candidates.next()) {
            (Some(fix), None) => Some(fix).filter(|_| self == Self::All),
            (Some(_) | None, _) => None,
        }
    }
}

/// The result of checking some files.
#[derive(Clone, Debug, Default)]
pub struct CheckResult {
    /// The findings.
    pub findings: Vec<Finding>,
    /// Whether all runs of all scenarios could be explored. If not, errors about runs may be
    /// hidden.
    pub is_complete: bool,
}

/// The result of applying fixes.
#[derive(Clone, Debug, Default)]
pub struct FixOutcome {
    /// The number of fixed findings, by file and name.
    pub fixed_counts: BTreeMap<(FileId, Name), usize>,
    /// The files whose text changed.
    pub changed_files: BTreeSet<FileId>,
    /// The fixes that were skipped because they would have introduced an error.
    pub refused: Vec<RefusedFix>,
    /// The result of checking the fixed files.
    pub result: CheckResult,
}

/// A fix that was skipped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedFix {
    /// The finding that the fix belongs to, as it was when the fix was tried.
    pub finding: Finding,
    /// The title of the fix.
    pub title: String,
    /// The first error that the fix would have introduced.
    pub introduced_error: Finding,
}

/// Applies edits to a text. The edits must not overlap. Edits at the same place are inserted in the
/// order given, as in an editor. An edit beyond the text or inside a character is skipped.
///
/// # Examples
///
/// ```
/// use scn_source::{Edit, FileId, Place, Span, apply_edits};
///
/// let place = Place { file: FileId(0), span: Span::new(0, 6) };
/// let edit = Edit { place, text: "Choice".to_owned() };
/// assert_eq!(apply_edits("Chioce: Answer it.", [&edit]), "Choice: Answer it.");
/// ```
#[must_use]
pub fn apply_edits<'e>(text: &str, edits: impl IntoIterator<Item = &'e Edit>) -> String {
    let mut edits: Vec<&Edit> = edits.into_iter().collect();
    edits.sort_by_key(|edit| edit.place.span.start);
    let (mut out, mut done) = (String::with_capacity(text.len()), 0);
    for edit in edits {
        let span = edit.place.span.range();
        let Some(unchanged) = text.get(done..span.start).filter(|_| text.is_char_boundary(span.end)) else { continue };
        out.push_str(unchanged);
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
///
/// # Examples
///
/// ```
/// use scn_source::{
///     CheckResult, FileId, Finding, FixSelection, Name, SourceFile, Sources, Span, apply_fixes,
/// };
///
/// // Stands in for the compiler: it finds one misspelt keyword, and knows how to spell it.
/// let mut check = |sources: &Sources| {
///     let text = sources.get(FileId(0)).map(|file| file.text()).unwrap_or_default();
///     let find = |at| {
///         let span = Span::new(at, at + 6);
///         let finding = Finding::at(Name::UnknownInstruction, FileId(0), span, "not a keyword");
///         let place = finding.place;
///         finding.with_fix(true, "change `Chioce` to `Choice`", place, "Choice")
///     };
///     let findings = text.find("Chioce").map(find).into_iter().collect();
///     CheckResult { findings, is_complete: true }
/// };
///
/// let mut sources = Sources::new();
/// let file = sources.add(SourceFile::new("call.scn", "Chioce: Answer it.\nChioce: Wait.\n"));
/// let outcome = apply_fixes(&mut sources, FixSelection::Safe, &|_| true, &mut check);
///
/// let text = sources.get(file).map(SourceFile::text);
/// assert_eq!(text, Some("Choice: Answer it.\nChoice: Wait.\n"));
/// assert_eq!(outcome.fixed_counts[&(file, Name::UnknownInstruction)], 2);
/// assert!(outcome.result.findings.is_empty());
/// ```
pub fn apply_fixes(
    sources: &mut Sources,
    selection: FixSelection,
    may_edit: &dyn Fn(FileId) -> bool,
    check: &mut dyn FnMut(&Sources) -> CheckResult,
) -> FixOutcome {
    let mut outcome = FixOutcome { result: check(sources), ..FixOutcome::default() };
    let mut refused: BTreeMap<FixKey, RefusedFix> = BTreeMap::new();
    for _ in 0..MAX_ROUNDS {
        let chosen = choose_fixes(sources, selection, may_edit, &outcome.result.findings, &refused);
        if chosen.is_empty() {
            break;
        }
        let Some((new_sources, new_result, applied)) =
            apply_round(sources, &outcome.result, chosen, &mut refused, check)
        else {
            break;
        };
        for (finding, fix) in applied {
            *outcome.fixed_counts.entry((finding.place.file, finding.name)).or_default() += 1;
            outcome.changed_files.extend(fix.edits.iter().map(|edit| edit.place.file));
        }
        (*sources, outcome.result) = (new_sources, new_result);
    }
    outcome.refused = refused.into_values().collect();
    outcome
}

/// The identity of a fix across rounds. It contains no place, since places move.
type FixKey = (FileId, Name, String, String);

fn fix_key((finding, fix): &ChosenFix) -> FixKey {
    (finding.place.file, finding.name, finding.message.clone(), fix.title.clone())
}

/// A finding and the fix to apply for it.
type ChosenFix = (Finding, Fix);

/// Selects the fixes of a round, none of which overlap.
fn choose_fixes(
    sources: &Sources,
    selection: FixSelection,
    may_edit: &dyn Fn(FileId) -> bool,
    findings: &[Finding],
    refused: &BTreeMap<FixKey, RefusedFix>,
) -> Vec<ChosenFix> {
    // The end of each edit, by its file and start.
    let mut edit_ends: BTreeMap<(FileId, u32), u32> = BTreeMap::new();
    let mut selected = Vec::new();
    for finding in findings {
        let Some(fix) = selection.fix_for(finding) else { continue };
        let has_effect = fix.edits.iter().any(|edit| sources.slice(edit.place) != edit.text);
        let candidate = (finding.clone(), fix.clone());
        if !has_effect
            || !fix.edits.iter().all(|edit| may_edit(edit.place.file))
            || refused.contains_key(&fix_key(&candidate))
        {
            continue;
        }
        let is_free = |edit: &Edit| {
            let (file, span) = (edit.place.file, edit.place.span);
            // Two insertions at the same place, or an insertion at the border of a replaced range,
            // could be meant in either order.
            let previous_edit = edit_ends.range(..=(file, span.end)).next_back();
            previous_edit.is_none_or(|((other, _), end)| *other != file || *end < span.start)
        };
        if fix.edits.iter().all(is_free) {
            edit_ends.extend(fix.edits.iter().map(|it| ((it.place.file, it.place.span.start), it.place.span.end)));
            selected.push(candidate);
        }
    }
    selected
}

/// Applies fixes together. If that introduces an error, applies only those that introduce none on
/// their own. Returns `None` if no fix remains.
fn apply_round(
    sources: &Sources,
    previous: &CheckResult,
    chosen: Vec<ChosenFix>,
    refused: &mut BTreeMap<FixKey, RefusedFix>,
    check: &mut dyn FnMut(&Sources) -> CheckResult,
) -> Option<(Sources, CheckResult, Vec<ChosenFix>)> {
    let mut try_fixes = |chosen: &[ChosenFix]| {
        let fixed_sources = with_fixes(sources, chosen);
        let new_result = check(&fixed_sources);
        match new_error(sources, previous, &fixed_sources, &new_result, chosen) {
            Some(error) => Err(Box::new(error)),
            None => Ok((fixed_sources, new_result)),
        }
    };
    if let Ok((next, after)) = try_fixes(&chosen) {
        return Some((next, after, chosen));
    }
    let mut harmless = Vec::new();
    for one in chosen {
        match try_fixes(std::slice::from_ref(&one)) {
            Ok(_) => harmless.push(one),
            Err(brings) => {
                let (finding, fix) = &one;
                let refused_fix =
                    RefusedFix { finding: finding.clone(), title: fix.title.clone(), introduced_error: *brings };
                refused.insert(fix_key(&one), refused_fix);
            }
        }
    }
    if harmless.is_empty() {
        return None;
    }
    if let Ok((next, after)) = try_fixes(&harmless) {
        return Some((next, after, harmless));
    }
    // Each fix is harmless on its own, but together they introduce an error: apply the first, and
    // leave the others to the next round.
    harmless.truncate(1);
    let (next, after) = try_fixes(&harmless).ok()?;
    Some((next, after, harmless))
}

fn with_fixes(sources: &Sources, chosen: &[ChosenFix]) -> Sources {
    let mut edits: BTreeMap<FileId, Vec<&Edit>> = BTreeMap::new();
    for edit in chosen.iter().flat_map(|(_, fix)| &fix.edits) {
        edits.entry(edit.place.file).or_default().push(edit);
    }
    let mut new_sources = sources.clone();
    for (id, edits) in edits {
        if let Some(file) = sources.get(id) {
            new_sources.replace(id, SourceFile::new(file.path(), apply_edits(file.text(), edits)));
        }
    }
    new_sources
}

/// Lines of files, numbered from 0.
type LineSet = BTreeSet<(FileId, u32)>;

/// Returns the lines that fixes touch, before and after, including those of their findings.
fn touched_lines(sources: &Sources, new_sources: &Sources, chosen: &[ChosenFix]) -> (LineSet, LineSet) {
    let (mut before, mut after) = (LineSet::new(), LineSet::new());
    let mut files: BTreeMap<FileId, Vec<(Span, Option<&str>)>> = BTreeMap::new();
    for (finding, fix) in chosen {
        files.entry(finding.place.file).or_default().push((finding.place.span, None));
        for edit in &fix.edits {
            files.entry(edit.place.file).or_default().push((edit.place.span, Some(&edit.text)));
        }
    }
    for (id, mut spans) in files {
        let (Some(old), Some(new)) = (sources.get(id), new_sources.get(id)) else { continue };
        spans.sort_by_key(|(span, text)| (span.start, text.is_some()));
        // By how many bytes the text before the place has grown.
        let mut growth = 0_i64;
        let line_range = |file: &SourceFile, start: u32, end: u32| file.line_index(start)..=file.line_index(end);
        let shifted = |at: u32, by: i64| u32::try_from(i64::from(at) + by).unwrap_or_default();
        for (span, text) in spans {
            before.extend(line_range(old, span.start, span.end).map(|line| (id, line)));
            let start = shifted(span.start, growth);
            if let Some(text) = text {
                growth += i64::try_from(text.len()).unwrap_or_default() - i64::from(span.end - span.start);
            }
            let end = shifted(span.end, growth).max(start);
            after.extend(line_range(new, start, end).map(|line| (id, line)));
        }
    }
    (before, after)
}

/// Returns the first new error that the fixes introduce, if any.
fn new_error(
    sources: &Sources,
    old_result: &CheckResult,
    new_sources: &Sources,
    new_result: &CheckResult,
    chosen: &[ChosenFix],
) -> Option<Finding> {
    let is_error = |finding: &&Finding| finding.severity == Severity::Error;
    let mut old_errors: BTreeMap<(FileId, Name, &str), Vec<&Finding>> = BTreeMap::new();
    for finding in old_result.findings.iter().filter(is_error) {
        old_errors.entry((finding.place.file, finding.name, &finding.message)).or_default().push(finding);
    }
    let mut new_errors = Vec::new();
    for finding in
        new_result.findings.iter().filter(is_error).filter(|it| old_result.is_complete || !it.is_about_runs())
    {
        let matching = old_errors.get_mut(&(finding.place.file, finding.name, finding.message.as_str()));
        if matching.and_then(Vec::pop).is_none() {
            new_errors.push(finding);
        }
    }
    if new_errors.is_empty() {
        return None;
    }
    let (lines_before, lines_after) = touched_lines(sources, new_sources, chosen);
    let is_on = |sources: &Sources, lines: &LineSet, finding: &Finding| {
        let file = finding.place.file;
        sources.get(file).is_some_and(|it| lines.contains(&(file, it.line_index(finding.place.span.start))))
    };
    let removed = old_errors.values().flatten().filter(|finding| is_on(sources, &lines_before, finding)).count();
    let (here, elsewhere): (Vec<_>, Vec<_>) =
        new_errors.into_iter().partition(|it| is_on(new_sources, &lines_after, it));
    let surplus = here.get(removed..).and_then(<[_]>::first);
    elsewhere.first().or(surplus).map(|finding| (*finding).clone())
}

#[cfg(test)]
mod tests;
