//! Lessons as data.

use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser};
use scn_story::Lesson;

use super::{LessonBlock, LessonPage, lesson_pages, lesson_pictures};
use crate::text::{Words, plain_text};

fn lesson(markdown: &str) -> Lesson {
    Lesson { markdown: markdown.to_owned(), ..Lesson::default() }
}

fn pages(markdown: &str) -> Vec<LessonPage> {
    lesson_pages(&lesson(markdown))
}

fn headings(markdown: &str) -> Vec<String> {
    pages(markdown).into_iter().map(|page| page.heading).collect()
}

/// Adds all texts of blocks, in order.
fn texts(blocks: &[LessonBlock], into: &mut Vec<String>) {
    for block in blocks {
        match block {
            LessonBlock::Paragraph { text } | LessonBlock::Heading { text, .. } => into.push(plain_text(text)),
            LessonBlock::Media { alternative, .. } => into.push(plain_text(alternative)),
            LessonBlock::Code { lines } => into.extend(lines.iter().cloned()),
            LessonBlock::Table { head, rows, .. } => {
                into.extend(head.iter().chain(rows.iter().flatten()).map(|cell| plain_text(cell)));
            }
            LessonBlock::List { items, .. } => items.iter().for_each(|item| texts(item, into)),
            LessonBlock::Quote { blocks } => texts(blocks, into),
            LessonBlock::Rule => {}
        }
    }
}

fn depth(blocks: &[LessonBlock]) -> usize {
    let of_block = |block: &LessonBlock| match block {
        LessonBlock::List { items, .. } => 2 + items.iter().map(|item| depth(item)).max().unwrap_or(0),
        LessonBlock::Quote { blocks } => 1 + depth(blocks),
        LessonBlock::Paragraph { .. }
        | LessonBlock::Heading { .. }
        | LessonBlock::Media { .. }
        | LessonBlock::Code { .. }
        | LessonBlock::Table { .. }
        | LessonBlock::Rule => 0,
    };
    blocks.iter().map(of_block).max().unwrap_or(0)
}

#[test]
fn pages_begin_at_the_headings_that_divide_a_lesson() {
    assert_eq!(headings(""), [""], "an empty lesson has a page");
    assert_eq!(headings("Only text.\n\n## One heading\n\nMore."), [""], "one heading divides nothing");
    assert_eq!(headings("Text.\n\n# A\n\na\n\n## A1\n\na1\n\n# B\n\nb"), ["", "A", "B"]);
    assert_eq!(headings("# All\n\nintro\n\n## A\n\na\n\n## B\n\nb"), ["All", "A", "B"]);
    assert_eq!(headings("# All\n\n## A\n\na\n\n## B\n\nb"), ["All", "B"], "a heading stays with the next one");
    assert_eq!(headings("## A\n\na\n\n> ## Quoted\n\n## B\n\nb"), ["A", "B"], "a quoted heading divides nothing");
}

#[test]
fn blocks_are_nested_as_they_are_written() {
    let blocks = pages("3. one\n   - two *strong*\n\n> said\n>\n> ---\n").remove(0).blocks;
    let [LessonBlock::List { ordered: true, start: 3, items }, LessonBlock::Quote { blocks: quoted }] =
        blocks.as_slice()
    else {
        panic!("{blocks:?}")
    };
    let [LessonBlock::Paragraph { .. }, LessonBlock::List { ordered: false, items: inner, .. }] = items[0].as_slice()
    else {
        panic!("{items:?}")
    };
    let emphasis = Words { emphasis: true, ..Words::plain("strong") };
    assert_eq!(inner[0], [LessonBlock::Paragraph { text: vec![Words::plain("two "), emphasis] }]);
    assert_eq!(quoted[1], LessonBlock::Rule);
}

#[test]
fn a_picture_is_a_block_and_its_file_is_known() {
    let markdown = "Before ![A *desk*](pictures/desk.png \"Mine\") after.\n\n| a |\n| - |\n| ![no](x.png) |\n";
    let blocks = pages(markdown).remove(0).blocks;
    let mut found = Vec::new();
    texts(&blocks, &mut found);
    assert_eq!(found, ["Before ", "A desk (“Mine”)", " after.", "a", "[Image: no]"]);
    assert_eq!(lesson_pictures(&lesson(markdown)), ["pictures/desk.png"], "one in a cell is shown in words");
}

#[test]
fn html_is_text_and_links_have_their_address() {
    let blocks = pages("<b>x</b> [here](https://a.b \"There\") <a@b.c>\n\n<script>\n").remove(0).blocks;
    let LessonBlock::Paragraph { text } = &blocks[0] else { panic!("{blocks:?}") };
    assert_eq!(plain_text(text), "<b>x</b> here (“There”) a@b.c");
    let links: Vec<&str> = text.iter().filter_map(|words| words.link.as_deref()).collect();
    assert_eq!(links, ["https://a.b", "mailto:a@b.c"]);
    assert_eq!(blocks[1], LessonBlock::Code { lines: vec!["<script>".to_owned()] });
}

#[test]
fn no_depth_is_too_deep() {
    for mark in ["> ", "- ", "1. "] {
        let blocks = pages(&format!("{}word", mark.repeat(20_000))).remove(0).blocks;
        assert!(depth(&blocks) <= super::DEEPEST, "{mark}");
        let mut found = Vec::new();
        texts(&blocks, &mut found);
        assert!(found.iter().any(|text| text.ends_with("word")), "{mark}");
    }
}

/// Returns the words of a Markdown text, as the parser reports them.
#[expect(clippy::wildcard_enum_match_arm, reason = "the events of another crate")]
fn words_of(markdown: &str) -> Vec<String> {
    let mut words = String::new();
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        match event {
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                words.push_str(&text);
            }
            _ => words.push(' '),
        }
    }
    marked(&words)
}

/// Returns the words that a test has made: a `w` and another letter.
fn marked(text: &str) -> Vec<String> {
    text.match_indices('w').filter_map(|(at, _)| text.get(at..at + 2)).map(str::to_owned).collect()
}

const PIECES: [&str; 24] = [
    "wa",
    " wb ",
    "\n",
    "\n\n",
    "# ",
    "## ",
    "### ",
    "- ",
    "  - ",
    "1. ",
    "> ",
    "`wc`",
    "*wd*",
    "**",
    "_",
    "[we](wf)",
    "![wg](wh)",
    "```\n",
    "    wi",
    "| wj | wk |\n| --- | --- |\n",
    "| wl |",
    "<wm>",
    "---\n",
    "\\\n",
];

proptest! {
    #[test]
    fn no_word_of_a_lesson_is_lost_or_moved(pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..30)) {
        let markdown = pieces.concat();
        let mut found = Vec::new();
        for page in pages(&markdown) {
            texts(&page.blocks, &mut found);
        }
        prop_assert_eq!(marked(&found.join(" ")), words_of(&markdown), "{}", markdown);
    }
}
