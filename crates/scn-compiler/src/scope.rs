//! Name resolution: the names of a pack, the names of a scenario, and the most likely meaning of a
//! misspelled name.

use rustc_hash::{FxHashMap, FxHashSet};
use scn_source::{FileId, Finding, Place, Span, nearest_name};
use scn_syntax::ast;

use crate::choice_ids::ChoiceIds;
use crate::known_names::{KnownNames, Lookup};
use crate::{findings, ids};

/// A variable of a scenario.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KnownVariable<'a> {
    pub(crate) item: &'a ast::Variable<'a>,
}

/// The names that are known in a scenario.
#[derive(Debug)]
pub(crate) struct Scope<'a> {
    file: FileId,
    nodes: FxHashMap<&'a str, Span>,
    node_ids: KnownNames<'a>,
    variables: FxHashMap<&'a str, KnownVariable<'a>>,
    variable_ids: KnownNames<'a>,
    cast: FxHashMap<&'a str, Span>,
    choices: ChoiceIds,
    /// The ids of the questions that are answered in words.
    asks: FxHashSet<&'a str>,
    /// The index of each situation; of those with the same id, that of the first.
    situation_at: FxHashMap<&'a str, usize>,
    situations: Vec<&'a str>,
    endings: FxHashMap<&'a str, Span>,
    /// Whether two elements have the same name, so that one of them cannot be referred to.
    pub(crate) has_duplicates: bool,
    /// Whether it is that of a text that belongs to no scenario, such as a quiz.
    pub(crate) outside: bool,
}

impl<'a> Scope<'a> {
    pub(crate) fn new(
        file: FileId,
        shared: &'a ast::File<'a>,
        scenario: &'a ast::Scenario<'a>,
        findings: &mut Vec<Finding>,
    ) -> Self {
        let mut scope = Self {
            file,
            nodes: FxHashMap::default(),
            node_ids: KnownNames::default(),
            variables: FxHashMap::default(),
            variable_ids: KnownNames::default(),
            cast: FxHashMap::default(),
            choices: ChoiceIds::with_capacity(scenario.situations.len()),
            asks: scenario.situations.iter().filter_map(|it| it.ask.as_ref()).map(|ask| ask.id.text).collect(),
            situation_at: scenario.situations.iter().enumerate().rev().map(|(at, it)| (it.id.text, at)).collect(),
            situations: scenario.situations.iter().map(|situation| situation.id.text).collect(),
            endings: scenario.endings.iter().map(|ending| (ending.id.text, ending.header)).collect(),
            has_duplicates: false,
            outside: false,
        };
        // In source order, so that if a situation and an ending have the same name, the later one
        // is the duplicate.
        let situations = scenario.situations.iter().map(|it| (it.header, it.id.text, "situation"));
        let endings = scenario.endings.iter().map(|it| (it.header, it.id.text, "ending"));
        let mut nodes: Vec<_> = situations.chain(endings).collect();
        nodes.sort_by_key(|(header, ..)| header.start);
        for (header, id, what) in nodes {
            scope.add_node(header, id, what, findings);
        }
        // Shared declarations come first. Their duplicates are reported with the first scenario of
        // the file, so that each is reported once.
        let first = shared.scenarios.first().is_some_and(|first| first.header == scenario.header);
        let mut unheard = Vec::new();
        for variable in &shared.variables {
            scope.add_variable(variable, if first { findings } else { &mut unheard });
        }
        for cast in &shared.cast {
            scope.add_cast(cast, if first { findings } else { &mut unheard });
        }
        for variable in &scenario.variables {
            scope.add_variable(variable, findings);
        }
        for cast in &scenario.cast {
            scope.add_cast(cast, findings);
        }
        for situation in &scenario.situations {
            scope.add_choices(situation, findings);
        }
        scope
    }

    fn add_node(&mut self, header: Span, id: &'a str, what: &str, findings: &mut Vec<Finding>) {
        if let Some(earlier) = self.nodes.get(id) {
            let earlier = Place { file: self.file, span: *earlier };
            findings.push(findings::duplicate_name::finding(self.file, header, what, id, earlier));
            self.has_duplicates = true;
        } else {
            self.nodes.insert(id, header);
            // A header without an id is reported by itself.
            if !id.is_empty() {
                self.node_ids.push(id);
            }
        }
    }

