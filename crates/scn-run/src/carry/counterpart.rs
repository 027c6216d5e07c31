//! Matches items of an earlier version with items of the current version.

use unicode_normalization::UnicodeNormalization;

/// An item that records name by its id.
pub(super) trait RecordedItem {
    /// Returns its id.
    fn id(&self) -> &str;
    /// Returns whether the author wrote the id. A derived id follows from the words.
    fn is_written(&self) -> bool;
    /// Returns its words, as written.
    fn written_words(&self) -> String;
    /// Returns whether everything else that it holds is the same: for example, where a choice
    /// leads, or what a situation shows.
    fn is_alike(&self, other: &Self) -> bool;
}

/// The counterpart, in the current version, of an item of an earlier version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counterpart<'n, T> {
    /// This item, with the same words.
    Same(&'n T),
    /// This item, with other words.
    Reworded(&'n T),
    /// The item was removed.
    Gone,
    /// It cannot be decided.
    Undecided,
}

impl<'n, T> Counterpart<'n, T> {
    /// Returns the current item, if it is known.
    #[must_use]
    pub fn into_item(self) -> Option<&'n T> {
        match self {
            Self::Same(item) | Self::Reworded(item) => Some(item),
            Self::Gone | Self::Undecided => None,
        }
    }
}

/// Returns words in Unicode's composed form, so that the encoding of the file makes no difference.
pub(crate) fn to_nfc(words: &str) -> String {
    words.nfc().collect()
}

/// Returns the key by which labels and titles are compared: their words in lower case, in
/// Unicode's composed form, with single spaces. Case, white space and the encoding of the file make
/// no difference. Every other character does, because "1.5 ml" is not "15 ml" and "+5" is not "-5".
pub(super) fn words_key(words: &str) -> String {
    to_nfc(&to_nfc(words).to_lowercase()).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Finds the current counterpart of the item that had an id in an earlier version.
///
/// A derived id follows from the words, so the words decide. A written id is the author's statement
/// that it is the same item, so it decides, unless the recorded words are now those of another
/// item: ids or words may have been exchanged.
pub(super) fn find_counterpart<'n, T: RecordedItem>(before: &[T], now: &'n [T], id: &str) -> Counterpart<'n, T> {
    let by_id = now.iter().find(|it| it.id() == id);
    let Some(was) = before.iter().find(|it| it.id() == id) else {
        return if by_id.is_some() { Counterpart::Undecided } else { Counterpart::Gone };
    };
    let exactly: fn(&str) -> String = to_nfc;
    for (key, found) in [(exactly, Counterpart::Same as fn(&'n T) -> _), (words_key, Counterpart::Reworded)] {
        let words = key(&was.written_words());
        let has_same_words = |it: &&T| key(&it.written_words()) == words;
        let now_alike: Vec<&'n T> = now.iter().filter(has_same_words).collect();
        let alone = now_alike.len() == 1 && before.iter().filter(has_same_words).count() == 1;
        match (by_id.filter(has_same_words), now_alike.as_slice()) {
            (_, []) => {}
            (Some(same), _) if alone => return found(same),
            (Some(same), several) => return choose_among(was, same, several, found),
            (None, [only]) if alone && may_be_renamed(was, only, by_id, before) => return found(only),
            (None, _) => return Counterpart::Undecided,
        }
    }
    let Some(same) = by_id else { return Counterpart::Gone };
    let is_alike_elsewhere = || now.iter().any(|it| it.id() != id && it.is_alike(was));
    // Its current words were those of another item: the two may have exchanged words before one was
    // reworded.
    let current_key = words_key(&same.written_words());
    let of_another = before.iter().any(|it| it.id() != id && words_key(&it.written_words()) == current_key);
    if was.is_written() && same.is_written() && !of_another && (same.is_alike(was) || !is_alike_elsewhere()) {
        return Counterpart::Reworded(same);
    }
    Counterpart::Undecided
}

/// Of several items with the same words, chooses the one with the recorded id, unless another one
/// now has that item's content.
fn choose_among<'n, T: RecordedItem>(
    was: &T,
    same: &'n T,
    several: &[&'n T],
    found: fn(&'n T) -> Counterpart<'n, T>,
) -> Counterpart<'n, T> {
    let is_written = was.is_written() && same.is_written();
    if same.is_alike(was) || is_written && !several.iter().any(|it| it.is_alike(was)) {
        found(same)
    } else {
        Counterpart::Undecided
    }
}

/// Returns whether the only item with the same words is the same item although its id differs.
fn may_be_renamed<T: RecordedItem>(was: &T, only: &T, by_id: Option<&T>, before: &[T]) -> bool {
    let mut had_its_id = before.iter().filter(|it| it.id() == only.id());
    if was.is_written() {
        by_id.is_none() && had_its_id.next().is_none()
    } else {
        !only.is_written() || !had_its_id.any(RecordedItem::is_written)
    }
}
