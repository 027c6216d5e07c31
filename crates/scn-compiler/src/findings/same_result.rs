//! `same-result`.

use scn_source::{FileId, Finding, Name};
use scn_story::RunResult;
use scn_syntax::ast;

/// A scenario whose runs all end with the same result. `endings` is the number of endings that runs
/// reach.
pub(crate) fn finding(file: FileId, scenario: &ast::Scenario<'_>, result: RunResult, endings: usize) -> Finding {
    let result = result.as_str();
    let message = match endings {
        1 => format!("every run of `{}` ends as `{result}`, whatever is chosen: it has one ending", scenario.id.text),
        2 => format!("every run of `{}` ends as `{result}`, whatever is chosen: both endings say so", scenario.id.text),
        _ => format!(
            "every run of `{}` ends as `{result}`, whatever is chosen: all {endings} endings say so",
            scenario.id.text
        ),
    };
    Finding::at(Name::SameResult, file, scenario.header, message).with_help(
        "let some choices lead to an ending with another `Result:`, so that the result says how the learner did",
    )
}
