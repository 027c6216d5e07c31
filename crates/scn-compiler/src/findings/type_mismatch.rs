//! `type-mismatch`.

use scn_source::{FileId, Finding, Name, Place, Span};
use scn_syntax::ast::{self, VariableKind};

use super::out_of_range::describe_variable;
use super::{join_or, shorten_text, variable_word};

fn with_declaration(finding: Finding, file: FileId, variable: &ast::Variable<'_>) -> Finding {
    let message = format!("`{}` is a {}", variable.id.text, variable_word(variable));
    finding.with_related(Place { file, span: variable.header }, message)
}

fn values_of<'v>(variable: &'v ast::Variable<'_>) -> &'v [ast::Name<'v>] {
    match &variable.kind {
        VariableKind::State { values, .. } => values,
        VariableKind::Meter { .. } | VariableKind::Flag { .. } => &[],
    }
}

fn first_value<'v>(variable: &'v ast::Variable<'_>) -> &'v str {
    values_of(variable).first().map_or("…", |value| value.text)
}

/// A fact about the position of a run, used in the story itself. `node` is the argument of an `at`.
pub(crate) fn claim_only(file: FileId, span: Span, text: &str, node: Option<&str>) -> Finding {
    let finding =
        Finding::at(Name::TypeMismatch, file, span, format!("`{text}` can only be used in tests and promises"));
    match node {
        Some(node) => finding.with_help(format!("in the story, ask where the run has been: `visited {node}`")),
        None => finding.with_help(
            "in the story, ask what happened before: a meter or flag, `visited …`, `chose …`, `upheld …` or `broke …`",
        ),
    }
}

/// A detour whose target is an ending.
pub(crate) fn detour_to_ending(file: FileId, name: &ast::Name<'_>, ending: Span) -> Finding {
    let id = name.text;
    Finding::at(
        Name::TypeMismatch,
        file,
        name.span,
        format!("a detour must return, but `{id}` is an ending, where the run stops"),
    )
    .with_help(format!("name a situation; or, if the run should end there, write `Next: {id}` and no `Detour:`"))
    .with_related(Place { file, span: ending }, format!("`{id}` is an ending"))
}

/// `[if trust]` for a meter.
pub(crate) fn bare_meter(file: FileId, name: &ast::Name<'_>, variable: &ast::Variable<'_>, middle: i64) -> Finding {
    let id = variable.id.text;
    let finding = Finding::at(Name::TypeMismatch, file, name.span, format!("`{id}` is a number, not yes or no"))
        .with_help(format!("compare it with a number, for example `{id} >= {middle}`"));
    with_declaration(finding, file, variable)
}

