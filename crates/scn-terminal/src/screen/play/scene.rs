//! A scene as a page.

use super::super::paper::Look;
use super::super::part::PageBlock;
use super::super::sheet::{Command, Page, PageOption};
use crate::content::ask_lines;
use crate::line::Line;
use scn_run::phrases::{ended_reason, result_word, run, screen};
use scn_run::{ChoiceView, HintView, Lock, Passage, Scene, Session, StatusValue, Text, title_or_id};
use scn_text::styled::Role;

/// How the scene was reached: the label of the last choice, and whether the timer made it.
pub(super) type LastChoice = (Text, bool);

/// The number of cells in the bar of a value.
const CELLS: usize = 10;

/// The context of a scene other than the run.
#[derive(Clone, Copy, Debug)]
pub(super) struct SceneContext {
    /// Whether time limits apply.
    pub(super) limits: bool,
    /// Whether the run can be saved.
    pub(super) save: bool,
}

/// Builds a page from a scene with its choices and the hints shown.
pub(super) fn scene_page(
    session: &Session<'_>,
    opening: Vec<PageBlock>,
    chosen: Option<&LastChoice>,
    with: SceneContext,
    look: Look,
) -> Page {
    let scene = session.scene();
    let scenario = session.playable().scenario();
    let hints = session.shown_hints();
    let mut parts = opening;
    if let Some((label, by_clock)) = chosen {
        let words = if *by_clock { screen::TIME_RAN_OUT.text() } else { run::YOU_CHOSE.text() };
        parts.push(Line::from_words(Role::Label, words).add_words(Role::Text, " ").add_text(Role::Text, label).into());
    }
    add_passages(scene, &mut parts);
    let hints_about = |view: Option<&ChoiceView>| {
        let about = view.map(|view| &view.id);
        hints.iter().filter(move |it| it.choice.as_ref() == about).map(hint_block).collect::<Vec<PageBlock>>()
    };
    parts.extend(hints_about(None));
    parts.extend(scene.status.iter().enumerate().map(|(at, value)| status_line(value, at == 0, look).into()));
    parts.extend(session.current_ask().iter().flat_map(ask_lines).map(PageBlock::from));
    if let Some(words) = scene.ended.as_ref().and_then(|ended| ended_reason(session.playable(), ended)) {
        parts.push(Line::from_words(Role::Warning, &words).into());
    }
    if !with.limits
        && let Some(words) = time_limit_note(scene)
    {
        parts.push(Line::from_words(Role::Aside, &words).into());
    }
    let to_option = |view: &ChoiceView| PageOption {
        label: view.label.clone(),
        status: None,
        locked: match &view.lock {
            Lock::Open if scene.ended.is_none() => None,
            Lock::Open => Some(None),
            Lock::Locked(why) => Some(why.clone()),
        },
        details: hints_about(Some(view)),
    };
    let is_over = scene.ended.is_some();
    Page {
        title: title_or_id(&scenario.title, &scenario.id),
        position: if is_over { screen::THE_END.text().to_owned() } else { run::decision_number(scene.progress) },
        blocks: parts,
        options: scene.choices.iter().map(to_option).collect(),
        next: is_over.then(|| screen::THE_DEBRIEF.text().to_owned()),
        commands: scene_commands(session, with.save),
        ..Page::default()
    }
}

/// Returns the commands. All of them are present in every scene, so that the letters of choices
/// stay the same; a command without effect has no word.
/// Returns the position of the last hint of the situation among the blocks of its page. Only the
/// values that the learner sees, and the question that is answered in words, come after it.
pub(super) fn last_hint_block(session: &Session<'_>, sheet: &Page) -> Option<usize> {
    let asked = session.current_ask().map_or(0, |ask| ask_lines(&ask).len());
    sheet.blocks.len().checked_sub(session.scene().status.len() + asked + 1)
}

fn scene_commands(session: &Session<'_>, save: bool) -> Vec<Command> {
    let is_over = session.scene().ended.is_some();
    let word_if = |on: bool, word: &'static str| if on { word } else { "" };
    vec![
        Command::new('h', word_if(!is_over && 0 < session.hints_left(), screen::HINT_COMMAND.text())),
        Command::new('w', word_if(session.current_ask().is_some(), screen::WRITE.text())),
        Command::new('b', word_if(!is_over && 0 < session.choices_made(), screen::BACK.text())),
        Command::new('m', screen::MAP_COMMAND.text()),
        Command::new('s', word_if(!is_over && save, screen::SAVE.text())),
        Command::new('q', screen::QUIT.text()),
        Command::new('?', screen::HELP_COMMAND.text()),
    ]
}

/// Adds the passages. How an outcome rates principles is left for the debrief.
fn add_passages(scene: &Scene, parts: &mut Vec<PageBlock>) {
    for passage in &scene.passages {
        match passage {
            Passage::Brief(body) => parts.extend(body.iter().cloned().map(PageBlock::Block)),
            Passage::Outcome { body, feedback, .. } => {
                parts.extend(body.iter().cloned().map(PageBlock::Block));
                for text in feedback {
                    let line = Line::from_words(Role::Label, run::FEEDBACK.text())
                        .add_words(Role::Text, " ")
                        .add_text(Role::Text, text);
                    parts.push(line.into());
                }
            }
            Passage::Situation { title, body, .. } => {
                if !title.is_empty() {
                    parts.push(PageBlock::Heading(title.clone()));
                }
                parts.extend(body.iter().cloned().map(PageBlock::Block));
            }
            Passage::Ending { title, result, body, .. } => {
                parts.push(PageBlock::Heading(title.clone()));
                parts.extend(body.iter().cloned().map(PageBlock::Block));
                let line = Line::from_words(Role::Label, run::RESULT.text()).add_words(Role::Text, " ");
                parts.push(line.add_words(Role::Text, result_word(*result)).into());
            }
        }
    }
}

/// Returns the line of a value that the learner sees all the time, with a bar for a meter.
fn status_line(value: &StatusValue, is_first: bool, look: Look) -> Line {
    let role = if value.before.is_some() { Role::Label } else { Role::Text };
    let mut line = Line::from_words(role, &run::status(value));
    if let Some(meter) = value.meter {
        let full = meter.full_cells(CELLS);
        let bar = look.pick_symbol("█", "#").repeat(full) + &look.pick_symbol("░", ".").repeat(CELLS - full);
        line = line.add_words(Role::Text, "  ").add_words(Role::Middling, &bar);
    }
    if is_first { line } else { line.without_gap() }
}

fn hint_block(hint: &HintView) -> PageBlock {
    let line =
        Line::from_words(Role::Hint, run::HINT.text()).add_words(Role::Text, " ").add_text(Role::Text, &hint.text);
    match &hint.choice {
        Some(_) => line.with_mark("      ").without_gap().into(),
        None => line.into(),
    }
}

/// Describes the time limit of a scene when time limits are switched off.
fn time_limit_note(scene: &Scene) -> Option<String> {
    if scene.ended.is_some() {
        return None;
    }
    let (number, seconds) =
        scene.on_offer().zip(1_usize..).find_map(|(view, number)| view.after.map(|seconds| (number, seconds)))?;
    Some(run::LIMIT_SWITCHED_OFF.fill(seconds, &[("number", &number.to_string())]))
}
