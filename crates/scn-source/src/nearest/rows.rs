//! The distance of two words within a few slips, in time proportional to their length.
//!
//! The distance is that of optimal string alignment: the smallest number of characters added,
//! dropped or changed, and of neighbours swapped, where no part is edited twice. Its matrix has a
//! row for each character of the one word and a column for each character of the other. A cell
//! that is more than [`MOST_SLIPS`] away from the diagonal exceeds the limit, so only a band is
//! computed (E. Ukkonen, 'Algorithms for approximate string matching', Information and Control
//! 64, 1985).

/// The largest distance that is of interest.
pub(super) const MOST_SLIPS: u8 = 3;

const REACH: usize = MOST_SLIPS as usize;
/// Stands for each distance that is too large.
const FAR: u8 = MOST_SLIPS + 1;
/// The cells of a row within the band, with one more at its end that is always too far. The cell
/// at an offset belongs to the column `row + offset - REACH`.
type Row = [u8; 2 * REACH + 2];

/// The rows of the matrix for one word, and for the characters so far of the other.
pub(super) struct Rows<'w> {
    columns: &'w [char],
    letters: Vec<char>,
    rows: Vec<Row>,
}

impl<'w> Rows<'w> {
    pub(super) fn new(columns: &'w [char]) -> Self {
        let mut first = [FAR; 2 * REACH + 2];
        for (slot, distance) in first.iter_mut().skip(REACH).zip(0..=MOST_SLIPS) {
            *slot = distance;
        }
        Self { columns, letters: Vec::new(), rows: vec![first] }
    }

    /// Forgets the characters after the first `length`.
    pub(super) fn truncate(&mut self, length: usize) {
        self.letters.truncate(length);
        self.rows.truncate(length + 1);
    }

    /// Adds a character. Returns a lower bound of the distance, whatever follows.
    pub(super) fn push(&mut self, letter: char) -> u8 {
        let depth = self.rows.len();
        let far = [FAR; 2 * REACH + 2];
        let above = self.rows.last().copied().unwrap_or(far);
        let before = self.letters.last().copied();
        // Two rows above, if the last two characters can have been swapped.
        let swapped = depth.checked_sub(2).and_then(|at| self.rows.get(at)).copied().unwrap_or(far);
        let mut row = far;
        let mut least = FAR;
        let mut left = FAR;
        for offset in 0..=2 * REACH {
            let Some(column) = (depth + offset).checked_sub(REACH).filter(|it| *it <= self.columns.len()) else {
                left = FAR;
                continue;
            };
            let mut distance = above[offset + 1].min(left) + 1;
            if let Some(last) = column.checked_sub(1) {
                let other = self.columns[last];
                distance = distance.min(above[offset] + u8::from(other != letter));
                let is_swap = before == Some(other) && last.checked_sub(1).is_some_and(|at| self.columns[at] == letter);
                if is_swap {
                    distance = distance.min(swapped[offset] + 1);
                }
            }
            left = distance.min(FAR);
            row[offset] = left;
            least = least.min(left);
        }
        self.letters.push(letter);
        self.rows.push(row);
        least
    }

    /// Returns the distance of the two words, or `None` if it is more than [`MOST_SLIPS`].
    pub(super) fn distance(&self) -> Option<u8> {
        let depth = self.letters.len();
        let offset = (self.columns.len() + REACH).checked_sub(depth)?;
        let cell = self.rows.last()?.get(offset)?;
        (*cell < FAR).then_some(*cell)
    }
}
