//! Chooses the font size and the layout of the printed page so that it fits one page of A4 and of
//! Letter.

use crate::completion::{Completion, PartDone};
use crate::measure::break_lines;

/// The width of A4 and the height of Letter without margins of 12 mm, in points: the area that both
/// have.
const WIDTH: f64 = 527.0;
const HEIGHT: f64 = 724.0;
/// The part of the height that is used, as the estimate may be too low.
const SLACK: f64 = 0.93;
/// The largest and the smallest size, in quarters of a point. Anything smaller is unreadable.
const LARGEST: u32 = 40;
const SMALLEST: u32 = 20;
/// The space between two columns, relative to the font size.
const COLUMN_GAP: f64 = 1.5;
/// The height of a line, relative to its font size.
const LINE: f64 = 1.3;

/// The height of the seal, and of a logo in its place, relative to the font size.
const SEAL: f64 = 3.0;
const LOGO: f64 = 5.0;
/// The height of the place for a signature, relative to the font size.
const SIGNATURE: f64 = 2.75;

/// How the tables of a page are laid out in print.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// Rows with space between them.
    Wide,
    /// Rows without space between them.
    Dense,
    /// Rows without space between them; those of the parts in two columns, each with the date below
    /// the result.
    Columns,
}

/// How a page is printed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Print {
    /// The font size, in points.
    pub(crate) size: f64,
    pub(crate) layout: Layout,
}

/// Returns the largest size at which a completion fits on one page, and the layout with most space
/// in which it does.
pub(crate) fn choose_print(completion: &Completion, has_logo: bool) -> Print {
    let fits_page = |it: &Print| {
        let height = page_height(completion, it.layout, WIDTH / it.size) + if has_logo { LOGO - SEAL } else { 0.0 };
        height * it.size <= HEIGHT * SLACK
    };
    let sizes = (SMALLEST..=LARGEST).rev().map(|quarters| f64::from(quarters) / 4.0);
    let layouts = [Layout::Wide, Layout::Dense, Layout::Columns];
    let mut all = sizes.flat_map(|size| layouts.map(|layout| Print { size, layout }));
    all.find(fits_page).unwrap_or(Print { size: f64::from(SMALLEST) / 4.0, layout: Layout::Columns })
}

/// Estimates the height of a page of a given width, both relative to the font size, by the rules of
/// `page.css`.
fn page_height(it: &Completion, layout: Layout, width: f64) -> f64 {
    // The height of a text at `of` times the size. Bold text is wider.
    let text_height = |words: &str, of: f64, width: f64| break_lines(words, width / of / 1.1).len() as f64 * of * LINE;
    let heading = 1.125 * LINE + 1.0;
    let row = if layout == Layout::Wide { 0.4 } else { 0.1 };
    let mut height = SEAL + 1.6 * LINE + 0.75;
    height += text_height(&it.learner, 1.8, width)
        + text_height(&it.course, 1.3, width)
        + text_height(&it.issuer, 1.0, width)
        + 1.0;
    // Three short lines between these, with their margins.
    height += 3.0 * LINE + 4.0 * 0.25;
    height += [it.duration.is_some(), it.valid_until.is_some()]
        .map(|has| f64::from(u8::from(has)) * (LINE + 0.25))
        .iter()
        .sum::<f64>();
    height += it.signatory.as_ref().map_or(0.0, |name| text_height(name, 1.0, width) + SIGNATURE);
    // The columns of a table: the first is half of the width; the last is as wide as a date.
    let (first, second) = (width / 2.0 - 0.8, width / 2.0 - 10.0);
    if !it.parts.is_empty() {
        height += heading + LINE + row;
        let half = (width - COLUMN_GAP) / 2.0;
        let row_height = |part: &PartDone| {
            let title = format!("{} {}", part.title, part.kind.word());
            let (title_height, result_height) = match layout {
                Layout::Wide | Layout::Dense => {
                    (text_height(&title, 1.0, first), text_height(&part.result, 1.0, second))
                }
                Layout::Columns => {
                    let cell = half / 2.0 - 0.8;
                    (text_height(&title, 1.0, cell), text_height(&part.result, 1.0, cell) + LINE)
                }
            };
            title_height.max(result_height) + row + 0.1
        };
        let column_height = |parts: &[PartDone]| parts.iter().map(row_height).sum::<f64>();
        height += match layout {
            Layout::Wide | Layout::Dense => column_height(&it.parts),
            Layout::Columns => {
                let (left, right) = it.parts.split_at(it.parts.len().div_ceil(2));
                column_height(left).max(column_height(right))
            }
        };
        height += it.pass_mark.as_ref().map_or(0.0, |mark| text_height(mark, 1.0, width) + 2.0);
    }
    if !it.profile.is_empty() {
        height += heading + LINE + row;
        for principle in &it.profile {
            height += text_height(&principle.title, 1.0, first).max(LINE + 0.9) + row + 0.1;
        }
        height += text_height(&it.closing, 1.0, width) + 2.0;
    }
    // The facts, one line each, of which the longest are wrapped; and how to verify them.
    height + heading + 7.0 * 0.875 * LINE + 4.0 * 0.875 * LINE + 2.0
}
