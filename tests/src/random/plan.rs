//! Plans the content of a random story before it is filled in, so that conditions can refer to what
//! comes later.

use std::ops::Range;

use super::rng::Rng;

/// The names of a story, and how irregular it is.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) rooms: Vec<Room>,
    pub(super) endings: Vec<String>,
    pub(super) principles: Vec<String>,
    pub(super) meters: Vec<Meter>,
    pub(super) flags: Vec<String>,
    pub(super) moods: Vec<String>,
    /// The weights of an outcome's targets: an ending, again, back, forward.
    pub(super) ways: [u32; 4],
    /// The percentage of possible conditions that are used.
    pub(super) conditions: u32,
    /// The percentage of outcomes and situations that change something.
    pub(super) changes: u32,
    /// The percentage of possible links of outcomes that are used.
    pub(super) links: u32,
    /// The percentage of choices that can be made only once.
    pub(super) once: u32,
    /// The percentage of texts with a condition.
    pub(super) texts: u32,
    /// Whether an outcome may lack its `Next:`.
    pub(super) unfinished: bool,
}

/// A situation.
#[derive(Clone, Debug)]
pub(super) struct Room {
    pub(super) id: String,
    pub(super) part: Part,
    pub(super) choices: Vec<String>,
}

/// The role of a situation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// It leads onwards.
    Main,
    /// It belongs to a set of situations that lead only to each other.
    Pit,
    /// It is played as a detour.
    Cellar,
}

/// A meter.
#[derive(Clone, Debug)]
pub(super) struct Meter {
    pub(super) id: String,
    pub(super) low: i64,
    pub(super) high: i64,
}

/// The values of every state variable.
pub(super) const MOODS: [&str; 3] = ["calm", "tense", "angry"];

impl Plan {
    pub(super) fn new(rng: &mut Rng) -> Self {
        Self::with_further_rooms(rng, 2..6)
    }

    /// Creates a plan in which a story that only goes forward has some more rooms than others. The
    /// upper end of the range is excluded.
    fn with_further_rooms(rng: &mut Rng, further: Range<usize>) -> Self {
        // A scenario that only goes forward may have many choices; in one with cycles, every subset
        // of them is a moment of its own.
        let (ways, most) = if rng.with_percent(65) {
            ([rng.share_between(1, 3), rng.share_between(2, 7), rng.share_between(2, 7), 7], 6 + rng.number_below(5))
        } else {
            ([rng.share_between(0, 2), 0, 0, 12], 24)
        };
        let mut parts = vec![Part::Main; 1 + rng.weighted_index(&[1, 3, 5, 4, 2])];
        // Some stories that only go forward have more than a hundred runs.
        if ways[1] == 0 {
            parts.extend(vec![Part::Main; further.start + rng.number_below(further.len())]);
        }
        parts.extend(vec![Part::Pit; rng.weighted_index(&[65, 15, 15, 5])]);
        parts.extend(vec![Part::Cellar; rng.weighted_index(&[50, 30, 20])]);
        let mut rooms_left = most;
        let mut rooms = Vec::new();
        for (number, part) in parts.into_iter().enumerate() {
            let weights = if number == 0 { [3, 3, 44, 50] } else { [12, 14, 44, 30] };
            let count = rng.weighted_index(&weights).min(rooms_left);
            rooms_left -= count;
            let choices = (1..=count).map(|choice| format!("do-{choice}")).collect();
            rooms.push(Room { id: format!("room-{}", number + 1), part, choices });
        }
        let numbered_names =
            |word: &str, count: usize| (1..=count).map(|at| format!("{word}-{at}")).collect::<Vec<_>>();
        let meters = numbered_names("meter", rng.weighted_index(&[30, 45, 25]));
        let meters = meters.into_iter().map(|id| {
            let low = rng.number_between(-3, 2);
            // A wide meter makes states longer than one word. In a story with cycles, it would make
            // too many moments.
            let wide = if ways[1] == 0 && rng.with_percent(60) { 1 << 45 } else { 0 };
            Meter { id, low, high: low + rng.number_between(1, 5) + wide }
        });
        Self {
            rooms,
            meters: meters.collect(),
            endings: numbered_names("end", 1 + rng.weighted_index(&[40, 40, 20])),
            principles: numbered_names("care", rng.weighted_index(&[10, 45, 30, 15])),
            flags: numbered_names("flag", rng.weighted_index(&[40, 40, 20])),
            moods: numbered_names("mood", rng.weighted_index(&[70, 30])),
            ways,
            conditions: rng.share_between(5, 40),
            changes: rng.share_between(20, 70),
            links: rng.share_between(20, 60),
            once: rng.share_between(0, 50),
            texts: rng.share_between(0, 30),
            unfinished: rng.with_percent(4),
        }
    }

    /// Creates a plan with more and wider meters, and little else that multiplies states.
    pub(super) fn of_meters(rng: &mut Rng) -> Self {
        let mut plan = Self::with_further_rooms(rng, 1..4);
        let meters = (1..=2 + rng.number_below(3)).map(|at| {
            let low = rng.number_between(-20, 10);
            Meter { id: format!("meter-{at}"), low, high: low + rng.number_between(3, 14) }
        });
        plan.meters = meters.collect();
        plan.flags.truncate(1);
        plan.moods.clear();
        plan.once = rng.share_between(0, 5);
        plan.ways = [1, rng.share_between(3, 8), rng.share_between(3, 6), 6];
        plan.changes = rng.share_between(60, 100);
        plan.conditions = rng.share_between(8, 28);
        for room in plan.rooms.iter_mut().filter(|room| !room.choices.is_empty()) {
            let count = room.choices.len();
            room.choices.extend((count + 1..=count + 1 + rng.number_below(3)).map(|choice| format!("do-{choice}")));
        }
        plan
    }

    /// Returns the indices of the rooms with a role.
    pub(super) fn rooms_with_part(&self, part: Part) -> Vec<usize> {
        let rooms = self.rooms.iter().enumerate();
        rooms.filter(|(_, room)| room.part == part).map(|(at, _)| at).collect()
    }
}
