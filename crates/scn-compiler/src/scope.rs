//! Name resolution: the names of a pack, the names of a scenario, and the most likely meaning of a
//! misspelled name.

use rustc_hash::FxHashMap;
use scn_source::{FileId, Finding, Place, Span, nearest_name};
use scn_story::ChoiceIx;
use scn_syntax::ast;

use crate::{findings, ids};

/// The result of looking up a name.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Lookup<T> {
    /// The name exists.
    Found(T),
    /// The name does not exist; this is the most likely intended one.
    Near(T),
    /// No existing name is similar.
    Unknown,
}

/// Looks up a name in a table, and falls back to the nearest name.
fn look_up<'t, T: Copy>(table: &'t FxHashMap<&str, T>, order: &[&'t str], name: &str) -> (Lookup<T>, Option<&'t str>) {
    if let Some(found) = table.get(name) {
        return (Lookup::Found(*found), None);
    }
    match nearest_name(name, order.iter().copied()).and_then(|near| Some((*table.get(near)?, near))) {
        Some((found, near)) => (Lookup::Near(found), Some(near)),
        None => (Lookup::Unknown, None),
    }
}

/// A principle with its origin.
#[derive(Debug)]
pub(crate) struct KnownPrinciple<'a> {
    pub(crate) item: &'a ast::Principle<'a>,
    pub(crate) file: FileId,
    /// The dependency that declares it; `None` for the pack itself.
    pub(crate) from: Option<String>,
}

/// The names that are known in the whole pack.
#[derive(Debug, Default)]
pub(crate) struct PackNames<'a> {
    principles: Vec<KnownPrinciple<'a>>,
    principle_at: FxHashMap<&'a str, usize>,
    principle_ids: Vec<&'a str>,
    /// Lessons, quizzes and scenarios share one namespace.
    parts: FxHashMap<&'a str, CoursePart>,
    part_ids: Vec<&'a str>,
    clashes: Vec<NameClash<'a>>,
}

/// A lesson, quiz or scenario with its origin.
#[derive(Clone, Debug)]
pub(crate) struct CoursePart {
    place: Place,
    kind: CoursePartKind,
    /// The dependency that declares it; `None` for the pack itself.
    from: Option<String>,
}

/// A name that two dependencies declare and the pack itself does not; the pack's own declaration
/// would take precedence.
#[derive(Debug)]
pub(crate) struct NameClash<'a> {
    /// The kind of thing that it names.
    pub(crate) what: &'static str,
    pub(crate) id: &'a str,
    /// The dependency whose declaration is used, and the other one.
    pub(crate) packs: [String; 2],
    /// The place of each declaration.
    pub(crate) places: [Place; 2],
}

/// The kind of a part of a course.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CoursePartKind {
    Lesson,
    Quiz,
    Scenario,
}

impl CoursePartKind {
    fn word(self) -> &'static str {
        match self {
            Self::Lesson => "lesson",
            Self::Quiz => "quiz",
            Self::Scenario => "scenario",
        }
    }
}

impl<'a> NameClash<'a> {
    /// Returns the clash of two declarations, of which the first may be the pack's own.
    ///
    /// Returns `None` if it is the pack's own, if both belong to the same dependency, whose check
    /// reports it, or if both are the same declaration.
    fn between(
        what: &'static str,
        id: &'a str,
        (first, place): (Option<String>, Place),
        (second, second_place): (&str, Place),
    ) -> Option<Self> {
        let first = first.filter(|first| first != second && place != second_place)?;
        Some(Self { what, id, packs: [first, second.to_owned()], places: [place, second_place] })
    }
}

impl<'a> PackNames<'a> {
    /// Adds the names of one of the pack's own files.
    pub(crate) fn collect_file(&mut self, file: FileId, ast: &'a ast::File<'a>, findings: &mut Vec<Finding>) {
        for principle in &ast.principles {
            self.add_principle(file, principle, None, Some(findings));
        }
        let lessons = ast.lessons.iter().map(|lesson| (lesson.id, lesson.header, CoursePartKind::Lesson));
        let quizzes = ast.quizzes.iter().map(|quiz| (quiz.id, quiz.header, CoursePartKind::Quiz));
        let scenarios = ast.scenarios.iter().map(|scenario| (scenario.id, scenario.header, CoursePartKind::Scenario));
        let mut parts: Vec<_> = lessons.chain(quizzes).chain(scenarios).collect();
        parts.sort_by_key(|(_, header, _)| header.start);
        for (id, header, kind) in parts {
            let place = Place { file, span: header };
            if let Some(earlier) = self.parts.get(id.text) {
                let earlier = earlier.place;
                findings.push(findings::duplicate_name::finding(file, header, kind.word(), id.text, earlier));
            } else {
                self.parts.insert(id.text, CoursePart { place, kind, from: None });
                self.part_ids.push(id.text);
            }
        }
    }

