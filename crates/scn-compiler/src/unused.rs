//! Reports variables that nothing reads, and variables that nothing sets.

use rustc_hash::FxHashSet;
use scn_source::{FileId, Finding};
use scn_syntax::ast;

use crate::findings::{never_set, unreachable_text, unused_variable};
use crate::lower::show_lines;
use crate::lowered::Lowered;
use crate::parsed::Parsed;

/// Reports variables that nothing reads, or that are read and never set. Shared variables are
/// judged over all scenarios of their file.
pub(crate) fn report<'l>(
    parsed: &[Parsed<'_>],
    scenarios: impl IntoIterator<Item = &'l Lowered>,
    findings: &mut Vec<Finding>,
) {
    let mut read: FxHashSet<(FileId, u32)> = FxHashSet::default();
    let mut set: FxHashSet<(FileId, u32)> = FxHashSet::default();
    let mut unclear: FxHashSet<FileId> = FxHashSet::default();
    for lowered in scenarios {
        read.extend(lowered.read.iter().map(|at| (lowered.file, *at)));
        set.extend(lowered.set.iter().map(|at| (lowered.file, *at)));
        if lowered.has_unknown_reads {
            unclear.insert(lowered.file);
        }
    }
    for (file, parse) in parsed.iter().filter(|(file, _)| !unclear.contains(file)) {
        let mut judge = |variable: &ast::Variable<'_>| {
            let key = (*file, variable.header.start);
            if !read.contains(&key) {
                findings.push(unused_variable::finding(*file, variable, set.contains(&key)));
            } else if !set.contains(&key) {
                findings.push(never_set::finding(*file, variable));
            }
        };
        let shared = first_declarations(&parse.file.variables, &[]);
        shared.iter().for_each(|variable| judge(variable));
        for scenario in &parse.file.scenarios {
            first_declarations(&scenario.variables, &shared).into_iter().for_each(&mut judge);
        }
    }
}

/// Reports passages that nothing shows. Passages of a file are judged over all its scenarios.
pub(crate) fn report_passages(parsed: &[Parsed<'_>], findings: &mut Vec<Finding>) {
    for (file, parse) in parsed.iter().filter(|(_, parse)| parse.file.scenarios.iter().all(|it| !it.broken)) {
        let shows_of = |scenario| show_lines(scenario).map(|show| show.passage.text);
        let in_file: FxHashSet<&str> = parse.file.scenarios.iter().flat_map(shows_of).collect();
        let mut judge = |passages: &[ast::Passage<'_>], shown: &FxHashSet<&str>| {
            let unused = passages.iter().filter(|passage| !shown.contains(passage.id.text));
            findings.extend(unused.map(|passage| unreachable_text::passage(*file, passage)));
        };
        // A passage that is not known may be any of them.
        let is_known = |scenario: &ast::Scenario<'_>| {
            let known = || scenario.passages.iter().chain(&parse.file.passages);
            show_lines(scenario).all(|show| known().any(|passage| passage.id.text == show.passage.text))
        };
        if parse.file.scenarios.iter().all(is_known) {
            judge(&parse.file.passages, &in_file);
        }
        for scenario in parse.file.scenarios.iter().filter(|scenario| is_known(scenario)) {
            judge(&scenario.passages, &shows_of(scenario).collect());
        }
    }
}

/// Returns the variables whose names do not occur earlier in the list or in `before`. The first of
/// several declarations is the valid one; the later ones have been reported.
fn first_declarations<'v, 'a>(
    list: &'v [ast::Variable<'a>],
    before: &[&ast::Variable<'a>],
) -> Vec<&'v ast::Variable<'a>> {
    let mut known_ids: FxHashSet<&str> = before.iter().map(|variable| variable.id.text).collect();
    list.iter().filter(|variable| known_ids.insert(variable.id.text)).collect()
}
