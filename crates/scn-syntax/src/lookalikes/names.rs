//! What a file declares: ids with their titles, as far as lines can be read one by one.

use rustc_hash::{FxHashMap, FxHashSet};
use scn_source::Span;

use super::header;
use crate::words::{Keyword, has_id_form, is_blank, keyword_at_start};

/// A declared name. Offsets as read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Declared<'t> {
    pub(super) id: &'t str,
    pub(super) place: Span,
}

/// Names of one kind by id and by title, each with the scenario that they belong to; 0 is before
/// the first.
#[derive(Debug, Default)]
struct Kind<'t> {
    ids: FxHashMap<(usize, String), &'t str>,
    titles: FxHashMap<(usize, Vec<String>), Declared<'t>>,
}

impl<'t> Kind<'t> {
    fn add(&mut self, scenario: usize, id: &'t str, place: Span, title: &str) {
        self.ids.entry((scenario, id.to_ascii_lowercase())).or_insert(id);
        let words = folded(title);
        if !words.is_empty() {
            self.titles.entry((scenario, words)).or_insert(Declared { id, place });
        }
    }

    /// The id of a word, letter case aside.
    fn id(&self, word: &str, scenario: usize) -> Option<&'t str> {
        let lower = word.to_ascii_lowercase();
        let found = self.ids.get(&(scenario, lower.clone())).or_else(|| self.ids.get(&(0, lower)));
        found.copied()
    }

    /// What a title is the title of.
    fn titled(&self, title: &str, scenario: usize) -> Option<&Declared<'t>> {
        let words = folded(title);
        if words.is_empty() {
            return None;
        }
        self.titles.get(&(scenario, words.clone())).or_else(|| self.titles.get(&(0, words)))
    }
}

/// The words of a title, letter case, blanks, quotation marks and a mark at the end aside. Of a
/// very long text nothing: it is no title.
fn folded(text: &str) -> Vec<String> {
    if 300 < text.len() {
        return Vec::new();
    }
    let marks = |c: char| c.is_whitespace() || matches!(c, '"' | '“' | '”' | '\'' | '.' | '`');
    text.trim_matches(marks).split_whitespace().map(str::to_lowercase).collect()
}

/// What a file declares.
#[derive(Debug, Default)]
pub(super) struct Names<'t> {
    principles: Kind<'t>,
    targets: Kind<'t>,
    variables: Kind<'t>,
    cast: FxHashSet<&'t str>,
    choices: FxHashSet<&'t str>,
    /// Words that `Next:`, `Detour:` and `Start:` lead to.
    meant: FxHashSet<&'t str>,
    /// Of each scenario, how many situations and endings have no id.
    bare: FxHashMap<usize, usize>,
    /// Of each scenario, where its lines lead.
    ways: FxHashMap<usize, Vec<(&'t str, Span)>>,
}

