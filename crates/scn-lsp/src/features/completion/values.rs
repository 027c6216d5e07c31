//! Completion of values after a colon: targets, principles, changes, choices, results.

use super::conditions::{condition, states_of};
use super::context::{Block, Context};
use super::items::Items;
use crate::index::{Kind, Space};
use crate::pack::Sym;

/// Completes the value of a line.
pub(super) fn value(items: &mut Items<'_, '_>, context: &Context<'_>, text: &str) {
    let word = context.keyword.map(|it| it.word).unwrap_or_default();
    match word {
        "Next" => {
            items.all(Space::Node);
            items.word("again", "the situation of this choice, entered anew");
            items.word("return", "out of a detour, to where it was opened");
        }
        "Detour" => situations(items),
        "Covers" | "Teaches" | "Checks" => items.principles(),
        "Start" => start(items, context),
        "Result" => {
            items.word("passed", "the run has gone well");
            items.word("failed", "the run has gone wrong");
            items.word("mixed", "some of both");
        }
        "Set" => change(items, text.rsplit(',').next().unwrap_or(text)),
        "Choose" => choose(items, text),
        "Expect" => condition(items, context, text),
        "Promise" => promise(items, context, text),
        _ => {}
    }
}

/// Completes a value inside a text.
pub(super) fn brace(items: &mut Items<'_, '_>) {
    items.all(Space::Variable);
    items.word("learner", "the name of who plays");
}

fn situations(items: &mut Items<'_, '_>) {
    for sym in items.known(Space::Node).iter().filter(|sym| sym.it.kind == Kind::Situation) {
        items.symbol(sym);
    }
}

fn start(items: &mut Items<'_, '_>, context: &Context<'_>) {
    match context.block {
        Block::Of(Kind::Scenario) => situations(items),
        Block::Of(Kind::Flag) => {
            items.word("no", "what it starts as where nothing else is said");
            items.word("yes", "");
        }
        Block::Of(Kind::State) => {
            // The values of the state are in a line above.
            let words = context.above.lines().find_map(|line| line.trim_start().strip_prefix("Values:"));
            for word in words.into_iter().flat_map(|words| words.split(',')).map(str::trim).filter(|it| !it.is_empty())
            {
                items.word(word, "value");
            }
        }
        Block::Top
        | Block::Outcome
        | Block::Of(
            Kind::Principle
            | Kind::Lesson
            | Kind::Quiz
            | Kind::Question
            | Kind::Answer
            | Kind::Cast
            | Kind::Meter
            | Kind::Value
            | Kind::Situation
            | Kind::Ending
            | Kind::Choice
            | Kind::Test
            | Kind::Promise,
        ) => {}
    }
}

/// Completes one change of a `Set:`.
fn change(items: &mut Items<'_, '_>, text: &str) {
    if let Some((name, _)) = text.split_once('=') {
        states_of(items, name.trim());
        return;
    }
    let flags_only = text.trim_start().starts_with("not ");
    for sym in items.known(Space::Variable) {
        if !flags_only || sym.it.kind == Kind::Flag {
            items.symbol(&sym);
        }
    }
    if !flags_only {
        items.word("not", "a flag becomes no");
    }
}

/// Completes a step of a test: a choice, or its outcome after a comma.
fn choose(items: &mut Items<'_, '_>, text: &str) {
    if text.contains(',') {
        items.word("outcome", "which one chance draws, from 1");
        return;
    }
    let choices = items.known(Space::Choice);
    let written = |sym: &&Sym<'_>| matches!(sym.it.detail, crate::index::Detail::Choice { written: true, .. });
    for sym in choices.iter().filter(written) {
        items.symbol(sym);
    }
    for sym in choices.iter().filter(|sym| !written(sym)) {
        // A comma would end the label.
        let label = sym.it.title.split(',').next().unwrap_or_default().trim();
        items.symbol_as(sym, label, "");
    }
}

fn promise(items: &mut Items<'_, '_>, context: &Context<'_>, text: &str) {
    let kinds = [
        ("never", "no moment of any run is so"),
        ("possible", "some moment of some run is so"),
        ("always possible", "from every moment one that is so can be reached"),
        ("inevitable", "every run comes to a moment that is so"),
    ];
    let text = text.trim_start();
    let claim =
        ["always possible ", "never ", "possible ", "inevitable "].iter().find_map(|kind| text.strip_prefix(kind));
    match claim {
        Some(claim) => condition(items, context, claim),
        None => kinds.iter().for_each(|(kind, detail)| items.word(kind, detail)),
    }
}
