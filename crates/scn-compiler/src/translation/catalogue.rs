//! The translations of one PO file, found by context and words.

use rustc_hash::FxHashMap;
use scn_translate::po::{self, MessageLines, PoFile};

use super::messages::Message;
use super::text::normalized;

/// The translations of a pack into one language.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    entries: Vec<Entry>,
    by_key: FxHashMap<String, usize>,
}

/// A message of a catalogue.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// The translation on one line; empty if there is none.
    pub(super) translation: String,
    pub(super) context: String,
    pub(super) words: String,
    pub(super) stale: Option<Stale>,
    /// The line of its translation, from 1.
    pub(super) line: usize,
}

/// Why a translation is out of date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stale {
    /// These words were translated; the source has others now.
    Source(String),
    /// The file marks the translation as doubtful.
    Doubted,
}

/// How a message is translated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MessageState {
    /// With words that fit the source.
    Translated(String),
    /// With words for another source, or doubtful ones.
    Stale(String, Stale),
    /// Not at all.
    Missing,
}

impl Catalogue {
    /// Reads the translations of a PO file. `lines` are the lines of its messages.
    #[must_use]
    pub fn new(file: &PoFile, lines: &[MessageLines]) -> Self {
        let mut out = Self::default();
        for (index, message) in file.messages.iter().enumerate() {
            if message.is_header() || message.is_obsolete {
                continue;
            }
            let context = message.source.context.clone().unwrap_or_default();
            let words = message.source.text.clone();
            let translation = message.translations.first().map(|text| normalized(text)).unwrap_or_default();
            out.by_key.insert(key(&context, &words), out.entries.len());
            let (stale, line) = (why_stale(message), lines.get(index).map_or(1, |it| it.translation));
            out.entries.push(Entry { translation, context, words, stale, line });
        }
        out
    }

    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub(super) fn find(&self, message: &Message) -> Option<&Entry> {
        self.entries.get(*self.by_key.get(&key(&message.context, &message.words))?)
    }

    /// Returns how a message is translated.
    #[must_use]
    pub fn state(&self, message: &Message) -> MessageState {
        match self.find(message) {
            Some(entry) if !entry.translation.is_empty() => match &entry.stale {
                Some(stale) => MessageState::Stale(entry.translation.clone(), stale.clone()),
                None => MessageState::Translated(entry.translation.clone()),
            },
            Some(_) | None => MessageState::Missing,
        }
    }
}

/// Returns the key of a message, as gettext makes one.
fn key(context: &str, words: &str) -> String {
    format!("{context}\u{4}{words}")
}

fn why_stale(message: &po::Message) -> Option<Stale> {
    let old = message.previous.as_ref().map(|it| it.text.as_str()).filter(|old| *old != message.source.text);
    match old {
        Some(old) => Some(Stale::Source(old.to_owned())),
        None => message.is_fuzzy().then_some(Stale::Doubted),
    }
}
