//! Digits three lines high, to be read from the back of a room.

/// How many lines a big number has.
pub(in crate::lines) const LINES: usize = 3;

/// How wide a digit is.
const WIDE: usize = 3;

/// Each digit in three lines, drawn of the box characters that any font of a terminal has.
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

/// A number in three lines, at least so many digits wide, to the right.
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
