//! The catalogues of other languages, and the language in which phrases are at the moment.
//!
//! English is the source, and is in the code. A catalogue is a PO file in the folder
//! `phrases` of this crate, part of the program, and read when its first phrase is needed. A phrase
//! that it does not have is in English.
//!
//! The language belongs to the thread: who shows a story [speaks](Language::speak) its language as
//! long as it does, and threads that show other stories are not affected. Without that, phrases are
//! in English.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::marker::PhantomData;
use std::sync::LazyLock;

use icu_list::ListFormatter;
use icu_list::options::{ListFormatterOptions, ListLength};
use icu_locale_core::{Locale, locale};
use icu_plurals::{PluralCategory, PluralRules};
use scn_translate::po::PoFile;

/// A language that phrases can be in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English, the source.
    #[default]
    English,
    /// Afrikaans.
    Afrikaans,
    /// German.
    German,
    /// French.
    French,
    /// Spanish.
    Spanish,
}

thread_local! {
    static CURRENT: Cell<Language> = const { Cell::new(Language::English) };
}

/// As long as it lives, phrases of this thread are in its language.
#[derive(Debug)]
#[must_use = "the language is spoken as long as this value lives"]
pub struct Speaking {
    before: Language,
    /// It belongs to its thread.
    thread: PhantomData<*const ()>,
}

impl Drop for Speaking {
    fn drop(&mut self) {
        CURRENT.set(self.before);
    }
}

impl Language {
    /// All languages.
    pub const ALL: [Self; 5] = [Self::English, Self::Afrikaans, Self::German, Self::French, Self::Spanish];

    /// Returns the language that phrases are in at the moment.
    #[must_use]
    pub fn current() -> Self {
        CURRENT.get()
    }

    /// Returns the language of a BCP 47 tag, such as `de-CH`; `None` if there is no catalogue for
    /// it. Only the first subtag decides.
    ///
    /// # Examples
    ///
    /// ```
    /// use scn_run::phrases::Language;
    ///
    /// assert_eq!(Language::from_tag("af-ZA"), Some(Language::Afrikaans));
    /// assert_eq!(Language::from_tag("zu"), None);
    /// ```
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        let language = tag.split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|it| it.tag().eq_ignore_ascii_case(language))
    }

    /// Returns the language of a pack's phrases: English, if the pack has none or one without a
    /// catalogue.
    #[must_use]
    pub fn of_pack(tag: Option<&str>) -> Self {
        tag.and_then(Self::from_tag).unwrap_or_default()
    }

    /// Returns the BCP 47 tag.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Afrikaans => "af",
            Self::German => "de",
            Self::French => "fr",
            Self::Spanish => "es",
        }
    }

    /// Makes the phrases of this thread be in the language, until the result is dropped.
    ///
    /// # Examples
    ///
    /// ```
    /// use scn_run::phrases::{Language, debrief::DEBRIEF};
    ///
    /// {
    ///     let _speaking = Language::German.speak();
    ///     assert_eq!(DEBRIEF.text(), "Nachbesprechung");
    /// }
    /// assert_eq!(DEBRIEF.text(), "Debrief");
    /// ```
    pub fn speak(self) -> Speaking {
        Speaking { before: CURRENT.replace(self), thread: PhantomData }
    }

    /// Returns the text of the catalogue; `None` for English.
    #[must_use]
    pub fn catalogue_text(self) -> Option<&'static str> {
        match self {
            Self::English => None,
            Self::Afrikaans => Some(include_str!("../../phrases/af.po")),
            Self::German => Some(include_str!("../../phrases/de.po")),
            Self::French => Some(include_str!("../../phrases/fr.po")),
            Self::Spanish => Some(include_str!("../../phrases/es.po")),
        }
    }

    fn catalogue(self) -> Option<&'static Catalogue> {
        static AFRIKAANS: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::new(Language::Afrikaans));
        static GERMAN: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::new(Language::German));
        static FRENCH: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::new(Language::French));
        static SPANISH: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::new(Language::Spanish));
        match self {
            Self::English => None,
            Self::Afrikaans => Some(&AFRIKAANS),
            Self::German => Some(&GERMAN),
            Self::French => Some(&FRENCH),
            Self::Spanish => Some(&SPANISH),
        }
    }

    /// Returns the index of the form for a number in a catalogue: PO files have the categories of
    /// CLDR in this order, without those that the language does not have.
    #[must_use]
    pub fn form_index(self, count: u64) -> Option<usize> {
        const ORDER: [PluralCategory; 6] = [
            PluralCategory::Zero,
            PluralCategory::One,
            PluralCategory::Two,
            PluralCategory::Few,
            PluralCategory::Many,
            PluralCategory::Other,
        ];
        let rules = PluralRules::try_new_cardinal(self.locale().into()).ok()?;
        let category = rules.category_for(count);
        let known: Vec<PluralCategory> = rules.categories().collect();
        ORDER.iter().filter(|it| known.contains(it)).position(|it| *it == category)
    }

    /// Returns the language for lists. In English, no comma is before the last item.
    fn locale(self) -> Locale {
        match self {
            Self::English => locale!("en-GB"),
            Self::Afrikaans => locale!("af"),
            Self::German => locale!("de"),
            Self::French => locale!("fr"),
            Self::Spanish => locale!("es"),
        }
    }
}

