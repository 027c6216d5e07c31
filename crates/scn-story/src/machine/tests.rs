//! What happens, exactly: one numbered rule of the language reference per test, played by hand.

use super::{Body, ChoiceIx, Keep, Machine, Moment, NodeIx, Observer, OutcomeIx, Stacks, State, Step, Stop};
use crate::{Scenario, SiteId};

mod story {
    pub(crate) use crate::*;
}
mod builder;
mod random;

mod ahead;
mod build;
mod chance;
mod detours;
mod expand;
mod fine_print;
mod oracle;
mod promises;
mod rules;

use builder::*;

/// Records what it observes, in short words.
#[derive(Default)]
struct Log<'m> {
    machine: Option<&'m Machine>,
    lines: Vec<String>,
}

impl Observer<Vec<u64>> for Log<'_> {
    fn body_shown(&mut self, body: Body, _: &State<Vec<u64>>) {
        let id = |node| self.machine.map(|machine| machine.node_id(node)).unwrap_or_default();
        self.lines.push(match body {
            Body::Brief => "brief".into(),
            Body::Node(node) => id(node).into(),
            Body::Outcome(outcome) => format!("outcome {}", outcome.0),
        });
    }

    fn condition_evaluated(&mut self, site: SiteId, held: bool) {
        self.lines.push(format!("{}{}", if held { '+' } else { '-' }, site.0));
    }

    fn change_saturated(&mut self, site: SiteId) {
        self.lines.push(format!("cut {}", site.0));
    }
}

/// A run in progress.
struct Play<'m> {
    machine: &'m Machine,
    stacks: Stacks,
    state: State<Vec<u64>>,
    stopped: Option<Stop>,
    log: Log<'m>,
}

fn machine(scenario: Scenario) -> Machine {
    Machine::new(&scenario.numbered(), Keep::All).expect("the scenario is whole")
}

impl<'m> Play<'m> {
    fn start(machine: &'m Machine) -> Self {
        let mut log = Log { machine: Some(machine), lines: Vec::new() };
        let state = machine.start(&mut log);
        let mut this = Self { machine, stacks: Stacks::new(), state, stopped: None, log };
        this.settle();
        this
    }

    fn settle(&mut self) {
        let mut patience = 100;
        while self.stopped.is_none() && self.machine.moment(self.state.node) == Moment::GoesOn {
            let step = self.machine.go_on(&self.state, &mut self.log, &self.stacks);
            self.follow(step);
            patience -= 1;
            assert!(patience > 0, "it goes on for ever");
        }
    }

    fn follow(&mut self, step: Step<Vec<u64>>) {
        match step {
            Step::To(state) => self.state = state,
            Step::Stopped(stop) => self.stopped = Some(stop),
        }
    }

    fn open(&mut self) -> Vec<ChoiceIx> {
        let mut open = Vec::new();
        self.machine.offers(&self.state, &mut open, &mut self.log);
        open
    }

    /// Returns the ids of the choices on offer.
    fn offers(&mut self) -> Vec<&'m str> {
        let machine = self.machine;
        self.open().into_iter().map(|choice| machine.choice_id(choice)).collect()
    }

    /// Returns the outcomes that a choice can have now, by position from 1.
    fn outcomes(&mut self, id: &str) -> Vec<usize> {
        let (_, outcomes) = self.made(id);
        outcomes.into_iter().filter_map(|it| self.machine.choice_of(it)).map(|(_, at)| at + 1).collect()
    }

    fn made(&mut self, id: &str) -> (State<Vec<u64>>, Vec<OutcomeIx>) {
        let open = self.open();
        let choice = open.iter().copied().find(|it| self.machine.choice_id(*it) == id).expect("it is on offer");
        let mut outcomes = Vec::new();
        let state = self.machine.choose(&self.state, &open, choice, &mut outcomes, &mut self.log);
        (state, outcomes)
    }

    /// Makes a choice and lets its only outcome happen.
    fn choose(&mut self, id: &str) -> &mut Self {
        self.draw(id, 1)
    }

    /// Makes a choice and lets the given one of its possible outcomes happen.
    fn draw(&mut self, id: &str, number: usize) -> &mut Self {
        let (state, outcomes) = self.made(id);
        let step = self.machine.take_outcome(&state, outcomes[number - 1], &mut self.stacks, &mut self.log);
        self.follow(step);
        self.settle();
        self
    }

    fn at(&self) -> &'m str {
        self.machine.node_id(self.state.node)
    }

    fn number(&self, id: &str) -> i64 {
        let Some(super::CurrentValue::Number(number)) = self.machine.value_of(&self.state, id) else {
            unreachable!("{id} is a meter")
        };
        number
    }

    /// Returns what happened since the last call.
    fn log(&mut self) -> String {
        std::mem::take(&mut self.log.lines).join(" ")
    }
}
