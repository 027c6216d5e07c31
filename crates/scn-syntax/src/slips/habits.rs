//! Syntax of other tools at the start of a line. Like misspellings, it is found before parsing:
//! words for which this language has a different keyword (`Scene`, `Option`, `Go to`), and marks
//! before a keyword (`- Choice`, `1.`, `**Choice:**`).
//!
//! A word counts only if its context fits: a `Scene` needs choices or a `Next:` below it, an
//! `Option` an outcome. Each check inspects a bounded number of lines, so the whole search takes
//! linear time.

use std::borrow::Cow;

use scn_source::{FileId, Finding, Span};

use super::scores::{self, Declared};
use super::{is_bracketed, is_legal};
use crate::findings::habit;
pub(super) use crate::findings::malformed::seconds;
use crate::source::Mend;
use crate::words::{Head, Keyword, has_id_form, is_blank, keyword_at_start, keyword_of};

/// The number of lines inspected around a line.
pub(super) const FAR: usize = 60;

/// A word or mark of another tool.
pub(super) struct Habit {
    /// Replacements to apply before parsing, in order. Positions refer to the corrected text so
    /// far.
    pub(super) mends: Vec<Mend>,
    pub(super) finding: Finding,
    /// Where the line begins in the corrected text so far.
    pub(super) start: u32,
}

/// The context that a foreign word requires.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Around {
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
    /// In a question, after an answer.
    Reason,
    /// In a quiz, with answers below.
    Question,
    /// The name of a media file before the colon.
    File,
    /// An id before the colon.
    Named,
}

const FOREIGN: &[(&str, &str, Around)] = &[
    ("Scene", "Situation", Around::Scene),
    ("Node", "Situation", Around::Scene),
    ("Passage", "Situation", Around::Scene),
    ("Page", "Situation", Around::Scene),
    ("Slide", "Situation", Around::Scene),
    ("Screen", "Situation", Around::Scene),
    ("Knot", "Situation", Around::Scene),
    ("Stage", "Situation", Around::Scene),
    ("Stitch", "Situation", Around::Scene),
    ("Location", "Situation", Around::Scene),
    ("End", "Ending", Around::End),
    ("The End", "Ending", Around::End),
    ("Finish", "Ending", Around::End),
    ("Finale", "Ending", Around::End),
    ("Conclusion", "Ending", Around::End),
    ("Option", "Choice", Around::Option),
    ("Answer", "Choice", Around::Option),
    ("Response", "Choice", Around::Option),
    ("Reply", "Choice", Around::Option),
    ("Action", "Choice", Around::Option),
    ("Alternative", "Choice", Around::Option),
    ("Button", "Choice", Around::Option),
    ("Decision", "Choice", Around::Option),
    ("Consequence", "Outcome", Around::Consequence),
    ("Effect", "Outcome", Around::Consequence),
    ("Reaction", "Outcome", Around::Consequence),
    ("Goto", "Next", Around::Target),
    ("Go to", "Next", Around::Target),
    ("Jump", "Next", Around::Target),
    ("Jump to", "Next", Around::Target),
    ("Leads to", "Next", Around::Target),
    ("Continue to", "Next", Around::Target),
    ("Link", "Next", Around::Target),
    ("Link to", "Next", Around::Target),
    ("Target", "Next", Around::Target),
    ("Divert", "Next", Around::Target),
    ("Principal", "Principle", Around::Named),
    ("Scenerio", "Scenario", Around::Named),
    ("Sceanrio", "Scenario", Around::Named),
    ("Img", "Image", Around::File),
    ("Picture", "Image", Around::File),
    ("Photo", "Image", Around::File),
    ("Explanation", "Because", Around::Reason),
    ("Rationale", "Because", Around::Reason),
    ("Reason", "Because", Around::Reason),
    ("Q", "Question", Around::Question),
    ("Correct", "Right", Around::Answer),
    ("Correct answer", "Right", Around::Answer),
    ("Right answer", "Right", Around::Answer),
    ("True", "Right", Around::Answer),
    ("Incorrect", "Wrong", Around::Answer),
    ("Incorrect answer", "Wrong", Around::Answer),
    ("Wrong answer", "Wrong", Around::Answer),
    ("Distractor", "Wrong", Around::Answer),
    ("False", "Wrong", Around::Answer),
];

