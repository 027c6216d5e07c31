//! The pages of a course: the list of parts, lessons, questions, feedback, results, and prompts.

use super::super::paper::Look;
use super::super::part::PageBlock;
use super::super::sheet::{Command, Page, PageOption};
use crate::content::{hint_line, result_lines, review_lines, standing_lines, status_role, verdict_lines};
use crate::line::{Line, explain_keys};
use scn_run::phrases::{course, fill, quiz, screen};
use scn_run::{
    AnswerForm, CourseState, QuestionView, QuizResult, QuizSession, RecordOwner, Verdict, Words, title_or_id,
};
use scn_story::Lesson;
use scn_text::styled::Role;

fn line_blocks(lines: Vec<Line>) -> impl Iterator<Item = PageBlock> {
    lines.into_iter().map(PageBlock::Line)
}

/// Returns the list of parts with their status. `certificate` is the command that issues one.
pub(super) fn overview_page(
    state: &CourseState,
    owner: &RecordOwner,
    can_name: bool,
    notices: &[String],
    certificate: Option<String>,
) -> Page {
    let notices = notices.iter().map(|words| Line::from_words(Role::Warning, words));
    let who = Line::from_words(Role::Aside, &screen::who_learns(owner, can_name));
    let mut blocks: Vec<PageBlock> = line_blocks(notices.chain([who]).collect()).collect();
    blocks.extend(line_blocks(standing_lines(state)));
    if let Some(command) = certificate {
        blocks.push(Line::from_words(Role::Text, course::FOR_A_CERTIFICATE.text()).into());
        blocks.push(Line::from_words(Role::Text, &command).with_mark("  ").without_gap().into());
    }
    let options = state.parts.iter().map(|part| PageOption {
        label: vec![Words::plain(fill(course::part_in_list(&part.part), &[("title", &part.title)]))],
        status: Some((status_role(part), course::how_far(part))),
        ..PageOption::default()
    });
    let name = can_name.then(|| Command::new('n', screen::NAME_COMMAND.text()));
    Page {
        title: title_or_id(&state.title, &state.pack),
        position: screen::parts_done(state),
        blocks,
        options: options.collect(),
        menu: true,
        commands: name.into_iter().chain(quit_and_help(screen::QUIT.text())).collect(),
        ..Page::default()
    }
}

fn quit_and_help(quit: &str) -> [Command; 2] {
    [Command::new('q', quit), Command::new('?', screen::HELP_COMMAND.text())]
}

/// Returns a lesson. Enter goes through it to its end.
pub(super) fn lesson_page(lesson: &Lesson, position: String) -> Page {
    Page {
        title: title_or_id(&lesson.title, &lesson.id),
        position,
        blocks: vec![PageBlock::Lesson(lesson.markdown.clone())],
        next: Some(screen::DONE.text().to_owned()),
        commands: quit_and_help(screen::LEAVE_COMMAND.text()).to_vec(),
        ..Page::default()
    }
}

/// Returns what is shown before the first question: notices, the introduction, and what it takes to
/// pass.
pub(super) fn quiz_opening(session: &QuizSession<'_>, notices: &[String]) -> Vec<PageBlock> {
    let notices = notices.iter().map(|words| Line::from_words(Role::Warning, words).into());
    let intro = session.intro_text().into_iter().map(PageBlock::Block);
    let questions = Line::from_words(Role::Aside, &quiz::questions(&session.result()));
    notices.chain(intro).chain([questions.into()]).collect()
}

/// Returns a page of a quiz, without its content.
fn quiz_page(session: &QuizSession<'_>, position: String) -> Page {
    let quiz = session.quiz();
    Page {
        title: title_or_id(&quiz.title, &quiz.id),
        position,
        commands: quit_and_help(screen::LEAVE_COMMAND.text()).to_vec(),
        ..Page::default()
    }
}