    fn add_variable(&mut self, variable: &'a ast::Variable<'a>, findings: &mut Vec<Finding>) {
        let id = variable.id.text;
        if let Some(earlier) = self.variables.get(id) {
            let earlier = Place { file: self.file, span: earlier.item.header };
            let kind_word = findings::variable_word(variable);
            findings.push(findings::duplicate_name::finding(self.file, variable.header, kind_word, id, earlier));
            self.has_duplicates = true;
        } else {
            self.variables.insert(id, KnownVariable { item: variable });
            self.variable_ids.push(id);
        }
    }

    fn add_cast(&mut self, cast: &'a ast::Cast<'a>, findings: &mut Vec<Finding>) {
        let name = cast.name.text;
        if let Some(earlier) = self.cast.get(name) {
            let earlier = Place { file: self.file, span: *earlier };
            findings.push(findings::duplicate_name::finding(self.file, cast.header, "cast member", name, earlier));
        } else {
            self.cast.insert(name, cast.header);
        }
    }

    fn add_choices(&mut self, situation: &'a ast::Situation<'a>, findings: &mut Vec<Finding>) {
        let mut written: FxHashMap<&str, Span> = FxHashMap::default();
        for choice in &situation.choices {
            let Some(id) = choice.id else { continue };
            if let Some(earlier) = written.get(id.text) {
                let earlier = Place { file: self.file, span: *earlier };
                findings.push(findings::duplicate_name::finding(self.file, choice.header, "choice", id.text, earlier));
                self.has_duplicates = true;
            } else {
                written.insert(id.text, choice.header);
            }
        }
        let ids = ids::of_choices(situation);
        findings.extend(findings::unstable_id::unstable_choices(self.file, situation, &ids));
        self.choices.push(ids.into_iter().map(|id| id.text).collect());
    }

    pub(crate) fn file(&self) -> FileId {
        self.file
    }

    /// The id of a choice, given the index of its situation and its index in the situation.
    pub(crate) fn choice_id(&self, situation: usize, choice: usize) -> &str {
        self.choices.id((situation, choice))
    }

    /// Resolves the name of a situation or ending, also to the nearest one. An unknown name is
    /// reported.
    pub(crate) fn find_node(&self, name: &ast::Name<'_>, findings: &mut Vec<Finding>) -> Option<&'a str> {
        if let Some((id, _)) = self.nodes.get_key_value(name.text) {
            return Some(id);
        }
        let near = self.node_ids.nearest(name.text);
        findings.push(findings::unknown_target::finding(self.file, name, near, self.node_ids.ids()));
        near
    }

    /// The header of an ending.
    pub(crate) fn ending_header(&self, id: &str) -> Option<Span> {
        self.endings.get(id).copied()
    }

    /// Returns a variable by its exact name.
    pub(crate) fn variable_by_id(&self, id: &str) -> Option<KnownVariable<'a>> {
        self.variables.get(id).copied()
    }

