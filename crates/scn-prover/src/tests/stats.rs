//! Statistics of small stories that can be computed by hand.

use num_bigint::BigInt;
use num_rational::BigRational;
use scn_story::{Expr, RunResult};

use super::*;
use crate::stats::{
    End, LabelLength, LosingChoice, Maximum, Minimum, NaivePlayer, Profile, RunCount, Scores, Stats, TextLengths,
    compute_stats,
};

struct Statistics {
    machine: Machine,
    stats: Stats,
}

fn stats_of(scenario: Scenario) -> Statistics {
    stats_within(scenario, &TextLengths::default(), Limits::default())
}

fn stats_within(scenario: Scenario, texts: &TextLengths, limits: Limits) -> Statistics {
    let machine = Machine::new(&scenario.numbered(), Keep::Read).expect("the scenario is whole");
    let stats = compute_stats(&machine, texts, &limits);
    Statistics { machine, stats }
}

fn ratio(numerator: i64, denominator: i64) -> BigRational {
    BigRational::new(BigInt::from(numerator), BigInt::from(denominator))
}

fn exactly(count: u32) -> RunCount {
    RunCount::Exactly(count.into())
}

fn words(machine: &Machine, run: &Witness) -> String {
    let step = |step: &RunStep| match step {
        RunStep::Choose(choice) => machine.choice_id(*choice).to_owned(),
        RunStep::Draw(number) => format!("outcome {number}"),
    };
    run.steps().iter().map(step).collect::<Vec<_>>().join(", ")
}

impl Statistics {
    /// Returns the exact probabilities as `name share`.
    fn ends(&self) -> Vec<String> {
        self.names(&self.stats.ends)
    }

    fn names(&self, ends: &[(End, crate::Chance)]) -> Vec<String> {
        let name = |end: &End| match end {
            End::Ending(node) => self.machine.node_id(*node).to_owned(),
            End::DeadEnd(node) => format!("dead end {}", self.machine.node_id(*node)),
            End::NoOutcome(choice) => format!("no outcome {}", self.machine.choice_id(*choice)),
            End::Nowhere(node) => format!("nowhere {}", self.machine.node_id(*node)),
            End::Never => "never".to_owned(),
            End::Beyond => "beyond".to_owned(),
        };
        let share = |chance: &crate::Chance| chance.exact.as_ref().map_or("?".to_owned(), ToString::to_string);
        ends.iter().map(|(end, chance)| format!("{} {}", name(end), share(chance))).collect()
    }

    /// Returns the range of a principle's scores as `lowest highest`, with `~` before a score that
    /// no run has.
    fn range(&self, principle: &str) -> String {
        let at = self.machine.principles().iter().position(|id| id == principle).expect("it is linked");
        shown(&self.stats.profiles[at].scores)
    }
}

fn shown(scores: &Scores) -> String {
    match scores {
        Scores::Between { lowest, highest } => {
            let end = |it: &crate::RangeEnd| format!("{}{}", if it.reached { "" } else { "~" }, it.share);
            format!("{} {}", end(lowest), end(highest))
        }
        Scores::NoDecision => "none".to_owned(),
        Scores::Unknown => "unknown".to_owned(),
    }
}

#[test]
fn a_tree_of_choices_is_counted() {
    let b = situation("b", [to("x", "end"), to("y", "end"), to("z", "other")]);
    let stats_of = stats_of(scenario([situation("a", [to("on", "b"), to("out", "end")]), b], &["end", "other"]));
    assert_eq!(stats_of.stats.runs, exactly(4));
    assert_eq!(stats_of.stats.stopped, exactly(0));
    assert_eq!(stats_of.stats.decisions, (Minimum::Sum(1), Maximum::Sum(2)));
    assert_eq!(stats_of.ends(), ["end 5/6", "other 1/6"]);
    assert!(!stats_of.stats.endless && stats_of.stats.round.is_none());
    assert_eq!(stats_of.stats.shortest.as_ref().map(|run| words(&stats_of.machine, run)), Some("out".to_owned()));
}