/// Returns a question with its answers. An answer is given only by Enter, since it cannot be taken
/// back.
pub(super) fn question_page(session: &QuizSession<'_>, question: &QuestionView, opening: Vec<PageBlock>) -> Page {
    let mut blocks = opening;
    blocks.push(Line::default().add_text(Role::Text, &question.stem).into());
    blocks.extend(question.body.iter().cloned().map(PageBlock::Block));
    let is_typed = question.form == AnswerForm::Typed;
    let hint_key = if is_typed && question.hints_left != 0 { quiz::HINT_KEY.text() } else { "" };
    blocks.push(Line::from_words(Role::Aside, &format!("{}{hint_key}", quiz::how_to_answer(question.form))).into());
    blocks.extend(question.hints.iter().map(|hint| hint_line(hint).into()));
    let options = question.answers.iter().map(|(_, text)| PageOption { label: text.clone(), ..PageOption::default() });
    let hint = if question.hints_left == 0 { "" } else { screen::HINT_COMMAND.text() };
    let has_hints = !question.hints.is_empty() || question.hints_left != 0;
    let commands =
        has_hints.then(|| Command::new('h', hint)).into_iter().chain(quit_and_help(screen::LEAVE_COMMAND.text()));
    // In a field, every letter is part of the answer.
    let commands = commands.filter(|_| !is_typed);
    Page {
        blocks,
        options: options.collect(),
        several: question.form.takes_several(),
        confirm: !question.form.takes_several(),
        field: is_typed.then(|| quiz::YOUR_ANSWER.text().to_owned()),
        next: Some(screen::ANSWER.text().to_owned()),
        commands: commands.collect(),
        ..quiz_page(session, quiz::question(question.number, question.total))
    }
}

/// Returns the feedback on an answer, below its question.
pub(super) fn feedback_page(session: &QuizSession<'_>, question: &QuestionView, verdict: &Verdict) -> Page {
    let mut blocks = vec![Line::default().add_text(Role::Text, &question.stem).into()];
    blocks.extend(line_blocks(verdict_lines(verdict)));
    let is_last = session.current_question().is_none();
    let next = if is_last { screen::THE_RESULT.text() } else { screen::NEXT_QUESTION.text() };
    Page { blocks, next: Some(next.to_owned()), ..quiz_page(session, quiz::question(question.number, question.total)) }
}

/// Returns the result of a quiz. `opening` is shown before it if there were no questions.
pub(super) fn result_page(
    session: &QuizSession<'_>,
    result: &QuizResult,
    opening: Vec<PageBlock>,
    titles: &dyn Fn(&str) -> String,
) -> Page {
    let mut blocks = opening;
    blocks.extend(line_blocks(result_lines(result, titles)));
    blocks.extend(line_blocks(review_lines(session)));
    Page { blocks, next: Some(screen::DONE.text().to_owned()), ..quiz_page(session, quiz::RESULT.text().to_owned()) }
}

/// The keys that a help page explains.
#[derive(Clone, Copy, Debug)]
pub(super) enum HelpKeys {
    Course { can_name: bool },
    Lesson,
    Quiz,
}

pub(super) fn help_page(keys: HelpKeys, look: Look) -> Page {
    let arrows = look.pick_symbol("↑ ↓", screen::keys().arrows);
    let keys = match keys {
        HelpKeys::Course { can_name } => screen::course_help(arrows, can_name),
        HelpKeys::Lesson => screen::lesson_help(arrows),
        HelpKeys::Quiz => screen::quiz_help(arrows),
    };
    Page {
        title: screen::HELP.text().to_owned(),
        blocks: explain_keys(&keys).into_iter().map(Into::into).collect(),
        next: Some(screen::GO_ON.text().to_owned()),
        commands: vec![Command::new('b', screen::BACK.text())],
        ..Page::default()
    }
}

pub(super) fn name_page() -> Page {
    Page {
        title: screen::KEEP_WHAT_YOU_DID.text().to_owned(),
        blocks: vec![
            Line::from_words(Role::Text, screen::NAME_OF_LEARNER.text()).into(),
            Line::from_words(Role::Text, screen::NAMES_ARE_NOT_CHECKED.text()).into(),
        ],
        field: Some(screen::YOUR_NAME.text().to_owned()),
        ..Page::default()
    }
}

/// The items of the menu before leaving.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LeaveItem {
    GoOn,
    Keep,
    Leave,
}

impl LeaveItem {
    /// Returns the items; the first one changes nothing.
    pub(super) fn all(can_name: bool) -> Vec<Self> {
        let keep = can_name.then_some(Self::Keep);
        [Self::GoOn].into_iter().chain(keep).chain([Self::Leave]).collect()
    }

    fn label(self) -> &'static str {
        match self {
            Self::GoOn => screen::ITEM_GO_ON.text(),
            Self::Keep => screen::ITEM_KEEP_ALL_AND_LEAVE.text(),
            Self::Leave => screen::ITEM_LEAVE_AND_LOSE_ALL.text(),
        }
    }
}

pub(super) fn leaving_page(items: &[LeaveItem]) -> Page {
    let option = |item: &LeaveItem| PageOption { label: vec![Words::plain(item.label())], ..PageOption::default() };
    Page {
        title: screen::LEAVE_THE_COURSE.text().to_owned(),
        blocks: vec![Line::from_words(Role::Text, screen::LEAVING_LOSES_ALL.text()).into()],
        options: items.iter().map(option).collect(),
        menu: true,
        ..Page::default()
    }
}
