//! `dead-end`.

use scn_source::{FileId, Finding, Name, Place, Run};
use scn_story::Offer;
use scn_syntax::ast;

use super::{join_and, label_line};

/// A situation in which some run has nothing on offer. `offers`: how that run finds each of its
/// choices.
pub(crate) fn finding(file: FileId, situation: &ast::Situation<'_>, offers: &[Offer], run: Run) -> Finding {
    let id = situation.id.text;
    let labels_with = |wanted: Offer| {
        let matching = situation.choices.iter().zip(offers).filter(move |(_, offer)| **offer == wanted);
        matching.map(|(choice, _)| label_line(choice)).collect::<Vec<_>>()
    };
    let mut reasons = Vec::new();
    for (offer, one, more) in [
        (Offer::Used, "is used up", "are used up"),
        (Offer::Locked, "is locked", "are locked"),
        (Offer::Hidden, "is hidden", "are hidden"),
    ] {
        let labels = labels_with(offer);
        if !labels.is_empty() {
            let verb = if labels.len() == 1 { one } else { more };
            reasons.push(format!("{} {verb}", join_and(labels.iter().map(String::as_str))));
        }
    }
    let mut finding = Finding::at(
        Name::DeadEnd,
        file,
        situation.header,
        format!("a run reaches `{id}` with no choice on offer: {}", reasons.join(", ")),
    )
    .with_help("keep one choice without `[if]`, `[needs]` and `[once]` as a way out that is always available")
    .with_run(run);
    for (choice, offer) in situation.choices.iter().zip(offers).take(super::LISTED) {
        let (span, message) = match offer {
            Offer::Used => (choice.once.unwrap_or(choice.header), "already used in this run"),
            Offer::Locked => (
                choice.needs.as_ref().map_or(choice.header, |it| it.span),
                "false in this run, so the choice is locked",
            ),
            Offer::Hidden => {
                (choice.when.as_ref().map_or(choice.header, |it| it.span), "false in this run, so the choice is hidden")
            }
            Offer::Open => continue,
        };
        finding = finding.with_related(Place { file, span }, message);
    }
    finding
}
