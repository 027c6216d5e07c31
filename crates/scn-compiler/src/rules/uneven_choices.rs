//! `uneven-choices`.

use scn_source::{FileId, Finding, Name, Place};
use scn_syntax::ast;

use super::label;
use crate::pack::at;

type Counted<'c, 'a> = (&'c ast::Choice<'a>, usize);

/// A choice that is much longer than another one beside it; each with its words.
pub(crate) fn finding(file: FileId, (long, most): Counted<'_, '_>, (short, least): Counted<'_, '_>) -> Finding {
    let words = |count: usize| if count == 1 { "1 word".to_owned() } else { format!("{count} words") };
    let message = format!(
        "`{}` has {}, more than twice as many as the shortest choice beside it, which has {}",
        label(long),
        words(most),
        words(least)
    );
    at(Name::UnevenChoices, file, long.header, message)
        .help("make the choices about equally long: what is explained in one of them looks like the answer")
        .related(Place { file, span: short.header }, "the shortest")
}
