//! Brings a translation up to date with the messages of its source.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;
use strsim::sorensen_dice;

use crate::po::{Message, PoFile, Source};

/// How alike two texts must be for the translation of one to be offered for the other, from 0 to 1.
const ALIKE: f64 = 0.6;

/// How many messages of a pack are compared with one that is new, after those of its own element
/// and scenario.
const MOST_COMPARED: usize = 64;

/// How many places of one message are written.
const MOST_PLACES: usize = 16;

/// A message of the source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceMessage {
    /// Its place, a space, and what it is: `busy-line/ring text`.
    pub context: String,
    /// The words to translate.
    pub words: String,
    /// What a translator should know.
    pub notes: Vec<String>,
    /// Where it is in the files: `desk.scn:57`.
    pub places: Vec<String>,
}

/// What bringing a translation up to date did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MergeReport {
    /// Messages that are as they were.
    pub kept: usize,
    /// Messages whose translation was found at another place of the source.
    pub moved: usize,
    /// Messages whose words changed: they keep the translation of the old words, as out of date.
    pub stale: usize,
    /// Messages without a translation that were not there before.
    pub new: usize,
    /// Messages that the source does not have any more. Those with a translation are kept as
    /// obsolete.
    pub gone: usize,
}

/// Brings a file of translations up to date with the messages of its source, in their order.
///
/// Only translations of messages that are gone are given to others:
/// 1. The same context and words: the translation is kept.
/// 2. The same words and kind elsewhere: it is kept there.
/// 3. The nearest words of the same kind, first of the same element, then of the same scenario,
///    then of the pack: it is kept as out of date, with the words that were translated.
///
/// Nothing that was translated is lost: what finds no message is obsolete.
///
/// # Examples
///
/// ```
/// use scn_translate::merge::{SourceMessage, merge};
/// use scn_translate::po::PoFile;
///
/// let text = "msgctxt \"a text\"\nmsgid \"Good morning.\"\nmsgstr \"Goeie môre.\"\n";
/// let old = PoFile::parse(text.as_bytes())?;
/// let source = SourceMessage {
///     context: "a text".to_owned(),
///     words: "A good morning.".to_owned(),
///     ..SourceMessage::default()
/// };
/// let (file, report) = merge(&old, vec![source]);
/// assert_eq!(report.stale, 1);
/// let message = file.current().next().expect("there is one message");
/// assert_eq!(message.translations, ["Goeie môre."]);
/// assert_eq!(message.previous.as_ref().map(|it| it.text.as_str()), Some("Good morning."));
/// # Ok::<(), scn_translate::po::PoError>(())
/// ```
#[must_use]
pub fn merge(old: &PoFile, messages: Vec<SourceMessage>) -> (PoFile, MergeReport) {
    let messages = without_repeats(messages);
    let mut report = MergeReport::default();
    let mut pool = Pool::new(old);
    let mut merged: Vec<Message> = Vec::with_capacity(messages.len());
    let mut open = Vec::new();
    for (index, message) in messages.iter().enumerate() {
        let known = pool.take_same(message);
        if known.is_none() {
            open.push(index);
        } else {
            report.kept += 1;
        }
        merged.push(known.unwrap_or_default());
    }
    pool.index();
    let mut unmatched = Vec::new();
    for index in open {
        let Some(message) = messages.get(index) else { continue };
        match pool.take_moved(message) {
            Some(found) => {
                // Obsolete messages come back as they were.
                report.moved += 1;
                put(&mut merged, index, found);
            }
            None => unmatched.push(index),
        }
    }
    for rank in [Rank::Element, Rank::Scenario, Rank::Pack] {
        let found = pool.take_nearest(&messages, &unmatched, rank);
        let done: BTreeSet<usize> = found.iter().map(|(index, _)| *index).collect();
        unmatched.retain(|index| !done.contains(index));
        for (index, message) in found {
            report.stale += 1;
            put(&mut merged, index, stale(message));
        }
    }
    report.new = unmatched.len();
    for (message, source) in merged.iter_mut().zip(messages) {
        renew(message, source);
    }
    let header = old.header().cloned().into_iter();
    let rest = pool.rest();
    report.gone = rest.iter().filter(|message| !message.is_obsolete).count();
    let kept = rest.into_iter().filter(is_worth_keeping).map(obsolete);
    let messages = header.chain(merged).chain(kept).collect();
    (PoFile { messages, trailing: old.trailing.clone() }, report)
}

fn put(merged: &mut [Message], index: usize, message: Message) {
    if let Some(place) = merged.get_mut(index) {
        *place = message;
    }
}

