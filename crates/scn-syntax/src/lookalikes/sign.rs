//! Lines with another sign in place of the colon of their keyword: `Feedback - Well done.`, `Next =
//! ward`, `Principle ask-first – Ask before you share`.

use scn_source::Name;

use super::context::Block;
use super::header::{begins_sentence, is_named_header, is_small_word};
use super::misspelled::starts_test_step;
use super::value::{as_written_here, first_word};
use super::{Change, Diagnosis, Line, Scan, colon};
use crate::findings::quote;
use crate::marks::Marks;
use crate::words::{HeaderForm, Keyword, has_id_form, is_blank};

/// Signs that count only between blanks, because they occur in prose too.
const APART: &[&str] = &["->", "=>", "--", "-", "–", "—", "−", "|", "~", "→", "⇒", "➜", "➔"];

/// Signs that never follow the first word of a sentence directly.
const CLOSE: &[&str] = &["=", ";", "؛", "→", "⇒", "➜", "➔"];

/// A sign, with the blanks around it.
pub(super) struct Sign<'t> {
    /// The offset of the blanks before it.
    pub(super) from: usize,
    /// The offset of the text after it.
    pub(super) to: usize,
    text: &'t str,
}

/// The signs, other than a full stop.
const SIGNS: Marks = Marks::each(b"-=|~;,").with(Marks::BEYOND_ASCII);

/// Returns whether a line may have a sign that replaces a colon.
pub(super) fn may_have_sign(line: Line<'_>) -> bool {
    line.marks.has_any(SIGNS) || line.marks.has_any(const { Marks::each(b".") }) && line.words.contains(". ")
}

/// Iterates over the first few signs of a text that may replace a colon.
pub(super) fn find_signs(text: &str) -> impl Iterator<Item = Sign<'_>> {
    let candidates = text.char_indices().filter_map(|(at, c)| {
        if c.is_alphanumeric() || is_blank(c) {
            return None;
        }
        let (preceding, from_sign) = text.split_at_checked(at)?;
        let head = preceding.trim_end_matches(is_blank);
        let apart = head.len() < preceding.len();
        let sign = APART.iter().filter(|_| apart).find(|sign| {
            let following = from_sign.strip_prefix(**sign);
            following.is_some_and(|behind| behind.is_empty() || behind.starts_with(is_blank))
        });
        let sign = sign.or_else(|| CLOSE.iter().find(|sign| from_sign.starts_with(**sign)));
        let sign = sign.copied().or_else(|| {
            // Directly after the word: `Result. passed`, `Image desk.jpg, A desk`.
            let mark = [". ", ", ", "，"].into_iter().find(|mark| from_sign.starts_with(mark))?;
            (!apart).then(|| mark.trim_end())
        })?;
        // A sign of several characters is found at its first character.
        if preceding.ends_with(['-', '=', '<', '>', '!', '+']) {
            return None;
        }
        let following = from_sign.get(sign.len()..)?;
        let value_start = text.len() - following.trim_start_matches(is_blank).len();
        Some(Sign { from: head.len(), to: value_start, text: from_sign.get(..sign.len())? })
    });
    candidates.take(4)
}

/// How certain it is that a line is an instruction.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Certainty {
    /// Certain: an error, and the line is read as an instruction.
    Yes,
    /// It may be text: a warning, and the line stays text.
    Maybe,
}