    /// Adds the names of a dependency's file. The pack's own names take precedence. Duplicates
    /// within a dependency are reported when that pack is checked.
    pub(crate) fn collect_dependency(&mut self, name: &str, file: FileId, ast: &'a ast::File<'a>) {
        for principle in &ast.principles {
            self.add_principle(file, principle, Some(name), None);
        }
        let lessons = ast.lessons.iter().map(|lesson| (lesson.id.text, lesson.header, CoursePartKind::Lesson));
        let quizzes = ast.quizzes.iter().map(|quiz| (quiz.id.text, quiz.header, CoursePartKind::Quiz));
        for (id, header, kind) in lessons.chain(quizzes) {
            let place = Place { file, span: header };
            if let Some(earlier) = self.parts.get(id) {
                let (what, first) = (kind.word(), earlier.from.clone());
                self.clashes.extend(NameClash::between(what, id, (first, earlier.place), (name, place)));
            } else {
                self.part_ids.push(id);
                self.parts.insert(id, CoursePart { place, kind, from: Some(name.to_owned()) });
            }
        }
    }

    /// The names that two dependencies declare.
    pub(crate) fn clashes(&self) -> &[NameClash<'a>] {
        &self.clashes
    }

    fn add_principle(
        &mut self,
        file: FileId,
        item: &'a ast::Principle<'a>,
        from: Option<&str>,
        findings: Option<&mut Vec<Finding>>,
    ) {
        if let Some(earlier) = self.principle_at.get(item.id.text).and_then(|at| self.principles.get(*at)) {
            let place = Place { file: earlier.file, span: earlier.item.header };
            if let Some(name) = from {
                let second = (name, Place { file, span: item.header });
                self.clashes.extend(NameClash::between(
                    findings::PRINCIPLE,
                    item.id.text,
                    (earlier.from.clone(), place),
                    second,
                ));
            }
            if let Some(findings) = findings {
                findings.push(findings::duplicate_name::finding(file, item.header, "principle", item.id.text, place));
            }
            return;
        }
        self.principle_at.insert(item.id.text, self.principles.len());
        self.principle_ids.push(item.id.text);
        self.principles.push(KnownPrinciple { item, file, from: from.map(ToOwned::to_owned) });
    }

