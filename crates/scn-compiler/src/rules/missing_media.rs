//! `missing-media`.

use scn_source::{FileId, Finding, Name};
use scn_syntax::ast;

use crate::pack::at;

/// A media file that is not there.
pub(crate) fn finding(file: FileId, name: &ast::Name<'_>) -> Finding {
    let written = name.text;
    at(Name::MissingMedia, file, name.span, format!("there is no file `{written}`"))
        .help("give its path as seen from the folder of this `.scn` file, with `/` between folders and letter case as on disk")
}
