//! Compares the machine with a literal reading of the language reference: an interpreter over the
//! scenario itself, with names instead of indices and sets and lists instead of bits. It is written
//! from 'What happens, exactly' and shares no line with the machine. Both play random scenarios,
//! and must show, evaluate and change the same.

use std::collections::{BTreeMap, BTreeSet};

use super::random::random;
use super::*;
use crate::{
    Block, Change, Choice, Comparison, Cond, Expr, NextCase, Operand, Outcome, OutcomeWhen, Scenario, Situation, Span,
    Target, VariableKind, When,
};

#[derive(Clone, Debug, PartialEq)]
enum Value {
    Number(i64),
    Word(String),
    Yes(bool),
}

/// A run that follows the reference literally.
#[derive(Clone, Debug)]
struct Letter<'s> {
    story: &'s Scenario,
    at: &'s str,
    values: BTreeMap<&'s str, Value>,
    visited: BTreeSet<&'s str>,
    chosen: BTreeSet<(&'s str, &'s str)>,
    faced: BTreeSet<&'s str>,
    upheld: BTreeSet<&'s str>,
    broke: BTreeSet<&'s str>,
    /// The outcomes that detours will return to, each with its situation.
    waiting: Vec<(&'s str, &'s Outcome)>,
    stopped: bool,
    log: Vec<String>,
}

impl<'s> Letter<'s> {
    fn start(story: &'s Scenario) -> Self {
        let mut this = Self {
            story,
            at: &story.start,
            values: BTreeMap::new(),
            visited: BTreeSet::new(),
            chosen: BTreeSet::new(),
            faced: BTreeSet::new(),
            upheld: BTreeSet::new(),
            broke: BTreeSet::new(),
            waiting: Vec::new(),
            stopped: false,
            log: Vec::new(),
        };
        for variable in &story.variables {
            this.values.insert(
                &variable.id,
                match &variable.kind {
                    VariableKind::Meter { start, .. } => Value::Number(*start),
                    VariableKind::Flag { start } => Value::Yes(*start),
                    VariableKind::State { start, .. } => Value::Word(start.clone()),
                },
            );
        }
        this.log.push("brief".into());
        this.show(&story.brief);
        this.enter(&story.start);
        this
    }

