//! Small random scenarios; the same seed gives the same scenario. Also used by the tests of the
//! prover, which include this file.
//!
//! Detours lead only from each layer of situations to the next, so that they do not recurse and
//! every scenario is finite.

use super::builder::*;
use super::story::*;

const LAYERS: [&[&str]; 3] = [&["a", "b", "c"], &["d", "e"], &["f"]];
const ENDINGS: [&str; 2] = ["good", "bad"];
/// The range of a meter that fills most of a word.
const WIDE: i64 = 1 << 50;
const PRINCIPLES: [&str; 2] = ["p", "q"];

/// Random numbers: SplitMix64 (Steele, Lea, Flood, 'Fast splittable pseudorandom number
/// generators', 2014).
pub(crate) struct Lot {
    state: u64,
    /// Whether there are meters that fill a word each.
    wide: bool,
    /// The situations with the number of choices of each. A situation without choices continues by
    /// itself or is a dead end.
    plan: Vec<(&'static str, usize)>,
}

impl Lot {
    /// Returns random numbers for a seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self { state: seed, wide: false, plan: Vec::new() }
    }

    /// Returns a number below `count`.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ mixed >> 31) % count as u64) as usize
    }

    fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// Returns an item of a list.
    pub(crate) fn of<'l>(&mut self, list: &[&'l str]) -> &'l str {
        list[self.below(list.len())]
    }
}

/// Returns a random scenario.
pub(crate) fn random(seed: u64) -> Scenario {
    let mut lot = Lot::new(seed);
    lot.wide = lot.percent(30);
    for name in LAYERS.into_iter().flatten() {
        let count = if lot.percent(25) { 0 } else { 1 + lot.below(3) };
        lot.plan.push((name, count));
    }
    let mut situations = Vec::new();
    for (layer, names) in LAYERS.iter().enumerate() {
        for name in *names {
            situations.push(any_situation(&mut lot, layer, name));
        }
    }
    let mut story = scenario(situations, &ENDINGS);
    story.covers.push("p".into());
    story = story.meter("m", -1, 2, 0).meter("n", 0, 3, 3).words("mood", &["calm", "tense", "angry"]).flag("f");
    story = story.variable("g", VariableKind::Flag { start: true });
    if lot.wide {
        story = story.meter("wide", 1 << 40, (1 << 40) + WIDE, 1 << 40).meter("wide-too", -WIDE, 0, 0);
    }
    if lot.percent(30) {
        story = story.brief_says(text_if(any_expr(&mut lot, 1, "a")));
    }
    story.ending_says("good", text_if(any_expr(&mut lot, 1, "b"))).numbered()
}

fn any_situation(lot: &mut Lot, layer: usize, name: &str) -> Situation {
    let mut made = situation(name, []);
    let count = lot.plan.iter().find(|(known, _)| *known == name).map_or(0, |(_, count)| *count);
    for at in 0..count {
        made.choices.push(any_choice(lot, layer, name, at));
    }
    if count == 0 && lot.percent(80) {
        for _ in 0..lot.below(3) {
            let when = Some(cond(any_expr(lot, 1, name)));
            made.next.push(NextCase { when, to: target(any_goal(lot, layer, false)) });
        }
        made.next.push(NextCase { when: None, to: target(any_goal(lot, layer, false)) });
    }
    if lot.percent(30) {
        made = made.set(any_changes(lot, name));
    }
    if lot.percent(40) {
        let (shown, inside) = (any_expr(lot, 1, name), any_expr(lot, 0, name));
        made = made.says(text_inside(shown.clone(), inside)).says(text_otherwise(shown.clone()));
        if lot.percent(40) {
            made = made.says(text_otherwise_if(shown, any_expr(lot, 1, name)));
        }
    }
    made
}

fn any_choice(lot: &mut Lot, layer: usize, name: &str, at: usize) -> Choice {
    let outcomes: Vec<Outcome> = match lot.below(10) {
        0..6 => vec![any_outcome(lot, layer, name)],
        6 | 7 => (0..2).map(|_| any_outcome(lot, layer, name).when(any_expr(lot, 1, name))).collect(),
        8 => {
            vec![any_outcome(lot, layer, name).when(any_expr(lot, 1, name)), any_outcome(lot, layer, name).otherwise()]
        }
        _ => vec![any_outcome(lot, layer, name).chance(1, 3), any_outcome(lot, layer, name).otherwise()],
    };
    let mut made = choice(&format!("{name}-{at}"), outcomes);
    if lot.percent(30) {
        made = made.when(any_expr(lot, 2, name));
    }
    if lot.percent(20) {
        made = made.needs(any_expr(lot, 1, name));
    }
    if lot.percent(20) {
        made = made.once();
    }
    made
}

