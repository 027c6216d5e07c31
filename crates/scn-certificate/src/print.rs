//! Chooses the font size of the printed page so that it fits one page of A4 and of Letter.

use crate::completion::Completion;
use crate::measure::break_lines;

/// The width of A4 and the height of Letter without margins of 12 mm, in points: the area that both
/// have.
const WIDTH: f64 = 527.0;
const HEIGHT: f64 = 724.0;
/// The part of the height that is used, as the estimate may be too low.
const SLACK: f64 = 0.9;
/// The available sizes, in points. Anything smaller than the last is unreadable.
const SIZES: [f64; 11] = [10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0, 5.5, 5.0];
/// The height of a line, relative to its font size.
const LINE: f64 = 1.3;

/// Returns the largest size, in points, at which a completion fits on one page.
pub(crate) fn print_size(completion: &Completion) -> f64 {
    let fits_page = |size: &f64| page_height(completion, WIDTH / size) * size <= HEIGHT * SLACK;
    SIZES.into_iter().find(fits_page).unwrap_or(5.0)
}

/// Estimates the height of a page of a given width, both relative to the font size, by the rules of
/// `page.css`.
fn page_height(it: &Completion, width: f64) -> f64 {
    // The height of a text at `of` times the size. Bold text is wider.
    let text_height = |words: &str, of: f64, width: f64| break_lines(words, width / of / 1.1).len() as f64 * of * LINE;
    let heading = 1.125 * LINE + 1.0;
    let row = 0.4;
    let mut height = 3.0 + 1.6 * LINE + 0.75;
    height += text_height(&it.learner, 1.8, width)
        + text_height(&it.course, 1.3, width)
        + text_height(&it.issuer, 1.0, width)
        + 1.0;
    // Three short lines between these, with their margins.
    height += 3.0 * LINE + 4.0 * 0.25;
    // The columns of a table: the first is half of the width; the last is as wide as a date.
    let (first, second) = (width / 2.0 - 0.8, width / 2.0 - 10.0);
    if !it.parts.is_empty() {
        height += heading + LINE + row;
        for part in &it.parts {
            let title = format!("{} {}", part.title, part.kind.word());
            height += text_height(&title, 1.0, first).max(text_height(&part.result, 1.0, second)) + row + 0.1;
        }
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
