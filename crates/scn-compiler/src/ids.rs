//! Ids: their syntax, reserved words, and ids derived from labels.

use std::borrow::Cow;
use std::cell::OnceCell;

use deunicode::deunicode;
use rustc_hash::{FxHashMap, FxHashSet};
use scn_source::{FileId, Severity, Span};
use scn_syntax::ast::{Name, Question, Situation, Text, TextPart};
use scn_syntax::format::Edit;
use scn_syntax::words::{MAX_ID_LENGTH as LONGEST, is_id};
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

/// Maximum size of the part of a label that goes into an id: four words, counted in quarters, since
/// in a script without spaces between words a character is less than a word.
const ROOM: usize = 16;
const WORD: usize = 4;
/// Two ideographs count as a word, since most Chinese words have two.
const IDEOGRAPH: usize = 2;
/// Four letters of a script without spaces count as a word.
const LETTER: usize = 1;

/// A piece of an id, in lower-case Latin letters and digits.
struct Piece {
    text: String,
    /// Its size, in quarters of a word.
    cost: usize,
    /// Whether it continues the preceding word.
    glued: bool,
}

/// Returns the size of a character in a script without spaces between words, by Unicode block.
/// `None` for all other scripts.
fn unspaced_size(c: char) -> Option<usize> {
    match u32::from(c) {
        // Ideographs, with their extensions and compatibility forms.
        0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF => Some(IDEOGRAPH),
        // Thai, Lao, Tibetan, Myanmar, Khmer, the Tai scripts, Balinese, Javanese.
        0x0E00..=0x0EFF | 0x0F00..=0x0FFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x1950..=0x19DF
        | 0x1A20..=0x1AAF | 0x1B00..=0x1B7F | 0xA980..=0xA9DF
        // Hiragana, katakana, bopomofo, and katakana of half width.
        | 0x3041..=0x312F | 0x31A0..=0x31FF | 0xFF66..=0xFF9F => Some(LETTER),
        _ => None,
    }
}

/// Transliterates a text to lower-case Latin letters and digits, and drops other characters.
fn to_latin(text: &str) -> String {
    let plain = if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(deunicode(text)) };
    plain.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| char::from(byte.to_ascii_lowercase())).collect()
}

/// Adds the pieces of one space-separated word.
fn push_pieces(word: &str, pieces: &mut Vec<Piece>) {
    if word.is_ascii() {
        return pieces.push(Piece { text: to_latin(word), cost: WORD, glued: false });
    }
    // Composed, so that a label has the same id however its accents are encoded.
    let word: String = word.nfc().collect();
    if !word.contains(|c| unspaced_size(c).is_some()) {
        return pieces.push(Piece { text: to_latin(&word), cost: WORD, glued: false });
    }
    let (mut other, mut glued) = (String::new(), false);
    let flush = |other: &mut String, pieces: &mut Vec<Piece>| {
        let text = to_latin(&std::mem::take(other));
        if !text.is_empty() {
            pieces.push(Piece { text, cost: WORD, glued: false });
        }
    };
    for c in word.chars() {
        let Some(cost) = unspaced_size(c) else {
            // A sign such as a full stop ends the word, since no space does.
            glued = false;
            if c.is_alphanumeric() {
                other.push(c);
            } else {
                flush(&mut other, pieces);
            }
            continue;
        };
        flush(&mut other, pieces);
        let text = to_latin(c.encode_utf8(&mut [0; 4]));
        let is_ideograph = cost == IDEOGRAPH;
        if !text.is_empty() {
            pieces.push(Piece { text, cost, glued: glued && !is_ideograph });
        }
        glued = !is_ideograph;
    }
    flush(&mut other, pieces);
}

fn join_pieces<'p>(pieces: impl IntoIterator<Item = &'p Piece>) -> String {
    let mut joined = String::new();
    for piece in pieces {
        if !piece.text.is_empty() {
            if !joined.is_empty() && !piece.glued {
                joined.push('-');
            }
            joined.push_str(&piece.text);
        }
    }
    joined
}

