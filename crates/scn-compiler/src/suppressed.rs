//! Suppressing comments: `// allow NAME: reason` suppresses findings of that name; an unused
//! suppression is itself reported.

use rustc_hash::{FxHashMap, FxHashSet};
use scn_source::{Family, FileId, Finding, Name, Place, Severity, Sources};
use scn_syntax::Allow;

use crate::findings;

/// A finding that a comment suppresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SuppressedFinding {
    /// The finding, with the severity that the pack gives it.
    pub finding: Finding,
    /// The reason in the comment; `None` if it has none, which is reported.
    pub reason: Option<String>,
    /// The comment.
    pub comment: Place,
}

/// The suppressing comments of a file.
pub(crate) type FileAllows<'a> = (FileId, &'a [Allow<'a>]);

/// A name in a comment: the index of the comment in its file, the index of the name in the comment,
/// and the comment.
type NameAt<'w> = (usize, usize, &'w Allow<'w>);

/// How thoroughly a scenario was checked: whether everything was checked that a comment in it could
/// suppress.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ScenarioCoverage {
    pub(crate) file: FileId,
    /// Offset of its start; it ends where the next scenario of the file starts.
    pub(crate) start: u32,
    /// Whether its names and types are valid.
    pub(crate) is_sound: bool,
    /// Whether all its runs were followed, and all its promises proved or refuted.
    pub(crate) complete: bool,
}

