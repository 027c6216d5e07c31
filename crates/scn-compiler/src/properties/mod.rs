//! Checks tests and promises.
//!
//! A test runs on a machine that keeps everything. Promises are proved on separate machines, so
//! that the proof of the graph keeps only what the story reads. Promises that read the same values
//! share a machine. (A single machine for all promises would have a state for every combination of
//! the values that any of them reads, so one promise could prevent all others from being proved
//! within the bound. One machine per promise would explore the same states repeatedly.)

mod test;
mod why;

use std::collections::BTreeSet;

use scn_prover::Verdict;
use scn_source::{Finding, Place, Severity};
use scn_story::{Expr, Keep, Machine, Operand, Promise, Scenario};
use scn_syntax::ast;

use crate::cache::Prover;
use crate::choice_labels::Labels;
use crate::context::Context;
use crate::findings;
use crate::lowered::Lowered;
use crate::parallel::map_items;

/// A test or a promise, with its result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Property {
    /// Whether it is a test or a promise.
    pub kind: PropertyKind,
    /// The test's title, or the promised condition.
    pub title: String,
    /// Its whole source range.
    pub place: Place,
    /// Its result.
    pub result: PropertyResult,
}

/// A statement about runs that can be checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PropertyKind {
    /// `Test:`.
    Test,
    /// `Promise:`.
    Promise,
}

/// The result of a test or promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PropertyResult {
    /// It holds.
    Holds,
    /// It does not hold; there is a finding.
    Fails,
    /// The bound on states was reached before the result was known.
    Open,
    /// It was not checked, because it or its scenario contains an error.
    NotRun,
}

/// The results of a scenario's tests and promises.
#[derive(Debug, Default)]
pub(crate) struct CheckedProperties {
    pub(crate) properties: Vec<Property>,
    pub(crate) findings: Vec<Finding>,
    /// The maximum number of states stored for a promise that stayed undecided.
    pub(crate) states: u64,
}

/// The whole range of a test, from its header to its last step.
pub(crate) fn test_place(file: scn_source::FileId, test: &ast::Test<'_>) -> Place {
    let span = test.steps.iter().fold(test.header, |end, step| match step {
        ast::TestStep::Choose { choice, outcome } => end.cover(outcome.map_or(choice.span, |number| number.span)),
        ast::TestStep::Expect(condition) => end.cover(condition.span),
    });
    Place { file, span }
}

/// The whole range of a promise.
pub(crate) fn promise_place(file: scn_source::FileId, promise: &ast::Promise<'_>) -> Place {
    Place { file, span: promise.line.cover(promise.condition.span) }
}

/// Returns the tests and promises of a scenario that could not be checked.
pub(crate) fn not_run(context: &Context<'_>, scenario: &ast::Scenario<'_>, lowered: &Lowered) -> CheckedProperties {
    CheckedProperties { properties: list_unchecked(context, scenario, lowered), ..CheckedProperties::default() }
}

/// Checks the tests and promises of a scenario without errors.
pub(crate) fn check_properties(
    context: &Context<'_>,
    scenario: &ast::Scenario<'_>,
    lowered: &Lowered,
    prover: &Prover<'_>,
) -> CheckedProperties {
    let mut judged = not_run(context, scenario, lowered);
    let tests = scenario.tests.len();
    if lowered.scenario.tests.len() != tests || lowered.scenario.promises.len() != scenario.promises.len() {
        return judged;
    }
    let (of_tests, of_promises) = judged.properties.split_at_mut(tests);
    if 0 < tests
        && let Ok(machine) = Machine::new(&lowered.scenario, Keep::All)
    {
        let labels = Labels::new(scenario);
        for (at, property) in of_tests.iter_mut().enumerate() {
            if is_wrong(lowered, property) {
                continue;
            }
            let runner = test::TestRunner { context, scenario, lowered, machine: &machine, labels: &labels };
            let (result, finding) = runner.run_test(at);
            property.result = result;
            judged.findings.extend(finding);
        }
    }
    let sound = of_promises.iter().map(|property| !is_wrong(lowered, property)).collect::<Vec<_>>();
    let groups = group_promises(&lowered.scenario.promises, &sound);
    let proved = map_items(&groups, |_, group| prove_group(context, scenario, lowered, group, prover));
    for (result, finding, at, states) in proved.into_iter().flatten() {
        if let Some(property) = of_promises.get_mut(at) {
            property.result = result;
        }
        if result == PropertyResult::Open {
            judged.states = states.max(judged.states);
        }
        judged.findings.extend(finding);
    }
    judged
}

/// Whether a test or promise itself contains an error. It is not evaluated then, since a name in it
/// was only resolved to the nearest one.
fn is_wrong(lowered: &Lowered, property: &Property) -> bool {
    let is_inside = |place: Place| {
        let (inner, outer) = (place.span, property.place.span);
        place.file == property.place.file && outer.start <= inner.start && inner.end <= outer.end
    };
    lowered.findings.iter().any(|finding| finding.severity == Severity::Error && is_inside(finding.place))
}

