//! Classifies the words after a keyword: whether they are a value that it accepts.

use super::Scan;
use super::context::Block;
use crate::parser::{self, Rule};
use crate::words::{HeaderForm, Keyword, has_id_form, is_blank, is_quote_mark, is_reserved, split_outside_quotes};

/// Returns whether text follows the colon of a keyword, which can continue over several lines.
pub(crate) fn is_text(keyword: &Keyword) -> bool {
    keyword.is_shown()
        || keyword.head == HeaderForm::Principles
        || matches!(
            keyword.word,
            "Choice" | "Outcome" | "Hint" | "Locked" | "Feedback" | "Question" | "Right" | "Wrong" | "Because" | "Ask"
        )
}

/// Returns whether text that is the same in every run follows the colon of a keyword, on its line.
pub(super) fn is_title(keyword: &Keyword) -> bool {
    keyword.is_declaration() && !matches!(keyword.word, "Promise")
        || matches!(keyword.word, "Audience" | "Author" | "Source" | "Tags")
}

/// Returns whether a text is a value of a state: an id, and perhaps its words in quotation marks.
fn is_state_value(text: &str) -> bool {
    let (id, words) = first_word(text);
    has_id_form(id) && (words.is_empty() || words.starts_with(is_quote_mark) && words.ends_with(is_quote_mark))
}

/// Returns the first word of a text, and the text after it.
pub(super) fn first_word(text: &str) -> (&str, &str) {
    let end = text.find(is_blank).unwrap_or(text.len());
    let (word, rest) = text.split_at_checked(end).unwrap_or((text, ""));
    (word, rest.trim_start_matches(is_blank))
}

/// Returns whether a text is an integer, optionally followed by a unit.
fn is_number(text: &str, units: &[&str]) -> bool {
    let digits = text.trim_start_matches(|c: char| c.is_ascii_digit());
    digits.len() < text.len() && (digits.is_empty() || units.contains(&digits.trim_start_matches(is_blank)))
}

/// Returns whether a text consists of the two ends of a range.
pub(super) fn is_range(text: &str) -> bool {
    let text = ["between ", "from "].iter().find_map(|word| text.strip_prefix(word)).unwrap_or(text);
    let count_digits = |text: &str| text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let unsigned = text.trim_start_matches(['-', '\u{2212}']);
    let (low, rest) = unsigned.split_at_checked(count_digits(unsigned)).unwrap_or_default();
    let after_low = rest.trim_start_matches(['%', ' ', '\u{a0}']);
    let Some(rest) = ["to ", "and ", "until ", "-", "–", "—", "…", "...", ".."]
        .iter()
        .find_map(|between| after_low.strip_prefix(between))
    else {
        return false;
    };
    !low.is_empty() && is_number(rest.trim_start_matches(is_blank).trim_start_matches(['-', '+']), &["%"])
}

/// Returns the correct form of a value that is clear but malformed: a number without its unit, a
/// range with `to`.
pub(super) fn as_written_here(keyword: &Keyword, text: &str) -> Option<String> {
    let mut numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    let corrected = match keyword.word {
        "Minutes" | "Weight" | "Draw" | "Pass" | "Tries" => numbers.next()?.to_owned(),
        "Range" if !text.starts_with(['-', '\u{2212}']) => format!("{} to {}", numbers.next()?, numbers.next()?),
        "Result" => {
            let lower = text.to_ascii_lowercase();
            let result = match lower.as_str() {
                "pass" | "success" => "passed",
                "fail" | "failure" => "failed",
                other => other,
            };
            result.to_owned()
        }
        _ => return None,
    };
    (corrected != text).then_some(corrected)
}

/// Returns whether the whole text is a condition that can hardly be English: one with an operator,
/// a fact, or only names for which `known` returns true.
pub(super) fn is_condition(text: &str, known: impl Fn(&str) -> bool) -> bool {
    let text = text.trim();
    let nodes = parser::parse(Rule::condition, text);
    let Some(read) = nodes.as_ref().and_then(parser::Nodes::root) else { return false };
    if read.as_str().len() != text.len() {
        return false;
    }
    let mut clear = false;
    let mut names = true;
    for part in read.descendants() {
        if matches!(part.as_rule(), Rule::fact | Rule::comparator) {
            clear = true;
        } else if part.as_rule() == Rule::reference {
            names &= known(part.as_str());
        }
    }
    clear || names
}

impl Scan<'_, '_> {
    /// Returns whether a word is a variable of the current scenario.
    pub(super) fn is_variable(&self, word: &str) -> bool {
        self.names().variable(word, self.context.scenario).is_some_and(|id| id == word)
    }

    /// Returns whether a word may be a name in a condition: a variable of the current scenario, or a
    /// fact about how a run ended.
    pub(super) fn is_condition_name(&self, word: &str) -> bool {
        self.is_variable(word) || matches!(word, "ended" | "passed" | "failed" | "mixed")
    }

    /// Returns whether the whole text is a condition that can hardly be English, in the current
    /// scenario.
    pub(super) fn is_condition_here(&self, text: &str) -> bool {
        is_condition(text, |name| self.is_condition_name(name))
    }

    /// Returns whether a word probably is a target: a situation or ending, or a word that other
    /// lines refer to.
    pub(super) fn is_likely_target(&self, word: &str) -> bool {
        self.names().is_target(word, self.context.scenario) || self.names().is_referenced(word)
    }

