//! `unknown-choice`.

use scn_source::{FileId, Finding, Name, Place};
use scn_syntax::ast;

use super::{did_you_mean, join_and, join_or, shorten_text};

/// `chose x` where no situation has a choice with that id.
pub(crate) fn finding(file: FileId, choice: &ast::Name<'_>, near: Option<&str>) -> Finding {
    let written = choice.text;
    let finding = Finding::at(
        Name::UnknownChoice,
        file,
        choice.span,
        format!("this scenario has no choice with the id `{written}`"),
    );
    let otherwise = format!("give the choice you want this id, as `Choice {written}: …`");
    did_you_mean(finding, Place { file, span: choice.span }, written, near, otherwise)
}

/// `chose s/x` where the situation `s` has no such choice.
pub(crate) fn in_situation(
    file: FileId,
    choice: &ast::Name<'_>,
    situation: &str,
    near: Option<&str>,
    known: &[&str],
) -> Finding {
    let written = choice.text;
    let message = format!("`{situation}` has no choice with the id `{written}`");
    let finding = Finding::at(Name::UnknownChoice, file, choice.span, message);
    let otherwise = if known.is_empty() {
        format!("`{situation}` has no choices; name the situation that has the choice")
    } else {
        format!("its choices are {}", join_and(known.iter().copied()))
    };
    did_you_mean(finding, Place { file, span: choice.span }, written, near, otherwise)
}

/// `chose x` where several labels begin with that text, so that their choices have longer ids.
pub(crate) fn only_longer_ids(file: FileId, choice: &ast::Name<'_>, longer: &[&str]) -> Finding {
    let written = choice.text;
    let message = match longer {
        [_] => format!("no choice has the id `{written}`; one has a longer id that starts with it"),
        _ => format!("no choice has the id `{written}`; {} have longer ids that start with it", longer.len()),
    };
    let finding = Finding::at(Name::UnknownChoice, file, choice.span, message).with_help(format!(
        "write one of these: {}; or give the choice you want this id, as `Choice {written}: …`",
        join_or(longer.iter().copied())
    ));
    longer.iter().take(super::LISTED).fold(finding, |finding, id| {
        finding.with_fix(false, format!("change `{written}` to `{id}`"), Place { file, span: choice.span }, *id)
    })
}

/// `chose x` where several situations have a choice with that id.
pub(crate) fn several_matches(file: FileId, choice: &ast::Name<'_>, found: &[(&str, &str)]) -> Finding {
    let written = choice.text;
    let message = format!("`{written}` is a choice of {} situations, so it is not clear which one to use", found.len());
    let long: Vec<String> = found.iter().map(|(situation, choice)| format!("{situation}/{choice}")).collect();
    let mut finding = Finding::at(Name::UnknownChoice, file, choice.span, message)
        .with_help(format!("write one of these: {}", join_or(long.iter().map(String::as_str))));
    for long in long.into_iter().take(super::LISTED) {
        finding =
            finding.with_fix(false, format!("change `{written}` to `{long}`"), Place { file, span: choice.span }, long);
    }
    finding
}

/// `Choose: x` where no choice has that id or a label that begins with it.
pub(crate) fn in_test(file: FileId, choice: &ast::Name<'_>, near: Option<&str>) -> Finding {
    let written = shorten_text(choice.text);
    let message = format!("this scenario has no choice with the id `{written}`, and none whose label starts with it");
    let finding = Finding::at(Name::UnknownChoice, file, choice.span, message);
    let otherwise = "write the choice's id, or the start of its label".to_owned();
    did_you_mean(finding, Place { file, span: choice.span }, &written, near, otherwise)
}
