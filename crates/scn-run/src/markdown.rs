//! Writes blocks as Markdown that parses back to the same blocks.

use crate::phrases::{callout_word, media_word};
use crate::text::{ShownBlock, Text, last_number};
use scn_story::Alignment;
use scn_text::markdown::{escape_from, escape_inline, inline_markdown};

/// Writes blocks as Markdown, one after another, keeping track of the open lists.
#[derive(Default)]
pub(crate) struct BlockWriter {
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

impl BlockWriter {
    /// Writes a block, without a trailing line end.
    pub(crate) fn block_markdown(&mut self, block: &ShownBlock) -> String {
        let ShownBlock::List { ordered, start, level, items } = block else {
            self.lists.clear();
            return single_block_markdown(block);
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
            lines.push(format!("{:indent$}{mark} {}", "", inline_markdown(item)));
        }
        self.lists.push(OpenList { width, sign, next: last_number(*start, items.len()) + 1 });
        lines.join("\n")
    }
}

/// Writes a block that does not depend on the blocks before it.
fn single_block_markdown(block: &ShownBlock) -> String {
    match block {
        ShownBlock::Paragraph { text } => inline_markdown(text),
        ShownBlock::Speech { speaker, direction, text } => {
            let direction = direction.as_ref().map(|it| format!(" ({})", escape_inline(it))).unwrap_or_default();
            format!("> **{}**{direction}: {}", escape_inline(speaker), inline_markdown(text))
        }
        ShownBlock::Callout { callout, text } => format!("**{}:** {}", callout_word(*callout), inline_markdown(text)),
        ShownBlock::Media { media, file, alternative } => {
            format!("*{} ({}):* {}", media_word(*media), escape_inline(file), inline_markdown(alternative))
        }
        ShownBlock::List { .. } => BlockWriter::default().block_markdown(block),
        ShownBlock::Quote { lines } => quote_markdown(lines),
        ShownBlock::Code { info, lines } => fenced_code(info.as_deref().unwrap_or_default(), lines),
        ShownBlock::Table { columns, head, rows } => table_markdown(columns, head, rows),
        ShownBlock::Heading { level, text } => {
            format!("{} {}", "#".repeat(usize::from((*level).clamp(1, 6))), inline_markdown(text))
        }
        ShownBlock::Rule => "---".to_owned(),
    }
}

fn quote_markdown(lines: &[String]) -> String {
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
fn fenced_code(info: &str, lines: &[String]) -> String {
    let runs = lines.iter().flat_map(|line| line.split(|c| c != '`')).map(str::len);
    let fence = "`".repeat(runs.max().unwrap_or(0).max(2) + 1);
    let mut out = fence.clone();
    out.push_str(&escape_inline(info));
    for line in lines {
        out.push('\n');
        out.push_str(&scn_text::sanitize_lines(line));
    }
    out.push('\n');
    out.push_str(&fence);
    out
}

/// Writes a table. It gets as many columns as its longest row has cells, because cells beyond the
/// columns of the delimiter row would not be shown.
fn table_markdown(columns: &[Alignment], head: &[Text], rows: &[Vec<Text>]) -> String {
    let count = rows.iter().map(Vec::len).chain([head.len(), columns.len()]).max().unwrap_or(0);
    let write_row = |cells: &[Text]| {
        let cells = (0..count).map(|at| cells.get(at).map(|cell| inline_markdown(cell)).unwrap_or_default());
        format!("| {} |", cells.collect::<Vec<_>>().join(" | "))
    };
    let rule = (0..count).map(|at| match columns.get(at).copied().unwrap_or_default() {
        Alignment::None => "---",
        Alignment::Left => ":--",
        Alignment::Center => ":-:",
        Alignment::Right => "--:",
    });
    let rule = format!("| {} |", rule.collect::<Vec<_>>().join(" | "));
    let rows = rows.iter().map(|cells| write_row(cells));
    [write_row(head), rule].into_iter().chain(rows).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

    use super::single_block_markdown;
    use crate::text::{ShownBlock, Words};
    use scn_story::Alignment;

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
        let quote = |lines: &[&str]| {
            single_block_markdown(&ShownBlock::Quote { lines: lines.iter().map(|it| (*it).to_owned()).collect() })
        };
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
        let mut blocks = super::BlockWriter::default();
        let lines = [
            list(true, 9, 0, &["a", "b"]),
            list(false, 1, 1, &["c"]),
            list(true, 11, 0, &["d"]),
            list(true, 20, 0, &["e"]),
        ];
        let lines: Vec<String> = lines.iter().map(|list| blocks.block_markdown(list)).collect();
        assert_eq!(lines, ["9. a\n10. b", "    - c", "11. d", "20) e"], "another sign begins another list");
        let code = ShownBlock::Code { info: Some("sh".to_owned()), lines: vec!["```".to_owned(), "  x".to_owned()] };
        assert_eq!(single_block_markdown(&code), "````sh\n```\n  x\n````");
        let cells = |cells: &[&str]| cells.iter().map(|cell| vec![of(cell)]).collect::<Vec<_>>();
        let columns = vec![Alignment::None, Alignment::Right];
        let table = ShownBlock::Table { columns, head: cells(&["x", "y"]), rows: vec![cells(&["a|b", "c", "d"])] };
        assert_eq!(single_block_markdown(&table), "| x | y |  |\n| --- | --: | --- |\n| a\\|b | c | d |");
        assert_eq!(single_block_markdown(&ShownBlock::Heading { level: 2, text: vec![of("# x")] }), "## \\# x");
    }
}
