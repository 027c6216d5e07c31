//! `out-of-range`.

use scn_source::{FileId, Finding, Name, Place, Span, nearest_name};
use scn_syntax::ast;

use super::{join_or, variable_word};

/// The widest range of a meter: 2^53, since every JSON reader holds whole numbers up to that
/// exactly.
const WIDEST: u64 = 1 << 53;

/// A number outside a meter's range. `how` says how it is used: `starts at`, `is set to` or `is
/// compared with`.
pub(crate) fn number_outside(
    file: FileId,
    number: &ast::Number,
    variable: &ast::Variable<'_>,
    (low, high): (ast::Number, ast::Number),
    how: &str,
) -> Finding {
    let (id, value) = (variable.id.text, number.value);
    let message = format!("`{id}` {how} {value}, but it only goes from {} to {}", low.value, high.value);
    let end = if value < low.value { low.value } else { high.value };
    Finding::at(Name::OutOfRange, file, number.span, message)
        .with_help(format!("write a number from {} to {}, or widen the range of `{id}`", low.value, high.value))
        .with_related(Place { file, span: low.span.cover(high.span) }, format!("the range of `{id}`"))
        .with_fix(false, format!("change {value} to {end}"), Place { file, span: number.span }, end.to_string())
}

/// A number of questions below 1.
pub(crate) fn question_count(file: FileId, number: &ast::Number, keyword: &str) -> Finding {
    let (requirement, without) = match keyword {
        "Draw" => ("a quiz asks at least 1 question", "all questions count"),
        "Tries" => ("a quiz can be tried at least once", "it can be tried any number of times"),
        _ => ("at least 1 question must be right", "all questions count"),
    };
    Finding::at(Name::OutOfRange, file, number.span, format!("{requirement}, but this says {}", number.value))
        .with_help(format!("write 1 or more, or remove the line: then {without}"))
        .with_fix(false, format!("change {} to 1", number.value), Place { file, span: number.span }, "1")
}