/// Cuts an ASCII text to at most `room` bytes, and removes hyphens at its end.
fn shorten_to(mut text: String, room: usize) -> String {
    text.truncate(room);
    text.truncate(text.trim_end_matches('-').len());
    text
}

/// Joins words into an id. Returns `fallback` if nothing usable remains.
pub(crate) fn slug<'w>(words: impl Iterator<Item = &'w str>, fallback: &str) -> String {
    let mut pieces = Vec::new();
    words.for_each(|word| push_pieces(word, &mut pieces));
    let slug = shorten_to(join_pieces(&pieces), LONGEST);
    if is_id(&slug) { slug } else { fallback.to_owned() }
}

/// The id of a choice or an answer, with the reason why it is unstable, if it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Id {
    pub(crate) text: String,
    pub(crate) unstable: Option<Unstable>,
}

/// Why an id that is derived from a label is not stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unstable {
    /// An earlier label, at this index, is exactly the same: only the order distinguishes them.
    Same(usize),
    /// The label contains no letter and no digit.
    NoLetters,
}

/// The possible ids of a label. Each form depends on the label alone.
struct IdForms {
    /// The label as written, with normalized spaces.
    label: String,
    /// Its first four words.
    first: String,
    /// All its words, if there are more than four and they fit.
    all: Option<String>,
    /// Its first four words and a digest of the whole label, if it was asked for.
    hashed: OnceCell<String>,
    /// Whether it contains a letter or digit.
    has_letters: bool,
}

impl IdForms {
    /// `kind` is the prefix for text that is not a valid id by itself: nothing, a digit, a reserved
    /// word.
    fn from_label(label: &Text<'_>, kind: &str) -> Self {
        let (mut pieces, mut written) = (Vec::new(), String::new());
        let mut add = |text: &str| {
            if !written.is_empty() {
                written.push(' ');
            }
            written.push_str(text);
        };
        for part in &label.parts {
            match part {
                TextPart::Words(name) | TextPart::Literal(name) => name.text.split_whitespace().for_each(|word| {
                    add(word);
                    push_pieces(word, &mut pieces);
                }),
                TextPart::Value(name) => {
                    add(&format!("{{{}}}", name.text));
                    pieces.push(Piece { text: name.text.to_owned(), cost: WORD, glued: false });
                }
                TextPart::Space | TextPart::If(_) => {}
            }
        }
        let mut room = ROOM;
        let fits = |piece: &&Piece| {
            let fits = piece.cost <= room;
            room = room.saturating_sub(piece.cost);
            fits
        };
        let first = join_pieces(pieces.iter().take_while(fits));
        let joined = join_pieces(&pieces);
        let has_letters = !joined.is_empty();
        let make_usable = |slug: String| {
            let slug = shorten_to(slug, LONGEST);
            if is_id(&slug) { slug } else { shorten_to(format!("{kind}-{slug}"), LONGEST) }
        };
        let first = make_usable(first);
        let whole_label = Some(make_usable(joined)).filter(|it| has_letters && it.len() < LONGEST && *it != first);
        let mut forms = Self { label: written, first, all: whole_label, hashed: OnceCell::new(), has_letters };
        if !has_letters {
            forms.first = forms.hashed().to_owned();
        }
        forms
    }

    /// The first four words and a digest of the whole label.
    fn hashed(&self) -> &str {
        self.hashed.get_or_init(|| {
            // Six hexadecimal digits: among a handful of labels, a collision has a probability of
            // about one in a million.
            let digest = Sha256::digest(&self.label);
            let digest: String = digest.iter().take(3).map(|byte| format!("{byte:02x}")).collect();
            format!("{}-{digest}", shorten_to(self.first.clone(), LONGEST - 1 - digest.len()))
        })
    }

    /// The id at a level: the first four words, the whole label, or the label's digest.
    fn at_level(&self, level: u8) -> &str {
        match (level, &self.all) {
            (0, _) => &self.first,
            (1, Some(all)) => all,
            _ => self.hashed(),
        }
    }
}