#[test]
fn draws_make_runs_and_have_their_own_odds() {
    let roll = choice("roll", [outcome("end").chance(1, 4), outcome("other").otherwise()]);
    let stats_of = stats_of(scenario([situation("a", [roll, to("out", "end")])], &["end", "other"]));
    assert_eq!(stats_of.stats.runs, exactly(3));
    assert_eq!(stats_of.ends(), ["end 5/8", "other 3/8"]);
}

#[test]
fn a_loop_has_no_number_of_runs_and_its_chances_are_exact() {
    let a = situation("a", [to("wait", "again"), to("on", "b")]);
    let b = situation("b", [to("back", "a"), to("good", "end"), to("bad", "other")]);
    let stats_of = stats_of(scenario([a, b], &["end", "other"]));
    assert_eq!(stats_of.stats.runs, RunCount::Unbounded);
    assert_eq!(stats_of.stats.decisions, (Minimum::Sum(2), Maximum::Unbounded));
    assert_eq!(stats_of.ends(), ["end 1/2", "other 1/2"]);
    let round = stats_of.stats.round.as_ref().expect("there is a loop");
    assert_eq!(
        (words(&stats_of.machine, &round.run), words(&stats_of.machine, &round.round)),
        (String::new(), "wait".to_owned())
    );
    assert!(stats_of.stats.endless);
}

#[test]
fn once_round_is_a_number() {
    let a = situation("a", [to("wait", "again").once(), to("on", "end")]);
    let stats_of = stats_of(scenario([a], &["end"]));
    assert_eq!(stats_of.stats.runs, exactly(2));
    assert_eq!(stats_of.stats.decisions, (Minimum::Sum(1), Maximum::Sum(2)));
}

#[test]
fn every_other_way_to_stop_is_a_row_of_its_own() {
    let a = situation(
        "a",
        [to("pit", "pit"), to("void", "void"), choice("none", [outcome("end").when(flag("off"))]), to("lost", "")],
    );
    let pit = situation("pit", [to("round", "again"), to("about", "pit")]);
    let stats_of = stats_of(scenario([a, pit, situation("void", [])], &["end"]).flag("off"));
    assert_eq!(stats_of.ends(), ["dead end void 1/4", "no outcome none 1/4", "nowhere a 1/4", "never 1/4"]);
    assert_eq!(stats_of.stats.runs, exactly(0));
    assert_eq!(stats_of.stats.stopped, exactly(3));
    assert!(stats_of.stats.round.is_none(), "the loop leads to no ending");
    assert!(stats_of.stats.endless);
    assert_eq!(stats_of.stats.decisions, (Minimum::NoRun, Maximum::NoRun));
}

/// The gambler's ruin: starting at place `i` of `n`, the far end is reached first with probability
/// `i / n`. Sixty places are too many for fractions.
#[test]
fn large_loops_are_solved_within_the_error_given() {
    let steps = 60;
    let node = |at: usize| match at {
        0 => "ruin".to_owned(),
        at if at == steps => "rich".to_owned(),
        at => format!("n{at}"),
    };
    let place = |at: usize| situation(&node(at), [to("down", &node(at - 1)), to("up", &node(at + 1))]);
    let stats_of = stats_of(Scenario { start: node(20), ..scenario((1..steps).map(place), &["ruin", "rich"]) });
    let chances: Vec<_> = stats_of.stats.ends.iter().map(|(_, chance)| chance).collect();
    for (chance, wanted) in chances.iter().zip([2.0 / 3.0, 1.0 / 3.0]) {
        assert!(chance.exact.is_none());
        assert!((chance.value - wanted).abs() <= chance.error, "{chance:?}");
        assert!(chance.error < 1e-9, "{chance:?}");
    }
}

