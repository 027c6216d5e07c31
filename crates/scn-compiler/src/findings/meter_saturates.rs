//! `meter-saturates`.

use scn_source::{FileId, Finding, Name, Place, Run, Span};
use scn_syntax::ast::{Variable, VariableKind};

use super::shorten_text;

/// A change to a meter that some run sees clamped to the meter's range.
pub(crate) fn finding(
    file: FileId,
    span: Span,
    words: &str,
    by: i64,
    variable: Option<&Variable<'_>>,
    run: Run,
) -> Finding {
    let words = shorten_text(words);
    let range = variable.and_then(|variable| match &variable.kind {
        VariableKind::Meter { range: Some((low, high)), .. } => Some((variable, low, high)),
        VariableKind::Meter { .. } | VariableKind::Flag { .. } | VariableKind::State { .. } => None,
    });
    let finding = match range {
        Some((variable, low, high)) => {
            let end = if by < 0 { low.value } else { high.value };
            let message =
                format!("in some run `{words}` only partly takes effect: `{}` stops at {end}", variable.id.text);
            Finding::at(Name::MeterSaturates, file, span, message).with_related(
                Place { file, span: low.span.cover(high.span) },
                format!("the range of `{}`", variable.id.text),
            )
        }
        None => {
            Finding::at(Name::MeterSaturates, file, span, format!("in some run `{words}` only partly takes effect"))
        }
    };
    finding
        .with_help("widen the range or make the change smaller, if later conditions should tell these runs apart")
        .with_run(run)
}
