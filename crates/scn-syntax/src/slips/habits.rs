//! Syntax of other tools at the start of a line. Like misspellings, it is found before parsing:
//! words for which this language has a different keyword (`Scene`, `Option`, `Go to`), and marks
//! before a keyword (`- Choice`, `1.`, `**Choice:**`).
//!
//! A word counts only if its context fits: a `Scene` needs choices or a `Next:` below it, an
//! `Option` an outcome. Each check inspects a bounded number of lines, so the whole search takes
//! linear time.

use std::borrow::Cow;
use std::sync::LazyLock;

use scn_source::{FileId, Finding, Span};

use super::scores::{self, Declarations};
use super::{FenceTracker, is_bracketed, is_valid_head};
use crate::findings::habit;
pub(super) use crate::findings::malformed::parse_time_limit;
use crate::source::Correction;
use crate::words::{HeaderForm, Keyword, find_keyword, has_id_form, is_blank, keyword_at_start};

/// The number of lines inspected around a line.
pub(super) const MAX_LINES: usize = 60;

/// A word or mark of another tool.
pub(super) struct Habit {
    /// Replacements to apply before parsing, in order. Positions refer to the corrected text so
    /// far.
    pub(super) corrections: Vec<Correction>,
    pub(super) finding: Finding,
    /// Where the line begins in the corrected text so far.
    pub(super) start: u32,
}

/// The context that a foreign word requires.
#[derive(Clone, Copy, PartialEq, Eq)]
enum RequiredContext {
    /// An id or a title before the colon, or a title after it; choices or a `Next:` below.
    Scene,
    /// The same with a `Result:` below, or an id.
    End,
    /// An outcome below.
    Option,
    /// A choice above.
    Consequence,
    /// A single target name after it.
    Target,
    /// In a question.
    Answer,
    /// In a question that has neither right nor wrong answers.
    Accepted,
    /// In a question, after an answer.
    Reason,
    /// In a quiz, with answers below.
    Question,
    /// The name of a media file before the colon.
    File,
    /// An id before the colon.
    Named,
    /// The name of a cast member before the colon, and a description after it.
    Person,
}

/// A word of other tools, the keyword for it, and where it counts.
type ForeignWord = (&'static str, &'static str, RequiredContext);