/// Four situations that lead to each other by choice and by chance, each with a way out: small
/// enough for fractions.
#[test]
fn floating_numbers_are_as_near_to_the_fractions_as_they_say() {
    for variant in 0..50_u32 {
        let name = |at: u32| format!("n{}", at % 4);
        let place = |at: u32| {
            let luck = choice(
                "luck",
                [
                    outcome(&name(at + 1 + variant % 3)).chance(1, 3 + variant % 5),
                    outcome(&name(at * variant)).chance(1, 7),
                    outcome(if at.is_multiple_of(2) { "end" } else { "other" }).otherwise(),
                ],
            );
            let mut choices = vec![luck, to("on", &name(at + 1)), to("far", &name(at + variant / 4))];
            choices.truncate(1 + (at + variant) as usize % 3);
            situation(&name(at), choices)
        };
        let scenario = scenario((0..4).map(place), &["end", "other"]);
        let machine = Machine::new(&scenario.numbered(), Keep::Read).expect("the scenario is whole");
        let exact = compute_stats(&machine, &TextLengths::default(), &Limits::default()).ends;
        let rounded = crate::stats::rounded_ends(&machine);
        assert_eq!(exact.len(), rounded.len());
        for ((end, exact), (same, rounded)) in exact.iter().zip(&rounded) {
            assert_eq!(end, same);
            let off = (exact.value - rounded.value).abs();
            assert!(off <= rounded.error + exact.error && rounded.error < 1e-10, "{variant}: {exact:?} {rounded:?}");
        }
    }
}

fn rated(id: &str, next: &str, rating: i8) -> story::Choice {
    choice(id, [if rating == 0 { outcome(next) } else { outcome(next).link("p", rating) }])
}

#[test]
fn the_range_of_a_profile_is_over_the_decisions_met() {
    // A player who goes left decides twice (0 or 4 of 4, then 0 or 1 of 1), one who goes right
    // once.
    let a = situation("a", [to("left", "b"), to("right", "c")]);
    let b = situation("b", [rated("b-good", "c", 2), rated("b-bad", "c", -2)]);
    let c = situation("c", [rated("c-some", "end", 1), rated("c-good", "end", 2)]);
    let stats_of = stats_of(scenario([a, b, c], &["end"]));
    assert_eq!(stats_of.range("p"), "0 1");
    assert_eq!((stats_of.stats.profiles[0].least, stats_of.stats.profiles[0].most), (Minimum::Sum(1), Maximum::Sum(2)));
}

#[test]
fn what_leads_to_no_ending_narrows_the_range() {
    // The best choice of `a` leads to a dead end, so a run that ends gets at most three of its four
    // points.
    let a = situation("a", [rated("good", "void", 2), rated("fair", "b", 1), rated("bad", "b", -2)]);
    let b = situation("b", [rated("b-some", "end", 1), rated("b-none", "end", 0)]);
    let stats_of = stats_of(scenario([a, b, situation("void", [])], &["end"]));
    assert_eq!(stats_of.range("p"), "0 4/5");
}

#[test]
fn a_loop_draws_the_profile_towards_its_own_and_may_never_reach_it() {
    let a = situation("a", [rated("round", "again", 1), rated("out", "b", 0), rated("worse", "b", -1)]);
    let b = situation("b", [rated("b-some", "end", 1), rated("b-none", "end", 0)]);
    let stats_of = stats_of(scenario([a, b], &["end"]));
    // Each pass around the loop earns 2 of 2 points, and the way out 1 of 2 and then 1 of 1: 2/3,
    // 4/5, 6/7 and so on. The worst run earns 0 of 2 and 0 of 1.
    assert_eq!(stats_of.range("p"), "0 ~1");
}

#[test]
fn without_a_decision_that_counts_there_is_no_range() {
    let stats_of = stats_of(scenario([situation("a", [rated("one", "end", 2)])], &["end"]));
    assert_eq!(stats_of.range("p"), "none");
    assert_eq!((stats_of.stats.profiles[0].least, stats_of.stats.profiles[0].most), (Minimum::Sum(0), Maximum::Sum(0)));
}

fn with_results(mut scenario: Scenario, results: &[RunResult]) -> Scenario {
    scenario.endings.iter_mut().zip(results).for_each(|(ending, result)| ending.result = *result);
    scenario
}

