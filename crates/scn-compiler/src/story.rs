//! Assembles the story of a pack from its parts.

use rustc_hash::FxHashSet;
use scn_source::{Finding, Name};
use scn_story::{FIRST_VERSION, Lesson, Principle, Quiz, Scenario, Story};

use crate::context::Context;
use crate::findings::{PRINCIPLE, duplicate_name};
use crate::lower;
use crate::lowered::{Lowered, TextMode};
use crate::manifest::Manifest;
use crate::pack::PackFiles;
use crate::pack_names::{NameClash, PackNames};
use crate::parsed::Views;

/// The inputs of a story.
pub(crate) struct StoryBuilder<'s> {
    pub(crate) files: &'s PackFiles,
    pub(crate) manifest: &'s Manifest,
    pub(crate) names: &'s PackNames<'s>,
    pub(crate) views: &'s Views<'s>,
    pub(crate) context: &'s Context<'s>,
}

impl StoryBuilder<'_> {
    /// Returns the story. Of the pack's `scenarios`, it contains only the sound ones. Problems in
    /// lessons, quizzes and principles are added to `findings`.
    pub(crate) fn build_story(&self, scenarios: Vec<Lowered>, findings: &mut Vec<Finding>) -> Story {
        // Problems inside another pack are reported by that pack's own check. The exceptions are
        // media that are missing, not shown or outside of it, because this story would contain
        // them.
        let mut foreign = Vec::new();
        let pack = self.pack_header(&scenarios);
        let lessons = self.build_lessons(findings, &mut foreign);
        let quizzes = self.build_quizzes(findings, &mut foreign);
        let linked = linked_principles(&scenarios, &lessons, &quizzes);
        self.report_clashes(&linked, findings);
        let principles = self.build_principles(&linked, findings, &mut foreign);
        drop(linked);
        let is_media = |finding: &Finding| {
            matches!(finding.name, Name::MediaOutsidePack | Name::MissingMedia | Name::UnshownMedia)
        };
        findings.extend(foreign.into_iter().filter(is_media));

        let manifest = self.manifest;
        let course = manifest.story_course();
        let certificate = Some(&manifest.certificate).filter(|it| **it != scn_story::Certificate::default()).cloned();
        let scenarios = sound_scenarios(scenarios);
        let mut story =
            Story { scn: FIRST_VERSION, pack, course, certificate, principles, lessons, quizzes, scenarios };
        if self.context.mode == TextMode::Full {
            story.scn = story.least_version();
            story.seal();
        }
        story
    }

    fn pack_header(&self, scenarios: &[Lowered]) -> scn_story::Pack {
        let manifest = self.manifest;
        let name = manifest.name.clone().unwrap_or_else(|| self.files.fallback_name.clone());
        let title = manifest.title.clone().unwrap_or_else(|| match scenarios {
            [only] => only.scenario.title.clone(),
            _ => name.clone(),
        });
        scn_story::Pack {
            name,
            title,
            version: manifest.version.clone(),
            language: manifest.language.clone(),
            digest: String::new(),
            shuffle: manifest.shuffle,
            unnamed: manifest.name.is_none(),
        }
    }

    /// Whether a part is in the order of the course.
    fn is_in_course(&self, id: &str) -> bool {
        self.manifest.course.iter().any(|(part, _)| part == id)
    }

    /// Returns the lessons of the pack, and those of its dependencies that are in the course. A
    /// name that the pack declares too refers to the pack's own declaration.
    fn build_lessons(&self, findings: &mut Vec<Finding>, foreign: &mut Vec<Finding>) -> Vec<Lesson> {
        let mut lessons = Vec::new();
        for (file, parse) in &self.views.own {
            for lesson in &parse.file.lessons {
                lessons.push(lower::lesson(self.context, *file, lesson, findings));
            }
        }
        for (dependency, (file, parse)) in &self.views.lent {
            for lesson in &parse.file.lessons {
                let id = lesson.id.text;
                if self.is_in_course(id) && self.names.is_part_at(id, *file, lesson.header) {
                    let lesson = lower::lesson(self.context, *file, lesson, foreign);
                    lessons.push(Lesson { from: Some(dependency.name.clone()), ..lesson });
                }
            }
        }
        lessons
    }

    /// Returns the quizzes of the pack, and those of its dependencies that are in the course.
    fn build_quizzes(&self, findings: &mut Vec<Finding>, foreign: &mut Vec<Finding>) -> Vec<Quiz> {
        let mut quizzes = Vec::new();
        for (file, parse) in &self.views.own {
            for quiz in &parse.file.quizzes {
                quizzes.push(lower::quiz(self.context, *file, quiz, findings));
            }
        }
        for (dependency, (file, parse)) in &self.views.lent {
            for quiz in &parse.file.quizzes {
                let id = quiz.id.text;
                if self.is_in_course(id) && self.names.is_part_at(id, *file, quiz.header) {
                    let quiz = lower::quiz(self.context, *file, quiz, foreign);
                    quizzes.push(Quiz { from: Some(dependency.name.clone()), ..quiz });
                }
            }
        }
        quizzes
    }

    /// Reports names that two dependencies declare and that the pack uses.
    fn report_clashes(&self, linked: &FxHashSet<&str>, findings: &mut Vec<Finding>) {
        let Some(file) = self.files.manifest else { return };
        let is_used = |clash: &&NameClash<'_>| match clash.what {
            PRINCIPLE => linked.contains(clash.id),
            _ => self.is_in_course(clash.id),
        };
        for clash in self.names.clashes().iter().filter(is_used) {
            let dependency = self.manifest.dependencies.iter().find(|(name, ..)| *name == clash.packs[1]);
            if let Some((.., span)) = dependency {
                findings.push(duplicate_name::in_dependencies(file, *span, clash));
            }
        }
    }

    /// Returns the principles of the pack, and those of its dependencies that something links.
    fn build_principles(
        &self,
        linked: &FxHashSet<&str>,
        findings: &mut Vec<Finding>,
        foreign: &mut Vec<Finding>,
    ) -> Vec<Principle> {
        let mut principles = Vec::new();
        for known in self.names.principles_in_order() {
            match &known.from {
                None => principles.push(lower::principle(self.context, known, findings)),
                Some(_) if linked.contains(known.item.id.text) => {
                    principles.push(lower::principle(self.context, known, foreign));
                }
                Some(_) => {}
            }
        }
        principles
    }
}

/// Returns the ids of the principles that a scenario, a lesson or a question links.
fn linked_principles<'s>(scenarios: &'s [Lowered], lessons: &'s [Lesson], quizzes: &'s [Quiz]) -> FxHashSet<&'s str> {
    let mut linked: FxHashSet<&str> = FxHashSet::default();
    for lowered in scenarios {
        linked.extend(lowered.scenario.covers.iter().map(String::as_str));
        linked.extend(lowered.links.iter().map(String::as_str));
    }
    linked.extend(lessons.iter().flat_map(|lesson| &lesson.teaches).map(String::as_str));
    let questions = quizzes.iter().flat_map(|quiz| &quiz.questions);
    linked.extend(questions.flat_map(|question| &question.checks).map(String::as_str));
    linked
}

/// Returns the sound scenarios; of several with the same id, only the first.
fn sound_scenarios(scenarios: Vec<Lowered>) -> Vec<Scenario> {
    let mut ids: FxHashSet<String> = FxHashSet::default();
    let sound = scenarios.into_iter().filter(|lowered| lowered.is_sound).map(|lowered| lowered.scenario);
    sound.filter(|scenario| ids.insert(scenario.id.clone())).collect()
}
