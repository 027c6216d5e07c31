//! `small-pool`.

use scn_source::{FileId, Finding, Name, Place};
use scn_syntax::ast;

/// A quiz that draws more questions than it has.
pub(crate) fn too_many_drawn(file: FileId, quiz: &ast::Quiz<'_>, draw: &ast::Number, there: i64) -> Finding {
    let message =
        format!("the quiz `{}` should ask {}, but it has {}", quiz.id.text, count_questions(draw.value), there);
    pool_finding(file, draw, there, message)
        .with_help("write more questions, draw fewer, or remove the line: then all are asked")
}

/// A quiz that requires more right answers than it asks questions. `drawn` is set if `Draw:` gives
/// the number of questions.
pub(crate) fn too_many_required(
    file: FileId,
    quiz: &ast::Quiz<'_>,
    pass: &ast::Number,
    asked: i64,
    drawn: bool,
) -> Finding {
    let asks = if drawn { "draws" } else { "has" };
    let message = format!(
        "the quiz `{}` {asks} {}, so nobody can have {} right",
        quiz.id.text,
        count_questions(asked),
        pass.value
    );
    let finding =
        pool_finding(file, pass, asked, message).with_help("require fewer, or remove the line: then all must be right");
    match quiz.draw.filter(|_| drawn) {
        Some(draw) => finding.with_related(Place { file, span: draw.span }, "this is the number of questions drawn"),
        None => finding,
    }
}

fn pool_finding(file: FileId, number: &ast::Number, most: i64, message: String) -> Finding {
    Finding::at(Name::SmallPool, file, number.span, message).with_fix(
        false,
        format!("change {} to {most}", number.value),
        Place { file, span: number.span },
        most.to_string(),
    )
}

fn count_questions(count: i64) -> String {
    if count == 1 { "1 question".to_owned() } else { format!("{count} questions") }
}
