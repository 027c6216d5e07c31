//! Completion of keywords at the start of a line, and of names of the cast.

use scn_syntax::words::{HeaderForm, KEYWORDS, Keyword};

use super::context::{Block, Context};
use super::items::Items;
use crate::features::hover::describe_keyword;
use crate::index::{Kind, Space};

/// Completes the start of a line.
pub(super) fn line_start(items: &mut Items<'_, '_>, context: &Context<'_>) {
    let mut fitting: Vec<(u8, &Keyword)> =
        KEYWORDS.iter().filter_map(|keyword| Some((keyword_rank(keyword, context)?, keyword))).collect();
    // Within a rank, in the order of the reference.
    fitting.sort_by_key(|(rank, _)| *rank);
    let speaks = matches!(context.block, Block::Outcome | Block::Of(Kind::Situation | Kind::Ending | Kind::Scenario));
    let mut cast = if speaks { items.visible_symbols(Space::Cast) } else { Vec::new() };
    for (rank, keyword) in fitting {
        if 2 < rank {
            add_speakers(items, context, &mut cast);
        }
        let (plain, snippet) = keyword_texts(keyword, context.has_colon);
        items.add_snippet(keyword.word, keyword.form, &plain, &snippet, Some(describe_keyword(keyword)));
    }
    add_speakers(items, context, &mut cast);
}

fn add_speakers(items: &mut Items<'_, '_>, context: &Context<'_>, cast: &mut Vec<crate::pack::SymbolRef<'_>>) {
    for sym in std::mem::take(cast) {
        items.add_symbol_as(&sym, &sym.symbol.id, if context.has_colon { "" } else { ": " });
    }
}

/// Returns how closely a keyword belongs to the block of the line: 0 for properties of the block, 1
/// for what is inside it, 2 for what comes next to it, 3 for what starts something else; `None` if
/// it is not allowed.
fn keyword_rank(keyword: &Keyword, context: &Context<'_>) -> Option<u8> {
    let word = keyword.word;
    let first_lines = context.above.lines().all(|line| {
        let line = line.trim();
        line.is_empty() || line.starts_with("//") || scn_syntax::words::keyword_at_start(line).is_some()
    });
    let is_present = |word: &str| context.above.lines().any(|line| line.trim_start().starts_with(&format!("{word}:")));
    let is_one_of = |words: &[&str]| words.contains(&word);
    let rank_property = |words: &[&str]| (is_one_of(words) && first_lines && !is_present(word)).then_some(0);
    let rank_shown = || keyword.is_shown().then_some(1);
    let rank_top_level = |in_scenario: bool| {
        let anywhere = ["Scenario", "Principle", "Lesson", "Quiz"];
        let shared = ["Cast", "Meter", "Flag", "State", "Passage"];
        let inside = ["Situation", "Ending", "Test", "Promise"];
        let fits = anywhere.contains(&word) && !context.is_continuation
            || shared.contains(&word)
            || in_scenario && inside.contains(&word);
        fits.then_some(3)
    };
    let in_scenario = context.scenario.is_some();
    let own_rank = match context.block {
        // Only comments can be above it.
        Block::Top if word == "Continues" => {
            let mut above = context.above.lines().map(str::trim);
            above.all(|line| line.is_empty() || line.starts_with("//")).then_some(3)
        }
        Block::Top | Block::Of(Kind::Ask) => None,
        Block::Of(Kind::Scenario) if context.is_continuation => None,
        Block::Of(Kind::Principle) => rank_property(&["Source", "Weight"]),
        Block::Of(Kind::Lesson) => rank_property(&["Teaches"]),
        Block::Of(Kind::Quiz) => {
            rank_property(&["Draw", "Pass", "Tries", "Show answers"]).or_else(|| is_one_of(&["Question"]).then_some(1))
        }
        Block::Of(Kind::Question) if is_present("Accept") => {
            (word == "Because" && !is_present("Because")).then_some(0).or_else(|| is_one_of(&["Question"]).then_some(1))
        }
        Block::Of(Kind::Question) => rank_property(&["Checks"])
            .or_else(|| is_one_of(&["Right", "Wrong", "Accept"]).then_some(1))
            .or_else(|| is_one_of(&["Hint"]).then_some(2))
            .or_else(rank_shown)
            .or_else(|| is_one_of(&["Question"]).then_some(2)),
        Block::Of(Kind::Answer) => (word == "Because" && !is_present("Because"))
            .then_some(0)
            .or_else(|| is_one_of(&["Right", "Wrong"]).then_some(1))
            .or_else(|| is_one_of(&["Question"]).then_some(2)),
        Block::Of(Kind::Scenario) => rank_property(&["Covers", "Start", "Minutes", "Audience", "Author", "Tags"]),
        Block::Of(Kind::Meter) => rank_property(&["Range", "Start", "Shown"]),
        Block::Of(Kind::Flag) => rank_property(&["Start", "Shown"]),
        Block::Of(Kind::State) => rank_property(&["Values", "Start", "Shown"]),
        Block::Of(Kind::Cast | Kind::Value | Kind::Promise) => None,
        Block::Of(Kind::Passage) => rank_property(&["Set"]).or_else(rank_shown),
        Block::Of(Kind::Situation) => rank_property(&["Set"])
            .or_else(|| is_one_of(&["Choice", "Hint", "Next", "Show"]).then_some(1))
            .or_else(|| (word == "Ask" && !is_present("Ask")).then_some(2))
            .or_else(rank_shown),
        Block::Of(Kind::Ending) => {
            rank_property(&["Result"]).or_else(|| is_one_of(&["Show"]).then_some(1)).or_else(rank_shown)
        }
        Block::Of(Kind::Choice) if is_present("Next") => is_one_of(&["Choice"]).then_some(1),
        Block::Of(Kind::Choice) => {
            let effect = is_one_of(&["Set", "Feedback", "Detour"]) || keyword.head == HeaderForm::Principles;
            is_one_of(&["Outcome", "Next"])
                .then_some(0)
                .or_else(|| is_one_of(&["Hint", "Locked"]).then_some(1))
                .or_else(|| effect.then_some(2))
        }
        Block::Of(Kind::Test) => is_one_of(&["Choose", "Expect"]).then_some(0),
        Block::Outcome if is_present("Next") => is_one_of(&["Choice", "Outcome"]).then_some(1),
        Block::Outcome if context.above.contains("Next [if") => {
            is_one_of(&["Next"]).then_some(0).or_else(|| is_one_of(&["Choice", "Outcome"]).then_some(1))
        }
        Block::Outcome => {
            let once_rank = (word == "Next" || word == "Detour" && !is_present("Detour")).then_some(0);
            let lines = is_one_of(&["Set", "Feedback", "Show"]) || keyword.head == HeaderForm::Principles;
            once_rank
                .or_else(|| lines.then_some(1))
                .or_else(rank_shown)
                .or_else(|| is_one_of(&["Choice", "Outcome"]).then_some(2))
        }
    };
    own_rank.or_else(|| rank_top_level(in_scenario))
}