/// `[if mood]` for a state.
pub(crate) fn bare_state(
    file: FileId,
    name: &ast::Name<'_>,
    variable: &ast::Variable<'_>,
    values: &[ast::Name<'_>],
) -> Finding {
    let id = variable.id.text;
    let known_values = join_or(values.iter().map(|value| value.text));
    let finding =
        Finding::at(Name::TypeMismatch, file, name.span, format!("`{id}` is one of several words, not yes or no"))
            .with_help(format!("say which one: `{id} = {}`; it can be {known_values}", first_value(variable)));
    with_declaration(finding, file, variable)
}

/// A flag or state that is compared with a number.
pub(crate) fn compared_with_number(
    file: FileId,
    span: Span,
    variable: &ast::Variable<'_>,
    number: i64,
    sign: &str,
) -> Finding {
    let id = variable.id.text;
    let message = format!("{} cannot be compared with a number, as in `{sign} {number}`", describe_variable(variable));
    let finding = Finding::at(Name::TypeMismatch, file, span, message);
    let finding = match &variable.kind {
        VariableKind::Flag { .. } => finding.with_help(format!("a flag is yes or no: write `{id}` or `not {id}`")),
        VariableKind::State { .. } | VariableKind::Meter { .. } => finding
            .with_help(format!("compare it with one of its words, for example `{id} = {}`", first_value(variable))),
    };
    with_declaration(finding, file, variable)
}

/// A flag that is compared with a word or another variable. `negated` is set for `!=`.
pub(crate) fn compared_flag(
    file: FileId,
    span: Span,
    variable: &ast::Variable<'_>,
    word: &str,
    negated: bool,
) -> Finding {
    let id = variable.id.text;
    let finding = Finding::at(
        Name::TypeMismatch,
        file,
        span,
        format!("the flag `{id}` is already yes or no and cannot be compared"),
    );
    let intended = match word {
        "yes" | "true" => Some(!negated),
        "no" | "false" => Some(negated),
        _ => None,
    };
    let finding = match intended {
        Some(yes) => {
            let text = if yes { id.to_owned() } else { format!("not {id}") };
            let help = format!("write `{text}`");
            finding.with_help(help).with_fix(true, format!("change it to `{text}`"), Place { file, span }, text)
        }
        None => finding.with_help(format!("write `{id}` or `not {id}`")),
    };
    with_declaration(finding, file, variable)
}

/// A comparison of two variables of different kinds, or of two states with different values.
pub(crate) fn different_kinds(
    file: FileId,
    span: Span,
    variable: &ast::Variable<'_>,
    other: &ast::Variable<'_>,
) -> Finding {
    let both_states = !values_of(variable).is_empty() && !values_of(other).is_empty();
    let (message, help) = if both_states {
        (
            format!("`{}` and `{}` do not have the same words", variable.id.text, other.id.text),
            "give both states the same `Values:`, or compare each with a word",
        )
    } else {
        (
            format!("{} and {} cannot be compared", describe_variable(variable), describe_variable(other)),
            "compare numbers with numbers and words with words",
        )
    };
    with_declaration(
        with_declaration(Finding::at(Name::TypeMismatch, file, span, message).with_help(help), file, variable),
        file,
        other,
    )
}

/// `<` or `>` between words.
pub(crate) fn unordered_words(file: FileId, span: Span, variable: &ast::Variable<'_>, sign: &str) -> Finding {
    let id = variable.id.text;
    let message = format!("the words of `{id}` have no order, so `{sign}` cannot compare them");
    let finding = Finding::at(Name::TypeMismatch, file, span, message)
        .with_help(format!("use `=` or `!=`, or make `{id}` a meter"));
    with_declaration(finding, file, variable)
}

/// `verified +1` for a flag or state.
pub(crate) fn not_a_number(file: FileId, span: Span, variable: &ast::Variable<'_>) -> Finding {
    let id = variable.id.text;
    let finding =
        Finding::at(Name::TypeMismatch, file, span, format!("{} cannot go up or down", describe_variable(variable)));
    let finding = match &variable.kind {
        VariableKind::Flag { .. } => finding.with_help(format!("write `Set: {id}` for yes, `Set: not {id}` for no")),
        VariableKind::State { .. } | VariableKind::Meter { .. } => finding
            .with_help(format!("set it to one of its words, for example `Set: {id} = {}`", first_value(variable))),
    };
    with_declaration(finding, file, variable)
}

/// `Set: trust` or `Set: not trust` for a meter or state.
pub(crate) fn set_bare(file: FileId, span: Span, variable: &ast::Variable<'_>) -> Finding {
    let id = variable.id.text;
    let finding =
        Finding::at(Name::TypeMismatch, file, span, format!("{} is not yes or no", describe_variable(variable)));
    let finding = match &variable.kind {
        VariableKind::Meter { .. } => {
            finding.with_help(format!("say by how much or to what, for example `{id} +10` or `{id} = 30`"))
        }
        VariableKind::State { .. } | VariableKind::Flag { .. } => {
            finding.with_help(format!("say to what, for example `{id} = {}`", first_value(variable)))
        }
    };
    with_declaration(finding, file, variable)
}

/// `verified = yes` for a flag.
pub(crate) fn set_flag(file: FileId, span: Span, variable: &ast::Variable<'_>, word: &str) -> Finding {
    let id = variable.id.text;
    let finding = Finding::at(
        Name::TypeMismatch,
        file,
        span,
        format!("the flag `{id}` is yes or no and cannot be set to `{}`", shorten_text(word)),
    );
    let intended = match word {
        "yes" | "true" => Some(id.to_owned()),
        "no" | "false" => Some(format!("not {id}")),
        _ => None,
    };
    let finding = match intended {
        Some(text) => {
            let help = format!("write `{text}`");
            finding.with_help(help).with_fix(true, format!("change it to `{text}`"), Place { file, span }, text)
        }
        None => finding.with_help(format!("write `{id}` for yes, `not {id}` for no")),
    };
    with_declaration(finding, file, variable)
}

/// A word assigned to a meter, or a number assigned to a state or flag.
pub(crate) fn wrong_assignment(file: FileId, span: Span, variable: &ast::Variable<'_>) -> Finding {
    let id = variable.id.text;
    let finding = match &variable.kind {
        VariableKind::Meter { .. } => Finding::at(
            Name::TypeMismatch,
            file,
            span,
            format!("the meter `{id}` is a number and cannot be set to a word"),
        )
        .with_help(format!("write a number, for example `{id} = 30`, or a change, for example `{id} +10`")),
        VariableKind::Flag { .. } => Finding::at(
            Name::TypeMismatch,
            file,
            span,
            format!("the flag `{id}` is yes or no and cannot be set to a number"),
        )
        .with_help(format!("write `{id}` for yes, `not {id}` for no")),
        VariableKind::State { .. } => Finding::at(
            Name::TypeMismatch,
            file,
            span,
            format!("the state `{id}` is a word and cannot be set to a number"),
        )
        .with_help(format!("set it to one of its words, for example `{id} = {}`", first_value(variable))),
    };
    with_declaration(finding, file, variable)
}
