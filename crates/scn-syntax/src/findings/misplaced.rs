//! `misplaced-instruction`.

use scn_source::{Edit, Finding, Fix, Name, Span};

use super::{backslash_fix, quotation_fix, quote};
use crate::build::StrayContext;
use crate::source::Source;
use crate::words::Keyword;

fn new_finding(src: &Source<'_>, span: Span, message: impl Into<String>) -> Finding {
    Finding::new(Name::MisplacedInstruction, src.place(span), message)
}

/// Returns the finding for a line whose keyword is not allowed here.
pub(crate) fn line(src: &Source<'_>, line: Span, keyword: Option<&'static Keyword>, place: StrayContext) -> Finding {
    let Some(keyword) = keyword else {
        return text(src, line, line, place);
    };
    let word = keyword.word;
    let message = match place {
        StrayContext::File if word == "Question" => "this question is in no quiz".to_owned(),
        StrayContext::File => format!("`{word}` stands before any scenario here"),
        StrayContext::Scenario => match word {
            "Choice" => "this choice is in no situation".to_owned(),
            "Outcome" => "this outcome is in no choice".to_owned(),
            "Question" => "this question is in no quiz".to_owned(),
            _ => format!("`{word}` cannot stand here, in a scenario but in no situation or ending of it"),
        },
        StrayContext::Text | StrayContext::Principle | StrayContext::Quiz => {
            format!("`{word}` cannot stand here: this text is only read, and nothing is decided in it")
        }
        StrayContext::Situation => match word {
            "Outcome" => "this outcome is in no choice".to_owned(),
            _ => format!("`{word}` cannot stand in a situation"),
        },
        StrayContext::Choice => format!("`{word}` cannot stand in a choice before its outcomes"),
        StrayContext::Outcome => format!("`{word}` cannot stand in an outcome"),
        StrayContext::AfterNext => format!("`{word}` cannot stand behind the `Next:` of an outcome"),
        StrayContext::Test => format!("`{word}` cannot stand in a test"),
        StrayContext::Question => format!("`{word}` cannot stand in a question"),
        StrayContext::Answer => format!("`{word}` cannot stand in an answer"),
        StrayContext::Lesson => format!("`{word}` is no instruction in a lesson: a lesson is Markdown"),
    };
    let help = match (place, word) {
        (StrayContext::Lesson, _) => {
            "put a backslash in front if the line is text; emphasis is written `**Remember:** …`".to_owned()
        }
        (StrayContext::Question | StrayContext::Answer, "Choice" | "Outcome" | "Feedback" | "Hint") => {
            "the answers of a question are written `Right: …` and `Wrong: …`, each with its `Because: …`".to_owned()
        }
        (_, "Question") => {
            "write `Quiz id: title` above it; nothing but questions stands between a quiz and its questions".to_owned()
        }
        (StrayContext::File, "Situation" | "Ending" | "Test" | "Promise") => {
            "write `Scenario id: title` above it; what follows belongs to that scenario".to_owned()
        }
        _ => {
            format!("`{word}` stands {}; move the line there, or put a backslash in front if it is text", keyword.place)
        }
    };
    let mut finding = new_finding(src, line, message).with_help(help);
    if place == StrayContext::Choice {
        finding.fixes.extend(move_into_outcome(src, line, keyword));
    }
    if place.takes_text() {
        finding.fixes.push(backslash_fix(src, line));
    }
    finding
}