const FOREIGN_WORDS: &[ForeignWord] = &[
    ("Scene", "Situation", RequiredContext::Scene),
    ("Node", "Situation", RequiredContext::Scene),
    ("Passage", "Situation", RequiredContext::Scene),
    ("Page", "Situation", RequiredContext::Scene),
    ("Slide", "Situation", RequiredContext::Scene),
    ("Screen", "Situation", RequiredContext::Scene),
    ("Knot", "Situation", RequiredContext::Scene),
    ("Stage", "Situation", RequiredContext::Scene),
    ("Stitch", "Situation", RequiredContext::Scene),
    ("Location", "Situation", RequiredContext::Scene),
    ("End", "Ending", RequiredContext::End),
    ("The End", "Ending", RequiredContext::End),
    ("Finish", "Ending", RequiredContext::End),
    ("Finale", "Ending", RequiredContext::End),
    ("Conclusion", "Ending", RequiredContext::End),
    ("Option", "Choice", RequiredContext::Option),
    ("Answer", "Choice", RequiredContext::Option),
    ("Response", "Choice", RequiredContext::Option),
    ("Reply", "Choice", RequiredContext::Option),
    ("Action", "Choice", RequiredContext::Option),
    ("Alternative", "Choice", RequiredContext::Option),
    ("Button", "Choice", RequiredContext::Option),
    ("Decision", "Choice", RequiredContext::Option),
    ("Consequence", "Outcome", RequiredContext::Consequence),
    ("Effect", "Outcome", RequiredContext::Consequence),
    ("Reaction", "Outcome", RequiredContext::Consequence),
    ("Goto", "Next", RequiredContext::Target),
    ("Go to", "Next", RequiredContext::Target),
    ("Jump", "Next", RequiredContext::Target),
    ("Jump to", "Next", RequiredContext::Target),
    ("Leads to", "Next", RequiredContext::Target),
    ("Continue to", "Next", RequiredContext::Target),
    ("Link", "Next", RequiredContext::Target),
    ("Link to", "Next", RequiredContext::Target),
    ("Target", "Next", RequiredContext::Target),
    ("Divert", "Next", RequiredContext::Target),
    ("Character", "Cast", RequiredContext::Person),
    ("Actor", "Cast", RequiredContext::Person),
    ("Person", "Cast", RequiredContext::Person),
    ("Speaker", "Cast", RequiredContext::Person),
    ("Principal", "Principle", RequiredContext::Named),
    ("Scenerio", "Scenario", RequiredContext::Named),
    ("Sceanrio", "Scenario", RequiredContext::Named),
    ("Img", "Image", RequiredContext::File),
    ("Picture", "Image", RequiredContext::File),
    ("Photo", "Image", RequiredContext::File),
    ("Explanation", "Because", RequiredContext::Reason),
    ("Rationale", "Because", RequiredContext::Reason),
    ("Reason", "Because", RequiredContext::Reason),
    ("Q", "Question", RequiredContext::Question),
    ("Hints", "Hint", RequiredContext::Answer),
    ("Clue", "Hint", RequiredContext::Answer),
    ("Clues", "Hint", RequiredContext::Answer),
    ("Answer", "Accept", RequiredContext::Accepted),
    ("Answers", "Accept", RequiredContext::Accepted),
    ("Solution", "Accept", RequiredContext::Accepted),
    ("Accepted", "Accept", RequiredContext::Answer),
    ("Accepted answers", "Accept", RequiredContext::Answer),
    ("Accepts", "Accept", RequiredContext::Answer),
    ("Correct", "Right", RequiredContext::Answer),
    ("Correct answer", "Right", RequiredContext::Answer),
    ("Right answer", "Right", RequiredContext::Answer),
    ("True", "Right", RequiredContext::Answer),
    ("Incorrect", "Wrong", RequiredContext::Answer),
    ("Incorrect answer", "Wrong", RequiredContext::Answer),
    ("Wrong answer", "Wrong", RequiredContext::Answer),
    ("Distractor", "Wrong", RequiredContext::Answer),
    ("False", "Wrong", RequiredContext::Answer),
];

/// The foreign words by their first letter, which is a capital.
static BY_LETTER: LazyLock<[Vec<&'static ForeignWord>; 26]> = LazyLock::new(|| {
    std::array::from_fn(|letter| {
        let is_first = |(word, ..): &&ForeignWord| word.bytes().next().map(usize::from) == Some(letter + 65);
        FOREIGN_WORDS.iter().filter(is_first).collect()
    })
});

/// The first words of the foreign words, by their first letter.
static STARTS: LazyLock<[Vec<&'static str>; 26]> = LazyLock::new(|| {
    std::array::from_fn(|letter| {
        let alike = BY_LETTER.get(letter).into_iter().flatten();
        let mut starts: Vec<_> = alike.map(|(word, ..)| word.split(' ').next().unwrap_or(word)).collect();
        starts.sort_unstable();
        starts.dedup();
        starts
    })
});

/// Returns whether a foreign word may begin with a word.
pub(super) fn begins_foreign_word(word: &str) -> bool {
    let Some(first) = word.bytes().next().and_then(|first| first.to_ascii_uppercase().checked_sub(b'A')) else {
        return false;
    };
    STARTS.get(usize::from(first)).is_some_and(|starts| starts.iter().any(|start| start.eq_ignore_ascii_case(word)))
}

/// Finds the syntax of another tool at the start of the text of a line, which begins at `start`.
pub(super) fn find_habit(file: FileId, text: &str, start: usize, line: &str, declared: &Declarations) -> Option<Habit> {
    let first = line.chars().next()?;
    if first.is_ascii_alphabetic() {
        let is_passage = |span: Span| {
            let id = line.get(span.range().len()..).and_then(|rest| rest.split(':').next()).unwrap_or_default();
            text.get(span.range()) == Some("Passage") && declared.is_shown(text, id.trim())
        };
        return match find_foreign_word(text, start, line) {
            Some((span, instead, keyword)) if !is_passage(span) && !is_declared_in(text, start, &["Lesson"]) => {
                Some(Habit {
                    finding: habit::foreign_word(file, text, span, &instead, keyword),
                    start: span.start,
                    corrections: vec![Correction { span, text: instead.into_owned() }],
                })
            }
            Some(_) | None => scores::find_score(file, text, start, line, declared)
                .or_else(|| find_invisible_character(file, start, line)),
        };
    }
    find_passage(file, text, start, line)
        .or_else(|| find_marked_instruction(file, text, start, line))
        .or_else(|| find_invisible_character(file, start, line))
}