fn list_unchecked(context: &Context<'_>, scenario: &ast::Scenario<'_>, lowered: &Lowered) -> Vec<Property> {
    let result = PropertyResult::NotRun;
    let tests = scenario.tests.iter().map(|test| Property {
        kind: PropertyKind::Test,
        title: test.title.text.to_owned(),
        place: test_place(lowered.file, test),
        result,
    });
    let promises = scenario.promises.iter().map(|promise| {
        let condition = context.sources.slice(Place { file: lowered.file, span: promise.condition.span });
        let condition = condition.split_whitespace().collect::<Vec<_>>().join(" ");
        Property {
            kind: PropertyKind::Promise,
            title: format!("{} {condition}", findings::promise_refuted::kind_words(promise.kind)),
            place: promise_place(lowered.file, promise),
            result,
        }
    });
    tests.chain(promises).collect()
}

type ProvedPromise = (PropertyResult, Option<Finding>, usize, u64);

/// Proves the promises of a group, given by index, on a machine of their own.
fn prove_group(
    context: &Context<'_>,
    scenario: &ast::Scenario<'_>,
    lowered: &Lowered,
    group: &[usize],
    prover: &Prover<'_>,
) -> Vec<ProvedPromise> {
    let promises: Vec<Promise> = group.iter().filter_map(|at| lowered.scenario.promises.get(*at)).cloned().collect();
    let story = Scenario { promises, tests: Vec::new(), ..lowered.scenario.clone() };
    let Ok(machine) = Machine::new(&story, Keep::Promises) else { return Vec::new() };
    let proved = prover.check_promises(&story, &machine);
    let refuted = findings::promise_refuted::RefutedPromises { context, scenario, lowered, machine: &machine };
    let results = group.iter().zip(&proved.verdicts).map(|(at, verdict)| match verdict {
        Verdict::Kept => (PropertyResult::Holds, None, *at, proved.states),
        Verdict::Open => (PropertyResult::Open, None, *at, proved.states),
        Verdict::Refuted(by) => (PropertyResult::Fails, refuted.finding(*at, by), *at, proved.states),
    });
    results.collect()
}

/// Groups the indices of sound promises that are proved together: those that read the same values.
fn group_promises(promises: &[Promise], sound: &[bool]) -> Vec<Vec<usize>> {
    let mut groups: Vec<(BTreeSet<String>, Vec<usize>)> = Vec::new();
    for (at, (promise, _)) in promises.iter().zip(sound).enumerate().filter(|(_, (_, sound))| **sound) {
        let reads = values_read(&promise.cond.expr);
        match groups.iter_mut().find(|(known, _)| *known == reads) {
            Some((_, group)) => group.push(at),
            None => groups.push((reads, vec![at])),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// The values and marks that a condition reads, as unique names.
fn values_read(expr: &Expr) -> BTreeSet<String> {
    let mut values = BTreeSet::new();
    let mut to_do = vec![expr];
    while let Some(expr) = to_do.pop() {
        match expr {
            Expr::And(parts) | Expr::Or(parts) => to_do.extend(parts),
            Expr::Not(inner) => to_do.push(inner),
            Expr::Flag(id) => drop(values.insert(format!("variable {id}"))),
            Expr::Compare { left, right, .. } => {
                for operand in [left, right] {
                    match operand {
                        Operand::Variable(id) => drop(values.insert(format!("variable {id}"))),
                        Operand::Number(_) | Operand::Word(_) => {}
                    }
                }
            }
            Expr::Visited(id) => drop(values.insert(format!("visited {id}"))),
            Expr::Chose { situation, choice } => drop(values.insert(format!("chose {situation}/{choice}"))),
            Expr::Broke(id) => drop(values.insert(format!("broke {id}"))),
            Expr::Upheld(id) => drop(values.insert(format!("upheld {id}"))),
            Expr::Faced(id) => drop(values.insert(format!("faced {id}"))),
            Expr::At(_) | Expr::Ended | Expr::Result(_) => {}
        }
    }
    values
}

#[cfg(test)]
mod tests {
    use scn_story::{Cond, Expr, Promise, PromiseKind, SiteId};

    use super::group_promises;

    #[test]
    fn promises_that_read_the_same_are_proved_together() {
        let promise = |expr| Promise { kind: PromiseKind::Never, cond: Cond { site: SiteId(0), expr } };
        let (a, b) = (Expr::Flag("a".to_owned()), Expr::Broke("b".to_owned()));
        let promises = [
            promise(Expr::Ended),
            promise(Expr::And(vec![a.clone(), Expr::At("x".to_owned())])),
            promise(b.clone()),
            promise(Expr::Or(vec![a.clone(), Expr::Not(Box::new(b))])),
            promise(Expr::Or(vec![Expr::Not(Box::new(a)), Expr::At("y".to_owned())])),
            promise(Expr::At("x".to_owned())),
        ];
        assert_eq!(group_promises(&promises, &[true; 6]), [vec![0, 5], vec![1, 4], vec![2], vec![3]]);
        assert_eq!(group_promises(&promises, &[true, false, true, false, true, false]), [[0], [2], [4]]);
    }
}
