//! Results of players who never read.

use scn_story::ChoiceIx;

use super::graph::{Graph, NONE, To};
use super::profile::{Points, profile};
use super::view::View;
use super::{Blind, Player, Texts, absorb};
use crate::Witness;

/// Returns the choice that a player takes among those on offer, which are in source order.
pub(super) fn pick(player: Player, open: &[ChoiceIx], texts: &Texts) -> Option<ChoiceIx> {
    let length = |choice: &ChoiceIx| texts.label(*choice).length;
    match player {
        Player::First => open.first().copied(),
        Player::Last => open.last().copied(),
        Player::Middle => open.get(open.len().saturating_sub(1) / 2).copied(),
        // Take the first of several; `max_by_key` would return the last.
        Player::Longest => open.iter().copied().reduce(|a, b| if length(&a) < length(&b) { b } else { a }),
        Player::Shortest => open.iter().copied().reduce(|a, b| if length(&b) < length(&a) { b } else { a }),
    }
}

/// Plays a scenario as the player does. `points` holds the points of each principle.
pub(super) fn play(graph: &Graph<'_>, player: Player, texts: &Texts, points: &[Points]) -> Blind {
    let mut keep = vec![false; graph.moves.len()];
    for state in 0..graph.len() as u32 {
        let moves = || graph.range(state).map(|at| (at, graph.moves[at as usize]));
        let mut open: Vec<ChoiceIx> = Vec::new();
        for (_, step) in moves().filter(|(_, step)| step.choice != NONE) {
            if open.last() != Some(&ChoiceIx(step.choice)) {
                open.push(ChoiceIx(step.choice));
            }
        }
        let taken = pick(player, &open, texts).map_or(NONE, |choice| choice.0);
        for (at, _) in moves().filter(|(_, step)| step.choice == taken) {
            keep[at as usize] = true;
        }
    }
    let view = View::new(graph, Some(keep));
    let profiles = (0..).zip(points).map(|(at, points)| profile(&view, scn_story::PrincipleIx(at), points));
    Blind { player, run: only_run(&view), ends: absorb::ends(&view), profiles: profiles.collect() }
}

/// Returns the only possible run, if chance does not affect it, up to where it stops or returns to
/// a state it has already passed through.
fn only_run(view: &View<'_, '_>) -> Option<Witness> {
    let mut moves = Vec::new();
    let mut met = vec![false; view.graph.len()];
    let mut state = 0_u32;
    while !std::mem::replace(met.get_mut(state as usize)?, true) {
        let mut steps = view.moves(state);
        let Some((at, step)) = steps.next() else { break };
        if steps.next().is_some() {
            return None;
        }
        moves.push(at);
        match step.to {
            To::State(to) => state = to,
            To::NoOutcome | To::Nowhere | To::Beyond => break,
        }
    }
    Some(view.graph.witness(&moves))
}
