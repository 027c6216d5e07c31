//! `unknown-variable`.

use scn_source::{FileId, Finding, Name, Place};
use scn_syntax::ast;

use super::{did_you_mean, join_and};

/// A name that is not a meter, flag or state. `hint` says what else has that name.
pub(crate) fn finding(
    file: FileId,
    name: &ast::Name<'_>,
    near: Option<&str>,
    hint: Option<String>,
    known: &[&str],
) -> Finding {
    let written = name.text;
    let finding = Finding::at(
        Name::UnknownVariable,
        file,
        name.span,
        format!("this scenario has no meter, flag or state named `{written}`"),
    );
    if let Some(hint) = hint {
        return finding.with_help(hint);
    }
    let otherwise = if known.is_empty() {
        format!("declare it under the scenario, for example `Flag {written}: what it means`")
    } else {
        format!(
            "declare it, for example `Flag {written}: what it means`, or use an existing one: {}",
            join_and(known.iter().copied())
        )
    };
    did_you_mean(finding, Place { file, span: name.span }, written, near, otherwise)
}

/// A name in a text that belongs to no scenario, where nothing has a value.
pub(crate) fn outside(file: FileId, name: &ast::Name<'_>) -> Finding {
    let written = name.text;
    let message = format!("a principle or a quiz is not part of a run, so `{written}` has no value here");
    Finding::at(Name::UnknownVariable, file, name.span, message)
        .with_help("remove it, or say it in words; values can only be shown in the text of scenarios")
}

/// The id of a question that the learner answers in words.
pub(crate) fn own_words(file: FileId, name: &ast::Name<'_>) -> Finding {
    let written = name.text;
    let message = format!("`{written}` is what the learner writes, which no condition, change or text can read");
    Finding::at(Name::UnknownVariable, file, name.span, message).with_help(
        "remove it; if what happens depends on the answer, offer choices: the words are only for the record and the \
         transcript",
    )
}

/// `trust-20`, where `trust` is a meter: the space before the sign is missing.
pub(crate) fn missing_space(file: FileId, name: &ast::Name<'_>, meter: &str) -> Finding {
    let written = name.text;
    let change = written.strip_prefix(meter).unwrap_or_default();
    let message = format!("`{written}` is read as one name, and this scenario has nothing with that name");
    Finding::at(Name::UnknownVariable, file, name.span, message)
        .with_help(format!("put a space before the sign: `{meter} {change}`"))
        .with_fix(
            true,
            format!("change `{written}` to `{meter} {change}`"),
            Place { file, span: name.span },
            format!("{meter} {change}"),
        )
}
