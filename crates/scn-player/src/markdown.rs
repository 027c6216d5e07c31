//! Writes text as Markdown that parses back to the same text.

use crate::text::{ShownBlock, Text, Words, last_number};
use scn_story::{Alignment, Callout, MediaKind};

/// Escapes plain text for use in the middle of a Markdown line: characters with a meaning in
/// Markdown get a backslash.
pub(crate) fn escape(text: &str) -> String {
    escape_from(text, false)
}

/// Like [`escape`], for text that may be at the start of a line.
fn escape_from(text: &str, mut at_start: bool) -> String {
    let text = scn_text::shown(text);
    let mut out = String::with_capacity(text.len() + 8);
    let mut digits = false;
    let mut before = ' ';
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        let anywhere = matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '~' | '|' | '$');
        let first = at_start && matches!(c, '+' | '-' | '=');
        let number = digits && matches!(c, '.' | ')');
        // A heading may end in `#`, and `!` before a link makes it an image.
        let hash = c == '#' && before == ' ';
        let last = c == '!' && rest.as_str().is_empty();
        if anywhere || first || number || hash || last {
            out.push('\\');
        }
        out.push(c);
        digits = c.is_ascii_digit() && (at_start || digits);
        at_start = at_start && c == ' ';
        before = c;
    }
    out
}

/// Writes a text as Markdown, with its styles. The result may be used at the start of a line.
pub(crate) fn inline(text: &[Words]) -> String {
    let mut out = String::new();
    for words in text {
        let body = scn_text::shown(&words.text);
        // Marks must touch the words that they apply to.
        let inner = body.trim();
        if inner.is_empty() {
            out.push_str(&body);
            continue;
        }
        let before = body.len() - body.trim_start().len();
        out.push_str(body.get(..before).unwrap_or_default());
        let marks = match (words.emphasis, words.strong) {
            (false, false) => "",
            (true, false) => "*",
            (false, true) => "**",
            (true, true) => "***",
        };
        let at_start = marks.is_empty() && words.link.is_none() && out.trim().is_empty();
        let styled = if words.code { code(inner) } else { format!("{marks}{}{marks}", escape_from(inner, at_start)) };
        match &words.link {
            Some(link) => out.push_str(&format!("[{styled}]({})", destination(link))),
            None => out.push_str(&styled),
        }
        out.push_str(body.get(before + inner.len()..).unwrap_or_default());
    }
    out.trim().to_owned()
}

/// Writes a code span, delimited by more backticks than any run of them in its content.
fn code(words: &str) -> String {
    let longest = words.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    if longest == 0 { format!("{fence}{words}{fence}") } else { format!("{fence} {words} {fence}") }
}

