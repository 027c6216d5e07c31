//! Explains why a condition does not hold: which of its facts are wrong, and what is true instead.

use scn_story::{Claim, Comparison, Expr, Machine, Operand, RunResult, State, ValueNow};

/// Returns the facts that keep a condition from being `wanted`. Empty if the condition is as
/// wanted.
pub(super) fn why(machine: &Machine, state: &State<Vec<u64>>, claim: Claim, expr: &Expr, wanted: bool) -> Vec<String> {
    let mut asker = Asker { machine, state, facts: Vec::new() };
    asker.ask(claim, expr, wanted);
    asker.facts
}

struct Asker<'m> {
    machine: &'m Machine,
    state: &'m State<Vec<u64>>,
    facts: Vec<String>,
}

impl Asker<'_> {
    fn ask(&mut self, claim: Claim, expr: &Expr, wanted: bool) {
        if self.machine.claim_holds(claim, self.state) == wanted {
            return;
        }
        match expr {
            // Only the parts whose value differs from the wanted one matter. For a conjunction that
            // should hold, these are the parts that fail; for one that should not hold, all of
            // them.
            Expr::And(parts) | Expr::Or(parts) => {
                for (claim, part) in self.machine.parts(claim).into_iter().zip(parts) {
                    self.ask(claim, part, wanted);
                }
            }
            Expr::Not(inner) => {
                for claim in self.machine.parts(claim) {
                    self.ask(claim, inner, !wanted);
                }
            }
            Expr::Flag(id) => self.facts.push(format!("`{id}` is {}", if wanted { "no" } else { "yes" })),
            Expr::Compare { left, is, right } => {
                let fact = self.comparison(left, *is, right, wanted);
                self.facts.push(fact);
            }
            Expr::Visited(id) => self.mark(wanted, &format!("`{id}`"), "visited"),
            Expr::Chose { choice, .. } => self.mark(wanted, &format!("`{choice}`"), "chosen"),
            Expr::Broke(id) => self.mark(wanted, &format!("`{id}`"), "broken"),
            Expr::Upheld(id) => self.mark(wanted, &format!("`{id}`"), "upheld"),
            Expr::Faced(id) => self.mark(wanted, &format!("`{id}`"), "faced"),
            Expr::At(id) => {
                let here = self.machine.node_id(self.state.node);
                self.facts.push(if wanted {
                    format!("the run is at `{here}`, not at `{id}`")
                } else {
                    format!("the run is at `{here}`")
                });
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

    fn mark(&mut self, wanted: bool, name: &str, done: &str) {
        self.facts.push(if wanted { format!("{name} has not been {done}") } else { format!("{name} has been {done}") });
    }

    /// Formats a fact such as `` `trust` is 30, not at least 40 ``.
    fn comparison(&self, left: &Operand, is: Comparison, right: &Operand, wanted: bool) -> String {
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
        let beyond = match right {
            Operand::Variable(id) => match self.value(right) {
                Some(value) => format!("{} `{id}`, which is {value}", relation(is)),
                None => format!("{} `{id}`", relation(is)),
            },
            Operand::Number(number) => format!("{} {number}", relation(is)),
            Operand::Word(word) => format!("{} `{word}`", relation(is)),
        };
        let beyond = beyond.trim_start();
        match (self.value(left), wanted, is) {
            // The value is exactly the one that it should not have.
            (Some(value), true, Comparison::NotEqual) | (Some(value), false, Comparison::Equal) => {
                format!("{name} is {value}")
            }
            (Some(value), true, _) => format!("{name} is {value}, not {beyond}"),
            (Some(value), false, _) => format!("{name} is {value}, which is {beyond}"),
            (None, ..) => format!("{name} is not so"),
        }
    }

    fn value(&self, operand: &Operand) -> Option<String> {
        match operand {
            Operand::Variable(id) => self.machine.value(self.state, id).map(|value| match value {
                ValueNow::Number(number) => number.to_string(),
                ValueNow::Flag(true) => "yes".to_owned(),
                ValueNow::Flag(false) => "no".to_owned(),
                ValueNow::Word(word) => format!("`{word}`"),
            }),
            Operand::Number(number) => Some(number.to_string()),
            Operand::Word(word) => Some(format!("`{word}`")),
        }
    }
}

fn relation(is: Comparison) -> &'static str {
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
        RunResult::Mixed => "come out mixed",
    }
}
