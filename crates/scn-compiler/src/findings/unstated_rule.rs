//! `unstated-rule`.

use scn_source::{FileId, Finding, Name, Span};

/// A course that fewer scenarios complete than it has.
pub(crate) fn number_of_scenarios(file: FileId, span: Span, needed: usize, scenarios: usize) -> Finding {
    let message =
        "cmi5 cannot say that a number of scenarios is enough: the platform asks for every part that is not optional";
    let counted = scn_text::counted(scenarios, "scenario");
    let help = format!(
        "name those that must be passed with `require`, or build the pack as `xapi` or with SCORM; as it is, {counted} must be passed there, and not {needed}"
    );
    Finding::at(Name::UnstatedRule, file, span, message).with_help(help)
}

/// A course that asks for principles.
pub(crate) fn principles(file: FileId, span: Span) -> Finding {
    let message =
        "cmi5 cannot say how well principles must be handled: the platform asks for every part that is not optional";
    Finding::at(Name::UnstatedRule, file, span, message)
        .with_help("build the pack as `xapi` or with SCORM; as it is, this rule does not count there")
}
