//! Ratings in other words: `Partially upholds ask-first: …`, `Violates ask-first: …`, `+2
//! ask-first: …`.

use scn_source::Name;

use super::context::Block;
use super::header::begins_sentence;
use super::value::first_word;
use super::{Change, Diagnosis, Line, Scan};
use crate::findings::quote;
use crate::words::{HeaderForm, find_keyword, has_id_form, is_blank, keyword_at_start};

/// The longest text before the colon of a rating that is examined, in bytes.
const LONGEST: usize = 120;

/// The rating that the words before a principle express.
#[derive(Clone, Copy, Default)]
struct RatingWords {
    upholds: bool,
    breaks: bool,
    partly: bool,
    /// Whether there is a word that no rating has.
    other: bool,
}

/// Determines the rating from the words before a principle, word by word.
fn said(words: &str) -> RatingWords {
    let mut out = RatingWords::default();
    let parts = words.split(|c: char| is_blank(c) || matches!(c, '-' | '(' | ')' | '[' | ']' | '*' | '"'));
    for word in parts.filter(|word| !word.is_empty()) {
        let low = word.to_lowercase();
        let starts_with_any = |stems: &[&str]| stems.iter().any(|stem| low.starts_with(stem));
        if starts_with_any(&[
            "uphold", "upheld", "follow", "respect", "honour", "honor", "support", "observe", "meets", "applies",
            "holds",
        ]) || matches!(low.as_str(), "+" | "✓" | "✔" | "✅")
        {
            out.upholds = true;
        } else if starts_with_any(&[
            "break",
            "brake",
            "broke",
            "violat",
            "breach",
            "ignor",
            "undermin",
            "contradict",
            "disregard",
            "fails",
            "failed",
            "neglect",
        ]) || matches!(low.as_str(), "against" | "contra" | "✗" | "✘" | "❌")
        {
            out.breaks = true;
        } else if starts_with_any(&["partial", "partly", "mostly", "somewhat", "half"]) || low == "mixed" {
            out.partly = true;
        } else if let Some(number) = low.strip_prefix('+').and_then(|number| number.parse::<u32>().ok()) {
            out.upholds = true;
            out.partly = number == 1;
        } else {
            let filler =
                ["the", "principle", "of", "fully", "clearly", "this", "our", "strongly", "rule", "also", "up"];
            out.other |= !filler.contains(&low.as_str());
        }
    }
    // A minus sign may also be a hyphen.
    if let Some(number) = words.trim().strip_prefix(['-', '\u{2212}', '–']).and_then(|it| it.trim().parse::<u32>().ok())
    {
        return RatingWords { breaks: true, partly: number == 1, ..RatingWords::default() };
    }
    out
}

impl RatingWords {
    /// Returns the keyword for the rating.
    fn keyword(self) -> Option<&'static str> {
        match (self.upholds, self.breaks, self.partly) {
            _ if self.other => None,
            (true, false, false) => Some("Upholds"),
            (true, false, true) => Some("Partly upholds"),
            (false, true, false) => Some("Breaks"),
            (false, true, true) => Some("Partly breaks"),
            (..) => None,
        }
    }
}