/// Finds the syntax of another tool at the start of a line's text, which begins at `start`.
pub(super) fn find(file: FileId, text: &str, start: usize, declared: &Declared) -> Option<Habit> {
    let line = text.get(start..)?.split('\n').next()?.trim_end();
    let first = line.chars().next()?;
    if first.is_ascii_alphabetic() {
        return match word(text, start, line) {
            Some((span, instead, keyword)) if !is_in(text, start, &["Lesson"]) => Some(Habit {
                finding: habit::word(file, text, span, &instead, keyword),
                start: span.start,
                mends: vec![Mend { span, text: instead.into_owned() }],
            }),
            Some(_) | None => scores::find(file, text, start, line, declared).or_else(|| hidden(file, start, line)),
        };
    }
    passage(file, text, start, line).or_else(|| marked(file, text, start, line)).or_else(|| hidden(file, start, line))
}

/// Finds a heading of Twee (`:: ward`) or ink (`=== ward ===`) that is followed by choices or a
/// `Next`.
fn passage(file: FileId, text: &str, start: usize, line: &str) -> Option<Habit> {
    let (tool, rest) = match line.strip_prefix("::") {
        Some(rest) => ("Twee", rest),
        None => ("ink", line.strip_prefix("==")?.trim_start_matches('=')),
    };
    let name = rest.split(['[', '{', '=']).next().unwrap_or_default().trim();
    if !has_id_form(name) || !has_ways(text, start, line) {
        return None;
    }
    let at = start + line.find(name)?;
    let end = start + line.len();
    let span = Span::new(start, end);
    let finding = habit::passage(file, span, line, tool, &format!("Situation {name}: {name}"));
    // The name is kept as written.
    let mends = vec![
        Mend { span: Span::new(start, at), text: "Situation ".to_owned() },
        Mend { span: Span::new(at + name.len(), end), text: format!(": {name}") },
    ];
    Some(Habit { mends, finding, start: span.start })
}

/// Returns the foreign word at the start of a line, and the text that replaces it.
fn word(text: &str, start: usize, line: &str) -> Option<(Span, Cow<'static, str>, &'static Keyword)> {
    let rest_of = |word: &str| {
        let (head, rest) = line.split_at_checked(word.len())?;
        let ends = rest.is_empty() || rest.starts_with(|c: char| is_blank(c) || c == ':' || c == '[');
        (ends && head.eq_ignore_ascii_case(word)).then_some(rest)
    };
    let first = line.bytes().next()?.to_ascii_uppercase();
    let alike = FOREIGN.iter().filter(|(word, ..)| word.bytes().next() == Some(first));
    let longest = alike.filter(|(word, ..)| rest_of(word).is_some()).max_by_key(|(word, ..)| word.len());
    let (word, to, around) = longest?;
    let rest = rest_of(word)?;
    let keyword = keyword_of(to)?;
    let capital = line.starts_with(|c: char| c.is_ascii_uppercase());
    let behind = rest.trim_start_matches(is_blank);
    let (head, value) = behind.split_once(':').map_or((behind, ""), |(head, value)| (head.trim(), value.trim()));
    let named = has_id_form(head.split('[').next().unwrap_or_default().trim());
    let colon = behind.contains(':');
    let words = head.split_whitespace().count();
    let fits = match around {
        Around::Scene => {
            let some = !(head.is_empty() && value.is_empty());
            capital && colon && words <= 4 && some && has_ways(text, start, line) && !is_in_open_situation(text, start)
        }
        Around::End => {
            let result = next_line(text, start, line).is_some_and(|next| next.to_lowercase().starts_with("result"));
            capital && colon && words <= 4 && (result || named && is_after_blank(text, start))
        }
        Around::Option => {
            let outcome = next_line(text, start, line).is_some_and(starts_outcome);
            capital && outcome && colon && (head.is_empty() || named || is_bracketed(behind))
        }
        Around::Consequence => {
            let choice = previous_line(text, start).is_some_and(starts_choice);
            capital && choice && is_legal(Head::Brackets, rest)
        }
        Around::Target => {
            let target = if colon { value } else { head };
            let one = has_id_form(target) && !target.is_empty();
            let some = colon && (1..=5).contains(&target.split_whitespace().count()) && !target.ends_with(['.', '!']);
            let alone = (head.is_empty() || !colon) && !target.is_empty();
            // Without a colon or in lower case it is an everyday word.
            alone && (one && (colon && capital || *word == "Goto") || some && capital && word.starts_with("Go"))
        }
        Around::Answer => {
            capital && is_legal(Head::Id, rest) && !value.is_empty() && is_in(text, start, &["Question", "Quiz"])
        }
        Around::Reason => {
            let answered = previous_line(text, start).is_some_and(|line| !line.starts_with("Question"));
            capital && head.is_empty() && !value.is_empty() && answered && is_in(text, start, &["Question"])
        }
        Around::Question => {
            let answers = next_line(text, start, line)
                .is_some_and(|next| ["Checks", "Right", "Wrong"].iter().any(|word| next.starts_with(word)));
            capital && (head.is_empty() || named) && answers && is_in(text, start, &["Question", "Quiz"])
        }
        Around::Named => capital && named && colon && !value.is_empty(),
        Around::File => capital && is_legal(Head::File, rest),
    };
    let read: Cow<'static, str> = if *around == Around::Target && !colon { "Next:".into() } else { (*to).into() };
    fits.then(|| (Span::new(start, start + word.len()), read, keyword))
}

