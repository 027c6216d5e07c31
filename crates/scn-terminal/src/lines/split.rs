//! Prints how a group voted.

use std::io::{self, Write};

use super::page::PageWriter;
use crate::line::{Line, PhraseValue};
use scn_run::Vote;
use scn_run::phrases::debrief as phrase;
use scn_text::styled::Role;

impl<W: Write> PageWriter<'_, W> {
    /// Prints the votes of a group: for each choice its number, its votes, and a bar unless in
    /// plain mode.
    pub(super) fn print_votes(&mut self, indent: &str, votes: &[Vote]) -> io::Result<()> {
        let total: u64 = votes.iter().map(|vote| u64::from(vote.count)).sum();
        let styled = self.new_styled().with_words(Role::Label, &phrase::VOTE_COUNT.about(total));
        self.write_wrapped(indent, indent, &styled)?;
        let digits = votes.len().to_string().len();
        let cells = if self.is_narrow() { 10 } else { 20 };
        for (vote, number) in votes.iter().zip(1_usize..) {
            let count = u64::from(vote.count);
            let values = [
                PhraseValue::from_words("count", Role::Text, count),
                PhraseValue::from_words("total", Role::Text, total),
                PhraseValue::from_words("percent", Role::Text, round_share(count, total, 100)),
                PhraseValue::from_text("label", Role::Text, &vote.label),
            ];
            let first = format!("{indent}  {number:>digits$}. ");
            let rest_indent = " ".repeat(indent.len() + digits + 4);
            if self.look.plain {
                let line = Line::from_phrase(phrase::SHARE_FOR.text(), Role::Text, Role::Text, &values);
                self.write_wrapped(&first, &rest_indent, &line.to_styled(self.look))?;
                continue;
            }
            let styled = self.new_styled().with_text(Role::Text, &vote.label);
            self.write_wrapped(&first, &rest_indent, &styled)?;
            let full = usize::try_from(round_share(count, total, cells)).unwrap_or(0);
            let empty = usize::try_from(cells).unwrap_or(0).saturating_sub(full);
            let bar = format!("{}{}", "█".repeat(full), "░".repeat(empty));
            let share = Line::from_phrase(phrase::SHARE.text(), Role::Text, Role::Text, &values);
            let line = Line::from_words(Role::Good, &bar).add_words(Role::Text, " ").add_line(share);
            self.write_wrapped(&rest_indent, &rest_indent, &line.to_styled(self.look))?;
        }
        Ok(())
    }
}

/// Scales a share to `parts`, rounded to the nearest integer; 0 if `all` is 0.
fn round_share(count: u64, all: u64, parts: u64) -> u64 {
    (2 * parts * count + all).checked_div(2 * all).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::round_share;

    #[test]
    fn parts_are_rounded_to_the_nearest() {
        assert_eq!([round_share(5, 7, 100), round_share(2, 7, 100), round_share(0, 7, 100)], [71, 29, 0]);
        assert_eq!([round_share(1, 8, 100), round_share(7, 7, 20), round_share(0, 0, 20)], [13, 20, 0]);
    }
}
