//! Lessons at several widths, and properties that hold at any width.

use proptest::prelude::*;
use pulldown_cmark::Event;
use scn_story::Lesson;

use super::{parse_events, print_lesson};
use crate::Options;
use scn_text::wrap::display_width;

const WHOLE: &str = include_str!("whole.md");

fn shown(markdown: &str, options: &Options<'_>) -> String {
    let of =
        Lesson { id: "rights".into(), title: "Your rights".into(), markdown: markdown.into(), ..Lesson::default() };
    let mut out = Vec::new();
    print_lesson(&of, options, &mut out).expect("a vector takes everything");
    String::from_utf8(out).expect("what is written is text")
}

fn with(width: usize) -> Options<'static> {
    Options { width, ..Options::default() }
}

fn plain(width: usize) -> Options<'static> {
    Options { plain: true, ..with(width) }
}

fn coloured(markdown: &str, width: usize) -> String {
    shown(markdown, &Options { colour: true, ..with(width) }).replace('\u{1b}', "␛")
}

#[test]
fn at_40_columns() {
    insta::assert_snapshot!(shown(WHOLE, &with(40)));
}

#[test]
fn at_80_columns() {
    insta::assert_snapshot!(shown(WHOLE, &with(80)));
}

#[test]
fn at_100_columns() {
    insta::assert_snapshot!(shown(WHOLE, &with(100)));
}

#[test]
fn plain_at_40_columns() {
    insta::assert_snapshot!(shown(WHOLE, &plain(40)));
}

#[test]
fn plain_at_80_columns() {
    insta::assert_snapshot!(shown(WHOLE, &plain(80)));
}

#[test]
fn plain_at_100_columns() {
    insta::assert_snapshot!(shown(WHOLE, &plain(100)));
}

#[test]
fn colour_at_40_columns() {
    insta::assert_snapshot!(coloured(WHOLE, 40));
}

#[test]
fn colour_at_80_columns() {
    insta::assert_snapshot!(coloured(WHOLE, 80));
}

#[test]
fn colour_at_100_columns() {
    insta::assert_snapshot!(coloured(WHOLE, 100));
}

/// The text without the title and the line under it.
fn body(markdown: &str, width: usize) -> String {
    let shown = shown(markdown, &plain(width));
    shown.strip_prefix("Your rights\n").expect("the title comes first").to_owned()
}

#[test]
fn an_escape_sequence_does_nothing() {
    for text in [
        "\u{1b}[2Jgone",
        "`\u{1b}[2J`",
        "    \u{1b}[2J",
        "[a](<\u{1b}[2J>)",
        "<b \u{1b}[2J>",
        "&#27;[2J",
        "![\u{9b}2J](x)",
    ] {
        let shown = shown(text, &Options { colour: true, ..with(40) });
        assert!(!shown.contains("\u{1b}[2J") && !shown.contains('\u{9b}'), "{shown:?}");
        assert!(shown.contains("[2J") || shown.contains("2J"), "{shown:?}");
    }
}

#[test]
fn raw_html_is_text() {
    assert_eq!(body("a <b onclick=\"x()\">bold</b> word", 80), "\na <b onclick=\"x()\">bold</b> word\n");
    assert_eq!(body("<script>\n  alert(1)\n</script>", 80), "\n<script>\n  alert(1)\n</script>\n");
}

#[test]
fn items_keep_their_numbers_and_their_distance() {
    assert_eq!(body("9. a\n10. b\n    - c\n", 40), "\n   9. a\n  10. b\n      - c\n");
    assert_eq!(body("- a\n\n- b\n\n  c\n- d", 40), "\n  - a\n\n  - b\n\n    c\n\n  - d\n");
    assert_eq!(body("a\n- b\n-\n- c\n\nd", 40), "\na\n\n  - b\n  -\n  - c\n\nd\n");
    assert_eq!(body("- - a\n  - b\n- > c", 40), "\n  - - a\n    - b\n\n  - > c\n");
}

#[test]
fn quotes_are_apart_and_their_paragraphs_are_not() {
    assert_eq!(body("> a\n>\n> b\n\nc\n\n> d", 40), "\n> a\n>\n> b\n\nc\n\n> d\n");
}

#[test]
fn a_line_of_code_that_is_too_long_goes_on() {
    let code = "```\nif x {\n\tgo_on(and_on, and_on, and_on, to_the_end)\n}\n```";
    assert_eq!(body(code, 40), "\n    if x {\n        go_on(and_on, and_on, and_on, \n    … to_the_end)\n    }\n");
}

#[test]
fn text_after_the_last_column_is_kept() {
    assert_eq!(body("|a|b|\n|-|-|\n|c|d|e f|g|\n|h|\n", 40), "\n- a: c\n  b: d\n  e f|g\n- a: h\n");
}

#[test]
fn a_table_is_in_columns_where_there_is_room() {
    let table = "|Right|When|n|\n|:-|:-:|-:|\n|a|on Mondays and Tuesdays|1|\n|b|c|20|\n";
    let shown = |width| shown(table, &with(width)).lines().skip(3).collect::<Vec<_>>().join("\n");
    assert_eq!(
        shown(40),
        "Right           When             n\n─────  ───────────────────────  ──\na      on Mondays and Tuesdays   1\nb                 c             20"
    );
    assert_eq!(
        shown(24),
        "Right      When        n\n─────  ─────────────  ──\na       on Mondays     1\n       and Tuesdays\n\nb            c        20"
    );
    assert_eq!(shown(20), "• Right: a\n  When: on Mondays\n    and Tuesdays\n  n: 1\n• Right: b\n  When: c\n  n: 20");
}