/// Finds a heading of Twee (`:: ward`) or ink (`=== ward ===`) that is followed by choices or a
/// `Next`.
fn find_passage(file: FileId, text: &str, start: usize, line: &str) -> Option<Habit> {
    let (tool, rest) = match line.strip_prefix("::") {
        Some(rest) => ("Twee", rest),
        None => ("ink", line.strip_prefix("==")?.trim_start_matches('=')),
    };
    let name = rest.split(['[', '{', '=', '(']).next().unwrap_or_default().trim();
    // `==marked== text` is a highlight of other tools.
    let after_name = rest.trim_start().get(name.len()..).unwrap_or_default().trim_start_matches([' ', '=']);
    if tool == "ink" && !after_name.is_empty() && !after_name.starts_with('(') {
        return None;
    }
    if !has_id_form(name) || !has_choice_or_next_below(text, start, line) {
        return None;
    }
    let name_start = start + line.find(name)?;
    let end = start + line.len();
    let span = Span::new(start, end);
    let finding = habit::foreign_passage(file, span, line, tool, &format!("Situation {name}: {name}"));
    // The name is kept as written.
    let mends = vec![
        Correction { span: Span::new(start, name_start), text: "Situation ".to_owned() },
        Correction { span: Span::new(name_start + name.len(), end), text: format!(": {name}") },
    ];
    Some(Habit { corrections: mends, finding, start: span.start })
}

/// Returns the foreign word at the start of a line, and the text that replaces it.
fn find_foreign_word(text: &str, start: usize, line: &str) -> Option<(Span, Cow<'static, str>, &'static Keyword)> {
    let after_foreign_word = |word: &str| {
        let (head, rest) = line.split_at_checked(word.len())?;
        let ends = rest.is_empty() || rest.starts_with(|c: char| is_blank(c) || c == ':' || c == '[');
        (ends && head.eq_ignore_ascii_case(word)).then_some(rest)
    };
    let first = line.bytes().next()?.to_ascii_uppercase().checked_sub(b'A')?;
    let alike = BY_LETTER.get(usize::from(first))?.iter().copied();
    let alike = alike.filter(|(word, ..)| after_foreign_word(word).is_some());
    let longest = alike.clone().map(|(word, ..)| word.len()).max()?;
    // A word can have a meaning in a scenario and another one in a quiz.
    alike
        .filter(|(word, ..)| word.len() == longest)
        .find_map(|known| read_foreign_word(text, start, line, (known, after_foreign_word(known.0)?)))
}