/// The last level of an id: the digest of the label.
const HASHED: u8 = 2;

/// Returns the ids of the choices of a situation, or of the answers of a question, in order:
/// written ids as they are, and for the others an id derived from the label.
///
/// A derived id does not depend on positions: if two labels have the same first words, each gets an
/// id made from its whole label. Only identical labels are numbered.
fn of_labels<'t, 'a: 't>(items: impl Iterator<Item = (Option<&'a str>, &'t Text<'a>)>, kind: &str) -> Vec<Id> {
    let items: Vec<(Option<&str>, &Text<'a>)> = items.collect();
    // Where all ids are written, nothing has to be derived from labels.
    let written: Option<Vec<&str>> = items.iter().map(|(id, _)| *id).collect();
    if let Some(written) = written {
        return written.into_iter().map(|id| Id { text: id.to_owned(), unstable: None }).collect();
    }
    let items = items.into_iter().map(|(id, label)| (id, IdForms::from_label(label, kind)));
    let items: Vec<(Option<&str>, IdForms)> = items.collect();
    // Groups labels by their first words, whether or not their ids are written, so that writing one
    // id does not change the others.
    let mut begin: FxHashMap<&str, (&str, bool)> = FxHashMap::default();
    for (_, forms) in &items {
        let (label, alone) = begin.entry(&forms.first).or_insert((&forms.label, true));
        *alone &= *label == forms.label;
    }
    let written: FxHashSet<&str> = items.iter().filter_map(|(id, _)| *id).collect();
    // The first item without an id for each label, and its level.
    let mut first: FxHashMap<&str, usize> = FxHashMap::default();
    let mut levels: Vec<(usize, u8)> = Vec::new();
    for (at, (id, forms)) in items.iter().enumerate() {
        if id.is_none() && !first.contains_key(forms.label.as_str()) {
            first.insert(&forms.label, at);
            let alone = begin.get(forms.first.as_str()).is_none_or(|(_, alone)| *alone);
            levels.push((at, u8::from(!alone)));
        }
    }
    separate_levels(&mut levels, &items, &written);
    let level: FxHashMap<usize, u8> = levels.into_iter().collect();
    let mut used_ids: FxHashSet<String> = written.iter().map(|id| (*id).to_owned()).collect();
    let mut ids: Vec<Option<Id>> = items.iter().map(|_| None).collect();
    // Items that need no number come first, so that a numbered id cannot take theirs.
    for (at, (written, forms)) in items.iter().enumerate() {
        let derive_id = || level.get(&at).map(|level| forms.at_level(*level).to_owned());
        let no_letters = !forms.has_letters && !forms.label.is_empty() && written.is_none();
        let unstable = no_letters.then_some(Unstable::NoLetters);
        let text = match written {
            Some(id) => Some((*id).to_owned()),
            None => derive_id().filter(|id| used_ids.insert(id.clone())),
        };
        if let Some(slot) = ids.get_mut(at) {
            *slot = text.map(|text| Id { text, unstable });
        }
    }
    let mut numbers: FxHashMap<&str, u32> = FxHashMap::default();
    let mut result = Vec::with_capacity(items.len());
    for (at, (id, (_, forms))) in ids.into_iter().zip(&items).enumerate() {
        if let Some(id) = id {
            result.push(id);
            continue;
        }
        let original = first.get(forms.label.as_str()).copied().unwrap_or(at);
        let base = forms.at_level(level.get(&original).copied().unwrap_or(HASHED));
        let number = numbers.entry(base).or_insert(2);
        let unstable = Some(if forms.has_letters { Unstable::Same(original) } else { Unstable::NoLetters });
        loop {
            let tail = format!("-{number}");
            *number += 1;
            let text = format!("{}{tail}", shorten_to(base.to_owned(), LONGEST - tail.len()));
            if used_ids.insert(text.clone()) {
                result.push(Id { text, unstable });
                break;
            }
        }
    }
    result
}

/// Raises the levels of items until their ids differ from each other and from the written ids, or
/// are at the last level.
fn separate_levels(levels: &mut [(usize, u8)], items: &[(Option<&str>, IdForms)], written: &FxHashSet<&str>) {
    // All items that collide are moved to the next level together, so that the order has no
    // influence.
    loop {
        let mut holders: FxHashMap<&str, usize> = FxHashMap::default();
        let id_at = |(at, level): &(usize, u8)| items.get(*at).map_or("", |(_, forms)| forms.at_level(*level));
        levels.iter().for_each(|it| *holders.entry(id_at(it)).or_default() += 1);
        let collides = |it: &(usize, u8)| {
            it.1 < HASHED && (written.contains(id_at(it)) || holders.get(id_at(it)).is_some_and(|count| 1 < *count))
        };
        let meeting: Vec<bool> = levels.iter().map(collides).collect();
        if !meeting.contains(&true) {
            break;
        }
        levels.iter_mut().zip(meeting).filter(|(_, meets)| *meets).for_each(|((_, level), _)| *level += 1);
    }
}

/// Returns the ids that extend `written` by further words. Such an id may belong to a label that
/// had the id `written` before another label with the same first words was added. Only for ids of
/// at least three words.
pub(crate) fn longer_ids<'i>(written: &str, known: impl Iterator<Item = &'i str>) -> Vec<&'i str> {
    if written.matches('-').count() < 2 {
        return Vec::new();
    }
    let mut longer: Vec<&str> = Vec::new();
    for id in known {
        let suffix = id.strip_prefix(written);
        if suffix.is_some_and(|rest| rest.starts_with('-')) && !longer.contains(&id) {
            longer.push(id);
        }
    }
    longer
}

