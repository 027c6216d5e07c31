//! Scripted runs.

use super::*;
use crate::{FailureReason, ScriptStep, Stop, WantedChoices, run_script};
use story::{ChoiceIx, Expr, Promise, PromiseKind, SiteId};

fn by_id(machine: &Machine, id: &str, outcome: Option<u32>) -> ScriptStep {
    let all = (0..machine.choice_count()).map(ChoiceIx::at);
    let by_id = all.filter(|choice| machine.choice_id(*choice) == id).collect();
    ScriptStep::Choose { wanted: WantedChoices { by_id, ..WantedChoices::default() }, outcome }
}

/// Runs a script such as `a, b 2, ?at`: choices, a draw given after one, and the node that the run
/// is expected to be at.
fn run(mut scenario: Scenario, script: &str) -> String {
    let places: Vec<&str> = script.split(", ").filter_map(|step| step.strip_prefix('?')).collect();
    let promise = |at: &&str| Promise { kind: PromiseKind::Possible, cond: cond(Expr::At((*at).into())) };
    scenario.promises = places.iter().map(promise).collect();
    let scenario = scenario.numbered();
    let mut sites = scenario.promises.iter().map(|promise| promise.cond.site);
    let machine = Machine::new(&scenario, Keep::All).expect("the scenario is whole");
    let mut step = |words: &str| match words.strip_prefix('?') {
        Some(_) => ScriptStep::Expect(sites.next().unwrap_or(SiteId(u32::MAX))),
        None => {
            let (id, number) = words.split_once(' ').map_or((words, None), |(id, number)| (id, number.parse().ok()));
            by_id(&machine, id, number)
        }
    };
    let steps: Vec<ScriptStep> = script.split(", ").map(&mut step).collect();
    let Err(failure) = run_script(&machine, &steps) else { return "passes".to_owned() };
    let ids =
        |list: Vec<ChoiceIx>| list.into_iter().map(|it| machine.choice_id(it).to_owned()).collect::<Vec<_>>().join(" ");
    let why = match failure.reason {
        FailureReason::Expected => format!("it is at {}", machine.node_id(failure.state.node)),
        FailureReason::NotOnOffer(open) => format!("on offer: {}", ids(open)),
        FailureReason::Several(several) => format!("several: {}", ids(several)),
        FailureReason::NotThatOutcome(_, possible) => format!("possible: {possible:?}"),
        FailureReason::Over(Stop::NoOutcome(_)) => "no outcome".to_owned(),
        FailureReason::Over(Stop::Nowhere) => "nowhere".to_owned(),
        FailureReason::Over(Stop::Ending | Stop::DeadEnd) => "over".to_owned(),
        FailureReason::GoesRound => "goes round".to_owned(),
    };
    let proved = Proved { machine: machine.clone(), proof: Proof::default() };
    format!("step {} after [{}]: {why}", failure.step, proved.words(&failure.run))
}

fn story() -> Scenario {
    let roll = choice("roll", [outcome("b").chance(1, 2), outcome("p").otherwise()]);
    let lost = choice("lost", [outcome("end").when(flag("f"))]);
    scenario(
        [
            situation("a", [roll, to("stray", "return"), lost, to("round", "q")]),
            situation("b", [to("on", "end"), to("back", "a")]),
            passage("p", [], "end"),
            passage("q", [], "r"),
            passage("r", [], "q"),
        ],
        &["end"],
    )
    .flag("f")
}

#[test]
fn an_expectation_judges_the_moment_where_it_is_written() {
    assert_eq!(run(story(), "?a, roll 1, ?b, on, ?end"), "passes");
    assert_eq!(run(story(), "roll 1, ?a"), "step 1 after [roll, outcome 1]: it is at b");
    assert_eq!(run(story(), "roll 2, ?p"), "step 1 after [roll, outcome 2]: it is at end");
}

#[test]
fn a_draw_that_is_not_fixed_falls_every_way() {
    assert_eq!(run(story(), "roll, ?b"), "step 1 after [roll, outcome 2]: it is at end");
    assert_eq!(run(story(), "roll, ?end"), "step 1 after [roll, outcome 1]: it is at b");
    assert_eq!(run(story(), "roll, on"), "step 1 after [roll, outcome 2]: on offer: ");
    assert_eq!(run(story(), "roll 3"), "step 0 after []: possible: [1, 2]");
}

#[test]
fn a_choice_not_on_offer_is_reported_with_those_that_are() {
    assert_eq!(run(story(), "on"), "step 0 after []: on offer: roll stray lost round");
    assert_eq!(run(story(), "roll 1, on, back"), "step 2 after [roll, outcome 1, on]: on offer: ");
}

#[test]
fn a_choice_after_which_the_run_stops_or_goes_round_fails_also_as_the_last_step() {
    for (choice, why) in [("stray", "nowhere"), ("lost", "no outcome"), ("round", "goes round")] {
        let failed = format!("step 0 after [{choice}]: {why}");
        assert_eq!(run(story(), choice), failed);
        assert_eq!(run(story(), &format!("{choice}, ?a")), failed);
    }
}

#[test]
fn words_mean_the_id_then_the_only_label_that_starts_so_then_a_whole_label() {
    let list = |numbers: &[usize]| numbers.iter().map(|at| ChoiceIx::at(*at)).collect::<Vec<_>>();
    let machine = proved(scenario([situation("a", ["x", "y", "z"].map(|id| to(id, "end")))], &["end"])).machine;
    let make = |by_id: &[usize], by_start: &[usize], by_label: &[usize]| {
        let wanted = WantedChoices { by_id: list(by_id), by_start: list(by_start), by_label: list(by_label) };
        run_script(&machine, &[ScriptStep::Choose { wanted, outcome: None }]).map_err(|failure| failure.reason)
    };
    assert_eq!(make(&[0], &[1, 2], &[1]), Ok(()));
    assert_eq!(make(&[], &[1], &[]), Ok(()));
    assert_eq!(make(&[], &[1, 2], &[2]), Ok(()));
    assert_eq!(make(&[], &[1, 2], &[]), Err(FailureReason::Several(list(&[1, 2]))));
    assert_eq!(make(&[], &[7], &[]), Err(FailureReason::NotOnOffer(list(&[0, 1, 2]))));
}