/// Returns a foreign word at the start of a line, if its context fits, and the text that replaces
/// it. The text after the word is given.
fn read_foreign_word(
    text: &str,
    start: usize,
    line: &str,
    ((word, to, around), after_word): (&(&str, &'static str, RequiredContext), &str),
) -> Option<(Span, Cow<'static, str>, &'static Keyword)> {
    let keyword = find_keyword(to)?;
    let capital = line.starts_with(|c: char| c.is_ascii_uppercase());
    let after_blanks = after_word.trim_start_matches(is_blank);
    let (head, value) =
        after_blanks.split_once(':').map_or((after_blanks, ""), |(head, value)| (head.trim(), value.trim()));
    let named = has_id_form(head.split('[').next().unwrap_or_default().trim());
    let colon = after_blanks.contains(':');
    let words = head.split_whitespace().count();
    let fits = match around {
        RequiredContext::Scene => {
            let some = !(head.is_empty() && value.is_empty());
            capital
                && colon
                && words <= 4
                && some
                && has_choice_or_next_below(text, start, line)
                && !is_in_open_situation(text, start)
        }
        RequiredContext::End => {
            let result = next_line(text, start, line).is_some_and(|next| next.to_lowercase().starts_with("result"));
            capital && colon && words <= 4 && (result || named && follows_blank_line(text, start))
        }
        RequiredContext::Option => {
            let outcome = next_line(text, start, line).is_some_and(starts_outcome);
            capital && outcome && colon && (head.is_empty() || named || is_bracketed(after_blanks))
        }
        RequiredContext::Consequence => {
            let choice = previous_line(text, start).is_some_and(starts_choice);
            capital && choice && is_valid_head(HeaderForm::Brackets, after_word)
        }
        RequiredContext::Target => {
            let target = if colon { value } else { head };
            let is_id = has_id_form(target) && !target.is_empty();
            let some = colon && (1..=5).contains(&target.split_whitespace().count()) && !target.ends_with(['.', '!']);
            let alone = (head.is_empty() || !colon) && !target.is_empty();
            // Without a colon or in lower case it is an everyday word.
            alone && (is_id && (colon && capital || *word == "Goto") || some && capital && word.starts_with("Go"))
        }
        RequiredContext::Answer => {
            capital
                && is_valid_head(HeaderForm::Id, after_word)
                && !value.is_empty()
                && is_declared_in(text, start, &["Question", "Quiz"])
        }
        RequiredContext::Accepted => {
            // `ANSWER: B` is a line of Aiken.
            let is_shouted = line.get(..word.len()).is_some_and(|word| !word.contains(char::is_lowercase));
            let is_alone = colon && head.is_empty() && !value.is_empty();
            capital && !is_shouted && is_alone && is_in_question_without_answers(text, start)
        }
        RequiredContext::Reason => {
            let answered = previous_line(text, start).is_some_and(|line| !line.starts_with("Question"));
            capital && head.is_empty() && !value.is_empty() && answered && is_declared_in(text, start, &["Question"])
        }
        RequiredContext::Question => {
            let answers = next_line(text, start, line).is_some_and(|next| {
                ["Checks", "Hint", "Right", "Wrong", "Accept"].iter().any(|word| next.starts_with(word))
            });
            capital && (head.is_empty() || named) && answers && is_declared_in(text, start, &["Question", "Quiz"])
        }
        RequiredContext::Named => capital && named && colon && !value.is_empty(),
        RequiredContext::Person => {
            capital && !head.is_empty() && !value.is_empty() && is_valid_head(HeaderForm::Cast, after_word)
        }
        RequiredContext::File => capital && is_valid_head(HeaderForm::File, after_word),
    };
    let read: Cow<'static, str> =
        if *around == RequiredContext::Target && !colon { "Next:".into() } else { (*to).into() };
    fits.then(|| (Span::new(start, start + word.len()), read, keyword))
}

/// Returns whether a line is in a question that has neither right nor wrong answers.
fn is_in_question_without_answers(text: &str, start: usize) -> bool {
    let is_answer = |line: &&str| line.starts_with("Right") || line.starts_with("Wrong");
    let is_header = |line: &&str| {
        keyword_at_start(line).is_some_and(|keyword| keyword.is_declaration() && keyword.word != "Question")
            || line.starts_with("Question")
    };
    let above = text.get(..start).unwrap_or_default().rsplit('\n').take(MAX_LINES).map(str::trim_start);
    let mut question = false;
    for line in above {
        if is_answer(&line) {
            return false;
        }
        if is_header(&line) {
            question = line.starts_with("Question");
            break;
        }
    }
    let below = text.get(start..).unwrap_or_default().split('\n').skip(1).take(MAX_LINES).map(str::trim_start);
    question && !below.take_while(|line| !is_header(line)).any(|line| is_answer(&line))
}

/// Finds an instruction after a bullet, a number or heading marks, or in bold.
fn find_marked_instruction(file: FileId, text: &str, start: usize, line: &str) -> Option<Habit> {
    let unmarked = text_after_marks(line)?;
    let bold = ["**", "__", "*", "_"].into_iter().find(|mark| unmarked.starts_with(mark));
    let words = bold.map_or(unmarked, |mark| unmarked.get(mark.len()..).unwrap_or_default());
    let words_start = start + (line.len() - words.len());
    let mut mends = vec![Correction { span: Span::new(start, words_start), text: String::new() }];
    let mut read = Cow::Borrowed(words);
    if let Some(mark) = bold {
        let close = words.find(mark)?;
        let span = Span::new(words_start + close, words_start + close + mark.len());
        mends.push(Correction { span, text: String::new() });
        let mut without = words.to_owned();
        without.replace_range(close..close + mark.len(), "");
        read = Cow::Owned(without);
    }
    let foreign = find_foreign_word(&read, 0, &read).is_none() && keyword_at_start(&read).is_none();
    if foreign {
        return None;
    }
    let keyword = keyword_at_start(&read)?;
    let after_keyword = read.get(keyword.word.len()..)?;
    let value = after_keyword.split_once(':').map_or("", |(_, value)| value.trim());
    let next = next_line(text, start, line);
    let named = after_keyword.split(['[', ':']).next().is_some_and(|head| has_id_form(head.trim()));
    let strong = bold.is_some() || line.starts_with('#');
    let fits = match keyword.word {
        "Choice" => named || next.is_some_and(|next| starts_outcome(next) || starts_effect(next)),
        "Outcome" => previous_line(text, start).is_some_and(starts_choice) || next.is_some_and(starts_effect),
        "Next" | "Detour" | "Show" => has_id_form(value),
        "Set" => strong || value.contains(['+', '-', '=']) || has_id_form(value),
        "Right" | "Wrong" | "Accept" => is_declared_in(text, start, &["Question", "Quiz"]),
        "Note" | "Tip" | "Remember" | "Warning" | "Image" | "Audio" | "Video" => false,
        _ => {
            let title = strong && keyword.is_declaration() && after_keyword.contains(':');
            keyword.head != HeaderForm::Nothing && named || strong || title
        }
    };
    if !fits || !(is_valid_head(keyword.head, after_keyword) || keyword.is_declaration() && after_keyword.contains(':'))
    {
        return None;
    }
    if is_declared_in(text, start, &["Lesson"]) {
        return None;
    }
    let mark = line.get(..words_start - start)?;
    Some(Habit {
        finding: habit::leading_mark(file, mark.trim_end(), &mends, keyword),
        start: Span::empty(words_start).start,
        corrections: mends,
    })
}

/// Returns the text after bullets and numbers, or `None` if there are none.
fn text_after_marks(line: &str) -> Option<&str> {
    let mut remaining = line;
    for _ in 0..2 {
        let inner = remaining.trim_start_matches('(');
        let word = inner.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inner.len());
        let number = (1..=2).contains(&word) && inner.get(word..).is_some_and(|it| it.starts_with(['.', ')']));
        let signs = if number {
            remaining.len() - inner.len() + word + 1
        } else {
            let is_bullet =
                |c: char| matches!(c, '-' | '*' | '+' | '•' | '–' | '—' | '·' | '▪' | '◦' | '‣' | '▸' | '►');
            match remaining.chars().next() {
                Some('#') => remaining.len() - remaining.trim_start_matches('#').len(),
                Some(c) if is_bullet(c) => c.len_utf8(),
                Some(_) | None => 0,
            }
        };
        let after_mark = remaining.get(signs..).unwrap_or_default();
        let words = after_mark.trim_start_matches(is_blank);
        if signs == 0 || words.len() == after_mark.len() {
            break;
        }
        remaining = words;
    }
    (remaining.len() < line.len() || remaining.starts_with(['*', '_'])).then_some(remaining)
}

/// Finds a keyword that contains or follows invisible characters.
fn find_invisible_character(file: FileId, start: usize, line: &str) -> Option<Habit> {
    // Hidden characters are beyond ASCII.
    if line.as_bytes().get(crate::words::letters(line)).is_none_or(u8::is_ascii) {
        return None;
    }
    let end = line.find(|c: char| !(c.is_ascii_alphabetic() || is_hidden(c))).unwrap_or(line.len());
    let written = line.get(..end).filter(|word| !word.is_ascii())?;
    let word: String = written.chars().filter(|c| !is_hidden(*c)).collect();
    let keyword = find_keyword(&word)?;
    if !is_valid_head(keyword.head, line.get(end..)?) {
        return None;
    }
    let span = Span::new(start, start + end);
    let finding = habit::invisible_character(file, span, written, keyword);
    Some(Habit { corrections: vec![Correction { span, text: word }], finding, start: span.start })
}

/// Returns whether a character is invisible: a soft hyphen, or one of zero width.
fn is_hidden(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// Returns the next line that is neither empty nor a comment.
fn next_line<'t>(text: &'t str, start: usize, line: &str) -> Option<&'t str> {
    let below = text.get(start + line.len()..)?.split('\n').skip(1).take(MAX_LINES);
    below.map(str::trim).find(|line| !line.is_empty() && !line.starts_with("//"))
}

