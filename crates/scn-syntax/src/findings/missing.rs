//! `missing-text`.

use scn_source::{Finding, Name, Span};

use super::with_article;
use crate::source::Source;

fn new_finding(src: &Source<'_>, span: Span, message: String) -> Finding {
    Finding::new(Name::MissingText, src.place(span), message)
}

/// Returns the finding for a header without a title.
pub(crate) fn title(src: &Source<'_>, line: Span, keyword: &str) -> Finding {
    new_finding(src, line, format!("{} needs a title, and this one has none", with_article(&format!("`{keyword}`"))))
        .with_help("write the title after the colon")
}

/// Returns the finding for a line without the text that its keyword requires.
pub(crate) fn text(src: &Source<'_>, line: Span, keyword: &str) -> Finding {
    let message = match keyword {
        "Choice" => "this choice has no label, so there is nothing to choose".to_owned(),
        "Question" => "this question has no text".to_owned(),
        "Right" | "Wrong" => "this answer has no text".to_owned(),
        _ => format!("there is no text after `{keyword}:`"),
    };
    let help = match keyword {
        "Choice" => "write after the colon what the learner can choose",
        "Question" => "write after the colon what is asked",
        "Right" | "Wrong" => "write the answer after the colon",
        _ => "write the text after the colon, or remove the line",
    };
    new_finding(src, line, message).with_help(help)
}

/// Returns the finding for a cast member without a description.
pub(crate) fn description(src: &Source<'_>, line: Span, name: &str) -> Finding {
    new_finding(src, line, format!("there is no description of `{name}`"))
        .with_help("write after the colon who that is, such as `Your team leader`")
}

/// Returns the finding for speech without text.
pub(crate) fn speech(src: &Source<'_>, line: Span, name: &str) -> Finding {
    new_finding(src, line, format!("`{name}` says nothing"))
        .with_help("write after the colon what is said, or remove the line")
}

/// Returns the finding for a bracket with nothing after it.
pub(crate) fn after_bracket(src: &Source<'_>, bracket: Span) -> Finding {
    let words = super::quote(src.slice(bracket));
    new_finding(src, bracket, format!("there is no text after {words}"))
        .with_help("write the text that depends on it after the bracket; if it is several paragraphs, end them with a line `[end]`")
}

/// Returns the finding for a lesson without text.
pub(crate) fn lesson(src: &Source<'_>, line: Span, id: &str) -> Finding {
    new_finding(src, line, format!("the lesson `{id}` has no text"))
        .with_help("write below it what the learner should read")
}
