//! The facts about a pack that the lints need, and the lints that its language turns off.

use rustc_hash::FxHashMap;
use scn_source::{Family, Name};

use super::words::{self, WordLists};
use super::worth::Weights;
use crate::manifest::Manifest;
use crate::pack_names::PackNames;

/// The facts about a pack that the lints need.
pub(crate) struct LintContext<'a> {
    /// The word lists of its language, if there are any.
    pub(super) words: Option<&'static WordLists>,
    /// The first part of its language tag.
    pub(super) language: String,
    pub(super) english: bool,
    /// Whether choices are shown in an order drawn once per run.
    pub(super) shuffle: bool,
    pub(super) weights: Weights<'a>,
    /// The words with a meaning of their own in each principle's title, by the principle's id.
    pub(super) titles: FxHashMap<&'a str, Vec<String>>,
}

impl<'a> LintContext<'a> {
    pub(crate) fn new(manifest: &Manifest, names: &PackNames<'a>) -> Self {
        let language = words::primary_tag(manifest.language.as_deref());
        let lists = WordLists::for_language(&language);
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
            // A weight out of range has been reported; the nearest valid weight is used.
            context.weights.insert(id, known.item.weight.map_or(1, |weight| weight.value.clamp(1, 5)));
            if let Some(lists) = lists {
                let title = words::fold_text(known.item.title.text);
                let mut about: Vec<String> = Vec::new();
                for word in words::split_words(&title).filter(|word| !lists.empty.contains(word)) {
                    if !about.iter().any(|known| known == word) {
                        about.push(word.to_owned());
                    }
                }
                context.titles.insert(id, about);
            }
        }
        context
    }

    /// Returns the lints that are skipped because the language is not supported; `None` if all of
    /// them run.
    pub(crate) fn skipped_lints(&self) -> Option<SkippedLints> {
        let is_off = |name: &Name| match self.words {
            None => true,
            Some(_) => *name == Name::ReadingLevel && !self.english,
        };
        let wording = Name::ALL.iter().copied().filter(|name| name.family() == Family::Wording);
        let names: Vec<Name> = wording.filter(is_off).collect();
        (!names.is_empty()).then(|| SkippedLints { language: self.language.clone(), names })
    }
}

/// Lints that are skipped because the pack's language is not supported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkippedLints {
    /// The language, as the first part of its tag.
    pub language: String,
    /// The lints.
    pub names: Vec<Name>,
}
