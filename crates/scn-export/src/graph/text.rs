//! Titles and labels as plain text on one line.

use scn_story::Span;

use super::condition::ConditionNames;

/// Returns the text of a label as the author wrote it, without its styles.
pub(super) fn plain_label(spans: &[Span], names: &ConditionNames<'_>) -> String {
    let mut text = String::new();
    add_spans(spans, names, &mut text);
    one_line(&text)
}

fn add_spans(spans: &[Span], names: &ConditionNames<'_>, into: &mut String) {
    for span in spans {
        match span {
            Span::Text { text, .. } => into.push_str(text),
            Span::Value { value } => {
                into.push('{');
                into.push_str(value);
                into.push('}');
            }
            Span::If { when, then, otherwise } => {
                into.push_str("[if ");
                into.push_str(&names.expression_text(&when.expr));
                into.push_str(": ");
                add_spans(then, names, into);
                if !otherwise.is_empty() {
                    into.push_str(" | ");
                    add_spans(otherwise, names, into);
                }
                into.push(']');
            }
        }
    }
}

/// Returns text on one line, with each run of whitespace replaced by one space, and hidden
/// characters made visible, as in all output. XML can contain what is left.
pub(super) fn one_line(text: &str) -> String {
    let visible_text = scn_text::sanitize_line(text);
    visible_text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn what_no_format_holds_is_replaced() {
        assert_eq!(one_line("  one\r\n two\tthree\u{2028}four "), "one two three four");
        assert_eq!(one_line("a\u{1b}[2Jb\u{0}c\u{FFFF}"), "a\u{FFFD}[2Jb\u{FFFD}c\u{FFFD}");
        assert_eq!(one_line("a\u{202E}b\u{2066}c"), "a\u{FFFD}b\u{FFFD}c");
        assert_eq!(one_line("שלום 你好 👩‍👧"), "שלום 你好 👩‍👧");
    }
}
