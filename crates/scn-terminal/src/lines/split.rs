//! Prints how a group voted.

use std::io::{self, Write};

use super::page::Page;
use scn_run::Vote;
use scn_run::phrases::debrief as phrase;
use scn_text::styled::Role;

impl<W: Write> Page<'_, W> {
    /// Prints the votes of a group: for each choice its number, its votes, and a bar unless in
    /// plain mode.
    pub(super) fn split(&mut self, indent: &str, votes: &[Vote]) -> io::Result<()> {
        let all: u64 = votes.iter().map(|vote| u64::from(vote.count)).sum();
        let styled = self.styled().say(Role::Label, &phrase::votes(all));
        self.put(indent, indent, &styled)?;
        let digits = votes.len().to_string().len();
        let cells = if self.is_narrow() { 10 } else { 20 };
        for (vote, number) in votes.iter().zip(1_usize..) {
            let count = u64::from(vote.count);
            let share = phrase::share(count, all, part(count, all, 100));
            let first = format!("{indent}  {number:>digits$}. ");
            let rest = " ".repeat(indent.len() + digits + 4);
            if self.look.plain {
                let styled = self.styled().say(Role::Text, &format!("{share}: ")).text(Role::Text, &vote.label);
                self.put(&first, &rest, &styled)?;
                continue;
            }
            let styled = self.styled().text(Role::Text, &vote.label);
            self.put(&first, &rest, &styled)?;
            let full = usize::try_from(part(count, all, cells)).unwrap_or(0);
            let empty = usize::try_from(cells).unwrap_or(0).saturating_sub(full);
            let bar = format!("{}{}", "█".repeat(full), "░".repeat(empty));
            let styled = self.styled().say(Role::Good, &bar).say(Role::Text, &format!(" {share}"));
            self.put(&rest, &rest, &styled)?;
        }
        Ok(())
    }
}

/// Scales a share to `parts`, rounded to the nearest integer; 0 if `all` is 0.
fn part(count: u64, all: u64, parts: u64) -> u64 {
    (2 * parts * count + all).checked_div(2 * all).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::part;

    #[test]
    fn parts_are_rounded_to_the_nearest() {
        assert_eq!([part(5, 7, 100), part(2, 7, 100), part(0, 7, 100)], [71, 29, 0]);
        assert_eq!([part(1, 8, 100), part(7, 7, 20), part(0, 0, 20)], [13, 20, 0]);
    }
}
