//! The lines below the findings on a terminal: what was omitted, where to read more, and the
//! summary.

use crate::clean::states;
use crate::short::at;
use crate::tested;
use crate::view::View;
use scn_source::{Finding, Place, Severity};
use scn_text::{counted_grouped, grouped};
use std::collections::BTreeSet;

/// Sorted from worst to least.
const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Hint];

/// Returns how many findings the limit omitted: `… and 12 more (10 warnings, 2 hints)`. `None` if
/// none were omitted.
pub(crate) fn left_out(view: &View<'_>, shown: &[&Finding]) -> Option<String> {
    let listed = view.listed();
    let rest = listed.get(shown.len()..).unwrap_or_default();
    let more = rest.len();
    if more == 0 {
        return None;
    }
    let rest = SEVERITIES.iter().map(|severity| {
        let of = rest.iter().filter(|finding| finding.severity == *severity);
        (*severity, of.map(|_| 1).sum::<u64>())
    });
    let more = grouped(more.try_into().unwrap_or(u64::MAX));
    Some(format!("{} and {more} more ({}); `--format short` lists all", view.glyphs.ellipsis, counts(rest)))
}

/// Returns one line for each kind of finding about the writing that is summarized, and one line
/// that says how to list them all.
pub(crate) fn summed(view: &mut View<'_>) -> Vec<String> {
    let summed = view.summed();
    let mut lines: Vec<String> = summed.iter().map(|(first, count)| sum_line(view, first, *count)).collect();
    if !lines.is_empty() {
        lines.push(format!(
            "findings about the writing itself are shown in full once there are no errors, or with {EVERYTHING}"
        ));
    }
    lines
}

/// Formats `2 hints [long-sentence], the first at desk.scn:4:3`.
fn sum_line(view: &mut View<'_>, first: &Finding, count: u64) -> String {
    let place = at(view, first.place);
    format!("{} [{}], the first at {place}", counted_grouped(count, first.severity.word()), first.name)
}

/// The option that lists everything that is not an error.
pub(crate) const EVERYTHING: &str = "`--only warnings,hints`";

/// Returns where to read more about the shown findings.
pub(crate) fn more(shown: &[&Finding]) -> Option<String> {
    let names: BTreeSet<&str> = shown.iter().map(|finding| finding.name.as_str()).collect();
    let names: Vec<&str> = names.into_iter().collect();
    match names.as_slice() {
        [] => None,
        [name] => Some(format!("`scn explain {name}` tells more")),
        [..] => Some(format!("`scn explain NAME` tells more about {}", names.join(", "))),
    }
}

/// Summarizes the whole check in one line: `2 errors, 1 warning in 3 files; 4 scenarios proved:
/// 1,240 states`.
pub(crate) fn line(view: &View<'_>) -> String {
    let found = counts(SEVERITIES.iter().map(|severity| (*severity, view.count(*severity))));
    let files: u64 = if found.is_empty() {
        match &view.options.only_about {
            Some(files) => files.iter().map(|_| 1).sum(),
            None => view.report.sources.iter().map(|_| 1).sum(),
        }
    } else {
        let known = |place: Place| view.report.sources.get(place.file).map(|_| place.file);
        let files: BTreeSet<_> = view.findings.iter().filter_map(|finding| known(finding.place)).collect();
        files.iter().map(|_| 1).sum()
    };
    let found = if found.is_empty() { "nothing to report".to_owned() } else { found };
    let place = if files == 0 { String::new() } else { format!(" in {}", counted_grouped(files, "file")) };
    match tested::line(view) {
        Some(tests) if view.findings.is_empty() => tests,
        Some(tests) => format!("{tests}; {found}{place}"),
        None => format!("{found}{place}{}", proved(view)),
    }
}

fn proved(view: &View<'_>) -> String {
    let scenarios = &view.report.scenarios;
    if scenarios.is_empty() {
        return String::new();
    }
    let all: u64 = scenarios.iter().map(|_| 1).sum();
    let whole: u64 = scenarios.iter().filter(|scenario| scenario.complete).map(|_| 1).sum();
    let states = states(scenarios.iter().fold(0u64, |sum, scenario| sum.saturating_add(scenario.states)));
    if whole == all {
        format!("; {} proved: {states}", counted_grouped(all, "scenario"))
    } else {
        format!("; {} of {} proved: {states}", grouped(whole), counted_grouped(all, "scenario"))
    }
}

fn counts(of: impl Iterator<Item = (Severity, u64)>) -> String {
    let counts: Vec<String> =
        of.filter(|(_, count)| *count > 0).map(|(severity, count)| counted_grouped(count, severity.word())).collect();
    counts.join(", ")
}
