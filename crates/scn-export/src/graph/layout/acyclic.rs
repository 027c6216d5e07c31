//! Decides which arrows have to be reversed so that no cycle is left.

/// Returns for each arrow whether it closes a cycle. If these arrows are reversed, there are no
/// cycles. The depth-first search starts at `first`, then at each box in order, so that among what
/// a run can reach only arrows that lead back are reversed.
pub(super) fn find_reversed(boxes: usize, arrows: &[(usize, usize)], first: usize) -> Vec<bool> {
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

/// Returns for each arrow whether it leads to a box that a breadth-first search finds earlier. If
/// these arrows are reversed, there are no cycles either.
///
/// More arrows are reversed than by [`find_reversed`], but a box is hardly further down than the
/// number of arrows from `first` to it. A depth-first search of many boxes that are linked at
/// random finds a path through most of them, and nearly as many layers.
pub(super) fn find_reversed_by_breadth(boxes: usize, arrows: &[(usize, usize)], first: usize) -> Vec<bool> {
    let mut out: Vec<Vec<usize>> = vec![Vec::new(); boxes];
    for (from, to) in arrows {
        out[*from].push(*to);
    }
    let mut place = vec![None; boxes];
    let mut found = Vec::with_capacity(boxes);
    for root in std::iter::once(first).chain(0..boxes).filter(|root| *root < boxes) {
        let mut next = found.len();
        let mut find = |at: usize, found: &mut Vec<usize>| {
            if place[at].is_none() {
                place[at] = Some(found.len());
                found.push(at);
            }
        };
        find(root, &mut found);
        while let Some(at) = found.get(next).copied() {
            next += 1;
            out[at].iter().for_each(|to| find(*to, &mut found));
        }
    }
    arrows.iter().map(|(from, to)| place[*to] < place[*from]).collect()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum VisitState {
    Not,
    OnPath,
    Done,
}
