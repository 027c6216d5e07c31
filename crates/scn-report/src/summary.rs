//! The lines below the findings on a terminal: what was omitted, where to read more, and the
//! summary.

use crate::clean::format_states;
use crate::short::format_place;
use crate::tested;
use crate::view::ReportView;
use scn_source::{Finding, Place, Severity};
use scn_text::{counted_grouped, grouped};
use std::collections::BTreeSet;

/// Sorted from worst to least.
const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Hint];

/// Returns how many findings the limit omitted: `… and 12 more (10 warnings, 2 hints)`. `None` if
/// none were omitted.
pub(crate) fn left_out(view: &ReportView<'_>, shown: &[&Finding]) -> Option<String> {
    let listed = view.listed_findings();
    let omitted = listed.get(shown.len()..).unwrap_or_default();
    let omitted_count = omitted.len();
    if omitted_count == 0 {
        return None;
    }
    let severity_counts = SEVERITIES.iter().map(|severity| {
        let matching = omitted.iter().filter(|finding| finding.severity == *severity);
        (*severity, matching.map(|_| 1).sum::<u64>())
    });
    let grouped_count = grouped(omitted_count.try_into().unwrap_or(u64::MAX));
    Some(format!(
        "{} and {grouped_count} more ({}); `--format short` lists all",
        view.glyphs.ellipsis,
        join_counts(severity_counts)
    ))
}

/// Returns one line for each kind of finding about the writing that is summarized, and one line
/// that says how to list them all.
pub(crate) fn summary_lines(view: &mut ReportView<'_>) -> Vec<String> {
    let summed = view.summarized_findings();
    let mut lines: Vec<String> = summed.iter().map(|(first, count)| sum_line(view, first, *count)).collect();
    if !lines.is_empty() {
        lines.push(format!(
            "findings about the writing itself are shown in full once there are no errors, or with {EVERYTHING}"
        ));
    }
    lines
}

/// Formats `2 hints [long-sentence], the first at desk.scn:4:3`.
fn sum_line(view: &mut ReportView<'_>, first: &Finding, count: u64) -> String {
    let place = format_place(view, first.place);
    format!("{} [{}], the first at {place}", counted_grouped(count, first.severity.as_str()), first.name)
}

/// The option that lists everything that is not an error.
pub(crate) const EVERYTHING: &str = "`--only warnings,hints`";

/// Returns where to read more about the shown findings.
pub(crate) fn read_more_line(shown: &[&Finding]) -> Option<String> {
    let names: BTreeSet<&str> = shown.iter().map(|finding| finding.name.as_str()).collect();
    let names: Vec<&str> = names.into_iter().collect();
    match names.as_slice() {
        [] => None,
        [name] => Some(format!("`scn explain {name}` explains it")),
        [..] => Some(format!("`scn explain NAME` explains {}", names.join(", "))),
    }
}

/// Summarizes the whole check in one line: `2 errors, 1 warning in 3 files; 4 scenarios proved:
/// 1,240 states`.
pub(crate) fn summary_line(view: &ReportView<'_>) -> String {
    let count_text = join_counts(SEVERITIES.iter().map(|severity| (*severity, view.count_severity(*severity))));
    let files: u64 = if count_text.is_empty() {
        match &view.options.only_about {
            Some(files) => files.iter().map(|_| 1).sum(),
            None => view.report.sources.iter().map(|_| 1).sum(),
        }
    } else {
        let known_file = |place: Place| view.report.sources.get(place.file).map(|_| place.file);
        let files: BTreeSet<_> = view.findings.iter().filter_map(|finding| known_file(finding.place)).collect();
        files.iter().map(|_| 1).sum()
    };
    let found_text = if count_text.is_empty() { "nothing to report".to_owned() } else { count_text };
    let place = if files == 0 { String::new() } else { format!(" in {}", counted_grouped(files, "file")) };
    match tested::results_line(view) {
        Some(tests) if view.findings.is_empty() => tests,
        Some(tests) => format!("{tests}; {found_text}{place}"),
        None => format!("{found_text}{place}{}", proved_text(view)),
    }
}

fn proved_text(view: &ReportView<'_>) -> String {
    let scenarios = &view.report.scenarios;
    if scenarios.is_empty() {
        return String::new();
    }
    let scenario_count: u64 = scenarios.iter().map(|_| 1).sum();
    let whole: u64 = scenarios.iter().filter(|scenario| scenario.complete).map(|_| 1).sum();
    let states = format_states(scenarios.iter().fold(0u64, |sum, scenario| sum.saturating_add(scenario.states)));
    if whole == scenario_count {
        format!("; {} proved: {states}", counted_grouped(scenario_count, "scenario"))
    } else {
        format!("; {} of {} proved: {states}", grouped(whole), counted_grouped(scenario_count, "scenario"))
    }
}

fn join_counts(of: impl Iterator<Item = (Severity, u64)>) -> String {
    let counts: Vec<String> =
        of.filter(|(_, count)| *count > 0).map(|(severity, count)| counted_grouped(count, severity.as_str())).collect();
    counts.join(", ")
}
