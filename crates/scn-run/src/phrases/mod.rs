//! The phrases: every sentence that a learner reads, in English, and in [other
//! languages](Language).
//!
//! Front ends take their sentences from here: line mode, group mode, full screen, the transcript,
//! lines of JSON, and pages in a browser, which get theirs [as data](page::page_phrases).
//!
//! A phrase is a whole sentence or a whole label: a constant, or a function of what it is about. A
//! label ends in a colon, and what it introduces follows it. Places for values are names in braces,
//! and words to be marked are in `{!…}`, so a sentence with marked words is one phrase too
//! ([`fill`], [`phrase_parts`]). If a number decides the form of a phrase, it is [`Forms`].
//!
//! The English words identify a phrase in the catalogues, with a context where the same words mean
//! something else elsewhere. A test extracts them from this code into `phrases/scn-frame.pot`: what
//! is in [`Phrase::new`], [`Phrase::with_context`], [`Forms`], `translate`, `translate_in` and
//! `compose`.

pub(crate) mod catalogue;
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
pub mod words;

use std::fmt::Display;

use catalogue::translate_in;
pub use catalogue::{Language, Speaking, list_all, list_any};
use scn_story::{Callout, MediaKind, RunResult, Story};
use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::session::title_or_id;
use crate::{Ended, Playable};

/// A phrase without a number that decides its form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Phrase {
    context: &'static str,
    source: &'static str,
}

impl Phrase {
    /// Creates a phrase.
    #[must_use]
    pub const fn new(source: &'static str) -> Self {
        Self { context: "", source }
    }

    /// Creates a phrase whose words mean something else in another context.
    #[must_use]
    pub const fn with_context(context: &'static str, source: &'static str) -> Self {
        Self { context, source }
    }

    /// Returns the phrase in the current language.
    #[must_use]
    pub fn text(self) -> &'static str {
        catalogue::look_up(self.context, self.source)
    }
}

/// Returns a phrase in the current language.
fn translate(source: &'static str) -> &'static str {
    catalogue::look_up("", source)
}

/// Returns a phrase in the current language with its values filled in.
fn compose(source: &'static str, values: &[(&str, &dyn Display)]) -> String {
    let texts: Vec<(&str, String)> = values.iter().map(|(name, value)| (*name, value.to_string())).collect();
    let texts: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (*name, text.as_str())).collect();
    fill(translate(source), &texts)
}

/// Makes the phrases of this thread be in the language of a story, until the result is dropped.
pub fn speak_language_of(story: &Story) -> Speaking {
    Language::of_pack(story.pack.language.as_deref()).speak()
}

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
/// assert_eq!(fill(SOURCE.text(), &[("source", "Act 4 of {2013}")]), "Source: Act 4 of {2013}");
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

    /// Returns the form for a number, in the current language. What English says about 0 in
    /// words of its own is a phrase of its own in every language.
    #[must_use]
    pub fn form<C: Display + PartialEq + From<u8>>(&self, count: C) -> &'static str {
        let is_none = count == C::from(0);
        let own = (is_none && self.none != self.many).then_some(self.none);
        if let Some(own) = own {
            return translate(own);
        }
        // Numbers that are no count have the form of a large count.
        let number = count.to_string().parse().unwrap_or(u64::MAX);
        let in_english = if count == C::from(1) { self.one } else { self.many };
        catalogue::look_up_form(self.one, number).unwrap_or(in_english)
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

impl Serialize for Forms {
    /// Writes the forms for 0, for 1 and for more, in the current language.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut forms = serializer.serialize_struct("Forms", 3)?;
        forms.serialize_field("none", self.form(0_u32))?;
        forms.serialize_field("one", self.form(1_u32))?;
        forms.serialize_field("many", self.form(2_u32))?;
        forms.end()
    }
}

/// A title inside a phrase.
pub const QUOTED: Phrase = Phrase::new("“{title}”");

/// Between the last two items of a list of which one is enough.
pub const OR: Phrase = Phrase::new("or");

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
        RunResult::Passed => translate_in("result of a run", "passed"),
        RunResult::Failed => translate_in("result of a run", "failed"),
        RunResult::Mixed => translate_in("result of a run", "mixed"),
    }
}

/// Explains why a run stopped without an ending; `None` if it reached one.
#[must_use]
pub fn ended_reason(playable: &Playable<'_>, ended: &Ended) -> Option<String> {
    Some(match ended {
        Ended::Ending { .. } => return None,
        Ended::Left { .. } => run::STOPPED_LEFT.text().to_owned(),
        Ended::DeadEnd { .. } => run::STOPPED_DEAD_END.text().to_owned(),
        Ended::NoOutcome { .. } => run::STOPPED_NO_OUTCOME.text().to_owned(),
        Ended::Loop { at } => {
            let title = title_or_id(playable.scenario().title_of(at).unwrap_or_default(), at);
            fill(run::STOPPED_LOOP.text(), &[("title", &title)])
        }
        Ended::Nowhere { .. } => run::STOPPED_NOWHERE.text().to_owned(),
    })
}

/// Returns the heading of a call-out.
#[must_use]
pub fn callout_word(callout: Callout) -> &'static str {
    match callout {
        Callout::Note => translate("Note"),
        Callout::Tip => translate("Tip"),
        Callout::Remember => translate("Remember"),
        Callout::Warning => translate("Warning"),
    }
}

/// Returns the word that introduces an image, audio or video.
#[must_use]
pub fn media_word(media: MediaKind) -> &'static str {
    match media {
        MediaKind::Image => translate("Image"),
        MediaKind::Audio => translate("Audio"),
        MediaKind::Video => translate("Video"),
    }
}
