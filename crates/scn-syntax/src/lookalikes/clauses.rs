//! Conditions and other clauses without their square brackets: `Outcome if calm > 3: …`, `Choice
//! tell (once): …`, `[if logged glad | sad]`; and changes without `Set:`.

use scn_source::Name;

use super::bracket::is_rule;
use super::context::Block;
use super::{Change, Diagnosis, Line, Scan};
use crate::findings::quote;
use crate::parser::Rule;
use crate::words::{Keyword, find_keyword, has_id_form, is_blank};

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
    fn bracket_of(&self, written: &str, keyword: &Keyword) -> Option<String> {
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
            _ if matches!(keyword.word, "Quiz" | "Question") && is_rule(Rule::any_order, clause) => {
                Some(format!("[{clause}]"))
            }
            _ => None,
        }
    }

    /// Handles `[if logged glad | sad]` and `[logged: glad | sad]`: a text with two variants whose
    /// bracket has no colon or no `if`. Returns the diagnosis and the length of the bracket.
    pub(super) fn bare_variants(&self, words: &str, at: usize, text: &str) -> Option<(Diagnosis, usize)> {
        let inner = text.strip_prefix('[')?;
        let end = inner.bytes().take(LONGEST).position(|byte| matches!(byte, b']' | b'['))?;
        let inside = inner.get(..end).filter(|_| inner.as_bytes().get(end) == Some(&b']'))?;
        if inside.matches('|').count() != 1 || self.context.block == Block::Lesson {
            return None;
        }
        let (from, to) = (at, at + end + 2);
        let written = quote(words.get(from..to)?);
        if let Some((condition, _)) = inside.split_once(':').filter(|(head, _)| !head.trim().is_empty()) {
            let is_bare = self.is_variable(condition.trim());
            let message = format!("{written} has no `if` before its condition, so it is shown as text");
            let edit = Change { from: at + 1, to: at + 1, text: "if ".to_owned() };
            return is_bare.then(|| (Diagnosis::part(Name::BadCondition, from, to, message, vec![edit]), end + 2));
        }
        // At the start of a line, the grammar reads it as the condition of that line.
        let rest = inside.trim_start_matches(is_blank).strip_prefix("if ").filter(|_| 0 < at)?;
        let name = rest.strip_prefix("not ").unwrap_or(rest);
        let is_known = self.is_variable(super::value::first_word(name.trim_start_matches(is_blank)).0);
        let message = format!("{written} has no colon after its condition, so it is shown as text");
        is_known.then(|| (Diagnosis::part(Name::BadCondition, from, to, message, Vec::new()), end + 2))
    }

    /// Handles `calm -1`, `Calm: -1` and `logged: yes` in an outcome: a change without `Set:`.
    pub(super) fn bare_change(&self, line: Line<'_>) -> Option<Diagnosis> {
        if !matches!(self.context.block, Block::Outcome | Block::Late) || 64 < line.words.len() {
            return None;
        }
        // A list of changes continues on the next line.
        if self.text.get(..line.start).is_some_and(|above| above.trim_end().ends_with(',')) {
            return None;
        }
        let words = line.words;
        let end = words.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_')).unwrap_or(words.len());
        let id = self.names().variable(words.get(..end)?, self.context.scenario)?;
        let after_name = words.get(end..)?.trim_start_matches(is_blank);
        let (has_colon, value) = match after_name.strip_prefix(':') {
            Some(value) => (true, value.trim_matches(is_blank)),
            None => (false, after_name),
        };
        let unsigned = value.trim_start_matches(['+', '-', '\u{2212}', '=', ' ']);
        let sign: String = value.chars().take(value.chars().count() - unsigned.chars().count()).collect();
        let is_number = !unsigned.is_empty() && unsigned.bytes().all(|byte| byte.is_ascii_digit());
        let change = match (sign.replace(' ', "").as_str(), is_number) {
            ("+" | "+=", true) => format!("{id} +{unsigned}"),
            ("-" | "-=" | "\u{2212}", true) => format!("{id} -{unsigned}"),
            ("=" | "==", true) => format!("{id} = {unsigned}"),
            ("=" | "==", false) if has_id_form(unsigned) => format!("{id} = {unsigned}"),
            ("", false) if has_colon => match unsigned.to_ascii_lowercase().as_str() {
                "yes" | "true" | "on" => id.to_owned(),
                "no" | "false" | "off" => format!("not {id}"),
                _ => return None,
            },
            _ => return None,
        };
        let set = find_keyword("Set")?;
        let message = format!("{} changes `{id}`, and a change starts with `Set:`", quote(words));
        let edits = vec![Change { from: 0, to: words.len(), text: format!("Set: {change}") }];
        let diagnosis = Diagnosis::read_so(words, message, edits, set);
        // A name in another letter case is not read, so that nothing else is reported about it.
        let rest = change.strip_prefix(id).filter(|_| words.get(..end) == Some(id));
        let mends = rest.map(|rest| {
            let set = Change { from: 0, to: 0, text: "Set: ".to_owned() };
            vec![set, Change { from: end, to: words.len(), text: rest.to_owned() }]
        });
        Some(Diagnosis { mends: mends.unwrap_or_default(), ..diagnosis })
    }
}

fn is_all_blank(text: &str) -> bool {
    text.chars().all(is_blank)
}
