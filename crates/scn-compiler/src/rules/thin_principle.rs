//! `thin-principle`.

use scn_source::{Finding, Name, Place};

/// A principle that a scenario covers and that some run hardly puts to the test. `place`: its name in `Covers:`.
pub(crate) fn finding(
    place: Place,
    id: &str,
    decisions: u64,
    enough: u32,
    principle: Option<Place>,
    run: Vec<String>,
) -> Finding {
    let often = match decisions {
        0 => "no decision".to_owned(),
        1 => "1 decision".to_owned(),
        several => format!("{several} decisions"),
    };
    let message = format!("some run makes {often} that counts towards `{id}`, and a debrief needs {enough}")
        .replace("decisions that counts", "decisions that count");
    let finding = Finding::new(Name::ThinPrinciple, place, message)
        .help(format!("let more decisions on every way be about it, or take it out of `Covers:`; with fewer than {enough} the debrief does not say how it went"))
        .run(run);
    match principle {
        Some(principle) => finding.related(principle, "the principle"),
        None => finding,
    }
}
