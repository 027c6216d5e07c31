//! The declarations of a file: ids with their titles, as far as single lines reveal them.

use std::borrow::Cow;
use std::cell::OnceCell;

use rustc_hash::{FxHashMap, FxHashSet};
use scn_source::Span;

use super::{Line, header};
use crate::words::{Keyword, MAX_ID_LENGTH, has_id_form, is_blank, split_outside_quotes};

/// A declared name. Offsets refer to the corrected text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Declaration<'t> {
    pub(super) id: &'t str,
    pub(super) place: Span,
}

/// Names of one kind by id and by title, each with the number of its scenario; 0 is before the
/// first scenario.
#[derive(Debug, Default)]
struct NameTable<'t> {
    /// The ids, which are in lower case, each with its declarations.
    ids: FxHashMap<&'t str, Scopes<'t>>,
    /// The declarations in source order, with their scenarios and titles.
    declared: Vec<(usize, &'t str, Declaration<'t>)>,
    /// The first declaration with each title. Collected when first needed, since most texts have no
    /// title in place of an id.
    titles: OnceCell<FxHashMap<(usize, Vec<String>), Declaration<'t>>>,
    /// The scenarios that have some.
    scopes: FxHashSet<usize>,
}

/// The first declaration of an id in each scenario that has it, which is at least one. The text of
/// each id is that of its declaration, so its place is known.
#[derive(Debug)]
struct Scopes<'t> {
    first: (usize, &'t str),
    others: Vec<(usize, &'t str)>,
}

impl<'t> Scopes<'t> {
    /// Returns the id as declared in a scenario.
    fn declared_in(&self, scope: usize) -> Option<&'t str> {
        let mut all = std::iter::once(&self.first).chain(&self.others);
        all.find(|(known, _)| *known == scope).map(|(_, id)| *id)
    }
}

impl<'t> NameTable<'t> {
    /// Adds a declaration, whose id has the form of one.
    fn add(&mut self, scenario: usize, id: &'t str, place: Span, title: &'t str) {
        self.scopes.insert(scenario);
        let known = self.ids.entry(id).or_insert(Scopes { first: (scenario, id), others: Vec::new() });
        if known.declared_in(scenario).is_none() {
            known.others.push((scenario, id));
        }
        self.declared.push((scenario, title, Declaration { id, place }));
    }

    /// Returns whether some scenario has an id, ignoring letter case.
    fn has(&self, word: &str) -> bool {
        self.ids.contains_key(lower_case(word).as_ref())
    }

    /// Looks up an id, ignoring letter case.
    fn id(&self, word: &str, scenario: usize) -> Option<&'t str> {
        // Ids consist of these characters.
        let is_id = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        if self.ids.is_empty() || MAX_ID_LENGTH < word.len() || !word.bytes().all(is_id) {
            return None;
        }
        let scopes = self.ids.get(lower_case(word).as_ref())?;
        scopes.declared_in(scenario).or_else(|| scopes.declared_in(0))
    }

    /// Looks up a declaration by its title.
    fn find_by_title(&self, title: &str, scenario: usize) -> Option<&Declaration<'t>> {
        let words = normalize_title(title);
        if words.is_empty() || self.declared.is_empty() {
            return None;
        }
        let titles = self.titles.get_or_init(|| {
            let mut titles = FxHashMap::default();
            for (scenario, title, declaration) in &self.declared {
                let words = normalize_title(title);
                if !words.is_empty() {
                    titles.entry((*scenario, words)).or_insert(*declaration);
                }
            }
            titles
        });
        titles.get(&(scenario, words.clone())).or_else(|| titles.get(&(0, words)))
    }
}

/// Returns a word in lower case.
fn lower_case(word: &str) -> Cow<'_, str> {
    if word.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(word.to_ascii_lowercase())
    } else {
        Cow::Borrowed(word)
    }
}

/// Normalizes a title into words, ignoring letter case, blanks, quotation marks and a final mark.
/// Returns nothing for a very long text, which cannot be a title.
fn normalize_title(text: &str) -> Vec<String> {
    if 300 < text.len() {
        return Vec::new();
    }
    let is_trimmed = |c: char| c.is_whitespace() || matches!(c, '"' | '“' | '”' | '\'' | '.' | '`');
    text.trim_matches(is_trimmed).split_whitespace().map(str::to_lowercase).collect()
}

