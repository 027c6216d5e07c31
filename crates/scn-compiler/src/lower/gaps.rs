//! The blanks before words that depend on a condition.

use scn_story::Span;

/// Moves the blank before conditional words into them, where punctuation follows directly: in `You
/// wait [if late: again].`, the words may be missing, and no blank may be left before the full
/// stop.
pub(super) fn move_blanks(spans: &mut Vec<Span>) {
    // Whether a blank at the end of the spans before would be in front of punctuation, if the words
    // in between are missing.
    let mut closes = false;
    for at in (0..spans.len()).rev() {
        closes = match &mut spans[at] {
            // This one was a blank between two conditions.
            Span::Text { text, .. } if text.is_empty() => closes,
            Span::Text { text, .. } => starts_with_punctuation(text),
            Span::Value { .. } => false,
            Span::If { then, otherwise, .. } => {
                (then.is_empty() || otherwise.is_empty()) && closes && {
                    let (before, from) = spans.split_at_mut(at);
                    move_blank(before.last_mut(), &mut from[0])
                }
            }
        };
    }
    spans.retain(|span| !matches!(span, Span::Text { text, .. } if text.is_empty()));
}

/// Moves the blank at the end of a text into the branches of a condition. Returns whether there was
/// one, or the condition directly follows another one.
fn move_blank(before: Option<&mut Span>, condition: &mut Span) -> bool {
    let (Some(before), Span::If { then, otherwise, .. }) = (before, condition) else { return false };
    let Span::Text { text, emphasis, strong, code: false, link } = before else {
        return matches!(before, Span::If { .. });
    };
    if !text.ends_with(' ') {
        return false;
    }
    text.pop();
    let blank =
        Span::Text { text: " ".to_owned(), emphasis: *emphasis, strong: *strong, code: false, link: link.clone() };
    for branch in [then, otherwise].into_iter().filter(|branch| !branch.is_empty()) {
        branch.insert(0, blank.clone());
    }
    true
}

/// Returns whether a text begins with punctuation that no blank may precede.
fn starts_with_punctuation(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| ".,;:!?…)]".contains(c)) && !chars.next().is_some_and(char::is_alphanumeric)
}
