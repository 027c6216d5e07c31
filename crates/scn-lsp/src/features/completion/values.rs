//! Completion of values after a colon: targets, principles, changes, choices, results.

use scn_syntax::words::split_outside_quotes;

use super::conditions::{complete_condition, states_of};
use super::context::{Block, Context};
use super::items::Items;
use crate::index::{Kind, Space};
use crate::pack::SymbolRef;

/// Completes the value of a line.
pub(super) fn complete_value(items: &mut Items<'_, '_>, context: &Context<'_>, text: &str) {
    let word = context.keyword.map(|it| it.word).unwrap_or_default();
    match word {
        "Next" => {
            items.add_all(Space::Node);
            items.add_word("again", "the situation of this choice, entered again");
            items.add_word("return", "out of a detour, back to where it began");
        }
        "Detour" => add_situations(items),
        "Show" => items.add_all(Space::Passage),
        "Covers" | "Teaches" | "Checks" => items.add_principles(),
        "Continues" => items.add_scenarios(),
        "Start" => complete_start(items, context),
        "Show answers" => {
            items.add_word("after passing", "which answers are right is shown once the quiz is passed");
            items.add_word("never", "only whether an answer was right is shown");
            items.add_word("always", "the default: shown after each question");
        }
        "Shown" => items.add_word("always", "the learner sees its value all the time"),
        "Result" => {
            items.add_word("passed", "the run went well");
            items.add_word("failed", "the run went badly");
            items.add_word("mixed", "some of both");
        }
        "Set" => complete_change(items, text.rsplit(',').next().unwrap_or(text)),
        "Choose" => complete_choose(items, text),
        "Expect" => complete_condition(items, context, text),
        "Promise" => complete_promise(items, context, text),
        _ => {}
    }
}

/// Completes a value inside a text.
pub(super) fn complete_brace(items: &mut Items<'_, '_>) {
    items.add_all(Space::Variable);
    items.add_word("learner", "the name of the player");
}

fn add_situations(items: &mut Items<'_, '_>) {
    for sym in items.visible_symbols(Space::Node).iter().filter(|sym| sym.symbol.kind == Kind::Situation) {
        items.add_symbol(sym);
    }
}

fn complete_start(items: &mut Items<'_, '_>, context: &Context<'_>) {
    match context.block {
        Block::Of(Kind::Scenario) => add_situations(items),
        Block::Of(Kind::Flag) => {
            items.add_word("no", "the default");
            items.add_word("yes", "");
        }
        Block::Of(Kind::State) => {
            // The values of the state are in a line above.
            let words = context.above.lines().find_map(|line| line.trim_start().strip_prefix("Values:"));
            let values = words.into_iter().flat_map(split_outside_quotes);
            for value in values.filter_map(|value| value.split_whitespace().next()) {
                items.add_word(value, "value");
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
            | Kind::Ask
            | Kind::Cast
            | Kind::Meter
            | Kind::Value
            | Kind::Passage
            | Kind::Situation
            | Kind::Ending
            | Kind::Choice
            | Kind::Test
            | Kind::Promise,
        ) => {}
    }
}

/// Completes one change of a `Set:`.
fn complete_change(items: &mut Items<'_, '_>, text: &str) {
    if let Some((name, _)) = text.split_once('=') {
        states_of(items, name.trim());
        return;
    }
    let flags_only = text.trim_start().starts_with("not ");
    for sym in items.visible_symbols(Space::Variable) {
        if !flags_only || sym.symbol.kind == Kind::Flag {
            items.add_symbol(&sym);
        }
    }
    if !flags_only {
        items.add_word("not", "set a flag to no");
    }
}

/// Completes a step of a test: a choice, or its outcome after a comma.
fn complete_choose(items: &mut Items<'_, '_>, text: &str) {
    if text.contains(',') {
        items.add_word("outcome", "the number of the random outcome, from 1");
        return;
    }
    let choices = items.visible_symbols(Space::Choice);
    let has_written_id =
        |sym: &&SymbolRef<'_>| matches!(sym.symbol.detail, crate::index::Detail::Choice { written: true, .. });
    for sym in choices.iter().filter(has_written_id) {
        items.add_symbol(sym);
    }
    for sym in choices.iter().filter(|sym| !has_written_id(sym)) {
        // A comma would end the label.
        let label = sym.symbol.title.split(',').next().unwrap_or_default().trim();
        items.add_symbol_as(sym, label, "");
    }
}

fn complete_promise(items: &mut Items<'_, '_>, context: &Context<'_>, text: &str) {
    let kinds = [
        ("never", "true at no moment of any run"),
        ("possible", "true at some moment of some run"),
        ("always possible", "from every moment, a moment where it is true can be reached"),
        ("inevitable", "every run reaches a moment where it is true"),
    ];
    let text = text.trim_start();
    let claim =
        ["always possible ", "never ", "possible ", "inevitable "].iter().find_map(|kind| text.strip_prefix(kind));
    match claim {
        Some(claim) => complete_condition(items, context, claim),
        None => kinds.iter().for_each(|(kind, detail)| items.add_word(kind, detail)),
    }
}