fn any_outcome(lot: &mut Lot, layer: usize, name: &str) -> Outcome {
    let mut made = outcome(any_goal(lot, layer, true));
    for _ in 0..lot.below(3) {
        made = made.set(any_changes(lot, name));
    }
    if !made.next.is_empty() && lot.percent(25) {
        for _ in 0..=lot.below(2) {
            let when = any_expr(lot, 1, name);
            let goal = if lot.percent(20) { "again" } else { any_goal(lot, layer, false) };
            made = made.leads_if(when, goal);
        }
    }
    for principle in PRINCIPLES {
        if lot.percent(25) {
            made = made.link(principle, [-2, -1, 1, 2][lot.below(4)]);
        }
    }
    if let Some(deeper) = LAYERS.get(layer + 1).filter(|_| lot.percent(35)) {
        made = made.detour(lot.of(deeper));
    }
    if lot.percent(20) {
        made = made.says(text_if(any_expr(lot, 1, name)));
    }
    made
}

/// Returns where something leads: mostly a situation of the same layer, occasionally a `return`
/// with no detour open, or (for an outcome) nowhere.
fn any_goal(lot: &mut Lot, layer: usize, outcome: bool) -> &'static str {
    let inside = 0 < layer;
    match lot.below(100) {
        0..45 => lot.of(LAYERS[layer]),
        45..58 if outcome => "again",
        45..58 => lot.of(LAYERS[layer]),
        58..60 if outcome => "",
        58..62 => "return",
        62..90 if inside => "return",
        90..96 if !inside => lot.of(LAYERS[1]),
        _ => lot.of(&ENDINGS),
    }
}

/// Returns a change, or changes under a condition.
fn any_changes(lot: &mut Lot, here: &str) -> Change {
    if !lot.percent(25) {
        return any_change(lot);
    }
    let count = lot.below(3);
    let when = any_expr(lot, 1, here);
    set_if(when, (0..count).map(|_| any_change(lot)).collect::<Vec<_>>())
}

fn any_change(lot: &mut Lot) -> Change {
    match lot.below(8) {
        0 if lot.wide => add(lot.of(&["wide", "wide-too"]), [WIDE / 2, -WIDE][lot.below(2)]),
        0 | 1 => add("m", [-2, -1, 1, 2][lot.below(4)]),
        2 => add("n", [-1, 1][lot.below(2)]),
        3 => number("m", lot.below(4) as i64 - 1),
        4 => Change::State { variable: "mood".into(), to: lot.of(&["calm", "tense", "angry"]).into() },
        5 => Change::Flag { variable: "g".into(), to: lot.percent(50) },
        _ => Change::Flag { variable: "f".into(), to: lot.percent(70) },
    }
}

/// Returns a condition nested no deeper than `depth`, for use in a situation.
fn any_expr(lot: &mut Lot, depth: usize, here: &str) -> Expr {
    let compare = |left: Operand, is, right: Operand| Expr::Compare { left, is, right };
    let variable = |id: &str| Operand::Variable(id.into());
    let is = [
        Comparison::Equal,
        Comparison::NotEqual,
        Comparison::Less,
        Comparison::LessOrEqual,
        Comparison::Greater,
        Comparison::GreaterOrEqual,
    ][lot.below(6)];
    match lot.below(if depth == 0 { 12 } else { 17 }) {
        0 if lot.wide => compare(variable("wide"), is, Operand::Number((1 << 40) + WIDE / 2)),
        1 if lot.wide => compare(variable("wide-too"), is, Operand::Number(-WIDE / 2)),
        0 | 1 => compare(variable("m"), is, Operand::Number(lot.below(4) as i64 - 1)),
        2 => compare(Operand::Number(lot.below(4) as i64), is, variable("n")),
        3 => compare(variable("m"), is, variable("n")),
        4 => {
            let is = if lot.percent(50) { Comparison::Equal } else { Comparison::NotEqual };
            compare(variable("mood"), is, Operand::Word(lot.of(&["calm", "tense", "angry"]).into()))
        }
        5 => flag("f"),
        6 => flag("g"),
        7 => visited(if lot.percent(50) { here } else { lot.of(LAYERS[0]) }),
        8 => broke(lot.of(&PRINCIPLES)),
        9 => upheld(lot.of(&PRINCIPLES)),
        10 => faced(lot.of(&PRINCIPLES)),
        11 => {
            let made: Vec<&str> = lot.plan.iter().filter(|(_, count)| 0 < *count).map(|(name, _)| *name).collect();
            if made.is_empty() {
                flag("f")
            } else {
                let name = lot.of(&made);
                chose(name, &format!("{name}-0"))
            }
        }
        12 | 13 => not(any_expr(lot, depth - 1, here)),
        14 | 15 => Expr::And(vec![any_expr(lot, depth - 1, here), any_expr(lot, depth - 1, here)]),
        _ => Expr::Or(vec![any_expr(lot, depth - 1, here), any_expr(lot, depth - 1, here)]),
    }
}