/// Returns the fix that moves a line of a choice into its outcome, if the choice has exactly one
/// outcome and that outcome has a `Next:`.
fn move_into_outcome(src: &Source<'_>, line: Span, keyword: &Keyword) -> Option<Fix> {
    const FAR: usize = 60;
    if !matches!(keyword.word, "Feedback" | "Set" | "Detour") && keyword.head != crate::words::HeaderForm::Principles {
        return None;
    }
    let text = src.original();
    let start = text.get(..line.start as usize)?.rfind('\n')? + 1;
    let end = line.end as usize + text.get(line.end as usize..)?.find('\n')? + 1;
    let mut line_start = end;
    let (mut outcomes, mut next) = (0, None);
    for below in text.get(end..)?.split_inclusive('\n').take(FAR) {
        let words = below.trim_start();
        match crate::words::keyword_at_start(words).map(|keyword| (keyword.word, keyword.is_declaration())) {
            Some(("Choice", _) | (_, true)) if words.contains(':') => break,
            Some(("Outcome", _)) => outcomes += 1,
            Some(("Next", _)) if next.is_none() && outcomes == 1 => {
                next = Some((line_start, below.len() - words.len()));
            }
            _ => {}
        }
        line_start += below.len();
    }
    let (to, indent) = next.filter(|_| outcomes == 1)?;
    let indent = text.get(to..to + indent)?;
    let newline = if text.get(start..end)?.ends_with("\r\n") { "\r\n" } else { "\n" };
    let edits = vec![
        Edit { place: src.place(Span::new(start, end)), text: String::new() },
        Edit { place: src.place(Span::empty(to)), text: format!("{indent}{}{newline}", src.slice(line)) },
    ];
    Some(Fix { title: "move it into the outcome".to_owned(), edits, safe: false, escape: false })
}

/// Returns the finding for a property that is not under its header.
///
/// `text`: whether text is allowed there, so that the line can be made text.
pub(crate) fn property(
    src: &Source<'_>,
    line: Span,
    keyword: Option<&'static Keyword>,
    under_header: bool,
    text: bool,
) -> Finding {
    let (word, place) = keyword.map_or(("this line", "under its header"), |keyword| (keyword.word, keyword.place));
    let message = if under_header {
        format!("`{word}` is no property of this")
    } else {
        format!("`{word}` is a property, and stands {place}, not here")
    };
    let help = if under_header {
        format!("move it {place}, or take it out")
    } else {
        "move it under its header, before any text; if it is quoted from a form or an e-mail, put `> ` in front"
            .to_owned()
    };
    let mut finding = new_finding(src, line, message).with_help(help);
    if text {
        finding.fixes.push(quotation_fix(src, line));
        finding.fixes.push(backslash_fix(src, line));
    }
    finding
}

/// Returns the fix that moves a property under its header.
pub(crate) fn move_up(src: &Source<'_>, line: Span, header: Span) -> Option<Fix> {
    let text = src.original();
    let start = text.get(..line.start as usize)?.rfind('\n')?;
    let newline = if text.get(..start)?.ends_with('\r') { "\r\n" } else { "\n" };
    let start = start + 1 - newline.len();
    let words = src.slice(line);
    let edits = vec![
        Edit { place: src.place(Span::empty(header.end as usize)), text: format!("{newline}  {words}") },
        Edit { place: src.place(Span::new(start, line.end as usize)), text: String::new() },
    ];
    (header.end as usize <= start).then(|| Fix {
        title: format!("move {} under its header", quote(words)),
        edits,
        safe: false,
        escape: false,
    })
}

/// Returns the finding for a second line of a kind that is allowed only once.
pub(crate) fn duplicate(src: &Source<'_>, line: Span, keyword: &str) -> Finding {
    new_finding(src, line, format!("there is a `{keyword}:` here already")).with_help("keep one of the two lines")
}

