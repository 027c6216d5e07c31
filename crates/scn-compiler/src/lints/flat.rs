//! Choices of a situation that differ only in their text.

use std::collections::BTreeSet;

use scn_source::{FileId, Finding};
use scn_story::{self as story, ChoiceIx, OutcomeWhen};
use scn_syntax::ast;

use super::quick::MachineFacts;
use crate::findings;

/// Finds situations whose choices all have the same effects. The scenario must be sound.
pub(crate) fn lint(
    file: FileId,
    scenario: &ast::Scenario<'_>,
    story: &story::Scenario,
    quick: &MachineFacts<'_>,
    findings: &mut Vec<Finding>,
) {
    let mut first = 0;
    for (written, situation) in scenario.situations.iter().zip(&story.situations) {
        let choices = &situation.choices;
        let start = first;
        first += choices.len();
        let is_conditional = |choice: &story::Choice| choice.once || choice.when.is_some() || choice.needs.is_some();
        if choices.len() < 2 || choices.iter().any(is_conditional) {
            continue;
        }
        let alike = choices.windows(2).all(|pair| match pair {
            [one, other] => effects_of(one).eq(effects_of(other)),
            _ => true,
        });
        // A choice also has an effect if a later condition reads it.
        if alike && !(start..first).any(|at| quick.is_read(ChoiceIx::at(at))) {
            findings.push(findings::flat_choices::finding(file, written));
        }
    }
}

/// Returns the effects of each outcome of a choice, ignoring its text.
fn effects_of(choice: &story::Choice) -> impl Iterator<Item = Effects<'_>> {
    choice.outcomes.iter().map(|outcome| {
        let links = outcome.links.iter().map(|link| (link.principle.as_str(), link.rating));
        let when = match &outcome.when {
            OutcomeWhen::If(cond) => Some(&cond.expr),
            OutcomeWhen::Always | OutcomeWhen::Chance { .. } | OutcomeWhen::Otherwise => None,
        };
        let chance = match outcome.when {
            OutcomeWhen::Chance { numerator, denominator } => (numerator, denominator),
            OutcomeWhen::Always | OutcomeWhen::If(_) | OutcomeWhen::Otherwise => (0, 0),
        };
        let set = outcome.set.iter().map(SetChange::from_story);
        Effects {
            when,
            chance,
            links: links.collect(),
            set: set.collect(),
            detour: outcome.detour.as_deref(),
            next: outcome.next.iter().map(|case| (case.when.as_ref().map(|cond| &cond.expr), &case.to)).collect(),
        }
    })
}

#[derive(PartialEq)]
struct Effects<'o> {
    when: Option<&'o story::Expr>,
    chance: (u32, u32),
    links: BTreeSet<(&'o str, i8)>,
    set: Vec<SetChange<'o>>,
    detour: Option<&'o str>,
    next: Vec<(Option<&'o story::Expr>, &'o story::Target)>,
}

/// A change, without its site.
#[derive(PartialEq)]
enum SetChange<'o> {
    Add(&'o str, i64),
    Number(&'o str, i64),
    Flag(&'o str, bool),
    State(&'o str, &'o str),
    When(&'o story::Expr, Vec<Self>),
}

impl<'o> SetChange<'o> {
    fn from_story(change: &'o story::Change) -> Self {
        match change {
            story::Change::Add { variable, by, .. } => Self::Add(variable, *by),
            story::Change::Number { variable, to } => Self::Number(variable, *to),
            story::Change::Flag { variable, to } => Self::Flag(variable, *to),
            story::Change::State { variable, to } => Self::State(variable, to),
            story::Change::When { when, set } => Self::When(&when.expr, set.iter().map(Self::from_story).collect()),
        }
    }
}
