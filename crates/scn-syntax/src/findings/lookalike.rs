//! Lines that were probably meant as instructions, leftover markup, merge conflicts, and characters
//! from an input method.

use scn_source::{Edit, Finding, Fix, Name, Severity, Span};

use super::{backslash_fix, quote};
use crate::source::Source;

/// Builds a fix from replacements.
pub(crate) fn fix_with_edits(src: &Source<'_>, title: String, edits: &[(Span, String)]) -> Fix {
    let edits = edits.iter().map(|(span, text)| Edit { place: src.place(*span), text: text.clone() }).collect();
    Fix { title, edits, safe: false, escape: false }
}

/// Returns a line with replacements applied.
fn apply_edits(src: &Source<'_>, line: Span, edits: &[(Span, String)]) -> String {
    let mut out = String::new();
    let mut copied_to = line.start;
    let mut edits: Vec<&(Span, String)> = edits.iter().collect();
    edits.sort_by_key(|(span, _)| *span);
    for (span, text) in edits {
        out.push_str(src.slice(Span { start: copied_to, end: span.start.max(copied_to) }));
        out.push_str(text);
        copied_to = span.end.max(copied_to);
    }
    out.push_str(src.slice(Span { start: copied_to, end: line.end.max(copied_to) }));
    out
}

/// Returns the help text for a finding without a suggested edit.
fn help_without_edit(name: Name) -> &'static str {
    if name == Name::MissingLine {
        "write `Outcome: …` above it, with what the learner reads after the choice"
    } else if matches!(name, Name::BadBracket | Name::BadCondition) {
        "write the condition as `[if condition]` in front of the line that depends on it, or put a backslash in front \
         of the bracket if it is text"
    } else if name == Name::LikelyInstruction {
        "declare who speaks under the scenario, for example `Cast Guard: …`, or put a backslash in front if the line \
         is text"
    } else {
        "to show a value, write only its name, as in `{calm}`; put a backslash in front of the brace if it is text"
    }
}

/// Returns the corrected text in backquotes: the whole line or, if the line is too long to show,
/// only `place`.
fn quote_corrected(src: &Source<'_>, line: Span, place: Span, edits: &[(Span, String)]) -> String {
    let shorten = |span: Span| {
        let text = apply_edits(src, span, edits).replace('\n', " ⏎ ");
        quote(&text.split_whitespace().collect::<Vec<_>>().join(" "))
    };
    let whole = shorten(line);
    let is_within = edits.iter().all(|(span, _)| place.start <= span.start && span.end <= place.end);
    if whole.ends_with("…`") && is_within { shorten(place) } else { whole }
}

/// Returns the finding for a line that was probably meant as an instruction. `place` is the faulty
/// part of it.
pub(crate) fn likely_instruction(
    src: &Source<'_>,
    line: Span,
    place: Span,
    name: Name,
    message: String,
    edits: &[(Span, String)],
) -> Finding {
    let error = name.default_severity() == Severity::Error;
    let mut finding = Finding::new(name, src.place(place), message);
    if edits.is_empty() {
        return finding.with_help(help_without_edit(name));
    }
    if let [(span, text)] = edits
        && text == "\\"
        && span.is_empty()
    {
        let mut escape = backslash_fix(src, line);
        // For an error, the backslash is the actual fix and not just an escape.
        escape.escape = !error;
        finding.fixes.push(escape);
        return finding.with_help("put a backslash in front, so that the line is clearly text");
    }
    let suggestion = quote_corrected(src, line, place, edits);
    if suggestion == "``" {
        finding.fixes.push(fix_with_edits(src, "remove it".to_owned(), edits));
        return finding.with_help("remove it, or put a backslash in front if it is text");
    }
    // A backslash at the start of the line cannot help with a part of it.
    let is_part = line.start < place.start;
    let escape = if is_part { "" } else { ", or put a backslash in front if the line is text" };
    finding = finding.with_help(format!("write {suggestion}{escape}"));
    finding.fixes.push(fix_with_edits(src, format!("write {suggestion}"), edits));
    if !error && !is_part {
        finding.fixes.push(backslash_fix(src, line));
    }
    finding
}

/// The answers of a question in the form of another tool. `edits` write them as answers, where it
/// is known which are right.
pub(crate) fn other_answers(src: &Source<'_>, place: Span, written: &str, edits: &[(Span, String)]) -> Finding {
    let message = format!(
        "the answers from {} on are written as in another tool, so they are read as part of the question",
        quote(written)
    );
    let mut finding = Finding::new(Name::ForeignSyntax, src.place(place), message);
    if edits.is_empty() {
        return finding.with_help("write each answer as `Right: …` or `Wrong: …`, on a line of its own");
    }
    finding.fixes.push(fix_with_edits(src, "write the answers as `Right: …` and `Wrong: …`".to_owned(), edits));
    finding.with_help("write each answer as `Right: …` or `Wrong: …`; put a backslash in front of a line that is text")
}

