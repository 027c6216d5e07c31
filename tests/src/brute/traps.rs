//! Traps: moments among which a run circles for ever.
//!
//! A trap consists of the situations of a minimal closed set of trapped moments. A run is in it as
//! soon as it is trapped and can reach each of these situations and no others. Neither depends on
//! how finely moments are distinguished, so full detail is used.

use std::collections::{BTreeMap, BTreeSet};

use super::explore::Moments;
use super::facts::{Pick, Run};

/// A trap, given by its situations.
pub type Rooms<'a> = BTreeSet<&'a str>;

/// When and where a run first enters a trap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrapEntry<'a> {
    /// The shortest run into it.
    pub run: Run<'a>,
    /// The first situation of the trap that this run reaches once it is trapped.
    pub at: &'a str,
}

/// Returns the traps of a scenario.
#[must_use]
pub fn find_traps<'a>(moments: &Moments<'a>) -> BTreeMap<Rooms<'a>, TrapEntry<'a>> {
    let trapped = trapped_moments(moments);
    let rooms = reachable_rooms(moments, &trapped);
    let closed_rooms: BTreeSet<&Rooms<'a>> =
        closed_sets(moments, &trapped).iter().map(|moment| &rooms[moment]).collect();
    let mut traps = BTreeMap::new();
    for moment in &trapped {
        let rooms = &rooms[moment];
        if closed_rooms.contains(rooms) && !traps.contains_key(rooms) {
            let run = moments.all[*moment].run.clone();
            let situation = first_trapped(moments, &run, rooms, &trapped).expect("the run comes into the trap");
            traps.insert(rooms.clone(), TrapEntry { run, at: situation });
        }
    }
    traps
}

/// Returns, for each trapped moment, the situations that runs reach from it, including its own.
fn reachable_rooms<'a>(moments: &Moments<'a>, trapped: &BTreeSet<usize>) -> BTreeMap<usize, Rooms<'a>> {
    let own_room = |moment: &usize| (*moment, Rooms::from([moments.all[*moment].state.node]));
    let mut rooms: BTreeMap<usize, Rooms<'a>> = trapped.iter().map(own_room).collect();
    loop {
        let mut grown = false;
        for moment in trapped.iter().rev() {
            let ahead = moments.all[*moment].next.iter().flat_map(|(_, next)| rooms[next].clone());
            let all_rooms: Rooms<'a> = rooms[moment].iter().copied().chain(ahead).collect();
            grown |= all_rooms.len() > rooms[moment].len();
            rooms.insert(*moment, all_rooms);
        }
        if !grown {
            return rooms;
        }
    }
}

/// Returns one moment of each minimal closed set of trapped moments.
fn closed_sets(moments: &Moments<'_>, trapped: &BTreeSet<usize>) -> Vec<usize> {
    let mut next: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    let mut predecessors: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for moment in trapped {
        for (_, after) in &moments.all[*moment].next {
            next.entry(*moment).or_default().insert(*after);
            predecessors.entry(*after).or_default().insert(*moment);
        }
    }
    let mut representatives = Vec::new();
    let mut open = trapped.clone();
    while let Some(one) = open.first().copied() {
        let leading_here = reachable_from(one, &predecessors);
        if reachable_from(one, &next).is_subset(&leading_here) {
            representatives.push(one);
        }
        // A moment that leads here is either in the same set or in none.
        open.retain(|other| !leading_here.contains(other));
    }
    representatives
}

/// Returns the first of some situations that a run reaches once it is trapped.
fn first_trapped<'a>(
    moments: &Moments<'a>,
    run: &Run<'_>,
    rooms: &Rooms<'_>,
    trapped: &BTreeSet<usize>,
) -> Option<&'a str> {
    let mut moment_index = 0;
    let mut remaining_picks = run.picks.as_slice();
    // A run that continues without choices for longer than there are moments repeats one.
    for _ in 0..moments.all.len() + run.picks.len() {
        let moment = moments.all.get(moment_index)?;
        if trapped.contains(&moment_index) && rooms.contains(moment.state.node) {
            return Some(moment.state.node);
        }
        let (picks, next) = moment.next.iter().find(|(picks, _)| remaining_picks.starts_with(picks))?;
        remaining_picks = remaining_picks.get(picks.len()..)?;
        moment_index = *next;
    }
    None
}

/// Returns the moments from which no run can stop.
fn trapped_moments(moments: &Moments<'_>) -> BTreeSet<usize> {
    let mut free: BTreeSet<usize> = (0..moments.all.len()).filter(|moment| moments.all[*moment].stops).collect();
    loop {
        let previous_count = free.len();
        for (number, moment) in moments.all.iter().enumerate().rev() {
            if moment.next.iter().any(|(_, next)| free.contains(next)) {
                free.insert(number);
            }
        }
        if free.len() == previous_count {
            return (0..moments.all.len()).filter(|moment| !free.contains(moment)).collect();
        }
    }
}

/// Numbers some moments so that two of them share a number if and only if the same can be done and
/// seen from both for ever after, as far as this leads to others of them.
pub(super) fn future_classes(moments: &Moments<'_>, trapped: &BTreeSet<usize>) -> BTreeMap<usize, usize> {
    type Signature<'m, 'a> = (usize, &'a str, Vec<(&'m [Pick<'a>], usize)>);
    let mut class: BTreeMap<usize, usize> = trapped.iter().map(|moment| (*moment, 0)).collect();
    let mut count = 0;
    loop {
        let mut numbers: BTreeMap<Signature<'_, '_>, usize> = BTreeMap::new();
        let mut finer = BTreeMap::new();
        for number in trapped {
            let moment = &moments.all[*number];
            let next = moment.next.iter();
            let next = next.filter_map(|(picks, next)| Some((picks.as_slice(), *class.get(next)?))).collect();
            let fresh = numbers.len();
            finer.insert(*number, *numbers.entry((class[number], moment.state.node, next)).or_insert(fresh));
        }
        class = finer;
        if numbers.len() == count {
            return class;
        }
        count = numbers.len();
    }
}

/// Returns everything that can be reached from `one`, including itself.
pub(super) fn reachable_from(one: usize, next: &BTreeMap<usize, BTreeSet<usize>>) -> BTreeSet<usize> {
    let mut reached = BTreeSet::from([one]);
    let mut waiting = vec![one];
    while let Some(here) = waiting.pop() {
        let fresh = next.get(&here).into_iter().flatten().filter(|there| reached.insert(**there));
        waiting.extend(fresh);
    }
    reached
}
