//! The words of the language: keywords with their forms and places, and reserved words.

use deunicode::deunicode;

/// The keyword of a file that continues a scenario. It is misspelt only in the first line of a
/// file, where it is found before all other lines are read.
pub(crate) const CONTINUES: &str = "Continues";

/// Maximum length of an id in bytes.
pub const MAX_ID_LENGTH: usize = 64;

/// All words that are reserved somewhere. Ids that are suggested or derived from a label are never
/// one of them. Which words an author cannot use as an id depends on the kind of the id: see
/// [`reserved_for`].
pub const RESERVED: &[&str] = &[
    "and",
    "or",
    "not",
    "if",
    "needs",
    "once",
    "after",
    "in",
    "to",
    "otherwise",
    "visited",
    "chose",
    "broke",
    "upheld",
    "faced",
    "at",
    "ended",
    "passed",
    "failed",
    "mixed",
    "again",
    "return",
    "yes",
    "no",
    "learner",
];

/// Returns the words that cannot be an id of a `kind` such as `choice`, because they would make a
/// line ambiguous. `and`, `or` and `not` join conditions; `again` and `return` are targets. A
/// meter, flag or state can be a whole condition by itself, so its id cannot be a word that begins
/// one.
#[must_use]
pub fn reserved_for(kind: &str) -> &'static [&'static str] {
    match kind {
        "situation" | "ending" => &["and", "or", "not", "again", "return"],
        "choice" | "principle" => &["and", "or", "not"],
        "meter" | "flag" | "state" => &[
            "and", "or", "not", "visited", "chose", "broke", "upheld", "faced", "at", "ended", "passed", "failed",
            "mixed", "yes", "no", "learner",
        ],
        _ => &[],
    }
}

/// A keyword.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keyword {
    /// The word as written.
    pub word: &'static str,
    /// The form of its line, for help texts.
    pub form: &'static str,
    /// Where the line belongs, as a phrase that completes "… stands".
    pub place: &'static str,
    /// What may come between the word and its colon.
    pub head: HeaderForm,
}

/// What may come between a keyword and its colon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderForm {
    /// Nothing.
    Nothing,
    /// An id.
    Id,
    /// A cast name.
    Cast,
    /// An optional id and optional brackets.
    Choice,
    /// Optional brackets.
    Brackets,
    /// The ids of principles.
    Principles,
    /// The name of a file.
    File,
}

impl Keyword {
    /// Returns whether it starts a declaration, which ends the one above it.
    #[must_use]
    pub fn is_declaration(&self) -> bool {
        matches!(
            self.word,
            "Principle"
                | "Lesson"
                | "Quiz"
                | "Question"
                | "Scenario"
                | "Cast"
                | "Meter"
                | "Flag"
                | "State"
                | "Passage"
                | "Situation"
                | "Ending"
                | "Test"
                | "Promise"
        )
    }

    /// Returns whether its line is the keyword, a colon and a value or text. `Next` and `Set` can
    /// have a bracket as well.
    pub(crate) fn is_plain(&self) -> bool {
        self.head == HeaderForm::Nothing || matches!(self.word, "Next" | "Set")
    }

    /// Returns whether its line is part of a body and is shown to the learner.
    #[must_use]
    pub fn is_shown(&self) -> bool {
        matches!(self.word, "Note" | "Tip" | "Remember" | "Warning" | "Image" | "Audio" | "Video")
    }
}

const fn new_keyword(word: &'static str, head: HeaderForm, form: &'static str, place: &'static str) -> Keyword {
    Keyword { word, form, place, head }
}

