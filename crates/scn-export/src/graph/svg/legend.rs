//! The legend, which explains the signs.

use std::fmt::Write as _;

use scn_story::RunResult;

use super::super::layout::Point;
use super::super::measure::wrap;
use super::super::words::{Sign, principle_lines, signs};
use super::super::{EdgeKind, NodeKind, Reach, Sheet};
use super::edges::{line, paint};
use super::nodes::{Look, shape};
use super::xml::{Font, Held, Paper, text};

const WORDS: Font = Font::of(11.0);
const SAMPLE: (f64, f64) = (36.0, 18.0);
const ROW: f64 = 26.0;

/// Draws the legend from `top` on, at most `width` wide, and returns where it ends.
pub(super) fn draw(out: &mut Paper, sheet: &Sheet, left: f64, top: f64, width: f64) -> f64 {
    let (mut x, mut y) = (left, top);
    let mirrored = |x: f64| 2.0 * left + width - x;
    let _ = writeln!(out, "<g role=\"graphics-symbol img\">\n<title>Legend</title>");
    for sign in signs(sheet) {
        let room = (SAMPLE.0 + 8.0 + WORDS.width(sign.words()) + 22.0).ceil();
        if left < x && left + width < x + room {
            (x, y) = (left, y + ROW);
        }
        let middle = x + SAMPLE.0 / 2.0;
        let middle = if out.right_to_left { mirrored(middle) } else { middle };
        sample(out, sign, Point { x: middle, y: y + ROW / 2.0 });
        let words = x + SAMPLE.0 + 8.0;
        text(out, words, y + 6.0, WORDS, Held::Start(mirrored(words)), sign.words());
        x += room;
    }
    y += ROW + 4.0;
    for (at, words) in principle_lines(sheet).iter().enumerate() {
        let font = if at == 0 { WORDS.bold() } else { WORDS };
        for words in wrap(words, (width / 8.0) as usize, 3) {
            text(out, left, y, font, Held::Start(left + width), &words);
            y += font.line() + 1.0;
        }
    }
    out.push_str("</g>\n");
    y
}

fn sample(out: &mut Paper, sign: Sign, at: Point) {
    let plain = Look { kind: NodeKind::Situation, start: false, reach: Reach::Reached, dead_end: false, trap: false };
    let look = match sign {
        Sign::Situation => plain,
        Sign::Ending => Look { kind: NodeKind::Ending(RunResult::Mixed), ..plain },
        Sign::DeadEnd => Look { dead_end: true, ..plain },
        Sign::Trap => Look { trap: true, ..plain },
        Sign::Unreachable => Look { reach: Reach::Never, ..plain },
        Sign::NotSeen => Look { reach: Reach::NotSeen, ..plain },
        Sign::Nowhere => Look { kind: NodeKind::Nowhere, ..plain },
        Sign::Return => Look { kind: NodeKind::Return, ..plain },
        Sign::Next => return arrow(out, EdgeKind::Next, Reach::Reached, at),
        Sign::Never => return arrow(out, EdgeKind::Next, Reach::Never, at),
        Sign::NotTaken => return arrow(out, EdgeKind::Next, Reach::NotSeen, at),
        Sign::Detour => return arrow(out, EdgeKind::Detour, Reach::Reached, at),
    };
    shape(out, look, at, SAMPLE.0, SAMPLE.1);
}

fn arrow(out: &mut Paper, kind: EdgeKind, reach: Reach, at: Point) {
    let (from, to) = (at.x - SAMPLE.0 / 2.0, at.x + SAMPLE.0 / 2.0);
    line(out, &format!("M{from},{} H{to}", at.y), paint(kind, reach, false));
}
