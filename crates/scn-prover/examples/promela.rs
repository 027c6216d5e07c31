//! Prints a benchmark scenario as a model for [SPIN](https://spinroot.com), to compare the speed of
//! both. `benches/spin.sh` does that.
//!
//! Usage: `cargo run -p scn-prover --example promela -- NAME`.
//!
//! A choice with an outcome is one `d_step`, and a situation is a label. Values that nothing reads
//! later are set to 0 on the way to a situation, as `Machine::reduce` does. So each state of the
//! scenario is one state of the model. Detours and situations without choices are not translated.

use std::fmt::Write;

use scn_story::{
    CaseView, CondView, Effect, EffectGroup, GoalView, Keep, Machine, Moment, NodeIx, OutcomeIx, View, ViewTest,
};

mod story {
    pub(crate) use scn_story::*;
}
#[expect(dead_code, reason = "the builder serves all tests; this needs a part of it")]
#[path = "../../scn-story/src/machine/tests/builder.rs"]
mod builder;
#[path = "../benches/scenarios/mod.rs"]
mod scenarios;

/// A model as far as it is written.
struct Model<'m> {
    machine: &'m Machine,
    view: View,
    text: String,
}

#[expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "this is a program of its own, not part of the core"
)]
fn main() {
    let name = std::env::args().nth(1).unwrap_or_default();
    let Some((_, story)) = scenarios::all().into_iter().find(|(known, _)| *known == name) else {
        let names: Vec<&str> = scenarios::all().iter().map(|(name, _)| *name).collect();
        println!("one of: {}", names.join(", "));
        return;
    };
    let Ok(machine) = Machine::new(&builder::ScenarioWith::numbered(story()), Keep::Read) else { return };
    let mut model = Model { view: machine.view(), machine: &machine, text: String::new() };
    match model.write() {
        Some(()) => println!("{}", model.text),
        None => println!("{name} has something that is not translated"),
    }
}

impl Model<'_> {
    fn add(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn write(&mut self) -> Option<()> {
        for (at, slot) in self.view.slots.clone().iter().enumerate() {
            let kind = match slot.top {
                0..=255 => "byte",
                256..=32_767 => "short",
                _ => "int",
            };
            self.add(&format!("{kind} v{at} = {};", slot.start));
        }
        self.add("active proctype scenario() {");
        let start = self.machine.start::<Vec<u64>>(&mut scn_story::Silent).node;
        self.add(&format!("  goto node{};", start.0));
        for node in (0..self.machine.node_count()).map(NodeIx::at) {
            self.add(&format!("node{}:", node.0));
            match self.machine.moment(node) {
                // The model stops here; `pan -E` does not report that.
                Moment::Ending(_) => self.add("  false;"),
                Moment::GoesOn => return None,
                Moment::Choices => {
                    self.add("  if");
                    for choice in self.machine.choices_of(node) {
                        self.write_choice(node, choice)?;
                    }
                    self.add("  fi;");
                }
            }
        }
        self.add("}");
        Some(())
    }

    fn write_choice(&mut self, node: NodeIx, choice: scn_story::ChoiceIx) -> Option<()> {
        let known = self.view.choices.get(choice.index())?.clone();
        let mut guard: Vec<String> = Vec::new();
        guard.extend(known.chosen.filter(|_| known.once).map(|slot| format!("v{slot} == 0")));
        guard.extend(known.when.iter().chain(&known.needs).map(|cond| test_text(&cond.test)));
        for outcome in self.machine.outcomes_of(choice) {
            let view = self.view.outcomes.get(outcome.index())?.clone();
            let when = view.when.as_ref().map(|when: &CondView| test_text(&when.test));
            let all: Vec<String> = guard.iter().chain(&when).cloned().collect();
            let all = if all.is_empty() { "true".to_owned() } else { all.join(" && ") };
            let target = self.target(node, outcome, &view.next)?;
            self.add(&format!("  :: d_step {{ {all};"));
            if let Some(slot) = known.chosen {
                self.add(&format!("     v{slot} = 1;"));
            }
            let entered = self.view.nodes.get(target.index())?.clone();
            view.set.iter().chain(&entered.set).for_each(|group| self.write_group(group));
            if let Some(slot) = entered.visited {
                self.add(&format!("     v{slot} = 1;"));
            }
            let live = |slot: &scn_story::SlotView| slot.live.get(target.index()) != Some(&false);
            let dead: Vec<usize> = (0..).zip(&self.view.slots).filter(|(_, slot)| !live(slot)).map(|it| it.0).collect();
            dead.iter().for_each(|slot| self.add(&format!("     v{slot} = 0;")));
            self.add(&format!("     skip }}; goto node{}", target.0));
            match when {
                Some(when) if !self.machine.is_chance(choice) => guard.push(format!("!({when})")),
                _ => {}
            }
        }
        Some(())
    }

    /// Returns where an outcome leads, if that is one node.
    fn target(&self, node: NodeIx, outcome: OutcomeIx, next: &[CaseView]) -> Option<NodeIx> {
        let has_detour = self.view.outcomes.get(outcome.index())?.detour.is_some();
        match next {
            [CaseView { when: None, to: GoalView::Node(target) }] if !has_detour => Some(*target),
            [CaseView { when: None, to: GoalView::Again }] if !has_detour => Some(node),
            _ => None,
        }
    }

    fn write_group(&mut self, group: &EffectGroup) {
        let mut effects = String::new();
        for effect in &group.effects {
            let _ = match *effect {
                Effect::Put { slot, raw } => write!(effects, "v{slot} = {raw}; "),
                Effect::Add { slot, by, .. } if by < 0 => {
                    let by = by.unsigned_abs();
                    write!(effects, "v{slot} = (v{slot} < {by} -> 0 : v{slot} - {by}); ")
                }
                Effect::Add { slot, by, .. } => {
                    let top = self.view.slots.get(slot).map_or(0, |slot| slot.top);
                    let least = top.saturating_sub(by.unsigned_abs());
                    write!(effects, "v{slot} = (v{slot} > {least} -> {top} : v{slot} + {by}); ")
                }
            };
        }
        match &group.when {
            None => self.add(&format!("     {effects}")),
            Some(when) => {
                self.add(&format!("     if :: {} -> {effects} skip :: else fi;", test_text(&when.test)));
            }
        }
    }
}

/// Returns a condition as an expression.
fn test_text(test: &ViewTest) -> String {
    let join = |parts: &[ViewTest], between: &str| {
        let parts: Vec<String> = parts.iter().map(test_text).collect();
        format!("({})", parts.join(between))
    };
    match test {
        ViewTest::Constant(known) => known.to_string(),
        ViewTest::All(parts) => join(parts, " && "),
        ViewTest::Any(parts) => join(parts, " || "),
        ViewTest::Not(inner) => format!("!{}", join(std::slice::from_ref(inner), "")),
        ViewTest::Between { slot, low, high, inside } => {
            let not = if *inside { "" } else { "!" };
            format!("{not}(v{slot} >= {low} && v{slot} <= {high})")
        }
        // The benchmark scenarios compare no two meters, and only promises ask for a place.
        ViewTest::Slots { .. } | ViewTest::At(_) | ViewTest::Ended | ViewTest::Result(_) => "false".to_owned(),
    }
}
