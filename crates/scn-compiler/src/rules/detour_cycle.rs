//! `detour-cycle`.

use rustc_hash::{FxHashMap, FxHashSet};
use scn_source::{FileId, Finding, Name};
use scn_syntax::ast::{Outcome, Scenario, Situation, Target};

use super::list;
use crate::pack::at;

/// Detours that can come to themselves: following `Next:` and `Detour:` lines from a detour's target, conditions ignored and stopping at
/// `return`, one comes to a `Detour:` to the same target. Each cycle is reported once, at the `Detour:` that closes it.
pub(crate) fn findings(file: FileId, scenario: &Scenario<'_>) -> Vec<Finding> {
    let by_id: FxHashMap<&str, &Situation<'_>> =
        scenario.situations.iter().rev().map(|situation| (situation.id.text, situation)).collect();
    let detours = |situation: &&Situation<'_>| outcomes(situation).any(|outcome| outcome.detour.is_some());
    if !scenario.situations.iter().any(|situation| detours(&situation)) {
        return Vec::new();
    }
    let mut findings = Vec::new();
    let mut done: FxHashSet<&str> = FxHashSet::default();
    for situation in &scenario.situations {
        for outcome in outcomes(situation) {
            let Some(Target::Node(first)) = &outcome.detour else { continue };
            if !done.insert(first.text) {
                continue;
            }
            // Breadth first, with the way back, so that the way named is a shortest one.
            let mut from: FxHashMap<&str, &str> = FxHashMap::default();
            let mut queue = std::collections::VecDeque::from([first.text]);
            let mut closing = None;
            'search: while let Some(id) = queue.pop_front() {
                let Some(here) = by_id.get(id) else { continue };
                for (target, is_detour) in targets(here) {
                    let Target::Node(target) = target else { continue };
                    if is_detour && target.text == first.text {
                        closing = Some((id, target.span));
                        break 'search;
                    }
                    if target.text != first.text && !from.contains_key(target.text) {
                        from.insert(target.text, id);
                        queue.push_back(target.text);
                    }
                }
            }
            let Some((mut last, span)) = closing else { continue };
            let mut way = vec![last];
            while let Some(before) = from.get(last).filter(|_| last != first.text) {
                last = before;
                way.push(last);
            }
            way.reverse();
            // Those on the way come round to themselves by the same cycle.
            done.extend(&way);
            let message = format!("the detour to `{0}` comes to a detour to `{0}` before it returns", first.text);
            let finding = at(Name::DetourCycle, file, span, message)
                .help(format!(
                    "lead back with `Next: return` on the way through {}, or use `Next:` in place of this `Detour:`",
                    list(way)
                ))
                .label("opened again here");
            findings.push(finding);
        }
    }
    findings
}

fn outcomes<'s, 'a>(situation: &'s Situation<'a>) -> impl Iterator<Item = &'s Outcome<'a>> {
    situation.choices.iter().flat_map(|choice| &choice.outcomes)
}

/// All ways on from a situation, and whether each is a detour.
fn targets<'s, 'a>(situation: &'s Situation<'a>) -> impl Iterator<Item = (&'s Target<'a>, bool)> {
    let next = situation.next.iter().map(|case| (&case.target, false));
    next.chain(outcomes(situation).flat_map(|outcome| {
        outcome.detour.iter().map(|target| (target, true)).chain(outcome.next.iter().map(|target| (target, false)))
    }))
}