/// The ids of a situation's choices in order, written or derived.
pub(crate) fn of_choices(situation: &Situation<'_>) -> Vec<Id> {
    of_labels(situation.choices.iter().map(|choice| (choice.id.map(|id| id.text), &choice.label)), "choice")
}

/// The ids of a question's answers in order, written or derived.
pub(crate) fn of_answers(question: &Question<'_>) -> Vec<Id> {
    of_labels(question.answers.iter().map(|answer| (answer.id.map(|id| id.text), &answer.text)), "answer")
}

/// Returns the edits that write ids into a file, in order, for choices and answers that have none.
///
/// Items with an error in their header are skipped. The ids written are the derived ones, so
/// nothing else changes. Written ids are not touched, so applying the edits twice has no further
/// effect.
#[must_use]
pub fn edits(text: &str) -> Vec<Edit> {
    let parse = scn_syntax::parse(FileId(0), text);
    let errors: FxHashSet<u32> = parse
        .findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .map(|finding| line_start(text, finding.place.span.start))
        .collect();
    let mut edits = Vec::new();
    let mut write = |id: Option<&Name<'_>>, place: Span, header: Span, derived: String| {
        if id.is_none() && !errors.contains(&line_start(text, header.start)) {
            edits.push(Edit { span: Span { start: place.end, ..place }, text: format!(" {derived}") });
        }
    };
    for situation in parse.file.scenarios.iter().flat_map(|scenario| &scenario.situations) {
        for (choice, id) in situation.choices.iter().zip(of_choices(situation)) {
            write(choice.id.as_ref(), choice.id_place, choice.header, id.text);
        }
    }
    for question in parse.file.quizzes.iter().flat_map(|quiz| &quiz.questions) {
        for (answer, id) in question.answers.iter().zip(of_answers(question)) {
            write(answer.id.as_ref(), answer.id_place, answer.header, id.text);
        }
    }
    edits.sort_by_key(|edit| edit.span.start);
    edits
}

/// The offset at which the line that contains an offset starts.
fn line_start(text: &str, offset: u32) -> u32 {
    let above = text.get(..offset as usize).unwrap_or_default();
    above.rfind('\n').map_or(0, |end| Span::empty(end + 1).start)
}

#[cfg(test)]
mod tests;
