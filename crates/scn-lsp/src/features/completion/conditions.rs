//! Completion of conditions and of the brackets around them.

use super::context::{Block, Context};
use super::items::Items;
use crate::index::{Detail, Kind, Space};

/// Completes inside a bracket of a header, or before a body line.
pub(super) fn complete_bracket(items: &mut Items<'_, '_>, context: &Context<'_>, inside: &str) {
    for word in ["if ", "needs "] {
        if let Some(text) = inside.strip_prefix(word) {
            complete_condition(items, context, text);
            return;
        }
    }
    if let Some(rest) = inside.strip_prefix("after ") {
        if rest.trim_start().chars().any(|c| c.is_ascii_digit()) {
            items.add_word("seconds", "");
        }
        return;
    }
    if inside.contains(' ') {
        return;
    }
    // In a quiz nothing depends on a condition.
    match context.keyword.map(|it| it.word) {
        Some("Quiz") => return items.add_word("any order", "questions in a random order for each attempt"),
        Some("Question") => {
            items.add_word("any order", "answers in a random order for each attempt");
            return items.add_word("any one", "one right answer of several is enough");
        }
        Some("Right" | "Wrong") => return,
        Some(_) | None => {}
    }
    let keyword = context.keyword.map(|it| it.word).unwrap_or_default();
    let with_space = |word: &str| format!("{word} ");
    items.add_snippet("if", "only if a condition holds", &with_space("if"), "if ${1:condition}", None);
    match keyword {
        "Choice" => {
            items.add_snippet(
                "needs",
                "shown, but locked unless a condition holds",
                &with_space("needs"),
                "needs ${1:condition}",
                None,
            );
            items.add_word("once", "can be chosen only once");
            items.add_snippet(
                "after",
                "made automatically when time runs out",
                &with_space("after"),
                "after ${1:20} seconds",
                None,
            );
        }
        "Outcome" => {
            items.add_word("otherwise", "if no condition before it holds");
            items.add_snippet("1 in 2", "by chance", "1 in 2", "${1:1} in ${2:2}", None);
        }
        "Set" => {}
        "Next" => items.add_word("otherwise", "if no condition before it holds"),
        _ => {
            items.add_word("otherwise", "if the conditions before it do not hold");
            let words = with_space("otherwise if");
            items.add_snippet(
                "otherwise if",
                "if only this condition holds",
                &words,
                "otherwise if ${1:condition}",
                None,
            );
            items.add_word("end", "ends the paragraphs below an `[if …]` alone on its line");
        }
    }
}

/// Completes inside a condition. `text` is the part before the cursor.
pub(super) fn complete_condition(items: &mut Items<'_, '_>, context: &Context<'_>, text: &str) {
    let done = text.trim_end_matches(|c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '/')).trim_end();
    let last = done.rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | ')')).next().unwrap_or_default();
    let word = text.get(done.len()..).unwrap_or_default().trim_start();
    match last {
        "visited" | "at" => items.add_all(Space::Node),
        "chose" => complete_choices(items, word),
        "broke" | "upheld" | "faced" => items.add_principles(),
        "=" | "!=" => {
            let left_side = done.trim_end_matches(['=', '!']).trim_end();
            let name = left_side.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default();
            states_of(items, name);
            items.add_all(Space::Variable);
        }
        "<" | "<=" | ">" | ">=" => complete_meters(items),
        "" | "and" | "or" | "not" => complete_operands(items, context),
        _ if done.ends_with('(') => complete_operands(items, context),
        _ => {
            items.add_word("and", "both hold");
            items.add_word("or", "at least one of them holds");
        }
    }
}

/// Completes the start of a condition.
fn complete_operands(items: &mut Items<'_, '_>, context: &Context<'_>) {
    items.add_all(Space::Variable);
    for (fact, detail) in [
        ("visited", "a situation or ending has been shown"),
        ("chose", "a choice has been made"),
        ("upheld", "a principle has been upheld"),
        ("broke", "a principle has been broken"),
        ("faced", "a principle has been at stake"),
    ] {
        items.add_snippet(fact, detail, &format!("{fact} "), &format!("{fact} ${{1}}"), None);
    }
    items.add_word("not", "it does not hold");
    let of_runs = context.keyword.is_some_and(|it| matches!(it.word, "Expect" | "Promise"));
    if of_runs || context.block == Block::Of(Kind::Test) {
        items.add_snippet("at", "the run is at a situation or ending", "at ", "at ${1}", None);
        for (word, detail) in [
            ("ended", "the run is at an ending"),
            ("passed", "at an ending with this result"),
            ("failed", "at an ending with this result"),
            ("mixed", "at an ending with this result"),
        ] {
            items.add_word(word, detail);
        }
    }
}

fn complete_meters(items: &mut Items<'_, '_>) {
    for sym in items.visible_symbols(Space::Variable).iter().filter(|sym| sym.symbol.kind == Kind::Meter) {
        items.add_symbol(sym);
    }
}

/// Completes choices: by their ids, or after a situation's name and a slash.
fn complete_choices(items: &mut Items<'_, '_>, word: &str) {
    let situation = word.split_once('/').map(|(situation, _)| situation);
    let choices = items.visible_symbols(Space::Choice);
    let situation_id = |sym: &crate::pack::SymbolRef<'_>| {
        sym.symbol.parent.and_then(|ix| sym.view.index.symbols.get(ix)).map(|it| it.id.clone())
    };
    for sym in &choices {
        let is_alone = choices.iter().filter(|other| other.symbol.id == sym.symbol.id).count() == 1;
        match situation {
            Some(situation) if situation_id(sym).as_deref() == Some(situation) => items.add_symbol(sym),
            Some(_) => {}
            None if is_alone => items.add_symbol(sym),
            None => {
                let long = situation_id(sym).map(|of| format!("{of}/{}", sym.symbol.id)).unwrap_or_default();
                items.add_symbol_as(sym, &long, "");
            }
        }
    }
}

/// Completes the values of a state.
pub(super) fn states_of(items: &mut Items<'_, '_>, name: &str) {
    let variables = items.visible_symbols(Space::Variable);
    let Some(sym) = variables.iter().find(|sym| sym.symbol.id == name) else { return };
    if let Detail::State { values } = &sym.symbol.detail {
        for (value, words) in values {
            let words = words.as_ref().map(|words| format!(", \"{words}\"")).unwrap_or_default();
            items.add_word(value, &format!("value of {name}{words}"));
        }
    }
}