/// Returns the text of a keyword, plain and with placeholders.
fn keyword_texts(keyword: &Keyword, has_colon: bool) -> (String, String) {
    if has_colon {
        return (keyword.word.to_owned(), keyword.word.to_owned());
    }
    let plain = match keyword.head {
        HeaderForm::Nothing => format!("{}: ", keyword.word),
        HeaderForm::Brackets if keyword.word == "Set" => format!("{}: ", keyword.word),
        HeaderForm::Id
        | HeaderForm::Cast
        | HeaderForm::Choice
        | HeaderForm::Brackets
        | HeaderForm::Principles
        | HeaderForm::File => {
            format!("{} ", keyword.word)
        }
    };
    let after_word = keyword.form.get(keyword.word.len()..).unwrap_or_default();
    let (name, value) = after_word.split_once(": ").unwrap_or((after_word, ""));
    let name = name.trim();
    let snippet = match (name.is_empty(), keyword.head) {
        (_, HeaderForm::Choice) if keyword.word == "Question" => format!(
            "{} ${{1:id}}: ${{2:{value}}}\n  Right: ${{3:answer}}\n    Because: ${{4:reason}}\n  Wrong: ${{5:answer}}\n    Because: ${{6:reason}}",
            keyword.word
        ),
        (false, HeaderForm::Choice) if keyword.word == "Quiz" => {
            format!("{} ${{1:{name}}}: ${{2:{value}}}", keyword.word)
        }
        // The id of an answer may be omitted.
        (_, HeaderForm::Id) if matches!(keyword.word, "Right" | "Wrong") => {
            format!("{}: ${{1:{value}}}\n  Because: ${{2:reason}}", keyword.word)
        }
        // An id may be omitted, and so may brackets.
        (_, HeaderForm::Choice) => {
            format!("{}: ${{1:{value}}}\n  Outcome: ${{2:what happens}}\n  Next: ${{3:target}}", keyword.word)
        }
        (true, _) => format!("{}: ${{1:{value}}}", keyword.word),
        (false, _) => format!("{} ${{1:{name}}}: ${{2:{value}}}", keyword.word),
    };
    (plain, snippet)
}

/// Completes principles after a rating, before its colon.
pub(super) fn complete_header(items: &mut Items<'_, '_>, context: &Context<'_>) {
    if context.keyword.is_some_and(|it| it.head == HeaderForm::Principles) {
        items.add_principles();
    }
}