/// The whole text to be read, in order.
#[expect(clippy::wildcard_enum_match_arm, reason = "the events of another crate")]
fn said(markdown: &str) -> String {
    let texts = parse_events(markdown).map(|event| match event {
        Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
            scn_text::sanitize_line(&text).into_owned()
        }
        Event::SoftBreak | Event::HardBreak => " ".to_owned(),
        _ => String::new(),
    });
    texts.collect()
}

/// Whether the characters of one text, except white space, occur in another in this order.
fn within(said: &str, shown: &str) -> bool {
    let mut shown = shown.chars();
    said.chars().filter(|c| !c.is_whitespace()).all(|sign| shown.any(|it| it == sign))
}

fn fits(shown: &str, width: usize) -> Result<(), TestCaseError> {
    for (line, next) in shown.lines().zip(shown.lines().skip(1).chain([""])) {
        prop_assert!(display_width(line) <= width, "{} columns in {width}: {line:?}", display_width(line));
        // Code that continues on the next line keeps its spaces.
        prop_assert!(line == line.trim_end_matches(' ') || next.contains('…'), "{line:?}");
    }
    prop_assert!(shown.chars().all(|c| c == '\n' || !c.is_control()));
    Ok(())
}

/// Pieces of Markdown, and other text.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "\n",
        "\n\n",
        "\n    ",
        "> ",
        "- ",
        "* ",
        "12. ",
        "# ",
        "###### ",
        "```",
        "~~~\n",
        "`",
        "*",
        "**",
        "_",
        "[",
        "](x.org)",
        "![",
        "](a \"b\")",
        "<b>",
        "<div>",
        "<https://a.org>",
        "---",
        "===",
        "\\\n",
        "  \n",
        "word ",
        "longer-word ",
        "a",
        " ",
        "\t",
        "&amp;",
        "&#9;",
        "日本語",
        "e\u{301}",
        "👩‍👩‍👧‍👦",
        "\u{1b}[1m",
        "\u{202e}",
        "sesquipedalianism-and-more",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// A row of a table, in which each cell is a unique word.
fn table(columns: usize, rows: usize, alignment: &str) -> (String, Vec<String>) {
    let words: Vec<String> = (0..columns * rows).map(|at| format!("w{at}x")).collect();
    let line = |row: &[String]| format!("|{}|\n", row.join("|"));
    let mut lines: Vec<String> = words.chunks(columns).map(line).collect();
    lines.insert(1.min(lines.len()), line(&vec![alignment.to_owned(); columns]));
    (lines.concat(), words)
}

/// The number of cases: `usual`, scaled if `PROPTEST_CASES` differs from its default of 256.
fn cases(usual: u32) -> u32 {
    usual.saturating_mul(ProptestConfig::default().cases).div_ceil(256)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(300), ..ProptestConfig::default() })]

    #[test]
    fn it_fits_and_no_word_is_lost(text in prop_oneof![pieces(), "(\\PC|[\n a-z>#*-]){0,120}"], width in 20_usize..=120, is_plain: bool) {
        prop_assume!(!text.contains('|'));
        let shown = shown(&text, &Options { plain: is_plain, ..with(width) });
        fits(&shown, width)?;
        prop_assert!(within(&said(&text), &shown), "{text:?}\n{shown}");
    }

    #[test]
    fn tables_fit_and_no_word_is_lost(
        columns in 1_usize..12,
        rows in 1_usize..5,
        alignment in prop::sample::select(vec!["-", ":-", "-:", ":-:"]),
        before in prop::sample::select(vec!["", "> ", "- ", "> > > > > > "]),
        width in 20_usize..=120,
        is_plain: bool,
    ) {
        let (table, words) = table(columns, rows, alignment);
        let table: String = table.lines().map(|line| format!("{}{line}\n", if before == "- " { "  " } else { before })).collect();
        let table = if before == "- " { table.replacen("  ", "- ", 1) } else { table };
        let shown = shown(&table, &Options { plain: is_plain, ..with(width) });
        fits(&shown, width)?;
        prop_assert!(!shown.contains('|'), "{shown}");
        for word in words {
            prop_assert!(shown.split(|c: char| !c.is_alphanumeric()).any(|it| it == word), "{word} in\n{shown}");
        }
    }
}

/// Ten thousand levels of nesting overflow no stack and take no noticeable time: the output for
/// each level does not grow with its depth.
#[test]
fn what_is_nested_deeply_is_shown_too() {
    const LEVELS: usize = 10_000;
    for piece in ["> ", "- ", "1. ", "- > ", "> 1. ", "*", "[", "![", "**a *b "] {
        let text = format!("{}word", piece.repeat(LEVELS));
        let shown = shown(&text, &with(40));
        assert!(shown.contains("word"), "{piece}");
        assert!(shown.len() < 40 * text.len(), "{piece}: {} bytes for {}", shown.len(), text.len());
    }
}
