//! Headers that are preceded by something, and the part between a keyword and its colon.

use scn_source::Name;

use super::{Change, Diagnosis, Scan, insertion, keyword_length, value};
use crate::findings::quote;
use crate::parser::{self, Rule};
use crate::words::{HeaderForm, Keyword, has_id_form, is_blank, keyword_at_start};

/// Words that continue an English sentence after a noun or a verb, and that are never used as ids.
const SMALL_WORDS: &[&str] = &[
    "a", "about", "after", "all", "also", "always", "among", "an", "and", "any", "are", "around", "as", "at", "away",
    "be", "because", "been", "before", "being", "between", "both", "but", "by", "can", "comes", "could", "depends",
    "did", "do", "does", "down", "during", "each", "either", "enough", "even", "every", "few", "first", "for", "forms",
    "from", "gave", "gives", "goes", "had", "has", "have", "he", "helps", "her", "here", "him", "his", "how", "i",
    "if", "in", "into", "is", "it", "its", "just", "last", "least", "less", "like", "made", "makes", "many", "may",
    "me", "means", "might", "more", "most", "much", "must", "my", "neither", "never", "no", "nobody", "none", "nor",
    "not", "nothing", "now", "of", "off", "often", "on", "once", "one", "only", "or", "other", "our", "out", "over",
    "own", "per", "rather", "said", "same", "she", "should", "shows", "since", "so", "some", "still", "such", "takes",
    "than", "that", "the", "their", "them", "then", "there", "these", "they", "this", "those", "through", "to", "too",
    "took", "two", "under", "until", "up", "upon", "us", "very", "was", "we", "were", "what", "when", "where",
    "whether", "which", "while", "who", "whom", "whose", "why", "will", "with", "within", "without", "would", "yes",
    "yet", "you", "your",
];

/// Returns whether a word typically continues an English sentence.
pub(crate) fn is_small_word(word: &str) -> bool {
    SMALL_WORDS.binary_search(&word).is_ok()
}

/// Words that follow "ask" in a sentence, and are not ids: `Ask yourself: is it fair?`
const ASKED: &[&str] = &[
    "again",
    "aloud",
    "anybody",
    "anyone",
    "back",
    "calmly",
    "clearly",
    "directly",
    "everybody",
    "everyone",
    "gently",
    "herself",
    "himself",
    "instead",
    "kindly",
    "myself",
    "once",
    "oneself",
    "openly",
    "others",
    "ourselves",
    "outright",
    "people",
    "politely",
    "questions",
    "quietly",
    "somebody",
    "someone",
    "straight",
    "themselves",
    "twice",
    "yourself",
    "yourselves",
];

/// Returns whether a word after "Ask" continues a sentence, and is not the id of a question.
pub(super) fn is_asked_person(word: &str) -> bool {
    is_small_word(word) || ASKED.binary_search(&word).is_ok()
}

/// Returns whether a word begins a sentence or a title, rather than continuing a sentence.
pub(super) fn begins_sentence(word: &str) -> bool {
    let word = word.trim_start_matches(['"', '“', '‘', '\'', '«', '„', '*', '_', '(', '…']);
    word.starts_with(|c: char| c.is_uppercase() || (c.is_alphabetic() && !c.is_lowercase()))
}

/// Returns whether a line that starts with a keyword of the given length has the form of an
/// instruction.
pub(super) fn is_instruction(words: &str, length: usize) -> bool {
    let after_keyword = words.get(length..).unwrap_or_default();
    let head = after_keyword.trim_start_matches(is_blank);
    if head.starts_with(':') || is_plain_header(after_keyword, head) {
        return true;
    }
    // Without a bracket, a colon or a comma it cannot be one.
    after_keyword.bytes().any(|byte| matches!(byte, b':' | b'[' | b',')) && parser::matches(Rule::instruction, words)
}

/// Returns whether a text after a keyword begins with an id and a colon, or with a bracket that is
/// not a link, as most headers do. `head` is the text without its leading blanks.
///
/// These are two of the forms in the rule `header_end` of the grammar.
fn is_plain_header(after_keyword: &str, head: &str) -> bool {
    if let Some(bracket) = head.strip_prefix('[') {
        let end = memchr::memchr(b']', bracket.as_bytes());
        return end.is_none_or(|end| bracket.as_bytes().get(end + 1) != Some(&b'('));
    }
    is_named_header(after_keyword)
}

/// Returns whether a text after a keyword begins with an id and a colon.
pub(super) fn is_named_header(after_keyword: &str) -> bool {
    let head = after_keyword.trim_start_matches(is_blank);
    let is_id = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'-';
    let length = head.bytes().take_while(is_id).count();
    let is_named = head.len() < after_keyword.len() && head.starts_with(|c: char| c.is_ascii_lowercase());
    is_named && head.get(length..).is_some_and(|rest| rest.trim_start_matches(is_blank).starts_with(':'))
}

