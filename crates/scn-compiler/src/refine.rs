//! Refines syntax findings with the names of the whole pack: a fix that renames an id also renames
//! the references to it, a title in place of an id is replaced by that id, and findings that only
//! follow from a broken line are removed.
//!
//! References are searched in the text and not in the syntax tree, because references to a broken
//! id are often broken themselves.

mod references;

use std::collections::BTreeSet;

use scn_source::{Edit, FileId, Finding, Fix, Name as Rule, Place, SourceFile, Sources, Span, nearest_name};
use scn_syntax::words::{has_id_form, keyword_at_start};
use scn_syntax::{Parse, ast};

use references::NameKind;

/// The files of a pack.
pub(crate) struct PackFiles<'f, 'a> {
    pub(crate) sources: &'f Sources,
    pub(crate) parsed: &'f [(FileId, &'f Parse<'a>)],
    pub(crate) manifest: Option<FileId>,
}

/// Refines the findings of a pack.
pub(crate) fn refine(files: &PackFiles<'_, '_>, findings: &mut Vec<Finding>) {
    drop_alternatives(findings);
    let is_refined = |finding: &Finding| {
        matches!(finding.name, Rule::BadId | Rule::BadTarget | Rule::BadRating | Rule::UnknownTarget)
    };
    if !findings.iter().any(is_refined) {
        return;
    }
    let mut dropped = BTreeSet::new();
    for at in 0..findings.len() {
        let Some(finding) = findings.get(at) else { continue };
        let refined = if matches!(finding.name, Rule::BadTarget | Rule::UnknownTarget) {
            refine_target(files, finding)
        } else if finding.name == Rule::BadRating {
            refine_rating(files, finding)
        } else if finding.name == Rule::BadId {
            refine_rename(files, finding, findings, &mut dropped)
        } else {
            None
        };
        if let (Some(refined), Some(finding)) = (refined, findings.get_mut(at)) {
            *finding = refined;
        }
    }
    let mut index = 0;
    findings.retain(|_| {
        index += 1;
        !dropped.contains(&(index - 1))
    });
}

/// Removes `missing-alternative` for lines without a colon, since the alternative belongs after it.
fn drop_alternatives(findings: &mut Vec<Finding>) {
    let bare = findings.iter().filter(|it| it.name == Rule::MissingColon).map(|it| it.place);
    let bare: BTreeSet<Place> = bare.collect();
    let is_bare =
        |place: Place| bare.iter().any(|line| line.file == place.file && contains_span(line.span, place.span));
    findings.retain(|it| it.name != Rule::MissingAlternative || !is_bare(it.place));
}

/// Returns the scenario that contains a place, and its range.
fn scenario_around<'f, 'a>(files: &PackFiles<'f, 'a>, place: Place) -> Option<(&'f ast::Scenario<'a>, Span)> {
    let (_, parse) = files.parsed.iter().find(|(file, _)| *file == place.file)?;
    let scenarios = &parse.file.scenarios;
    let index = scenarios.iter().rposition(|it| it.header.start <= place.span.start)?;
    let text = files.sources.get(place.file)?.text();
    let end = scenarios.get(index + 1).map_or(Span::empty(text.len()).start, |next| next.header.start);
    scenarios.get(index).map(|it| (it, Span { start: it.header.start, end }))
}

/// Normalizes a text to its letters and digits in lower case, with one space in place of anything
/// else.
fn fold_words(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

/// Returns the situation or ending that a text refers to: by its id with other spelling, or by its
/// title.
fn find_meant_node<'a>(scenario: &ast::Scenario<'a>, words: &str) -> Option<&'a str> {
    let words = fold_words(words);
    let situations = scenario.situations.iter().map(|it| (it.id.text, it.title.text));
    let nodes: Vec<_> = situations.chain(scenario.endings.iter().map(|it| (it.id.text, it.title.text))).collect();
    let find_by = |of: &dyn Fn(&(&'a str, &'a str)) -> bool| nodes.iter().find(|it| of(it)).map(|(id, _)| *id);
    let id = find_by(&|(id, _)| fold_words(id) == words).or_else(|| find_by(&|(_, title)| fold_words(title) == words));
    id.filter(|id| has_id_form(id) && !words.is_empty())
}

