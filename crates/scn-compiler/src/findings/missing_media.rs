//! `missing-media`.

use scn_source::{FileId, Finding, Name, Place};

use crate::media::Mention;

/// A media file that does not exist. `near` is the path of a file that may have been meant.
pub(crate) fn finding(file: FileId, mention: &Mention<'_>, near: Option<&str>) -> Finding {
    let written = mention.file;
    let place = Place { file, span: mention.span };
    let report = |message: String| Finding::at(Name::MissingMedia, file, mention.span, message);
    let Some(near) = near else {
        return report(format!("there is no file `{written}`"))
            .with_help("write its path relative to the folder of this file, with `/` between folders and upper and lower case as on disk");
    };
    let (safe, finding) = if is_same_but_for_case(near, written) {
        let message =
            format!("there is no file `{written}`: its name is `{near}`, with different upper and lower case");
        (true, report(message).with_help("upper and lower case matter: many systems do not find the file otherwise"))
    } else if written.contains('\\') && is_same_but_for_case(near, &written.replace('\\', "/")) {
        let message = format!("there is no file `{written}`: separate folders with `/`, as in `{near}`");
        (true, report(message).with_help("a path with `/` works on every system, a path with a backslash only on some"))
    } else if written.contains('%') {
        let message = format!("there is no file `{written}`, but there is `{near}`");
        (true, report(message).with_help("write the name as it is on disk, in quotes if it contains spaces"))
    } else {
        let message = format!("there is no file `{written}`");
        (false, report(message).with_help(format!("did you mean `{near}`?")))
    };
    finding.with_fix(safe, format!("change `{written}` to `{near}`"), place, mention.with_path(near))
}

fn is_same_but_for_case(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}