impl<'t> Names<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let mut this = Self::default();
        let mut scenario = 0;
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let words = line.trim_start_matches(|c: char| is_blank(c) || c == '\u{feff}');
            let start = at + (line.len() - words.len());
            at += line.len();
            let words = words.trim_end();
            if !words.starts_with(|c: char| c.is_ascii_uppercase()) {
                continue;
            }
            let Some(keyword) = keyword_at_start(words) else { continue };
            if keyword.word == "Scenario" && words.contains(':') {
                scenario += 1;
            }
            this.line(words, start, keyword, scenario);
        }
        this
    }

    fn line(&mut self, words: &'t str, start: usize, keyword: &Keyword, scenario: usize) {
        let (kind, scope) = match keyword.word {
            // Principles are those of the whole file.
            "Principle" => (&mut self.principles, 0),
            "Situation" | "Ending" => (&mut self.targets, scenario),
            "Meter" | "Flag" | "State" => (&mut self.variables, scenario),
            "Next" | "Detour" | "Start" => {
                let Some(word) = words.rsplit([':', ' ']).next().filter(|word| has_id_form(word)) else { return };
                let end = start + words.len();
                self.meant.insert(word);
                self.ways.entry(scenario).or_default().push((word, Span::new(end - word.len(), end)));
                return;
            }
            "Cast" => {
                let name = words.get(4..).and_then(|rest| rest.split(':').next()).unwrap_or_default();
                self.cast.insert(name.trim());
                return;
            }
            "Choice" => {
                let head = words.get(6..).and_then(|rest| rest.split([':', '[']).next()).unwrap_or_default();
                self.choices.insert(head.trim());
                return;
            }
            _ => return,
        };
        let rest = words.get(keyword.word.len()..).unwrap_or_default();
        let head = rest.trim_start_matches(is_blank);
        let (id, title) = match head.split_once(':') {
            Some((id, title)) => {
                let (id, title) = (id.trim_end_matches(is_blank), title.trim());
                // `Principle: ask-first: Ask before you share`.
                let early = if id.is_empty() { super::early::named(keyword, title) } else { None };
                early.unwrap_or((id, title))
            }
            // Without its colon: the first word is the id where it has the form of one.
            None => match head.split_once(is_blank).unwrap_or((head, "")) {
                (_, title) if !title.is_empty() && !header::begins_anew(title) => return,
                parts => parts,
            },
        };
        let from = id.as_ptr() as usize - words.as_ptr() as usize;
        if has_id_form(id) && !header::is_small_word(id) {
            kind.add(scope, id, Span::new(start + from, start + from + id.len()), title);
        } else if id.is_empty() && matches!(keyword.word, "Situation" | "Ending") {
            *self.bare.entry(scenario).or_default() += 1;
        }
    }

    pub(super) fn is_principle(&self, word: &str) -> bool {
        self.principles.id(word, 0) == Some(word)
    }

    /// Whether a word leads somewhere in a scenario: a situation or ending of it, `again` or
    /// `return`.
    pub(super) fn is_target(&self, word: &str, scenario: usize) -> bool {
        matches!(word, "again" | "return") || self.targets.id(word, scenario) == Some(word)
    }

    /// Whether some line leads to a word.
    pub(super) fn is_meant(&self, word: &str) -> bool {
        self.meant.contains(word)
    }

    /// Whether some choice has an id.
    pub(super) fn is_choice(&self, word: &str) -> bool {
        self.choices.contains(word)
    }

    /// Whether somebody in the cast has a name.
    pub(super) fn is_cast(&self, name: &str) -> bool {
        self.cast.contains(name)
    }

    /// The one id that lines of a scenario lead to and nothing has, where one header there has no
    /// id.
    pub(super) fn only_missing(&self, scenario: usize) -> Option<(&'t str, Span)> {
        if self.bare.get(&scenario) != Some(&1) {
            return None;
        }
        let ways = self.ways.get(&scenario)?;
        let mut missing = ways.iter().filter(|(word, _)| !self.is_target(word, scenario));
        let (word, place) = missing.next()?;
        missing.all(|(other, _)| other == word).then_some((*word, *place))
    }

    /// The variable of a name, letter case aside.
    pub(super) fn variable(&self, word: &str, scenario: usize) -> Option<&'t str> {
        self.variables.id(word, scenario)
    }

    /// The principle of a title.
    pub(super) fn principle_of(&self, title: &str) -> Option<&Declared<'t>> {
        self.principles.titled(title, 0)
    }

    /// The situation or ending of a title.
    pub(super) fn target_of(&self, title: &str, scenario: usize) -> Option<&Declared<'t>> {
        self.targets.titled(title, scenario)
    }

    /// The principle whose title a text begins with, and how long that is.
    pub(super) fn principle_at(&self, text: &str) -> Option<(&Declared<'t>, usize)> {
        let ends = text.match_indices(is_blank).map(|(at, _)| at).chain([text.len()]).take(16);
        let heads = ends.filter_map(|end| text.get(..end).map(|head| (head, end)));
        heads.filter_map(|(head, end)| Some((self.principle_of(head)?, end))).last()
    }
}