/// Writes a link destination in angle brackets.
fn destination(link: &str) -> String {
    let mut out = String::from("<");
    for c in scn_text::shown(link).chars() {
        if matches!(c, '<' | '>' | '\\' | '&') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('>');
    out
}

/// Writes blocks as Markdown, one after another, keeping track of the open lists.
#[derive(Default)]
pub(crate) struct Blocks {
    /// The open lists, outermost first.
    lists: Vec<OpenList>,
}

/// A list that a further item may belong to.
struct OpenList {
    /// The column at which the text of its items begins.
    width: usize,
    /// Whether its numbers are followed by `)` instead of `.`.
    sign: bool,
    /// The number of its next item.
    next: u64,
}

impl Blocks {
    /// Writes a block, without a trailing line end.
    pub(crate) fn block(&mut self, block: &ShownBlock) -> String {
        let ShownBlock::List { ordered, start, level, items } = block else {
            self.lists.clear();
            return alone(block);
        };
        let depth = usize::from(*level).min(self.lists.len());
        let goes_on = self.lists.get(depth).is_some_and(|list| !ordered || list.next == u64::from(*start));
        // A different delimiter starts a new list, which preserves the numbers.
        let sign = self.lists.get(depth).is_some_and(|list| list.sign != (*ordered && !goes_on));
        let indent = depth.checked_sub(1).and_then(|above| self.lists.get(above)).map_or(0, |list| list.width);
        self.lists.truncate(depth);
        let mut width = indent;
        let mut lines = Vec::new();
        for (number, item) in (u64::from(*start)..).zip(items) {
            let mark = match (*ordered, sign) {
                (true, true) => format!("{number})"),
                (true, false) => format!("{number}."),
                (false, _) => "-".to_owned(),
            };
            width = indent + mark.len() + 1;
            lines.push(format!("{:indent$}{mark} {}", "", inline(item)));
        }
        self.lists.push(OpenList { width, sign, next: last_number(*start, items.len()) + 1 });
        lines.join("\n")
    }
}

/// Writes a block that does not depend on the blocks before it.
fn alone(block: &ShownBlock) -> String {
    match block {
        ShownBlock::Paragraph(text) => inline(text),
        ShownBlock::Speech { speaker, direction, text } => {
            let direction = direction.as_ref().map(|it| format!(" ({})", escape(it))).unwrap_or_default();
            format!("> **{}**{direction}: {}", escape(speaker), inline(text))
        }
        ShownBlock::Callout { callout, text } => format!("**{}:** {}", callout_word(*callout), inline(text)),
        ShownBlock::Media { media, file, alternative } => {
            format!("*{} ({}):* {}", media_word(*media), escape(file), inline(alternative))
        }
        ShownBlock::List { .. } => Blocks::default().block(block),
        ShownBlock::Quote(lines) => quote(lines),
        ShownBlock::Code { info, lines } => fence(info.as_deref().unwrap_or_default(), lines),
        ShownBlock::Table { columns, head, rows } => table(columns, head, rows),
        ShownBlock::Heading { level, text } => {
            format!("{} {}", "#".repeat(usize::from((*level).clamp(1, 6))), inline(text))
        }
        ShownBlock::Rule => "---".to_owned(),
    }
}

fn quote(lines: &[String]) -> String {
    let mut out = String::new();
    for (at, line) in lines.iter().enumerate() {
        let words = line.trim();
        // Markdown drops spaces at the start of a line, so no-break spaces replace them.
        let indent = "\u{A0}".repeat(line.chars().take_while(|c| c.is_whitespace()).count());
        match words {
            "" => out.push('>'),
            words => out.push_str(&format!("> {indent}{}", escape_from(words, indent.is_empty()))),
        }
        let next = lines.get(at + 1);
        // A backslash at the end of a line keeps the line break if text follows; before a blank
        // line it is not needed.
        if !words.is_empty() && next.is_some_and(|next| !next.trim().is_empty()) {
            out.push('\\');
        }
        if next.is_some() {
            out.push('\n');
        }
    }
    out
}

/// Writes a code block, fenced by more backticks than any run of them in its content.
fn fence(info: &str, lines: &[String]) -> String {
    let runs = lines.iter().flat_map(|line| line.split(|c| c != '`')).map(str::len);
    let fence = "`".repeat(runs.max().unwrap_or(0).max(2) + 1);
    let mut out = fence.clone();
    out.push_str(&escape(info));
    for line in lines {
        out.push('\n');
        out.push_str(&scn_text::shown_lines(line));
    }
    out.push('\n');
    out.push_str(&fence);
    out
}

/// Writes a table. It gets as many columns as its longest row has cells, because cells beyond the
/// columns of the delimiter row would not be shown.
fn table(columns: &[Alignment], head: &[Text], rows: &[Vec<Text>]) -> String {
    let count = rows.iter().map(Vec::len).chain([head.len(), columns.len()]).max().unwrap_or(0);
    let row = |cells: &[Text]| {
        let cells = (0..count).map(|at| cells.get(at).map(|cell| inline(cell)).unwrap_or_default());
        format!("| {} |", cells.collect::<Vec<_>>().join(" | "))
    };
    let rule = (0..count).map(|at| match columns.get(at).copied().unwrap_or_default() {
        Alignment::None => "---",
        Alignment::Left => ":--",
        Alignment::Center => ":-:",
        Alignment::Right => "--:",
    });
    let rule = format!("| {} |", rule.collect::<Vec<_>>().join(" | "));
    let rows = rows.iter().map(|cells| row(cells));
    [row(head), rule].into_iter().chain(rows).collect::<Vec<_>>().join("\n")
}

/// Returns the heading of a call-out.
#[must_use]
pub fn callout_word(callout: Callout) -> &'static str {
    match callout {
        Callout::Note => "Note",
        Callout::Tip => "Tip",
        Callout::Remember => "Remember",
        Callout::Warning => "Warning",
    }
}

