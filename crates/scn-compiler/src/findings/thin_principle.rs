//! `thin-principle`.

use scn_source::{Finding, Name, Place, Run};

/// A principle that a scenario covers, but that some run tests too rarely. `place` is its name in
/// `Covers:`.
pub(crate) fn finding(
    place: Place,
    id: &str,
    decisions: u64,
    enough: u32,
    principle: Option<Place>,
    run: Run,
) -> Finding {
    let often = match decisions {
        0 => "no decision that counts".to_owned(),
        1 => "1 decision that counts".to_owned(),
        several => format!("{several} decisions that count"),
    };
    let message = format!("some run makes {often} towards `{id}`, but a debrief needs {enough}");
    let finding = Finding::new(Name::ThinPrinciple, place, message)
        .with_help(format!("add decisions about it on every way through the story, or remove it from `Covers:`; with fewer than {enough} the debrief gives no result for it"))
        .with_run(run);
    match principle {
        Some(principle) => finding.with_related(principle, "the principle"),
        None => finding,
    }
}