/// A word that is not a value of the state. Returns `None` for a state without values, which has
/// been reported.
pub(crate) fn unknown_word(
    file: FileId,
    word: &ast::Name<'_>,
    variable: &ast::Variable<'_>,
    values: &[ast::Name<'_>],
) -> Option<Finding> {
    if values.is_empty() {
        return None;
    }
    let written = word.text;
    let known_values = join_or(values.iter().map(|value| value.text));
    let finding =
        Finding::at(Name::OutOfRange, file, word.span, format!("`{}` is never `{written}`", variable.id.text))
            .with_related(Place { file, span: variable.header }, format!("it can be {known_values}"));
    Some(match nearest_name(written, values.iter().map(|value| value.text)) {
        Some(near) => finding.with_help(format!("did you mean `{near}`?")).with_fix(
            false,
            format!("change `{written}` to `{near}`"),
            Place { file, span: word.span },
            near,
        ),
        None => finding.with_help(format!("write {known_values}, or add `{written}` to its `Values:`")),
    })
}

/// A start value of a flag that is neither yes nor no.
pub(crate) fn flag_start(file: FileId, word: &ast::Name<'_>, variable: &ast::Variable<'_>) -> Finding {
    let (written, id) = (word.text, variable.id.text);
    let finding =
        Finding::at(Name::OutOfRange, file, word.span, format!("the flag `{id}` cannot start at `{written}`"));
    let intended = match written.to_lowercase().as_str() {
        "true" | "on" | "y" | "1" | "yes" => Some("yes"),
        "false" | "off" | "n" | "0" | "no" => Some("no"),
        _ => None,
    };
    let finding = finding.with_help("write `Start: yes` or `Start: no`");
    match intended {
        Some(meant) => {
            finding.with_fix(true, format!("change `{written}` to `{meant}`"), Place { file, span: word.span }, meant)
        }
        None => finding,
    }
}

/// A word after `Shown:` other than `always`.
pub(crate) fn shown_word(file: FileId, word: &ast::Name<'_>) -> Option<Finding> {
    if word.text == "always" {
        return None;
    }
    let message = format!("`Shown:` cannot be `{}`", word.text);
    let finding = Finding::at(Name::OutOfRange, file, word.span, message)
        .with_help("write `Shown: always`, or remove the line: then the learner does not see the value");
    let is_yes = matches!(word.text.to_lowercase().as_str(), "always" | "yes" | "true" | "on" | "y" | "all");
    Some(finding.with_fix(is_yes, "write `always`", Place { file, span: word.span }, "always"))
}

/// A result of an ending that is not one of the three results.
pub(crate) fn unknown_result(file: FileId, word: &ast::Name<'_>) -> Finding {
    let written = word.text;
    let finding = Finding::at(Name::OutOfRange, file, word.span, format!("an ending's result cannot be `{written}`"));
    let words = ["passed", "failed", "mixed"];
    // Other tools use `pass` and `fail`.
    let begun = words.into_iter().find(|word| 4 <= written.len() && word.starts_with(&written.to_lowercase()));
    let intended = match written.to_lowercase().as_str() {
        "success" | "succeeded" | "successful" | "succeed" | "good" | "win" | "won" | "completed" | "true" | "yes"
        | "positive" | "right" => Some("passed"),
        "failure" | "unsuccessful" | "bad" | "lose" | "lost" | "loss" | "false" | "no" | "negative" | "wrong" => {
            Some("failed")
        }
        "neutral" | "partial" | "partly" | "partially" | "okay" | "ok" | "so-so" | "medium" => Some("mixed"),
        _ => None,
    };
    match begun.or(intended).or_else(|| nearest_name(written, words)) {
        Some(near) => finding
            .with_help(format!("did you mean `{near}`? it can be `passed`, `failed` or `mixed`"))
            .with_fix(false, format!("change `{written}` to `{near}`"), Place { file, span: word.span }, near),
        None => finding.with_help("write `passed`, `failed` or `mixed`"),
    }
}

/// A range that is empty or too wide.
pub(crate) fn bad_range(file: FileId, low: &ast::Number, high: &ast::Number) -> Option<Finding> {
    let span = low.span.cover(high.span);
    if high.value < low.value {
        let message = format!("the range from {} to {} is empty", low.value, high.value);
        let turned = format!("{} to {}", high.value, low.value);
        return Some(
            Finding::at(Name::OutOfRange, file, span, message)
                .with_help(format!("write the lower number first: `{turned}`"))
                .with_fix(false, format!("change it to `{turned}`"), Place { file, span }, turned),
        );
    }
    if WIDEST < high.value.abs_diff(low.value) {
        let message = format!("the range from {} to {} is too wide", low.value, high.value);
        return Some(
            Finding::at(Name::OutOfRange, file, span, message)
                .with_help(format!("the two ends can be at most {WIDEST} apart; 0 to 100 is enough for most meters")),
        );
    }
    None
}

/// A weight outside 1 to 5.
pub(crate) fn bad_weight(file: FileId, number: &ast::Number) -> Finding {
    let value = number.value;
    Finding::at(Name::OutOfRange, file, number.span, format!("a principle cannot have the weight {value}"))
        .with_help("write a number from 1 to 5; the default is 1")
}

/// A course that requires more passed scenarios than it has.
pub(crate) fn course_pass(file: FileId, span: Span, pass: i64, most: usize) -> Finding {
    let scenarios = if most == 1 { "scenario" } else { "scenarios" };
    Finding::at(Name::OutOfRange, file, span, format!("the course requires {pass} passed scenarios, but it has {most}"))
        .with_help(format!("write a number from 0 to {most}: the course has {most} {scenarios} to pass"))
}

/// A logo that is not a picture that certificates can show.
pub(crate) fn logo_format(file: FileId, span: Span, logo: &str) -> Finding {
    Finding::at(Name::OutOfRange, file, span, format!("`{logo}` cannot be the logo of a certificate"))
        .with_help("write the path of a PNG, JPEG or SVG picture: its name ends in `.png`, `.jpg` or `.svg`")
}

/// The kind and the name of a variable, for messages that need both.
pub(crate) fn describe_variable(variable: &ast::Variable<'_>) -> String {
    format!("the {} `{}`", variable_word(variable), variable.id.text)
}
