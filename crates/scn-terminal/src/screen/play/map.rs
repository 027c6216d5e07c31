//! The situations and endings visited, in order. Nothing ahead is revealed.

use super::super::paper::Look;
use super::super::part::PageBlock;
use crate::line::{Line, PhraseValue};
use scn_run::phrases::{run, screen};
use scn_run::{ChoiceView, Earlier, Fold, HintView, Passage, Session, Text, Votes, label_with_earlier, replay_events};
use scn_text::styled::Role;

/// A visited situation or ending.
#[derive(Clone, Debug, PartialEq, Eq)]
struct VisitedNode {
    title: String,
    chosen: Option<Text>,
    /// Whether it was reached by a choice that was undone, or its choice was undone.
    undone: bool,
}

#[derive(Default)]
struct VisitedPath(Vec<VisitedNode>);

impl VisitedPath {
    fn add_scene(&mut self, session: &Session<'_>) {
        for passage in &session.scene().passages {
            if let Passage::Situation { title, .. } | Passage::Ending { title, .. } = passage {
                self.0.push(VisitedNode { title: title.clone(), chosen: None, undone: false });
            }
        }
    }
}

impl Fold for VisitedPath {
    fn on_scene(&mut self, session: &Session<'_>) {
        self.add_scene(session);
    }

    fn on_chosen(&mut self, _: &Session<'_>, choice: &ChoiceView, earlier: Option<&Earlier>) {
        if let Some(last) = self.0.last_mut() {
            last.chosen = Some(label_with_earlier(earlier.map(|it| it.label.as_str()), &choice.label));
        }
    }

    fn on_hint(&mut self, _: &Session<'_>, _: &HintView) {}

    fn on_vote(&mut self, _: &Session<'_>, _: &[Votes]) {}

    fn on_undo(&mut self, session: &Session<'_>) {
        let last = self.0.iter().rposition(|met| met.chosen.is_some() && !met.undone);
        self.0.iter_mut().skip(last.unwrap_or(0)).for_each(|met| met.undone = true);
        // Undoing returns to the situation of the choice, not to everything that was read before
        // it.
        let mut revisited = Self::default();
        revisited.add_scene(session);
        self.0.extend(revisited.0.pop());
    }
}

/// Returns the map of a run; its last line is the current position.
pub(super) fn map_blocks(session: &Session<'_>, look: Look) -> Vec<PageBlock> {
    let mut path = VisitedPath::default();
    // Replaying a run in the story in which it was played cannot fail; if it did, there would be
    // nothing to show.
    if replay_events(session.playable(), session.events(), None, &mut path).is_err() {
        return vec![Line::from_words(Role::Warning, screen::NO_MAP.text()).into()];
    }
    let last = path.0.len().saturating_sub(1);
    let mut number = 0;
    let mut parts = Vec::new();
    for (at, met) in path.0.iter().enumerate() {
        let mark = match (met.undone, met.chosen.is_some()) {
            (true, _) => " x  ".to_owned(),
            (false, true) => {
                number += 1;
                format!("{number:>2}. ")
            }
            (false, false) if at == last => " >  ".to_owned(),
            (false, false) => format!(" {}  ", look.pick_symbol("·", "-")),
        };
        let role = if met.undone { Role::Aside } else { Role::Label };
        let title = [PhraseValue::from_words("title", role, &met.title)];
        let line = if at == last {
            Line::from_phrase(screen::YOU_ARE_HERE.text(), Role::Text, Role::Text, &title)
        } else if met.undone && met.chosen.is_none() {
            Line::from_phrase(screen::UNDONE.text(), Role::Aside, Role::Aside, &title)
        } else {
            Line::from_words(role, &met.title)
        };
        parts.push(line.with_mark(&mark).into());
        if let Some(chosen) = &met.chosen {
            let (label, role) = match met.undone {
                true => (screen::UNDONE_CHOICE.text(), Role::Aside),
                false => (run::YOU_CHOSE.text(), Role::Text),
            };
            let line = Line::from_words(role, label).add_words(role, " ").add_text(role, chosen);
            parts.push(line.with_mark("    ").without_gap().into());
        }
    }
    parts
}