/// Refines a target written in the author's words: the fix leads to an existing node, or there is
/// none.
fn refine_target(files: &PackFiles<'_, '_>, finding: &Finding) -> Option<Finding> {
    let (scenario, _) = scenario_around(files, finding.place)?;
    let written = files.sources.slice(finding.place);
    // A passage is no place.
    let before = files.sources.get(finding.place.file)?.text().get(..finding.place.span.start as usize)?;
    if before.rsplit('\n').next()?.trim_start().starts_with("Show") {
        return None;
    }
    if keyword_at_start(written).is_some_and(|_| written.contains(':')) {
        return None;
    }
    let node_ids =
        || scenario.situations.iter().map(|it| it.id.text).chain(scenario.endings.iter().map(|it| it.id.text));
    let target_id = find_meant_node(scenario, written).or_else(|| {
        (finding.name == Rule::BadTarget && !written.contains(" or "))
            .then(|| nearest_name(written, node_ids()))
            .flatten()
    });
    let mut out = finding.clone();
    if finding.name == Rule::BadTarget {
        out.fixes.retain(|fix| fix.escape);
    } else if !out.fixes.is_empty() {
        return None;
    }
    if let Some(id) = target_id.filter(|id| *id != written) {
        out = out.with_fix(false, format!("change `{}` to `{id}`", written.trim()), finding.place, id);
        out.fixes.rotate_right(1);
        if finding.name == Rule::UnknownTarget {
            out.help = Some(format!("did you mean `{id}`?"));
        }
    }
    Some(out)
}

/// Resolves the principles in a line such as `Upholds ask first: …` to their ids.
fn refine_rating(files: &PackFiles<'_, '_>, finding: &Finding) -> Option<Finding> {
    let line = files.sources.slice(finding.place);
    let keyword = keyword_at_start(line)?;
    let (head, _) = line.split_once(':')?;
    let words = head.get(keyword.word.len()..)?;
    let all_principles = || files.parsed.iter().flat_map(|(_, parse)| &parse.file.principles);
    let resolve_principle = |words: &str| {
        let words = fold_words(words);
        let by_id = all_principles().find(|it| fold_words(it.id.text) == words);
        by_id.or_else(|| all_principles().find(|it| fold_words(it.title.text) == words)).map(|it| it.id.text)
    };
    let resolve_parts = |signs: &[&str]| {
        let mut parts = vec![words.to_owned()];
        for sign in signs {
            parts = parts.iter().flat_map(|part| part.split(sign)).map(ToOwned::to_owned).collect();
        }
        parts.iter().map(|part| resolve_principle(part)).collect::<Option<Vec<_>>>()
    };
    let resolved = resolve_parts(&[])
        .or_else(|| resolve_parts(&[",", ";", "&", "+", "/"]))
        .or_else(|| resolve_parts(&[",", ";", "&", "+", "/", " and "]))
        .or_else(|| words.split([' ', ',']).filter(|it| !it.is_empty()).map(resolve_principle).collect())
        .filter(|found| !found.is_empty())?;
    let fixed = resolved.join(", ");
    let start = finding.place.span.start + Span::empty(keyword.word.len()).start;
    let span = Span { start, end: start + Span::empty(words.len()).start };
    let mut out = finding.clone();
    out.fixes.retain(|fix| fix.escape);
    let place = Place { file: finding.place.file, span };
    out = out.with_fix(false, format!("write `{} {fixed}`", keyword.word), place, format!(" {fixed}"));
    out.fixes.rotate_right(1);
    Some(out)
}

/// The rename that a fix of `bad-id` makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rename {
    /// The keyword of the renamed element.
    pub keyword: &'static str,
    /// Its current name, or its title if it has no name.
    pub old: String,
    /// Its new name.
    pub new: String,
}

/// Returns what a fix renames, if it is the fix of an id in a `.scn` file.
#[must_use]
pub fn rename_of(sources: &Sources, finding: &Finding, fix: &Fix) -> Option<Rename> {
    if finding.name != Rule::BadId || fix.escape {
        return None;
    }
    let edit = fix.edits.first()?;
    let file = sources.get(edit.place.file).filter(|file| file.path().ends_with(".scn") || file.path() == "<stdin>")?;
    let line = file.slice(file.line_span(file.line_index(edit.place.span.start)));
    let keyword = keyword_at_start(line.trim_start())?;
    let written = sources.slice(edit.place).trim();
    let header_title = || line.split_once(':').map_or("", |(_, title)| title).trim();
    let old = if written.is_empty() { header_title() } else { written };
    let new = edit.text.trim();
    let sound = !old.is_empty() && has_id_form(new) && old != new;
    sound.then(|| Rename { keyword: keyword.word, old: old.to_owned(), new: new.to_owned() })
}