    fn situation(&self) -> Option<&'s Situation> {
        self.story.situations.iter().find(|it| it.id == self.at)
    }

    /// 1. Applies its `Set:`, shows its body and then marks it visited. Without choices it
    ///    continues to its `Next:`.
    fn enter(&mut self, id: &'s str) {
        self.at = id;
        if let Some(situation) = self.situation() {
            self.set(&situation.set);
            self.log.push(id.into());
            self.show(&situation.body);
        }
        if let Some(ending) = self.story.endings.iter().find(|it| it.id == id) {
            self.log.push(id.into());
            self.show(&ending.body);
        }
        self.visited.insert(id);
    }

    fn goes_on(&self) -> bool {
        !self.stopped && self.situation().is_some_and(|it| it.choices.is_empty() && !it.next.is_empty())
    }

    fn go_on(&mut self) {
        let Some(situation) = self.situation() else { return };
        self.next(&situation.id, &situation.next);
    }

    /// 2. On offer are the choices whose `[if]` holds and that are not used up, less those whose
    ///    `[needs]` fails.
    fn on_offer(&mut self) -> Vec<&'s Choice> {
        let Some(situation) = self.situation() else { return Vec::new() };
        let mut open = Vec::new();
        for choice in &situation.choices {
            let used = choice.once && self.chosen.contains(&(self.at, choice.id.as_str()));
            if !used
                && choice.when.as_ref().is_none_or(|cond| self.judge(cond))
                && choice.needs.as_ref().is_none_or(|cond| self.judge(cond))
            {
                open.push(choice);
            }
        }
        open
    }

    /// 3 and 4. Sets the marks, then determines the outcomes that can happen.
    fn choose(&mut self, choice: &'s Choice, on_offer: &[&'s Choice]) -> Vec<&'s Outcome> {
        self.chosen.insert((self.at, &choice.id));
        let linked = on_offer.iter().flat_map(|it| &it.outcomes).flat_map(|it| &it.links);
        self.faced.extend(linked.map(|link| link.principle.as_str()));
        if choice.outcomes.iter().any(|it| matches!(it.when, OutcomeWhen::Chance { .. })) {
            return choice.outcomes.iter().collect();
        }
        let first = choice.outcomes.iter().find(|outcome| match &outcome.when {
            OutcomeWhen::If(cond) => self.judge(cond),
            OutcomeWhen::Always | OutcomeWhen::Otherwise | OutcomeWhen::Chance { .. } => true,
        });
        first.into_iter().collect()
    }

    /// 5 and 6. Effects in the order written, the text, the detour, the next.
    fn happen(&mut self, outcome: &'s Outcome) {
        let situation = self.at;
        let all = self.story.situations.iter().flat_map(|it| &it.choices).flat_map(|it| &it.outcomes);
        let number = all.take_while(|it| !std::ptr::eq(*it, outcome)).count();
        for link in &outcome.links {
            if 0 < link.rating { &mut self.upheld } else { &mut self.broke }.insert(&link.principle);
        }
        self.set(&outcome.set);
        self.log.push(format!("outcome {number}"));
        self.show(&outcome.body);
        if let Some(detour) = &outcome.detour {
            self.waiting.push((situation, outcome));
            self.enter(detour);
        } else {
            self.next(situation, &outcome.next);
        }
    }

    /// Continues to the first target whose condition holds.
    fn next(&mut self, own: &'s str, cases: &'s [NextCase]) {
        let first = cases.iter().find(|case| case.when.as_ref().is_none_or(|cond| self.judge(cond)));
        match first.map(|case| &case.to) {
            None => self.stopped = true,
            Some(Target::Again) => self.enter(own),
            Some(Target::Node(id)) => self.enter(id),
            Some(Target::Return) => match self.waiting.pop() {
                None => self.stopped = true,
                Some((situation, outcome)) => self.next(situation, &outcome.next),
            },
        }
    }

    fn set(&mut self, changes: &'s [Change]) {
        for change in changes {
            let (variable, value) = match change {
                Change::When { when, set } => {
                    if self.judge(when) {
                        self.set(set);
                    }
                    continue;
                }
                Change::Number { variable, to } => (variable, Value::Number(*to)),
                Change::Flag { variable, to } => (variable, Value::Yes(*to)),
                Change::State { variable, to } => (variable, Value::Word(to.clone())),
                Change::Add { variable, by, site } => {
                    let kind = &self.story.variables.iter().find(|it| it.id == *variable).expect("it is declared").kind;
                    let VariableKind::Meter { low, high, .. } = kind else { unreachable!("only meters are added to") };
                    let sum = i128::from(self.number(variable)) + i128::from(*by);
                    let kept = sum.clamp(i128::from(*low), i128::from(*high));
                    if kept != sum {
                        self.log.push(format!("cut {}", site.0));
                    }
                    (variable, Value::Number(i64::try_from(kept).expect("it lies in the range")))
                }
            };
            self.values.insert(variable, value);
        }
    }

    fn show(&mut self, blocks: &'s [Block]) {
        for block in blocks {
            let shows = self.shows(block.display_condition());
            for span in block.texts().flatten().filter(|_| shows) {
                if let Span::If { when, .. } = span {
                    self.judge(when);
                }
            }
        }
    }

    fn shows(&mut self, when: &When) -> bool {
        match when {
            When::Always => true,
            When::If(cond) => self.judge(cond),
            When::Otherwise(cond) => !self.judge(cond),
            When::All(parts) => parts.iter().all(|part| self.shows(part)),
        }
    }

    fn judge(&mut self, cond: &Cond) -> bool {
        let held = self.holds(&cond.expr);
        self.log.push(format!("{}{}", if held { '+' } else { '-' }, cond.site.0));
        held
    }

    fn number(&self, id: &str) -> i64 {
        match self.values.get(id) {
            Some(Value::Number(number)) => *number,
            Some(Value::Word(_) | Value::Yes(_)) | None => unreachable!("{id} is a meter"),
        }
    }

    fn holds(&self, expr: &Expr) -> bool {
        let side = |operand: &Operand| match operand {
            Operand::Variable(id) => self.values[id.as_str()].clone(),
            Operand::Number(number) => Value::Number(*number),
            Operand::Word(word) => Value::Word(word.clone()),
        };
        match expr {
            Expr::And(parts) => parts.iter().all(|part| self.holds(part)),
            Expr::Or(parts) => parts.iter().any(|part| self.holds(part)),
            Expr::Not(inner) => !self.holds(inner),
            Expr::Flag(id) => self.values[id.as_str()] == Value::Yes(true),
            Expr::Compare { left, is, right } => match (side(left), side(right)) {
                (Value::Number(left), Value::Number(right)) => match is {
                    Comparison::Equal => left == right,
                    Comparison::NotEqual => left != right,
                    Comparison::Less => left < right,
                    Comparison::LessOrEqual => left <= right,
                    Comparison::Greater => left > right,
                    Comparison::GreaterOrEqual => left >= right,
                },
                (left, right) => (left == right) == (*is == Comparison::Equal),
            },
            Expr::Visited(id) => self.visited.contains(id.as_str()),
            Expr::Chose { situation, choice } => self.chosen.contains(&(situation.as_str(), choice.as_str())),
            Expr::Broke(id) => self.broke.contains(id.as_str()),
            Expr::Upheld(id) => self.upheld.contains(id.as_str()),
            Expr::Faced(id) => self.faced.contains(id.as_str()),
            Expr::At(_) | Expr::Ended | Expr::Result(_) => unreachable!("only in tests and promises"),
        }
    }
}