/// The start of a line whose text is preceded by a list marker, a heading mark, emphasis or a
/// bracket.
struct Decoration {
    /// Where the keyword begins.
    from: usize,
    /// The emphasis marks before it.
    emphasis: &'static str,
    /// The range of a bracket with a condition before it, if any.
    bracket: Option<(usize, usize)>,
}

/// Returns the text after a list marker or heading mark: `- `, `## `, `1.1 `, `(a) `, `iv. `, `✓ `,
/// or the `o ` that word processors use as a bullet.
fn strip_list_mark(text: &str) -> Option<&str> {
    let first = text.chars().next()?;
    let is_opening = |c: char| matches!(c, '“' | '„' | '«' | '‘' | '‚' | '¿' | '¡' | '…' | '（' | '［' | '【');
    let after_mark = match first {
        '#' => text.trim_start_matches('#').trim_start_matches(|c: char| c.is_ascii_digit()),
        '-' | '*' | '+' => text.get(1..)?,
        'o' if text.get(1..)?.starts_with(is_blank) => text.get(1..)?,
        _ if !first.is_ascii() && !first.is_alphanumeric() && !is_opening(first) => text.get(first.len_utf8()..)?,
        _ => {
            let inner = text.strip_prefix('(').unwrap_or(text);
            let end = inner.find(|c: char| !(c.is_ascii_alphanumeric() || c == '.'))?;
            let mark = inner.get(..end)?;
            let bare = mark.trim_end_matches('.');
            let is_roman = bare.chars().all(|c| matches!(c.to_ascii_lowercase(), 'i' | 'v' | 'x'));
            let is_number = bare.starts_with(|c: char| c.is_ascii_digit())
                && bare.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
            let rest = inner.get(end..)?;
            let after_close = rest.strip_prefix([')', ':']).unwrap_or(rest);
            let is_closed = bare.len() < mark.len() || after_close.len() < rest.len() || bare.contains('.');
            let is_mark = !bare.is_empty() && bare.len() < 6 && (is_number || bare.len() == 1 || is_roman);
            Some(after_close).filter(|_| is_mark && is_closed)?
        }
    };
    let next = after_mark.trim_start_matches(is_blank);
    (next.len() < after_mark.len() && !next.is_empty()).then_some(next)
}

fn parse_decoration(words: &str) -> Option<Decoration> {
    let mut remaining = words;
    let mut bracket = None;
    let offset_of = |text: &'_ str| words.len() - text.len();
    // List markers and heading marks.
    while let Some(next) = strip_list_mark(remaining) {
        remaining = next;
    }
    if let Some(inner) = remaining.strip_prefix('[')
        && let Some((inner, after_bracket)) = inner.split_once(']')
        && ["if", "needs", "once", "after", "otherwise"].contains(&value::first_word(inner.trim()).0)
    {
        bracket = Some((offset_of(remaining), offset_of(remaining) + inner.len() + 2));
        remaining = after_bracket.trim_start_matches(is_blank);
    }
    let emphasis =
        ["***", "**", "__", "*", "_", "`"].into_iter().find(|mark| remaining.starts_with(mark)).unwrap_or("");
    remaining = remaining.get(emphasis.len()..)?;
    (remaining.len() < words.len()).then(|| Decoration { from: offset_of(remaining), emphasis, bracket })
}

