//! Fills a plan: situations, choices, outcomes.

use scn_story::{Choice, Link, NextCase, Outcome, OutcomeWhen, Situation, Target};

use super::conds::{one_of, random_changes, random_cond};
use super::plan::{Part, Plan, Room};
use super::rng::Rng;
use super::text::{outcome_body, plain_words, random_body};

/// Creates a room, its choices and their targets.
pub(super) fn random_situation(rng: &mut Rng, plan: &Plan, at: usize) -> Situation {
    let room = &plan.rooms[at];
    let set = if rng.with_percent(plan.changes / 2) { random_changes(rng, plan) } else { Vec::new() };
    let mut situation = Situation {
        id: room.id.clone(),
        title: if rng.with_percent(12) { String::new() } else { format!("The {} of this story", room.id) },
        set,
        body: random_body(rng, plan, &room.id),
        hints: if rng.with_percent(5) { vec![plain_words("Look around in this room.")] } else { Vec::new() },
        ..Situation::default()
    };
    if room.choices.is_empty() {
        situation.next = random_cases(rng, plan, at);
        return situation;
    }
    for id in &room.choices {
        situation.choices.push(random_choice(rng, plan, at, id));
    }
    if rng.with_percent(8) {
        let last = situation.choices.len() - 1;
        situation.choices[last].after = Some(20);
    }
    situation
}

/// Creates the targets of a situation without choices: some cases with a condition, and a last one
/// without.
fn random_cases(rng: &mut Rng, plan: &Plan, at: usize) -> Vec<NextCase> {
    let count = rng.weighted_index(&[55, 35, 10]);
    let mut cases = Vec::new();
    for number in 0..=count {
        let when = (number < count).then(|| random_cond(rng, plan));
        let mut target = random_target(rng, plan, at);
        while target == Target::Again {
            target = random_target(rng, plan, at);
        }
        cases.push(NextCase { when, to: target });
    }
    cases
}

fn random_choice(rng: &mut Rng, plan: &Plan, at: usize, id: &str) -> Choice {
    let maybe_cond = |rng: &mut Rng, share: u32| rng.with_percent(share).then(|| random_cond(rng, plan));
    let when = maybe_cond(rng, plan.conditions * 2 / 3);
    let needs = maybe_cond(rng, plan.conditions / 3);
    Choice {
        id: id.to_owned(),
        written: true,
        label: plain_words(&format!("Try {id} in the {}.", plan.rooms[at].id)),
        locked: (needs.is_some() && rng.with_percent(50)).then(|| plain_words("It does not open yet.")),
        when,
        needs,
        once: rng.with_percent(plan.once),
        after: None,
        hints: if rng.with_percent(5) { vec![plain_words("Think of what was said.")] } else { Vec::new() },
        outcomes: random_outcomes(rng, plan, at),
    }
}

fn random_outcomes(rng: &mut Rng, plan: &Plan, at: usize) -> Vec<Outcome> {
    let whens = match rng.weighted_index(&[60, 12 + plan.conditions / 2, 12]) {
        0 => vec![OutcomeWhen::Always],
        1 => {
            let mut whens: Vec<_> =
                (0..=rng.number_below(2)).map(|_| OutcomeWhen::If(random_cond(rng, plan))).collect();
            if rng.with_percent(60) {
                whens.push(OutcomeWhen::Otherwise);
            }
            whens
        }
        _ => random_chances(rng),
    };
    whens.into_iter().map(|when| random_outcome(rng, plan, at, when)).collect()
}

/// Creates probabilities that add up to one.
fn random_chances(rng: &mut Rng) -> Vec<OutcomeWhen> {
    let to_chance = |numerator, denominator| OutcomeWhen::Chance { numerator, denominator };
    match rng.number_below(4) {
        0 => vec![to_chance(1, 2), to_chance(1, 2)],
        1 => vec![to_chance(1, 4), OutcomeWhen::Otherwise],
        2 => vec![to_chance(1, 6), to_chance(1, 3), to_chance(1, 2)],
        _ => vec![to_chance(2, 5), to_chance(1, 5), OutcomeWhen::Otherwise],
    }
}

