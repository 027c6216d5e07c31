//! What a state must be like for a run to do what a question asks. Plays are directed by this;
//! nothing is proved from it.

use std::collections::BTreeMap;

use scn_story::{
    CaseView, ChoiceIx, CondView, Effect, EffectGroup, GoalView, Machine, NodeIx, OutcomeIx, OutcomeView, SlotView,
    TextView, View, ViewTest,
};

use crate::Question;

/// Maximum number of conditions collected from the lines before one.
const MOST_TESTS: usize = 32;

/// A place, and conditions to be met there.
#[derive(Clone, Debug)]
pub(super) struct Goal {
    pub(super) node: NodeIx,
    pub(super) tests: Vec<ViewTest>,
}

/// For each question, the goals that answer it.
pub(super) type Goals = BTreeMap<Question, Vec<Goal>>;

/// Collects the goals of all questions about a machine.
pub(super) fn collect_goals(machine: &Machine, view: &View) -> Goals {
    let mut collector = GoalCollector { machine, view, goals: Goals::new() };
    for node in (0..view.nodes.len()).map(NodeIx::at) {
        collector.add_node(node);
    }
    collector.goals
}

struct GoalCollector<'v> {
    machine: &'v Machine,
    view: &'v View,
    goals: Goals,
}

fn not(test: &ViewTest) -> ViewTest {
    ViewTest::Not(Box::new(test.clone()))
}

impl GoalCollector<'_> {
    fn add(&mut self, question: Question, node: NodeIx, tests: &[ViewTest], last: Option<ViewTest>) {
        let tests = tests.iter().cloned().chain(last).collect();
        self.goals.entry(question).or_default().push(Goal { node, tests });
    }

    fn add_cond(&mut self, cond: &CondView, node: NodeIx, tests: &[ViewTest]) {
        self.add(Question::Holds(cond.site), node, tests, Some(cond.test.clone()));
        self.add(Question::Fails(cond.site), node, tests, Some(not(&cond.test)));
    }

    fn add_node(&mut self, node: NodeIx) {
        let Some(known) = self.view.nodes.get(node.index()) else { return };
        self.add_cases(&known.cases, node, Vec::new());
        let mut dead = Vec::new();
        for choice in self.machine.choices_of(node) {
            let Some(known) = self.view.choices.get(choice.index()) else { continue };
            let conds = || known.when.iter().chain(&known.needs);
            dead.push(ViewTest::Any(conds().map(|cond| not(&cond.test)).collect()));
            let mut tests = Vec::new();
            if let Some(slot) = known.chosen.filter(|_| known.once) {
                tests.push(ViewTest::Between { slot, low: 0, high: 0, inside: true });
            }
            for cond in conds() {
                self.add_cond(cond, node, &tests);
                tests.push(cond.test.clone());
            }
            if let Some(needs) = &known.needs {
                let when: Vec<ViewTest> = known.when.iter().map(|cond| cond.test.clone()).collect();
                self.add(Question::Locks(choice), node, &when, Some(not(&needs.test)));
            }
            self.add(Question::Offers(choice), node, &tests, None);
            self.add_outcomes(choice, node, tests);
        }
        self.add(Question::DeadEnd(node), node, &dead, None);
    }

    fn add_outcomes(&mut self, choice: ChoiceIx, node: NodeIx, mut tests: Vec<ViewTest>) {
        for outcome in self.machine.outcomes_of(choice) {
            let Some(known) = self.view.outcomes.get(outcome.index()) else { continue };
            let mut taken = tests.clone();
            if let Some(when) = &known.when {
                self.add_cond(when, node, &tests);
                taken.push(when.test.clone());
                if !self.machine.is_chance(choice) && tests.len() < MOST_TESTS {
                    tests.push(not(&when.test));
                }
            }
            self.add_outcome(outcome, known, node, taken);
        }
        self.add(Question::NoOutcome(choice), node, &tests, None);
    }

    fn add_outcome(&mut self, outcome: OutcomeIx, known: &OutcomeView, node: NodeIx, tests: Vec<ViewTest>) {
        self.add(Question::Takes(outcome), node, &tests, None);
        self.add_groups(&known.set, node, &tests);
        self.add_texts(&known.texts, node, &tests);
        match known.detour {
            Some(detour) => self.add_entry(detour, node, &tests),
            None => self.add_cases(&known.next, node, tests),
        }
    }

    fn add_cases(&mut self, cases: &[CaseView], node: NodeIx, mut tests: Vec<ViewTest>) {
        for case in cases {
            let mut followed = tests.clone();
            if let Some(when) = &case.when {
                self.add_cond(when, node, &tests);
                followed.push(when.test.clone());
                if tests.len() < MOST_TESTS {
                    tests.push(not(&when.test));
                }
            }
            if let GoalView::Node(target) = case.to {
                self.add_entry(target, node, &followed);
            }
        }
    }

    fn add_entry(&mut self, target: NodeIx, node: NodeIx, tests: &[ViewTest]) {
        self.add(Question::Enters(target), node, tests, None);
        if let Some(known) = self.view.nodes.get(target.index()) {
            self.add_groups(&known.set, node, tests);
            self.add_texts(&known.texts, node, tests);
        }
    }

    fn add_groups(&mut self, groups: &[EffectGroup], node: NodeIx, tests: &[ViewTest]) {
        for group in groups {
            if let Some(when) = &group.when {
                self.add_cond(when, node, tests);
            }
            for effect in &group.effects {
                if let Effect::Add { slot, by, site, live: true } = *effect
                    && let Some(known) = self.view.slots.get(slot)
                {
                    let amount = by.unsigned_abs();
                    let (low, high) = match by < 0 {
                        true => (0, amount.saturating_sub(1)),
                        false => (known.top.saturating_sub(amount).saturating_add(1), known.top),
                    };
                    let near_end = ViewTest::Between { slot, low, high, inside: true };
                    let tests: Vec<ViewTest> =
                        tests.iter().cloned().chain(group.when.iter().map(|cond| cond.test.clone())).collect();
                    self.add(Question::Saturates(site), node, &tests, Some(near_end));
                }
            }
        }
    }

    fn add_texts(&mut self, texts: &[TextView], node: NodeIx, tests: &[ViewTest]) {
        for text in texts {
            let mut shown = tests.to_vec();
            for (cond, wanted) in &text.when {
                self.add_cond(cond, node, &shown);
                shown.push(if *wanted { cond.test.clone() } else { not(&cond.test) });
            }
            text.inline.iter().for_each(|cond| self.add_cond(cond, node, &shown));
        }
    }
}

