//! Concise construction of scenarios. Also used by the tests of the prover, which include this
//! file.

use super::story::*;

pub(crate) fn scenario(situations: impl IntoIterator<Item = Situation>, endings: &[&str]) -> Scenario {
    let situations: Vec<Situation> = situations.into_iter().collect();
    let ending =
        |id: &&str| Ending { id: (*id).into(), title: String::new(), result: RunResult::Passed, body: Vec::new() };
    let start = situations.first().map(|it| it.id.clone()).unwrap_or_default();
    Scenario { start, situations, endings: endings.iter().map(ending).collect(), ..Scenario::default() }
}

pub(crate) fn situation(id: &str, choices: impl IntoIterator<Item = Choice>) -> Situation {
    Situation { id: id.into(), choices: choices.into_iter().collect(), ..Situation::default() }
}

/// A situation without choices that leads to the first case that holds, and otherwise to `to`.
pub(crate) fn passage(id: &str, cases: impl IntoIterator<Item = (Expr, &'static str)>, to: &str) -> Situation {
    let case = |(expr, to): (Expr, &str)| NextCase { when: Some(cond(expr)), to: target(to) };
    let mut next: Vec<NextCase> = cases.into_iter().map(case).collect();
    next.push(NextCase { when: None, to: target(to) });
    Situation { id: id.into(), next, ..Situation::default() }
}

pub(crate) fn choice(id: &str, outcomes: impl IntoIterator<Item = Outcome>) -> Choice {
    Choice { id: id.into(), outcomes: outcomes.into_iter().collect(), ..Choice::default() }
}

/// A choice with one outcome that only leads to `to`.
pub(crate) fn to(id: &str, to: &str) -> Choice {
    choice(id, [outcome(to)])
}

/// An outcome that leads to a node, to `again` or to `return`; nowhere if the name is empty.
pub(crate) fn outcome(to: &str) -> Outcome {
    Outcome {
        when: OutcomeWhen::Always,
        body: Vec::new(),
        links: Vec::new(),
        feedback: Vec::new(),
        set: Vec::new(),
        detour: None,
        next: Some(to).filter(|to| !to.is_empty()).map(always).into_iter().collect(),
    }
}

fn always(to: &str) -> NextCase {
    NextCase { when: None, to: target(to) }
}

pub(crate) fn target(name: &str) -> Target {
    match name {
        "again" => Target::Again,
        "return" => Target::Return,
        id => Target::Node(id.into()),
    }
}

pub(crate) fn cond(expr: Expr) -> Cond {
    Cond { site: SiteId(0), expr }
}

pub(crate) fn text_if(expr: Expr) -> Block {
    Block::Paragraph { when: When::If(cond(expr)), text: Vec::new() }
}

pub(crate) fn text_otherwise(expr: Expr) -> Block {
    Block::Paragraph { when: When::Otherwise(cond(expr)), text: Vec::new() }
}

/// A paragraph in a block of conditions: the first fails and the second holds.
pub(crate) fn text_otherwise_if(first: Expr, second: Expr) -> Block {
    let when = When::All(vec![When::Otherwise(cond(first)), When::If(cond(second))]);
    Block::Paragraph { when, text: Vec::new() }
}

/// A paragraph with a condition, containing words with another condition.
pub(crate) fn text_inside(outer: Expr, inner: Expr) -> Block {
    let words = Span::If { when: cond(inner), then: Vec::new(), otherwise: Vec::new() };
    Block::Paragraph { when: When::If(cond(outer)), text: vec![words] }
}

pub(crate) fn flag(id: &str) -> Expr {
    Expr::Flag(id.into())
}

pub(crate) fn not(expr: Expr) -> Expr {
    Expr::Not(Box::new(expr))
}

pub(crate) fn visited(id: &str) -> Expr {
    Expr::Visited(id.into())
}

pub(crate) fn chose(situation: &str, choice: &str) -> Expr {
    Expr::Chose { situation: situation.into(), choice: choice.into() }
}

pub(crate) fn broke(id: &str) -> Expr {
    Expr::Broke(id.into())
}

pub(crate) fn upheld(id: &str) -> Expr {
    Expr::Upheld(id.into())
}

pub(crate) fn faced(id: &str) -> Expr {
    Expr::Faced(id.into())
}

pub(crate) fn meter_is(id: &str, is: Comparison, number: i64) -> Expr {
    Expr::Compare { left: Operand::Variable(id.into()), is, right: Operand::Number(number) }
}

pub(crate) fn at_least(id: &str, number: i64) -> Expr {
    meter_is(id, Comparison::GreaterOrEqual, number)
}

pub(crate) fn add(id: &str, by: i64) -> Change {
    Change::Add { variable: id.into(), by, site: SiteId(0) }
}

pub(crate) fn number(id: &str, to: i64) -> Change {
    Change::Number { variable: id.into(), to }
}

pub(crate) fn set_if(expr: Expr, set: impl IntoIterator<Item = Change>) -> Change {
    Change::When { when: cond(expr), set: set.into_iter().collect() }
}

pub(crate) fn yes(id: &str) -> Change {
    Change::Flag { variable: id.into(), to: true }
}

/// Defines a trait with these methods, so that types of another crate can have them too.
macro_rules! extend {
    ($name:ident for $type:ty: $(fn $method:ident($this:ident $(, $arg:ident: $kind:ty)*) $body:block)*) => {
        pub(crate) trait $name: Sized {
            $(fn $method(self $(, $arg: $kind)*) -> Self;)*
        }
        impl $name for $type {
            $(fn $method(self $(, $arg: $kind)*) -> Self {
                let mut $this = self;
                $body
                $this
            })*
        }
    };
}

extend! { OutcomeWith for Outcome:
    fn when(this, expr: Expr) { this.when = OutcomeWhen::If(cond(expr)); }
    fn otherwise(this) { this.when = OutcomeWhen::Otherwise; }
    fn chance(this, numerator: u32, denominator: u32) { this.when = OutcomeWhen::Chance { numerator, denominator }; }
    fn set(this, change: Change) { this.set.push(change); }
    fn link(this, principle: &str, rating: i8) {
        this.links.push(Link { principle: principle.into(), rating, because: Vec::new() });
    }
    fn says(this, block: Block) { this.body.push(block); }
    fn detour(this, to: &str) { this.detour = Some(to.into()); }
    fn leads_if(this, expr: Expr, to: &str) {
        let at = this.next.len() - 1;
        this.next.insert(at, NextCase { when: Some(cond(expr)), to: target(to) });
    }
}

extend! { ChoiceWith for Choice:
    fn when(this, expr: Expr) { this.when = Some(cond(expr)); }
    fn needs(this, expr: Expr) { this.needs = Some(cond(expr)); }
    fn once(this) { this.once = true; }
}

extend! { SituationWith for Situation:
    fn set(this, change: Change) { this.set.push(change); }
    fn says(this, block: Block) { this.body.push(block); }
}

extend! { ScenarioWith for Scenario:
    fn variable(this, id: &str, kind: VariableKind) {
        this.variables.push(Variable { id: id.into(), title: String::new(), shown: false, kind });
    }
    fn meter(this, id: &str, low: i64, high: i64, start: i64) {
        this = this.variable(id, VariableKind::Meter { low, high, start });
    }
    fn flag(this, id: &str) { this = this.variable(id, VariableKind::Flag { start: false }); }
    fn words(this, id: &str, values: &[&str]) {
        let values: Vec<String> = values.iter().map(|it| (*it).into()).collect();
        let start = values.first().cloned().unwrap_or_default();
        this = this.variable(id, VariableKind::State { values, words: std::collections::BTreeMap::new(), start });
    }
    fn brief_says(this, block: Block) { this.brief.push(block); }
    fn ending_says(this, id: &str, block: Block) {
        this.endings.iter_mut().filter(|it| it.id == id).for_each(|it| it.body.push(block.clone()));
    }
    fn numbered(this) { this.number_sites(); }
}