/// Joins messages with the same context and words.
fn without_repeats(messages: Vec<SourceMessage>) -> Vec<SourceMessage> {
    let mut known: FxHashMap<(String, String), usize> = FxHashMap::default();
    let mut out: Vec<SourceMessage> = Vec::with_capacity(messages.len());
    for message in messages {
        let key = (message.context.clone(), message.words.clone());
        match known.get(&key).and_then(|at| out.get_mut(*at)) {
            Some(first) => {
                let room = MOST_PLACES.saturating_sub(first.places.len());
                first.places.extend(message.places.into_iter().take(room));
                for note in message.notes {
                    if !first.notes.contains(&note) {
                        first.notes.push(note);
                    }
                }
            }
            None => {
                known.insert(key, out.len());
                out.push(message);
            }
        }
    }
    out
}

/// Gives a message the source as it is now.
fn renew(message: &mut Message, source: SourceMessage) {
    message.extracted = source.notes;
    message.references = source.places;
    message.source = Source { context: Some(source.context), text: source.words, plural: None };
    message.is_obsolete = false;
    message.translations.truncate(1);
    if message.translations.is_empty() {
        message.translations.push(String::new());
    }
    if message.previous.as_ref().is_some_and(|previous| previous.text == message.source.text) {
        message.previous = None;
        message.flags.retain(|flag| flag != "fuzzy");
    }
    message.flags.retain(|flag| !flag.ends_with("-format"));
}

/// Marks a message as the translation of other words.
fn stale(message: Message) -> Message {
    let was_stale = message.previous.clone().filter(|_| message.is_fuzzy());
    let previous = was_stale.unwrap_or_else(|| message.source.clone());
    let mut flags = message.flags.clone();
    if !message.is_fuzzy() {
        flags.push("fuzzy".to_owned());
    }
    Message { previous: Some(previous), flags, ..message }
}

fn obsolete(message: Message) -> Message {
    Message { is_obsolete: true, references: Vec::new(), extracted: Vec::new(), ..message }
}

fn is_worth_keeping(message: &Message) -> bool {
    has_translation(message) || !message.comments.is_empty()
}

fn has_translation(message: &Message) -> bool {
    message.translations.iter().any(|text| !text.trim().is_empty())
}

/// How near a message of the pack is to another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rank {
    Element,
    Scenario,
    Pack,
}

/// The messages of the old file that no message of the source has taken yet.
struct Pool<'p> {
    messages: Vec<Option<&'p Message>>,
    by_source: FxHashMap<(&'p str, &'p str), Vec<usize>>,
    /// By words and kind.
    by_words: FxHashMap<(&'p str, &'p str), Vec<usize>>,
    /// By element and kind, and by scenario and kind.
    by_element: FxHashMap<(&'p str, &'p str), Vec<usize>>,
    by_scenario: FxHashMap<(&'p str, &'p str), Vec<usize>>,
    /// By kind and word, for the words of five letters or more.
    by_word: BTreeMap<(&'p str, String), Vec<usize>>,
}

impl<'p> Pool<'p> {
    fn new(file: &'p PoFile) -> Self {
        let mut pool = Self {
            messages: Vec::with_capacity(file.messages.len()),
            by_source: FxHashMap::default(),
            by_words: FxHashMap::default(),
            by_element: FxHashMap::default(),
            by_scenario: FxHashMap::default(),
            by_word: BTreeMap::new(),
        };
        for message in file.messages.iter().filter(|message| !message.is_header()) {
            let key = (context(message), message.source.text.as_str());
            pool.by_source.entry(key).or_default().push(pool.messages.len());
            pool.messages.push(Some(message));
        }
        pool
    }

    /// Takes the message with the same context and words; one that is obsolete comes after others.
    fn take_same(&mut self, wanted: &SourceMessage) -> Option<Message> {
        let places = self.by_source.get(&(wanted.context.as_str(), wanted.words.as_str()))?;
        let message = |at: &&usize| self.messages.get(**at).copied().flatten();
        let is_there = |at: &&usize| message(at).is_some();
        let at = *places
            .iter()
            .filter(is_there)
            .min_by_key(|at| message(at).map(|it| (!has_translation(it), it.is_obsolete)))?;
        self.messages.get_mut(at)?.take().cloned()
    }

    /// Sorts what is left, for the searches by words.
    fn index(&mut self) {
        for (at, message) in self.messages.iter().enumerate() {
            let Some(message) = message.filter(|it| has_translation(it)) else { continue };
            let (element, kind) = split(context(message));
            self.by_words.entry((message.source.text.as_str(), kind)).or_default().push(at);
            // Words that come back have their translation already.
            if let Some(previous) = message.previous.as_ref().filter(|it| it.text != message.source.text) {
                self.by_words.entry((previous.text.as_str(), kind)).or_default().push(at);
            }
            self.by_element.entry((element, kind)).or_default().push(at);
            self.by_scenario.entry((scenario(element), kind)).or_default().push(at);
            for word in long_words(&message.source.text) {
                self.by_word.entry((kind, word)).or_default().push(at);
            }
        }
    }

