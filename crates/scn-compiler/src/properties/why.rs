//! Explains why a condition does not hold: which of its facts are wrong, and what is true instead.

use scn_story::{Comparison, ConditionRef, CurrentValue, Expr, Machine, Operand, RunResult, State};

/// Returns the facts that keep a condition from being `wanted`. Empty if the condition is as
/// wanted.
pub(super) fn explain_condition(
    machine: &Machine,
    state: &State<Vec<u64>>,
    claim: ConditionRef,
    expr: &Expr,
    wanted: bool,
) -> Vec<String> {
    let mut asker = Explainer { machine, state, facts: Vec::new() };
    asker.explain_part(claim, expr, wanted);
    asker.facts
}

struct Explainer<'m> {
    machine: &'m Machine,
    state: &'m State<Vec<u64>>,
    facts: Vec<String>,
}

impl Explainer<'_> {
    fn explain_part(&mut self, claim: ConditionRef, expr: &Expr, wanted: bool) {
        if self.machine.condition_holds(claim, self.state) == wanted {
            return;
        }
        match expr {
            // Only the parts whose value differs from the wanted one matter. For a conjunction that
            // should hold, these are the parts that fail; for one that should not hold, all of
            // them.
            Expr::And(parts) | Expr::Or(parts) => {
                for (claim, part) in self.machine.operands(claim).into_iter().zip(parts) {
                    self.explain_part(claim, part, wanted);
                }
            }
            Expr::Not(inner) => {
                for claim in self.machine.operands(claim) {
                    self.explain_part(claim, inner, !wanted);
                }
            }
            Expr::Flag(id) => self.facts.push(format!("`{id}` is {}", if wanted { "no" } else { "yes" })),
            Expr::Compare { left, is, right } => {
                let fact = self.comparison_fact(left, *is, right, wanted);
                self.facts.push(fact);
            }
            Expr::Visited(id) => self.push_mark(wanted, &format!("`{id}`"), "visited"),
            Expr::Chose { choice, .. } => self.push_mark(wanted, &format!("`{choice}`"), "chosen"),
            Expr::Broke(id) => self.push_mark(wanted, &format!("`{id}`"), "broken"),
            Expr::Upheld(id) => self.push_mark(wanted, &format!("`{id}`"), "upheld"),
            Expr::Faced(id) => self.push_mark(wanted, &format!("`{id}`"), "faced"),
            Expr::At(_) => {
                let node = self.machine.node_id(self.state.node);
                // What was expected is in the condition, which is shown too.
                self.facts.push(format!("the run is at `{node}`"));
            }
            Expr::Ended => {
                let ended = if wanted { "the run has not ended" } else { "the run has ended" };
                self.facts.push(ended.to_owned());
            }
            Expr::Result(result) => self.facts.push(match self.machine.result(self.state.node) {
                None => "the run has not ended".to_owned(),
                Some(is) if wanted => format!("the run has {}, not {}", came_out(is), came_out(*result)),
                Some(is) => format!("the run has {}", came_out(is)),
            }),
        }
    }

    fn push_mark(&mut self, wanted: bool, name: &str, done: &str) {
        self.facts.push(if wanted { format!("{name} has not been {done}") } else { format!("{name} has been {done}") });
    }

    /// Formats a fact such as `` `trust` is 30, not at least 40 ``.
    fn comparison_fact(&self, left: &Operand, is: Comparison, right: &Operand, wanted: bool) -> String {
        // The variable comes first, whichever side it was written on.
        let (left, is, right) = match left {
            Operand::Variable(_) => (left, is, right),
            Operand::Number(_) | Operand::Word(_) => (right, is.mirrored(), left),
        };
        let name = match left {
            Operand::Variable(id) => format!("`{id}`"),
            Operand::Number(number) => number.to_string(),
            Operand::Word(word) => format!("`{word}`"),
        };
        let expected = match right {
            Operand::Variable(id) => match self.value_text(right) {
                Some(value) => format!("{} `{id}`, which is {value}", relation_words(is)),
                None => format!("{} `{id}`", relation_words(is)),
            },
            Operand::Number(number) => format!("{} {number}", relation_words(is)),
            Operand::Word(word) => format!("{} `{word}`", relation_words(is)),
        };
        let expected = expected.trim_start();
        match (self.value_text(left), wanted, is) {
            // The value is exactly the one that it should not have.
            (Some(value), true, Comparison::NotEqual) | (Some(value), false, Comparison::Equal) => {
                format!("{name} is {value}")
            }
            (Some(value), true, _) => format!("{name} is {value}, not {expected}"),
            (Some(value), false, _) => format!("{name} is {value}, which is {expected}"),
            (None, ..) => format!("{name} has no such value"),
        }
    }

    fn value_text(&self, operand: &Operand) -> Option<String> {
        match operand {
            Operand::Variable(id) => self.machine.value_of(self.state, id).map(|value| match value {
                CurrentValue::Number(number) => number.to_string(),
                CurrentValue::Flag(true) => "yes".to_owned(),
                CurrentValue::Flag(false) => "no".to_owned(),
                CurrentValue::Word(word) => format!("`{word}`"),
            }),
            Operand::Number(number) => Some(number.to_string()),
            Operand::Word(word) => Some(format!("`{word}`")),
        }
    }
}

fn relation_words(is: Comparison) -> &'static str {
    match is {
        Comparison::Equal => "",
        Comparison::NotEqual => "other than",
        Comparison::Less => "less than",
        Comparison::LessOrEqual => "at most",
        Comparison::Greater => "more than",
        Comparison::GreaterOrEqual => "at least",
    }
}

fn came_out(result: RunResult) -> &'static str {
    match result {
        RunResult::Passed | RunResult::Failed => result.as_str(),
        RunResult::Mixed => "had a mixed result",
    }
}
