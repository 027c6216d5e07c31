//! Decides which arrows have to be reversed so that no cycle is left.

/// Returns for each arrow whether it closes a cycle. If these arrows are reversed, there are no
/// cycles. The depth-first search starts at `first`, then at each box in order, so that among what
/// a run can reach only arrows that lead back are reversed.
pub(in super::super) fn find_reversed(boxes: usize, arrows: &[(usize, usize)], first: usize) -> Vec<bool> {
    let mut out: Vec<Vec<usize>> = vec![Vec::new(); boxes];
    for (at, (from, _)) in arrows.iter().enumerate() {
        out[*from].push(at);
    }
    let mut turned = vec![false; arrows.len()];
    let mut state = vec![VisitState::Not; boxes];
    for root in std::iter::once(first).chain(0..boxes).filter(|root| *root < boxes) {
        if state[root] != VisitState::Not {
            continue;
        }
        state[root] = VisitState::OnPath;
        let mut path = vec![(root, 0)];
        while let Some((at, next)) = path.last_mut() {
            let Some(arrow) = out[*at].get(*next).copied() else {
                state[*at] = VisitState::Done;
                path.pop();
                continue;
            };
            *next += 1;
            let target = arrows[arrow].1;
            match state[target] {
                VisitState::OnPath => turned[arrow] = true,
                VisitState::Not => {
                    state[target] = VisitState::OnPath;
                    path.push((target, 0));
                }
                VisitState::Done => {}
            }
        }
    }
    turned
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum VisitState {
    Not,
    OnPath,
    Done,
}
