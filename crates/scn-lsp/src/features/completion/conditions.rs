//! Completion of conditions and of the brackets around them.

use super::context::{Block, Context};
use super::items::Items;
use crate::index::{Detail, Kind, Space};

/// Completes inside a bracket of a header, or before a body line.
pub(super) fn bracket(items: &mut Items<'_, '_>, context: &Context<'_>, inside: &str) {
    for word in ["if ", "needs "] {
        if let Some(text) = inside.strip_prefix(word) {
            condition(items, context, text);
            return;
        }
    }
    if let Some(rest) = inside.strip_prefix("after ") {
        if rest.trim_start().chars().any(|c| c.is_ascii_digit()) {
            items.word("seconds", "");
        }
        return;
    }
    if inside.contains(' ') {
        return;
    }
    // In a quiz nothing depends on a condition.
    match context.keyword.map(|it| it.word) {
        Some("Quiz") => return items.word("any order", "questions in an order drawn for each try"),
        Some("Question") => return items.word("any order", "answers in an order drawn for each try"),
        Some("Right" | "Wrong") => return,
        Some(_) | None => {}
    }
    let keyword = context.keyword.map(|it| it.word).unwrap_or_default();
    let behind = |word: &str| format!("{word} ");
    items.snippet("if", "only where a condition holds", &behind("if"), "if ${1:condition}", None);
    match keyword {
        "Choice" => {
            items.snippet(
                "needs",
                "shown, but locked unless a condition holds",
                &behind("needs"),
                "needs ${1:condition}",
                None,
            );
            items.word("once", "gone once it has been chosen");
            items.snippet(
                "after",
                "taken by itself when time runs out",
                &behind("after"),
                "after ${1:20} seconds",
                None,
            );
        }
        "Outcome" => {
            items.word("otherwise", "where none before it holds");
            items.snippet("1 in 2", "by chance", "1 in 2", "${1:1} in ${2:2}", None);
        }
        _ => items.word("otherwise", "where the one before does not hold"),
    }
}

/// Completes inside a condition. `text` is the part before the cursor.
pub(super) fn condition(items: &mut Items<'_, '_>, context: &Context<'_>, text: &str) {
    let done = text.trim_end_matches(|c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '/')).trim_end();
    let last = done.rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | ')')).next().unwrap_or_default();
    let word = text.get(done.len()..).unwrap_or_default().trim_start();
    match last {
        "visited" | "at" => items.all(Space::Node),
        "chose" => chosen(items, word),
        "broke" | "upheld" | "faced" => items.principles(),
        "=" | "!=" => {
            let before = done.trim_end_matches(['=', '!']).trim_end();
            let name = before.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default();
            states_of(items, name);
            items.all(Space::Variable);
        }
        "<" | "<=" | ">" | ">=" => meters(items),
        "" | "and" | "or" | "not" => operands(items, context),
        _ if done.ends_with('(') => operands(items, context),
        _ => {
            items.word("and", "both hold");
            items.word("or", "one of them holds");
        }
    }
}

/// Completes the start of a condition.
fn operands(items: &mut Items<'_, '_>, context: &Context<'_>) {
    items.all(Space::Variable);
    for (fact, detail) in [
        ("visited", "a situation or ending has been shown"),
        ("chose", "a choice has been made"),
        ("upheld", "a principle has been upheld"),
        ("broke", "a principle has been broken"),
        ("faced", "a principle has been at stake"),
    ] {
        items.snippet(fact, detail, &format!("{fact} "), &format!("{fact} ${{1}}"), None);
    }
    items.word("not", "it does not hold");
    let of_runs = context.keyword.is_some_and(|it| matches!(it.word, "Expect" | "Promise"));
    if of_runs || context.block == Block::Of(Kind::Test) {
        items.snippet("at", "the run is at a situation or ending", "at ", "at ${1}", None);
        for (word, detail) in [
            ("ended", "the run is at an ending"),
            ("passed", "at an ending with this result"),
            ("failed", "at an ending with this result"),
            ("mixed", "at an ending with this result"),
        ] {
            items.word(word, detail);
        }
    }
}

fn meters(items: &mut Items<'_, '_>) {
    for sym in items.known(Space::Variable).iter().filter(|sym| sym.it.kind == Kind::Meter) {
        items.symbol(sym);
    }
}

/// Completes choices: by their ids, or after a situation's name and a slash.
fn chosen(items: &mut Items<'_, '_>, word: &str) {
    let situation = word.split_once('/').map(|(situation, _)| situation);
    let choices = items.known(Space::Choice);
    let of = |sym: &crate::pack::Sym<'_>| {
        sym.it.parent.and_then(|ix| sym.view.index.symbols.get(ix)).map(|it| it.id.clone())
    };
    for sym in &choices {
        let is_alone = choices.iter().filter(|other| other.it.id == sym.it.id).count() == 1;
        match situation {
            Some(situation) if of(sym).as_deref() == Some(situation) => items.symbol(sym),
            Some(_) => {}
            None if is_alone => items.symbol(sym),
            None => {
                let long = of(sym).map(|of| format!("{of}/{}", sym.it.id)).unwrap_or_default();
                items.symbol_as(sym, &long, "");
            }
        }
    }
}

/// Completes the values of a state.
pub(super) fn states_of(items: &mut Items<'_, '_>, name: &str) {
    let variables = items.known(Space::Variable);
    let Some(sym) = variables.iter().find(|sym| sym.it.id == name) else { return };
    if let Detail::State { values } = &sym.it.detail {
        for value in values {
            items.word(value, &format!("value of {name}"));
        }
    }
}