/// Plays a scenario with both, making the choices and draws that `pick` selects, and compares
/// everything after every step.
fn play_both(seed: u64, picks: usize) -> Vec<String> {
    let story = random(seed);
    let machine = machine(story.clone());
    let mut lines = Vec::new();
    let mut letter = Letter::start(&story);
    let mut log = Log { machine: Some(&machine), lines: Vec::new() };
    let mut state = machine.start(&mut log);
    let mut stacks = Stacks::new();
    let mut pick = picks;
    let mut pick = |count: usize| {
        let at = pick % count;
        pick = pick / count + pick.wrapping_mul(7) % 1_000_003;
        at
    };
    for _ in 0..40 {
        let place = format!("seed {seed}, picks {picks}, after {lines:?}");
        assert_eq!(letter.log, log.lines, "{place}");
        assert_eq!(letter.at, machine.node_id(state.node), "{place}");
        assert_eq!(letter.waiting.len(), stacks.depth(state.stack), "{place}");
        for (id, value) in &letter.values {
            let now = match machine.value_of(&state, id) {
                Some(super::super::CurrentValue::Number(number)) => Value::Number(number),
                Some(super::super::CurrentValue::Flag(flag)) => Value::Yes(flag),
                Some(super::super::CurrentValue::Word(word)) => Value::Word(word.into()),
                None => unreachable!("a playing machine keeps every variable"),
            };
            assert_eq!((id, value), (id, &now), "{place}");
        }
        lines.append(&mut log.lines);
        letter.log.clear();
        let step = if letter.goes_on() {
            assert_eq!(machine.moment(state.node), Moment::GoesOn, "{place}");
            letter.go_on();
            machine.go_on(&state, &mut log, &stacks)
        } else {
            let mut open = Vec::new();
            machine.offers(&state, &mut open, &mut log);
            let on_offer = letter.on_offer();
            let ids = |list: &[ChoiceIx]| list.iter().map(|it| machine.choice_id(*it).to_owned()).collect::<Vec<_>>();
            assert_eq!(on_offer.iter().map(|it| it.id.clone()).collect::<Vec<_>>(), ids(&open), "{place}");
            if open.is_empty() {
                return lines;
            }
            let at = pick(open.len());
            let mut outcomes = Vec::new();
            let chosen = machine.choose(&state, &open, open[at], &mut outcomes, &mut log);
            let can_happen = letter.choose(on_offer[at], &on_offer);
            assert_eq!(can_happen.len(), outcomes.len(), "{place}");
            if outcomes.is_empty() {
                return lines;
            }
            let draw = pick(outcomes.len());
            letter.happen(can_happen[draw]);
            machine.take_outcome(&chosen, outcomes[draw], &mut stacks, &mut log)
        };
        match step {
            Step::To(next) => state = next,
            Step::Stopped(_) => {
                assert!(letter.stopped, "{place}");
                lines.append(&mut log.lines);
                return lines;
            }
        }
    }
    lines
}

#[test]
fn the_machine_does_what_the_reference_says() {
    let (mut cuts, mut again, mut long) = (0, 0, 0);
    for seed in 0..250 {
        for picks in 0..12 {
            let lines = play_both(seed, picks * 7919 + seed as usize);
            cuts += usize::from(lines.iter().any(|line| line.starts_with("cut")));
            again += usize::from(lines.iter().filter(|line| *line == "a").count() > 1);
            long += usize::from(60 < lines.len());
        }
    }
    // The random scenarios do cover what is to be compared.
    assert!(300 < cuts && 300 < again && 300 < long, "{cuts} {again} {long}");
}