/// Returns the word that introduces an image, audio or video.
#[must_use]
pub fn media_word(media: MediaKind) -> &'static str {
    match media {
        MediaKind::Image => "Image",
        MediaKind::Audio => "Audio",
        MediaKind::Video => "Video",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

    use super::{Words, alone, inline};
    use crate::text::ShownBlock;
    use scn_story::Alignment;

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

    /// Parses a quote back into its lines: line ends and blank lines are preserved, no-break spaces
    /// become spaces.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the events of another crate")]
    fn quoted(markdown: &str) -> Option<Vec<String>> {
        let mut text = String::new();
        for event in Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
            match event {
                Event::Start(Tag::BlockQuote(_) | Tag::Paragraph) | Event::End(TagEnd::BlockQuote(_)) => {}
                Event::End(TagEnd::Paragraph) => text.push_str("\n\n"),
                Event::HardBreak => text.push('\n'),
                Event::Text(words) => text.push_str(&words.replace('\u{A0}', " ")),
                _ => return None,
            }
        }
        Some(text.trim_end().lines().map(str::to_owned).collect())
    }

    #[test]
    fn quoted_lines_stay_lines() {
        let quote = |lines: &[&str]| alone(&ShownBlock::Quote(lines.iter().map(|it| (*it).to_owned()).collect()));
        for lines in [
            &["From: a@b.c", "  indented | *so*", "- no list", "1. no list"][..],
            &["one", "", "two", "three"],
            &["# one", "    > no code"],
        ] {
            assert_eq!(
                quoted(&quote(lines)).as_deref(),
                Some(&*lines.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>())
            );
        }
        assert_eq!(quote(&["one", "", ""]), "> one\n>\n>", "no backslash is left over at the end");
        assert_eq!(quote(&[""]), ">");
    }

    #[test]
    fn blocks_read_back() {
        let list = |ordered: bool, start: u32, level: u8, items: &[&str]| ShownBlock::List {
            ordered,
            start,
            level,
            items: items.iter().map(|item| vec![of(item)]).collect(),
        };
        let mut blocks = super::Blocks::default();
        let lines = [
            list(true, 9, 0, &["a", "b"]),
            list(false, 1, 1, &["c"]),
            list(true, 11, 0, &["d"]),
            list(true, 20, 0, &["e"]),
        ];
        let lines: Vec<String> = lines.iter().map(|list| blocks.block(list)).collect();
        assert_eq!(lines, ["9. a\n10. b", "    - c", "11. d", "20) e"], "another sign begins another list");
        let code = ShownBlock::Code { info: Some("sh".to_owned()), lines: vec!["```".to_owned(), "  x".to_owned()] };
        assert_eq!(alone(&code), "````sh\n```\n  x\n````");
        let cells = |cells: &[&str]| cells.iter().map(|cell| vec![of(cell)]).collect::<Vec<_>>();
        let columns = vec![Alignment::None, Alignment::Right];
        let table = ShownBlock::Table { columns, head: cells(&["x", "y"]), rows: vec![cells(&["a|b", "c", "d"])] };
        assert_eq!(alone(&table), "| x | y |  |\n| --- | --: | --- |\n| a\\|b | c | d |");
        assert_eq!(alone(&ShownBlock::Heading { level: 2, text: vec![of("# x")] }), "## \\# x");
    }

    proptest! {
        #[test]
        fn plain_text_reads_back_as_it_is(text in "[-# a-c1.)(+=*_`\\[\\]<>&!~|$\\\\:/\"']{0,24}") {
            let text = text.trim();
            let expected = if text.is_empty() { Vec::new() } else { vec![of(text)] };
            prop_assert_eq!(read(&inline(&[of(text)])), Some(expected), "{}", inline(&[of(text)]));
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
            prop_assert_eq!(read(&inline(&text)), Some(merged(text.to_vec())), "{}", inline(&text));
        }
    }

    #[test]
    fn no_line_becomes_a_heading_a_list_or_a_picture() {
        assert_eq!(inline(&[of("# so")]), "\\# so");
        assert_eq!(inline(&[of("1. so"), of(" 2. so")]), "1\\. so 2. so");
        assert_eq!(inline(&[of("version 1.0 costs $5 - no"), of("- no")]), "version 1.0 costs \\$5 - no- no");
        let link = Words { link: Some("x".to_owned()), ..of("here") };
        assert_eq!(inline(&[of("look!"), link]), "look\\![here](<x>)");
    }
}
