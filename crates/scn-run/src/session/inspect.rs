//! A run as its author sees it: all values, and why each choice is on offer or not.

use std::collections::BTreeMap;

use scn_story::{ChoiceIx, Cond, ConditionRef, CurrentValue, Expr, Offer, Silent, State, Variable, VariableKind};
use serde::Serialize;

use super::Session;
use super::view::{MeterValue, label_or_id, title_or_id};
use crate::Ended;
use crate::text::Text;

/// What an author sees of a run besides what the learner sees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Inspection {
    /// All variables, in the order declared.
    pub values: Vec<InspectedValue>,
    /// What conditions of the scenario ask about the run so far, in the order written, each once.
    pub marks: Vec<InspectedMark>,
    /// All choices of the current situation, in the order written. Empty if the run is over, except
    /// at a dead end.
    pub choices: Vec<InspectedChoice>,
}

/// A variable with its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InspectedValue {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its value as a learner reads it.
    pub value: String,
    /// The value as it is written in conditions, if the learner reads other words.
    pub word: Option<String>,
    /// The number and the bounds of a meter.
    pub meter: Option<MeterValue>,
    /// All values of a state, as a learner reads them; empty for a meter and a flag.
    pub possible: Vec<String>,
    /// Whether the learner sees it all the time.
    pub shown: bool,
    /// The value before the last choice, as a learner reads it, if it is another one.
    pub before: Option<String>,
}

/// Something that a condition asks about the run so far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InspectedMark {
    /// The question as it is written: `visited desk`.
    pub condition: String,
    /// Whether it is so.
    pub holds: bool,
    /// Whether the last choice has changed it.
    pub changed: bool,
}

/// A choice with the conditions that decide whether it is on offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InspectedChoice {
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: Text,
    /// Whether it is on offer.
    pub state: ChoiceState,
    /// The conditions without which it is hidden.
    pub shown_if: Vec<InspectedCondition>,
    /// The conditions without which it is locked.
    pub needs: Vec<InspectedCondition>,
}

/// Whether a choice is on offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ChoiceState {
    /// It can be made.
    Open,
    /// It is shown, and cannot be made.
    Locked,
    /// It is not shown.
    Hidden,
    /// It is not shown, because it can be made only once and was made.
    Used,
}

/// A condition, or a part of one that must hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InspectedCondition {
    /// The condition as it is written.
    pub condition: String,
    /// Whether it holds.
    pub holds: bool,
}

