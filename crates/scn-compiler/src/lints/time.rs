//! Time limits that are shorter than reading takes.

use scn_source::{FileId, Finding};
use scn_syntax::ast;

use super::context::LintContext;
use crate::findings;
use crate::length::Length;
use crate::plain_text::plain_text;
use crate::stats::reading_rate;

/// Maximum number of bytes of a text that are read. No time limit is long enough for more.
const READ: usize = 100_000;

/// Reports time limits that are shorter than it takes to read the situation and its choices for the
/// first time. Only texts count that are always shown.
pub(crate) fn lint(
    context: &LintContext<'_>,
    file: FileId,
    situation: &ast::Situation<'_>,
    findings: &mut Vec<Finding>,
) {
    let limits = || situation.choices.iter().filter(|choice| choice.when.is_none()).filter_map(|choice| choice.after);
    if limits().next().is_none() {
        return;
    }
    let read = length_on_screen(situation);
    let rate = reading_rate(&context.language);
    // Without a measured rate of characters, one of words would be a guess.
    let Some(by_character) = rate.characters_per_minute.or((read.characters() == 0).then_some(1)) else { return };
    let minutes =
        read.words as f64 / f64::from(rate.words_per_minute) + read.characters() as f64 / f64::from(by_character);
    let seconds = (minutes * 60.0).ceil() as i64;
    let speed = match rate.characters_per_minute.filter(|_| read.words < read.characters()) {
        Some(characters) => format!("{characters} characters a minute"),
        None => format!("{} words a minute", rate.words_per_minute),
    };
    for limit in limits().filter(|limit| 0 < limit.value && limit.value < seconds) {
        let finding =
            findings::short_time_limit::finding(file, &limit, seconds, &read.in_words(), &speed, &rate.source);
        findings.push(finding);
    }
}

/// The length of what is always on the screen of a situation: its title, text, question to the
/// learner and choices.
fn length_on_screen(situation: &ast::Situation<'_>) -> Length {
    let mut whole = situation.title.text.to_owned();
    let mut add = |text: &ast::Text<'_>| {
        whole.push(' ');
        whole.push_str(&plain_text(text, READ));
    };
    for block in &situation.body {
        // The alternative of a picture is read by those who do not see it, and then aloud.
        let is_media = matches!(block.kind, ast::BlockKind::Media { .. });
        if matches!(block.when, ast::BlockCondition::Always) && !is_media {
            block.kind.texts().for_each(&mut add);
        }
    }
    situation.ask.iter().for_each(|ask| add(&ask.text));
    situation.choices.iter().filter(|choice| choice.when.is_none()).for_each(|choice| add(&choice.label));
    Length::of_text(&whole)
}
