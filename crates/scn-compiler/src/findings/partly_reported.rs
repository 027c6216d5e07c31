//! `partly-reported`.

use scn_source::{Finding, Name, Place};

use crate::formats::{DeliveryFormat, WrittenLimit};

/// A question that learners answer in their own words, of which a platform takes only so many.
/// `asked` is the number of such questions in the pack.
pub(crate) fn written(line: Place, format: DeliveryFormat, limit: WrittenLimit, asked: usize) -> Finding {
    let (standard, each) = (format.standard(), scn_text::grouped(limit.each));
    let all = limit.all.map(|all| format!(", and {} in all", scn_text::grouped(all))).unwrap_or_default();
    let message =
        format!("a platform with {standard} gets at most {each} characters of what a learner writes here{all}");
    let help = match asked {
        1 => "ask for a few sentences".to_owned(),
        _ => format!("ask for a few sentences each time: this pack has {asked} such questions"),
    };
    Finding::new(Name::PartlyReported, line, message).with_help(help)
}

/// A course in which every learner makes more decisions than are reported.
pub(crate) fn decisions(place: Place, least: u64) -> Finding {
    let message = format!(
        "a learner who completes this course makes at least {} decisions and answers, and a platform gets the first {} of them",
        scn_text::grouped(least),
        DeliveryFormat::MOST_REPORTED
    );
    Finding::new(Name::PartlyReported, place, message)
        .with_help("divide it into several packs if each decision is needed there; completion is reported in any case")
}
