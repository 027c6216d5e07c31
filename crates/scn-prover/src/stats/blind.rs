//! Results of players who never read.

use scn_story::ChoiceIx;

use super::graph::{Graph, NONE, StepTarget};
use super::profile::{Points, make_profile};
use super::view::GraphView;
use super::{BlindResult, NaivePlayer, TextLengths, absorb};
use crate::Witness;

/// Returns the choice that a player takes among those on offer, which are in source order.
pub(super) fn pick_choice(player: NaivePlayer, open: &[ChoiceIx], texts: &TextLengths) -> Option<ChoiceIx> {
    let label_length = |choice: &ChoiceIx| texts.label_of(*choice).length;
    match player {
        NaivePlayer::First => open.first().copied(),
        NaivePlayer::Last => open.last().copied(),
        NaivePlayer::Middle => open.get(open.len().saturating_sub(1) / 2).copied(),
        // Take the first of several; `max_by_key` would return the last.
        NaivePlayer::Longest => {
            open.iter().copied().reduce(|a, b| if label_length(&a) < label_length(&b) { b } else { a })
        }
        NaivePlayer::Shortest => {
            open.iter().copied().reduce(|a, b| if label_length(&b) < label_length(&a) { b } else { a })
        }
    }
}

/// Plays a scenario as the player does. `points` holds the points of each principle.
pub(super) fn play_blind(
    graph: &Graph<'_>,
    player: NaivePlayer,
    texts: &TextLengths,
    points: &[Points],
) -> BlindResult {
    let mut keep = vec![false; graph.moves.len()];
    for state in 0..graph.len() as u32 {
        let state_moves = || graph.step_range(state).map(|at| (at, graph.moves[at as usize]));
        let mut open: Vec<ChoiceIx> = Vec::new();
        for (_, step) in state_moves().filter(|(_, step)| step.choice != NONE) {
            if open.last() != Some(&ChoiceIx(step.choice)) {
                open.push(ChoiceIx(step.choice));
            }
        }
        let picked = pick_choice(player, &open, texts).map_or(NONE, |choice| choice.0);
        for (at, _) in state_moves().filter(|(_, step)| step.choice == picked) {
            keep[at as usize] = true;
        }
    }
    let view = GraphView::new(graph, Some(keep));
    let profiles = (0..).zip(points).map(|(at, points)| make_profile(&view, scn_story::PrincipleIx(at), points));
    BlindResult { player, run: only_run(&view), ends: absorb::end_chances(&view), profiles: profiles.collect() }
}

/// Returns the only possible run, if chance does not affect it, up to where it stops or returns to
/// a state it has already passed through.
fn only_run(view: &GraphView<'_, '_>) -> Option<Witness> {
    let mut moves = Vec::new();
    let mut visited = vec![false; view.graph.len()];
    let mut state = 0_u32;
    while !std::mem::replace(visited.get_mut(state as usize)?, true) {
        let mut steps = view.steps_from(state);
        let Some((at, step)) = steps.next() else { break };
        if steps.next().is_some() {
            return None;
        }
        moves.push(at);
        match step.to {
            StepTarget::State(to) => state = to,
            StepTarget::NoOutcome | StepTarget::Nowhere | StepTarget::Beyond => break,
        }
    }
    Some(view.graph.to_witness(&moves))
}
