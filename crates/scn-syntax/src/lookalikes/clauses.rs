//! Conditions and other clauses without their square brackets: `Outcome if calm > 3: …`, `Choice
//! tell (once): …`.

use scn_source::Name;

use super::bracket::is_rule;
use super::context::Block;
use super::{Change, Diagnosis, Line, Scan};
use crate::findings::quote;
use crate::parser::Rule;
use crate::words::{Keyword, has_id_form, is_blank};

/// The longest text before a colon that is examined, in bytes.
const LONGEST: usize = 160;

impl Scan<'_, '_> {
    /// Handles a header whose clause has no square brackets.
    pub(super) fn bare_clause(&self, line: Line<'_>, keyword: &'static Keyword, length: usize) -> Option<Diagnosis> {
        if !matches!(keyword.word, "Choice" | "Outcome" | "Next" | "Set" | "Quiz" | "Question")
            || self.context.block == Block::Lesson
        {
            return None;
        }
        let words = line.words;
        let after_keyword = words.get(length..)?;
        let colon = super::colon::colon_in(after_keyword).filter(|colon| *colon < LONGEST)?;
        let head = after_keyword.get(..colon)?;
        let text = head.trim_matches(is_blank);
        let start = length + (head.len() - head.trim_start_matches(is_blank).len());
        if text.is_empty() || text.contains(['[', ']']) {
            return None;
        }
        let is_clause = |word: &str| matches!(word, "if" | "when" | "needs" | "once");
        if keyword.word == "Choice" && has_id_form(text) && !is_clause(text) {
            return None;
        }
        // The id of a choice comes first.
        let (id, rest) = super::value::first_word(text);
        let has_id = keyword.head == crate::words::HeaderForm::Choice && has_id_form(id) && !rest.is_empty();
        let candidates = [Some(text), Some(rest).filter(|_| has_id)];
        candidates.into_iter().flatten().find_map(|clause| {
            let clause_start = start + text.len() - clause.len();
            let bracket = self.bracket_of(clause, keyword)?;
            let message = format!("{} has to be in square brackets to belong to the `{}`", quote(clause), keyword.word);
            let edit = Change { from: clause_start, to: clause_start + clause.len(), text: bracket };
            let diagnosis = Diagnosis::read_so(words, message, vec![edit], keyword);
            let (from, to) = (clause_start, clause_start + clause.len());
            Some(Diagnosis { name: Name::BadBracket, from, to, ..diagnosis })
        })
    }

    /// Handles `Choice wait [after 1:30]: Wait.`: a time limit as on a clock, whose colon would end
    /// the header.
    pub(super) fn clock_limit(&self, line: Line<'_>, keyword: &'static Keyword) -> Option<Diagnosis> {
        let words = line.words;
        if keyword.word != "Choice" || self.context.block == Block::Lesson {
            return None;
        }
        let from = words.find("[after ")?;
        let inner = words.get(from + "[after ".len()..)?;
        let (clock, _) = inner.split_once(']')?;
        let (minutes, seconds) = clock.trim_matches(is_blank).split_once(':')?;
        let is_number = |text: &str| (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number(minutes) || !is_number(seconds) {
            return None;
        }
        let total = minutes.parse::<u32>().ok()? * 60 + seconds.parse::<u32>().ok()?;
        let unit = if total == 1 { "second" } else { "seconds" };
        let to = from + "[after ".len() + clock.len() + 1;
        let message = format!("{} is a time on a clock, and a time limit is in seconds", quote(words.get(from..to)?));
        let edit = Change { from, to, text: format!("[after {total} {unit}]") };
        let diagnosis = Diagnosis::read_so(words, message, vec![edit], keyword);
        Some(Diagnosis { name: Name::BadBracket, from, to, ..diagnosis })
    }

    /// Handles `Next: ward if logged` and `Set: logged if calm > 3`: a condition after the value.
    pub(super) fn trailing_clause(
        &self,
        line: Line<'_>,
        keyword: &'static Keyword,
        length: usize,
    ) -> Option<Diagnosis> {
        let words = line.words;
        if !matches!(keyword.word, "Next" | "Set") || LONGEST < words.len() {
            return None;
        }
        let after_keyword = words.get(length..)?;
        let colon = after_keyword.find(':').filter(|colon| after_keyword.get(..*colon).is_some_and(is_all_blank))?;
        let value = after_keyword.get(colon + 1..)?;
        let at = value.find(" if ")?;
        let (head, clause) = value.split_at_checked(at)?;
        let clause = clause.trim_matches(is_blank).trim_end_matches('.');
        let condition = clause.strip_prefix("if ")?;
        if !self.is_value(keyword, head.trim_matches(is_blank)) || !self.is_condition_here(condition) {
            return None;
        }
        let from = words.len() - value.len() + at;
        let message =
            format!("{} has to be in square brackets before the colon of the `{}`", quote(clause), keyword.word);
        let removal = Change { from, to: words.len(), text: String::new() };
        let insertion = Change { from: length, to: length + colon, text: format!(" [{clause}]") };
        let diagnosis = Diagnosis::read_so(words, message, vec![insertion, removal.clone()], keyword);
        let (from, to) = (from + 1, words.len());
        Some(Diagnosis { name: Name::BadBracket, from, to, mends: vec![removal], ..diagnosis })
    }

    /// Returns a clause of a keyword in its square brackets.
    pub(super) fn bracket_of(&self, written: &str, keyword: &Keyword) -> Option<String> {
        let inner = written.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')).unwrap_or(written);
        let clause = inner.trim_matches(is_blank);
        let (word, condition) = super::value::first_word(clause);
        let (is_choice, is_branch) = (keyword.word == "Choice", matches!(keyword.word, "Outcome" | "Next"));
        match word.to_ascii_lowercase().as_str() {
            "if" | "when" if (is_choice || is_branch || keyword.word == "Set") && self.is_condition_here(condition) => {
                Some(format!("[if {condition}]"))
            }
            "needs" if is_choice && self.is_condition_here(condition) => Some(format!("[needs {condition}]")),
            "once" if is_choice && condition.is_empty() => Some("[once]".to_owned()),
            "otherwise" | "else" if is_branch && condition.is_empty() => Some("[otherwise]".to_owned()),
            _ if is_choice && is_rule(Rule::after, clause) => Some(format!("[{clause}]")),
            _ if keyword.word == "Outcome" && is_rule(Rule::chance, clause) => Some(format!("[{clause}]")),
            // `Outcome tense: …`, where one state has that value.
            _ if keyword.word == "Outcome" && condition.is_empty() => {
                let (state, value) = self.names().state_with(clause, self.context.scenario)?;
                Some(format!("[if {state} = {value}]"))
            }
            _ if matches!(keyword.word, "Quiz" | "Question") && is_rule(Rule::any_order, clause) => {
                Some(format!("[{clause}]"))
            }
            _ if keyword.word == "Question" && is_rule(Rule::any_one, clause) => Some(format!("[{clause}]")),
            _ => None,
        }
    }
}

fn is_all_blank(text: &str) -> bool {
    text.chars().all(is_blank)
}
