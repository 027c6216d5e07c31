//! The blocks of a debrief as lines, which line mode and full screen lay out.

use scn_run::phrases::words::{band_word, rating_word};
use scn_run::phrases::{QUOTED, debrief as phrase, fill, run};
use scn_run::{Band, DebriefBlock, RatingLevel, Score};
use scn_text::styled::Role;

use crate::line::{Line, PhraseValue};

/// The number of cells in a bar.
const CELLS: u32 = 10;

/// Returns the words of a block about a decision, or of the source of a principle. Its mark is that
/// of a list item, or empty. Returns `None` for a title, words that were written, votes, and a
/// principle with its text, which front ends lay out differently.
pub(crate) fn block_line(block: &DebriefBlock<'_>) -> Option<Line> {
    Some(match block {
        DebriefBlock::Chosen { label, by_group } => {
            let chosen_label = if *by_group { run::CHOSEN.text() } else { run::YOU_CHOSE.text() };
            Line::from_words(Role::Text, chosen_label).add_words(Role::Text, " ").add_text(Role::Text, label)
        }
        DebriefBlock::SituationChanged => Line::from_words(Role::Aside, phrase::SITUATION_CHANGED.text()),
        DebriefBlock::Judgement { given, title, because, .. } => {
            let values = [
                PhraseValue::from_words("given", rating_role(*given), rating_word(*given)),
                PhraseValue::from_words("principle", Role::Label, fill(QUOTED.text(), &[("title", title)])),
                PhraseValue::from_text("because", Role::Text, because),
            ];
            Line::from_phrase(phrase::judgement(!because.is_empty()), Role::Text, Role::Text, &values).with_mark("- ")
        }
        DebriefBlock::Trade => Line::from_words(Role::Text, phrase::TRADE.text()),
        DebriefBlock::Feedback(text) => {
            Line::from_words(Role::Text, run::FEEDBACK.text()).add_words(Role::Text, " ").add_text(Role::Text, text)
        }
        DebriefBlock::Source(source) => Line::from_words(Role::Aside, &phrase::source(source)),
        DebriefBlock::Decision { .. }
        | DebriefBlock::Wrote { .. }
        | DebriefBlock::Votes { .. }
        | DebriefBlock::Principle { .. }
        | DebriefBlock::Asks(_) => return None,
    })
}

/// Returns how a principle was handled: as a bar of these two cells, full and empty, unless there
/// are not enough decisions, and in words.
pub(crate) fn band_line(score: Score, cells: Option<[&str; 2]>) -> Line {
    let band = score.band();
    let role = band_role(band);
    let bar = cells.zip(score.bar(CELLS)).map(|([full_cell, empty_cell], full)| {
        full_cell.repeat(full as usize) + &empty_cell.repeat(CELLS.saturating_sub(full) as usize)
    });
    let start = match bar {
        Some(bar) => Line::from_words(role, &bar).add_words(Role::Text, " "),
        None => Line::default(),
    };
    let values = [
        PhraseValue::from_words("band", role, band_word(band)),
        PhraseValue::from_words("count", Role::Text, score.decisions),
    ];
    start.add_line(Line::from_phrase(phrase::HANDLED.form(score.decisions), Role::Text, Role::Text, &values))
}

/// Returns the role of words about what a decision did to a principle.
fn rating_role(given: RatingLevel) -> Role {
    match given {
        RatingLevel::Upholds | RatingLevel::PartlyUpholds => Role::Good,
        RatingLevel::Neither => Role::Text,
        RatingLevel::PartlyBreaks | RatingLevel::Breaks => Role::Poor,
    }
}

/// Returns the role of words about how a principle was handled.
fn band_role(band: Band) -> Role {
    match band {
        Band::NotEnough => Role::Aside,
        Band::NeedsAttention => Role::Poor,
        Band::Mixed => Role::Middling,
        Band::Consistent => Role::Good,
    }
}
