//! `no-score`.

use scn_source::{Finding, Name, Place};

/// A course that declares no pass. `scenarios` is the number of its scenarios.
pub(crate) fn finding(place: Place, scenarios: usize) -> Finding {
    let message = "this pack declares no pass, so a platform gets no score, and some show 0";
    let by_completion = "choose there to grade by completion, and write `no-score = \"allow\"` under `[lints]`";
    let help = match scenarios {
        0 => by_completion.to_owned(),
        _ => format!(
            "{by_completion}; or write how many scenarios have to be passed: `pass = {scenarios}` under `[course]`"
        ),
    };
    Finding::new(Name::NoScore, place, message).with_help(help)
}
