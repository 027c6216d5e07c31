//! The names of a pack: principles, scenarios, lessons and quizzes.

use rustc_hash::FxHashMap;
use scn_source::{FileId, Finding, Place, Span};
use scn_syntax::ast;

use crate::findings;
use crate::known_names::{KnownNames, Lookup};

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
    principle_ids: KnownNames<'a>,
    /// Lessons, quizzes and scenarios share one namespace.
    parts: FxHashMap<&'a str, CoursePart>,
    part_ids: KnownNames<'a>,
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
        let (known, near) = self.principle_ids.look_up(&self.principle_at, name.text);
        if near.is_some() || matches!(known, Lookup::Unknown) {
            findings.push(findings::unknown_principle::finding(file, name, near, self.principle_ids.ids()));
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
        let index = match self.principle_ids.look_up(&self.principle_at, name).0 {
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

    pub(crate) fn principle_ids(&self) -> &KnownNames<'a> {
        &self.principle_ids
    }

    /// Whether there is a lesson, quiz or scenario with this id.
    pub(crate) fn has_part(&self, id: &str) -> bool {
        self.parts.contains_key(id)
    }

    /// Whether the id refers to the lesson, quiz or scenario at this header.
    pub(crate) fn is_part_at(&self, id: &str, file: FileId, header: Span) -> bool {
        self.parts.get(id).is_some_and(|part| part.place == Place { file, span: header })
    }

    pub(crate) fn part_ids(&self) -> &KnownNames<'a> {
        &self.part_ids
    }

    pub(crate) fn is_scenario(&self, id: &str) -> bool {
        self.parts.get(id).is_some_and(|part| part.kind == CoursePartKind::Scenario)
    }

    pub(crate) fn scenario_count(&self) -> usize {
        self.parts.values().filter(|part| part.kind == CoursePartKind::Scenario).count()
    }
}
