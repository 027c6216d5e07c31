//! Traps: moments that a run goes round among for ever.
//!
//! Which situations make up a trap is the same however moments are told apart, as long as moments that are taken for one have the same
//! future. When a run is *in* it is not: in full detail the first round through two rooms is another moment than the second, since by then
//! both are marked visited. So two bounds are found for the shortest run into a trap: the earliest, with all moments of one future taken
//! for one, and the latest, with none.

use std::collections::{BTreeMap, BTreeSet};

use super::explore::Moments;
use super::facts::{Pick, Run};

/// A trap, by the situations in it.
pub type Rooms<'a> = BTreeSet<&'a str>;

/// When a run first comes into a trap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entered<'a> {
    /// The earliest run that can be said to be in it.
    pub earliest: Run<'a>,
    /// The earliest run that is in it in every sense.
    pub latest: Run<'a>,
    /// All runs that can be said to be in it: of each moment, the shortest.
    pub inside: BTreeSet<Run<'a>>,
}

/// The traps of a scenario.
#[must_use]
pub fn traps<'a>(moments: &Moments<'a>) -> BTreeMap<Rooms<'a>, Entered<'a>> {
    let trapped = trapped(moments);
    if trapped.is_empty() {
        return BTreeMap::new();
    }
    let one_future = closed(moments, &trapped, &futures(moments, &trapped));
    let all_apart = closed(moments, &trapped, &trapped.iter().map(|moment| (*moment, *moment)).collect());
    let mut traps = BTreeMap::new();
    for (rooms, inside) in one_future {
        let by = |moment: usize| moments.all[moment].run.clone();
        let latest = all_apart.get(&rooms).and_then(BTreeSet::first).copied().expect("both ways find the same traps");
        let earliest = inside.first().copied().expect("a trap has a moment");
        let inside = inside.iter().map(|moment| by(*moment)).collect();
        traps.insert(rooms, Entered { earliest: by(earliest), latest: by(latest), inside });
    }
    traps
}

/// The first of some situations that a run enters; `None` where it enters none of them.
#[must_use]
pub(super) fn first_entered<'a>(moments: &Moments<'a>, run: &Run<'_>, rooms: &BTreeSet<&str>) -> Option<&'a str> {
    let mut moment = moments.all.first()?;
    let mut left = run.picks.as_slice();
    let mut gone_through = 0;
    while !rooms.contains(moment.state.node) {
        let (picks, next) = moment.next.iter().find(|(picks, _)| left.starts_with(picks))?;
        left = left.get(picks.len()..)?;
        moment = moments.all.get(*next)?;
        // A run that goes on by itself for longer than there are moments goes round.
        gone_through += 1;
        if gone_through > moments.all.len() + run.picks.len() {
            return None;
        }
    }
    Some(moment.state.node)
}

/// The moments from which no run comes to a stop.
fn trapped(moments: &Moments<'_>) -> BTreeSet<usize> {
    let mut free: BTreeSet<usize> = (0..moments.all.len()).filter(|moment| moments.all[*moment].stops).collect();
    loop {
        let before = free.len();
        for (number, moment) in moments.all.iter().enumerate().rev() {
            if moment.next.iter().any(|(_, next)| free.contains(next)) {
                free.insert(number);
            }
        }
        if free.len() == before {
            return (0..moments.all.len()).filter(|moment| !free.contains(moment)).collect();
        }
    }
}

/// For each of some moments, a number that it shares with those, and only those, from which the same can be done and seen ever after, as far as
/// it leads to others of them.
pub(super) fn futures(moments: &Moments<'_>, trapped: &BTreeSet<usize>) -> BTreeMap<usize, usize> {
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

/// The smallest closed sets among trapped moments, where those of one class are one: by their situations, all the moments in them.
fn closed<'a>(
    moments: &Moments<'a>,
    trapped: &BTreeSet<usize>,
    class: &BTreeMap<usize, usize>,
) -> BTreeMap<Rooms<'a>, BTreeSet<usize>> {
    let mut next: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    let mut before: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for moment in trapped {
        for (_, after) in &moments.all[*moment].next {
            next.entry(class[moment]).or_default().insert(class[after]);
            before.entry(class[after]).or_default().insert(class[moment]);
        }
    }
    let mut open: BTreeSet<usize> = class.values().copied().collect();
    let mut found: BTreeMap<Rooms<'a>, BTreeSet<usize>> = BTreeMap::new();
    while let Some(one) = open.first().copied() {
        let ahead = spread(one, &next);
        let behind = spread(one, &before);
        if ahead.is_subset(&behind) {
            let inside = || trapped.iter().copied().filter(|moment| ahead.contains(&class[moment]));
            let rooms: Rooms<'a> = inside().map(|moment| moments.all[moment].state.node).collect();
            found.entry(rooms).or_default().extend(inside());
        }
        // Whatever leads here is either in the same set or in none.
        open.retain(|other| !behind.contains(other));
    }
    found
}

/// Everything that can be come to from `one`, itself too.
pub(super) fn spread(one: usize, next: &BTreeMap<usize, BTreeSet<usize>>) -> BTreeSet<usize> {
    let mut reached = BTreeSet::from([one]);
    let mut waiting = vec![one];
    while let Some(here) = waiting.pop() {
        let fresh = next.get(&here).into_iter().flatten().filter(|there| reached.insert(**there));
        waiting.extend(fresh);
    }
    reached
}
