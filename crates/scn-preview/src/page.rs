//! Everything that the page shows, except the graph.

use scn_run::{CourseState, Part, Versions};
use scn_source::Severity;
use scn_story::{Story, is_right_to_left};
use serde::Serialize;

use crate::content::Content;
use crate::course::CourseView;
use crate::findings::{FindingsView, find_trouble};
use crate::lesson::LessonView;
use crate::play::RunView;
use crate::quiz::QuizView;
use crate::shown::{part_label, shown_title};

/// Everything that the page shows, except the graph. It shows one part: a run, a lesson, a quiz or
/// the course.
#[derive(Debug, Serialize)]
pub(crate) struct PageView {
    version: u64,
    /// Increases when files were read again.
    saves: u64,
    title: String,
    language: Option<String>,
    /// `rtl` if its language is written from right to left, else `ltr`.
    direction: &'static str,
    /// All parts: those of the course in its order, then the others.
    parts: Vec<PartTitle>,
    errors: usize,
    warnings: usize,
    notes: usize,
    findings: FindingsView,
    /// The reason why the page does not play the current files. Text in backquotes is an author's.
    trouble: Option<String>,
    /// The files that were saved last.
    changed: Vec<String>,
    /// Why another part is shown than was asked for.
    notice: Option<String>,
    run: Option<RunView>,
    lesson: Option<LessonView>,
    quiz: Option<Box<QuizView>>,
    course: Option<CourseView>,
}

#[derive(Debug, Serialize)]
struct PartTitle {
    #[serde(flatten)]
    part: Part,
    title: String,
}

/// The part that a page shows.
#[derive(Debug)]
pub(crate) enum ShownPart {
    Run(RunView),
    Lesson(LessonView),
    Quiz(Box<QuizView>),
    Course(CourseView),
}

impl PageView {
    /// Returns the page with a part; without one if there is none.
    pub(crate) fn new(content: &Content, shown: Option<ShownPart>, notice: Option<String>) -> Self {
        let story = content.story.as_deref();
        let count_findings = |severity| content.count_findings(severity);
        let mut page = Self {
            version: content.version,
            saves: content.saves,
            title: story.map(|it| shown_title(&it.pack.title, &it.pack.name)).unwrap_or_default(),
            direction: match story.and_then(|it| it.pack.language.as_deref()).is_some_and(is_right_to_left) {
                true => "rtl",
                false => "ltr",
            },
            language: story.and_then(|it| it.pack.language.clone()),
            parts: story.map(|it| list_parts(content, it)).unwrap_or_default(),
            errors: count_findings(Severity::Error),
            warnings: count_findings(Severity::Warning),
            notes: count_findings(Severity::Hint),
            findings: FindingsView::new(content),
            trouble: find_trouble(content),
            changed: content.changed.iter().map(|file| scn_text::escape_line(file).into_owned()).collect(),
            notice: notice.map(|words| scn_text::sanitize_lines(&words).into_owned()),
            run: None,
            lesson: None,
            quiz: None,
            course: None,
        };
        match shown {
            Some(ShownPart::Run(run)) => page.run = Some(run),
            Some(ShownPart::Lesson(lesson)) => page.lesson = Some(lesson),
            Some(ShownPart::Quiz(quiz)) => page.quiz = Some(quiz),
            Some(ShownPart::Course(course)) => page.course = Some(course),
            None => {}
        }
        page
    }
}

fn list_parts(content: &Content, story: &Story) -> Vec<PartTitle> {
    let course_state = CourseState::from_attempts(&Versions::new(story, &content.earlier), &[]);
    let mut parts: Vec<(Part, String)> = course_state.parts.into_iter().map(|it| (it.part, it.title)).collect();
    let lessons = story.lessons.iter().map(|it| (Part::Lesson(it.id.clone()), it.title.clone()));
    let quizzes = story.quizzes.iter().map(|it| (Part::Quiz(it.id.clone()), it.title.clone()));
    let scenarios = story.scenarios.iter().map(|it| (Part::Scenario(it.id.clone()), it.title.clone()));
    for (part, title) in lessons.chain(quizzes).chain(scenarios) {
        if parts.iter().all(|(known, _)| *known != part) {
            parts.push((part, title));
        }
    }
    let to_title = |(part, title): (Part, String)| PartTitle { title: part_label(&part, &title), part };
    parts.into_iter().map(to_title).collect()
}
