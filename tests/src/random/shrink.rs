//! Makes a story smaller while it still shows the same problem, so that a person can see why.

use scn_story::{Block, Change, Choice, Expr, NextCase, Outcome, OutcomeWhen, Scenario, Target, When};

/// Returns the smallest scenario that results from removing things one by one while `shows` still
/// returns true. `shows` must return false for a scenario with errors. Sites are numbered again.
#[must_use]
pub fn shrink_scenario(scenario: &Scenario, shows: &dyn Fn(&Scenario) -> bool) -> Scenario {
    let mut smallest = scenario.clone();
    'smaller: loop {
        let mut removal_index = 0;
        while let Some(mut candidate) = without_nth(&smallest, removal_index) {
            candidate.number_sites();
            if candidate != smallest && shows(&candidate) {
                smallest = candidate;
                continue 'smaller;
            }
            removal_index += 1;
        }
        return smallest;
    }
}

/// Returns the scenario without the removable thing number `at`; `None` if there are not that many.
fn without_nth(scenario: &Scenario, at: usize) -> Option<Scenario> {
    let mut scenario = scenario.clone();
    let mut to_skip = Some(at);
    Cutter { left: &mut to_skip }.cut_scenario(&mut scenario);
    to_skip.is_none().then_some(scenario)
}

/// Counts down to the thing to remove.
struct Cutter<'l> {
    left: &'l mut Option<usize>,
}

impl Cutter<'_> {
    /// Returns whether it is this one.
    fn is_this_one(&mut self) -> bool {
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

    fn cut_scenario(&mut self, scenario: &mut Scenario) {
        let end = scenario.endings.first().map(|ending| Target::Node(ending.id.clone()));
        for at in 0..scenario.situations.len() {
            if scenario.situations.len() > 1 && self.is_this_one() {
                let removed_id = scenario.situations.remove(at).id;
                if scenario.start == removed_id {
                    scenario.start = scenario.situations.first().map(|first| first.id.clone()).unwrap_or_default();
                }
                for target in scenario.situations.iter_mut().flat_map(targets_of) {
                    if *target == Target::Node(removed_id.clone()) {
                        *target = end.clone().unwrap_or(Target::Return);
                    }
                }
                return;
            }
        }
        self.cut_items(&mut scenario.brief);
        self.cut_items(&mut scenario.endings);
        self.cut_items(&mut scenario.promises);
        for promise in &mut scenario.promises {
            self.cut_expr(&mut promise.cond.expr);
        }
        self.cut_items(&mut scenario.tests);
        for test in &mut scenario.tests {
            self.cut_items(&mut test.steps);
        }
        self.cut_items(&mut scenario.variables);
        for ending in &mut scenario.endings {
            self.cut_blocks(&mut ending.body);
        }
        for situation in &mut scenario.situations {
            if situation.ask.is_some() && self.is_this_one() {
                situation.ask = None;
            }
            self.cut_changes(&mut situation.set);
            self.cut_blocks(&mut situation.body);
            if situation.choices.len() > 1 {
                self.cut_items(&mut situation.choices);
            }
            for choice in &mut situation.choices {
                self.cut_choice(choice, end.as_ref());
            }
            self.cut_cases(&mut situation.next, end.as_ref());
        }
    }

    fn cut_cases(&mut self, cases: &mut Vec<NextCase>, end: Option<&Target>) {
        if cases.len() > 1 && self.is_this_one() {
            cases.remove(0);
        }
        for case in cases {
            case.when.iter_mut().for_each(|cond| self.cut_expr(&mut cond.expr));
            self.end_at(&mut case.to, end);
        }
    }

    fn cut_changes(&mut self, changes: &mut Vec<Change>) {
        self.cut_items(changes);
        for at in 0..changes.len() {
            if let Change::When { when, set } = &mut changes[at] {
                self.cut_expr(&mut when.expr);
                if set.len() > 1 {
                    self.cut_items(set);
                }
                if self.is_this_one() {
                    let set = std::mem::take(set);
                    changes.splice(at..=at, set);
                    return;
                }
            }
        }
    }

    fn cut_choice(&mut self, choice: &mut Choice, end: Option<&Target>) {
        for cond in [&mut choice.when, &mut choice.needs] {
            cond.iter_mut().for_each(|cond| self.cut_expr(&mut cond.expr));
            if cond.is_some() && self.is_this_one() {
                *cond = None;
            }
        }
        if choice.once && self.is_this_one() {
            choice.once = false;
        }
        if choice.outcomes.len() > 1 {
            for at in 0..choice.outcomes.len() {
                if self.is_this_one() {
                    choice.outcomes.swap(0, at);
                    choice.outcomes.truncate(1);
                    choice.outcomes[0].when = OutcomeWhen::Always;
                    return;
                }
            }
        }
        for outcome in &mut choice.outcomes {
            self.cut_outcome(outcome, end);
        }
    }

    fn cut_outcome(&mut self, outcome: &mut Outcome, end: Option<&Target>) {
        if let OutcomeWhen::If(cond) = &mut outcome.when {
            self.cut_expr(&mut cond.expr);
        }
        self.cut_items(&mut outcome.links);
        self.cut_changes(&mut outcome.set);
        self.cut_blocks(&mut outcome.body);
        if outcome.detour.is_some() && self.is_this_one() {
            outcome.detour = None;
        }
        self.cut_cases(&mut outcome.next, end);
    }

    fn end_at(&mut self, target: &mut Target, end: Option<&Target>) {
        if Some(&*target) != end && self.is_this_one() {
            *target = end.cloned().unwrap_or(Target::Return);
        }
    }

    fn cut_items<T>(&mut self, items: &mut Vec<T>) {
        for at in 0..items.len() {
            if self.is_this_one() {
                items.remove(at);
                return;
            }
        }
    }

    fn cut_blocks(&mut self, blocks: &mut Vec<Block>) {
        if blocks.len() > 1 && self.is_this_one() {
            blocks.truncate(1);
        }
        // Blocks of conditions repeat those of the blocks above.
        if blocks.iter().any(|block| matches!(block.display_condition(), When::All(_))) {
            return;
        }
        for block in blocks {
            if let Block::Paragraph { when: When::If(cond), .. } = block {
                self.cut_expr(&mut cond.expr);
            }
        }
    }

    /// Replaces an expression by one of its parts.
    fn cut_expr(&mut self, expr: &mut Expr) {
        let smaller = match expr {
            Expr::And(parts) | Expr::Or(parts) => parts.iter().find(|_| self.is_this_one()).cloned(),
            Expr::Not(inner) => self.is_this_one().then(|| (**inner).clone()),
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

fn targets_of(situation: &mut scn_story::Situation) -> impl Iterator<Item = &mut Target> {
    let of_outcomes = situation.choices.iter_mut().flat_map(|choice| &mut choice.outcomes);
    of_outcomes.flat_map(|outcome| &mut outcome.next).chain(&mut situation.next).map(|case| &mut case.to)
}