#[test]
fn the_best_ending_is_lost_where_no_way_leads_back() {
    let a = situation("a", [to("well", "b"), to("slip", "c"), to("end-it", "bad")]);
    let b = situation("b", [to("on", "good"), to("waste", "c")]);
    let c = situation("c", [to("on", "fair"), to("out", "bad")]);
    let results = [RunResult::Passed, RunResult::Mixed, RunResult::Failed];
    let stats_of = stats_of(with_results(scenario([a, b, c], &["good", "fair", "bad"]), &results));
    let best = stats_of.stats.best.as_ref().expect("a run ends");
    assert_eq!(best.result, RunResult::Passed);
    let lost: Vec<_> =
        best.lost.iter().map(|lost| (words(&stats_of.machine, &lost.run), lost.always, lost.ends)).collect();
    let line = |run: &str, ends| (run.to_owned(), true, ends);
    assert_eq!(lost, [line("slip", false), line("end-it", true), line("well, waste", false)]);
}

#[test]
fn a_choice_that_has_no_outcome_in_some_run_is_lost_in_some_runs_only() {
    let look = story::Choice { once: true, ..to("look", "again") };
    let go = choice("go", [outcome("end").when(chose("a", "look"))]);
    let stats_of = stats_of(with_results(scenario([situation("a", [look, go])], &["end"]), &[RunResult::Passed]));
    let best = stats_of.stats.best.as_ref().expect("a run ends");
    let lost: Vec<_> = best.lost.iter().map(|lost| (words(&stats_of.machine, &lost.run), lost.always)).collect();
    assert_eq!(lost, [("go".to_owned(), false)]);
}

#[test]
fn findings_of_some_runs_are_kept_apart() {
    let a = situation("a", [choice("early", [outcome("b").set(yes("early"))]), to("late", "b")]);
    let b = situation("b", [to("on", "c")]);
    let c = situation("c", [to("good", "good").when(flag("early")), to("bad", "bad")]);
    let results = [RunResult::Passed, RunResult::Failed];
    let stats_of = stats_of(with_results(scenario([a, b, c], &["good", "bad"]).flag("early"), &results));
    let best = stats_of.stats.best.as_ref().expect("a run ends");
    let lost: Vec<_> = best.lost.iter().map(|lost| (words(&stats_of.machine, &lost.run), lost.always)).collect();
    // `bad` is chosen in only one state where the best result was in reach, and there it always
    // loses it.
    assert_eq!(lost, [("late".to_owned(), true), ("early, on, bad".to_owned(), true)]);
}

#[test]
fn players_who_never_read_come_somewhere() {
    let a = situation("a", [rated("one", "b", 2), to("two", "b"), to("three", "b"), rated("four", "bad", -2)]);
    let b = situation(
        "b",
        [to("here", "again"), choice("roll", [outcome("end").chance(1, 3), outcome("bad").otherwise()])],
    );
    let labels = [9, 12, 12, 3, 5, 5].map(|length| LabelLength { words: 1, length });
    let texts = TextLengths { labels: labels.to_vec(), ..TextLengths::default() };
    let stats_of = stats_within(scenario([a, b], &["end", "bad"]), &texts, Limits::default());
    let of = |player: NaivePlayer| stats_of.stats.blind.iter().find(|it| it.player == player).expect("all are there");
    assert_eq!(stats_of.names(&of(NaivePlayer::First).ends), ["never 1"]);
    assert_eq!(
        of(NaivePlayer::First).run.as_ref().map(|run| words(&stats_of.machine, run)),
        Some("one, here".to_owned())
    );
    assert_eq!(stats_of.names(&of(NaivePlayer::Last).ends), ["bad 1"]);
    assert_eq!(shown(&of(NaivePlayer::Last).profiles[0].scores), "0 0");
    // The second of four, the first of two.
    assert_eq!(stats_of.names(&of(NaivePlayer::Middle).ends), ["never 1"]);
    assert_eq!(
        of(NaivePlayer::Longest).run.as_ref().map(|run| words(&stats_of.machine, run)),
        Some("two, here".to_owned())
    );
    assert_eq!(
        of(NaivePlayer::Shortest).run.as_ref().map(|run| words(&stats_of.machine, run)),
        Some("four".to_owned())
    );
    let last_of_b = self::stats_of(scenario(
        [situation(
            "b",
            [to("here", "again"), choice("roll", [outcome("end").chance(1, 3), outcome("bad").otherwise()])],
        )],
        &["end", "bad"],
    ));
    let last = &last_of_b.stats.blind[1];
    assert_eq!(last_of_b.names(&last.ends), ["end 1/3", "bad 2/3"]);
    assert!(last.run.is_none(), "chance has a say");
}