/// Returns the finding for text that no learner would see. `whole` is the span of all of it.
pub(crate) fn text(src: &Source<'_>, line: Span, whole: Span, place: StrayContext) -> Finding {
    let (message, help) = match place {
        StrayContext::File => (
            "this text stands before any header, so nobody reads it",
            "write `Scenario id: title` or `Lesson id: title` above it, or put `//` in front if it is a note to yourself",
        ),
        StrayContext::Choice => (
            "this text stands in a choice but in no outcome of it, so nobody reads it",
            "move it below `Outcome:`, or above the choice",
        ),
        StrayContext::Question => (
            "this text stands in a question but in no answer of it, so nobody reads it",
            "move it behind the colon of the question, or into an answer",
        ),
        StrayContext::Answer => (
            "this text stands behind an answer, so nobody reads it",
            "move it behind the colon of the answer or of its `Because:`; lines of one text stand together",
        ),
        StrayContext::Test => {
            ("this text stands in a test, so nobody reads it", "put `//` in front if it is a note to yourself")
        }
        StrayContext::AfterNext => {
            ("this text stands behind the `Next:` of its outcome, so nobody reads it", "move it above `Next:`")
        }
        StrayContext::Scenario
        | StrayContext::Text
        | StrayContext::Principle
        | StrayContext::Situation
        | StrayContext::Outcome
        | StrayContext::Lesson
        | StrayContext::Quiz => (
            "this text belongs to nothing that is shown, so nobody reads it",
            "move it below a `Situation` or an `Ending`, or put `//` in front if it is a note to yourself",
        ),
    };
    let comment = Fix {
        title: "make it a comment".to_owned(),
        edits: comment_edits(src, whole).collect(),
        safe: false,
        escape: true,
    };
    let mut finding = new_finding(src, line, message).with_help(help);
    finding.fixes.push(comment);
    finding
}

/// Adds further text to the finding for the text above it.
pub(crate) fn more_text(src: &Source<'_>, finding: &mut Finding, whole: Span) {
    for fix in &mut finding.fixes {
        fix.edits.extend(comment_edits(src, whole));
    }
}

/// Returns the edits that turn every line of a text into a comment.
fn comment_edits(src: &Source<'_>, whole: Span) -> impl Iterator<Item = Edit> {
    let mut line_start = whole.start as usize;
    src.slice(whole).split_inclusive('\n').filter_map(move |line| {
        let words = line.trim_start();
        let start = line_start + (line.len() - words.len());
        line_start += line.len();
        let is_text = !words.is_empty() && !words.starts_with("//");
        is_text.then(|| Edit { place: src.place(Span::empty(start)), text: "// ".to_owned() })
    })
}

/// Returns the finding for a line after the `Next:` of an outcome. `whole` is the span of the whole
/// element, and `next` that of the line that closed the outcome.
pub(crate) fn after_next(src: &Source<'_>, line: Span, whole: Span, next: Span) -> Finding {
    let words = quote(src.slice(line));
    let is_divider = |c: char| matches!(c, '-' | '*' | '_' | '=' | '~' | '\u{2014}');
    if src.slice(whole).chars().all(is_divider) {
        let mut finding =
            new_finding(src, line, format!("{words} divides nothing here: each situation is a page of its own"))
                .with_help("take the line out")
                .with_related(src.place(next), "the outcome ends here");
        finding.fixes.push(super::replacement_fix(src, false, "take it out", whole, ""));
        return finding;
    }
    let mut finding = new_finding(
        src,
        line,
        format!("{words} stands behind the `Next:` of its outcome, so it is never shown or applied"),
    )
    .with_help("move it above `Next:`, which closes the outcome")
    .with_related(src.place(next), "the outcome ends here");
    // A declaration or a choice cannot be part of the outcome, so moving `Next:` below it would not
    // help.
    let first = src.slice(line).split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    if crate::words::find_keyword(first).is_none_or(|keyword| !keyword.is_declaration() && first != "Choice") {
        finding.fixes.extend(move_next(src, whole, next));
    }
    finding
}

