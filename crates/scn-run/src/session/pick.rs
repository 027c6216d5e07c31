//! Interprets typed words as a choice.

use scn_story::{Offer, Silent};

use super::Session;
use super::view::{ChoiceView, Lock};
use crate::text::{Text, plain_text};

/// The meaning of an input among the current choices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChoiceMatch {
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
    ///
    /// # Examples
    ///
    /// ```
    /// use scn_run::{ChoiceMatch, Playable, Session};
    /// use scn_story::Story;
    ///
    /// let story = Story::from_json(&std::fs::read_to_string("../scn-story/schema/till.json")?)?;
    /// let playable = Playable::new(&story, None)?;
    /// let session = Session::start(&playable, 7, None);
    /// for input in ["2", "guess", "make  A guess"] {
    ///     assert_eq!(session.match_choice(input), ChoiceMatch::One("guess".to_owned()));
    /// }
    /// assert_eq!(session.match_choice("run away"), ChoiceMatch::Nothing);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn match_choice(&self, words: &str) -> ChoiceMatch {
        let words = words.trim();
        if words.is_empty() {
            return ChoiceMatch::Nothing;
        }
        if let Ok(number) = words.parse::<usize>() {
            let numbered = number.checked_sub(1).and_then(|at| self.scene.on_offer().nth(at));
            if let Some(view) = numbered {
                return ChoiceMatch::One(view.id.clone());
            }
        }
        if let Some(view) = self.scene.on_offer().find(|view| view.id == words) {
            return ChoiceMatch::One(view.id.clone());
        }
        let start = fold_case(words);
        let label_starts = |view: &&ChoiceView| fold_case(&plain_text(&view.label)).starts_with(&start);
        let matching: Vec<&ChoiceView> = self.scene.on_offer().filter(label_starts).collect();
        let whole = matching.iter().copied().filter(|view| fold_case(&plain_text(&view.label)) == start);
        match (matching.as_slice(), whole.collect::<Vec<_>>().as_slice()) {
            ([one], _) | (_, [one]) => ChoiceMatch::One(one.id.clone()),
            ([], _) => self.match_absent_choice(words, &start),
            (several, _) => ChoiceMatch::Several(several.iter().map(|view| view.id.clone()).collect()),
        }
    }

    fn match_absent_choice(&self, words: &str, start: &str) -> ChoiceMatch {
        for view in &self.scene.choices {
            if let Lock::Locked(why) = &view.lock
                && (view.id == words || fold_case(&plain_text(&view.label)).starts_with(start))
            {
                return ChoiceMatch::Locked { label: view.label.clone(), why: why.clone() };
            }
        }
        let machine = self.playable.machine();
        let resolver = self.text_resolver();
        let used = machine.choices_of(self.state.node).any(|choice| {
            let folded_label =
                || self.playable.choice(choice).map(|it| fold_case(&plain_text(&resolver.resolve_text(&it.label))));
            machine.offer(&self.state, choice, &mut Silent) == Offer::Used
                && (machine.choice_id(choice) == words || folded_label().is_some_and(|label| label.starts_with(start)))
        });
        if used { ChoiceMatch::Used } else { ChoiceMatch::Nothing }
    }
}

/// Returns the text in lower case, with single spaces.
#[must_use]
pub fn fold_case(text: &str) -> String {
    text.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}