/// Removes the suppressed findings and returns them. Adds findings about the comments themselves.
/// Severities are still those of the catalogue.
pub(crate) fn apply_suppressions(
    files: &[FileAllows<'_>],
    looked: &[ScenarioCoverage],
    sources: &Sources,
    findings: &mut Vec<Finding>,
) -> Vec<SuppressedFinding> {
    if files.iter().all(|(_, allows)| allows.is_empty()) {
        return Vec::new();
    }
    let parts = CheckedParts::new(looked, findings);
    let mut written: FxHashMap<(FileId, Name), Vec<NameAt<'_>>> = FxHashMap::default();
    for (file, allows) in files {
        for (at, allow) in allows.iter().enumerate() {
            for (index, name) in allow.names.iter().enumerate() {
                if let Some(known) = Name::from_exact_str(name.text) {
                    for covered in known.successors().iter().copied().chain([known]) {
                        written.entry((*file, covered)).or_default().push((at, index, allow));
                    }
                }
            }
        }
    }
    let mut allowed = Vec::new();
    // File, comment, and name in the comment.
    let mut used: FxHashSet<(FileId, usize, usize)> = FxHashSet::default();
    findings.retain(|finding| {
        let file = finding.place.file;
        let Some(written) = written.get(&(file, finding.name)) else { return true };
        if finding.severity == Severity::Error {
            return true;
        }
        let mut around = written.iter().filter(|(.., allow)| covers_finding(file, allow, finding)).peekable();
        let Some((.., first)) = around.peek().copied() else { return true };
        let (reason, comment) = (first.reason.map(ToOwned::to_owned), Place { file, span: first.comment });
        used.extend(around.map(|(at, index, _)| (file, *at, *index)));
        allowed.push(SuppressedFinding { finding: finding.clone(), reason, comment });
        false
    });
    report_unused(files, &parts, &used, sources, findings);
    allowed
}

/// Returns whether a comment in a file covers the place of a finding.
fn covers_finding(file: FileId, allow: &Allow<'_>, finding: &Finding) -> bool {
    let start = finding.place.span.start;
    finding.place.file == file && allow.covers.start <= start && start < allow.covers.end
}

/// Adds findings about comments that suppress nothing, and about comments without a reason. `used`
/// are the file, comment and position of each name that suppresses a finding.
fn report_unused(
    files: &[FileAllows<'_>],
    parts: &CheckedParts,
    used: &FxHashSet<(FileId, usize, usize)>,
    sources: &Sources,
    findings: &mut Vec<Finding>,
) {
    for (file, allows) in files {
        let Some(source) = sources.get(*file) else { continue };
        for (at, allow) in allows.iter().enumerate() {
            let mut idle = Vec::new();
            for (index, name) in allow.names.iter().enumerate() {
                let cause = match Name::from_exact_str(name.text) {
                    None => findings::unused_allow::UnusedCause::Unknown,
                    Some(_) if used.contains(&(*file, at, index)) => continue,
                    // Whether it is found depends on the formats that were asked about.
                    Some(known) if known.family() == Family::Delivery => {
                        if !findings.iter().any(|it| it.name == known && covers_finding(*file, allow, it)) {
                            continue;
                        }
                        findings::unused_allow::UnusedCause::Error
                    }
                    Some(known) if known.default_severity() == Severity::Error => {
                        findings::unused_allow::UnusedCause::Error
                    }
                    // A finding that was not searched for may still exist.
                    Some(_) if !parts.all_looked_at(*file, allow.covers.start) => continue,
                    Some(_) => findings::unused_allow::UnusedCause::NotFound,
                };
                idle.push((index, cause));
            }
            let all_unused = idle.len() == allow.names.len();
            let unknown = idle.iter().any(|(_, why)| *why == findings::unused_allow::UnusedCause::Unknown);
            findings.extend(idle.iter().map(|(index, why)| {
                findings::unused_allow::finding(*file, source, allow, *index, *why, all_unused && !unknown)
            }));
            // One finding per mistake: a comment that suppresses nothing needs no reason.
            if allow.reason.is_none() && !all_unused {
                findings.push(findings::unexplained_allow::finding(*file, allow));
            }
        }
    }
}

/// The scenarios of a pack, each with whether everything in it was checked.
struct CheckedParts {
    /// File, start, and whether everything from there on was checked; sorted by file and start.
    scenarios: Vec<(FileId, u32, bool)>,
    /// Whether everything in the whole pack was checked.
    pack: bool,
    all_sound: bool,
}

impl CheckedParts {
    fn new(looked: &[ScenarioCoverage], findings: &[Finding]) -> Self {
        let mut scenarios: Vec<_> = looked.iter().map(|it| (it.file, it.start, it.is_sound && it.complete)).collect();
        scenarios.sort_unstable();
        let mut pack = scenarios.iter().all(|(_, _, all)| *all);
        for place in findings.iter().filter(|it| it.severity == Severity::Error).map(|it| it.place) {
            pack = false;
            // An error can hide findings that follow it.
            let last = scenarios.partition_point(|(file, start, _)| (*file, *start) <= (place.file, place.span.start));
            if let Some(at) = last.checked_sub(1).and_then(|at| scenarios.get_mut(at)).filter(|at| at.0 == place.file) {
                at.2 = false;
            }
        }
        Self { scenarios, pack, all_sound: looked.iter().all(|it| it.is_sound) }
    }

    /// Whether everything was checked that could be found at an offset of a file: in its scenario,
    /// or in the whole pack if it is in none. Nothing is known about a whole pack if one of its
    /// scenarios has errors.
    fn all_looked_at(&self, file: FileId, offset: u32) -> bool {
        let last = self.scenarios.partition_point(|(other, start, _)| (*other, *start) <= (file, offset));
        let around = last.checked_sub(1).and_then(|at| self.scenarios.get(at)).filter(|at| at.0 == file);
        self.all_sound && around.map_or(self.pack, |(_, _, all)| *all)
    }
}

#[cfg(test)]
mod tests {
    use scn_source::{Finding, Name, Place, Severity, SourceFile, Sources, Span};

    use super::apply_suppressions;

    /// The names of the remaining findings after a comment has suppressed what it covers.
    fn left(comment: &str, found: &[(Name, Severity)]) -> Vec<Name> {
        let mut sources = Sources::new();
        let id = sources.add(SourceFile::new("a.scn", format!("{comment}\nChoice Ask her.\n")));
        let text = sources.get(id).map(|file| file.text().to_owned()).unwrap_or_default();
        let allows = scn_syntax::find_allows(id, &text);
        let span = Span::empty(comment.len() + 1);
        let mut findings = Vec::new();
        for (name, severity) in found {
            let mut finding = Finding::new(*name, Place { file: id, span }, "found");
            finding.severity = *severity;
            findings.push(finding);
        }
        apply_suppressions(&[(id, &allows)], &[], &sources, &mut findings);
        findings.iter().map(|finding| finding.name).collect()
    }

    #[test]
    fn the_name_that_was_split_allows_what_it_was_split_into() {
        for name in Name::MalformedLine.successors().iter().chain(&[Name::MalformedLine]) {
            let found = [(*name, Severity::Warning)];
            assert_eq!(left("// allow malformed-line: quoted", &found), [], "{name}");
            assert_eq!(left(&format!("// allow {name}: quoted"), &found), [], "{name}");
            let error = [(*name, Severity::Error)];
            assert_eq!(left("// allow malformed-line: quoted", &error), [*name, Name::UnusedAllow], "{name}");
        }
        let other = [(Name::UnknownSpeaker, Severity::Warning)];
        let both = [Name::UnknownSpeaker, Name::UnusedAllow];
        assert_eq!(left("// allow malformed-line: quoted", &other), both);
        let whole = [(Name::MalformedLine, Severity::Warning)];
        let both = [Name::MalformedLine, Name::UnusedAllow];
        assert_eq!(left("// allow bad-id: quoted", &whole), both, "a new name does not cover the old one");
    }
}
