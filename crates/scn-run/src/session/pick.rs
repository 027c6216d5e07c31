//! Interprets typed words as a choice.

use scn_story::{Offer, Silent};

use super::Session;
use super::view::{ChoiceView, Lock};
use crate::text::{Text, plain};

/// The meaning of an input among the current choices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pick {
    /// This choice, which is on offer; holds its id.
    One(String),
    /// Several choices on offer match; holds their ids.
    Several(Vec<String>),
    /// A choice that is shown but locked, with the reason.
    Locked {
        /// Its label.
        label: Text,
        /// The author's reason.
        why: Option<Text>,
    },
    /// A choice that could be made only once, and was.
    Used,
    /// No choice.
    Nothing,
}

impl Session<'_> {
    /// Finds the choice that an input means: by its number among the choices on offer, its id, or
    /// the start of its label. In labels, case and the amount of white space are ignored. A
    /// complete label means its choice, even if another label starts with it.
    #[must_use]
    pub fn pick(&self, words: &str) -> Pick {
        let words = words.trim();
        if words.is_empty() {
            return Pick::Nothing;
        }
        if let Ok(number) = words.parse::<usize>() {
            let numbered = number.checked_sub(1).and_then(|at| self.scene.on_offer().nth(at));
            if let Some(view) = numbered {
                return Pick::One(view.id.clone());
            }
        }
        if let Some(view) = self.scene.on_offer().find(|view| view.id == words) {
            return Pick::One(view.id.clone());
        }
        let start = folded(words);
        let labels = |view: &&ChoiceView| folded(&plain(&view.label)).starts_with(&start);
        let found: Vec<&ChoiceView> = self.scene.on_offer().filter(labels).collect();
        let whole = found.iter().copied().filter(|view| folded(&plain(&view.label)) == start);
        match (found.as_slice(), whole.collect::<Vec<_>>().as_slice()) {
            ([one], _) | (_, [one]) => Pick::One(one.id.clone()),
            ([], _) => self.pick_absent(words, &start),
            (several, _) => Pick::Several(several.iter().map(|view| view.id.clone()).collect()),
        }
    }

    fn pick_absent(&self, words: &str, start: &str) -> Pick {
        for view in &self.scene.choices {
            if let Lock::Locked(why) = &view.lock
                && (view.id == words || folded(&plain(&view.label)).starts_with(start))
            {
                return Pick::Locked { label: view.label.clone(), why: why.clone() };
            }
        }
        let machine = self.playable.machine();
        let resolver = self.resolver();
        let used = machine.choices_of(self.state.node).any(|choice| {
            let label = || self.playable.choice(choice).map(|it| folded(&plain(&resolver.text(&it.label))));
            machine.offer(&self.state, choice, &mut Silent) == Offer::Used
                && (machine.choice_id(choice) == words || label().is_some_and(|label| label.starts_with(start)))
        });
        if used { Pick::Used } else { Pick::Nothing }
    }
}

/// Returns the text in lower case, with single spaces.
#[must_use]
pub fn folded(text: &str) -> String {
    text.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}
