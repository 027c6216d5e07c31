//! The legend, which explains the signs.

use std::fmt::Write as _;

use scn_story::RunResult;

use super::super::layout::Point;
use super::super::measure::wrap_lines;
use super::super::words::{LegendSign, principle_lines, used_signs};
use super::super::{EdgeKind, GraphSheet, NodeKind, Reach};
use super::edges::{draw_line, edge_paint};
use super::nodes::{BoxLook, draw_shape};
use super::xml::{Canvas, Font, TextAlign, draw_text};

const WORDS: Font = Font::with_size(11.0);
const SAMPLE: (f64, f64) = (36.0, 18.0);
const ROW: f64 = 26.0;

/// Draws the legend from `top` on, at most `width` wide, and returns where it ends.
pub(super) fn draw_legend(out: &mut Canvas, sheet: &GraphSheet, left: f64, top: f64, width: f64) -> f64 {
    let (mut x, mut y) = (left, top);
    let mirror = |x: f64| 2.0 * left + width - x;
    let _ = writeln!(out, "<g role=\"graphics-symbol img\">\n<title>Legend</title>");
    for sign in used_signs(sheet) {
        let room = (SAMPLE.0 + 8.0 + WORDS.width_of(sign.meaning()) + 22.0).ceil();
        if left < x && left + width < x + room {
            (x, y) = (left, y + ROW);
        }
        let middle = x + SAMPLE.0 / 2.0;
        let middle = if out.right_to_left { mirror(middle) } else { middle };
        draw_sample(out, sign, Point { x: middle, y: y + ROW / 2.0 });
        let words = x + SAMPLE.0 + 8.0;
        draw_text(out, words, y + 6.0, WORDS, TextAlign::Start(mirror(words)), sign.meaning());
        x += room;
    }
    y += ROW + 4.0;
    for (at, words) in principle_lines(sheet).iter().enumerate() {
        let font = if at == 0 { WORDS.bold() } else { WORDS };
        for words in wrap_lines(words, (width / 8.0) as usize, 3) {
            draw_text(out, left, y, font, TextAlign::Start(left + width), &words);
            y += font.line_height() + 1.0;
        }
    }
    out.push_str("</g>\n");
    y
}

fn draw_sample(out: &mut Canvas, sign: LegendSign, at: Point) {
    let plain =
        BoxLook { kind: NodeKind::Situation, start: false, reach: Reach::Reached, dead_end: false, trap: false };
    let look = match sign {
        LegendSign::Situation => plain,
        LegendSign::Ending => BoxLook { kind: NodeKind::Ending(RunResult::Mixed), ..plain },
        LegendSign::DeadEnd => BoxLook { dead_end: true, ..plain },
        LegendSign::Trap => BoxLook { trap: true, ..plain },
        LegendSign::Unreachable => BoxLook { reach: Reach::Never, ..plain },
        LegendSign::NotSeen => BoxLook { reach: Reach::NotSeen, ..plain },
        LegendSign::Nowhere => BoxLook { kind: NodeKind::Nowhere, ..plain },
        LegendSign::Return => BoxLook { kind: NodeKind::Return, ..plain },
        LegendSign::Next => return draw_arrow(out, EdgeKind::Next, Reach::Reached, at),
        LegendSign::Never => return draw_arrow(out, EdgeKind::Next, Reach::Never, at),
        LegendSign::NotTaken => return draw_arrow(out, EdgeKind::Next, Reach::NotSeen, at),
        LegendSign::Detour => return draw_arrow(out, EdgeKind::Detour, Reach::Reached, at),
    };
    draw_shape(out, look, at, SAMPLE.0, SAMPLE.1);
}

fn draw_arrow(out: &mut Canvas, kind: EdgeKind, reach: Reach, at: Point) {
    let (from, to) = (at.x - SAMPLE.0 / 2.0, at.x + SAMPLE.0 / 2.0);
    draw_line(out, &format!("M{from},{} H{to}", at.y), edge_paint(kind, reach, false));
}
