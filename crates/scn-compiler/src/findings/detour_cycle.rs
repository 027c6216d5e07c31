//! `detour-cycle`.

use std::collections::VecDeque;

use rustc_hash::{FxHashMap, FxHashSet};
use scn_source::{FileId, Finding, Name, Span};
use scn_syntax::ast::{Outcome, Scenario, Situation, Target};

use super::join_and;

/// Finds detours that can reach themselves.
///
/// The search follows `Next:` and `Detour:` lines from the target of a detour, ignores conditions
/// and stops at `return`. A cycle is found when it reaches a `Detour:` to the same target. Each
/// cycle is reported once, at the `Detour:` that closes it: without the reported lines there are no
/// cycles.
pub(crate) fn findings(file: FileId, scenario: &Scenario<'_>) -> Vec<Finding> {
    let by_id: FxHashMap<&str, &Situation<'_>> =
        scenario.situations.iter().rev().map(|situation| (situation.id.text, situation)).collect();
    let detours = scenario.situations.iter().flat_map(outcomes_of).filter_map(|outcome| outcome.detour.as_ref());
    let mut findings = Vec::new();
    let mut done: FxHashSet<&str> = FxHashSet::default();
    let mut reported: FxHashSet<Span> = FxHashSet::default();
    for target in detours {
        let Target::Node(first) = target else { continue };
        if !done.insert(first.text) {
            continue;
        }
        while let Some(Cycle { way, closed_by, has_another }) = find_cycle(&by_id, first.text, &reported) {
            reported.insert(closed_by);
            let message = format!("the detour to `{0}` leads to another detour to `{0}` before it returns", first.text);
            let mut help = format!("lead back with `Next: return` on the way through {}", join_and(way));
            // If there is another detour on the path, that one would be opened inside itself
            // instead.
            if !has_another {
                help.push_str(", or use `Next:` instead of this `Detour:`");
            }
            let finding = Finding::at(Name::DetourCycle, file, closed_by, message)
                .with_help(help)
                .with_label("the same detour starts again here");
            findings.push(finding);
        }
    }
    findings
}

/// A path from the target of a detour to a `Detour:` with the same target.
struct Cycle<'a> {
    /// The situations on the path, starting with the target.
    way: Vec<&'a str>,
    /// The `Detour:` that closes the cycle.
    closed_by: Span,
    /// Whether the path contains another `Detour:`.
    has_another: bool,
}

/// Finds a shortest cycle from the target of a detour, ignoring `Detour:` lines already reported.
fn find_cycle<'a>(
    by_id: &FxHashMap<&'a str, &Situation<'a>>,
    first: &'a str,
    reported: &FxHashSet<Span>,
) -> Option<Cycle<'a>> {
    // For each situation, its predecessor, and whether it was reached by a `Detour:`.
    let mut predecessors: FxHashMap<&'a str, (&'a str, bool)> = FxHashMap::default();
    let mut queue = VecDeque::from([first]);
    while let Some(id) = queue.pop_front() {
        let Some(here) = by_id.get(id) else { continue };
        for (target, is_detour) in transitions(here) {
            let Target::Node(target) = target else { continue };
            if is_detour && reported.contains(&target.span) {
                continue;
            }
            if is_detour && target.text == first {
                let (mut way, mut has_another) = (vec![id], false);
                while let Some((before, by_detour)) =
                    way.last().filter(|last| **last != first).and_then(|id| predecessors.get(id))
                {
                    way.push(before);
                    has_another |= by_detour;
                }
                way.reverse();
                return Some(Cycle { way, closed_by: target.span, has_another });
            }
            if target.text != first && !predecessors.contains_key(target.text) {
                predecessors.insert(target.text, (id, is_detour));
                queue.push_back(target.text);
            }
        }
    }
    None
}

fn outcomes_of<'s, 'a>(situation: &'s Situation<'a>) -> impl Iterator<Item = &'s Outcome<'a>> {
    situation.choices.iter().flat_map(|choice| &choice.outcomes)
}

/// All transitions from a situation, each with whether it is a detour.
fn transitions<'s, 'a>(situation: &'s Situation<'a>) -> impl Iterator<Item = (&'s Target<'a>, bool)> {
    let next = situation.next.iter().map(|case| (&case.target, false));
    next.chain(outcomes_of(situation).flat_map(|outcome| {
        let next = outcome.next.iter().map(|line| (&line.target, false));
        outcome.detour.iter().map(|target| (target, true)).chain(next)
    }))
}
