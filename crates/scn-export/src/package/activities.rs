//! Activities of xAPI: the course and its parts, with the ids that they have in statements.

use scn_story::{Block, Principle, Quiz, Span, Story};
use scn_text::escape::{percent, xml};

use super::scorm::cut_title;

/// The maximum number of characters of a description.
const LONGEST_DESCRIPTION: usize = 1000;

/// A part of a course.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoursePart {
    kind: Kind,
    id: String,
    /// Whether the course counts without it.
    pub(super) optional: bool,
    /// The name of its page.
    pub(super) page: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Lesson,
    Quiz,
    Scenario,
}

impl CoursePart {
    /// Returns a lesson.
    #[must_use]
    pub fn lesson(id: &str, optional: bool) -> Self {
        Self::new(Kind::Lesson, id, optional)
    }

    /// Returns a quiz.
    #[must_use]
    pub fn quiz(id: &str, optional: bool) -> Self {
        Self::new(Kind::Quiz, id, optional)
    }

    /// Returns a scenario.
    #[must_use]
    pub fn scenario(id: &str, optional: bool) -> Self {
        Self::new(Kind::Scenario, id, optional)
    }

    fn new(kind: Kind, id: &str, optional: bool) -> Self {
        let mut part = Self { kind, id: id.to_owned(), optional, page: String::new() };
        part.page = format!("{}-{id}.html", part.kind());
        part
    }

    /// Returns its kind as a word.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self.kind {
            Kind::Lesson => "lesson",
            Kind::Quiz => "quiz",
            Kind::Scenario => "scenario",
        }
    }

    /// Returns its id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns the name of its page in a cmi5 package.
    #[must_use]
    pub fn page(&self) -> &str {
        &self.page
    }

    /// Returns its type as an activity.
    pub(super) fn activity_type(&self) -> &'static str {
        match self.kind {
            Kind::Lesson => "http://adlnet.gov/expapi/activities/lesson",
            Kind::Quiz => "http://adlnet.gov/expapi/activities/assessment",
            Kind::Scenario => "http://adlnet.gov/expapi/activities/simulation",
        }
    }

    /// Returns its quiz, if it is one.
    pub(super) fn quiz_in<'s>(&self, story: &'s Story) -> Option<&'s Quiz> {
        story.quizzes.iter().find(|quiz| self.kind == Kind::Quiz && quiz.id == self.id)
    }

    /// Returns the ids of the principles that it is about, as far as the story has them.
    pub(super) fn principles<'s>(&self, story: &'s Story) -> Vec<&'s str> {
        let is_checked = |quiz: &Quiz, id: &String| quiz.questions.iter().any(|question| question.checks.contains(id));
        let scenario = story.scenarios.iter().find(|it| self.kind == Kind::Scenario && it.id == self.id);
        let is_about = |id: &String| {
            scenario.is_some_and(|it| it.covers.contains(id))
                || self.quiz_in(story).is_some_and(|it| is_checked(it, id))
        };
        story.principles.iter().map(|it| &it.id).filter(|id| is_about(id)).map(String::as_str).collect()
    }
}

/// A title and a description, neither of them empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Described {
    pub(super) title: String,
    pub(super) description: String,
}

impl Described {
    /// Uses an id in place of a missing title, and the title in place of a missing description.
    fn new(title: &str, id: &str, text: &[Block]) -> Self {
        let title = cut_title(if title.trim().is_empty() { id } else { title });
        let words: String = scn_text::sanitize_line(&first_paragraph(text)).chars().take(LONGEST_DESCRIPTION).collect();
        let description = if words.trim().is_empty() { title.clone() } else { words.trim().to_owned() };
        Self { title, description }
    }
}

/// Words about the parts of a story.
pub(super) mod describe {
    use super::{CoursePart, Described, Kind, Principle, Story};

    pub(in super::super) fn course(story: &Story) -> Described {
        Described::new(&story.pack.title, &story.pack.name, &[])
    }

    pub(in super::super) fn principle(principle: &Principle) -> Described {
        Described::new(&principle.title, &principle.id, &principle.text)
    }

    pub(in super::super) fn part(story: &Story, part: &CoursePart) -> Described {
        let id = &part.id;
        let (title, text) = match part.kind {
            Kind::Lesson => (story.lessons.iter().find(|it| it.id == *id).map(|it| it.title.as_str()), None),
            Kind::Quiz => {
                let quiz = part.quiz_in(story);
                (quiz.map(|it| it.title.as_str()), quiz.map(|it| it.text.as_slice()))
            }
            Kind::Scenario => {
                let scenario = story.scenarios.iter().find(|it| it.id == *id);
                (scenario.map(|it| it.title.as_str()), scenario.map(|it| it.brief.as_slice()))
            }
        };
        Described::new(title.unwrap_or_default(), id, text.unwrap_or_default())
    }
}

fn first_paragraph(text: &[Block]) -> String {
    let words_of = |block: &Block| {
        let Block::Paragraph { text, .. } = block else { return None };
        Some(Span::fixed_words(text))
    };
    text.iter().find_map(words_of).unwrap_or_default()
}

/// Returns an element with text in the language of the pack.
pub(super) fn in_language(story: &Story, element: &str, attribute: &str, text: &str) -> String {
    let language = story.pack.language.as_deref().unwrap_or("und");
    format!("<{element} {attribute}=\"{}\">{}</{element}>", xml(language), xml(text))
}

/// Returns the id of a pack as an activity.
pub(super) fn url_of_pack(story: &Story, base: &str) -> String {
    format!("{base}/packs/{}", percent(&story.pack.name, ""))
}

/// Returns the id of a part as an activity.
pub(super) fn url_of_part(story: &Story, base: &str, part: &CoursePart) -> String {
    let kind = match part.kind {
        Kind::Lesson => "lessons",
        Kind::Quiz => "quizzes",
        Kind::Scenario => "scenarios",
    };
    format!("{}/{kind}/{}", url_of_pack(story, base), percent(&part.id, ""))
}

/// Returns the id of a principle as an objective.
pub(super) fn principle_url(story: &Story, base: &str, id: &str) -> String {
    format!("{}/principles/{}", url_of_pack(story, base), percent(id, ""))
}
