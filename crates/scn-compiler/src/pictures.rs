//! Pictures in Markdown: `![alt text](file)`.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// A picture in a text, with byte ranges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Picture {
    /// The whole picture.
    pub(crate) whole: Range<usize>,
    /// Its file, without escapes.
    pub(crate) file: String,
    /// The range of the file, without angle brackets; the range of the whole picture if the file is
    /// written elsewhere.
    pub(crate) written: Range<usize>,
    /// Whether the file is between angle brackets.
    pub(crate) enclosed: bool,
    /// Its alternative text, without styles.
    pub(crate) alternative: String,
}

/// Returns the pictures of a text, in order. `blocks` says whether the text is a whole document,
/// such as a lesson, or inline text.
pub(crate) fn find_pictures(text: &str, blocks: bool) -> Vec<Picture> {
    let mut marks = memchr::memchr_iter(b'!', text.as_bytes());
    if !marks.any(|at| text.as_bytes().get(at + 1) == Some(&b'[')) {
        return Vec::new();
    }
    // An opening parenthesis prevents the start of the line from being parsed as a block.
    let line = if blocks { text.to_owned() } else { format!("({text}") };
    let prefix_length = line.len() - text.len();
    let options = if blocks { Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH } else { Options::empty() };
    let mut pictures = Vec::new();
    let mut open: Vec<Picture> = Vec::new();
    for (event, range) in Parser::new_ext(&line, options).into_offset_iter() {
        let range = range.start.saturating_sub(prefix_length)..range.end.saturating_sub(prefix_length);
        match event {
            Event::Start(Tag::Image { dest_url, .. }) => {
                let (written, enclosed) = destination(text, &range);
                let file = dest_url.into_string();
                open.push(Picture { whole: range, file, written, enclosed, alternative: String::new() });
            }
            Event::End(TagEnd::Image) => pictures.extend(open.pop()),
            Event::Text(words) | Event::Code(words) => {
                open.iter_mut().for_each(|picture| picture.alternative.push_str(&words));
            }
            Event::SoftBreak | Event::HardBreak => open.iter_mut().for_each(|picture| picture.alternative.push(' ')),
            Event::Start(_)
            | Event::End(_)
            | Event::Html(_)
            | Event::InlineHtml(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::FootnoteReference(_)
            | Event::Rule
            | Event::TaskListMarker(_) => {}
        }
    }
    pictures.sort_by_key(|picture| picture.whole.start);
    pictures
}

/// Returns the range of the destination of an inline image, and whether it is between angle
/// brackets.
fn destination(text: &str, whole: &Range<usize>) -> (Range<usize>, bool) {
    let written = text.get(whole.clone()).unwrap_or_default();
    let Some(at) = written.rfind("](") else { return (whole.clone(), false) };
    let after_bracket = written.get(at + 2..).unwrap_or_default();
    let blanks = after_bracket.len() - after_bracket.trim_start().len();
    let start = whole.start + at + 2 + blanks;
    let trimmed = after_bracket.trim_start();
    match trimmed.strip_prefix('<').and_then(|rest| rest.split_once('>')) {
        Some((file, _)) => (start + 1..start + 1 + file.len(), true),
        None => {
            let length = trimmed.find(|c: char| c.is_whitespace()).unwrap_or(trimmed.len().saturating_sub(1));
            (start..start + length, false)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::find_pictures;

    /// The file, the text of its range, and the alternative text.
    fn read(text: &str, blocks: bool) -> Vec<(String, String, String)> {
        let all = find_pictures(text, blocks).into_iter();
        all.map(|it| (it.file, text[it.written].to_owned(), it.alternative)).collect()
    }

    fn one(file: &str, written: &str, alternative: &str) -> Vec<(String, String, String)> {
        vec![(file.to_owned(), written.to_owned(), alternative.to_owned())]
    }

    #[test]
    fn a_picture_is_found_with_its_file_and_its_words() {
        for blocks in [false, true] {
            assert_eq!(read("See ![A desk](desk.png) here", blocks), one("desk.png", "desk.png", "A desk"));
            assert_eq!(read("![](desk.png)", blocks), one("desk.png", "desk.png", ""));
            assert_eq!(
                read("![A *grey* desk](<my desk.png>)", blocks),
                one("my desk.png", "my desk.png", "A grey desk")
            );
            assert_eq!(read("![A desk](desk.png \"Title\")", blocks), one("desk.png", "desk.png", "A desk"));
            assert_eq!(
                read("[![A desk](desk.png)](https://example.org)", blocks),
                one("desk.png", "desk.png", "A desk")
            );
            assert!(read("`![A desk](desk.png)` and \\![x](y) and [a link](desk.png)", blocks).is_empty());
        }
        assert!(read("```\n![A desk](desk.png)\n```\n", true).is_empty(), "a fence is no picture");
        assert_eq!(read("| a | b |\n| --- | --- |\n| ![A](a.png) | c |\n", true), one("a.png", "a.png", "A"));
        assert_eq!(read("![A][one]\n\n[one]: a.png\n", true), one("a.png", "![A][one]", "A"));
    }
}