/// The title of a link, which nothing shows.
pub(crate) fn link_title(src: &Source<'_>, place: Span, written: &str) -> Finding {
    let message = format!("the title in {} is never shown", quote(written));
    let mut finding =
        Finding::new(Name::LeftoverMarkup, src.place(place), message).with_help("remove it, or say it in the text");
    finding.fixes.push(fix_with_edits(src, "remove the title".to_owned(), &[(place, String::new())]));
    finding
}

/// Returns the finding for markup of another tool in a text.
pub(crate) fn left_over(src: &Source<'_>, place: Span, message: String, edits: Vec<(Span, String)>) -> Finding {
    let mut finding = Finding::new(Name::LeftoverMarkup, src.place(place), message);
    match edits.first() {
        Some((_, text)) if text == "// " => {
            finding.fixes.push(fix_with_edits(src, "make the line a comment".to_owned(), &edits));
            finding.with_help("put `//` in front of a line that is a note to an author")
        }
        Some((_, text)) if text == "\\" => {
            let title = "put a backslash in front, so that it is shown".to_owned();
            finding.fixes.push(fix_with_edits(src, title, &edits));
            finding.with_help("put a backslash in front of each mark that the learner should see")
        }
        Some((_, text)) if text == "\n" => {
            finding.fixes.push(fix_with_edits(src, "put the comment on a line of its own".to_owned(), &edits));
            finding.with_help("put the comment on a line of its own")
        }
        Some((_, text)) if text.is_empty() => {
            finding.fixes.push(fix_with_edits(src, "remove it".to_owned(), &edits));
            finding.with_help("remove it")
        }
        Some((_, text)) => {
            let text = quote(text.trim_start());
            finding.fixes.push(fix_with_edits(src, format!("write {text}"), &edits));
            finding.with_help(format!("write {text}"))
        }
        None => {
            finding.with_help("remove it, or rewrite it for scn; a note to an author is a line that starts with `//`")
        }
    }
}

/// Returns the finding for the lines that a merge left in a file. `marks` are its markers, in
/// order.
pub(crate) fn conflict(src: &Source<'_>, marks: &[Span]) -> Finding {
    let place = marks.first().copied().unwrap_or_default();
    let whole = marks.len() > 1;
    let message = if whole {
        "a merge left both versions here, with conflict markers between them".to_owned()
    } else {
        format!("{} is a merge conflict marker", quote(src.slice(place)))
    };
    let mut finding = Finding::new(Name::MergeConflict, src.place(place), message)
        .with_help("keep the lines that are right, and remove the others and the markers");
    for mark in marks.iter().skip(1) {
        let text = src.slice(*mark);
        let words = match text.as_bytes().first() {
            Some(b'>') => "the conflict ends here",
            Some(b'|') => "the common ancestor begins here",
            _ => "the other version begins here",
        };
        finding = finding.with_related(src.place(*mark), words);
    }
    finding
}

/// Returns the finding for characters from an input method in an instruction. They are read as
/// their ASCII equivalents.
pub(crate) fn full_width(src: &Source<'_>, place: Span, edits: &[(Span, String)]) -> Finding {
    let words = quote(src.slice(place));
    let right = quote(&apply_edits(src, place, edits));
    let message = format!("{words} has full-width or other unusual characters; it is read as {right}");
    let mut finding = Finding::new(Name::FullWidth, src.place(place), message)
        .with_help("use plain characters in an instruction; the learner's text can have any characters");
    let mut width_fix = fix_with_edits(src, format!("write {right}"), edits);
    width_fix.safe = true;
    finding.fixes.push(width_fix);
    finding
}

/// Returns the finding for a condition in a text that has full-width characters and is therefore
/// shown as written.
pub(crate) fn full_width_condition(src: &Source<'_>, place: Span, edits: &[(Span, String)]) -> Finding {
    let right = quote(&apply_edits(src, place, edits));
    let words = quote(src.slice(place));
    let message = format!("{words} has full-width or other unusual characters, so it is shown as text");
    let mut finding = Finding::new(Name::BadCondition, src.place(place), message)
        .with_help("use plain characters in a condition; the text that depends on it can have any characters");
    finding.fixes.push(fix_with_edits(src, format!("write {right}"), edits));
    finding
}

/// Returns the finding for invisible characters in the words that make a line an instruction.
pub(crate) fn invisible(src: &Source<'_>, place: Span, first: char, edits: &[(Span, String)]) -> Finding {
    let right = quote(&apply_edits(src, place, edits));
    let message = format!("there is an invisible character (U+{:04X}) in {right}", u32::from(first));
    let mut finding = Finding::new(Name::BadCharacter, src.place(place), message).with_help("remove it");
    finding.fixes.push(fix_with_edits(src, "remove it".to_owned(), edits));
    finding
}
