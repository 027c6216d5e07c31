//! Takes back what translators return.

use rustc_hash::FxHashMap;

use crate::po::{Message, PoFile, Source};
use crate::returned_message::Returned;

/// What taking back a file did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TakeReport {
    /// Translations that are new, or differ from those that were there.
    pub taken: usize,
    /// Translations that were there already.
    pub same: usize,
    /// Translations that are kept as out of date, since their source has changed, or since they are
    /// marked as doubtful.
    pub stale: usize,
    /// Messages that came back empty. They change nothing.
    pub empty: usize,
    /// Translations of words that the pack does not have. They are kept as obsolete messages.
    pub unplaced: Vec<Unplaced>,
}

/// A translation of words that are not in the pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unplaced {
    /// Its line in the file that came back.
    pub line: usize,
    /// The words that were translated.
    pub source: String,
}

/// Takes translations into a file that is up to date with its source.
///
/// A translation belongs to the message with the same context and words. One without a context
/// belongs to all messages with the same words. One whose words are not those of the source any
/// more belongs to the message that is out of date from these words, and stays out of date. An
/// empty translation changes nothing, and nothing is deleted. One that is out of date and comes
/// back as it was stays out of date, since many tools drop the mark.
///
/// # Examples
///
/// ```
/// use scn_translate::po::PoFile;
/// use scn_translate::returned::Returned;
/// use scn_translate::take::take;
///
/// let mut file = PoFile::parse(b"msgctxt \"a text\"\nmsgid \"Yes.\"\nmsgstr \"\"\n")?;
/// let returned = Returned {
///     context: Some("a text".to_owned()),
///     source: "Yes.".to_owned(),
///     target: "Ja.".to_owned(),
///     ..Returned::default()
/// };
/// assert_eq!(take(&mut file, &[returned]).taken, 1);
/// assert_eq!(file.messages[0].translations, ["Ja."]);
/// # Ok::<(), scn_translate::po::PoError>(())
/// ```
pub fn take(file: &mut PoFile, returned: &[Returned]) -> TakeReport {
    let mut report = TakeReport::default();
    let index = Index::new(file);
    let mut unplaced = Vec::new();
    for one in returned {
        if one.target.trim().is_empty() {
            report.empty += 1;
            continue;
        }
        let (places, is_old) = index.places(one);
        if places.is_empty() {
            unplaced.push(one);
            continue;
        }
        for place in places {
            if let Some(message) = file.messages.get_mut(place) {
                put(message, one, is_old, &mut report);
            }
        }
    }
    for one in unplaced {
        let source = Source { context: one.context.clone(), text: one.source.clone(), plural: None };
        let is_there =
            |it: &Message| it.source == source && it.translations.first().is_some_and(|text| *text == one.target);
        if !file.messages.iter().any(is_there) {
            file.messages.push(Message {
                source,
                translations: vec![one.target.clone()],
                is_obsolete: true,
                ..Message::default()
            });
        }
        report.unplaced.push(Unplaced { line: one.line, source: one.source.clone() });
    }
    report
}

fn put(message: &mut Message, one: &Returned, is_old: bool, report: &mut TakeReport) {
    let is_same = message.translations.first().is_some_and(|text| *text == one.target);
    let is_doubtful = is_old || one.doubtful;
    if is_same {
        // Tools drop marks of doubt: only other words show that somebody has looked at it.
        report.same += 1;
        return;
    }
    // What fits is not replaced by what does not.
    let has_good = message.is_translated() && message.previous.is_none();
    if is_doubtful && has_good {
        report.stale += 1;
        return;
    }
    message.translations = vec![one.target.clone()];
    message.flags.retain(|flag| flag != "fuzzy");
    if is_doubtful {
        message.flags.push("fuzzy".to_owned());
        if is_old {
            message.previous = Some(Source { text: one.source.clone(), ..message.source.clone() });
        }
        report.stale += 1;
    } else {
        message.previous = None;
        report.taken += 1;
    }
}

/// The messages of a file by their words.
struct Index {
    by_source: FxHashMap<(String, String), usize>,
    by_words: FxHashMap<String, Vec<usize>>,
    /// The messages that are out of date, by the context and words that were translated.
    by_previous: FxHashMap<(String, String), usize>,
}

impl Index {
    fn new(file: &PoFile) -> Self {
        let mut out =
            Self { by_source: FxHashMap::default(), by_words: FxHashMap::default(), by_previous: FxHashMap::default() };
        for (place, message) in file.messages.iter().enumerate() {
            if message.is_header() || message.is_obsolete {
                continue;
            }
            let context = message.source.context.clone().unwrap_or_default();
            out.by_source.insert((context, message.source.text.clone()), place);
            out.by_words.entry(message.source.text.clone()).or_default().push(place);
            if let Some(previous) = &message.previous {
                let context = previous.context.clone().or_else(|| message.source.context.clone()).unwrap_or_default();
                out.by_previous.insert((context, previous.text.clone()), place);
            }
        }
        out
    }

    /// Returns the messages that a translation belongs to, and whether it is one of old words.
    fn places(&self, one: &Returned) -> (Vec<usize>, bool) {
        let Some(context) = &one.context else {
            return (self.by_words.get(&one.source).cloned().unwrap_or_default(), false);
        };
        let key = (context.clone(), one.source.clone());
        if let Some(place) = self.by_source.get(&key) {
            return (vec![*place], false);
        }
        match self.by_previous.get(&key) {
            Some(place) => (vec![*place], true),
            // The element was renamed since: the words are still those of one message.
            None => match self.by_words.get(&one.source).map(Vec::as_slice) {
                Some([only]) => (vec![*only], false),
                Some(_) | None => (Vec::new(), false),
            },
        }
    }
}