/// A catalogue, ready to be looked up in.
struct Catalogue {
    /// The translations, by context and source.
    texts: BTreeMap<(String, String), Vec<String>>,
}

impl Catalogue {
    /// Reads a catalogue. A test shows that each can be read.
    fn new(language: Language) -> Self {
        let file = PoFile::parse(language.catalogue_text().unwrap_or_default().as_bytes()).unwrap_or_default();
        let translated = file.current().filter(|message| message.is_translated());
        let texts = translated.map(|message| {
            let source = message.source.clone();
            ((source.context.unwrap_or_default(), source.text), message.translations.clone())
        });
        Self { texts: texts.collect() }
    }

    /// Returns the forms of a phrase.
    fn forms(&self, context: &str, source: &str) -> Option<&[String]> {
        // Keys are compared as pairs of texts, which are made here: phrases are few and short.
        self.texts.get(&(context.to_owned(), source.to_owned())).map(Vec::as_slice)
    }
}

/// Returns the translation of a phrase into the current language.
pub(super) fn look_up(context: &str, source: &'static str) -> &'static str {
    let catalogue = Language::current().catalogue();
    catalogue.and_then(|it| it.forms(context, source)?.first()).map_or(source, String::as_str)
}

/// Returns the translation of the form for a number of a phrase; `None` if the phrase is in
/// English. `source` is the form for one.
pub(super) fn look_up_form(source: &str, count: u64) -> Option<&'static str> {
    let language = Language::current();
    let forms = language.catalogue()?.forms("", source)?;
    forms.get(language.form_index(count)?).map(String::as_str)
}

/// Returns items as a list in the current language, such as `a, b and c`.
///
/// # Examples
///
/// ```
/// assert_eq!(scn_run::phrases::list_all(&["a", "b", "c"]), "a, b and c");
/// ```
#[must_use]
pub fn list_all<I: Display>(items: &[I]) -> String {
    let options = ListFormatterOptions::default().with_length(ListLength::Wide);
    let formatter = ListFormatter::try_new_and(Language::current().locale().into(), options);
    write_list(items, formatter.ok().as_ref())
}

/// Returns items of which one is enough as a list in the current language, such as `a, b or c`.
#[must_use]
pub fn list_any<I: Display>(items: &[I]) -> String {
    let options = ListFormatterOptions::default().with_length(ListLength::Wide);
    let formatter = ListFormatter::try_new_or(Language::current().locale().into(), options);
    write_list(items, formatter.ok().as_ref())
}

fn write_list<I: Display>(items: &[I], formatter: Option<&ListFormatter>) -> String {
    let items: Vec<String> = items.iter().map(ToString::to_string).collect();
    match formatter {
        Some(formatter) => formatter.format(items.iter()).to_string(),
        None => items.join(", "),
    }
}

/// Returns a phrase in the current language whose words mean something else in another context.
pub(super) fn translate_in(context: &'static str, source: &'static str) -> &'static str {
    look_up(context, source)
}

/// Returns what a learner without a name is called in a story.
pub(crate) fn guest() -> &'static str {
    translate_in("name of a learner", "Guest")
}