/// Returns the previous line that is neither empty nor a comment.
fn previous_line(text: &str, start: usize) -> Option<&str> {
    let above = text.get(..start)?.rsplit('\n').skip(1).take(MAX_LINES);
    above.map(str::trim).find(|line| !line.is_empty() && !line.starts_with("//"))
}

/// Returns whether the previous line is blank.
fn follows_blank_line(text: &str, start: usize) -> bool {
    let mut above = text.get(..start).unwrap_or_default().rsplit('\n').skip(1);
    above.next().is_none_or(|line| line.trim().is_empty())
}

/// Returns whether the nearest declaration above has one of the given keywords.
fn is_declared_in(text: &str, start: usize, words: &[&str]) -> bool {
    let above = text.get(..start).unwrap_or_default().rsplit('\n').skip(1).take(MAX_LINES);
    let mut declared = above.filter_map(|line| {
        let line = line.trim_start();
        keyword_at_start(line)
            .filter(|keyword| keyword.is_declaration() && line.contains(':') || keyword.word == "Question")
    });
    declared.next().is_some_and(|keyword| words.contains(&keyword.word))
}

/// Returns whether a line is in the text of a situation or an outcome, with no choice or `Next`
/// above it.
fn is_in_open_situation(text: &str, start: usize) -> bool {
    let above = text.get(..start).unwrap_or_default().rsplit('\n').skip(1).take(MAX_LINES).map(str::trim_start);
    let mut words = above.filter_map(|line| keyword_at_start(line).filter(|_| line.contains(':')));
    // An outcome is open until its `Next:`.
    let found = words.find(|keyword| !matches!(keyword.word, "Set" | "Show") && !keyword.is_shown());
    found.is_some_and(|found| {
        matches!(found.word, "Situation" | "Outcome" | "Feedback" | "Detour") || found.head == HeaderForm::Principles
    })
}

