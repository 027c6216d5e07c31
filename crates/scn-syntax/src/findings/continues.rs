//! Findings about `Continues:`, and about files that continue a scenario.

use scn_source::{Finding, Name, Span};

use super::quote;
use crate::source::Source;
use crate::words::CONTINUES;

fn new_finding(src: &Source<'_>, span: Span, message: impl Into<String>) -> Finding {
    Finding::new(Name::MisplacedInstruction, src.place(span), message)
}

/// Returns the finding for a `Continues:` that is not the first line of its file. `again`: whether
/// another one is.
pub(crate) fn misplaced_line(src: &Source<'_>, line: Span, again: bool) -> Finding {
    if again {
        return new_finding(src, line, "this file already continues a scenario, so it cannot continue another one")
            .with_help("keep the first line, and move what belongs to the other scenario to a file of its own");
    }
    new_finding(src, line, "`Continues` must be the first line of its file; only comments can be above it")
        .with_help("move the line and what follows to a file of its own, or remove the line")
}

/// Returns the finding for a `Continues:` that names no scenario.
pub(crate) fn nothing(src: &Source<'_>, line: Span) -> Finding {
    Finding::new(Name::BadValue, src.place(line), "this line does not say which scenario the file continues")
        .with_help("write the id of the scenario after the colon: `Continues: busy-line`")
}

/// Returns the finding for a first line that was probably meant as `Continues:`, and is read so.
/// `word` are the words in place of the keyword, and `value` is what follows.
pub(crate) fn likely_line(src: &Source<'_>, line: Span, word: Span, value: Span, has_colon: bool) -> Finding {
    let written = src.slice(word);
    let name = src.slice(value);
    let is_case_only = written.eq_ignore_ascii_case(CONTINUES);
    let finding = if is_case_only && has_colon {
        Finding::new(Name::KeywordCase, src.place(word), format!("`{written}` is written `{CONTINUES}`"))
    } else if is_case_only {
        let message = format!("{} starts with `{CONTINUES}` and has no colon", quote(src.slice(line)));
        Finding::new(Name::MissingColon, src.place(line), message)
    } else {
        let message = format!("there is no instruction {}; this line is read as `{CONTINUES}`", quote(written));
        Finding::new(Name::UnknownInstruction, src.place(word), message)
    };
    let before_value = src.place(Span { end: value.start, ..line });
    let title = if is_case_only && has_colon {
        format!("change `{written}` to `{CONTINUES}`")
    } else {
        format!("write {}", quote(&format!("{CONTINUES}: {name}")))
    };
    finding
        .with_help(format!("write {}: the file continues that scenario", quote(&format!("{CONTINUES}: {name}"))))
        .with_fix(true, title, before_value, format!("{CONTINUES}: "))
}

/// Returns the finding for a principle, lesson or quiz in a file that continues a scenario.
pub(crate) fn declaration(src: &Source<'_>, line: Span, keyword: &str) -> Finding {
    let message = format!("`{keyword}` cannot be used in a file that continues a scenario");
    new_finding(src, line, message).with_help("move it to a file that does not begin with `Continues:`")
}

/// Returns the finding for another scenario in a file that continues one.
pub(crate) fn scenario(src: &Source<'_>, line: Span) -> Finding {
    new_finding(src, line, "this file continues another scenario, so no scenario can begin in it")
        .with_help("move this scenario, and what follows, to a file of its own")
}

/// Returns the finding for a property of a scenario in a file that continues it.
pub(crate) fn property(src: &Source<'_>, line: Span) -> Finding {
    let word = crate::words::keyword_at_start(src.slice(line)).map_or("this line", |keyword| keyword.word);
    new_finding(src, line, format!("`{word}` cannot be used in a file that continues a scenario"))
        .with_help("move the line under the header of the scenario, in the file in which it begins")
}