#[test]
fn words_are_those_shown_on_the_way() {
    let texts = TextLengths {
        brief: 100,
        nodes: vec![10, 20, 5],
        outcomes: vec![3, 4, 1],
        sites: vec![[0, 0], [2, 7]],
        labels: [2, 3, 4].map(|words| LabelLength { words, length: 0 }).to_vec(),
    };
    let a = situation("a", [choice("x", [outcome("b").set(yes("f"))]).when(not(flag("f"))), to("y", "end")]);
    let b = situation("b", [to("z", "end")]).says(text_if(flag("f")));
    let stats_of = stats_within(scenario([a, b], &["end"]).flag("f"), &texts, Limits::default());
    // y: 100 + 10, labels 2 + 3, outcome 4, ending 5. x: 100 + 10, labels 5, outcome 3, `b` 20 with
    // 7, label 4, outcome 1, ending 5.
    assert_eq!(stats_of.stats.words, (Minimum::Sum(124), Maximum::Sum(155)));
}

#[test]
fn the_shortest_run_that_faces_nothing_is_shown() {
    let a = situation("a", [to("long", "b"), to("straight", "test"), to("also", "b")]);
    let b = situation("b", [to("round", "c")]);
    let c = situation("c", [to("out", "end"), to("out-too", "end")]);
    let test = situation("test", [rated("good", "end", 1), rated("bad", "end", -1)]);
    let scenario = scenario([a, b, c, test], &["end"]);
    let stats_of = stats_of(scenario.clone());
    assert_eq!(
        stats_of.stats.unfaced[0].as_ref().map(|run| words(&stats_of.machine, run)),
        Some("long, round, out".to_owned())
    );
    assert_eq!(
        stats_of.stats.tested_at[0].iter().map(|node| stats_of.machine.node_id(*node)).collect::<Vec<_>>(),
        ["test"]
    );
    assert_eq!(crate::unfaced_run(&stats_of.machine, "p", &Limits::default()), stats_of.stats.unfaced[0]);
    assert_eq!(crate::unfaced_run(&stats_of.machine, "q", &Limits::default()), None);
}

#[test]
fn an_unfinished_exploration_gives_bounds() {
    let step = |at: u32| {
        let next = if at == 9 { "end".to_owned() } else { format!("n{}", at + 1) };
        situation(&format!("n{at}"), [to("on", &next), to("out", "end")])
    };
    let whole = stats_of(scenario((0..10).map(step), &["end"]));
    assert_eq!((whole.stats.runs.clone(), whole.stats.complete), (exactly(11), true));
    let part = stats_within(scenario((0..10).map(step), &["end"]), &TextLengths::default(), Limits::of_states(4));
    assert_eq!((part.stats.runs.clone(), part.stats.complete), (RunCount::AtLeast(3_u32.into()), false));
    // `n0`, `n1`, `end` and `n2` are stored.
    assert_eq!(part.ends(), ["end ?", "beyond 1/8"]);
    let found = &part.stats.ends[0].1;
    assert!((found.value - 0.875).abs() < 1e-12 && (found.error - 0.125).abs() < 1e-12, "{found:?}");
    assert_eq!(part.stats.decisions, (Minimum::Sum(1), Maximum::Sum(3)));
}

/// Four rooms in a row with a meter, chance, a principle, marks and a loop; only a careful player
/// passes.
fn rooms() -> Scenario {
    let room = |at: usize| format!("r{at}");
    let one = |at: usize| {
        let next = if at == 3 { "good".to_owned() } else { room(at + 1) };
        let careful = outcome(&next).link("p", 1).set(add("m", 1)).when(at_least("m", i64::try_from(at).unwrap_or(0)));
        let careful = choice("careful", [careful, outcome("bad").link("p", -1).otherwise()]);
        let hurry = [outcome(&next).link("p", -1).chance(1, 3), outcome("again").link("p", 1).otherwise()];
        situation(&room(at), [careful, choice("hurry", hurry).once(), to("leave", "bad").when(chose("r1", "hurry"))])
    };
    scenario((0..4).map(one), &["good", "bad"]).meter("m", 0, 4, 0)
}