/// What a variable can hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum VariableKind<'t> {
    Meter,
    Flag,
    /// A state with its values; none if they are not known.
    State(Vec<&'t str>),
}

/// The declarations of a file.
#[derive(Debug, Default)]
pub(super) struct Names<'t> {
    principles: NameTable<'t>,
    targets: NameTable<'t>,
    variables: NameTable<'t>,
    passages: NameTable<'t>,
    /// The kinds of the variables by id, with the number of their scenario.
    kinds: FxHashMap<(usize, &'t str), VariableKind<'t>>,
    /// The values of states in lower case, with the number of their scenario. Each has its state and
    /// the value as declared, or nothing if several states have it.
    values: FxHashMap<(usize, String), Option<(&'t str, &'t str)>>,
    /// The state whose properties are being read.
    state: Option<(usize, &'t str)>,
    cast: FxHashSet<&'t str>,
    /// The letters at the start of these names.
    cast_starts: OnceCell<FxHashSet<&'t str>>,
    choices: FxHashSet<&'t str>,
    /// Words that `Next:`, `Detour:` and `Start:` refer to.
    meant: FxHashSet<&'t str>,
    /// Words that `Show:` refers to.
    shown: FxHashSet<&'t str>,
    /// The number of situations and endings without an id, by scenario.
    bare: FxHashMap<usize, usize>,
    /// The targets of lines, by scenario.
    ways: FxHashMap<usize, Vec<(&'t str, Span)>>,
}

impl<'t> Names<'t> {
    /// Collects the declarations in the lines of a text.
    pub(super) fn new(lines: &[Line<'t>]) -> Self {
        let mut names = Self::default();
        let mut scenario = 0;
        for Line { start, words, keyword, colon, .. } in lines.iter().copied() {
            let Some(keyword) = keyword else { continue };
            if keyword.word == "Scenario" && colon.is_some() {
                scenario += 1;
            }
            names.line(words, start, keyword, scenario);
        }
        names
    }

    fn line(&mut self, words: &'t str, start: usize, keyword: &Keyword, scenario: usize) {
        let (kind, scope) = match keyword.word {
            // Principles belong to the whole file.
            "Principle" => (&mut self.principles, 0),
            "Situation" | "Ending" => (&mut self.targets, scenario),
            "Meter" | "Flag" | "State" => (&mut self.variables, scenario),
            "Passage" => (&mut self.passages, scenario),
            "Next" | "Detour" | "Start" => {
                let Some(word) = words.rsplit([':', ' ']).next().filter(|word| has_id_form(word)) else { return };
                let end = start + words.len();
                self.meant.insert(word);
                self.ways.entry(scenario).or_default().push((word, Span::new(end - word.len(), end)));
                return;
            }
            "Show" => {
                self.shown.extend(words.split_once(':').map(|(_, passage)| passage.trim()));
                return;
            }
            "Values" => {
                let values = split_outside_quotes(words.split_once(':').map_or("", |(_, values)| values));
                let Some((scope, id)) = self.state.take() else { return };
                for value in values.filter_map(|value| value.split_whitespace().next()) {
                    let key = (scope, value.to_ascii_lowercase());
                    self.values.entry(key).and_modify(|known| *known = None).or_insert(Some((id, value)));
                    if let Some(VariableKind::State(known)) = self.kinds.get_mut(&(scope, id)) {
                        known.push(value);
                    }
                }
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
        let after_keyword = words.get(keyword.word.len()..).unwrap_or_default();
        let head = after_keyword.trim_start_matches(is_blank);
        let (id, title) = match head.split_once(':') {
            Some((id, title)) => {
                let (id, title) = (id.trim_end_matches(is_blank), title.trim());
                // `Principle: ask-first: Ask before you share`.
                let early = if id.is_empty() { super::early::named(keyword, title) } else { None };
                early.unwrap_or((id, title))
            }
            // Without a colon, the first word is the id if it has the form of one.
            None => match head.split_once(is_blank).unwrap_or((head, "")) {
                (_, title) if !title.is_empty() && !header::begins_sentence(title) => return,
                parts => parts,
            },
        };
        let id_start = id.as_ptr() as usize - words.as_ptr() as usize;
        if has_id_form(id) && !header::is_small_word(id) {
            kind.add(scope, id, Span::new(start + id_start, start + id_start + id.len()), title);
            self.add_kind(keyword, scope, id);
        } else if id.is_empty() && matches!(keyword.word, "Situation" | "Ending") {
            *self.bare.entry(scenario).or_default() += 1;
        }
    }

    /// Records what a variable can hold.
    fn add_kind(&mut self, keyword: &Keyword, scope: usize, id: &'t str) {
        let kind = match keyword.word {
            "Meter" => VariableKind::Meter,
            "Flag" => VariableKind::Flag,
            "State" => VariableKind::State(Vec::new()),
            _ => return,
        };
        self.state = (keyword.word == "State" && !self.kinds.contains_key(&(scope, id))).then_some((scope, id));
        self.kinds.entry((scope, id)).or_insert(kind);
    }

    /// Returns the id of a variable as declared and what it can hold, ignoring letter case.
    pub(super) fn variable_kind(&self, word: &str, scenario: usize) -> Option<(&'t str, &VariableKind<'t>)> {
        let id = self.variables.id(word, scenario)?;
        let kind = self.kinds.get(&(scenario, id)).or_else(|| self.kinds.get(&(0, id)))?;
        Some((id, kind))
    }

    /// Returns the only state of a scenario that has a value, ignoring letter case, and the value.
    pub(super) fn state_with(&self, value: &str, scenario: usize) -> Option<(&'t str, &'t str)> {
        let low = value.to_ascii_lowercase();
        let found = [scenario, 0].into_iter().find_map(|scope| self.values.get(&(scope, low.clone())));
        found.copied().flatten()
    }

    /// Returns the principle with this id.
    pub(super) fn principle_id(&self, word: &str) -> Option<&'t str> {
        self.principles.id(word, 0).filter(|id| *id == word)
    }

    /// Returns whether a scenario, or the file, has a passage with this id.
    pub(super) fn is_passage(&self, word: &str, scenario: usize) -> bool {
        [scenario, 0].into_iter().any(|scope| self.passages.id(word, scope) == Some(word))
    }

    /// Returns whether some line shows the passage with this id.
    pub(super) fn is_shown(&self, word: &str) -> bool {
        self.shown.contains(word)
    }

    /// Returns whether a scenario, or the file, has a passage.
    pub(super) fn has_passages(&self, scenario: usize) -> bool {
        [scenario, 0].into_iter().any(|scope| self.passages.scopes.contains(&scope))
    }

    pub(super) fn is_principle(&self, word: &str) -> bool {
        self.principles.id(word, 0) == Some(word)
    }

    /// Returns whether a word is a valid target in a scenario: one of its situations or endings,
    /// `again` or `return`.
    pub(super) fn is_target(&self, word: &str, scenario: usize) -> bool {
        matches!(word, "again" | "return") || self.targets.id(word, scenario) == Some(word)
    }

    /// Returns whether some line refers to a word as a target.
    pub(super) fn is_referenced(&self, word: &str) -> bool {
        self.meant.contains(word)
    }

    /// Returns whether some choice has this id.
    pub(super) fn is_choice(&self, word: &str) -> bool {
        self.choices.contains(word)
    }

    /// Returns whether the name of a variable or of a member of the cast begins with a word, or a
    /// principle is called so.
    pub(super) fn begins_name(&self, word: &str) -> bool {
        let starts = self.cast_starts.get_or_init(|| super::plain::first_letters(self.cast.iter().copied()));
        starts.contains(word) || self.is_variable_or_principle(word)
    }

    /// Returns whether a variable or a principle of some scenario is called by a word, in any letter
    /// case.
    pub(super) fn is_variable_or_principle(&self, word: &str) -> bool {
        self.variables.has(word) || self.principles.has(word)
    }

    /// Returns whether a cast member has this name.
    pub(super) fn is_cast(&self, name: &str) -> bool {
        self.cast.contains(name)
    }

    /// Returns the name of a cast member as declared.
    pub(super) fn cast_name(&self, name: &str) -> Option<&'t str> {
        self.cast.get(name).copied()
    }

    /// Returns the cast member whose name has the same letters and digits.
    pub(super) fn similar_cast(&self, name: &str) -> Option<&'t str> {
        let letters =
            |name: &str| name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
        let wanted = letters(name);
        let mut similar: Vec<&'t str> = self.cast.iter().copied().filter(|known| letters(known) == wanted).collect();
        similar.sort_unstable();
        similar.first().copied()
    }

    /// Returns the only id that lines of a scenario refer to but that is not declared, if exactly
    /// one header of the scenario has no id.
    pub(super) fn only_missing(&self, scenario: usize) -> Option<(&'t str, Span)> {
        (self.bare.get(&scenario) == Some(&1)).then(|| self.missing_target(scenario)).flatten()
    }

    /// Returns the only id that lines of a scenario refer to but that is not declared.
    pub(super) fn missing_target(&self, scenario: usize) -> Option<(&'t str, Span)> {
        let references = self.ways.get(&scenario)?;
        let mut missing = references.iter().filter(|(word, _)| !self.is_target(word, scenario));
        let (word, place) = missing.next()?;
        missing.all(|(other, _)| other == word).then_some((*word, *place))
    }

    /// Returns a place where a line refers to a word, if that is not a situation or ending.
    pub(super) fn reference_without_target(&self, word: &str, scenario: usize) -> Option<Span> {
        let references = self.ways.get(&scenario).filter(|_| !self.is_target(word, scenario))?;
        references.iter().find(|(own, _)| *own == word).map(|(_, place)| *place)
    }

    /// Looks up a variable, ignoring letter case.
    pub(super) fn variable(&self, word: &str, scenario: usize) -> Option<&'t str> {
        self.variables.id(word, scenario)
    }

    /// Looks up a principle by its title.
    pub(super) fn principle_of(&self, title: &str) -> Option<&Declaration<'t>> {
        self.principles.find_by_title(title, 0)
    }

    /// Looks up a situation or ending by its title.
    pub(super) fn target_of(&self, title: &str, scenario: usize) -> Option<&Declaration<'t>> {
        self.targets.find_by_title(title, scenario)
    }

    /// Looks up a passage by its title.
    pub(super) fn passage_of(&self, title: &str, scenario: usize) -> Option<&Declaration<'t>> {
        self.passages.find_by_title(title, scenario)
    }

    /// Returns the principle whose title a text begins with, and the length of the title.
    pub(super) fn principle_at(&self, text: &str) -> Option<(&Declaration<'t>, usize)> {
        let ends = text.match_indices(is_blank).map(|(at, _)| at).chain([text.len()]).take(16);
        let heads = ends.filter_map(|end| text.get(..end).map(|head| (head, end)));
        heads.filter_map(|(head, end)| Some((self.principle_of(head)?, end))).last()
    }
}

#[cfg(test)]
mod tests {
    use scn_source::Span;

    use super::NameTable;

    #[test]
    fn an_id_is_that_of_the_declaration_in_its_scenario() {
        let text = "trust trust";
        let (shared, own) = (&text[..5], &text[6..]);
        let mut table = NameTable::default();
        table.add(0, shared, Span::new(0, 5), "Trust in us");
        table.add(1, own, Span::new(6, 11), "Trust");
        let place_of =
            |word, scenario| table.id(word, scenario).map(|id| id.as_ptr() as usize - text.as_ptr() as usize);
        assert_eq!((place_of("trust", 0), place_of("Trust", 1), place_of("trust", 2)), (Some(0), Some(6), Some(0)));
        assert_eq!(place_of("mood", 1), None);
        let title_of = |title, scenario| table.find_by_title(title, scenario).map(|found| found.place.start);
        assert_eq!((title_of("trust", 1), title_of("trust in us.", 1), title_of("trust", 0)), (Some(6), Some(0), None));
    }
}