impl<'s> Scan<'s, '_> {
    /// Handles a line of an outcome that names known principles before its colon, after words that
    /// are not a rating as written.
    pub(super) fn diagnose_rating(&self, line: Line<'s>) -> Option<Diagnosis> {
        if !matches!(self.context.block, Block::Outcome | Block::Late | Block::Choice) {
            return None;
        }
        if let Some(meant) = self.rating_without_words(line) {
            return Some(meant);
        }
        let words = line.words;
        let (head_end, value_start) = match words.find(':') {
            Some(colon) => (colon, None),
            // `Follows ask-first - You asked.`
            None => {
                if !super::sign::may_have_sign(line) || !begins_sentence(words) {
                    return None;
                }
                let sign = super::sign::find_signs(words).next()?;
                (sign.from, Some(sign.to))
            }
        };
        let head = words.get(..head_end)?;
        let value = words.get(value_start.unwrap_or_default()..)?;
        if LONGEST < head.len() || value_start.is_some() && !begins_sentence(value) {
            return None;
        }
        let head = head.trim_end_matches(is_blank);
        let start = self.principles_at_end(head)?;
        let rating_text = head.get(..start)?.trim_end_matches(is_blank);
        let listed = head.get(start..)?;
        let ids: Vec<&str> = listed
            .split(|c: char| is_blank(c) || matches!(c, ',' | ';'))
            .filter(|id| has_id_form(id) && *id != "and")
            .collect();
        let ids = ids.join(", ");
        let rating = said(rating_text);
        let Some(right) = rating.keyword() else {
            // Nobody writes an id with a hyphen and a colon in a sentence.
            let is_short = rating_text.split(is_blank).filter(|word| !word.is_empty()).count() <= 3;
            let is_alone = rating_text.is_empty() && self.may_begin(line);
            let message = format!("{} names a principle but is not a rating, so it is shown as text", quote(words));
            return (value_start.is_none() && is_short && (listed.contains('-') || is_alone))
                .then(|| Diagnosis::part(Name::BadRating, 0, words.len(), message, Vec::new()));
        };
        let keyword = find_keyword(right)?;
        let written = format!("{right} {ids}");
        let is_unchanged = head.split(is_blank).filter(|word| !word.is_empty()).eq(written.split(' '));
        if is_unchanged || (rating_text == right && !listed.contains([';', ' ', '\t'])) {
            return None;
        }
        let list = listed.split(',').all(|id| has_id_form(id.trim_matches(is_blank)));
        if rating_text.split(is_blank).filter(|word| !word.is_empty()).eq(right.split(' ')) && list {
            return None;
        }
        let mut edits = if list {
            vec![Change { from: 0, to: start, text: format!("{right} ") }]
        } else {
            vec![Change { from: 0, to: head.len(), text: written.clone() }]
        };
        if let Some(value_start) = value_start {
            edits.push(Change { from: head.len(), to: value_start, text: ": ".to_owned() });
        }
        let message = format!("{} is not written as a rating, so it would be shown as text", quote(head));
        Some(Diagnosis { name: Name::BadRating, ..Diagnosis::read_so(words, message, edits, keyword) })
    }

    /// Returns where the known principles at the end of a text begin.
    fn principles_at_end(&self, head: &str) -> Option<usize> {
        let is_gap = |c: char| is_blank(c) || matches!(c, ',' | ';');
        let mut start = None;
        let mut remaining = head;
        loop {
            let word = remaining.rsplit(is_gap).next()?;
            let word_start = remaining.len() - word.len();
            if self.names().is_principle(word) {
                start = Some(word_start);
            } else if !(word == "and" && start.is_some()) {
                break;
            }
            remaining = remaining.get(..word_start)?.trim_end_matches(is_gap);
            if remaining.is_empty() {
                break;
            }
        }
        start
    }

    /// Handles `write-down +2`, `Principle ask-first: …` within an outcome, a title in place of the
    /// whole rating (`Ask before you share: yes`), and `Upholds You asked.`, which names no
    /// principle. Which rating is meant is not certain.
    pub(super) fn rating_without_words(&self, line: Line<'s>) -> Option<Diagnosis> {
        let words = line.words;
        let block = self.context.block;
        if !matches!(block, Block::Outcome | Block::Late) || !self.may_begin(line) {
            return None;
        }
        // A principle can be called `Ask before you share`.
        let keyword = keyword_at_start(words).filter(|keyword| keyword.word != "Ask");
        let (head, value) = words.split_once(':').unwrap_or((words, ""));
        let (first, rest) = first_word(head);
        let signs = ['+', '-', '\u{2212}'];
        if keyword.is_none() && head.len() == words.len() && !rest.starts_with(signs) {
            return None;
        }
        let rated = |what: &str| {
            let message = format!("{} {what}, so it is shown as text", quote(words));
            Some(Diagnosis::part(Name::BadRating, 0, words.len(), message, Vec::new()))
        };
        if let Some(keyword) = keyword {
            if keyword.word == "Principle" && value.starts_with(is_blank) {
                let id = self.names().principle_id(rest.trim_matches(is_blank))?;
                let is_declared_here = words.as_bytes().as_ptr_range().contains(&id.as_ptr());
                let message = format!("{} is within an outcome, where a principle is rated", quote(words));
                let mends = vec![Change { from: 0, to: "Principle".len(), text: "Upholds".to_owned() }];
                let part = Diagnosis::part(Name::BadRating, 0, words.len(), message, Vec::new());
                let read = Diagnosis { mends, keyword: find_keyword("Upholds"), ..part };
                return (!is_declared_here).then_some(read);
            }
            let after_keyword = words.get(super::keyword_length(words, keyword)..)?.trim_start_matches(is_blank);
            let first = first_word(after_keyword).0;
            let is_subject = matches!(
                first,
                "You" | "He" | "She" | "They" | "It" | "We" | "I" | "The" | "A" | "An" | "This" | "That" | "Your"
            );
            let is_rating = keyword.head == HeaderForm::Principles && !words.contains(':');
            let fits = is_rating && begins_sentence(first) && (keyword.word != "Breaks" || is_subject);
            return if fits { rated("names no principle before its reason") } else { None };
        }
        let sign = rest.strip_prefix(signs).map(|number| number.trim_matches(is_blank));
        let is_scored = sign.is_some_and(|number| {
            !number.is_empty() && number.trim_end_matches('.').bytes().all(|byte| byte.is_ascii_digit())
        });
        if self.names().is_principle(first) && is_scored && value.is_empty() {
            return rated("names a principle but is not a rating");
        }
        if value.starts_with(is_blank) && head.contains(is_blank) && self.names().principle_of(head).is_some() {
            return rated("starts with the title of a principle but is not a rating");
        }
        None
    }
}
