//! Digits three lines high, readable from the back of a room.

/// The height of a big number in lines.
pub(in crate::lines) const LINES: usize = 3;

/// The width of a digit in columns.
const WIDE: usize = 3;

/// The digits, three lines each, drawn with box characters that every terminal font has.
const DIGITS: [[&str; LINES]; 10] = [
    ["┏━┓", "┃ ┃", "┗━┛"],
    ["╺┓ ", " ┃ ", "╺┻╸"],
    ["╺━┓", "┏━┛", "┗━╸"],
    ["╺━┓", " ━┫", "╺━┛"],
    ["╻ ╻", "┗━┫", "  ╹"],
    ["┏━╸", "┗━┓", "╺━┛"],
    ["┏━╸", "┣━┓", "┗━┛"],
    ["╺━┓", "  ┃", "  ╹"],
    ["┏━┓", "┣━┫", "┗━┛"],
    ["┏━┓", "┗━┫", "╺━┛"],
];

/// Draws a number in three lines, right-aligned to at least `digits` digits.
pub(in crate::lines) fn draw_number(number: usize, digits: usize) -> [String; LINES] {
    let written = number.to_string();
    let padding = " ".repeat(WIDE * digits.saturating_sub(written.len()));
    let draw_line = |at: usize| {
        let digit_row = |c: char| c.to_digit(10).and_then(|digit| DIGITS.get(digit as usize)?.get(at)).copied();
        let drawn: String = written.chars().filter_map(digit_row).collect();
        format!("{padding}{drawn}")
    };
    [draw_line(0), draw_line(1), draw_line(2)]
}

#[cfg(test)]
mod tests {
    use super::{DIGITS, draw_number};

    #[test]
    fn every_digit_is_three_columns_by_three_lines_and_differs_from_the_others() {
        for (at, digit) in DIGITS.iter().enumerate() {
            assert!(digit.iter().all(|line| line.chars().count() == 3), "{digit:?}");
            assert!(!DIGITS[..at].contains(digit), "{digit:?}");
        }
    }

    #[test]
    fn numbers_stand_to_the_right() {
        assert_eq!(draw_number(7, 1), ["╺━┓", "  ┃", "  ╹"]);
        assert_eq!(draw_number(7, 2), ["   ╺━┓", "     ┃", "     ╹"]);
        assert_eq!(draw_number(10, 2)[1], " ┃ ┃ ┃");
    }
}
