//! `impossible-course`.

use scn_prover::BandReach;
use scn_source::{FileId, Finding, Name, Place};
use scn_story::RequiredBand;

use super::join_and;
use crate::manifest::WantedPrinciple;

/// A required scenario that no run passes.
pub(crate) fn not_passable(place: Place, id: &str, header: Place) -> Finding {
    let message = format!("the course requires `{id}`, but no run of it is passed");
    let finding = Finding::new(Name::ImpossibleCourse, place, message)
        .with_help("let some run reach an ending with `Result: passed`");
    if place == header { finding } else { finding.with_related(header, format!("`{id}`")) }
}

/// A course that requires more passed scenarios than can be passed. `closed` holds the others.
pub(crate) fn too_few_passable(place: Place, pass: usize, passable: usize, closed: Vec<(&str, Place)>) -> Finding {
    let message = match passable {
        0 => format!("the course requires {pass} passed scenarios, but none can be passed"),
        _ => format!("the course requires {pass} passed scenarios, but only {passable} can be passed"),
    };
    let finding = Finding::new(Name::ImpossibleCourse, place, message)
        .with_help("let some run of each scenario reach an ending with `Result: passed`, or write a lower number");
    closed
        .into_iter()
        .fold(finding, |finding, (id, header)| finding.with_related(header, format!("no run of `{id}` is passed")))
}

/// A principle that no scenario of the course links.
pub(crate) fn not_covered(file: FileId, wanted: &WantedPrinciple, principle: Place) -> Finding {
    let id = &wanted.id;
    let message = format!("the course asks for `{id}`, but no scenario of the course has a choice about it");
    Finding::at(Name::ImpossibleCourse, file, wanted.span, message)
        .with_help(format!("link it, as `Upholds {id}: …` and `Breaks {id}: …`, or remove it here"))
        .with_related(principle, format!("`{id}`"))
}

/// A band that no runs reach. `linked` lists the scenarios of the course that are about the
/// principle.
pub(crate) fn band_out_of_reach(
    file: FileId,
    wanted: &WantedPrinciple,
    (band, reach): (RequiredBand, BandReach),
    linked: &[&str],
    principle: Place,
) -> Finding {
    let id = &wanted.id;
    let scenarios = join_and(linked.iter().copied());
    let runs = if linked.len() == 1 { "no run" } else { "no runs" };
    let message =
        format!("the course asks for `{id}` to be `{}`, but {runs} of {scenarios} can reach that", band.as_str());
    let help = match reach {
        BandReach::TooFewDecisions => format!(
            "a passed run makes too few decisions about it: a band needs {} in all; add decisions, or remove it here",
            RequiredBand::DECISIONS
        ),
        BandReach::TooFewPoints | BandReach::Reached => match band {
            RequiredBand::Consistent => {
                "let passed runs uphold it in more than three quarters of what they could, or ask for `mixed`"
                    .to_owned()
            }
            RequiredBand::Mixed => {
                "let passed runs uphold it in at least two fifths of what they could, or remove it here".to_owned()
            }
        },
    };
    Finding::at(Name::ImpossibleCourse, file, wanted.span.cover(wanted.band_span), message)
        .with_help(help)
        .with_related(principle, format!("`{id}`"))
}
