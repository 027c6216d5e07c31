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
pub(in crate::lines) fn number(number: usize, digits: usize) -> [String; LINES] {
    let written = number.to_string();
    let before = " ".repeat(WIDE * digits.saturating_sub(written.len()));
    let line = |at: usize| {
        let digit = |c: char| c.to_digit(10).and_then(|digit| DIGITS.get(digit as usize)?.get(at)).copied();
        let drawn: String = written.chars().filter_map(digit).collect();
        format!("{before}{drawn}")
    };
    [line(0), line(1), line(2)]
}

#[cfg(test)]
mod tests {
    use super::{DIGITS, number};

    #[test]
    fn every_digit_is_three_columns_by_three_lines_and_differs_from_the_others() {
        for (at, digit) in DIGITS.iter().enumerate() {
            assert!(digit.iter().all(|line| line.chars().count() == 3), "{digit:?}");
            assert!(!DIGITS[..at].contains(digit), "{digit:?}");
        }
    }

    #[test]
    fn numbers_stand_to_the_right() {
        assert_eq!(number(7, 1), ["╺━┓", "  ┃", "  ╹"]);
        assert_eq!(number(7, 2), ["   ╺━┓", "     ┃", "     ╹"]);
        assert_eq!(number(10, 2)[1], " ┃ ┃ ┃");
    }
}
