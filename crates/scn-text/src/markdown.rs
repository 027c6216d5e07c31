//! Writes text as Markdown that parses back to the same text.

use crate::words::Words;

/// Escapes plain text for use in the middle of a Markdown line: characters with a meaning in
/// Markdown get a backslash.
///
/// # Examples
///
/// ```
/// assert_eq!(scn_text::markdown::escape_inline("not *this* one"), r"not \*this\* one");
/// ```
pub fn escape_inline(text: &str) -> String {
    escape_from(text, false)
}

/// Like [`escape_inline`], for text that may be at the start of a line.
pub fn escape_from(text: &str, mut at_start: bool) -> String {
    let text = crate::sanitize_line(text);
    let mut out = String::with_capacity(text.len() + 8);
    let mut digits = false;
    let mut previous = ' ';
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        let anywhere = matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '~' | '|' | '$');
        let first = at_start && matches!(c, '+' | '-' | '=');
        let number = digits && matches!(c, '.' | ')');
        // A heading may end in `#`, and `!` before a link makes it an image.
        let hash = c == '#' && previous == ' ';
        let last = c == '!' && chars.as_str().is_empty();
        if anywhere || first || number || hash || last {
            out.push('\\');
        }
        out.push(c);
        digits = c.is_ascii_digit() && (at_start || digits);
        at_start = at_start && c == ' ';
        previous = c;
    }
    out
}

/// Writes a text as Markdown, with its styles. The result may be used at the start of a line.
pub fn inline_markdown(text: &[Words]) -> String {
    let mut out = String::new();
    for words in text {
        let body = crate::sanitize_line(&words.text);
        // Marks must touch the words that they apply to.
        let inner = body.trim();
        if inner.is_empty() {
            out.push_str(&body);
            continue;
        }
        let leading_spaces = body.len() - body.trim_start().len();
        out.push_str(body.get(..leading_spaces).unwrap_or_default());
        let marks = match (words.emphasis, words.strong) {
            (false, false) => "",
            (true, false) => "*",
            (false, true) => "**",
            (true, true) => "***",
        };
        let at_start = marks.is_empty() && words.link.is_none() && out.trim().is_empty();
        let styled =
            if words.code { code_span(inner) } else { format!("{marks}{}{marks}", escape_from(inner, at_start)) };
        match &words.link {
            Some(link) => out.push_str(&format!("[{styled}]({})", link_destination(link))),
            None => out.push_str(&styled),
        }
        out.push_str(body.get(leading_spaces + inner.len()..).unwrap_or_default());
    }
    out.trim().to_owned()
}

/// Writes a code span, delimited by more backticks than any run of them in its content.
fn code_span(words: &str) -> String {
    let longest = words.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    if longest == 0 { format!("{fence}{words}{fence}") } else { format!("{fence} {words} {fence}") }
}

/// Writes a link destination in angle brackets.
fn link_destination(link: &str) -> String {
    let mut out = String::from("<");
    for c in crate::sanitize_line(link).chars() {
        if matches!(c, '<' | '>' | '\\' | '&') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('>');
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

    use super::{Words, inline_markdown};

    #[expect(clippy::wildcard_enum_match_arm, reason = "the events of another crate")]
    /// Parses Markdown back into words with their styles; `None` if it is anything but one
    /// paragraph.
    fn read(markdown: &str) -> Option<Vec<Words>> {
        let mut words: Vec<Words> = Vec::new();
        let mut now = Words::default();
        for event in Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
            match event {
                Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) => {}
                Event::Start(Tag::Emphasis) => now.emphasis = true,
                Event::End(TagEnd::Emphasis) => now.emphasis = false,
                Event::Start(Tag::Strong) => now.strong = true,
                Event::End(TagEnd::Strong) => now.strong = false,
                Event::Start(Tag::Link { dest_url, .. }) => now.link = Some(dest_url.into_string()),
                Event::End(TagEnd::Link) => now.link = None,
                Event::Text(text) => words.push(Words { text: text.into_string(), ..now.clone() }),
                Event::Code(text) => words.push(Words { text: text.into_string(), code: true, ..now.clone() }),
                _ => return None,
            }
        }
        Some(merged(words))
    }

    fn merged(words: Vec<Words>) -> Vec<Words> {
        let mut out: Vec<Words> = Vec::new();
        for word in words {
            match out.last_mut() {
                Some(last) if Words { text: word.text.clone(), ..last.clone() } == word => {
                    last.text.push_str(&word.text);
                }
                _ => out.push(word),
            }
        }
        out
    }

    fn of(text: &str) -> Words {
        Words { text: text.to_owned(), ..Words::default() }
    }

    proptest! {
        #[test]
        fn plain_text_reads_back_as_it_is(text in "[-# a-c1.)(+=*_`\\[\\]<>&!~|$\\\\:/\"']{0,24}") {
            let text = text.trim();
            let expected = if text.is_empty() { Vec::new() } else { vec![of(text)] };
            prop_assert_eq!(read(&inline_markdown(&[of(text)])), Some(expected), "{}", inline_markdown(&[of(text)]));
        }

        #[test]
        fn styles_read_back(first in "[a-c!#1.*_\\[]{1,6}", second in "[a-c`&<]{1,6}", style in 0..4) {
            let styled = match style {
                0 => Words { emphasis: true, ..of(&first) },
                1 => Words { strong: true, ..of(&first) },
                2 => Words { link: Some("https://example.org/a_(b)?c=d&e".to_owned()), ..of(&first) },
                _ => Words { code: true, ..of(&second) },
            };
            let text = [of("so "), styled, of(" it"), of("!")];
            prop_assert_eq!(read(&inline_markdown(&text)), Some(merged(text.to_vec())), "{}", inline_markdown(&text));
        }
    }

    #[test]
    fn no_line_becomes_a_heading_a_list_or_a_picture() {
        assert_eq!(inline_markdown(&[of("# so")]), "\\# so");
        assert_eq!(inline_markdown(&[of("1. so"), of(" 2. so")]), "1\\. so 2. so");
        assert_eq!(inline_markdown(&[of("version 1.0 costs $5 - no"), of("- no")]), "version 1.0 costs \\$5 - no- no");
        let link = Words { link: Some("x".to_owned()), ..of("here") };
        assert_eq!(inline_markdown(&[of("look!"), link]), "look\\![here](<x>)");
    }
}