/// Finds an instruction after a bullet, a number or heading marks, or in bold.
fn marked(file: FileId, text: &str, start: usize, line: &str) -> Option<Habit> {
    let rest = behind_marks(line)?;
    let bold = ["**", "__", "*", "_"].into_iter().find(|mark| rest.starts_with(mark));
    let words = bold.map_or(rest, |mark| rest.get(mark.len()..).unwrap_or_default());
    let at = start + (line.len() - words.len());
    let mut mends = vec![Mend { span: Span::new(start, at), text: String::new() }];
    let mut read = Cow::Borrowed(words);
    if let Some(mark) = bold {
        let close = words.find(mark)?;
        let span = Span::new(at + close, at + close + mark.len());
        mends.push(Mend { span, text: String::new() });
        let mut without = words.to_owned();
        without.replace_range(close..close + mark.len(), "");
        read = Cow::Owned(without);
    }
    let foreign = word(&read, 0, &read).is_none() && keyword_at_start(&read).is_none();
    if foreign {
        return None;
    }
    let keyword = keyword_at_start(&read)?;
    let behind = read.get(keyword.word.len()..)?;
    let value = behind.split_once(':').map_or("", |(_, value)| value.trim());
    let next = next_line(text, start, line);
    let named = behind.split(['[', ':']).next().is_some_and(|head| has_id_form(head.trim()));
    let strong = bold.is_some() || line.starts_with('#');
    let fits = match keyword.word {
        "Choice" => named || next.is_some_and(starts_outcome),
        "Outcome" => previous_line(text, start).is_some_and(starts_choice) || next.is_some_and(starts_effect),
        "Next" | "Detour" => has_id_form(value),
        "Set" => strong || value.contains(['+', '-', '=']) || has_id_form(value),
        "Right" | "Wrong" => is_in(text, start, &["Question", "Quiz"]),
        "Note" | "Tip" | "Remember" | "Warning" | "Image" | "Audio" | "Video" => false,
        _ => {
            let title = strong && keyword.declares() && behind.contains(':');
            keyword.head != Head::Nothing && named || strong || title
        }
    };
    if !fits || !(is_legal(keyword.head, behind) || keyword.declares() && behind.contains(':')) {
        return None;
    }
    if is_in(text, start, &["Lesson"]) {
        return None;
    }
    let mark = line.get(..at - start)?;
    Some(Habit { finding: habit::mark(file, mark.trim_end(), &mends, keyword), start: Span::empty(at).start, mends })
}

/// Returns the text after bullets and numbers, or `None` if there are none.
fn behind_marks(line: &str) -> Option<&str> {
    let mut rest = line;
    for _ in 0..2 {
        let inner = rest.trim_start_matches('(');
        let word = inner.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inner.len());
        let number = (1..=2).contains(&word) && inner.get(word..).is_some_and(|it| it.starts_with(['.', ')']));
        let signs = if number {
            rest.len() - inner.len() + word + 1
        } else {
            let bullet = |c: char| matches!(c, '-' | '*' | '+' | '•' | '–' | '—' | '·' | '▪' | '◦' | '‣' | '▸' | '►');
            match rest.chars().next() {
                Some('#') => rest.len() - rest.trim_start_matches('#').len(),
                Some(c) if bullet(c) => c.len_utf8(),
                Some(_) | None => 0,
            }
        };
        let behind = rest.get(signs..).unwrap_or_default();
        let words = behind.trim_start_matches(is_blank);
        if signs == 0 || words.len() == behind.len() {
            break;
        }
        rest = words;
    }
    (rest.len() < line.len() || rest.starts_with(['*', '_'])).then_some(rest)
}