/// Refines the rename of an id: its references are renamed too, and findings about references that
/// are broken in the same way are dropped.
fn refine_rename(
    files: &PackFiles<'_, '_>,
    finding: &Finding,
    findings: &[Finding],
    dropped: &mut BTreeSet<usize>,
) -> Option<Finding> {
    let mut out = finding.clone();
    let fix = out.fixes.iter_mut().find(|fix| !fix.escape)?;
    let mut rename = rename_of(files.sources, finding, fix)?;
    let kind = NameKind::from_keyword(rename.keyword)?;
    let around = scenario_around(files, finding.place);
    let nameless = fix.edits.first().is_some_and(|edit| edit.place.span.is_empty());
    let mut followers: Vec<usize> = Vec::new();
    if kind == NameKind::Node
        && let Some((scenario, range)) = around
    {
        let is_here = |it: &Finding| it.place.file == finding.place.file && contains_span(range, it.place.span);
        let is_target_finding =
            |it: &&(usize, &Finding)| is_here(it.1) && matches!(it.1.name, Rule::UnknownTarget | Rule::BadTarget);
        let targets: Vec<(usize, &Finding)> = findings.iter().enumerate().filter(|it| is_target_finding(&it)).collect();
        let is_same_name = |it: &Finding| fold_words(files.sources.slice(it.place)) == fold_words(&rename.old);
        followers.extend(targets.iter().filter(|(_, it)| is_same_name(it)).map(|(at, _)| *at));
        let unknown = targets.iter().filter(|(_, it)| it.name == Rule::UnknownTarget && it.fixes.is_empty());
        let names: BTreeSet<&str> = unknown.clone().map(|(_, it)| files.sources.slice(it.place)).collect();
        let alone = nodes_without_id(files, scenario, finding.place.file) == 1;
        // The single situation without an id must be the target of the single unknown name.
        if nameless && followers.is_empty() && alone && names.len() == 1 {
            rename.new = names.iter().map(ToString::to_string).collect();
            followers.extend(unknown.map(|(at, _)| *at));
            if let Some(edit) = fix.edits.first_mut() {
                edit.text = format!(" {}", rename.new);
            }
            fix.title = format!("call it `{}`", rename.new);
            dropped.extend(followers);
            return Some(out);
        }
    }
    dropped.extend(followers);
    dropped.extend(named_alike(files, kind, &rename, around.map(|(_, range)| (finding.place.file, range)), findings));
    let declarations =
        OtherDeclarations { files, scenario: around.map(|(scenario, _)| scenario), declared: finding.place };
    if declarations.have_id(kind, &rename.new) {
        let free = (2..100).map(|number| format!("{}-{number}", rename.new));
        let free = { free }.find(|id| !declarations.have_id(kind, id))?;
        let edit = fix.edits.first_mut()?;
        edit.text = edit.text.replace(&rename.new, &free);
        fix.title = fix.title.replace(&rename.new, &free);
        rename.new = free;
    }
    let scope = around.map(|(_, range)| (finding.place.file, range)).filter(|_| !kind.is_of_the_pack());
    rename_references(files, (finding.place.file, scope), (kind, &rename), findings, fix, dropped);
    Some(out)
}

/// Adds the references to a renamed id to the fix. `place` is the file of the declaration, and the
/// scope outside which the id means something else. Conditions that could not be parsed because of
/// the old id are dropped.
fn rename_references(
    files: &PackFiles<'_, '_>,
    (declared_in, scope): (FileId, Option<(FileId, Span)>),
    (kind, rename): (NameKind, &Rename),
    findings: &[Finding],
    fix: &mut Fix,
    dropped: &mut BTreeSet<usize>,
) {
    for (id, file) in scn_files(files) {
        let whole = Span::new(0, file.text().len());
        let range = match scope {
            Some((scoped, range)) if scoped == id => range,
            Some(_) => continue,
            None if kind.is_of_the_pack() || id == declared_in => whole,
            None => continue,
        };
        let renamed_place = fix.edits.first().map(|edit| edit.place);
        let spans = references::find_references(file.text(), range, kind, &rename.old);
        let places = spans.into_iter().map(|span| Place { file: id, span });
        // A condition cannot be parsed if a name in it is not a valid name.
        if !has_id_form(&rename.old) {
            let is_in = |it: &Finding| places.clone().any(|place| places_overlap(place, it.place));
            let unread = findings.iter().enumerate().filter(|(_, it)| it.name == Rule::BadCondition && is_in(it));
            dropped.extend(unread.map(|(at, _)| at));
        }
        let edits = places.filter(|place| renamed_place.is_none_or(|known| !places_overlap(known, *place)));
        fix.edits.extend(edits.map(|place| Edit { place, text: rename.new.clone() }));
    }
    if let Some(id) = files.manifest
        && let Some(file) = files.sources.get(id)
    {
        let spans = references::in_manifest(file.text(), kind, &rename.old);
        fix.edits
            .extend(spans.into_iter().map(|span| Edit { place: Place { file: id, span }, text: rename.new.clone() }));
    }
}

