//! Scenarios in several files: which files belong together, the text that they make up, and the way
//! back from it.
//!
//! A file whose first line is `Continues: scenario` adds to a scenario of another file of the pack.
//! Before anything else, such files are appended to their scenario, in the order of their paths,
//! and the whole is checked as one text. So a scenario in several files means exactly what it means
//! in one. At the end of a check, `restore` translates every place to the file that the author
//! wrote; no other code has to know of joined texts.

use std::collections::BTreeMap;
use std::sync::Arc;

use scn_source::{FileId, Finding, Joined, Name, SourceFile, Sources, Span, nearest_name};
use scn_syntax::{ast, continued_scenario};

use crate::cache::{Cache, parse_cached};
use crate::findings::unknown_target;
use crate::joined::JoinedSources;
use crate::pack::PackFiles;
use crate::parallel::map_items;
use crate::parsed_file::ParsedFile;

/// A text that is checked as one, and the files in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JoinedFile {
    /// The text, with the way back to the files.
    pub joined: Joined,
    /// The offsets in the text at which files begin that continue a scenario.
    pub starts: Vec<u32>,
}

/// A text to check: a file, or a scenario with the files that continue it.
#[derive(Debug)]
enum Unit {
    File(FileId, Arc<ParsedFile>),
    Joined(FileId, JoinedFile),
}

/// The files of a pack, after those that continue a scenario have found it.
struct Arranged {
    units: Vec<Unit>,
    /// Files that continue a scenario that is not known.
    lost: Vec<(FileId, Arc<ParsedFile>)>,
    findings: Vec<Finding>,
}

/// Returns the joined text of each scenario of a pack that is in several files, with the file in
/// which the scenario begins. For programs that look at the files of a pack without a check of it.
#[must_use]
pub fn join_files(sources: &Sources, pack: &PackFiles, cache: &Cache) -> Vec<(FileId, JoinedFile)> {
    let units = arrange(sources, pack, Some(cache)).units;
    let joined = units.into_iter().filter_map(|unit| match unit {
        Unit::File(..) => None,
        Unit::Joined(file, joined) => Some((file, joined)),
    });
    joined.collect()
}

/// A scenario of a pack, as files can continue it.
#[derive(Clone, Copy)]
struct Known<'a> {
    id: &'a str,
    title: &'a str,
    /// The index of its file in the pack, and its index in the file.
    at: (usize, usize),
}

/// A file that continues a scenario.
struct Continuing<'a> {
    file: FileId,
    parsed: &'a Arc<ParsedFile>,
    /// The scenario as its first line names it.
    name: ast::Name<'a>,
}

/// Finds the scenario of each file that continues one.
fn arrange(sources: &Sources, pack: &PackFiles, cache: Option<&Cache>) -> Arranged {
    let parse_file = |_, id: &FileId| (*id, parse_cached(cache, sources.get(*id), &[0]));
    let parsed: Vec<(FileId, Arc<ParsedFile>)> = map_items(&pack.files, parse_file);
    let text_of = |file: FileId| sources.get(file).map(SourceFile::text).unwrap_or_default();
    let continuing: Vec<Continuing<'_>> = parsed
        .iter()
        .filter(|(_, parsed)| parsed.view().parse.file.continues.is_some())
        .filter_map(|(file, parsed)| {
            Some(Continuing { file: *file, parsed, name: continued_scenario(text_of(*file))? })
        })
        .collect();
    let is_continuing = |file: FileId| continuing.iter().any(|it| it.file == file);
    let mut findings = Vec::new();
    let mut lost = Vec::new();
    // The files that continue a scenario, by the position of the scenario.
    let mut further: BTreeMap<(usize, usize), Vec<&Continuing<'_>>> = BTreeMap::new();
    if !continuing.is_empty() {
        let known = known_scenarios(&parsed);
        for it in &continuing {
            let found = find_scenario(it, &known, (sources, pack), &mut findings);
            match found {
                Some(scenario) => further.entry(scenario.at).or_default().push(it),
                None => lost.push((it.file, Arc::clone(it.parsed))),
            }
        }
    }
    let mut units = Vec::with_capacity(parsed.len());
    for (at, (file, own)) in parsed.iter().enumerate() {
        let continued: Vec<_> =
            further.range((at, 0)..(at + 1, 0)).map(|((_, index), files)| (*index, files)).collect();
        if is_continuing(*file) {
            // Scenarios that should not be in such a file are checked all the same.
            if lost.iter().any(|(lost, _)| lost == file) {
                units.extend(join_remainder(sources, *file, own).map(|joined| Unit::Joined(*file, joined)));
            }
        } else if continued.is_empty() {
            units.push(Unit::File(*file, Arc::clone(own)));
        } else {
            findings
                .extend(continued.iter().flat_map(|(_, files)| files.iter()).flat_map(|it| misplaced_scenarios(it)));
            units.push(Unit::Joined(*file, join(sources, *file, own, &continued)));
        }
    }
    Arranged { units, lost, findings }
}