impl Goal {
    /// Returns how far a state, given by its raw values, is from meeting the conditions: for each
    /// comparison that is not met, `unmet` and what is missing as a part of the range.
    pub(super) fn distance(&self, raw: &impl Fn(usize) -> u64, slots: &[SlotView], unmet: f64) -> f64 {
        let measure = Measure { raw, slots, unmet };
        self.tests.iter().map(|test| measure.distance(test, true)).sum()
    }
}

struct Measure<'m, R> {
    raw: &'m R,
    slots: &'m [SlotView],
    unmet: f64,
}

impl<R: Fn(usize) -> u64> Measure<'_, R> {
    fn distance(&self, test: &ViewTest, wanted: bool) -> f64 {
        let top = |slot: usize| self.slots.get(slot).map_or(0, |slot| slot.top) as f64 + 1.0;
        match test {
            ViewTest::Constant(known) => f64::from(u8::from(*known != wanted)),
            ViewTest::At(_) | ViewTest::Ended | ViewTest::Result(_) => 0.0,
            ViewTest::Not(inner) => self.distance(inner, !wanted),
            ViewTest::All(parts) | ViewTest::Any(parts) => {
                let each = parts.iter().map(|part| self.distance(part, wanted));
                match matches!(test, ViewTest::All(_)) == wanted {
                    true => each.sum(),
                    false => each.fold(1.0, f64::min),
                }
            }
            ViewTest::Between { slot, low, high, inside } => {
                let value = (self.raw)(*slot);
                let missing = match (*inside == wanted, (*low..=*high).contains(&value)) {
                    (true, true) | (false, false) => 0,
                    (true, false) => low.saturating_sub(value).max(value.saturating_sub(*high)),
                    (false, true) => {
                        let above = high.saturating_add(1).saturating_sub(value);
                        if *low == 0 { above } else { above.min(value - low + 1) }
                    }
                };
                self.weigh(missing as f64, top(*slot))
            }
            ViewTest::Slots { left, is, right } => {
                let number =
                    |slot: usize| self.slots.get(slot).map_or(0.0, |known| known.low as f64) + (self.raw)(slot) as f64;
                let (one, other) = (number(*left), number(*right));
                let is_met = is.compare((one - other) as i64, 0) == wanted;
                let missing = if is_met { 0.0 } else { (one - other).abs() + 1.0 };
                self.weigh(missing, top(*left).max(top(*right)))
            }
        }
    }

    fn weigh(&self, missing: f64, range: f64) -> f64 {
        if missing == 0.0 { 0.0 } else { self.unmet + missing / range }
    }
}
