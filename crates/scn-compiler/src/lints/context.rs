//! What the lints know of a pack, and which of them its language turns off.

use rustc_hash::FxHashMap;
use scn_source::{Family, Name};

use super::words::{self, Words};
use super::worth::Weights;
use crate::manifest::Manifest;
use crate::scope::PackNames;

/// What the lints need to know of a pack.
pub(crate) struct LintContext<'a> {
    /// What is known of its language.
    pub(super) words: Option<&'static Words>,
    /// The first part of its language's tag.
    pub(super) language: String,
    pub(super) english: bool,
    /// Whether its choices are shown in an order drawn once a run.
    pub(super) shuffle: bool,
    pub(super) weights: Weights<'a>,
    /// The words of each principle's title that are about something, by its id.
    pub(super) titles: FxHashMap<&'a str, Vec<String>>,
}

impl<'a> LintContext<'a> {
    pub(crate) fn new(manifest: &Manifest, names: &PackNames<'a>) -> Self {
        let language = words::primary(manifest.language.as_deref());
        let lists = Words::of(&language);
        let mut context = Self {
            words: lists,
            english: language == "en",
            shuffle: manifest.shuffle,
            weights: Weights::default(),
            titles: FxHashMap::default(),
            language,
        };
        for known in names.principles_in_order() {
            let id = known.item.id.text;
            // One out of range has been reported, and counts as the nearest that is not.
            context.weights.insert(id, known.item.weight.map_or(1, |weight| weight.value.clamp(1, 5)));
            if let Some(lists) = lists {
                let title = words::folded(known.item.title.text);
                let mut about: Vec<String> = Vec::new();
                for word in words::words(&title).filter(|word| !lists.empty.contains(word)) {
                    if !about.iter().any(|known| known == word) {
                        about.push(word.to_owned());
                    }
                }
                context.titles.insert(id, about);
            }
        }
        context
    }

    /// What is not looked for, as nothing is known of the language; `None` where all is looked for.
    pub(crate) fn skipped(&self) -> Option<SkippedLints> {
        let off = |name: &Name| match self.words {
            None => true,
            Some(_) => *name == Name::ReadingLevel && !self.english,
        };
        let wording = Name::ALL.iter().copied().filter(|name| name.family() == Family::Wording);
        let names: Vec<Name> = wording.filter(off).collect();
        (!names.is_empty()).then(|| SkippedLints { language: self.language.clone(), names })
    }
}

/// Lints that are off because nothing is known of the pack's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkippedLints {
    /// The language, as the first part of its tag.
    pub language: String,
    /// The lints.
    pub names: Vec<Name>,
}
