//! The current moment: what has happened since the last choice, and the available choices.

use std::fmt::Write as _;

use scn_run::phrases::run::{FEEDBACK, RESULT, YOU_CHOSE, decision_number};
use scn_run::{Debrief, Ended, HintView, Lock, Passage, Scene, Session, ended_reason, result_word};
use scn_story::RunResult;

use super::debrief::debrief_html;
use super::text::{SpeakerColours, body_html, escape_html, inline_html};
use scn_text::counted;

/// Returns the scene of a run, with the hints that are shown. The first heading has the id
/// `moment`, which receives the focus.
pub(crate) fn scene_html(session: &Session<'_>, hints: &[HintView]) -> String {
    let scene = session.scene();
    let playable = session.playable();
    let voices = SpeakerColours { cast: playable.scenario().cast.iter().map(|it| it.name.as_str()).collect() };
    let mut out = progress_html(scene);
    // A run that was just played in this story can always be replayed.
    let debrief = Debrief::from_events(playable, session.events(), None).ok();
    let chosen = debrief.as_ref().and_then(|it| it.decisions.last()).map(|it| inline_html(&it.chosen_label()));
    let mut headings = Headings { first: true };
    for passage in &scene.passages {
        add_passage(&mut out, passage, chosen.as_deref(), &voices, &mut headings);
    }
    if let Some(words) = scene.ended.as_ref().and_then(|ended| ended_reason(playable, ended)) {
        let _ = writeln!(out, "<p class=\"stopped\" role=\"note\">{}</p>", escape_html(&words));
    }
    add_choices(&mut out, scene);
    add_hints(&mut out, scene, hints);
    if let (Some(Ended::Ending { .. } | Ended::DeadEnd { .. } | Ended::NoOutcome { .. }), Some(told)) =
        (&scene.ended, &debrief)
    {
        out.push_str(&debrief_html(told, &voices));
    }
    out
}

/// Gives the first heading its id.
struct Headings {
    first: bool,
}

impl Headings {
    fn heading(&mut self, class: &str, inner: &str) -> String {
        let id = if std::mem::take(&mut self.first) { " id=\"moment\" tabindex=\"-1\"" } else { "" };
        format!("<h2 class=\"{class}\"{id}>{inner}</h2>\n")
    }
}

fn progress_html(scene: &Scene) -> String {
    let progress = scene.progress;
    if scene.ended.is_some() {
        return format!("<p class=\"progress\">The end, after {}</p>\n", counted(progress.decision, "decision"));
    }
    format!("<p class=\"progress\">{}</p>\n", decision_number(progress))
}

fn add_passage(
    out: &mut String,
    passage: &Passage,
    chosen: Option<&str>,
    voices: &SpeakerColours<'_>,
    headings: &mut Headings,
) {
    match passage {
        Passage::Brief(blocks) if blocks.is_empty() => {}
        Passage::Brief(blocks) => {
            let heading = headings.heading("eyebrow", "What this is about");
            let _ = writeln!(out, "<section class=\"brief\">{heading}{}</section>", body_html(blocks, voices));
        }
        Passage::Outcome { body: blocks, feedback, .. } => {
            let heading = headings.heading("eyebrow", "What came of it");
            let chosen =
                chosen.map(|it| format!("<p class=\"chosen\">{YOU_CHOSE} <span>{it}</span></p>\n")).unwrap_or_default();
            let feedback: String = feedback
                .iter()
                .map(|it| format!("<p class=\"feedback\"><strong>{FEEDBACK}</strong> {}</p>\n", inline_html(it)))
                .collect();
            let _ = writeln!(
                out,
                "<section class=\"outcome\">{heading}{chosen}{}{feedback}</section>",
                body_html(blocks, voices)
            );
        }
        Passage::Situation { title, body: blocks, .. } => {
            let heading = headings.heading("title", &escape_html(title));
            let _ = writeln!(out, "<section class=\"situation\">{heading}{}</section>", body_html(blocks, voices));
        }
        Passage::Ending { title, result, body: blocks, .. } => {
            let heading = headings.heading("title", &escape_html(title));
            let (class, sign) = match result {
                RunResult::Passed => ("passed", "✓"),
                RunResult::Mixed => ("mixed", "~"),
                RunResult::Failed => ("failed", "✗"),
            };
            let _ = writeln!(
                out,
                "<section class=\"ending\">{heading}{}<p class=\"result {class}\"><span aria-hidden=\"true\">{sign}</span> \
                 {RESULT} <strong>{}</strong></p></section>",
                body_html(blocks, voices),
                result_word(*result),
            );
        }
    }
}

/// Adds the choices in the order shown. Available ones are numbered; the numbers up to 9 are keys.
fn add_choices(out: &mut String, scene: &Scene) {
    if scene.choices.is_empty() {
        return;
    }
    out.push_str(
        "<h2 class=\"eyebrow\" id=\"choose\">What do you do?</h2>\n<ul class=\"choices\" aria-labelledby=\"choose\">\n",
    );
    let mut number = 0;
    for view in &scene.choices {
        match &view.lock {
            Lock::Open => {
                number += 1;
                let time = view.after.map(|seconds| {
                    format!("<span class=\"aside\">where a clock runs, taken by itself after {seconds} s</span>")
                });
                let key = if number <= 9 { format!(" aria-keyshortcuts=\"{number}\"") } else { String::new() };
                let _ = writeln!(
                    out,
                    "<li><button type=\"button\" class=\"choice\" data-choice=\"{}\" data-number=\"{number}\"{key}>\
                     <span class=\"number\">{number}</span><span class=\"label\">{}{}</span></button></li>",
                    escape_html(&view.id),
                    inline_html(&view.label),
                    time.unwrap_or_default(),
                );
            }
            Lock::Locked(why) => {
                let reason = why.as_ref().map_or_else(|| "not on offer now".to_owned(), |why| inline_html(why));
                let _ = writeln!(
                    out,
                    "<li class=\"locked\"><span class=\"number\" aria-hidden=\"true\">⊘</span><span class=\"label\">{}\
                     <span class=\"aside\">Locked: {reason}</span></span></li>",
                    inline_html(&view.label),
                );
            }
        }
    }
    out.push_str("</ul>\n");
}

fn add_hints(out: &mut String, scene: &Scene, hints: &[HintView]) {
    if hints.is_empty() {
        return;
    }
    out.push_str("<div class=\"hints\">\n");
    for hint in hints {
        let about = hint.choice.as_ref().and_then(|id| scene.choices.iter().find(|view| view.id == *id));
        let about = about.map(|view| format!(" about “{}”", inline_html(&view.label))).unwrap_or_default();
        let _ = writeln!(out, "<p class=\"hint\"><strong>Hint{about}:</strong> {}</p>", inline_html(&hint.text));
    }
    out.push_str("</div>\n");
}
