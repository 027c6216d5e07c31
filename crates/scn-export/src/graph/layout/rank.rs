//! Assigns each box to a layer.

/// The maximum number of passes in which boxes are moved closer to their neighbours.
const PASSES: usize = 60;

/// Returns the layer of each box, from 0 at the top, for arrows without cycles: every arrow leads
/// at least one layer down.
///
/// First, each box is placed as high as possible. Then each is moved, as far as its arrows allow,
/// to the side where it has more of them, until nothing moves. This reduces the total length of the
/// arrows. No layer is empty.
pub(super) fn assign_ranks(boxes: usize, arrows: &[(usize, usize)]) -> Vec<usize> {
    let (mut above, mut below) = (vec![Vec::new(); boxes], vec![Vec::new(); boxes]);
    for (from, to) in arrows {
        below[*from].push(*to);
        above[*to].push(*from);
    }
    let mut ranks = vec![0_usize; boxes];
    let mut unplaced_above: Vec<usize> = above.iter().map(Vec::len).collect();
    let mut sorted: Vec<usize> = (0..boxes).filter(|at| unplaced_above[*at] == 0).collect();
    let mut next = 0;
    while let Some(at) = sorted.get(next).copied() {
        next += 1;
        for to in &below[at] {
            ranks[*to] = ranks[*to].max(ranks[at] + 1);
            unplaced_above[*to] -= 1;
            if unplaced_above[*to] == 0 {
                sorted.push(*to);
            }
        }
    }
    for _ in 0..PASSES {
        let mut moved = false;
        for at in sorted.iter().rev().copied() {
            let highest = above[at].iter().map(|it| ranks[*it] + 1).max();
            let lowest = below[at].iter().map(|it| ranks[*it].saturating_sub(1)).min();
            let target_rank = match (highest, lowest) {
                (_, Some(lowest)) if above[at].len() < below[at].len() => lowest,
                (Some(highest), _) if below[at].len() < above[at].len() => highest,
                (Some(_), Some(_)) | (Some(_), None) | (None, Some(_)) | (None, None) => continue,
            };
            moved |= target_rank != ranks[at];
            ranks[at] = target_rank;
        }
        if !moved {
            break;
        }
    }
    let mut used = ranks.clone();
    used.sort_unstable();
    used.dedup();
    ranks.iter().map(|rank| used.binary_search(rank).unwrap_or_default()).collect()
}