#[test]
fn whatever_the_bound_what_is_said_is_a_bound() {
    let whole = stats_of(rooms());
    assert!(whole.stats.complete && 20 < whole.stats.states);
    let finite = |count: &RunCount| match count {
        RunCount::Exactly(count) | RunCount::AtLeast(count) => Some(count.clone()),
        RunCount::Unbounded => None,
    };
    let all = finite(&whole.stats.runs).expect("no loop");
    let number = |least: Minimum| match least {
        Minimum::Sum(sum) => Some(sum),
        Minimum::NoRun | Minimum::Unknown => None,
    };
    let highest = |most: Maximum| match most {
        Maximum::Sum(sum) => Some(sum),
        Maximum::Unbounded | Maximum::NoRun | Maximum::Unknown => None,
    };
    let range = |profile: &Profile| match &profile.scores {
        Scores::Between { lowest, highest } => Some((lowest.share.clone(), highest.share.clone())),
        Scores::NoDecision | Scores::Unknown => None,
    };
    let mut bounded = 0;
    for states in 1..whole.stats.states {
        let part = stats_within(rooms(), &TextLengths::default(), Limits::of_states(states)).stats;
        assert_eq!((part.states, part.complete), (states, false));
        assert!(matches!((&part.runs, &part.stopped), (RunCount::AtLeast(_), RunCount::AtLeast(_))), "{states}");
        assert!(finite(&part.runs).is_some_and(|found| found <= all), "{states}");
        let (least, most) = (number(part.decisions.0), highest(part.decisions.1));
        assert!(least.is_none_or(|least| number(whole.stats.decisions.0) <= Some(least)), "{states}");
        assert!(most <= highest(whole.stats.decisions.1), "{states}");
        for (part, whole) in part.profiles.iter().zip(&whole.stats.profiles) {
            let Some(((low, high), (lowest, highest))) = range(part).zip(range(whole)) else { continue };
            assert!(lowest <= low && high <= highest, "{states}");
            bounded += 1;
        }
        assert!(part.ends.iter().any(|(end, _)| *end == End::Beyond), "{states}");
        for (end, chance) in part.ends.iter().filter(|(end, _)| *end != End::Beyond) {
            let truth = whole.stats.ends.iter().find(|(other, _)| other == end).map_or(0.0, |(_, chance)| chance.value);
            let (value, error) = (chance.value, chance.error);
            assert!(
                value - 1e-9 <= truth && truth <= value + error + 1e-9,
                "{states}: {end:?} {value} {error} {truth}"
            );
            assert_eq!(chance.exact, None, "{states}");
        }
        let lost = whole.stats.best.as_ref().map(|best| &best.lost);
        for lost_here in part.best.iter().flat_map(|best| &best.lost) {
            let same = |other: &&LosingChoice| (other.choice, other.outcome) == (lost_here.choice, lost_here.outcome);
            assert!(lost.is_some_and(|lost| lost.iter().any(|other| same(&other))) && !lost_here.always, "{states}");
        }
        for (part, whole) in part.unfaced.iter().zip(&whole.stats.unfaced) {
            assert!(part.is_none() || whole.is_some(), "{states}");
        }
        for (part, whole) in part.taken.iter().zip(&whole.stats.taken) {
            assert!(part <= whole, "{states}");
        }
    }
    assert!(5 < bounded, "{bounded}");
}

#[test]
fn chances_add_up_to_one() {
    let roll = choice("roll", [outcome("a").chance(2, 7), outcome("b").chance(1, 3), outcome("end").otherwise()]);
    let a = situation("a", [roll, to("b", "b"), to("c", "c").once()]);
    let b = situation("b", [to("a", "a"), to("again", "again"), to("end", "end").when(Expr::Visited("c".into()))]);
    let stats_of = stats_of(scenario([a, b, situation("c", [to("back", "a"), to("out", "other")])], &["end", "other"]));
    let sum = stats_of.stats.ends.iter().filter_map(|(_, chance)| chance.exact.clone()).sum::<BigRational>();
    assert_eq!(sum, ratio(1, 1));
}
