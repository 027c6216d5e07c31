//! `cut-title`.

use scn_source::{Finding, Name, Place};

use crate::formats::DeliveryFormat;

/// A title that is too long for the database of a platform. `length` is its number of characters.
pub(crate) fn finding(place: Place, length: usize) -> Finding {
    let most = DeliveryFormat::LONGEST_TITLE;
    let message = format!("this title has {length} characters, and it is cut at {most} where platforms list it");
    Finding::new(Name::CutTitle, place, message).with_help("write a shorter title, and the rest as text below it")
}
