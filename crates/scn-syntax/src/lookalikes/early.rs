//! Headers and ratings whose colon comes one word too early: `Principle: ask-first: Ask before you
//! share`.

use scn_source::Name;

use super::context::Block;
use super::header::{begins_sentence, is_small_word};
use super::{Change, Diagnosis, Line, Scan, insertion};
use crate::findings::quote;
use crate::words::{HeaderForm, Keyword, has_id_form, is_blank};

/// Returns the id or cast name that follows a colon and has a colon of its own, and the text after
/// that.
pub(super) fn named<'t>(keyword: &Keyword, value: &'t str) -> Option<(&'t str, &'t str)> {
    let (head, title) = value.split_once(':')?;
    let (head, text) = (head.trim_matches(is_blank), title.trim_matches(is_blank));
    if text.is_empty() || !title.starts_with(is_blank) {
        return None;
    }
    let fits = match keyword.head {
        HeaderForm::Cast => {
            let is_capitalized =
                |word: &str| word.starts_with(char::is_uppercase) && word.chars().all(char::is_alphanumeric);
            head.split(is_blank).count() <= 4 && head.split(is_blank).all(is_capitalized)
        }
        HeaderForm::Nothing
        | HeaderForm::Id
        | HeaderForm::Choice
        | HeaderForm::Brackets
        | HeaderForm::Principles
        | HeaderForm::File => has_id_form(head) && !is_small_word(head),
    };
    fits.then_some((head, text))
}

impl<'s> Scan<'s, '_> {
    /// Handles an instruction whose id follows its colon.
    pub(super) fn early_colon(&self, line: Line<'s>, keyword: &'static Keyword, length: usize) -> Option<Diagnosis> {
        let words = line.words;
        let value = words.get(length..)?.trim_start_matches(is_blank).strip_prefix(':')?.trim_start_matches(is_blank);
        let value_start = words.len() - value.len();
        let mut edits = vec![Change { from: length, to: value_start, text: " ".to_owned() }];
        let word = keyword.word;
        match keyword.head {
            HeaderForm::Principles => {
                let head = value.split(':').next()?.trim_end_matches(is_blank);
                if !head.split(',').all(|part| self.names().is_principle(part.trim_matches(is_blank))) {
                    return None;
                }
                if !value.contains(':') {
                    edits.push(insertion(words.len(), ":"));
                }
                let message = format!("the colon of `{word}` comes before its principle in {}", quote(words));
                Some(Diagnosis { name: Name::BadRating, ..Diagnosis::read_so(words, message, edits, keyword) })
            }
            HeaderForm::Id | HeaderForm::Choice | HeaderForm::Cast => {
                let (head, title) = named(keyword, value)?;
                let text = matches!(word, "Choice" | "Right" | "Wrong" | "Question");
                if text && (!begins_sentence(title) || self.context.block == Block::Lesson) {
                    return None;
                }
                let message = format!("the colon of `{word}` comes before {} in {}", quote(head), quote(words));
                let diagnosis = Diagnosis::read_so(words, message, edits, keyword);
                if text {
                    let message = format!(
                        "{} would be an id if it were before the colon of `{word}`; here it is shown as text",
                        quote(head)
                    );
                    return Some(Diagnosis { name: Name::LikelyInstruction, message, mends: Vec::new(), ..diagnosis });
                }
                let name = if keyword.head == HeaderForm::Cast { Name::BadCast } else { Name::BadId };
                Some(Diagnosis { name, ..diagnosis })
            }
            HeaderForm::Nothing | HeaderForm::Brackets | HeaderForm::File => None,
        }
    }
}
