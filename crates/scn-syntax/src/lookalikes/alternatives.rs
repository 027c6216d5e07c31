//! Conditions whose bracket is not one: `[otherwhise] …` below a condition, `[otherwise He waits.`,
//! `if logged, he waits.`, `He waits [if logged for you].`

use scn_source::Name;

use super::context::Block;
use super::{Change, Diagnosis, Line, Scan};
use crate::findings::quote;
use crate::words::is_blank;

/// The longest bracket that is examined, in bytes.
const LONGEST: usize = 160;

/// Words that begin a condition, here and in other languages.
const CONDITIONS: &[&str] = &["if", "als", "falls", "iff", "se", "si", "wenn"];

/// Words that mean `otherwise`, in other languages and other tools.
const OTHERWISE: &[&str] = &[
    "anders",
    "ansonsten",
    "default",
    "else",
    "elsewise",
    "if else",
    "if not",
    "if otherwise",
    "in all other cases",
    "or",
    "or else",
    "other",
    "others",
    "otherwise",
    "si no",
    "sinon",
    "sonst",
];

/// Returns whether a line begins with a bracket that is a condition, in the words of the language
/// or of another one: `[if logged]`, `[wenn logged]`.
fn is_condition_line(line: &str) -> bool {
    let Some((inside, _)) = line.strip_prefix('[').and_then(|rest| rest.split_once(']')) else { return false };
    CONDITIONS.iter().any(|word| inside.strip_prefix(word).is_some_and(|rest| rest.starts_with(' ')))
}

/// Returns whether the words of a bracket mean `otherwise`, or are that word misspelled.
fn means_otherwise(inside: &str) -> bool {
    let low = inside.trim_matches([' ', ':', '.', ',']).to_ascii_lowercase();
    OTHERWISE.contains(&low.as_str()) || is_slip_of_otherwise(&low)
}

/// Returns whether a text is `otherwise` with one or two slips.
fn is_slip_of_otherwise(text: &str) -> bool {
    let joined: String = text.to_ascii_lowercase().chars().filter(char::is_ascii_alphabetic).collect();
    (6..=12).contains(&joined.len()) && strsim::osa_distance(&joined, "otherwise") <= 2
}

