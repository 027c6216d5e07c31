//! How often random stories have the forms that decide by conditions, or leave something out.

use std::collections::BTreeMap;

use scn_story::{Block, Change, Outcome, Scenario, SiteId, Target, VariableKind, When};

use super::passages::{Place, passages};

/// The number of stories that have each form.
pub type FormCounts = BTreeMap<&'static str, u64>;

/// The number of forms.
pub const FORMS: usize = 16;

/// Counts the forms of a scenario.
pub fn count_forms(scenario: &Scenario, counts: &mut FormCounts) {
    let outcomes = || scenario.situations.iter().flat_map(|it| &it.choices).flat_map(|it| &it.outcomes);
    let is_conditional = |change: &Change| matches!(change, Change::When { .. });
    let blocks = || {
        let of_situations = scenario.situations.iter().map(|it| &it.body);
        of_situations.chain(outcomes().map(|it| &it.body)).chain(scenario.endings.iter().map(|it| &it.body)).flatten()
    };
    let has_guards = |test: fn(&[bool]) -> bool| {
        blocks().filter(|block| matches!(block.display_condition(), When::All(_))).any(|block: &Block| {
            test(&block.display_condition().guards().map(|(_, wanted)| wanted).collect::<Vec<_>>())
        })
    };
    let passages = passages(scenario);
    let leads_by_condition = |outcome: &&Outcome| 1 < outcome.next.len();
    let forms: [(&str, bool); FORMS] = [
        ("a situation without a title", scenario.situations.iter().any(|it| it.title.is_empty())),
        ("an outcome without words", outcomes().any(|it| it.body.is_empty())),
        ("a change of an outcome under a condition", outcomes().flat_map(|it| &it.set).any(is_conditional)),
        (
            "a change of a situation under a condition",
            scenario.situations.iter().flat_map(|it| &it.set).any(is_conditional),
        ),
        ("an outcome with several targets", outcomes().any(|it| leads_by_condition(&it))),
        ("several targets after a detour", outcomes().filter(leads_by_condition).any(|it| it.detour.is_some())),
        (
            "a `return` as one of several targets",
            outcomes().filter(leads_by_condition).any(|it| it.targets().any(|to| *to == Target::Return)),
        ),
        ("several paragraphs under a condition", has_guards(|guards| matches!(guards, [true]))),
        ("an `[otherwise if]`", has_guards(|guards| matches!(guards, [false, true, ..]))),
        ("a value that is always shown", scenario.variables.iter().any(|it| it.shown)),
        (
            "a value with words",
            scenario
                .variables
                .iter()
                .any(|it| matches!(&it.kind, VariableKind::State { words, .. } if !words.is_empty())),
        ),
        ("a question that is answered in words", scenario.situations.iter().any(|it| it.ask.is_some())),
        ("a text that is written once for several places", passages.iter().any(|it| 1 < it.places.len())),
        (
            "a text of a situation or an ending in a passage",
            passages.iter().flat_map(|it| &it.places).any(|it| !matches!(it, Place::Outcome(..))),
        ),
        (
            "changes and conditions in a passage",
            passages.iter().any(|it| {
                !it.set.is_empty() && it.text().iter().any(|block| *block.display_condition() != When::Always)
            }),
        ),
        ("a condition inside a block of conditions", has_guards(|guards| matches!(guards, [true, _, ..]))),
    ];
    forms.into_iter().filter(|(_, has)| *has).for_each(|(form, _)| *counts.entry(form).or_default() += 1);
}

/// Returns the sites of the conditions of changes.
pub fn change_sites(scenario: &Scenario) -> impl Iterator<Item = SiteId> {
    let outcomes = scenario.situations.iter().flat_map(|it| &it.choices).flat_map(|it| &it.outcomes);
    let sets = outcomes.map(|it| &it.set).chain(scenario.situations.iter().map(|it| &it.set));
    sets.flatten().filter_map(|change| match change {
        Change::When { when, .. } => Some(when.site),
        Change::Add { .. } | Change::Number { .. } | Change::Flag { .. } | Change::State { .. } => None,
    })
}

/// Returns the sites of the conditions of targets: of outcomes that open a detour, or of all
/// others.
pub fn target_sites(scenario: &Scenario, detours: bool) -> impl Iterator<Item = SiteId> {
    let outcomes = scenario.situations.iter().flat_map(|it| &it.choices).flat_map(|it| &it.outcomes);
    let cases = outcomes.filter(move |it| it.detour.is_some() == detours).flat_map(|it| &it.next);
    cases.filter_map(|case| case.when.as_ref().map(|when| when.site))
}
