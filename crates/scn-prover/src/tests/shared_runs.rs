//! The runs of a proof share their steps.

use scn_story::ChoiceIx;

use super::*;

/// A chain of situations with two choices each, one of which raises a meter to its limit.
fn chain(length: usize) -> Scenario {
    let name = |at: usize| if at == length { "end".to_owned() } else { format!("s{at}") };
    let link = |at: usize| {
        let next = name(at + 1);
        let up = choice("up", [outcome(&next).set(add("trust", 1))]);
        let down = choice("down", [outcome(&next).set(add("trust", -1))]).when(at_least("trust", 3));
        situation(&name(at), [up, down])
    };
    scenario((0..length).map(link), &["end"]).meter("trust", 0, 10, 5)
}

#[test]
fn a_chain_has_a_step_for_each_situation_and_run_not_for_each_pair_of_them() {
    let steps = |length: usize| {
        let machine = Machine::new(&chain(length).numbered(), Keep::Read).expect("the scenario is whole");
        let proof = prove_by_walking(&machine, &Limits::default());
        let runs: Vec<&Witness> = proof.saturated.iter().map(|(_, run)| run).collect();
        assert!(proof.complete && length / 2 < runs.len());
        let of_all: usize = runs.iter().map(|run| run.steps().len()).sum();
        assert!(length * length / 8 < of_all, "the runs themselves are long");
        assert!(runs.iter().all(|run| std::sync::Arc::ptr_eq(run.tree(), runs[0].tree())));
        runs[0].tree().steps().count()
    };
    let (short, long) = (steps(100), steps(400));
    assert!(long < 5 * short, "{short} steps, and {long} of a chain four times as long");
}

#[test]
fn witnesses_are_equal_if_their_steps_are() {
    let steps = vec![RunStep::Choose(ChoiceIx(3)), RunStep::Draw(2)];
    let run = Witness::from(steps.clone());
    assert_eq!((run.steps(), run.end()), (steps.clone(), 2));
    assert_eq!(run, Witness::from(steps));
    assert_ne!(run, Witness::default());
    assert_eq!(Witness::default().steps(), []);
}
