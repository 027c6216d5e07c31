//! `nothing-to-do`.

use scn_source::{Finding, Name, Place, Severity};

/// A course in which nothing is required.
pub(crate) fn finding(place: Place) -> Finding {
    let message = "nothing in this course has to be done, so a platform shows it as completed once it is opened";
    Finding::new(Name::NothingToDo, place, message).with_help(
        "name what has to be read or passed with `require` under `[course]`, or a number of scenarios with `pass`",
    )
}

/// A pack without a lesson, a quiz and a scenario. `refused`: whether the package would be invalid.
pub(crate) fn no_parts(place: Place, refused: bool) -> Finding {
    let message = match refused {
        true => {
            "this pack has no lesson, quiz or scenario, so a platform with cmi5 has nothing to open, and refuses it"
        }
        false => "this pack has no lesson, quiz or scenario, so a platform shows it as completed once it is opened",
    };
    let mut finding = Finding::new(Name::NothingToDo, place, message)
        .with_help("deliver the pack that uses these principles, or add something to do");
    if refused {
        finding.severity = Severity::Error;
    }
    finding
}
