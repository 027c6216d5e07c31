//! `short-time-limit`.

use scn_source::{FileId, Finding, Fix, Name, Place};
use scn_syntax::ast;

/// A time limit that is shorter than reading takes. `seconds` is the time that reading takes,
/// `read` says how much there is to read, such as `96 words`, and `rate` how fast, such as `238
/// words a minute`, with its source.
pub(crate) fn finding(
    file: FileId,
    limit: &ast::Number,
    seconds: i64,
    read: &str,
    rate: &str,
    source: &str,
) -> Finding {
    const STEP: i64 = 5;
    let given = limit.value;
    let given = if given == 1 { "1 second".to_owned() } else { format!("{given} seconds") };
    let message = format!("{given} are less than reading takes: {read} on the screen take {seconds} seconds at {rate}");
    let enough = (seconds + STEP - 1) / STEP * STEP;
    let place = Place { file, span: limit.span };
    let mut finding = Finding::at(Name::ShortTimeLimit, file, limit.span, message)
        .with_help(format!("give at least {enough} seconds, and more to decide; the rate is the {source}"));
    finding.fixes.push(Fix {
        title: format!("give {enough} seconds"),
        edits: vec![scn_source::Edit { place, text: enough.to_string() }],
        safe: false,
        escape: false,
    });
    finding
}
