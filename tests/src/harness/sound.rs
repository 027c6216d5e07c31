//! Checks that a finding can be displayed.

use scn_source::{Finding, Place, Sources};

fn is_sound(sources: &Sources, place: &Place) -> bool {
    let range = place.span.range();
    sources.get(place.file).is_some_and(|file| file.text().get(range).is_some())
}

/// Returns which part of a finding is invalid: a place outside its file or inside a character, a
/// fix that changes nothing, or an empty message.
#[must_use]
pub fn invalid_part(sources: &Sources, finding: &Finding) -> Option<&'static str> {
    if !is_sound(sources, &finding.place) {
        return Some("its place");
    }
    if finding.related.iter().any(|related| !is_sound(sources, &related.place)) {
        return Some("a related place");
    }
    for fix in &finding.fixes {
        if fix.edits.is_empty() || fix.edits.iter().any(|edit| !is_sound(sources, &edit.place)) {
            return Some("a fix");
        }
    }
    let is_message = |text: &str| !text.trim().is_empty() && !text.contains('\n') && !text.ends_with('.');
    if !is_message(&finding.message) {
        return Some("its message");
    }
    None
}
