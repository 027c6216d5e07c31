//! Makes a story smaller while it still shows the same problem, so that a person can see why.

use scn_story::{Block, Choice, Expr, Outcome, OutcomeWhen, Scenario, Target, When};

/// Returns the smallest scenario that results from removing things one by one while `shows` still
/// returns true. `shows` must return false for a scenario with errors. Sites are numbered again.
#[must_use]
pub fn shrunk(scenario: &Scenario, shows: &dyn Fn(&Scenario) -> bool) -> Scenario {
    let mut smallest = scenario.clone();
    'smaller: loop {
        let mut at = 0;
        while let Some(mut candidate) = without(&smallest, at) {
            candidate.number_sites();
            if candidate != smallest && shows(&candidate) {
                smallest = candidate;
                continue 'smaller;
            }
            at += 1;
        }
        return smallest;
    }
}

/// Returns the scenario without the removable thing number `at`; `None` if there are not that many.
fn without(scenario: &Scenario, at: usize) -> Option<Scenario> {
    let mut scenario = scenario.clone();
    let mut left = Some(at);
    Cutter { left: &mut left }.scenario(&mut scenario);
    left.is_none().then_some(scenario)
}

/// Counts down to the thing to remove.
struct Cutter<'l> {
    left: &'l mut Option<usize>,
}

impl Cutter<'_> {
    /// Returns whether it is this one.
    fn now(&mut self) -> bool {
        match *self.left {
            Some(0) => {
                *self.left = None;
                true
            }
            Some(more) => {
                *self.left = Some(more - 1);
                false
            }
            None => false,
        }
    }

    fn scenario(&mut self, scenario: &mut Scenario) {
        let end = scenario.endings.first().map(|ending| Target::Node(ending.id.clone()));
        for at in 0..scenario.situations.len() {
            if scenario.situations.len() > 1 && self.now() {
                let gone = scenario.situations.remove(at).id;
                if scenario.start == gone {
                    scenario.start = scenario.situations.first().map(|first| first.id.clone()).unwrap_or_default();
                }
                for target in scenario.situations.iter_mut().flat_map(targets) {
                    if *target == Target::Node(gone.clone()) {
                        *target = end.clone().unwrap_or(Target::Return);
                    }
                }
                return;
            }
        }
        self.items(&mut scenario.brief);
        self.items(&mut scenario.endings);
        self.items(&mut scenario.promises);
        for promise in &mut scenario.promises {
            self.expr(&mut promise.cond.expr);
        }
        self.items(&mut scenario.tests);
        for test in &mut scenario.tests {
            self.items(&mut test.steps);
        }
        self.items(&mut scenario.variables);
        for ending in &mut scenario.endings {
            self.blocks(&mut ending.body);
        }
        for situation in &mut scenario.situations {
            self.items(&mut situation.set);
            self.blocks(&mut situation.body);
            if situation.choices.len() > 1 {
                self.items(&mut situation.choices);
            }
            for choice in &mut situation.choices {
                self.choice(choice, end.as_ref());
            }
            if situation.next.len() > 1 && self.now() {
                situation.next.remove(0);
            }
            for case in &mut situation.next {
                case.when.iter_mut().for_each(|cond| self.expr(&mut cond.expr));
                self.end_at(&mut case.to, end.as_ref());
            }
        }
    }

    fn choice(&mut self, choice: &mut Choice, end: Option<&Target>) {
        for cond in [&mut choice.when, &mut choice.needs] {
            cond.iter_mut().for_each(|cond| self.expr(&mut cond.expr));
            if cond.is_some() && self.now() {
                *cond = None;
            }
        }
        if choice.once && self.now() {
            choice.once = false;
        }
        if choice.outcomes.len() > 1 {
            for at in 0..choice.outcomes.len() {
                if self.now() {
                    choice.outcomes.swap(0, at);
                    choice.outcomes.truncate(1);
                    choice.outcomes[0].when = OutcomeWhen::Always;
                    return;
                }
            }
        }
        for outcome in &mut choice.outcomes {
            self.outcome(outcome, end);
        }
    }

    fn outcome(&mut self, outcome: &mut Outcome, end: Option<&Target>) {
        if let OutcomeWhen::If(cond) = &mut outcome.when {
            self.expr(&mut cond.expr);
        }
        self.items(&mut outcome.links);
        self.items(&mut outcome.set);
        self.blocks(&mut outcome.body);
        if outcome.detour.is_some() && self.now() {
            outcome.detour = None;
        }
        if let Some(next) = &mut outcome.next {
            self.end_at(next, end);
        }
    }

    fn end_at(&mut self, target: &mut Target, end: Option<&Target>) {
        if Some(&*target) != end && self.now() {
            *target = end.cloned().unwrap_or(Target::Return);
        }
    }

    fn items<T>(&mut self, items: &mut Vec<T>) {
        for at in 0..items.len() {
            if self.now() {
                items.remove(at);
                return;
            }
        }
    }

    fn blocks(&mut self, blocks: &mut Vec<Block>) {
        if blocks.len() > 1 && self.now() {
            blocks.truncate(1);
        }
        for block in blocks {
            if let Block::Paragraph { when: When::If(cond), .. } = block {
                self.expr(&mut cond.expr);
            }
        }
    }

    /// Replaces an expression by one of its parts.
    fn expr(&mut self, expr: &mut Expr) {
        let smaller = match expr {
            Expr::And(parts) | Expr::Or(parts) => parts.iter().find(|_| self.now()).cloned(),
            Expr::Not(inner) => self.now().then(|| (**inner).clone()),
            Expr::Flag(_)
            | Expr::Compare { .. }
            | Expr::Visited(_)
            | Expr::Chose { .. }
            | Expr::Broke(_)
            | Expr::Upheld(_)
            | Expr::Faced(_)
            | Expr::At(_)
            | Expr::Ended
            | Expr::Result(_) => None,
        };
        if let Some(smaller) = smaller {
            *expr = smaller;
        }
    }
}

fn targets(situation: &mut scn_story::Situation) -> impl Iterator<Item = &mut Target> {
    let of_outcomes = situation.choices.iter_mut().flat_map(|choice| &mut choice.outcomes);
    of_outcomes.filter_map(|outcome| outcome.next.as_mut()).chain(situation.next.iter_mut().map(|case| &mut case.to))
}
