//! Lines with another sign in place of the colon of their keyword: `Feedback - Well done.`, `Next =
//! ward`, `Principle ask-first – Ask before you share`.

use scn_source::Name;

use super::context::Block;
use super::header::{begins_anew, is_small_word};
use super::value::{as_written_here, first_word};
use super::{Change, Line, Meant, Scan, colon};
use crate::findings::quote;
use crate::words::{HeaderForm, Keyword, has_id_form, is_blank};

/// Signs that count only between blanks, because they occur in prose too.
const APART: &[&str] = &["->", "=>", "--", "-", "–", "—", "−", "|", "~", "→", "⇒", "➜", "➔"];

/// Signs that never follow the first word of a sentence directly.
const CLOSE: &[&str] = &["=", ";", "؛", "→", "⇒", "➜", "➔"];

/// A sign, with the blanks around it.
struct Sign<'t> {
    /// The offset of the blanks before it.
    from: usize,
    /// The offset of the text after it.
    to: usize,
    text: &'t str,
}

/// Iterates over the first few signs of a text that may replace a colon.
fn signs(text: &str) -> impl Iterator<Item = Sign<'_>> {
    let found = text.char_indices().filter_map(|(at, c)| {
        if c.is_alphanumeric() || is_blank(c) {
            return None;
        }
        let (before, rest) = text.split_at_checked(at)?;
        let head = before.trim_end_matches(is_blank);
        let apart = head.len() < before.len();
        let sign = APART.iter().filter(|_| apart).find(|sign| {
            let behind = rest.strip_prefix(**sign);
            behind.is_some_and(|behind| behind.is_empty() || behind.starts_with(is_blank))
        });
        let sign = sign.or_else(|| CLOSE.iter().find(|sign| rest.starts_with(**sign)));
        let sign = sign.copied().or_else(|| {
            // Directly after the word: `Result. passed`, `Image desk.jpg, A desk`.
            let mark = [". ", ", ", "，"].into_iter().find(|mark| rest.starts_with(mark))?;
            (!apart).then(|| mark.trim_end())
        })?;
        // A sign of several characters is found at its first character.
        if before.ends_with(['-', '=', '<', '>', '!', '+']) {
            return None;
        }
        let behind = rest.get(sign.len()..)?;
        let to = text.len() - behind.trim_start_matches(is_blank).len();
        Some(Sign { from: head.len(), to, text: rest.get(..sign.len())? })
    });
    found.take(4)
}

/// How certain it is that a line is an instruction.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sure {
    /// Certain: an error, and the line is read as an instruction.
    Yes,
    /// It may be text: a warning, and the line stays text.
    Maybe,
}

