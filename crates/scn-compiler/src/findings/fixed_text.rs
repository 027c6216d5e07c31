//! `misplaced-instruction` for values and conditions in texts that are the same in every run.

use scn_source::{Edit, FileId, Finding, Fix, Name, Place, Span};

use crate::fixed_text::Kind;

const CAN_DEPEND: &str = "the brief, situations, choices, outcomes and endings";

fn message(written: &str, kind: Kind, what: &str) -> String {
    let written = written.split_whitespace().collect::<Vec<_>>().join(" ");
    match kind {
        Kind::Value => format!("{what} is the same in every run, so `{written}` is shown with its braces"),
        Kind::Condition => format!("{what} is the same in every run, so `{written}` is shown with its brackets"),
    }
}

/// In a title, or in another text of one line. `what` names it, with its article.
pub(crate) fn in_title(file: FileId, span: Span, written: &str, kind: Kind, what: &str) -> Finding {
    let place = Place { file, span };
    let finding = Finding::new(Name::MisplacedInstruction, place, message(written, kind, what));
    match kind {
        Kind::Value => finding.with_help(format!("say it in words; values are shown in the text of {CAN_DEPEND}")),
        Kind::Condition => {
            finding.with_help(format!("remove the condition; only the text of {CAN_DEPEND} can depend on one"))
        }
    }
}

/// In the text of a lesson.
pub(crate) fn in_lesson(file: FileId, span: Span, written: &str, kind: Kind) -> Finding {
    let place = Place { file, span };
    let help = format!(
        "a lesson is not part of a run; say it in the text of {CAN_DEPEND}, or put a backslash in front if the learner should see it as it is"
    );
    let start = Place { file, span: Span { start: span.start, end: span.start } };
    let mut finding =
        Finding::new(Name::MisplacedInstruction, place, message(written, kind, "a lesson")).with_help(help);
    finding.fixes.push(Fix {
        title: "put a backslash in front, so that it is text".to_owned(),
        edits: vec![Edit { place: start, text: "\\".to_owned() }],
        safe: false,
        escape: true,
    });
    finding
}