/// All keywords, in the order of the reference.
pub const KEYWORDS: &[Keyword] = &[
    new_keyword("Principle", HeaderForm::Id, "Principle id: title", "anywhere"),
    new_keyword("Source", HeaderForm::Nothing, "Source: text", "directly under a `Principle`"),
    new_keyword("Weight", HeaderForm::Nothing, "Weight: 3", "directly under a `Principle`"),
    new_keyword("Lesson", HeaderForm::Id, "Lesson id: title", "anywhere"),
    new_keyword("Teaches", HeaderForm::Nothing, "Teaches: principle, principle", "directly under a `Lesson`"),
    new_keyword("Quiz", HeaderForm::Choice, "Quiz id: title", "anywhere"),
    new_keyword("Draw", HeaderForm::Nothing, "Draw: 5", "directly under a `Quiz`"),
    new_keyword("Pass", HeaderForm::Nothing, "Pass: 4", "directly under a `Quiz`"),
    new_keyword("Tries", HeaderForm::Nothing, "Tries: 3", "directly under a `Quiz`"),
    new_keyword("Show answers", HeaderForm::Nothing, "Show answers: after passing", "directly under a `Quiz`"),
    new_keyword("Question", HeaderForm::Choice, "Question id: what is asked", "in a `Quiz`"),
    new_keyword("Checks", HeaderForm::Nothing, "Checks: principle, principle", "directly under a `Question`"),
    new_keyword("Right", HeaderForm::Id, "Right: answer", "in a `Question`"),
    new_keyword("Wrong", HeaderForm::Id, "Wrong: answer", "in a `Question`"),
    new_keyword("Accept", HeaderForm::Nothing, "Accept: answer, answer", "in a `Question`, in place of its answers"),
    new_keyword(
        "Because",
        HeaderForm::Nothing,
        "Because: reason",
        "under a `Right` or `Wrong` answer, or under `Accept:`",
    ),
    new_keyword("Scenario", HeaderForm::Id, "Scenario id: title", "anywhere"),
    new_keyword("Continues", HeaderForm::Nothing, "Continues: scenario", "in the first line of a file"),
    new_keyword("Covers", HeaderForm::Nothing, "Covers: principle, principle", "directly under a `Scenario`"),
    new_keyword(
        "Start",
        HeaderForm::Nothing,
        "Start: value",
        "directly under a `Scenario`, `Meter`, `Flag` or `State`",
    ),
    new_keyword("Minutes", HeaderForm::Nothing, "Minutes: 6", "directly under a `Scenario`"),
    new_keyword("Audience", HeaderForm::Nothing, "Audience: text", "directly under a `Scenario`"),
    new_keyword("Author", HeaderForm::Nothing, "Author: text", "directly under a `Scenario`"),
    new_keyword("Tags", HeaderForm::Nothing, "Tags: word, word", "directly under a `Scenario`"),
    new_keyword("Cast", HeaderForm::Cast, "Cast Name: who", "in a scenario, or before the first one"),
    new_keyword("Meter", HeaderForm::Id, "Meter id: title", "in a scenario, or before the first one"),
    new_keyword("Range", HeaderForm::Nothing, "Range: 0 to 100", "directly under a `Meter`"),
    new_keyword("Flag", HeaderForm::Id, "Flag id: title", "in a scenario, or before the first one"),
    new_keyword("State", HeaderForm::Id, "State id: title", "in a scenario, or before the first one"),
    new_keyword("Shown", HeaderForm::Nothing, "Shown: always", "directly under a `Meter`, `Flag` or `State`"),
    new_keyword("Values", HeaderForm::Nothing, "Values: calm, tense, angry", "directly under a `State`"),
    new_keyword("Passage", HeaderForm::Id, "Passage id: title", "in a scenario, or before the first one"),
    new_keyword("Situation", HeaderForm::Id, "Situation id: title", "in a scenario"),
    new_keyword("Ending", HeaderForm::Id, "Ending id: title", "in a scenario"),
    new_keyword("Result", HeaderForm::Nothing, "Result: passed", "directly under an `Ending`"),
    new_keyword("Choice", HeaderForm::Choice, "Choice id: label", "in a situation"),
    new_keyword(
        "Hint",
        HeaderForm::Nothing,
        "Hint: text",
        "in a situation before its first choice, in a choice before its outcomes, or in a question before its answers",
    ),
    new_keyword("Ask", HeaderForm::Id, "Ask id: question", "in a situation before its first choice"),
    new_keyword("Locked", HeaderForm::Nothing, "Locked: text", "in a choice before its outcomes"),
    new_keyword("Outcome", HeaderForm::Brackets, "Outcome: text", "in a choice"),
    new_keyword("Upholds", HeaderForm::Principles, "Upholds principle: reason", "in an outcome, before its `Next:`"),
    new_keyword(
        "Partly upholds",
        HeaderForm::Principles,
        "Partly upholds principle: reason",
        "in an outcome, before its `Next:`",
    ),
    new_keyword(
        "Partly breaks",
        HeaderForm::Principles,
        "Partly breaks principle: reason",
        "in an outcome, before its `Next:`",
    ),
    new_keyword("Breaks", HeaderForm::Principles, "Breaks principle: reason", "in an outcome, before its `Next:`"),
    new_keyword("Feedback", HeaderForm::Nothing, "Feedback: text", "in an outcome, before its `Next:`"),
    new_keyword(
        "Set",
        HeaderForm::Brackets,
        "Set: change, change",
        "in an outcome before its `Next:`, or directly under a `Situation`",
    ),
    new_keyword("Show", HeaderForm::Nothing, "Show: passage", "in a scenario, a situation, an outcome or an ending"),
    new_keyword("Detour", HeaderForm::Nothing, "Detour: situation", "in an outcome, before its `Next:`"),
    new_keyword(
        "Next",
        HeaderForm::Brackets,
        "Next: target",
        "at the end of an outcome, or in a situation without choices",
    ),
    new_keyword("Note", HeaderForm::Nothing, "Note: text", "in a situation, outcome or ending"),
    new_keyword("Tip", HeaderForm::Nothing, "Tip: text", "in a situation, outcome or ending"),
    new_keyword("Remember", HeaderForm::Nothing, "Remember: text", "in a situation, outcome or ending"),
    new_keyword("Warning", HeaderForm::Nothing, "Warning: text", "in a situation, outcome or ending"),
    new_keyword("Image", HeaderForm::File, "Image file: alternative text", "in a situation, outcome, ending or lesson"),
    new_keyword("Audio", HeaderForm::File, "Audio file: transcript", "in a situation, outcome or ending"),
    new_keyword("Video", HeaderForm::File, "Video file: transcript", "in a situation, outcome or ending"),
    new_keyword("Test", HeaderForm::Nothing, "Test: title", "in a scenario"),
    new_keyword("Choose", HeaderForm::Nothing, "Choose: choice", "in a `Test`"),
    new_keyword("Expect", HeaderForm::Nothing, "Expect: condition", "in a `Test`"),
    new_keyword("Promise", HeaderForm::Nothing, "Promise: never condition", "in a scenario"),
];

