//! Fills a plan: situations, choices, outcomes.

use scn_story::{Choice, Link, NextCase, Outcome, OutcomeWhen, Situation, Target};

use super::conds::{changes, cond, one_of};
use super::plan::{Part, Plan, Room};
use super::rng::Rng;
use super::text::{body, outcome_body, words};

/// Creates a room, its choices and their targets.
pub(super) fn situation(rng: &mut Rng, plan: &Plan, at: usize) -> Situation {
    let room = &plan.rooms[at];
    let set = if rng.percent(plan.changes / 2) { changes(rng, plan) } else { Vec::new() };
    let mut situation = Situation {
        id: room.id.clone(),
        title: format!("The {} of this story", room.id),
        set,
        body: body(rng, plan, &room.id),
        hints: if rng.percent(5) { vec![words("Look around in this room.")] } else { Vec::new() },
        ..Situation::default()
    };
    if room.choices.is_empty() {
        situation.next = cases(rng, plan, at);
        return situation;
    }
    for id in &room.choices {
        situation.choices.push(choice(rng, plan, at, id));
    }
    if rng.percent(8) {
        let last = situation.choices.len() - 1;
        situation.choices[last].after = Some(20);
    }
    situation
}

/// Creates the targets of a situation without choices: some cases with a condition, and a last one
/// without.
fn cases(rng: &mut Rng, plan: &Plan, at: usize) -> Vec<NextCase> {
    let count = rng.weighted(&[55, 35, 10]);
    let mut cases = Vec::new();
    for number in 0..=count {
        let when = (number < count).then(|| cond(rng, plan));
        let mut to = target(rng, plan, at);
        while to == Target::Again {
            to = target(rng, plan, at);
        }
        cases.push(NextCase { when, to });
    }
    cases
}

fn choice(rng: &mut Rng, plan: &Plan, at: usize, id: &str) -> Choice {
    let has = |rng: &mut Rng, share: u32| rng.percent(share).then(|| cond(rng, plan));
    let when = has(rng, plan.conditions * 2 / 3);
    let needs = has(rng, plan.conditions / 3);
    Choice {
        id: id.to_owned(),
        written: true,
        label: words(&format!("Try {id} in the {}.", plan.rooms[at].id)),
        locked: (needs.is_some() && rng.percent(50)).then(|| words("It does not open yet.")),
        when,
        needs,
        once: rng.percent(plan.once),
        after: None,
        hints: if rng.percent(5) { vec![words("Think of what was said.")] } else { Vec::new() },
        outcomes: outcomes(rng, plan, at),
    }
}

fn outcomes(rng: &mut Rng, plan: &Plan, at: usize) -> Vec<Outcome> {
    let whens = match rng.weighted(&[60, 12 + plan.conditions / 2, 12]) {
        0 => vec![OutcomeWhen::Always],
        1 => {
            let mut whens: Vec<_> = (0..=rng.below(2)).map(|_| OutcomeWhen::If(cond(rng, plan))).collect();
            if rng.percent(60) {
                whens.push(OutcomeWhen::Otherwise);
            }
            whens
        }
        _ => chances(rng),
    };
    whens.into_iter().map(|when| outcome(rng, plan, at, when)).collect()
}

/// Creates probabilities that add up to one.
fn chances(rng: &mut Rng) -> Vec<OutcomeWhen> {
    let chance = |numerator, denominator| OutcomeWhen::Chance { numerator, denominator };
    match rng.below(4) {
        0 => vec![chance(1, 2), chance(1, 2)],
        1 => vec![chance(1, 4), OutcomeWhen::Otherwise],
        2 => vec![chance(1, 6), chance(1, 3), chance(1, 2)],
        _ => vec![chance(2, 5), chance(1, 5), OutcomeWhen::Otherwise],
    }
}

fn outcome(rng: &mut Rng, plan: &Plan, at: usize, when: OutcomeWhen) -> Outcome {
    let mut links = Vec::new();
    for principle in &plan.principles {
        if rng.percent(plan.links) {
            let rating = *rng.pick(&[2, 1, -1, -2]).expect("there are ratings");
            links.push(Link { principle: principle.clone(), rating, because: words("That is how it is meant.") });
        }
    }
    let next = if plan.unfinished && rng.percent(15) { None } else { Some(target(rng, plan, at)) };
    Outcome {
        when,
        body: outcome_body(rng, plan),
        links,
        feedback: if rng.percent(5) { vec![words("So it goes.")] } else { Vec::new() },
        set: if rng.percent(plan.changes) { changes(rng, plan) } else { Vec::new() },
        detour: detour(rng, plan, at),
        next,
    }
}

/// Chooses a cellar to play first, mostly from above.
fn detour(rng: &mut Rng, plan: &Plan, at: usize) -> Option<String> {
    let deeper: Vec<usize> = plan.of(Part::Cellar).into_iter().filter(|cellar| *cellar > at).collect();
    let share = if plan.rooms[at].part == Part::Cellar { 25 } else { 35 };
    let to = rng.pick(&deeper).copied().filter(|_| rng.percent(share))?;
    Some(plan.rooms[to].id.clone())
}

/// Chooses where a room leads.
fn target(rng: &mut Rng, plan: &Plan, at: usize) -> Target {
    let of = |part: Part| -> Vec<&Room> { plan.rooms.iter().filter(|room| room.part == part).collect() };
    let room = |rng: &mut Rng, rooms: &[&Room]| rng.pick(rooms).map(|room| Target::Node(room.id.clone()));
    let ending = |rng: &mut Rng| Target::Node(one_of(rng, &plan.endings));
    match plan.rooms[at].part {
        Part::Pit => match rng.weighted(&[30, 66, 4]) {
            0 => Target::Again,
            1 => room(rng, &of(Part::Pit)).unwrap_or(Target::Again),
            _ => ending(rng),
        },
        Part::Cellar => match rng.weighted(&[60, 10, 8, 8, 14]) {
            0 => Target::Return,
            1 => room(rng, &of(Part::Cellar)).unwrap_or(Target::Return),
            2 => room(rng, &of(Part::Main)).unwrap_or(Target::Return),
            3 => ending(rng),
            _ => Target::Again,
        },
        Part::Main => {
            // One step in forty is wrong: into a cellar without a detour, or by a `return` without
            // an open detour.
            match rng.below(80) {
                0 => return Target::Return,
                1 if !of(Part::Cellar).is_empty() => return room(rng, &of(Part::Cellar)).unwrap_or(Target::Return),
                _ => {}
            }
            let back: Vec<&Room> = plan.rooms.iter().take(at).filter(|room| room.part == Part::Main).collect();
            let ahead: Vec<&Room> = plan.rooms.iter().skip(at + 1).filter(|room| room.part != Part::Cellar).collect();
            match rng.weighted(&plan.ways) {
                0 => ending(rng),
                1 => Target::Again,
                2 => room(rng, &back).unwrap_or(Target::Again),
                _ => room(rng, &ahead).unwrap_or_else(|| ending(rng)),
            }
        }
    }
}
