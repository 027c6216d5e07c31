//! The situations and endings visited, in order. Nothing ahead is revealed.

use super::super::paper::Look;
use super::super::part::{Line, Part};
use scn_run::phrases::{run, screen};
use scn_run::{ChoiceView, Earlier, Fold, HintView, Passage, Session, Text, Votes, replay, words_of};
use scn_text::styled::Role;

/// A visited situation or ending.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Met {
    title: String,
    chosen: Option<Text>,
    /// Whether it was reached by a choice that was undone, or its choice was undone.
    undone: bool,
}

#[derive(Default)]
struct Way(Vec<Met>);

impl Way {
    fn meet(&mut self, session: &Session<'_>) {
        for passage in &session.scene().passages {
            if let Passage::Situation { title, .. } | Passage::Ending { title, .. } = passage {
                self.0.push(Met { title: title.clone(), chosen: None, undone: false });
            }
        }
    }
}

impl Fold for Way {
    fn scene(&mut self, session: &Session<'_>) {
        self.meet(session);
    }

    fn chosen(&mut self, _: &Session<'_>, choice: &ChoiceView, earlier: Option<&Earlier>) {
        if let Some(last) = self.0.last_mut() {
            last.chosen = Some(words_of(earlier.map(|it| it.label.as_str()), &choice.label));
        }
    }

    fn hinted(&mut self, _: &Session<'_>, _: &HintView) {}

    fn voted(&mut self, _: &Session<'_>, _: &[Votes]) {}

    fn undone(&mut self, session: &Session<'_>) {
        let last = self.0.iter().rposition(|met| met.chosen.is_some() && !met.undone);
        self.0.iter_mut().skip(last.unwrap_or(0)).for_each(|met| met.undone = true);
        // Undoing returns to the situation of the choice, not to everything that was read before
        // it.
        let mut again = Self::default();
        again.meet(session);
        self.0.extend(again.0.pop());
    }
}

/// Returns the map of a run; its last line is the current position.
pub(super) fn parts(session: &Session<'_>, look: Look) -> Vec<Part> {
    let mut way = Way::default();
    // Replaying a run in the story in which it was played cannot fail; if it did, there would be
    // nothing to show.
    if replay(session.playable(), session.events(), None, &mut way).is_err() {
        return vec![Line::say(Role::Warning, screen::NO_MAP).into()];
    }
    let last = way.0.len().saturating_sub(1);
    let mut number = 0;
    let mut parts = Vec::new();
    for (at, met) in way.0.iter().enumerate() {
        let mark = match (met.undone, met.chosen.is_some()) {
            (true, _) => " x  ".to_owned(),
            (false, true) => {
                number += 1;
                format!("{number:>2}. ")
            }
            (false, false) if at == last => " >  ".to_owned(),
            (false, false) => format!(" {}  ", look.sign("·", "-")),
        };
        let role = if met.undone { Role::Aside } else { Role::Label };
        let mut line = Line::say(role, &met.title);
        if at == last {
            line = line.and(Role::Text, screen::YOU_ARE_HERE);
        } else if met.undone && met.chosen.is_none() {
            line = line.and(Role::Aside, screen::UNDONE);
        }
        parts.push(line.behind(&mark).into());
        if let Some(chosen) = &met.chosen {
            let (words, role) = match met.undone {
                true => (screen::UNDONE_CHOICE.to_owned(), Role::Aside),
                false => (format!("{} ", run::YOU_CHOSE), Role::Text),
            };
            parts.push(Line::say(role, &words).text(role, chosen).behind("    ").tight().into());
        }
    }
    parts
}