/// Returns whether a choice or a `Next` follows below a line, before any other declaration.
fn has_choice_or_next_below(text: &str, start: usize, line: &str) -> bool {
    let below = text.get(start + line.len()..).unwrap_or_default().split('\n').skip(1).take(MAX_LINES).map(str::trim);
    let mut fence = FenceTracker::default();
    for line in below {
        if fence.contains_line(line) {
            continue;
        }
        let words = text_after_marks(line).unwrap_or(line);
        if starts_choice(words) || words.starts_with("Next") || words.starts_with("->") {
            return true;
        }
        if line.contains(':') && starts_declaration(line) {
            return false;
        }
    }
    false
}

/// Returns whether a line starts with the keyword of a declaration, which may begin with a small
/// letter.
fn starts_declaration(line: &str) -> bool {
    let capitalized = line.get(..1).map(|first| first.to_ascii_uppercase() + line.get(1..).unwrap_or_default());
    capitalized.is_some_and(|line| keyword_at_start(&line).is_some_and(Keyword::is_declaration))
}

/// Returns whether a line starts a choice, in this or another tool's syntax.
fn starts_choice(line: &str) -> bool {
    let line = text_after_marks(line).unwrap_or(line).trim_start_matches(['*', '_']);
    let first = line.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let is_foreign = |word: &str| FOREIGN_WORDS.iter().any(|(known, to, _)| *to == "Choice" && *known == word);
    (first == "Choice" || is_foreign(first)) && line.contains(':')
}

/// Returns whether a line starts an outcome, in this or another tool's syntax.
fn starts_outcome(line: &str) -> bool {
    let line = text_after_marks(line).unwrap_or(line).trim_start_matches(['*', '_']);
    let first = line.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let is_foreign = |word: &str| FOREIGN_WORDS.iter().any(|(known, to, _)| *to == "Outcome" && *known == word);
    first == "Outcome" || matches!(first, "Hint" | "Locked") && line.contains(':') || is_foreign(first)
}

/// Returns whether a line belongs in an outcome.
fn starts_effect(line: &str) -> bool {
    keyword_at_start(line).is_some_and(|keyword| {
        matches!(keyword.word, "Next" | "Set" | "Feedback" | "Detour" | "Show")
            || keyword.head == HeaderForm::Principles
    })
}