impl<'s> Scan<'s, '_> {
    /// Handles a line that starts with a keyword of the given length and has another sign in place
    /// of its colon.
    pub(super) fn wrong_sign(&self, line: Line<'s>, keyword: &'static Keyword, length: usize) -> Option<Meant> {
        let words = line.words;
        let rest = words.get(length..)?;
        // Most sentences continue with a word and have no sign.
        if rest.bytes().take(120).all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'\t')) {
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
        signs(rest).find_map(|sign| self.signed(line, keyword, length, &sign))
    }

    /// The same for a line whose first word is a keyword but for letter case or one slip.
    pub(super) fn other_sign(&self, line: Line<'s>, keyword: &'static Keyword, length: usize) -> Option<Meant> {
        let is_header = keyword.is_declaration() || keyword.head == HeaderForm::Nothing;
        let written = line.words.get(..length).filter(|word| *word != keyword.word)?;
        if !is_header || self.context.running {
            return None;
        }
        let mut meant = self.wrong_sign(line, keyword, length).filter(|meant| meant.name != Name::LikelyInstruction)?;
        let right = Change { from: 0, to: length, text: keyword.word.to_owned() };
        meant.edits.insert(0, right.clone());
        meant.mends.insert(0, right);
        meant.message = format!(
            "{} starts with `{written}`, which is written `{}`, and has another sign where its colon belongs",
            quote(line.words),
            keyword.word
        );
        Some(meant)
    }

    fn signed(&self, line: Line<'s>, keyword: &'static Keyword, length: usize, sign: &Sign<'_>) -> Option<Meant> {
        let words = line.words;
        let rest = words.get(length..)?;
        let head = rest.get(..sign.from)?.trim_matches(is_blank);
        let value = rest.get(sign.to..)?;
        let valued = matches!(keyword.head, HeaderForm::Nothing) || keyword.word == "Next";
        match sign.text {
            "." if !(valued && self.is_value(keyword, value)) => return None,
            "," | "，" if keyword.head != HeaderForm::File => return None,
            _ => {}
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
        let from = length + sign.to;
        let colon = if value.is_empty() { ":" } else { ": " };
        let mut edits = vec![Change { from: length + sign.from, to: from, text: colon.to_owned() }];
        let mut aliases = Vec::new();
        if let Some((titles, places)) = self.title_value(keyword, value, from) {
            aliases = titles.iter().zip(places).map(|(edit, id)| (edit.from, edit.to, id)).collect();
            edits.extend(titles);
        } else if let Some((titles, places)) = self.title_value(keyword, head, length + 1).filter(|_| !head.is_empty())
        {
            aliases = titles.iter().zip(places).map(|(edit, id)| (edit.from, edit.to, id)).collect();
            edits.splice(0..0, titles);
        } else if let Some(text) = as_written_here(keyword, value) {
            edits.push(Change { from, to: words.len(), text });
        } else if keyword.word == "Next" && value.ends_with('.') {
            edits.push(Change { from: words.len() - 1, to: words.len(), text: String::new() });
        }
        let sure = if aliases.is_empty() { self.how_sure(line, keyword, head, value, sign.text)? } else { Sure::Yes };
        let shown = match sure {
            Sure::Yes => "would be",
            Sure::Maybe => "is",
        };
        let message = format!(
            "{} has `{}` where the colon of `{}` belongs, so it {shown} shown as text",
            quote(words),
            sign.text,
            keyword.word
        );
        let meant = Meant { aliases, ..Meant::read_so(words, message, edits, keyword) };
        Some(match sure {
            Sure::Yes => meant,
            Sure::Maybe => Meant { name: Name::LikelyInstruction, mends: Vec::new(), ..meant },
        })
    }

    /// Returns whether a text is what a keyword accepts before its colon.
    fn is_head(&self, keyword: &Keyword, head: &str) -> bool {
        let is_id = |text: &str| has_id_form(text) && !is_small_word(text);
        let brackets = |text: &str| text.is_empty() || text.starts_with('[') && text.ends_with(']');
        match keyword.head {
            HeaderForm::Nothing => head.is_empty(),
            HeaderForm::Id if matches!(keyword.word, "Right" | "Wrong") => head.is_empty() || is_id(head),
            HeaderForm::Id => is_id(head),
            HeaderForm::Brackets => brackets(head),
            HeaderForm::Choice => {
                let (id, rest) = head.split_at_checked(head.find('[').unwrap_or(head.len())).unwrap_or((head, ""));
                let id = id.trim_end_matches(is_blank);
                (id.is_empty() || is_id(id)) && brackets(rest)
            }
            HeaderForm::Cast => {
                let name = |word: &str| word.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '\'' | '’'));
                head.starts_with(char::is_uppercase)
                    && head.split(is_blank).count() <= 4
                    && head.split(is_blank).all(name)
            }
            HeaderForm::Principles => {
                let known = |part: &str| {
                    let part = part.trim_matches(is_blank);
                    self.names().is_principle(part)
                        || (has_id_form(part) && part.contains('-'))
                        || self.names().principle_of(part).is_some()
                };
                !head.is_empty() && head.split(',').all(known)
            }
            HeaderForm::File => colon::is_file(head),
        }
    }

    /// Returns how certain it is that a line with a sign in place of its colon is an instruction,
    /// or `None` if it is text.
    fn how_sure(&self, line: Line<'s>, keyword: &Keyword, head: &str, value: &str, sign: &str) -> Option<Sure> {
        let context = self.context;
        let block = context.block;
        let capital = begins_anew(value);
        let outcome = matches!(block, Block::Outcome | Block::Late);
        let body = matches!(
            block,
            Block::Situation | Block::Choice | Block::Outcome | Block::Late | Block::Ending | Block::Scenario
        );
        let quiz = matches!(block, Block::Quiz | Block::Question | Block::Answer);
        let yes = |is: bool| is.then_some(Sure::Yes);
        let maybe = |is: bool| is.then_some(Sure::Maybe);
        match keyword.word {
            _ if keyword.head == HeaderForm::Principles => yes(value.is_empty() || capital || outcome),
            _ if keyword.head == HeaderForm::File => Some(Sure::Yes),
            "Feedback" if outcome || block == Block::Choice => yes(!value.is_empty()),
            "Feedback" => maybe(body && capital && !context.running),
            "Hint" | "Locked" if block == Block::Choice => yes(capital),
            "Hint" | "Locked" => maybe(body && capital && !context.running),
            "Because" => yes(block == Block::Answer && !value.is_empty()),
            "Note" | "Tip" | "Remember" | "Warning" => maybe(body && capital && !context.running),
            "Outcome" if block == Block::Choice => yes(!value.is_empty()),
            "Outcome" => yes(outcome && capital && !head.is_empty()),
            "Choice" => {
                let place = matches!(block, Block::Situation | Block::Choice | Block::Outcome | Block::Late);
                yes(place && capital && (!head.is_empty() || !context.running || outcome))
            }
            "Right" | "Wrong" => yes(quiz && !value.is_empty()),
            "Question" => yes(quiz && capital),
            "Cast" => yes(!context.running && !value.is_empty()),
            "Test" => yes(self.below(line).next().is_some_and(|next| next.starts_with("Choose"))),
            "Audience" | "Author" | "Source" | "Tags" => yes(context.properties && !value.is_empty()),
            "Next" => {
                let (first, more) = first_word(value);
                let place = outcome || matches!(block, Block::Situation | Block::Choice);
                let clear = place && more.is_empty() && has_id_form(first) && !matches!(sign, "-" | "–" | "—");
                yes(clear || self.is_value(keyword, value))
            }
            _ if keyword.is_declaration() && keyword.head != HeaderForm::Nothing => yes(capital),
            _ => yes(self.is_value(keyword, value)),
        }
    }
}
