//! A scene as a page.

use super::super::part::{Line, Part};
use super::super::sheet::{Choice, Command, Sheet};
use scn_run::phrases::{ended_words, result_word, run, screen};
use scn_run::{ChoiceView, HintView, Lock, Passage, Scene, Session, Text, titled};
use scn_text::styled::Role;

/// How the scene was reached: the label of the last choice, and whether the timer made it.
pub(super) type Chosen = (Text, bool);

/// The context of a scene other than the run.
#[derive(Clone, Copy, Debug)]
pub(super) struct With {
    /// Whether time limits apply.
    pub(super) limits: bool,
    /// Whether the run can be saved.
    pub(super) save: bool,
}

/// Builds a page from a scene with its choices and the hints shown.
pub(super) fn sheet(session: &Session<'_>, opening: Vec<Part>, chosen: Option<&Chosen>, with: With) -> Sheet {
    let scene = session.scene();
    let scenario = session.playable().scenario();
    let hints = session.hinted();
    let mut parts = opening;
    if let Some((label, by_clock)) = chosen {
        let words = if *by_clock { screen::TIME_RAN_OUT } else { run::YOU_CHOSE };
        parts.push(Line::say(Role::Label, words).and(Role::Text, " ").text(Role::Text, label).into());
    }
    passages(scene, &mut parts);
    let of = |view: Option<&ChoiceView>| {
        let about = view.map(|view| &view.id);
        hints.iter().filter(move |it| it.choice.as_ref() == about).map(hint).collect::<Vec<Part>>()
    };
    parts.extend(of(None));
    if let Some(words) = scene.ended.as_ref().and_then(|ended| ended_words(session.playable(), ended)) {
        parts.push(Line::say(Role::Warning, &words).into());
    }
    if !with.limits
        && let Some(words) = without_limit(scene)
    {
        parts.push(Line::say(Role::Aside, &words).into());
    }
    let option = |view: &ChoiceView| Choice {
        label: view.label.clone(),
        locked: match &view.lock {
            Lock::Open if scene.ended.is_none() => None,
            Lock::Open => Some(None),
            Lock::Locked(why) => Some(why.clone()),
        },
        beneath: of(Some(view)),
    };
    let over = scene.ended.is_some();
    Sheet {
        title: titled(&scenario.title, &scenario.id),
        place: if over { screen::THE_END.to_owned() } else { run::decision_number(scene.progress) },
        parts,
        options: scene.choices.iter().map(option).collect(),
        next: over.then(|| screen::THE_DEBRIEF.to_owned()),
        commands: commands(session, with.save),
        ..Sheet::default()
    }
}

/// Returns the commands. All of them are present in every scene, so that the letters of choices
/// stay the same; a command without effect has no word.
fn commands(session: &Session<'_>, save: bool) -> Vec<Command> {
    let over = session.scene().ended.is_some();
    let when = |on: bool, word: &'static str| if on { word } else { "" };
    vec![
        Command::new('h', when(!over && 0 < session.hints_left(), screen::HINT_COMMAND)),
        Command::new('b', when(!over && 0 < session.made(), screen::BACK)),
        Command::new('m', screen::MAP_COMMAND),
        Command::new('s', when(!over && save, screen::SAVE)),
        Command::new('q', screen::QUIT),
        Command::new('?', screen::HELP_COMMAND),
    ]
}

/// Adds the passages. How an outcome rates principles is left for the debrief.
fn passages(scene: &Scene, parts: &mut Vec<Part>) {
    for passage in &scene.passages {
        match passage {
            Passage::Brief(body) => parts.extend(body.iter().cloned().map(Part::Block)),
            Passage::Outcome { body, feedback, .. } => {
                parts.extend(body.iter().cloned().map(Part::Block));
                for text in feedback {
                    let line = Line::say(Role::Label, run::FEEDBACK).and(Role::Text, " ").text(Role::Text, text);
                    parts.push(line.into());
                }
            }
            Passage::Situation { title, body, .. } => {
                parts.push(Part::Heading(title.clone()));
                parts.extend(body.iter().cloned().map(Part::Block));
            }
            Passage::Ending { title, result, body, .. } => {
                parts.push(Part::Heading(title.clone()));
                parts.extend(body.iter().cloned().map(Part::Block));
                let line = Line::say(Role::Label, run::RESULT).and(Role::Text, " ");
                parts.push(line.and(Role::Text, result_word(*result)).into());
            }
        }
    }
}

fn hint(hint: &HintView) -> Part {
    let line = Line::say(Role::Hint, screen::HINT).and(Role::Text, " ").text(Role::Text, &hint.text);
    match &hint.choice {
        Some(_) => line.behind("      ").tight().into(),
        None => line.into(),
    }
}

/// Describes the time limit of a scene when time limits are switched off.
fn without_limit(scene: &Scene) -> Option<String> {
    if scene.ended.is_some() {
        return None;
    }
    let (number, seconds) =
        scene.on_offer().zip(1_usize..).find_map(|(view, number)| view.after.map(|seconds| (number, seconds)))?;
    Some(run::limit_switched_off(seconds, number))
}