/// Finds a keyword that contains or follows invisible characters.
fn hidden(file: FileId, start: usize, line: &str) -> Option<Habit> {
    let end = line.find(|c: char| !(c.is_ascii_alphabetic() || is_hidden(c))).unwrap_or(line.len());
    let written = line.get(..end).filter(|word| !word.is_ascii())?;
    let word: String = written.chars().filter(|c| !is_hidden(*c)).collect();
    let keyword = keyword_of(&word)?;
    if !is_legal(keyword.head, line.get(end..)?) {
        return None;
    }
    let span = Span::new(start, start + end);
    let finding = habit::hidden(file, span, written, keyword);
    Some(Habit { mends: vec![Mend { span, text: word }], finding, start: span.start })
}

/// Returns whether a character is invisible: a soft hyphen, or one of zero width.
fn is_hidden(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// Returns the next line that is neither empty nor a comment.
fn next_line<'t>(text: &'t str, start: usize, line: &str) -> Option<&'t str> {
    let below = text.get(start + line.len()..)?.split('\n').skip(1).take(FAR);
    below.map(str::trim).find(|line| !line.is_empty() && !line.starts_with("//"))
}

/// Returns the previous line that is neither empty nor a comment.
fn previous_line(text: &str, start: usize) -> Option<&str> {
    let above = text.get(..start)?.rsplit('\n').skip(1).take(FAR);
    above.map(str::trim).find(|line| !line.is_empty() && !line.starts_with("//"))
}

/// Returns whether the previous line is blank.
fn is_after_blank(text: &str, start: usize) -> bool {
    let mut above = text.get(..start).unwrap_or_default().rsplit('\n').skip(1);
    above.next().is_none_or(|line| line.trim().is_empty())
}

/// Returns whether the nearest declaration above has one of the given keywords.
fn is_in(text: &str, start: usize, words: &[&str]) -> bool {
    let above = text.get(..start).unwrap_or_default().rsplit('\n').skip(1).take(FAR);
    let mut declared = above.filter_map(|line| {
        let line = line.trim_start();
        keyword_at_start(line).filter(|keyword| keyword.declares() && line.contains(':') || keyword.word == "Question")
    });
    declared.next().is_some_and(|keyword| words.contains(&keyword.word))
}

/// Returns whether a line is in the text of a situation, with no choice or `Next` above it.
fn is_in_open_situation(text: &str, start: usize) -> bool {
    let above = text.get(..start).unwrap_or_default().rsplit('\n').skip(1).take(FAR).map(str::trim_start);
    let mut words = above.filter_map(|line| keyword_at_start(line).filter(|_| line.contains(':')));
    words.find(|keyword| keyword.word != "Set" && !keyword.is_shown()).is_some_and(|found| found.word == "Situation")
}

/// Returns whether a choice or a `Next` follows below a line, before any other declaration.
fn has_ways(text: &str, start: usize, line: &str) -> bool {
    let below = text.get(start + line.len()..).unwrap_or_default().split('\n').skip(1).take(FAR).map(str::trim);
    for line in below {
        let words = behind_marks(line).unwrap_or(line);
        if starts_choice(words) || words.starts_with("Next") || words.starts_with("->") {
            return true;
        }
        if keyword_at_start(line).is_some_and(|keyword| keyword.declares() && line.contains(':')) {
            return false;
        }
    }
    false
}

/// Returns whether a line starts a choice, in this or another tool's syntax.
fn starts_choice(line: &str) -> bool {
    let line = behind_marks(line).unwrap_or(line).trim_start_matches(['*', '_']);
    let first = line.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let foreign = |word: &str| FOREIGN.iter().any(|(known, to, _)| *to == "Choice" && *known == word);
    (first == "Choice" || foreign(first)) && line.contains(':')
}

/// Returns whether a line starts an outcome, in this or another tool's syntax.
fn starts_outcome(line: &str) -> bool {
    let line = behind_marks(line).unwrap_or(line).trim_start_matches(['*', '_']);
    let first = line.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let foreign = |word: &str| FOREIGN.iter().any(|(known, to, _)| *to == "Outcome" && *known == word);
    first == "Outcome" || matches!(first, "Hint" | "Locked") && line.contains(':') || foreign(first)
}

/// Returns whether a line belongs in an outcome.
fn starts_effect(line: &str) -> bool {
    keyword_at_start(line).is_some_and(|keyword| {
        matches!(keyword.word, "Next" | "Set" | "Feedback" | "Detour") || keyword.head == Head::Principles
    })
}