impl<'s> Scan<'s, '_> {
    /// Handles a line that starts with a keyword of the given length and has another sign in place
    /// of its colon.
    pub(super) fn wrong_sign(&self, line: Line<'_>, keyword: &'static Keyword, length: usize) -> Option<Diagnosis> {
        let words = line.words;
        let after_keyword = words.get(length..)?;
        // Most sentences continue with a word and have no sign.
        if after_keyword.bytes().take(120).all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'\t')) {
            return None;
        }
        // After an id and its colon, no sign is in place of a colon.
        if keyword.head != HeaderForm::Principles && is_named_header(after_keyword) {
            return None;
        }
        let property = keyword.word == "Teaches" && self.context.properties;
        if self.context.block == Block::Lesson
            && !keyword.is_declaration()
            && keyword.head != HeaderForm::File
            && !property
        {
            return None;
        }
        find_signs(after_keyword).find_map(|sign| self.diagnose_sign(line, keyword, length, &sign))
    }

    fn diagnose_sign(
        &self,
        line: Line<'_>,
        keyword: &'static Keyword,
        length: usize,
        sign: &Sign<'_>,
    ) -> Option<Diagnosis> {
        let words = line.words;
        let after_keyword = words.get(length..)?;
        let head = after_keyword.get(..sign.from)?.trim_matches(is_blank);
        let value = after_keyword.get(sign.to..)?;
        let valued = keyword.is_plain();
        // `Situation ward, The ward calls`
        let is_named = keyword.head == HeaderForm::Id
            && has_id_form(head)
            && begins_sentence(value)
            && (self.is_likely_target(head) || self.names().is_principle(head));
        match sign.text {
            "." | "," if is_named => {}
            // `Wrong. She did not ask.`
            "." if matches!(keyword.word, "Right" | "Wrong") && begins_sentence(value) => {}
            "." if !(valued && self.is_value(keyword, value)) => return None,
            // `Cast Visitor, a man with flowers`
            "," | "，" if keyword.head == HeaderForm::Cast => {
                let place = matches!(self.context.block, Block::File | Block::Scenario | Block::Variable);
                let is_name = head.split(is_blank).all(begins_sentence);
                if !place || self.context.running || !is_name {
                    return None;
                }
            }
            "," | "，" if keyword.head != HeaderForm::File => return None,
            _ => {}
        }
        if keyword.head == HeaderForm::Principles && head.is_empty() {
            return self.sign_before_principle(line, keyword, length, sign);
        }
        if !self.is_head(keyword, head) {
            return None;
        }
        // In `Upholds ask-first; own-up: Good.` the sign separates two principles.
        if keyword.head == HeaderForm::Principles
            && value.split([':', ';', ',']).next().is_some_and(|first| self.names().is_principle(first.trim()))
        {
            return None;
        }
        let value_start = length + sign.to;
        let colon = if value.is_empty() { ":" } else { ": " };
        let mut edits = vec![Change { from: length + sign.from, to: value_start, text: colon.to_owned() }];
        let mut aliases = Vec::new();
        if let Some((titles, places)) = self.title_value(keyword, value, value_start) {
            aliases = titles.iter().zip(places).map(|(edit, id)| (edit.from, edit.to, id)).collect();
            edits.extend(titles);
        } else if let Some((titles, places)) = self.title_value(keyword, head, length + 1).filter(|_| !head.is_empty())
        {
            aliases = titles.iter().zip(places).map(|(edit, id)| (edit.from, edit.to, id)).collect();
            edits.splice(0..0, titles);
        } else if let Some(text) = as_written_here(keyword, value) {
            edits.push(Change { from: value_start, to: words.len(), text });
        } else if keyword.word == "Next" && value.ends_with('.') {
            edits.push(Change { from: words.len() - 1, to: words.len(), text: String::new() });
        }
        let sure =
            if aliases.is_empty() { self.how_sure(line, keyword, head, value, sign.text)? } else { Certainty::Yes };
        let verb = match sure {
            Certainty::Yes => "would be",
            Certainty::Maybe => "is",
        };
        let message = format!(
            "{} has `{}` in place of the colon of `{}`, so it {verb} shown as text",
            quote(words),
            sign.text,
            keyword.word
        );
        let diagnosis = Diagnosis { aliases, ..Diagnosis::read_so(words, message, edits, keyword) };
        Some(match sure {
            Certainty::Yes => diagnosis,
            Certainty::Maybe => Diagnosis { name: Name::LikelyInstruction, mends: Vec::new(), ..diagnosis },
        })
    }

    /// Handles `Upholds - own-up`: a sign between a rating and its principle.
    fn sign_before_principle(
        &self,
        line: Line<'_>,
        keyword: &'static Keyword,
        length: usize,
        sign: &Sign<'_>,
    ) -> Option<Diagnosis> {
        let words = line.words;
        let value_start = length + sign.to;
        // `own-up, ask-first He said so.`
        let (mut id, mut reason) = first_word(words.get(value_start..)?);
        while id.strip_suffix(',').is_some_and(|listed| self.names().is_principle(listed)) {
            (id, reason) = first_word(reason);
        }
        let id_end = id.as_ptr() as usize + id.len() - words.as_ptr() as usize;
        let is_rated = self.names().is_principle(id) && (reason.is_empty() || begins_sentence(reason));
        let edits = vec![
            Change { from: length + sign.from, to: value_start, text: " ".to_owned() },
            super::insertion(id_end, ":"),
        ];
        let message =
            format!("{} has `{}` before the principle, so it would be shown as text", quote(words), sign.text);
        is_rated.then(|| Diagnosis::read_so(words, message, edits, keyword))
    }

    /// Returns whether a text is what a keyword accepts before its colon.
    fn is_head(&self, keyword: &Keyword, head: &str) -> bool {
        let is_id = |text: &str| has_id_form(text) && !is_small_word(text);
        let is_bracketed = |text: &str| text.is_empty() || text.starts_with('[') && text.ends_with(']');
        match keyword.head {
            HeaderForm::Nothing => head.is_empty(),
            HeaderForm::Id if matches!(keyword.word, "Right" | "Wrong") => head.is_empty() || is_id(head),
            HeaderForm::Id => is_id(head),
            HeaderForm::Brackets => is_bracketed(head),
            HeaderForm::Choice => {
                let (id, rest) = head.split_at_checked(head.find('[').unwrap_or(head.len())).unwrap_or((head, ""));
                let id = id.trim_end_matches(is_blank);
                // `Question two - How?`
                let is_named = is_id(id) || keyword.word == "Question" && has_id_form(id);
                (id.is_empty() || is_named) && is_bracketed(rest)
            }
            HeaderForm::Cast => {
                let is_cast_name =
                    |word: &str| word.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '\'' | '’'));
                head.starts_with(char::is_uppercase)
                    && head.split(is_blank).count() <= 4
                    && head.split(is_blank).all(is_cast_name)
            }
            HeaderForm::Principles => {
                let is_known_principle = |part: &str| {
                    let part = part.trim_matches(is_blank);
                    self.names().is_principle(part)
                        || (has_id_form(part) && part.contains('-'))
                        || self.names().principle_of(part).is_some()
                };
                !head.is_empty() && head.split(',').all(is_known_principle)
            }
            HeaderForm::File => colon::is_file(head),
        }
    }

    /// Returns how certain it is that a line with a sign in place of its colon is an instruction,
    /// or `None` if it is text.
    fn how_sure(&self, line: Line<'_>, keyword: &Keyword, head: &str, value: &str, sign: &str) -> Option<Certainty> {
        let context = self.context;
        let block = context.block;
        let capital = begins_sentence(value);
        let outcome = matches!(block, Block::Outcome | Block::Late);
        let body = matches!(
            block,
            Block::Situation | Block::Choice | Block::Outcome | Block::Late | Block::Ending | Block::Scenario
        );
        let quiz = matches!(block, Block::Quiz | Block::Question | Block::Answer);
        let certain_if = |is: bool| is.then_some(Certainty::Yes);
        let possible_if = |is: bool| is.then_some(Certainty::Maybe);
        match keyword.word {
            _ if keyword.head == HeaderForm::Principles => certain_if(value.is_empty() || capital || outcome),
            _ if keyword.head == HeaderForm::File => Some(Certainty::Yes),
            "Feedback" if outcome || block == Block::Choice => certain_if(!value.is_empty()),
            "Feedback" => possible_if(body && capital && !context.running),
            "Hint" | "Locked" if block == Block::Choice => certain_if(capital),
            "Hint" if block == Block::Question => certain_if(capital && !context.running),
            "Hint" | "Locked" => possible_if(body && capital && !context.running),
            "Ask" => {
                let is_named = has_id_form(head) && !super::header::is_asked_person(head);
                certain_if(block == Block::Situation && is_named && capital && value.ends_with('?'))
            }
            "Accept" => certain_if(block == Block::Question && !value.is_empty()),
            "Because" => certain_if(block == Block::Answer && !value.is_empty()),
            "Note" | "Tip" | "Remember" | "Warning" => possible_if(body && capital && !context.running),
            "Outcome" if block == Block::Choice => certain_if(!value.is_empty()),
            "Outcome" => certain_if(outcome && capital && !head.is_empty()),
            "Choice" => {
                let place = matches!(block, Block::Situation | Block::Choice | Block::Outcome | Block::Late);
                certain_if(place && capital && (!head.is_empty() || !context.running || outcome))
            }
            "Right" | "Wrong" => certain_if(quiz && !value.is_empty()),
            "Question" => certain_if(quiz && capital),
            "Cast" => certain_if(!context.running && !value.is_empty()),
            "Test" => certain_if(self.below(line).next().is_some_and(starts_test_step)),
            "Audience" | "Author" | "Source" | "Tags" => certain_if(context.properties && !value.is_empty()),
            "Next" => {
                let (first, more) = first_word(value);
                let place = outcome || matches!(block, Block::Situation | Block::Choice);
                let clear = place && more.is_empty() && has_id_form(first) && !matches!(sign, "-" | "–" | "—");
                certain_if(clear || self.is_value(keyword, value))
            }
            _ if keyword.is_declaration() && keyword.head != HeaderForm::Nothing => certain_if(capital),
            _ => certain_if(self.is_value(keyword, value)),
        }
    }
}