impl Session<'_> {
    /// Returns what an author sees of the run besides what the learner sees.
    ///
    /// # Examples
    ///
    /// ```
    /// use scn_run::{ChoiceState, Playable, Session};
    /// use scn_story::Story;
    ///
    /// let story = Story::from_json(&std::fs::read_to_string("../scn-story/schema/till.json")?)?;
    /// let playable = Playable::new(&story, None)?;
    /// let mut session = Session::start(&playable, 7, None);
    /// session.choose("look", Some(2))?;
    ///
    /// let inspection = session.inspect();
    /// let trust = &inspection.values[0];
    /// assert_eq!((trust.value.as_str(), trust.before.as_deref()), ("2", Some("5")));
    /// let look = &inspection.choices[0];
    /// assert_eq!((look.state, look.shown_if[0].holds), (ChoiceState::Hidden, false));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn inspect(&self) -> Inspection {
        let is_choosing = matches!(self.scene.ended, None | Some(Ended::DeadEnd { .. }));
        let choices = is_choosing.then(|| self.playable.machine().choices_of(self.state.node));
        Inspection {
            values: self.playable.scenario().variables.iter().filter_map(|it| self.inspect_value(it)).collect(),
            marks: self.inspect_marks(),
            choices: choices.into_iter().flatten().filter_map(|it| self.inspect_choice(it)).collect(),
        }
    }

    fn inspect_value(&self, variable: &Variable) -> Option<InspectedValue> {
        let machine = self.playable.machine();
        let id = variable.id.as_str();
        let value = machine.shown_value(&self.state, id)?.into_owned();
        let current = machine.value_of(&self.state, id)?;
        let (meter, possible) = match (&variable.kind, &current) {
            (VariableKind::Meter { low, high, .. }, CurrentValue::Number(number)) => {
                (Some(MeterValue { number: *number, low: *low, high: *high }), Vec::new())
            }
            (VariableKind::State { values, .. }, _) => {
                (None, values.iter().map(|value| machine.value_words(id, value).to_owned()).collect())
            }
            (VariableKind::Meter { .. } | VariableKind::Flag { .. }, _) => (None, Vec::new()),
        };
        let word = match current {
            CurrentValue::Word(word) => Some(word.to_owned()).filter(|word| *word != value),
            CurrentValue::Number(_) | CurrentValue::Flag(_) => None,
        };
        let before = self.earlier_state.as_ref().and_then(|earlier| machine.shown_value(earlier, id));
        let before = before.map(std::borrow::Cow::into_owned).filter(|before| *before != value);
        let title = title_or_id(&variable.title, id);
        Some(InspectedValue { id: id.to_owned(), title, value, word, meter, possible, shown: variable.shown, before })
    }

    fn inspect_marks(&self) -> Vec<InspectedMark> {
        let machine = self.playable.machine();
        let scenario = self.playable.scenario();
        let names = ChoiceNames::new(self);
        let mut found: Vec<(&Expr, ConditionRef)> = Vec::new();
        scenario.each_condition(true, &mut |cond| {
            let Some(claim) = machine.condition_at(cond.site) else { return };
            self.collect_marks(&cond.expr, claim, &mut found);
        });
        let mark = |(expr, claim): (&Expr, ConditionRef)| {
            let holds_in = |state: &State<Vec<u64>>| machine.condition_holds(claim, state);
            let holds = holds_in(&self.state);
            let changed = self.earlier_state.as_ref().is_some_and(|earlier| holds_in(earlier) != holds);
            InspectedMark { condition: names.expression_text(expr), holds, changed }
        };
        found.into_iter().map(mark).collect()
    }

    /// Adds the parts of a condition that are about the run so far and are not yet in the list.
    fn collect_marks<'e>(&self, expr: &'e Expr, claim: ConditionRef, into: &mut Vec<(&'e Expr, ConditionRef)>) {
        match expr {
            Expr::And(parts) | Expr::Or(parts) => {
                for (part, claim) in parts.iter().zip(self.playable.machine().operands(claim)) {
                    self.collect_marks(part, claim, into);
                }
            }
            Expr::Not(inner) => {
                for claim in self.playable.machine().operands(claim) {
                    self.collect_marks(inner, claim, into);
                }
            }
            Expr::Visited(_) | Expr::Chose { .. } | Expr::Broke(_) | Expr::Upheld(_) | Expr::Faced(_) => {
                if into.iter().all(|(known, _)| *known != expr) {
                    into.push((expr, claim));
                }
            }
            Expr::Flag(_) | Expr::Compare { .. } | Expr::At(_) | Expr::Ended | Expr::Result(_) => {}
        }
    }

    fn inspect_choice(&self, choice: ChoiceIx) -> Option<InspectedChoice> {
        let written = self.playable.choice(choice)?;
        let state = match self.playable.machine().offer(&self.state, choice, &mut Silent) {
            Offer::Open => ChoiceState::Open,
            Offer::Locked => ChoiceState::Locked,
            Offer::Hidden => ChoiceState::Hidden,
            Offer::Used => ChoiceState::Used,
        };
        let inspect = |cond: &Option<Cond>| cond.as_ref().map(|it| self.inspect_condition(it)).unwrap_or_default();
        Some(InspectedChoice {
            id: written.id.clone(),
            label: label_or_id(self.text_resolver().resolve_text(&written.label), &written.id),
            state,
            shown_if: inspect(&written.when),
            needs: inspect(&written.needs),
        })
    }

    /// Returns the parts of a condition that must all hold.
    fn inspect_condition(&self, cond: &Cond) -> Vec<InspectedCondition> {
        let machine = self.playable.machine();
        let Some(claim) = machine.condition_at(cond.site) else { return Vec::new() };
        let parts = if let Expr::And(parts) = &cond.expr { parts.as_slice() } else { std::slice::from_ref(&cond.expr) };
        let names = ChoiceNames::new(self);
        let part = |(expr, claim): (&Expr, ConditionRef)| InspectedCondition {
            condition: names.expression_text(expr),
            holds: machine.condition_holds(claim, &self.state),
        };
        parts.iter().zip(machine.conjuncts(claim)).map(part).collect()
    }
}

/// How choices are written in conditions.
struct ChoiceNames<'s> {
    /// The number of choices of the scenario with each id.
    counts: BTreeMap<&'s str, usize>,
}

impl<'s> ChoiceNames<'s> {
    fn new(session: &'s Session<'_>) -> Self {
        let mut counts = BTreeMap::new();
        let situations = session.playable.scenario().situations.iter();
        for choice in situations.flat_map(|situation| &situation.choices) {
            *counts.entry(choice.id.as_str()).or_default() += 1;
        }
        Self { counts }
    }

    /// Returns a condition in the language. A choice is written with its situation if another one
    /// has the same id.
    fn expression_text(&self, expr: &Expr) -> String {
        expr.to_source(&|situation, choice| match self.counts.get(choice) {
            Some(1) => choice.to_owned(),
            Some(_) | None => format!("{situation}/{choice}"),
        })
    }
}