    /// Returns whether `Show:` can be used at this place, and there are passages to show.
    pub(super) fn can_show_passages(&self) -> bool {
        let is_place = matches!(
            self.context.block,
            Block::Scenario | Block::Situation | Block::Choice | Block::Outcome | Block::Late | Block::Ending
        );
        is_place && self.names().has_passages(self.context.scenario)
    }

    /// Returns whether a text can only be a list of changes of variables.
    fn is_changes(&self, text: &str) -> bool {
        let mut parts = text.split([',', ';']);
        let first = parts.next().unwrap_or_default().trim();
        self.is_change(first)
    }

    fn is_change(&self, text: &str) -> bool {
        let bare = text.strip_prefix("not ").unwrap_or(text).trim_start_matches(is_blank);
        let end = bare.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))).unwrap_or(bare.len());
        let (name, rest) = bare.split_at_checked(end).unwrap_or_default();
        let value = rest.trim_start_matches(is_blank);
        let is_known_variable = self.is_variable(name);
        let signed = value.starts_with(['+', '-', '=', '\u{2212}', '\u{2013}', '\u{2014}', '\u{2010}', '\u{2011}']);
        let amount = value.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
        match value {
            _ if name.is_empty() => false,
            // `trust-20` has the form of a single name.
            "" => {
                is_known_variable
                    || name.split_once('-').is_some_and(|(name, by)| self.is_variable(name) && is_number(by, &[]))
            }
            _ if signed => has_id_form(name) && (is_known_variable || is_number(amount, &[])),
            _ => is_known_variable && value.split_whitespace().count() < 4 && !value.ends_with(['.', '?', '!']),
        }
    }

    /// Returns whether a text is a list of ids that can hardly be English.
    fn is_ids(&self, text: &str) -> bool {
        let names: Vec<&str> = text.split(',').flat_map(|part| part.split(" and ")).map(str::trim).collect();
        let sure = self.context.properties && (!self.context.running || self.context.block != Block::Lesson);
        names.iter().all(|name| has_id_form(name))
            && names.iter().any(|name| sure || name.contains('-') || self.names().is_principle(name))
    }

    /// Returns whether the words after a keyword are a value that the keyword accepts and can
    /// hardly be English. Only for keywords that directly precede their colon and do not accept
    /// arbitrary text.
    pub(super) fn is_value(&self, keyword: &Keyword, text: &str) -> bool {
        if text.is_empty() {
            return false;
        }
        match keyword.word {
            "Minutes" => is_number(text, &["minutes", "minute", "min", "mins", "min.", "m"]),
            "Weight" | "Draw" | "Pass" => is_number(text, &["questions", "question", "%"]),
            "Tries" => self.context.block == Block::Quiz && is_number(text, &["tries", "attempts", "times"]),
            "Show answers" => {
                let words = ["always", "never", "after passing"];
                self.context.block == Block::Quiz && words.iter().any(|word| word.eq_ignore_ascii_case(text))
            }
            "Range" => is_range(text),
            "Start" => {
                is_number(text.trim_start_matches(['-', '+']), &["%"])
                    || (self.context.block == Block::Variable && !text.contains(is_blank))
                    || (!text.contains(is_blank) && self.is_likely_target(text))
            }
            "Result" => {
                let words = ["passed", "failed", "mixed", "pass", "fail", "success", "failure"];
                words.iter().any(|word| word.eq_ignore_ascii_case(text))
            }
            "Shown" => self.context.block == Block::Variable && text.eq_ignore_ascii_case("always"),
            "Covers" | "Teaches" | "Checks" => self.is_ids(text),
            // `Accept the parcel.` is a sentence.
            "Accept" => {
                let is_list = text.contains([',', '"', '“']) || text.bytes().any(|byte| byte.is_ascii_digit());
                self.context.block == Block::Question && is_list && !text.ends_with(['.', '?', '!', ':'])
            }
            "Values" => {
                let words: Vec<&str> = split_outside_quotes(text).map(str::trim).collect();
                (self.context.block == Block::Variable || words.len() > 1)
                    && words.iter().all(|word| is_state_value(word))
            }
            "Set" => self.is_changes(text),
            "Next" => self.is_next(text),
            "Show" => self.context.block != Block::Lesson && self.names().is_passage(text, self.context.scenario),
            "Detour" => !text.contains(is_blank) && (has_id_form(text) || self.is_likely_target(text)),
            "Expect" => {
                self.context.block == Block::Test
                    || is_condition(text, |word| {
                        is_reserved(word) && matches!(word, "ended" | "passed" | "failed" | "mixed")
                    })
            }
            "Choose" => self.context.block == Block::Test,
            "Promise" => self.is_promise(text),
            _ => false,
        }
    }

    fn is_next(&self, text: &str) -> bool {
        let word = text.trim_end_matches('.');
        if word.contains(is_blank) {
            return false;
        }
        let lower = word.to_lowercase();
        self.is_likely_target(word)
            || self.is_likely_target(&lower)
            || (has_id_form(word) && word.contains('-') && !self.context.running)
    }

    fn is_promise(&self, text: &str) -> bool {
        let kinds = ["never", "possible", "always possible", "inevitable"];
        let conditions = kinds.iter().filter_map(|kind| text.strip_prefix(kind)?.strip_prefix(is_blank));
        conditions.into_iter().any(|condition| self.is_condition_here(condition))
    }
}
