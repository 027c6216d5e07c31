//! `long-run`.

use scn_source::{Finding, Name, Place, Severity};
use scn_text::grouped;

use crate::formats::DeliveryFormat;

/// A scenario with a run that has more decisions than the platform keeps.
pub(crate) fn finding(header: Place, id: &str, format: DeliveryFormat, decisions: u64, most: u64) -> Finding {
    let (standard, decisions) = (format.standard(), grouped(decisions));
    let most = grouped(most);
    let message = format!(
        "a run of `{id}` can have {decisions} decisions, and a platform with {standard} keeps the record of at most {most}"
    );
    let help = match format {
        DeliveryFormat::Scorm12 => "divide the scenario into several, or build the pack as `scorm2004` or `html`",
        DeliveryFormat::Html
        | DeliveryFormat::Site
        | DeliveryFormat::Scorm2004
        | DeliveryFormat::Cmi5
        | DeliveryFormat::Xapi => "divide the scenario into several, or build the pack as `html`",
    };
    Finding::new(Name::LongRun, header, message).with_help(help)
}

/// A scenario in which a run can go on for as long as the learner wants.
pub(crate) fn without_end(header: Place, id: &str, format: DeliveryFormat, most: u64) -> Finding {
    let message = format!(
        "a run of `{id}` can have any number of decisions; a platform with {} keeps the record of the first {}",
        format.standard(),
        grouped(most)
    );
    hint(header, message).with_help("if a learner is likely to repeat it that often, let the scenario end earlier")
}

/// A scenario with too many moments to find its longest run.
pub(crate) fn not_counted(header: Place, id: &str, format: DeliveryFormat, most: u64) -> Finding {
    let message = format!(
        "how many decisions a run of `{id}` can have takes too long to count; a platform with {} keeps the record of the first {}",
        format.standard(),
        grouped(most)
    );
    hint(header, message).with_help("divide the scenario into several if a run can be longer than that")
}

fn hint(header: Place, message: String) -> Finding {
    let mut finding = Finding::new(Name::LongRun, header, message);
    finding.severity = Severity::Hint;
    finding
}
