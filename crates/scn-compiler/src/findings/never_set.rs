//! `never-set`.

use scn_source::{FileId, Finding, Name};
use scn_syntax::ast;

use super::variable_word;

/// A variable that is read, but that no `Set:` sets.
pub(crate) fn finding(file: FileId, variable: &ast::Variable<'_>) -> Finding {
    let (what, id) = (variable_word(variable), variable.id.text);
    let example = match &variable.kind {
        ast::VariableKind::Meter { .. } => format!("{id} +10"),
        ast::VariableKind::Flag { .. } => id.to_owned(),
        ast::VariableKind::State { values, .. } => match values.last() {
            Some(last) => format!("{id} = {}", last.text),
            None => format!("{id} = …"),
        },
    };
    Finding::at(
        Name::NeverSet,
        file,
        variable.header,
        format!("the {what} `{id}` is read but never set, so it always keeps its start value"),
    )
    .with_help(format!("set it where it changes, with `Set: {example}` under an outcome or a situation, or remove it"))
}
