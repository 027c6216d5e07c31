//! Lines of text that are headers by chance: `Lesson learned: ask.` in the middle of a situation.

use scn_source::Name;

use super::context::Block;
use super::{Line, Meant, Scan, insertion};
use crate::findings::{a, quoted};
use crate::words::{Head, Keyword, keyword_at_start};

impl<'s> Scan<'s, '_> {
    /// A line that is a header by its form, and that would take from the situation or outcome
    /// around it the instructions that belong to that, which the header cannot have.
    pub(super) fn by_chance(&self, line: Line<'s>, keyword: &'static Keyword) -> Option<Meant> {
        // A situation, an ending or a scenario is not declared by chance: their lines have an id.
        if !keyword.declares() || matches!(keyword.word, "Situation" | "Scenario" | "Promise") {
            return None;
        }
        let below = self.below(line).find_map(|line| {
            let keyword = keyword_at_start(line)?;
            let instruction = super::header::is_instruction(line, super::keyword_length(line, keyword));
            instruction.then_some(keyword)
        })?;
        let effect = matches!(below.word, "Set" | "Next" | "Detour" | "Feedback") || below.head == Head::Principles;
        let of = if self.context.block == Block::Situation && matches!(below.word, "Choice" | "Next" | "Hint") {
            "situation"
        } else if self.context.block == Block::Outcome && effect {
            "outcome"
        } else {
            return None;
        };
        let lost = if below.word == "Choice" { "choices" } else { "instructions" };
        let words = line.words;
        let kind = keyword.word.to_lowercase();
        let message = format!(
            "{} is the header of {} by its form, and the {lost} of the {of} above would stand below it",
            quoted(words),
            a(&kind)
        );
        let edit = insertion(0, "\\");
        let mends = vec![edit.clone()];
        Some(Meant { mends, ..Meant::part(Name::BadHeader, 0, words.len(), message, vec![edit]) })
    }
}
