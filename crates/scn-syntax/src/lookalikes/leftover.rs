//! Marks of other Markdown dialects, and HTML tags, which are shown as written.

use crate::words::is_blank;

/// HTML tags that a course system or an editor writes. Others may be meant as text: `<name>`.
const TAGS: &[&str] = &[
    "a",
    "audio",
    "b",
    "blockquote",
    "br",
    "center",
    "code",
    "div",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "iframe",
    "img",
    "li",
    "ol",
    "p",
    "pre",
    "script",
    "section",
    "source",
    "span",
    "strong",
    "style",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
    "video",
];

/// Returns whether a mark is around or next to text for the learner, so that its line is not a
/// note.
pub(super) fn is_around_text(what: &str) -> bool {
    ["HTML", "MkDocs", "container", "GitHub", "marked text", "Obsidian"].iter().any(|part| what.contains(part))
        && !what.contains("comment")
}

/// Finds a call-out of another tool at the start of a line. Returns its length and a description.
pub(super) fn block(text: &str) -> Option<(usize, &'static str)> {
    let measure_word = |rest: &str| rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    if let Some(rest) = text.strip_prefix("!!! ").or_else(|| text.strip_prefix("??? "))
        && 0 < measure_word(rest)
    {
        return Some((4 + measure_word(rest), "a MkDocs call-out"));
    }
    if text.starts_with("%%") && !text.starts_with("%%%") {
        return Some((text.len(), "a Mermaid or Obsidian comment"));
    }
    if let Some(rest) = text.strip_prefix(":::") {
        let name = rest.trim_start_matches(is_blank);
        let length = text.len() - name.len() + measure_word(name);
        return (rest.trim().is_empty() || 0 < measure_word(name)).then_some((length, "another tool's container"));
    }
    let after_mark = text.strip_prefix("[!")?;
    let length = measure_word(after_mark);
    let closed = after_mark.get(length..).is_some_and(|rest| rest.starts_with(']'));
    (0 < length && closed).then_some((length + 3, "a GitHub call-out"))
}

/// Finds the first mark of another Markdown dialect, or HTML tag, in a text. Returns its offset,
/// its length and a description.
pub(super) fn find_markup(text: &str) -> Option<(usize, usize, &'static str)> {
    find_html_tag(text)
        .or_else(|| find_paired_marks(text, "~~", "GitHub strikethrough"))
        .or_else(|| find_paired_marks(text, "==", "another tool's highlighting"))
        .or_else(|| find_embed(text))
        .or_else(|| find_footnote(text))
}

/// Finds `<p>`, `</p>`, `<br/>`, `<img src="x.png">`.
fn find_html_tag(text: &str) -> Option<(usize, usize, &'static str)> {
    text.match_indices('<').find_map(|(at, _)| {
        let after_angle = text.get(at + 1..)?;
        let name = after_angle.strip_prefix('/').unwrap_or(after_angle);
        let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
        let (word, after_name) = name.split_at_checked(end)?;
        let close = after_name.find('>')?;
        let is_known_tag = TAGS.binary_search(&word.to_ascii_lowercase().as_str()).is_ok();
        let attributes = after_name.get(..close)?;
        let fits = attributes.trim_matches(['/', ' ']).is_empty() || attributes.contains('=');
        let length = text.get(at..)?.len() - after_name.len() + close + 1;
        let escaped = text.get(..at)?.ends_with('\\');
        (is_known_tag && fits && !escaped && !attributes.contains('<')).then_some((at, length, "an HTML tag"))
    })
}

/// Finds words between two doubled marks: `~~no~~`.
fn find_paired_marks(text: &str, mark: &str, what: &'static str) -> Option<(usize, usize, &'static str)> {
    let open = text.find(mark)?;
    let inner = text.get(open + mark.len()..)?;
    let end = inner.find(mark)?;
    let words = inner.get(..end)?;
    let tight = !words.starts_with(char::is_whitespace) && !words.ends_with(char::is_whitespace);
    let apart = !text.get(..open)?.ends_with(|c: char| c.is_alphanumeric() || c == '\\' || mark.contains(c));
    let letters = words.contains(|c: char| c.is_alphabetic());
    (tight && apart && letters).then_some((open, end + 2 * mark.len(), what))
}

/// Finds `![[map.png]]`.
fn find_embed(text: &str) -> Option<(usize, usize, &'static str)> {
    let open = text.find("![[")?;
    let length = text.get(open..)?.find("]]")? + 2;
    Some((open, length, "an Obsidian picture"))
}

/// `[^1]` and `[^note]:`.
fn find_footnote(text: &str) -> Option<(usize, usize, &'static str)> {
    text.match_indices("[^").find_map(|(at, _)| {
        let name = text.get(at + 2..)?;
        let length = name.find(']')?;
        let word = name.get(..length)?;
        let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '*');
        let fits = !word.is_empty() && word.chars().all(is_plain) && word.len() < 24;
        let escaped = text.get(..at)?.ends_with('\\');
        (fits && !escaped).then_some((at, length + 3, "a Markdown footnote"))
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_tags_are_in_order() {
        assert!(super::TAGS.is_sorted());
    }
}
