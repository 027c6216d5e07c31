//! The catalogue of phrases: every sentence that a learner reads, in English.
//!
//! Front ends take their sentences from here: line mode, group mode, full screen, the transcript,
//! lines of JSON, and pages in a browser, which get theirs [as data](page::page_phrases). A phrase
//! is a constant, or a function of what it is about. A sentence with marked words in it is in
//! pieces, in the order in which they are read. One that a page fills in by itself is a constant
//! with names in braces ([`fill`]).

pub mod course;
pub mod debrief;
pub mod group;
pub mod page;
pub mod quiz;
pub mod recording;
pub mod resumed;
pub mod run;
pub mod screen;
pub mod transcript;

use scn_story::{Callout, MediaKind, RunResult};
use serde::Serialize;

use crate::session::title_or_id;
use crate::{Ended, Playable};

/// Fills in a phrase: each name in braces is replaced by its value. A name without a value is left
/// out.
///
/// # Examples
///
/// ```
/// use scn_run::phrases::{debrief::SOURCE, fill};
///
/// assert_eq!(fill(SOURCE, &[("source", "Act 4 of {2013}")]), "Source: Act 4 of {2013}");
/// ```
#[must_use]
pub fn fill(phrase: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::new();
    let mut rest = phrase;
    while let Some((before, name, after)) = rest
        .split_once('{')
        .and_then(|(before, after)| after.split_once('}').map(|(name, after)| (before, name, after)))
    {
        filled.push_str(before);
        filled.push_str(values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value));
        rest = after;
    }
    filled.push_str(rest);
    filled
}

/// A phrase about a number, in the forms that the number asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Forms {
    /// For 0.
    pub none: &'static str,
    /// For 1.
    pub one: &'static str,
    /// For other numbers, with `{count}` for the number.
    pub many: &'static str,
}

impl Forms {
    /// Returns the phrase about a number.
    #[must_use]
    pub fn about(&self, count: u32) -> String {
        match count {
            0 => self.none.to_owned(),
            1 => self.one.to_owned(),
            many => fill(self.many, &[("count", &many.to_string())]),
        }
    }
}

/// Ends a sentence with a title: adds a full stop unless the title ends with punctuation.
#[must_use]
pub fn end_sentence(title: &str) -> String {
    let has_sign = title.trim_end().ends_with(['.', '!', '?', '…', '。', '！', '？', '؟', '।', '։', '።']);
    if has_sign { title.to_owned() } else { format!("{title}.") }
}

/// Returns the result of a run as a word.
#[must_use]
pub fn result_word(result: RunResult) -> &'static str {
    match result {
        RunResult::Passed => "passed",
        RunResult::Failed => "failed",
        RunResult::Mixed => "mixed",
    }
}

/// Explains why a run stopped without an ending; `None` if it reached one.
#[must_use]
pub fn ended_reason(playable: &Playable<'_>, ended: &Ended) -> Option<String> {
    let title = |at: &str| title_or_id(playable.scenario().title_of(at).unwrap_or_default(), at);
    let reason = match ended {
        Ended::Ending { .. } => return None,
        Ended::Left { .. } => return Some("The run was left unfinished.".to_owned()),
        Ended::DeadEnd { .. } => "no choice is on offer".to_owned(),
        Ended::NoOutcome { .. } => "nothing is written that could come of this choice".to_owned(),
        Ended::Loop { at } => {
            format!("from “{}” on it goes by itself, and comes to no choice and no ending", title(at))
        }
        Ended::Nowhere { .. } => "it does not say how it goes on".to_owned(),
    };
    Some(format!("The story stops here: {reason}. That is a mistake in the story and not yours."))
}

/// Returns the heading of a call-out.
#[must_use]
pub fn callout_word(callout: Callout) -> &'static str {
    match callout {
        Callout::Note => "Note",
        Callout::Tip => "Tip",
        Callout::Remember => "Remember",
        Callout::Warning => "Warning",
    }
}

/// Returns the word that introduces an image, audio or video.
#[must_use]
pub fn media_word(media: MediaKind) -> &'static str {
    match media {
        MediaKind::Image => "Image",
        MediaKind::Audio => "Audio",
        MediaKind::Video => "Video",
    }
}