    fn take(&mut self, at: usize) -> Option<Message> {
        self.messages.get_mut(at)?.take().cloned()
    }

    /// Takes a message with the same words and kind, from as near as possible.
    fn take_moved(&mut self, wanted: &SourceMessage) -> Option<Message> {
        let (element, kind) = split(&wanted.context);
        let places = self.by_words.get(&(wanted.words.as_str(), kind))?;
        let distance = |at: &usize| {
            let message = self.messages.get(*at).copied().flatten()?;
            let other = split(context(message)).0;
            Some((message.is_obsolete, other != element, scenario(other) != scenario(element)))
        };
        let at = places.iter().filter_map(|at| Some((distance(at)?, *at))).min()?.1;
        self.take(at)
    }

    /// Takes messages of the same kind with similar words for some that are new, given by their
    /// indices. Of all pairs, the nearest comes first.
    fn take_nearest(&mut self, messages: &[SourceMessage], new: &[usize], rank: Rank) -> Vec<(usize, Message)> {
        let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
        for index in new {
            let Some(wanted) = messages.get(*index) else { continue };
            for at in self.candidates(wanted, rank) {
                let Some(message) = self.messages.get(at).copied().flatten() else { continue };
                let alike = likeness(&message.source.text, &wanted.words);
                if ALIKE <= alike {
                    pairs.push((alike, *index, at));
                }
            }
        }
        pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        let mut done = BTreeSet::new();
        let mut out = Vec::new();
        for (_, index, at) in pairs {
            if !done.contains(&index)
                && let Some(message) = self.take(at)
            {
                done.insert(index);
                out.push((index, message));
            }
        }
        out
    }

    /// Returns the messages whose translation a new one could have.
    fn candidates(&self, wanted: &SourceMessage, rank: Rank) -> Vec<usize> {
        let (element, kind) = split(&wanted.context);
        match rank {
            Rank::Element => self.by_element.get(&(element, kind)).cloned().unwrap_or_default(),
            Rank::Scenario => {
                let all = self.by_scenario.get(&(scenario(element), kind));
                self.by_shared_words(all.map(Vec::as_slice), kind, &wanted.words)
            }
            Rank::Pack => self.by_shared_words(None, kind, &wanted.words),
        }
    }

    /// Returns the messages of a kind that share most words with a text, of all or of some.
    fn by_shared_words(&self, among: Option<&[usize]>, kind: &str, words: &str) -> Vec<usize> {
        if let Some(among) = among
            && among.len() <= MOST_COMPARED
        {
            return among.to_vec();
        }
        let among: Option<BTreeSet<usize>> = among.map(|it| it.iter().copied().collect());
        let mut shared: FxHashMap<usize, usize> = FxHashMap::default();
        for word in long_words(words) {
            let Some(places) = self.by_word.get(&(kind, word)) else { continue };
            // A word that is everywhere says nothing.
            for at in places.iter().take(16 * MOST_COMPARED) {
                let is_there = self.messages.get(*at).copied().flatten().is_some();
                if is_there && among.as_ref().is_none_or(|among| among.contains(at)) {
                    *shared.entry(*at).or_default() += 1;
                }
            }
        }
        let mut found: Vec<(usize, usize)> = shared.into_iter().collect();
        found.sort_by_key(|(at, count)| (std::cmp::Reverse(*count), *at));
        found.into_iter().take(MOST_COMPARED).map(|(at, _)| at).collect()
    }

    /// Returns what no message has taken.
    fn rest(self) -> Vec<Message> {
        self.messages.into_iter().flatten().cloned().collect()
    }
}

/// Returns how alike two texts are, from 0 to 1. Long texts are compared by their beginnings.
fn likeness(a: &str, b: &str) -> f64 {
    const MOST: usize = 400;
    let start = |text: &str| text.chars().take(MOST).collect::<String>();
    sorensen_dice(&start(a), &start(b))
}

fn context(message: &Message) -> &str {
    message.source.context.as_deref().unwrap_or_default()
}

/// Splits a context into the element and the kind.
fn split(context: &str) -> (&str, &str) {
    context.rsplit_once(' ').unwrap_or((context, ""))
}

/// Returns the first id of an element.
fn scenario(element: &str) -> &str {
    element.split('/').next().unwrap_or_default()
}

fn long_words(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| 5 <= word.len());
    words.map(str::to_lowercase).collect()
}
