//! `uncovered-principle`.

use scn_prover::Level;
use scn_source::{Finding, Name, Place};

/// A level as it is written in the manifest.
pub(crate) fn level_word(level: Level) -> &'static str {
    match level {
        Level::None => "not linked",
        Level::Linked => "linked",
        Level::Reachable => "reachable",
        Level::Tested => "tested",
        Level::Guaranteed => "guaranteed",
    }
}

/// Says what is missing to reach the level after `has`, and what to do about it.
fn next_step(has: Level) -> (&'static str, &'static str) {
    match has {
        Level::None => {
            ("no outcome links it", "link the outcomes of one decision to it: one with `Upholds`, one with `Breaks`")
        }
        Level::Linked => {
            ("outcomes link it, but no run reaches any of them", "let a run reach an outcome that links it")
        }
        Level::Reachable => (
            "runs reach outcomes that link it, but no decision offers both a choice that upholds it and one that breaks it",
            "let one decision have both: one choice that upholds it, one that breaks it",
        ),
        Level::Tested | Level::Guaranteed => {
            ("some run ends without facing it", "put a decision about it where every run passes")
        }
    }
}

/// A principle that no scenario of the pack covers at the level that the pack requires. `best` is
/// the scenario that comes closest.
pub(crate) fn in_pack(place: Place, id: &str, has: Level, wanted: Level, best: Option<(&str, Place)>) -> Finding {
    let (why, what) = next_step(has);
    let wanted = level_word(wanted);
    let message = format!("the principle `{id}` is not {wanted} in any scenario of the pack: {why}");
    let finding = Finding::new(Name::UncoveredPrinciple, place, message).with_help(what);
    match best.filter(|_| Level::None < has) {
        Some((scenario, place)) => {
            finding.with_related(place, format!("`{scenario}` comes closest: there it is {}", level_word(has)))
        }
        None => finding,
    }
}

/// A principle that a scenario claims to cover and does not, although the pack does. `place` is its
/// name in `Covers:`.
pub(crate) fn in_scenario(place: Place, id: &str, scenario: &str, has: Level, wanted: Level) -> Finding {
    let (why, what) = next_step(has);
    let message =
        format!("`{scenario}` says that it covers `{id}`, but `{id}` is not {} there: {why}", level_word(wanted));
    Finding::new(Name::UncoveredPrinciple, place, message).with_help(format!("{what}, or remove `{id}` from `Covers:`"))
}