    /// Resolves the name of a variable, also to the nearest one. An unknown name is reported.
    ///
    /// `change` is set if the name is in a change, where a sign can follow a name.
    pub(crate) fn find_variable(
        &self,
        name: &ast::Name<'_>,
        change: bool,
        findings: &mut Vec<Finding>,
    ) -> Option<KnownVariable<'a>> {
        let (known, near) = self.variable_ids.look_up(&self.variables, name.text);
        if self.outside {
            findings.push(findings::unknown_variable::outside(self.file, name));
            return None;
        }
        if self.asks.contains(name.text) && !matches!(known, Lookup::Found(_)) {
            findings.push(findings::unknown_variable::own_words(self.file, name));
            return None;
        }
        if near.is_some() || matches!(known, Lookup::Unknown) {
            let hint = if self.nodes.contains_key(name.text) {
                Some(format!("`{0}` is a situation or ending; write `visited {0}`", name.text))
            } else if self.choices.contains(name.text) {
                Some(format!("`{0}` is a choice; write `chose {0}`", name.text))
            } else {
                None
            };
            // `trust-20`: the space before the sign is missing.
            let split = name.text.rsplit_once('-').filter(|(left, right)| {
                change
                    && self
                        .variables
                        .get(left)
                        .is_some_and(|it| matches!(it.item.kind, ast::VariableKind::Meter { .. }))
                    && !right.is_empty()
                    && right.bytes().all(|byte| byte.is_ascii_digit())
            });
            if let Some((meter, _)) = split {
                findings.push(findings::unknown_variable::missing_space(self.file, name, meter));
                return None;
            }
            findings.push(findings::unknown_variable::finding(self.file, name, near, hint, self.variable_ids.ids()));
        }
        match known {
            Lookup::Found(variable) | Lookup::Near(variable) => Some(variable),
            Lookup::Unknown => None,
        }
    }

    /// The header of a situation or ending, by its exact id.
    pub(crate) fn node_by_id(&self, id: &str) -> Option<Span> {
        self.nodes.get(id).copied()
    }

    /// The header of a member of the cast, by the exact name.
    pub(crate) fn cast_by_name(&self, name: &str) -> Option<Span> {
        self.cast.get(name).copied()
    }

    /// The ids of the choices of a situation, given its index.
    pub(crate) fn choice_ids(&self, situation: usize) -> &[String] {
        self.choices.of_situation(situation)
    }

    /// Returns the choice with an id in the situation with an index.
    fn choice_within(&self, situation: usize, id: &str) -> Option<(usize, usize)> {
        self.choice_ids(situation).iter().position(|known| known == id).map(|at| (situation, at))
    }

    /// Returns the choices that `chose …` can refer to by exact id, in the situation with index
    /// `here`: none, the one that is meant, or several if only the long form distinguishes them.
    pub(crate) fn resolve_chosen(
        &self,
        situation: Option<&str>,
        choice: &str,
        here: Option<usize>,
    ) -> Vec<(usize, usize)> {
        if let Some(situation) = situation {
            let situation_index = self.situation_at.get(situation);
            return situation_index.and_then(|at| self.choice_within(*at, choice)).into_iter().collect();
        }
        match here.and_then(|here| self.choice_within(here, choice)) {
            Some(found) => vec![found],
            None => self.choices.with_id(choice).collect(),
        }
    }

    /// The ids of a situation and of a choice in it, given their indices.
    fn choice_named(&self, (situation, choice): (usize, usize)) -> Option<(&'a str, &str)> {
        Some((*self.situations.get(situation)?, self.choice_ids(situation).get(choice)?.as_str()))
    }

    /// Resolves the situation and choice of `chose …`, in the situation with index `here`. Unknown
    /// names are reported.
    pub(crate) fn find_choice(
        &self,
        situation: Option<&ast::Name<'_>>,
        choice: &ast::Name<'_>,
        here: Option<usize>,
        findings: &mut Vec<Finding>,
    ) -> Option<(&'a str, &str)> {
        let resolve_within = |at: usize, id: &str| self.choice_named(self.choice_within(at, id)?);
        if let Some(situation) = situation {
            let id = self.find_node(situation, findings)?;
            if let Some(found) = self.resolve_chosen(Some(id), choice.text, here).first() {
                return self.choice_named(*found);
            }
            let situation_index = self.situation_at.get(id).copied();
            let situation_ids: Vec<&str> =
                situation_index.map(|at| self.choice_ids(at)).into_iter().flatten().map(String::as_str).collect();
            let near = nearest_name(choice.text, situation_ids.iter().copied());
            let longer = ids::longer_ids(choice.text, situation_ids.iter().copied());
            if !longer.is_empty() {
                findings.push(findings::unknown_choice::only_longer_ids(self.file, choice, &longer));
                let single = longer.first().filter(|_| longer.len() == 1);
                return situation_index.zip(single).and_then(|(at, only)| resolve_within(at, only));
            }
            findings.push(findings::unknown_choice::in_situation(self.file, choice, id, near, &situation_ids));
            return situation_index.zip(near).and_then(|(at, near)| resolve_within(at, near));
        }
        match self.resolve_chosen(None, choice.text, here).as_slice() {
            [only] => self.choice_named(*only),
            [] => {
                let longer = self.choices.longer_ids(choice.text);
                if !longer.is_empty() {
                    findings.push(findings::unknown_choice::only_longer_ids(self.file, choice, &longer));
                    return None;
                }
                let near = self.choices.nearest(choice.text);
                findings.push(findings::unknown_choice::finding(self.file, choice, near));
                let near = near?;
                here.and_then(|here| resolve_within(here, near))
                    .or_else(|| self.choices.with_id(near).find_map(|at| self.choice_named(at)))
            }
            several => {
                let several: Vec<_> = several.iter().filter_map(|at| self.choice_named(*at)).collect();
                findings.push(findings::unknown_choice::several_matches(self.file, choice, &several));
                None
            }
        }
    }

    /// Whether some choice has this id, or a label that starts with this text.
    pub(crate) fn has_choice_like(&self, scenario: &ast::Scenario<'_>, written: &str) -> bool {
        self.choices.contains(written) || self.choices.has_label(scenario, written)
    }

    /// The id of the choice most similar to the text.
    pub(crate) fn nearest_choice(&self, written: &str) -> Option<&str> {
        self.choices.nearest(written)
    }
}