/// Returns the fix that moves a `Next:` line below another line.
fn move_next(src: &Source<'_>, whole: Span, next: Span) -> Option<Fix> {
    let text = src.original();
    let start = text.get(..next.start as usize)?.rfind('\n').map_or(0, |end| end + 1);
    let end = next.end as usize + text.get(next.end as usize..)?.find('\n')? + 1;
    let indentation = text.get(start..next.start as usize)?;
    let newline = if text.get(start..end)?.ends_with("\r\n") { "\r\n" } else { "\n" };
    let moved = format!("{newline}{indentation}{}", src.slice(next));
    let edits = vec![
        Edit { place: src.place(Span::new(start, end)), text: String::new() },
        Edit { place: src.place(Span::empty(whole.end as usize)), text: moved },
    ];
    (end <= whole.start as usize).then(|| Fix {
        title: format!("move {} below it", quote(src.slice(next))),
        edits,
        safe: false,
        escape: false,
    })
}

/// Returns the finding for a second `Next:`.
pub(crate) fn second_next(src: &Source<'_>, line: Span, element: &str) -> Finding {
    let help = match element {
        "outcome" => {
            "keep one of the two; outcomes that lead to different places are written `Outcome [if …]:` and `Outcome [otherwise]:`"
        }
        _ => "keep one of the two; more than one is written `Next [if …]:` with `Next [otherwise]:` last",
    };
    new_finding(src, line, format!("this {element} has a `Next:` already, so this one is never taken")).with_help(help)
}

/// Returns the finding for a `Next:` in a situation with choices.
pub(crate) fn next_with_choices(src: &Source<'_>, line: Span) -> Finding {
    new_finding(
        src,
        line,
        "this situation has choices, so it goes on with their outcomes, not with a `Next:` of its own",
    )
    .with_help("take the line out, or move it to the end of an outcome")
}

/// Returns the finding for `[otherwise]` without a preceding `[if …]`.
pub(crate) fn otherwise(src: &Source<'_>, bracket: Span) -> Finding {
    new_finding(src, bracket, "no line with `[if …]` stands directly before this `[otherwise]`")
        .with_help("put it directly behind the line that it is the alternative of, or write its own `[if …]`")
}

/// Returns the finding for `[otherwise]` within a paragraph.
pub(crate) fn otherwise_inside(src: &Source<'_>, bracket: Span) -> Finding {
    let mut finding = new_finding(src, bracket, "`[otherwise]` stands at the start of a line, not within one")
        .with_help("within a paragraph write `[if …: these words | other words]`");
    finding.fixes.push(super::escape_fix(src, "put a backslash in front, so that it is text", bracket.start, "\\"));
    finding
}

/// Returns the finding for an instruction after the bracket of a body line.
pub(crate) fn after_bracket(src: &Source<'_>, line: Span) -> Finding {
    let words = quote(src.slice(line).split(':').next().unwrap_or_default());
    new_finding(src, line, format!("{words} cannot stand behind `[if …]` or `[otherwise]`"))
        .with_help("only what the learner reads can: text, speech, a call-out, a picture; conditions of choices and outcomes stand behind their keyword")
}

/// Returns the finding for a condition in a text that must be the same in every run, such as a
/// label.
pub(crate) fn condition_in(src: &Source<'_>, part: Span, text_kind: &str) -> Finding {
    let help = match text_kind {
        "a question" | "an answer" | "the reason of an answer" => {
            "take the condition out: a quiz belongs to no run, so there is nothing that could hold or not"
        }
        _ => "say it in the text of the situation or outcome, or write two choices, each with its own `[if …]`",
    };
    new_finding(src, part, format!("the words of {text_kind} cannot depend on a condition")).with_help(help)
}

/// Returns the finding for a condition in a text that is not part of any run, such as that of a
/// principle.
pub(crate) fn condition_outside_run(src: &Source<'_>, condition: Span, element: &str) -> Finding {
    let message =
        format!("the text of a {element} is the same in every run, so nothing in it can depend on a condition");
    let help = match element {
        "quiz" => "take the condition out: a quiz belongs to no run".to_owned(),
        _ => format!("take the condition out, or say it in a situation that teaches the {element}"),
    };
    new_finding(src, condition, message).with_help(help)
}