/// Returns the scenarios that begin in the files of a pack.
fn known_scenarios(parsed: &[(FileId, Arc<ParsedFile>)]) -> Vec<Known<'_>> {
    let views = parsed.iter().map(|(_, parsed)| &parsed.view().parse.file).enumerate();
    let own = views.filter(|(_, file)| file.continues.is_none());
    own.flat_map(|(at, file)| {
        let scenarios = file.scenarios.iter().enumerate();
        scenarios.map(move |(index, it)| Known { id: it.id.text, title: it.title.text, at: (at, index) })
    })
    .collect()
}

/// Returns the scenario that a file continues, also where its name is misspelt, and reports that.
fn find_scenario<'k>(
    continuing: &Continuing<'_>,
    known: &'k [Known<'k>],
    (sources, pack): (&Sources, &PackFiles),
    findings: &mut Vec<Finding>,
) -> Option<&'k Known<'k>> {
    let name = &continuing.name;
    // That the line names nothing is reported with its form.
    if name.text.is_empty() {
        return None;
    }
    if let Some(found) = known.iter().find(|it| it.id == name.text) {
        return Some(found);
    }
    let lender = pack.dependencies.iter().find(|dependency| {
        let mut texts = dependency.files.iter().filter_map(|id| sources.get(*id));
        texts.any(|file| {
            scn_syntax::parse(FileId::default(), file.text()).file.scenarios.iter().any(|it| it.id.text == name.text)
        })
    });
    if let Some(lender) = lender {
        findings.push(unknown_target::scenario_of_dependency(continuing.file, name, &lender.name));
        return None;
    }
    let by_title = known.iter().find(|it| it.title.to_lowercase() == name.text.to_lowercase());
    let near = by_title.or_else(|| {
        let near = nearest_name(name.text, known.iter().map(|it| it.id))?;
        known.iter().find(|it| it.id == near)
    });
    let ids: Vec<&str> = known.iter().map(|it| it.id).collect();
    let has_manifest = pack.manifest.is_some();
    findings.push(unknown_target::scenario(continuing.file, name, near.map(|it| it.id), (&ids, has_manifest)));
    near
}

/// Returns the findings about scenarios in a file that continues another one.
fn misplaced_scenarios(continuing: &Continuing<'_>) -> Vec<Finding> {
    let file = &continuing.parsed.view().parse.file;
    let is_scenario = |span: Span| file.scenarios.iter().skip(1).any(|it| it.header == span);
    let mut findings = continuing.parsed.findings_in(continuing.file);
    findings.retain(|it| it.name == Name::MisplacedInstruction && is_scenario(it.place.span));
    findings
}

/// Returns where the lines above an offset begin that belong to what follows: comments, and blank
/// lines. They are after `from`.
fn cut_above(text: &str, from: u32, offset: u32) -> usize {
    let above = text.get(from as usize..offset as usize).unwrap_or_default();
    let Some(line_start) = above.rfind('\n') else { return offset as usize };
    let mut cut = line_start + 1;
    for line in above.get(..line_start).unwrap_or_default().rsplit('\n') {
        let words = line.trim();
        if !words.is_empty() && !words.starts_with("//") {
            break;
        }
        cut = cut.saturating_sub(line.len() + 1);
    }
    from as usize + cut
}

