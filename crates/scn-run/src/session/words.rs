//! Questions that the learner answers in words of their own. The words are in the record, and
//! nothing in a run depends on them.

use thiserror::Error;

use super::Session;
use crate::Event;
use crate::text::{Text, Words};

/// The most characters that a learner can write in answer to a question.
pub const MOST_WORDS: usize = 10_000;

/// A question that the learner can answer in words of their own, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskView {
    /// Its id.
    pub id: String,
    /// The question.
    pub text: Text,
    /// What the learner has written so far; empty if nothing.
    pub words: String,
}

/// A question, and what the learner wrote in answer to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordsView {
    /// The question as it was asked; empty if that is not known.
    pub question: Text,
    /// What the learner wrote last.
    pub words: String,
}

/// Why words could not be recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum WriteError {
    /// Nothing is asked now that can be answered in words.
    #[error("nothing is asked here that can be answered in words")]
    NotAsked,
    /// There are too many characters.
    #[error("this is longer than {MOST_WORDS} characters, so it was not recorded")]
    TooLong,
}

impl Session<'_> {
    /// Returns the question of the current situation that the learner can answer in words of their
    /// own, if it has one and the run is not over. What was written in answer to another question,
    /// before the story was edited, is not among its words.
    #[must_use]
    pub fn current_ask(&self) -> Option<AskView> {
        let ask = self.playable.situation(self.state.node)?.ask.as_ref().filter(|_| self.scene.ended.is_none())?;
        let node_id = self.playable.machine().node_id(self.state.node);
        let words = self.events.written().rev().find_map(|event| {
            let Event::Wrote { at, question: None, words, .. } = event else { return None };
            (at == node_id).then(|| words.clone())
        });
        let text = self.text_resolver().resolve_text(&ask.text);
        Some(AskView { id: ask.id.clone(), text, words: words.unwrap_or_default() })
    }

    /// Records what the learner writes in answer to the question of the current situation. It
    /// replaces what was written there before; no words take it back. White space around it is not
    /// recorded.
    ///
    /// # Errors
    ///
    /// When nothing is asked, or there are more than [`MOST_WORDS`] characters. Nothing is recorded
    /// then.
    ///
    /// # Examples
    ///
    /// ```
    /// use scn_run::{Playable, Session, WriteError};
    /// use scn_story::{Ask, Story};
    ///
    /// let mut story = Story::from_json(&std::fs::read_to_string("../scn-story/schema/till.json")?)?;
    /// let ask = Ask { id: "note".to_owned(), text: Vec::new() };
    /// story.scenarios[0].situations[0].ask = Some(ask);
    /// let playable = Playable::new(&story, None)?;
    /// let mut session = Session::start(&playable, 7, None);
    /// session.write_words("I would wait.")?;
    /// assert_eq!(session.current_ask().map(|ask| ask.words).as_deref(), Some("I would wait."));
    ///
    /// session.choose("guess", None)?;
    /// assert_eq!(session.write_words("Too late."), Err(WriteError::NotAsked));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn write_words(&mut self, words: &str) -> Result<(), WriteError> {
        let ask = self.current_ask().ok_or(WriteError::NotAsked)?;
        let words = words.trim();
        if MOST_WORDS < words.chars().count() {
            return Err(WriteError::TooLong);
        }
        let node_id = self.playable.machine().node_id(self.state.node).to_owned();
        self.events.push(Event::Wrote { at: node_id, ask: ask.id, words: words.to_owned(), question: None });
        Ok(())
    }

    /// Returns what the learner has written at the current situation, in the order in which the
    /// questions were answered. There can be several questions if the story was edited meanwhile.
    pub(crate) fn words_written_here(&self) -> Vec<WordsView> {
        let node_id = self.playable.machine().node_id(self.state.node);
        let ask = self.playable.situation(self.state.node).and_then(|it| it.ask.as_ref());
        let mut written: Vec<(Option<&str>, &str)> = Vec::new();
        for event in self.events.written() {
            let Event::Wrote { at, words, question, .. } = event else { continue };
            if at == node_id {
                written.retain(|(other, _)| *other != question.as_deref());
                written.push((question.as_deref(), words));
            }
        }
        let question_text = |earlier: Option<&str>| match (earlier, ask) {
            (Some(earlier), _) => vec![Words::plain(earlier)],
            (None, Some(ask)) => self.text_resolver().resolve_text(&ask.text),
            (None, None) => Vec::new(),
        };
        let written = written.into_iter().filter(|(_, words)| !words.is_empty());
        let to_view =
            |(earlier, words): (_, &str)| WordsView { question: question_text(earlier), words: words.to_owned() };
        written.map(to_view).collect()
    }
}
