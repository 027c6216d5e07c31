//! Properties that hold for every score, whatever the story.

use std::collections::BTreeMap;

use proptest::prelude::*;
use scn_run::{Debrief, Event, Playable, Score, Session};
use scn_story::{Choice, Scenario};

use super::builder::*;
use super::*;

const PRINCIPLES: [&str; 3] = ["p0", "p1", "p2"];

/// For each decision, choice and outcome, the ratings on each principle; 0 means not named.
type Ratings = Vec<Vec<Vec<[i8; 3]>>>;

fn ratings() -> impl Strategy<Value = Ratings> {
    let outcome = prop::array::uniform3(-2_i8..=2);
    let choice = prop::collection::vec(outcome, 1..3);
    let decision = prop::collection::vec(choice, 1..4);
    prop::collection::vec(decision, 1..6)
}

/// A story in which every choice of a decision leads to the next decision; if the choice has
/// several outcomes, the outcome is random.
fn straight(ratings: &Ratings) -> Scenario {
    let mut situations = Vec::new();
    for (at, decision) in ratings.iter().enumerate() {
        let next = if at + 1 < ratings.len() { format!("d{}", at + 1) } else { "end".to_owned() };
        let one = |(number, outcomes): (usize, &Vec<[i8; 3]>)| -> Choice {
            let count = u32::try_from(outcomes.len()).expect("few");
            let made = outcomes.iter().map(|ratings| {
                let made = if 1 < count { outcome(&next).chance(1, count) } else { outcome(&next) };
                let named = PRINCIPLES.iter().zip(ratings).filter(|(_, rating)| **rating != 0);
                named.fold(made, |made, (principle, rating)| made.link(principle, *rating))
            });
            choice(&format!("c{number}"), made)
        };
        situations.push(situation(&format!("d{at}"), decision.iter().enumerate().map(one)));
    }
    scenario(situations, &["end"])
}

/// Returns the choice and outcome taken at each decision, from arbitrary numbers.
fn path(ratings: &Ratings, picks: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let pick = |(decision, (choice, outcome)): (&Vec<Vec<[i8; 3]>>, &(usize, usize))| {
        let choice = choice % decision.len();
        (choice, outcome % decision[choice].len())
    };
    ratings.iter().zip(picks).map(pick).collect()
}

fn events(story: &Story, path: &[(String, usize)]) -> Vec<Event> {
    let playable = Playable::new(story, None).expect("the scenario is whole");
    let mut session = Session::start(&playable, 0, None);
    for (choice, outcome) in path {
        session.choose(choice, u32::try_from(outcome + 1).ok()).expect("it is on offer");
    }
    session.events().to_vec()
}

/// Returns the scores of a run, by principle.
fn scores(story: &Story, path: &[(String, usize)]) -> BTreeMap<String, Score> {
    let playable = Playable::new(story, None).expect("the scenario is whole");
    let debrief = Debrief::from_events(&playable, &events(story, path), None).expect("it happened");
    debrief.profile.into_iter().map(|entry| (entry.principle, entry.score)).collect()
}

fn named(path: &[(usize, usize)]) -> Vec<(String, usize)> {
    path.iter().map(|(choice, outcome)| (format!("c{choice}"), *outcome)).collect()
}

fn share(scores: &BTreeMap<String, Score>, principle: &str) -> Option<f64> {
    scores.get(principle).and_then(|score| score.share())
}

fn picks() -> impl Strategy<Value = Vec<(usize, usize)>> {
    prop::collection::vec((0..12_usize, 0..12_usize), 6)
}