fn random_outcome(rng: &mut Rng, plan: &Plan, at: usize, when: OutcomeWhen) -> Outcome {
    let mut links = Vec::new();
    for principle in &plan.principles {
        if rng.with_percent(plan.links) {
            let rating = *rng.pick_one(&[2, 1, -1, -2]).expect("there are ratings");
            links.push(Link { principle: principle.clone(), rating, because: plain_words("That is how it is meant.") });
        }
    }
    let next = if plan.unfinished && rng.with_percent(15) { Vec::new() } else { random_next(rng, plan, at) };
    Outcome {
        when,
        body: outcome_body(rng, plan),
        links,
        feedback: if rng.with_percent(5) { vec![plain_words("So it goes.")] } else { Vec::new() },
        set: if rng.with_percent(plan.changes) { random_changes(rng, plan) } else { Vec::new() },
        detour: random_detour(rng, plan, at),
        next,
    }
}

/// Creates the targets of an outcome: mostly one, or several with conditions before the last.
fn random_next(rng: &mut Rng, plan: &Plan, at: usize) -> Vec<NextCase> {
    let count = rng.weighted_index(&[75, 18, 7]);
    let mut cases: Vec<NextCase> =
        (0..count).map(|_| NextCase { when: Some(random_cond(rng, plan)), to: random_target(rng, plan, at) }).collect();
    cases.push(NextCase { when: None, to: random_target(rng, plan, at) });
    cases
}

/// Chooses a cellar to play first, mostly from above.
fn random_detour(rng: &mut Rng, plan: &Plan, at: usize) -> Option<String> {
    let deeper: Vec<usize> = plan.rooms_with_part(Part::Cellar).into_iter().filter(|cellar| *cellar > at).collect();
    let share = if plan.rooms[at].part == Part::Cellar { 25 } else { 35 };
    let cellar = rng.pick_one(&deeper).copied().filter(|_| rng.with_percent(share))?;
    Some(plan.rooms[cellar].id.clone())
}

/// Chooses where a room leads.
fn random_target(rng: &mut Rng, plan: &Plan, at: usize) -> Target {
    let rooms_of = |part: Part| -> Vec<&Room> { plan.rooms.iter().filter(|room| room.part == part).collect() };
    let pick_room = |rng: &mut Rng, rooms: &[&Room]| rng.pick_one(rooms).map(|room| Target::Node(room.id.clone()));
    let pick_ending = |rng: &mut Rng| Target::Node(one_of(rng, &plan.endings));
    match plan.rooms[at].part {
        Part::Pit => match rng.weighted_index(&[30, 66, 4]) {
            0 => Target::Again,
            1 => pick_room(rng, &rooms_of(Part::Pit)).unwrap_or(Target::Again),
            _ => pick_ending(rng),
        },
        Part::Cellar => match rng.weighted_index(&[60, 10, 8, 8, 14]) {
            0 => Target::Return,
            1 => pick_room(rng, &rooms_of(Part::Cellar)).unwrap_or(Target::Return),
            2 => pick_room(rng, &rooms_of(Part::Main)).unwrap_or(Target::Return),
            3 => pick_ending(rng),
            _ => Target::Again,
        },
        Part::Main => {
            // One step in forty is wrong: into a cellar without a detour, or by a `return` without
            // an open detour.
            match rng.number_below(80) {
                0 => return Target::Return,
                1 if !rooms_of(Part::Cellar).is_empty() => {
                    return pick_room(rng, &rooms_of(Part::Cellar)).unwrap_or(Target::Return);
                }
                _ => {}
            }
            let back: Vec<&Room> = plan.rooms.iter().take(at).filter(|room| room.part == Part::Main).collect();
            let ahead: Vec<&Room> = plan.rooms.iter().skip(at + 1).filter(|room| room.part != Part::Cellar).collect();
            match rng.weighted_index(&plan.ways) {
                0 => pick_ending(rng),
                1 => Target::Again,
                2 => pick_room(rng, &back).unwrap_or(Target::Again),
                _ => pick_room(rng, &ahead).unwrap_or_else(|| pick_ending(rng)),
            }
        }
    }
}
