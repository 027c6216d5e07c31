//! Names packs in records.

use scn_records::{LearnerPack, PackRecords};

/// What identifies a pack in records.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct PackLabel<'p> {
    name: &'p str,
    title: &'p str,
    place: Option<&'p str>,
    digest: Option<&'p str>,
}

impl<'p> From<&'p PackRecords> for PackLabel<'p> {
    fn from(pack: &'p PackRecords) -> Self {
        Self { name: &pack.pack, title: &pack.title, place: pack.place.as_deref(), digest: Some(&pack.digest) }
    }
}

impl<'p> From<&'p LearnerPack> for PackLabel<'p> {
    fn from(pack: &'p LearnerPack) -> Self {
        Self { name: &pack.pack, title: &pack.title, place: pack.place.as_deref(), digest: pack.digest.as_deref() }
    }
}

impl PackLabel<'_> {
    /// Returns the title of the pack. If another one has the same title or name, it is followed by
    /// what distinguishes this one.
    pub(super) fn heading(&self, all: &[Self]) -> String {
        let is_shared = |it: &&Self| it.title == self.title || it.name == self.name;
        self.distinct(self.title, all.iter().filter(is_shared).count())
    }

    /// Returns the name of the pack. If another one has the same name, it is followed by what
    /// distinguishes this one.
    pub(super) fn distinct_name(&self, all: &[Self]) -> String {
        self.distinct(self.name, all.iter().filter(|it| it.name == self.name).count())
    }

    fn distinct(&self, words: &str, alike: usize) -> String {
        /// Enough of a digest to recognise it.
        const SHOWN: usize = "sha256:".len() + 12;
        match (self.place, self.digest) {
            (_, _) if alike < 2 => words.to_owned(),
            (Some(place), _) => format!("{words} (in `{place}`)"),
            (None, Some(digest)) => {
                format!("{words} (`{}`, {})", self.name, digest.get(..SHOWN).unwrap_or(digest))
            }
            (None, None) => format!("{words} (`{}`)", self.name),
        }
    }
}
