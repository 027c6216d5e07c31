//! `uneven-choices`.

use scn_source::{FileId, Finding, Name, Place};
use scn_syntax::ast;

use super::label_line;
use crate::length::Length;

type ChoiceWithLength<'c, 'a> = (&'c ast::Choice<'a>, Length);

/// A choice that is much longer than another one in its situation, each with its length.
pub(crate) fn finding(
    file: FileId,
    (long, most): ChoiceWithLength<'_, '_>,
    (short, least): ChoiceWithLength<'_, '_>,
) -> Finding {
    let message = format!(
        "`{}` has {}, more than twice as many as the shortest choice beside it, which has {}",
        label_line(long),
        most.in_words(),
        least.in_words()
    );
    Finding::at(Name::UnevenChoices, file, long.header, message)
        .with_help("make the choices about equally long: the one with the most explanation looks like the answer")
        .with_related(Place { file, span: short.header }, "the shortest")
}
