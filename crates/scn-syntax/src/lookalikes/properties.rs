//! Properties and references in other words: `Principles: ask-first` under a scenario, `Between: 0
//! and 10` under a meter, `Next: Situation ward: The ward calls`, `Cast "Visitor": …`.

use scn_source::Name;

use super::context::Block;
use super::value::first_word;
use super::{Change, Diagnosis, Line, Scan};
use crate::findings::quote;
use crate::words::{Keyword, find_keyword, has_id_form, is_blank};

/// Words for `Values:` under a state.
const VALUES: &[&str] = &["allowed values", "one of", "options", "possible values", "states", "value"];

/// Words for `Pass:` under a quiz.
const PASSES: &[&str] = &[
    "grade to pass",
    "needed",
    "pass mark",
    "passing grade",
    "passing score",
    "passmark",
    "required",
    "threshold",
    "to pass",
];

/// Words for `Tries:` under a quiz.
const TRIES: &[&str] = &[
    "allowed attempts",
    "allowed tries",
    "attempts",
    "attempts allowed",
    "max attempts",
    "max tries",
    "maximum attempts",
    "maximum tries",
    "number of attempts",
    "number of tries",
    "tries allowed",
    "try",
];

/// Words for `Show answers:` under a quiz.
const SHOW_ANSWERS: &[&str] = &[
    "answers",
    "answers shown",
    "correct answers",
    "display answers",
    "reveal answers",
    "right answers",
    "show answer",
    "show correct answer",
    "show correct answers",
    "show feedback",
    "show right answers",
    "show solutions",
];

/// Words for `Range:` under a meter.
const RANGES: &[&str] = &["between", "from", "limits", "scale"];

/// Words for `Covers:`, `Teaches:` and `Checks:`.
const PRINCIPLES: &[&str] =
    &["objectives", "principle", "principles", "rule", "rules", "standards", "topics", "covered principles"];

impl<'s> Scan<'s, '_> {
    /// Handles a property whose keyword is another word, directly below the header that has it.
    pub(super) fn property_in_other_words(&self, line: Line<'s>) -> Option<Diagnosis> {
        if !self.context.properties {
            return None;
        }
        let words = line.words;
        let (head, value) = words.split_once(':')?;
        let (low, value) = (head.trim_matches(is_blank).to_ascii_lowercase(), value.trim_matches(is_blank));
        let is_any = |known: &[&str]| known.contains(&low.as_str());
        let list: Vec<&str> = value.split(',').map(str::trim).collect();
        // Any word will do, as the value is a list of declared principles.
        let is_word = || !head.is_empty() && head.chars().all(|c| c.is_alphabetic() || is_blank(c));
        let are_principles =
            || (is_any(PRINCIPLES) || is_word()) && list.iter().all(|id| self.names().is_principle(id));
        let right = match self.context.block {
            Block::Variable if is_any(VALUES) && 1 < list.len() && list.iter().all(|it| has_id_form(it)) => {
                format!("Values: {value}")
            }
            Block::Variable if is_any(RANGES) => {
                let low_end = first_word(value).0;
                let high_end = value.rsplit(is_blank).next()?;
                let is_number = |it: &str| {
                    !it.trim_start_matches('-').is_empty() && it.trim_start_matches('-').parse::<i32>().is_ok()
                };
                let count = value.split_whitespace().count();
                if !is_number(low_end) || !is_number(high_end) || !(2..=3).contains(&count) {
                    return None;
                }
                format!("Range: {low_end} to {high_end}")
            }
            Block::Quiz if is_any(PASSES) && !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) => {
                format!("Pass: {value}")
            }
            Block::Quiz if is_any(TRIES) && !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) => {
                format!("Tries: {value}")
            }
            Block::Quiz if is_any(SHOW_ANSWERS) => {
                format!("Show answers: {}", crate::findings::malformed::intended_show_rule(value)?)
            }
            Block::Scenario if are_principles() => format!("Covers: {value}"),
            Block::Lesson if are_principles() => format!("Teaches: {value}"),
            Block::Question if are_principles() => format!("Checks: {value}"),
            Block::File
            | Block::Scenario
            | Block::Principle
            | Block::Lesson
            | Block::Quiz
            | Block::Question
            | Block::Answer
            | Block::Variable
            | Block::Situation
            | Block::Choice
            | Block::Outcome
            | Block::Late
            | Block::Ending
            | Block::Test => return None,
        };
        let keyword = find_keyword(right.split(':').next()?)?;
        let message = format!("there is no instruction {}; this line is read as `{}`", quote(head), keyword.word);
        let edits = vec![Change { from: 0, to: words.len(), text: right }];
        let diagnosis = Diagnosis::read_so(words, message, edits, keyword);
        Some(Diagnosis { name: Name::UnknownInstruction, ..diagnosis })
    }

    /// Handles `Next: Situation ward: The ward calls`: a whole header in place of its id.
    pub(super) fn header_as_target(&self, line: Line<'s>, keyword: &'static Keyword) -> Option<Diagnosis> {
        if !matches!(keyword.word, "Next" | "Detour" | "Start" | "Show") {
            return None;
        }
        let words = line.words;
        let colon = words.find(':')?;
        let value = words.get(colon + 1..)?.trim_matches(is_blank);
        let is_passage = keyword.word == "Show";
        let kinds: &[&str] =
            if is_passage { &["passage ", "Passage "] } else { &["situation ", "ending ", "Situation ", "Ending "] };
        let named = kinds.iter().find_map(|it| value.strip_prefix(it))?;
        let id = named.split(':').next()?.trim_matches(is_blank);
        let (names, scenario) = (self.names(), self.context.scenario);
        if !(if is_passage { names.is_passage(id, scenario) } else { names.is_target(id, scenario) }) {
            return None;
        }
        let message = format!("`{}:` takes only the id, and not {}", keyword.word, quote(value));
        let edit = Change { from: words.len() - value.len(), to: words.len(), text: id.to_owned() };
        let diagnosis = Diagnosis::read_so(words, message, vec![edit], keyword);
        Some(Diagnosis { name: Name::BadTarget, ..diagnosis })
    }

    /// Handles `Cast "Visitor": A man`: marks around the name of a member of the cast.
    pub(super) fn marked_cast_name(&self, line: Line<'s>, keyword: &'static Keyword) -> Option<Diagnosis> {
        let is_mark = |c: char| matches!(c, '"' | '“' | '”' | '\'' | '*' | '_' | '`' | '[' | ']' | '<' | '>');
        let words = line.words;
        let head = words.get("Cast".len()..words.find(':')?).filter(|_| keyword.word == "Cast")?;
        let name = head.trim_matches(is_blank);
        let bare = name.trim_matches(|c: char| is_mark(c) || is_blank(c));
        if bare.is_empty() || !name.starts_with(is_mark) || !name.ends_with(is_mark) || bare.contains(is_mark) {
            return None;
        }
        let from = "Cast".len() + head.find(name)?;
        let message = format!("the name of a member of the cast has no marks around it: `Cast {bare}:`");
        let edit = Change { from, to: from + name.len(), text: bare.to_owned() };
        let diagnosis = Diagnosis::read_so(words, message, vec![edit], keyword);
        Some(Diagnosis { name: Name::BadCast, from, to: from + name.len(), ..diagnosis })
    }
}