proptest! {
    #[test]
    fn a_score_is_within_0_and_1_and_is_the_formula(ratings in ratings(), picks in picks()) {
        let path = path(&ratings, &picks);
        let scores = scores(&story_of(straight(&ratings)), &named(&path));
        for (at, principle) in PRINCIPLES.iter().enumerate() {
            let (mut had, mut could, mut decisions) = (0, 0, 0);
            for (decision, (choice, outcome)) in ratings.iter().zip(&path) {
                let all = || decision.iter().flatten().map(|ratings| i32::from(ratings[at]));
                let (low, high) = (all().min().unwrap_or(0), all().max().unwrap_or(0));
                if low < high {
                    had += i32::from(decision[*choice][*outcome][at]) - low;
                    could += high - low;
                    decisions += 1;
                }
            }
            let score = scores.get(*principle).copied().unwrap_or_default();
            prop_assert_eq!(score.decisions, decisions);
            let expected = (0 < could).then(|| f64::from(had) / f64::from(could));
            prop_assert_eq!(score.share(), expected);
            prop_assert!(score.share().is_none_or(|share| (0.0..=1.0).contains(&share)));
        }
    }

    #[test]
    fn a_higher_rated_choice_with_the_same_next_never_lowers_a_score(
        ratings in ratings(), picks in picks(), at in 0..6_usize, other in (0..12_usize, 0..12_usize),
    ) {
        let story = story_of(straight(&ratings));
        let before = path(&ratings, &picks);
        let at = at % ratings.len();
        let mut changed = picks;
        changed[at] = other;
        let after = path(&ratings, &changed);
        let (scores_before, scores_after) = (scores(&story, &named(&before)), scores(&story, &named(&after)));
        for (index, principle) in PRINCIPLES.iter().enumerate() {
            let rating = |path: &[(usize, usize)]| ratings[at][path[at].0][path[at].1][index];
            let (was, is) = (share(&scores_before, principle), share(&scores_after, principle));
            prop_assert_eq!(was.is_some(), is.is_some());
            if rating(&before) <= rating(&after) {
                prop_assert!(was <= is, "{principle}: {was:?} {is:?}");
            }
            if rating(&before) < rating(&after) {
                prop_assert!(was < is, "{principle}: {was:?} {is:?}");
            }
        }
    }

    #[test]
    fn a_score_does_not_hang_on_the_order_of_choices_or_on_names(
        ratings in ratings(), picks in picks(), by in 1..5_usize, shuffle: bool,
    ) {
        let path = path(&ratings, &picks);
        let plain = scores(&story_of(straight(&ratings)), &named(&path));

        let mut turned = straight(&ratings);
        let mut endings = Vec::new();
        for situation in &mut turned.situations {
            let turn = by % situation.choices.len();
            situation.choices.rotate_left(turn);
            situation.id = format!("x-{}", situation.id);
            for choice in &mut situation.choices {
                choice.id = format!("y-{}", choice.id);
                for outcome in &mut choice.outcomes {
                    for case in &mut outcome.next {
                        if let scn_story::Target::Node(id) = &mut case.to {
                            *id = format!("x-{id}");
                        }
                    }
                    for link in &mut outcome.links {
                        link.principle = format!("z-{}", link.principle);
                    }
                }
            }
        }
        turned.start = format!("x-{}", turned.start);
        for ending in &mut turned.endings {
            ending.id = format!("x-{}", ending.id);
            endings.push(ending.id.clone());
        }
        let mut story = story_of(turned);
        story.pack.shuffle = shuffle;
        let renamed: Vec<(String, usize)> = named(&path).into_iter().map(|(id, outcome)| (format!("y-{id}"), outcome)).collect();
        let turned = scores(&story, &renamed);
        let back: BTreeMap<String, Score> =
            turned.into_iter().map(|(id, score)| (id.trim_start_matches("z-").to_owned(), score)).collect();
        prop_assert_eq!(plain, back);
    }

    #[test]
    fn doing_the_best_there_is_scores_1_and_the_worst_0(ratings in ratings()) {
        let story = story_of(straight(&ratings));
        for (index, principle) in PRINCIPLES.iter().enumerate() {
            for (best, expected) in [(true, 1.0), (false, 0.0)] {
                let sign = if best { 1 } else { -1 };
                let path: Vec<(usize, usize)> = ratings
                    .iter()
                    .map(|decision| {
                        let all = decision.iter().enumerate().flat_map(|(choice, outcomes)| {
                            outcomes.iter().enumerate().map(move |(outcome, ratings)| (sign * ratings[index], choice, outcome))
                        });
                        all.max().map(|(_, choice, outcome)| (choice, outcome)).expect("a decision has choices")
                    })
                    .collect();
                let share = share(&scores(&story, &named(&path)), principle);
                prop_assert!(share.is_none_or(|share| share == expected), "{share:?}");
            }
        }
    }
}

#[test]
fn only_what_was_on_offer_and_could_happen_counts() {
    // At trust 0 the upholding outcome cannot happen, and the best choice is locked.
    let ask = choice(
        "ask",
        [outcome("end").when(at_least("trust", 1)).link("p", 2), outcome("end").otherwise().link("p", 1)],
    );
    let best = choice("best", [outcome("end").link("p", 2)]).needs(at_least("trust", 1));
    let read = choice("read", [outcome("end").link("p", -1)]);
    let small = |start| {
        story_of(
            scenario([situation("a", [ask.clone(), best.clone(), read.clone()])], &["end"]).meter("trust", 0, 9, start),
        )
    };
    let score = |story: &Story, choice: &str, outcome| scores(story, &[(choice.to_owned(), outcome)])["p"];
    assert_eq!(score(&small(0), "ask", 1), Score { points: 2, of: 2, decisions: 1 });
    assert_eq!(score(&small(0), "read", 0), Score { points: 0, of: 2, decisions: 1 });
    assert_eq!(score(&small(5), "ask", 0), Score { points: 3, of: 3, decisions: 1 });
}

#[test]
fn chance_counts_as_it_falls_and_a_decision_each_time_that_it_is_made() {
    let gamble =
        choice("gamble", [outcome("again").chance(1, 4).link("p", 2), outcome("again").chance(3, 4).link("p", -2)]);
    let best = choice("best", [outcome("again").link("p", 1)]).once();
    let leave = choice("leave", [outcome("end")]);
    let story = story_of(scenario([situation("a", [gamble, best, leave])], &["end"]));
    let score = |path: &[(&str, usize)]| {
        let path: Vec<(String, usize)> = path.iter().map(|(id, outcome)| ((*id).to_owned(), *outcome)).collect();
        scores(&story, &path)["p"]
    };
    assert_eq!(score(&[("gamble", 0)]), Score { points: 4, of: 4, decisions: 1 }, "luck is part of it");
    assert_eq!(score(&[("gamble", 1)]), Score { points: 0, of: 4, decisions: 1 });
    assert_eq!(score(&[("leave", 0)]), Score { points: 2, of: 4, decisions: 1 }, "what is not named is 0");
    assert_eq!(score(&[("best", 0), ("gamble", 0), ("leave", 0)]), Score { points: 3 + 4 + 2, of: 12, decisions: 3 });

    let low = choice("low", [outcome("again").link("p", -1)]);
    let once = choice("once", [outcome("again").link("p", 2)]).once();
    let story = story_of(scenario([situation("a", [low, once])], &["end"]));
    let path = [("once".to_owned(), 0), ("low".to_owned(), 0)];
    assert_eq!(
        scores(&story, &path)["p"],
        Score { points: 3, of: 3, decisions: 1 },
        "what was used up is not on offer"
    );
}