    /// The principles, the pack's own first.
    pub(crate) fn principles_in_order(&self) -> impl Iterator<Item = &KnownPrinciple<'a>> {
        self.principles.iter()
    }

    /// Resolves a principle and reports an unknown name. Returns `None` if no principle is similar.
    pub(crate) fn find_principle(
        &self,
        file: FileId,
        name: &ast::Name<'_>,
        findings: &mut Vec<Finding>,
    ) -> Option<&'a str> {
        if let Some(known) = self.principle_of_title(name.text) {
            let id = known.item.id.text;
            findings.push(findings::unknown_principle::title_for_id(file, name, id));
            return Some(id);
        }
        let (known, near) = look_up(&self.principle_at, &self.principle_ids, name.text);
        if near.is_some() || matches!(known, Lookup::Unknown) {
            findings.push(findings::unknown_principle::finding(file, name, near, &self.principle_ids));
        }
        match known {
            Lookup::Found(at) | Lookup::Near(at) => self.principles.get(at).map(|known| known.item.id.text),
            Lookup::Unknown => None,
        }
    }

    /// Returns the principle that has this title, ignoring letter case. A name without spaces is an
    /// id.
    fn principle_of_title(&self, name: &str) -> Option<&KnownPrinciple<'a>> {
        let lowercase_words = |text: &str| text.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>();
        if !name.contains(char::is_whitespace) {
            return None;
        }
        let wanted = lowercase_words(name);
        self.principles.iter().find(|known| lowercase_words(known.item.title.text) == wanted)
    }

    /// Resolves the name of a principle, also to the nearest one, without reporting anything.
    pub(crate) fn meant_principle(&self, name: &str) -> Option<&'a str> {
        if let Some(known) = self.principle_of_title(name) {
            return Some(known.item.id.text);
        }
        let index = match look_up(&self.principle_at, &self.principle_ids, name).0 {
            Lookup::Found(at) | Lookup::Near(at) => at,
            Lookup::Unknown => return None,
        };
        self.principles.get(index).map(|known| known.item.id.text)
    }

    /// Returns the place of the declaration of a principle, given its id.
    pub(crate) fn principle_place(&self, id: &str) -> Option<Place> {
        let principle = self.principle_at.get(id).and_then(|at| self.principles.get(*at))?;
        Some(Place { file: principle.file, span: principle.item.header })
    }

    /// Whether there is a lesson, quiz or scenario with this id.
    pub(crate) fn has_part(&self, id: &str) -> bool {
        self.parts.contains_key(id)
    }

    /// Whether the id refers to the lesson, quiz or scenario at this header.
    pub(crate) fn is_part_at(&self, id: &str, file: FileId, header: Span) -> bool {
        self.parts.get(id).is_some_and(|part| part.place == Place { file, span: header })
    }

    pub(crate) fn part_ids(&self) -> &[&'a str] {
        &self.part_ids
    }

    pub(crate) fn is_scenario(&self, id: &str) -> bool {
        self.parts.get(id).is_some_and(|part| part.kind == CoursePartKind::Scenario)
    }

    pub(crate) fn scenario_count(&self) -> usize {
        self.parts.values().filter(|part| part.kind == CoursePartKind::Scenario).count()
    }
}

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
    node_ids: Vec<&'a str>,
    variables: FxHashMap<&'a str, KnownVariable<'a>>,
    variable_ids: Vec<&'a str>,
    cast: FxHashMap<&'a str, Span>,
    /// The id of each choice, written or derived, by situation.
    choices: Vec<Vec<String>>,
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
            node_ids: Vec::new(),
            variables: FxHashMap::default(),
            variable_ids: Vec::new(),
            cast: FxHashMap::default(),
            choices: Vec::with_capacity(scenario.situations.len()),
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
            self.node_ids.push(id);
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
        self.choices.get(situation).and_then(|ids| ids.get(choice)).map(String::as_str).unwrap_or_default()
    }

    /// Resolves the name of a situation or ending, also to the nearest one. An unknown name is
    /// reported.
    pub(crate) fn find_node(&self, name: &ast::Name<'_>, findings: &mut Vec<Finding>) -> Option<&'a str> {
        if let Some((id, _)) = self.nodes.get_key_value(name.text) {
            return Some(id);
        }
        let near = nearest_name(name.text, self.node_ids.iter().copied());
        findings.push(findings::unknown_target::finding(self.file, name, near, &self.node_ids));
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
        let (known, near) = look_up(&self.variables, &self.variable_ids, name.text);
        if self.outside {
            findings.push(findings::unknown_variable::outside(self.file, name));
            return None;
        }
        if near.is_some() || matches!(known, Lookup::Unknown) {
            let hint = if self.nodes.contains_key(name.text) {
                Some(format!("`{0}` is a situation or ending; write `visited {0}`", name.text))
            } else if self.choices.iter().flatten().any(|id| id == name.text) {
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
            findings.push(findings::unknown_variable::finding(self.file, name, near, hint, &self.variable_ids));
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
        self.choices.get(situation).map(Vec::as_slice).unwrap_or_default()
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
            let situation_index = self.situations.iter().position(|known| *known == situation);
            return situation_index.and_then(|at| self.choice_within(at, choice)).into_iter().collect();
        }
        match here.and_then(|here| self.choice_within(here, choice)) {
            Some(found) => vec![found],
            None => (0..self.situations.len()).filter_map(|at| self.choice_within(at, choice)).collect(),
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
            let situation_index = self.situations.iter().position(|known| *known == id);
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
                let all_ids = || self.choices.iter().flatten().map(String::as_str);
                let longer = ids::longer_ids(choice.text, all_ids());
                if !longer.is_empty() {
                    findings.push(findings::unknown_choice::only_longer_ids(self.file, choice, &longer));
                    return None;
                }
                let near = nearest_name(choice.text, all_ids());
                findings.push(findings::unknown_choice::finding(self.file, choice, near));
                let near = near?;
                here.and_then(|here| resolve_within(here, near))
                    .or_else(|| (0..self.situations.len()).find_map(|at| resolve_within(at, near)))
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
        self.choices.iter().flatten().any(|id| id == written)
            || scenario.situations.iter().flat_map(|it| &it.choices).any(|choice| starts_with(&choice.label, written))
    }

    /// The id of the choice most similar to the text.
    pub(crate) fn nearest_choice(&self, written: &str) -> Option<&str> {
        nearest_name(written, self.choices.iter().flatten().map(String::as_str))
    }
}

/// Whether a label starts with the text, ignoring letter case and spacing.
fn starts_with(label: &ast::Text<'_>, written: &str) -> bool {
    Labels::fold_text(&plain_label(label)).starts_with(&Labels::fold_text(written))
}

/// A label without the parts that depend on a run; a value is replaced by its name.
fn plain_label(label: &ast::Text<'_>) -> String {
    let mut plain = String::new();
    for part in &label.parts {
        match part {
            ast::TextPart::Words(words) | ast::TextPart::Literal(words) => plain.push_str(words.text),
            ast::TextPart::Space => plain.push(' '),
            ast::TextPart::Value(name) => plain.push_str(name.text),
            ast::TextPart::If(_) => {}
        }
    }
    plain
}

/// The labels of a scenario's choices as `Choose:` compares them, ignoring letter case and spacing.
#[derive(Debug)]
pub(crate) struct Labels(Vec<String>);

impl Labels {
    pub(crate) fn new(scenario: &ast::Scenario<'_>) -> Self {
        let choices = scenario.situations.iter().flat_map(|it| &it.choices);
        Self(choices.map(|choice| Self::of_choice(choice)).collect())
    }

    /// The label of a choice in normalized form.
    pub(crate) fn of_choice(choice: &ast::Choice<'_>) -> String {
        Self::fold_text(&plain_label(&choice.label))
    }

    pub(crate) fn label_of(&self, choice: ChoiceIx) -> Option<&str> {
        self.0.get(choice.index()).map(String::as_str)
    }

    /// Normalizes text: lower case, single spaces.
    pub(crate) fn fold_text(text: &str) -> String {
        text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
    }
}