impl<'s> Scan<'s, '_> {
    /// Finds an instruction preceded by a list marker, a heading mark, emphasis, or a bracket.
    pub(super) fn diagnose_decorated_header(&self, line: super::Line<'s>) -> Option<Diagnosis> {
        use super::context::Block;
        let words = line.words;
        let Decoration { from, emphasis, bracket } = parse_decoration(words)?;
        let inner = words.get(from..)?;
        let keyword = keyword_at_start(inner)?;
        let length = keyword_length(inner, keyword);
        let mut edits = Vec::new();
        // `**Choice ask:** Label`, `**Choice ask**: Label`.
        let mut plain = inner.to_owned();
        if !emphasis.is_empty() {
            let close = inner.find(emphasis)?;
            plain.replace_range(close..close + emphasis.len(), "");
            edits.push(Change { from: from + close, to: from + close + emphasis.len(), text: String::new() });
        }
        if !is_instruction(&plain, length) {
            return None;
        }
        let lesson = self.context.block == Block::Lesson;
        if bracket.is_none() && !self.is_structure(line, keyword, &plain, length, lesson) {
            return None;
        }
        if bracket.is_some() && (keyword.is_shown() || lesson) {
            return None;
        }
        edits.insert(0, Change { from: 0, to: from, text: String::new() });
        let mends = edits.clone();
        if let Some((open, close)) = bracket {
            let text = words.get(open..close)?;
            let colon = inner.find(':').filter(|_| matches!(keyword.head, HeaderForm::Choice | HeaderForm::Brackets));
            match colon {
                Some(colon) => edits.push(insertion(from + inner.get(..colon)?.trim_end().len(), &format!(" {text}"))),
                None => edits.clear(),
            }
        }
        let prefix = quote(words.get(..from)?.trim());
        let message = if bracket.is_some() {
            format!("the bracket {prefix} is before `{}` here, but belongs before its colon", keyword.word)
        } else if !emphasis.is_empty() {
            format!("`{}` is an instruction only without emphasis marks, but {prefix} is before it", keyword.word)
        } else {
            format!("`{}` is an instruction only at the start of a line, but {prefix} is before it", keyword.word)
        };
        let name = if bracket.is_some() { Name::BadBracket } else { Name::BadHeader };
        Some(Diagnosis { name, mends, ..Diagnosis::read_so(words, message, edits, keyword) })
    }

    /// Finds a header in brackets, in quotation marks or between rules: `[Situation ward: The ward
    /// calls]`, `--- Ending good: Flowers ---`.
    pub(super) fn wrapped_header(&self, line: super::Line<'s>) -> Option<Diagnosis> {
        let words = line.words;
        let pairs = [("[", "]"), ("<", ">"), ("“", "”"), ("\"", "\""), ("---", "---"), ("--", "--"), ("***", "***")];
        let inner = pairs.iter().find_map(|(open, close)| words.strip_prefix(open)?.strip_suffix(close))?;
        let plain = inner.trim_matches(|c: char| is_blank(c) || matches!(c, '-' | '*'));
        let keyword = keyword_at_start(plain)?;
        let length = keyword_length(plain, keyword);
        let lesson = self.context.block == super::context::Block::Lesson;
        let is_header = keyword.is_declaration() || keyword.word == "Choice";
        let fits =
            is_header && is_instruction(plain, length) && self.is_structure(line, keyword, plain, length, lesson);
        if !fits || lesson {
            return None;
        }
        let from = plain.as_ptr() as usize - words.as_ptr() as usize;
        let message = format!("{} is an instruction only without the marks around it", quote(words));
        let removal = |from: usize, to: usize| Change { from, to, text: String::new() };
        let edits = vec![removal(0, from), removal(from + plain.len(), words.len())];
        Some(Diagnosis { name: Name::BadHeader, ..Diagnosis::read_so(words, message, edits, keyword) })
    }

    /// Returns whether a header is unlike a list item or a heading of ordinary text.
    fn is_structure(&self, line: super::Line<'s>, keyword: &Keyword, words: &str, length: usize, lesson: bool) -> bool {
        use super::context::Block;
        let after_keyword = words.get(length..).unwrap_or_default();
        let (head, text) = after_keyword.split_once(':').unwrap_or((after_keyword, ""));
        let (head, text) = (head.trim(), text.trim());
        let has_id = has_id_form(value::first_word(head).0) && !is_small_word(head);
        let body = matches!(
            self.context.block,
            Block::Situation | Block::Choice | Block::Outcome | Block::Late | Block::Question | Block::Answer
        );
        match keyword.word {
            _ if lesson => {
                matches!(keyword.word, "Situation" | "Ending" | "Scenario" | "Choice")
                    && has_id
                    && (self.is_likely_target(head) || keyword.word == "Scenario")
            }
            "Choice" => {
                let mut choice_lines = self.below(line).take(6).take_while(|line| !line.contains("Choice"));
                let outcome = choice_lines.any(|line| line.contains("Outcome") || line.starts_with("Next:"));
                has_id || head.starts_with('[') || (body && outcome)
            }
            "Outcome" => body && self.context.block != Block::Situation,
            "Situation" | "Ending" | "Scenario" | "Meter" | "Flag" | "State" | "Passage" | "Principle" | "Lesson"
            | "Quiz" => has_id,
            "Question" | "Right" | "Wrong" => {
                matches!(self.context.block, Block::Quiz | Block::Question | Block::Answer)
            }
            "Cast" => !head.is_empty(),
            "Hint" | "Feedback" | "Locked" => {
                matches!(self.context.block, Block::Choice | Block::Outcome | Block::Question) && !text.is_empty()
            }
            _ if keyword.head == HeaderForm::Principles => !head.is_empty(),
            _ => self.is_value(keyword, text),
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_words_are_in_order() {
        assert!(super::SMALL_WORDS.is_sorted() && super::ASKED.is_sorted());
    }
}
