//! Lines of text that accidentally have the form of a header: `Lesson learned: ask.` within a
//! situation.

use scn_source::Name;

use super::context::Block;
use super::{Diagnosis, Line, Scan, insertion};
use crate::findings::{quote, with_article};
use crate::slips::FenceTracker;
use crate::words::{HeaderForm, Keyword, has_id_form, is_blank, keyword_at_start};

/// The number of lines inspected below a line.
const FAR: usize = 60;

impl<'s> Scan<'s, '_> {
    /// Finds a line that has the form of a header and would take away instructions from the
    /// enclosing situation or outcome, although the header cannot have them.
    pub(super) fn diagnose_accidental_header(&self, line: Line<'s>, keyword: &'static Keyword) -> Option<Diagnosis> {
        // Situations, endings and scenarios are not declared by accident: their lines have an id.
        if !keyword.is_declaration() || matches!(keyword.word, "Situation" | "Scenario" | "Promise") {
            return None;
        }
        // Paragraphs can be longer than the number of lines inspected elsewhere.
        let following = self.text.get(line.next_start..)?;
        let mut fence = FenceTracker::default();
        let below = following.split('\n').take(FAR).map(|line| line.trim_start_matches(is_blank).trim_end()).find_map(
            |line| {
                if fence.contains_line(line) {
                    return None;
                }
                let keyword = keyword_at_start(line)?;
                let instruction = super::header::is_instruction(line, super::keyword_length(line, keyword));
                instruction.then_some(keyword)
            },
        )?;
        // An ending shows passages, and a passage has changes: such a line is the header's own.
        if matches!((keyword.word, below.word), ("Ending", "Show") | ("Passage", "Set")) {
            return None;
        }
        let id = line.words.get(keyword.word.len()..).and_then(|rest| rest.split(':').next());
        if keyword.word == "Passage" && id.is_some_and(|id| self.names().is_shown(id.trim())) {
            return None;
        }
        let effect = matches!(below.word, "Set" | "Next" | "Detour" | "Feedback" | "Show")
            || below.head == HeaderForm::Principles;
        let owner =
            if self.context.block == Block::Situation && matches!(below.word, "Choice" | "Next" | "Hint" | "Show") {
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
            "{} looks like the header of {}, and the {lost} of the {owner} above would end up below it",
            quote(words),
            with_article(&kind)
        );
        let edit = insertion(0, "\\");
        let mends = vec![edit.clone()];
        // A backslash would hide an instruction, but which one is not certain.
        if self.has_declared_name(line) {
            let part = Diagnosis::part(Name::BadHeader, 0, words.len(), message, Vec::new());
            return Some(Diagnosis { mends, ..part });
        }
        Some(Diagnosis { mends, ..Diagnosis::part(Name::BadHeader, 0, words.len(), message, vec![edit]) })
    }

    /// Returns whether a line contains the name of a variable or principle that another line
    /// declares.
    fn has_declared_name(&self, line: Line<'s>) -> bool {
        let own = line.words.as_bytes().as_ptr_range();
        let is_declared = |word: &str| {
            let variable = self.names().variable(word, self.context.scenario);
            let id = variable.or_else(|| self.names().principle_id(word));
            id.is_some_and(|id| !own.contains(&id.as_ptr()))
        };
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
        line.words.split(|c: char| !is_name(c)).filter(|word| !word.is_empty()).any(is_declared)
    }

    /// Handles `Next morning: rain.`: a line that starts with a keyword, has words before its colon
    /// that the keyword does not accept, and a value that it does not accept either. Such a line is
    /// text.
    pub(super) fn words_before_colon(&self, line: Line<'s>, keyword: &Keyword, length: usize) -> Option<Diagnosis> {
        let block = self.context.block;
        let outcome = matches!(block, Block::Outcome | Block::Choice);
        let body = outcome || matches!(block, Block::Situation | Block::Ending | Block::Scenario | Block::Principle);
        let words = line.words;
        let after_keyword = words.get(length..)?;
        let spaced = super::colon::colon_in(after_keyword)?;
        // A single-word file name ends at the first colon, unless that is part of a URL or a drive.
        let first = after_keyword.find(':').filter(|first| {
            let after_colon = after_keyword.get(first + 1..).unwrap_or_default();
            let has_blank = |to: usize| after_keyword.get(..to).is_some_and(|head| head.trim().contains(is_blank));
            let is_word = has_blank(spaced) && !has_blank(*first);
            keyword.head == HeaderForm::File && is_word && after_colon.starts_with(char::is_alphanumeric)
        });
        let colon = first.unwrap_or(spaced);
        let (head, value) = (after_keyword.get(..colon)?, after_keyword.get(colon + 1..)?);
        let (head, value) = (head.trim_matches(is_blank), value.trim_matches(is_blank));
        if keyword.word == "Ask" && is_sentence_after_ask(head) {
            // `Ask before you share: yes`, where that is the title of a principle.
            if let Some(rating) = self.diagnose_rating(line) {
                return Some(rating);
            }
            let mends = vec![insertion(0, "\\")];
            let part = Diagnosis::part(Name::LikelyInstruction, 0, words.len(), String::new(), Vec::new());
            return Some(Diagnosis { mends, silent: true, ..part });
        }
        // `Choose one:` within a question: nothing of a run can be meant there.
        let is_in_quiz = matches!(block, Block::Quiz | Block::Question | Block::Answer);
        let quiz_words = ["Draw", "Pass", "Tries", "Checks", "Hint", "Accept", "Because"];
        let is_plain = keyword.is_plain() && keyword.word != "Next";
        if is_in_quiz && is_plain && !head.is_empty() && !quiz_words.contains(&keyword.word) {
            let mends = vec![insertion(0, "\\")];
            let part = Diagnosis::part(Name::LikelyInstruction, 0, words.len(), String::new(), Vec::new());
            return Some(Diagnosis { mends, silent: true, ..part });
        }
        if !body || head.is_empty() || head.contains('[') || value.is_empty() {
            return None;
        }
        let fits = match keyword.word {
            // These are reported by their form. A test may have been meant to have an id.
            "Note" | "Tip" | "Remember" | "Warning" => false,
            "Test" => !has_id_form(head),
            "Feedback" | "Outcome" | "Hint" | "Locked" => !outcome,
            "Right" | "Wrong" => true,
            _ if keyword.head == HeaderForm::File => !head.contains(['.', '/', '\\', '"', '“']),
            _ => keyword.is_plain(),
        };
        let is_known_name =
            |word: &str| self.is_variable(word) || self.is_likely_target(word) || self.names().is_principle(word);
        let value = value.trim_end_matches('.');
        // `Pass rate: 12%.` and `Minutes left: 4.` have values of their keywords, elsewhere.
        let is_elsewhere = super::context::is_property(keyword) && keyword.word != "Set";
        let is_value = (!is_elsewhere || self.context.accepts_property(keyword)) && self.is_value(keyword, value);
        if !fits || head.split(is_blank).any(is_known_name) || is_known_name(value) || is_value {
            return None;
        }
        let head_text = words.get(..length + colon)?;
        let message = format!(
            "{} starts like a line with `{}`, but has words before its colon, so it is read as text",
            quote(head_text),
            keyword.form
        );
        let edit = insertion(0, "\\");
        let mends = vec![edit.clone()];
        // `Next morning: rain.` Only a few keywords hardly ever open a sentence.
        let silent = !matches!(keyword.word, "Feedback" | "Outcome" | "Hint" | "Locked" | "Detour");
        let part = Diagnosis::part(Name::LikelyInstruction, 0, head_text.len(), message, vec![edit]);
        Some(Diagnosis { mends, silent, ..part })
    }
}

/// Ids of a question to the learner, written like a title.
const CAPITAL_IDS: &[&str] = &["Answer", "Note", "Notes", "Reflection", "Thoughts"];

/// Returns whether the words between `Ask` and its colon belong to a sentence: `Ask her: is it
/// late?`, `Ask for help: it costs nothing.`
fn is_sentence_after_ask(head: &str) -> bool {
    let is_worded = head.starts_with(char::is_alphabetic) && !head.contains('[');
    is_worded && !CAPITAL_IDS.contains(&head) && (!has_id_form(head) || super::header::is_asked_person(head))
}