impl<'s> Scan<'s, '_> {
    /// Handles a line that starts with `otherwise` in another form: in other brackets, with a
    /// bracket missing, misspelled, or in other words. The last two count only directly below a
    /// condition.
    pub(super) fn diagnose_otherwise(&self, line: Line<'s>) -> Option<Diagnosis> {
        if self.context.block == Block::Lesson {
            return None;
        }
        let words = line.words;
        let starts =
            |word: &str| words.strip_prefix('[').unwrap_or(words).trim_start_matches(is_blank).starts_with(word);
        if !self.may_be_below(line, b'[') && !words.starts_with('[') && !starts("otherwise") && !starts("else") {
            return None;
        }
        let end = self.unclosed_otherwise(words).or_else(|| {
            let above = self.text.get(..line.start)?.trim_end().rsplit('\n').next()?.trim();
            let is_below_condition = is_condition_line(above);
            if !is_below_condition && !words.starts_with('[') {
                return None;
            }
            let close = match words.chars().next()? {
                '[' => ']',
                '(' => ')',
                '{' => '}',
                '<' => '>',
                c if c.is_ascii_alphabetic() => ':',
                _ => return None,
            };
            let end = words.bytes().take(32).position(|byte| char::from(byte) == close)?;
            let inside = words.get(..end)?.trim_start_matches(['[', '(', '{', '<']).trim_matches(is_blank);
            // These have their own messages.
            let is_known = close == ']' && matches!(inside.to_ascii_lowercase().as_str(), "otherwise" | "else");
            // `Others: wait outside.` may be text.
            let is_text = close == ':' && !matches!(inside.to_ascii_lowercase().as_str(), "otherwise" | "else");
            let is_longer = inside.contains(" if ") || inside.ends_with(':');
            let is_meant = if is_below_condition { means_otherwise(inside) } else { is_slip_of_otherwise(inside) };
            (is_meant && !is_known && !is_text && !is_longer).then_some(end + 1)
        })?;
        let text = words.get(end..)?;
        let text_start = words.len() - text.trim_start_matches([' ', '\t', ':', '\u{a0}']).len();
        let message = format!("{} is not `[otherwise]`, so it is shown as text", quote(words.get(..end)?));
        let mark = if text_start < words.len() { " " } else { "" };
        let edits = vec![Change { from: 0, to: text_start, text: format!("[otherwise]{mark}") }];
        let mends = edits.clone();
        Some(Diagnosis { mends, ..Diagnosis::part(Name::BadBracket, 0, end, message, edits) })
    }

    /// Returns where `otherwise` ends at the start of a line, if one of its brackets is missing.
    fn unclosed_otherwise(&self, words: &str) -> Option<usize> {
        let (open, rest) = match words.strip_prefix('[') {
            Some(rest) => (true, rest.trim_start_matches(is_blank)),
            None => (false, words),
        };
        let word = ["otherwise", "else"].into_iter().find(|word| rest.starts_with(word))?;
        let after_word = rest.get(word.len()..)?;
        let end = words.len() - after_word.len();
        match (open, words.contains(']')) {
            (true, false) => after_word.starts_with(is_blank).then_some(end),
            (false, true) => after_word.starts_with(']').then_some(end + 1),
            (true, true) | (false, false) => None,
        }
    }

    /// Handles a line that starts with a condition without its brackets: `if logged: …`, `if
    /// logged, …`, `if logged] …`, `<if logged> …`, `IF logged THEN …`.
    pub(super) fn bare_condition(&self, line: Line<'s>) -> Option<Diagnosis> {
        let words = line.words;
        if let Some(meant) = self.dollar_condition(words) {
            return Some(meant);
        }
        let inner = words.strip_prefix('<').unwrap_or(words);
        let open = words.len() - inner.len();
        let after_if = ["if ", "If ", "IF "].iter().find_map(|word| inner.strip_prefix(word))?;
        if self.context.block == Block::Lesson || self.context.running {
            return None;
        }
        let start = words.len() - after_if.len();
        let closes: &[&str] = if 0 < open {
            &[">"]
        } else if inner.starts_with("IF") {
            &["]", ":", ",", " THEN "]
        } else if inner.starts_with("If") {
            &["]", ":"]
        } else {
            &["]", ":", ",", " then "]
        };
        let (close, at) = closes.iter().find_map(|close| {
            let at = after_if.find(close).filter(|at| *at < LONGEST)?;
            self.is_condition_here(after_if.get(..at)?).then_some((close, start + at))
        })?;
        let text = words.get(at + close.len()..)?.trim_start_matches([' ', '\t', ':']);
        if text.is_empty() {
            return None;
        }
        let message = format!("{} is a condition without its brackets, so it is shown as text", quote(words));
        let text_start = words.len() - text.len();
        let edits = vec![
            Change { from: 0, to: start, text: "[if ".to_owned() },
            Change { from: at, to: text_start, text: "] ".to_owned() },
        ];
        let mends = edits.clone();
        Some(Diagnosis { mends, ..Diagnosis::part(Name::BadCondition, 0, words.len(), message, edits) })
    }

    /// Handles `[if $logged] …`: names in the form of another tool.
    fn dollar_condition(&self, words: &str) -> Option<Diagnosis> {
        let inner = words.strip_prefix("[if ")?;
        let end = inner.bytes().take(LONGEST).position(|byte| byte == b']')?;
        let condition = inner.get(..end).filter(|condition| condition.contains('$'))?;
        if self.context.block == Block::Lesson || !self.is_condition_here(&condition.replace('$', "")) {
            return None;
        }
        let to = "[if ".len() + end + 1;
        let message = format!("{} has names with a `$`, and a name has none", quote(words.get(..to)?));
        let start = "[if ".len();
        let signs = condition.match_indices('$').map(|(at, _)| start + at);
        let edits: Vec<Change> = signs.map(|at| Change { from: at, to: at + 1, text: String::new() }).collect();
        let mends = edits.clone();
        Some(Diagnosis { mends, ..Diagnosis::part(Name::BadCondition, 0, to, message, edits) })
    }

    /// Handles a bracket within a line that begins with a condition but does not have the form of
    /// a conditional text: `[if logged for you]`, `[if logged| for you]`, `[logged: glad | sad]`.
    /// Returns the diagnosis and the length of the bracket.
    pub(super) fn bare_variants(&self, words: &str, at: usize, text: &str) -> Option<(Diagnosis, usize)> {
        let inner = text.strip_prefix('[')?;
        let end = inner.bytes().take(LONGEST).position(|byte| matches!(byte, b']' | b'['))?;
        let inside = inner.get(..end).filter(|_| inner.as_bytes().get(end) == Some(&b']'))?;
        if self.context.block == Block::Lesson {
            return None;
        }
        let (from, to) = (at, at + end + 2);
        let written = quote(words.get(from..to)?);
        let make =
            |message: String, edits| Some((Diagnosis::part(Name::BadCondition, from, to, message, edits), end + 2));
        if let Some((condition, _)) = inside.split_once(':').filter(|(head, _)| !head.trim().is_empty()) {
            let condition = condition.trim();
            if inside.contains('|') && self.is_variable(condition) {
                let message = format!("{written} has no `if` before its condition, so it is shown as text");
                return make(message, vec![super::insertion(at + 1, "if ")]);
            }
            // `[unless logged: for you]`
            let name = condition.strip_prefix("unless ").filter(|name| self.is_variable(name.trim()))?;
            let message = format!("{written} starts with `unless`, so it is shown as text");
            let edit = Change { from: at + 1, to: at + 1 + "unless".len(), text: "if not".to_owned() };
            return make(
                message,
                if inside.starts_with("unless") && !name.is_empty() { vec![edit] } else { Vec::new() },
            );
        }
        // At the start of a line, the grammar reads it as the condition of that line.
        let rest = inside.trim_start_matches(is_blank).strip_prefix("if ").filter(|_| 0 < at)?;
        let name = rest.strip_prefix("not ").unwrap_or(rest).trim_start_matches(is_blank);
        let is_end = |c: char| !(c.is_ascii_alphanumeric() || c == '-');
        let length = name.find(is_end).unwrap_or(name.len());
        let goes_on = name.get(length..).is_some_and(|rest| rest.starts_with([' ', '|', ',']));
        let is_operator = |word: &str| matches!(word, "and" | "or" | "is" | "=" | ">" | "<" | ">=" | "<=" | "");
        let next = name.get(length..)?.trim_start_matches(is_blank).split(is_blank).next()?;
        if !goes_on || is_operator(next) && !inside.contains('|') || !self.is_variable(name.get(..length)?) {
            return None;
        }
        make(format!("{written} has no colon after its condition, so it is shown as text"), Vec::new())
    }
}