/// Returns where the scenarios begin that a file contains besides the one that it continues; the
/// end of the file if there are none.
fn end_of_continuation(text: &str, file: &ast::File<'_>) -> usize {
    let line = file.continues.map_or(0, |continues| continues.line.end);
    file.scenarios.get(1).map_or(text.len(), |other| cut_above(text, line, other.header.start))
}

/// Joins the files that continue scenarios of a file to it, each after its scenario.
fn join(sources: &Sources, file: FileId, own: &ParsedFile, continued: &[(usize, &Vec<&Continuing<'_>>)]) -> JoinedFile {
    let mut out = JoinedFile::default();
    let Some(source) = sources.get(file) else { return out };
    let scenarios = &own.view().parse.file.scenarios;
    let mut from = 0;
    for (index, files) in continued {
        let header = scenarios.get(*index).map_or(0, |it| it.header.end);
        let next = scenarios.get(index + 1);
        let end = next.map_or(source.text().len(), |next| cut_above(source.text(), header, next.header.start));
        out.joined.push(file, source, Span::new(from, end));
        from = end;
        for it in *files {
            let Some(further) = sources.get(it.file) else { continue };
            let text = further.text();
            let start = text.len() - text.trim_start_matches('\u{feff}').len();
            let span = Span::new(start, end_of_continuation(text, &it.parsed.view().parse.file));
            out.starts.push(out.joined.push(it.file, further, span));
        }
    }
    if from < source.text().len() {
        out.joined.push(file, source, Span::new(from, source.text().len()));
    }
    for it in continued.iter().flat_map(|(_, files)| files.iter()) {
        if let Some(further) = sources.get(it.file) {
            let end = end_of_continuation(further.text(), &it.parsed.view().parse.file);
            if end < further.text().len() {
                out.joined.push(it.file, further, Span::new(end, further.text().len()));
            }
        }
    }
    out
}

/// Returns the scenarios that begin in a file that continues an unknown one.
fn join_remainder(sources: &Sources, file: FileId, own: &ParsedFile) -> Option<JoinedFile> {
    let source = sources.get(file)?;
    let end = end_of_continuation(source.text(), &own.view().parse.file);
    let mut out = JoinedFile::default();
    out.joined.push(file, source, Span::new(end, source.text().len()));
    (end < source.text().len()).then_some(out)
}

/// The texts to check of a pack.
pub(crate) struct Joining {
    /// The files, and the joined texts after them; `None` if there are no joined texts.
    pub(crate) sources: Option<Sources>,
    pub(crate) joined: JoinedSources,
    /// What is checked: a file or a joined text.
    pub(crate) units: Vec<(FileId, Arc<ParsedFile>)>,
    /// Files that continue a scenario that is not known. Only their form is checked.
    pub(crate) lost: Vec<(FileId, Arc<ParsedFile>)>,
    pub(crate) findings: Vec<Finding>,
}

/// Parses the files of a pack, and joins those that continue a scenario to it.
pub(crate) fn parse_and_join(sources: &Sources, pack: &PackFiles, cache: Option<&Cache>) -> Joining {
    let Arranged { units: arranged, lost, findings } = arrange(sources, pack, cache);
    let mut extended: Option<Sources> = None;
    let mut joined = JoinedSources::default();
    let mut units = Vec::with_capacity(arranged.len());
    for unit in arranged {
        match unit {
            Unit::File(file, parsed) => units.push((file, parsed)),
            Unit::Joined(file, unit) => {
                let path = sources.get(file).map(SourceFile::path).unwrap_or_default();
                let source = SourceFile::new(path, unit.joined.text());
                let parsed = parse_cached(cache, Some(&source), &unit.starts);
                let id = extended.get_or_insert_with(|| sources.clone()).add(source);
                joined.texts.push((id, unit.joined));
                units.push((id, parsed));
            }
        }
    }
    Joining { sources: extended, joined, units, lost, findings }
}
