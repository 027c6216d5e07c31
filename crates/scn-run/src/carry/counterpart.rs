//! Which thing of now a thing of an earlier version is.

use unicode_normalization::UnicodeNormalization;

/// Something that records name by its id.
pub(super) trait Item {
    /// Its id.
    fn id(&self) -> &str;
    /// Whether the author wrote the id; one that is derived follows from the words.
    fn is_written(&self) -> bool;
    /// What it says, as written.
    fn words(&self) -> String;
    /// Whether all else that it holds is the same: what a choice leads to, what a situation shows.
    fn is_alike(&self, other: &Self) -> bool;
}

/// What a thing of an earlier version is in the version of now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counterpart<'n, T> {
    /// This, with the same words.
    Same(&'n T),
    /// This, with other words.
    Reworded(&'n T),
    /// Nothing any more.
    Gone,
    /// It cannot be decided.
    Undecided,
}

impl<'n, T> Counterpart<'n, T> {
    /// What it is now, where that is known.
    #[must_use]
    pub fn found(self) -> Option<&'n T> {
        match self {
            Self::Same(item) | Self::Reworded(item) => Some(item),
            Self::Gone | Self::Undecided => None,
        }
    }
}

/// Words in Unicode's composed form: how a file is saved makes no difference.
pub(crate) fn composed(words: &str) -> String {
    words.nfc().collect()
}

/// Small letters and digits alone: what remains of words when signs and capitals are set aside.
/// Words without any are left as they are.
pub(super) fn folded(words: &str) -> String {
    let folded: String = words.nfc().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    if folded.is_empty() { composed(words) } else { folded }
}

/// Looks for the thing that had an id among things of an earlier version, in those of now.
///
/// A derived id follows from the words, so the words decide. A written id is the author's word for
/// the same thing, so it decides where the words that were played are not those of another thing
/// now: ids or words may have been exchanged.
pub(super) fn counterpart<'n, T: Item>(before: &[T], now: &'n [T], id: &str) -> Counterpart<'n, T> {
    let by_id = now.iter().find(|it| it.id() == id);
    let Some(was) = before.iter().find(|it| it.id() == id) else {
        return if by_id.is_some() { Counterpart::Undecided } else { Counterpart::Gone };
    };
    let exactly: fn(&str) -> String = composed;
    for (key, found) in [(exactly, Counterpart::Same as fn(&'n T) -> _), (folded, Counterpart::Reworded)] {
        let words = key(&was.words());
        let says_so = |it: &&T| key(&it.words()) == words;
        let now_alike: Vec<&'n T> = now.iter().filter(says_so).collect();
        let alone = now_alike.len() == 1 && before.iter().filter(says_so).count() == 1;
        match (by_id.filter(says_so), now_alike.as_slice()) {
            (_, []) => {}
            (Some(same), _) if alone => return found(same),
            (Some(same), several) => return among(was, same, several, found),
            (None, [only]) if alone && may_follow(was, only, by_id, before) => return found(only),
            (None, _) => return Counterpart::Undecided,
        }
    }
    let Some(same) = by_id else { return Counterpart::Gone };
    let elsewhere = || now.iter().any(|it| it.id() != id && it.is_alike(was));
    // Its words of now were those of another: the two may have exchanged them before one was
    // reworded.
    let says = folded(&same.words());
    let of_another = before.iter().any(|it| it.id() != id && folded(&it.words()) == says);
    if was.is_written() && same.is_written() && !of_another && (same.is_alike(was) || !elsewhere()) {
        return Counterpart::Reworded(same);
    }
    Counterpart::Undecided
}

/// Of several that say the same, the one with the id that was recorded: unless another holds what
/// that one held.
fn among<'n, T: Item>(
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

/// Whether the only thing that says the same is the same thing, though its id is another.
fn may_follow<T: Item>(was: &T, only: &T, by_id: Option<&T>, before: &[T]) -> bool {
    let mut had_its_id = before.iter().filter(|it| it.id() == only.id());
    if was.is_written() {
        by_id.is_none() && had_its_id.next().is_none()
    } else {
        !only.is_written() || !had_its_id.any(Item::is_written)
    }
}
