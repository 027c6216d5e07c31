//! What comments allow: `// allow NAME: reason` takes findings of that name out of what is told,
//! and is told of itself where it does nothing.

use rustc_hash::{FxHashMap, FxHashSet};
use scn_source::{FileId, Finding, Name, Place, Severity, Sources};
use scn_syntax::Allow;

use crate::findings;

/// A finding that a comment allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowed {
    /// The finding, with the severity that the pack gives it.
    pub finding: Finding,
    /// The reason that the comment gives; `None` where it gives none, which is told.
    pub reason: Option<String>,
    /// The comment.
    pub comment: Place,
}

/// The comments of a file that allow something.
pub(crate) type AllowsOf<'a> = (FileId, &'a [Allow<'a>]);

/// A name in a comment: the number of the comment in its file, that of the name in the comment, and
/// the comment.
type NameAt<'w> = (usize, usize, &'w Allow<'w>);

/// What is known of a scenario, to tell whether all was looked at that a comment in it could allow.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ScenarioCoverage {
    pub(crate) file: FileId,
    /// Where it begins; it ends where the next one of its file begins.
    pub(crate) start: u32,
    /// Whether its names and types are sound.
    pub(crate) whole: bool,
    /// Whether all its runs were followed, and all its promises proved or refuted.
    pub(crate) complete: bool,
}

/// Takes out the findings that comments allow, and adds what is wrong with the comments. Severities
/// are still those of the catalogue.
pub(crate) fn apply(
    files: &[AllowsOf<'_>],
    looked: &[ScenarioCoverage],
    sources: &Sources,
    findings: &mut Vec<Finding>,
) -> Vec<Allowed> {
    if files.iter().all(|(_, allows)| allows.is_empty()) {
        return Vec::new();
    }
    let parts = Parts::new(looked, findings);
    let mut written: FxHashMap<(FileId, Name), Vec<NameAt<'_>>> = FxHashMap::default();
    for (file, allows) in files {
        for (at, allow) in allows.iter().enumerate() {
            for (index, name) in allow.names.iter().enumerate() {
                if let Some(known) = Name::from_str_exact(name.text) {
                    for covered in known.successors().iter().copied().chain([known]) {
                        written.entry((*file, covered)).or_default().push((at, index, allow));
                    }
                }
            }
        }
    }
    let mut allowed = Vec::new();
    // File, comment and name in it.
    let mut used: FxHashSet<(FileId, usize, usize)> = FxHashSet::default();
    findings.retain(|finding| {
        let (file, start) = (finding.place.file, finding.place.span.start);
        let Some(written) = written.get(&(file, finding.name)) else { return true };
        if finding.severity == Severity::Error {
            return true;
        }
        let covers = |allow: &Allow<'_>| allow.covers.start <= start && start < allow.covers.end;
        let mut around = written.iter().filter(|(.., allow)| covers(allow)).peekable();
        let Some((.., first)) = around.peek().copied() else { return true };
        let (reason, comment) = (first.reason.map(ToOwned::to_owned), Place { file, span: first.comment });
        used.extend(around.map(|(at, index, _)| (file, *at, *index)));
        allowed.push(Allowed { finding: finding.clone(), reason, comment });
        false
    });
    for (file, allows) in files {
        let Some(source) = sources.get(*file) else { continue };
        for (at, allow) in allows.iter().enumerate() {
            let mut idle = Vec::new();
            for (index, name) in allow.names.iter().enumerate() {
                let why = match Name::from_str_exact(name.text) {
                    None => findings::unused_allow::Why::Unknown,
                    Some(_) if used.contains(&(*file, at, index)) => continue,
                    Some(known) if known.default_severity() == Severity::Error => findings::unused_allow::Why::Error,
                    // What was not looked for may be there.
                    Some(_) if !parts.all_looked_at(*file, allow.covers.start) => continue,
                    Some(_) => findings::unused_allow::Why::NotFound,
                };
                idle.push((index, why));
            }
            let all = idle.len() == allow.names.len();
            let unknown = idle.iter().any(|(_, why)| *why == findings::unused_allow::Why::Unknown);
            findings.extend(idle.iter().map(|(index, why)| {
                findings::unused_allow::finding(*file, source, allow, *index, *why, all && !unknown)
            }));
            // One slip, one finding: of a comment that does nothing no reason is asked.
            if allow.reason.is_none() && !all {
                findings.push(findings::unexplained_allow::finding(*file, source, allow));
            }
        }
    }
    allowed
}

/// The scenarios of a pack, and in which of them all was looked at.
struct Parts {
    /// File, start, and whether all was looked at from there on; by file and start.
    scenarios: Vec<(FileId, u32, bool)>,
    /// Whether that holds for the whole pack.
    pack: bool,
    whole: bool,
}

impl Parts {
    fn new(looked: &[ScenarioCoverage], findings: &[Finding]) -> Self {
        let mut scenarios: Vec<_> = looked.iter().map(|it| (it.file, it.start, it.whole && it.complete)).collect();
        scenarios.sort_unstable();
        let mut pack = scenarios.iter().all(|(_, _, all)| *all);
        for place in findings.iter().filter(|it| it.severity == Severity::Error).map(|it| it.place) {
            pack = false;
            // An error hides what would be found behind it.
            let last = scenarios.partition_point(|(file, start, _)| (*file, *start) <= (place.file, place.span.start));
            if let Some(at) = last.checked_sub(1).and_then(|at| scenarios.get_mut(at)).filter(|at| at.0 == place.file) {
                at.2 = false;
            }
        }
        Self { scenarios, pack, whole: looked.iter().all(|it| it.whole) }
    }

    /// Whether everything was looked for that could be found at an offset of a file: in its
    /// scenario, or in the whole pack if it lies in none. Nothing about a whole pack is known where
    /// one of its scenarios is not whole.
    fn all_looked_at(&self, file: FileId, offset: u32) -> bool {
        let last = self.scenarios.partition_point(|(other, start, _)| (*other, *start) <= (file, offset));
        let around = last.checked_sub(1).and_then(|at| self.scenarios.get(at)).filter(|at| at.0 == file);
        self.whole && around.map_or(self.pack, |(_, _, all)| *all)
    }
}

#[cfg(test)]
mod tests {
    use scn_source::{Finding, Name, Place, Severity, SourceFile, Sources, Span};

    use super::apply;

    /// The names that are left after a comment has allowed what it covers.
    fn left(comment: &str, found: &[(Name, Severity)]) -> Vec<Name> {
        let mut sources = Sources::new();
        let id = sources.add(SourceFile::new("a.scn", format!("{comment}\nChoice Ask her.\n")));
        let text = sources.get(id).map(|file| file.text().to_owned()).unwrap_or_default();
        let allows = scn_syntax::allows(id, &text);
        let span = Span::empty(comment.len() + 1);
        let mut findings = Vec::new();
        for (name, severity) in found {
            let mut finding = Finding::new(*name, Place { file: id, span }, "found");
            finding.severity = *severity;
            findings.push(finding);
        }
        apply(&[(id, &allows)], &[], &sources, &mut findings);
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
