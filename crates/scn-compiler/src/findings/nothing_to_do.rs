//! `nothing-to-do`.

use scn_source::{Finding, Name, Place, Severity};

use crate::formats::DeliveryFormat;

/// A course in which nothing is required.
pub(crate) fn finding(place: Place) -> Finding {
    let message = "nothing in this course has to be done, so a platform shows it as completed at once";
    Finding::new(Name::NothingToDo, place, message).with_help(
        "name what has to be read or passed with `require` under `[course]`, or a number of scenarios with `pass`",
    )
}

/// A pack without a lesson, a quiz and a scenario. A package of cmi5 would be invalid.
pub(crate) fn no_parts(place: Place, format: DeliveryFormat) -> Finding {
    let refused = format == DeliveryFormat::Cmi5;
    let so = match format {
        DeliveryFormat::Cmi5 => "a platform with cmi5 has nothing to open, and refuses it",
        DeliveryFormat::Xapi => "nothing is ever reported about a learner",
        DeliveryFormat::Html | DeliveryFormat::Site | DeliveryFormat::Scorm12 | DeliveryFormat::Scorm2004 => {
            "a platform shows it as completed at once"
        }
    };
    let message = format!("this pack has no lesson, quiz or scenario, so {so}");
    let mut finding = Finding::new(Name::NothingToDo, place, message)
        .with_help("build the pack that uses these principles, or add something to do");
    if refused {
        finding.severity = Severity::Error;
    }
    finding
}