/// Returns the findings about an unknown name that is declared on a broken line, either as it is
/// written there or as it should be.
fn named_alike(
    files: &PackFiles<'_, '_>,
    kind: NameKind,
    rename: &Rename,
    around: Option<(FileId, Span)>,
    findings: &[Finding],
) -> Vec<usize> {
    let name = match kind {
        NameKind::Node | NameKind::Passage => Rule::UnknownTarget,
        NameKind::Choice => Rule::UnknownChoice,
        NameKind::Variable => Rule::UnknownVariable,
        NameKind::Principle => Rule::UnknownPrinciple,
        NameKind::Part => return Vec::new(),
    };
    let known_names = [fold_words(&rename.old), fold_words(&rename.new)];
    let is_here = |place: Place| {
        kind.is_of_the_pack()
            || around.is_none_or(|(file, range)| place.file == file && contains_span(range, place.span))
    };
    let alike = findings.iter().enumerate().filter(|(_, it)| {
        it.name == name && is_here(it.place) && known_names.contains(&fold_words(files.sources.slice(it.place)))
    });
    alike.map(|(at, _)| at).collect()
}

fn scn_files<'f>(files: &PackFiles<'f, '_>) -> impl Iterator<Item = (FileId, &'f SourceFile)> {
    files.parsed.iter().filter_map(|(id, _)| Some((*id, files.sources.get(*id)?)))
}

fn contains_span(outer: Span, inner: Span) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

fn places_overlap(a: Place, b: Place) -> bool {
    a.file == b.file && a.span.start < b.span.end && b.span.start < a.span.end
}

/// Number of situations and endings in a scenario that have only a title in place of an id.
fn nodes_without_id(files: &PackFiles<'_, '_>, scenario: &ast::Scenario<'_>, file: FileId) -> usize {
    let header_text = |span: Span| files.sources.slice(Place { file, span });
    let heads = scenario.situations.iter().map(|it| it.header).chain(scenario.endings.iter().map(|it| it.header));
    let is_bare = |span: Span| {
        let line = header_text(span);
        keyword_at_start(line)
            .and_then(|keyword| line.get(keyword.word.len()..))
            .is_some_and(|rest| rest.trim_start().starts_with(':'))
    };
    heads.filter(|span| is_bare(*span)).count()
}

/// The other declarations, apart from the element whose header a finding is about.
struct OtherDeclarations<'o, 'f, 'a> {
    files: &'o PackFiles<'f, 'a>,
    scenario: Option<&'o ast::Scenario<'a>>,
    declared: Place,
}

impl OtherDeclarations<'_, '_, '_> {
    /// Returns whether another element of the same kind already has an id.
    fn have_id(&self, kind: NameKind, id: &str) -> bool {
        let all_files = || self.files.parsed.iter().map(|(_, parse)| &parse.file);
        // A header without an id is parsed with the id that other lines refer to.
        let is_other = |header: Span| !contains_span(header, self.declared.span);
        match kind {
            NameKind::Node => self.scenario.is_some_and(|it| {
                let endings = it.endings.iter().map(|it| (it.header, it.id.text));
                let nodes = it.situations.iter().map(|it| (it.header, it.id.text)).chain(endings);
                { nodes }.any(|(header, known)| known == id && is_other(header))
            }),
            NameKind::Choice => self.scenario.is_some_and(|it| {
                let choices = it.situations.iter().flat_map(|it| &it.choices).filter_map(|it| it.id);
                { choices }.any(|known| known.text == id)
            }),
            NameKind::Variable => {
                let shared = all_files().flat_map(|file| &file.variables);
                let own_variables = self.scenario.into_iter().flat_map(|it| &it.variables);
                shared.chain(own_variables).any(|it| it.id.text == id)
            }
            NameKind::Passage => {
                let shared = all_files().flat_map(|file| &file.passages);
                let own_passages = self.scenario.into_iter().flat_map(|it| &it.passages);
                shared.chain(own_passages).any(|it| it.id.text == id && is_other(it.header))
            }
            NameKind::Principle => all_files().flat_map(|file| &file.principles).any(|it| it.id.text == id),
            NameKind::Part => {
                let lessons = all_files().flat_map(|file| &file.lessons).map(|it| it.id);
                let scenarios = all_files().flat_map(|file| &file.scenarios).map(|it| it.id.text);
                let quizzes = all_files().flat_map(|file| &file.quizzes).map(|it| it.id.text);
                scenarios.chain(quizzes).any(|known| known == id) || { lessons }.any(|known| known.text == id)
            }
        }
    }
}