/// Returns whether a word is a single-word keyword in its exact spelling. Optimized for speed,
/// since most lines with a colon begin with one.
#[must_use]
pub fn is_keyword(word: &str) -> bool {
    matches!(
        word,
        "Principle"
            | "Source"
            | "Weight"
            | "Lesson"
            | "Teaches"
            | "Quiz"
            | "Draw"
            | "Pass"
            | "Tries"
            | "Question"
            | "Checks"
            | "Right"
            | "Wrong"
            | "Accept"
            | "Because"
            | "Scenario"
            | "Continues"
            | "Covers"
            | "Start"
            | "Minutes"
            | "Audience"
            | "Author"
            | "Tags"
            | "Cast"
            | "Meter"
            | "Range"
            | "Flag"
            | "State"
            | "Values"
            | "Shown"
            | "Passage"
            | "Situation"
            | "Ending"
            | "Result"
            | "Choice"
            | "Hint"
            | "Ask"
            | "Locked"
            | "Outcome"
            | "Upholds"
            | "Breaks"
            | "Feedback"
            | "Set"
            | "Show"
            | "Detour"
            | "Next"
            | "Note"
            | "Tip"
            | "Remember"
            | "Warning"
            | "Image"
            | "Audio"
            | "Video"
            | "Test"
            | "Choose"
            | "Expect"
            | "Promise"
    )
}

/// Returns the keyword with exactly this spelling.
#[must_use]
pub fn find_keyword(word: &str) -> Option<&'static Keyword> {
    let first = word.bytes().next()?.checked_sub(b'A')?;
    let same_letter = BY_LETTER.get(usize::from(first))?.iter().map_while(|index| KEYWORDS.get(usize::from(*index)));
    same_letter.into_iter().find(|keyword| keyword.word == word)
}

/// How many keywords may begin with the same letter.
const SAME_LETTER: usize = 12;

/// The indices of the keywords by their first letter, which is a capital. Unused places have the
/// index of no keyword.
static BY_LETTER: [[u8; SAME_LETTER]; 26] = {
    let mut table = [[u8::MAX; SAME_LETTER]; 26];
    let mut counts = [0; 26];
    let mut index = 0;
    while index < KEYWORDS.len() {
        #[expect(clippy::cast_possible_truncation, clippy::indexing_slicing, reason = "it fails while it is compiled")]
        {
            let letter = (KEYWORDS[index].word.as_bytes()[0] - b'A') as usize;
            table[letter][counts[letter]] = index as u8;
            counts[letter] += 1;
        }
        index += 1;
    }
    table
};

/// Returns the keyword at the start of a line, whatever follows it. One of two words may have any
/// blanks inside.
#[must_use]
pub fn keyword_at_start(line: &str) -> Option<&'static Keyword> {
    if !line.starts_with(|c: char| c.is_ascii_uppercase()) {
        return None;
    }
    let (word, rest) = line.split_at_checked(letters(line))?;
    if matches!(word, "Partly" | "Show") {
        let second = rest.trim_start_matches(is_blank);
        let end = second.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(second.len());
        return match (word, second.get(..end)?) {
            ("Partly", "upholds") => find_keyword("Partly upholds"),
            ("Partly", "breaks") => find_keyword("Partly breaks"),
            ("Show", "answers") => find_keyword("Show answers"),
            ("Show", _) => find_keyword("Show"),
            _ => None,
        };
    }
    find_keyword(word)
}

/// Returns how many ASCII letters a text begins with.
pub(crate) fn letters(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_alphabetic).count()
}

/// Returns whether a character is a blank of the language: space, tab or no-break space.
#[must_use]
pub fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\u{a0}')
}

/// Returns whether a character is a quotation mark, of any language.
#[must_use]
pub fn is_quote_mark(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»')
}

