//! `misplaced-instruction`.

use scn_source::{Edit, Finding, Fix, Name, Span};

use super::{backslash_fix, quotation_fix, quote, replacement_fix};
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
    if let Some(finding) = shown_value(src, line, word).filter(|_| place == StrayContext::Scenario) {
        return finding;
    }
    let message = match place {
        StrayContext::File if word == "Question" => "this question is not in a quiz".to_owned(),
        StrayContext::File => format!("`{word}` cannot be used before the first scenario"),
        StrayContext::Scenario => match word {
            "Choice" => "this choice is not in a situation".to_owned(),
            "Outcome" => "this outcome is not in a choice".to_owned(),
            "Question" => "this question is not in a quiz".to_owned(),
            _ => format!("`{word}` cannot be used here, in a scenario but outside its situations and endings"),
        },
        StrayContext::Text | StrayContext::Principle | StrayContext::Quiz => {
            format!("`{word}` cannot be used here: this text is only read and has no decisions")
        }
        StrayContext::Situation => match word {
            "Outcome" => "this outcome is not in a choice".to_owned(),
            _ => format!("`{word}` cannot be used in a situation"),
        },
        StrayContext::Choice => format!("`{word}` cannot be used in a choice before its outcomes"),
        StrayContext::Outcome => format!("`{word}` cannot be used in an outcome"),
        StrayContext::AfterNext => format!("`{word}` cannot be used after the `Next:` of an outcome"),
        StrayContext::Test => format!("`{word}` cannot be used in a test"),
        StrayContext::Passage => format!("`{word}` cannot be used in a passage"),
        StrayContext::Question => format!("`{word}` cannot be used in a question"),
        StrayContext::Answer => format!("`{word}` cannot be used in an answer"),
        StrayContext::Lesson => format!("`{word}` is not an instruction in a lesson: a lesson is Markdown"),
    };
    let help = match (place, word) {
        (StrayContext::Lesson, _) => {
            "put a backslash in front if the line is text; emphasis is written `**Remember:** …`".to_owned()
        }
        (StrayContext::Passage, "Show") => "a passage cannot show another one: write its text here".to_owned(),
        (StrayContext::Choice | StrayContext::Outcome | StrayContext::AfterNext, "Ask") => {
            "the learner writes before choosing: move it above the choices, into the situation itself; to ask about an \
             outcome, lead to another situation that asks; or put a backslash in front if it is text"
                .to_owned()
        }
        (StrayContext::Text, "Ask") => {
            "nobody can write here: ask in a situation, which can lead on by one choice, `Choice: Go on.`; or put a \
             backslash in front if it is text"
                .to_owned()
        }
        (StrayContext::Question | StrayContext::Answer, "Ask") => {
            "an answer in words is written `Accept: …`; `Ask` is for words that nobody judges".to_owned()
        }
        (StrayContext::Question, "Hint") => "move it above `Accept:`".to_owned(),
        (StrayContext::Answer, "Hint") => "a hint belongs to the whole question: move it above the answers".to_owned(),
        (StrayContext::Answer, "Accept") => {
            "a question has either `Right:` and `Wrong:` answers, or a short answer with `Accept:`".to_owned()
        }
        (StrayContext::Question | StrayContext::Answer, "Choice" | "Outcome" | "Feedback") => {
            "the answers of a question are written `Right: …` and `Wrong: …`, each with its `Because: …`".to_owned()
        }
        (_, "Question") => {
            "write `Quiz id: title` above it, where only questions can come between; or put a backslash in front if it \
             is text"
                .to_owned()
        }
        (StrayContext::File, "Situation" | "Ending" | "Test" | "Promise") => {
            "write `Scenario id: title` above it; what follows belongs to that scenario. If the scenario is in another \
             file, write `Continues: id` in the first line, with its id"
                .to_owned()
        }
        _ => {
            format!(
                "`{word}` belongs {}; move the line there, or put a backslash in front if it is text",
                keyword.place
            )
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

/// Returns the finding for `Show: always` under a variable, which is written `Shown`.
fn shown_value(src: &Source<'_>, line: Span, word: &str) -> Option<Finding> {
    let value = src.slice(line).strip_prefix("Show")?.trim_start().strip_prefix(':')?.trim();
    if word != "Show" || !value.eq_ignore_ascii_case("always") {
        return None;
    }
    let start = line.start as usize;
    let message = "`Show` puts a passage into the text; a value that learners always see is `Shown: always`";
    let mut finding = new_finding(src, line, message).with_help("write `Shown: always` under the variable");
    let fix = replacement_fix(src, false, "write `Shown`", Span::new(start, start + word.len()), "Shown");
    finding.fixes.push(fix);
    Some(finding)
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
        format!("`{word}` is not a property of this header")
    } else {
        format!("`{word}` is a property and belongs {place}, not here")
    };
    let help = if under_header {
        format!("move it {place}, or remove it")
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
    if keyword == "Ask" {
        return new_finding(src, line, "this situation already has an `Ask`, and a situation asks one question")
            .with_help("keep one of the two lines, or ask the other question in another situation");
    }
    new_finding(src, line, format!("there is already a `{keyword}:` here")).with_help("keep one of the two lines")
}

/// Returns the finding for text that no learner would see. `whole` is the span of all of it.
pub(crate) fn text(src: &Source<'_>, line: Span, whole: Span, place: StrayContext) -> Finding {
    let (message, help) = match place {
        StrayContext::File => (
            "this text is before the first header, so nobody reads it",
            "write `Scenario id: title` or `Lesson id: title` above it, or put `//` in front if it is a note to yourself",
        ),
        StrayContext::Choice => (
            "this text is in a choice but not in an outcome, so nobody reads it",
            "move it below `Outcome:`, or above the choice",
        ),
        StrayContext::Question => (
            "this text is after `Accept:`, so nobody reads it",
            "move it above `Accept:`, or after the colon of its `Because:`",
        ),
        StrayContext::Answer => (
            "this text is after an answer, so nobody reads it",
            "move it after the colon of the answer or of its `Because:`; keep the lines of one text together",
        ),
        StrayContext::Test => {
            ("this text is in a test, so nobody reads it", "put `//` in front if it is a note to yourself")
        }
        StrayContext::AfterNext => {
            ("this text is after the `Next:` of its outcome, so nobody reads it", "move it above `Next:`")
        }
        StrayContext::Scenario
        | StrayContext::Text
        | StrayContext::Principle
        | StrayContext::Passage
        | StrayContext::Situation
        | StrayContext::Outcome
        | StrayContext::Lesson
        | StrayContext::Quiz => (
            "this text is not part of anything that is shown, so nobody reads it",
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
            new_finding(src, line, format!("{words} has no effect here: each situation is a separate page"))
                .with_help("remove the line")
                .with_related(src.place(next), "the outcome ends here");
        finding.fixes.push(super::replacement_fix(src, false, "remove it", whole, ""));
        return finding;
    }
    let mut finding =
        new_finding(src, line, format!("{words} is after the `Next:` of its outcome, so it is never shown or applied"))
            .with_help("move it above `Next:`, which ends the outcome")
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
    new_finding(src, line, format!("this {element} already has a `Next:`, so this one is never taken"))
        .with_help("keep one of the two; to have several, write `Next [if …]:` with `Next [otherwise]:` last")
}

/// Returns the finding for an instruction within a block of conditions.
pub(crate) fn in_block(src: &Source<'_>, line: Span, bracket: Span) -> Finding {
    let text = src.slice(line);
    let word = crate::words::keyword_at_start(text).map_or("this line", |keyword| keyword.word);
    new_finding(src, line, format!("`{word}` cannot depend on a block of conditions"))
        .with_help("move the line out of the block; `Set` and `Next` can have a condition of their own, `Set [if …]:`")
        .with_related(src.place(bracket), "the block")
}

/// Returns the finding for a `Show:` of a passage with changes where nothing can change.
pub(crate) fn changes_in_passage(src: &Source<'_>, line: Span, id: &str, header: Span) -> Finding {
    new_finding(
        src,
        line,
        format!("the passage `{id}` changes values, which is possible only in a situation or an outcome"),
    )
    .with_help("show it in the outcome that leads here, or take the text out of it into a passage of its own")
    .with_related(src.place(header), "the passage")
}

/// Returns the finding for an `Ask:` where the run goes on at once.
pub(crate) fn ask_without_choices(src: &Source<'_>, line: Span) -> Finding {
    new_finding(src, line, "the learner cannot write here: this situation has no choices, so the run goes on at once")
        .with_help("move it into a situation with choices, or give this one a choice: `Choice: Go on.`")
}

/// Returns the finding for an answer of a question that has a short answer.
pub(crate) fn answer_beside_accept(src: &Source<'_>, line: Span, right: bool) -> Finding {
    let word = if right { "Right" } else { "Wrong" };
    new_finding(src, line, format!("`{word}:` cannot be used in a question with `Accept:`"))
        .with_help("keep either the answers or the `Accept:`, which is for an answer that the learner types")
}

/// Returns the finding for a `Next:` in a situation with choices.
pub(crate) fn next_with_choices(src: &Source<'_>, line: Span) -> Finding {
    new_finding(
        src,
        line,
        "this situation has choices, so their outcomes say what comes next, not a `Next:` of the situation",
    )
    .with_help("remove the line, or move it to the end of an outcome")
}

/// Returns the finding for `[otherwise]` without a preceding `[if …]`.
pub(crate) fn otherwise(src: &Source<'_>, bracket: Span) -> Finding {
    new_finding(src, bracket, "there is no line with `[if …]` directly before this `[otherwise]`")
        .with_help("put it directly after the line with its `[if …]`, or write its own `[if …]`")
}

/// Returns the finding for `[otherwise]` within a paragraph.
pub(crate) fn otherwise_inside(src: &Source<'_>, bracket: Span) -> Finding {
    let mut finding = new_finding(src, bracket, "`[otherwise]` must be at the start of a line, not within one")
        .with_help("within a paragraph write `[if …: these words | other words]`");
    finding.fixes.push(super::escape_fix(src, "put a backslash in front, so that it is text", bracket.start, "\\"));
    finding
}

/// Returns the finding for an instruction after the bracket of a body line.
pub(crate) fn after_bracket(src: &Source<'_>, line: Span) -> Finding {
    let words = quote(src.slice(line).split(':').next().unwrap_or_default());
    new_finding(src, line, format!("{words} cannot be used after `[if …]` or `[otherwise]`"))
        .with_help("only text, speech, a call-out or a picture can come after it; put the condition of a choice or an outcome after its keyword")
}

/// Returns the finding for a condition in a text that must be the same in every run, such as a
/// label.
pub(crate) fn condition_in(src: &Source<'_>, part: Span, text_kind: &str) -> Finding {
    let help = match text_kind {
        "a question" | "an answer" | "the reason of an answer" => {
            "remove the condition: a quiz is not part of a run, so there is nothing that could be true or false"
        }
        _ => "say it in the text of the situation or outcome, or write two choices, each with its own `[if …]`",
    };
    new_finding(src, part, format!("{text_kind} cannot depend on a condition")).with_help(help)
}

/// Returns the finding for a condition in a text that is not part of any run, such as that of a
/// principle.
pub(crate) fn condition_outside_run(src: &Source<'_>, condition: Span, element: &str) -> Finding {
    let message =
        format!("the text of a {element} is the same in every run, so nothing in it can depend on a condition");
    let help = match element {
        "quiz" => "remove the condition: a quiz is not part of a run".to_owned(),
        _ => format!("remove the condition, or say it in a situation that teaches the {element}"),
    };
    new_finding(src, condition, message).with_help(help)
}
