//! The catalogue of phrases: every sentence that a learner reads, in English.
//!
//! Front ends take their sentences from here: line mode, group mode, full screen, the transcript,
//! lines of JSON, and pages in a browser, which get theirs [as data](page::page_phrases).
//!
//! A phrase is a whole sentence or a whole label: a constant, or a function of what it is about. A
//! label ends in a colon, and what it introduces follows it. Places for values are names in braces,
//! and words to be marked are in `{!…}`, so a sentence with marked words is one phrase too
//! ([`fill`], [`phrase_parts`]). If a number decides the form of a phrase, it is [`Forms`].

pub mod course;
pub mod debrief;
pub mod group;
pub mod lrs;
pub mod page;
pub mod quiz;
pub mod recording;
pub mod resumed;
pub mod run;
pub mod scorm;
pub mod screen;
pub mod server;
pub mod transcript;
pub mod web;

use std::fmt::Display;

use scn_story::{Callout, MediaKind, RunResult};
use serde::Serialize;

use crate::session::title_or_id;
use crate::{Ended, Playable};

/// A part of a phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhrasePart<'p> {
    /// Words as they are.
    Words(&'p str),
    /// Words to be marked.
    Marked(&'p str),
    /// The name of a value.
    Value(&'p str),
}

/// Returns the parts of a phrase, in order.
///
/// # Examples
///
/// ```
/// use scn_run::phrases::{PhrasePart, phrase_parts};
///
/// let parts: Vec<PhrasePart> = phrase_parts("“{answer}” is {!right}.").collect();
/// assert_eq!(parts[1], PhrasePart::Value("answer"));
/// assert_eq!(parts[2..4], [PhrasePart::Words("” is "), PhrasePart::Marked("right")]);
/// ```
pub fn phrase_parts(phrase: &str) -> impl Iterator<Item = PhrasePart<'_>> {
    phrase.split('{').enumerate().flat_map(|(index, piece)| {
        let (name, words) = piece.split_once('}').filter(|_| 0 < index).unwrap_or(("", piece));
        let place = match (name, name.strip_prefix('!')) {
            ("", _) => None,
            (_, Some(marked)) => Some(PhrasePart::Marked(marked)),
            (name, None) => Some(PhrasePart::Value(name)),
        };
        place.into_iter().chain((!words.is_empty()).then_some(PhrasePart::Words(words)))
    })
}

/// Fills in a phrase: each name in braces is replaced by its value. A name without a value is left
/// out, and marked words are written like the others.
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
    let text_of = |part| match part {
        PhrasePart::Words(words) | PhrasePart::Marked(words) => words,
        PhrasePart::Value(name) => values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value),
    };
    phrase_parts(phrase).map(text_of).collect()
}

/// A phrase about a number, in the forms that the number asks for, with `{count}` for the number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Forms {
    /// For 0.
    pub none: &'static str,
    /// For 1.
    pub one: &'static str,
    /// For other numbers.
    pub many: &'static str,
}

impl Forms {
    /// Creates a phrase that has the same form for 0 as for many.
    #[must_use]
    pub const fn new(one: &'static str, many: &'static str) -> Self {
        Self { none: many, one, many }
    }

    /// Returns the form for a number.
    #[must_use]
    pub fn form<C: PartialEq + From<u8>>(&self, count: C) -> &'static str {
        if count == C::from(0) {
            self.none
        } else if count == C::from(1) {
            self.one
        } else {
            self.many
        }
    }

    /// Returns the phrase about a number.
    ///
    /// # Examples
    ///
    /// ```
    /// use scn_run::phrases::Forms;
    ///
    /// const LEFT: Forms = Forms::new("1 second left.", "{count} seconds left.");
    /// let sentences = [0_u32, 1, 2].map(|count| LEFT.about(count));
    /// assert_eq!(sentences, ["0 seconds left.", "1 second left.", "2 seconds left."]);
    /// ```
    #[must_use]
    pub fn about<C: Copy + Display + PartialEq + From<u8>>(&self, count: C) -> String {
        self.fill(count, &[])
    }

    /// Returns the phrase about a number, with other values filled in.
    #[must_use]
    pub fn fill<C: Copy + Display + PartialEq + From<u8>>(&self, count: C, values: &[(&str, &str)]) -> String {
        let number = count.to_string();
        let values: Vec<(&str, &str)> = values.iter().copied().chain([("count", number.as_str())]).collect();
        fill(self.form(count), &values)
    }
}

/// A title inside a phrase.
pub const QUOTED: &str = "“{title}”";

/// Between the last two items of a list.
pub const AND: &str = "and";

/// Between the last two items of a list of which one is enough.
pub const OR: &str = "or";

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
    Some(match ended {
        Ended::Ending { .. } => return None,
        Ended::Left { .. } => run::STOPPED_LEFT.to_owned(),
        Ended::DeadEnd { .. } => run::STOPPED_DEAD_END.to_owned(),
        Ended::NoOutcome { .. } => run::STOPPED_NO_OUTCOME.to_owned(),
        Ended::Loop { at } => {
            let title = title_or_id(playable.scenario().title_of(at).unwrap_or_default(), at);
            fill(run::STOPPED_LOOP, &[("title", &title)])
        }
        Ended::Nowhere { .. } => run::STOPPED_NOWHERE.to_owned(),
    })
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