/// Splits a list at its commas, except those between quotation marks.
pub fn split_outside_quotes(list: &str) -> impl Iterator<Item = &str> {
    let mut is_inside = false;
    list.split(move |c: char| {
        is_inside ^= is_quote_mark(c);
        c == ',' && !is_inside
    })
}

/// Returns whether a text has the form of an id and is not a reserved word.
///
/// # Examples
///
/// ```
/// use scn_syntax::words::is_id;
///
/// assert!(is_id("call-back"));
/// assert!(!is_id("Call back"), "an id has neither capitals nor spaces");
/// assert!(!is_id("again"), "a `Next:` has another use for this word");
/// ```
#[must_use]
pub fn is_id(text: &str) -> bool {
    has_id_form(text) && !is_reserved(text)
}

/// Returns whether a text is a lower-case ASCII letter followed by up to 63 lower-case letters,
/// digits and hyphens.
#[must_use]
pub fn has_id_form(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_lowercase())
        && bytes.all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && text.len() <= MAX_ID_LENGTH
}

/// Returns whether a text is one of [`RESERVED`].
#[must_use]
pub fn is_reserved(text: &str) -> bool {
    // All reserved words have two to nine letters.
    (2..=9).contains(&text.len()) && RESERVED.contains(&text)
}

/// Turns a text into an id: its first `words` words in lower case, without characters that are not
/// allowed in an id. Letters of other alphabets are transliterated: `grosser` for `größer`. If the
/// result would be empty, not start with a letter, or be reserved, `kind` and a hyphen are put in
/// front.
#[must_use]
pub fn suggest_id(text: &str, words: usize, kind: &str) -> String {
    let parts = text.split(|c: char| c.is_whitespace() || c == '_' || c == '/').filter_map(|word| {
        let word: String = deunicode(&hyphenate(word))
            .chars()
            .map(|c| if c.is_whitespace() { '-' } else { c.to_ascii_lowercase() })
            .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
            .collect();
        let word = word.trim_matches('-');
        (!word.is_empty()).then(|| word.to_owned())
    });
    let mut id = parts.take(words).collect::<Vec<_>>().join("-");
    id.truncate(MAX_ID_LENGTH);
    let id = id.trim_end_matches('-');
    if is_id(id) {
        return id.to_owned();
    }
    let mut id = if id.is_empty() { format!("{kind}-1") } else { format!("{kind}-{id}") };
    id.truncate(MAX_ID_LENGTH);
    id.trim_end_matches('-').to_owned()
}

/// Inserts a hyphen where a capital follows a small letter: `front-Desk` for `frontDesk`.
fn hyphenate(word: &str) -> String {
    let mut out = String::with_capacity(word.len() + 1);
    let mut small = false;
    for c in word.chars() {
        if small && c.is_uppercase() {
            out.push('-');
        }
        small = c.is_lowercase();
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{KEYWORDS, RESERVED, is_id, is_keyword, is_reserved, keyword_at_start, reserved_for, suggest_id};

    #[test]
    fn ids_have_their_form_and_are_not_reserved() {
        assert!(is_id("call-back"));
        assert!(is_id(&"a".repeat(64)));
        assert!(!is_id(&"a".repeat(65)));
        for wrong in ["", "Call", "2nd", "again", "call back", "call_back", "-a", "é"] {
            assert!(!is_id(wrong), "{wrong}");
        }
        assert!(RESERVED.iter().all(|word| is_reserved(word)));
        for kind in ["situation", "ending", "choice", "principle", "meter", "flag", "state", "lesson"] {
            assert!(reserved_for(kind).iter().all(|word| is_reserved(word)), "{kind}");
        }
    }

    #[test]
    fn proposals_are_ids() {
        for (text, id) in [
            ("At The Desk", "at-the-desk"),
            ("ask_her", "ask-her"),
            ("frontDesk", "front-desk"),
            ("HTML page", "html-page"),
            ("2nd", "choice-2nd"),
            ("again", "choice-again"),
            ("…", "choice-1"),
            ("Mrs O'Brien's", "mrs-obriens"),
        ] {
            assert_eq!(suggest_id(text, 4, "choice"), id);
            assert!(is_id(&suggest_id(text, 4, "choice")));
        }
        assert!(is_id(&suggest_id(&"x".repeat(100), 4, "choice")));
    }

    #[test]
    fn a_keyword_is_found_at_the_start_of_a_line() {
        for keyword in KEYWORDS {
            assert_eq!(keyword_at_start(&format!("{}: x", keyword.word)), Some(keyword));
        }
        assert!(KEYWORDS.iter().all(|keyword| is_keyword(keyword.word) != keyword.word.contains(' ')));
        assert_eq!(keyword_at_start("Noted: x"), None);
        assert_eq!(keyword_at_start("Partly cloudy"), None);
    }
}
