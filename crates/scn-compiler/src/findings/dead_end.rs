//! `dead-end`.

use scn_source::{FileId, Finding, Name, Place, RunStep};
use scn_story::Offer;
use scn_syntax::ast;

use super::{label, list};

/// A situation in which some run has nothing on offer. `offers`: how that run finds each of its
/// choices.
pub(crate) fn finding(file: FileId, situation: &ast::Situation<'_>, offers: &[Offer], run: Vec<RunStep>) -> Finding {
    let id = situation.id.text;
    let labels = |wanted: Offer| {
        let found = situation.choices.iter().zip(offers).filter(move |(_, offer)| **offer == wanted);
        found.map(|(choice, _)| label(choice)).collect::<Vec<_>>()
    };
    let mut why = Vec::new();
    for (offer, one, more) in [
        (Offer::Used, "is used up", "are used up"),
        (Offer::Locked, "is locked", "are locked"),
        (Offer::Hidden, "is hidden", "are hidden"),
    ] {
        let labels = labels(offer);
        if !labels.is_empty() {
            let verb = if labels.len() == 1 { one } else { more };
            why.push(format!("{} {verb}", list(labels.iter().map(String::as_str))));
        }
    }
    let mut finding = Finding::at(
        Name::DeadEnd,
        file,
        situation.header,
        format!("a run comes to `{id}` and finds nothing on offer: {}", why.join(", ")),
    )
    .help("keep one choice without `[if]`, `[needs]` and `[once]` as a way out that is always there")
    .run(run);
    for (choice, offer) in situation.choices.iter().zip(offers).take(super::LISTED) {
        let (span, message) = match offer {
            Offer::Used => (choice.once.unwrap_or(choice.header), "used up in this run"),
            Offer::Locked => {
                (choice.needs.as_ref().map_or(choice.header, |it| it.span), "does not hold in this run: locked")
            }
            Offer::Hidden => {
                (choice.when.as_ref().map_or(choice.header, |it| it.span), "does not hold in this run: hidden")
            }
            Offer::Open => continue,
        };
        finding = finding.related(Place { file, span }, message);
    }
    finding
}
